//! Stemming with a memory: news repeats its words.

use super::fold;
use super::language::Language;
use crate::text::{is_function_word, short_word};
use frostem::{Algorithm, Stemmer};
use std::borrow::Cow;

/// Slots of the memory, of 32 bytes each; a power of two, for more words than news repeats often.
const SLOTS: usize = 1 << 15;
/// Longest stem that is remembered.
const LONGEST_STEM: usize = 11;
/// Bytes of the function words that stems are kept apart from, at most.
const LONGEST_FUNCTION_WORD: usize = 6;
/// Words that are frequent enough to stand among function words, and are stems of plurals all the same.
const NOUNS: &[&str] = &["time", "way", "people"];

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The word as written, zero-filled, and its language and 1 in the last byte; 0 is empty.
    key: u128,
    /// Number of the value in which the word came last.
    seen: u32,
    stem: [u8; LONGEST_STEM],
    length: u8,
}

/// The stems of recent ASCII words, and buffers for the others.
#[derive(Clone, Default)]
pub(super) struct Stemmers {
    slots: Vec<Slot>,
    value: u32,
    lower: String,
}

impl Stemmers {
    /// Begins another value.
    pub(super) fn begin(&mut self) {
        self.value = self.value.wrapping_add(1);
    }

    /// Stems an ASCII word of any case. False if the word came before in the value; true if it did not, or may not have.
    pub(super) fn ascii(&mut self, word: &str, language: Language, into: &mut String) -> bool {
        let Some(key) = short_word::key(word, language.number() + 1) else {
            self.stem_ascii(word, language, into);
            return true;
        };
        let at = short_word::place(key, SLOTS);
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); SLOTS];
        }
        let slot = &mut self.slots[at];
        if slot.key == key {
            into.clear();
            into.push_str(std::str::from_utf8(&slot.stem[..usize::from(slot.length)]).unwrap_or_default());
            return std::mem::replace(&mut slot.seen, self.value) != self.value;
        }
        self.stem_ascii(word, language, into);
        if into.len() <= LONGEST_STEM && into.is_ascii() {
            let mut stem = [0; LONGEST_STEM];
            stem[..into.len()].copy_from_slice(into.as_bytes());
            self.slots[at] = Slot { key, seen: self.value, stem, length: into.len() as u8 };
        }
        true
    }

    fn stem_ascii(&mut self, word: &str, language: Language, into: &mut String) {
        self.lower.clear();
        self.lower.push_str(word);
        self.lower.make_ascii_lowercase();
        into.clear();
        match language.algorithm() {
            Some(algorithm) => into.push_str(&apart(&self.lower, algorithm, language)),
            None => into.push_str(&self.lower),
        }
    }

    /// Stems any word: lower case, stemmed with its diacritics, then without them.
    pub(super) fn any(&mut self, word: &str, language: Language, into: &mut String) {
        fold::lower(word, &mut self.lower);
        match language.algorithm() {
            Some(algorithm) => fold::strip(&apart(&self.lower, algorithm, language), into),
            None => fold::strip(&self.lower, into),
        }
    }

    /// The folded form of the word that [`Self::any`] stemmed last.
    pub(super) fn folded(&self, into: &mut String) {
        fold::strip(&self.lower, into);
    }
}

/// The stem of a word in lower case, unless that is a function word of the language: "Paris" is not the French "par", nor
/// "news" the English "new".
fn apart(lower: &str, algorithm: Algorithm, language: Language) -> Cow<'_, str> {
    let stem = Stemmer::new(algorithm).stem(lower);
    let is_lost = stem != lower
        && stem.len() <= LONGEST_FUNCTION_WORD
        && !NOUNS.contains(&&*stem)
        && language.code().is_some_and(|code| is_function_word(&stem, code));
    if is_lost { Cow::Borrowed(lower) } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_no_function_words() {
        let mut stem = String::new();
        for (word, code, expected) in [
            ("Paris", "fr", "paris"),
            ("news", "en", "news"),
            ("par", "fr", "par"),
            ("times", "en", "time"),
            ("ports", "en", "port"),
        ] {
            Stemmers::default().ascii(word, Language::of(Some(code)), &mut stem);
            assert_eq!(stem, expected);
            Stemmers::default().any(word, Language::of(Some(code)), &mut stem);
            assert_eq!(stem, expected);
        }
    }

    proptest! {
        #[test]
        fn remembered_stems_are_the_stems(words in proptest::collection::vec("[A-Za-z0-9]{1,20}", 1..200)) {
            let mut stemmers = Stemmers::default();
            let mut stem = String::new();
            for _ in 0..2 {
                for word in &words {
                    for code in [Some("en"), Some("tr"), Some("de"), None] {
                        let language = Language::of(code);
                        stemmers.ascii(word, language, &mut stem);
                        let lower = word.to_lowercase();
                        let expected = language.algorithm().map_or(lower.clone(), |a| apart(&lower, a, language).into_owned());
                        prop_assert_eq!(&stem, &expected);
                    }
                }
            }
        }
    }
}
