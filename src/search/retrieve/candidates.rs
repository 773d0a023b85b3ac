//! The passages that may become hits: those that match, and the leads of articles that match as a whole.

use super::evaluation::Evaluation;
use crate::archive::BitSet;
use crate::search::plan::Step;
use crate::search::{MatchMode, Request, SearchError, Unit};

/// Passages of one segment that are to be scored.
pub(crate) struct Candidates {
    /// The leads of their articles.
    pub articles: BitSet,
    pub passages: BitSet,
    /// Those that hold everything by themselves.
    pub whole: BitSet,
    /// True where whatever holds something asked for is a candidate.
    pub anything: bool,
}

impl Candidates {
    /// The candidates of each segment; without a root everything matches.
    pub fn collect(
        evaluations: &[Evaluation<'_>],
        root: Option<&Step>,
        request: &Request,
    ) -> Result<Vec<Self>, SearchError> {
        evaluations.iter().map(|evaluation| candidates(evaluation, root, request)).collect()
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
            whole: leads.clone(),
            anything: true,
        });
    };
    let whole = if request.matching == MatchMode::Any && request.within == Unit::Article {
        BitSet::new(segment.passages.length())
    } else {
        evaluation.passages(root)?
    };
    let articles =
        if request.within == Unit::Passage { segment.articles(&whole) } else { evaluation.articles(root)? };
    let mut passages = evaluation.shown(root)?;
    let anything = any_clause(root);
    if !anything {
        passages = passages.and(&segment.expand(&articles));
    }
    if request.within == Unit::Passage {
        passages = passages.and(&whole);
    }
    // Where no passage was picked, the lead stands for the article.
    let picked = segment.articles(&passages);
    let passages = articles.clone().without(&picked).or(&passages);
    let whole = if request.matching == MatchMode::Any { BitSet::new(whole.length()) } else { whole };
    Ok(Candidates { articles, passages, whole, anything })
}

/// True where each clause matches by itself: what it picks lies in matching articles.
fn any_clause(root: &Step) -> bool {
    match root {
        Step::Clause(_) => true,
        Step::Any(steps) => steps.iter().all(any_clause),
        _ => false,
    }
}
