//! Evaluates one clause on one segment: the passages and articles whose postings or columns match it.

use crate::archive::{BitSet, Boilerplate, Limit, Segment};
use crate::article::DayRange;
use crate::index::{InputKey, terms};
use crate::search::SearchError;
use crate::search::plan::{Clause, Matcher};
use crate::temporal::QueryDates;
use std::collections::BTreeMap;
use std::ops::Range;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, TERMINATED, Term};

/// An occurrence of a token: document, position, and which of the tokens of the query it is.
pub(crate) type Occurrence = (DocId, u32, u32);

/// The documents that match a clause, each with its frequency, in ascending order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matches {
    /// Passages.
    pub passages: Vec<(DocId, u32)>,
    /// Leads of articles whose title or metadata match.
    pub leads: Vec<(DocId, u32)>,
}

impl Matches {
    /// The matches in a range of documents: passages, leads.
    pub fn within(&self, docs: Range<DocId>) -> [&[(DocId, u32)]; 2] {
        [&self.passages, &self.leads].map(|matches| {
            let start = matches.partition_point(|(doc, _)| *doc < docs.start);
            let length = matches[start..].partition_point(|(doc, _)| *doc < docs.end);
            &matches[start..start + length]
        })
    }

    /// True where any of the documents matches.
    pub fn is_in(&self, docs: Range<DocId>) -> bool {
        self.within(docs).iter().any(|found| !found.is_empty())
    }

    /// The leads of all articles that match the clause.
    pub fn leads_of(&self, segment: &Segment) -> BitSet {
        let mut leads = BitSet::new(segment.leads.length());
        self.passages.iter().for_each(|&(doc, _)| leads.insert(segment.lead(doc)));
        self.leads.iter().for_each(|&(lead, _)| leads.insert(lead));
        leads
    }
}

/// Puts documents in order, and adds the frequencies of one that occurs more than once.
fn merge(found: &mut Vec<(DocId, u32)>) {
    // A stable sort merges the lists, which are in order already.
    found.sort_by_key(|&(doc, _)| doc);
    found.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
}

impl Segment {
    /// The documents of this segment that match a clause; days that a passage names in boilerplate alone match nothing.
    pub fn evaluate(&self, clause: &Clause, boilerplate: &Boilerplate) -> Result<Matches, SearchError> {
        match &clause.matcher {
            Matcher::Terms { passages, leads } => Ok(Matches {
                passages: self.union(passages, &self.passages, Some(boilerplate))?,
                leads: self.union(leads, &self.leads, None)?,
            }),
            Matcher::Names { passages, leads, limits } => Ok(Matches {
                passages: self.names(passages, &self.passages, limits)?,
                leads: self.names(leads, &self.leads, limits)?,
            }),
            Matcher::Phrase { passages, leads, tokens, slop } => Ok(Matches {
                passages: self.phrases(passages, &self.passages, tokens, *slop)?,
                leads: self.phrases(leads, &self.leads, tokens, *slop)?,
            }),
            Matcher::Days { first, last, dates } => {
                Ok(Matches { passages: Vec::new(), leads: self.days(first, last, *dates) })
            }
            Matcher::Inputs(inputs) => {
                let input = self.number("input");
                let leads =
                    self.leads.iter().filter(|&lead| input(lead).is_some_and(|key| inputs.contains(&InputKey(key))));
                Ok(Matches { passages: Vec::new(), leads: leads.map(|lead| (lead, 1)).collect() })
            }
            Matcher::Articles(numbers) => {
                let leads = self
                    .leads
                    .iter()
                    .filter(|&lead| self.article(lead).is_some_and(|number| numbers.contains(&number)));
                Ok(Matches { passages: Vec::new(), leads: leads.map(|lead| (lead, 1)).collect() })
            }
        }
    }

    /// The documents of `keep` that contain any of the terms of names, where those mean who is asked for.
    fn names(
        &self,
        terms: &[Term],
        keep: &BitSet,
        limits: &BTreeMap<String, Limit>,
    ) -> Result<Vec<(DocId, u32)>, SearchError> {
        let limit = |term: &Term| limits.get(term.value().as_str()?);
        let (limited, plain): (Vec<&Term>, Vec<&Term>) = terms.iter().partition(|term| limit(term).is_some());
        let plain: Vec<Term> = plain.into_iter().cloned().collect();
        let mut found = self.union(&plain, keep, None)?;
        for term in limited {
            let Some(limit) = limit(term) else { continue };
            let own = self.union(std::slice::from_ref(term), keep, None)?;
            found.extend(own.into_iter().filter(|(doc, _)| limit.holds(self, self.lead(*doc))));
        }
        merge(&mut found);
        Ok(found)
    }

    /// The documents of `keep` that contain any of the terms.
    fn union(
        &self,
        terms: &[Term],
        keep: &BitSet,
        boilerplate: Option<&Boilerplate>,
    ) -> Result<Vec<(DocId, u32)>, SearchError> {
        let mut found: Vec<(DocId, u32)> = Vec::new();
        let mut lists = 0;
        for term in terms {
            let inverted = self.reader.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_block_postings(term, IndexRecordOption::WithFreqs)? else {
                continue;
            };
            lists += 1;
            let is_date = [self.fields.date, self.fields.title_date].contains(&term.field());
            let days = terms::date_of_term(term.serialized_value_bytes()).filter(|_| is_date);
            let narrowness = days.map_or(1, narrowness);
            found.reserve(postings.doc_freq() as usize);
            while !postings.docs().is_empty() {
                // A field without frequencies has a one for each document all the same.
                let in_boilerplate =
                    |doc: u32| days.zip(boilerplate).is_some_and(|(days, boilerplate)| boilerplate.has_days(doc, days));
                let kept = (0..).zip(postings.docs()).filter(|(_, doc)| keep.has(**doc) && !in_boilerplate(**doc));
                found.extend(kept.map(|(at, doc)| (*doc, postings.freq(at) * narrowness)));
                postings.advance();
            }
        }
        if lists > 1 {
            merge(&mut found);
        }
        Ok(found)
    }

    fn phrases(
        &self,
        fields: &[Field],
        keep: &BitSet,
        tokens: &[Vec<String>],
        slop: u32,
    ) -> Result<Vec<(DocId, u32)>, SearchError> {
        let mut found = Vec::new();
        for &field in fields {
            found.extend(self.phrase(field, keep, tokens, slop)?);
        }
        found.sort_by_key(|&(doc, _)| doc);
        found.dedup_by_key(|(doc, _)| *doc);
        Ok(found)
    }

    /// The documents of `keep` that contain the tokens, each in any of its forms, as a phrase, with its frequency.
    fn phrase(
        &self,
        field: Field,
        keep: &BitSet,
        tokens: &[Vec<String>],
        slop: u32,
    ) -> Result<Vec<(DocId, u32)>, SearchError> {
        let mut candidates = keep.clone();
        for forms in tokens {
            let terms: Vec<Term> = forms.iter().map(|form| Term::from_field_text(field, form)).collect();
            let mut holding = BitSet::new(keep.length());
            self.union(&terms, &candidates, None)?.iter().for_each(|&(doc, _)| holding.insert(doc));
            candidates = holding;
            if candidates.is_empty() {
                return Ok(Vec::new());
            }
        }
        let terms_of = |forms: &Vec<String>| forms.iter().map(|form| Term::from_field_text(field, form)).collect();
        let terms: Vec<Vec<Term>> = tokens.iter().map(terms_of).collect();
        let mut found = Vec::new();
        for of_doc in self.occurrences(&terms, &candidates)?.chunk_by(|a, b| a.0 == b.0) {
            let places: Vec<(u32, u32)> = of_doc.iter().map(|&(_, position, token)| (position, token)).collect();
            let count = places_of_phrase(&places, tokens.len(), slop).len();
            if count > 0 {
                found.push((of_doc[0].0, count as u32));
            }
        }
        Ok(found)
    }

    /// Occurrences of tokens, each any of its terms, in documents of a set; in order.
    pub fn occurrences(&self, tokens: &[Vec<Term>], within: &BitSet) -> Result<Vec<Occurrence>, SearchError> {
        let mut found = Vec::new();
        let mut buffer = Vec::new();
        for (token, terms) in (0..).zip(tokens) {
            for term in terms {
                let inverted = self.reader.inverted_index(term.field())?;
                let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? else {
                    continue;
                };
                for doc in within.iter() {
                    if postings.doc() < doc && postings.seek(doc) == TERMINATED {
                        break;
                    }
                    if postings.doc() == doc {
                        postings.positions(&mut buffer);
                        found.extend(buffer.iter().map(|&position| (doc, position, token)));
                    }
                }
            }
        }
        // A stable sort merges the lists, which are in order already.
        found.sort_by_key(|&(doc, position, _)| (doc, position));
        Ok(found)
    }

    /// The leads whose days lie in a range; without a range those that have none.
    fn days(&self, first: &str, last: &str, dates: Option<QueryDates>) -> Vec<(DocId, u32)> {
        let Some(dates) = dates else {
            let first = self.signed(first);
            return self.leads.iter().filter(|lead| first(*lead).is_none()).map(|lead| (lead, 1)).collect();
        };
        let Ok(column) = self.reader.fast_fields().i64(first) else { return Vec::new() };
        let from = dates.from.map_or(i64::MIN, |from| i64::from(from.0));
        let to = dates.to.map_or(i64::MAX, |to| i64::from(to.0));
        let mut found = Vec::new();
        if from <= to {
            column.get_docids_for_value_range(from..=to, 0..self.leads.length(), &mut found);
        }
        let last = self.signed(last);
        let holds = |lead: &DocId| self.leads.has(*lead) && last(*lead).is_some_and(|last| last <= to);
        found.into_iter().filter(holds).map(|lead| (lead, 1)).collect()
    }
}

/// For each term visits the documents of an ascending list that contain it, with their position in the list.
pub(crate) fn visit(
    segment: &Segment,
    terms: &[Term],
    docs: &[DocId],
    option: IndexRecordOption,
    see: &mut dyn FnMut(usize, DocId, &mut SegmentPostings),
) -> Result<(), SearchError> {
    for term in terms {
        let inverted = segment.reader.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(term, option)? else { continue };
        for (at, &doc) in docs.iter().enumerate() {
            if postings.doc() < doc && postings.seek(doc) == TERMINATED {
                break;
            }
            if postings.doc() == doc {
                see(at, doc, &mut postings);
            }
        }
    }
    Ok(())
}

/// The frequency that a date mention counts as: a day is more specific than a month, a month than a year.
fn narrowness(days: DayRange) -> u32 {
    match i64::from(days.to.0) - i64::from(days.from.0) + 1 {
        ..=1 => 16,
        2..=7 => 8,
        8..=31 => 4,
        32..=366 => 2,
        _ => 1,
    }
}

/// Occurrences of a phrase among ordered `(position, token)` pairs: first and last position of each.
///
/// Without slop the tokens follow each other; with it they come in any order with at most `slop` words between them.
pub(crate) fn places_of_phrase(places: &[(u32, u32)], tokens: usize, slop: u32) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    if slop == 0 {
        for &(start, token) in places.iter().filter(|(_, token)| *token == 0) {
            let follows = (1..tokens as u32).all(|ahead| places.binary_search(&(start + ahead, token + ahead)).is_ok());
            if follows {
                found.push((start, start + tokens as u32 - 1));
            }
        }
        return found;
    }
    let widest = slop + tokens as u32 - 1;
    let mut left = 0;
    let mut counts = vec![0_u32; tokens];
    let mut missing = tokens;
    for right in 0..places.len() {
        let token = places[right].1 as usize;
        missing -= usize::from(counts[token] == 0);
        counts[token] += 1;
        while missing == 0 {
            let (start, end) = (places[left].0, places[right].0);
            let token = places[left].1 as usize;
            if counts[token] == 1 && end - start <= widest {
                found.push((start, end));
            }
            counts[token] -= 1;
            missing += usize::from(counts[token] == 0);
            left += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_follow_in_order() {
        // a b a c b
        let places = [(0, 0), (1, 1), (2, 0), (4, 1)];
        assert_eq!(places_of_phrase(&places, 2, 0), [(0, 1)]);
        assert_eq!(places_of_phrase(&places, 2, 1), [(0, 1), (1, 2), (2, 4)]);
        assert!(places_of_phrase(&[(0, 0)], 2, 0).is_empty());
        assert!(places_of_phrase(&[(0, 0), (9, 1)], 2, 3).is_empty());
    }
}
