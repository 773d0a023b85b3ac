//! Groups the copies among many texts: which text each one is a copy of.
//!
//! The groups are a function of the texts and their order alone, so that it makes no difference how a collection grew:
//! equal fingerprints are one text, which stands where the first of its articles stands. A text follows the *leader* that it is
//! most like among the earlier ones, or leads itself where it is like none; that it resembles another follower is not enough,
//! since chains of such resemblances would put unrelated texts together. Hashes that many texts have count less, so that
//! notes of one template with other numbers come apart; the weight falls in steps, so that one text more rarely changes it.
//! Only texts that share two of their lowest hashes are compared, and a hash that very many have among their lowest ones
//! starts no comparison, so the work grows with the number of texts.

use super::fingerprint::{BITS, digest, weighted_share};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Deref;

/// Stands for no text.
pub const NONE: u32 = u32::MAX;
/// Hashes of a fingerprint that are sorted at a time, about, which bounds the memory.
const SLICE: usize = 1 << 22;

/// The numbers that the definition rests on.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Hashes of a fingerprint by which texts to compare are found.
    pub lowest: usize,
    /// Hashes among the lowest that two texts share, for them to be compared.
    pub shared: usize,
    /// Texts that have a hash among their lowest at most, for it to start comparisons.
    pub boilerplate: u32,
    /// Texts from which a hash counts half; a quarter from twice as many, and so on.
    pub common: u32,
}

impl Rules {
    /// Of a text cut to a third, the original's lowest 24 hold 8 on average, and fewer than two in 1 of 1,300 cases; a single
    /// shared hash is mostly a turn of phrase. That seven texts make a hash common was chosen on copies of two collections
    /// (docs/reports/copies.md): from 1 up, copies of copies fell apart; from 4 or 8 up, notes of one template stayed together.
    pub const USUAL: Self = Self { lowest: 24, shared: 2, boilerplate: 400, common: 7 };

    /// The hashes by which texts to compare are found.
    #[must_use]
    pub fn lowest<'f>(&self, fingerprint: &'f [u32]) -> &'f [u32] {
        &fingerprint[..fingerprint.len().min(self.lowest)]
    }

    /// The step of a hash that so many texts have: its weight is one half to the power of it.
    #[must_use]
    pub fn step(&self, texts: u32) -> u32 {
        (texts / self.common).checked_ilog2().map_or(0, |log| log + 1)
    }
}

/// The weight of a step.
#[must_use]
pub fn weight_of(step: u32) -> f32 {
    1.0 / (1_u64 << step) as f32
}

/// Texts by number, as the definition looks at them.
pub trait Texts {
    /// The fingerprint of a text.
    fn fingerprint(&self, text: u32) -> impl Deref<Target = [u32]>;
    /// Where it stands in the order; no two are equal.
    fn place(&self, text: u32) -> (i64, u64);
    /// Adds the texts that have a hash among their lowest; none where it is boilerplate. Some may be none that are asked for.
    fn sharing(&self, hash: u32, found: &mut Vec<u32>);
    /// What a hash counts for.
    fn weight(&self, hash: u32) -> f32;
}

/// The leader of a text among those that lead already; itself where it is like none of them.
pub fn leader<T: Texts>(texts: &T, text: u32, rules: Rules, leads: impl Fn(u32) -> bool) -> u32 {
    let fingerprint = texts.fingerprint(text);
    let place = texts.place(text);
    let mut seen = Vec::new();
    rules.lowest(&fingerprint).iter().for_each(|hash| texts.sharing(*hash, &mut seen));
    seen.retain(|other| *other != text && leads(*other) && texts.place(*other) < place);
    seen.sort_unstable();
    seen.chunk_by(|a, b| a == b)
        .filter(|holder| holder.len() >= rules.shared)
        .map(|holder| holder[0])
        .filter_map(|other| {
            let share = weighted_share(&fingerprint, &texts.fingerprint(other), |hash| texts.weight(hash));
            share.map(|share| (share, other))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| texts.place(b.1).cmp(&texts.place(a.1))))
        .map_or(text, |(_, other)| other)
}

/// The groups of articles that are given in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Of each article: the first that has its fingerprint; itself where the fingerprint is empty.
    pub texts: Vec<u32>,
    /// Of each article: the leader of its text.
    pub leaders: Vec<u32>,
}

/// Groups articles by their fingerprints, in the order in which they stand.
#[must_use]
pub fn groups<F: AsRef<[u32]>>(fingerprints: &[F], rules: Rules) -> Groups {
    let mut firsts: HashMap<u64, u32, BuildHasherDefault<AsItIs>> = HashMap::default();
    let texts: Vec<u32> = (0..)
        .zip(fingerprints)
        .map(|(at, fingerprint)| match digest(fingerprint.as_ref()) {
            0 => at,
            digest => *firsts.entry(digest).or_insert(at),
        })
        .collect();
    drop(firsts);
    let whole = Whole::of(fingerprints, &texts, rules);
    let mut leaders: Vec<u32> = Vec::with_capacity(texts.len());
    for (at, text) in (0..).zip(&texts) {
        let of_text = if *text == at {
            leader(&whole, at, rules, |other| leaders.get(other as usize) == Some(&other))
        } else {
            leaders[*text as usize]
        };
        leaders.push(of_text);
    }
    Groups { texts, leaders }
}

/// All texts of a collection at once, with what is known of the hashes that more than one text has.
struct Whole<'f, F> {
    fingerprints: &'f [F],
    /// Weights of the hashes that are common.
    weights: HashMap<u32, f32, BuildHasherDefault<AsItIs>>,
    /// Where among the holders those of a hash are.
    shared: HashMap<u32, (u32, u32), BuildHasherDefault<AsItIs>>,
    holders: Vec<u32>,
}

impl<'f, F: AsRef<[u32]>> Whole<'f, F> {
    fn of(fingerprints: &'f [F], texts: &[u32], rules: Rules) -> Self {
        let mut whole =
            Self { fingerprints, weights: HashMap::default(), shared: HashMap::default(), holders: Vec::new() };
        let total: usize = fingerprints.iter().map(|fingerprint| fingerprint.as_ref().len()).sum();
        let slices = (total / SLICE + 1).next_power_of_two().min(1 << BITS) as u32;
        let width = (1 << BITS) / slices;
        let mut pairs: Vec<u64> = Vec::new();
        for slice in 0..slices {
            let (from, to) = (slice * width, (slice + 1) * width);
            pairs.clear();
            for (at, fingerprint) in (0..).zip(fingerprints).filter(|(at, _)| texts[*at as usize] == *at) {
                let hashes = fingerprint.as_ref();
                let range = hashes.partition_point(|hash| *hash < from)..hashes.partition_point(|hash| *hash < to);
                let pair = |rank: usize| {
                    let is_lowest = u64::from(rank < rules.lowest);
                    u64::from(hashes[rank]) << 32 | u64::from(at) << 1 | is_lowest
                };
                pairs.extend(range.map(pair));
            }
            pairs.sort_unstable();
            pairs.chunk_by(|a, b| a >> 32 == b >> 32).filter(|of_hash| of_hash.len() > 1).for_each(|of_hash| {
                whole.add(of_hash, rules);
            });
        }
        whole
    }

    /// Adds a hash with those who have it.
    fn add(&mut self, pairs: &[u64], rules: Rules) {
        let hash = (pairs[0] >> 32) as u32;
        let step = rules.step(pairs.len() as u32);
        if step > 0 {
            self.weights.insert(hash, weight_of(step));
        }
        let begin = self.holders.len();
        self.holders.extend(pairs.iter().filter(|pair| *pair & 1 == 1).map(|pair| (*pair as u32) >> 1));
        let count = (self.holders.len() - begin) as u32;
        if count < 2 || count > rules.boilerplate {
            self.holders.truncate(begin);
        } else {
            self.shared.insert(hash, (begin as u32, count));
        }
    }
}

impl<F: AsRef<[u32]>> Texts for Whole<'_, F> {
    fn fingerprint(&self, text: u32) -> impl Deref<Target = [u32]> {
        self.fingerprints[text as usize].as_ref()
    }

    fn place(&self, text: u32) -> (i64, u64) {
        (0, u64::from(text))
    }

    fn sharing(&self, hash: u32, found: &mut Vec<u32>) {
        if let Some(&(begin, count)) = self.shared.get(&hash) {
            found.extend_from_slice(&self.holders[begin as usize..(begin + count) as usize]);
        }
    }

    fn weight(&self, hash: u32) -> f32 {
        self.weights.get(&hash).copied().unwrap_or(1.0)
    }
}

/// Hashes of fingerprints are random already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 << 8 | u64::from(*byte));
        }
    }

    fn write_u32(&mut self, hash: u32) {
        self.write_u64(u64::from(hash));
    }

    fn write_u64(&mut self, hash: u64) {
        // The table looks at the high bits too: 2^64 / the golden ratio.
        self.0 = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::text::fingerprint::tests::{edited, story};
    use crate::text::fingerprint::{fingerprint, similarity};
    use proptest::prelude::*;

    /// The definition, word for word: every pair is looked at.
    pub(crate) fn by_definition(fingerprints: &[Vec<u32>], rules: Rules) -> Groups {
        let text = |at: usize| {
            let first = fingerprints.iter().position(|other| *other == fingerprints[at] && !other.is_empty());
            first.unwrap_or(at)
        };
        let texts: Vec<usize> = (0..fingerprints.len()).map(text).collect();
        let distinct = |at: &usize| texts[*at] == *at;
        let (mut having, mut having_lowest): (HashMap<u32, u32>, HashMap<u32, u32>) = Default::default();
        for at in (0..texts.len()).filter(distinct) {
            fingerprints[at].iter().for_each(|hash| *having.entry(*hash).or_default() += 1);
            rules.lowest(&fingerprints[at]).iter().for_each(|hash| *having_lowest.entry(*hash).or_default() += 1);
        }
        let weight = |hash: u32| 0.5_f32.powi(rules.step(having[&hash]) as i32);
        let mut leaders: Vec<u32> = Vec::new();
        for at in 0..texts.len() {
            if !distinct(&at) {
                leaders.push(leaders[texts[at]]);
                continue;
            }
            let mut best = (0.0, at);
            for other in (0..at).filter(|other| distinct(other) && leaders[*other] == *other as u32) {
                let theirs = rules.lowest(&fingerprints[other]);
                let start = |hash: &&u32| theirs.contains(hash) && having_lowest[*hash] <= rules.boilerplate;
                if rules.lowest(&fingerprints[at]).iter().filter(start).count() >= rules.shared
                    && let Some(share) = weighted_share(&fingerprints[at], &fingerprints[other], weight)
                    && share > best.0
                {
                    best = (share, other);
                }
            }
            leaders.push(best.1 as u32);
        }
        Groups { texts: texts.into_iter().map(|at| at as u32).collect(), leaders }
    }

    /// Sketches of a few families of texts, and of a chain of texts of which only near ones are alike: each has most of the
    /// hashes of its family, or of its stretch of the chain, and some of its own.
    pub(crate) fn sketches() -> impl Strategy<Value = Vec<Vec<u32>>> {
        prop::collection::vec(sketch(), 0..40)
    }

    pub(crate) fn sketch() -> impl Strategy<Value = Vec<u32>> {
        let family = (0..4_u32, prop::collection::vec(0..16_u32, 0..14))
            .prop_map(|(family, members)| members.iter().map(|member| 16 * family + member).collect::<Vec<_>>());
        let stretch = (0..24_u32, prop::collection::vec(0..10_u32, 12..30))
            .prop_map(|(start, members)| members.iter().map(|member| 100 + start + member).collect());
        let own = prop::collection::btree_set(0..60_u32, 0..3);
        (prop_oneof![family, stretch], own).prop_map(|(members, mut hashes)| {
            hashes.extend(members.iter().map(|member| 1_000 * (1 + member)));
            hashes.into_iter().collect()
        })
    }

    /// Rules under which a few dozen small sketches reach every bound.
    pub(crate) fn small_rules() -> impl Strategy<Value = Rules> {
        let numbers = (3..8_usize, 1..3_usize, 2..10_u32, 2..5_u32);
        numbers.prop_map(|(lowest, shared, boilerplate, common)| Rules { lowest, shared, boilerplate, common })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn groups_are_those_of_the_definition(fingerprints in sketches(), rules in small_rules()) {
            prop_assert_eq!(groups(&fingerprints, rules), by_definition(&fingerprints, rules));
        }
    }

    #[test]
    fn steps_are_powers_of_two() {
        let steps: Vec<u32> = [0, 1, 6, 7, 13, 14, 27, 28, 56].iter().map(|texts| Rules::USUAL.step(*texts)).collect();
        assert_eq!(steps, [0, 0, 0, 1, 1, 2, 2, 3, 4]);
        assert_eq!(weight_of(3).to_bits(), 0.125_f32.to_bits());
    }

    #[test]
    fn notes_of_one_template_come_apart() {
        let template = story(1, 11);
        let mut texts: Vec<String> = (2..=20).map(|seed| [&template[..], &story(seed, 9)].concat().join(" ")).collect();
        // A copy of one of them, its last part cut off, is still found.
        let original: Vec<&str> = texts[4].split_inclusive(". ").collect();
        let copy = original[..original.len() - 3].concat();
        texts.push(copy);
        let fingerprints: Vec<Vec<u32>> = texts.iter().map(|text| fingerprint(text)).collect();
        assert!(similarity(&fingerprints[0], &fingerprints[1]) > 0.45);
        let leaders = groups(&fingerprints, Rules::USUAL).leaders;
        assert!((0..19).all(|at| leaders[at as usize] == at), "{leaders:?}");
        assert_eq!(leaders[19], 4);
    }

    #[test]
    fn groups_gather_copies() {
        let stories: Vec<Vec<String>> = (1..=40).map(|seed| story(seed, 20)).collect();
        let mut texts: Vec<String> = stories.iter().map(|story| story.join(" ")).collect();
        texts.extend(stories.iter().enumerate().map(|(at, story)| edited(story, 500 + at as u64, 20, 100)));
        let fingerprints: Vec<Vec<u32>> = texts.iter().map(|text| fingerprint(text)).collect();
        let leaders = groups(&fingerprints, Rules::USUAL).leaders;
        for at in 0..40 {
            assert_eq!([leaders[at], leaders[at + 40]], [at as u32; 2]);
        }
    }

    /// More articles than make a hash boilerplate, all of one text, are one story.
    #[test]
    fn what_is_repeated_very_often_stays_together() {
        let text = story(3, 20).join(" ");
        let mut fingerprints = vec![fingerprint(&text); 1_000];
        fingerprints.push(fingerprint(&edited(&story(3, 20), 9, 10, 100)));
        assert!(groups(&fingerprints, Rules::USUAL).leaders.iter().all(|leader| *leader == 0));
    }
}
