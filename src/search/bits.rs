//! Sets of document numbers of one segment.

/// A set of numbers under a fixed bound, one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    length: u32,
}

impl Bits {
    /// The empty set of numbers under `length`.
    pub fn new(length: u32) -> Self {
        Self { words: vec![0; length.div_ceil(64) as usize], length }
    }

    /// The bound.
    pub fn length(&self) -> u32 {
        self.length
    }

    pub fn insert(&mut self, number: u32) {
        self.words[number as usize / 64] |= 1 << (number % 64);
    }

    pub fn has(&self, number: u32) -> bool {
        self.words.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Keeps what is in both.
    pub fn and(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
        self
    }

    /// Adds what is in the other.
    pub fn or(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
        self
    }

    /// Takes away what is in the other.
    pub fn without(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
        self
    }

    /// The numbers in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().zip(0_u32..).flat_map(|(&word, at)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn bits(numbers: &BTreeSet<u32>) -> Bits {
        let mut bits = Bits::new(200);
        numbers.iter().for_each(|&number| bits.insert(number));
        bits
    }

    proptest! {
        #[test]
        fn they_behave_as_sets(a in proptest::collection::btree_set(0..200_u32, 0..50), b in proptest::collection::btree_set(0..200_u32, 0..50)) {
            let list = |bits: Bits| bits.iter().collect::<Vec<_>>();
            prop_assert_eq!(bits(&a).count(), a.len());
            prop_assert_eq!(list(bits(&a).and(&bits(&b))), a.intersection(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(list(bits(&a).or(&bits(&b))), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(list(bits(&a).without(&bits(&b))), a.difference(&b).copied().collect::<Vec<_>>());
            prop_assert!((0..200).all(|number| bits(&a).has(number) == a.contains(&number)));
        }
    }
}
