//! Notes of Evernote (ENEX): clippings, mostly.

use crate::{
    article::Record,
    formats::common::{byline, markup, metadata, whitespace, xml::Element},
};

/// The articles of an export.
pub(super) fn enex(root: &Element) -> Vec<Record> {
    root.children("note").map(note).collect()
}

fn note(note: &Element) -> Record {
    let attribute = |name: &str| note.at(&["note-attributes", name]).and_then(Element::value);
    let content = note.child("content").map_or(String::new(), Element::text);
    // The content is a document of its own, with a declaration before it.
    let start = content.find("<en-note").unwrap_or(0);
    Record {
        title: note.child("title").map_or(String::new(), |title| whitespace::line(&title.text())),
        authors: attribute("author").map_or(Vec::new(), |author| byline::authors(&author)),
        published: note.child("created").and_then(|created| metadata::published(&created.value()?)),
        url: attribute("source-url").filter(|url| url.starts_with("http")),
        keywords: note.children("tag").filter_map(Element::value).collect(),
        text: markup::fragment_text(&content[start..]),
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    #[test]
    fn notes_are_articles() {
        let note = "<note><title>Rain falls</title><content><![CDATA[<?xml version='1.0'?><!DOCTYPE en-note SYSTEM 'x'><en-note><div>One.</div><div>Two.</div></en-note>]]></content>\
            <created>20260124T081500Z</created><tag>rain</tag><note-attributes><author>Jane Doe</author><source-url>https://a.example/1</source-url></note-attributes></note>";
        let records = articles(
            "a.enex",
            format!("<?xml version='1.0'?><!DOCTYPE en-export SYSTEM 'x'><en-export>{note}{note}</en-export>"),
        );
        assert_eq!(records.len(), 2);
        let record = &records[0];
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Rain falls", "One.\n\nTwo."));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2026-01-24");
        assert_eq!((record.url.as_deref(), record.keywords.join("")), (Some("https://a.example/1"), "rain".to_owned()));
    }
}
