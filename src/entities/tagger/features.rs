//! The features of a token: what its word and its neighbours' words show, the run of capitals it stands in, and pairs.
//!
//! What depends on one word alone is kept apart (`of_word`), so that its weights can be summed once a distinct word.

use super::document::{Document, Word, role};
use super::lexicon::{FLAGS, LOWER, ORGANIZATION, TITLE};
use super::words::{Case, Hash, prefix, shape, suffix};

/// Window: the word itself and two on either side; position `CENTRE` is the word itself.
pub(super) const WINDOW: usize = 5;
/// Position of the word itself in the window.
pub(super) const CENTRE: usize = 2;

/// Hands over the features that a word contributes to the token `CENTRE - position` places after it.
pub(super) fn of_word(word: &Word, position: usize, emit: &mut dyn FnMut(u64)) {
    let base = Hash::of_kind(16 + position as u8);
    let mut feature = |kind: u8, value: Hash| emit(base.byte(kind).number((value.mixed() >> 32) as u32).mixed());
    let number = |n: u32| Hash::of_kind(2).number(n);
    let entry = word.entry;
    let case = word.case as u32;
    feature(0, Hash::of_kind(3).text(&word.lower));
    feature(1, number(case));
    for (grouping, group) in entry.groups.into_iter().enumerate().filter(|(_, group)| *group != 0) {
        feature(32 + grouping as u8, number(group.into()));
        if grouping % 3 == 1 {
            feature(64 + grouping as u8, number(u32::from(group) << 8 | case));
        }
    }
    feature(6, number(u32::from(entry.flags) << 8 | case));
    if position.abs_diff(CENTRE) > 1 {
        return;
    }
    for flag in (0..FLAGS).filter(|flag| entry.flags & 1 << flag != 0) {
        feature(2, number(flag << 8 | case));
    }
    feature(7, number(shape(&word.form)));
    if let Some(end) = suffix(&word.lower, 3) {
        feature(8, Hash::of_kind(4).text(end).byte(word.case as u8));
    }
    if position != CENTRE {
        return;
    }
    feature(9, Hash::of_kind(5).text(&word.form));
    for length in 1..=4 {
        if let Some(start) = prefix(&word.lower, length) {
            feature(10, Hash::of_kind(6).text(start).byte(word.case as u8));
        }
        if let Some(end) = suffix(&word.lower, length) {
            feature(11, Hash::of_kind(7).text(end).byte(word.case as u8));
        }
    }
    feature(12, number(word.form.chars().count().min(12) as u32));
}

/// The run of capitalised words that a token stands in, connected by hyphens, "of", "and" and their like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// First token.
    pub start: u32,
    /// One past the last token; equal to `start` outside of runs.
    pub end: u32,
}

/// Tokens of a run at most, so that a text of nothing but capitals costs no more than linear time.
const LONGEST_RUN: usize = 24;

fn is_capital(word: &Word) -> bool {
    matches!(word.case, Case::Capital | Case::Upper | Case::Mixed | Case::Letter)
}

/// The run of each token of a sentence.
pub(super) fn runs(document: &Document, sentence: &[u32]) -> Vec<Run> {
    let mut runs = vec![Run { start: 0, end: 0 }; sentence.len()];
    let mut at = 0;
    while at < sentence.len() {
        if !is_capital(document.word(sentence, at)) {
            at += 1;
            continue;
        }
        let (start, mut end, mut next) = (at, at + 1, at + 1);
        while next < sentence.len() && next < end + 3 && next < start + LONGEST_RUN {
            let word = document.word(sentence, next);
            next += 1;
            if is_capital(word) {
                end = next;
            } else if word.roles & role::CONNECTS == 0 {
                break;
            }
        }
        runs[start..end].fill(Run { start: start as u32, end: end as u32 });
        at = end;
    }
    runs
}

/// Hands over the features of a token that take more than one word.
pub(super) fn of_context(document: &Document, sentence: &[u32], runs: &[Run], at: usize, emit: &mut dyn FnMut(u64)) {
    let word = document.word(sentence, at);
    let before = at.checked_sub(1).map(|before| document.word(sentence, before));
    let after = (at + 1 < sentence.len()).then(|| document.word(sentence, at + 1));
    let before_case = before.map_or(15, |word| word.case as u32);
    let after_case = after.map_or(15, |word| word.case as u32);
    let mut feature = |kind: u8, value: u32| emit(Hash::of_kind(64 + kind).number(value).mixed());
    feature(0, before_case << 8 | (word.case as u32) << 4 | after_case);
    let run = runs[at];
    if run.start == run.end {
        // Names seldom hold these; what stands around is enough.
        feature(1, before_case << 8 | after_case << 4 | 1);
        return;
    }
    let start = u32::from(before.is_none_or(|before| before.roles & role::OPENS != 0));
    feature(2, start << 16 | u32::from(word.evidence) << 8 | word.case as u32);
    for bit in 0..8 {
        if word.evidence & 1 << bit != 0 {
            feature(3, bit);
        }
    }
    feature(4, start << 8 | u32::from(word.entry.flags & LOWER));
    let flags = |word: Option<&Word>| word.map_or(0, |word| u32::from(word.entry.flags));
    feature(8, flags(before) << 16 | flags(Some(word)));
    feature(9, flags(Some(word)) << 16 | flags(after));
    for grouping in [1, 4] {
        let group = |word: Option<&Word>| word.map_or(0, |word| u32::from(word.entry.groups[grouping]));
        let kind = 32 + 4 * grouping as u8;
        feature(kind, group(before) << 16 | group(Some(word)));
        feature(kind + 1, group(Some(word)) << 16 | group(after));
        feature(kind + 2, (group(before) << 16 | group(after)) << 3 | word.case as u32 & 7);
    }
    if let Some(before) = before {
        emit(Hash::of_kind(150).text(&before.lower).byte(0).text(&word.lower).mixed());
        let two_before = at.checked_sub(2).map(|at| document.word(sentence, at));
        if before.roles & role::STOP != 0 && two_before.is_some_and(|word| word.entry.flags & TITLE != 0) {
            emit(Hash::of_kind(152).byte(word.case as u8).mixed());
        }
    }
    if let Some(after) = after {
        emit(Hash::of_kind(151).text(&word.lower).byte(0).text(&after.lower).mixed());
    }
    of_run(document, sentence, run, at, emit);
}

/// Hands over what the run of capitals shows: its ends, and what stands before and after it.
fn of_run(document: &Document, sentence: &[u32], run: Run, at: usize, emit: &mut dyn FnMut(u64)) {
    let (start, end) = (run.start as usize, run.end as usize);
    let place = u8::from(at > start) | u8::from(at + 1 < end) << 1;
    let length = (end - start).min(6) as u8;
    let hash = |kind: u8| Hash::of_kind(160 + kind).byte(place);
    emit(hash(0).byte(length).mixed());
    let (first, last) = (document.word(sentence, start), document.word(sentence, end - 1));
    emit(hash(1).text(&last.lower).mixed());
    emit(hash(2).number(last.entry.flags.into()).number(first.entry.flags.into()).mixed());
    emit(hash(3).number(last.entry.groups[1].into()).mixed());
    emit(hash(4).number(last.entry.groups[4].into()).mixed());
    let holds_organization =
        sentence[at..end].iter().any(|word| document.words[*word as usize].entry.flags & ORGANIZATION != 0);
    emit(hash(5).byte(holds_organization.into()).byte(document.word(sentence, at).case as u8).mixed());
    let around = [start.checked_sub(1), Some(end).filter(|end| *end < sentence.len())];
    for (side, neighbour) in around.into_iter().enumerate() {
        let kind = 8 + 4 * side as u8;
        let Some(neighbour) = neighbour.map(|at| document.word(sentence, at)) else {
            emit(hash(kind).mixed());
            continue;
        };
        emit(hash(kind + 1).text(&neighbour.lower).mixed());
        emit(hash(kind + 2).number(neighbour.entry.groups[1].into()).byte(length).mixed());
        emit(hash(kind + 3).number(neighbour.entry.groups[4].into()).byte(length).mixed());
    }
}
