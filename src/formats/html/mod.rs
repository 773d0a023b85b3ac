//! HTML pages: the article's body by the extractor (Readability's rules), and metadata by an own layer.
//!
//! Scripts are not run and nothing is fetched.

mod address;
mod blocks;
mod body;
mod boilerplate;
mod bylines;
mod cards;
mod elements;
mod endings;
mod galleries;
mod json_ld;
mod opening;
mod page;
mod published;
mod saved;
mod spots;
mod tables;
mod titles;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline, http,
        input::{Head, Input},
        markup::nesting,
        sink::Sink,
        whitespace,
    },
    exports, xml_documents,
};
use crate::article::Record;
use dom_query::Document;

/// The reader of HTML pages.
pub(super) struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml", "shtml", "amp"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let lower = head.lower();
        if lower.starts_with("<!doctype html") || head.has_root(&["html"]) {
            return true;
        }
        let start = lower.get(..lower.len().min(2048)).unwrap_or(&lower);
        lower.starts_with('<')
            && ["<html", "<head>", "<body", "<title>", "<article", "<!doctype html"]
                .iter()
                .any(|tag| start.contains(tag))
            && !lower.starts_with("<?xml")
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let page = input.text(None)?;
        if exports::may_be_page(&page)
            && let Some(records) = exports::of_page(&Document::from(&*nesting::pruned(&page)?))?
        {
            let _ = records.into_iter().try_for_each(|record| sink.article(record));
            return Ok(());
        }
        if page.contains("ocr_page")
            && let Some(record) = xml_documents::hocr(&Document::from(&*nesting::pruned(&page)?))
        {
            let _ = sink.article(record);
            return Ok(());
        }
        let record = read_page(&page, None)?;
        let _ = sink.article(record);
        Ok(())
    }
}

/// The article of a page; `url` is the address it was fetched from, if known.
///
/// # Errors
/// When it is nested too deeply or holds no text.
pub(super) fn read_page(page: &str, url: Option<&str>) -> Result<Record, ReadError> {
    let page = &*nesting::pruned(page)?;
    let document = Document::from(page);
    saved::remove_toolbars(&document, page);
    let mut record = page::metadata(&document, page, url);
    let headings = page::headings(&document);
    let headlines = page::headlines(&document, &headings);
    let shown = if has_people(&record) { Vec::new() } else { bylines::of(&document, &headlines) };
    let linked = page::linked_authors(&document);
    cards::remove(&document, page);
    tables::unfold(&document);
    // What names the page and not who wrote the story gives way to a byline.
    if !shown.is_empty() && record.authors.iter().all(|author| is_outlet(author, &record)) {
        record.authors.clone_from(&shown);
    }
    let found = body::extract(document, page, &record.authors);
    if record.authors.is_empty() {
        // The extractor takes the byline nearest to the story; links to authors may be anywhere.
        let byline = found.byline.map_or(Vec::new(), |line| byline::authors(&line));
        record.authors =
            [byline, linked, found.opening.authors].into_iter().find(|authors| !authors.is_empty()).unwrap_or_default();
    }
    if record.authors.len() > 1 && record.authors.iter().any(|author| !is_outlet(author, &record)) {
        let source = record.clone();
        record.authors.retain(|author| !is_outlet(author, &source));
    }
    if record.title.is_empty() {
        record.title = whitespace::line(&found.title);
    }
    let host = record.url.as_deref().and_then(http::host);
    let known = titles::Page { source: record.source.as_deref(), host: host.as_deref(), html: page };
    record.title = titles::clean(&record.title, &known, &headings, &headlines);
    record.text = found.text;
    record.published = record.published.or(found.opening.published);
    if record.text.trim().is_empty() {
        return Err(ReadError::new(ReadErrorKind::Empty, "a page without text"));
    }
    Ok(record)
}

/// True where the authors of a page are known by their names.
fn has_people(record: &Record) -> bool {
    record.authors.iter().any(|name| byline::is_name(name) && !is_outlet(name, record))
}

/// True for an author that is the outlet itself.
fn is_outlet(author: &str, record: &Record) -> bool {
    let folded =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    record.source.as_deref().is_some_and(|source| folded(source) == folded(author))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{article, read_all};

    const BODY: &str = "<p>Rain fell on the harbour all day, and the boats stayed in port, as the harbour master had asked of everybody.</p>\
        <p>It is the third storm of the month, and <a href='/x'>nobody</a> on the quay believes that it will be the last one, they say.</p>";

    #[test]
    fn body_and_metadata_of_a_page() {
        let page = format!(
            "<!doctype html><html lang=en-GB><head><title>Rain falls | The Post</title>\
             <script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@graph\":[{{\"@type\":\"NewsArticle\",\
             \"headline\":\"Rain falls\",\"dateModified\":\"2026-01-25T10:00:00+01:00\",\"author\":[{{\"@type\":\"Person\",\"name\":\"Jane Doe\"}}],\
             \"publisher\":{{\"name\":\"The Post\"}},\"articleSection\":\"Weather\",\"keywords\":[\"rain\"]}}]}}</script>\
             <link rel=canonical href='https://post.example/rain'></head>\
             <body><nav><a href=/>Home</a> <a href=/a>Archive</a></nav><article><h1>Rain falls</h1>{BODY}</article>\
             <footer>All rights reserved</footer></body></html>"
        );
        let record = article("a.html", page);
        assert_eq!(record.title, "Rain falls");
        assert_eq!(record.authors, ["Jane Doe"]);
        assert_eq!(record.source.as_deref(), Some("The Post"));
        assert_eq!(record.section.as_deref(), Some("Weather"));
        assert_eq!(record.updated_at.as_deref(), Some("2026-01-25T10:00:00+01:00"));
        assert_eq!(record.url.as_deref(), Some("https://post.example/rain"));
        assert_eq!(record.language.as_deref(), Some("en"));
        let paragraphs: Vec<&str> = record.text.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 2, "{}", record.text);
        assert!(paragraphs[0].starts_with("Rain fell") && paragraphs[1].contains("and nobody on the quay"));
    }

    #[test]
    fn deep_nesting_is_refused_and_ordinary_depth_is_not() {
        let deep = format!("<html>{}x", "<div>".repeat(100_000));
        let (_, error) = read_all("a.html", deep.as_bytes(), &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Limit);
        let page = format!("<html><body>{}{BODY}{}", "<div>".repeat(400), "</div>".repeat(400));
        assert!(article("a.html", page).text.contains("Rain fell"));
    }
}
