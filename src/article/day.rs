//! Days as integers, so that any year works.
//!
//! No time of day and no zone: a day is the local day as written.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01 (day 0).
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

/// The first and last year that a [`Day`] is made from.
const YEARS: std::ops::RangeInclusive<i32> = -99_999..=99_999;

impl Day {
    /// The day of a civil date, or nothing where there is no such day.
    #[must_use]
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Self> {
        if !YEARS.contains(&year) || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (month + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year.cast_signed();
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month (1 to 12) and day of month (1 to 31).
    #[must_use]
    pub fn civil(self) -> (i32, u32, u32) {
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let narrow = |n: i64| i32::try_from(n).expect("the year of an i32 day is an i32");
        (narrow(year), narrow(month).cast_unsigned(), narrow(day).cast_unsigned())
    }

    /// Day of the week, 0 = Monday to 6 = Sunday.
    #[must_use]
    pub fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        (i64::from(self.0) + 3).rem_euclid(7) as u32
    }

    /// The day `days` later (earlier if negative), held at the ends of the range of `i32`.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

/// Number of days of a month (1 to 12) of a year.
#[must_use]
pub fn days_in_month(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2026-01-24`; years before 0 carry a minus sign, years over 9999 their digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        if year < 0 {
            write!(f, "-{:04}-{month:02}-{day:02}", -year)
        } else {
            write!(f, "{year:04}-{month:02}-{day:02}")
        }
    }
}

/// A text that is not an ISO 8601 day.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is not a day like 2026-01-24")]
pub struct NotADay(String);

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let parse = || {
            let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
            let mut parts = digits.split('-');
            let year: i32 = parts.next()?.parse().ok()?;
            let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            parts.next().is_none().then(|| Self::from_civil(sign * year, month, day))?
        };
        parse().ok_or_else(|| NotADay(text.to_owned()))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whole days `[from, to]`, both included; `from <= to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl DayRange {
    /// Makes a range; the ends are put in order.
    #[must_use]
    pub fn new(a: Day, b: Day) -> Self {
        Self { from: a.min(b), to: a.max(b) }
    }

    /// The range of a single day.
    #[must_use]
    pub fn day(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// The days of `count` months from the month `first` (1 to 12) of a year on; `None` beyond the years that days are made for.
    #[must_use]
    pub fn months(year: i32, first: u32, count: u32) -> Option<Self> {
        let from = Day::from_civil(year, first, 1)?;
        let after = first - 1 + count;
        let after = Day::from_civil(year + (after / 12).cast_signed(), after % 12 + 1, 1)?;
        Some(Self { from, to: after.plus(-1) })
    }

    /// True when `other` lies inside (`about:`).
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// True when the two share a day (`overlaps:`).
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Number of days, at least 1.
    #[must_use]
    pub fn days(self) -> i64 {
        i64::from(self.to.0) - i64::from(self.from.0) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(Day::from_civil(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_civil(2000, 3, 1), Some(Day(11_017)));
        assert_eq!(Day::from_civil(2026, 1, 23).unwrap().weekday(), 4);
        assert_eq!(Day::from_civil(2025, 2, 29), None);
        let months = |year, first, count| DayRange::months(year, first, count).unwrap().to.to_string();
        assert_eq!(months(2024, 2, 1), "2024-02-29");
        assert_eq!(
            [months(2025, 12, 1), months(2025, 12, 3), months(2025, 1, 12)],
            ["2025-12-31", "2026-02-28", "2025-12-31"]
        );
        assert_eq!("-0044-03-15".parse::<Day>().unwrap().to_string(), "-0044-03-15");
    }

    proptest! {
        #[test]
        fn civil_and_back(days in -30_000_000..30_000_000) {
            let (year, month, day) = Day(days).civil();
            prop_assert_eq!(Day::from_civil(year, month, day), Some(Day(days)));
            prop_assert_eq!(Day(days).to_string().parse::<Day>().unwrap(), Day(days));
        }
    }
}
