//! Periods of the calendar: a day, a week, a quarter, a decade ..., as TIMEX3 values and as days.
//!
//! Nothing here knows text or an anchor date.

use crate::article::{Day, DayRange};
use std::fmt;

/// A unit of time, in the order of its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    FiscalYear,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// The unit of a vocabulary value: its code in `words.tsv`.
    pub(super) fn from_code(code: i32) -> Option<Self> {
        const UNITS: [Unit; 15] = [
            Unit::Second,
            Unit::Minute,
            Unit::Hour,
            Unit::Day,
            Unit::Weekend,
            Unit::Week,
            Unit::Month,
            Unit::Quarter,
            Unit::Season,
            Unit::Half,
            Unit::Year,
            Unit::FiscalYear,
            Unit::Decade,
            Unit::Century,
            Unit::Millennium,
        ];
        UNITS.get(usize::try_from(code).ok()?).copied()
    }

    /// Months of the units that are made of months.
    pub(super) fn months(self) -> Option<i32> {
        Some(match self {
            Self::Month => 1,
            Self::Quarter | Self::Season => 3,
            Self::Half => 6,
            Self::Year | Self::FiscalYear => 12,
            Self::Decade => 120,
            Self::Century => 1200,
            Self::Millennium => 12_000,
            _ => return None,
        })
    }
}

/// A period of the calendar. Years are astronomical: 0 is 1 BC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Day(Day),
    /// By its Monday.
    Week(Day),
    /// Saturday and Sunday, by the Monday before.
    Weekend(Day),
    Month(i32, u32),
    /// 1 to 4.
    Quarter(i32, u32),
    /// 1 or 2.
    Half(i32, u32),
    /// 0 = spring to 3 = winter, which begins in December of the year.
    Season(i32, u32),
    Year(i32),
    FiscalYear(i32),
    /// The year divided by ten; before Christ -1 is that of the years below 10.
    Decade(i32),
    /// The year divided by a hundred; before Christ -1 is that of the years below 100.
    Century(i32),
    /// First and last year.
    Years(i32, i32),
    /// First and last day: the first week of a month.
    Days(Day, Day),
}

/// TIMEX3 codes of the seasons, in the order of [`Period::Season`].
pub(super) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

impl Period {
    /// The period of a unit that holds a day.
    pub(super) fn of(unit: Unit, day: Day) -> Self {
        let (year, month, _) = day.civil();
        let monday = day.plus(-(day.weekday().cast_signed()));
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self::Day(day),
            Unit::Weekend => Self::Weekend(monday),
            Unit::Week => Self::Week(monday),
            Unit::Month => Self::Month(year, month),
            Unit::Quarter => Self::Quarter(year, (month - 1) / 3 + 1),
            Unit::Half => Self::Half(year, (month - 1) / 6 + 1),
            // January and February belong to the winter that began in December.
            Unit::Season if month < 3 => Self::Season(year - 1, 3),
            Unit::Season => Self::Season(year, (month - 3) / 3),
            Unit::Year => Self::Year(year),
            Unit::FiscalYear => Self::FiscalYear(year),
            Unit::Decade => Self::Decade(part_of_era(year, 10)),
            Unit::Century | Unit::Millennium => Self::Century(part_of_era(year, 100)),
        }
    }

    /// Its own unit.
    pub(super) fn unit(self) -> Unit {
        match self {
            Self::Day(_) => Unit::Day,
            Self::Week(_) | Self::Days(..) => Unit::Week,
            Self::Weekend(_) => Unit::Weekend,
            Self::Month(..) => Unit::Month,
            Self::Quarter(..) => Unit::Quarter,
            Self::Half(..) => Unit::Half,
            Self::Season(..) => Unit::Season,
            Self::Year(_) => Unit::Year,
            Self::FiscalYear(_) => Unit::FiscalYear,
            Self::Decade(_) | Self::Years(..) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }

    /// The period that is `count` units later (earlier if negative), at its own granularity.
    pub(super) fn shift(self, unit: Unit, count: i32) -> Self {
        if let Some(months) = unit.months() {
            return self.shift_months(months.saturating_mul(count));
        }
        let days = match unit {
            Unit::Week | Unit::Weekend => count.saturating_mul(7),
            Unit::Day => count,
            _ => 0,
        };
        match self {
            Self::Day(day) => Self::Day(clamp(day.plus(days))),
            Self::Week(day) => Self::Week(monday(clamp(day.plus(days)))),
            Self::Weekend(day) => Self::Weekend(monday(clamp(day.plus(days)))),
            Self::Days(first, last) => Self::Days(clamp(first.plus(days)), clamp(last.plus(days))),
            other => other,
        }
    }

    fn shift_months(self, months: i32) -> Self {
        let months = months.clamp(-MOST_MONTHS, MOST_MONTHS);
        let years = months.div_euclid(12);
        let move_in_year = |year: i32, part: u32, length: i32| {
            let parts = 12 / length;
            let index = year.saturating_mul(parts) + part.cast_signed() - 1 + months.div_euclid(length);
            (year_limit(index.div_euclid(parts)), index.rem_euclid(parts).cast_unsigned() + 1)
        };
        match self {
            Self::Day(day) => {
                let (year, month, day_of_month) = day.civil();
                let (year, month) = move_in_year(year, month, 1);
                // 31 January and a month is the end of February.
                let day = (1..=day_of_month).rev().find_map(|d| Day::from_civil(year, month, d));
                Self::Day(day.unwrap_or_default())
            }
            Self::Week(day) | Self::Weekend(day) => {
                let (Self::Day(moved) | Self::Week(moved)) = Self::Day(day.plus(3)).shift_months(months) else {
                    return self;
                };
                let start = monday(moved);
                if matches!(self, Self::Week(_)) { Self::Week(start) } else { Self::Weekend(start) }
            }
            Self::Days(first, last) => {
                let Self::Day(moved) = Self::Day(first).shift_months(months) else { return self };
                Self::Days(moved, moved.plus(last.0 - first.0))
            }
            Self::Month(year, month) => {
                let (year, month) = move_in_year(year, month, 1);
                Self::Month(year, month)
            }
            Self::Quarter(year, quarter) => {
                let (year, quarter) = move_in_year(year, quarter, 3);
                Self::Quarter(year, quarter)
            }
            Self::Half(year, half) => {
                let (year, half) = move_in_year(year, half, 6);
                Self::Half(year, half)
            }
            Self::Season(year, season) => {
                let (year, season) = move_in_year(year, season + 1, 3);
                Self::Season(year, season - 1)
            }
            Self::Year(year) => Self::Year(year_limit(year.saturating_add(years))),
            Self::FiscalYear(year) => Self::FiscalYear(year_limit(year.saturating_add(years))),
            Self::Decade(decade) => Self::Decade(decade + years.clamp(-90_000, 90_000) / 10),
            Self::Century(century) => Self::Century(century + years.clamp(-90_000, 90_000) / 100),
            Self::Years(first, last) => {
                Self::Years(year_limit(first.saturating_add(years)), year_limit(last.saturating_add(years)))
            }
        }
    }

    /// The first and last day, both included; `None` beyond the years that days are made for.
    pub(super) fn days(self) -> Option<DayRange> {
        let years =
            |first: i32, last: i32| Some(DayRange::new(Day::from_civil(first, 1, 1)?, Day::from_civil(last, 12, 31)?));
        match self {
            Self::Day(day) => Some(DayRange::day(day)),
            Self::Week(day) => Some(DayRange::new(day, day.plus(6))),
            Self::Weekend(day) => Some(DayRange::new(day.plus(5), day.plus(6))),
            Self::Month(year, month) => DayRange::months(year, month, 1),
            Self::Quarter(year, quarter) => DayRange::months(year, quarter * 3 - 2, 3),
            Self::Half(year, half) => DayRange::months(year, half * 6 - 5, 6),
            Self::Season(year, season) => DayRange::months(year, season * 3 + 3, 3),
            Self::Year(year) | Self::FiscalYear(year) => years(year, year),
            Self::Decade(decade) if decade < 0 => years(decade * 10 + 2, (decade * 10 + 11).min(0)),
            Self::Decade(decade) => years(decade * 10, decade * 10 + 9),
            Self::Century(century) if century < 0 => years(century * 100 + 2, (century * 100 + 101).min(0)),
            Self::Century(century) => years(century * 100, century * 100 + 99),
            Self::Years(first, last) => years(first, last),
            Self::Days(first, last) => Some(DayRange::new(first, last)),
        }
    }

    /// The first day, where it has days.
    pub(super) fn first(self) -> Option<Day> {
        self.days().map(|days| days.from)
    }

    /// The year it begins in.
    pub(super) fn year(self) -> Option<i32> {
        self.first().map(|day| match self {
            // The Thursday decides the year of a week.
            Self::Week(_) | Self::Weekend(_) => day.plus(3).civil().0,
            _ => day.civil().0,
        })
    }
}

/// The decade or century of a year, by the figures of the year as it is called: 484 BC is of the 480s BC.
fn part_of_era(year: i32, length: i32) -> i32 {
    if year > 0 { year / length } else { -1 - (1 - year) / length }
}

/// Months that a period is moved by at most: beyond, no year is in reach.
const MOST_MONTHS: i32 = 2_400_000;

/// Years stay far inside the range that days are made for.
fn year_limit(year: i32) -> i32 {
    year.clamp(-90_000, 90_000)
}

fn clamp(day: Day) -> Day {
    Day(day.0.clamp(-33_000_000, 32_000_000))
}

fn monday(day: Day) -> Day {
    day.plus(-(day.weekday().cast_signed()))
}

/// ISO week number and its year of a Monday.
fn iso_week(monday: Day) -> (i32, i32) {
    let thursday = monday.plus(3);
    let year = thursday.civil().0;
    let first = Day::from_civil(year, 1, 1).unwrap_or_default();
    (year, (thursday.0 - first.0) / 7 + 1)
}

/// A year as TIMEX3 writes it: four digits, `BC0480` before the common era.
pub(super) fn year_text(year: i32) -> String {
    if year <= 0 { format!("BC{:04}", 1 - year) } else { format!("{year:04}") }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Day(day) => {
                let (year, month, day) = day.civil();
                write!(f, "{}-{month:02}-{day:02}", year_text(year))
            }
            Self::Week(day) | Self::Weekend(day) => {
                let (year, week) = iso_week(day);
                let end = if matches!(self, Self::Weekend(_)) { "-WE" } else { "" };
                write!(f, "{}-W{week:02}{end}", year_text(year))
            }
            Self::Month(year, month) => write!(f, "{}-{month:02}", year_text(year)),
            Self::Quarter(year, quarter) => write!(f, "{}-Q{quarter}", year_text(year)),
            Self::Half(year, half) => write!(f, "{}-H{half}", year_text(year)),
            Self::Season(year, season) => write!(f, "{}-{}", year_text(year), SEASONS[season as usize % 4]),
            Self::Year(year) => f.write_str(&year_text(year)),
            Self::FiscalYear(year) => write!(f, "FY{}", year_text(year)),
            Self::Decade(decade) if decade < 0 => write!(f, "BC{:03}X", -1 - decade),
            Self::Decade(decade) => write!(f, "{decade:03}X"),
            Self::Century(century) if century < 0 => write!(f, "BC{:02}", -1 - century),
            Self::Century(century) => write!(f, "{century:02}"),
            Self::Days(first, last) => write!(f, "{}/{}", Self::Day(first), Self::Day(last)),
            Self::Years(first, last) => write!(f, "{}/{}", year_text(first), year_text(last)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_civil(year, month, day).unwrap()
    }

    #[test]
    fn values_and_days() {
        let friday = day(2026, 1, 23);
        for (unit, value, from, to) in [
            (Unit::Day, "2026-01-23", "2026-01-23", "2026-01-23"),
            (Unit::Week, "2026-W04", "2026-01-19", "2026-01-25"),
            (Unit::Weekend, "2026-W04-WE", "2026-01-24", "2026-01-25"),
            (Unit::Month, "2026-01", "2026-01-01", "2026-01-31"),
            (Unit::Quarter, "2026-Q1", "2026-01-01", "2026-03-31"),
            (Unit::Season, "2025-WI", "2025-12-01", "2026-02-28"),
            (Unit::Half, "2026-H1", "2026-01-01", "2026-06-30"),
            (Unit::Year, "2026", "2026-01-01", "2026-12-31"),
            (Unit::Decade, "202X", "2020-01-01", "2029-12-31"),
            (Unit::Century, "20", "2000-01-01", "2099-12-31"),
        ] {
            let period = Period::of(unit, friday);
            let days = period.days().unwrap();
            assert_eq!(
                (period.to_string().as_str(), days.from.to_string().as_str(), days.to.to_string().as_str()),
                (value, from, to)
            );
        }
        assert_eq!(Period::Month(-479, 9).to_string(), "BC0480-09");
        assert_eq!(Period::Days(day(2026, 5, 25), day(2026, 5, 31)).to_string(), "2026-05-25/2026-05-31");
        assert_eq!(Period::of(Unit::Week, day(2027, 1, 1)).to_string(), "2026-W53");
    }

    #[test]
    fn shifts_keep_the_granularity() {
        let shift = |period: Period, unit, count| period.shift(unit, count).to_string();
        assert_eq!(shift(Period::Day(day(2026, 1, 31)), Unit::Month, 1), "2026-02-28");
        assert_eq!(shift(Period::Quarter(2026, 1), Unit::Quarter, -1), "2025-Q4");
        assert_eq!(shift(Period::Quarter(2026, 1), Unit::Year, -1), "2025-Q1");
        assert_eq!(shift(Period::Month(2026, 1), Unit::Month, -13), "2024-12");
        assert_eq!(shift(Period::Season(2026, 3), Unit::Season, 1), "2027-SP");
        assert_eq!(shift(Period::Month(2026, 1), Unit::Month, i32::MAX), "90000-01");
    }
}
