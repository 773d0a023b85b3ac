//! Counts and timelines over what a query matches.

use super::searching::{newsroom, open, parse};
use dateline::search::{Bucket, CountKind, CountSort, CountUnit, Counting, TimelineBy, Timing, Unit};

#[test]
fn counts_of_stories_and_mentions() {
    let room = open(&[newsroom()]);
    let count = |query: &str, kind, unit, within| {
        let counting =
            Counting { kind, unit, within, limit: None, sort: CountSort::Frequent, under: None, level: None };
        let counts = room.searcher.count(Some(&parse(query)), &counting).unwrap();
        counts.rows.into_iter().map(|row| (row.name, row.count)).collect::<Vec<_>>()
    };
    let people = count("anchorage", CountKind::People, CountUnit::Stories, Unit::Article);
    assert_eq!(people.len(), 4);
    assert!(people.iter().all(|(_, count)| *count == 1));
    assert_eq!(
        count("anchorage", CountKind::People, CountUnit::Mentions, Unit::Article)[0],
        ("Vladimir Putin".to_owned(), 4)
    );
    assert_eq!(
        count("anchorage", CountKind::People, CountUnit::Articles, Unit::Passage),
        [("Vladimir Putin".to_owned(), 2)]
    );
    assert_eq!(
        count("harbour", CountKind::Sources, CountUnit::Articles, Unit::Article),
        [("Coast Daily".to_owned(), 2)]
    );
    assert!(
        count("storm", CountKind::Places, CountUnit::Stories, Unit::Article)
            .iter()
            .any(|(name, _)| name.starts_with("Ode"))
    );
}

#[test]
fn timelines_by_publication_and_by_days_spoken_of() {
    let room = open(&[newsroom()]);
    let timeline = |by| {
        let timeline =
            room.searcher.timeline(None, &Timing { by, bucket: Bucket::Month, zoom: None, by_source: false }).unwrap();
        let buckets: Vec<_> = timeline.buckets.into_iter().map(|(label, _, count)| (label, count)).collect();
        (buckets, timeline.undated)
    };
    let (buckets, undated) = timeline(TimelineBy::Published);
    assert_eq!(buckets, [("2025-12".to_owned(), 1), ("2026-01".to_owned(), 1)]);
    assert_eq!(undated, 1);
    let (buckets, _) = timeline(TimelineBy::About);
    assert_eq!(buckets.first(), Some(&("2025-08".to_owned(), 1)));
    assert_eq!(buckets.len(), 6);
}
