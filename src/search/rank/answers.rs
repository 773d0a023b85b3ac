//! Finds the kind of answer that a question wants near the words that it asks about.
//!
//! Read from the stored text and mentions of the best passages, second stage; what an answer is says `answer_kinds`.

use super::answer_kinds::Sentence;
use super::bm25::Ranking;
use super::events;
use super::top_k::Scored;
use crate::article::{Mention, MentionKind};
use crate::index::analyzer;
use crate::search::SearchError;
use crate::search::plan::{AnswerKind, Clause, Locator, Step};
use crate::search::retrieve::{AnalyzedText, Store};
use crate::text;
use std::collections::HashMap;
use std::ops::Range;
use tantivy::DocId;

/// Passages that are read.
const PASSAGES: usize = 80;
/// Bytes between an answer and a word within which they are near each other.
const NEAR: usize = 60;
/// What a word counts that is not near the answer but in its sentence, in the one before or after, elsewhere in the passage.
const IN_SENTENCE: f32 = 0.8;
const BESIDE: f32 = 0.5;
const ELSEWHERE: f32 = 0.25;
/// What a word of the title counts.
const IN_TITLE: f32 = 0.4;
/// What part of what it lacks a word gains that is part of a name: where a name is known, it is spoken of by other words ("he", "the singer").
const KNOWN: f32 = 0.3;
/// What another word for an event counts ("slain" for "killed").
const RELATED: f32 = 0.7;

/// A word asked about: where it is found, where other words for the same event are, and its weight.
struct Asked<'p> {
    /// Its clause in the plan.
    clause: usize,
    locator: &'p Locator,
    related: Option<Locator>,
    weight: f32,
}

/// The words of news for the event that a word names.
fn related(clause: &Clause) -> Option<Locator> {
    let news = events::news_words(clause.word.as_deref()?).flat_map(|word| analyzer::stem(word, Some("en")));
    let stems: std::collections::HashSet<String> = news.map(|term| term.text).collect();
    (!stems.is_empty()).then_some(Locator::Stems(stems))
}

/// A passage, with where each word asked about is in it, in bytes.
struct Read<'r> {
    text: &'r str,
    mentions: &'r [Mention],
    sentences: Vec<Range<usize>>,
    words: &'r [Asked<'r>],
    places: Vec<Vec<usize>>,
    related: Vec<Vec<usize>>,
    /// Of each word: whether the title has it.
    titled: Vec<bool>,
    /// Of each word: whether it is part of a name here.
    named: Vec<bool>,
    /// The passage begins its article.
    is_lead: bool,
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
        let clause = &plan.clauses[at];
        (weight > 0.0).then(|| Asked { clause: at, locator: &clause.locator, related: related(clause), weight })
    });
    let words: Vec<Asked<'_>> = words.collect();
    for candidate in scored.iter().take(PASSAGES) {
        let evaluation = &ranking.evaluations[candidate.segment];
        let segment = evaluation.segment;
        let passage = store.passage(segment.ord, candidate.doc)?;
        let language = segment.string("language", candidate.lead);
        let of_title = candidate.lead..candidate.lead + 1;
        let titled = |word: &Asked<'_>| !evaluation.matches[word.clause].within(of_title.clone())[1].is_empty();
        let titled = words.iter().map(titled).collect();
        let is_lead = candidate.doc == candidate.lead;
        let read = Read::new((&passage.text, &passage.mentions), language.as_deref(), &words, titled, is_lead);
        let value = read.answered(kind);
        if value > 0.0 {
            found.insert((candidate.segment, candidate.doc), value);
        }
    }
    Ok(found)
}

impl<'r> Read<'r> {
    fn new(
        (text, mentions): (&'r str, &'r [Mention]),
        language: Option<&str>,
        words: &'r [Asked<'r>],
        titled: Vec<bool>,
        is_lead: bool,
    ) -> Self {
        let analyzed = AnalyzedText::new(text, language, mentions);
        let starts = |locator: &Locator| analyzed.spans(locator).iter().map(|span| span.start as usize).collect();
        let places: Vec<Vec<usize>> = words.iter().map(|word| starts(word.locator)).collect();
        let is_name = |at: &usize| {
            let mut names = mentions.iter().filter(|mention| !matches!(mention.kind, MentionKind::Date(_)));
            names.any(|mention| mention.span.range().contains(at))
        };
        let named = places.iter().map(|places| places.iter().any(is_name)).collect();
        let related = words.iter().map(|word| word.related.as_ref().map_or_else(Vec::new, starts)).collect();
        Self {
            text,
            mentions,
            sentences: text::sentences(text, language),
            words,
            places,
            related,
            titled,
            named,
            is_lead,
        }
    }

    /// How much of what is asked about is in a sentence or beside it; a word far from the answer counts less.
    fn share(&self, at: usize, answer: &Range<usize>) -> f32 {
        let sentences = &self.sentences;
        let beside = sentences[at.saturating_sub(1)].start..sentences[(at + 1).min(sentences.len() - 1)].end;
        let is_near = |place: usize| distance(place, answer) < NEAR;
        let of_place = |place: usize| match place {
            place if sentences[at].contains(&place) && is_near(place) => 1.0,
            place if sentences[at].contains(&place) => IN_SENTENCE,
            place if beside.contains(&place) => BESIDE,
            _ => ELSEWHERE,
        };
        let of = |places: &[usize]| places.iter().map(|place| of_place(*place)).fold(0.0, f32::max);
        let value = |number: usize| {
            let of_title = if self.titled[number] { IN_TITLE } else { 0.0 };
            let value = of(&self.places[number]).max(RELATED * of(&self.related[number])).max(of_title);
            if self.named[number] { value + KNOWN * (1.0 - value) } else { value }
        };
        self.words.iter().enumerate().map(|(number, word)| word.weight * value(number)).sum()
    }

    /// How much of what is asked about is in the sentence with an answer, or beside it: the best sentence counts.
    fn answered(&self, kind: AnswerKind) -> f32 {
        let asked: Vec<usize> = self.places.iter().flatten().copied().collect();
        // Who did something is asked by what was done: "who shot ...".
        let first = [&self.places, &self.related].into_iter().filter_map(|words| words.first());
        let deeds: Vec<usize> = first.flatten().copied().collect();
        let value = |at: usize| {
            let range = self.sentences[at].clone();
            let sentence = Sentence {
                text: self.text,
                mentions: self.mentions,
                range,
                asked: &asked,
                deeds: &deeds,
                is_lead: self.is_lead,
            };
            let answers = sentence.answers(kind).into_iter();
            answers.map(|(answer, value)| value * self.share(at, &answer)).fold(0.0, f32::max)
        };
        (0..self.sentences.len()).map(value).fold(0.0, f32::max)
    }
}

/// Bytes between a word that begins at a place and an answer.
fn distance(place: usize, answer: &Range<usize>) -> usize {
    if place >= answer.end { place - answer.end } else { answer.start.saturating_sub(place) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Field, MentionKind, Span};
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
        let words: Vec<Asked<'_>> =
            locators.iter().map(|locator| Asked { clause: 0, locator, related: None, weight }).collect();
        Read::new((text, &mentions), Some("en"), &words, vec![false; asked.len()], false).answered(kind)
    }

    #[test]
    fn an_answer_stands_near_the_words_asked_about() {
        let close = |a: f32, b: f32| (a - b).abs() < 1e-6;
        let text = "The mayor was killed on the quay. Ivo Grell confessed. The harbour was calm.";
        let who = |asked: &[&str]| value(text, &["Ivo Grell"], asked, AnswerKind::Person);
        assert!(close(who(&["killed", "mayor"]), BESIDE));
        assert!(close(who(&["confessed"]), 1.0));
        assert!(close(who(&["grell"]), 0.0), "who is asked about is not the answer");
        assert!(close(value(text, &[], &["mayor"], AnswerKind::Number("number")), 0.0));
        assert!(close(
            value("Twelve miners died. It rained.", &[], &["miners", "died"], AnswerKind::Number("number")),
            1.0
        ));
        let definition = |text: &str| value(text, &[], &["bomb", "cyclone"], AnswerKind::Definition);
        assert!(definition("A bomb cyclone is a storm that deepens fast.") > 0.9);
        assert!(definition("The bomb cyclone closed roads.") < 0.1);
    }
}
