//! Counts people, places, organizations and publishers over what a query matches.

use super::answer::evaluate;
use super::bits::Bits;
use super::people::People;
use super::plan::place_ids;
use super::segment::Segment;
use super::{Count, CountKind, CountSort, CountUnit, Counting, Counts, PlaceLevel, SearchError, Searcher};
use crate::entities::gazetteer::{self, Feature};
use crate::query::Query;
use foldhash::fast::RandomState;
use std::borrow::Cow;
use std::collections::HashMap;
use tantivy::columnar::{Column, StrColumn};

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
    let store = searcher.store()?;
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

/// Under which name a name counts, if it does.
type KnownAs<'k> = dyn for<'n> Fn(&'n str) -> Option<Cow<'n, str>> + 'k;

/// Places inside those asked for, as what holds them at the level asked for; they go by their ids.
fn place_as(id: &str, under: &[u32], level: Option<Feature>) -> Option<String> {
    let id: u32 = id.parse().ok()?;
    let is_under = || gazetteer::ancestors(id).iter().any(|ancestor| *ancestor != id && under.contains(ancestor));
    if !under.is_empty() && !is_under() {
        return None;
    }
    let at = level.map_or(Some(id), |level| gazetteer::at_level(id, level))?;
    (!under.contains(&at)).then(|| at.to_string())
}

/// Names with the units they stand in, being counted. A name is first met as a value of one column of one segment, under
/// a provisional number; what the values are called is asked at the end, in the order of the dictionaries.
#[derive(Default)]
struct Tallies {
    /// The unit that a provisional number was met in last, so that most repetitions are never kept.
    last: Vec<u64>,
    mentions: Vec<usize>,
    /// The name of each provisional number; empty until it is known.
    names: Vec<String>,
    /// Provisional number and unit, some more than once.
    met: Vec<(u32, u64)>,
}

impl Tallies {
    fn number(&mut self) -> u32 {
        self.last.push(u64::MAX);
        self.mentions.push(0);
        self.names.push(String::new());
        self.names.len() as u32 - 1
    }

    fn meet(&mut self, number: u32, unit: u64) {
        self.mentions[number as usize] += 1;
        let last = &mut self.last[number as usize];
        if *last != unit {
            *last = unit;
            self.met.push((number, unit));
        }
    }

    /// The names as they are known, and the count of each; what is known under no name does not count.
    fn counts(mut self, unit: CountUnit, known_as: &KnownAs<'_>) -> (Vec<String>, Vec<usize>) {
        let mut final_numbers: HashMap<Cow<'_, str>, u32, RandomState> =
            HashMap::with_capacity_and_hasher(self.names.len(), RandomState::default());
        let mut names: Vec<String> = Vec::new();
        let mut number_of = Vec::with_capacity(self.names.len());
        for name in &self.names {
            number_of.push(known_as(name).map(|name| {
                *final_numbers.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone().into_owned());
                    names.len() as u32 - 1
                })
            }));
        }
        let mut counts = vec![0; names.len()];
        if unit == CountUnit::Mentions {
            let counted = number_of.iter().zip(&self.mentions);
            counted.for_each(|(number, count)| number.iter().for_each(|number| counts[*number as usize] += count));
        } else {
            self.met.retain_mut(|(number, _)| number_of[*number as usize].map(|known| *number = known).is_some());
            counts = distinct(&self.met, names.len());
        }
        (names, counts)
    }
}

/// How many different units each number was met in.
fn distinct(met: &[(u32, u64)], numbers: usize) -> Vec<usize> {
    // The units of each number are put together by counting, which takes less than sorting them all.
    let mut ends = vec![0; numbers];
    met.iter().for_each(|(number, _)| ends[*number as usize] += 1);
    let mut end = 0;
    for slot in &mut ends {
        end += std::mem::replace(slot, end);
    }
    let mut units = vec![0; met.len()];
    for &(number, unit) in met {
        let slot = &mut ends[number as usize];
        units[*slot] = unit;
        *slot += 1;
    }
    let mut start = 0;
    let different = |end: &usize| {
        let own = &mut units[start..*end];
        start = *end;
        own.sort_unstable();
        own.chunk_by(|a, b| a == b).count()
    };
    ends.iter().map(different).collect()
}

/// The columns of a kind: one value a mention in passages, and in titles on the lead.
fn columns(kind: CountKind) -> (&'static str, Option<&'static str>) {
    match kind {
        CountKind::People => ("person", Some("title_person")),
        CountKind::Organizations => ("organization", Some("title_organization")),
        CountKind::Places => ("place_id", Some("title_place_id")),
        CountKind::Sources => ("source", None),
    }
}

/// A column of one segment, with the provisional numbers of its values.
struct Named {
    values: Values,
    numbers: HashMap<u64, u32, RandomState>,
}

enum Values {
    Strings(StrColumn),
    Numbers(Column<u64>),
    None,
}

impl Named {
    fn open(segment: &Segment, column: &str, kind: CountKind) -> Self {
        let fast = segment.reader.fast_fields();
        let values = if kind == CountKind::Places {
            fast.u64(column).map_or(Values::None, Values::Numbers)
        } else {
            fast.str(column).ok().flatten().map_or(Values::None, Values::Strings)
        };
        Self { values, numbers: HashMap::default() }
    }

    fn meet(&mut self, doc: u32, unit: u64, tallies: &mut Tallies) {
        let mut meet = |value: u64| {
            let number = *self.numbers.entry(value).or_insert_with(|| tallies.number());
            tallies.meet(number, unit);
        };
        match &self.values {
            Values::Strings(column) => column.term_ords(doc).for_each(&mut meet),
            Values::Numbers(column) => column.values_for_doc(doc).for_each(&mut meet),
            Values::None => {}
        }
    }

    /// Tells what the values are called; places go by their GeoNames id.
    fn name(self, tallies: &mut Tallies) -> Result<(), SearchError> {
        let mut values: Vec<(u64, u32)> = self.numbers.into_iter().collect();
        values.sort_unstable();
        if let Values::Strings(column) = &self.values {
            let ords: Vec<u64> = values.iter().map(|(ord, _)| *ord).collect();
            let mut numbers = values.iter().map(|(_, number)| *number as usize);
            column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
                if let Some(number) = numbers.next() {
                    tallies.names[number] = String::from_utf8_lossy(name).into_owned();
                }
            })?;
        } else {
            values.iter().for_each(|(id, number)| tallies.names[*number as usize] = id.to_string());
        }
        Ok(())
    }
}

/// What was counted: the names, how often each, and how many units matched.
struct Counted {
    names: Vec<String>,
    counts: Vec<usize>,
    units: usize,
}

/// Counts under the names that they are known as.
fn tally(
    searcher: &Searcher,
    matching: &[Matching],
    counting: &Counting,
    known_as: &KnownAs<'_>,
) -> Result<Counted, SearchError> {
    let (in_passages, in_titles) = columns(counting.kind);
    let mut tallies = Tallies::default();
    let mut stories = Bits::new(searcher.stories().bound());
    let mut units = 0;
    for (at, (segment, found)) in searcher.segments.iter().zip(matching).enumerate() {
        let here = (at as u64) << 32;
        let unit = |lead: u32, doc: u32| match counting.unit {
            CountUnit::Stories => u64::from(searcher.stories().story(at, lead)),
            CountUnit::Passages => here | u64::from(doc),
            CountUnit::Articles | CountUnit::Mentions => here | u64::from(lead),
        };
        let mut passages = Named::open(segment, in_passages, counting.kind);
        let mut titles = in_titles.map(|column| Named::open(segment, column, counting.kind));
        for lead in found.articles.iter() {
            match counting.unit {
                CountUnit::Stories => stories.insert(searcher.stories().story(at, lead)),
                CountUnit::Articles => units += 1,
                CountUnit::Passages | CountUnit::Mentions => {}
            }
            let last = if counting.kind == CountKind::Sources { lead } else { u32::MAX };
            let own = segment.passages_of(lead).take_while(|doc| *doc <= last);
            for doc in own.filter(|doc| !counting.within_passage || found.passages.has(*doc)) {
                units += usize::from(counting.unit == CountUnit::Passages);
                passages.meet(doc, unit(lead, doc), &mut tallies);
            }
            if let Some(titles) = &mut titles {
                titles.meet(lead, unit(lead, lead), &mut tallies);
            }
        }
        passages.name(&mut tallies)?;
        titles.map_or(Ok(()), |titles| titles.name(&mut tallies))?;
    }
    let (names, counts) = tallies.counts(counting.unit, known_as);
    let units = match counting.unit {
        CountUnit::Stories => stories.count(),
        CountUnit::Mentions => counts.iter().sum(),
        CountUnit::Articles | CountUnit::Passages => units,
    };
    Ok(Counted { names, counts, units })
}

/// Counts.
pub(super) fn count(searcher: &Searcher, query: Option<&Query>, counting: &Counting) -> Result<Counts, SearchError> {
    let (matched, notices) = matching(searcher, query)?;
    let people: Option<&People> = if counting.kind == CountKind::People { Some(searcher.people()?) } else { None };
    let under = counting.under.as_deref().map_or(Ok(Vec::new()), place_ids)?;
    let level = counting.level.map(|level| match level {
        PlaceLevel::Continent => Feature::Continent,
        PlaceLevel::Country => Feature::Country,
        PlaceLevel::Region => Feature::State,
        PlaceLevel::County => Feature::County,
        PlaceLevel::City => Feature::City,
    });
    let known_as: &KnownAs<'_> = &|name| match people {
        Some(people) => people.canonical(name).map(|known| Cow::Owned(known.to_owned())),
        None if counting.kind == CountKind::Places && (level.is_some() || !under.is_empty()) => {
            place_as(name, &under, level).map(Cow::Owned)
        }
        None => Some(Cow::Borrowed(name)),
    };
    let counted = tally(searcher, &matched, counting, known_as)?;
    let unusual = match counting.sort {
        CountSort::Frequent => Vec::new(),
        CountSort::Significant => {
            unusual(&counted, &tally(searcher, &matching(searcher, None)?.0, counting, known_as)?)
        }
    };
    let mut order: Vec<usize> = (0..counted.names.len()).collect();
    order.sort_by(|&a, &b| {
        let of = |at: usize| unusual.get(at).copied().unwrap_or_default();
        let by_count = counted.counts[b].cmp(&counted.counts[a]);
        of(b).total_cmp(&of(a)).then(by_count).then_with(|| counted.names[a].cmp(&counted.names[b]))
    });
    if counting.sort == CountSort::Significant {
        order.retain(|at| unusual[*at] > 0.0);
    }
    let total_rows = order.len();
    order.truncate(counting.limit.unwrap_or(usize::MAX));
    let rows = order.into_iter().map(|at| Count {
        share: counted.counts[at] as f32 / counted.units.max(1) as f32,
        significance: unusual.get(at).copied(),
        ..row(&counted.names[at], counted.counts[at], counting.kind)
    });
    Ok(Counts { rows: rows.collect(), total_rows, matching: counted.units, notices })
}

/// Counts the names of the whole archive as the articles have them.
pub(super) fn everything(
    searcher: &Searcher,
    kind: CountKind,
    unit: CountUnit,
) -> Result<HashMap<String, usize>, SearchError> {
    let counting = Counting {
        kind,
        unit,
        within_passage: false,
        limit: None,
        sort: CountSort::Frequent,
        under: None,
        level: None,
    };
    let counted = tally(searcher, &matching(searcher, None)?.0, &counting, &|name| Some(Cow::Borrowed(name)))?;
    Ok(counted.names.into_iter().zip(counted.counts).collect())
}

/// How much more often each name stands in what matched than in the archive: the log-likelihood ratio of T. Dunning,
/// "Accurate methods for the statistics of surprise and coincidence" (1993); 0 where it does not stand there more often.
fn unusual(here: &Counted, archive: &Counted) -> Vec<f32> {
    let everywhere: HashMap<&str, usize> =
        archive.names.iter().map(String::as_str).zip(archive.counts.iter().copied()).collect();
    let of = |(name, count): (&String, &usize)| {
        let (k, n) = (*count as f64, here.units as f64);
        let elsewhere = everywhere.get(name.as_str()).copied().unwrap_or(*count).saturating_sub(*count) as f64;
        let rest = archive.units.saturating_sub(here.units) as f64;
        if k * rest <= elsewhere * n {
            return 0.0;
        }
        log_likelihood(k, n, elsewhere, rest) as f32
    };
    here.names.iter().zip(&here.counts).map(of).collect()
}

/// Twice the log-likelihood ratio of `a` in `n` and `b` in `m` against one rate for both.
fn log_likelihood(a: f64, n: f64, b: f64, m: f64) -> f64 {
    let part = |count: f64, expected: f64| if count > 0.0 { count * (count / expected).ln() } else { 0.0 };
    let rate = (a + b) / (n + m);
    let outside = |count: f64, size: f64| part((size - count).max(0.0), (size * (1.0 - rate)).max(f64::MIN_POSITIVE));
    2.0 * (part(a, n * rate) + part(b, m * rate) + outside(a, n) + outside(b, m))
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
            ..Count::default()
        },
        None => Count { name: format!("GeoNames {id}"), geonames: Some(id), count, ..Count::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_count_once() {
        let met = [(2, 7), (0, 9), (2, 1), (2, 7), (0, 9)];
        assert_eq!(distinct(&met, 4), [1, 0, 2, 0]);
        assert!(distinct(&[], 0).is_empty());
    }

    #[test]
    fn what_is_in_every_story_is_nothing_special() {
        let counted = |rows: &[(&str, usize)], units| Counted {
            names: rows.iter().map(|(name, _)| (*name).to_owned()).collect(),
            counts: rows.iter().map(|(_, count)| *count).collect(),
            units,
        };
        let archive = counted(&[("a", 1000), ("b", 10), ("c", 500)], 1000);
        let here = counted(&[("a", 10), ("b", 9), ("c", 3)], 10);
        let unusual = unusual(&here, &archive);
        assert!(unusual[0] < 1e-6 && unusual[2] == 0.0, "{unusual:?}");
        assert!(unusual[1] > 50.0);
    }

    /// The example of Dunning's table: 110 and 2442 against 111 and 29114 gives 270.72.
    #[test]
    fn the_ratio_is_dunnings() {
        let ratio = log_likelihood(110.0, 110.0 + 2442.0, 111.0, 111.0 + 29114.0);
        assert!((ratio - 270.72).abs() < 0.05, "{ratio}");
    }
}
