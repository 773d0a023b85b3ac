//! Counts people, places, organizations and publishers over what a query matches.

use super::answer::{evaluate, fingerprint};
use super::bits::Bits;
use super::segment::Segment;
use super::{Count, CountKind, CountUnit, Counting, Counts, SearchError, Searcher};
use crate::entities::gazetteer;
use crate::query::Query;
use crate::text;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Matching articles of one segment, with the passages that hold what was asked by themselves.
pub(super) struct Matching {
    pub articles: Bits,
    pub passages: Bits,
}

/// What a query matches, one entry a segment, and what the user should know.
pub(super) fn matching(
    searcher: &Searcher,
    query: Option<&Query>,
) -> Result<(Vec<Matching>, Vec<String>), SearchError> {
    let Some(query) = query.filter(|query| !query.is_empty()) else {
        let all = |segment: &Segment| Matching { articles: segment.leads.clone(), passages: segment.passages.clone() };
        return Ok((searcher.segments.iter().map(all).collect(), Vec::new()));
    };
    let plan = searcher.plan(query, false)?;
    let store = searcher.store();
    let mut found = Vec::new();
    for evaluation in evaluate(searcher, &plan, &store)? {
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

/// The number of each matching article's story, by segment and lead; copies share one.
pub(super) fn stories(searcher: &Searcher, matching: &[Matching]) -> Vec<HashMap<u32, usize>> {
    let leads = || {
        searcher.segments.iter().zip(matching).enumerate().flat_map(|(at, (segment, matching))| {
            matching.articles.iter().map(move |lead| (at, segment, lead)).collect::<Vec<_>>()
        })
    };
    let fingerprints: Vec<Vec<u32>> = leads().map(|(_, segment, lead)| fingerprint(segment, lead)).collect();
    let mut stories: Vec<HashMap<u32, usize>> = vec![HashMap::new(); matching.len()];
    for ((at, _, lead), story) in leads().zip(text::fingerprint::groups(&fingerprints)) {
        stories[at].insert(lead, story);
    }
    stories
}

/// What was counted of one name.
#[derive(Default)]
struct Tally {
    units: HashSet<(usize, u64)>,
    mentions: usize,
}

/// Counts.
pub(super) fn count(searcher: &Searcher, query: Option<&Query>, counting: &Counting) -> Result<Counts, SearchError> {
    let (matching, notices) = matching(searcher, query)?;
    let stories = (counting.unit == CountUnit::Stories).then(|| stories(searcher, &matching));
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut units: HashSet<(usize, u64)> = HashSet::new();
    for (at, (segment, found)) in searcher.segments.iter().zip(&matching).enumerate() {
        let unit = |lead: u32, doc: u32| match (&stories, counting.unit) {
            (Some(stories), _) => (0, stories[at].get(&lead).copied().unwrap_or_default() as u64),
            (None, CountUnit::Passages) => (at, u64::from(doc)),
            _ => (at, u64::from(lead)),
        };
        for lead in found.articles.iter() {
            let mut counted = |doc: u32, names: Vec<String>| {
                for name in names {
                    let tally = tallies.entry(name).or_default();
                    tally.units.insert(unit(lead, doc));
                    tally.mentions += 1;
                }
            };
            units.insert(unit(lead, lead));
            let passages = segment.passages_of(lead).filter(|doc| !counting.within_passage || found.passages.has(*doc));
            match counting.kind {
                CountKind::Sources => counted(lead, strings(segment, "source", lead)),
                CountKind::People => {
                    passages.for_each(|doc| counted(doc, strings(segment, "person", doc)));
                    counted(lead, strings(segment, "title_person", lead));
                }
                CountKind::Organizations => {
                    passages.for_each(|doc| counted(doc, strings(segment, "organization", doc)));
                    counted(lead, strings(segment, "title_organization", lead));
                }
                CountKind::Places => {
                    passages.for_each(|doc| counted(doc, numbers(segment, "place_id", doc)));
                    counted(lead, numbers(segment, "title_place_id", lead));
                }
            }
        }
    }
    let value = |tally: &Tally| if counting.unit == CountUnit::Mentions { tally.mentions } else { tally.units.len() };
    let mut rows: Vec<Count> = tallies.iter().map(|(name, tally)| row(name, value(tally), counting.kind)).collect();
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)).then(a.geonames.cmp(&b.geonames)));
    let total_rows = rows.len();
    rows.truncate(counting.limit.unwrap_or(usize::MAX));
    Ok(Counts { rows, total_rows, matching: units.len(), notices })
}

fn row(name: &str, count: usize, kind: CountKind) -> Count {
    if kind != CountKind::Places {
        return Count { name: name.to_owned(), count, ..Count::default() };
    }
    let id: u32 = name.parse().unwrap_or_default();
    match gazetteer::by_id(id) {
        Some(place) => Count {
            name: place.name,
            path: place.path,
            geonames: Some(id),
            country: place.country,
            coordinates: Some((place.lat, place.lon)),
            count,
        },
        None => Count { name: format!("GeoNames {id}"), geonames: Some(id), count, ..Count::default() },
    }
}

fn strings(segment: &Segment, column: &str, doc: u32) -> Vec<String> {
    let Ok(Some(column)) = segment.reader.fast_fields().str(column) else { return Vec::new() };
    let read = |ord| {
        let mut text = String::new();
        column.ord_to_str(ord, &mut text).ok()?.then_some(text)
    };
    column.term_ords(doc).filter_map(read).collect()
}

fn numbers(segment: &Segment, column: &str, doc: u32) -> Vec<String> {
    let Ok(column) = segment.reader.fast_fields().u64(column) else { return Vec::new() };
    column.values_for_doc(doc).map(|number| number.to_string()).collect()
}
