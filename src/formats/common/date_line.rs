//! Lines that give a date and are no part of the story: besides it they have nothing but words of dates, of places and of agencies.
//!
//! What may be a sentence or a headline with a date in it ("Fire kills 31 on May 5, 2026") stays in the story: a date that is
//! said twice costs less than a line that is lost.

use crate::temporal;
use std::{collections::HashSet, sync::LazyLock};

/// Words beside a date, in lower case: language, words, a line that has nothing else.
const WORDS: &str = include_str!("date-line.tsv");

static DATE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| rows().flat_map(|(words, _)| words.split(' ')).collect());

/// Words and examples of all languages.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.lines().filter_map(|row| row.split_once('\t')?.1.split_once('\t'))
}

/// Words before the names of authors.
const BY: &[&str] = &["by", "von", "par", "por", "door", "av", "af"];

/// Words inside the names of places.
const PARTICLES: &[&str] = &["de", "del", "la", "le", "al", "am", "an", "der", "sur", "do", "du"];

/// Words of the name of a place or an agency beside a date, at most; and of the names of its authors.
const MOST: usize = 2;
const MOST_OF_AUTHORS: usize = 5;

/// True of a line, known to give a date, that says nothing else but a place, an agency or what the date is.
pub fn says_no_more(line: &str) -> bool {
    line.split([',', '|', '(', ')', '[', ']', '–', '—', '/', '·', '•', ':', ';']).all(is_part)
}

/// True of a part of such a line, between its marks.
fn is_part(part: &str) -> bool {
    let words = || part.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|word| !word.is_empty());
    let is_date = |word: &&str| {
        let word = word.to_lowercase();
        word.contains(|c: char| c.is_numeric())
            || temporal::month(&word).is_some()
            || DATE_WORDS.contains(word.as_str())
    };
    let has_date = words().any(|word| is_date(&word));
    let others: Vec<&str> = words().filter(|word| !is_date(word) && !PARTICLES.contains(word)).collect();
    // "Posted by Jane Doe on January 3"
    let is_credit = words().find(|word| !is_date(word)).is_some_and(|word| BY.contains(&word.to_lowercase().as_str()));
    let others = if is_credit { &others[1..] } else { &others[..] };
    let are_names = others.iter().all(|word| word.starts_with(char::is_uppercase));
    let are_capitals = others.iter().all(|word| !word.contains(char::is_lowercase));
    let most = match (is_credit, has_date && !are_capitals) {
        (true, _) => MOST_OF_AUTHORS,
        (false, true) => 1,
        (false, false) => MOST,
    };
    others.is_empty() || are_names && others.len() <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::common::metadata;

    #[test]
    fn the_example_of_each_language_is_a_date_line() {
        assert_eq!(rows().count(), WORDS.lines().count());
        for (words, example) in rows() {
            assert!(words == words.to_lowercase() && says_no_more(example), "{example}");
            assert!(metadata::published(example).is_some(), "{example}");
        }
    }

    #[test]
    fn dates_with_places_and_agencies_say_no_more() {
        for line in [
            "January 3, 2026",
            "LISBON, January 3, 2026",
            "Rio de Janeiro, 3 January 2026",
            "Rocky Mount, N.C., Jan. 3, 2026 (Northwind)",
            "Northwind News | Saturday, 3 January 2026, 10:30 GMT",
            "Published: 2026-01-03T10:30:00+04:00",
            "LES SABLES Jan 3, 2026",
            "London January 3, 2026",
            "Posted by Jane Doe on January 3, 2026",
            "Jane Doe, Staff Writer, January 3, 2026",
            "2026年1月3日",
        ] {
            assert!(says_no_more(line), "{line}");
        }
    }

    #[test]
    fn what_tells_something_stays_in_the_story() {
        for line in [
            "Fire kills 31 on May 5, 2026",
            "Ferries stop running on 3 January 2026",
            "Two Killed In Lisbon May 5, 2026",
            "Council meets again Monday, May 4, 2026",
            "Neue Fähre fährt ab 3. Januar 2026",
            "Harbour closed since Jan 3, 2026: no boats",
            "Update on the storm, January 3, 2026",
            "Town Hit By Storm January 3, 2026",
        ] {
            assert!(!says_no_more(line), "{line}");
        }
    }
}
