//! HTML pages: the article's body by the extractor (Readability's rules), and metadata by an own layer.
//!
//! Scripts are not run and nothing is fetched.

mod address;
mod body;
mod boilerplate;
mod cards;
mod endings;
mod galleries;
mod json_ld;
mod page;
mod published;
mod spots;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline,
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
    let mut record = page::metadata(&document, url);
    let (linked, headlines) = (page::linked_authors(&document), page::headlines(&document));
    cards::remove(&document, page);
    let found = body::extract(document, page);
    if record.authors.is_empty() {
        // The extractor takes the byline nearest to the story; links to authors may be anywhere.
        let byline = found.byline.map_or(Vec::new(), |line| byline::authors(&line));
        record.authors =
            [byline, linked, found.opening.authors].into_iter().find(|authors| !authors.is_empty()).unwrap_or_default();
    }
    if record.title.is_empty() {
        record.title = whitespace::line(&found.title);
    }
    if let Some(source) = &record.source {
        let bare = without_source(&record.title, source);
        // Only where the page itself calls the story so: some headlines end in the outlet's name.
        if headlines.contains(&bare) {
            record.title = bare;
        }
    }
    if let Some(headline) = last_part(&record.title, &headlines) {
        headline.clone_into(&mut record.title);
    }
    record.text = found.text;
    record.published = record.published.or(found.opening.published);
    if record.text.trim().is_empty() {
        return Err(ReadError::new(ReadErrorKind::Empty, "a page without text"));
    }
    Ok(record)
}

/// A title without the outlet's name behind a bar or dash ("Rain falls | The Post").
fn without_source(title: &str, source: &str) -> String {
    let parted = title.strip_suffix(source).and_then(|rest| {
        let rest = rest.trim_end();
        // Chinese and Japanese titles have no spaces around their bars.
        if let Some(bare) = rest.strip_suffix(['：', '_', '｜', '－', '︱']) {
            return Some(bare.trim_end());
        }
        let bare = rest.strip_suffix(['|', '-', '–', '—', '·', '•', '»', ':'])?;
        Some(bare.trim_end()).filter(|bare| rest.len() > bare.len() + 1 && bare.contains(' '))
    });
    parted.unwrap_or(title).to_owned()
}

/// Words of a headline that may stand for a title, at least.
const HEADLINE: usize = 4;

/// The headline of a title that ends in it, behind the names of outlet and section ("POST | South | Rain falls").
fn last_part<'a>(title: &str, headlines: &'a [String]) -> Option<&'a str> {
    headlines.iter().map(String::as_str).find(|headline| {
        let before = title.strip_suffix(headline).map_or("", str::trim_end);
        before.ends_with(['|', '»', '>', '｜']) && headline.split_whitespace().count() >= HEADLINE
    })
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

    #[test]
    fn outlets_leave_titles() {
        assert_eq!(without_source("Rain falls | The Post", "The Post"), "Rain falls");
        assert_eq!(without_source("Well-known - Daily", "Daily"), "Well-known - Daily");
        assert_eq!(without_source("Rain falls on The Post", "The Post"), "Rain falls on The Post");
        assert_eq!(without_source("雨が降る：港湾新聞", "港湾新聞"), "雨が降る");
    }

    #[test]
    fn headlines_behind_outlet_and_section() {
        let headlines = ["Rain falls on the harbour".to_owned(), "Rain".to_owned()];
        assert_eq!(
            last_part("POST | South | Rain falls on the harbour", &headlines),
            Some("Rain falls on the harbour")
        );
        assert_eq!(last_part("South | Rain", &headlines), None);
        assert_eq!(last_part("Why the Rain falls on the harbour", &headlines), None);
    }
}
