//! JSON documents: an article, a list of them, a list inside an answer of a web service; schema.org and ninjs objects.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        input::{Head, Input},
        keys::{Key, Keys},
        sink::Sink,
    },
    ninjs, schema_org,
};
use serde_json::{Map, Value};
use std::ops::ControlFlow;

/// The reader of JSON.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "ninjs", "jsonld"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let ninjs = head.text.starts_with('{') && head.text.contains("\"uri\"") && {
            let lower = head.lower();
            ["\"bodies\"", "\"body_text\"", "\"body_xhtml\"", "\"versioncreated\""]
                .iter()
                .any(|key| lower.contains(key))
        };
        ninjs || head.text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with("{\""))
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        let value: Value = serde_json::from_str(&text).map_err(ReadError::malformed)?;
        let before = sink.next_item();
        let _ = walk(&value, &Keys::new(&options.map), sink, 0);
        if sink.next_item() == before {
            return Err(ReadError::new(
                ReadErrorKind::Empty,
                "no object with the keys of an article (title, text ...); name them with --map",
            ));
        }
        Ok(())
    }
}

/// Levels of lists and objects around the articles.
const DEEPEST: usize = 6;

/// Hands on the articles of a value.
fn walk(value: &Value, keys: &Keys, sink: &mut Sink<'_>, depth: usize) -> ControlFlow<()> {
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| walk(value, keys, sink, depth)),
        Value::Object(object) => {
            if ninjs::is_item(object) {
                let record = ninjs::article(object);
                if record.text.trim().is_empty() {
                    let reason = format!("item {} holds no text", record.source_id.as_deref().unwrap_or("without uri"));
                    return sink.failed(ReadError::new(ReadErrorKind::Empty, reason));
                }
                return sink.article(record);
            }
            if schema_org::is_article(object) || is_article(object, keys) {
                return sink.article(keys.record(object));
            }
            let graph = schema_org::articles(value);
            if !graph.is_empty() {
                return graph.into_iter().try_for_each(|object| sink.article(keys.record(object)));
            }
            if depth >= DEEPEST {
                return ControlFlow::Continue(());
            }
            // Answers of web services wrap their lists: {"response": {"results": [...]}}, {"hits": [{"_source": {...}}]}.
            object
                .values()
                .filter(|value| value.is_array() || value.is_object())
                .try_for_each(|value| walk(value, keys, sink, depth + 1))
        }
        _ => ControlFlow::Continue(()),
    }
}

/// True for an object with a text, or a title and something else that only articles have.
fn is_article(object: &Map<String, Value>, keys: &Keys) -> bool {
    let found: Vec<Key> =
        object.iter().filter(|(_, value)| !value.is_null()).filter_map(|(name, _)| Some(keys.find(name)?.0)).collect();
    let text = object.iter().any(|(name, value)| {
        let is_text = keys.find(name).is_some_and(|(key, _)| key == Key::Text);
        is_text && value.as_str().is_some_and(|text| !text.trim().is_empty())
    });
    let has = |key: Key| found.contains(&key);
    text || has(Key::Title) && has(Key::Url) && has(Key::Published)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, read_all};

    #[test]
    fn lists_and_answers() {
        let list = articles("a.json", r#"[{"title":"A","text":"One"},{"headline":"B","content":"<p>Two</p>"}]"#);
        assert_eq!((list[0].text.as_str(), list[1].text.as_str()), ("One", "Two"));
        let answer = articles("a.json", r#"{"status":"ok","response":{"results":[{"title":"A","body":"One"}]}}"#);
        assert_eq!(answer[0].title, "A");
        let hits = articles("a.json", r#"{"hits":{"hits":[{"_id":"1","_source":{"title":"A","text":"One"}}]}}"#);
        assert_eq!(hits[0].text, "One");
    }

    #[test]
    fn schema_org_articles() {
        let record = &articles(
            "a.json",
            r#"{"@context":"https://schema.org","@graph":[{"@type":"Organization","name":"x"},
            {"@type":"NewsArticle","headline":"Storm","articleBody":"It came.","author":{"@type":"Person","name":"Jane Doe"},
             "datePublished":"2026-01-24","publisher":{"name":"The Post"}}]}"#,
        )[0];
        assert_eq!(
            (record.title.as_str(), record.text.as_str(), record.source.as_deref()),
            ("Storm", "It came.", Some("The Post"))
        );
        assert_eq!(record.authors, ["Jane Doe"]);
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2026-01-24");
    }

    #[test]
    fn what_is_no_article_is_said() {
        let kind = |text: &str| read_all("a.json", text.as_bytes(), &Options::default()).1.unwrap().kind;
        assert_eq!(kind(r#"{"name":"package","version":"1"}"#), ReadErrorKind::Empty);
        assert_eq!(kind("{\n\"title\":"), ReadErrorKind::Malformed);
        assert_eq!(kind(&"[".repeat(100_000)), ReadErrorKind::Malformed);
    }
}
