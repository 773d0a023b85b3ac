//! The copies of each hit's article among what matched.

use super::order::Pick;
use crate::search::rank::Scored;
use crate::search::retrieve::{Candidates, Store};
use crate::search::{Copy, CopyMode, Request, SearchError, Searcher};
use std::collections::HashMap;

/// Copies of the articles picked among those that matched: segment and lead.
pub(super) type CopiesOf = HashMap<u64, Vec<(usize, u32)>>;

/// Finds the copies of the articles picked.
pub(super) fn copies(
    searcher: &Searcher,
    candidates: &[Candidates],
    scored: &[Scored],
    picked: &[Pick],
    request: &Request,
) -> Result<CopiesOf, SearchError> {
    let mut copies = CopiesOf::new();
    if request.copies == CopyMode::Show {
        return Ok(copies);
    }
    let table = searcher.copies()?;
    for candidate in picked.iter().map(|pick| &scored[pick.at]) {
        let story = table.story(candidate.segment, candidate.lead);
        let matched = |(at, lead): &(usize, u32)| {
            candidates.get(*at).is_some_and(|candidates| candidates.articles.has(*lead))
                && searcher.segments()[*at].article(*lead) != Some(candidate.article)
        };
        copies.entry(candidate.article).or_insert_with(|| table.articles(story).filter(matched).collect());
    }
    Ok(copies)
}

/// Reads source, date and address of copies, the earliest first.
pub(super) fn read_copies(copies: Option<&Vec<(usize, u32)>>, store: &Store<'_>) -> Result<Vec<Copy>, SearchError> {
    let copies = copies.map(Vec::as_slice).unwrap_or_default();
    let mut found = copies
        .iter()
        .map(|&(segment, lead)| {
            let meta = store.meta(segment, lead)?;
            let record = meta.record;
            Ok(Copy { article: meta.id, source: record.source, published: record.published, url: record.url })
        })
        .collect::<Result<Vec<_>, SearchError>>()?;
    found.sort_by(|a, b| {
        let day = |copy: &Copy| copy.published.as_ref().map_or(i32::MAX, |published| published.day.0);
        day(a).cmp(&day(b)).then_with(|| a.article.cmp(&b.article))
    });
    Ok(found)
}
