//! The days that a TIMEX3 value covers, read from the value alone.
//!
//! It knows nothing of how the tagger makes values, so that it can judge it.

use crate::article::{Day, DayRange};

/// A value in the form of TIMEX3, where a collection writes it as ISO 8601 does: a year before Christ with a sign ("-0508"), a
/// month or day of any year without one ("--07-04"), a time with its seconds.
pub(super) fn timex_form(value: &str) -> String {
    let value = value.strip_suffix(":00").filter(|value| value.matches(':').count() == 1).unwrap_or(value);
    if let Some(part) = value.strip_prefix("--") {
        return format!("XXXX-{part}");
    }
    match value.strip_prefix('-') {
        Some(year) if year.starts_with(|c: char| c.is_ascii_digit()) => format!("BC{year}"),
        _ => value.to_owned(),
    }
}

/// The days of a value ("1998-W09", "199X", "BC0044-03-15", "2017-05-25/2017-05-31"); none for lengths of time, for what
/// recurs and for what is underspecified.
pub(super) fn days(value: &str) -> Option<DayRange> {
    if let Some((first, last)) = value.split_once('/') {
        return Some(DayRange::new(days(first)?.from, days(last)?.to));
    }
    let value = value.split_once('T').map_or(value, |(day, _)| day);
    let value = value.trim_end_matches("-XX").strip_prefix("FY").unwrap_or(value.trim_end_matches("-XX"));
    let (is_bc, value) = value.strip_prefix("BC").map_or((false, value), |rest| (true, rest));
    let mut parts = value.split('-');
    let (year, part, day) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let span = |first: i32, years: i32| {
        let (first, last) = if is_bc { (2 - first - years, 1 - first) } else { (first, first + years - 1) };
        Some(DayRange::new(Day::from_civil(first, 1, 1)?, Day::from_civil(last, 12, 31)?))
    };
    let figures = year.trim_end_matches('X');
    let number: i32 = figures.parse().ok().filter(|_| figures.bytes().all(|byte| byte.is_ascii_digit()))?;
    match (figures.len(), year.len(), part) {
        (2, 2 | 4, None) => span(number * 100, 100),
        (3, 3 | 4, None) => span(number * 10, 10),
        (4, 4, None) => span(number, 1),
        (4, 4, Some(part)) => in_year(if is_bc { 1 - number } else { number }, part, day),
        _ => None,
    }
}

/// The days of a part of a year: month and day, week, quarter, half, season.
fn in_year(year: i32, part: &str, rest: Option<&str>) -> Option<DayRange> {
    let season = ["SP", "SU", "FA", "WI"].iter().position(|season| *season == part);
    if let Some(season) = season {
        return DayRange::months(year, season as u32 * 3 + 3, 3);
    }
    let number = |letter: char, most: u32| {
        part.strip_prefix(letter).and_then(|number| number.parse::<u32>().ok()).filter(|n| (1..=most).contains(n))
    };
    if let Some(quarter) = number('Q', 4) {
        return DayRange::months(year, quarter * 3 - 2, 3);
    }
    if let Some(half) = number('H', 2) {
        return DayRange::months(year, half * 6 - 5, 6);
    }
    if let Some(week) = number('W', 53) {
        let fourth = Day::from_civil(year, 1, 4)?;
        let monday = fourth.plus(week as i32 * 7 - 7 - fourth.weekday() as i32);
        return match rest {
            None => Some(DayRange::new(monday, monday.plus(6))),
            Some("WE") => Some(DayRange::new(monday.plus(5), monday.plus(6))),
            Some(day) => {
                day.parse().ok().filter(|day| (1..=7).contains(day)).map(|day: i32| DayRange::day(monday.plus(day - 1)))
            }
        };
    }
    let month = part.parse().ok()?;
    match rest {
        Some(day) => Some(DayRange::day(Day::from_civil(year, month, day.parse().ok()?)?)),
        None => DayRange::months(year, month, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_the_form_of_timex() {
        for (value, expected) in [
            ("-0508", "BC0508"),
            ("--07-04", "XXXX-07-04"),
            ("2010-09-04T22:30:00", "2010-09-04T22:30"),
            ("2010-09-04T22:30", "2010-09-04T22:30"),
            ("2010-09-04", "2010-09-04"),
            ("PRESENT_REF", "PRESENT_REF"),
            ("-", "-"),
        ] {
            assert_eq!(timex_form(value), expected);
        }
    }

    #[test]
    fn days_of_values() {
        for (value, expected) in [
            ("2026-01-23", "2026-01-23..2026-01-23"),
            ("2026-01-23TMO", "2026-01-23..2026-01-23"),
            ("2026-01-23T16:00Z", "2026-01-23..2026-01-23"),
            ("1998-W9", "1998-02-23..1998-03-01"),
            ("1998-W09-WE", "1998-02-28..1998-03-01"),
            ("1998-W09-3", "1998-02-25..1998-02-25"),
            ("1998-10-XX", "1998-10-01..1998-10-31"),
            ("1949-XX-XX", "1949-01-01..1949-12-31"),
            ("1949-XX", "1949-01-01..1949-12-31"),
            ("198X", "1980-01-01..1989-12-31"),
            ("198", "1980-01-01..1989-12-31"),
            ("19", "1900-01-01..1999-12-31"),
            ("19XX", "1900-01-01..1999-12-31"),
            ("FY1989", "1989-01-01..1989-12-31"),
            ("1989-Q2", "1989-04-01..1989-06-30"),
            ("1989-H2", "1989-07-01..1989-12-31"),
            ("1957-WI", "1957-12-01..1958-02-28"),
            ("BC0044-03-15", "-0043-03-15..-0043-03-15"),
            ("BC0264", "-0263-01-01..-0263-12-31"),
            ("2022/2023", "2022-01-01..2023-12-31"),
            ("2017-05-25/2017-05-31", "2017-05-25..2017-05-31"),
        ] {
            let days = days(value).unwrap_or_else(|| panic!("{value}"));
            assert_eq!(format!("{}..{}", days.from, days.to), expected, "{value}");
        }
        for value in
            ["", "P2D", "PT1H", "PRESENT_REF", "XXXX-WXX-5", "1989-WXX", "XX", "2026-13", "null", "-5", "2026-W54", "é"]
        {
            assert_eq!(days(value), None, "{value}");
        }
    }
}
