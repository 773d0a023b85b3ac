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

/// Objects looked at in one document, at most.
const MOST: usize = 20_000;

/// True for an object with the type of an article.
pub(super) fn is_article(object: &Map<String, Value>) -> bool {
    rank(object).is_some_and(|rank| rank < TYPES.len())
}

/// All article objects of a value, outermost first, without going into those found.
pub(super) fn articles(value: &Value) -> Vec<&Map<String, Value>> {
    walk(value).into_iter().filter(|object| is_article(object)).collect()
}

/// The object that describes a page best: its article, or else the page itself.
pub(super) fn main_object(values: &[Value]) -> Option<&Map<String, Value>> {
    let mut objects: Vec<_> = values.iter().flat_map(walk).collect();
    objects.retain(|object| rank(object).is_some());
    objects.into_iter().min_by_key(|object| rank(object))
}

/// Lower is better; `None` for what is neither article nor page.
fn rank(object: &Map<String, Value>) -> Option<usize> {
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
}

/// The objects of a value in document order. Goes into lists, `@graph` and `mainEntity`, not into other properties.
fn walk(value: &Value) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if found.len() >= MOST {
            break;
        }
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(object) => {
                found.push(object);
                let inner = ["mainEntity", "mainEntityOfPage", "item", "itemListElement", "hasPart", "@graph"];
                if !is_article(object) {
                    open.extend(inner.iter().filter_map(|key| object.get(*key)));
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
        assert_eq!(main_object(&[value]).unwrap()["headline"], "Talks");
        assert!(main_object(&[json!({"@type": "Person"})]).is_none());
    }
}
