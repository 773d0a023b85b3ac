//! The features of a token: what its word and its neighbours' words show, the run of capitals it stands in, and pairs.
//!
//! They come in groups by what they depend on (one word, two neighbours, the ends of a run ...), so that the weights of a
//! group can be summed once and kept. `groups` says which groups a token has.

use super::document::Sentence;
use super::lexicon::{FLAGS, LOWER, ORGANIZATION, TITLE};
use super::vocabulary::{Words, role};
use super::words::{Case, Hash, prefix, shape, suffix};
use std::ops::Range;

/// Window: the word itself and two on either side; position `CENTRE` is the word itself.
pub(crate) const WINDOW: usize = 5;
/// Position of the word itself in the window.
pub(crate) const CENTRE: usize = 2;

/// Clusterings whose pairs are features.
const PAIRED: [usize; 2] = [1, 4];

/// What takes the features of a group.
pub(crate) type Emit<'e> = &'e mut dyn FnMut(u64);

/// What a word shows by itself, as a feature of the tokens around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordFeature {
    kind: u8,
    /// How far a token may be away.
    reach: u8,
    value: u32,
}

impl WordFeature {
    /// As a feature of the token `CENTRE - position` places behind the word, if it reaches that far.
    pub fn at(self, position: usize) -> Option<u64> {
        let feature = || Hash::of_kind(16 + position as u8).byte(self.kind).number(self.value).mixed();
        (position.abs_diff(CENTRE) <= self.reach.into()).then(feature)
    }
}

/// Hands over the features that a word contributes to the token `CENTRE - position` places after it.
pub(crate) fn of_word(words: &Words, number: u32, position: usize, emit: Emit<'_>) {
    word_features(words, number, &mut |feature| feature.at(position).into_iter().for_each(&mut *emit));
}

/// Hands over the features of a word, those that reach furthest first.
pub(crate) fn word_features(words: &Words, number: u32, take: &mut dyn FnMut(WordFeature)) {
    /// The whole window.
    const ALL: u8 = CENTRE as u8;
    let (word, lower, form) = (words.get(number), words.lower(number), words.form(number));
    let number_of = |n: u32| Hash::of_kind(2).number(n);
    let entry = word.entry;
    let case = word.case as u32;
    let mut feature = |reach: u8, kind: u8, value: Hash| {
        take(WordFeature { kind, reach, value: (value.mixed() >> 32) as u32 });
    };
    feature(ALL, 0, Hash::of_kind(3).text(lower));
    feature(ALL, 1, number_of(case));
    for (grouping, group) in entry.groups.into_iter().enumerate().filter(|(_, group)| *group != 0) {
        feature(ALL, 32 + grouping as u8, number_of(group.into()));
        if grouping % 3 == 1 {
            feature(ALL, 64 + grouping as u8, number_of(u32::from(group) << 8 | case));
        }
    }
    feature(ALL, 6, number_of(u32::from(entry.flags) << 8 | case));
    for flag in (0..FLAGS).filter(|flag| entry.flags & 1 << flag != 0) {
        feature(1, 2, number_of(flag << 8 | case));
    }
    feature(1, 7, number_of(shape(form)));
    if let Some(end) = suffix(lower, 3) {
        feature(1, 8, Hash::of_kind(4).text(end).byte(word.case as u8));
    }
    feature(0, 9, Hash::of_kind(5).text(form));
    for length in 1..=4 {
        if let Some(start) = prefix(lower, length) {
            feature(0, 10, Hash::of_kind(6).text(start).byte(word.case as u8));
        }
        if let Some(end) = suffix(lower, length) {
            feature(0, 11, Hash::of_kind(7).text(end).byte(word.case as u8));
        }
    }
    feature(0, 12, number_of(form.chars().count().min(12) as u32));
}

/// Tokens of a run at most, so that a text of nothing but capitals costs no more than linear time.
const LONGEST_RUN: usize = 24;

/// Adds the runs of capitalised words of a sentence, connected by hyphens, "of", "and" and their like.
pub(crate) fn add_runs(words: &Words, sentence: &[u32], runs: &mut Vec<Range<usize>>) {
    let is_capital = |number: u32| {
        let case = words.get(number).case;
        matches!(case, Case::Capital | Case::Upper | Case::Mixed | Case::Letter)
    };
    let mut at = 0;
    while at < sentence.len() {
        if !is_capital(sentence[at]) {
            at += 1;
            continue;
        }
        let (start, mut end, mut next) = (at, at + 1, at + 1);
        while next < sentence.len() && next < end + 3 && next < start + LONGEST_RUN {
            let number = sentence[next];
            next += 1;
            if is_capital(number) {
                end = next;
            } else if words.get(number).roles & role::CONNECTS == 0 {
                break;
            }
        }
        runs.push(start..end);
        at = end;
    }
}

/// A feature of a token that takes more than one word.
fn of_kind(kind: u8, value: u32) -> u64 {
    Hash::of_kind(64 + kind).number(value).mixed()
}

/// The case of a neighbour; 15 where there is none.
pub(crate) fn case_of(words: &Words, number: Option<u32>) -> u32 {
    number.map_or(15, |number| words.get(number).case as u32)
}

/// How a token and its neighbours are written; all that there is outside of runs, where names seldom are.
pub(crate) fn of_cases([before, case, after]: [u32; 3], in_run: bool, emit: Emit<'_>) {
    emit(of_kind(0, before << 8 | case << 4 | after));
    if !in_run {
        emit(of_kind(1, before << 8 | after << 4 | 1));
    }
}

/// What the rest of the article says of a word, what it is usually written like, and whether something begins with it.
pub(crate) fn of_evidence(opens: bool, evidence: u8, case: Case, is_lower: bool, emit: Emit<'_>) {
    let opens = u32::from(opens);
    emit(of_kind(2, opens << 16 | u32::from(evidence) << 8 | case as u32));
    for bit in (0..8).filter(|bit| evidence & 1 << bit != 0) {
        emit(of_kind(3, bit));
    }
    emit(of_kind(4, if is_lower { opens << 8 | u32::from(LOWER) } else { opens << 8 }));
}

fn flags(words: &Words, number: Option<u32>) -> u32 {
    number.map_or(0, |number| words.get(number).entry.flags.into())
}

fn group(words: &Words, number: Option<u32>, grouping: usize) -> u32 {
    number.map_or(0, |number| words.get(number).entry.groups[grouping].into())
}

/// A word with the one before it.
pub(crate) fn of_second(words: &Words, before: Option<u32>, word: u32, emit: Emit<'_>) {
    emit(of_kind(8, flags(words, before) << 16 | flags(words, Some(word))));
    for grouping in PAIRED {
        let pair = group(words, before, grouping) << 16 | group(words, Some(word), grouping);
        emit(of_kind(32 + 4 * grouping as u8, pair));
    }
    if let Some(before) = before {
        emit(Hash::of_kind(150).text(words.lower(before)).byte(0).text(words.lower(word)).mixed());
    }
}

/// A word with the one after it.
pub(crate) fn of_first(words: &Words, word: u32, after: Option<u32>, emit: Emit<'_>) {
    emit(of_kind(9, flags(words, Some(word)) << 16 | flags(words, after)));
    for grouping in PAIRED {
        let pair = group(words, Some(word), grouping) << 16 | group(words, after, grouping);
        emit(of_kind(33 + 4 * grouping as u8, pair));
    }
    if let Some(after) = after {
        emit(Hash::of_kind(151).text(words.lower(word)).byte(0).text(words.lower(after)).mixed());
    }
}

/// The clusters of both neighbours, by which alone [`of_sides`] knows them.
pub(crate) type Sides = [[u32; 2]; PAIRED.len()];

/// The clusters of both neighbours.
pub(crate) fn sides(words: &Words, before: Option<u32>, after: Option<u32>) -> Sides {
    PAIRED.map(|grouping| [group(words, before, grouping), group(words, after, grouping)])
}

/// The words on both sides of a token.
pub(crate) fn of_sides(sides: Sides, case: Case, emit: Emit<'_>) {
    for (grouping, [before, after]) in PAIRED.into_iter().zip(sides) {
        emit(of_kind(34 + 4 * grouping as u8, (before << 16 | after) << 3 | case as u32 & 7));
    }
}

/// True behind a title with a full stop ("Gen .").
pub(crate) fn follows_title(sentence: &Sentence<'_>, at: usize) -> bool {
    let back = |places: usize| at.checked_sub(places).map(|at| sentence.known.get(sentence.words[at]));
    back(1).is_some_and(|before| before.roles & role::STOP != 0)
        && back(2).is_some_and(|word| word.entry.flags & TITLE != 0)
}

/// A token behind a title with a full stop.
pub(crate) fn of_title(case: Case, emit: Emit<'_>) {
    emit(Hash::of_kind(152).byte(case as u8).mixed());
}

/// Where a token stands in its run: bits for whether others are before and after it in the run.
pub(crate) fn place_in(run: &Range<usize>, at: usize) -> u8 {
    u8::from(at > run.start) | u8::from(at + 1 < run.end) << 1
}

/// Length of a run; longer ones count as six.
pub(crate) fn length_of(run: &Range<usize>) -> u8 {
    run.len().min(6) as u8
}

/// A feature of a run of capitals.
fn of_run(kind: u8, place: u8) -> Hash {
    Hash::of_kind(160 + kind).byte(place)
}

/// The length of a run, and the flags of its first and its last word.
pub(crate) fn of_ends(place: u8, length: u8, [first, last]: [u16; 2], emit: Emit<'_>) {
    emit(of_run(0, place).byte(length).mixed());
    emit(of_run(2, place).number(last.into()).number(first.into()).mixed());
}

/// The last word of a run.
pub(crate) fn of_last(words: &Words, place: u8, last: u32, emit: Emit<'_>) {
    emit(of_run(1, place).text(words.lower(last)).mixed());
    for (kind, grouping) in [3, 4].into_iter().zip(PAIRED) {
        emit(of_run(kind, place).number(group(words, Some(last), grouping)).mixed());
    }
}

/// True when a word that ends organizations follows in a run, or is the token itself.
pub(crate) fn holds_organization(words: &Words, rest: &[u32]) -> bool {
    rest.iter().any(|number| words.get(*number).entry.flags & ORGANIZATION != 0)
}

/// Whether a word that ends organizations follows in the run.
pub(crate) fn of_organization(place: u8, holds: bool, case: Case, emit: Emit<'_>) {
    emit(of_run(5, place).byte(holds.into()).byte(case as u8).mixed());
}

/// The word before a run (side 0) or after it (side 1).
pub(crate) fn of_side(words: &Words, place: u8, length: u8, side: u8, neighbour: Option<u32>, emit: Emit<'_>) {
    let kind = 8 + 4 * side;
    let Some(neighbour) = neighbour else {
        emit(of_run(kind, place).mixed());
        return;
    };
    emit(of_run(kind + 1, place).text(words.lower(neighbour)).mixed());
    for (offset, grouping) in [2, 3].into_iter().zip(PAIRED) {
        let group = group(words, Some(neighbour), grouping);
        emit(of_run(kind + offset, place).number(group).byte(length).mixed());
    }
}

/// The words before and after a run.
pub(crate) fn around(sentence: &[u32], run: &Range<usize>) -> [Option<u32>; 2] {
    [run.start.checked_sub(1).map(|at| sentence[at]), sentence.get(run.end).copied()]
}

/// True when nothing or an opening mark stands before a token.
pub(crate) fn opens(sentence: &Sentence<'_>, at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| sentence.known.get(sentence.words[before]).roles & role::OPENS != 0)
}
