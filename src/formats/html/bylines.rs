//! The authors that a page shows beside its headline: elements named for them, links to their pages, lines such as "By Jane Doe".

use super::elements;
use crate::formats::common::byline;
use dom_query::{Document, NodeRef};

/// Words of classes and the like of elements that hold authors.
const AUTHOR: &[&str] = &[
    "author",
    "authors",
    "autor",
    "autores",
    "autore",
    "autori",
    "auteur",
    "auteurs",
    "byline",
    "bylines",
    "byl",
    "journaliste",
    "journalist",
    "firma",
    "signature",
    "reporter",
    "writer",
    "writers",
    "verfasser",
    "redakteur",
    "contributor",
    "contributors",
    "creator",
    "createdby",
    "submitted",
    "penulis",
    "skribent",
    "kirjoittaja",
    "forfatter",
    "editor-name",
];

/// Words of classes of elements that tell more about authors than their names, or that belong to others.
const NOT_AUTHOR: &[&str] = &[
    "bio",
    "biography",
    "image",
    "img",
    "avatar",
    "photo",
    "picture",
    "follow",
    "social",
    "share",
    "desc",
    "description",
    "about",
    "comment",
    "comments",
    "related",
    "teaser",
    "sidebar",
    "widget",
    "popular",
    "recommended",
    "caption",
    "credit",
    "nav",
    "menu",
    "footer",
    "card",
];

/// Parts of addresses of authors' pages.
const PAGES: &[&str] = &[
    "/author/",
    "/authors/",
    "/autor/",
    "/autores/",
    "/autoren/",
    "/auteur/",
    "/auteurs/",
    "/autore/",
    "/autori/",
    "/by/",
    "/reporter/",
    "/reporters/",
    "/journalist/",
    "/journalists/",
    "/journaliste/",
    "/journalistes/",
    "/profile/",
    "/people/",
    "/person/",
    "/staff/",
    "/columnist/",
    "/columnists/",
    "/contributor/",
    "/contributors/",
    "/writers/",
    "/writer/",
    "/redaktion/",
    "/periodista/",
    "/firmas/",
    "/firma/",
    "/colunistas/",
    "/forfatter/",
    "/skribent/",
    "/yazar/",
    "?author=",
    "/@",
];

/// The longest text, in bytes, of an element that holds authors.
const LONGEST: usize = 200;
/// Authors of one page that are shown, at most.
const MOST: usize = 12;
/// Bytes of text around the headline among which authors are sought.
const BEFORE: usize = 400;
const BEHIND: usize = 1_500;

/// The authors that the page shows beside its headline; `titles` are what the page calls its story.
pub(super) fn of(document: &Document, titles: &[String]) -> Vec<String> {
    let near = elements::near_headline(document, titles, BEFORE, BEHIND);
    let named = || near.iter().find_map(named);
    let lines = || near.iter().find_map(line);
    let linked = || linked(near.iter().copied());
    named().or_else(|| near.iter().find_map(labelled)).or_else(lines).or_else(linked).unwrap_or_default()
}

/// Labels of a line that names where a story comes from, on pages in Chinese.
const FROM: &[&str] = &["来源：", "来源:", "來源：", "來源:", "来源 ", "來源 "];

/// The outlet that the page names beside its headline as the source of the story.
pub(super) fn outlet(document: &Document, titles: &[String]) -> Option<String> {
    elements::near_headline(document, titles, BEFORE, BEHIND).iter().find_map(|node| {
        let text = elements::line(node, LONGEST)?;
        let rest = FROM.iter().find_map(|label| text.split_once(label)).map(|(_, rest)| rest.trim_start())?;
        let name = rest.split([' ', '|', '\u{3000}']).next().unwrap_or("");
        (2..=20).contains(&name.chars().count()).then(|| name.to_owned())
    })
}

/// The authors in an element that is named for them.
fn named(node: &NodeRef<'_>) -> Option<Vec<String>> {
    let names = elements::names(node);
    let has = |words: &[&str]| names.iter().any(|name| words.contains(&name.as_str()));
    if !has(AUTHOR) || has(NOT_AUTHOR) {
        return None;
    }
    if let Some(names) = linked(node.descendants_it()) {
        return Some(names);
    }
    let text = elements::lines(node, LONGEST)?;
    // Where a line says "By", the others are roles, places and days.
    let said = text.lines().find_map(byline::find);
    said.or_else(|| plausible(byline::authors(text.lines().find(|line| !line.trim().is_empty())?)))
}

/// Labels of authors that stand in an element of their own, in lower case.
const LABELS: &[&str] = &[
    "author",
    "authors",
    "author(s)",
    "by",
    "written by",
    "byline",
    "autor",
    "autores",
    "autoren",
    "autor/in",
    "autorin",
    "verfasser",
    "von",
    "auteur",
    "auteurs",
    "par",
    "autore",
    "autori",
    "di",
    "por",
    "auteur(s)",
    "door",
    "автор",
    "författare",
    "forfatter",
    "yazar",
    "penulis",
    "作者",
    "記者",
    "记者",
    "기자",
];

/// The authors in the element behind one that is a label ("Author:").
fn labelled(node: &NodeRef<'_>) -> Option<Vec<String>> {
    if !matches!(
        node.node_name().as_deref(),
        Some("dt" | "th" | "td" | "span" | "strong" | "b" | "label" | "div" | "h4" | "h5" | "h6")
    ) {
        return None;
    }
    let label = elements::line(node, 24)?.to_lowercase();
    let is_label = LABELS.contains(&label.trim_end_matches([':', '：']).trim());
    let value = if is_label { elements::lines(&node.next_element_sibling()?, LONGEST)? } else { return None };
    plausible(byline::authors(value.lines().find(|line| !line.trim().is_empty())?))
}

/// The authors of a block that is a byline.
fn line(node: &NodeRef<'_>) -> Option<Vec<String>> {
    let is_small = matches!(
        node.node_name().as_deref(),
        Some(
            "p" | "div"
                | "span"
                | "li"
                | "td"
                | "font"
                | "center"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "em"
                | "strong"
                | "b"
                | "i"
                | "dd"
                | "small"
        )
    );
    let text = if is_small { elements::lines(node, LONGEST)? } else { return None };
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    // A day and a section may follow the name.
    byline::find(line).or_else(|| byline::find(line.split(['·', '•', '|']).next()?))
}

/// The names in the links to authors' pages among some elements, each once.
fn linked<'a>(nodes: impl Iterator<Item = NodeRef<'a>>) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for name in nodes.filter(|node| node.has_name("a")).filter_map(|node| link(&node)).take(MOST) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(names)
}

/// The name in a link to an author's page.
fn link(node: &NodeRef<'_>) -> Option<String> {
    let address = node.attr("href")?.to_lowercase();
    let is_author =
        node.attr("rel").is_some_and(|rel| rel.contains("author")) || PAGES.iter().any(|page| address.contains(page));
    let text = if is_author { elements::lines(node, 80)? } else { return None };
    plausible(byline::authors(text.lines().next()?)).filter(|names| names.len() == 1).map(|mut names| names.remove(0))
}

/// Names that each have the shape of one, or are written in a script without capitals.
fn plausible(names: Vec<String>) -> Option<Vec<String>> {
    let is_name =
        |name: &String| byline::is_name(name) || byline::is_agency(name) || byline::is_name_without_capitals(name);
    (!names.is_empty() && names.iter().all(is_name)).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authors(above: &str) -> Vec<String> {
        let page = format!(
            "<html><body><nav><a href='/author/menu-entry'>Menu Entry</a></nav><article><h1>Rain falls on the harbour</h1>{above}\
             <p>Rain fell on the harbour all day, and the boats stayed in port, as the harbour master had asked of everybody.</p></article>\
             <div class='comments'><div class='author'>Tom Commenter</div></div></body></html>"
        );
        of(&Document::from(page), &["Rain falls on the harbour".to_owned()])
    }

    #[test]
    fn authors_beside_the_headline() {
        for (above, names) in [
            ("<span class='journaliste'>Par Nora FELD</span> <time>Publié le 05/03/2024</time>", &["Nora FELD"][..]),
            ("<div class=byline>Van onze verslaggever Jan de Vries</div>", &["Jan de Vries"]),
            ("<p class=post-info>by Nora Feld &middot; 5 March 2024 &middot; in Harbor</p>", &["Nora Feld"]),
            (
                "<div class=x>Written by <a href='/profile/author/nora/'>Nora Feld</a></div><div>Harwick | today</div>",
                &["Nora Feld"],
            ),
            ("<span><a href='/sns/reporter/'>山田太郎</a></span>", &["山田太郎"]),
            (
                "<div class=authors><a href='/author/nora'>Nora Feld</a> <a href='/author/tom'>Tomas Reed</a></div>",
                &["Nora Feld", "Tomas Reed"],
            ),
            ("<p>By NORA FELD<br>Gazette Staff Writer</p>", &["NORA FELD"]),
            ("<dl><dt>From:</dt><dd>Press Office</dd><dt>Author:</dt><dd>Nora Feld</dd></dl>", &["Nora Feld"]),
            ("<div class='author-bio'>Nora Feld</div>", &[]),
            ("<p>Nora Feld</p>", &[]),
            ("<div class='author'>Read more news here today</div>", &[]),
        ] {
            assert_eq!(authors(above), names, "{above}");
        }
    }
}
