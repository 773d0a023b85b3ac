//! Parts of a month by their number: the second Sunday, the last week, the 23rd of last month.

use super::year::choose_year;
use crate::article::{Day, DayRange};
use crate::temporal::captures::{Captures, Role};
use crate::temporal::discourse::Discourse;
use crate::temporal::period::{Period, Unit};
use crate::temporal::resolved::{Resolved, at_time, underspecified};

/// "the second Sunday of October 2023", "the last week of May", "the first weekend of next month"
pub(super) fn nth(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let in_month = |days: DayRange| part(captures, days);
    let get = |role| captures.get(role);
    let Some(month) = get(Role::Month).map(i32::cast_unsigned) else {
        // "of last month", "of this year"; "of 2020"
        let period = match (get(Role::Relation), get(Role::Year)) {
            (_, Some(year)) => Period::Year(year),
            (Some(relation), None) => {
                let unit = Unit::from_code(get(Role::Within)?)?;
                let Some(anchor) = discourse.anchor else { return Some(underspecified(captures, Unit::Day)) };
                Period::of(unit, anchor).shift(unit, relation)
            }
            (None, None) => return None,
        };
        return Some(at_time(in_month(period.days()?)?, captures));
    };
    let in_year = |year: i32| in_month(DayRange::months(year, month, 1)?);
    let year = match (get(Role::Year), get(Role::Offset)) {
        (Some(year), _) => Some(year),
        (None, Some(offset)) => discourse.anchor.map(|anchor| anchor.civil().0 + offset),
        (None, None) => None,
    };
    let period = match year {
        Some(year) => Some(in_year(year)?),
        None => choose_year(&in_year, None, None, discourse),
    };
    Some(period.map_or_else(|| underspecified(captures, Unit::Day), |period| at_time(period, captures)))
}

/// The part of some days that has a number: a weekday, else a day, week or weekend.
fn part(captures: &Captures, days: DayRange) -> Option<Period> {
    if let Some(half) = captures.get(Role::Half) {
        // The middle of a month is its 15th.
        let middle = days.from.plus(14);
        return Some(if half == 1 { Period::Days(days.from, middle) } else { Period::Days(middle.plus(1), days.to) });
    }
    let number = captures.get(Role::Nth)?;
    let inside = |day: Day| (days.from <= day && day <= days.to).then_some(day);
    let weekday_of = |weekday: i32| {
        let first = days.from.plus((weekday - days.from.weekday().cast_signed()).rem_euclid(7));
        let last = days.to.plus(-(days.to.weekday().cast_signed() - weekday).rem_euclid(7));
        inside(if number > 0 { first.plus((number - 1) * 7) } else { last.plus((number + 1) * 7) })
    };
    if let Some(weekday) = captures.get(Role::Weekday) {
        return weekday_of(weekday).map(Period::Day);
    }
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    if let Some(count) = captures.get(Role::Number).map(|hundredths| hundredths / 100) {
        return some_days(count, number, unit, days);
    }
    match unit {
        Unit::Day if number > 0 => inside(days.from.plus(number - 1)).map(Period::Day),
        Unit::Day => inside(days.to.plus(number + 1)).map(Period::Day),
        // The days from the 1st to the 7th, and so on; the last seven.
        Unit::Week if number > 0 => {
            let first = inside(days.from.plus((number - 1) * 7))?;
            Some(Period::Days(first, first.plus(6).min(days.to)))
        }
        Unit::Week => Some(Period::Days(days.to.plus(-6), days.to)),
        // By its Saturday.
        Unit::Weekend => weekday_of(5).map(|saturday| Period::Weekend(saturday.plus(-5))),
        _ => None,
    }
}

/// "the first ten days", "the last two weeks": from the first day of some on, or to their last.
fn some_days(count: i32, number: i32, unit: Unit, days: DayRange) -> Option<Period> {
    let length = match unit {
        Unit::Day => count,
        Unit::Week => count.checked_mul(7)?,
        _ => return None,
    };
    let is_possible = matches!(number, 1 | -1) && (1..=days.to.0 - days.from.0).contains(&length);
    is_possible.then(|| match number {
        1 => Period::Days(days.from, days.from.plus(length - 1)),
        _ => Period::Days(days.to.plus(1 - length), days.to),
    })
}

/// "the 23rd of last month", "the first of the month"
pub(super) fn month_day(captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    let Some(anchor) = discourse.anchor else { return Some(underspecified(captures, Unit::Day)) };
    let month = Period::of(Unit::Month, anchor).shift(Unit::Month, captures.get(Role::Relation)?).days()?;
    let day = month.from.plus(captures.get(Role::Day)? - 1);
    (day <= month.to).then(|| at_time(Period::Day(day), captures))
}
