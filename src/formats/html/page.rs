//! Metadata of a page. Order of trust: JSON-LD, `meta` elements, microdata, `<time>`, the address.

use crate::article::{Day, Precision, Published, PublishedFrom, Record};
use crate::formats::{
    common::{
        byline,
        keys::{self, Keys},
        metadata, whitespace,
    },
    schema_org,
};
use dom_query::Document;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Field, names of `meta` elements that give it, in order of trust.
const META: &str = include_str!("meta.tsv");

/// JSON-LD blocks of one page, at most.
const MOST_BLOCKS: usize = 100;

/// All metadata but the title.
pub(super) fn metadata(document: &Document, url: Option<&str>) -> Record {
    let blocks = json_ld(document);
    let main = schema_org::main_object(&blocks);
    let mut record = main.map_or_else(Record::default, from_object);
    let metas = Metas::of(document);
    record.published = record
        .published
        .or_else(|| metas.all("published").find_map(metadata::published))
        .or_else(|| time_element(document));
    if record.authors.is_empty() {
        record.authors = authors(&metas);
    }
    record.source = record.source.or_else(|| metas.first("source"));
    let canonical = document.select_single("link[rel=canonical]").attr("href").map(|href| href.to_string());
    let address = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    record.url = url
        .map(str::to_owned)
        .or_else(|| canonical.filter(address))
        .or_else(|| metas.first("url").filter(address))
        .or_else(|| record.url.take().filter(address));
    record.published = record.published.take().or_else(|| record.url.as_deref().and_then(date_in_url));
    record.section = record.section.or_else(|| metas.first("section"));
    if record.keywords.is_empty() {
        record.keywords = metas.lists("keywords");
    }
    let declared = document.select_single("html").attr("lang").map(|lang| lang.to_string());
    let declared = declared.filter(|lang| metadata::language(lang).is_some());
    record.language = record.language.filter(|lang| metadata::language(lang).is_some()).or(declared);
    record.language = record.language.or_else(|| metas.first("language"));
    record
}

/// The JSON-LD blocks that can be read.
fn json_ld(document: &Document) -> Vec<Value> {
    let scripts = document.select("script[type='application/ld+json']");
    scripts.nodes().iter().take(MOST_BLOCKS).filter_map(|script| parse_loose(&script.text())).collect()
}

/// Parses JSON as pages have it: in comments or CDATA, with raw line ends in strings.
fn parse_loose(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text).trim_start();
    let text = text.strip_prefix("//").unwrap_or(text);
    let text = text.strip_prefix("<![CDATA[").or_else(|| text.strip_prefix("/*<![CDATA[*/")).unwrap_or(text);
    let text = text.trim_end().trim_end_matches("-->").trim_end_matches("]]>");
    let text = &text[..=text.rfind(['}', ']'])?];
    serde_json::from_str(text).ok().or_else(|| {
        let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// The metadata of a schema.org object, without its text.
fn from_object(object: &Map<String, Value>) -> Record {
    let is_article = schema_org::is_article(object);
    let mut object = object.clone();
    // Ids of schema.org objects are anchors in the page, and bodies in JSON-LD often are cut.
    object.retain(|key, _| {
        !matches!(key.as_str(), "@id" | "identifier" | "articleBody" | "text" | "name" | "dateCreated")
    });
    if !is_article {
        // The page object of a site describes the site, but for the date.
        object.retain(|key, _| matches!(key.as_str(), "datePublished" | "inLanguage" | "url" | "author" | "publisher"));
    }
    for key in ["datePublished", "dateline"] {
        let first = object.get(key).and_then(|value| keys::strings(value).into_iter().next());
        match first {
            Some(text) => object.insert(key.to_owned(), Value::String(text)),
            None => object.remove(key),
        };
    }
    Keys::new(&[]).record(&object)
}

/// The `meta` elements of a page by name in lower case.
struct Metas(HashMap<String, Vec<String>>);

impl Metas {
    fn of(document: &Document) -> Self {
        let mut all: HashMap<String, Vec<String>> = HashMap::new();
        for node in document.select("meta").nodes() {
            let Some(content) = node.attr("content").filter(|content| !content.trim().is_empty()) else { continue };
            for attribute in ["property", "name", "itemprop", "http-equiv"] {
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

/// What the page calls its story: its first headings and the title it gives to others.
pub(super) fn headlines(document: &Document) -> Vec<String> {
    let headings = document.select("h1, h2");
    let headings = headings.nodes().iter().take(20).map(|heading| heading.text().to_string());
    let shared = document.select_single("meta[property='og:title']").attr("content").map(|title| title.to_string());
    headings.chain(shared).map(|title| whitespace::line(&title)).collect()
}

/// The date that microdata or a `<time>` in the article's head gives.
fn time_element(document: &Document) -> Option<Published> {
    let selectors = [
        "[itemprop=datePublished]",
        "time[pubdate]",
        "time.published",
        "abbr.published",
        "time.entry-date",
        "time.timestamp",
        "article header time",
        "article time[datetime]",
        "main time[datetime]",
        "header time[datetime]",
        ".byline time",
        "[class*=publish] time",
        "[class*=article] time[datetime]",
        ".dateline time",
    ];
    selectors.iter().find_map(|selector| {
        let found = document.select_single(selector);
        let value = ["content", "datetime", "title"].iter().find_map(|name| found.attr(name));
        value.and_then(|value| metadata::published(&value)).or_else(|| metadata::published(&found.text()))
    })
}

/// The day in an address like `/2026/01/24/talks` or `/2026-01-24-talks`.
fn date_in_url(url: &str) -> Option<Published> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let digits: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let day = |year: &str, month: &str, day: &str| {
        let year: i32 = year.parse().ok().filter(|year| (1990..=2100).contains(year))?;
        Day::from_civil(year, month.parse().ok()?, day.parse().ok()?)
    };
    let day = digits
        .windows(3)
        .find_map(|run| {
            if run[0].len() == 4 && run[1].len() <= 2 && run[2].len() <= 2 { day(run[0], run[1], run[2]) } else { None }
        })
        .or_else(|| {
            digits.iter().find_map(|run| if run.len() == 8 { day(&run[..4], &run[4..6], &run[6..]) } else { None })
        })?;
    Some(Published { day, at: None, precision: Precision::Day, from: PublishedFrom::Metadata })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Record {
        metadata(&Document::from(format!("<html><head>{head}</head><body></body></html>")), None)
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
        assert_eq!(record.authors, ["Jane  Doe"]);
        assert_eq!(of("<script type='application/ld+json'>{oops</script>"), Record::default());
    }

    #[test]
    fn days_in_addresses() {
        let day = |url| date_in_url(url).map(|published| published.day.to_string());
        assert_eq!(day("https://a.example/2026/01/24/talks?x=2020/01/01").as_deref(), Some("2026-01-24"));
        assert_eq!(day("https://a.example/news/20260124-talks").as_deref(), Some("2026-01-24"));
        assert_eq!(day("https://a.example/2026-1-4-talks").as_deref(), Some("2026-01-04"));
        assert_eq!(day("https://a.example/12345678/1/2"), None);
        assert_eq!(day("https://a.example/2026/13/24/"), None);
    }
}
