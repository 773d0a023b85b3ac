//! Counts people, places, organizations and publishers over what a query matches.

use super::matching::{Matching, matching};
use crate::archive::{BitSet, KnownAs, NameKind, Renaming, Segment, Standings, Tally, TallyColumn, WholeCounts};
use crate::entities::gazetteer::{Feature, Gazetteer};
use crate::query::Query;
use crate::search::choice::Choice as _;
use crate::search::plan::place_ids;
use crate::search::{
    Count, CountKind, CountSort, CountUnit, Counting, Counts, PlaceLevel, SearchError, Searcher, Unit,
};
use std::borrow::Cow;
use std::collections::HashMap;

/// The id under which a place counts: of what contains it at a level; none where it is outside the places `under`.
fn place_as(gazetteer: &Gazetteer, id: &str, under: &[u32], level: Option<Feature>) -> Option<String> {
    let id: u32 = id.parse().ok()?;
    let is_under = || gazetteer.ancestors(id).iter().any(|ancestor| *ancestor != id && under.contains(ancestor));
    if !under.is_empty() && !is_under() {
        return None;
    }
    let at = level.map_or(Some(id), |level| gazetteer.at_level(id, level))?;
    (!under.contains(&at)).then(|| at.to_string())
}

/// Where the values of a kind stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    /// Names, one a mention: in passages, and those of titles on the lead.
    Names(&'static str, &'static str),
    /// Numbers of places, likewise, and names of those that are unresolved.
    Places,
    /// Names of the article, on the lead.
    OfArticle(&'static str),
}

impl Columns {
    fn of(kind: CountKind) -> Self {
        match kind {
            CountKind::People => Self::Names("person", "title_person"),
            CountKind::Organizations => Self::Names("organization", "title_organization"),
            CountKind::Places => Self::Places,
            CountKind::Sources => Self::OfArticle("source"),
        }
    }

    /// Opens the columns of a segment: those of passages or leads, and those of titles.
    fn open(self, segment: &Segment) -> (Vec<TallyColumn>, Vec<TallyColumn>) {
        let names = |column| TallyColumn::of_strings(segment, column);
        let numbers = |column| TallyColumn::of_numbers(segment, column);
        match self {
            Self::Names(passages, titles) => (vec![names(passages)], vec![names(titles)]),
            Self::Places => (
                vec![numbers("place_id"), names("place_name")],
                vec![numbers("title_place_id"), names("title_place_name")],
            ),
            Self::OfArticle(column) => (vec![names(column)], Vec::new()),
        }
    }
}

/// The kind of the mentions that are counted.
fn name_kind(kind: CountKind) -> Option<NameKind> {
    match kind {
        CountKind::People => Some(NameKind::Person),
        CountKind::Organizations => Some(NameKind::Organization),
        CountKind::Places => Some(NameKind::Place),
        CountKind::Sources => None,
    }
}

/// What was counted: the names, how often each, and how many units matched.
struct Counted {
    names: Vec<String>,
    counts: Vec<usize>,
    units: usize,
}

/// Counts under the names that they are known as.
fn count_names(
    searcher: &Searcher,
    matching: &[Matching],
    counting: &Counting,
    (known_as, standings): (&KnownAs<'_>, &Standings<'_>),
) -> Result<Counted, SearchError> {
    let columns = Columns::of(counting.kind);
    let mut tally = Tally::default();
    let copies = searcher.copies()?;
    let boilerplate = searcher.archive().boilerplate()?;
    let name_kind = name_kind(counting.kind);
    let mut stories = BitSet::new(copies.bound());
    let mut units = 0;
    for (at, (segment, found)) in searcher.segments().iter().zip(matching).enumerate() {
        let unit = |lead: u32, doc: u32| match counting.unit {
            CountUnit::Stories => copies.story(at, lead),
            CountUnit::Passages => copies.document(at, doc),
            CountUnit::Articles | CountUnit::Mentions => copies.document(at, lead),
        };
        let (mut passages, mut titles) = columns.open(segment);
        passages.iter_mut().chain(&mut titles).try_for_each(|column| column.count_apart(standings.names()))?;
        let standing = standings.of(segment);
        for lead in found.articles.iter() {
            match counting.unit {
                CountUnit::Stories => stories.insert(copies.story(at, lead)),
                CountUnit::Articles => units += 1,
                CountUnit::Passages | CountUnit::Mentions => {}
            }
            let last = if matches!(columns, Columns::OfArticle(_)) { lead } else { u32::MAX };
            let own = segment.passages_of(lead).take_while(|doc| *doc <= last);
            let kind = standing.kind(lead);
            for doc in own.filter(|doc| counting.within == Unit::Article || found.passages.has(*doc)) {
                units += usize::from(counting.unit == CountUnit::Passages);
                // Positions are those of the names or numbers: the first column.
                for (number, column) in passages.iter_mut().enumerate() {
                    let kind_of_names = name_kind.filter(|_| number == 0);
                    let left_out = kind_of_names.into_iter().flat_map(|kind| boilerplate[at].of(kind, doc));
                    column.add_in(doc, unit(lead, doc), kind, left_out, &mut tally);
                }
            }
            for column in &mut titles {
                column.add_in(lead, unit(lead, lead), kind, std::iter::empty(), &mut tally);
            }
        }
        for column in passages.into_iter().chain(titles) {
            column.name(&mut tally)?;
        }
    }
    let (names, counts) = match counting.unit {
        CountUnit::Mentions => tally.mentions(known_as),
        CountUnit::Stories | CountUnit::Articles | CountUnit::Passages => tally.units(known_as),
    };
    let units = match counting.unit {
        CountUnit::Stories => stories.count(),
        CountUnit::Mentions => counts.iter().sum(),
        CountUnit::Articles | CountUnit::Passages => units,
    };
    Ok(Counted { names, counts, units })
}

impl Searcher {
    /// Counts entities of one kind over the matching articles; `None` matches all.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn count(&self, query: Option<&Query>, counting: &Counting) -> Result<Counts, SearchError> {
        count(self, query, counting)
    }
}

fn count(searcher: &Searcher, query: Option<&Query>, counting: &Counting) -> Result<Counts, SearchError> {
    let renaming: Option<&Renaming> = match counting.kind {
        CountKind::People => Some(searcher.archive().people()?),
        CountKind::Organizations => Some(searcher.archive().organizations()?),
        CountKind::Places | CountKind::Sources => None,
    };
    let gazetteer = searcher.gazetteer();
    let under = counting.under.as_deref().map_or(Ok(Vec::new()), |name| place_ids(gazetteer, name))?;
    let level = counting.level.map(|level| match level {
        PlaceLevel::Continent => Feature::Continent,
        PlaceLevel::Country => Feature::Country,
        PlaceLevel::Region => Feature::State,
        PlaceLevel::County => Feature::County,
        PlaceLevel::City => Feature::City,
    });
    let standings = Standings::new(renaming);
    let known_as: &KnownAs<'_> = &|name, kind| match renaming {
        Some(_) => standings.canonical(name, kind).map(Cow::Owned),
        None if counting.kind == CountKind::Places && (level.is_some() || !under.is_empty()) => {
            place_as(gazetteer, name, &under, level).map(Cow::Owned)
        }
        None => Some(Cow::Borrowed(name)),
    };
    let is_whole = query.is_none_or(Query::is_empty);
    if is_whole && counting.sort == CountSort::Frequent {
        return Ok(first_rows(searcher, &everywhere(searcher, counting, (known_as, &standings))?, counting));
    }
    let (matched, notices) = matching(searcher, query)?;
    let counted = count_names(searcher, &matched, counting, (known_as, &standings))?;
    let unusual = match counting.sort {
        CountSort::Frequent => Vec::new(),
        CountSort::Significant => unusual(&counted, &everywhere(searcher, counting, (known_as, &standings))?),
    };
    let mut order = by_count(&counted);
    if counting.sort == CountSort::Significant {
        order.sort_by(|&a, &b| unusual[b].total_cmp(&unusual[a]));
        order.retain(|at| unusual[*at] > 0.0);
    }
    let total_rows = order.len();
    order.truncate(counting.limit.unwrap_or(usize::MAX));
    let rows = order.into_iter().map(|at| Count {
        share: counted.counts[at] as f32 / counted.units.max(1) as f32,
        significance: unusual.get(at).copied(),
        ..row(gazetteer, &counted.names[at], counted.counts[at], counting.kind)
    });
    Ok(Counts { rows: rows.collect(), total_rows, matching: counted.units, notices })
}

/// The names in order of count.
fn by_count(counted: &Counted) -> Vec<usize> {
    let mut order: Vec<usize> = (0..counted.names.len()).collect();
    order.sort_by(|&a, &b| {
        counted.counts[b].cmp(&counted.counts[a]).then_with(|| counted.names[a].cmp(&counted.names[b]))
    });
    order
}

/// Counts over all articles. What is asked for most is kept as a table until the archive changes: the stories of all names.
fn everywhere(
    searcher: &Searcher,
    counting: &Counting,
    known: (&KnownAs<'_>, &Standings<'_>),
) -> Result<WholeCounts, SearchError> {
    let is_kept = counting.unit == CountUnit::Stories
        && counting.within == Unit::Article
        && counting.level.is_none()
        && counting.under.is_none();
    let (archive, kind) = (searcher.archive(), counting.kind.as_str());
    if is_kept && let Some(kept) = archive.whole_counts(kind)? {
        return Ok(kept);
    }
    let counted = count_names(searcher, &matching(searcher, None)?.0, counting, known)?;
    let order = by_count(&counted);
    let rows = order.iter().map(|at| (counted.names[*at].as_str(), counted.counts[*at]));
    let counts = WholeCounts::of(rows, counted.units);
    if is_kept {
        archive.keep_whole_counts(kind, &counts)?;
    }
    Ok(counts)
}

fn first_rows(searcher: &Searcher, counts: &WholeCounts, counting: &Counting) -> Counts {
    let rows = counts.rows().take(counting.limit.unwrap_or(usize::MAX)).map(|(name, count)| Count {
        share: count as f32 / counts.units().max(1) as f32,
        ..row(searcher.gazetteer(), name, count, counting.kind)
    });
    Counts { rows: rows.collect(), total_rows: counts.len(), matching: counts.units(), notices: Vec::new() }
}

/// How much more frequent each name is in what matched than in the archive: the log-likelihood ratio of T. Dunning,
/// "Accurate methods for the statistics of surprise and coincidence" (1993); 0 where it is not more frequent.
fn unusual(here: &Counted, archive: &WholeCounts) -> Vec<f32> {
    let everywhere: HashMap<&str, usize> = archive.rows().collect();
    let of = |(name, count): (&String, &usize)| {
        let (k, n) = (*count as f64, here.units as f64);
        let elsewhere = everywhere.get(name.as_str()).copied().unwrap_or(*count).saturating_sub(*count) as f64;
        let rest = archive.units().saturating_sub(here.units) as f64;
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

fn row(gazetteer: &Gazetteer, name: &str, count: usize, kind: CountKind) -> Count {
    if kind != CountKind::Places {
        return Count { name: name.to_owned(), count, ..Count::default() };
    }
    let Ok(id) = name.parse::<u32>() else { return Count { name: name.to_owned(), count, ..Count::default() } };
    match gazetteer.by_id(id) {
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
    fn what_is_in_every_story_is_nothing_special() {
        let counted = |rows: &[(&str, usize)], units| Counted {
            names: rows.iter().map(|(name, _)| (*name).to_owned()).collect(),
            counts: rows.iter().map(|(_, count)| *count).collect(),
            units,
        };
        let archive = WholeCounts::of([("a", 1000), ("c", 500), ("b", 10)].into_iter(), 1000);
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
