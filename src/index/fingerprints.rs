//! Fingerprints in a column: as differences, which need fewer bits than the hashes themselves.

use tantivy::DocId;
use tantivy::columnar::Column;

/// The values that the column of a fingerprint is given: its first hash, then the differences, which are positive.
pub(super) fn differences(fingerprint: &[u32]) -> impl Iterator<Item = u64> {
    let before = std::iter::once(0).chain(fingerprint.iter().copied());
    fingerprint.iter().zip(before).map(|(hash, before)| u64::from(hash.wrapping_sub(before)))
}

/// Reads the fingerprint of an article from the column `fingerprint`.
#[must_use]
pub fn fingerprint(column: &Column<u64>, lead: DocId) -> Vec<u32> {
    sums(column.values_for_doc(lead))
}

fn sums(differences: impl Iterator<Item = u64>) -> Vec<u32> {
    let sum = |sum: &mut u32, difference: u64| {
        *sum = sum.wrapping_add(difference as u32);
        Some(*sum)
    };
    differences.scan(0, sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fingerprints_come_back(hashes: Vec<u32>) {
            prop_assert_eq!(sums(differences(&hashes)), hashes);
        }
    }
}
