//! The distinct words of texts, numbered: a word is hashed once, and all that is known of it is an index away.
//!
//! A vocabulary outlives the article it was made for, so that common words are looked at once a thread and not once an
//! article. What a reader knows of a word (a stem, the entry of a lexicon, weights) it keeps in a [`PerWord`].

use super::fold::fold;
use super::script::Script;
use super::short_word;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::rc::Rc;

/// Number of a distinct word in its vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(u32);

impl WordId {
    /// The number, from 0 without gaps.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<u32> for WordId {
    fn from(index: u32) -> Self {
        Self(index)
    }
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Class {
    /// A mark, a symbol, a sign of currency.
    #[default]
    Punctuation,
    /// Digits.
    Digits,
    /// "talks"
    Lower,
    /// "Putin"
    Capitalised,
    /// "NATO"
    Capitals,
    /// One capital: "J"
    Initial,
    /// "iPhone", "McDonald"
    Mixed,
    /// Letters of a script without case.
    Uncased,
}

impl Class {
    /// True of letters and digits.
    #[must_use]
    pub const fn is_word(self) -> bool {
        !matches!(self, Self::Punctuation)
    }

    /// The class of a word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let (mut upper, mut lower, mut uncased, mut digits) = (0, 0, 0, 0);
        for c in word.chars() {
            if c.is_uppercase() {
                upper += 1;
            } else if c.is_lowercase() {
                lower += 1;
            } else if c.is_alphabetic() {
                uncased += 1;
            } else if c.is_numeric() {
                digits += 1;
            }
        }
        match (upper, lower, uncased) {
            (0, 0, 0) if digits > 0 => Self::Digits,
            (0, 0, 0) => Self::Punctuation,
            (0, 0, _) => Self::Uncased,
            (0, ..) => Self::Lower,
            (1, 0, _) => Self::Initial,
            (_, 0, _) => Self::Capitals,
            (1, ..) if word.starts_with(char::is_uppercase) => Self::Capitalised,
            _ => Self::Mixed,
        }
    }
}

/// What a vocabulary knows of a word.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Where its letters begin.
    start: u32,
    /// One past the last.
    end: u32,
    lower: WordId,
    folded: WordId,
    class: Class,
    script: Script,
}

/// Pairs of words that are remembered; a power of two.
const RECENT: usize = 1 << 13;
/// Words of a vocabulary for which nothing is remembered: that of a line is not worth the room.
const FEW: usize = 256;

/// A word that was seen lately, found by its bytes alone: most tokens of a text are among a few thousand words.
#[derive(Debug, Clone, Copy)]
struct Recent {
    /// The halves of what [`short_word::key`] gives; 0 of no word.
    key: [u64; 2],
    known: Known,
}

/// The two last words of a place, the last one first, in one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct RecentPair([Recent; 2]);

/// A word of a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) word: WordId,
    pub(super) class: Class,
    pub(super) script: Script,
}

/// Distinct words with their numbers.
#[derive(Debug, Default)]
pub struct Vocabulary {
    recent: Vec<RecentPair>,
    table: HashTable<(u32, WordId)>,
    entries: Vec<Entry>,
    /// The letters of all words, one after the other.
    letters: String,
    /// Tells this vocabulary from others, for what is kept by its numbers.
    identity: Rc<()>,
}

/// Always the same hash, so that runs can be compared; words of an article are no way to slow a program down, since each
/// is looked up in a table of bounded size.
const HASHER: FixedState = FixedState::with_seed(0);

impl Vocabulary {
    /// How many distinct words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True of a vocabulary without words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of a word with what its token needs of it.
    pub(super) fn token(&mut self, word: &str) -> Known {
        let Some(key) = short_word::key(word, 1) else { return self.known(word) };
        let at = short_word::place(key, RECENT);
        let key = [key as u64, (key >> 64) as u64];
        if let Some(RecentPair(pair)) = self.recent.get_mut(at) {
            if pair[0].key == key {
                return pair[0].known;
            }
            if pair[1].key == key {
                pair.swap(0, 1);
                return pair[0].known;
            }
        }
        let known = self.known(word);
        if self.recent.is_empty() && self.len() > FEW {
            self.recent = vec![RecentPair([Recent { key: [0; 2], known }; 2]); RECENT];
        }
        if let Some(RecentPair(pair)) = self.recent.get_mut(at) {
            *pair = [Recent { key, known }, pair[0]];
        }
        known
    }

    fn known(&mut self, word: &str) -> Known {
        let word = self.intern(word);
        Known { word, class: self.class(word), script: self.script(word) }
    }

    /// The number of a word; one that is new gets the next.
    pub fn intern(&mut self, word: &str) -> WordId {
        let hash = HASHER.hash_one(word.as_bytes());
        let (entries, letters) = (&self.entries, &self.letters);
        let is_it = |(other, id): &(u32, WordId)| {
            *other == hash as u32 && {
                let entry = &entries[id.index()];
                letters.as_bytes()[entry.start as usize..entry.end as usize] == *word.as_bytes()
            }
        };
        match self.table.find(hash, is_it) {
            Some((_, id)) => *id,
            None => self.add(word, hash),
        }
    }

    #[cold]
    fn add(&mut self, word: &str, hash: u64) -> WordId {
        let id = WordId(self.entries.len() as u32);
        let start = self.letters.len() as u32;
        self.letters.push_str(word);
        let entry = Entry {
            start,
            end: self.letters.len() as u32,
            lower: id,
            folded: id,
            class: Class::of(word),
            script: word.chars().map(Script::of).find(|script| *script != Script::Common).unwrap_or_default(),
        };
        self.entries.push(entry);
        self.table.insert_unique(hash, (hash as u32, id), |(low, other)| {
            // Bits that the table keeps beside the low ones come from the word itself.
            let entry = &self.entries[other.index()];
            let hash = HASHER.hash_one(&self.letters.as_bytes()[entry.start as usize..entry.end as usize]);
            debug_assert_eq!(hash as u32, *low);
            hash
        });
        if !(word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())) {
            let lower = word.to_lowercase();
            if lower != word {
                self.entries[id.index()].lower = self.intern(&lower);
            }
            let folded = fold(word);
            if folded != word {
                self.entries[id.index()].folded = self.intern(&folded);
            }
        }
        id
    }

    /// The word as written.
    #[must_use]
    pub fn form(&self, word: WordId) -> &str {
        let entry = &self.entries[word.index()];
        &self.letters[entry.start as usize..entry.end as usize]
    }

    /// The word in lower case.
    #[must_use]
    pub fn lower(&self, word: WordId) -> WordId {
        self.entries[word.index()].lower
    }

    /// The word as [`fold`] writes it.
    #[must_use]
    pub fn folded(&self, word: WordId) -> WordId {
        self.entries[word.index()].folded
    }

    /// How the word is written.
    #[must_use]
    pub fn class(&self, word: WordId) -> Class {
        self.entries[word.index()].class
    }

    /// The script of its first letter.
    #[must_use]
    pub fn script(&self, word: WordId) -> Script {
        self.entries[word.index()].script
    }
}

/// What a reader knows of each word of a vocabulary, found out at the first look.
///
/// It forgets everything when it meets another vocabulary, so one can be kept for as long as its thread runs.
#[derive(Debug)]
pub struct PerWord<T> {
    identity: Option<Rc<()>>,
    known: Vec<Option<T>>,
}

impl<T> Default for PerWord<T> {
    fn default() -> Self {
        Self { identity: None, known: Vec::new() }
    }
}

impl<T> PerWord<T> {
    /// What is known of a word; `find` finds it out from the word as written.
    pub fn get(&mut self, vocabulary: &Vocabulary, word: WordId, find: impl FnOnce(&str) -> T) -> &T {
        if !self.identity.as_ref().is_some_and(|identity| Rc::ptr_eq(identity, &vocabulary.identity)) {
            self.identity = Some(Rc::clone(&vocabulary.identity));
            self.known.clear();
        }
        if self.known.len() <= word.index() {
            self.known.resize_with(vocabulary.len(), || None);
        }
        self.known[word.index()].get_or_insert_with(|| find(vocabulary.form(word)))
    }

    /// Forgets everything, for when what was found out no longer holds.
    pub fn clear(&mut self) {
        self.known.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes() {
        for (word, class) in [
            ("talks", Class::Lower),
            ("Putin", Class::Capitalised),
            ("NATO", Class::Capitals),
            ("J", Class::Initial),
            ("McDonald", Class::Mixed),
            ("iPhone", Class::Mixed),
            ("1984", Class::Digits),
            ("½", Class::Digits),
            ("日", Class::Uncased),
            ("Ёлка", Class::Capitalised),
            ("-", Class::Punctuation),
            ("", Class::Punctuation),
        ] {
            assert_eq!(Class::of(word), class, "{word}");
        }
    }

    #[test]
    fn a_word_leads_to_its_lower_case_and_its_fold() {
        let mut vocabulary = Vocabulary::default();
        let [erdogan, upper, plain] = ["Erdoğan", "ERDOĞAN", "erdogan"].map(|word| vocabulary.intern(word));
        assert_eq!(vocabulary.form(vocabulary.lower(erdogan)), "erdoğan");
        assert_eq!(vocabulary.lower(erdogan), vocabulary.lower(upper));
        assert_eq!(vocabulary.folded(erdogan), plain);
        assert_eq!(vocabulary.folded(plain), plain);
        assert_eq!((vocabulary.class(upper), vocabulary.script(upper)), (Class::Capitals, Script::Latin));
    }

    #[test]
    fn words_that_share_a_place_among_the_recent_are_told_apart() {
        let mut vocabulary = Vocabulary::default();
        for word in (0..60_000).map(|n| format!("w{}", n % 20_011)) {
            let known = vocabulary.token(&word);
            assert_eq!(vocabulary.form(known.word), word);
            assert_eq!(vocabulary.token(&word).word, known.word);
        }
    }

    #[test]
    fn what_is_kept_of_a_word_is_found_out_once_a_vocabulary() {
        let (mut one, mut other) = (Vocabulary::default(), Vocabulary::default());
        let (talks, calls) = (one.intern("talks"), other.intern("calls"));
        let mut lengths = PerWord::default();
        let mut looks = 0;
        for (vocabulary, word, times) in [(&one, talks, 1), (&one, talks, 1), (&other, calls, 2), (&one, talks, 3)] {
            let found = lengths.get(vocabulary, word, |form| {
                looks += 1;
                form.to_owned()
            });
            assert_eq!(found, vocabulary.form(word));
            assert_eq!(looks, times);
        }
    }

    proptest! {
        #[test]
        fn equal_words_have_one_number(words in prop::collection::vec("[a-cA-Cé’]{0,3}", 0..300)) {
            let mut vocabulary = Vocabulary::default();
            let ids: Vec<WordId> = words.iter().map(|word| vocabulary.intern(word)).collect();
            for (word, id) in words.iter().zip(&ids) {
                prop_assert_eq!(vocabulary.form(*id), word);
                prop_assert_eq!(vocabulary.intern(word), *id);
                prop_assert_eq!((vocabulary.token(word).word, vocabulary.token(word).class), (*id, Class::of(word)));
                prop_assert_eq!(vocabulary.form(vocabulary.lower(*id)), word.to_lowercase());
                prop_assert_eq!(vocabulary.form(vocabulary.folded(*id)), &*fold(word));
            }
        }
    }
}
