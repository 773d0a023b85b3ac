//! Takes out of an extracted story what is no part of it: captions, prompts, teasers, lists of further stories, the line
//! with author and date above it.
//!
//! The extractor chooses the part of a page; this second pass looks at its blocks one by one, knows the phrases of a table,
//! and touches short blocks only. Where it would take much of a text, the page is of another kind and stays as it is.

use super::{
    blocks::{Block, blocks},
    endings, galleries,
    opening::{self, Opening},
    spots,
};
use crate::formats::common::{byline, days};
use dom_query::NodeRef;
use std::{collections::HashMap, sync::LazyLock};

/// Kind, phrase and example of what is taken out.
const TABLE: &str = include_str!("boilerplate.tsv");

/// Words of a block that may be taken for a prompt or a teaser, at most.
const LONGEST_TEASER: usize = 30;
/// Share of a page's words that is taken out at most, in per cent.
const MOST: usize = 35;

/// Takes out of a story, below `content`, what is no part of it; `title` is the headline that is known already, `authors` who is known to
/// have written it.
pub(super) fn remove(content: &NodeRef<'_>, title: &str, authors: &[String]) -> Opening {
    remove_captions(content);
    opening::remove_lists(content);
    let blocks = blocks(content);
    let mut opening = Opening::default();
    let mut out = vec![false; blocks.len()];
    opening::mark(&blocks, title, authors, &mut out, &mut opening);
    galleries::mark(&blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), &mut out);
    for (at, block) in blocks.iter().enumerate() {
        if endings::is_form(&block.text) {
            out[at] = true;
            if let Some(above) = at.checked_sub(1) {
                out[above] |= blocks[above].words.len() <= HEADING && endings::is_heading_of_form(&blocks[above].text);
            }
        } else if block.level.is_some() && is_section(block) {
            mark_section(&blocks, at, &mut out);
        } else if is_prompt(block) {
            out[at] = true;
            // A prompt may precede a list of links.
            let teasers = blocks[at + 1..].iter().take_while(|block| block.is_mostly_link() && !block.is_prose());
            let teasers = if is_section(block) { teasers.count() } else { 0 };
            out[at + 1..=at + teasers].fill(true);
        }
    }
    mark_end(&blocks, &mut out, &mut opening);
    let words = |of: &dyn Fn(usize) -> bool| {
        blocks.iter().enumerate().filter(|(at, _)| of(*at)).map(|(_, block)| block.words.len()).sum::<usize>()
    };
    if words(&|at| out[at]) * 100 > words(&|_| true) * MOST {
        return Opening::default();
    }
    for (block, _) in blocks.iter().zip(out).filter(|(_, out)| *out) {
        block.node.remove_from_parent();
    }
    opening
}

/// Takes out pictures with their captions; a figure may also hold a table, a quotation or code, which stay.
fn remove_captions(content: &NodeRef<'_>) {
    let mut figures = Vec::new();
    let mut captions = Vec::new();
    for node in content.descendants_it() {
        match node.node_name().as_deref() {
            Some("figure") => figures.push(node),
            Some("figcaption") => captions.push(node),
            _ => {}
        }
    }
    for figure in figures {
        let holds_more = figure.descendants_it().any(|node| {
            matches!(
                node.node_name().as_deref(),
                Some("table" | "pre" | "blockquote" | "ul" | "ol" | "h2" | "h3" | "code")
            ) || node.has_name("p") && node.text().len() > 600
        });
        if !holds_more {
            figure.remove_from_parent();
        }
    }
    captions.iter().for_each(NodeRef::remove_from_parent);
}

/// Words of the heading of a form, at most.
const HEADING: usize = 8;

/// Words of a line that names a further story with its day, at most.
const LONGEST_FURTHER: usize = 18;

/// Words of a byline behind the end of a story, at most.
const LONGEST_BYLINE: usize = 8;

/// Words of a link behind the end of a story that is no sentence of it, at most.
const LONGEST_LINK: usize = 6;

/// Marks what stands behind the end of a story: lines that name further stories with their days, a heading of nothing, notes about author
/// and rights.
fn mark_end(blocks: &[Block<'_>], out: &mut [bool], opening: &mut Opening) {
    for (at, block) in blocks.iter().enumerate().rev() {
        if out[at] {
            continue;
        }
        let is_note = endings::is_note(&block.text);
        if block.is_prose() && !is_note {
            break;
        }
        let is_dated = || {
            let days = days::find(&block.text);
            let ends =
                |day: &days::Written| block.text[day.end..].trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
            block.words.len() <= LONGEST_FURTHER && days.first().is_some_and(|day| day.start == 0 || ends(day))
        };
        let authors = byline::find(&block.text).filter(|_| block.words.len() <= LONGEST_BYLINE);
        let is_link =
            block.is_mostly_link() && block.words.len() <= LONGEST_LINK && !block.text.ends_with(['.', '?', '!']);
        let is_day = || spots::day_of_line(&block.text).is_some();
        if let Some(authors) = authors {
            out[at] = true;
            if opening.authors.is_empty() {
                opening.authors = authors;
            }
        } else if block.level.is_some() || is_note || is_link || is_dated() || is_day() {
            out[at] = true;
        } else {
            break;
        }
    }
}

/// True of a short block that is a prompt, a teaser, a credit.
fn is_prompt(block: &Block<'_>) -> bool {
    if block.words.len() > LONGEST_TEASER {
        return false;
    }
    let Some(longest) = PHRASES.opening.get(block.words.first().map_or("", String::as_str)) else {
        return PHRASES.is_whole(&block.words);
    };
    PHRASES.is_whole(&block.words)
        || longest.iter().any(|phrase| {
            starts_with(&block.words, phrase) && (block.is_mostly_link() || has_colon_after(&block.text, phrase.len()))
        })
}

/// True of a heading of comments, further stories or the like.
fn is_section(block: &Block<'_>) -> bool {
    let phrases = PHRASES.section.get(block.words.first().map_or("", String::as_str));
    block.words.len() <= 8
        && phrases.is_some_and(|phrases| phrases.iter().any(|phrase| starts_with(&block.words, phrase)))
}

/// Marks a heading and what follows it, up to a heading of its level or the story going on.
fn mark_section(blocks: &[Block<'_>], at: usize, out: &mut [bool]) {
    out[at] = true;
    let is_last_part = at * 3 >= blocks.len() * 2;
    for (next, block) in blocks.iter().enumerate().skip(at + 1) {
        let ends = block.level.is_some_and(|level| blocks[at].level.is_some_and(|own| level <= own))
            || block.is_prose() && !is_last_part;
        if ends {
            break;
        }
        out[next] = true;
    }
}

fn starts_with(words: &[String], phrase: &[&str]) -> bool {
    words.len() >= phrase.len() && words.iter().zip(phrase).all(|(word, part)| word == part)
}

/// True where a colon or a dash follows the first words of a text.
fn has_colon_after(text: &str, words: usize) -> bool {
    let mut rest = text;
    for _ in 0..words {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        rest = rest.trim_start_matches(char::is_alphanumeric);
    }
    rest.trim_start().starts_with([':', '：', '|', '»', '›', '>'])
}

type Phrase = Vec<&'static str>;

/// The table, by kind and first word.
#[derive(Default)]
struct Phrases {
    whole: HashMap<&'static str, Vec<Phrase>>,
    opening: HashMap<&'static str, Vec<Phrase>>,
    section: HashMap<&'static str, Vec<Phrase>>,
}

impl Phrases {
    fn is_whole(&self, words: &[String]) -> bool {
        let phrases = words.first().and_then(|first| self.whole.get(first.as_str()));
        phrases.is_some_and(|phrases| {
            phrases.iter().any(|phrase| words.len() == phrase.len() && starts_with(words, phrase))
        })
    }
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for (kind, phrase, _) in rows() {
        let words: Phrase = phrase.split(' ').collect();
        let table = match kind {
            "whole" => &mut phrases.whole,
            "opening" => &mut phrases.opening,
            _ => &mut phrases.section,
        };
        table.entry(words[0]).or_default().push(words);
    }
    phrases
});

/// Kind, phrase and example of each row.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.lines().filter(|row| !row.starts_with('#')).filter_map(|row| {
        let mut columns = row.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::common::markup::text;
    use dom_query::Document;

    const PROSE: &str = "<p>Rain fell on the harbour all day, and the boats stayed in port, as the harbour master had asked of \
        everybody on the quay that morning.</p>";

    fn left(html: &str) -> (String, Opening) {
        let document = Document::fragment(html);
        let root = document.root();
        let opening = remove(&root, "Rain falls", &[]);
        (text::of(&root), opening)
    }

    #[test]
    fn every_example_is_taken_out_and_its_words_in_prose_are_not() {
        let prose = left(PROSE).0;
        let mut kinds = [0; 3];
        for (kind, phrase, example) in rows() {
            let block = match kind {
                "section" => {
                    format!("<h3>{example}</h3><ul><li><a>Port closed</a></li><li><a>Boats stay in</a></li></ul>")
                }
                _ => format!("<p>{example}</p>"),
            };
            kinds[["whole", "opening", "section"].iter().position(|known| *known == kind).expect("a known kind")] += 1;
            assert_eq!(left(&format!("{PROSE}{PROSE}{PROSE}{block}")).0, [&*prose; 3].join("\n\n"), "{kind} {phrase}");
            let kept = format!("<p>{phrase} was what they said on the quay.</p>");
            assert!(left(&format!("{PROSE}{kept}")).0.ends_with("on the quay."), "{phrase}");
        }
        assert!(kinds.iter().all(|count| *count > 20), "{kinds:?}");
    }

    #[test]
    fn lines_above_the_story() {
        let page = format!(
            "<h2>Rain falls</h2><p>By Jane Doe</p><p>Published: Jan. 24, 2026</p>{PROSE}<p>By night it was over.</p>"
        );
        let (text, opening) = left(&page);
        assert!(text.starts_with("Rain fell on") && text.ends_with("By night it was over."), "{text}");
        assert_eq!(opening.authors, ["Jane Doe"]);
        assert_eq!(opening.published.unwrap().day.to_string(), "2026-01-24");
    }

    #[test]
    fn captions_go_and_tables_stay() {
        let (text, _) = left(&format!(
            "{PROSE}<figure><img><figcaption>A boat</figcaption></figure>{PROSE}\
             <figure><table><tr><td>1</td></tr></table><figcaption>Figures</figcaption></figure>"
        ));
        assert!(!text.contains("A boat") && !text.contains("Figures") && text.ends_with('1'), "{text}");
    }

    #[test]
    fn forms_and_notes_go() {
        let html = format!(
            "{PROSE}<h3>Get the Morning Brief</h3><p>Sign up for our newsletter to get stories in your inbox.</p>{PROSE}<h2>What is next</h2>{PROSE}{PROSE}{PROSE}\
             <p>Nora Feld is a reporter for The Post. Follow her on Twitter.</p><p>© 2024 The Post</p>"
        );
        let text = left(&html).0;
        assert_eq!(text.matches("Rain fell").count(), 5);
        assert!(text.contains("What is next"), "{text}");
        for gone in ["Morning Brief", "inbox", "Nora Feld", "2024"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }

    #[test]
    fn pages_that_would_lose_much_stay() {
        let page = "<h2>Comments</h2><p>One said this.</p><p>Another said that.</p>";
        assert_eq!(left(page).0, "Comments\n\nOne said this.\n\nAnother said that.");
    }

    #[test]
    fn a_section_ends_where_the_story_goes_on() {
        let (text, _) = left(&format!(
            "{PROSE}{PROSE}<h3>Related stories</h3><ul><li><a>Port closed</a></li></ul>{PROSE}{PROSE}{PROSE}{PROSE}"
        ));
        assert_eq!(text.matches("Rain fell").count(), 6);
        assert!(!text.contains("Port closed"));
    }
}
