//! The examples of docs/dates.md, run.

use dateline::article::Day;
use dateline::temporal::{parse_query_dates, tag};

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
