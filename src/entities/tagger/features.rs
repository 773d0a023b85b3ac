//! The features of a token: what its word and its neighbours' words show, and a few pairs.
//!
//! What depends on one word alone is kept apart (`of_word`), so that its weights can be summed once a distinct word.

use super::document::{Document, Word};
use super::lexicon::{LOWER, TITLE};
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
    feature(0, Hash::of_kind(3).text(&word.lower));
    feature(1, number(word.case as u32));
    if entry.coarse != 0 {
        feature(2, number(entry.coarse.into()));
        feature(3, number(entry.middle.into()));
        feature(4, number(entry.fine.into()));
        feature(5, number(u32::from(entry.middle) << 8 | word.case as u32));
    }
    feature(6, number(u32::from(entry.flags) << 8 | word.case as u32));
    if position.abs_diff(CENTRE) > 1 {
        return;
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

/// Hands over the features of a token that take more than one word.
pub(super) fn of_context(document: &Document, sentence: &[u32], at: usize, emit: &mut dyn FnMut(u64)) {
    let word = document.word(sentence, at);
    let before = at.checked_sub(1).map(|before| document.word(sentence, before));
    let after = (at + 1 < sentence.len()).then(|| document.word(sentence, at + 1));
    let before_case = before.map_or(15, |word| word.case as u32);
    let after_case = after.map_or(15, |word| word.case as u32);
    let mut feature = |kind: u8, value: u32| emit(Hash::of_kind(64 + kind).number(value).mixed());
    feature(0, before_case << 8 | (word.case as u32) << 4 | after_case);
    if matches!(word.case, Case::Lower | Case::None | Case::Digits) {
        // Names seldom hold these; what stands around is enough.
        feature(1, before_case << 8 | after_case << 4 | 1);
        return;
    }
    let start = u32::from(before.is_none_or(|before| matches!(before.form.as_str(), "\"" | "“" | "''" | "``" | "(")));
    feature(2, start << 16 | u32::from(word.evidence) << 8 | word.case as u32);
    for bit in 0..8 {
        if word.evidence & 1 << bit != 0 {
            feature(3, bit);
        }
    }
    feature(4, start << 8 | u32::from(word.entry.flags & LOWER));
    let cluster = |word: Option<&Word>| word.map_or(0, |word| u32::from(word.entry.middle));
    feature(5, cluster(before) << 16 | cluster(Some(word)));
    feature(6, cluster(Some(word)) << 16 | cluster(after));
    feature(7, cluster(before) << 16 | cluster(after) << 8 | word.case as u32);
    if let Some(before) = before {
        emit(Hash::of_kind(80).text(&before.lower).byte(0).text(&word.lower).mixed());
        let two_before = at.checked_sub(2).map(|at| document.word(sentence, at));
        if before.form == "." && two_before.is_some_and(|word| word.entry.flags & TITLE != 0) {
            emit(Hash::of_kind(82).byte(word.case as u8).mixed());
        }
    }
    if let Some(after) = after {
        emit(Hash::of_kind(81).text(&word.lower).byte(0).text(&after.lower).mixed());
    }
}
