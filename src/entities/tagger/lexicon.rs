//! What raw news and lists teach about words: clusters, usual case, and whether they are names, titles or places.
//!
//! ```text
//! slots   by the key's high bits, open addressing: the key's low 24 bits, two sets of clusters of 24 bits (6, 8 and 10),
//!         flags u16; all zero is empty
//! ```

use super::words::word_key;
use std::borrow::Cow;

/// Clusterings that a word is part of: up to two sets of three sizes.
pub(crate) const GROUPINGS: usize = 6;
/// Bytes of a slot.
const SLOT: usize = 3 + 3 + 3 + 2;

/// Usually written in lower case.
pub(crate) const LOWER: u16 = 1;
/// A given name.
pub(crate) const GIVEN: u16 = 1 << 1;
/// A surname.
pub(crate) const SURNAME: u16 = 1 << 2;
/// A title or a role before a name ("President", "Mr").
pub(crate) const TITLE: u16 = 1 << 3;
/// Ends the name of an organization ("Inc", "University").
pub(crate) const ORGANIZATION: u16 = 1 << 4;
/// Usually written in capitals ("NATO").
pub(crate) const UPPER: u16 = 1 << 5;
/// A country, continent or region of the world.
pub(crate) const COUNTRY: u16 = 1 << 6;
/// A capital or large city.
pub(crate) const CITY: u16 = 1 << 7;
/// Any other place.
pub(crate) const TOWN: u16 = 1 << 8;
/// A first-level region.
pub(crate) const STATE: u16 = 1 << 9;
/// The adjective or noun of a people.
pub(crate) const DEMONYM: u16 = 1 << 10;
/// The first word of a place of several ("Abu").
pub(crate) const PLACE_BEGIN: u16 = 1 << 11;
/// A later word of a place of several ("Dhabi").
pub(crate) const PLACE_INSIDE: u16 = 1 << 12;
/// How many flags there are.
pub(crate) const FLAGS: u32 = 13;

/// What the lexicon says of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Clusters from 1; 0 is unknown.
    pub groups: [u16; GROUPINGS],
    /// `LOWER`, `GIVEN` ...
    pub flags: u16,
}

/// The words, read in place.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    bytes: Cow<'static, [u8]>,
}

/// The slot where the search for a key begins.
fn home(key: u32, slots: usize) -> usize {
    ((u64::from(key) * slots as u64) >> 32) as usize
}

impl Lexicon {
    /// Takes the bytes that [`build`] made; `None` where they are not.
    pub fn open(bytes: Cow<'static, [u8]>) -> Option<Self> {
        (!bytes.is_empty() && bytes.len().is_multiple_of(SLOT)).then_some(Self { bytes })
    }

    /// Looks a lower-cased word up.
    pub fn get(&self, lower: &str) -> Entry {
        let key = word_key(lower);
        let slots = self.bytes.as_chunks::<SLOT>().0;
        let start = home(key, slots.len());
        for slot in slots[start..].iter().chain(&slots[..start]) {
            if *slot == [0; SLOT] {
                break;
            }
            if slot[..3] == key.to_le_bytes()[..3] {
                let set = |at: usize| unpack(u32::from_le_bytes([slot[at], slot[at + 1], slot[at + 2], 0]));
                let mut groups = [0; GROUPINGS];
                groups[..3].copy_from_slice(&set(3));
                groups[3..].copy_from_slice(&set(6));
                return Entry { groups, flags: u16::from_le_bytes([slot[9], slot[10]]) };
            }
        }
        Entry::default()
    }
}

/// Clusters of 1 to 64, 1 to 255 and 1 to 1,023 in 24 bits; 0 where the set does not hold the word.
fn pack([coarse, middle, fine]: [u16; 3]) -> u32 {
    let coarse = u32::from(coarse.clamp(1, 64) - 1);
    if fine == 0 { 0 } else { coarse << 18 | u32::from(middle.min(0xff)) << 10 | u32::from(fine.min(0x3ff)) }
}

fn unpack(set: u32) -> [u16; 3] {
    if set == 0 { [0; 3] } else { [(set >> 18) as u16 + 1, (set >> 10 & 0xff) as u16, (set & 0x3ff) as u16] }
}

/// Makes the bytes of a lexicon; entries that say nothing are left out.
pub(crate) fn build(entries: impl IntoIterator<Item = (u32, Entry)>) -> Vec<u8> {
    let entries: Vec<_> = entries.into_iter().filter(|(_, entry)| *entry != Entry::default()).collect();
    let slots = entries.len() * 9 / 8 + 1;
    let mut bytes = vec![0; slots * SLOT];
    for (key, entry) in entries {
        let mut at = home(key, slots);
        while bytes[at * SLOT..(at + 1) * SLOT].iter().any(|byte| *byte != 0) {
            at = (at + 1) % slots;
        }
        let slot = &mut bytes[at * SLOT..(at + 1) * SLOT];
        slot[..3].copy_from_slice(&key.to_le_bytes()[..3]);
        for (at, set) in [3, 6].into_iter().zip(entry.groups.as_chunks().0) {
            slot[at..at + 3].copy_from_slice(&pack(*set).to_le_bytes()[..3]);
        }
        slot[9..].copy_from_slice(&entry.flags.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_found() {
        let words: Vec<String> = (0..1000).map(|n| format!("word{n}")).collect();
        let entry =
            |n: usize| Entry { groups: [64, n as u16 % 250 + 1, n as u16 + 1, 0, 0, 0], flags: LOWER | DEMONYM };
        let lexicon =
            Lexicon::open(Cow::Owned(build(words.iter().enumerate().map(|(n, word)| (word_key(word), entry(n))))))
                .unwrap();
        for (n, word) in words.iter().enumerate() {
            assert_eq!(lexicon.get(word), entry(n));
        }
        assert_eq!(lexicon.get("unheard"), Entry::default());
        assert!(Lexicon::open(Cow::Owned(vec![0; 10])).is_none() && Lexicon::open(Cow::Owned(Vec::new())).is_none());
    }
}
