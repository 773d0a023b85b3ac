//! Cards that a page shows where the pointer rests: biographies behind an author's name, explanations behind a word. They are no text.

use aho_corasick::AhoCorasick;
use dom_query::{Document, NodeRef};
use std::sync::LazyLock;

/// Parts of class names of such cards, in lower case.
const NAMES: &[&str] = &[
    "tooltip",
    "hovercard",
    "hover-card",
    "hover_card",
    "popover",
    "author-card",
    "authorcard",
    "bio-card",
    "biocard",
];

/// Parts that those names have however their letters are written, for a first look at the source of a page.
const PARTS: &[&str] = &[
    "ooltip", "OOLTIP", "opover", "ercard", "erCard", "er-card", "er_card", "or-card", "orcard", "orCard", "io-card",
    "iocard", "ioCard",
];

/// Parts of class names of what is pointed at.
const POINTED: &[&str] = &["trigger", "target", "anchor", "wrapper", "container", "parent", "link", "has-"];

/// Bytes of the largest card.
const LARGEST: usize = 1_500;

/// Finds those names in an attribute.
static FINDER: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(NAMES).expect("names are no patterns"));

/// Bytes before a name in which the attribute begins that it stands in.
const ATTRIBUTE: usize = 200;

/// Takes the cards out of a page; `page` is its source, which most often shows that there are none.
pub(super) fn remove(document: &Document, page: &str) {
    let bytes = page.as_bytes();
    let is_named = |part: &&str| memchr::memmem::find_iter(bytes, part.as_bytes()).any(|at| is_in_class(bytes, at));
    if !PARTS.iter().any(is_named) && !page.contains("role=\"tooltip\"") {
        return;
    }
    let cards: Vec<NodeRef<'_>> =
        document.body().map_or(Vec::new(), |body| body.descendants_it().filter(is_card).collect());
    cards.iter().for_each(NodeRef::remove_from_parent);
}

/// True for a name inside a tag, not in a program or a style.
fn is_in_class(page: &[u8], at: usize) -> bool {
    let before = &page[at.saturating_sub(ATTRIBUTE)..at];
    let tag = before.iter().rposition(|byte| matches!(byte, b'<' | b'>' | b'{' | b'}' | b';'));
    tag.is_none_or(|tag| before[tag] == b'<') && memchr::memmem::rfind(before, b"class=").is_some()
}

fn is_card(node: &NodeRef<'_>) -> bool {
    if !node.is_element() || matches!(node.node_name().as_deref(), Some("html" | "body" | "a")) {
        return false;
    }
    let is_role = node.attr("role").is_some_and(|role| &*role == "tooltip");
    let class = node.attr("class").unwrap_or_default();
    if !is_role && !FINDER.is_match(&*class) {
        return false;
    }
    // What can be pointed at is named after its card, too.
    let is_name = class
        .to_lowercase()
        .split_whitespace()
        .any(|name| NAMES.iter().any(|known| name.contains(known)) && !POINTED.iter().any(|part| name.contains(part)));
    let holds_story =
        || node.descendants_it().any(|inner| matches!(inner.node_name().as_deref(), Some("h1" | "article" | "main")));
    (is_role || is_name) && node.text().len() <= LARGEST && !holds_story()
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn cards_behind_names_are_no_text() {
        let prose = "The boats stayed in port all day, as the harbour master had asked of everybody on the quay that morning, and nobody minded it much.";
        let page = format!(
            "<html><head><title>Rain falls</title></head><body><article><h1>Rain falls</h1><p>{prose}</p>\
             <p><span class='name-wrapper tooltip-trigger'>Jane Doe<span class='tooltip-content'>Jane Doe is the mayor of Harwick since 2012.</span></span> said that it rains. {prose}</p>\
             <p>{prose} <span role=\"tooltip\">A quay is a wall.</span></p></article></body></html>"
        );
        let text = article("a.html", page).text;
        assert!(text.contains("Jane Doe said that it rains.") && text.contains("The boats"), "{text}");
        assert!(!text.contains("since 2012") && !text.contains("A quay is"), "{text}");
    }
}
