//! NewsML 1.x: one article for each language of each news item.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline,
        input::{Head, Input, root_element},
        markup, metadata,
        sink::Sink,
        whitespace,
        xml::{self, Element},
    },
    nitf,
};
use crate::article::{Dateline, Record};

/// The reader of NewsML 1.
pub(super) struct Newsml;

impl Format for Newsml {
    fn name(&self) -> &'static str {
        "newsml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["newsml"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        root_element(&head.text).is_some_and(|root| root == "NewsML" || root == "NewsItem")
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let root = xml::parse(input.text(None)?.trim_start())?;
        let items = if root.local() == "NewsItem" { vec![&root] } else { root.descendants("NewsItem") };
        if items.is_empty() {
            return Err(ReadError::new(ReadErrorKind::Empty, format!("<{}> holds no news item", root.local())));
        }
        for item in items {
            let records = articles(item);
            if records.is_empty() {
                let id = item.at(&["Identification", "NewsIdentifier", "PublicIdentifier"]).and_then(Element::value);
                let reason = format!("news item {} holds no text", id.as_deref().unwrap_or("without identifier"));
                if sink.failed(ReadError::new(ReadErrorKind::Empty, reason)).is_break() {
                    return Ok(());
                }
            }
            for record in records {
                if sink.article(record).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// The articles of a `<NewsItem>`: of the components with text, the longest of each language.
fn articles(item: &Element) -> Vec<Record> {
    let identifier = |name: &str| item.at(&["Identification", "NewsIdentifier", name]).and_then(Element::value);
    let manage = |name: &str| {
        item.at(&["NewsManagement", name]).and_then(Element::value).and_then(|date| metadata::published(&date))
    };
    let revised = item.at(&["NewsManagement", "ThisRevisionCreated"]).and_then(Element::value);
    let mut records: Vec<Record> = Vec::new();
    // From the outside in, each component's lines and metadata hold for those inside it.
    let mut open = vec![(
        item,
        Record {
            source_id: identifier("PublicIdentifier").or_else(|| identifier("NewsItemId")),
            source: identifier("ProviderId"),
            published: manage("FirstCreated").or_else(|| manage("ThisRevisionCreated")),
            updated_at: revised.and_then(|date| metadata::updated(&date)),
            version: identifier("RevisionId").and_then(|number| metadata::version(&number)),
            ..Record::default()
        },
    )];
    while let Some((element, outer)) = open.pop() {
        for component in element.children("NewsComponent") {
            let mut record = Record { text: String::new(), ..outer.clone() };
            describe(component, &mut record);
            for content in component.children("ContentItem") {
                let text = content.child("DataContent").map_or(String::new(), |data| body(data, &mut record));
                if !text.is_empty() {
                    keep_longest(&mut records, Record { text, ..record.clone() });
                }
            }
            open.push((component, record));
        }
    }
    records
}

fn keep_longest(records: &mut Vec<Record>, record: Record) {
    match records.iter_mut().find(|known| known.language == record.language) {
        Some(known) if known.text.len() < record.text.len() => *known = record,
        Some(_) => {}
        None => records.push(record),
    }
}

/// Adds the metadata of a component.
fn describe(component: &Element, record: &mut Record) {
    let line = |name: &str| component.at(&["NewsLines", name]).and_then(Element::value);
    if let Some(title) = line("HeadLine") {
        record.title = title;
    }
    if let Some(by) = line("ByLine") {
        record.authors = byline::authors(&by);
    }
    if let Some(place) = line("DateLine") {
        record.dateline = Some(Dateline { place: Some(whitespace::line(&place)), date: None });
    }
    if let Some(lines) = component.child("NewsLines") {
        record
            .keywords
            .extend(lines.children("KeywordLine").chain(lines.children("SlugLine")).filter_map(Element::value));
    }
    let named =
        |path: &[&str]| component.at(path).and_then(|element| element.attribute("FormalName")).map(str::to_owned);
    if let Some(language) = named(&["DescriptiveMetadata", "Language"]) {
        record.language = Some(language);
    }
    if let Some(source) = named(&["AdministrativeMetadata", "Provider", "Party"]) {
        record.source = Some(source);
    }
}

/// The text of a `<DataContent>`: NITF, HTML or plain.
fn body(data: &Element, record: &mut Record) -> String {
    if let Some(story) = data.child("nitf") {
        let inner = nitf::article(story);
        if record.title.is_empty() {
            record.title = inner.title;
        }
        if record.authors.is_empty() {
            record.authors = inner.authors;
        }
        return inner.text;
    }
    if let Some(page) = data.child("html") {
        return page.child("body").unwrap_or(page).prose(&["head"]);
    }
    if data.elements().next().is_some() {
        return data.prose(&["head", "media"]);
    }
    let text = data.text();
    if markup::looks_like_markup(&text) { markup::fragment_text(&text) } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    #[test]
    fn one_article_a_language() {
        let component = |language: &str, body: &str| {
            format!(
                "<NewsComponent><NewsLines><HeadLine>H {language}</HeadLine><ByLine>By Jane Doe</ByLine></NewsLines>\
            <DescriptiveMetadata><Language FormalName='{language}'/></DescriptiveMetadata><ContentItem><DataContent>{body}</DataContent></ContentItem></NewsComponent>"
            )
        };
        let document = format!(
            "<?xml version='1.0'?><NewsML Version='1.2'><NewsItem><Identification><NewsIdentifier><ProviderId>post.example</ProviderId>\
            <PublicIdentifier>urn:1</PublicIdentifier><RevisionId PreviousRevision='2' Update='N'>3</RevisionId></NewsIdentifier></Identification>\
            <NewsManagement><FirstCreated>20260124T081500+0400</FirstCreated><ThisRevisionCreated>20260125T091500+0400</ThisRevisionCreated></NewsManagement>\
            <NewsComponent>{}{}{}</NewsComponent></NewsItem></NewsML>",
            component("en", "<html><body><p>One.</p><p>Two.</p></body></html>"),
            component("de", "<nitf><body><body.content><p>Eins.</p></body.content></body></nitf>"),
            component("en", "x")
        );
        let mut records = articles("a.xml", document);
        records.sort_by(|a, b| a.title.cmp(&b.title));
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("H en", "One.\n\nTwo."));
        assert_eq!((records[0].text.as_str(), records[0].language.as_deref()), ("Eins.", Some("de")));
        assert_eq!(records[0].published.as_ref().unwrap().day.to_string(), "2026-01-24");
        assert_eq!(
            (records[0].updated_at.as_deref(), records[0].version),
            (Some("2026-01-25T09:15:00+04:00"), Some(3))
        );
        assert_eq!(
            (records[0].authors.join(""), records[0].source.as_deref()),
            ("Jane Doe".to_owned(), Some("post.example"))
        );
    }
}
