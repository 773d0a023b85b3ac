//! What the weights of a model add up to for each label of a token: sums that come back are kept.
//!
//! The features of a token come in groups (see `features`), and the sum of a group's weights depends on little: a word, a
//! pair of words, the ends of a run. Sums over a word are kept for as long as the words are; the others lie in a table in
//! which a newer sum takes the place of an older one.

use super::document::Sentence;
use super::features::{self, CENTRE, WINDOW};
use super::labels::KINDS;
use super::lexicon::LOWER;
use super::model::Model;
use super::row::{Row, ZERO, add};
use super::vocabulary::Words;
use std::ops::Range;

/// Sums of groups of two or more words that are kept, as a power of two.
const KEPT: u32 = 14;
/// An odd constant that spreads keys (the golden ratio in 64 bits).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
/// Marks words whose sums are not known yet.
const UNKNOWN: u32 = u32::MAX;

/// Groups of features, as the highest bits of a key; 0 is an empty place.
#[derive(Debug, Clone, Copy)]
enum Group {
    Cases = 1,
    Evidence,
    Second,
    First,
    Sides,
    Title,
    Ends,
    Last,
    Organization,
    Side,
    ElsewhereMost,
    ElsewhereKind,
    ElsewhereLabel,
}

/// The sums of a model that are kept.
#[derive(Debug)]
pub(crate) struct Scores {
    /// Where the sums of a word begin in `word_rows`.
    places: Vec<u32>,
    /// For each word the sums for the tokens around it.
    word_rows: Vec<[Row; WINDOW]>,
    keys: Vec<u64>,
    rows: Vec<Row>,
}

impl Default for Scores {
    fn default() -> Self {
        Self { places: Vec::new(), word_rows: Vec::new(), keys: vec![0; 1 << KEPT], rows: vec![ZERO; 1 << KEPT] }
    }
}

/// A model, the words it has met, and the sums that are kept of both.
pub(crate) struct Scorer<'s> {
    /// Whose weights are summed.
    pub model: &'s Model,
    /// What is kept.
    pub kept: &'s mut Scores,
}

impl Scorer<'_> {
    /// The sums of a word for the tokens around it: position `CENTRE` is the word itself.
    pub fn of_word(&mut self, words: &Words, number: u32) -> &[Row; WINDOW] {
        let places = &mut self.kept.places;
        if places.len() <= number as usize {
            places.resize(words.len(), UNKNOWN);
        }
        let place = &mut places[number as usize];
        if *place == UNKNOWN {
            *place = self.kept.word_rows.len() as u32;
            let mut rows = [ZERO; WINDOW];
            for (position, row) in rows.iter_mut().enumerate() {
                features::of_word(words, number, position, &mut |feature| self.model.add(feature, row));
            }
            self.kept.word_rows.push(rows);
        }
        &self.kept.word_rows[*place as usize]
    }

    /// Adds the sum of a group to a row; `key` is all that its features depend on.
    fn add(&mut self, group: Group, key: u64, row: &mut Row, emit: impl FnOnce(features::Emit<'_>)) {
        debug_assert!(key < 1 << 59);
        let key = (group as u64) << 59 | key;
        let place = (key.wrapping_mul(SPREAD) >> (64 - KEPT)) as usize;
        if self.kept.keys[place] != key {
            let mut sum = ZERO;
            emit(&mut |feature| self.model.add(feature, &mut sum));
            self.kept.keys[place] = key;
            self.kept.rows[place] = sum;
        }
        add(row, &self.kept.rows[place]);
    }

    /// Sums the features of the tokens of a stretch into `rows`, one a token; `runs` are those in it.
    pub fn sum(&mut self, sentence: &Sentence<'_>, stretch: Range<usize>, runs: &[Range<usize>], rows: &mut [Row]) {
        let numbers = sentence.words;
        let reached = stretch.start.saturating_sub(CENTRE)..(stretch.end + CENTRE).min(numbers.len());
        for (at, number) in reached.clone().zip(&numbers[reached]) {
            // A word at position p of the window stands p - CENTRE places from the token.
            for (position, sum) in self.of_word(sentence.known, *number).iter().enumerate() {
                let token = (at + CENTRE).wrapping_sub(position).wrapping_sub(stretch.start);
                if let Some(row) = rows.get_mut(token) {
                    add(row, sum);
                }
            }
        }
        let mut runs = runs.iter().peekable();
        for (at, row) in stretch.zip(rows) {
            let run = runs.peek().copied().filter(|run| run.contains(&at));
            self.context(sentence, run, at, row);
            runs.next_if(|run| run.end == at + 1);
        }
    }

    /// Adds the features of a token that take more than one word, group by group, as [`features::of_context`] has them.
    fn context(&mut self, sentence: &Sentence<'_>, run: Option<&Range<usize>>, at: usize, row: &mut Row) {
        let (words, numbers) = (sentence.known, sentence.words);
        let number = numbers[at];
        let word = *words.get(number);
        let before = at.checked_sub(1).map(|before| numbers[before]);
        let after = numbers.get(at + 1).copied();
        let cases = [features::case_of(words, before), word.case as u32, features::case_of(words, after)];
        let key = cases.iter().fold(u64::from(run.is_some()), |key, case| key << 4 | u64::from(*case));
        self.add(Group::Cases, key, row, |emit| features::of_cases(cases, run.is_some(), emit));
        let Some(run) = run else { return };
        let case = word.case as u64;
        let (opens, evidence) = (features::opens(sentence, at), sentence.evidence[at]);
        let is_lower = word.entry.flags & LOWER != 0;
        let key = (u64::from(evidence) << 4 | case) << 2 | u64::from(opens) << 1 | u64::from(is_lower);
        self.add(Group::Evidence, key, row, |emit| features::of_evidence(opens, evidence, word.case, is_lower, emit));
        let pair = |first: Option<u32>, second: Option<u32>| optional(first) << 29 | optional(second);
        self.add(Group::Second, pair(before, Some(number)), row, |emit| {
            features::of_second(words, before, number, emit);
        });
        self.add(Group::First, pair(Some(number), after), row, |emit| features::of_first(words, number, after, emit));
        let sides = features::sides(words, before, after);
        let key = sides.as_flattened().iter().fold(case, |key, group| key << 10 | u64::from(*group));
        self.add(Group::Sides, key, row, |emit| features::of_sides(sides, word.case, emit));
        if features::follows_title(sentence, at) {
            self.add(Group::Title, case, row, |emit| features::of_title(word.case, emit));
        }
        self.run(sentence, run, at, row);
    }

    /// Adds what the run of capitals around a token shows.
    fn run(&mut self, sentence: &Sentence<'_>, run: &Range<usize>, at: usize, row: &mut Row) {
        let (words, numbers) = (sentence.known, sentence.words);
        let (place, length) = (features::place_in(run, at), features::length_of(run));
        let shape = u64::from(length) << 2 | u64::from(place);
        let [first, last] = [numbers[run.start], numbers[run.end - 1]];
        let flags = [first, last].map(|number| words.get(number).entry.flags);
        let key = (u64::from(flags[0]) << 16 | u64::from(flags[1])) << 5 | shape;
        self.add(Group::Ends, key, row, |emit| features::of_ends(place, length, flags, emit));
        let key = u64::from(last) << 2 | u64::from(place);
        self.add(Group::Last, key, row, |emit| features::of_last(words, place, last, emit));
        let case = words.get(numbers[at]).case;
        let holds = features::holds_organization(words, &numbers[at..run.end]);
        let key = ((case as u64) << 1 | u64::from(holds)) << 2 | u64::from(place);
        self.add(Group::Organization, key, row, |emit| features::of_organization(place, holds, case, emit));
        for (side, neighbour) in (0..).zip(features::around(numbers, run)) {
            let key = (optional(neighbour) << 1 | u64::from(side)) << 5 | shape;
            self.add(Group::Side, key, row, |emit| features::of_side(words, place, length, side, neighbour, emit));
        }
    }

    /// Adds what a word was taken for elsewhere in the article.
    pub fn elsewhere(&mut self, elsewhere: &super::elsewhere::Others, row: &mut Row) {
        let most = elsewhere.most();
        let key = most.iter().fold(0, |key, part| key << 8 | u64::from(*part));
        self.add(Group::ElsewhereMost, key, row, |emit| super::elsewhere::of_most(most, emit));
        for (kind, count) in (0..=KINDS as u8).filter_map(|kind| Some((kind, elsewhere.count(kind)?))) {
            let key = u64::from(kind) << 8 | u64::from(count);
            self.add(Group::ElsewhereKind, key, row, |emit| super::elsewhere::of_kind(kind, count, emit));
        }
        for label in elsewhere.labels() {
            self.add(Group::ElsewhereLabel, label.into(), row, |emit| super::elsewhere::of_label(label, emit));
        }
    }
}

/// The number of a word from 1; 0 where there is none.
fn optional(number: Option<u32>) -> u64 {
    number.map_or(0, |number| u64::from(number) + 1)
}
