//! Points in time as metadata writes them: RFC 3339, RFC 2822, ISO 8601, Unix seconds, and dates in words.
//!
//! Dates in prose are the tagger's. A day and month in figures that could be either way round is refused.

mod clock;
mod pieces;

use super::{Timestamp, months};
use crate::article::{Day, Precision};
use clock::{Clock, Taken};
use pieces::{Piece, has_mark, has_word};

/// Metadata fields longer than this are not dates.
const LONGEST: usize = 120;

/// Reads a metadata date; see [`super::parse_timestamp`].
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let lower = clock::without_stops(text.to_lowercase()).replace(['\u{a0}', '\u{202f}'], " ");
    if let Some(point) = unix(&lower) {
        return Some(point);
    }
    let mut pieces = pieces::pieces(&lower);
    let clock = match clock::take(&mut pieces) {
        Taken::Read(clock) => Some(clock),
        Taken::Absent => None,
        Taken::Wrong => return None,
    };
    let (day, precision) = date(&pieces)?;
    Some(match clock {
        Some(clock) if precision == Precision::Day => clock.on(day),
        _ => Timestamp { day, at: None, precision },
    })
}

/// Seconds, milliseconds or microseconds since 1970, distinguished by their number of digits.
fn unix(text: &str) -> Option<Timestamp> {
    let digits = text.split('.').next()?;
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') || text.bytes().filter(|b| *b == b'.').count() > 1 {
        return None;
    }
    let value: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9 | 10 => value,
        12 | 13 => value / 1000,
        15 | 16 => value / 1_000_000,
        _ => return None,
    };
    let day = Day((seconds / 86_400) as i32);
    let second_of_day = seconds % 86_400;
    let clock = Clock {
        hour: second_of_day / 3600,
        minute: second_of_day / 60 % 60,
        second: Some(second_of_day % 60),
        fraction: String::new(),
        zone: Some(0),
    };
    Some(clock.on(day))
}

/// The date that is left when the time is taken out.
fn date(pieces: &[Piece<'_>]) -> Option<(Day, Precision)> {
    let numbers: Vec<(i64, usize)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Number { value, digits } => Some((*value, digits.len())),
            _ => None,
        })
        .collect();
    let named: Vec<u32> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Word(word) => months::number(word),
            _ => None,
        })
        .collect();
    let day = |year: i64, month: i64, day: i64| {
        let civil = Day::from_civil(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
        Some((civil, Precision::Day))
    };
    let plausible = |year: i64| (1000..=2999).contains(&year);
    match (named.as_slice(), numbers.as_slice()) {
        // 23 January 2026, 2026 January 23, January 23 2026
        ([month], [(d, 1..=2), (year, 4)] | [(year, 4), (d, 1..=2)]) if plausible(*year) => {
            day(*year, i64::from(*month), *d)
        }
        ([month], [(d, 1..=2), (year, 2)]) if has_mark(pieces, '-') || has_mark(pieces, ',') => {
            day(century(*year), i64::from(*month), *d)
        }
        ([month], [(year, 4)]) if plausible(*year) => {
            Some((Day::from_civil(*year as i32, *month, 1)?, Precision::Month))
        }
        ([], [(year, 4)]) if plausible(*year) && pieces.len() == 1 => {
            Some((Day::from_civil(*year as i32, 1, 1)?, Precision::Year))
        }
        ([], [(year, 4), (week, 2), (weekday @ 1..=7, 1)]) if has_word(pieces, "w") => week_day(*year, *week, *weekday),
        ([], [(year, 4), (month, 1..=2), (d, 1..=2)]) if plausible(*year) => day(*year, *month, *d),
        ([], [(year, 4), (month @ 1..=12, 1..=2)]) if plausible(*year) && !has_word(pieces, "w") => {
            Some((Day::from_civil(*year as i32, *month as u32, 1)?, Precision::Month))
        }
        ([], [(month @ 1..=12, 1..=2), (year, 4)]) if plausible(*year) && has_mark(pieces, '/') => {
            Some((Day::from_civil(*year as i32, *month as u32, 1)?, Precision::Month))
        }
        // Day and month in figures: full stops mean day first, else only the figures decide.
        ([], [(a, 1..=2), (b, 1..=2), (year, 4)]) if plausible(*year) => {
            if has_mark(pieces, '.') || *a > 12 || a == b {
                day(*year, *b, *a)
            } else if *b > 12 {
                day(*year, *a, *b)
            } else {
                None
            }
        }
        ([], [(whole, 8)]) if plausible(whole / 10_000) => day(whole / 10_000, whole / 100 % 100, whole % 100),
        ([], [(whole, 14)]) => compact(*whole),
        ([], [(whole, 12)]) => compact(whole * 100),
        _ => None,
    }
}

/// 20260124081500 without a zone: the day is what counts.
fn compact(whole: i64) -> Option<(Day, Precision)> {
    let (date, time) = (whole / 1_000_000, whole % 1_000_000);
    if time / 10_000 > 23 || time / 100 % 100 > 59 {
        return None;
    }
    let year = i32::try_from(date / 10_000).ok().filter(|year| (1000..=2999).contains(year))?;
    Some((Day::from_civil(year, (date / 100 % 100) as u32, (date % 100) as u32)?, Precision::Day))
}

fn week_day(year: i64, week: i64, weekday: i64) -> Option<(Day, Precision)> {
    let fourth = Day::from_civil(year.try_into().ok()?, 1, 4)?;
    let monday = fourth.plus(-(fourth.weekday().cast_signed()));
    let day = monday.plus(((week - 1) * 7 + weekday - 1) as i32);
    (1..=53).contains(&week).then_some((day, Precision::Day))
}

/// RFC 2822 section 4.3: two digits under 50 are of this century.
fn century(year: i64) -> i64 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_forms() {
        for (text, day, at) in [
            ("2026-01-24T08:15:00+04:00", "2026-01-24", Some("2026-01-24T08:15:00+04:00")),
            ("2026-01-24T08:15:00.250Z", "2026-01-24", Some("2026-01-24T08:15:00.250Z")),
            ("20260124T081500-0500", "2026-01-24", Some("2026-01-24T08:15:00-05:00")),
            ("20260124T081500Z", "2026-01-24", Some("2026-01-24T08:15:00Z")),
            ("2026-01-24 08:15", "2026-01-24", None),
            ("Fri, 23 Jan 2026 17:04:00 +0400", "2026-01-23", Some("2026-01-23T17:04:00+04:00")),
            ("Fri, 23 Jan 2026 17:04:00 GMT", "2026-01-23", Some("2026-01-23T17:04:00Z")),
            ("23 Jan 26 17:04 EST, Fri", "2026-01-23", Some("2026-01-23T17:04:00-05:00")),
            ("January 23, 2026 5:04 pm EST", "2026-01-23", Some("2026-01-23T17:04:00-05:00")),
            ("Jan. 23, 2026 at 12:04 a.m. ET", "2026-01-23", Some("2026-01-23T00:04:00-05:00")),
            ("26-FEB-1987 15:01:01.79", "1987-02-26", None),
            ("23. Januar 2026", "2026-01-23", None),
            ("23/01/2026", "2026-01-23", None),
            ("1/23/2026 5 PM", "2026-01-23", None),
            ("03.04.2026", "2026-04-03", None),
            ("20260123", "2026-01-23", None),
            ("2026-W04-5", "2026-01-23", None),
            ("1769184000", "2026-01-23", Some("2026-01-23T16:00:00Z")),
            ("1769184000123", "2026-01-23", Some("2026-01-23T16:00:00Z")),
        ] {
            let point = parse(text).unwrap_or_else(|| panic!("{text} is not read"));
            assert_eq!((point.day.to_string().as_str(), point.at.as_deref()), (day, at), "{text}");
        }
    }

    #[test]
    fn precision_is_what_was_written() {
        let precision = |text: &str| parse(text).unwrap().precision;
        assert_eq!(precision("2026"), Precision::Year);
        assert_eq!(precision("2026-01"), Precision::Month);
        assert_eq!(precision("January 2026"), Precision::Month);
        assert_eq!(precision("2026-01-23"), Precision::Day);
        assert_eq!(precision("2026-01-23T10:00Z"), Precision::Minute);
        assert_eq!(precision("2026-01-23T10:00:00Z"), Precision::Second);
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in
            ["", "03/04/2026", "yesterday", "2026-13-01", "30 February 2026", "25:99", "12", "Volume 3", "v1.2.3"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[0-9a-zA-Z:+/., TZ-]{0,40}|\\PC{0,60}") {
            let _ = parse(&text);
        }
    }
}
