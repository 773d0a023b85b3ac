//! The languages that words are stemmed by.

use frostem::Algorithm;

/// A language of the table, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(u8);

/// ISO 639-1 codes and their stemmers; the order is part of the index's format.
const TABLE: &[(&str, Algorithm)] = &[
    ("en", Algorithm::English),
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("nl", Algorithm::Dutch),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("no", Algorithm::Norwegian),
    ("nb", Algorithm::Norwegian),
    ("nn", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("es", Algorithm::Spanish),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
    ("ca", Algorithm::Catalan),
];

/// Languages in which an apostrophe parts two words ("l'accord", "dell'arte").
const ELIDING: &[&str] = &["fr", "it", "ca"];

impl Language {
    /// No language, or one without a stemmer.
    pub const NONE: Self = Self(0);

    /// The language of an ISO 639-1 code (`en`, also `en-GB`).
    #[must_use]
    pub fn of(code: Option<&str>) -> Self {
        let Some(code) = code else { return Self::NONE };
        let code = code.split(['-', '_']).next().unwrap_or(code);
        TABLE.iter().position(|(known, _)| known.eq_ignore_ascii_case(code)).map_or(Self::NONE, |at| Self(at as u8 + 1))
    }

    /// The byte that marks it at the beginning of an indexed value: an ASCII control character.
    pub(super) fn mark(self) -> u8 {
        self.0 + 1
    }

    /// The language of a mark.
    pub(super) fn of_mark(mark: u8) -> Self {
        Self(if (1..=TABLE.len() as u8 + 1).contains(&mark) { mark - 1 } else { 0 })
    }

    /// Its number, 0 for none.
    pub(super) fn number(self) -> u8 {
        self.0
    }

    /// Its ISO 639-1 code.
    pub(super) fn code(self) -> Option<&'static str> {
        TABLE.get(usize::from(self.0).checked_sub(1)?).map(|(code, _)| *code)
    }

    /// Its stemmer.
    pub(super) fn algorithm(self) -> Option<Algorithm> {
        TABLE.get(usize::from(self.0).checked_sub(1)?).map(|(_, algorithm)| *algorithm)
    }

    /// True where an apostrophe parts two words.
    pub(super) fn elides(self) -> bool {
        usize::from(self.0).checked_sub(1).is_some_and(|at| ELIDING.contains(&TABLE[at].0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_control_characters_and_come_back() {
        for (code, _) in TABLE {
            let language = Language::of(Some(code));
            assert_ne!(language, Language::NONE);
            assert!(language.mark().is_ascii_control());
            assert_eq!(Language::of_mark(language.mark()), language);
        }
        assert_eq!(Language::of(Some("zh")), Language::NONE);
        assert_eq!(Language::of(Some("pt-BR")), Language::of(Some("pt")));
        assert_eq!(Language::of_mark(Language::NONE.mark()), Language::NONE);
        assert_eq!(Language::of_mark(b'x'), Language::NONE);
    }
}
