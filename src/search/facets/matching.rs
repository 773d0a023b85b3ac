//! What a query matches, as sets of articles and passages: for counts, timelines and exports.

use crate::archive::{BitSet, Segment};
use crate::query::Query;
use crate::search::{MatchMode, SearchError, Searcher};

/// Matching articles of one segment, with the passages that match by themselves.
pub(crate) struct Matching {
    pub articles: BitSet,
    pub passages: BitSet,
}

/// What a query matches, one entry a segment, and what the user should know.
pub(crate) fn matching(
    searcher: &Searcher,
    query: Option<&Query>,
) -> Result<(Vec<Matching>, Vec<String>), SearchError> {
    let Some(query) = query.filter(|query| !query.is_empty()) else {
        let all = |segment: &Segment| Matching { articles: segment.leads.clone(), passages: segment.passages.clone() };
        return Ok((searcher.segments().iter().map(all).collect(), Vec::new()));
    };
    let plan = searcher.plan(query, MatchMode::All, searcher.today)?;
    let store = searcher.store()?;
    let mut found = Vec::new();
    for evaluation in searcher.evaluate(&plan, &store)? {
        let segment = evaluation.segment;
        let (articles, shown) = match &plan.root {
            Some(root) => (evaluation.articles(root)?, evaluation.shown(root)?),
            None => (segment.leads.clone(), segment.passages.clone()),
        };
        let mut passages = shown.and(&segment.expand(&articles));
        if passages.is_empty() {
            passages = segment.expand(&articles);
        }
        found.push(Matching { articles, passages });
    }
    let notices = query.notices().iter().cloned().chain(plan.notices.iter().cloned()).collect();
    Ok((found, notices))
}
