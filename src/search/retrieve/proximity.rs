//! Proximity: passages in which the parts of a query are in one sentence (`w/s`), or at most so many words apart (`w/5`).
//!
//! Positions of words and of the beginnings of sentences are in the index. Names, dates and parts of words have their
//! positions with the stored text: for them passages are read.

use super::highlight::{AnalyzedText, spans};
use super::postings::{Occurrence, places_of_phrase};
use super::store::Store;
use crate::archive::{BitSet, Segment, first_string};
use crate::article::Span;
use crate::index::{StoredPassage, terms};
use crate::query::Within;
use crate::search::SearchError;
use crate::search::plan::{Clause, Locator, Matcher, Plan, Step};
use crate::text;
use rayon::prelude::*;
use std::sync::atomic::Ordering;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Term};

/// Passages that are read for one query; more would take seconds.
const MOST_READ: usize = 50_000;

/// An occurrence of a part: a passage, its first and its last word there. In order.
type Place = (DocId, u32, u32);

/// A part of a proximity condition.
pub(crate) struct Part<'e> {
    pub step: &'e Step,
    /// Passages of which every sentence matches it: there it is close to everything.
    pub throughout: BitSet,
}

/// A proximity condition, evaluated on one segment.
pub(crate) struct Proximity<'e> {
    pub segment: &'e Segment,
    pub plan: &'e Plan,
    pub store: &'e Store<'e>,
    pub within: Within,
    pub parts: &'e [Part<'e>],
}

impl Proximity<'_> {
    /// The candidates, which match all parts, in which the parts are close enough.
    pub fn close(&self, candidates: &BitSet) -> Result<BitSet, SearchError> {
        // What matches throughout all candidates, such as source:, has no position to check.
        let parts: Vec<&Part<'_>> = self.parts.iter().filter(|part| !candidates.is_within(&part.throughout)).collect();
        if parts.is_empty() || self.within == Within::Passage {
            return Ok(candidates.clone());
        }
        let (mut known, mut in_text) = (Vec::new(), Vec::new());
        for &part in &parts {
            match self.places(part.step, candidates)? {
                Some(places) => known.push((part, places)),
                None => in_text.push(part),
            }
        }
        let mut lists: Vec<Cursor<'_>> =
            known.iter().map(|(part, rest)| Cursor { throughout: Some(&part.throughout), rest }).collect();
        match self.within {
            Within::Passage => Ok(candidates.clone()),
            Within::Sentence => {
                let found = self.sentences(candidates, &mut lists)?;
                if in_text.is_empty() {
                    return Ok(set_of(found.into_iter().map(|(doc, _)| doc), candidates.length()));
                }
                let text = self.stored_text();
                text.keep(self.within, &found, |passage, doc, numbers| {
                    text.in_one_sentence(passage, numbers, in_text.iter().filter(|part| !part.throughout.has(doc)))
                })
            }
            Within::Words(most) if in_text.is_empty() => {
                let is_close = |doc: &DocId| {
                    let words = |list: &mut Cursor<'_>| {
                        let places: Vec<(u32, u32)> = list.at(*doc).iter().map(|(_, from, to)| (*from, *to)).collect();
                        (!list.is_throughout(*doc)).then_some(places)
                    };
                    chain(&lists.iter_mut().filter_map(words).collect::<Vec<_>>(), most)
                };
                Ok(set_of(candidates.iter().filter(is_close), candidates.length()))
            }
            Within::Words(most) => {
                let found: Vec<(DocId, Vec<u32>)> = candidates.iter().map(|doc| (doc, Vec::new())).collect();
                let text = self.stored_text();
                text.keep(self.within, &found, |passage, doc, _| {
                    text.within_words(passage, parts.iter().filter(|part| !part.throughout.has(doc)), most)
                })
            }
        }
    }

    fn stored_text(&self) -> StoredText<'_> {
        let languages = self.segment.reader.fast_fields().str("language").ok().flatten();
        StoredText { store: self.store, segment: self.segment, plan: self.plan, languages }
    }

    /// Occurrences of a part in the candidates; none where its positions are not indexed.
    fn places(&self, part: &Step, candidates: &BitSet) -> Result<Option<Vec<Place>>, SearchError> {
        Ok(match part {
            Step::Clause(at) => self.places_of_clause(&self.plan.clauses[*at], candidates)?,
            Step::All(steps) | Step::Any(steps) | Step::Proximity { parts: steps, .. } => {
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
        Ok(match (&clause.locator, &clause.matcher) {
            (Locator::Nothing, _) => Some(Vec::new()), // matches throughout or not at all
            (Locator::Stems(_), Matcher::Terms { passages, .. })
                if passages.iter().all(|term| term.field() == stem) =>
            {
                let found = segment.occurrences(std::slice::from_ref(passages), candidates)?;
                Some(found.into_iter().map(|(doc, position, _)| (doc, position, position)).collect())
            }
            (Locator::Phrase { .. }, Matcher::Phrase { passages, tokens, slop, .. }) if passages[..] == [stem] => {
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

    /// The candidates in which one sentence matches all parts with known positions, with the numbers of such sentences; with
    /// all of their sentences where there is no such part.
    fn sentences(&self, candidates: &BitSet, lists: &mut [Cursor<'_>]) -> Result<Vec<(DocId, Vec<u32>)>, SearchError> {
        let begins = terms::sentence_term(&self.segment.fields);
        let begins = self.segment.occurrences(&[vec![begins]], candidates)?;
        let mut begins = Cursor { throughout: None, rest: &begins };
        let mut found = Vec::new();
        for doc in candidates.iter() {
            let begins = begins.at(doc);
            let number = |at: u32| begins.partition_point(|(_, begin, _)| *begin <= at) as u32;
            let mut sentences: Vec<u32> = (0..=begins.len() as u32).collect();
            for list in &mut *lists {
                let places = list.at(doc);
                if list.is_throughout(doc) {
                    continue;
                }
                let inside = places.iter().filter(|(_, from, to)| number(*from) == number(*to));
                let of_part: Vec<u32> = inside.map(|(_, from, _)| number(*from)).collect();
                sentences.retain(|sentence| of_part.contains(sentence));
            }
            if !sentences.is_empty() {
                found.push((doc, sentences));
            }
        }
        Ok(found)
    }
}

/// The set of some documents.
fn set_of(docs: impl Iterator<Item = DocId>, length: u32) -> BitSet {
    let mut set = BitSet::new(length);
    docs.for_each(|doc| set.insert(doc));
    set
}

/// The text of passages, for parts whose positions are not indexed.
struct StoredText<'e> {
    store: &'e Store<'e>,
    segment: &'e Segment,
    plan: &'e Plan,
    languages: Option<StrColumn>,
}

/// A passage that was read, with the language of its article.
struct Read {
    passage: StoredPassage,
    language: Option<String>,
}

impl Read {
    fn analyzed(&self) -> AnalyzedText<'_> {
        AnalyzedText::new(&self.passage.text, self.language.as_deref(), &self.passage.mentions)
    }
}

impl StoredText<'_> {
    /// Passages that pass a test of their text, number and sentences; on all cores.
    fn keep(
        &self,
        within: Within,
        found: &[(DocId, Vec<u32>)],
        test: impl Fn(&Read, DocId, &[u32]) -> bool + Sync,
    ) -> Result<BitSet, SearchError> {
        let read = self.store.read.fetch_add(found.len(), Ordering::Relaxed) + found.len();
        if read > MOST_READ {
            return Err(SearchError::TooManyReads { within, most: MOST_READ });
        }
        let of_one = |(doc, sentences): &(DocId, Vec<u32>)| {
            let passage = self.store.passage(self.segment.ord, *doc)?;
            let language = self.languages.as_ref().and_then(|column| first_string(column, self.segment.lead(*doc)));
            Ok(test(&Read { passage, language }, *doc, sentences).then_some(*doc))
        };
        let docs: Vec<Option<DocId>> = found.par_iter().map(of_one).collect::<Result<_, SearchError>>()?;
        let mut kept = BitSet::new(self.segment.passages.length());
        docs.into_iter().flatten().for_each(|doc| kept.insert(doc));
        Ok(kept)
    }

    /// True when one of these sentences of a passage matches all the parts.
    fn in_one_sentence<'p>(&self, read: &Read, numbers: &[u32], parts: impl Iterator<Item = &'p &'p Part<'p>>) -> bool {
        let analyzed = read.analyzed();
        let spans: Vec<Vec<Span>> = parts.map(|part| spans(self.plan, part.step, &analyzed)).collect();
        let sentences = text::sentences(&read.passage.text, read.language.as_deref());
        numbers.iter().filter_map(|number| sentences.get(*number as usize)).any(|sentence| {
            let sentence = Span::new(sentence.start, sentence.end);
            spans.iter().all(|spans| spans.iter().any(|span| sentence.contains(*span)))
        })
    }

    /// True when the parts are at most so many words apart in a passage.
    fn within_words<'p>(&self, read: &Read, parts: impl Iterator<Item = &'p &'p Part<'p>>, most: u32) -> bool {
        let analyzed = read.analyzed();
        let words = |span: Span| (analyzed.word_at(span.start), analyzed.word_at(span.end.saturating_sub(1)));
        let of_part = |part: &&Part<'_>| spans(self.plan, part.step, &analyzed).into_iter().map(words).collect();
        chain(&parts.map(of_part).collect::<Vec<_>>(), most)
    }
}

/// True when one place (first and last word) of each part can be picked so that each lies at most `most` words from the one
/// before; where there is no part, nothing is missing.
fn chain(parts: &[Vec<(u32, u32)>], most: u32) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
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
    /// Documents of which every sentence matches the part.
    throughout: Option<&'l BitSet>,
    rest: &'l [Place],
}

impl<'l> Cursor<'l> {
    /// The occurrences in a document; documents come in ascending order.
    fn at(&mut self, doc: DocId) -> &'l [Place] {
        let before = self.rest.iter().take_while(|place| place.0 < doc).count();
        let own = self.rest[before..].iter().take_while(|place| place.0 == doc).count();
        let (own, rest) = self.rest[before..].split_at(own);
        self.rest = rest;
        own
    }

    fn is_throughout(&self, doc: DocId) -> bool {
        self.throughout.is_some_and(|docs| docs.has(doc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_within_so_many_words() {
        let (a, b, c) = (vec![(0, 0), (20, 21)], vec![(4, 4)], vec![(8, 9)]);
        assert!(chain(&[a.clone(), b.clone(), c.clone()], 3));
        assert!(!chain(&[a.clone(), b.clone(), c.clone()], 2));
        // Each lies near the one before it, not near the first.
        assert!(!chain(&[a.clone(), c, b], 3));
        // One place cannot be two parts.
        assert!(!chain(&[vec![(4, 4)], vec![(4, 4)]], 3));
        assert!(chain(&[vec![(4, 4)], vec![(4, 4), (5, 5)]], 0));
        assert!(!chain(&[a, Vec::new()], 100));
        assert!(chain(&[], 0));
    }

    #[test]
    fn a_cursor_gives_each_document_its_places() {
        let places = [(1, 0, 0), (1, 5, 5), (4, 2, 3)];
        let mut cursor = Cursor { throughout: None, rest: &places };
        assert!(cursor.at(0).is_empty());
        assert_eq!(cursor.at(1).len(), 2);
        assert!(cursor.at(3).is_empty());
        assert_eq!(cursor.at(4), [(4, 2, 3)]);
        assert!(!cursor.is_throughout(4));
    }
}
