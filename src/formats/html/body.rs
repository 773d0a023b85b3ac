//! The article's body and title on a page, by the rules of Mozilla's Readability (dom_smoothie).

use super::{boilerplate, opening::Opening};
use crate::formats::common::markup::text;
use dom_query::Document;
use dom_smoothie::{Config, Readability};

/// Elements of the largest page that the extractor is asked about; on larger ones all text counts as body.
const MOST_ELEMENTS: usize = 300_000;

/// What the extractor found on a page.
pub(super) struct Body {
    pub title: String,
    pub byline: Option<String>,
    pub text: String,
    /// Authors and date from the lines above the story.
    pub opening: Opening,
}

/// Extracts the body from a parsed page; `page` is its source, for the case that the extractor finds nothing; `authors` are
/// known to have written it.
pub(super) fn extract(document: Document, page: &str, authors: &[String]) -> Body {
    // The JSON-LD is read before.
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let found = Readability::with_document(document, None, Some(config)).ok().and_then(|mut reader| {
        let found = reader.parse().ok()?;
        // The extractor leaves the document with the article's body under this name.
        let content = reader.doc.select_single("#readability-page-1");
        let (text, opening) = content.nodes().first().map_or_else(Default::default, |content| {
            let opening = boilerplate::remove(content, &found.title, authors);
            (text::of(content), opening)
        });
        Some(Body { title: found.title, byline: found.byline, text, opening })
    });
    found.unwrap_or_else(|| {
        let whole = Document::from(page);
        let title = whole.select("title").text().to_string();
        let text = whole.body().map_or(String::new(), |body| text::of(&body));
        Body { title, byline: None, text, opening: Opening::default() }
    })
}
