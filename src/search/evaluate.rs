//! Evaluates a plan: which articles hold what was asked, and which of their passages are to be shown.
//!
//! Boolean matching is per article. Articles lie whole in one segment, so every set operation is the segment's own.

use super::SearchError;
use super::bits::Bits;
use super::marks::Marked;
use super::plan::{Plan, Step};
use super::segment::{Held, Segment};
use super::store::Store;
use crate::article::Span;
use crate::query::Within;
use crate::text;
use std::cell::OnceCell;
use tantivy::DocId;

/// A plan's clauses, evaluated on one segment.
pub(super) struct Evaluation<'s> {
    pub segment: &'s Segment,
    pub plan: &'s Plan,
    pub store: &'s Store<'s>,
    /// In the order of the clauses.
    pub held: Vec<Held>,
    /// Of each clause: the leads of the articles in which it holds.
    articles: Vec<OnceCell<Bits>>,
}

impl<'s> Evaluation<'s> {
    pub fn new(segment: &'s Segment, plan: &'s Plan, store: &'s Store<'s>) -> Result<Self, SearchError> {
        let held: Vec<Held> = plan.clauses.iter().map(|clause| segment.evaluate(clause)).collect::<Result<_, _>>()?;
        let articles = held.iter().map(|_| OnceCell::new()).collect();
        Ok(Self { segment, plan, store, held, articles })
    }

    /// The leads of the articles in which a clause holds.
    pub fn clause_articles(&self, at: usize) -> &Bits {
        self.articles[at].get_or_init(|| self.held[at].leads_of(self.segment))
    }

    /// Adds the passages in which a clause holds that is no property of the article.
    fn add_passages(&self, at: usize, passages: &mut Bits) {
        self.held[at].passages.iter().for_each(|&(doc, _)| passages.insert(doc));
    }

    /// The passages of alternatives; clauses are added in place, for a query may have hundreds.
    fn any(&self, steps: &[Step], each: impl Fn(&Step) -> Result<Bits, SearchError>) -> Result<Bits, SearchError> {
        let mut passages = Bits::new(self.segment.passages.length());
        for step in steps {
            match step {
                Step::Clause(at) if !self.plan.clauses[*at].of_article => self.add_passages(*at, &mut passages),
                _ => passages = passages.or(&each(step)?),
            }
        }
        Ok(passages)
    }

    /// Leads of the articles in which a step holds.
    pub fn articles(&self, step: &Step) -> Result<Bits, SearchError> {
        Ok(match step {
            Step::Clause(at) => self.clause_articles(*at).clone(),
            Step::All(steps) => self.fold(steps, Bits::and, |step| self.articles(step))?,
            Step::Any(steps) => {
                let mut leads = Bits::new(self.segment.leads.length());
                for step in steps {
                    leads = match step {
                        Step::Clause(at) => leads.or(self.clause_articles(*at)),
                        _ => leads.or(&self.articles(step)?),
                    };
                }
                leads
            }
            Step::Not(step) => self.segment.leads.clone().without(&self.articles(step)?),
            Step::Together { .. } => self.segment.articles(&self.passages(step)?),
        })
    }

    /// Passages in which a step holds; what is a property of the article holds in all of its passages.
    pub fn passages(&self, step: &Step) -> Result<Bits, SearchError> {
        Ok(match step {
            Step::Clause(at) if self.plan.clauses[*at].of_article => self.segment.expand(self.clause_articles(*at)),
            Step::Clause(at) => {
                let mut passages = Bits::new(self.segment.passages.length());
                self.add_passages(*at, &mut passages);
                passages
            }
            Step::All(steps) => self.fold(steps, Bits::and, |step| self.passages(step))?,
            Step::Any(steps) => self.any(steps, |step| self.passages(step))?,
            Step::Not(step) => self.segment.passages.clone().without(&self.passages(step)?),
            Step::Together { within, parts } => {
                let all = self.fold(parts, Bits::and, |part| self.passages(part))?;
                if *within == Within::Passage { all } else { self.close(all, *within, parts)? }
            }
        })
    }

    /// Passages picked by what was asked for positively.
    pub fn shown(&self, step: &Step) -> Result<Bits, SearchError> {
        Ok(match step {
            Step::Clause(at) if self.plan.clauses[*at].of_article => Bits::new(self.segment.passages.length()),
            Step::Clause(_) | Step::Together { .. } => self.passages(step)?,
            Step::All(steps) | Step::Any(steps) => self.any(steps, |step| self.shown(step))?,
            Step::Not(_) => Bits::new(self.segment.passages.length()),
        })
    }

    fn fold(
        &self,
        steps: &[Step],
        join: fn(Bits, &Bits) -> Bits,
        each: impl Fn(&Step) -> Result<Bits, SearchError>,
    ) -> Result<Bits, SearchError> {
        let mut folded: Option<Bits> = None;
        for step in steps {
            let next = each(step)?;
            folded = Some(match folded {
                None => next,
                Some(so_far) => join(so_far, &next),
            });
        }
        Ok(folded.unwrap_or_else(|| Bits::new(self.segment.passages.length())))
    }

    /// Keeps the passages in which the parts stand in one sentence, or so many words apart; found by reading them.
    fn close(&self, candidates: Bits, within: Within, parts: &[Step]) -> Result<Bits, SearchError> {
        let mut kept = Bits::new(candidates.length());
        for doc in candidates.iter() {
            if self.is_close(doc, within, parts)? {
                kept.insert(doc);
            }
        }
        Ok(kept)
    }

    fn is_close(&self, doc: DocId, within: Within, parts: &[Step]) -> Result<bool, SearchError> {
        let passage = self.store.passage(self.segment.ord, doc)?;
        let language = self.segment.string("language", self.segment.lead(doc));
        let marked = Marked::new(&passage.text, language.as_deref(), &passage.mentions);
        let spans: Vec<Vec<Span>> = parts.iter().map(|part| self.spans(part, &marked)).collect();
        Ok(match within {
            Within::Passage => true,
            Within::Sentence => text::sentences(&passage.text, language.as_deref()).into_iter().any(|sentence| {
                let sentence = Span::new(sentence.start, sentence.end);
                spans.iter().all(|spans| spans.iter().any(|span| sentence.contains(*span)))
            }),
            Within::Words(most) => chain(&spans, &marked, most as usize),
        })
    }

    /// Where a part of a chain stands in a passage.
    pub fn spans(&self, step: &Step, marked: &Marked<'_>) -> Vec<Span> {
        match step {
            Step::Clause(at) => marked.spans(&self.plan.clauses[*at].mark),
            Step::All(steps) | Step::Any(steps) | Step::Together { parts: steps, .. } => {
                steps.iter().flat_map(|step| self.spans(step, marked)).collect()
            }
            Step::Not(_) => Vec::new(),
        }
    }
}

/// True when one span of each part can be picked so that each lies at most `most` words from the one before.
fn chain(spans: &[Vec<Span>], marked: &Marked<'_>, most: usize) -> bool {
    let words = |span: &Span| (marked.word_at(span.start), marked.word_at(span.end.saturating_sub(1)));
    let Some((first, rest)) = spans.split_first() else { return false };
    let mut reached: Vec<(usize, usize)> = first.iter().map(words).collect();
    for part in rest {
        let next = part.iter().map(words).filter(|(start, end)| {
            reached.iter().any(|(from, to)| {
                let between = if to < start { start - to } else { from.saturating_sub(*end) };
                between <= most + 1 && (from, to) != (start, end)
            })
        });
        reached = next.collect();
    }
    !reached.is_empty()
}
