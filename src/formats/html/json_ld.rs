//! The JSON-LD of a page: its blocks, references between them, and the object that describes the page's own story.

use crate::formats::{
    common::{loose_json, markup},
    schema_org,
};
use dom_query::Document;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// JSON-LD blocks of one page, at most.
const MOST_BLOCKS: usize = 100;

/// References followed one after another, at most.
const DEEPEST: usize = 4;

/// Values that are people or bodies, often given by reference.
const AGENTS: &[&str] = &["author", "creator", "publisher", "sourceOrganization", "contributor"];

/// What a page says of itself elsewhere, to tell its own story from others.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Its title and headings.
    pub headlines: Vec<String>,
}

/// The JSON-LD blocks of a page.
pub(super) struct JsonLd {
    blocks: Vec<Value>,
}

impl JsonLd {
    /// Reads the blocks of a page, also those that are not quite JSON.
    pub(super) fn of(document: &Document) -> Self {
        let scripts = document.select("script[type]");
        let is_json_ld = |kind: &str| kind.trim().to_ascii_lowercase().starts_with("application/ld+json");
        let scripts = scripts.nodes().iter().filter(|script| script.attr("type").is_some_and(|kind| is_json_ld(&kind)));
        Self { blocks: scripts.take(MOST_BLOCKS).flat_map(|script| parse(&script.text())).collect() }
    }

    /// The object that describes the page's own story, else the page; what it refers to is put in its place.
    pub(super) fn main(&self, own: &Own) -> Option<Map<String, Value>> {
        let all = schema_org::found(&self.blocks);
        let chosen = all.iter().enumerate().filter_map(|(at, found)| {
            let rank = schema_org::rank(found.object)?;
            let is_article = schema_org::is_article(found.object);
            let is_own = own.is_of(found.object);
            // Parts of lists are stories that the page speaks of.
            (is_own || !found.is_part).then_some(((!is_article, !is_own, found.is_part, rank, at), found.object))
        });
        let (_, object) = chosen.min_by_key(|(key, _)| *key)?;
        let nodes = Nodes::of(&self.blocks);
        let mut object = object.clone();
        for key in AGENTS {
            if let Some(value) = object.remove(*key) {
                let whole = nodes.resolve(&value, 0);
                if !whole.is_null() {
                    object.insert((*key).to_owned(), whole);
                }
            }
        }
        Some(object)
    }
}

impl Own {
    /// True for an object with an address or a headline of the page.
    fn is_of(&self, object: &Map<String, Value>) -> bool {
        let named = ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| {
            let value = object.get(*key)?;
            value.as_str().or_else(|| value.get("@id")?.as_str()).or_else(|| value.get("url")?.as_str())
        });
        let address = named.map(bare).any(|address| self.addresses.iter().any(|own| bare(own) == address));
        let headline = ["headline", "name"].iter().filter_map(|key| object.get(*key)?.as_str());
        address
            || headline.map(folded).any(|line| line.len() > 5 && self.headlines.iter().any(|own| is_same(own, &line)))
    }
}

/// True for a title and a headline of one story: an outlet's name may follow.
fn is_same(own: &str, headline: &str) -> bool {
    let own = folded(own);
    own == *headline || own.strip_prefix(headline).is_some_and(|rest| headline.len() > 20 || rest.len() < 40)
}

/// Letters and figures in lower case.
fn folded(text: &str) -> String {
    markup::line(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An address without what makes no difference.
fn bare(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.split(['?', '#']).next().unwrap_or(address);
    address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/')
}

/// The objects of all blocks by their ids.
struct Nodes<'a>(HashMap<&'a str, &'a Map<String, Value>>);

impl<'a> Nodes<'a> {
    fn of(blocks: &'a [Value]) -> Self {
        let mut nodes: HashMap<&str, &Map<String, Value>> = HashMap::new();
        let mut open: Vec<&Value> = blocks.iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values),
                Value::Object(object) => {
                    if let Some(id) = object.get("@id").and_then(Value::as_str) {
                        let known = nodes.entry(id).or_insert(object);
                        if object.len() > known.len() {
                            *known = object;
                        }
                    }
                    open.extend(object.values().filter(|value| value.is_object() || value.is_array()));
                }
                _ => {}
            }
        }
        Self(nodes)
    }

    /// People and bodies with what stands for them elsewhere put in their place; null for an id that nothing has.
    fn resolve(&self, value: &Value, depth: usize) -> Value {
        match value {
            Value::Array(values) => {
                let whole: Vec<Value> = values.iter().map(|value| self.resolve(value, depth)).collect();
                Value::Array(whole.into_iter().filter(|value| !value.is_null()).collect())
            }
            Value::String(id) if depth < DEEPEST && self.0.contains_key(id.as_str()) => {
                self.object(self.0[id.as_str()], depth)
            }
            Value::String(text) if text.starts_with('#') || text.starts_with("_:") => Value::Null,
            Value::String(text) => Value::String(markup::line(text)),
            Value::Object(object) => self.object(object, depth),
            _ => Value::Null,
        }
    }

    /// The name of a person or body.
    fn object(&self, object: &Map<String, Value>, depth: usize) -> Value {
        let name = ["name", "legalName", "alternateName"].iter().find_map(|key| match object.get(*key)? {
            Value::Array(names) => names.iter().find_map(Value::as_str),
            Value::Object(name) => name.get("@value")?.as_str(),
            name => name.as_str(),
        });
        if let Some(name) = name.map(markup::line).filter(|name| !name.is_empty()) {
            return Value::String(name);
        }
        let part = |key: &str| object.get(key).and_then(Value::as_str).map(markup::line);
        if let (Some(given), Some(family)) = (part("givenName"), part("familyName")) {
            return Value::String(format!("{given} {family}"));
        }
        if depth >= DEEPEST {
            return Value::Null;
        }
        // A role holds the person under the name of the value that it stands for.
        for key in AGENTS {
            if let Some(inner) = object.get(*key) {
                return self.resolve(inner, depth + 1);
            }
        }
        let id = object.get("@id").and_then(Value::as_str);
        let node = id.and_then(|id| self.0.get(id)).filter(|node| node.len() > object.len());
        node.map_or(Value::Null, |node| self.object(node, depth + 1))
    }
}

/// Parses JSON as pages have it: in comments or CDATA, with faults of all kinds.
fn parse(text: &str) -> Vec<Value> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let text = text.strip_prefix("<!--").unwrap_or(text).trim_start();
    let text = text.strip_prefix("//").unwrap_or(text);
    let text = text.strip_prefix("<![CDATA[").or_else(|| text.strip_prefix("/*<![CDATA[*/")).unwrap_or(text);
    let text = text.trim_end().trim_end_matches("-->").trim_end_matches("]]>");
    if let Ok(value) = serde_json::from_str(text) {
        return vec![value];
    }
    if let Ok(values) = loose_json::values(text) {
        return values;
    }
    if text.contains("&quot;") && !text.contains('"') {
        return loose_json::guessed(&whitespace_kept(text));
    }
    let text = text.find(['{', '[']).map_or(text, |start| &text[start..]);
    loose_json::guessed(text)
}

/// JSON whose quotes were written as character references.
fn whitespace_kept(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main_of(blocks: &[&str], own: &Own) -> Map<String, Value> {
        let scripts: String =
            blocks.iter().map(|block| format!("<script type='application/ld+json'>{block}</script>")).collect();
        JsonLd::of(&Document::from(format!("<html><head>{scripts}</head></html>"))).main(own).unwrap()
    }

    #[test]
    fn references_are_followed_across_blocks() {
        let object = main_of(
            &[
                r##"{"@graph":[{"@type":"NewsArticle","headline":"Rain","author":[{"@id":"#p"},{"@type":"Role","author":{"@id":"#q"}}],
                    "publisher":{"@id":"#o"},"contributor":{"@id":"#unknown"}},{"@id":"#p","@type":"Person","name":"Jane &amp; Co"}]}"##,
                r##"[{"@id":"#o","@type":"Organization","name":["The Post"]},
                    {"@id":"#q","@type":"Person","givenName":"John","familyName":"Roe"}]"##,
            ],
            &Own::default(),
        );
        assert_eq!(object["author"], serde_json::json!(["Jane & Co", "John Roe"]));
        assert_eq!(object["publisher"], "The Post");
        assert!(!object.contains_key("contributor"));
    }

    #[test]
    fn ids_that_refer_to_each_other_end() {
        let object = main_of(
            &[
                r##"{"@type":"NewsArticle","headline":"Rain","author":{"@id":"#a"}}"##,
                r##"[{"@id":"#a","x":1,"author":{"@id":"#b"}},{"@id":"#b","x":1,"author":{"@id":"#a"}}]"##,
            ],
            &Own::default(),
        );
        assert!(!object.contains_key("author"));
    }

    #[test]
    fn the_own_story_is_told_from_others() {
        let own = Own {
            addresses: vec!["https://www.a.example/rain/".to_owned()],
            headlines: vec!["Rain falls on the harbour | The Post".to_owned()],
        };
        for (blocks, what) in [
            (
                &[
                    r#"{"@graph":[{"@type":"NewsArticle","headline":"Old"},{"@type":"NewsArticle","url":"http://a.example/rain","headline":"x"}]}"#,
                ][..],
                "address",
            ),
            (
                &[
                    r#"{"@graph":[{"@type":"NewsArticle","headline":"Old"},{"@type":"Article","headline":"Rain falls on the harbour"}]}"#,
                ],
                "headline",
            ),
            (
                &[
                    r#"{"@type":"WebPage","hasPart":[{"@type":"NewsArticle","headline":"Old"}]}"#,
                    r#"{"@type":"Article","headline":"New"}"#,
                ],
                "part",
            ),
            (
                &[
                    r#"{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"NewsArticle","headline":"Old"}}]}"#,
                    r#"{"@type":"Article","headline":"New"}"#,
                ],
                "list",
            ),
        ] {
            assert_ne!(main_of(blocks, &own)["headline"], "Old", "{what}");
        }
        let list = r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Old"}]}"#;
        assert!(JsonLd { blocks: parse(list) }.main(&own).is_none());
    }

    #[test]
    fn faults_are_read_as_they_are_meant() {
        for text in [
            "\u{feff}{\"headline\":\"Rain\"}",
            "//<![CDATA[\n{\"headline\":\"Rain\"};//]]>",
            "<!-- {\"headline\":\"Rain\"} -->",
            "{\"headline\":\"Rain\",}",
            "{\"x\":\"a\nb\",\"headline\":\"Rain\"}",
            "{&quot;headline&quot;:&quot;Rain&quot;}",
            "{\"x\":\"a \"b\" c\",\"headline\":\"Rain\"",
        ] {
            assert_eq!(parse(text)[0]["headline"], "Rain", "{text}");
        }
        assert!(parse("{oops").is_empty() && parse("").is_empty());
    }
}
