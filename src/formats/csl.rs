//! CSL-JSON: references as citation managers export them (Zotero, Mendeley), with the abstract of each.

use super::common::{markup, metadata};
use crate::article::Record;
use serde_json::{Map, Value};

/// True for an object that is a reference: its type is one of CSL's, and it has a field that only references have.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or("");
    let is_text = ["article", "post", "webpage", "report", "broadcast", "interview", "speech", "chapter", "book"]
        .iter()
        .any(|known| kind.starts_with(known));
    is_text && (object.get("issued").is_some_and(Value::is_object) || object.contains_key("container-title"))
}

/// The article of a reference.
pub(super) fn article(object: &Map<String, Value>) -> Record {
    let text =
        |name: &str| object.get(name).and_then(Value::as_str).map(markup::line).filter(|value| !value.is_empty());
    let names = object.get("author").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Record {
        source_id: text("id")
            .or_else(|| object.get("id").filter(|id| id.is_number()).map(Value::to_string))
            .or_else(|| text("DOI")),
        title: text("title").unwrap_or_default(),
        authors: names.iter().filter_map(name).collect(),
        published: object.get("issued").and_then(day),
        source: text("container-title").or_else(|| text("publisher")),
        url: text("URL"),
        section: text("section"),
        keywords: text("keyword").map_or(Vec::new(), |words| metadata::keywords(&words)),
        language: text("language").and_then(|language| metadata::language(&language)),
        text: object.get("abstract").and_then(Value::as_str).map_or(String::new(), markup::fragment_text),
        ..Record::default()
    }
}

fn name(author: &Value) -> Option<String> {
    let part = |name: &str| author.get(name).and_then(Value::as_str).map(str::trim).filter(|part| !part.is_empty());
    let whole = [part("given"), part("non-dropping-particle"), part("family")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    part("literal").map(str::to_owned).or_else(|| Some(whole).filter(|name| !name.is_empty()))
}

/// `{"date-parts": [[2010, 5, 8]]}`, or the day in words.
fn day(issued: &Value) -> Option<crate::article::Published> {
    let number = |part: &Value| part.as_u64().or_else(|| part.as_str()?.parse().ok());
    let parts: Vec<String> = issued
        .get("date-parts")
        .and_then(|dates| dates.get(0)?.as_array())
        .map_or(Vec::new(), |parts| parts.iter().take(3).map_while(number).map(|part| format!("{part:02}")).collect());
    let words =
        || ["raw", "literal"].iter().find_map(|name| metadata::published_at_least_by_day(issued.get(*name)?.as_str()?));
    metadata::published(&parts.join("-")).or_else(words)
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    #[test]
    fn references_are_articles() {
        let records = articles(
            "a.json",
            r#"[{"id":"doe","type":"article-newspaper","abstract":"<p>It fell.</p>","container-title":"The Post","language":"en-GB","title":"Rain &amp; wind",
                "URL":"https://a.example/1","author":[{"family":"Doe","given":"Jane"},{"literal":"Reuters"}],"issued":{"date-parts":[["2010",5,8]]}},
               {"id":7,"type":"article-magazine","title":"Snow","container-title":"The Post","issued":{"raw":"8 May 2010"}}]"#,
        );
        assert_eq!(records.len(), 2);
        assert_eq!(
            (records[0].title.as_str(), records[0].text.as_str(), records[0].source.as_deref()),
            ("Rain & wind", "It fell.", Some("The Post"))
        );
        assert_eq!(records[0].authors, ["Jane Doe", "Reuters"]);
        for record in records {
            assert_eq!(record.published.unwrap().day.to_string(), "2010-05-08");
        }
    }
}
