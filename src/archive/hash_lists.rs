//! Which articles of a segment have a hash in their fingerprints: lists that are read in place.
//!
//! A segment never changes, so its lists are made once, when it is new, and hold also for a later revision: deleted articles
//! are for who reads to leave out. One list has the articles by their lowest hashes, the other by the rest. They are cached
//! tables and no terms of the index: two of three hashes of an archive stand in one article alone, and as terms they would
//! take more than twice the bytes and a part of the time of every indexing.
//!
//! A list is a directory and its entries, numbers of four bytes. Its first bits say where among the entries the hashes with these
//! bits begin; an entry is the rest of the hash and the document, ascending.

use crate::text::fingerprint::BITS;
use std::collections::HashMap;
use std::ops::Range;

/// Entries for each place in the directory, about.
const ENTRIES: usize = 16;
/// Numbers before the lists: what is written of each is its bits of the directory, and its entries; then the bits of documents.
const HEAD: usize = 5;

/// The lists of a segment.
pub(super) struct HashLists<B> {
    bytes: B,
    lowest: List,
    rest: List,
}

/// Where a list lies, in numbers of four bytes.
#[derive(Debug, Clone)]
struct List {
    directory: Range<usize>,
    entries: Range<usize>,
    /// Bits of a hash that an entry has.
    hash_bits: u32,
    document_bits: u32,
}

/// Makes the lists of a segment of so many documents, whose articles have these fingerprints.
pub(super) fn encode(documents: u32, lowest: usize, articles: impl Iterator<Item = (u32, Vec<u32>)>) -> Vec<u8> {
    let (mut low, mut rest): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
    for (lead, fingerprint) in articles {
        for (rank, hash) in fingerprint.iter().enumerate() {
            let list = if rank < lowest { &mut low } else { &mut rest };
            list.push(u64::from(*hash) << 32 | u64::from(lead));
        }
    }
    let document_bits = u32::BITS - documents.leading_zeros();
    let mut numbers: Vec<u32> = vec![document_bits];
    for list in [&mut low, &mut rest] {
        list.sort_unstable();
        let for_size = (list.len() / ENTRIES).checked_ilog2().unwrap_or(0);
        let directory_bits = for_size.max((BITS + document_bits).saturating_sub(u32::BITS)).min(BITS);
        numbers.extend([directory_bits, list.len() as u32]);
    }
    for (at, list) in [&low, &rest].into_iter().enumerate() {
        let hash_bits = BITS - numbers[1 + 2 * at];
        let bucket = |pair: &u64| (*pair >> 32 >> hash_bits) as u32;
        let mut begin = 0;
        for value in 0..1_u32 << (BITS - hash_bits) {
            begin += list[begin..].iter().take_while(|pair| bucket(pair) < value).count();
            numbers.push(begin as u32);
        }
        let rest_of = |pair: &u64| ((*pair >> 32) as u32 & ((1 << hash_bits) - 1)) << document_bits | *pair as u32;
        numbers.extend(list.iter().map(rest_of));
    }
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

impl<B: AsRef<[u8]>> HashLists<B> {
    /// The lists in bytes; none where they are not lists.
    pub(super) fn decode(bytes: B) -> Option<Self> {
        let number = |at: usize| number(bytes.as_ref(), at);
        if bytes.as_ref().len() < 4 * HEAD {
            return None;
        }
        let document_bits = number(0);
        let mut begin = HEAD;
        let mut list = |at: usize| {
            let (bits, entries) = (number(at), number(at + 1) as usize);
            if bits > BITS || (BITS - bits).saturating_add(document_bits) > u32::BITS {
                return None;
            }
            let directory = begin..begin + (1 << bits);
            let entries = directory.end..directory.end + entries;
            begin = entries.end;
            Some(List { directory, entries, hash_bits: BITS - bits, document_bits })
        };
        let (lowest, rest) = (list(1)?, list(3)?);
        (begin * 4 == bytes.as_ref().len()).then_some(Self { bytes, lowest, rest })
    }

    /// Adds the leads of the articles that have a hash among their lowest.
    pub(super) fn lowest(&self, hash: u32, found: &mut Vec<u32>) {
        self.lowest.find(self.bytes.as_ref(), hash, found);
    }

    /// Adds the leads of the articles that have a hash.
    pub(super) fn all(&self, hash: u32, found: &mut Vec<u32>) {
        self.lowest(hash, found);
        self.rest.find(self.bytes.as_ref(), hash, found);
    }

    /// The fingerprints of articles, read out of the lists: where the segment itself is gone.
    pub(super) fn fingerprints(&self, leads: &[u32]) -> HashMap<u32, Vec<u32>> {
        let mut found: HashMap<u32, Vec<u32>> = leads.iter().map(|lead| (*lead, Vec::new())).collect();
        for list in [&self.lowest, &self.rest] {
            list.each(self.bytes.as_ref(), |hash, lead| {
                if let Some(fingerprint) = found.get_mut(&lead) {
                    fingerprint.push(hash);
                }
            });
        }
        for fingerprint in found.values_mut() {
            fingerprint.sort_unstable();
        }
        found
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(4 * at..4 * at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

impl List {
    /// The entries of a place in the directory.
    fn bucket(&self, bytes: &[u8], place: usize) -> Range<usize> {
        let begin_of = |at: usize| {
            let begin = |at: usize| self.entries.start + number(bytes, self.directory.start + at) as usize;
            if at < self.directory.len() { begin(at).min(self.entries.end) } else { self.entries.end }
        };
        begin_of(place)..begin_of(place + 1)
    }

    fn document(&self, entry: u32) -> u32 {
        (u64::from(entry) & ((1 << self.document_bits) - 1)) as u32
    }

    fn find(&self, bytes: &[u8], hash: u32, found: &mut Vec<u32>) {
        let Range { start: mut at, end } = self.bucket(bytes, (hash >> self.hash_bits) as usize);
        let wanted = u64::from(hash) & ((1 << self.hash_bits) - 1);
        let hash_of = |at: usize| u64::from(number(bytes, at)) >> self.document_bits;
        let mut to = end;
        while at < to {
            let middle = at + (to - at) / 2;
            if hash_of(middle) < wanted { at = middle + 1 } else { to = middle }
        }
        while at < end && hash_of(at) == wanted {
            found.push(self.document(number(bytes, at)));
            at += 1;
        }
    }

    fn each(&self, bytes: &[u8], mut take: impl FnMut(u32, u32)) {
        for place in 0..self.directory.len() {
            for at in self.bucket(bytes, place) {
                let entry = number(bytes, at);
                let rest = (u64::from(entry) >> self.document_bits) as u32;
                take((place as u32) << self.hash_bits | rest, self.document(entry));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fingerprints() -> impl Strategy<Value = Vec<Vec<u32>>> {
        let hash = prop_oneof![0..40_u32, 0..1_u32 << BITS, (1_u32 << BITS) - 3..1 << BITS];
        prop::collection::vec(prop::collection::btree_set(hash, 0..20), 0..60)
            .prop_map(|all| all.into_iter().map(|hashes| hashes.into_iter().collect()).collect())
    }

    proptest! {
        #[test]
        fn every_article_is_found_by_its_hashes(fingerprints in fingerprints(), scale in 1..100_000_u32) {
            let lead = |at: usize| at as u32 * scale;
            let articles = fingerprints.iter().enumerate().map(|(at, hashes)| (lead(at), hashes.clone()));
            let bytes = encode(lead(fingerprints.len()) + 1, 5, articles);
            let hash_lists = HashLists::decode(&bytes).unwrap();
            for hash in fingerprints.iter().flatten().chain(&[7, 41]) {
                let mut found = (Vec::new(), Vec::new());
                hash_lists.lowest(*hash, &mut found.0);
                hash_lists.all(*hash, &mut found.1);
                found.1.sort_unstable();
                let has = |most: usize| -> Vec<u32> {
                    let has = |hashes: &[u32]| hashes.iter().take(most).any(|other| other == hash);
                    (0..fingerprints.len()).filter(|at| has(&fingerprints[*at])).map(lead).collect()
                };
                prop_assert_eq!(found, (has(5), has(usize::MAX)));
            }
            let leads: Vec<u32> = (0..fingerprints.len()).map(lead).collect();
            let found = hash_lists.fingerprints(&leads);
            prop_assert!(fingerprints.iter().zip(&leads).all(|(hashes, lead)| found[lead] == *hashes));
        }

        #[test]
        fn any_bytes_are_safe(bytes: Vec<u8>, hash in 0_u32..1 << BITS) {
            if let Some(hash_lists) = HashLists::decode(&bytes) {
                hash_lists.all(hash, &mut Vec::new());
                hash_lists.fingerprints(&[1]);
            }
        }
    }
}
