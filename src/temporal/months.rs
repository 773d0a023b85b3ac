//! Names of months in all languages, whole and abbreviated: for metadata, datelines and bylines.

use super::rules::{LANGUAGES, rows};
use std::{collections::HashMap, sync::LazyLock};

/// Months of languages whose prose is not read for dates.
const ELSEWHERE: &str = include_str!("months-elsewhere.tsv");

/// Months by their names in lower case.
static BY_NAME: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for row in LANGUAGES.iter().flat_map(|language| rows(language.months)).chain(rows(ELSEWHERE)) {
        let Ok(number) = row[0].parse() else { continue };
        names.extend(row[1..].iter().flat_map(|list| list.split(' ')).map(|name| (name.to_lowercase(), number)));
    }
    names
});

/// Bytes of the longest name.
static LONGEST: LazyLock<usize> = LazyLock::new(|| BY_NAME.keys().map(String::len).max().unwrap_or(0));

/// The number of a month by its name in any case; a full stop may follow.
pub(super) fn number(name: &str) -> Option<u32> {
    let name = name.trim_end_matches('.');
    if name.len() > *LONGEST {
        return None;
    }
    BY_NAME.get(&name.to_lowercase()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_and_abbreviations_are_months_and_other_words_are_not() {
        for (name, month) in [
            ("January", Some(1)),
            ("JAN.", Some(1)),
            ("märz", Some(3)),
            ("МАЯ", Some(5)),
            ("Août", Some(8)),
            ("Sept", Some(9)),
            ("أبريل", Some(4)),
            ("Haziran", Some(6)),
            ("Martin", None),
            ("MARSEILLE", None),
            ("GENEVA", None),
            ("Decatur", None),
            ("", None),
        ] {
            assert_eq!(number(name), month, "{name}");
        }
    }

    /// The sentence splitter must know the abbreviations that a full stop may follow.
    #[test]
    fn sentences_go_on_after_abbreviated_months() {
        let english = LANGUAGES.iter().find(|language| language.code == "en").unwrap();
        for row in rows(english.months) {
            for name in row.get(2).into_iter().flat_map(|names| names.split(' ')) {
                let text = format!("They met on {name}. 23 in Oslo.");
                assert_eq!(crate::text::sentences(&text, Some("en")).len(), 1, "{text}");
            }
        }
    }
}
