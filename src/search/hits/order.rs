//! Puts scored passages in order and picks the hits asked for: one of a group of copies, a few of an article.

use crate::article::Day;
use crate::search::rank::{Scored, best_to_front};
use crate::search::{CopyMode, Request, Searcher, Sort, Unit};
use std::collections::HashMap;

/// Days after which a hit counts half under `--sort fresh`.
const HALF_LIFE: f32 = 30.0;
/// Passages that are kept for the second stage at least.
const CONSIDERED: usize = 1_000;
/// Passages that are kept for each hit wanted: the others of its article, and its copies.
const FOR_A_HIT: usize = 40;

/// How many of the best passages are kept. By age any of them may come first.
pub(super) fn considered(request: &Request) -> usize {
    match (request.sort, request.limit) {
        (Sort::Relevance, Some(_)) => wanted(request).saturating_mul(FOR_A_HIT).max(CONSIDERED),
        _ => usize::MAX,
    }
}

/// Hits that are shown or passed over.
pub(super) fn wanted(request: &Request) -> usize {
    request.limit.map_or(usize::MAX, |limit| request.offset.saturating_add(limit))
}

/// Passages that are put in order for each hit at first.
const AT_FIRST: usize = 16;

/// Puts the scored passages in order and picks the hits asked for, by position.
pub(super) fn pick(searcher: &Searcher, scored: &mut [Scored], request: &Request) -> Vec<usize> {
    let scores = scored.iter().any(|scored| scored.score > 0.0);
    let wanted = wanted(request);
    if scores && request.sort == Sort::Relevance {
        let at_first = wanted.saturating_mul(AT_FIRST);
        best_to_front(scored, at_first);
        let picked = pick_in_order(searcher, &scored[..at_first.min(scored.len())], request);
        if picked.len() == wanted.saturating_sub(request.offset) || at_first >= scored.len() {
            return picked;
        }
    }
    order(scored, request.sort, scores, searcher.today);
    pick_in_order(searcher, scored, request)
}

/// Puts scored passages in order; where nothing scores, newest first.
fn order(scored: &mut [Scored], sort: Sort, scores: bool, today: Day) {
    let fresh = |scored: &Scored| {
        let age = scored.published.map_or(10.0 * HALF_LIFE, |day| (i64::from(today.0) - day).max(0) as f32);
        scored.score * (-age / HALF_LIFE * std::f32::consts::LN_2).exp()
    };
    match sort {
        Sort::Relevance if scores => scored.sort_unstable_by(Scored::best_first),
        Sort::Fresh if scores => {
            scored.sort_unstable_by(|a, b| fresh(b).total_cmp(&fresh(a)).then_with(|| a.best_first(b)));
        }
        Sort::Oldest => scored.sort_unstable_by(|a, b| {
            let day = |scored: &Scored| scored.published.unwrap_or(i64::MAX);
            day(a).cmp(&day(b)).then(a.article.cmp(&b.article)).then_with(|| a.best_first(b))
        }),
        _ => scored.sort_unstable_by(|a, b| {
            let day = |scored: &Scored| scored.published.unwrap_or(i64::MIN);
            day(b).cmp(&day(a)).then(a.article.cmp(&b.article)).then_with(|| a.best_first(b))
        }),
    }
}

/// Positions of the hits asked for: of copies the first, of an article no more than are asked for.
fn pick_in_order(searcher: &Searcher, scored: &[Scored], request: &Request) -> Vec<usize> {
    let most = match (request.unit, request.per_article) {
        (Unit::Article, _) => 1,
        (Unit::Passage, 0) => usize::MAX,
        (Unit::Passage, most) => most,
    };
    let mut stories: HashMap<u32, u64> = HashMap::new();
    let mut shown: HashMap<u64, usize> = HashMap::new();
    let mut picked = Vec::new();
    let wanted = wanted(request);
    for (at, candidate) in scored.iter().enumerate() {
        if picked.len() >= wanted {
            break;
        }
        if request.copies == CopyMode::Collapse {
            let story = searcher.copies().story(candidate.segment, candidate.lead);
            if *stories.entry(story).or_insert(candidate.article) != candidate.article {
                continue;
            }
        }
        let count = shown.entry(candidate.article).or_default();
        if *count < most {
            *count += 1;
            picked.push(at);
        }
    }
    picked.split_off(request.offset.min(picked.len()))
}
