//! Puts scored passages in order and picks the hits of a request: one of a group of copies, a few of an article, no passage
//! that says what another showed already, what tells nothing of its story behind the rest.

use super::asides::is_aside;
use super::repeats::Repeats;
use crate::article::Day;
use crate::search::rank::Scored;
use crate::search::{CopyMode, Request, SearchError, Searcher, Sort, Unit};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Days after which a hit counts half under `--sort fresh`.
const HALF_LIFE: f32 = 30.0;
/// The fewest passages that enter the second stage.
const CONSIDERED: usize = 1_000;
/// Passages that enter it for each hit of the request: other passages of its article, and its copies.
const FOR_A_HIT: usize = 40;

/// How many of the best passages enter the second stage. In order of age any passage may come first.
pub(super) fn considered(request: &Request) -> usize {
    match (request.sort, request.limit) {
        (Sort::Relevance, Some(_)) => wanted(request).saturating_mul(FOR_A_HIT).max(CONSIDERED),
        (Sort::Relevance, None) | (Sort::Newest | Sort::Oldest | Sort::Fresh, _) => usize::MAX,
    }
}

/// True where the order depends on the score, so that the second stage matters.
pub(super) fn by_score(sort: Sort) -> bool {
    match sort {
        Sort::Relevance | Sort::Fresh => true,
        Sort::Newest | Sort::Oldest => false,
    }
}

/// Hits that are shown or skipped.
pub(super) fn wanted(request: &Request) -> usize {
    request.limit.map_or(usize::MAX, |limit| request.offset.saturating_add(limit))
}

/// Passages that are sorted for each hit in a first attempt.
const AT_FIRST: usize = 16;

/// A hit: its position among the scored passages, and the number of passages that only repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pick {
    pub at: usize,
    pub repeats: usize,
}

/// Puts the scored passages in order and picks the hits of the request.
pub(super) fn pick(searcher: &Searcher, scored: &mut [Scored], request: &Request) -> Result<Vec<Pick>, SearchError> {
    let scores = scored.iter().any(|scored| scored.score > 0.0);
    let wanted = wanted(request);
    let first = order(request.sort, scores, request.today.unwrap_or(searcher.today));
    let at_first = wanted.saturating_mul(AT_FIRST);
    if at_first < scored.len() {
        scored.select_nth_unstable_by(at_first, &first);
        scored[..at_first].sort_unstable_by(&first);
        let picked = pick_in_order(searcher, &scored[..at_first], request, false)?;
        if picked.len() == wanted.saturating_sub(request.offset) {
            return Ok(picked);
        }
    }
    scored.sort_unstable_by(first);
    pick_in_order(searcher, scored, request, true)
}

/// Which of two scored passages comes first; where nothing scores, the newer one.
fn order(sort: Sort, scores: bool, today: Day) -> impl Fn(&Scored, &Scored) -> Ordering {
    let fresh = move |scored: &Scored| {
        let age = scored.published.map_or(10.0 * HALF_LIFE, |day| (i64::from(today.0) - day).max(0) as f32);
        scored.score * (-age / HALF_LIFE * std::f32::consts::LN_2).exp()
    };
    let day = |scored: &Scored, none: i64| scored.published.unwrap_or(none);
    let place = |a: &Scored, b: &Scored| a.article.cmp(&b.article).then_with(|| a.best_first(b));
    move |a, b| match sort {
        Sort::Relevance if scores => a.best_first(b),
        Sort::Fresh if scores => fresh(b).total_cmp(&fresh(a)).then_with(|| a.best_first(b)),
        Sort::Oldest => day(a, i64::MAX).cmp(&day(b, i64::MAX)).then_with(|| place(a, b)),
        Sort::Newest | Sort::Relevance | Sort::Fresh => {
            day(b, i64::MIN).cmp(&day(a, i64::MIN)).then_with(|| place(a, b))
        }
    }
}

/// True where passages that repeat others are left out: among the best passages, unless all are asked for.
fn is_without_repeats(request: &Request) -> bool {
    request.copies == CopyMode::Collapse
        && request.unit == Unit::Passage
        && request.limit.is_some()
        && by_score(request.sort)
}

/// The hits of the request: the first of a group of copies, at most `per_article` of an article, none that repeats another; where these are all
/// candidates, what tells nothing of its story comes at the end.
fn pick_in_order(
    searcher: &Searcher,
    scored: &[Scored],
    request: &Request,
    is_all: bool,
) -> Result<Vec<Pick>, SearchError> {
    let most = match (request.unit, request.per_article) {
        (Unit::Article, _) => 1,
        (Unit::Passage, 0) => usize::MAX,
        (Unit::Passage, most) => most,
    };
    let mut stories: HashMap<u32, u64> = HashMap::new();
    let mut shown: HashMap<u64, usize> = HashMap::new();
    let mut picked: Vec<Pick> = Vec::new();
    let wanted = wanted(request);
    let store = searcher.store()?;
    let mut repeats = is_without_repeats(request).then(Repeats::default);
    let mut asides: Vec<usize> = Vec::new();
    let copies = if request.copies == CopyMode::Collapse { Some(searcher.copies()?) } else { None };
    for (at, candidate) in scored.iter().enumerate() {
        if picked.len() >= wanted {
            break;
        }
        if let Some(copies) = copies {
            let story = copies.story(candidate.segment, candidate.lead);
            if *stories.entry(story).or_insert(candidate.article) != candidate.article {
                continue;
            }
        }
        let count = shown.entry(candidate.article).or_default();
        if *count >= most {
            continue;
        }
        if let Some(repeats) = &mut repeats {
            let segment = &searcher.segments()[candidate.segment];
            let text = store.text(segment.ord, candidate.doc)?;
            if is_aside(segment, store.boilerplate(segment)?, candidate.doc, &text) {
                asides.push(at);
                continue;
            }
            if let Some(hit) = repeats.add(&text) {
                picked[hit].repeats += 1;
                continue;
            }
        }
        *count += 1;
        picked.push(Pick { at, repeats: 0 });
    }
    for at in asides.into_iter().filter(|_| is_all) {
        let count = shown.entry(scored[at].article).or_default();
        if picked.len() < wanted && *count < most {
            *count += 1;
            picked.push(Pick { at, repeats: 0 });
        }
    }
    Ok(picked.split_off(request.offset.min(picked.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::sample::{Sample, SampleArticle, parse, today};

    fn scored(doc: u32, score: f32, age: Option<i64>) -> Scored {
        let published = age.map(|age| i64::from(today().0) - age);
        Scored { segment: 0, doc, lead: doc, article: u64::from(doc), level: 0, published, first: score, score }
    }

    fn ordered(sort: Sort, scores: bool) -> Vec<u32> {
        let mut passages =
            [scored(0, 2.0, Some(90)), scored(1, 1.0, None), scored(2, 1.5, Some(0)), scored(3, 1.5, Some(30))];
        passages.sort_unstable_by(order(sort, scores, today()));
        passages.iter().map(|scored| scored.doc).collect()
    }

    #[test]
    fn orders() {
        assert_eq!(ordered(Sort::Relevance, true), [0, 2, 3, 1]);
        assert_eq!(ordered(Sort::Newest, true), [2, 3, 0, 1]);
        assert_eq!(ordered(Sort::Oldest, true), [0, 3, 2, 1]);
        // Half after 30 days: 2.0 of 90 days ago counts 0.25, 1.5 of 30 days ago 0.75.
        assert_eq!(ordered(Sort::Fresh, true), [2, 3, 0, 1]);
        // Where nothing scores, newest first.
        assert_eq!(ordered(Sort::Relevance, false), [2, 3, 0, 1]);
    }

    #[test]
    fn how_many_are_picked() {
        let article = SampleArticle {
            source: "Coast Daily",
            published: Some("2026-01-01"),
            title: "Storm",
            passages: &["The storm closed the harbour.", "Ferries stayed in port.", "Ships waited outside."],
            people: &[],
        };
        let other = SampleArticle { passages: &["The council passed its budget after long talks."], ..article };
        let sample = Sample::of(&[article, other]);
        let lead_of = |doc: u32| if doc < 3 { 0 } else { 3 };
        let scored: Vec<Scored> = (0..4)
            .map(|doc| Scored { lead: lead_of(doc), article: u64::from(lead_of(doc)), ..scored(doc, 1.0, None) })
            .collect();
        let picked = |change: &dyn Fn(&mut Request)| {
            let mut request = Request::new(parse("storm"));
            change(&mut request);
            let picked = pick_in_order(&sample.searcher, &scored, &request, true).unwrap();
            picked.iter().map(|pick| pick.at).collect::<Vec<_>>()
        };
        assert_eq!(picked(&|_| ()), [0, 1, 3]);
        assert_eq!(picked(&|request| request.per_article = 0), [0, 1, 2, 3]);
        assert_eq!(picked(&|request| request.unit = Unit::Article), [0, 3]);
        assert_eq!(picked(&|request| request.limit = Some(1)), [0]);
        assert_eq!(picked(&|request| request.offset = 2), [3]);
        assert!(picked(&|request| request.offset = 9).is_empty());
    }

    #[test]
    fn what_another_hit_showed_is_counted_not_shown() {
        let caption = "Workers clear the quay of Harwick after the storm of Monday night.";
        let story = SampleArticle {
            source: "Coast Daily",
            published: Some("2026-01-01"),
            title: "Storm",
            passages: &[
                "Workers clear the quay of Harwick after the storm of Monday night.",
                "The storm closed the port for two days, the harbour master said.",
            ],
            people: &[],
        };
        let other = SampleArticle {
            source: "Gulf Times",
            title: "Insurers count the cost",
            passages: &[
                "Workers clear the quay of Harwick after the storm of Monday night.",
                "Insurers put the damage of the storm at four million.",
            ],
            ..story
        };
        let sample = Sample::of(&[story, other]);
        let hits = |change: &dyn Fn(&mut Request)| {
            let mut request = Request::new(parse("storm"));
            change(&mut request);
            sample.searcher.search(&request).unwrap().hits
        };
        let found = hits(&|_| ());
        let captions: Vec<usize> =
            found.iter().filter(|hit| hit.text.trim() == caption).map(|hit| hit.repeats).collect();
        assert_eq!((found.len(), captions), (3, vec![1]));
        assert_eq!(hits(&|request| request.copies = CopyMode::Show).len(), 4);
        assert_eq!(hits(&|request| request.limit = None).len(), 4);
    }
}
