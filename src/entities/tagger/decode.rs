//! Finds the best labels of a sentence (Viterbi 1967), in whole numbers, so that every machine gives the same.

use super::document::Document;
use super::features::{CENTRE, WINDOW, of_context, of_word};
use super::labels::{LABELS, may_begin, may_end, may_follow};
use super::model::Model;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What a word adds to the scores of the tokens around it.
type WordScores = [[i32; LABELS]; WINDOW];

/// Distinct words kept from article to article; the commonest come back at once.
const KEPT: usize = 50_000;
/// Score of what cannot be.
const NEVER: i32 = i32::MIN / 4;

thread_local! {
    static WORDS: RefCell<(u64, HashMap<String, Rc<WordScores>>)> = RefCell::default();
}

fn word_scores(model: &Model, document: &Document, number: u32) -> Rc<WordScores> {
    let word = &document.words[number as usize];
    WORDS.with_borrow_mut(|(owner, kept)| {
        if *owner != model.number() || kept.len() >= KEPT {
            kept.clear();
            *owner = model.number();
        }
        if let Some(scores) = kept.get(&word.form) {
            return Rc::clone(scores);
        }
        let mut scores = [[0; LABELS]; WINDOW];
        for (position, scores) in scores.iter_mut().enumerate() {
            of_word(word, position, &mut |feature| model.add(feature, scores));
        }
        let scores = Rc::new(scores);
        kept.insert(word.form.clone(), Rc::clone(&scores));
        scores
    })
}

/// The best labels of a sentence.
pub(super) fn decode(model: &Model, document: &Document, sentence: &[u32]) -> Vec<u8> {
    let words: Vec<Rc<WordScores>> = sentence.iter().map(|number| word_scores(model, document, *number)).collect();
    let mut best = [NEVER; LABELS];
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(sentence.len());
    for at in 0..sentence.len() {
        let mut scores = [0; LABELS];
        for position in 0..WINDOW {
            // A word at position p of the window stands p - CENTRE places from the token.
            if let Some(word) = (at + position).checked_sub(CENTRE).and_then(|at| words.get(at)) {
                for (score, add) in scores.iter_mut().zip(word[position]) {
                    *score += add;
                }
            }
        }
        of_context(document, sentence, at, &mut |feature| model.add(feature, &mut scores));
        let mut from = [0; LABELS];
        let mut next = [NEVER; LABELS];
        for (label, next) in next.iter_mut().enumerate() {
            if at == 0 {
                *next = if may_begin(label as u8) { scores[label] } else { NEVER };
                continue;
            }
            for (before, best) in best.iter().enumerate() {
                let score = best + model.transitions()[before][label];
                if may_follow(before as u8, label as u8) && score > *next {
                    *next = score;
                    from[label] = before as u8;
                }
            }
            *next = next.saturating_add(scores[label]).max(NEVER);
        }
        best = next;
        back.push(from);
    }
    let last = (0..LABELS as u8)
        .filter(|label| may_end(*label))
        .max_by_key(|label| (best[usize::from(*label)], LABELS as u8 - label));
    let mut label = last.unwrap_or(0);
    let mut labels = vec![0; sentence.len()];
    for at in (0..sentence.len()).rev() {
        labels[at] = label;
        label = back[at][usize::from(label)];
    }
    labels
}
