//! Calendar dates: day, month, year, weekday, quarter, half, season, as far as they are given.

use super::year::{century_of, choose_year};
use crate::article::Day;
use crate::temporal::captures::{Captures, Role};
use crate::temporal::discourse::{Discourse, Tense};
use crate::temporal::period::{Period, Unit};
use crate::temporal::resolved::{Resolved, at_time, underspecified};

/// A calendar date as far as it is given, completed by the discourse.
pub(super) fn date(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let get = |role| captures.get(role);
    let relative_year = get(Role::Offset).filter(|_| get(Role::Hour).is_none());
    let year = match (relative_year, discourse.anchor) {
        (Some(_), None) => {
            written_year(captures, discourse)?;
            return Some(underspecified(captures, Unit::Year));
        }
        (Some(offset), Some(anchor)) => {
            written_year(captures, discourse)?;
            Some(anchor.civil().0 + offset)
        }
        (None, _) => written_year(captures, discourse)?,
    };
    let parts = Parts::of(captures);
    if let Some(year) = year {
        return Some(at_time(parts.in_year(year)?, captures));
    }
    if parts.any() {
        // A day that no year has is not a date: 31 June.
        if let (Some(month), Some(day)) = (parts.month, parts.day) {
            Day::from_civil(2000, month, day)?;
        }
        let weekday = get(Role::Weekday).map(i32::cast_unsigned);
        return Some(match choose_year(&|year| parts.in_year(year), get(Role::Relation), weekday, discourse) {
            Some(period) => at_time(period, captures),
            None => underspecified(captures, Unit::Day),
        });
    }
    if let Some(day) = get(Role::Day) {
        let weekday = get(Role::Weekday).map(i32::cast_unsigned);
        let day = day_of_some_month(day.cast_unsigned(), weekday, discourse);
        return day.map(|day| at_time(Period::Day(day), captures));
    }
    if let Some(weekday) = get(Role::Weekday) {
        return Some(self::weekday(weekday.cast_unsigned(), captures, discourse));
    }
    // A time of day: of the day mentioned before, else of the day of writing, or of the day that is named with it.
    get(Role::Hour)?;
    let named = get(Role::Offset).and_then(|offset| Some(discourse.anchor?.plus(offset)));
    let before = discourse.reference.filter(|period| period.unit() == Unit::Day).and_then(Period::first);
    // "is due to speak at 8 a.m.": a time to come is of no day that is over.
    let is_over = |day: &Day| discourse.tense == Tense::Coming && discourse.anchor.is_some_and(|anchor| *day < anchor);
    let before = before.filter(|day| !is_over(day));
    Some(match named.or(before).or(discourse.anchor) {
        Some(day) => at_time(Period::Day(day), captures),
        None => underspecified(captures, Unit::Day),
    })
}

/// "the 19th", "Friday the 13th": the nearest one in the tense of the sentence, counted from the day of writing.
fn day_of_some_month(day: u32, weekday: Option<u32>, discourse: &Discourse) -> Option<Day> {
    let anchor = discourse.anchor?;
    let (year, month, _) = anchor.civil();
    let months = (-12..=12).filter_map(|count| {
        let Period::Month(year, month) = Period::Month(year, month).shift(Unit::Month, count) else { return None };
        Day::from_civil(year, month, day).filter(|day| weekday.is_none_or(|weekday| day.weekday() == weekday))
    });
    let days: Vec<Day> = months.collect();
    let past = days.iter().rfind(|day| **day <= anchor);
    let next = days.iter().find(|day| **day >= anchor);
    if discourse.tense.is_future() { next.or(past) } else { past.or(next) }.copied()
}

/// The year as it is written, if it is; `None` where its era makes it none.
#[expect(clippy::option_option, reason = "no year written is not the same as a year that cannot be")]
fn written_year(captures: &Captures, discourse: &Discourse) -> Option<Option<i32>> {
    let two_figures = || captures.get(Role::Year2).map(|year| century_of(year, discourse));
    let year = captures.get(Role::Year).or_else(two_figures);
    match captures.get(Role::Era) {
        Some(1) => Some(Some(1 - year.filter(|year| (1..=9999).contains(year))?)),
        Some(_) => year.filter(|year| (1..=2199).contains(year)).map(Some),
        None => Some(year),
    }
}

/// The parts of a date below the year.
struct Parts {
    month: Option<u32>,
    day: Option<u32>,
    quarter: Option<u32>,
    half: Option<u32>,
    season: Option<u32>,
}

impl Parts {
    fn of(captures: &Captures) -> Self {
        let get = |role| captures.get(role).map(i32::cast_unsigned);
        Self {
            month: get(Role::Month),
            day: get(Role::Day),
            quarter: get(Role::Quarter),
            half: get(Role::Half),
            season: get(Role::Season),
        }
    }

    fn any(&self) -> bool {
        self.month.or(self.quarter).or(self.half).or(self.season).is_some()
    }

    /// The period that they are of a year.
    fn in_year(&self, year: i32) -> Option<Period> {
        Some(match (self.month, self.day, self.quarter, self.half, self.season) {
            (Some(month), Some(day), ..) => Period::Day(Day::from_civil(year, month, day)?),
            (Some(month), ..) if (1..=12).contains(&month) => Period::Month(year, month),
            (_, _, Some(quarter), ..) if (1..=4).contains(&quarter) => Period::Quarter(year, quarter),
            (_, _, _, Some(half), _) if (1..=2).contains(&half) => Period::Half(year, half),
            (_, _, _, _, Some(season)) if season < 4 => Period::Season(year, season),
            (None, None, None, None, None) => Period::Year(year),
            _ => return None,
        })
    }
}

/// A weekday without a date: "Friday", "Friday a week ago".
fn weekday(weekday: u32, captures: &Captures, discourse: &Discourse) -> Resolved {
    let Some(anchor) = discourse.anchor else { return underspecified(captures, Unit::Day) };
    let day = match captures.get(Role::Weeks) {
        // "Friday a week ago", "a week from Friday"
        Some(weeks) => {
            let tense = if weeks < 0 { Tense::Past } else { Tense::Future };
            let count = captures.get(Role::Number).map_or(1, |hundredths| hundredths / 100);
            let nearest = nearest_weekday(anchor, weekday, None, tense);
            // "two Sundays ago" counts the last one, unless it is today.
            let is_counted = captures.get(Role::Nth).is_some() && nearest != anchor;
            nearest.plus((count - i32::from(is_counted)).saturating_mul(weeks).clamp(-9999, 9999) * 7)
        }
        None => match (captures.get(Role::Unit), captures.get(Role::Relation)) {
            // "Friday next week"
            (Some(_), Some(relation)) => nearest_weekday(anchor, weekday, Some(0), discourse.tense).plus(7 * relation),
            (_, relation) => nearest_weekday(anchor, weekday, relation, discourse.tense),
        },
    };
    at_time(Period::Day(day), captures)
}

/// The weekday that a bare name means: in reports the last one, today included; after "will" the next.
fn nearest_weekday(anchor: Day, weekday: u32, relation: Option<i32>, tense: Tense) -> Day {
    let ahead = (weekday.cast_signed() - anchor.weekday().cast_signed()).rem_euclid(7);
    match (relation, tense) {
        (Some(1), _) => anchor.plus(if ahead == 0 { 7 } else { ahead }),
        (Some(-1), _) => anchor.plus(ahead - 7),
        (Some(_), _) => Day(anchor.0 - anchor.weekday().cast_signed() + weekday.cast_signed()),
        (None, Tense::Future | Tense::Coming) => anchor.plus(ahead),
        (None, _) => anchor.plus(if ahead == 0 { 0 } else { ahead - 7 }),
    }
}

/// Day and month in figures, either way round.
pub(super) fn figures(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let (a, b) = (captures.get(Role::Month)?, captures.get(Role::Day)?);
    let year =
        captures.get(Role::Year).or_else(|| captures.get(Role::Year2).map(|year| century_of(year, discourse)))?;
    let make = |month: i32, day: i32| Day::from_civil(year, month.cast_unsigned(), day.cast_unsigned());
    match (make(a, b), make(b, a)) {
        (Some(one), Some(other)) if one != other => {
            // Either way round: the one that is near the anchor, if only one of them is.
            let anchor = discourse.anchor?;
            let near = |day: Day| (day.0 - anchor.0).abs() <= 45;
            match (near(one), near(other)) {
                (true, false) => Some(Period::Day(one).into()),
                (false, true) => Some(Period::Day(other).into()),
                _ => Some(Period::Day(one).into()),
            }
        }
        (Some(day), _) | (None, Some(day)) => Some(Period::Day(day).into()),
        (None, None) => None,
    }
}

/// "the 1990s", "the 90s", "the 480s BC".
pub(super) fn decade(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    if captures.get(Role::Era) == Some(1) {
        let year = captures.get(Role::Year).filter(|year| (10..=9999).contains(year) && year % 10 == 0)?;
        return Some(Period::Decade(-1 - year / 10).into());
    }
    let year = match (captures.get(Role::Year), captures.get(Role::Year2)) {
        (Some(year), _) => year,
        (None, Some(two)) => {
            let year = century_of(two, discourse);
            let now = discourse.anchor.map_or(2026, |day| day.civil().0);
            // A decade is called by its two figures when half of it is over.
            if year + 5 > now { year - 100 } else { year }
        }
        _ => return None,
    };
    (year % 10 == 0).then(|| Period::Decade(year.div_euclid(10)).into())
}
