//! JSON documents: an article, a list of them, a list inside an answer of a web service; schema.org and ninjs objects.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        input::{Head, Input},
        keys::{self, Key, Keys},
        loose_json,
        sink::Sink,
        whitespace,
    },
    csl, ninjs, schema_org,
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
        let named = ["\"uri\"", "\"guid\""].iter().any(|key| head.text.contains(key));
        let ninjs = head.text.starts_with('{') && named && {
            let lower = head.lower();
            ["\"bodies\"", "\"body_text\"", "\"body_xhtml\"", "\"versioncreated\""]
                .iter()
                .any(|key| lower.contains(key))
        };
        ninjs || head.text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with("{\""))
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        let values = match serde_json::from_str(&text) {
            Ok(value) => vec![value],
            Err(_) => loose_json::values(&text).map_err(ReadError::malformed)?,
        };
        drop(text);
        let before = sink.next_item();
        let keys = Keys::new(&options.map);
        let _ = values.iter().try_for_each(|value| walk(value, &keys, sink, 0));
        if sink.next_item() == before {
            return Err(ReadError::new(ReadErrorKind::Empty, unknown_keys(&values)));
        }
        Ok(())
    }
}

/// Keys of an unknown object that a message names, at most.
const MOST_NAMED: usize = 12;

/// Says which keys the objects of a file have that is none of articles, and how to name them.
pub(super) fn unknown_keys(values: &[Value]) -> String {
    let mut open: Vec<&Value> = values.iter().rev().collect();
    let mut best: Option<&Map<String, Value>> = None;
    let mut looked_at = 0;
    while let Some(value) = open.pop().filter(|_| looked_at < 1_000) {
        looked_at += 1;
        match value {
            Value::Array(values) => open.extend(values.iter().take(10).rev()),
            Value::Object(object) => {
                // The object with most texts in it is the likeliest article.
                let texts = |object: &Map<String, Value>| object.values().filter(|value| value.is_string()).count();
                if best.is_none_or(|best| texts(object) > texts(best)) {
                    best = Some(object);
                }
                open.extend(object.values().filter(|value| value.is_array() || value.is_object()).rev());
            }
            _ => {}
        }
    }
    let names: Vec<String> = best.map_or(Vec::new(), |object| {
        object
            .keys()
            .take(MOST_NAMED)
            .map(|key| format!("\"{}\"", whitespace::line(key).chars().take(40).collect::<String>()))
            .collect()
    });
    let found = if names.is_empty() { String::new() } else { format!("; the keys found are {}", names.join(", ")) };
    format!(
        "no object with the keys of an article (title, text ...){found}; name them with --map title=KEY --map text=KEY"
    )
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
            if csl::is_item(object) {
                return sink.article(csl::article(object));
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
        is_text && !keys::body(value).trim().is_empty()
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
    fn what_is_not_quite_json_is_read() {
        for text in [
            "{\"title\":\"A\",\"text\":\"One\",\"x\":NaN}\n{\n\"title\":\"B\",\n\"text\":\"Two\"}",
            "[{\"title\":\"A\",\"text\":\"One\"},\n{\"title\":\"B\",\"text\":\"Two\"},\n]",
        ] {
            let titles: Vec<String> = articles("a.json", text).into_iter().map(|record| record.title).collect();
            assert_eq!(titles, ["A", "B"], "{text}");
        }
        let run = r#"{"name":"Pier","messages":[{"id":1,"text":["It fell ",{"type":"bold","text":"today"},"."],"text_entities":[{"type":"plain","text":"x"}]}]}"#;
        let posts = articles("a.json", run);
        assert_eq!((posts.len(), posts[0].text.as_str()), (1, "It fell today."));
    }

    #[test]
    fn unknown_keys_are_named() {
        let (_, error) = read_all("a.json", br#"{"rows":[{"kopf":"A","inhalt":"One"}]}"#, &Options::default());
        let reason = error.unwrap().reason;
        assert!(
            reason.contains("\"kopf\"") && reason.contains("\"inhalt\"") && reason.contains("--map title=KEY"),
            "{reason}"
        );
    }

    #[test]
    fn what_is_no_article_is_said() {
        let kind = |text: &str| read_all("a.json", text.as_bytes(), &Options::default()).1.unwrap().kind;
        assert_eq!(kind(r#"{"name":"package","version":"1"}"#), ReadErrorKind::Empty);
        assert_eq!(kind("{\n\"title\":"), ReadErrorKind::Malformed);
        assert_eq!(kind(&"[".repeat(100_000)), ReadErrorKind::Malformed);
    }

    #[test]
    fn what_wallabag_exports() {
        let records = articles(
            "a.json",
            r#"[{"is_archived":0,"tags":["ferry"],"id":1,"title":"Ferry approved","url":"https://www.nytimes.com/2024/03/05/ferry.html","content":"<p>One.</p><p>Two.</p>",
                "created_at":"2024-03-06T10:00:00+00:00","published_at":"2024-03-05T09:10:00+00:00","published_by":["Nora Feld"],"language":"en_GB","domain_name":"www.nytimes.com"}]"#,
        );
        let record = &records[0];
        assert_eq!((record.source.as_deref(), record.text.as_str()), (Some("The New York Times"), "One.\n\nTwo."));
        assert_eq!(
            (record.authors.join("").as_str(), record.published.as_ref().unwrap().day.to_string().as_str()),
            ("Nora Feld", "2024-03-05")
        );
    }
}
