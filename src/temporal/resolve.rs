//! From what a rule captured to a TIMEX3 value: dates are resolved against the anchor and the dates mentioned before.
//!
//! Where nothing decides, the value stays underspecified (`XXXX-WXX-5`) and has no days.

use super::duration::{duration, duration_text, set};
use super::grammar::{Kind, Rule};
use super::pattern::{Captures, Role};
use super::period::{Period, SEASONS, Unit};
use crate::article::{Day, DayRange, Timex, TimexType};

/// Whether a sentence speaks of what was or of what is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tense {
    Past,
    Future,
    #[default]
    Unknown,
}

/// What a date is read against.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    /// The day of writing.
    pub(super) anchor: Option<Day>,
    /// The date mentioned before.
    pub(super) reference: Option<Period>,
    /// The quarter mentioned before.
    pub(super) quarter: Option<Period>,
    /// True after results of several months ("the first nine months"), until a quarter is mentioned again.
    pub(super) results_of_months: bool,
    /// True of a text that tells of other years than its own; dates without a year follow the reference.
    pub(super) narrative: bool,
    pub(super) tense: Tense,
}

impl Context {
    /// The quarter whose results are compared, if it is a quarter's that are.
    fn results(&self) -> Option<Period> {
        self.quarter.filter(|_| !self.results_of_months)
    }
}

/// A value with what later mentions may refer to.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) timex_type: TimexType,
    pub(super) value: String,
    pub(super) days: Option<DayRange>,
    pub(super) period: Option<Period>,
}

impl Reading {
    pub(super) fn bare(timex_type: TimexType, value: impl Into<String>) -> Self {
        Self { timex_type, value: value.into(), days: None, period: None }
    }

    /// Completes it to a mention's timex.
    pub(super) fn timex(self, rule: &Rule) -> Timex {
        Timex { timex_type: self.timex_type, value: self.value, days: self.days, rule: rule.name.clone() }
    }
}

impl From<Period> for Reading {
    fn from(period: Period) -> Self {
        Self { timex_type: TimexType::Date, value: period.to_string(), days: period.days(), period: Some(period) }
    }
}

/// Reads the captures of a rule; `None` where they make no date.
pub(super) fn resolve(rule: &Rule, captures: &Captures, context: &Context) -> Option<Reading> {
    let get = |role| captures.get(role);
    match rule.kind {
        Kind::Constant => Some(Reading::bare(rule.timex_type(), rule.constant.as_str())),
        Kind::Date => date(captures, context),
        Kind::Figures => figures(captures, context),
        Kind::FiscalYear => Some(Period::FiscalYear(get(Role::Year)?).into()),
        Kind::Decade => decade(captures, context),
        Kind::Century => {
            let number = get(Role::Number)?;
            (1..=30).contains(&number).then(|| Period::Century(number - 1).into())
        }
        Kind::Years => {
            let first = get(Role::Year)?;
            let last = first - first % 100 + get(Role::Year2)?;
            (last > first).then(|| Period::Years(first, last).into())
        }
        Kind::Deictic => {
            let Some(anchor) = context.anchor else { return Some(underspecified(captures, Unit::Day)) };
            Some(at_time(Period::Day(anchor.plus(get(Role::Offset)?)), captures))
        }
        Kind::Unit => {
            let unit = Unit::from_code(get(Role::Unit)?)?;
            let Some(anchor) = context.anchor else { return Some(underspecified(captures, unit)) };
            if unit < Unit::Day {
                return None;
            }
            Some(Period::of(unit, anchor).shift(unit, get(Role::Relation)?).into())
        }
        Kind::Weekend => {
            let Some(anchor) = context.anchor else { return Some(underspecified(captures, Unit::Weekend)) };
            let this = Period::of(Unit::Weekend, anchor);
            let past = anchor.weekday() < 5 && context.tense != Tense::Future;
            Some(if past { this.shift(Unit::Week, -1) } else { this }.into())
        }
        Kind::PreviousWeekday => {
            let weekday = get(Role::Weekday)?;
            let from = match context.reference.filter(|period| period.unit() <= Unit::Day) {
                Some(period) => period.first(),
                None => context.anchor,
            };
            let Some(from) = from else { return Some(underspecified(captures, Unit::Day)) };
            let ahead = (weekday - from.weekday().cast_signed()).rem_euclid(7);
            let days = if get(Role::Relation)? < 0 {
                if ahead == 0 { -7 } else { ahead - 7 }
            } else if ahead == 0 {
                7
            } else {
                ahead
            };
            Some(Period::Day(from.plus(days)).into())
        }
        Kind::Ago => ago(captures, context),
        Kind::Later => later(captures, context),
        Kind::Reference => {
            let unit = Unit::from_code(get(Role::Unit)?)?;
            if unit == Unit::Quarter && get(Role::Relation) == Some(0) {
                // "the quarter" of a report: the one it spoke of, else the last that is complete.
                let complete = || Some(Period::of(unit, context.anchor?).shift(unit, -1));
                let quarter = context.quarter.or_else(complete);
                return Some(quarter.map_or_else(|| underspecified(captures, unit), Reading::from));
            }
            let Some(reference) = context.reference.or(context.anchor.map(Period::Day)) else {
                return Some(underspecified(captures, unit));
            };
            if reference.unit() > unit && unit != Unit::Week {
                return Some(underspecified(captures, unit));
            }
            let period = Period::of(unit, reference.first()?).shift(unit, get(Role::Relation)?);
            Some(at_time(period, captures))
        }
        Kind::Period => {
            let year = get(Role::Year)?;
            let quarter = context.results().and_then(|quarter| Some(quarter.shift(Unit::Year, year - quarter.year()?)));
            Some(quarter.unwrap_or(Period::Year(year)).into())
        }
        Kind::WeekOf => {
            let day = date(captures, context)?.period?.first()?;
            Some(Period::of(Unit::Week, day).into())
        }
        Kind::Duration => duration(captures),
        Kind::VagueDuration => {
            let unit = Unit::from_code(get(Role::Unit)?)?;
            Some(Reading::bare(TimexType::Duration, duration_text("X", unit)))
        }
        Kind::Set => set(captures),
        Kind::Holiday => {
            let build = |year: i32| super::holiday::day(&rule.constant, year).map(Period::Day);
            let period = match get(Role::Year) {
                Some(year) => build(year),
                None => choose_year(&build, get(Role::Relation), None, context),
            };
            Some(period.map_or_else(|| underspecified(captures, Unit::Day), Reading::from))
        }
    }
}

/// A calendar date as far as it is given, completed by the context.
fn date(captures: &Captures, context: &Context) -> Option<Reading> {
    let get = |role| captures.get(role);
    let unsigned = |role| get(role).map(i32::cast_unsigned);
    let mut year = get(Role::Year).or_else(|| get(Role::Year2).map(|year| century_of(year, context)));
    match get(Role::Era) {
        Some(1) => year = Some(1 - year.filter(|year| (1..=9999).contains(year))?),
        Some(_) if !year.is_some_and(|year| (1..=2199).contains(&year)) => return None,
        _ => {}
    }
    if let (Some(offset), true) = (get(Role::Offset), get(Role::Hour).is_none()) {
        let Some(anchor) = context.anchor else { return Some(underspecified(captures, Unit::Year)) };
        year = Some(anchor.civil().0 + offset);
    }
    let (month, day, weekday) = (unsigned(Role::Month), unsigned(Role::Day), unsigned(Role::Weekday));
    let (quarter, half, season) = (unsigned(Role::Quarter), unsigned(Role::Half), unsigned(Role::Season));
    let build = |year: i32| -> Option<Period> {
        Some(match (month, day, quarter, half, season) {
            (Some(month), Some(day), ..) => Period::Day(Day::from_civil(year, month, day)?),
            (Some(month), ..) if (1..=12).contains(&month) => Period::Month(year, month),
            (_, _, Some(quarter), ..) if (1..=4).contains(&quarter) => Period::Quarter(year, quarter),
            (_, _, _, Some(half), _) if (1..=2).contains(&half) => Period::Half(year, half),
            (_, _, _, _, Some(season)) if season < 4 => Period::Season(year, season),
            (None, None, None, None, None) => Period::Year(year),
            _ => return None,
        })
    };
    let parts = month.or(quarter).or(half).or(season);
    if let Some(year) = year {
        return Some(at_time(build(year)?, captures));
    }
    if parts.is_some() {
        // A day that no year has is not a date: 31 June.
        if let (Some(month), Some(day)) = (month, day) {
            Day::from_civil(2000, month, day)?;
        }
        return Some(match choose_year(&build, get(Role::Relation), weekday, context) {
            Some(period) => at_time(period, captures),
            None => underspecified(captures, Unit::Day),
        });
    }
    if let Some(weekday) = weekday {
        let Some(anchor) = context.anchor else { return Some(underspecified(captures, Unit::Day)) };
        let day = match get(Role::Weeks) {
            // "Friday a week ago", "a week from Friday"
            Some(weeks) => {
                let tense = if weeks < 0 { Tense::Past } else { Tense::Future };
                let count = get(Role::Number).map_or(1, |hundredths| hundredths / 100);
                nearest_weekday(anchor, weekday, None, tense).plus(count.saturating_mul(weeks).clamp(-9999, 9999) * 7)
            }
            None => nearest_weekday(anchor, weekday, get(Role::Relation), context.tense),
        };
        return Some(at_time(Period::Day(day), captures));
    }
    // A time of day: of the day mentioned before, else of the day of writing, or of the day that is said with it.
    get(Role::Hour)?;
    let said = get(Role::Offset).and_then(|offset| Some(context.anchor?.plus(offset)));
    let before = context.reference.filter(|period| period.unit() == Unit::Day).and_then(Period::first);
    Some(match said.or(before).or(context.anchor) {
        Some(day) => at_time(Period::Day(day), captures),
        None => underspecified(captures, Unit::Day),
    })
}

/// The weekday that a bare name means: in reports the last one, today included; after "will" the next.
fn nearest_weekday(anchor: Day, weekday: u32, relation: Option<i32>, tense: Tense) -> Day {
    let ahead = (weekday.cast_signed() - anchor.weekday().cast_signed()).rem_euclid(7);
    match (relation, tense) {
        (Some(1), _) => anchor.plus(if ahead == 0 { 7 } else { ahead }),
        (Some(-1), _) => anchor.plus(ahead - 7),
        (Some(_), _) => Day(anchor.0 - anchor.weekday().cast_signed() + weekday.cast_signed()),
        (None, Tense::Future) => anchor.plus(ahead),
        (None, _) => anchor.plus(if ahead == 0 { 0 } else { ahead - 7 }),
    }
}

/// The year of a date without one: by weekday, relation, narrative, tense, then the nearest.
fn choose_year(
    build: &dyn Fn(i32) -> Option<Period>,
    relation: Option<i32>,
    weekday: Option<u32>,
    context: &Context,
) -> Option<Period> {
    let reference = context.reference.and_then(Period::year);
    if let (true, Some(year)) = (context.narrative, reference) {
        let month = |period: Option<Period>| period.and_then(Period::first).map(|day| day.civil().1);
        // A story goes on: after a day in November, January is the next year's.
        let named = context.reference.filter(|period| period.unit() <= Unit::Month);
        let goes_on = matches!((month(named), month(build(year))), (Some(10..=12), Some(1..=2)));
        return build(if goes_on { year + 1 } else { year });
    }
    let anchor = context.anchor?;
    let year = anchor.civil().0;
    if let Some(weekday) = weekday {
        let fits = |year: &i32| build(*year).and_then(Period::first).is_some_and(|day| day.weekday() == weekday);
        let nearest = (0..=11).flat_map(|distance| [year - distance, year + distance]).find(fits);
        if let Some(year) = nearest {
            return build(year);
        }
    }
    let candidates: Vec<Period> = (year - 8..=year + 8).filter_map(build).collect();
    let first = |period: &&Period| period.first().unwrap_or(anchor);
    let last = |period: &&Period| period.days().map_or(anchor, |days| days.to);
    let previous = candidates.iter().rev().find(|period| last(period) < anchor);
    let next = candidates.iter().find(|period| first(period) > anchor);
    let holding = candidates.iter().find(|period| first(period) <= anchor && anchor <= last(period));
    match relation {
        Some(-1) => return previous.copied(),
        Some(1) => return next.copied(),
        Some(_) => return build(year),
        None => {}
    }
    if let Some(period) = holding {
        return Some(*period);
    }
    let (Some(previous), Some(next)) = (previous, next) else { return previous.or(next).copied() };
    // Quarters and halves are what companies report on.
    if matches!(previous, Period::Quarter(..) | Period::Half(..)) && context.tense != Tense::Future {
        return Some(*previous);
    }
    let (back, ahead) = (anchor.0 - last(&previous).0, first(&next).0 - anchor.0);
    // The tense decides unless the other side is much nearer; a day with its number is the nearest.
    let is_next = match context.tense {
        Tense::Future => ahead < back.saturating_mul(6),
        Tense::Unknown => ahead.saturating_mul(2) < back,
        Tense::Past => ahead.saturating_mul(3) < back,
    };
    Some(if is_next { *next } else { *previous })
}

/// Two figures of a year: within eighty years before and twenty after the anchor.
fn century_of(year: i32, context: &Context) -> i32 {
    let now = context.anchor.map_or(2026, |day| day.civil().0);
    let this = now - now.rem_euclid(100) + year;
    if this > now + 20 { this - 100 } else { this }
}

fn figures(captures: &Captures, context: &Context) -> Option<Reading> {
    let (a, b) = (captures.get(Role::Month)?, captures.get(Role::Day)?);
    let year = captures.get(Role::Year).or_else(|| captures.get(Role::Year2).map(|year| century_of(year, context)))?;
    let make = |month: i32, day: i32| Day::from_civil(year, month.cast_unsigned(), day.cast_unsigned());
    match (make(a, b), make(b, a)) {
        (Some(one), Some(other)) if one != other => {
            // Either way round: the one that is near the anchor, if only one of them is.
            let anchor = context.anchor?;
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

fn decade(captures: &Captures, context: &Context) -> Option<Reading> {
    let year = match (captures.get(Role::Year), captures.get(Role::Year2)) {
        (Some(year), _) => year,
        (None, Some(two)) => {
            let year = century_of(two, context);
            let now = context.anchor.map_or(2026, |day| day.civil().0);
            if year > now { year - 100 } else { year }
        }
        _ => return None,
    };
    (year % 10 == 0).then(|| Period::Decade(year.div_euclid(10)).into())
}

fn ago(captures: &Captures, context: &Context) -> Option<Reading> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    let Some(anchor) = context.anchor else { return Some(underspecified(captures, unit)) };
    let hundredths = captures.get(Role::Number).unwrap_or(100);
    let count = hundredths.saturating_div(100).saturating_mul(captures.get(Role::Offset)?);
    if unit < Unit::Day {
        return Some(Period::Day(anchor).into());
    }
    if let (Unit::Year, -1, Some(quarter)) = (unit, count, context.results()) {
        // "the third quarter ... a year ago": results are compared quarter by quarter.
        return Some(quarter.shift(unit, count).into());
    }
    let grain = if unit >= Unit::Decade { Unit::Year } else { unit };
    Some(Period::of(grain, anchor).shift(unit, count).into())
}

fn later(captures: &Captures, context: &Context) -> Option<Reading> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    let Some(reference) = context.reference.or(context.anchor.map(Period::Day)) else {
        return Some(underspecified(captures, unit));
    };
    let count =
        captures.get(Role::Number).unwrap_or(100).saturating_div(100).saturating_mul(captures.get(Role::Offset)?);
    if unit < Unit::Day {
        return None;
    }
    if let (Unit::Year, -1, Some(quarter)) = (unit, count, context.results()) {
        return Some(quarter.shift(unit, count).into());
    }
    if let (Unit::Year, -1, true, Some(anchor)) = (unit, count, context.results_of_months, context.anchor) {
        return Some(Period::of(unit, anchor).shift(unit, count).into());
    }
    let own = reference.unit();
    if own > unit {
        return Some(underspecified(captures, unit));
    }
    // Quarters and months keep their size ("a year earlier"); days take that of the unit.
    if matches!(own, Unit::Quarter | Unit::Month | Unit::Half) && unit >= Unit::Year {
        return Some(reference.shift(unit, count).into());
    }
    let grain = if unit >= Unit::Decade { Unit::Year } else { unit };
    Some(Period::of(grain, reference.first()?).shift(unit, count).into())
}

/// TIMEX3 codes of the parts of the day, in the order of `words.tsv`.
const PARTS: [&str; 5] = ["TMO", "TAF", "TEV", "TNI", "TDT"];

pub(super) fn part_text(captures: &Captures) -> String {
    captures.get(Role::Part).and_then(|part| PARTS.get(part as usize)).map_or(String::new(), |part| (*part).to_owned())
}

/// The time of day that the captures add to a value, if any.
fn time_text(captures: &Captures) -> String {
    let Some(hour) = captures.get(Role::Hour) else { return part_text(captures) };
    let hour = match captures.get(Role::Meridiem) {
        Some(half) if hour <= 12 => hour % 12 + half,
        _ => hour,
    };
    let second = captures.get(Role::Second).map_or(String::new(), |second| format!(":{second:02}"));
    format!("T{hour:02}:{:02}{second}", captures.get(Role::Minute).unwrap_or(0))
}

/// A period with the time of day that the captures give; only days have one.
fn at_time(period: Period, captures: &Captures) -> Reading {
    let mut reading = Reading::from(period);
    let time = time_text(captures);
    if !time.is_empty() && period.unit() == Unit::Day {
        reading.value.push_str(&time);
        reading.timex_type = TimexType::Time;
    }
    reading
}

/// The value of what cannot be resolved.
fn underspecified(captures: &Captures, unit: Unit) -> Reading {
    let get = |role| captures.get(role);
    let mut value = if let (Some(month), Some(day)) = (get(Role::Month), get(Role::Day)) {
        format!("XXXX-{month:02}-{day:02}")
    } else if let Some(month) = get(Role::Month) {
        format!("XXXX-{month:02}")
    } else if let Some(quarter) = get(Role::Quarter) {
        format!("XXXX-Q{quarter}")
    } else if let Some(half) = get(Role::Half) {
        format!("XXXX-H{half}")
    } else if let Some(season) = get(Role::Season) {
        format!("XXXX-{}", SEASONS[season as usize % 4])
    } else if let Some(weekday) = get(Role::Weekday) {
        format!("XXXX-WXX-{}", weekday + 1)
    } else {
        match unit {
            Unit::Week => "XXXX-WXX",
            Unit::Weekend => "XXXX-WXX-WE",
            Unit::Month => "XXXX-XX",
            Unit::Quarter => "XXXX-QX",
            Unit::Season | Unit::Half | Unit::Year | Unit::FiscalYear => "XXXX",
            Unit::Decade => "XXX",
            Unit::Century | Unit::Millennium => "XX",
            _ => "XXXX-XX-XX",
        }
        .to_owned()
    };
    let time = time_text(captures);
    let timed = !time.is_empty();
    value.push_str(&time);
    Reading::bare(if timed { TimexType::Time } else { TimexType::Date }, value)
}
