//! Metadata values as all formats share them: dates, languages, keywords.

use super::days::{self, Reading};
use crate::{
    article::{Day, Precision, Published, PublishedFrom},
    temporal::{self, Timestamp},
};

/// ISO 639-1 code, ISO 639-2 and older codes, English name.
const LANGUAGES: &str = include_str!("languages.tsv");

/// A point in time that a metadata field gives; milliseconds since 1970 are understood, too.
fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let seconds = match text.parse::<i64>() {
        // Over 10^11 seconds is the year 5138; over 10^11 milliseconds is 1973.
        Ok(number) if number.abs() >= 100_000_000_000 && text.len() <= 13 => Some((number / 1000).to_string()),
        _ => None,
    };
    let timestamp = temporal::parse_timestamp(seconds.as_deref().unwrap_or(text))?;
    let (year, ..) = timestamp.day.civil();
    // Systems that know no date write one of these.
    if year < 1000 || timestamp.day == crate::article::Day(0) && timestamp.at.is_some() {
        return None;
    }
    Some(timestamp)
}

/// The publication date that a metadata field gives.
pub fn published(text: &str) -> Option<Published> {
    let Timestamp { day, at, precision } = timestamp(text)?;
    Some(Published { day, at, precision, from: PublishedFrom::Metadata })
}

/// The time of the last change that a metadata field gives, as records have it: without a zone or a time where it has none.
pub fn updated(text: &str) -> Option<String> {
    let Timestamp { day, at, precision } = timestamp(text)?;
    let local = || {
        let of_utc = temporal::parse_timestamp(&format!("{}Z", text.trim()))?.at?;
        of_utc.strip_suffix('Z').map(str::to_owned)
    };
    at.or_else(|| local().filter(|_| precision < Precision::Day)).or_else(|| Some(day.to_string()))
}

/// The number of a version that a metadata field gives.
pub fn version(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// The publication date of a field made for it; a fault in its time or zone leaves the day.
pub fn published_at_least_by_day(text: &str) -> Option<Published> {
    published(text).or_else(|| match days::only(text)? {
        Reading::Sure(day) => Some(of_day(day)),
        Reading::Either { .. } => None,
    })
}

/// A publication date of which nothing but the day is known.
pub fn of_day(day: Day) -> Published {
    Published { day, at: None, precision: Precision::Day, from: PublishedFrom::Metadata }
}

/// The ISO 639-1 code of a language named by a code of any kind ("en_GB", "eng") or in English ("English").
pub fn language(code: &str) -> Option<String> {
    let first = code.trim().split(['-', '_', ' ', ';', ',']).next()?;
    LANGUAGES.lines().find_map(|row| {
        let mut columns = row.split('\t');
        let (short, codes, name) = (columns.next()?, columns.next()?, columns.next()?);
        let same = |other: &str| other.eq_ignore_ascii_case(first);
        (same(short) || codes.split(' ').any(same) || same(name)).then(|| short.to_owned())
    })
}

/// Keywords of a list in one string; commas, semicolons and bars part them.
pub fn keywords(text: &str) -> Vec<String> {
    let separators: &[char] = if text.contains(';') { &[';', '|'] } else { &[',', '|', '、', '，'] };
    text.split(separators).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_become_two_letters() {
        for (code, expected) in [
            ("en-US", Some("en")),
            ("EN", Some("en")),
            ("ger", Some("de")),
            ("deu", Some("de")),
            ("English", Some("en")),
            ("zh_Hans_CN", Some("zh")),
            ("und", None),
            ("", None),
        ] {
            assert_eq!(language(code).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn the_table_of_languages_is_sorted_and_whole() {
        let rows: Vec<Vec<&str>> = LANGUAGES.lines().map(|row| row.split('\t').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == 3));
        assert!(rows.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    }

    #[test]
    fn a_time_of_change_keeps_what_is_known_of_it() {
        for (text, expected) in [
            ("2026-01-24T08:15:00+04:00", Some("2026-01-24T08:15:00+04:00")),
            ("2026-01-24 08:15:30", Some("2026-01-24T08:15:30")),
            ("24 January 2026", Some("2026-01-24")),
            ("1769228100", Some("2026-01-24T04:15:00Z")),
            ("0000-00-00 00:00:00", None),
            ("never", None),
        ] {
            assert_eq!(updated(text).as_deref(), expected, "{text}");
        }
        assert_eq!((version(" 3 "), version("3.1"), version("")), (Some(3), None, None));
    }

    #[test]
    fn keywords_are_parted() {
        assert_eq!(keywords("talks, Abu Dhabi,,peace "), ["talks", "Abu Dhabi", "peace"]);
        assert_eq!(keywords("Smith, John; talks"), ["Smith, John", "talks"]);
    }
}
