//! The examples of docs/dates.md, run; filters by date against every mention looked at in turn.

use crate::cli::{home, run};
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

    /// No match is made from the start of one mention and the end of another, however many dates a passage holds. Four articles are too
    /// few for sentences that a source repeats.
    #[test]
    fn filters_by_date_find_what_looking_at_each_mention_finds(
        archive in proptest::collection::vec(
            proptest::collection::vec(proptest::collection::vec((0..60_i32, 0..20_i32), 0..12), 1..5), 1..5),
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
    let response = room
        .searcher
        .search(&Request { copies: CopyMode::Show, ..Request::new(parse("overlaps:2025-01-09")) })
        .unwrap();
    let order: Vec<&str> = response.hits.iter().map(|hit| hit.title.as_str()).collect();
    assert_eq!(order, ["1 title", "2 title", "0 title"]);
}

/// A day of publication that is still to come is marked wherever a person or a program sees it, and no other is.
#[test]
fn days_of_publication_to_come_are_marked_everywhere() {
    let home = home();
    let line = |title: &str, day: &str| {
        format!("{{\"title\":\"{title}\",\"text\":\"The dam is full.\",\"published\":\"{day}\"}}\n")
    };
    let lines = line("To come", "2031-02-06") + &line("Gone by", "2026-01-20");
    std::fs::write(home.path().join("a.jsonl"), lines).unwrap();
    let run = |arguments: &[&str]| {
        let (_, out, _) = run(home.path(), &[arguments, &["--today", "2026-01-24"]].concat());
        out
    };
    run(&["index", "a.jsonl"]);
    let to_come = "2031-02-06 (in the future)";
    for command in [&["query", "dam", "--copies", "show"][..], &["extract", "a.jsonl"], &["first", "title:come"]] {
        let out = run(command);
        assert!(out.contains(to_come), "{command:?}: {out}");
        assert!(!out.contains("2026-01-20 (in"), "{command:?}: {out}");
    }
    run(&["query", "title:come"]);
    assert!(run(&["show", "1"]).contains(to_come));
    for command in [
        &["query", "dam", "--copies", "show"][..],
        &["extract", "a.jsonl"],
        &["export", "articles", "dam"],
        &["show", "1"],
        &["first", "title:come"],
    ] {
        let out = run(&[command, &["--format", "jsonl"]].concat());
        let rows: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(!rows.is_empty(), "{command:?}");
        for row in rows {
            let is_to_come = row["published"] == "2031-02-06";
            assert_eq!(row["published_in_future"], is_to_come, "{command:?}: {row}");
        }
    }
}

/// What a person sees of a date is its days or its words, never a code of TIMEX3.
#[test]
fn a_person_is_shown_dates_and_no_codes() {
    let home = home();
    let text = "The dam was built in the 480s BC and in the third century BC. It took several months. It is now old. In the \
                1990s, in the winter of 1957-58, in the first half of May 2024, last week and in Q3 2025 it leaked. It \
                leaks every other Friday and each spring. In recent weeks, fiscal 2025 counted, on Thursday night at \
                15:00 GMT Saturday. It happened on a Saturday. It will be so in the near future.";
    let line = serde_json::json!({"title": "Dam of the 1990s", "text": text, "published": "2026-01-23"}).to_string();
    std::fs::write(home.path().join("a.jsonl"), line + "\n").unwrap();
    let run = |arguments: &[&str]| run(home.path(), &[arguments, &["--today", "2026-01-24"]].concat()).1;
    run(&["index", "a.jsonl"]);
    let codes =
        ["_REF", "XXXX", "199X", "BC0", "048X", "-SP", "-WI", "PXM", "PXW", "-W0", "FY2", "-Q3", "TNI", "T15:", "/20"];
    for command in [
        &["query", "dam"][..],
        &["show", "1"],
        &["extract", "a.jsonl"],
        &["timeline", "dam", "--by", "about"],
        &["first", "dam"],
        &["count", "about:1990s"],
    ] {
        let out = run(command);
        assert!(!out.is_empty(), "{command:?}");
        for code in codes {
            assert!(!out.contains(code), "{command:?} shows {code}: {out}");
        }
    }
    let shown = run(&["show", "1"]);
    for text in
        ["489 BC to 480 BC", "1957-12 to 1958-02", "2024-05-01 to 2024-05-15", "2025-07 to 2025-09", "several months"]
    {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}
