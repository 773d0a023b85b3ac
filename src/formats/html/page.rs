//! Metadata of a page. Order of trust: JSON-LD, `meta` elements, microdata, what the page shows, the address.

use super::{
    bylines, elements,
    json_ld::{JsonLd, Own},
    published::{self, Said},
    saved, titles,
};
use crate::article::Record;
use crate::formats::{
    common::{
        byline, http,
        keys::{self, Keys},
        markup, metadata, outlet as common_outlet, whitespace,
    },
    schema_org,
};
use dom_query::Document;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Field, names of `meta` elements that give it, in order of trust.
const META: &str = include_str!("meta.tsv");

/// Values of JSON-LD that describe an article.
const OF_ARTICLES: &[&str] = &[
    "headline",
    "alternativeHeadline",
    "url",
    "mainEntityOfPage",
    "author",
    "creator",
    "publisher",
    "articleSection",
    "inLanguage",
    "keywords",
    "dateline",
];

/// All metadata; the title is that of the JSON-LD, if it has one. `page` is the source of the document, `url` the address it was fetched from.
pub(super) fn metadata(document: &Document, page: &str, url: Option<&str>) -> Record {
    let metas = Metas::of(document);
    let canonical = document.select_single("link[rel=canonical]").attr("href").map(|href| href.to_string());
    let address = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    let given =
        url.map(str::to_owned).or_else(|| canonical.filter(address)).or_else(|| metas.first("url").filter(address));
    let given = given.or_else(|| saved::address(document, page)).map(|url| saved::original(&url).to_owned());
    let headings = headings(document);
    let own = Own { addresses: given.iter().cloned().collect(), headlines: headlines(document, &headings) };
    let json_ld = JsonLd::of(document);
    let main = json_ld.main(&own);
    let mut record = main.as_ref().map_or_else(Record::default, from_object);
    if let Some(name) = main.as_ref().and_then(|object| name_of_page(object, &record.title, &own.headlines)) {
        record.title = name;
    }
    record.url = given.or_else(|| record.url.take().filter(address));
    let declared = document.select_single("html").attr("lang").map(|lang| lang.to_string());
    let declared = declared.filter(|lang| metadata::language(lang).is_some());
    let fields = |field: &str, keys: &[&str]| {
        let of_main = main.iter().flat_map(|object| dates(object, keys));
        of_main.chain(metas.all(field).map(str::to_owned)).collect()
    };
    let said = Said {
        published: fields("published", &["datePublished", "uploadDate"]),
        dated: metas.all("dated").map(str::to_owned).collect(),
        updated: fields("updated", &["dateModified"]),
        url: record.url.as_deref(),
        titles: &own.headlines,
        language: declared.as_deref().or(record.language.as_deref()),
    };
    record.published = published::of(document, &said);
    record.updated_at = said.updated.iter().find_map(|time| metadata::updated(time));
    if record.authors.is_empty() {
        record.authors = authors(&metas);
    }
    record.source = record.source.or_else(|| metas.first("source").map(|name| markup::line(&name)));
    record.source = record.source.or_else(|| outlet(document, page, record.url.as_deref(), &own.headlines));
    record.section = record.section.or_else(|| metas.first("section"));
    if record.keywords.is_empty() {
        record.keywords = metas.lists("keywords");
    }
    record.language = record.language.filter(|lang| metadata::language(lang).is_some()).or(declared);
    record.language = record.language.or_else(|| metas.first("language"));
    record
}

/// The name of an article, where the page bears it and not the headline, which may be a summary.
fn name_of_page(object: &Map<String, Value>, headline: &str, titles: &[String]) -> Option<String> {
    let name = markup::line(object.get("name")?.as_str()?);
    let bears = |text: &str| !text.is_empty() && titles.iter().any(|title| title.starts_with(text));
    (schema_org::is_article(object) && bears(&name) && !bears(headline)).then_some(name)
}

/// The dates of a schema.org object under some keys.
fn dates(object: &Map<String, Value>, keys: &[&str]) -> Vec<String> {
    keys.iter().filter_map(|key| keys::strings(object.get(*key)?).into_iter().next()).collect()
}

/// The metadata of a schema.org object, without its text and dates.
fn from_object(object: &Map<String, Value>) -> Record {
    let is_article = schema_org::is_article(object);
    let mut object = object.clone();
    // Ids of schema.org objects are anchors in the page, bodies in JSON-LD often are cut, and the page object of a site describes
    // the site.
    let of_pages = ["inLanguage", "url", "author", "publisher"];
    object.retain(
        |key, _| if is_article { OF_ARTICLES.contains(&key.as_str()) } else { of_pages.contains(&key.as_str()) },
    );
    if let Some(dateline) = object.remove("dateline").and_then(|value| keys::strings(&value).into_iter().next()) {
        object.insert("dateline".to_owned(), Value::String(dateline));
    }
    if let Some(creator) = object.remove("creator") {
        object.entry("author").or_insert(creator);
    }
    let mut record = Keys::new(&[]).record(&object);
    for text in std::iter::once(&mut record.title).chain(&mut record.section).chain(&mut record.keywords) {
        *text = markup::line(text);
    }
    record
}

/// The `meta` elements of a page by name in lower case.
struct Metas(HashMap<String, Vec<String>>);

impl Metas {
    fn of(document: &Document) -> Self {
        let mut all: HashMap<String, Vec<String>> = HashMap::new();
        for node in document.select("meta").nodes() {
            let Some(content) = node.attr("content").filter(|content| !content.trim().is_empty()) else { continue };
            let itemprop = if published::is_of_another(node) { None } else { Some("itemprop") };
            for attribute in ["property", "name", "http-equiv"].into_iter().chain(itemprop) {
                for name in node.attr(attribute).iter().flat_map(|names| names.split_whitespace()) {
                    all.entry(name.to_lowercase()).or_default().push(content.to_string());
                }
            }
        }
        Self(all)
    }

    /// All values of a field, the most trusted first.
    fn all(&self, field: &str) -> impl Iterator<Item = &str> {
        let row = META.lines().filter_map(|row| row.split_once('\t')).find(|(name, _)| *name == field);
        let names = row.map_or("", |(_, names)| names).split(' ');
        names.filter_map(|name| self.0.get(name)).flatten().map(String::as_str)
    }

    fn first(&self, field: &str) -> Option<String> {
        self.all(field).next().map(str::to_owned)
    }

    /// The values of the first name that has any: several elements, or one list.
    fn lists(&self, field: &str) -> Vec<String> {
        self.all(field).flat_map(metadata::keywords).take(50).collect()
    }
}

/// Authors by `meta`.
fn authors(metas: &Metas) -> Vec<String> {
    metas.all("author").map(byline::authors).find(|authors| !authors.is_empty()).unwrap_or_default()
}

/// Authors by microdata and by links to them.
pub(super) fn linked_authors(document: &Document) -> Vec<String> {
    for selector in ["[itemprop=author] [itemprop=name]", "[itemprop=author]", "[rel=author]"] {
        let found = document.select_single(selector);
        let text = found.attr("content").map_or_else(|| found.text().to_string(), |content| content.to_string());
        // What follows on further lines is the author's page, picture and account.
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
        let names = byline::authors(first);
        if !names.is_empty() && names.iter().all(|name| name.len() < 60) {
            return names;
        }
    }
    Vec::new()
}

/// The outlet of a page that does not name it in a field: by a line that says so, by the title, by the host.
fn outlet(document: &Document, page: &str, url: Option<&str>, headlines: &[String]) -> Option<String> {
    let host = url.and_then(http::host);
    // Of a known host the table has the name.
    if let Some(known) = url.and_then(common_outlet::of_address) {
        return Some(known);
    }
    let title = whitespace::line(&document.select_single("title").text());
    let headline =
        elements::headline(document, headlines).map(|node| whitespace::line(&node.text())).unwrap_or_default();
    let said =
        if page.contains("来源") || page.contains("來源") { bylines::outlet(document, headlines) } else { None };
    said.or_else(|| {
        titles::outlet(&title, &headline, &titles::Page { source: None, host: host.as_deref(), html: page })
    })
    .or(host)
}

/// The first headings of a page.
pub(super) fn headings(document: &Document) -> Vec<String> {
    let headings = document.select("h1, h2");
    let headings = headings.nodes().iter().take(20).map(|heading| whitespace::line(&heading.text()));
    headings.filter(|heading| !heading.is_empty()).collect()
}

/// What the page calls its story: its first headings and the title it gives to others.
pub(super) fn headlines(document: &Document, headings: &[String]) -> Vec<String> {
    let shared = document.select_single("meta[property='og:title']").attr("content").map(|title| title.to_string());
    let given = shared.into_iter().chain(std::iter::once(document.select_single("title").text().to_string()));
    let given = given.map(|title| whitespace::line(&title)).filter(|title| !title.is_empty());
    headings.iter().cloned().chain(given).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Record {
        metadata(&Document::from(format!("<html><head>{head}</head><body></body></html>")), "", None)
    }

    #[test]
    fn meta_elements_in_order_of_trust() {
        let record = of("<meta name=keywords content='a, b'><meta property='og:site_name' content='The Post'>\
            <meta name=author content='https://post.example/jane'><meta name='byl' content='By JANE DOE and John Roe'>\
            <meta property='article:section' content=World><meta property='og:locale' content='de_DE'>");
        assert_eq!(record.authors, ["JANE DOE", "John Roe"]);
        assert_eq!((record.source.as_deref(), record.section.as_deref()), (Some("The Post"), Some("World")));
        assert_eq!(record.keywords, ["a", "b"]);
        assert_eq!(record.language.as_deref(), Some("de_DE"));
    }

    #[test]
    fn broken_json_ld_is_read_where_it_can_be() {
        let record = of(
            "<script type='application/ld+json'>//<![CDATA[\n[{\"@type\":\"NewsArticle\",\"author\":\"Jane\n Doe\"}];//]]></script>",
        );
        assert_eq!(record.authors, ["Jane Doe"]);
        assert_eq!(of("<script type='application/ld+json'>{oops</script>"), Record::default());
    }
}
