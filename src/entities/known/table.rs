//! The table of known names, `known.tsv`: which kinds of well-known bodies, outlets and people bear a name.
//!
//! It is read where it lies: rows are sorted by the folded name, byte by byte, and found by its hash. A known name says what a name
//! may be, never what it is: other things bear the names of parties, teams and papers. `tools/known-names/build.py` makes it.

use crate::text::fold;
use foldhash::HashMap;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::cell::RefCell;
use std::hash::BuildHasher as _;
use std::sync::LazyLock;

/// Bytes of the longest folded name.
const LONGEST: usize = 64;

/// The rows and where each begins, by the hash of its name: most names are in no row, which one look at the table of hashes tells.
struct Rows {
    text: &'static str,
    starts: HashTable<u32>,
}

/// The hash of a name in the table.
fn hash(name: &[u8]) -> u64 {
    FixedState::with_seed(0).hash_one(name)
}

/// The name of the row that begins at a byte.
fn name_at(rows: &[u8], start: u32) -> &[u8] {
    let row = &rows[start as usize..];
    &row[..memchr::memchr(b'\t', row).unwrap_or(row.len())]
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let table = include_str!("known.tsv");
    Rows::of(table.starts_with('#').then(|| table.split_once('\n')).flatten().map_or(table, |(_, rows)| rows))
});

/// The kinds of bearers of a known name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::entities) struct Kinds(u16);

impl Kinds {
    /// The letters of the table, in the order of their bits: people, then organizations, then seats that stand for those who sit there.
    const LETTERS: &str = "Pbcjlmoptuxs";
    /// The bit of each letter.
    const BITS: [u16; 128] = {
        let mut bits = [0; 128];
        let mut at = 0;
        while at < Self::LETTERS.len() {
            bits[Self::LETTERS.as_bytes()[at] as usize] = 1 << at;
            at += 1;
        }
        bits
    };

    fn of(letters: &str) -> Self {
        Self(letters.chars().fold(0, |bits, letter| bits | Self::bit(letter)))
    }

    fn bit(letter: char) -> u16 {
        Self::BITS.get(letter as usize).copied().unwrap_or(0)
    }

    /// True of the name of a person in public life.
    pub(in crate::entities) const fn has_person(self) -> bool {
        self.0 & 1 != 0
    }

    /// True of the name of some kind of organization.
    pub(in crate::entities) const fn has_organization(self) -> bool {
        self.0 & !(1 | 1 << 11) != 0
    }

    /// True of a kind by its letter.
    pub(in crate::entities) fn has(self, letter: char) -> bool {
        self.0 & Self::bit(letter) != 0
    }

    /// True of the name of a company, an outlet, a team or a university.
    pub(in crate::entities) fn is_private(self) -> bool {
        ['c', 'o', 't', 'u'].into_iter().any(|kind| self.has(kind))
    }

    /// How many kinds bear the name.
    pub(in crate::entities) const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// Names whose kinds a thread remembers: news repeats its names.
const REMEMBERED: usize = 1 << 15;

thread_local! {
    static RECENT: RefCell<HashMap<Box<str>, Kinds>> = RefCell::default();
}

/// The kinds that bear a name as written; none for a name that is not known.
pub(in crate::entities) fn kinds_of(name: &str) -> Kinds {
    if name.len() > 2 * LONGEST {
        return Kinds::default();
    }
    RECENT.with_borrow_mut(|recent| {
        if let Some(kinds) = recent.get(name) {
            return *kinds;
        }
        if recent.len() >= REMEMBERED {
            recent.clear();
        }
        let kinds = look_up(name);
        recent.insert(name.into(), kinds);
        kinds
    })
}

/// The kinds that bear a name as the table has them.
fn look_up(name: &str) -> Kinds {
    let folded = key(name);
    if folded.is_empty() || folded.len() > LONGEST {
        return Kinds::default();
    }
    ROWS.find(&folded).map_or_else(Kinds::default, Kinds::of)
}

/// A name as the table writes it: folded, what is neither letter, digit nor "&" a space.
fn key(name: &str) -> String {
    let folded = fold(name);
    let is_part = |c: char| c.is_alphanumeric() || c == '&';
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !is_part(c)).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

impl Rows {
    fn of(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let ends = || memchr::memchr_iter(b'\n', bytes);
        let mut starts = HashTable::with_capacity(ends().count() + 1);
        for start in
            [0].into_iter().chain(ends().map(|end| end as u32 + 1)).filter(|start| (*start as usize) < bytes.len())
        {
            starts.insert_unique(hash(name_at(bytes, start)), start, |start| hash(name_at(bytes, *start)));
        }
        Self { text, starts }
    }

    /// What stands behind the first column of the row of a key.
    fn find(&self, key: &str) -> Option<&'static str> {
        let row = |start: u32| self.text[start as usize..].strip_prefix(key)?.strip_prefix('\t');
        let start = self.starts.find(hash(key.as_bytes()), |start| row(*start).is_some())?;
        row(*start)?.split('\n').next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_their_kinds() {
        for (name, letter) in [
            ("The New York Times", 'o'),
            ("New York Times", 'o'),
            ("Sinn Féin", 'p'),
            ("Hezbollah", 'm'),
            ("Kremlin", 's'),
            ("Barack Obama", 'P'),
            ("AT&T", 'c'),
        ] {
            assert!(kinds_of(name).has(letter), "{name}: {:?}", kinds_of(name));
        }
        assert!(kinds_of("Barack Obama").has_person() && !kinds_of("Barack Obama").has_organization());
        assert!(kinds_of("Hezbollah").has_organization());
        for name in ["Qwxyz", "", "…", &"a".repeat(1000)] {
            assert_eq!(kinds_of(name), Kinds::default(), "{name}");
        }
    }

    #[test]
    fn rows_are_folded_sorted_and_found() {
        let mut before = "";
        let mut count = 0;
        for row in ROWS.text.lines() {
            let (name, letters) = row.split_once('\t').expect("a row has a name and kinds");
            assert!(before < name, "{before} before {name}");
            assert!(letters.chars().all(|letter| Kinds::LETTERS.contains(letter)), "{row}");
            assert!(name.len() <= LONGEST, "{row}");
            before = name;
            count += 1;
        }
        assert!(count > 50_000);
        for row in ROWS.text.lines().step_by(997) {
            let (name, letters) = row.split_once('\t').unwrap();
            assert_eq!(ROWS.find(name), Some(letters));
        }
        let same =
            ROWS.text.lines().step_by(50).filter(|row| row.split('\t').next().is_some_and(|name| key(name) == name));
        assert!(same.count() * 50 > count * 98 / 100, "names are folded as they are looked up");
    }

    #[test]
    fn a_row_is_found_wherever_it_stands() {
        let rows = Rows::of("a\t1\nab\t2\nb\t3\nzz\t4");
        for (key, found) in
            [("a", Some("1")), ("ab", Some("2")), ("b", Some("3")), ("zz", Some("4")), ("aa", None), ("", None)]
        {
            assert_eq!(rows.find(key), found, "{key}");
        }
        assert_eq!(Rows::of("").find("a"), None);
    }
}
