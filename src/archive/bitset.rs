//! Sets of document numbers of one segment.

/// A set of numbers under a fixed bound, one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BitSet {
    words: Vec<u64>,
    length: u32,
}

impl BitSet {
    /// The empty set of numbers under `length`.
    pub fn new(length: u32) -> Self {
        Self { words: vec![0; length.div_ceil(64) as usize], length }
    }

    /// The set whose 64 numbers from `64 * at` on are the bits of a word, the lowest first.
    pub fn of_words(length: u32, word: impl FnMut(u32) -> u64) -> Self {
        Self { words: (0..length.div_ceil(64)).map(word).collect(), length }
    }

    /// The bound.
    pub fn length(&self) -> u32 {
        self.length
    }

    pub fn insert(&mut self, number: u32) {
        self.words[number as usize / 64] |= 1 << (number % 64);
    }

    /// Adds `from..to`.
    pub fn insert_range(&mut self, from: u32, to: u32) {
        let (first, last) = (from as usize / 64, to as usize / 64);
        let (low, high) = (u64::MAX << (from % 64), (1_u64 << (to % 64)) - 1);
        if from >= to {
            return;
        }
        if first == last {
            self.words[first] |= low & high;
            return;
        }
        self.words[first] |= low;
        self.words[first + 1..last].fill(u64::MAX);
        if high != 0 {
            self.words[last] |= high;
        }
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

    /// Removes everything.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// True when nothing of this is missing in the other.
    pub fn is_within(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(a, b)| a & !b == 0)
    }

    /// Keeps what is in both.
    pub fn and(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
        self
    }

    /// Adds what is in both others.
    pub fn add_common(&mut self, a: &Self, b: &Self) {
        self.words.iter_mut().zip(a.words.iter().zip(&b.words)).for_each(|(word, (a, b))| *word |= a & b);
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

    /// The last number of the set that is at most this one.
    pub fn last(&self, number: u32) -> Option<u32> {
        let mut at = number as usize / 64;
        let mut word = self.words.get(at)? & (u64::MAX >> (63 - number % 64));
        while word == 0 {
            at = at.checked_sub(1)?;
            word = self.words[at];
        }
        Some(at as u32 * 64 + word.ilog2())
    }

    /// The first number of `from..to` that is not in the set, or `to`.
    pub fn absent(&self, from: u32, to: u32) -> u32 {
        let to = to.min(self.length);
        let mut at = from / 64;
        let mut kept = u64::MAX << (from % 64);
        while at * 64 < to {
            let word = !self.words[at as usize] & kept;
            if word != 0 {
                return (at * 64 + word.trailing_zeros()).min(to);
            }
            (at, kept) = (at + 1, u64::MAX);
        }
        to
    }

    /// The first multiple of 64 after a number from which on `words` times 64 numbers are not in the set, if it is under `to`, or `to`.
    pub fn pause(&self, number: u32, words: u32, to: u32) -> u32 {
        let to = to.min(self.length);
        let (mut at, mut absent) = (number / 64 + 1, 0);
        while at * 64 < to {
            absent = if self.words[at as usize] == 0 { absent + 1 } else { 0 };
            at += 1;
            if absent == words {
                return (at - words) * 64;
            }
        }
        to
    }

    /// The numbers in ascending order.
    pub fn iter(&self) -> Numbers<'_> {
        self.range(0, self.length)
    }

    /// The numbers of `from..to` in ascending order.
    pub fn range(&self, from: u32, to: u32) -> Numbers<'_> {
        let to = to.min(self.length);
        let at = from / 64;
        let first = if from < to { self.words[at as usize] & (u64::MAX << (from % 64)) } else { 0 };
        Numbers { words: &self.words, at, rest: first, to }
    }
}

/// Numbers of a set in ascending order.
pub(crate) struct Numbers<'b> {
    words: &'b [u64],
    /// The word that `rest` is left of.
    at: u32,
    rest: u64,
    to: u32,
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while self.rest == 0 {
            self.at += 1;
            if self.at * 64 >= self.to {
                return None;
            }
            self.rest = self.words[self.at as usize];
        }
        let number = self.at * 64 + self.rest.trailing_zeros();
        self.rest &= self.rest - 1;
        (number < self.to).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn bits(numbers: &BTreeSet<u32>) -> BitSet {
        let mut bits = BitSet::new(200);
        numbers.iter().for_each(|&number| bits.insert(number));
        bits
    }

    proptest! {
        #[test]
        fn ranges_are_added_whole(a in proptest::collection::btree_set(0..200_u32, 0..50), from in 0..200_u32, to in 0..=200_u32) {
            let mut with = bits(&a);
            with.insert_range(from, to);
            let expected: BTreeSet<u32> = a.iter().copied().chain(from..to).collect();
            prop_assert_eq!(with.iter().collect::<BTreeSet<_>>(), expected);
        }

        #[test]
        fn pauses_are_the_first(a in proptest::collection::btree_set(0..2_000_u32, 1..12), words in 1..5_u32, to in 1..2_100_u32) {
            let mut bits = BitSet::new(2_000);
            a.iter().for_each(|&number| bits.insert(number));
            let begin = *a.first().unwrap();
            let is_pause = |from: &u32| a.range(*from..from + words * 64).next().is_none();
            let within = to.min(2_000);
            let whole = (begin / 64 + 1..).map(|at| at * 64).take_while(|from| from + (words - 1) * 64 < within);
            prop_assert_eq!(bits.pause(begin, words, to), whole.into_iter().find(is_pause).unwrap_or(within));
        }

        #[test]
        fn they_behave_as_sets(a in proptest::collection::btree_set(0..200_u32, 0..50), b in proptest::collection::btree_set(0..200_u32, 0..50)) {
            let list = |bits: BitSet| bits.iter().collect::<Vec<_>>();
            prop_assert_eq!(bits(&a).count(), a.len());
            prop_assert_eq!(list(bits(&a).and(&bits(&b))), a.intersection(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(list(bits(&a).or(&bits(&b))), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(list(bits(&a).without(&bits(&b))), a.difference(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(bits(&a).range(*b.first().unwrap_or(&0), 150).collect::<Vec<_>>(),
                a.iter().copied().filter(|number| (*b.first().unwrap_or(&0)..150).contains(number)).collect::<Vec<_>>());
            for number in 0..=200 {
                prop_assert_eq!(bits(&a).last(number), a.range(..=number).next_back().copied());
                prop_assert_eq!(bits(&a).absent(number, 150), (number..150).find(|number| !a.contains(number)).unwrap_or(150));
            }
            prop_assert_eq!(bits(&a).is_within(&bits(&b)), a.is_subset(&b));
            prop_assert!((0..200).all(|number| bits(&a).has(number) == a.contains(&number)));
        }
    }
}
