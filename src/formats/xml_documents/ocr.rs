//! Pages from character recognition: ALTO, PAGE XML, hOCR. One article a page; words divided at line ends are joined.

use crate::{article::Record, formats::common::xml::Element};
use dom_query::{Document, NodeRef};
use std::collections::HashMap;

/// The page of an ALTO file.
pub(super) fn alto(root: &Element) -> Vec<Record> {
    vec![of_text(Page::of(root).text(None))]
}

/// The words of an ALTO page, in the order in which they are read.
pub(super) struct Page {
    words: Vec<Word>,
    /// The first and last word of each element that has an id.
    places: HashMap<String, (usize, usize)>,
}

/// A word, space or hyphen of a page, with where it stands.
struct Word {
    text: String,
    block: usize,
    line: usize,
}

impl Page {
    /// The page of a document.
    pub(super) fn of(root: &Element) -> Self {
        let mut page = Self { words: Vec::new(), places: HashMap::new() };
        let mut line_number = 0;
        for (block_number, block) in root.descendants("TextBlock").into_iter().enumerate() {
            let first = page.words.len();
            for line in block.descendants("TextLine") {
                line_number += 1;
                let start = page.words.len();
                page.line(line, block_number, line_number);
                page.name(line, start);
            }
            page.name(block, first);
        }
        page
    }

    /// Notes which words an element has.
    fn name(&mut self, element: &Element, first: usize) {
        if let Some(id) = element.attribute("ID").filter(|_| self.words.len() > first) {
            self.places.insert(id.to_owned(), (first, self.words.len() - 1));
        }
    }

    /// Takes the words of a line; a word that goes on in the next line is whole where the file has it so.
    fn line(&mut self, line: &Element, block: usize, number: usize) {
        let is_spaced = line.elements().any(|element| element.local() == "SP");
        let is_divided = line.elements().any(|word| word.attribute("SUBS_TYPE") == Some("HypPart1"));
        for element in line.elements() {
            let start = self.words.len();
            let mut text = match element.local() {
                "String" => {
                    let written = element.attribute("CONTENT").unwrap_or_default();
                    let whole = element
                        .attribute("SUBS_CONTENT")
                        .filter(|whole| whole.chars().count() >= written.chars().count());
                    match (element.attribute("SUBS_TYPE"), whole) {
                        (Some("HypPart1"), Some(whole)) => whole,
                        (Some("HypPart2"), Some(_)) => "",
                        _ => written,
                    }
                }
                "SP" => " ",
                // Where the whole word is given, the hyphen is none of it.
                "HYP" if !is_divided => "-",
                _ => continue,
            }
            .to_owned();
            if element.local() == "String" && !is_spaced {
                text.push(' ');
            }
            self.words.push(Word { text, block, line: number });
            self.name(element, start);
        }
    }

    /// The text from one element to another, by their ids; the whole page without them, nothing where they are unknown.
    pub(super) fn text(&self, range: Option<(&str, &str)>) -> String {
        let words = match range {
            None => &self.words[..],
            Some((begin, end)) => {
                let Some((first, last)) = self.places.get(begin) else { return String::new() };
                let last = self.places.get(end).map_or(*last, |(_, last)| *last);
                // The hyphen behind a word is no word of its own.
                let is_hyphen = |next: &Word| next.text == "-" && next.line == self.words[last].line;
                let last = last + usize::from(self.words.get(last + 1).is_some_and(is_hyphen));
                self.words.get(*first..=last).unwrap_or_default()
            }
        };
        let blocks = words.chunk_by(|one, next| one.block == next.block).map(|block| {
            let lines = block.chunk_by(|one, next| one.line == next.line);
            let lines: Vec<String> =
                lines.map(|line| line.iter().map(|word| word.text.as_str()).collect::<String>()).collect();
            joined(&lines)
        });
        // A hyphen that the end of a line leaves belongs to its word.
        paragraphs(blocks)
    }
}

/// The page of a PAGE XML file.
pub(super) fn page(root: &Element) -> Vec<Record> {
    let regions = root.descendants("TextRegion");
    let order: Vec<&str> =
        root.descendants("RegionRefIndexed").iter().filter_map(|place| place.attribute("regionRef")).collect();
    let mut regions: Vec<(usize, &Element)> = regions
        .into_iter()
        .map(|region| (order.iter().position(|id| region.attribute("id") == Some(id)).unwrap_or(usize::MAX), region))
        .collect();
    regions.sort_by_key(|(place, _)| *place);
    let text = regions.iter().map(|(_, region)| {
        let lines: Vec<String> = region.descendants("TextLine").iter().filter_map(|line| unicode(line)).collect();
        if lines.is_empty() { unicode(region).unwrap_or_default() } else { joined(&lines) }
    });
    vec![of_text(paragraphs(text))]
}

fn unicode(element: &Element) -> Option<String> {
    element.at(&["TextEquiv", "Unicode"])?.value()
}

/// The text of an hOCR page; none where it is another page.
pub(in crate::formats) fn of_page(document: &Document) -> Option<Record> {
    let pages = document.select(".ocr_page");
    pages.nodes().first()?;
    let lines_of = |node: &NodeRef<'_>| -> Vec<String> {
        let is_line = |inner: &NodeRef<'_>| {
            ["ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"]
                .iter()
                .any(|class| inner.has_class(class))
        };
        node.descendants_it()
            .filter(is_line)
            .map(|line| line.text().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let blocks = document.select(".ocr_par");
    let blocks: Vec<NodeRef<'_>> =
        if blocks.nodes().is_empty() { pages.nodes().to_vec() } else { blocks.nodes().to_vec() };
    Some(of_text(paragraphs(blocks.iter().map(|block| joined(&lines_of(block))))))
}

fn of_text(text: String) -> Record {
    Record { text, ..Record::default() }
}

fn paragraphs(blocks: impl Iterator<Item = String>) -> String {
    blocks.filter(|block| !block.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Lines as one paragraph: a word with a hyphen at its end goes on where the next line begins with a small letter.
fn joined(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let word = out.strip_suffix(['-', '\u{ad}', '¬', '⸗']).filter(|before| before.ends_with(char::is_alphabetic));
        if let Some(length) = word.map(str::len).filter(|_| line.starts_with(char::is_lowercase)) {
            out.truncate(length);
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn alto_pages() {
        let page = "<?xml version='1.0'?><alto xmlns='a'><Layout><Page><PrintSpace><TextBlock>\
            <TextLine><String CONTENT='Rain'/><SP/><String CONTENT='har' SUBS_TYPE='HypPart1' SUBS_CONTENT='harbour'/><HYP CONTENT='-'/></TextLine>\
            <TextLine><String CONTENT='bour' SUBS_TYPE='HypPart2' SUBS_CONTENT='harbour'/><SP/><String CONTENT='to-'/></TextLine>\
            <TextLine><String CONTENT='day.'/></TextLine></TextBlock>\
            <ComposedBlock><TextBlock><TextLine><String CONTENT='It'/><String CONTENT='stopped'/><HYP CONTENT='-'/></TextLine></TextBlock></ComposedBlock>\
            </PrintSpace></Page></Layout></alto>";
        assert_eq!(article("a.xml", page).text, "Rain harbour today.\n\nIt stopped -");
    }

    #[test]
    fn page_xml_in_reading_order() {
        let region = |id: &str, text: &str| {
            format!(
                "<TextRegion id='{id}'><TextLine><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine></TextRegion>"
            )
        };
        let page = format!(
            "<?xml version='1.0'?><PcGts><Page><ReadingOrder><OrderedGroup><RegionRefIndexed index='0' regionRef='b'/><RegionRefIndexed index='1' regionRef='a'/>\
            </OrderedGroup></ReadingOrder>{}{}</Page></PcGts>",
            region("a", "Second."),
            region("b", "First.")
        );
        assert_eq!(article("a.xml", page).text, "First.\n\nSecond.");
    }

    #[test]
    fn hocr_pages() {
        let page = "<!DOCTYPE html><html><head><title></title></head><body><div class='ocr_page'><div class='ocr_carea'><p class='ocr_par'>\
            <span class='ocr_line'><span class='ocrx_word'>Rain</span> <span class='ocrx_word'>har-</span></span>\
            <span class='ocr_line'><span class='ocrx_word'>bour</span></span></p><p class='ocr_par'><span class='ocr_line'>Two.</span></p></div></div></body></html>";
        assert_eq!(article("a.hocr.html", page).text, "Rain harbour\n\nTwo.");
    }
}
