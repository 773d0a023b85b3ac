//! Other spellings of a word that mean the same: elided articles ("l'économie"), and hyphens and dots that are written or not
//! ("e-mail" and "email", "Covid-19" and "covid19", "node.js" and "nodejs").
//!
//! A spelling is searched for besides the word as it was typed, where the archive has its words at all.

use super::dictionary::Dictionary;
use crate::index::{Fields, analyzer, terms};
use crate::query::Words;
use crate::search::SearchError;

/// Languages in which an apostrophe parts words.
const ELIDING: &[&str] = &["fr", "it", "ca"];
/// What an apostrophe cuts off in them, folded.
const ELIDED: &[&str] = &[
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell", "nell", "all", "sull",
    "dall", "un", "quell", "quest", "gl", "bell", "sant", "dev", "cent",
];
/// Beginnings of words that are also written with a hyphen.
const PREFIXES: &[&str] = &[
    "e", "re", "co", "anti", "pre", "post", "non", "pro", "mid", "multi", "semi", "counter", "cyber", "ultra", "self",
];
/// Ends of words that are also written after a dot.
const SUFFIXES: &[&str] = &["js", "io", "com", "ai"];
/// The shortest rest of a word that a hyphen is put before.
const SHORTEST_REST: usize = 4;

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}')
}

/// Looks for other spellings.
pub(super) struct Spellings<'s> {
    pub fields: &'s Fields,
    pub dictionary: &'s Dictionary<'s>,
    pub languages: &'s [String],
}

impl Spellings<'_> {
    /// The other spellings of words.
    pub fn of(&self, words: &Words) -> Result<Vec<Words>, SearchError> {
        let elides = self.languages.iter().any(|language| ELIDING.contains(&language.as_str()));
        match words {
            Words::Phrase { text, slop } if elides => {
                let parted = parted(text);
                Ok(parted.map(|text| Words::Phrase { text, slop: *slop }).into_iter().collect())
            }
            Words::Word(word) => {
                let elided = parted(word).filter(|_| elides);
                let mut found: Vec<Words> = elided.map(|text| bare(&text)).into_iter().collect();
                if let Some(joined) = joined(word)
                    && self.has(&joined)?
                {
                    found.push(Words::Word(joined));
                }
                for (first, rest) in splits(word) {
                    if self.has(&first)? && self.has(&rest)? {
                        found.push(Words::Phrase { text: format!("{first} {rest}"), slop: 0 });
                    }
                }
                Ok(found)
            }
            Words::Phrase { .. } | Words::Prefix(_) | Words::Fuzzy { .. } => Ok(Vec::new()),
        }
    }

    /// True of a form that the archive has.
    fn has(&self, form: &str) -> Result<bool, SearchError> {
        for term in [false, true].into_iter().flat_map(|title| terms::form_terms(self.fields, title, form)) {
            if self.dictionary.frequency(&term)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The text with its elided words parted from the next; nothing where none is elided.
fn parted(text: &str) -> Option<String> {
    if !text.contains(is_apostrophe) {
        return None;
    }
    let part = |word: &str| match word.split_once(is_apostrophe) {
        Some((first, rest)) if !rest.is_empty() && ELIDED.contains(&analyzer::fold(first).as_str()) => {
            format!("{first} {rest}")
        }
        _ => word.to_owned(),
    };
    let parted = text.split(' ').map(part).collect::<Vec<_>>().join(" ");
    (parted != text).then_some(parted)
}

/// A parted word without what was elided, where enough is left; else both as a phrase.
fn bare(parted: &str) -> Words {
    match parted.split_once(' ') {
        Some((_, rest)) if rest.chars().count() >= SHORTEST_REST => Words::Word(rest.to_owned()),
        _ => Words::Phrase { text: parted.to_owned(), slop: 0 },
    }
}

/// A word without its hyphens or dots, folded; nothing where it has none, or only digits beside them.
fn joined(word: &str) -> Option<String> {
    let parts: Vec<String> = word.split(['-', '.']).filter(|part| !part.is_empty()).map(analyzer::fold).collect();
    let plain = |part: &String| !part.is_empty() && part.chars().all(char::is_alphanumeric);
    let letters = word.chars().any(char::is_alphabetic);
    (parts.len() == 2 && letters && parts.iter().all(plain)).then(|| parts.concat())
}

/// The ways in which a word may also be written with a hyphen or a dot, folded: after a prefix, before a suffix, between
/// letters and digits.
fn splits(word: &str) -> Vec<(String, String)> {
    let folded = analyzer::fold(word);
    if !folded.chars().all(char::is_alphanumeric) {
        return Vec::new();
    }
    let long = |rest: &&str| rest.chars().count() >= SHORTEST_REST && rest.chars().all(char::is_alphabetic);
    let prefixes = PREFIXES.iter().filter_map(|prefix| Some((*prefix, folded.strip_prefix(prefix).filter(long)?)));
    let suffixes = SUFFIXES.iter().filter_map(|suffix| Some((folded.strip_suffix(suffix).filter(long)?, *suffix)));
    let digits = folded.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0).map(|at| folded.split_at(at));
    let digits = digits.filter(|(_, digits)| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let owned = |(first, rest): (&str, &str)| (first.to_owned(), rest.to_owned());
    prefixes.chain(suffixes).chain(digits).map(owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elided_words_are_parted() {
        for (text, expected) in [
            ("l'économie", Some("l économie")),
            ("plan pour l'économie d'Italie", Some("plan pour l économie d Italie")),
            ("qu'il", Some("qu il")),
            ("Dell’Aquila", Some("Dell Aquila")),
            ("O'Connor", None),
            ("don't", None),
            ("économie", None),
        ] {
            assert_eq!(parted(text).as_deref(), expected, "{text}");
        }
        assert_eq!(bare("l économie"), Words::Word("économie".to_owned()));
        assert_eq!(bare("qu il"), Words::Phrase { text: "qu il".to_owned(), slop: 0 });
    }

    #[test]
    fn hyphens_and_dots_may_be_missing() {
        for (word, expected) in [
            ("e-mail", Some("email")),
            ("Covid-19", Some("covid19")),
            ("node.js", Some("nodejs")),
            ("re-election", Some("reelection")),
            ("10.30", None),
            ("U.S.A.", None),
            ("harbour", None),
        ] {
            assert_eq!(joined(word).as_deref(), expected, "{word}");
        }
        let split = |word: &str| splits(word).into_iter().map(|(a, b)| format!("{a} {b}")).collect::<Vec<_>>();
        assert_eq!(split("email"), ["e mail"]);
        assert_eq!(split("covid19"), ["covid 19"]);
        assert_eq!(split("F16"), ["f 16"]);
        assert_eq!(split("nodejs"), ["node js"]);
        assert_eq!(split("reelection"), ["re election"]);
        assert!(split("2026").is_empty() && split("harbour").is_empty() && split("a1b").is_empty());
    }
}
