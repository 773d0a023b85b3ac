//! An article as the tagger sees it: sentences of words, each distinct word once, with what the rest of the article says of it.
//!
//! Words of headlines and of sentences in capitals are first written as prose would write them (truecasing).

use super::lexicon::{Entry, GIVEN, LOWER, Lexicon, ORGANIZATION, TITLE, UPPER};
use super::words::{Case, case};
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Evidence from elsewhere in the article, as bits.
pub(super) mod evidence {
    /// Stands in lower case somewhere.
    pub const LOWER: u8 = 1;
    /// Stands capitalised inside a sentence.
    pub const CAPITAL: u8 = 2;
    /// Follows a given name.
    pub const AFTER_GIVEN: u8 = 4;
    /// Follows a title.
    pub const AFTER_TITLE: u8 = 8;
    /// Stands before a word that ends organizations.
    pub const BEFORE_ORGANIZATION: u8 = 16;
    /// Follows "in", "at", "from", "near".
    pub const AFTER_PREPOSITION: u8 = 32;
    /// Stands before "said", "told".
    pub const BEFORE_SAID: u8 = 64;
}

/// A sentence on its way in.
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence<'a> {
    /// Its words.
    pub words: Vec<&'a str>,
    /// True of titles, where capitals say little.
    pub headline: bool,
}

/// What a word does in a sentence, as bits.
pub(super) mod role {
    /// Stands in lower case inside names of several words.
    pub const CONNECTS: u8 = 1;
    /// "in", "at", "from", "near"
    pub const PREPOSITION: u8 = 2;
    /// "said", "told", "says"
    pub const SAID: u8 = 4;
    /// "."
    pub const STOP: u8 = 8;
    /// A quotation mark or a parenthesis.
    pub const OPENS: u8 = 16;
    /// Means the same thing wherever it stands in an article.
    pub const TELLING: u8 = 32;
}

/// A distinct word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As written, after truecasing.
    pub form: String,
    /// In lower case.
    pub lower: String,
    /// How it is written.
    pub case: Case,
    /// What the lexicon says.
    pub entry: Entry,
    /// Bits of [`role`].
    pub roles: u8,
    /// Bits of [`evidence`].
    pub evidence: u8,
    /// Number of the word in lower case: the same for "Talks" and "talks".
    pub folded: u32,
}

/// Sentences as numbers of distinct words.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The distinct words.
    pub words: Vec<Word>,
    /// Each sentence.
    pub sentences: Vec<Vec<u32>>,
}

impl Document {
    /// Reads the sentences of an article.
    pub fn new(lexicon: &Lexicon, sentences: &[Sentence<'_>]) -> Self {
        let mut interner =
            Interner { lexicon, words: Vec::new(), by_form: HashMap::default(), by_lower: HashMap::default() };
        let written: Vec<Vec<u32>> =
            sentences.iter().map(|sentence| sentence.words.iter().map(|word| interner.word(word)).collect()).collect();
        let loud: Vec<bool> =
            sentences.iter().zip(&written).map(|(sentence, words)| is_loud(sentence, words, &interner.words)).collect();
        let mut seen = vec![0_u8; interner.by_lower.len()];
        for (words, _) in written.iter().zip(&loud).filter(|(_, loud)| !**loud) {
            gather(words, &interner.words, &mut seen);
        }
        let sentences = written
            .into_iter()
            .zip(loud)
            .map(|(words, loud)| {
                if !loud {
                    return words;
                }
                let forms: Vec<String> =
                    words.iter().map(|word| truecase(&interner.words[*word as usize], &seen)).collect();
                forms.iter().map(|form| interner.word(form)).collect()
            })
            .collect();
        let mut words = interner.words;
        for word in &mut words {
            word.evidence = seen.get(word.folded as usize).copied().unwrap_or(0);
        }
        Self { words, sentences }
    }

    /// The word at a position of a sentence.
    pub fn word(&self, sentence: &[u32], at: usize) -> &Word {
        &self.words[sentence[at] as usize]
    }
}

struct Interner<'l> {
    lexicon: &'l Lexicon,
    words: Vec<Word>,
    by_form: HashMap<String, u32, RandomState>,
    by_lower: HashMap<String, u32, RandomState>,
}

impl Interner<'_> {
    fn word(&mut self, form: &str) -> u32 {
        let form = match form {
            "“" | "”" | "„" | "«" | "»" | "''" | "``" => "\"",
            form => form,
        };
        if let Some(known) = self.by_form.get(form) {
            return *known;
        }
        let number = self.words.len() as u32;
        let lower = form.to_lowercase();
        let entry = self.lexicon.get(&lower);
        let folded = match self.by_lower.get(&lower) {
            Some(known) => *known,
            None => {
                let folded = self.by_lower.len() as u32;
                self.by_lower.insert(lower.clone(), folded);
                folded
            }
        };
        let roles = roles(&lower);
        self.words.push(Word { form: form.to_owned(), lower, case: case(form), entry, roles, evidence: 0, folded });
        self.by_form.insert(form.to_owned(), number);
        number
    }
}

fn roles(lower: &str) -> u8 {
    match lower {
        "of" | "and" | "for" | "the" | "&" | "-" | "'s" | "’s" | "de" | "la" | "al" => role::CONNECTS,
        "del" => role::CONNECTS | role::TELLING,
        "in" | "at" => role::PREPOSITION,
        "from" | "near" => role::PREPOSITION | role::TELLING,
        "said" | "told" | "says" => role::SAID | role::TELLING,
        "." => role::STOP,
        "\"" | "(" => role::OPENS,
        _ if lower.len() > 2 && lower.contains(char::is_alphabetic) => role::TELLING,
        _ => 0,
    }
}

fn is_capital(case: Case) -> bool {
    matches!(case, Case::Capital | Case::Upper | Case::Mixed)
}

/// True when the capitals of a sentence mean nothing: most of its words have them.
fn is_loud(sentence: &Sentence<'_>, numbers: &[u32], words: &[Word]) -> bool {
    let (mut letters, mut upper, mut capital) = (0, 0, 0);
    for word in numbers.iter().map(|number| &words[*number as usize]) {
        if matches!(word.case, Case::Lower | Case::Capital | Case::Upper | Case::Mixed) {
            letters += 1;
            upper += u32::from(word.case == Case::Upper);
            capital += u32::from(is_capital(word.case));
        }
    }
    (letters >= 4 && upper * 5 >= letters * 4) || (sentence.headline && letters >= 3 && capital * 10 >= letters * 6)
}

/// Notes what the neighbours of each word say of it.
fn gather(numbers: &[u32], words: &[Word], seen: &mut [u8]) {
    let at = |position: Option<usize>| position.and_then(|p| numbers.get(p)).map(|number| &words[*number as usize]);
    for position in 0..numbers.len() {
        let word = at(Some(position)).expect("the position is in the sentence");
        let mut bits = 0;
        if word.case == Case::Lower {
            bits |= evidence::LOWER;
        } else if is_capital(word.case) {
            if let Some(before) = at(position.checked_sub(1)) {
                bits |= evidence::CAPITAL;
                if before.entry.flags & GIVEN != 0 && before.case == Case::Capital {
                    bits |= evidence::AFTER_GIVEN;
                }
                let stop_before = before.roles & role::STOP != 0;
                let title = if stop_before { at(position.checked_sub(2)) } else { Some(before) };
                if title.is_some_and(|title| title.entry.flags & TITLE != 0 && is_capital(title.case)) {
                    bits |= evidence::AFTER_TITLE;
                }
                if before.roles & role::PREPOSITION != 0 {
                    bits |= evidence::AFTER_PREPOSITION;
                }
            }
            if let Some(after) = at(Some(position + 1)) {
                if after.entry.flags & ORGANIZATION != 0 && is_capital(after.case) {
                    bits |= evidence::BEFORE_ORGANIZATION;
                }
                if after.roles & role::SAID != 0 {
                    bits |= evidence::BEFORE_SAID;
                }
            }
        }
        seen[word.folded as usize] |= bits;
    }
}

/// The word as prose would write it.
fn truecase(word: &Word, seen: &[u8]) -> String {
    if !is_capital(word.case) {
        return word.form.clone();
    }
    let bits = seen.get(word.folded as usize).copied().unwrap_or(0);
    let lower = if bits & (evidence::LOWER | evidence::CAPITAL) == 0 {
        word.entry.flags & LOWER != 0
    } else {
        bits & evidence::CAPITAL == 0
    };
    if lower {
        word.lower.clone()
    } else if word.case == Case::Upper && word.entry.flags & UPPER == 0 {
        let mut chars = word.lower.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    } else {
        word.form.clone()
    }
}
