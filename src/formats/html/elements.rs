//! The elements of a page: what their names say, their text, the one that is the headline, and those near it.

use crate::formats::common::markup::text;
use dom_query::{Document, NodeId, NodeRef};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// Words that tell what an element and a date in it is.
pub(super) const TABLE: &str = include_str!("dates.tsv");

/// The longest text, in bytes, that counts as a line rather than as prose.
pub(super) const LINE: usize = 240;
/// Elements around another that are looked at for words against it.
const HIGHEST: usize = 40;
/// Elements of a page among which those near the headline are sought, at most.
const MOST: usize = 50_000;
/// Elements near the headline that are looked at, at most.
const NEAREST: usize = 2_000;

/// Words of the table by kind.
pub(super) static WORDS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<&str>> = HashMap::new();
    for (kind, list) in TABLE.lines().filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once('\t')) {
        words.entry(kind).or_default().extend(list.split(' '));
    }
    words
});

/// True of a word of a kind of the table.
pub(super) fn is_word(kind: &str, word: &str) -> bool {
    WORDS.get(kind).is_some_and(|words| words.contains(&word))
}

/// The element that is the story's headline.
pub(super) fn headline<'a>(document: &'a Document, titles: &[String]) -> Option<NodeRef<'a>> {
    let titles: Vec<String> = titles.iter().map(|title| fold(title)).collect();
    let headings = document.select("h1, h2, h3");
    let headings: Vec<NodeRef<'_>> = headings.nodes().iter().take(60).copied().collect();
    let said = |node: &NodeRef<'_>| {
        let text = fold(&node.text());
        if text.len() < 8 { 0 } else { titles.iter().filter(|title| title.contains(&text)).count() }
    };
    let is_title = |node: &&NodeRef<'_>| said(node) > 0;
    // The first and second headings are among the titles themselves: one that the page says elsewhere, too, is the headline.
    let is_said_twice = |node: &&NodeRef<'_>| said(node) > usize::from(!node.has_name("h3"));
    let first = |is: &dyn Fn(&&NodeRef<'_>) -> bool| headings.iter().find(|node| node.has_name("h1") && is(node));
    let any = || headings.iter().find(|node| node.has_name("h1") && !node.text().trim().is_empty());
    let twice = first(&is_said_twice).or_else(|| headings.iter().find(is_said_twice));
    let heading = twice.or_else(|| first(&is_title)).or_else(|| headings.iter().find(is_title)).or_else(any).copied();
    heading.or_else(|| lettered(document, &titles))
}

/// On a page without headings, the first element with nothing but the title, set in large letters once.
fn lettered<'a>(document: &'a Document, titles: &[String]) -> Option<NodeRef<'a>> {
    let body = document.body()?;
    let candidates = body.descendants_it().filter(|node| {
        matches!(
            node.node_name().as_deref(),
            Some("b" | "strong" | "font" | "span" | "p" | "div" | "td" | "center" | "big")
        )
    });
    candidates.into_iter().take(5_000).find(|node| {
        let text = line(node, LINE).map(|text| fold(&text)).unwrap_or_default();
        text.len() >= 20 && titles.iter().any(|title| title.contains(&text))
    })
}

fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What the elements around another, up to those around the headline, say against its being of the story: 0 to 5.
pub(super) fn apart(scope: &NodeRef<'_>, around: &HashSet<NodeId>) -> i32 {
    let outer = scope.ancestors_it(Some(HIGHEST)).take_while(|node| !around.contains(&node.id));
    let mut against = 0;
    for node in std::iter::once(*scope).chain(outer) {
        let name = node.node_name();
        against = against.max(match name.as_deref() {
            Some("nav" | "aside" | "blockquote") => 4,
            Some("footer") => 2,
            Some("body" | "html") => break,
            _ => against_by_name(&names(&node)),
        });
    }
    against
}

/// The elements near the headline of a page, in order: those that begin within some bytes of text before it and behind it. Elements
/// around the headline, and those that belong to other things than the story, are left out.
pub(super) fn near_headline<'a>(
    document: &'a Document,
    titles: &[String],
    before: usize,
    behind: usize,
) -> Vec<NodeRef<'a>> {
    let (Some(headline), Some(body)) = (headline(document, titles), document.body()) else { return Vec::new() };
    let around: HashSet<NodeId> = headline.ancestors_it(None).map(|node| node.id).collect();
    let mut places = Vec::new();
    let (mut at, mut head) = (0, None);
    for node in body.descendants_it().take(MOST) {
        if head.is_some_and(|head| at > head + behind) {
            break;
        }
        if node.id == headline.id {
            head = Some(at + node.text().trim().len());
        } else if node.is_text() {
            at += if node.parent().is_some_and(|parent| is_code(&parent)) { 0 } else { node.text().trim().len() };
        } else if node.is_element() && !around.contains(&node.id) {
            places.push((at, node));
        }
    }
    let Some(head) = head else { return Vec::new() };
    let length = headline.text().trim().len();
    let is_near = |at: usize| at + before + length >= head && at <= head + behind;
    let near = places.into_iter().filter(|(at, _)| is_near(*at)).map(|(_, node)| node);
    near.take(NEAREST).filter(|node| apart(node, &around) < 4).collect()
}

/// What an element's names say against a date in it.
fn against_by_name(names: &[String]) -> i32 {
    let any = |kind: &str| names.iter().any(|word| is_word(kind, word));
    let has = |word: &str| names.iter().any(|name| name == word);
    if any("apart") || has("print") && (has("visible") || has("only")) {
        5
    } else if matches!(names, [name] if is_word("site", name)) {
        // The head of a site, not that of its story, which is around the headline.
        2
    } else if any("edge") && !any("date") && !any("meta") {
        // A "post-footer-meta" is the story's.
        3
    } else {
        0
    }
}

/// True of elements whose text nobody reads.
pub(super) fn is_code(node: &NodeRef<'_>) -> bool {
    matches!(node.node_name().as_deref(), Some("script" | "style" | "template" | "textarea" | "select" | "option"))
}

/// The text of an element on one line, where it is not longer than `most` bytes.
pub(super) fn line(node: &NodeRef<'_>, most: usize) -> Option<String> {
    let mut out = String::new();
    for inner in node.descendants_it().filter(NodeRef::is_text) {
        if inner.parent().is_some_and(|parent| is_code(&parent)) {
            continue;
        }
        for word in inner.text().split_whitespace() {
            if out.len() + word.len() >= most {
                return None;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    Some(out)
}

/// The text of an element with its lines, where it is not longer than `most` bytes.
pub(super) fn lines(node: &NodeRef<'_>, most: usize) -> Option<String> {
    line(node, most).map(|_| text::of(node))
}

/// The words of an element's class, id and the like, in lower case.
pub(super) fn names(node: &NodeRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for key in ["class", "id", "itemprop", "data-testid", "data-qa", "property"] {
        let Some(value) = node.attr(key) else { continue };
        let mut word = String::new();
        let mut lower_before = false;
        for c in value.chars().take(300) {
            let starts = !c.is_alphabetic() || c.is_uppercase() && lower_before;
            if starts && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphabetic() {
                word.extend(c.to_lowercase());
            }
            lower_before = c.is_lowercase();
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}
