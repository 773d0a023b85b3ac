//! What a place is whose name says so: "Tahrir Square" is a square; the words are in `feature_words.tsv`.

use crate::text::fold;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Features by the last and by the first word of a name, in lower case.
struct Words {
    last: HashMap<&'static str, &'static str, FixedState>,
    first: HashMap<&'static str, &'static str, FixedState>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { last: HashMap::default(), first: HashMap::default() };
    for (feature, is_last, row, _) in rows() {
        let table = if is_last { &mut words.last } else { &mut words.first };
        for word in row.split('|') {
            table.entry(word).or_insert(feature);
        }
    }
    words
});

/// Rows of the table: feature, whether the words end a name, the words, an example.
fn rows() -> impl Iterator<Item = (&'static str, bool, &'static str, &'static str)> {
    let lines = include_str!("feature_words.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()? == "last", columns.next()?, columns.next()?))
    })
}

/// The feature that a name of several words says itself: by its last word, else by its first.
pub(in crate::entities) fn feature_of(name: &str) -> Option<&'static str> {
    let (first, last) = (name.split(' ').next()?, name.rsplit(' ').next()?);
    if first.len() == name.len() {
        return None;
    }
    let of = |table: &HashMap<&str, &'static str, FixedState>, word: &str| {
        let word = fold(word.trim_end_matches('.'));
        table.get(word.as_ref()).copied()
    };
    of(&WORDS.last, last).or_else(|| of(&WORDS.first, first))
}

/// True of a word that says what a place is when it ends or begins a name: "Airport", "Lake".
pub(super) fn is_feature_word(word: &str) -> bool {
    let folded = fold(word);
    WORDS.last.contains_key(folded.as_ref()) || WORDS.first.contains_key(folded.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_reads_its_example() {
        for (feature, _, words, example) in rows() {
            assert_eq!(feature_of(example), Some(feature), "{example}");
            assert_eq!(words.to_lowercase(), words);
        }
        assert!(rows().count() >= 20);
    }

    #[test]
    fn a_word_alone_and_other_names_say_nothing() {
        for name in ["Square", "Kishoreganj", "Old Crow"] {
            assert_eq!(feature_of(name), None, "{name}");
        }
    }
}
