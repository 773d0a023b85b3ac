//! Abbreviations of each language, by what a dot after them means.
//!
//! The tables are `abbreviations/*.tsv`: a kind, a tab, words without their last dot. A language without a table is
//! read by the English one.

use foldhash::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a word says about a dot after it or before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a noun follows: the dot never ends a sentence.
    Title,
    /// A number follows; before anything else the dot ends a sentence.
    Number,
    /// The dot ends a sentence only before a word that opens sentences.
    Either,
    /// The dot never ends a sentence.
    Never,
    /// A time of day: the dot ends a sentence unless a weekday, month or zone follows.
    Time,
}

/// The table of one language.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    kinds: HashMap<&'static str, Kind>,
    starters: HashSet<&'static str>,
    follows: HashSet<&'static str>,
    /// True where a number with a dot is an ordinal ("23. Januar").
    pub(super) ordinals: bool,
    /// True where a space stands before a closing guillemet.
    pub(super) spaced_guillemets: bool,
}

impl Abbreviations {
    /// The table of a language.
    pub(super) fn of(language: Option<&str>) -> &'static Self {
        language.and_then(|code| TABLES.get(code)).unwrap_or(&TABLES["en"])
    }

    /// The kind of an abbreviation, given in lower case without its last dot.
    pub(super) fn kind(&self, word: &str) -> Option<Kind> {
        // Behind an elided article ("l'art") the abbreviation is the last part.
        let last = || word.rsplit_once('\'').and_then(|(_, last)| self.kinds.get(last));
        self.kinds.get(word).or_else(last).copied()
    }

    /// True of a word (in lower case) that opens sentences more often than it follows an abbreviation.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    /// True of a word (in lower case) that follows a time of day.
    pub(super) fn follows_time(&self, word: &str) -> bool {
        self.follows.contains(word)
    }

    fn parse(table: &'static str) -> Self {
        let mut parsed = Self::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (kind, words) = line.split_once('\t').expect("a row of the table has a tab");
            let kind = match kind {
                "title" => Kind::Title,
                "number" => Kind::Number,
                "either" => Kind::Either,
                "never" => Kind::Never,
                "time" => Kind::Time,
                "starter" => {
                    parsed.starters.extend(words.split(' '));
                    continue;
                }
                "follow" => {
                    parsed.follows.extend(words.split(' '));
                    continue;
                }
                "ordinal" => {
                    parsed.ordinals = true;
                    continue;
                }
                "guillemets" => {
                    parsed.spaced_guillemets = true;
                    continue;
                }
                other => unreachable!("{other} is no kind of abbreviation"),
            };
            for word in words.split(' ') {
                parsed.kinds.entry(word).or_insert(kind);
            }
        }
        parsed
    }
}

static TABLES: LazyLock<HashMap<&'static str, Abbreviations>> = LazyLock::new(|| {
    [
        ("cs", include_str!("abbreviations/cs.tsv")),
        ("da", include_str!("abbreviations/da.tsv")),
        ("de", include_str!("abbreviations/de.tsv")),
        ("en", include_str!("abbreviations/en.tsv")),
        ("es", include_str!("abbreviations/es.tsv")),
        ("fi", include_str!("abbreviations/fi.tsv")),
        ("fr", include_str!("abbreviations/fr.tsv")),
        ("hu", include_str!("abbreviations/hu.tsv")),
        ("it", include_str!("abbreviations/it.tsv")),
        ("nl", include_str!("abbreviations/nl.tsv")),
        ("no", include_str!("abbreviations/no.tsv")),
        ("pl", include_str!("abbreviations/pl.tsv")),
        ("pt", include_str!("abbreviations/pt.tsv")),
        ("ru", include_str!("abbreviations/ru.tsv")),
        ("sv", include_str!("abbreviations/sv.tsv")),
        ("tr", include_str!("abbreviations/tr.tsv")),
        ("uk", include_str!("abbreviations/uk.tsv")),
    ]
    .into_iter()
    .map(|(code, table)| (code, Abbreviations::parse(table)))
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_differs() {
        assert_eq!(TABLES.len(), 17);
        assert_eq!(Abbreviations::of(Some("en")).kind("gen"), Some(Kind::Title));
        assert_eq!(Abbreviations::of(Some("en")).kind("u.s"), Some(Kind::Either));
        assert_eq!(Abbreviations::of(Some("xx")).kind("p.m"), Some(Kind::Time));
        assert!(Abbreviations::of(Some("de")).ordinals);
        assert!(Abbreviations::of(Some("de")).is_starter("der"));
    }
}
