//! The words that rules speak of, with their classes and values, found by one hash of the word.
//!
//! A word is a month of `months.tsv`, in the table `words.tsv` of a language, or a literal of its rules.

use super::error::RuleError;
use std::collections::HashMap;

/// Number of a word; 0 stands for every word that no rule knows.
pub(super) type WordId = u16;

/// A set of classes, one bit each.
pub(super) type Classes = u64;

/// How the case of words is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Words written with a capital in the vocabulary need one ("May").
    Matters,
    /// They do not: queries are typed in any case.
    Ignored,
}

/// One word as rules see it.
#[derive(Debug, Default, Clone)]
struct Word {
    /// In lower case.
    text: String,
    needs_capital: bool,
    /// The word in small letters, where one is known beside this one with a capital ("times" beside "Times"); else 0.
    small: WordId,
    classes: Classes,
    /// Class bit and value.
    values: Vec<(u8, i32)>,
}

/// The classes and marks by which numbers are read.
#[derive(Debug, Default)]
pub(super) struct Numerals {
    pub(super) small: u8,
    pub(super) tens: u8,
    pub(super) scale: u8,
    pub(super) article: u8,
    pub(super) and: u8,
    pub(super) hyphen: WordId,
    /// Between groups of three figures: 1,500.
    pub(super) grouping: WordId,
    /// Before decimals: 1.5.
    pub(super) decimal: WordId,
    pub(super) slash: WordId,
}

/// The vocabulary of one language.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) numerals: Numerals,
    words: Vec<Word>,
    ids: HashMap<String, WordId>,
    class_names: Vec<String>,
    /// Endings of words that the table does not list, with their classes: `-ed`.
    endings: Vec<(String, u8)>,
    /// Beginnings of such words, likewise: `ge-`.
    beginnings: Vec<(String, u8)>,
    /// Open-addressed hash table of the words of ASCII letters, a power of two long; 0 is an empty slot.
    slots: Vec<(Key, WordId)>,
    /// For each slot a byte of the hash of its key, 0 where it is empty: most words of a text are told from all others by it.
    tags: Vec<u8>,
    /// Marks of one byte, by the byte.
    marks: Vec<WordId>,
    /// Words with letters outside ASCII, and longer ones.
    others: HashMap<Box<[u8]>, WordId>,
    /// The classes of each word, for quick look-ups.
    classes: Vec<Classes>,
}

/// Words longer than this are in no vocabulary.
const LONGEST: usize = 31;

impl Vocabulary {
    /// Reads `months.tsv` and `words.tsv` of a language.
    ///
    /// A row of the first is `number TAB names TAB abbreviations`, of the second `words TAB CLASS=value CLASS ...`; `#` opens
    /// a comment. A word written with a capital needs it, and a word that begins with a hyphen is an ending.
    pub(super) fn read(months: &str, words: &str) -> Result<Self, RuleError> {
        let mut vocabulary = Self { words: vec![Word::default()], ..Self::default() };
        for (at, line) in lines(months) {
            let fault = |what: &str| RuleError::new("months.tsv", at, what, line);
            let mut columns = line.split('\t');
            let number = columns.next().and_then(|number| number.parse().ok()).ok_or_else(|| fault("no number"))?;
            for (names, class) in columns.zip(["MONTH", "MONTHABBR"]) {
                names
                    .split(' ')
                    .try_for_each(|name| vocabulary.add(name, class, number).map_err(|what| fault(&what)))?;
            }
        }
        for (at, line) in lines(words) {
            let fault = |what: &str| RuleError::new("words.tsv", at, what, line);
            let (words, classes) = line.split_once('\t').ok_or_else(|| fault("no tab"))?;
            for word in words.split(' ') {
                for class in classes.split_whitespace() {
                    let (name, value) = class.split_once('=').unwrap_or((class, "0"));
                    let value = value.parse().map_err(|_| fault("the value of a class is a number"))?;
                    vocabulary.add(word, name, value).map_err(|what| fault(&what))?;
                }
            }
        }
        vocabulary.find_numerals().map_err(|what| RuleError::new("words.tsv", 1, &what, ""))?;
        Ok(vocabulary)
    }

    /// Adds a word, or an ending, to a class.
    fn add(&mut self, word: &str, class: &str, value: i32) -> Result<(), String> {
        let bit = self.class_or_new(class)?;
        if let Some(ending) = word.strip_prefix('-').filter(|ending| !ending.is_empty()) {
            self.endings.push((ending.to_owned(), bit));
            return Ok(());
        }
        if let Some(beginning) = word.strip_suffix('-').filter(|beginning| !beginning.is_empty()) {
            self.beginnings.push((beginning.to_owned(), bit));
            return Ok(());
        }
        let id = self.intern(word);
        let word = &mut self.words[id as usize];
        word.classes |= 1 << bit;
        word.values.push((bit, value));
        Ok(())
    }

    /// Finds what numbers are made of; a language without a class of them reads fewer numbers.
    fn find_numerals(&mut self) -> Result<(), String> {
        let decimal = self.class_or_new("DECIMAL")?;
        let (comma, point) = (self.intern(","), self.intern("."));
        let is_comma = self.words[usize::from(comma)].classes >> decimal & 1 == 1;
        let (grouping, decimal) = if is_comma { (point, comma) } else { (comma, point) };
        self.numerals = Numerals {
            small: self.class_or_new("SMALL")?,
            tens: self.class_or_new("TENS")?,
            scale: self.class_or_new("SCALE")?,
            article: self.class_or_new("ARTICLE")?,
            and: self.class_or_new("NUMBERAND")?,
            hyphen: self.intern("-"),
            grouping,
            decimal,
            slash: self.intern("/"),
        };
        Ok(())
    }

    /// True of the classes of a word that a number can begin with.
    pub(super) fn begins_number(&self, classes: Classes) -> bool {
        let Numerals { small, tens, scale, article, .. } = self.numerals;
        classes & (1 << small | 1 << tens | 1 << article | 1 << scale) != 0
    }

    /// True of a word or mark that is part of a number: "and", a hyphen.
    pub(super) fn joins_number(&self, word: WordId) -> bool {
        let Numerals { and, hyphen, grouping, decimal, slash, .. } = self.numerals;
        self.classes(word) >> and & 1 == 1 || [hyphen, grouping, decimal, slash].contains(&word)
    }

    /// The id of a word, which is added if need be.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let text = word.to_lowercase();
        let needs_capital = word.starts_with(char::is_uppercase);
        let known = self.ids.get(&text).copied();
        if let Some(id) = known {
            let other = &self.words[usize::from(id)];
            if needs_capital || !other.needs_capital {
                return id;
            }
            if other.small != 0 {
                return other.small;
            }
        }
        let id = self.words.len() as WordId;
        match known {
            Some(capital) => self.words[usize::from(capital)].small = id,
            None => {
                self.ids.insert(text.clone(), id);
            }
        }
        self.words.push(Word { text, needs_capital, ..Word::default() });
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

    /// Builds the tables of look-ups; words cannot be found before.
    pub(super) fn seal(&mut self) {
        self.slots = vec![(Key::default(), 0); (self.words.len() * 4).next_power_of_two()];
        self.tags = vec![0; self.slots.len()];
        self.marks = vec![0; 128];
        self.classes = self.words.iter().map(|word| word.classes).collect();
        let mask = self.slots.len() - 1;
        for (id, known) in self.words.iter().enumerate().skip(1) {
            let (id, bytes) = (id as WordId, known.text.as_bytes());
            // A word in small letters is found by the one with a capital.
            if self.ids.get(&known.text) != Some(&id) {
                continue;
            }
            match (bytes, Key::of(bytes)) {
                ([mark @ 0..128], _) if !mark.is_ascii_alphabetic() => self.marks[usize::from(*mark)] = id,
                (_, Some(key)) => {
                    let hash = key.hash();
                    let mut slot = slot_of(hash, mask);
                    while self.tags[slot] != 0 {
                        slot = (slot + 1) & mask;
                    }
                    (self.slots[slot], self.tags[slot]) = ((key, id), tag_of(hash));
                }
                _ => {
                    self.others.insert(bytes.into(), id);
                }
            }
        }
    }

    /// The id of a mark of a text, or 0.
    pub(super) fn look_up_mark(&self, mark: &[u8]) -> WordId {
        match mark {
            [byte] => self.marks.get(usize::from(*byte)).copied().unwrap_or(0),
            _ => self.others.get(mark).copied().unwrap_or(0),
        }
    }

    /// The id of a word of a text, or 0.
    pub(super) fn look_up(&self, word: &[u8], case: Case) -> WordId {
        let id = match Key::of(word) {
            Some(key) => self.find(key),
            None if word.len() > LONGEST => 0,
            None => self.find_other(word),
        };
        match self.words.get(usize::from(id)) {
            Some(known) if known.needs_capital && case == Case::Matters && word[0].is_ascii_lowercase() => known.small,
            _ => id,
        }
    }

    fn find_other(&self, word: &[u8]) -> WordId {
        let small = std::str::from_utf8(word).map(str::to_lowercase);
        small.ok().and_then(|small| self.others.get(small.as_bytes()).copied()).unwrap_or(0)
    }

    fn find(&self, key: Key) -> WordId {
        let Some(mask) = self.slots.len().checked_sub(1) else { return 0 };
        let hash = key.hash();
        let (mut slot, wanted) = (slot_of(hash, mask), tag_of(hash));
        loop {
            let tag = self.tags[slot];
            if tag == 0 {
                return 0;
            }
            if tag == wanted && self.slots[slot].0 == key {
                return self.slots[slot].1;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The classes of a word.
    pub(super) fn classes(&self, word: WordId) -> Classes {
        self.classes[word as usize]
    }

    /// The value of a word as a member of a class.
    pub(super) fn value(&self, word: WordId, class: u8) -> i32 {
        let values = &self.words[word as usize].values;
        values.iter().find(|(bit, _)| *bit == class).map_or(0, |(_, value)| *value)
    }

    /// True of a word with an ending of a class.
    pub(super) fn has_ending(&self, word: &str, class: u8) -> bool {
        self.endings.iter().any(|(ending, of)| *of == class && word.ends_with(ending))
    }

    /// True of a word with a beginning of a class.
    pub(super) fn has_beginning(&self, word: &str, class: u8) -> bool {
        self.beginnings.iter().any(|(beginning, of)| *of == class && word.starts_with(beginning.as_str()))
    }

    /// One more than the largest word id.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

/// The lines of a table with their numbers, comments and blank ones left out.
fn lines(table: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = table.lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// A word of up to sixteen ASCII letters without regard to case: its length, its first and its last eight bytes, which may
/// overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Key {
    first: u64,
    last: u64,
    length: usize,
}

/// The bit that capitals lack, in every byte.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The bit that ASCII lacks, in every byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

impl Key {
    /// The key of a word; none for longer words and for letters outside ASCII.
    fn of(word: &[u8]) -> Option<Self> {
        let eight = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        let (first, last) = if let (Some(first), Some(last)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) {
            (eight(first), eight(last))
        } else if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
            (four(first), four(last))
        } else {
            (word.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0)
        };
        let is_ascii = (first | last) & HIGH == 0;
        (is_ascii && word.len() <= 16).then_some(Self { first: first | SMALL, last: last | SMALL, length: word.len() })
    }

    fn hash(self) -> u64 {
        (self.first ^ self.last.rotate_left(23) ^ self.length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Where the search for a hash begins in a table of a power of two.
fn slot_of(hash: u64, mask: usize) -> usize {
    (hash >> 32) as usize & mask
}

/// The tag of a hash; never 0.
fn tag_of(hash: u64) -> u8 {
    (hash >> 56) as u8 | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_case() {
        let mut vocabulary = Vocabulary::read("5\tMay\n", "year\tUNIT=10\n-ed\tPAST\n").unwrap();
        let of = vocabulary.intern("of");
        vocabulary.seal();
        let find = |word: &str| vocabulary.look_up(word.as_bytes(), Case::Matters);
        assert_eq!((find("of"), find("may"), find("yearn")), (of, 0, 0));
        let month = vocabulary.class("MONTH").unwrap();
        assert_eq!(vocabulary.value(find("MAY"), month), 5);
        assert_ne!(find("Year"), 0);
        assert_ne!(vocabulary.look_up(b"may", Case::Ignored), 0);
        let mut vocabulary = Vocabulary::read("5\tMay\n", "").unwrap();
        let small = vocabulary.intern("may");
        assert_eq!(vocabulary.intern("may"), small);
        vocabulary.seal();
        assert_eq!(vocabulary.look_up(b"may", Case::Matters), small);
        let month = vocabulary.look_up(b"May", Case::Matters);
        assert_ne!(month, small);
        assert_eq!((vocabulary.classes(month), vocabulary.classes(small)), (1, 0));
        assert_eq!(vocabulary.look_up(b"may", Case::Ignored), month);
    }

    #[test]
    fn words_of_any_length_and_script_and_marks_are_found() {
        let table = "a\tA\nab\tA\nabcd\tA\nabcdefgh\tA\nabcdefghijklmnop\tA\nabcdefghijklmnopq\tA\nmärz\tA\nüber\tA\n,\tA\n–\tA\n";
        let mut vocabulary = Vocabulary::read("", table).unwrap();
        vocabulary.seal();
        for word in ["a", "AB", "abcD", "abcdefgh", "abcdefghijklmnop", "Abcdefghijklmnopq", "märz", "März", "Über"]
        {
            let id = vocabulary.look_up(word.as_bytes(), Case::Matters);
            assert_eq!(vocabulary.words[usize::from(id)].text, word.to_lowercase(), "{word}");
        }
        for word in ["b", "ac", "abcde", "abcdefgi", "abcdefghijklmnoq", "abcdefghijklmnopqr", "mörz", "aba"] {
            assert_eq!(vocabulary.look_up(word.as_bytes(), Case::Matters), 0, "{word}");
        }
        assert_ne!(vocabulary.look_up_mark(b","), 0);
        assert_ne!(vocabulary.look_up_mark("–".as_bytes()), 0);
        assert_eq!(vocabulary.look_up_mark(b";"), 0);
    }

    #[test]
    fn endings_belong_to_classes() {
        let vocabulary = Vocabulary::read("", "-ed\tPAST\n").unwrap();
        let past = vocabulary.class("PAST").unwrap();
        assert!(vocabulary.has_ending("voted", past) && !vocabulary.has_ending("votes", past));
    }

    #[test]
    fn faults_name_file_and_line() {
        let error = |months: &str, words: &str| Vocabulary::read(months, words).unwrap_err().to_string();
        assert_eq!(error("", "# words\nMay MONTH\n"), "words.tsv:2: no tab: May MONTH");
        assert_eq!(error("x\tMay\n", ""), "months.tsv:1: no number: x\tMay");
    }
}
