//! EPUB: one article for each text of the spine, as news programs bind them.
//!
//! Not read: pictures, tables of contents, books under copy protection.

use super::{
    ReadError, ReadErrorKind,
    common::{
        byline, markup, metadata,
        xml::{self, Element},
    },
    office::Entries,
    plain_text,
};
use crate::article::Record;
use std::collections::HashMap;

/// The entry that makes a ZIP archive a book.
pub(super) const CONTAINER: &str = "META-INF/container.xml";

/// Texts of one book, at most.
const MOST_TEXTS: usize = 20_000;

/// Hands on the article of each text of the spine, or why it is none, until `emit` refuses.
///
/// # Errors
/// When the book's list of contents cannot be read.
pub(super) fn articles(
    entry: &mut Entries<'_>,
    emit: &mut dyn FnMut(Result<Record, ReadError>) -> bool,
) -> Result<(), ReadError> {
    let malformed = |reason: &str| ReadError::new(ReadErrorKind::Malformed, reason);
    let container = entry(CONTAINER)?.ok_or_else(|| malformed("no container in the book"))?;
    let container = xml::parse(container.trim_start())?;
    let rootfile = container.at(&["rootfiles", "rootfile"]).and_then(|file| file.attribute("full-path"));
    let package_path = rootfile.ok_or_else(|| malformed("the book names no package"))?.to_owned();
    let package = entry(&package_path)?.ok_or_else(|| malformed("the book's package is missing"))?;
    let package = xml::parse(package.trim_start())?;
    let shared = shared(package.child("metadata"));
    let manifest: HashMap<&str, &str> = package
        .child("manifest")
        .into_iter()
        .flat_map(|manifest| manifest.children("item"))
        .filter_map(|item| Some((item.attribute("id")?, item.attribute("href")?)))
        .collect();
    let spine = package.child("spine").into_iter().flat_map(|spine| spine.children("itemref"));
    let hrefs: Vec<&str> = spine.filter_map(|item| manifest.get(item.attribute("idref")?).copied()).collect();
    let mut any = false;
    for href in hrefs.into_iter().take(MOST_TEXTS) {
        let path = beside(&package_path, href);
        let outcome = match entry(&path) {
            Ok(Some(page)) => match article(&page, &shared) {
                // Covers and tables of contents hold no prose.
                Ok(record) if record.text.trim().is_empty() => continue,
                outcome => outcome,
            },
            Ok(None) => Err(malformed("is missing in the book")),
            Err(error) => Err(error),
        };
        any = true;
        if !emit(outcome.map_err(|error| error.at(&path))) {
            return Ok(());
        }
    }
    if any { Ok(()) } else { Err(ReadError::new(ReadErrorKind::Empty, "a book without text")) }
}

/// What the metadata of a book gives for all its texts. Its creator is a program or a house as often as an author.
fn shared(described: Option<&Element>) -> Record {
    let value = |name: &str| described.and_then(|described| described.child(name)).and_then(Element::value);
    let creators = value("creator").map_or(Vec::new(), |name| byline::authors(&name));
    Record {
        source: value("publisher").filter(|name| !name.eq_ignore_ascii_case("calibre")).or_else(|| value("title")),
        authors: creators.into_iter().filter(|name| byline::is_name(name)).collect(),
        published: value("date").and_then(|date| metadata::published(&date)),
        language: value("language"),
        ..Record::default()
    }
}

/// The article of one text: its heading, byline and prose.
fn article(page: &str, shared: &Record) -> Result<Record, ReadError> {
    let (title, text) = markup::whole_page(page)?;
    let parsed = match title {
        Some(title) => {
            let rest = text.strip_prefix(&title).map_or(text.as_str(), str::trim_start);
            plain_text::parse_below_title(title, rest)
        }
        None => plain_text::parse(&text),
    };
    Ok(Record {
        title: parsed.title,
        authors: if parsed.authors.is_empty() { shared.authors.clone() } else { parsed.authors },
        published: parsed.published.or_else(|| shared.published.clone()),
        text: parsed.text,
        ..shared.clone()
    })
}

/// The path of an entry that another one names: percent-decoded, without fragment, `..` kept inside the book.
fn beside(path: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or("");
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    percent_encoding::percent_decode_str(&parts.join("/")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, zip};

    #[test]
    fn an_issue_of_a_paper() {
        let page = |title: &str, body: &str| {
            format!(
                "<?xml version='1.0'?><html xmlns='x'><head><title>x</title></head><body><h1>{title}</h1>{body}</body></html>"
            )
        };
        let (one, two) =
            (page("Storm nears", "<p>By Jane Doe</p><p>It came.</p>"), page("Rain falls", "<p>It fell.</p>"));
        let package = "<package><metadata><dc:title>The Post</dc:title><dc:date>2026-01-24</dc:date><dc:language>en</dc:language></metadata>\
            <manifest><item id='a' href='text/one%201.xhtml'/><item id='b' href='two.xhtml'/><item id='c' href='cover.xhtml'/></manifest>\
            <spine><itemref idref='c'/><itemref idref='a'/><itemref idref='b'/></spine></package>";
        let packed = zip(&[
            ("mimetype", b"application/epub+zip"),
            (CONTAINER, b"<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>"),
            ("OEBPS/book.opf", package.as_bytes()),
            ("OEBPS/cover.xhtml", b"<html><body><img src='x'/></body></html>"),
            ("OEBPS/text/one 1.xhtml", one.as_bytes()),
            ("OEBPS/two.xhtml", two.as_bytes()),
        ]);
        let records = articles("a.epub", packed);
        assert_eq!(records.len(), 2);
        assert_eq!((records[0].title.as_str(), records[0].text.as_str()), ("Storm nears", "It came."));
        assert_eq!((records[0].authors.join(""), records[1].title.as_str()), ("Jane Doe".to_owned(), "Rain falls"));
        assert_eq!(records[1].source.as_deref(), Some("The Post"));
        assert_eq!(records[1].published.as_ref().unwrap().day.to_string(), "2026-01-24");
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(beside("OEBPS/book.opf", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(beside("book.opf", "a/./b%20c.xhtml#x"), "a/b c.xhtml");
        assert_eq!(beside("book.opf", "50%"), "50%");
    }
}
