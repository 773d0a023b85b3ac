//! Tables that are read in place: sections of bytes, and in them rows of numbers and strings in order.
//!
//! Whatever the bytes are, reading them ends in time and panics nowhere: what lies outside is not there.

use std::cmp::Ordering;
use tantivy::directory::OwnedBytes;

/// Stands for no row and no string.
pub(super) const NONE: u32 = u32::MAX;

/// Writes sections one behind the other, each after its length.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Adds a section of bytes.
    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend((bytes.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds a section of rows.
    pub fn put_rows<const WIDTH: usize>(&mut self, rows: impl IntoIterator<Item = [u32; WIDTH]>) {
        let begin = self.bytes.len();
        self.bytes.extend(0_u64.to_le_bytes());
        for number in rows.into_iter().flatten() {
            self.bytes.extend(number.to_le_bytes());
        }
        let length = (self.bytes.len() - begin - size_of::<u64>()) as u64;
        self.bytes[begin..begin + size_of::<u64>()].copy_from_slice(&length.to_le_bytes());
    }

    /// Adds strings, which are in order: a section of where they end, and one of their text.
    pub fn put_strings(&mut self, strings: &[&str]) {
        let end = |end: &mut u32, string: &&str| {
            *end += string.len() as u32;
            Some([*end])
        };
        self.put_rows(strings.iter().scan(0, end));
        self.put(strings.concat().as_bytes());
    }

    /// The table.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads the sections of a table in their order.
pub(super) struct Reader {
    pub rest: OwnedBytes,
}

impl Reader {
    /// The next section.
    pub fn bytes(&mut self) -> Option<OwnedBytes> {
        let (length, rest) = self.rest.as_slice().split_at_checked(size_of::<u64>())?;
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let begin = size_of::<u64>();
        let end = begin.checked_add(length).filter(|_| length <= rest.len())?;
        let section = self.rest.slice(begin..end);
        self.rest = self.rest.slice(end..self.rest.len());
        Some(section)
    }

    /// The next section, of rows.
    pub fn rows<const WIDTH: usize>(&mut self) -> Option<Rows<WIDTH>> {
        let bytes = self.bytes()?;
        bytes.len().is_multiple_of(WIDTH * size_of::<u32>()).then_some(Rows { bytes })
    }

    /// The next two sections, of strings.
    pub fn strings(&mut self) -> Option<Strings> {
        let (ends, text) = (self.rows()?, self.bytes()?);
        Some(Strings { ends, text })
    }
}

/// Rows of so many numbers of four bytes, little-endian.
#[derive(Debug)]
pub(super) struct Rows<const WIDTH: usize> {
    bytes: OwnedBytes,
}

impl<const WIDTH: usize> Default for Rows<WIDTH> {
    fn default() -> Self {
        Self { bytes: OwnedBytes::empty() }
    }
}

impl<const WIDTH: usize> Rows<WIDTH> {
    pub fn len(&self) -> usize {
        self.bytes.len() / (WIDTH * size_of::<u32>())
    }

    pub fn get(&self, at: usize) -> Option<[u32; WIDTH]> {
        let begin = at.checked_mul(WIDTH * size_of::<u32>())?;
        let (numbers, _) = self.bytes.get(begin..begin + WIDTH * size_of::<u32>())?.as_chunks::<4>();
        Some(std::array::from_fn(|at| u32::from_le_bytes(numbers[at])))
    }

    /// The rows from one on.
    pub fn from(&self, at: usize) -> impl Iterator<Item = [u32; WIDTH]> + '_ {
        (at..self.len()).filter_map(|at| self.get(at))
    }

    /// The number of rows before the first that does not come before something; the rows are in that order.
    pub fn place(&self, mut before: impl FnMut([u32; WIDTH]) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if self.get(middle).is_some_and(&mut before) { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// The rows whose first number is this one; the rows are in order.
    pub fn of(&self, first: u32) -> impl Iterator<Item = [u32; WIDTH]> + '_ {
        self.from(self.place(|row| row[0] < first)).take_while(move |row| row[0] == first)
    }
}

/// Strings in ascending order.
#[derive(Debug)]
pub(super) struct Strings {
    ends: Rows<1>,
    text: OwnedBytes,
}

impl Strings {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A string; empty where there is none.
    pub fn get(&self, at: u32) -> &str {
        std::str::from_utf8(self.slice(at as usize)).unwrap_or_default()
    }

    fn slice(&self, at: usize) -> &[u8] {
        let end_of = |at: usize| self.ends.get(at).map_or(0, |[end]| end as usize);
        let begin = at.checked_sub(1).map_or(0, end_of);
        self.text.get(begin..end_of(at)).unwrap_or_default()
    }

    /// The position of a string.
    pub fn find(&self, string: &str) -> Option<u32> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            match self.slice(middle).cmp(string.as_bytes()) {
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
                Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn strings_and_rows_are_found(
            strings: BTreeSet<String>,
            rows in prop::collection::btree_map(0..50_u32, 0..9_u32, 0..20),
            wanted: String,
        ) {
            let list: Vec<&str> = strings.iter().map(String::as_str).collect();
            let mut writer = Writer::default();
            writer.put(b"head");
            writer.put_strings(&list);
            writer.put_rows(rows.iter().map(|(key, value)| [*key, *value]));
            let bytes = writer.finish();
            let mut reader = Reader { rest: OwnedBytes::new(bytes.clone()) };
            prop_assert!(reader.bytes().unwrap().as_slice() == b"head");
            let found = reader.strings().unwrap();
            for (at, string) in (0..).zip(&list) {
                prop_assert_eq!(found.find(string), Some(at));
                prop_assert_eq!(found.get(at), *string);
            }
            prop_assert_eq!(found.find(&wanted).is_some(), strings.contains(&wanted));
            prop_assert_eq!(found.get(NONE), "");
            let table = reader.rows::<2>().unwrap();
            prop_assert!(reader.rest.is_empty());
            for key in 0..50 {
                let expected: Vec<[u32; 2]> = rows.get(&key).map(|value| [key, *value]).into_iter().collect();
                prop_assert_eq!(table.of(key).collect::<Vec<_>>(), expected);
            }
            let all: BTreeMap<u32, u32> = table.from(0).map(|[key, value]| (key, value)).collect();
            prop_assert_eq!(all, rows);
        }

        #[test]
        fn any_bytes_are_safe(bytes: Vec<u8>, wanted: String, at: u32) {
            let mut reader = Reader { rest: OwnedBytes::new(bytes) };
            while let Some(section) = reader.bytes() {
                let mut inner = Reader { rest: section };
                if let Some(strings) = inner.strings() {
                    strings.find(&wanted);
                    strings.get(at);
                }
                if let Some(rows) = inner.rows::<3>() {
                    rows.get(at as usize);
                    rows.of(at).count();
                }
            }
        }
    }
}
