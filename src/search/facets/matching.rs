//! What a query matches, as sets of articles and passages: for counts, timelines and exports.

use crate::archive::{BitSet, Segment};
use crate::query::Query;
use crate::search::{MatchMode, SearchError, Searcher};

/// What is said where a question is not answered but counted.
const ALL_OF_IT: &str =
    "of a question, what matches all of it is taken here; dateline query also finds what matches most of it";

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
    let mut notices: Vec<String> = query.notices().iter().cloned().chain(plan.notices.iter().cloned()).collect();
    if query.is_question() {
        notices.push(ALL_OF_IT.to_owned());
    }
    Ok((found, notices))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::sample::{newsroom, parse};

    #[test]
    fn of_a_question_what_matches_all_of_it_is_taken() {
        let sample = newsroom();
        let taken = |query: &str| {
            let (found, notices) = matching(&sample.searcher, Some(&parse(query))).unwrap();
            (found.iter().map(|found| found.articles.count()).sum::<usize>(), notices)
        };
        assert_eq!(taken("how many ferries harbour storm"), (1, vec![ALL_OF_IT.to_owned()]));
        assert_eq!(taken("storm harbour ferries zeppelin"), (0, vec![ALL_OF_IT.to_owned()]));
        assert_eq!(taken("storm harbour"), (1, Vec::new()));
    }
}
