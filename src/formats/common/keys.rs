//! Articles as objects with named values (JSON, JSON Lines, CSV, front matter, schema.org): which name means what.

use super::{byline, markup, metadata};
use crate::article::{Dateline, Record};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The design's keys, each with the names it goes by, in order of trust.
const NAMES: &str = include_str!("keys.tsv");

/// Objects inside an article's own that hold more of its values; values beside them are trusted before those in them.
const INNER: &[&str] = &["metadata", "meta", "fields", "attributes", "properties", "_source", "doc", "document"];
/// Rank of names in such an object, after all others.
const OF_INNER: usize = 1_000;

/// What a value of an object means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Id,
    Title,
    Text,
    Published,
    Source,
    Url,
    Authors,
    Section,
    Language,
    Keywords,
    Dateline,
    Updated,
    Version,
}

/// All keys with the name that `keys.tsv` and `--map` give them.
const KEYS: [(Key, &str); 13] = [
    (Key::Id, "id"),
    (Key::Title, "title"),
    (Key::Text, "text"),
    (Key::Published, "published"),
    (Key::Source, "source"),
    (Key::Url, "url"),
    (Key::Authors, "authors"),
    (Key::Section, "section"),
    (Key::Language, "language"),
    (Key::Keywords, "keywords"),
    (Key::Dateline, "dateline"),
    (Key::Updated, "updated"),
    (Key::Version, "version"),
];

/// Finds the key that a name stands for.
pub struct Keys {
    /// By folded name: the key and its rank, the lower the more trusted.
    names: HashMap<String, (Key, usize)>,
}

/// A pair of `--map` that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// The first name is no field of an article.
    #[error("no field \"{key}\" to map \"{name}\" to; there are {fields}", fields = field_names().join(", "))]
    UnknownField {
        /// The name as given.
        key: String,
        /// The name in the input.
        name: String,
        /// What to write instead, where it can be guessed.
        suggestion: Option<String>,
    },
    /// Two fields are read from one name.
    #[error("\"{name}\" is mapped to both {first} and {second}")]
    Ambiguous {
        /// The name in the input.
        name: String,
        /// A field.
        first: &'static str,
        /// Another field.
        second: &'static str,
    },
}

impl MapError {
    /// What to write instead ("did you mean published=date?").
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownField { suggestion, .. } => suggestion.as_ref().map(|pair| format!("did you mean {pair}?")),
            Self::Ambiguous { name, first, .. } => Some(format!("keep one of them, like {first}={name}")),
        }
    }
}

/// The names of all fields, as `--map` takes them.
fn field_names() -> Vec<&'static str> {
    KEYS.iter().map(|(_, name)| *name).collect()
}

/// The field of a name that `--map` gives; `author` is understood.
fn field(name: &str) -> Option<(Key, &'static str)> {
    let folded = fold(name);
    KEYS.iter().copied().find(|(key, known)| fold(known) == folded || folded == "author" && *key == Key::Authors)
}

/// Checks the pairs of `--map`: (field of an article, name in the input).
///
/// # Errors
/// When a first name is no field, or one name is mapped to two fields.
pub fn check_map(map: &[(String, String)]) -> Result<(), MapError> {
    let mut names: HashMap<String, &'static str> = HashMap::new();
    for (key, name) in map {
        let Some((_, known)) = field(key) else {
            return Err(MapError::UnknownField {
                key: key.clone(),
                name: name.clone(),
                suggestion: suggestion(key, name),
            });
        };
        match names.insert(fold(name), known) {
            Some(first) if first != known => {
                return Err(MapError::Ambiguous { name: name.clone(), first, second: known });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The pair that was perhaps meant: a name that a field also goes by, a slip of the pen, or the sides the other way round.
fn suggestion(key: &str, name: &str) -> Option<String> {
    let also = Keys::new(&[]).find(key).and_then(|(found, _)| KEYS.iter().find(|(known, _)| *known == found));
    let near = || {
        let key = fold(key);
        let distance = |known: &str| strsim::osa_distance(&key, &fold(known));
        KEYS.iter().filter(|(_, known)| distance(known) <= 2).min_by_key(|(_, known)| distance(known))
    };
    match also.or_else(near) {
        Some((_, known)) => Some(format!("{known}={name}")),
        None => field(name).map(|(_, known)| format!("{known}={key}")),
    }
}

/// Upper and lower case, and what parts words, make no difference.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

impl Keys {
    /// The known names, and those of `--map` (design's key, name in the input) before them.
    pub fn new(map: &[(String, String)]) -> Self {
        let mut names = HashMap::new();
        for row in NAMES.lines() {
            let Some((key, list)) = row.split_once('\t') else { continue };
            let Some((key, _)) = KEYS.iter().find(|(_, name)| *name == key) else { continue };
            for (rank, name) in list.split(' ').enumerate() {
                names.entry(fold(name)).or_insert((*key, rank + 1));
            }
        }
        for (key, name) in map {
            if let Some((key, _)) = field(key) {
                names.insert(fold(name), (key, 0));
            }
        }
        Self { names }
    }

    /// The key that a name stands for, with its rank.
    pub fn find(&self, name: &str) -> Option<(Key, usize)> {
        self.names.get(&fold(name)).copied()
    }

    /// True for the name of an object that holds values of the article around it.
    pub fn is_inner(name: &str) -> bool {
        INNER.contains(&name)
    }

    /// The article of an object.
    pub fn record(&self, object: &Map<String, Value>) -> Record {
        let mut fields = Fields::default();
        for (name, value) in object {
            fields.put_named(self, name, value);
        }
        fields.into_record()
    }
}

/// The values of one object, the most trusted of each key.
#[derive(Default)]
pub struct Fields {
    values: [Option<(usize, Value)>; KEYS.len()],
}

impl Fields {
    /// Keeps a value if it is of use and there is no better one.
    pub fn put(&mut self, key: Key, rank: usize, value: Value) {
        let slot = &mut self.values[key as usize];
        if slot.as_ref().is_none_or(|(best, _)| rank < *best) && !is_blank(&value) {
            *slot = Some((rank, value));
        }
    }

    /// Keeps a value by its name, or those of an object inside the article's own, where there are no better ones.
    pub fn put_named(&mut self, keys: &Keys, name: &str, value: &Value) {
        match value {
            Value::Object(inner) if Keys::is_inner(name) => {
                for (name, value) in inner {
                    if let Some((key, rank)) = keys.find(name) {
                        self.put(key, OF_INNER + rank, value.clone());
                    }
                }
            }
            value => {
                if let Some((key, rank)) = keys.find(name) {
                    self.put(key, rank, value.clone());
                }
            }
        }
    }

    /// The date of publication as it is written.
    pub fn date(&self) -> Option<String> {
        let (_, value) = self.values[Key::Published as usize].as_ref()?;
        strings(value).into_iter().next()
    }

    fn take(&mut self, key: Key) -> Option<Value> {
        self.values[key as usize].take().map(|(_, value)| value)
    }

    /// The article. A value named `text` stays as it is, to the byte; a body by another name that is HTML becomes text.
    pub fn into_record(mut self) -> Record {
        let text_is_verbatim = matches!(self.values[Key::Text as usize], Some((0 | 1, _)));
        let text = match self.take(Key::Text) {
            Some(Value::String(text)) => text,
            Some(value) => body(&value),
            None => String::new(),
        };
        let text =
            if !text_is_verbatim && markup::looks_like_markup(&text) { markup::fragment_text(&text) } else { text };
        let mut first = |key: Key| self.take(key).and_then(|value| strings(&value).into_iter().next());
        let dateline = first(Key::Dateline).map(|place| Dateline { place: Some(place), date: None });
        let mut record = Record {
            source_id: first(Key::Id),
            title: first(Key::Title).map(|title| markup::line(&title)).unwrap_or_default(),
            published: first(Key::Published).and_then(|date| metadata::published_at_least_by_day(&date)),
            source: first(Key::Source).map(|name| markup::line(&name)),
            url: first(Key::Url).filter(|url| !url.contains(char::is_whitespace)),
            section: first(Key::Section).map(|name| markup::line(&name)),
            language: first(Key::Language),
            updated_at: first(Key::Updated).and_then(|time| metadata::updated(&time)),
            version: first(Key::Version).and_then(|number| metadata::version(&number)),
            dateline,
            text,
            ..Record::default()
        };
        if let Some(value) = self.take(Key::Authors) {
            record.authors = strings(&value).iter().flat_map(|author| byline::authors(&markup::line(author))).collect();
        }
        record.keywords = match self.take(Key::Keywords) {
            Some(Value::String(list)) => metadata::keywords(&list),
            Some(value) => strings(&value),
            None => Vec::new(),
        };
        record
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_blank),
        Value::Object(object) => object.is_empty(),
        Value::Number(_) => false,
    }
}

/// The strings of a value: itself, those of a list, or the name of an object (`{"name": ...}`, `{"@value": ...}`).
pub fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(object) => {
            ["name", "@value", "title", "main", "original", "rendered", "text", "value", "@id", "$oid", "$date", "url"]
                .iter()
                .find_map(|key| object.get(*key))
                .map_or(Vec::new(), strings)
        }
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// A body in pieces: paragraphs as strings or objects, or runs of one text, strings and objects in turn (Telegram).
pub fn body(value: &Value) -> String {
    let is_run = value
        .as_array()
        .is_some_and(|pieces| pieces.iter().any(Value::is_string) && pieces.iter().any(Value::is_object));
    let pieces = match value {
        Value::Array(pieces) => pieces.iter().map(piece).collect::<Vec<_>>(),
        value => strings(value),
    };
    pieces.join(if is_run { "" } else { "\n\n" }).trim_end().to_owned()
}

/// The text of a piece of a body.
fn piece(value: &Value) -> String {
    let Value::Object(object) = value else { return strings(value).join(" ") };
    let text =
        ["text", "content", "value", "html", "rendered", "@value", "children"].iter().find_map(|key| object.get(*key));
    text.map_or(String::new(), |text| strings(text).join(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(value: Value) -> Record {
        Keys::new(&[]).record(value.as_object().unwrap())
    }

    #[test]
    fn archives_of_newspapers_and_of_researchers() {
        let of_times = record(
            json!({"headline": {"main": "Rain falls", "kicker": null}, "byline": {"original": "By Jane Doe", "person": []},
            "lead_paragraph": "Rain fell.", "abstract": "Boats stay.", "source": "The Post", "section_name": "World"}),
        );
        assert_eq!(
            (of_times.title.as_str(), of_times.text.as_str(), of_times.authors.join("")),
            ("Rain falls", "Rain fell.", "Jane Doe".to_owned())
        );
        let of_swissdox = record(
            json!({"head": "Rain falls", "medium_name": "Hafenpost", "content": "Rain fell.", "pubtime": "2010-01-11 00:00:00+01"}),
        );
        assert_eq!((of_swissdox.source.as_deref(), of_swissdox.text.as_str()), (Some("Hafenpost"), "Rain fell."));
    }

    #[test]
    fn the_best_name_wins_in_any_order() {
        let record = record(json!({
            "content": "short", "text": " whole ", "headline": "H", "Byline": "By Jane Doe and John Roe",
            "publisher": {"name": "The Post"}, "tags": "a, b", "in_language": "en", "text_id": 5, "_id": {"$oid": "77"}
        }));
        assert_eq!((record.text.as_str(), record.title.as_str()), (" whole ", "H"));
        assert_eq!(record.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(record.source.as_deref(), Some("The Post"));
        assert_eq!(record.keywords, ["a", "b"]);
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(record.source_id.as_deref(), Some("77"));
    }

    #[test]
    fn a_change_is_no_publication() {
        for (name, value, expected) in [
            ("dateModified", json!("2026-01-25T10:00:00+02:00"), "2026-01-25T10:00:00+02:00"),
            ("modified", json!("2026-01-25T10:00:00"), "2026-01-25T10:00:00"),
            ("updated", json!("2026-01-25"), "2026-01-25"),
            ("versioncreated", json!("2026-01-25T08:00:00Z"), "2026-01-25T08:00:00Z"),
            ("last_updated_date", json!(1_769_328_000), "2026-01-25T08:00:00Z"),
        ] {
            let record = record(json!({ "title": "T", name: value, "version": "7" }));
            assert_eq!((record.updated_at.as_deref(), record.version), (Some(expected), Some(7)), "{name}");
            assert_eq!(record.published, None, "{name}");
        }
        assert_eq!(record(json!({"title": "T", "updated": "soon", "version": "draft"})).updated_at, None);
    }

    #[test]
    fn bodies_in_parts_and_in_html() {
        assert_eq!(record(json!({"text": ["One.", "Two."]})).text, "One.\n\nTwo.");
        assert_eq!(record(json!({"content": "<p>One.</p><p>Two.</p>"})).text, "One.\n\nTwo.");
        assert_eq!(record(json!({"text": "<p>One.</p>"})).text, "<p>One.</p>");
        assert_eq!(
            record(json!({"body": [{"type": "p", "text": "One."}, {"type": "p", "text": "Two."}]})).text,
            "One.\n\nTwo."
        );
        let run =
            json!({"text": ["It fell ", {"type": "bold", "text": "today"}, ".", {"type": "hashtag", "text": "#rain"}]});
        assert_eq!(record(run).text, "It fell today.#rain");
        let post =
            json!({"title": {"rendered": "Mayor&#8217;s plan"}, "content": {"rendered": "<p>One.</p>\n<p>Two.</p>"}});
        let post = record(post);
        assert_eq!((post.title.as_str(), post.text.as_str()), ("Mayor’s plan", "One.\n\nTwo."));
    }

    #[test]
    fn inner_objects_tell_what_the_outer_does_not() {
        let inner = json!({"_id": "7", "title": "T", "text": "B", "url": "",
            "metadata": {"id": "8", "dct": "2014-01-28", "title": "other", "url": "https://a.example/7"}});
        let found = record(inner);
        assert_eq!((found.title.as_str(), found.source_id.as_deref()), ("T", Some("7")));
        assert_eq!(found.url.as_deref(), Some("https://a.example/7"));
        assert_eq!(found.published.unwrap().day.to_string(), "2014-01-28");
        let guardian = json!({"webTitle": "T", "webPublicationDate": "2014-01-28T10:00:00Z", "webUrl": "https://a.example",
            "fields": {"bodyText": "Body."}});
        assert_eq!(record(guardian).text, "Body.");
        let times = json!({"headline": {"main": "T", "kicker": null}, "pub_date": "2014-01-28", "lead_paragraph": "B"});
        assert_eq!(record(times).title, "T");
        // One level only, and nothing but objects.
        let deep =
            record(json!({"text": "B", "metadata": {"metadata": {"title": "T"}}, "fields": ["title"], "meta": 5}));
        assert_eq!(deep.title, "");
    }

    #[test]
    fn mapped_names_come_first() {
        let keys = Keys::new(&[("title".to_owned(), "kicker".to_owned())]);
        let object = json!({"title": "T", "kicker": "K", "text": "B"});
        assert_eq!(keys.record(object.as_object().unwrap()).title, "K");
    }

    #[test]
    fn a_map_that_cannot_be_meant_is_an_error_with_a_hint() {
        let check = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
            check_map(&pairs).map_err(|error| (error.to_string(), error.hint().unwrap_or_default()))
        };
        assert_eq!(check(&[("published", "pub_date"), ("author", "who"), ("Title", "kicker")]), Ok(()));
        assert_eq!(check(&[("title", "a"), ("title", "b")]), Ok(()));
        for (pairs, hint) in [
            (&[("publishd", "pub_date")][..], "did you mean published=pub_date?"),
            (&[("publishd", "author")], "did you mean published=author?"),
            (&[("headline", "kicker")], "did you mean title=kicker?"),
            (&[("kicker", "title")], "did you mean title=kicker?"),
            (&[("colour", "hue")], ""),
            (&[("title", "x"), ("text", "X")], "keep one of them, like title=X"),
        ] {
            assert_eq!(check(pairs).unwrap_err().1, hint, "{pairs:?}");
        }
        let error = check(&[("colour", "hue")]).unwrap_err().0;
        assert!(error.starts_with("no field \"colour\" to map \"hue\" to; there are id, title, text"), "{error}");
    }

    #[test]
    fn every_row_of_names_is_a_key() {
        for row in NAMES.lines() {
            let (key, names) = row.split_once('\t').expect("two columns");
            assert!(KEYS.iter().any(|(_, name)| *name == key), "{key}");
            assert_eq!(names.split(' ').next(), Some(key), "the design's key leads its row");
        }
        for (at, (key, _)) in KEYS.iter().enumerate() {
            assert_eq!(*key as usize, at);
        }
    }
}
