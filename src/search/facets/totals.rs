//! How many stories, articles and passages a query matches, and over which days they were published.

use super::matching::matching;
use crate::article::{Day, DayRange};
use crate::query::Query;
use crate::search::{SearchError, Searcher, Totals};
use std::collections::HashSet;

impl Searcher {
    /// Counts matching stories, articles and passages; `None` matches all.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn totals(&self, query: Option<&Query>) -> Result<Totals, SearchError> {
        totals(self, query)
    }
}

fn totals(searcher: &Searcher, query: Option<&Query>) -> Result<Totals, SearchError> {
    let (matching, notices) = matching(searcher, query)?;
    let copies = searcher.copies()?;
    let mut stories: HashSet<u32> = HashSet::new();
    let mut totals = Totals { notices, ..Totals::default() };
    for (at, (segment, found)) in searcher.segments().iter().zip(&matching).enumerate() {
        stories.extend(found.articles.iter().map(|lead| copies.story(at, lead)));
        totals.articles += found.articles.count();
        totals.passages += found.passages.count();
        let published = |lead| segment.published(lead);
        for day in found.articles.iter().filter_map(published).filter_map(|day| i32::try_from(day).ok()).map(Day) {
            let known = totals.published.get_or_insert(DayRange::day(day));
            *known = DayRange { from: known.from.min(day), to: known.to.max(day) };
        }
    }
    totals.stories = stories.len();
    Ok(totals)
}
