//! The words that rules speak of, with their classes and values, found by one hash of the word.
//!
//! A word is in the table `words.tsv` of a language or a literal of its rules.

use super::lexer::Case;
use std::collections::HashMap;

/// Number of a word; 0 stands for every word that no rule knows.
pub(super) type WordId = u16;

/// A set of classes, one bit each.
pub(super) type Classes = u64;

/// One word as rules see it.
#[derive(Debug, Default, Clone)]
struct Entry {
    /// In lower case.
    text: String,
    needs_capital: bool,
    classes: Classes,
    /// Class bit and value.
    values: Vec<(u8, i32)>,
}

/// The vocabulary of one language.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    entries: Vec<Entry>,
    ids: HashMap<String, WordId>,
    class_names: Vec<String>,
    /// Open-addressed hash table of word ids, a power of two long.
    slots: Vec<WordId>,
    /// For each first byte (in lower case), the lengths that occur, as bits.
    lengths: Vec<u64>,
}

/// Words longer than this are in no vocabulary.
const LONGEST: usize = 31;

impl Vocabulary {
    /// Reads `words.tsv`: `word TAB CLASS=value CLASS ...`; `#` opens a comment. A word written with a capital needs it.
    pub(super) fn read(table: &str) -> Result<Self, String> {
        let mut vocabulary = Self { entries: vec![Entry::default()], ..Self::default() };
        for (number, line) in table.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (words, classes) = line.split_once('\t').ok_or(format!("words.tsv:{}: no tab", number + 1))?;
            for word in words.split(' ') {
                let id = vocabulary.intern(word);
                for class in classes.split_whitespace() {
                    let (name, value) = class.split_once('=').unwrap_or((class, "0"));
                    let value = value.parse().map_err(|_| format!("words.tsv:{}: {class}", number + 1))?;
                    let bit = vocabulary.class_or_new(name)?;
                    let entry = &mut vocabulary.entries[id as usize];
                    entry.classes |= 1 << bit;
                    entry.values.push((bit, value));
                }
            }
        }
        Ok(vocabulary)
    }

    /// The id of a word, which is added if need be.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let lower = word.to_lowercase();
        if let Some(id) = self.ids.get(&lower) {
            return *id;
        }
        let id = self.entries.len() as WordId;
        let needs_capital = word.starts_with(char::is_uppercase);
        self.entries.push(Entry { text: lower.clone(), needs_capital, ..Entry::default() });
        self.ids.insert(lower, id);
        id
    }

    fn class_or_new(&mut self, name: &str) -> Result<u8, String> {
        if let Some(bit) = self.class(name) {
            return Ok(bit);
        }
        if self.class_names.len() == 64 {
            return Err("more than 64 classes".to_owned());
        }
        self.class_names.push(name.to_owned());
        Ok(self.class_names.len() as u8 - 1)
    }

    /// The bit of a class, by its name.
    pub(super) fn class(&self, name: &str) -> Option<u8> {
        self.class_names.iter().position(|known| known == name).map(|at| at as u8)
    }

    /// Builds the hash table; words cannot be found before.
    pub(super) fn seal(&mut self) {
        self.slots = vec![0; (self.entries.len() * 4).next_power_of_two()];
        self.lengths = vec![0; 256];
        for (id, entry) in self.entries.iter().enumerate().skip(1) {
            let bytes = entry.text.as_bytes();
            if bytes.len() > LONGEST {
                continue;
            }
            self.lengths[bytes[0].to_ascii_lowercase() as usize] |= 1 << bytes.len();
            if bytes[0] >= 0x80 {
                // The capital of a letter outside ASCII may begin with the same byte only; folding is not by byte.
                self.lengths[bytes[0] as usize] |= 1 << bytes.len();
            }
            let mask = self.slots.len() - 1;
            let mut slot = hash(bytes) & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = id as WordId;
        }
    }

    /// The id of a word of a text, or 0.
    pub(super) fn look_up(&self, word: &[u8], case: Case) -> WordId {
        let Some(lengths) = self.lengths.get(word[0].to_ascii_lowercase() as usize) else { return 0 };
        if word.len() > LONGEST || lengths >> word.len() & 1 == 0 {
            return 0;
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(word) & mask;
        loop {
            let id = self.slots[slot];
            if id == 0 {
                return 0;
            }
            let entry = &self.entries[id as usize];
            if entry.text.as_bytes().eq_ignore_ascii_case(word) {
                let small = entry.needs_capital && word[0].is_ascii_lowercase();
                return if small && case == Case::Matters { 0 } else { id };
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The classes of a word.
    pub(super) fn classes(&self, word: WordId) -> Classes {
        self.entries[word as usize].classes
    }

    /// The value of a word as a member of a class.
    pub(super) fn value(&self, word: WordId, class: u8) -> i32 {
        let values = &self.entries[word as usize].values;
        values.iter().find(|(bit, _)| *bit == class).map_or(0, |(_, value)| *value)
    }

    /// One more than the largest word id.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// FNV-1a over ASCII-folded bytes.
fn hash(word: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in word {
        hash = (hash ^ u32::from(byte | 0x20)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 15)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_case() {
        let mut vocabulary = Vocabulary::read("May\tMONTH=5\nyear\tUNIT=10\n").unwrap();
        let of = vocabulary.intern("of");
        vocabulary.seal();
        let find = |word: &str| vocabulary.look_up(word.as_bytes(), Case::Matters);
        assert_eq!((find("of"), find("may"), find("yearn")), (of, 0, 0));
        let month = vocabulary.class("MONTH").unwrap();
        assert_eq!(vocabulary.value(find("MAY"), month), 5);
        assert_ne!(find("Year"), 0);
        assert_ne!(vocabulary.look_up(b"may", Case::Ignored), 0);
    }

    #[test]
    fn a_fault_is_told() {
        assert!(Vocabulary::read("May MONTH\n").unwrap_err().contains("words.tsv:1"));
    }
}
