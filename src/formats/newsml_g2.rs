//! NewsML-G2: the news items of items, messages and packages. Of several versions of one item in a message the last counts.

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
use std::collections::HashMap;

/// Items that hold no article.
const OTHER_ITEMS: &[&str] = &["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

/// The reader of NewsML-G2.
pub(super) struct NewsmlG2;

impl Format for NewsmlG2 {
    fn name(&self) -> &'static str {
        "newsml-g2"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["g2"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // NewsML 1 writes <NewsML>; the case of <newsItem> distinguishes the two.
        head.has_root(&["newsMessage"])
            || root_element(&head.text).is_some_and(|root| root == "newsItem" || OTHER_ITEMS.contains(&root))
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let root = xml::parse(input.text(None)?.trim_start())?;
        let items = if root.local() == "newsItem" { vec![&root] } else { root.descendants("newsItem") };
        if items.is_empty() {
            return Err(ReadError::new(ReadErrorKind::Empty, format!("<{}> holds no news item", root.local())));
        }
        let version =
            |item: &Element| item.attribute("version").and_then(|version| version.parse::<u64>().ok()).unwrap_or(0);
        let mut last: HashMap<&str, u64> = HashMap::new();
        for item in &items {
            if let Some(guid) = item.attribute("guid") {
                let known = last.entry(guid).or_default();
                *known = version(item).max(*known);
            }
        }
        for item in items {
            if item.attribute("guid").is_some_and(|guid| last.get(guid) != Some(&version(item))) {
                continue;
            }
            let record = article(item);
            let flow = if record.text.trim().is_empty() {
                let class = item
                    .at(&["itemMeta", "itemClass"])
                    .and_then(|class| class.attribute("qcode"))
                    .unwrap_or("news item");
                let guid = item.attribute("guid").unwrap_or("without guid");
                sink.failed(ReadError::new(ReadErrorKind::Empty, format!("{class} {guid} holds no text")))
            } else {
                sink.article(record)
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The article of a `<newsItem>`.
fn article(item: &Element) -> Record {
    let meta = item.child("itemMeta");
    let content = item.child("contentMeta");
    let in_meta = |path: &[&str]| meta.and_then(|meta| meta.at(path));
    let in_content = |path: &[&str]| content.and_then(|content| content.at(path));
    let (mut record, text) = body(item);
    let headline =
        in_content(&["headline"]).and_then(Element::value).or_else(|| in_meta(&["title"]).and_then(Element::value));
    record.title = headline.unwrap_or(record.title);
    record.text = text;
    record.source_id = item.attribute("guid").map(str::to_owned);
    let dates = [in_content(&["contentCreated"]), in_meta(&["firstCreated"]), in_meta(&["versionCreated"])];
    record.published = dates
        .into_iter()
        .flatten()
        .filter_map(Element::value)
        .find_map(|date| metadata::published(&date))
        .or(record.published);
    let made = in_meta(&["versionCreated"]).and_then(Element::value);
    record.updated_at = made.and_then(|date| metadata::updated(&date)).or(record.updated_at);
    record.version = item.attribute("version").and_then(metadata::version).or(record.version);
    let creators = || {
        content
            .into_iter()
            .flat_map(|content| content.children("creator"))
            .filter_map(|creator| creator.child("name")?.value())
    };
    let by = in_content(&["by"]).and_then(Element::value);
    let named: Vec<String> = by.into_iter().chain(creators()).flat_map(|name| byline::authors(&name)).collect();
    if !named.is_empty() {
        record.authors = named;
    }
    record.source = in_meta(&["provider"])
        .and_then(party)
        .or_else(|| in_content(&["infoSource"]).and_then(party))
        .or(record.source);
    record.language = in_content(&["language"])
        .and_then(|language| language.attribute("tag"))
        .or(item.attribute("xml:lang"))
        .map(str::to_owned);
    record.dateline = in_content(&["dateline"])
        .and_then(Element::value)
        .map(|place| Dateline { place: Some(whitespace::line(&place)), date: None })
        .or(record.dateline);
    let subjects = content
        .into_iter()
        .flat_map(|content| content.children("subject"))
        .filter_map(|subject| subject.child("name")?.value());
    let slugs = ["slugline", "keyword"]
        .iter()
        .flat_map(|name| content.into_iter().flat_map(|content| content.children(name)).filter_map(Element::value));
    record.keywords.extend(subjects.chain(slugs));
    record
}

/// The name of a provider or source: its name, else its code without the scheme, else its address.
fn party(element: &Element) -> Option<String> {
    let code = || element.attribute("qcode").map(|code| code.split_once(':').map_or(code, |(_, code)| code));
    let name = element.child("name").and_then(Element::value);
    name.or_else(|| element.attribute("literal").or_else(code).or(element.attribute("uri")).map(str::to_owned))
}

/// The text of an item with the metadata of an embedded NITF.
fn body(item: &Element) -> (Record, String) {
    let Some(set) = item.child("contentSet") else { return (Record::default(), String::new()) };
    for inline in set.children("inlineXML") {
        if let Some(story) = inline.child("nitf") {
            let record = nitf::article(story);
            let text = record.text.clone();
            if !text.is_empty() {
                return (record, text);
            }
        }
        let page = inline.child("html").and_then(|page| page.child("body")).unwrap_or(inline);
        let is_prose =
            inline.attribute("contenttype").is_none_or(|kind| kind.contains("html")) || inline.child("html").is_some();
        let text = if is_prose { page.prose(&["head", "figure"]) } else { String::new() };
        if !text.is_empty() {
            return (Record::default(), text);
        }
    }
    for inline in set.children("inlineData") {
        let kind = inline.attribute("contenttype").unwrap_or("text/plain");
        let text = if kind.contains("html") { markup::fragment_text(&inline.text()) } else { inline.text() };
        if kind.starts_with("text/") && !text.trim().is_empty() {
            return (Record::default(), text);
        }
    }
    (Record::default(), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, read_all};

    fn item(version: u32, headline: &str) -> String {
        format!(
            "<newsItem guid='urn:1' version='{version}' xml:lang='en'><itemMeta><itemClass qcode='ninat:text'/><provider qcode='nprov:POST'/>\
            <versionCreated>2026-01-25T10:00:00Z</versionCreated></itemMeta><contentMeta><contentCreated>2026-01-24T08:00:00+04:00</contentCreated>\
            <by>By Jane Doe</by><slugline>STORM</slugline><headline>{headline}</headline></contentMeta>\
            <contentSet><inlineXML contenttype='application/xhtml+xml'><html><head><title>x</title></head><body><p>One.</p><p>Two.</p></body></html></inlineXML></contentSet></newsItem>"
        )
    }

    #[test]
    fn the_last_version_in_a_message_counts() {
        let message = format!("<newsMessage><itemSet>{}{}</itemSet></newsMessage>", item(2, "New"), item(1, "Old"));
        let records = articles("a.xml", message);
        assert_eq!(records.len(), 1);
        assert_eq!((records[0].title.as_str(), records[0].text.as_str()), ("New", "One.\n\nTwo."));
        assert_eq!((records[0].source.as_deref(), records[0].source_id.as_deref()), (Some("POST"), Some("urn:1")));
        assert_eq!(
            (records[0].authors.join(""), records[0].keywords.join("")),
            ("Jane Doe".to_owned(), "STORM".to_owned())
        );
        assert_eq!(records[0].published.as_ref().unwrap().day.to_string(), "2026-01-24");
        assert_eq!((records[0].updated_at.as_deref(), records[0].version), (Some("2026-01-25T10:00:00Z"), Some(2)));
    }

    #[test]
    fn items_without_an_article_are_named() {
        let (found, _) = read_all(
            "a.xml",
            b"<newsItem guid='urn:p'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta></newsItem>",
            &Options::default(),
        );
        assert_eq!(found[0].record.as_ref().unwrap_err().reason, "ninat:picture urn:p holds no text");
        let (_, error) = read_all("a.xml", b"<planningItem/>", &Options::default());
        assert_eq!(error.unwrap().reason, "<planningItem> holds no news item");
    }
}
