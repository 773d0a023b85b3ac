//! From HTML to prose, for every format that carries HTML: pages, feeds, mail, books.

pub mod nesting;
pub mod text;

use super::whitespace;
use crate::formats::ReadError;
use dom_query::Document;

/// The first heading of a page, and the text of all its body: for pages that are nothing but a story.
///
/// # Errors
/// When it is nested too deeply.
pub fn whole_page(page: &str) -> Result<(Option<String>, String), ReadError> {
    let document = Document::from(&*nesting::pruned(page)?);
    let heading = document.select_single("h1, h2, h3").text();
    let heading = Some(whitespace::line(&heading)).filter(|heading| !heading.is_empty());
    Ok((heading, document.body().map_or(String::new(), |body| text::of(&body))))
}

/// True for a text that is HTML: it has end tags or character references where prose has none.
pub fn looks_like_markup(text: &str) -> bool {
    let tag = |tag: &str| memchr::memmem::find(text.as_bytes(), tag.as_bytes()).is_some();
    text.contains('<') && ["</", "<br", "<BR", "<p>", "<P>", "<img ", "<hr"].iter().any(|start| tag(start))
}

/// The text of a fragment of HTML, such as a feed's description: paragraphs parted by a blank line.
pub fn fragment_text(fragment: &str) -> String {
    let Ok(fragment) = nesting::pruned(fragment) else {
        return whitespace::body(&nesting::strip_tags(fragment));
    };
    let document = Document::fragment(&*fragment);
    text::of(&document.root())
}

/// A value on one line, its character references resolved and without tags: titles and names as web services give them.
pub fn line(value: &str) -> String {
    let has_references = value.contains('&') && value.contains(';');
    whitespace::line(&if has_references || looks_like_markup(value) { fragment_text(value) } else { value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_of_any_depth_becomes_text() {
        assert_eq!(fragment_text(&format!("{}x &amp; y", "<b>".repeat(100_000))), "x & y");
        assert_eq!(fragment_text("<p>One.</p><p>Two.</p>"), "One.\n\nTwo.");
    }

    #[test]
    fn values_lose_references_and_tags() {
        assert_eq!(line("Mayor&#8217;s <em>plan</em> &amp; more"), "Mayor’s plan & more");
        assert_eq!(line("R&D; 3 < 4"), "R&D; 3 < 4");
    }
}
