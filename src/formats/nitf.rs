//! NITF, the news industry's text format of the 1990s and 2000s: one article a document, also inside other formats.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline,
        input::{Head, Input},
        markup, metadata,
        sink::Sink,
        whitespace,
        xml::{self, Element},
    },
};
use crate::article::{Dateline, Published, Record};

/// The reader of NITF.
pub(super) struct Nitf;

impl Format for Nitf {
    fn name(&self) -> &'static str {
        "nitf"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["nitf"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.has_root(&["nitf"])
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let root = xml::parse(input.text(None)?.trim_start())?;
        if root.local() != "nitf" {
            return Err(ReadError::new(ReadErrorKind::Malformed, format!("<{}> is no NITF", root.name)));
        }
        let _ = sink.article(article(&root));
        Ok(())
    }
}

/// The article of a `<nitf>` element.
pub(super) fn article(root: &Element) -> Record {
    let docdata = root.at(&["head", "docdata"]);
    let pubdata = root.at(&["head", "pubdata"]);
    let head = root.at(&["body", "body.head"]);
    let in_head = |path: &[&str]| head.and_then(|head| head.at(path));
    let title = in_head(&["hedline", "hl1"]).or_else(|| in_head(&["hedline"])).or_else(|| root.at(&["head", "title"]));
    let names =
        docdata.and_then(|docdata| docdata.child("key-list")).into_iter().flat_map(|list| list.children("keyword"));
    let id = docdata.and_then(|docdata| docdata.child("doc-id"));
    let distributor = in_head(&["distributor"]).and_then(|name| name.at(&["org"]).unwrap_or(name).value());
    let revisions = root.child("head").into_iter().flat_map(|head| head.children("revision-history"));
    Record {
        source_id: id.and_then(|id| id.attribute("id-string")).map(str::to_owned),
        title: title.map_or(String::new(), Element::text),
        authors: head.map_or(Vec::new(), authors),
        dateline: in_head(&["dateline"]).and_then(dateline),
        published: published(root, docdata, pubdata),
        updated_at: revisions.filter_map(|revision| metadata::updated(revision.attribute("norm")?)).last(),
        version: docdata.and_then(|docdata| docdata.child("du-key")?.attribute("version")).and_then(metadata::version),
        source: pubdata
            .and_then(|data| data.attribute("name"))
            .map(str::to_owned)
            .or(distributor)
            .or_else(|| docdata.and_then(|data| data.child("doc.copyright")?.attribute("holder")).map(str::to_owned)),
        url: pubdata.and_then(|data| data.attribute("ex-ref")).filter(|url| url.contains("://")).map(str::to_owned),
        section: pubdata.and_then(|data| data.attribute("position.section")).map(str::to_owned),
        keywords: names.filter_map(|word| word.attribute("key").map(str::to_owned)).collect(),
        language: root.attribute("xml:lang").map(str::to_owned),
        text: root.at(&["body", "body.content"]).map_or(String::new(), |body| body.prose(&["media", "object"])),
        ..Record::default()
    }
}

fn authors(head: &Element) -> Vec<String> {
    let mut names = Vec::new();
    for line in head.children("byline") {
        let people = line.descendants("person");
        if people.is_empty() {
            // The title in <byttl> is no name.
            let plain = line.inner_html(&["byttl"]);
            names.extend(byline::authors(markup::fragment_text(&plain).trim_end_matches([',', ' '])));
        } else {
            names.extend(people.iter().flat_map(|person| byline::authors(&person.text())));
        }
    }
    names
}

fn dateline(line: &Element) -> Option<Dateline> {
    let place = line.child("location").and_then(Element::value);
    let date = line.child("story.date").and_then(Element::value);
    (place.is_some() || date.is_some()).then(|| Dateline { place: place.map(|place| whitespace::line(&place)), date })
}

/// Order of trust: release, issue, the publication's date, the dateline's.
fn published(root: &Element, docdata: Option<&Element>, pubdata: Option<&Element>) -> Option<Published> {
    let in_docdata = |name: &str| docdata.and_then(|data| data.child(name)?.attribute("norm"));
    let story = root.at(&["body", "body.head", "dateline", "story.date"]).and_then(|date| date.attribute("norm"));
    let dates = [
        in_docdata("date.release"),
        in_docdata("date.issue"),
        pubdata.and_then(|data| data.attribute("date.publication")),
        story,
    ];
    dates.into_iter().flatten().find_map(metadata::published)
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn a_story() {
        let record = article(
            "a.xml",
            "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf xml:lang='en'><head><title>x</title><docdata><doc-id id-string='d1'/><du-key key='storm' version='2'/>\
            <date.issue norm='20260124T081500+0400'/><key-list><keyword key='storm'/></key-list></docdata><pubdata name='The Post' position.section='World'/>\
            <revision-history norm='20260124T083000+0400'/><revision-history norm='20260125T090000+0400'/></head>\
            <body><body.head><hedline><hl1>Storm nears</hl1></hedline><byline>By Jane Doe, <byttl>Staff Reporter</byttl></byline>\
            <dateline><location>HALIFAX</location><story.date norm='20260124'>Jan 24</story.date></dateline></body.head>\
            <body.content><p>A storm moved in.</p><media><media-caption>A boat</media-caption></media><p>Boats stayed.</p></body.content></body></nitf>",
        );
        assert_eq!(
            (record.title.as_str(), record.text.as_str()),
            ("Storm nears", "A storm moved in.\n\nBoats stayed.")
        );
        assert_eq!((record.authors.join(";"), record.source.as_deref()), ("Jane Doe".to_owned(), Some("The Post")));
        assert_eq!((record.updated_at.as_deref(), record.version), (Some("2026-01-25T09:00:00+04:00"), Some(2)));
        assert_eq!((record.source_id.as_deref(), record.section.as_deref()), (Some("d1"), Some("World")));
        assert_eq!(record.dateline.unwrap().place.as_deref(), Some("HALIFAX"));
        assert_eq!(record.published.unwrap().day.to_string(), "2026-01-24");
        assert_eq!(record.keywords, ["storm"]);
    }
}
