//! The features of a token that take more than one word, in groups by what they depend on: the sum of a group's weights is
//! kept under a key of all that.

use super::document::Sentence;
use super::features::{self, CENTRE, Emit, WINDOW};
use super::lexicon::LOWER;
use super::vocabulary::Words;
use super::words::Case;
use std::ops::Range;

/// Groups of features, as the highest bits of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Group {
    Cases = 1,
    Evidence,
    Second,
    First,
    Sides,
    Title,
    Ends,
    Last,
    Organization,
    Before,
    After,
    ElsewhereMost,
    ElsewhereKind,
    ElsewhereLabel,
}

impl Group {
    /// The groups of a token, in the order of [`TokenContext::keys`].
    pub const OF_TOKEN: [Self; 11] = [
        Self::Cases,
        Self::Evidence,
        Self::Second,
        Self::First,
        Self::Sides,
        Self::Title,
        Self::Ends,
        Self::Last,
        Self::Organization,
        Self::Before,
        Self::After,
    ];

    /// The key of what features of the group depend on; never 0.
    pub fn key(self, depends: u64) -> u64 {
        debug_assert!(depends < 1 << 59);
        (self as u64) << 59 | depends
    }
}

/// What the features of a token depend on that take more than one word.
pub(crate) struct TokenContext<'s> {
    words: &'s Words,
    before: Option<u32>,
    number: u32,
    after: Option<u32>,
    /// The token's case.
    case: Case,
    run: Option<InRun>,
}

/// What they depend on where the token stands in a run of capitals.
#[expect(clippy::struct_excessive_bools, reason = "each is a part of a key by itself")]
struct InRun {
    opens: bool,
    evidence: u8,
    is_lower: bool,
    follows_title: bool,
    sides: features::Sides,
    /// Place of the token in the run, and the run's length.
    place: u8,
    length: u8,
    /// Flags of the run's first and last word.
    flags: [u16; 2],
    last: u32,
    holds_organization: bool,
    /// The words before and after the run.
    around: [Option<u32>; 2],
}

impl<'s> TokenContext<'s> {
    /// Of a token of a sentence; `run` is the one it stands in.
    pub fn of(sentence: &Sentence<'s>, run: Option<&Range<usize>>, at: usize) -> Self {
        let (words, numbers) = (sentence.known, sentence.words);
        let number = numbers[at];
        let before = at.checked_sub(1).map(|before| numbers[before]);
        let after = numbers.get(at + 1).copied();
        let word = words.get(number);
        let run = run.map(|run| {
            let ends = [numbers[run.start], numbers[run.end - 1]];
            InRun {
                opens: features::opens(sentence, at),
                evidence: sentence.evidence[at],
                is_lower: word.entry.flags & LOWER != 0,
                follows_title: features::follows_title(sentence, at),
                sides: features::sides(words, before, after),
                place: features::place_in(run, at),
                length: features::length_of(run),
                flags: ends.map(|number| words.get(number).entry.flags),
                last: ends[1],
                holds_organization: features::holds_organization(words, &numbers[at..run.end]),
                around: features::around(numbers, run),
            }
        });
        Self { words, before, number, after, case: word.case, run }
    }

    fn cases(&self) -> [u32; 3] {
        [features::case_of(self.words, self.before), self.case as u32, features::case_of(self.words, self.after)]
    }

    /// The keys of the groups of a token; 0 of those that have no features here.
    pub fn keys(&self) -> [u64; Group::OF_TOKEN.len()] {
        let cases = self.cases().iter().fold(u64::from(self.run.is_some()), |key, case| key << 4 | u64::from(*case));
        let cases = Group::Cases.key(cases);
        let Some(run) = &self.run else { return [cases, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] };
        let case = self.case as u64;
        let evidence = (u64::from(run.evidence) << 4 | case) << 2 | u64::from(run.opens) << 1 | u64::from(run.is_lower);
        let pair = |first: Option<u32>, second: Option<u32>| optional(first) << 29 | optional(second);
        let sides = run.sides.as_flattened().iter().fold(case, |key, group| key << 10 | u64::from(*group));
        let shape = u64::from(run.length) << 2 | u64::from(run.place);
        let ends = (u64::from(run.flags[0]) << 16 | u64::from(run.flags[1])) << 5 | shape;
        let organization = (case << 1 | u64::from(run.holds_organization)) << 2 | u64::from(run.place);
        let [before, after] = run.around.map(|neighbour| optional(neighbour) << 5 | shape);
        [
            cases,
            Group::Evidence.key(evidence),
            Group::Second.key(pair(self.before, Some(self.number))),
            Group::First.key(pair(Some(self.number), self.after)),
            Group::Sides.key(sides),
            if run.follows_title { Group::Title.key(case) } else { 0 },
            Group::Ends.key(ends),
            Group::Last.key(u64::from(run.last) << 2 | u64::from(run.place)),
            Group::Organization.key(organization),
            Group::Before.key(before),
            Group::After.key(after),
        ]
    }

    /// Hands over the features of a group.
    pub fn features(&self, group: Group, emit: Emit<'_>) {
        let (words, number, case) = (self.words, self.number, self.case);
        let Some(run) = &self.run else { return features::of_cases(self.cases(), false, emit) };
        let (place, length) = (run.place, run.length);
        match group {
            Group::Cases => features::of_cases(self.cases(), true, emit),
            Group::Evidence => features::of_evidence(run.opens, run.evidence, case, run.is_lower, emit),
            Group::Second => features::of_second(words, self.before, number, emit),
            Group::First => features::of_first(words, number, self.after, emit),
            Group::Sides => features::of_sides(run.sides, case, emit),
            Group::Title => features::of_title(case, emit),
            Group::Ends => features::of_ends(place, length, run.flags, emit),
            Group::Last => features::of_last(words, place, run.last, emit),
            Group::Organization => features::of_organization(place, run.holds_organization, case, emit),
            Group::Before => features::of_side(words, place, length, 0, run.around[0], emit),
            Group::After => features::of_side(words, place, length, 1, run.around[1], emit),
            Group::ElsewhereMost | Group::ElsewhereKind | Group::ElsewhereLabel => {}
        }
    }
}

/// The number of a word from 1; 0 where there is none.
fn optional(number: Option<u32>) -> u64 {
    number.map_or(0, |number| u64::from(number) + 1)
}

/// Hands over the features of a token that take more than one word; `run` is the one it stands in.
pub(crate) fn of_context(sentence: &Sentence<'_>, run: Option<&Range<usize>>, at: usize, emit: Emit<'_>) {
    let context = TokenContext::of(sentence, run, at);
    for (group, _) in Group::OF_TOKEN.into_iter().zip(context.keys()).filter(|(_, key)| *key != 0) {
        context.features(group, &mut *emit);
    }
}

/// Hands over all features of a token but those of a second look, for training.
pub(crate) fn of_token(sentence: &Sentence<'_>, run: Option<&Range<usize>>, at: usize, emit: Emit<'_>) {
    for position in 0..WINDOW {
        if let Some(word) = (at + position).checked_sub(CENTRE).and_then(|at| sentence.words.get(at)) {
            features::of_word(sentence.known, *word, position, emit);
        }
    }
    of_context(sentence, run, at, emit);
}
