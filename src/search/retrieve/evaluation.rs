//! Evaluates a plan: which articles match, and which of their passages are to be shown.
//!
//! Boolean matching is per article. Articles lie whole in one segment, so every set operation is the segment's own.

use super::postings::Matches;
use super::proximity::{Part, Proximity};
use super::store::Store;
use crate::archive::{BitSet, Segment};
use crate::search::SearchError;
use crate::search::plan::{Plan, Step};
use crate::search::side_by_side::side_by_side;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A plan's clauses, evaluated on one segment.
pub(crate) struct Evaluation<'s> {
    pub segment: &'s Segment,
    pub plan: &'s Plan,
    pub store: &'s Store<'s>,
    /// In the order of the clauses.
    pub matches: Vec<Matches>,
    /// Of each clause: the leads of the articles that match it.
    articles: Vec<OnceLock<BitSet>>,
    /// Passages of the proximity conditions that were evaluated, by the address of the step: each is needed more than once.
    proximities: Mutex<HashMap<usize, BitSet>>,
}

impl<'s> Evaluation<'s> {
    pub fn new(segment: &'s Segment, plan: &'s Plan, store: &'s Store<'s>) -> Result<Self, SearchError> {
        let boilerplate = store.boilerplate(segment)?;
        let matches: Vec<Matches> =
            plan.clauses.iter().map(|clause| segment.evaluate(clause, boilerplate)).collect::<Result<_, _>>()?;
        let articles = matches.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { segment, plan, store, matches, articles, proximities: Mutex::default() })
    }

    /// The results of some work on each segment, in order.
    ///
    /// # Errors
    /// The first error of any segment.
    pub fn of_each<R: Send>(
        evaluations: &[Self],
        work: impl Fn(usize, &Self) -> Result<R, SearchError> + Sync,
    ) -> Result<Vec<R>, SearchError> {
        side_by_side(evaluations, |evaluation| evaluation.segment.passages.length(), work)
    }

    /// The leads of the articles that match a clause.
    pub fn clause_articles(&self, at: usize) -> &BitSet {
        self.articles[at].get_or_init(|| self.matches[at].leads_of(self.segment))
    }

    /// Adds the passages that match a clause that is no property of the article.
    fn add_passages(&self, at: usize, passages: &mut BitSet) {
        self.matches[at].passages.iter().for_each(|&(doc, _)| passages.insert(doc));
    }

    /// The passages of alternatives; clauses are added in place, for a query may have hundreds.
    fn any(&self, steps: &[Step], each: impl Fn(&Step) -> Result<BitSet, SearchError>) -> Result<BitSet, SearchError> {
        let mut passages = BitSet::new(self.segment.passages.length());
        for step in steps {
            match step {
                Step::Clause(at) if !self.plan.clauses[*at].of_article => self.add_passages(*at, &mut passages),
                _ => passages = passages.or(&each(step)?),
            }
        }
        Ok(passages)
    }

    /// Leads of the articles that match a step.
    pub fn articles(&self, step: &Step) -> Result<BitSet, SearchError> {
        Ok(match step {
            Step::Clause(at) => self.clause_articles(*at).clone(),
            Step::All(steps) => self.fold(steps, BitSet::and, |step| self.articles(step))?,
            Step::Any(steps) => {
                let mut leads = BitSet::new(self.segment.leads.length());
                for step in steps {
                    leads = match step {
                        Step::Clause(at) => leads.or(self.clause_articles(*at)),
                        _ => leads.or(&self.articles(step)?),
                    };
                }
                leads
            }
            Step::Not(step) => self.segment.leads.clone().without(&self.articles(step)?),
            Step::Proximity { .. } => self.segment.articles(&self.passages(step)?),
        })
    }

    /// Passages that match a step; a property of the article matches all of its passages.
    pub fn passages(&self, step: &Step) -> Result<BitSet, SearchError> {
        Ok(match step {
            Step::Clause(at) if self.plan.clauses[*at].of_article => self.segment.expand(self.clause_articles(*at)),
            Step::Clause(at) => {
                let mut passages = BitSet::new(self.segment.passages.length());
                self.add_passages(*at, &mut passages);
                passages
            }
            Step::All(steps) => self.fold(steps, BitSet::and, |step| self.passages(step))?,
            Step::Any(steps) => self.any(steps, |step| self.passages(step))?,
            Step::Not(step) => self.segment.passages.clone().without(&self.passages(step)?),
            Step::Proximity { within, parts } => {
                let address = std::ptr::from_ref(step).addr();
                let known = || self.proximities.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = known().get(&address) {
                    return Ok(known.clone());
                }
                let all = self.fold(parts, BitSet::and, |part| self.passages(part))?;
                let parts = parts
                    .iter()
                    .map(|part| Ok(Part { step: part, throughout: self.throughout(part)? }))
                    .collect::<Result<Vec<_>, SearchError>>()?;
                let close = Proximity {
                    segment: self.segment,
                    plan: self.plan,
                    store: self.store,
                    within: *within,
                    parts: &parts,
                }
                .close(&all)?;
                known().insert(address, close.clone());
                close
            }
        })
    }

    /// Passages of which every sentence matches a step: what holds for an article, or is excluded from a passage, has no
    /// position of its own in the text.
    fn throughout(&self, step: &Step) -> Result<BitSet, SearchError> {
        match step {
            Step::Clause(at) if !self.plan.clauses[*at].of_article => Ok(BitSet::new(self.segment.passages.length())),
            Step::Clause(_) | Step::Not(_) => self.passages(step),
            Step::All(steps) | Step::Proximity { parts: steps, .. } => {
                self.fold(steps, BitSet::and, |step| self.throughout(step))
            }
            Step::Any(steps) => self.fold(steps, BitSet::or, |step| self.throughout(step)),
        }
    }

    /// Passages that match a positive part of the query.
    pub fn shown(&self, step: &Step) -> Result<BitSet, SearchError> {
        Ok(match step {
            Step::Clause(at) if self.plan.clauses[*at].of_article => BitSet::new(self.segment.passages.length()),
            Step::Clause(_) => self.passages(step)?,
            Step::Proximity { parts, .. } => self.passages(step)?.and(&self.any(parts, |part| self.shown(part))?),
            Step::All(steps) | Step::Any(steps) => self.any(steps, |step| self.shown(step))?,
            Step::Not(_) => BitSet::new(self.segment.passages.length()),
        })
    }

    fn fold(
        &self,
        steps: &[Step],
        join: fn(BitSet, &BitSet) -> BitSet,
        each: impl Fn(&Step) -> Result<BitSet, SearchError>,
    ) -> Result<BitSet, SearchError> {
        let mut folded: Option<BitSet> = None;
        for step in steps {
            let next = each(step)?;
            folded = Some(match folded {
                None => next,
                Some(so_far) => join(so_far, &next),
            });
        }
        Ok(folded.unwrap_or_else(|| BitSet::new(self.segment.passages.length())))
    }
}

#[cfg(test)]
mod tests {
    use crate::search::MatchMode;
    use crate::search::sample::{newsroom, parse, today};

    /// Positions of the passages that match, and of those that are shown, over the whole index in order.
    fn passages(query: &str) -> (Vec<u32>, Vec<u32>) {
        let sample = newsroom();
        let plan = sample.searcher.plan(&parse(query), MatchMode::All, today()).unwrap();
        let store = sample.searcher.store().unwrap();
        let evaluations = sample.searcher.evaluate(&plan, &store).unwrap();
        let [evaluation] = evaluations.as_slice() else { panic!("one segment") };
        let root = plan.root.as_ref().unwrap();
        let list = |set: crate::archive::BitSet| set.iter().collect::<Vec<_>>();
        (list(evaluation.passages(root).unwrap()), list(evaluation.shown(root).unwrap()))
    }

    #[test]
    fn sets_of_passages() {
        // 0 and 1 are the talks, 2 and 3 the storm, 4 the budget.
        for (query, matching, shown) in [
            ("harbour", &[2, 3, 4][..], &[2, 3, 4][..]),
            ("harbour talks", &[3, 4], &[1, 2, 3, 4]),
            ("harbour -talks", &[2], &[2, 3, 4]),
            ("source:coast", &[2, 3, 4], &[]),
            ("source:coast talks", &[3, 4], &[1, 3, 4]),
            ("ferries OR person:putin", &[1, 2], &[1, 2]),
            ("talks w/s insurers", &[3], &[3]),
            ("talks w/s night", &[1], &[1]),
            ("person:putin w/s night", &[], &[]),
            ("person:putin w/s witkoff", &[1], &[1]),
            ("person:putin w/s source:gulf", &[1], &[1]),
            ("person:putin w/s source:coast", &[], &[]),
            ("harbour w/s (source:gulf OR talks)", &[3, 4], &[3, 4]),
            ("talks w/s (source:gulf OR harbour)", &[1, 3, 4], &[1, 3, 4]),
            ("talks w/2 lang:en w/2 insurers", &[3], &[3]),
            ("source:coast w/s lang:en", &[2, 3, 4], &[]),
        ] {
            assert_eq!(passages(query), (matching.to_vec(), shown.to_vec()), "{query}");
        }
    }
}
