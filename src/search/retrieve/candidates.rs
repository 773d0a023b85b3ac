//! The passages that may become hits: those that match, and the leads of articles that match as a whole.

use super::evaluation::Evaluation;
use crate::archive::BitSet;
use crate::search::plan::Step;
use crate::search::{MatchMode, Request, SearchError, Unit};
use tantivy::DocId;

/// Passages of one segment that are to be scored.
pub(crate) struct Candidates {
    /// The leads of their articles.
    pub articles: BitSet,
    pub passages: BitSet,
    /// Those that match the whole query by themselves.
    pub complete: BitSet,
    /// Of a question: the leads of articles that match all of it, which stand before others. Empty for queries.
    pub whole: BitSet,
    /// True where every passage that matches any clause is a candidate.
    pub anything: bool,
}

impl Candidates {
    /// How much of the query a passage matches, by which it stands before others whatever their scores: 2 for all of a
    /// question by itself, 1 for all of a query by itself or of a question by its article.
    pub fn level(&self, doc: DocId, lead: DocId) -> u8 {
        u8::from(self.complete.has(doc)) + u8::from(self.whole.has(lead))
    }

    /// The candidates of each segment; without a root everything matches.
    pub fn collect(
        evaluations: &[Evaluation<'_>],
        root: Option<&Step>,
        request: &Request,
    ) -> Result<Vec<Self>, SearchError> {
        Evaluation::of_each(evaluations, |_, evaluation| candidates(evaluation, root, request))
    }
}

/// Matching articles, and the passages to show of them, in one segment.
fn candidates(evaluation: &Evaluation<'_>, root: Option<&Step>, request: &Request) -> Result<Candidates, SearchError> {
    let segment = evaluation.segment;
    let Some(root) = root else {
        let leads = &segment.leads;
        return Ok(Candidates {
            articles: leads.clone(),
            passages: leads.clone(),
            complete: leads.clone(),
            whole: BitSet::new(leads.length()),
            anything: true,
        });
    };
    let complete = if request.matching == MatchMode::Any && request.within == Unit::Article {
        BitSet::new(segment.passages.length())
    } else {
        evaluation.passages(root)?
    };
    let articles =
        if request.within == Unit::Passage { segment.articles(&complete) } else { evaluation.articles(root)? };
    let mut passages = evaluation.shown(root)?;
    let anything = any_clause(root);
    if !anything {
        passages = passages.and(&segment.expand(&articles));
    }
    if request.within == Unit::Passage {
        passages = passages.and(&complete);
    }
    // Where no passage was picked, the lead represents the article.
    let picked = segment.articles(&passages);
    let passages = articles.clone().without(&picked).or(&passages);
    let complete = if request.matching == MatchMode::Any { BitSet::new(complete.length()) } else { complete };
    let whole = BitSet::new(segment.leads.length());
    Ok(Candidates { articles, passages, complete, whole, anything })
}

/// True where each clause suffices by itself: the passages that match it are in matching articles.
fn any_clause(root: &Step) -> bool {
    match root {
        Step::Clause(_) => true,
        Step::Any(steps) => steps.iter().all(any_clause),
        _ => false,
    }
}
