//! Which articles of a segment have a hash in their fingerprints: by their lowest hashes, and by the rest.
//!
//! They are cached tables and no terms of the index: two of three hashes of an archive stand in one article alone, and as terms
//! they would take more than twice the bytes and a part of the time of every indexing.

use super::key_list::{self, KeyList};
use super::sections::{Reader, Writer};
use std::collections::HashMap;
use tantivy::directory::OwnedBytes;

/// The lists of a segment.
pub(super) struct HashLists {
    lowest: KeyList,
    rest: KeyList,
}

/// Makes the lists of a segment of so many documents, whose articles have these fingerprints.
pub(super) fn encode(documents: u32, lowest: usize, articles: impl Iterator<Item = (u32, Vec<u32>)>) -> Vec<u8> {
    let (mut low, mut rest) = (Vec::new(), Vec::new());
    for (lead, fingerprint) in articles {
        for (rank, hash) in fingerprint.iter().enumerate() {
            let list = if rank < lowest { &mut low } else { &mut rest };
            list.push((*hash, lead));
        }
    }
    let mut writer = Writer::default();
    for list in [low, rest] {
        writer.put(&key_list::encode(documents, list.into_iter()));
    }
    writer.finish()
}

impl HashLists {
    /// The lists in bytes; none where they are not lists.
    pub(super) fn decode(bytes: OwnedBytes) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let mut list = || reader.bytes().and_then(KeyList::decode);
        let (lowest, rest) = (list()?, list()?);
        reader.rest.is_empty().then_some(Self { lowest, rest })
    }

    /// Adds the leads of the articles that have a hash among their lowest.
    pub(super) fn lowest(&self, hash: u32, found: &mut Vec<u32>) {
        self.lowest.find(hash, found);
    }

    /// Adds the leads of the articles that have a hash.
    pub(super) fn all(&self, hash: u32, found: &mut Vec<u32>) {
        self.lowest(hash, found);
        self.rest.find(hash, found);
    }

    /// The fingerprints of articles, read out of the lists: where the segment itself is gone.
    pub(super) fn fingerprints(&self, leads: &[u32]) -> HashMap<u32, Vec<u32>> {
        let mut found = self.lowest.keys_of(leads);
        for (lead, mut hashes) in self.rest.keys_of(leads) {
            found.entry(lead).or_default().append(&mut hashes);
        }
        for fingerprint in found.values_mut() {
            fingerprint.sort_unstable();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fingerprint::BITS;
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
            let hash_lists = HashLists::decode(OwnedBytes::new(bytes)).unwrap();
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
            if let Some(hash_lists) = HashLists::decode(OwnedBytes::new(bytes)) {
                hash_lists.all(hash, &mut Vec::new());
                hash_lists.fingerprints(&[1]);
            }
        }
    }
}
