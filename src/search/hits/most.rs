//! What answers a question: the articles that match all that matters, and those that match most of it.

use super::diagnosis::positive;
use crate::archive::BitSet;
use crate::search::plan::Step;
use crate::search::retrieve::{Candidates, Evaluation};
use crate::search::{MatchMode, Request, SearchError};

/// Of so many parts, articles that match all stand before those that match most, which match more than half. A longer question
/// has words that need not be said: what matches more of it only scores higher.
const FEW: usize = 4;

/// What answers a question.
pub(super) struct Most {
    /// Any of the parts.
    pub root: Step,
    /// By segment.
    pub candidates: Vec<Candidates>,
    /// Leads of the articles that match all parts, by segment.
    pub whole: Vec<BitSet>,
}

impl Most {
    /// Finds what matches all or most of a conjunction. Where it names a place or a day, which news says in other words or not at
    /// all, no number of words counts, but the score, to which places and days add; `None` where it is none, or where no article matches any part of it.
    pub fn find(
        evaluations: &[Evaluation<'_>],
        root: &Step,
        request: &Request,
        names_events: bool,
        asks: bool,
    ) -> Result<Option<Self>, SearchError> {
        let Some(parts) = positive(root).filter(|parts| parts.len() > 1) else { return Ok(None) };
        let any = Step::Any(parts.to_vec());
        let request = Request { matching: MatchMode::Any, ..request.clone() };
        let mut candidates = Candidates::collect(evaluations, Some(&any), &request)?;
        if candidates.iter().all(|candidates| candidates.articles.is_empty()) {
            return Ok(None);
        }
        let whole = Evaluation::of_each(evaluations, |_, evaluation| evaluation.articles(root))?;
        if parts.len() <= FEW && !names_events {
            let most = Evaluation::of_each(evaluations, |_, evaluation| most(evaluation, parts))?;
            let enough = most.iter().any(|most| !most.is_empty());
            for (at, candidates) in candidates.iter_mut().enumerate() {
                let segment = evaluations[at].segment;
                if enough {
                    candidates.passages = candidates.passages.clone().and(&segment.expand(&most[at]));
                    candidates.articles = most[at].clone();
                    candidates.anything = false;
                }
                candidates.complete = candidates.passages.clone().and(&evaluations[at].passages(root)?);
                // News of the day is a likelier answer than an older article that has every word somewhere, and an answer near the words
                // than an article that says "died" where another says "killed".
                if request.today.is_none() && !asks {
                    candidates.whole = whole[at].clone();
                }
            }
        }
        Ok(Some(Self { root: any, candidates, whole }))
    }

    /// The number of articles that match all parts.
    pub fn count(&self) -> usize {
        self.whole.iter().map(BitSet::count).sum()
    }

    /// The notice that says what is among the hits, where not all of them match everything.
    pub fn notice(&self) -> String {
        match self.count() {
            0 => "no article matches all of this; the best that match part of it follow".to_owned(),
            1 => "one article matches all of this; those that match part of it follow it or rank with it".to_owned(),
            count => {
                format!("{count} articles match all of this; those that match part of it follow them or rank with them")
            }
        }
    }
}

/// Leads of the articles that match more than half of the parts.
fn most(evaluation: &Evaluation<'_>, parts: &[Step]) -> Result<BitSet, SearchError> {
    let length = evaluation.segment.leads.length();
    let enough = parts.len() / 2 + 1;
    // Of so many parts, the articles that match at least one, at least two, and so on.
    let mut matching: Vec<BitSet> = vec![BitSet::new(length); enough];
    for part in parts {
        let articles = evaluation.articles(part)?;
        for at in (1..enough).rev() {
            let (fewer, more) = matching.split_at_mut(at);
            more[0].add_common(&articles, &fewer[at - 1]);
        }
        matching[0].add_common(&articles, &articles);
    }
    Ok(matching.pop().unwrap_or_else(|| BitSet::new(length)))
}

#[cfg(test)]
mod tests {
    use crate::search::sample::{newsroom, parse};
    use crate::search::{MatchMode, Request};

    /// Titles of the articles found, each once, in order, with the notices.
    fn asked(query: &str, matching: MatchMode) -> (Vec<String>, Vec<String>) {
        let request = Request { matching, ..Request::new(parse(query)) };
        let response = newsroom().searcher.search(&request).unwrap();
        let mut titles: Vec<String> = response.hits.iter().map(|hit| hit.title.clone()).collect();
        titles.dedup();
        (titles, response.notices)
    }

    #[test]
    fn one_word_too_many_does_not_empty_a_question() {
        let storm = "Storm closes the harbour";
        let (titles, notices) = asked("storm harbour ferries zeppelin", MatchMode::Auto);
        assert_eq!(titles, [storm]);
        assert!(notices[0].starts_with("no article matches all"), "{notices:?}");
        assert!(asked("storm harbour ferries zeppelin", MatchMode::All).1.is_empty());
        // All of it, then most of it.
        let (titles, notices) = asked("storm harbour talks", MatchMode::Auto);
        assert_eq!(titles[0], storm);
        assert!(titles.len() > 1 && notices[0].starts_with("one article matches all"), "{titles:?} {notices:?}");
        // Half is not most; it is shown only where no article has more.
        assert_eq!(asked("storm harbour ferries putin", MatchMode::Auto).0, [storm]);
        assert!(asked("storm harbour witkoff putin", MatchMode::Auto).0.len() > 1);
    }

    #[test]
    fn a_slip_in_a_question_finds_the_word_that_was_meant() {
        let storm = "Storm closes the harbour";
        for question in ["storm closes harbuor", "stormm closes harbour", "why were ferreis late in the storm"] {
            let (titles, notices) = asked(question, MatchMode::Auto);
            assert_eq!(titles[0], storm, "{question}");
            assert!(notices[0].starts_with("no article has \""), "{question}: {notices:?}");
        }
        // What the archive has is left alone, and so is what is like nothing in it, and what must match.
        for question in ["storm closes harbour", "storm harbour zeppelin"] {
            let (_, notices) = asked(question, MatchMode::Auto);
            assert!(notices.iter().all(|notice| !notice.starts_with("no article has \"")), "{question}: {notices:?}");
        }
        let (_, notices) = asked("storm closes harbuor", MatchMode::All);
        assert!(notices.iter().all(|notice| !notice.starts_with("no article has \"")), "{notices:?}");
    }

    #[test]
    fn what_is_written_as_a_query_is_strict() {
        for query in [
            "storm zeppelin",
            "storm AND harbour AND zeppelin",
            "storm harbour \"old zeppelin\"",
            "storm harbour lang:fr",
        ] {
            let request = Request::new(parse(query));
            assert!(newsroom().searcher.search(&request).unwrap().diagnosis.is_some(), "{query}");
        }
    }
}
