//! Counts stories over time: a histogram with empty buckets.

use super::matching::{Matching, matching};
use crate::archive::{BitSet, Copies};
use crate::article::{Day, DayRange};
use crate::index::terms;
use crate::query::Query;
use crate::search::{Bucket, SearchError, Searcher, Series, Timeline, TimelineBy, Timing};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tantivy::schema::IndexRecordOption;

/// Buckets that a histogram has at most under [`Bucket::Auto`].
const MOST_AUTO: i64 = 40;
/// Buckets up to which empty ones are listed.
const MOST_BUCKETS: i64 = 2_000;

/// Stories by the days that they are dated by, some more than once.
type Dated = BTreeMap<DayRange, Vec<u32>>;

impl Searcher {
    /// Counts matching stories by time.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn timeline(&self, query: Option<&Query>, timing: &Timing) -> Result<Timeline, SearchError> {
        timeline(self, query, timing)
    }
}

fn timeline(searcher: &Searcher, query: Option<&Query>, timing: &Timing) -> Result<Timeline, SearchError> {
    let (matching, notices) = matching(searcher, query)?;
    let mut dated = Dated::new();
    let copies = searcher.copies()?;
    let boilerplate = searcher.archive().boilerplate()?;
    let mut all = BitSet::new(copies.bound());
    for (at, (segment, found)) in searcher.segments().iter().zip(&matching).enumerate() {
        let story = |lead: u32| copies.story(at, lead);
        found.articles.iter().for_each(|lead| all.insert(story(lead)));
        match timing.by {
            TimelineBy::Published => {
                for lead in found.articles.iter() {
                    if let Some(day) = segment.published(lead).and_then(|day| i32::try_from(day).ok()) {
                        dated.entry(DayRange::day(Day(day))).or_default().push(story(lead));
                    }
                }
            }
            TimelineBy::About => {
                let inverted = segment.reader.inverted_index(searcher.fields().date)?;
                let mut stream = inverted.terms().stream()?;
                while stream.advance() {
                    let Some(days) = terms::date_of_term(stream.key()) else { continue };
                    let mut postings =
                        inverted.read_block_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
                    let mut stories: Vec<u32> = Vec::new();
                    let mut last = None;
                    while !postings.docs().is_empty() {
                        let counts = |doc: &&u32| found.passages.has(**doc) && !boilerplate[at].has_days(**doc, days);
                        for lead in postings.docs().iter().filter(counts).map(|doc| segment.lead(*doc)) {
                            if last.replace(lead) != Some(lead) {
                                stories.push(story(lead));
                            }
                        }
                        postings.advance();
                    }
                    if !stories.is_empty() {
                        dated.entry(days).or_default().append(&mut stories);
                    }
                }
            }
        }
    }
    let mut with_date = BitSet::new(all.length());
    dated.values().flatten().for_each(|story| with_date.insert(*story));
    if let Some(zoom) = timing.zoom {
        dated
            .retain(|days, _| zoom.from.is_none_or(|from| days.from >= from) && zoom.to.is_none_or(|to| days.to <= to));
    }
    let buckets = buckets(&dated, timing.bucket, all.length());
    let by_source = if timing.by_source { series(&buckets, &sources(searcher, copies, &matching)) } else { Vec::new() };
    let buckets = buckets.into_iter().map(|(label, days, stories)| (label, days, stories.len())).collect();
    Ok(Timeline { buckets, by_source, undated: all.count() - with_date.count(), notices })
}

/// The publishers of each story: copies may have several.
fn sources(searcher: &Searcher, copies: &Copies, matching: &[Matching]) -> HashMap<u32, BTreeSet<String>> {
    let mut sources: HashMap<u32, BTreeSet<String>> = HashMap::new();
    for (at, (segment, found)) in searcher.segments().iter().zip(matching).enumerate() {
        for lead in found.articles.iter() {
            if let Some(source) = segment.string("source", lead) {
                sources.entry(copies.story(at, lead)).or_default().insert(source);
            }
        }
    }
    sources
}

/// The counts of each publisher in the buckets, the most frequent publisher first, ties by name.
fn series(buckets: &[Stories], sources: &HashMap<u32, BTreeSet<String>>) -> Vec<Series> {
    let mut counts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, _, stories)) in buckets.iter().enumerate() {
        for source in stories.iter().filter_map(|story| sources.get(story)).flatten() {
            counts.entry(source).or_insert_with(|| vec![0; buckets.len()])[at] += 1;
        }
    }
    let mut series: Vec<Series> =
        counts.into_iter().map(|(source, counts)| Series { source: source.to_owned(), counts }).collect();
    series.sort_by_key(|series| std::cmp::Reverse(series.counts.iter().sum::<usize>()));
    series
}

/// A bucket with its stories, each once.
type Stories = (String, DayRange, Vec<u32>);

/// Sorts days into buckets; a range counts where it lies in one bucket. The numbers of stories are under a bound.
fn buckets(dated: &Dated, bucket: Bucket, bound: u32) -> Vec<Stories> {
    let width = if bucket == Bucket::Auto { finest(dated) } else { bucket };
    let mut counts: BTreeMap<Day, Vec<u32>> = BTreeMap::new();
    // Days come in order, so the stories of a bucket follow each other: each was seen in the open bucket or in none.
    let mut seen_in = vec![None; bound as usize];
    for (days, stories) in dated {
        let start = start(days.from, width);
        if start == self::start(days.to, width) {
            let counted = counts.entry(start).or_default();
            let is_new = |story: &u32| seen_in[*story as usize].replace(start) != Some(start);
            counted.extend(stories.iter().copied().filter(is_new));
        }
    }
    let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        return Vec::new();
    };
    let row = |start: Day, stories: Vec<u32>| {
        (label(start, width), DayRange { from: start, to: next(start, width).plus(-1) }, stories)
    };
    if number_of_buckets(first, last, width) > MOST_BUCKETS {
        return counts.into_iter().map(|(start, stories)| row(start, stories)).collect();
    }
    let starts = std::iter::successors(Some(first), |start| Some(next(*start, width)).filter(|next| *next <= last));
    starts.map(|start| row(start, counts.remove(&start).unwrap_or_default())).collect()
}

/// The finest width that gives few enough buckets.
fn finest(dated: &Dated) -> Bucket {
    let first = dated.keys().map(|days| days.from).min().unwrap_or_default();
    let last = dated.keys().map(|days| days.to).max().unwrap_or_default();
    let widths = [Bucket::Day, Bucket::Week, Bucket::Month];
    widths.into_iter().find(|width| number_of_buckets(first, last, *width) <= MOST_AUTO).unwrap_or(Bucket::Year)
}

fn number_of_buckets(first: Day, last: Day, width: Bucket) -> i64 {
    let days = match width {
        Bucket::Day | Bucket::Auto => 1,
        Bucket::Week => 7,
        Bucket::Month => 30,
        Bucket::Year => 365,
    };
    (i64::from(last.0) - i64::from(first.0)) / days + 1
}

/// First day of the bucket of a day.
fn start(day: Day, width: Bucket) -> Day {
    let (year, month, _) = day.civil();
    match width {
        Bucket::Day | Bucket::Auto => day,
        Bucket::Week => day.plus(-(day.weekday() as i32)),
        Bucket::Month => Day::from_civil(year, month, 1).unwrap_or(day),
        Bucket::Year => Day::from_civil(year, 1, 1).unwrap_or(day),
    }
}

/// First day of the bucket after.
fn next(start: Day, width: Bucket) -> Day {
    let (year, month, _) = start.civil();
    let next = match width {
        Bucket::Day | Bucket::Auto => None,
        Bucket::Week => return start.plus(7),
        Bucket::Month if month < 12 => Day::from_civil(year, month + 1, 1),
        Bucket::Month | Bucket::Year => Day::from_civil(year + 1, 1, 1),
    };
    next.unwrap_or_else(|| start.plus(1))
}

fn label(start: Day, width: Bucket) -> String {
    let text = start.to_string();
    match width {
        Bucket::Day | Bucket::Auto => text,
        Bucket::Month => text[..text.len() - 3].to_owned(),
        Bucket::Year => text[..text.len() - 6].to_owned(),
        Bucket::Week => {
            // A week belongs to the year of its Thursday (ISO 8601).
            let thursday = start.plus(3);
            let (year, _, _) = thursday.civil();
            let first = Day::from_civil(year, 1, 1).unwrap_or(thursday);
            format!("{year:04}-W{:02}", (thursday.0 - first.0) / 7 + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> DayRange {
        DayRange::day(text.parse().unwrap())
    }

    #[test]
    fn empty_buckets_are_listed() {
        let dated = Dated::from([
            (day("2025-12-30"), vec![1]),
            (day("2026-02-01"), vec![1, 1]),
            (day("2026-02-02"), vec![1, 2]),
        ]);
        let counts: Vec<_> =
            buckets(&dated, Bucket::Month, 3).into_iter().map(|(label, _, stories)| (label, stories.len())).collect();
        assert_eq!(counts, [("2025-12".to_owned(), 1), ("2026-01".to_owned(), 0), ("2026-02".to_owned(), 2)]);
        assert_eq!(buckets(&dated, Bucket::Auto, 3).len(), 35);
    }

    #[test]
    fn weeks_as_iso_8601_counts_them() {
        for (date, week) in [("2026-01-23", "2026-W04"), ("2027-01-01", "2026-W53"), ("2024-12-30", "2025-W01")] {
            assert_eq!(label(start(day(date).from, Bucket::Week), Bucket::Week), week);
        }
    }

    #[test]
    fn a_year_is_no_day() {
        let year = DayRange { from: "2022-01-01".parse().unwrap(), to: "2022-12-31".parse().unwrap() };
        let dated = Dated::from([(year, vec![1])]);
        assert!(buckets(&dated, Bucket::Month, 2).is_empty());
        assert_eq!(buckets(&dated, Bucket::Year, 2)[0].0, "2022");
    }
}
