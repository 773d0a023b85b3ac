//! An article as the tagger sees it: sentences of words, and what the rest of the article says of each.
//!
//! Words of headlines and of sentences in capitals are first written as prose would write them (truecasing).

use super::lexicon::{GIVEN, LOWER, Lexicon, ORGANIZATION, TITLE, UPPER};
use super::vocabulary::{Words, role};
use super::words::Case;
use std::ops::Range;

/// Evidence from elsewhere in the article, as bits.
pub(crate) mod evidence {
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

/// Sentences as numbers of distinct words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    /// The words of all sentences.
    words: Vec<u32>,
    /// Bits of [`evidence`] of each word.
    evidence: Vec<u8>,
    /// For each sentence, one past its last word.
    ends: Vec<u32>,
}

/// A sentence of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence<'d> {
    /// What the numbers mean.
    pub known: &'d Words,
    /// Its words.
    pub words: &'d [u32],
    /// Their evidence.
    pub evidence: &'d [u8],
}

/// Evidence by the number of the word in lower case, for the article at hand; kept from article to article, so that none
/// has to clear it.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    article: u32,
    bits: Vec<(u32, u8)>,
}

impl Seen {
    fn begin(&mut self, words: &Words) {
        self.article = self.article.wrapping_add(1);
        if self.article == 0 {
            self.bits.clear();
            self.article = 1;
        }
        self.bits.resize(self.bits.len().max(words.len()), (0, 0));
    }

    fn get(&self, lower: u32) -> u8 {
        self.bits.get(lower as usize).filter(|(article, _)| *article == self.article).map_or(0, |(_, bits)| *bits)
    }

    fn add(&mut self, lower: u32, bits: u8) {
        let cell = &mut self.bits[lower as usize];
        *cell = (self.article, bits | if cell.0 == self.article { cell.1 } else { 0 });
    }
}

impl Document {
    /// Takes all words out.
    pub fn clear(&mut self) {
        self.words.clear();
        self.evidence.clear();
        self.ends.clear();
    }

    /// Adds a word to the sentence that is being read.
    pub fn push(&mut self, word: u32) {
        self.words.push(word);
    }

    /// Ends the sentence that is being read.
    pub fn end_sentence(&mut self) {
        self.ends.push(self.words.len() as u32);
    }

    /// Truecases what is written in capitals and gathers the evidence, when all words are there; the first `headlines`
    /// sentences are titles, where capitals say little.
    pub fn finish(&mut self, words: &mut Words, lexicon: &Lexicon, seen: &mut Seen, headlines: usize) {
        seen.begin(words);
        let mut loud: Vec<usize> = Vec::new();
        for number in 0..self.len() {
            let sentence = &self.words[self.range(number)];
            if is_loud(words, sentence, number < headlines) {
                loud.push(number);
            } else {
                gather(words, sentence, seen);
            }
        }
        for number in loud {
            for at in self.range(number) {
                self.words[at] = truecase(words, lexicon, seen, self.words[at]);
            }
        }
        self.evidence.extend(self.words.iter().map(|word| seen.get(words.get(*word).lower)));
    }

    /// How many sentences there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of a sentence, as positions in all words.
    pub fn range(&self, sentence: usize) -> Range<usize> {
        let start = sentence.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        start..self.ends[sentence] as usize
    }

    /// A sentence.
    pub fn sentence<'d>(&'d self, known: &'d Words, number: usize) -> Sentence<'d> {
        let range = self.range(number);
        Sentence { known, words: &self.words[range.clone()], evidence: &self.evidence[range] }
    }

    /// All words.
    pub fn words(&self) -> &[u32] {
        &self.words
    }
}

/// True when the capitals of a sentence mean nothing: most of its words have them.
fn is_loud(words: &Words, sentence: &[u32], headline: bool) -> bool {
    let (mut letters, mut upper, mut capital) = (0, 0, 0);
    for word in sentence.iter().map(|number| words.get(*number)) {
        if matches!(word.case, Case::Lower | Case::Capital | Case::Upper | Case::Mixed) {
            letters += 1;
            upper += u32::from(word.case == Case::Upper);
            capital += u32::from(word.is_capital());
        }
    }
    (letters >= 4 && upper * 5 >= letters * 4) || (headline && letters >= 3 && capital * 10 >= letters * 6)
}

/// Notes what the neighbours of each word say of it.
fn gather(words: &Words, sentence: &[u32], seen: &mut Seen) {
    for (position, number) in sentence.iter().enumerate() {
        let word = words.get(*number);
        if word.case == Case::Lower {
            seen.add(word.lower, evidence::LOWER);
            continue;
        }
        if !word.is_capital() {
            continue;
        }
        let at = |position: usize| sentence.get(position).map(|number| words.get(*number));
        let mut bits = 0;
        if let Some(before) = position.checked_sub(1).and_then(at) {
            bits |= evidence::CAPITAL;
            if before.entry.flags & GIVEN != 0 && before.case == Case::Capital {
                bits |= evidence::AFTER_GIVEN;
            }
            let stop_before = before.roles & role::STOP != 0;
            let title = if stop_before { position.checked_sub(2).and_then(at) } else { Some(before) };
            if title.is_some_and(|title| title.entry.flags & TITLE != 0 && title.is_capital()) {
                bits |= evidence::AFTER_TITLE;
            }
            if before.roles & role::PREPOSITION != 0 {
                bits |= evidence::AFTER_PREPOSITION;
            }
        }
        if let Some(after) = at(position + 1) {
            if after.entry.flags & ORGANIZATION != 0 && after.is_capital() {
                bits |= evidence::BEFORE_ORGANIZATION;
            }
            if after.roles & role::SAID != 0 {
                bits |= evidence::BEFORE_SAID;
            }
        }
        seen.add(word.lower, bits);
    }
}

/// The word as prose would write it.
fn truecase(words: &mut Words, lexicon: &Lexicon, seen: &Seen, number: u32) -> u32 {
    let word = *words.get(number);
    if !word.is_capital() {
        return number;
    }
    let bits = seen.get(word.lower);
    let is_lower = if bits & (evidence::LOWER | evidence::CAPITAL) == 0 {
        word.entry.flags & LOWER != 0
    } else {
        bits & evidence::CAPITAL == 0
    };
    if is_lower {
        return word.lower;
    }
    if word.case != Case::Upper || word.entry.flags & UPPER != 0 {
        return number;
    }
    let mut chars = words.lower(number).chars();
    let capitalised: String =
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    words.intern(lexicon, &capitalised)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::{Entry, build};
    use super::super::words::word_key;
    use super::*;

    fn forms(sentences: &[&str]) -> Vec<(String, u8)> {
        let flags = [("john", GIVEN), ("of", LOWER), ("nato", UPPER), ("ltd", ORGANIZATION), ("mr", TITLE)];
        let entry = |(word, flags): (&str, u16)| (word_key(word), Entry { flags, ..Entry::default() });
        let lexicon = Lexicon::open(build(flags.map(entry)).into()).unwrap();
        let (mut words, mut document) = (Words::default(), Document::default());
        for sentence in sentences {
            sentence.split(' ').for_each(|word| document.push(words.intern(&lexicon, word)));
            document.end_sentence();
        }
        document.finish(&mut words, &lexicon, &mut Seen::default(), 1);
        let found = document.words.iter().zip(&document.evidence);
        found.map(|(word, evidence)| (words.form(*word).to_owned(), *evidence)).collect()
    }

    #[test]
    fn headlines_are_written_as_prose_writes_them() {
        let found = forms(&["NATO Chief OF Staff LEAVES", "Mr Chief leaves"]);
        let words: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["NATO", "Chief", "of", "Staff", "leaves", "Mr", "Chief", "leaves"]);
    }

    #[test]
    fn neighbours_are_evidence() {
        use evidence::*;
        let found = forms(&["", "John Lee said", "in Acme Ltd", "Mr . Lee"]);
        let of = |word: &str| found.iter().find(|(form, _)| form == word).unwrap().1;
        assert_eq!(of("Lee"), CAPITAL | AFTER_GIVEN | BEFORE_SAID | AFTER_TITLE);
        assert_eq!(of("Acme"), CAPITAL | AFTER_PREPOSITION | BEFORE_ORGANIZATION);
        assert_eq!(of("said"), LOWER);
    }
}
