//! The languages of dates: each is a folder with its months, words, clock and rules, and a row of this table.
//!
//! A language with months only is known in metadata and datelines, not in prose. To add one, copy the folder of another
//! and add its row; rules bring their own examples, which the tests run.

/// What is known of a language, as the text of its files.
pub(super) struct Language {
    /// ISO 639-1 code, and the name of the folder.
    pub(super) code: &'static str,
    /// `months.tsv`: number, names, abbreviations.
    pub(super) months: &'static str,
    /// What prose and clock times need.
    pub(super) prose: Option<Prose>,
}

/// The files of a language whose dates are found in prose.
pub(super) struct Prose {
    /// `clock.tsv`: zones, halves of the day, words before a time.
    pub(super) clock: &'static str,
    /// `words.tsv`: words with their classes and values.
    pub(super) words: &'static str,
    /// Names and contents of the files of rules.
    pub(super) rules: &'static [(&'static str, &'static str)],
}

macro_rules! languages {
    ($($code:literal: [$($file:literal),*];)+) => {
        /// All languages. English is read where the language is unknown.
        pub(super) const LANGUAGES: &[Language] = &[$(languages!(@row $code, $($file),*)),+];
    };
    (@row $code:literal,) => {
        Language { code: $code, months: include_str!(concat!($code, "/months.tsv")), prose: None }
    };
    (@row $code:literal, $($file:literal),+) => {
        Language {
            code: $code,
            months: include_str!(concat!($code, "/months.tsv")),
            prose: Some(Prose {
                clock: include_str!(concat!($code, "/clock.tsv")),
                words: include_str!(concat!($code, "/words.tsv")),
                rules: &[$((concat!($code, "/", $file), include_str!(concat!($code, "/", $file)))),+],
            }),
        }
    };
}

languages! {
    "en": ["dates.txt", "parts.txt", "codes.txt", "relative.txt", "vague.txt", "sets.txt", "durations.txt", "times.txt", "holidays.txt"];
    "de": ["dates.txt", "relative.txt", "durations.txt", "times.txt", "holidays.txt"];
    "ca": [];
    "da": [];
    "es": [];
    "fr": [];
    "it": [];
    "nb": [];
    "nl": [];
    "pl": [];
    "pt": [];
    "ru": [];
    "sv": [];
    "uk": [];
}

/// The words by which queries name dates (English): kind, value, words.
pub(super) const QUERY_WORDS: &str = include_str!("en/queries.tsv");

/// The rows of a table: columns, comments and blank lines left out.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_language_has_twelve_months_and_no_word_names_two() {
        let mut known: HashMap<String, u32> = HashMap::new();
        for language in LANGUAGES {
            let months: Vec<_> = rows(language.months).collect();
            assert_eq!(months.len(), 12, "{}", language.code);
            for (at, row) in months.iter().enumerate() {
                let number = at as u32 + 1;
                assert_eq!(row[0], number.to_string(), "{}", language.code);
                for name in row[1..].iter().flat_map(|names| names.split(' ')) {
                    let before = known.insert(name.to_lowercase(), number);
                    assert!(before.is_none_or(|before| before == number), "{}: {name}", language.code);
                }
            }
        }
    }
}
