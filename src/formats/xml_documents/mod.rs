//! XML that holds texts: pages from character recognition (ALTO, PAGE), scholarly articles (JATS, TEI), notes (ENEX), answers of
//! Factiva's service. Of unknown XML the text is read, without its tags.

mod factiva;
mod mets;
mod notes;
mod ocr;
mod scholarly;

pub(super) use ocr::of_page as hocr;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        encoding,
        input::{Head, Input},
        sink::Sink,
        xml::{self, Element},
    },
};
use crate::article::Record;
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// The reader of XML.
pub(super) struct XmlDocument;

/// Root elements of known kinds, in lower case, and what reads them.
type Reader = fn(&Element) -> Vec<Record>;
const ROOTS: &[(&str, Reader)] = &[
    ("alto", ocr::alto),
    ("pcgts", ocr::page),
    ("article", scholarly::jats),
    ("pmc-articleset", scholarly::jats_set),
    ("tei", scholarly::tei),
    ("tei.2", scholarly::tei),
    ("teicorpus", scholarly::tei_corpus),
    ("en-export", notes::enex),
    ("ppsresponse", factiva::articles),
    ("ppsarticleresponse", factiva::articles),
];

/// Extensions of XML that holds no text.
const NO_TEXT: &[&str] =
    &["xsd", "svg", "xsl", "xslt", "rng", "wsdl", "plist", "config", "csproj", "dtd", "kml", "gpx"];

impl Format for XmlDocument {
    fn name(&self) -> &'static str {
        "xml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml", "tei", "enex", "alto"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let known: Vec<&str> = ROOTS.iter().map(|(root, _)| *root).filter(|root| *root != "article").collect();
        let declared = head.text.starts_with("<?xml") || head.text.starts_with("<!DOCTYPE article");
        let is_page = head.has_root(&["html"]);
        !NO_TEXT.contains(&head.extension.as_str())
            && !is_page
            && (declared && !head.has_root(&["mets"]) || head.has_root(&known))
            || declared && head.has_root(&["mets"])
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let root = xml::parse(input.text(None)?.trim_start())?;
        let name = root.local().to_ascii_lowercase();
        if name == "mets" {
            return read_issue(&root, options.path.as_deref(), sink);
        }
        if name == "alto"
            && let Some(issue) = options.path.as_deref().and_then(issue_of)
        {
            let issue = issue.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let reason = format!("a page of {issue}, which is read as a whole");
            return Err(ReadError::new(ReadErrorKind::Empty, reason));
        }
        let known = ROOTS.iter().find(|(root, _)| *root == name);
        let records = known.map_or_else(|| vec![unknown(&root)], |(_, read)| read(&root));
        let mut any = false;
        for record in records.into_iter().filter(|record| !record.text.trim().is_empty() || !record.title.is_empty()) {
            any = true;
            if sink.article(record).is_break() {
                break;
            }
        }
        if any {
            return Ok(());
        }
        Err(ReadError::new(ReadErrorKind::Empty, format!("<{}> holds no text", root.name)))
    }
}

/// The largest page of an issue, in bytes.
const LARGEST_PAGE: u64 = 64 << 20;

/// Reads the articles of an issue, whose pages lie beside its METS file.
fn read_issue(root: &Element, path: Option<&Path>, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let Some(folder) = path.and_then(Path::parent) else {
        let reason = "METS describes the pages of a publication, which lie in files beside it: read it as a file";
        return Err(ReadError::new(ReadErrorKind::Unsupported, reason));
    };
    let mut open = |page: &Path| {
        let mut bytes = Vec::new();
        let opened = fs::File::open(folder.join(page)).map_err(|error| error.to_string())?;
        opened.take(LARGEST_PAGE).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    };
    put_issue(mets::articles(root, &mut open), sink)
}

/// Reads the articles of an issue in an archive; `open` gives the bytes of a page by its path from the METS file.
pub(super) fn read_issue_of_archive(mets: &[u8], open: mets::Open<'_>, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let root = xml::parse(encoding::decode(mets, None).trim_start())?;
    put_issue(mets::articles(&root, open), sink)
}

/// Which part of an issue a document is by its beginning: METS (true), a page (false), or neither.
pub(super) fn part_of_issue(head: &[u8]) -> Option<bool> {
    let text = encoding::decode(head, None);
    let root = text.split('<').skip(1).find(|tag| !tag.starts_with(['?', '!']))?;
    let name = root.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
    match name.rsplit(':').next()?.to_ascii_lowercase().as_str() {
        "mets" => Some(true),
        "alto" => Some(false),
        _ => None,
    }
}

/// Hands on the articles of an issue, and what went wrong with its pages.
fn put_issue((records, faults): (Vec<Record>, Vec<String>), sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let before = sink.next_item();
    for record in records.into_iter().filter(|record| !record.text.trim().is_empty()) {
        if sink.article(record).is_break() {
            return Ok(());
        }
    }
    let any = sink.next_item() > before;
    for fault in faults {
        if sink.failed(ReadError::new(ReadErrorKind::Malformed, fault)).is_break() {
            return Ok(());
        }
    }
    if any || sink.next_item() > before {
        Ok(())
    } else {
        Err(ReadError::new(ReadErrorKind::Empty, "METS without pages of text"))
    }
}

/// METS files beside a page that are looked at, at most.
const MOST_ISSUES: usize = 4;

/// The METS file that has a page among its own: in the folder of the page or the one around it, and called like the page at the beginning.
fn issue_of(page: &Path) -> Option<PathBuf> {
    let name = page.file_name()?.to_str()?;
    let folder = page.parent()?;
    // A page is told by the name that it has in its METS file.
    let holds =
        |path: &PathBuf| fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, name.as_bytes()).is_some());
    [Some(folder), folder.parent()].into_iter().flatten().find_map(|folder| {
        let entries = fs::read_dir(folder).ok()?;
        let names =
            entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|other| is_mets(other));
        let mut likely: Vec<String> = names.collect();
        likely.sort_by_key(|other| {
            std::cmp::Reverse(other.bytes().zip(name.bytes()).take_while(|(one, two)| one == two).count())
        });
        likely.into_iter().take(MOST_ISSUES).map(|other| folder.join(other)).find(holds)
    })
}

fn is_mets(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.contains("mets") && lower.ends_with(".xml")
}

/// The text of XML of an unknown kind.
fn unknown(root: &Element) -> Record {
    let title = ["title", "headline", "head"].iter().find_map(|name| root.descendants(name).first()?.value());
    let title = title.filter(|title| title.len() < 300);
    Record { title: title.unwrap_or_default(), text: lines(root), ..Record::default() }
}

/// The text of all elements, a paragraph for each that has text of its own.
fn lines(root: &Element) -> String {
    let mut out = Vec::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        let has_text = element.pieces().any(|piece| piece.is_ok_and(|text| !text.trim().is_empty()));
        if has_text {
            let text = element.text().split_whitespace().collect::<Vec<_>>().join(" ");
            out.push(text);
            continue;
        }
        let children: Vec<&Element> = element.elements().collect();
        open.extend(children.into_iter().rev());
    }
    out.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{article, read_all};

    #[test]
    fn unknown_xml_is_its_text() {
        let record = article(
            "a.xml",
            "<?xml version='1.0'?><story><meta><title>Rain falls</title></meta><par>One <b>two</b>.</par><par>Three.</par></story>",
        );
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Rain falls", "Rain falls\n\nOne two.\n\nThree."));
        let record = article("a.xml", "<records><r>Only text here.</r></records>");
        assert_eq!((record.title.as_str(), record.text.as_str()), ("", "Only text here."));
    }

    #[test]
    fn what_holds_no_text_is_named() {
        let reason = |text: &str| read_all("a.xml", text.as_bytes(), &Options::default()).1.unwrap().reason;
        assert_eq!(reason("<?xml version='1.0'?><x y='1'/>"), "<x> holds no text");
        assert!(reason("<?xml version='1.0'?><mets:mets><a/></mets:mets>").starts_with("METS describes"));
    }
}
