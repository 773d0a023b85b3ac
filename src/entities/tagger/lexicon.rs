//! What raw news teaches about words: clusters at three sizes, usual case, and whether they are given names or surnames.
//!
//! ```text
//! slots   a power of two, open addressing by the low bits of the key: key u32, clusters u8 u8 u16, flags u8
//! ```

use super::words::word_key;
use std::borrow::Cow;

/// Bytes of a slot.
const SLOT: usize = 9;

/// Usually written in lower case.
pub(super) const LOWER: u8 = 1;
/// A given name.
pub(super) const GIVEN: u8 = 2;
/// A surname.
pub(super) const SURNAME: u8 = 4;
/// A title or a role before a name ("President", "Mr").
pub(super) const TITLE: u8 = 8;
/// Ends the name of an organization ("Inc", "University").
pub(super) const ORGANIZATION: u8 = 16;
/// Usually written in capitals ("NATO").
pub(super) const UPPER: u8 = 32;

/// What the lexicon says of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Cluster of 64, from 1; 0 is unknown.
    pub coarse: u8,
    /// Cluster of 255, from 1.
    pub middle: u8,
    /// Cluster of 1,024, from 1.
    pub fine: u16,
    /// `LOWER`, `GIVEN` ...
    pub flags: u8,
}

/// The words, read in place.
#[derive(Debug, Clone)]
pub(super) struct Lexicon {
    bytes: Cow<'static, [u8]>,
}

impl Lexicon {
    /// Takes the bytes that [`build`] made; `None` where they are not.
    pub fn open(bytes: Cow<'static, [u8]>) -> Option<Self> {
        let slots = bytes.len() / SLOT;
        (bytes.len().is_multiple_of(SLOT) && slots.is_power_of_two()).then_some(Self { bytes })
    }

    /// Looks a lower-cased word up.
    pub fn get(&self, lower: &str) -> Entry {
        self.by_key(word_key(lower))
    }

    fn by_key(&self, key: u32) -> Entry {
        let slots = self.bytes.as_chunks::<SLOT>().0;
        let mask = slots.len() - 1;
        for probe in 0..slots.len() {
            let slot = &slots[(key as usize + probe) & mask];
            if slot[8] == 0 && slot[4] == 0 {
                break;
            }
            if slot[..4] == key.to_le_bytes() {
                return Entry {
                    coarse: slot[4],
                    middle: slot[5],
                    fine: u16::from_le_bytes([slot[6], slot[7]]),
                    flags: slot[8],
                };
            }
        }
        Entry::default()
    }
}

/// Makes the bytes of a lexicon. Entries without cluster and flags are left out; of equal keys the first stays.
pub(super) fn build(entries: impl IntoIterator<Item = (u32, Entry)>) -> Vec<u8> {
    let entries: Vec<_> = entries.into_iter().filter(|(_, entry)| entry.coarse != 0 || entry.flags != 0).collect();
    let slots = (entries.len() * 4 / 3 + 1).next_power_of_two();
    let mut bytes = vec![0; slots * SLOT];
    for (key, entry) in entries {
        let mut at = key as usize & (slots - 1);
        loop {
            let slot = &mut bytes[at * SLOT..(at + 1) * SLOT];
            if slot[8] == 0 && slot[4] == 0 {
                slot[..4].copy_from_slice(&key.to_le_bytes());
                slot[4] = entry.coarse;
                slot[5] = entry.middle;
                slot[6..8].copy_from_slice(&entry.fine.to_le_bytes());
                slot[8] = entry.flags;
                break;
            }
            if slot[..4] == key.to_le_bytes() {
                break;
            }
            at = (at + 1) & (slots - 1);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_found() {
        let words: Vec<String> = (0..1000).map(|n| format!("word{n}")).collect();
        let entry = |n: usize| Entry { coarse: (n % 60 + 1) as u8, middle: 7, fine: n as u16 + 1, flags: LOWER };
        let lexicon =
            Lexicon::open(Cow::Owned(build(words.iter().enumerate().map(|(n, word)| (word_key(word), entry(n))))))
                .unwrap();
        for (n, word) in words.iter().enumerate() {
            assert_eq!(lexicon.get(word), entry(n));
        }
        assert_eq!(lexicon.get("unheard"), Entry::default());
        assert!(Lexicon::open(Cow::Owned(vec![0; 10])).is_none());
    }
}
