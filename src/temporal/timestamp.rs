//! Points in time as metadata writes them: RFC 3339, RFC 2822, ISO 8601, Unix seconds, and dates in words.
//!
//! Dates in prose are the tagger's. A day and month in figures that could be either way round is refused.

use super::Timestamp;
use crate::article::{Day, Precision};
use std::sync::LazyLock;

const ZONES: &str = include_str!("rules/zones.tsv");
const MONTHS: &str = include_str!("rules/months.tsv");

/// Metadata fields longer than this are not dates.
const LONGEST: usize = 120;

#[derive(Debug, Clone, PartialEq)]
enum Piece<'a> {
    Number { value: i64, digits: &'a str },
    Word(String),
    Mark(char),
    Space,
}

/// A time of day with what is known of its seconds and zone.
#[derive(Debug, Clone, Default)]
struct Clock {
    hour: i64,
    minute: i64,
    second: Option<i64>,
    fraction: String,
    /// Minutes east of Greenwich.
    zone: Option<i64>,
}

/// Reads a metadata date; see [`super::parse_timestamp`].
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let lower = text.to_lowercase().replace("a.m.", "am").replace("p.m.", "pm").replace(['\u{a0}', '\u{202f}'], " ");
    if let Some(point) = unix(&lower) {
        return Some(point);
    }
    let mut pieces = pieces(&lower);
    let clock = match take_clock(&mut pieces) {
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

/// Seconds, milliseconds or microseconds since 1970, told apart by their number of digits.
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

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let length;
        if first.is_ascii_digit() {
            length = end(|c| c.is_ascii_digit());
            let digits = &rest[..length];
            pieces.push(Piece::Number { value: digits.parse().unwrap_or(i64::MAX), digits });
        } else if first.is_alphabetic() {
            length = end(char::is_alphabetic);
            pieces.push(Piece::Word(rest[..length].to_owned()));
        } else if first.is_whitespace() {
            length = end(char::is_whitespace);
            pieces.push(Piece::Space);
        } else {
            length = first.len_utf8();
            pieces.push(Piece::Mark(first));
        }
        rest = &rest[length..];
    }
    pieces
}

enum Taken {
    Read(Clock),
    Absent,
    Wrong,
}

/// Takes the time of day and its zone out of the pieces.
fn take_clock(pieces: &mut Vec<Piece<'_>>) -> Taken {
    let number = |at: usize| match pieces.get(at) {
        Some(Piece::Number { value, digits }) if digits.len() <= 2 => Some(*value),
        _ => None,
    };
    let mark = |at: usize, c: char| pieces.get(at) == Some(&Piece::Mark(c));
    let word = |at: usize, w: &str| matches!(pieces.get(at), Some(Piece::Word(word)) if word == w);
    let mut clock = Clock::default();
    let (mut start, mut at);
    if let Some(colon) =
        (1..pieces.len()).find(|&at| mark(at, ':') && number(at - 1).is_some() && number(at + 1).is_some())
    {
        start = colon - 1;
        at = colon + 2;
        (clock.hour, clock.minute) = (number(start).unwrap_or(99), number(colon + 1).unwrap_or(99));
        if mark(at, ':') && number(at + 1).is_some() {
            clock.second = number(at + 1);
            at += 2;
            if let (true, Some(Piece::Number { digits, .. })) = (mark(at, '.') || mark(at, ','), pieces.get(at + 1)) {
                (*digits).clone_into(&mut clock.fraction);
                at += 2;
            }
        }
    } else if let Some(t) =
        (1..pieces.len()).find(|&at| word(at, "t") && matches!(pieces.get(at + 1), Some(Piece::Number { .. })))
    {
        // The basic form: 20260124T081500.
        let Some(Piece::Number { value, digits }) = pieces.get(t + 1) else { return Taken::Absent };
        (clock.hour, clock.minute, clock.second) = match digits.len() {
            4 => (value / 100, value % 100, None),
            6 => (value / 10_000, value / 100 % 100, Some(value % 100)),
            _ => return Taken::Wrong,
        };
        start = t;
        at = t + 2;
    } else if let Some(half) = (1..pieces.len()).find(|&at| word(at, "am") || word(at, "pm")) {
        start = if pieces[half - 1] == Piece::Space { half.saturating_sub(2) } else { half - 1 };
        let Some(hour) = number(start) else { return Taken::Absent };
        clock.hour = hour;
        at = half;
    } else {
        return Taken::Absent;
    }
    let next = if pieces.get(at) == Some(&Piece::Space) { at + 1 } else { at };
    if word(next, "am") || word(next, "pm") {
        if !(1..=12).contains(&clock.hour) {
            return Taken::Wrong;
        }
        clock.hour = clock.hour % 12 + if word(next, "pm") { 12 } else { 0 };
        at = next + 1;
    }
    (clock.zone, at) = zone(pieces, at);
    // 24:00 is the end of the day that is named.
    if clock.hour == 24 && clock.minute == 0 {
        (clock.hour, clock.minute) = (23, 59);
    }
    if clock.hour > 23 || clock.minute > 59 || clock.second.is_some_and(|s| s > 60) {
        return Taken::Wrong;
    }
    // "2026-01-24T08:15": the T belongs to the time.
    if start > 0 && matches!(&pieces[start - 1], Piece::Word(word) if word == "t" || word == "at" || word == "um") {
        start -= 1;
    }
    pieces.splice(start..at, [Piece::Space]);
    Taken::Read(clock)
}

/// The zone that follows a time, and where it ends.
fn zone(pieces: &[Piece<'_>], from: usize) -> (Option<i64>, usize) {
    let mut at = from;
    while matches!(pieces.get(at), Some(Piece::Space | Piece::Mark('('))) {
        at += 1;
    }
    let mut found = None;
    if let Some(Piece::Word(word)) = pieces.get(at)
        && let Some(minutes) = zone_minutes(word)
    {
        found = Some(minutes);
        at += 1;
        if pieces.get(at) == Some(&Piece::Mark(')')) {
            at += 1;
        }
    }
    if let (Some(Piece::Mark(sign @ ('+' | '-' | '−'))), Some(Piece::Number { value, digits })) =
        (pieces.get(at), pieces.get(at + 1))
    {
        let (hours, mut minutes) = if digits.len() > 2 { (value / 100, value % 100) } else { (*value, 0) };
        let mut end = at + 2;
        if let (Some(Piece::Mark(':')), Some(Piece::Number { value, .. })) = (pieces.get(end), pieces.get(end + 1)) {
            minutes = *value;
            end += 2;
        }
        if hours <= 14 && minutes < 60 && digits.len() <= 4 {
            let offset = hours * 60 + minutes;
            found = Some(found.unwrap_or(0) + if *sign == '+' { offset } else { -offset });
            at = end;
            // "+0400 (GST)": a comment.
            if let [Piece::Space, Piece::Mark('('), Piece::Word(_), Piece::Mark(')')] =
                pieces.get(at..at + 4).unwrap_or_default()
            {
                at += 4;
            }
        }
    }
    if found.is_some() { (found, at) } else { (None, from) }
}

fn zone_minutes(name: &str) -> Option<i64> {
    rows(ZONES).find_map(|(zone, minutes)| if zone == name { minutes.parse().ok() } else { None })
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

static MONTH_NAMES: LazyLock<Vec<(&'static str, u32)>> = LazyLock::new(|| {
    let rows = rows(MONTHS).filter_map(|(month, names)| Some((month.parse().ok()?, names)));
    rows.flat_map(|(month, names)| names.split(' ').map(move |name| (name, month))).collect()
});

fn month(name: &str) -> Option<u32> {
    MONTH_NAMES.iter().find(|(known, _)| *known == name).map(|(_, month)| *month)
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
            Piece::Word(word) => month(word),
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
        ([month], [(d, 1..=2), (year, 2)]) if has_mark(pieces, '-') || has_comma(pieces) => {
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
        // Day and month in figures: full stops mean day first, else only the figures can tell.
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

fn has_mark(pieces: &[Piece<'_>], mark: char) -> bool {
    pieces.contains(&Piece::Mark(mark))
}

fn has_comma(pieces: &[Piece<'_>]) -> bool {
    has_mark(pieces, ',')
}

fn has_word(pieces: &[Piece<'_>], name: &str) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Word(word) if word == name))
}

impl Clock {
    fn on(&self, day: Day) -> Timestamp {
        let precision = if self.second.is_some() { Precision::Second } else { Precision::Minute };
        let at = self.zone.map(|zone| {
            let fraction = if self.fraction.is_empty() { String::new() } else { format!(".{}", self.fraction) };
            let second = self.second.unwrap_or(0);
            let (hour, minute) = (self.hour, self.minute);
            let zone = if zone == 0 {
                "Z".to_owned()
            } else {
                let sign = if zone < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            };
            format!("{day}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
        });
        Timestamp { day, at, precision }
    }
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
