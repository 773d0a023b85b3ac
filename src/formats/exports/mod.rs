//! Exports of news databases: files of many articles that a person downloaded, as text, pages, Office documents, RTF, mail.
//!
//! Each reader knows the marks that a database writes around its articles. What stands before the first article (cover pages, search
//! histories) is no article.

mod europresse;
mod factiva;
mod lexisnexis;
mod proquest;

pub(super) use lexisnexis::LexisNexis;

use super::common::{days, markup, metadata, whitespace};
use crate::article::{Published, Record};
use dom_query::Document;

/// Words of labels in the languages of the databases' interfaces: what they mean, labels.
const LABELS: &str = include_str!("labels.tsv");

/// The articles of a text that is an export; none where it is another text.
pub(super) fn of_text(text: &str) -> Option<Vec<Record>> {
    lexisnexis::articles(text).or_else(|| proquest::articles(text)).filter(|records| !records.is_empty())
}

/// True for a page that may be an export, by its source; a first look that costs little.
pub(super) fn may_be_page(page: &str) -> bool {
    lexisnexis::has_marks(page) || proquest::has_marks(page) || factiva::has_marks(page) || europresse::has_marks(page)
}

/// The articles of a page that is an export; none where it is another page.
pub(super) fn of_page(document: &Document) -> Option<Vec<Record>> {
    let by_elements = factiva::articles(document).or_else(|| europresse::articles(document));
    by_elements
        .filter(|records| !records.is_empty())
        .or_else(|| of_text(&document.body().map_or(String::new(), |body| markup::text::of(&body))))
}

/// What a label means, and the rest of its line: `LENGTH: 355 words`.
fn label(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    if name.is_empty() || name.len() > 60 {
        return None;
    }
    let folded = name.to_lowercase();
    let rows = LABELS.lines().filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once('\t'));
    let found = rows.into_iter().find(|(_, labels)| labels.split('|').any(|label| label == folded));
    found.map(|(meaning, _)| (meaning, value.trim()))
}

/// The day of a line in words, of whatever else it says.
fn day_of(line: &str) -> Option<Published> {
    metadata::published(line).or_else(|| match days::find(line).first()?.day {
        days::Reading::Sure(day) => Some(metadata::of_day(day)),
        days::Reading::Either { .. } => None,
    })
}

/// The paragraphs of a text, each with its lines: what blank lines part.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push(line);
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// A block on one line.
fn one_line(block: &[&str]) -> String {
    whitespace::line(&block.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_all_languages() {
        assert_eq!(label("LENGTH: 355 words"), Some(("length", "355 words")));
        assert_eq!(label("LÄNGE: 818 Wörter"), Some(("length", "818 Wörter")));
        assert_eq!(label("Full text:"), Some(("full text", "")));
        assert_eq!(label("He said: no"), None);
        for row in LABELS.lines().filter(|row| !row.starts_with('#')) {
            let (meaning, labels) = row.split_once('\t').expect("two columns");
            assert!(!meaning.is_empty() && labels == labels.to_lowercase(), "{row}");
        }
    }

    #[test]
    fn ordinary_texts_are_no_exports() {
        for text in
            ["", "Rain fell.\n\nFull text: nothing.", "It was 1 of 3 documents that they found.\n\nEnd of Document"]
        {
            assert_eq!(of_text(text), None, "{text}");
        }
    }
}
