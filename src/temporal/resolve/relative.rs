//! Dates by their distance from the day of writing, or from a date mentioned before.

use crate::article::Day;
use crate::temporal::captures::{Captures, Role};
use crate::temporal::discourse::Discourse;
use crate::temporal::period::{Period, Unit};
use crate::temporal::resolved::{Resolved, at_time, underspecified};

/// "yesterday", "tomorrow night"
pub(super) fn deictic(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let Some(anchor) = discourse.anchor else { return Some(underspecified(captures, Unit::Day)) };
    Some(at_time(Period::Day(anchor.plus(captures.get(Role::Offset)?)), captures))
}

/// "overnight": the night just over, or the coming one where the sentence speaks of the future.
pub(super) fn overnight(captures: &Captures, discourse: &Discourse) -> Resolved {
    let Some(anchor) = discourse.anchor else { return underspecified(captures, Unit::Day) };
    let day = if discourse.tense.is_future() { anchor } else { anchor.plus(-1) };
    at_time(Period::Day(day), captures)
}

/// "the following May", "the previous autumn", "two winters ago": the month or season so many years before or after the date
/// mentioned before, or the day of writing where they are counted.
pub(super) fn following(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let (month, season) = (captures.get(Role::Month), captures.get(Role::Season));
    let counted = captures.get(Role::Number).map(|hundredths| hundredths / 100);
    let reference = discourse.reference.filter(|_| counted.is_none()).or(discourse.anchor.map(Period::Day));
    let Some(days) = reference.and_then(Period::days) else { return Some(underspecified(captures, Unit::Month)) };
    let in_year = |year: i32| match (month, season) {
        (Some(month), _) => Period::Month(year, month.cast_unsigned()),
        (None, season) => Period::Season(year, season.unwrap_or_default().cast_unsigned()),
    };
    let is_before = captures.get(Role::Relation)? < 0;
    let year = if is_before { days.from } else { days.to }.civil().0;
    let mut near = (year - 2..=year + 2).map(in_year);
    let first = if is_before {
        near.rfind(|period| period.days().is_some_and(|own| own.to < days.from))
    } else {
        near.find(|period| period.first().is_some_and(|first| first > days.to))
    };
    let further = counted.map_or(0, |count| (1 - count).clamp(-9999, 0));
    Some(first?.shift(Unit::Year, further).into())
}

/// "last week", "this year"
pub(super) fn unit(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    let Some(anchor) = discourse.anchor else { return Some(underspecified(captures, unit)) };
    if unit < Unit::Day {
        return None;
    }
    Some(Period::of(unit, anchor).shift(unit, captures.get(Role::Relation)?).into())
}

/// "the weekend": the one that is near in the tense of the sentence.
pub(super) fn weekend(captures: &Captures, discourse: &Discourse) -> Resolved {
    let Some(anchor) = discourse.anchor else { return underspecified(captures, Unit::Weekend) };
    let this = Period::of(Unit::Weekend, anchor);
    let past = anchor.weekday() < 5 && !discourse.tense.is_future();
    if past { this.shift(Unit::Week, -1) } else { this }.into()
}

/// "the Friday before": the weekday before or after the date mentioned before.
pub(super) fn previous_weekday(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let weekday = captures.get(Role::Weekday)?;
    let from = match discourse.reference.filter(|period| period.unit() <= Unit::Day) {
        Some(period) => period.first(),
        None => discourse.anchor,
    };
    let Some(from) = from else { return Some(underspecified(captures, Unit::Day)) };
    let ahead = (weekday - from.weekday().cast_signed()).rem_euclid(7);
    let days = match (captures.get(Role::Relation)? < 0, ahead) {
        (true, 0) => -7,
        (true, ahead) => ahead - 7,
        (false, 0) => 7,
        (false, ahead) => ahead,
    };
    Some(Period::Day(from.plus(days)).into())
}

/// "the following day", "the quarter"
pub(super) fn reference(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    if unit == Unit::Quarter && captures.get(Role::Relation) == Some(0) {
        // "the quarter" of a report: the one it spoke of, else the last that is complete.
        let complete = || Some(Period::of(unit, discourse.anchor?).shift(unit, -1));
        let quarter = discourse.quarter.or_else(complete);
        return Some(quarter.map_or_else(|| underspecified(captures, unit), Resolved::from));
    }
    let Some(reference) = discourse.reference.or(discourse.anchor.map(Period::Day)) else {
        return Some(underspecified(captures, unit));
    };
    if let Some(month) = captures.get(Role::Month).map(i32::cast_unsigned) {
        let (year, month_of_day, _) = reference.first()?.civil();
        if unit == Unit::Year {
            // "August 3 of that year"
            let day = captures.get(Role::Day).map(|day| Day::from_civil(year, month, day.cast_unsigned()));
            return day.map_or(Some(Period::Month(year, month)), |day| day.map(Period::Day)).map(Resolved::from);
        }
        // "that January day": the day mentioned before, if it is one of January.
        let is_same = reference.unit() == Unit::Day && month_of_day == month;
        return Some(if is_same { at_time(reference, captures) } else { Period::Month(year, month).into() });
    }
    if reference.unit() > unit && unit != Unit::Week {
        return Some(underspecified(captures, unit));
    }
    let period = Period::of(unit, reference.first()?).shift(unit, captures.get(Role::Relation)?);
    Some(at_time(period, captures))
}

/// "the 1988 quarter": the quarter or period that is compared, of another year.
pub(super) fn period(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let year = captures.get(Role::Year)?;
    let quarter = discourse.results().and_then(|quarter| Some(quarter.shift(Unit::Year, year - quarter.year()?)));
    Some(quarter.unwrap_or(Period::Year(year)).into())
}

/// "three days ago", "in two weeks"
pub(super) fn ago(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    let Some(anchor) = discourse.anchor else {
        let mut captures = *captures;
        captures.clear(Role::Half);
        return Some(underspecified(&captures, unit));
    };
    // "two and a half years ago"
    let half = captures.get(Role::Half).map_or(0, |_| 50);
    let hundredths = captures.get(Role::Number).unwrap_or(100).saturating_add(half);
    let offset = captures.get(Role::Offset)?;
    let count = hundredths.saturating_div(100).saturating_mul(offset);
    if unit < Unit::Day {
        return Some(Period::Day(anchor).into());
    }
    // "half a century ago", "a year and a half ago"
    if let (1..=99, Some(months)) = (hundredths % 100, unit.months()) {
        let months = months.saturating_mul(hundredths).saturating_div(100).saturating_mul(offset);
        let grain = if unit > Unit::Year { Unit::Year } else { Unit::Month };
        return Some(Period::of(grain, anchor).shift(Unit::Month, months).into());
    }
    if let (Unit::Year, -1, Some(quarter)) = (unit, count, discourse.results()) {
        // "the third quarter ... a year ago": results are compared quarter by quarter.
        return Some(quarter.shift(unit, count).into());
    }
    // "fifty years ago today", "ten years ago this week"
    let told = captures.get(Role::Unit2).and_then(Unit::from_code);
    let grain = told.unwrap_or(if unit >= Unit::Decade { Unit::Year } else { unit });
    let period = Period::of(grain, anchor).shift(unit, count);
    Some(if told.is_some() { at_time(period, captures) } else { period.into() })
}

/// "two days later", "a year earlier"
pub(super) fn later(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    let Some(reference) = discourse.reference.or(discourse.anchor.map(Period::Day)) else {
        return Some(underspecified(captures, unit));
    };
    let (hundredths, offset) = (captures.get(Role::Number).unwrap_or(100), captures.get(Role::Offset)?);
    let count = hundredths.saturating_div(100).saturating_mul(offset);
    if unit < Unit::Day {
        // The time of the event is not known: how much later is.
        return super::duration::duration(captures);
    }
    if let (Unit::Year, -1, Some(quarter)) = (unit, count, discourse.results()) {
        return Some(quarter.shift(unit, count).into());
    }
    if let (Unit::Year, -1, true, Some(anchor)) = (unit, count, discourse.results_of_months, discourse.anchor) {
        return Some(Period::of(unit, anchor).shift(unit, count).into());
    }
    let own = reference.unit();
    if let (1..=99, Some(months)) = (hundredths % 100, unit.months()) {
        // "half a year later"
        let months = months.saturating_mul(hundredths).saturating_div(100).saturating_mul(offset);
        let grain = if unit > Unit::Year { Unit::Year } else { Unit::Month };
        let from = if own < grain { Period::of(grain, reference.first()?) } else { reference };
        return Some(from.shift(Unit::Month, months).into());
    }
    if own > unit {
        return Some(underspecified(captures, unit));
    }
    // Quarters and months keep their size ("a year earlier"); days take that of the unit.
    if matches!(own, Unit::Quarter | Unit::Month | Unit::Half) && unit >= Unit::Year {
        return Some(reference.shift(unit, count).into());
    }
    let grain = if unit >= Unit::Decade { Unit::Year } else { unit };
    Some(at_time(Period::of(grain, reference.first()?).shift(unit, count), captures))
}

/// "the quarter ended July 31": a unit of months that ends with a date; that of the calendar where it is one.
fn ending_with(end: Period, unit: Unit) -> Option<Resolved> {
    let last = end.days()?.to;
    if unit == Unit::Week {
        // The week that most of its days lie in.
        return Some(Period::of(unit, last.plus(-3)).into());
    }
    let months = unit.months()?;
    let Period::Day(first) = Period::Day(last.plus(1)).shift(Unit::Month, -months) else { return None };
    let own = Period::of(unit, last);
    // Many firms end theirs on a weekday near the end of the calendar's.
    let is_own = own.days().is_some_and(|days| days.to.0 - last.0 <= 7);
    Some(if is_own { own } else { Period::Days(first, last) }.into())
}

/// "three days before" a date: the tagger makes the date that follows the one referred to.
pub(super) fn from_date(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    let reference = discourse.reference?;
    if unit < Unit::Day || reference.unit() > unit {
        return None;
    }
    if captures.get(Role::Offset) == Some(0) {
        return ending_with(reference, unit);
    }
    let Some(hundredths) = captures.get(Role::Number) else {
        // "the week before Christmas"
        return Some(Period::of(unit, reference.first()?).shift(unit, captures.get(Role::Offset)?).into());
    };
    let count = (hundredths % 100 == 0).then_some(hundredths / 100)?.saturating_mul(captures.get(Role::Offset)?);
    // A day keeps its size: two weeks after 10 January is the 24th.
    let is_day = reference.unit() == Unit::Day && unit <= Unit::Month;
    let from = if is_day { reference } else { Period::of(unit, reference.first()?) };
    Some(from.shift(unit, count).into())
}
