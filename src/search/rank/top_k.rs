//! The best candidates of the first stage: as many as the second stage may want, found without sorting the others.

use crate::search::retrieve::Evaluation;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use tantivy::DocId;

/// A candidate passage with its score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scored {
    /// Position of its segment.
    pub segment: usize,
    pub doc: DocId,
    pub lead: DocId,
    /// Number of its article: ties are broken by it.
    pub article: u64,
    /// True when it holds everything by itself.
    pub whole: bool,
    pub published: Option<i64>,
    /// What the first stage gave.
    pub first: f32,
    pub score: f32,
}

impl Scored {
    /// Best first: what holds everything, then by score, ties by id and place.
    pub fn best_first(&self, other: &Self) -> std::cmp::Ordering {
        let place = |scored: &Self| (scored.article, scored.doc);
        Reverse(self.whole)
            .cmp(&Reverse(other.whole))
            .then(other.score.total_cmp(&self.score))
            .then(place(self).cmp(&place(other)))
    }
}

/// Puts the best `count` in order before all others.
pub(crate) fn best_to_front(scored: &mut [Scored], count: usize) {
    if count < scored.len() {
        scored.select_nth_unstable_by(count, Scored::best_first);
    }
    let count = count.min(scored.len());
    scored[..count].sort_unstable_by(Scored::best_first);
}

/// The best articles, by segment: their leads, each with its first passages, in ascending order.
pub(crate) type BestArticles = BTreeMap<usize, BTreeMap<DocId, Vec<DocId>>>;

/// A candidate as it is kept while others are scored.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    pub score: f32,
    pub doc: DocId,
    pub segment: u32,
    pub whole: bool,
}

/// The best candidates so far: at most twice as many as wanted, so that they need rarely be sorted.
pub(crate) struct TopK<'r> {
    evaluations: &'r [Evaluation<'r>],
    wanted: usize,
    kept: Vec<Candidate>,
    /// Nothing worse than this is among the wanted.
    least: Option<Candidate>,
}

impl<'r> TopK<'r> {
    /// Nothing yet.
    pub fn new(evaluations: &'r [Evaluation<'r>], wanted: usize) -> Self {
        Self { evaluations, wanted, kept: Vec::new(), least: None }
    }

    /// Keeps a candidate that may be among the wanted.
    pub fn offer(&mut self, candidate: Candidate) {
        let place = |least: Candidate| {
            if candidate.whole == least.whole { candidate.score >= least.score } else { candidate.whole }
        };
        if self.least.is_none_or(place) {
            self.kept.push(candidate);
            if self.kept.len() >= self.wanted.saturating_mul(2) {
                self.cut();
            }
        }
    }

    /// Leaves no more than are wanted.
    fn cut(&mut self) {
        if self.kept.len() > self.wanted && self.wanted > 0 {
            let evaluations = self.evaluations;
            let article = |kept: &Candidate| {
                let segment = evaluations[kept.segment as usize].segment;
                (segment.article(segment.lead(kept.doc)), kept.doc)
            };
            let best_first = |a: &Candidate, b: &Candidate| {
                let by_score = Reverse(a.whole).cmp(&Reverse(b.whole)).then(b.score.total_cmp(&a.score));
                by_score.then_with(|| article(a).cmp(&article(b)))
            };
            let (_, least, _) = self.kept.select_nth_unstable_by(self.wanted - 1, best_first);
            self.least = Some(*least);
            self.kept.truncate(self.wanted);
        }
    }

    /// The candidates, in no order.
    pub fn scored(mut self) -> Vec<Scored> {
        self.cut();
        let scored = |kept: &Candidate| {
            let at = kept.segment as usize;
            let segment = self.evaluations[at].segment;
            let lead = segment.lead(kept.doc);
            Scored {
                segment: at,
                doc: kept.doc,
                lead,
                article: segment.article(lead).unwrap_or_default(),
                whole: kept.whole,
                published: segment.published(lead),
                first: kept.score,
                score: kept.score,
            }
        };
        self.kept.iter().map(scored).collect()
    }
}
