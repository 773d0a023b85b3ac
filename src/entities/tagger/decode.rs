//! Finds the best labels of an article (Viterbi 1967), in whole numbers, so that every machine gives the same.
//!
//! Each sentence is decoded alone; those with words that were taken for several things in the article are then decoded
//! again, knowing that. Only tokens in or beside runs of capitals can be names: the others are not looked at.

use super::document::Document;
use super::elsewhere::Elsewhere;
use super::features::{CENTRE, Run, WINDOW, of_context, of_word, runs};
use super::labels::{LABELS, OUTSIDE, may_begin, may_end, may_follow};
use super::model::Model;
use foldhash::fast::RandomState;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// What the labels of a token are worth.
type Scores = [i32; LABELS];
/// What a word adds to the scores of the tokens around it.
type WordScores = [Scores; WINDOW];

/// Distinct words kept from article to article; the commonest come back at once.
const KEPT: usize = 50_000;
/// Score of what cannot be.
const NEVER: i32 = i32::MIN / 4;
/// How far from a run of capitals a name may reach.
const REACH: usize = 2;

thread_local! {
    static WORDS: RefCell<(u64, HashMap<String, Rc<WordScores>, RandomState>)> = RefCell::default();
}

/// For each label those that may stand before it.
static BEFORE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let before = |label| (0..LABELS as u8).filter(|before| may_follow(*before, label)).collect();
    (0..LABELS as u8).map(before).collect()
});

/// The best labels of each sentence of an article.
pub(super) fn decode(model: &Model, document: &Document) -> Vec<Vec<u8>> {
    decode_scored(model, document).0
}

/// The best labels of each sentence of an article, and how likely they are by the model.
pub(super) fn decode_with_likelihoods(model: &Model, document: &Document) -> Vec<(Vec<u8>, f64)> {
    let (labels, scores) = decode_scored(model, document);
    let sentences = document.sentences.iter().zip(labels).zip(scores);
    let likely = |((sentence, labels), scores): ((&Vec<u32>, Vec<u8>), Vec<Scores>)| {
        let likelihood = likelihood(model, &runs(document, sentence), &labels, &scores);
        (labels, likelihood)
    };
    sentences.map(likely).collect()
}

fn decode_scored(model: &Model, document: &Document) -> (Vec<Vec<u8>>, Vec<Vec<Scores>>) {
    let mut words: Vec<Option<Rc<WordScores>>> = vec![None; document.words.len()];
    let runs: Vec<Vec<Run>> = document.sentences.iter().map(|sentence| runs(document, sentence)).collect();
    let mut labels = Vec::with_capacity(document.sentences.len());
    let mut scores: Vec<Vec<Scores>> = Vec::with_capacity(document.sentences.len());
    for (sentence, runs) in document.sentences.iter().zip(&runs) {
        scores.push(emissions(model, document, sentence, runs, &mut words));
        labels.push(best(model, runs, scores.last().map_or(&[], Vec::as_slice)));
    }
    let elsewhere = Elsewhere::new(document, &runs, &labels);
    let first = labels.clone();
    for (at, sentence) in document.sentences.iter().enumerate() {
        let mut changed = false;
        for (token, number) in sentence.iter().enumerate().filter(|(token, _)| is_in(runs[at][*token])) {
            let scores = &mut scores[at][token];
            let word = &document.words[*number as usize];
            changed |= elsewhere.features(word, first[at][token], &mut |feature| model.add(feature, scores));
        }
        if changed {
            labels[at] = best(model, &runs[at], &scores[at]);
        }
    }
    (labels, scores)
}

/// The share of the labels among all that a sentence can have (the forward algorithm).
fn likelihood(model: &Model, runs: &[Run], labels: &[u8], scores: &[Scores]) -> f64 {
    let mut logarithm = 0.0;
    for (start, end) in islands(runs) {
        let worth = |score: i32| f64::from(score) * f64::from(model.scale());
        let mut forward = [0.0; LABELS];
        for at in start..end {
            let before = forward;
            for (label, cell) in forward.iter_mut().enumerate() {
                let emission = worth(scores[at][label]);
                let ways = if at == start {
                    if may_begin(label as u8) { 0.0 } else { f64::NEG_INFINITY }
                } else {
                    let step =
                        |from: &u8| before[usize::from(*from)] + worth(model.transitions()[usize::from(*from)][label]);
                    log_sum(BEFORE[label].iter().map(step))
                };
                *cell = ways + emission;
            }
            let label = usize::from(labels[at]);
            logarithm += worth(scores[at][label]);
            if at > start {
                logarithm += worth(model.transitions()[usize::from(labels[at - 1])][label]);
            }
        }
        logarithm -= log_sum((0..LABELS).filter(|label| may_end(*label as u8)).map(|label| forward[label]));
    }
    logarithm.exp()
}

fn log_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY { most } else { most + values.map(|value| (value - most).exp()).sum::<f64>().ln() }
}

fn is_in(run: Run) -> bool {
    run.start < run.end
}

/// The stretches of tokens that can be names, first token and one past the last.
fn islands(runs: &[Run]) -> Vec<(usize, usize)> {
    let mut islands: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        let run = runs[at];
        if !is_in(run) {
            at += 1;
            continue;
        }
        let start = (run.start as usize).saturating_sub(REACH);
        let end = (run.end as usize + REACH).min(runs.len());
        match islands.last_mut() {
            Some(last) if last.1 >= start => last.1 = end,
            _ => islands.push((start, end)),
        }
        at = run.end as usize;
    }
    islands
}

/// Scores of the tokens that can be names; zeros for the others.
fn emissions(
    model: &Model,
    document: &Document,
    sentence: &[u32],
    runs: &[Run],
    words: &mut [Option<Rc<WordScores>>],
) -> Vec<Scores> {
    let mut scores = vec![[0; LABELS]; sentence.len()];
    for (start, end) in islands(runs) {
        for at in start.saturating_sub(CENTRE)..(end + CENTRE).min(sentence.len()) {
            let number = sentence[at] as usize;
            let word = words[number].get_or_insert_with(|| word_scores(model, document, sentence[at]));
            // A word at position p of the window stands p - CENTRE places from the token.
            for (position, add) in word.iter().enumerate() {
                let token = (at + CENTRE).checked_sub(position).filter(|token| (start..end).contains(token));
                if let Some(scores) = token.map(|token| &mut scores[token]) {
                    scores.iter_mut().zip(add).for_each(|(score, add)| *score += add);
                }
            }
        }
        for (at, scores) in scores[start..end].iter_mut().enumerate() {
            of_context(document, sentence, runs, start + at, &mut |feature| model.add(feature, scores));
        }
    }
    scores
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
fn best(model: &Model, runs: &[Run], scores: &[Scores]) -> Vec<u8> {
    let mut labels = vec![OUTSIDE; scores.len()];
    for (start, end) in islands(runs) {
        best_of_island(model, &scores[start..end], &mut labels[start..end]);
    }
    labels
}

fn best_of_island(model: &Model, scores: &[Scores], labels: &mut [u8]) {
    let mut best: Scores = [NEVER; LABELS];
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(scores.len());
    for (at, scores) in scores.iter().enumerate() {
        let mut from = [0; LABELS];
        let mut next = [NEVER; LABELS];
        for (label, next) in next.iter_mut().enumerate() {
            if at == 0 {
                *next = if may_begin(label as u8) { scores[label] } else { NEVER };
                continue;
            }
            for before in &BEFORE[label] {
                let score = best[usize::from(*before)] + model.transitions()[usize::from(*before)][label];
                if score > *next {
                    *next = score;
                    from[label] = *before;
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
    let mut label = last.unwrap_or(OUTSIDE);
    for (found, from) in labels.iter_mut().zip(&back).rev() {
        *found = label;
        label = from[usize::from(label)];
    }
}
