//! Which articles of a segment have a key (a hash of 26 bits): a list that is read in place.
//!
//! A segment never changes, so its list is made once, when it is new, and holds also for a later revision: deleted articles
//! are for who reads to leave out. It is a directory and its entries, numbers of four bytes. The first bits of a key say where among
//! the entries the keys with these bits begin; an entry is the rest of the key and the document, ascending.

use crate::text::fingerprint::BITS;
use std::collections::HashMap;
use std::ops::Range;
use tantivy::directory::OwnedBytes;

/// Entries for each place in the directory, about.
const ENTRIES: usize = 16;
/// Numbers before the list: bits of a document, bits of the directory, entries.
const HEAD: usize = 3;

/// The list of a segment.
#[derive(Debug, Clone)]
pub(super) struct KeyList {
    bytes: OwnedBytes,
    /// Where the parts lie, in numbers of four bytes.
    directory: Range<usize>,
    entries: Range<usize>,
    /// Bits of a key that an entry has.
    key_bits: u32,
    document_bits: u32,
}

/// Makes the list of a segment of so many documents, of keys with the leads of the articles that have them; some pairs may stand
/// more than once.
pub(super) fn encode(documents: u32, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
    let mut pairs: Vec<u64> = pairs.map(|(key, lead)| u64::from(key) << 32 | u64::from(lead)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let document_bits = u32::BITS - documents.leading_zeros();
    let for_size = (pairs.len() / ENTRIES).checked_ilog2().unwrap_or(0);
    let directory_bits = for_size.max((BITS + document_bits).saturating_sub(u32::BITS)).min(BITS);
    let key_bits = BITS - directory_bits;
    let mut numbers: Vec<u32> = Vec::with_capacity(HEAD + (1 << directory_bits) + pairs.len());
    numbers.extend([document_bits, directory_bits, pairs.len() as u32]);
    let mut begin = 0;
    for value in 0..1_u32 << directory_bits {
        begin += pairs[begin..].iter().take_while(|pair| ((*pair >> 32) as u32) >> key_bits < value).count();
        numbers.push(begin as u32);
    }
    let rest_of = |pair: &u64| ((*pair >> 32) as u32 & ((1 << key_bits) - 1)) << document_bits | *pair as u32;
    numbers.extend(pairs.iter().map(rest_of));
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

impl KeyList {
    /// The list in bytes; none where they are no list.
    pub fn decode(bytes: OwnedBytes) -> Option<Self> {
        if bytes.len() < HEAD * size_of::<u32>() {
            return None;
        }
        let [document_bits, directory_bits, entries] = [0, 1, 2].map(|at| number(&bytes, at));
        if directory_bits > BITS || (BITS - directory_bits).saturating_add(document_bits) > u32::BITS {
            return None;
        }
        let directory = HEAD..HEAD + (1 << directory_bits);
        let entries = directory.end..directory.end + entries as usize;
        let is_whole = entries.end * size_of::<u32>() == bytes.len();
        is_whole.then_some(Self { bytes, directory, entries, key_bits: BITS - directory_bits, document_bits })
    }

    /// Adds the leads of the articles that have a key.
    pub fn find(&self, key: u32, found: &mut Vec<u32>) {
        let Range { start: mut at, end } = self.bucket((key >> self.key_bits) as usize);
        let wanted = u64::from(key) & ((1 << self.key_bits) - 1);
        let key_of = |at: usize| u64::from(number(&self.bytes, at)) >> self.document_bits;
        let mut to = end;
        while at < to {
            let middle = at + (to - at) / 2;
            if key_of(middle) < wanted { at = middle + 1 } else { to = middle }
        }
        while at < end && key_of(at) == wanted {
            found.push(self.document(number(&self.bytes, at)));
            at += 1;
        }
    }

    /// The keys of articles, read out of the list: where the segment itself is gone.
    pub fn keys_of(&self, leads: &[u32]) -> HashMap<u32, Vec<u32>> {
        let mut found: HashMap<u32, Vec<u32>> = leads.iter().map(|lead| (*lead, Vec::new())).collect();
        for place in 0..self.directory.len() {
            for at in self.bucket(place) {
                let entry = number(&self.bytes, at);
                if let Some(keys) = found.get_mut(&self.document(entry)) {
                    let rest = (u64::from(entry) >> self.document_bits) as u32;
                    keys.push((place as u32) << self.key_bits | rest);
                }
            }
        }
        found
    }

    /// The entries of a place in the directory.
    fn bucket(&self, place: usize) -> Range<usize> {
        let begin_of = |at: usize| {
            let begin = |at: usize| self.entries.start + number(&self.bytes, self.directory.start + at) as usize;
            if at < self.directory.len() { begin(at).min(self.entries.end) } else { self.entries.end }
        };
        begin_of(place)..begin_of(place + 1)
    }

    fn document(&self, entry: u32) -> u32 {
        (u64::from(entry) & ((1 << self.document_bits) - 1)) as u32
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(4 * at..4 * at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn every_article_is_found_by_its_keys(
            keys in prop::collection::vec(
                prop::collection::btree_set(prop_oneof![0..40_u32, 0..1_u32 << BITS, (1_u32 << BITS) - 3..1 << BITS], 0..20),
                0..60,
            ),
            scale in 1..100_000_u32,
        ) {
            let lead = |at: usize| at as u32 * scale;
            let pairs = keys.iter().enumerate().flat_map(|(at, own)| own.iter().map(move |key| (*key, lead(at))));
            let list = KeyList::decode(OwnedBytes::new(encode(lead(keys.len()) + 1, pairs.clone().chain(pairs)))).unwrap();
            for key in keys.iter().flatten().chain(&[7, 41]) {
                let mut found = Vec::new();
                list.find(*key, &mut found);
                let having: Vec<u32> = (0..keys.len()).filter(|at| keys[*at].contains(key)).map(lead).collect();
                prop_assert_eq!(found, having);
            }
            let leads: Vec<u32> = (0..keys.len()).map(lead).collect();
            let found = list.keys_of(&leads);
            let own = |lead: &u32| found[lead].iter().copied().collect::<BTreeSet<u32>>();
            prop_assert!(keys.iter().zip(&leads).all(|(keys, lead)| own(lead) == *keys));
        }

        #[test]
        fn any_bytes_are_safe(bytes: Vec<u8>, key in 0_u32..1 << BITS) {
            if let Some(list) = KeyList::decode(OwnedBytes::new(bytes)) {
                list.find(key, &mut Vec::new());
                list.keys_of(&[1]);
            }
        }
    }
}
