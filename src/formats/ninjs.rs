//! ninjs, the IPTC's news in JSON, versions 1 to 3: single items and lists of them.

use super::{
    common::{byline, keys, markup, metadata, xml},
    nitf,
};
use crate::article::{Dateline, Record};
use serde_json::{Map, Value};

/// True for an object that is a news item of ninjs.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    let is_known = |key: &str| object.contains_key(key);
    (is_known("uri")
        || is_known("guid") && (is_known("versioncreated") || is_known("firstcreated") || is_known("headline")))
        && object.keys().any(|key| {
            let key = key.to_ascii_lowercase();
            key.starts_with("body_")
                || matches!(
                    key.as_str(),
                    "bodies" | "headlines" | "versioncreated" | "pubstatus" | "representationtype"
                )
        })
}

/// The article of a news item; without text for pictures and the like.
pub(super) fn article(item: &Map<String, Value>) -> Record {
    // Version 3 writes in camel case what 1 and 2 write in lower case.
    let find = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| item.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    };
    let first = |names: &[&str]| {
        names.iter().find_map(|name| {
            find(&[name]).and_then(|value| keys::strings(value).into_iter().find(|text| !text.trim().is_empty()))
        })
    };
    let subjects = find(&["subject", "subjects"]).map_or(Vec::new(), keys::strings);
    let slugs = find(&["slugline", "keywords"]).map_or(Vec::new(), keys::strings);
    Record {
        source_id: first(&["uri", "guid", "altids"]),
        title: by_role(find(&["headlines"]), &["main"]).or_else(|| first(&["headline", "title"])).unwrap_or_default(),
        authors: first(&["byline", "by"]).map_or(Vec::new(), |by| byline::authors(&by)),
        dateline: first(&["dateline", "located"]).map(|place| Dateline { place: Some(place), date: None }),
        published: ["firstcreated", "contentcreated", "versioncreated"]
            .iter()
            .find_map(|name| metadata::published(&first(&[name])?)),
        updated_at: first(&["versioncreated"]).and_then(|date| metadata::updated(&date)),
        version: first(&["version"]).and_then(|number| metadata::version(&number)),
        source: first(&["infosources", "provider", "copyrightholder"]),
        language: first(&["language"]),
        keywords: subjects.into_iter().chain(slugs).collect(),
        text: text(item, find(&["bodies"])),
        ..Record::default()
    }
}

/// The value of the entry with one of these roles, else of the first.
fn by_role(list: Option<&Value>, roles: &[&str]) -> Option<String> {
    let list = list?.as_array()?;
    let role = |entry: &&Value| entry["role"].as_str().is_some_and(|role| roles.contains(&role));
    list.iter().find(role).or(list.first())?.get("value")?.as_str().map(str::to_owned)
}

/// The body: HTML before plain text, since it keeps the paragraphs.
fn text(item: &Map<String, Value>, bodies: Option<&Value>) -> String {
    let flat = ["body_xhtml", "body_html", "body_text", "body"]
        .iter()
        .filter_map(|name| Some((*name, item.get(*name)?.as_str()?)));
    let listed = bodies.and_then(Value::as_array).into_iter().flatten().filter_map(|body| {
        let kind = body.get("contenttype").or(body.get("contentType")).and_then(Value::as_str).unwrap_or("");
        Some((kind, body.get("value")?.as_str()?))
    });
    let all: Vec<(&str, &str)> = flat.chain(listed).filter(|(_, text)| !text.trim().is_empty()).collect();
    let marked = all.iter().find(|(kind, _)| kind.contains("html")).map(|(_, text)| markup::fragment_text(text));
    let nitf = || {
        let (_, text) = all.iter().find(|(kind, _)| kind.contains("nitf"))?;
        Some(nitf::article(&xml::parse(text.trim_start()).ok()?).text)
    };
    let plain = || all.iter().find(|(kind, _)| !kind.contains("xml")).map(|(_, text)| (*text).to_owned());
    marked.filter(|text| !text.is_empty()).or_else(nitf).or_else(plain).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn all_versions() {
        let one = r#"{"uri":"urn:1","version":"4","versioncreated":"2026-01-24T08:15:00+04:00","byline":"By Jane Doe","headline":"Storm","language":"en-US",
            "subject":[{"name":"weather"}],"body_text":"One. Two.","body_xhtml":"<p>One.</p><p>Two.</p>"}"#;
        let three = r#"{"uri":"urn:1","version":4,"versionCreated":"2026-01-24T08:15:00+04:00","by":"Jane Doe","headlines":[{"role":"short","value":"S"},{"role":"main","value":"Storm"}],
            "language":"en","subjects":[{"name":"weather"}],"bodies":[{"contentType":"text/plain","value":"One. Two."},{"contentType":"text/html","value":"<p>One.</p><p>Two.</p>"}]}"#;
        let by_guid = one.replace("\"uri\"", "\"guid\"");
        for text in [one, three, &by_guid] {
            let record = article("a.json", text);
            assert_eq!((record.title.as_str(), record.text.as_str()), ("Storm", "One.\n\nTwo."));
            assert_eq!(
                (record.authors.join(""), record.keywords.join("")),
                ("Jane Doe".to_owned(), "weather".to_owned())
            );
            assert_eq!((record.source_id.as_deref(), record.language.as_deref()), (Some("urn:1"), Some("en")));
            assert_eq!((record.updated_at.as_deref(), record.version), (Some("2026-01-24T08:15:00+04:00"), Some(4)));
            assert_eq!(record.published.unwrap().day.to_string(), "2026-01-24");
        }
    }
}
