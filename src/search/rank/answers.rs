//! Finds the kind of answer that a question wants near the words that it asks about: a number, a day, a person, a place, a
//! definition.
//!
//! Read from the stored text and mentions of the best passages, second stage.

use super::bm25::Ranking;
use super::top_k::Scored;
use crate::article::{Mention, MentionKind};
use crate::index::analyzer;
use crate::search::SearchError;
use crate::search::plan::{AnswerKind, Locator, Step};
use crate::search::retrieve::{AnalyzedText, Store};
use crate::text;
use std::collections::HashMap;
use std::ops::Range;
use tantivy::DocId;

/// Passages that are read.
const PASSAGES: usize = 80;
/// What a word in the sentence before or after counts.
const BESIDE: f32 = 0.5;
/// Bytes after the words asked about within which a definition begins.
const DEFINED_WITHIN: usize = 40;
/// Words that introduce a definition.
const DEFINING: &[&str] =
    &["is", "are", "was", "refers", "means", "describes", "called", "known", "stands", "involves", "a", "an"];
/// Numbers in words.
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "dozen",
    "dozens",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "half",
    "twice",
];

/// A word asked about: where it is found, and its weight.
struct Asked<'p> {
    locator: &'p Locator,
    weight: f32,
}

/// For each of the best passages (which come best first): how much of the question is near an answer of the kind, from 0 to 1.
pub(super) fn scores(
    store: &Store<'_>,
    ranking: &Ranking<'_>,
    scored: &[Scored],
    kind: AnswerKind,
) -> Result<HashMap<(usize, DocId), f32>, SearchError> {
    let mut found = HashMap::new();
    let Some(plan) = ranking.evaluations.first().map(|evaluation| evaluation.plan) else { return Ok(found) };
    let words = plan.root.as_ref().map(Step::positive).unwrap_or_default().into_iter().filter_map(|at| {
        let weight = ranking.statistics.weights[at] / ranking.statistics.total.max(f32::MIN_POSITIVE);
        (weight > 0.0).then_some(Asked { locator: &plan.clauses[at].locator, weight })
    });
    let words: Vec<Asked<'_>> = words.collect();
    for candidate in scored.iter().take(PASSAGES) {
        let segment = ranking.evaluations[candidate.segment].segment;
        let passage = store.passage(segment.ord, candidate.doc)?;
        let language = segment.string("language", candidate.lead);
        let value = answered(&passage.text, &passage.mentions, language.as_deref(), &words, kind);
        if value > 0.0 {
            found.insert((candidate.segment, candidate.doc), value);
        }
    }
    Ok(found)
}

/// How much of what is asked about is in the sentence with an answer, or beside it: the best sentence counts.
fn answered(text: &str, mentions: &[Mention], language: Option<&str>, words: &[Asked<'_>], kind: AnswerKind) -> f32 {
    let analyzed = AnalyzedText::new(text, language, mentions);
    let places: Vec<Vec<usize>> = words
        .iter()
        .map(|word| analyzed.spans(word.locator).iter().map(|span| span.start as usize).collect())
        .collect();
    let sentences = text::sentences(text, language);
    let inside = |word: usize, range: &Range<usize>| places[word].iter().any(|at| range.contains(at));
    let share = |at: usize| -> f32 {
        let beside = sentences[at.saturating_sub(1)].start..sentences[(at + 1).min(sentences.len() - 1)].end;
        let value = |(number, word): (usize, &Asked<'_>)| match inside(number, &sentences[at]) {
            true => word.weight,
            false if inside(number, &beside) => BESIDE * word.weight,
            false => 0.0,
        };
        words.iter().enumerate().map(value).sum()
    };
    let is_asked = |range: &Range<usize>| places.iter().flatten().any(|at| range.contains(at));
    let answers = |sentence: &Range<usize>| match kind {
        AnswerKind::Number => has_number(text, sentence, mentions),
        AnswerKind::Definition => defines(text, sentence, &places),
        AnswerKind::Day | AnswerKind::Person | AnswerKind::Place => mentions.iter().any(|mention| {
            let span = mention.span.range();
            let is_kind = match &mention.kind {
                MentionKind::Date(timex) => kind == AnswerKind::Day && timex.days.is_some(),
                MentionKind::Person { .. } => kind == AnswerKind::Person,
                MentionKind::Place { .. } => kind == AnswerKind::Place,
                MentionKind::Organization { .. } => false,
            };
            // Who is asked about is not the answer.
            is_kind && sentence.contains(&span.start) && !is_asked(&span)
        }),
    };
    (0..sentences.len()).filter(|at| answers(&sentences[*at])).map(share).fold(0.0, f32::max)
}

/// True of a sentence with a number that is no part of a date.
fn has_number(text: &str, sentence: &Range<usize>, mentions: &[Mention]) -> bool {
    let is_day = |at: usize| {
        let covers = |mention: &Mention| match &mention.kind {
            MentionKind::Date(timex) => timex.days.is_some() && mention.span.range().contains(&at),
            _ => false,
        };
        mentions.iter().any(covers)
    };
    analyzer::exact(&text[sentence.clone()], None).iter().any(|term| {
        let is_number = term.text.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&term.text.as_str());
        is_number && !is_day(sentence.start + term.start)
    })
}

/// True of a sentence that goes on, after the last of the words asked about, as a definition does.
fn defines(text: &str, sentence: &Range<usize>, places: &[Vec<usize>]) -> bool {
    let last = places.iter().filter_map(|places| places.iter().find(|at| sentence.contains(at))).max();
    let Some(&last) = last else { return false };
    let end = text.floor_char_boundary((last + DEFINED_WITHIN).min(sentence.end));
    let after = analyzer::exact(&text[last..end], None);
    after.iter().skip(1).take(4).any(|term| DEFINING.contains(&term.text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Field, Span};
    use std::sync::Arc;

    fn value(text: &str, people: &[&str], asked: &[&str], kind: AnswerKind) -> f32 {
        let mention = |name: &&str| {
            let start = text.find(*name).unwrap();
            let kind = MentionKind::Person { name: Arc::from(*name), role: None };
            Mention { field: Field::Text, span: Span::new(start, start + name.len()), kind, origin: None }
        };
        let mentions: Vec<Mention> = people.iter().map(mention).collect();
        let stems =
            |word: &str| Locator::Stems(analyzer::stem(word, Some("en")).into_iter().map(|term| term.text).collect());
        let locators: Vec<Locator> = asked.iter().map(|word| stems(word)).collect();
        let weight = 1.0 / asked.len() as f32;
        let words: Vec<Asked<'_>> = locators.iter().map(|locator| Asked { locator, weight }).collect();
        answered(text, &mentions, Some("en"), &words, kind)
    }

    #[test]
    fn an_answer_stands_near_the_words_asked_about() {
        let close = |a: f32, b: f32| (a - b).abs() < 1e-6;
        let text = "The mayor was killed on the quay. Ivo Grell confessed. The harbour was calm.";
        let who = |asked: &[&str]| value(text, &["Ivo Grell"], asked, AnswerKind::Person);
        assert!(close(who(&["killed", "mayor"]), BESIDE));
        assert!(close(who(&["confessed"]), 1.0));
        assert!(close(who(&["grell"]), 0.0), "who is asked about is not the answer");
        assert!(close(value(text, &[], &["mayor"], AnswerKind::Number), 0.0));
        assert!(close(value("Twelve miners died. It rained.", &[], &["miners", "died"], AnswerKind::Number), 1.0));
        let definition = |text: &str| value(text, &[], &["bomb", "cyclone"], AnswerKind::Definition);
        assert!(definition("A bomb cyclone is a storm that deepens fast.") > 0.9);
        assert!(definition("The bomb cyclone closed roads.") < 0.1);
    }
}
