//! schema.org objects (JSON-LD): finds the articles among the objects of a page or file.

use serde_json::{Map, Value};

/// Types of objects that are articles, best first; a `WebPage` is the last resort.
const TYPES: &[&str] = &[
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "opinionnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle",
    "liveblogposting",
    "article",
    "blogposting",
    "socialmediaposting",
    "report",
    "scholarlyarticle",
    "techarticle",
    "advertisercontentarticle",
    "satiricalarticle",
    "medicalscholarlyarticle",
    "askpublicnewsarticle",
    "pressrelease",
    "discussionforumposting",
];

/// Properties that hold the objects of a document, and whether these are parts of something else.
const INNER: &[(&str, bool)] = &[
    ("mainEntity", false),
    ("mainEntityOfPage", false),
    ("item", false),
    ("itemListElement", true),
    ("hasPart", true),
    ("@graph", false),
];

/// Objects looked at in one document, at most.
const MOST: usize = 20_000;

/// True for an object with the type of an article.
pub(super) fn is_article(object: &Map<String, Value>) -> bool {
    rank(object).is_some_and(|rank| rank < TYPES.len())
}

/// All article objects of a value, outermost first, without going into those found.
pub(super) fn articles(value: &Value) -> Vec<&Map<String, Value>> {
    walk(value).into_iter().map(|found| found.object).filter(|object| is_article(object)).collect()
}

/// An object of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    /// The object.
    pub object: &'a Map<String, Value>,
    /// True where it is an element of a list or a part of another object.
    pub is_part: bool,
}

/// The objects of all values that may be articles or pages, outermost first.
pub(super) fn found(values: &[Value]) -> Vec<Found<'_>> {
    values.iter().flat_map(walk).collect()
}

/// Lower is better; `None` for what is neither article nor page nor anything else that is published.
pub(super) fn rank(object: &Map<String, Value>) -> Option<usize> {
    let names: Vec<&str> = match object.get("@type").or_else(|| object.get("type"))? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    names
        .iter()
        .filter_map(|name| {
            let name = name.rsplit(['/', ':', '#']).next()?.to_ascii_lowercase();
            let page = matches!(name.as_str(), "webpage" | "itempage" | "videoobject");
            TYPES.iter().position(|known| *known == name).or(page.then_some(TYPES.len()))
        })
        .min()
        // Podcasts, recipes, reports of every kind: what says when it was published.
        .or_else(|| {
            ["datePublished", "uploadDate"].iter().any(|key| object.contains_key(*key)).then_some(TYPES.len() + 1)
        })
}

/// The objects of a value in document order. Goes into lists, `@graph` and `mainEntity`, not into other properties.
fn walk(value: &Value) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut open = vec![(value, false)];
    while let Some((value, is_part)) = open.pop() {
        if found.len() >= MOST {
            break;
        }
        match value {
            Value::Array(values) => open.extend(values.iter().rev().map(|value| (value, is_part))),
            Value::Object(object) => {
                found.push(Found { object, is_part });
                if !is_article(object) {
                    for (key, parts) in INNER {
                        open.extend(object.get(*key).map(|value| (value, is_part || *parts)));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn articles_are_found_in_graphs() {
        let value = json!({"@context": "https://schema.org", "@graph": [
            {"@type": "Organization", "name": "The Post"},
            {"@type": ["WebPage"], "name": "page"},
            {"@type": "http://schema.org/NewsArticle", "headline": "Talks"},
        ]});
        assert_eq!(articles(&value).len(), 1);
        assert!(rank(json!({"@type": "Person"}).as_object().unwrap()).is_none());
        assert!(rank(json!({"@type": "Recipe", "datePublished": "2026"}).as_object().unwrap()).is_some());
    }
}
