//! Chains: the passages in which the parts stand in one sentence, or so many words apart.
//!
//! Where words stand and where sentences begin is told by positions in the index. Only names, dates and parts of words,
//! whose places are kept with the text, make passages be read.

use super::highlight::{Marked, spans};
use super::postings::{Occurrence, places_of_phrase};
use super::store::Store;
use crate::archive::{BitSet, Segment, first_string};
use crate::article::Span;
use crate::index::{StoredPassage, terms};
use crate::query::Within;
use crate::search::SearchError;
use crate::search::plan::{Clause, Mark, Matcher, Plan, Step};
use crate::text;
use rayon::prelude::*;
use std::sync::atomic::Ordering;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Term};

/// Passages that are read for one query; more would keep the user waiting.
const MOST_READ: usize = 50_000;

/// Where a part stands: a passage, its first and its last word there. In order.
type Place = (DocId, u32, u32);

/// A chain, evaluated on one segment.
pub(crate) struct Chain<'e> {
    pub segment: &'e Segment,
    pub plan: &'e Plan,
    pub store: &'e Store<'e>,
    pub within: Within,
    pub parts: &'e [Step],
}

impl Chain<'_> {
    /// Keeps the candidates, which hold all parts, in which the parts are as close as they must be.
    pub fn close(&self, candidates: &BitSet) -> Result<BitSet, SearchError> {
        let (mut known, mut in_text) = (Vec::new(), Vec::new());
        for part in self.parts {
            match self.places(part, candidates)? {
                Some(places) => known.push(places),
                None => in_text.push(part),
            }
        }
        let mut lists: Vec<Cursor<'_>> = known.iter().map(|rest| Cursor { rest }).collect();
        let reading = || {
            let languages = self.segment.reader.fast_fields().str("language").ok().flatten();
            Reading { store: self.store, segment: self.segment, plan: self.plan, languages }
        };
        match self.within {
            Within::Passage => Ok(candidates.clone()),
            Within::Sentence => {
                let held = self.sentences(candidates, &mut lists)?;
                if in_text.is_empty() {
                    return Ok(set_of(held.into_iter().map(|(doc, _)| doc), candidates.length()));
                }
                let reading = reading();
                reading.keep(self.within, &held, |passage, language, numbers| {
                    reading.in_one_sentence(passage, language, numbers, &in_text)
                })
            }
            Within::Words(most) if in_text.is_empty() => {
                let is_close = |doc: &DocId| {
                    let words =
                        |list: &mut Cursor<'_>| list.at(*doc).iter().map(|(_, from, to)| (*from, *to)).collect();
                    chain(&lists.iter_mut().map(words).collect::<Vec<_>>(), most)
                };
                Ok(set_of(candidates.iter().filter(is_close), candidates.length()))
            }
            Within::Words(most) => {
                let held: Vec<(DocId, Vec<u32>)> = candidates.iter().map(|doc| (doc, Vec::new())).collect();
                let reading = reading();
                reading.keep(self.within, &held, |passage, language, _| {
                    reading.within_words(passage, language, self.parts, most)
                })
            }
        }
    }

    /// Where a part stands in the candidates, if the index alone can tell.
    fn places(&self, part: &Step, candidates: &BitSet) -> Result<Option<Vec<Place>>, SearchError> {
        Ok(match part {
            Step::Clause(at) => self.places_of_clause(&self.plan.clauses[*at], candidates)?,
            Step::All(steps) | Step::Any(steps) | Step::Together { parts: steps, .. } => {
                let mut all = Vec::new();
                for step in steps {
                    let Some(places) = self.places(step, candidates)? else { return Ok(None) };
                    all.extend(places);
                }
                all.sort_unstable();
                Some(all)
            }
            Step::Not(_) => Some(Vec::new()),
        })
    }

    fn places_of_clause(&self, clause: &Clause, candidates: &BitSet) -> Result<Option<Vec<Place>>, SearchError> {
        let (segment, stem) = (self.segment, self.segment.fields.stem);
        Ok(match (&clause.mark, &clause.matcher) {
            (Mark::Nothing, _) => Some(Vec::new()),
            (Mark::Stems(_), Matcher::Terms { passages, .. }) if passages.iter().all(|term| term.field() == stem) => {
                let found = segment.occurrences(std::slice::from_ref(passages), candidates)?;
                Some(found.into_iter().map(|(doc, position, _)| (doc, position, position)).collect())
            }
            (Mark::Phrase { .. }, Matcher::Phrase { passages, tokens, slop, .. }) if passages[..] == [stem] => {
                let terms_of =
                    |forms: &Vec<String>| forms.iter().map(|form| Term::from_field_text(stem, form)).collect();
                let terms: Vec<Vec<Term>> = tokens.iter().map(terms_of).collect();
                let found = segment.occurrences(&terms, candidates)?;
                let of_doc = |held: &[Occurrence]| {
                    let doc = held[0].0;
                    let held: Vec<(u32, u32)> = held.iter().map(|&(_, position, token)| (position, token)).collect();
                    places_of_phrase(&held, tokens.len(), *slop).into_iter().map(move |(from, to)| (doc, from, to))
                };
                Some(found.chunk_by(|a, b| a.0 == b.0).flat_map(of_doc).collect())
            }
            _ => None,
        })
    }

    /// The candidates in which one sentence holds all that is known, with the numbers of such sentences; with all of their
    /// sentences where nothing is known.
    fn sentences(&self, candidates: &BitSet, lists: &mut [Cursor<'_>]) -> Result<Vec<(DocId, Vec<u32>)>, SearchError> {
        let begins = terms::sentence_term(&self.segment.fields);
        let begins = self.segment.occurrences(&[vec![begins]], candidates)?;
        let mut begins = Cursor { rest: &begins };
        let mut held = Vec::new();
        for doc in candidates.iter() {
            let begins = begins.at(doc);
            let number = |at: u32| begins.partition_point(|(_, begin, _)| *begin <= at) as u32;
            let mut sentences: Vec<u32> = (0..=begins.len() as u32).collect();
            for list in &mut *lists {
                let inside = list.at(doc).iter().filter(|(_, from, to)| number(*from) == number(*to));
                let of_part: Vec<u32> = inside.map(|(_, from, _)| number(*from)).collect();
                sentences.retain(|sentence| of_part.contains(sentence));
            }
            if !sentences.is_empty() {
                held.push((doc, sentences));
            }
        }
        Ok(held)
    }
}

/// The set of some documents.
fn set_of(docs: impl Iterator<Item = DocId>, length: u32) -> BitSet {
    let mut set = BitSet::new(length);
    docs.for_each(|doc| set.insert(doc));
    set
}

/// Reads passages to find what the index tells no place of.
struct Reading<'e> {
    store: &'e Store<'e>,
    segment: &'e Segment,
    plan: &'e Plan,
    languages: Option<StrColumn>,
}

impl Reading<'_> {
    /// Those passages that a test of their text keeps; on all cores.
    fn keep(
        &self,
        within: Within,
        held: &[(DocId, Vec<u32>)],
        test: impl Fn(&StoredPassage, Option<&str>, &[u32]) -> bool + Sync,
    ) -> Result<BitSet, SearchError> {
        let read = self.store.read.fetch_add(held.len(), Ordering::Relaxed) + held.len();
        if read > MOST_READ {
            return Err(SearchError::TooWide(format!(
                "for {within} the names, dates or parts of words asked for would have to be looked for in the text of more \
                 than {MOST_READ} passages; add a word, or ask for one passage with w/p",
            )));
        }
        let of_one = |(doc, sentences): &(DocId, Vec<u32>)| {
            let passage = self.store.passage(self.segment.ord, *doc)?;
            let language = self.languages.as_ref().and_then(|column| first_string(column, self.segment.lead(*doc)));
            Ok(test(&passage, language.as_deref(), sentences).then_some(*doc))
        };
        let docs: Vec<Option<DocId>> = held.par_iter().map(of_one).collect::<Result<_, SearchError>>()?;
        let mut kept = BitSet::new(self.segment.passages.length());
        docs.into_iter().flatten().for_each(|doc| kept.insert(doc));
        Ok(kept)
    }

    /// True when one of these sentences of a passage holds all the parts.
    fn in_one_sentence(
        &self,
        passage: &StoredPassage,
        language: Option<&str>,
        numbers: &[u32],
        parts: &[&Step],
    ) -> bool {
        let marked = Marked::new(&passage.text, language, &passage.mentions);
        let spans: Vec<Vec<Span>> = parts.iter().map(|part| spans(self.plan, part, &marked)).collect();
        let sentences = text::sentences(&passage.text, language);
        numbers.iter().filter_map(|number| sentences.get(*number as usize)).any(|sentence| {
            let sentence = Span::new(sentence.start, sentence.end);
            spans.iter().all(|spans| spans.iter().any(|span| sentence.contains(*span)))
        })
    }

    /// True when the parts stand so many words apart in a passage.
    fn within_words(&self, passage: &StoredPassage, language: Option<&str>, parts: &[Step], most: u32) -> bool {
        let marked = Marked::new(&passage.text, language, &passage.mentions);
        let words = |span: Span| (marked.word_at(span.start), marked.word_at(span.end.saturating_sub(1)));
        let of_part = |part| spans(self.plan, part, &marked).into_iter().map(words).collect();
        chain(&parts.iter().map(of_part).collect::<Vec<_>>(), most)
    }
}

/// True when one place (first and last word) of each part can be picked so that each lies at most `most` words from the one
/// before.
fn chain(parts: &[Vec<(u32, u32)>], most: u32) -> bool {
    let Some((first, rest)) = parts.split_first() else { return false };
    let mut reached = first.clone();
    for part in rest {
        let next = part.iter().filter(|(start, end)| {
            reached.iter().any(|(from, to)| {
                let between = if to < start { start - to } else { from.saturating_sub(*end) };
                between <= most + 1 && (from, to) != (start, end)
            })
        });
        reached = next.copied().collect();
    }
    !reached.is_empty()
}

/// A list in the order of its documents, gone through once.
struct Cursor<'l> {
    rest: &'l [Place],
}

impl<'l> Cursor<'l> {
    /// What it has of a document; documents are asked for in ascending order.
    fn at(&mut self, doc: DocId) -> &'l [Place] {
        let before = self.rest.iter().take_while(|place| place.0 < doc).count();
        let own = self.rest[before..].iter().take_while(|place| place.0 == doc).count();
        let (own, rest) = self.rest[before..].split_at(own);
        self.rest = rest;
        own
    }
}
