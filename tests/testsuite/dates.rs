//! The examples of docs/dates.md, run; filters by date against every mention looked at in turn.

use crate::searching::{Room, article, open, parse};
use dateline::article::{Day, DayRange, Field, Mention, MentionKind, Span, Timex, TimexType};
use dateline::search::{CopyMode, Request};
use dateline::temporal::{parse_query_dates, tag};
use proptest::prelude::*;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/dates.md");

/// The rows of the table under a heading, as cells.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, section) = PAGE.split_once(heading).unwrap();
    let lines = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    lines
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn today() -> Day {
    Day::from_civil(2026, 1, 23).unwrap()
}

#[test]
fn what_is_understood() {
    let rows = rows("## What is understood");
    assert!(rows.len() > 10);
    for row in rows {
        let [text, mention, value, from, to] = row[..] else { panic!("{row:?}") };
        let found = tag(text, Some("en"), Some(today()));
        let [found] = &found[..] else { panic!("{text}: {found:?}") };
        let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
        let (first, last) = (found.timex.days.map(|days| days.from), found.timex.days.map(|days| days.to));
        assert_eq!(
            (&text[found.span.range()], found.timex.value.as_str(), day(first), day(last)),
            (mention, value, from.to_owned(), to.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn what_is_left_alone() {
    for row in rows("## What is left alone") {
        assert_eq!(tag(row[0], Some("en"), Some(today())), [], "{}", row[0]);
    }
}

#[test]
fn dates_in_queries() {
    let rows = rows("## Dates in queries");
    assert!(rows.len() > 5);
    for row in rows {
        let dates = parse_query_dates(row[0], today()).unwrap();
        let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
        assert_eq!((day(dates.from), day(dates.to)), (row[1].to_owned(), row[2].to_owned()), "{}", row[0]);
    }
}

/// The days that each passage of each article speaks of, as counted from 2024-12-30.
type Archive = Vec<Vec<Vec<(i32, i32)>>>;

fn range((start, length): (i32, i32)) -> DayRange {
    let from = Day::from_civil(2024, 12, 30).unwrap().plus(start);
    DayRange::new(from, from.plus(length))
}

fn index(archive: &Archive) -> Room {
    let articles = archive.iter().enumerate().map(|(number, passages)| {
        let paragraphs = vec!["Forty characters and a few more of a quiet day in town."; passages.len()];
        let mut article =
            article(&format!("story{number}"), "Herald", None, &format!("{number} title"), &paragraphs, &[]);
        for (passage, dates) in article.passages.iter().zip(passages) {
            article.mentions.extend(dates.iter().enumerate().map(|(at, days)| Mention {
                field: Field::Text,
                span: Span::new(passage.start as usize + at, passage.start as usize + at + 1),
                kind: MentionKind::Date(Timex {
                    timex_type: TimexType::Date,
                    value: "X".to_owned(),
                    days: Some(range(*days)),
                    rule: "test".to_owned(),
                }),
                origin: None,
            }));
        }
        article
    });
    open(&[articles.collect()])
}

/// Article and passage of all that a query finds.
fn found(room: &Room, query: &str) -> BTreeSet<(usize, usize)> {
    let mut request = Request::new(parse(query));
    (request.limit, request.per_article, request.copies) = (None, 0, CopyMode::Show);
    let response = room.searcher.search(&request).unwrap();
    if response.diagnosis.is_some() {
        return BTreeSet::new();
    }
    let place = |title: &str, passage: usize| (title.split(' ').next().unwrap().parse().unwrap(), passage);
    response.hits.iter().map(|hit| place(&hit.title, hit.passage as usize)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// No match is made from the start of one mention and the end of another, however many dates a passage holds.
    #[test]
    fn filters_by_date_find_what_looking_at_each_mention_finds(
        archive in proptest::collection::vec(
            proptest::collection::vec(proptest::collection::vec((0..60_i32, 0..20_i32), 0..12), 1..5), 1..6),
        asked in proptest::collection::vec((0..60_i32, 0..30_i32), 1..12),
    ) {
        let room = index(&archive);
        for asked in asked.into_iter().map(range) {
            let oracle = |test: &dyn Fn(DayRange) -> bool| -> BTreeSet<(usize, usize)> {
                let places = archive.iter().enumerate().flat_map(|(article, passages)| {
                    passages.iter().enumerate().map(move |(passage, dates)| (article, passage + 1, dates))
                });
                let holding = places.filter(|(.., dates)| dates.iter().any(|days| test(range(*days))));
                holding.map(|(article, passage, _)| (article, passage)).collect()
            };
            let inside = oracle(&|days| asked.from <= days.from && days.to <= asked.to);
            let touching = oracle(&|days| days.from <= asked.to && asked.from <= days.to);
            prop_assert_eq!(found(&room, &format!("about:{}..{}", asked.from, asked.to)), inside);
            prop_assert_eq!(found(&room, &format!("overlaps:{}..{}", asked.from, asked.to)), touching);
        }
    }
}

#[test]
fn narrow_mentions_outrank_wide_ones() {
    let room = index(&vec![vec![vec![(2, 60)]], vec![vec![(10, 0)]], vec![vec![(2, 10)]]]);
    let response = room.searcher.search(&Request::new(parse("overlaps:2025-01-09"))).unwrap();
    let order: Vec<&str> = response.hits.iter().map(|hit| hit.title.as_str()).collect();
    assert_eq!(order, ["1 title", "2 title", "0 title"]);
}
