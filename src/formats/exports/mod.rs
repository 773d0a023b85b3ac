//! Exports of news databases: files of many articles that a person downloaded, as text, pages, Office documents, RTF, mail.
//!
//! Each reader knows the marks that a database writes around its articles. What stands before the first article (cover pages, search
//! histories) is no article.

mod doubt;
mod europresse;
mod factiva;
mod factiva_text;
mod integrum;
mod japanese;
mod labelled;
mod lexisnexis;
mod press_review;
mod proquest;

pub(super) use lexisnexis::LexisNexis;

use super::{
    ReadError,
    common::{days, markup, metadata, whitespace},
};
use crate::article::{Published, Record};
use dom_query::Document;
use std::{collections::HashMap, sync::LazyLock};

/// Words of labels in the languages of the databases' interfaces: what they mean, labels.
const LABELS: &str = include_str!("labels.tsv");

/// The articles of a text: those of an export, else the one that `single` makes of it.
///
/// # Errors
/// When it holds several records in a layout that is not known.
pub(super) fn read_text(text: &str, single: impl FnOnce() -> Record) -> Result<Vec<Record>, ReadError> {
    if let Some(records) = of_text(text) {
        return Ok(records);
    }
    doubt::check(text)?;
    Ok(vec![single()])
}

/// The articles of a text that is an export; none where it is another text.
pub(super) fn of_text(text: &str) -> Option<Vec<Record>> {
    // ProQuest numbers its documents as LexisNexis does.
    proquest::articles(text)
        .filter(|records| !records.is_empty())
        .or_else(|| lexisnexis::articles(text).filter(|records| !records.is_empty()))
        .or_else(|| factiva_text::articles(text).filter(|records| !records.is_empty()))
        .or_else(|| europresse::in_text(text))
        .or_else(|| integrum::articles(text).filter(|records| !records.is_empty()))
        .or_else(|| labelled::marks(text).and_then(|marks| marks.articles()))
        .or_else(|| press_review::articles(text))
}

/// True for a page that may be an export, by its source; a first look that costs little.
pub(super) fn may_be_page(page: &str) -> bool {
    lexisnexis::has_marks(page)
        || proquest::has_marks(page)
        || factiva::has_marks(page)
        || europresse::has_marks(page)
        || integrum::has_marks(page)
        || japanese::has_marks(page)
        || press_review::has_marks(page)
        || doubt::names_database(page)
}

/// The articles of a page that is an export; none where it is another page.
///
/// # Errors
/// When it holds several records of a database in a layout that is not known.
pub(super) fn of_page(document: &Document) -> Result<Option<Vec<Record>>, ReadError> {
    let by_elements =
        factiva::articles(document).or_else(|| europresse::articles(document)).or_else(|| japanese::articles(document));
    if let Some(records) = by_elements.filter(|records| !records.is_empty()) {
        return Ok(Some(records));
    }
    let text = document.body().map_or(String::new(), |body| markup::text::of(&body));
    let records = of_text(&text);
    // A page of one story may speak of databases.
    let is_story = || {
        document.select("meta[property='og:type'][content=article], meta[property='article:published_time']").exists()
    };
    if records.is_none() && doubt::names_database(&text) && !is_story() {
        doubt::check(&text)?;
    }
    Ok(records)
}

/// What a label means, and the rest of its line: `LENGTH: 355 words`.
fn label(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    if name.is_empty() || name.len() > 60 {
        return None;
    }
    NAMES.get(name.to_lowercase().as_str()).map(|meaning| (*meaning, value.trim()))
}

/// What labels mean, by label.
static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| meanings(LABELS));

/// What the labels of a table mean; the first of two rows with one label counts.
fn meanings(table: &'static str) -> HashMap<&'static str, &'static str> {
    let mut meanings = HashMap::new();
    for (meaning, labels) in table.lines().filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once('\t')) {
        for label in labels.split('|') {
            meanings.entry(label).or_insert(meaning);
        }
    }
    meanings
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
