//! Office documents and OpenDocument texts (DOCX, ODT): one article a file.
//!
//! Read are paragraphs, headings, lists and tables of the body, and the metadata. Not read: headers, footers, notes,
//! comments, deleted text, pictures; spreadsheets and slides are named as unsupported.

use super::{
    ReadError, ReadErrorKind,
    common::{
        byline, metadata, whitespace,
        xml::{self, Element},
    },
    exports, plain_text,
};
use crate::article::Record;

/// The entry that makes a ZIP archive an Office document.
pub(super) const OFFICE: &str = "[Content_Types].xml";

/// The entry that makes a ZIP archive an OpenDocument file.
pub(super) const OPEN_DOCUMENT: &str = "META-INF/manifest.xml";

/// Levels of tables and frames inside one another, at most.
const DEEPEST: usize = 100;

/// Reads the text of an archive's entry, or nothing where there is none.
pub(super) type Entries<'a> = dyn FnMut(&str) -> Result<Option<String>, ReadError> + 'a;

/// The article of a DOCX file, or those of an export in it.
///
/// # Errors
/// When it is another kind of document, or broken.
pub(super) fn docx(entry: &mut Entries<'_>) -> Result<Vec<Record>, ReadError> {
    let Some(document) = entry("word/document.xml")? else {
        return Err(unsupported("an Office spreadsheet or presentation; save its text as DOCX or HTML"));
    };
    let document = xml::parse(document.trim_start())?;
    let mut body = Body::default();
    if let Some(element) = document.child("body") {
        body.office(element, 0);
    }
    let told = entry("docProps/core.xml")?.and_then(|text| xml::parse(text.trim_start()).ok());
    articles(body, told.as_ref())
}

/// The article of an ODT file.
///
/// # Errors
/// When it is another kind of document, or broken.
pub(super) fn odt(entry: &mut Entries<'_>) -> Result<Record, ReadError> {
    let content =
        entry("content.xml")?.ok_or_else(|| ReadError::new(ReadErrorKind::Malformed, "no content.xml in it"))?;
    let content = xml::parse(content.trim_start())?;
    let Some(text) = content.at(&["body", "text"]) else {
        return Err(unsupported("an OpenDocument spreadsheet or presentation; save its text as ODT or HTML"));
    };
    let mut body = Body::default();
    body.open_document(text, 0);
    let told = entry("meta.xml")?.and_then(|text| xml::parse(text.trim_start()).ok());
    Ok(article(body, told.as_ref().and_then(|told| told.child("meta"))))
}

fn unsupported(reason: &str) -> ReadError {
    ReadError::new(ReadErrorKind::Unsupported, reason)
}

/// The articles of a document: one, unless a database wrote it.
fn articles(body: Body, told: Option<&Element>) -> Result<Vec<Record>, ReadError> {
    // A title by style is the headline of an export's first article.
    let title = body.title.iter().map(String::as_str);
    let whole = title.chain(body.paragraphs.iter().map(String::as_str)).collect::<Vec<_>>().join("\n\n");
    exports::read_text(&whole, || article(body, told))
}

/// A document and its metadata as an article. Order of trust: title by style, the first line,
/// the metadata (which often are those of the template).
fn article(body: Body, told: Option<&Element>) -> Record {
    let value = |name: &str| told.and_then(|told| told.child(name)).and_then(Element::value);
    let text = body.paragraphs.join("\n\n");
    let mut record = match body.title {
        Some(title) => plain_text::parse_below_title(title, &text),
        None => plain_text::parse(&text),
    };
    if record.title.is_empty() {
        record.title = value("title").unwrap_or_default();
    }
    if record.authors.is_empty() {
        let creator = value("initial-creator").or_else(|| value("creator"));
        let names = creator.map_or(Vec::new(), |creator| byline::authors(&creator));
        record.authors = names.into_iter().filter(|name| byline::is_name(name)).collect();
    }
    let dates = ["created", "creation-date", "date", "modified"];
    record.published = record.published.or_else(|| dates.iter().find_map(|name| metadata::published(&value(name)?)));
    let keywords = ["keywords", "keyword"].iter().filter_map(|name| value(name));
    record.keywords.extend(keywords.flat_map(|words| metadata::keywords(&words)));
    record.language = value("language");
    record
}

/// Paragraphs being gathered.
#[derive(Default)]
struct Body {
    title: Option<String>,
    paragraphs: Vec<String>,
}

impl Body {
    fn paragraph(&mut self, text: &str, is_title: bool) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if is_title && self.title.is_none() && self.paragraphs.len() < 3 {
            self.title = Some(whitespace::line(text));
        } else {
            self.paragraphs.push(text.to_owned());
        }
    }

    fn office(&mut self, element: &Element, depth: usize) {
        for inner in element.elements() {
            match inner.local() {
                "p" => {
                    let style = inner.at(&["pPr", "pStyle"]).and_then(|style| style.attribute("w:val")).unwrap_or("");
                    let mut text = String::new();
                    office_text(inner, &mut text);
                    self.paragraph(&text, style.eq_ignore_ascii_case("title"));
                }
                "tr" => {
                    let cells = inner.children("tc").map(|cell| {
                        let mut inside = Self::default();
                        if depth < DEEPEST {
                            inside.office(cell, depth + 1);
                        }
                        inside.paragraphs.join(" ")
                    });
                    let row = cells.collect::<Vec<_>>().join("\t");
                    self.paragraph(&row, false);
                }
                "tbl" | "sdt" | "sdtContent" | "ins" if depth < DEEPEST => self.office(inner, depth + 1),
                _ => {}
            }
        }
    }

    fn open_document(&mut self, element: &Element, depth: usize) {
        for inner in element.elements() {
            match inner.local() {
                "p" | "h" => {
                    let style = inner.attribute("text:style-name").unwrap_or("");
                    let mut text = String::new();
                    open_document_text(inner, &mut text);
                    self.paragraph(&text, style.eq_ignore_ascii_case("title"));
                }
                "table-row" => {
                    let cells = inner.children("table-cell").map(|cell| {
                        let mut inside = Self::default();
                        if depth < DEEPEST {
                            inside.open_document(cell, depth + 1);
                        }
                        inside.paragraphs.join(" ")
                    });
                    let row = cells.collect::<Vec<_>>().join("\t");
                    self.paragraph(&row, false);
                }
                "list" | "list-item" | "list-header" | "section" | "table" | "table-header-rows" | "table-rows"
                    if depth < DEEPEST =>
                {
                    self.open_document(inner, depth + 1);
                }
                _ => {}
            }
        }
    }
}

/// The text of a paragraph of DOCX: runs, links and insertions.
fn office_text(element: &Element, out: &mut String) {
    for inner in element.elements() {
        match inner.local() {
            "t" => out.push_str(&inner.text()),
            "tab" => out.push('\t'),
            "br" | "cr" => out.push('\n'),
            "noBreakHyphen" => out.push('-'),
            "r" | "hyperlink" | "ins" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" => office_text(inner, out),
            _ => {}
        }
    }
}

/// The text of a paragraph of ODT: white space has elements, notes and comments are left out.
fn open_document_text(element: &Element, out: &mut String) {
    for piece in element.pieces() {
        match piece {
            Ok(text) => out.push_str(text),
            Err(inner) => match inner.local() {
                "s" => out.push(' '),
                "tab" => out.push('\t'),
                "line-break" => out.push('\n'),
                "note" | "annotation" | "frame" | "tracked-changes" => {}
                _ => open_document_text(inner, out),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{
        Options,
        tests::{article, read_all, zip},
    };

    #[test]
    fn a_docx() {
        let document = "<?xml version='1.0'?><w:document xmlns:w='w'><w:body>\
            <w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>Storm nears</w:t></w:r></w:p>\
            <w:p><w:r><w:t>By Jane Doe</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space='preserve'>A storm </w:t></w:r><w:hyperlink><w:r><w:t>moved</w:t></w:r></w:hyperlink><w:r><w:t> in.</w:t></w:r>\
            <w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
            </w:body></w:document>";
        let core = "<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:dcterms='t'><dc:title>x</dc:title>\
            <dcterms:created>2026-01-24T08:15:00Z</dcterms:created><cp:keywords>storm, sea</cp:keywords></cp:coreProperties>";
        let packed = zip(&[
            (OFFICE, b"<Types/>"),
            ("word/document.xml", document.as_bytes()),
            ("docProps/core.xml", core.as_bytes()),
        ]);
        let record = article("a.docx", packed);
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Storm nears", "A storm moved in.\n\na\tb"));
        assert_eq!(
            (record.authors.join(""), record.keywords.join("|")),
            ("Jane Doe".to_owned(), "storm|sea".to_owned())
        );
        assert_eq!(record.published.unwrap().day.to_string(), "2026-01-24");
    }

    #[test]
    fn an_odt() {
        let content = "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text>\
            <text:h text:style-name='Title'>Storm nears</text:h><text:p>A<text:s/>storm <text:span>moved</text:span> in.\
            <text:note><text:p>note</text:p></text:note></text:p><text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>\
            </office:text></office:body></office:document-content>";
        let meta = "<office:document-meta xmlns:office='o' xmlns:meta='m'><office:meta><meta:initial-creator>Jane Doe</meta:initial-creator>\
            <meta:creation-date>2026-01-24T08:15:00</meta:creation-date></office:meta></office:document-meta>";
        let packed = zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            (OPEN_DOCUMENT, b"<x/>"),
            ("content.xml", content.as_bytes()),
            ("meta.xml", meta.as_bytes()),
        ]);
        let record = article("a.odt", packed);
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Storm nears", "A storm moved in.\n\none"));
        assert_eq!(record.authors, ["Jane Doe"]);
        assert_eq!(record.published.unwrap().day.to_string(), "2026-01-24");
    }

    #[test]
    fn sheets_are_named() {
        let packed = zip(&[(OFFICE, b"<Types/>"), ("xl/workbook.xml", b"<x/>")]);
        let (_, error) = read_all("a.xlsx", &packed, &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Unsupported);
    }
}
