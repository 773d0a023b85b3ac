//! The best candidates of the first stage: as many as the second stage may want, found without sorting the others.

use crate::search::SearchError;
use crate::search::retrieve::Evaluation;
use crate::search::side_by_side::side_by_side;
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
    /// How much of the query it matches: what is on a higher level stands before it.
    pub level: u8,
    pub published: Option<i64>,
    /// What the first stage gave.
    pub first: f32,
    pub score: f32,
}

impl Scored {
    /// Best first: by level, then by score, ties by id and position.
    pub fn best_first(&self, other: &Self) -> std::cmp::Ordering {
        let place = |scored: &Self| (scored.article, scored.doc);
        Reverse(self.level)
            .cmp(&Reverse(other.level))
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

/// A candidate while others are still being scored.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    pub score: f32,
    pub doc: DocId,
    pub segment: u32,
    pub level: u8,
}

/// Candidates that are completed together.
const CHUNK: usize = 16_384;

/// The best candidates so far: at most twice as many as needed, so that they are rarely sorted.
pub(crate) struct TopK<'r> {
    evaluations: &'r [Evaluation<'r>],
    count: usize,
    candidates: Vec<Candidate>,
    /// Nothing worse than this is among the best.
    least: Option<Candidate>,
}

impl<'r> TopK<'r> {
    /// Nothing yet.
    pub fn new(evaluations: &'r [Evaluation<'r>], count: usize) -> Self {
        Self { evaluations, count, candidates: Vec::new(), least: None }
    }

    /// Adds a candidate if it may be among the best.
    pub fn offer(&mut self, candidate: Candidate) {
        let place = |least: Candidate| {
            if candidate.level == least.level { candidate.score >= least.score } else { candidate.level > least.level }
        };
        if self.least.is_none_or(place) {
            self.candidates.push(candidate);
            if self.candidates.len() >= self.count.saturating_mul(2) {
                self.cut();
            }
        }
    }

    /// Adds those of other documents.
    pub fn join(mut self, other: Self) -> Self {
        self.candidates.extend(other.candidates);
        self.cut();
        self
    }

    /// Removes all but the best.
    fn cut(&mut self) {
        if self.candidates.len() > self.count && self.count > 0 {
            let evaluations = self.evaluations;
            let article = |candidate: &Candidate| {
                let segment = evaluations[candidate.segment as usize].segment;
                (segment.article(segment.lead(candidate.doc)), candidate.doc)
            };
            let best_first = |a: &Candidate, b: &Candidate| {
                let by_score = Reverse(a.level).cmp(&Reverse(b.level)).then(b.score.total_cmp(&a.score));
                by_score.then_with(|| article(a).cmp(&article(b)))
            };
            let (_, least, _) = self.candidates.select_nth_unstable_by(self.count - 1, best_first);
            self.least = Some(*least);
            self.candidates.truncate(self.count);
        }
    }

    /// The candidates, in no order.
    pub fn scored(mut self) -> Result<Vec<Scored>, SearchError> {
        self.cut();
        let scored = |candidate: &Candidate| {
            let at = candidate.segment as usize;
            let segment = self.evaluations[at].segment;
            let lead = segment.lead(candidate.doc);
            Scored {
                segment: at,
                doc: candidate.doc,
                lead,
                article: segment.article(lead).unwrap_or_default(),
                level: candidate.level,
                published: segment.published(lead),
                first: candidate.score,
                score: candidate.score,
            }
        };
        let chunks: Vec<&[Candidate]> = self.candidates.chunks(CHUNK).collect();
        let of_chunk =
            |_: usize, chunk: &&[Candidate]| Ok::<_, SearchError>(chunk.iter().map(scored).collect::<Vec<_>>());
        let all = side_by_side(&chunks, |chunk| chunk.len() as u32, of_chunk)?;
        Ok(all.concat())
    }
}
