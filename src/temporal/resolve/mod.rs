//! From what a rule captured to a TIMEX3 value: dates are resolved against the anchor and the dates mentioned before.
//!
//! Where nothing decides, the value stays underspecified (`XXXX-WXX-5`) and has no days.

mod calendar;
mod duration;
mod holiday;
mod nth;
mod relative;
mod year;

use super::captures::{Captures, Role};
use super::discourse::Discourse;
use super::grammar::{Normalisation, Rule};
use super::period::{Period, Unit};
use super::resolved::{Resolved, at_time, underspecified};
use crate::article::TimexType;

/// Resolves the captures of a rule; `None` where they make no date.
pub(super) fn resolve(rule: &Rule, captures: &Captures, discourse: &Discourse) -> Option<Resolved> {
    match rule.normalisation {
        Normalisation::Constant => Some(Resolved::bare(rule.timex_type(), rule.constant.as_str())),
        Normalisation::Date => calendar::date(captures, discourse),
        Normalisation::Figures => calendar::figures(captures, discourse),
        Normalisation::FiscalYear => {
            let short = || captures.get(Role::Year2).map(|year| year::century_of(year, discourse));
            Some(Period::FiscalYear(captures.get(Role::Year).or_else(short)?).into())
        }
        Normalisation::Decade => calendar::decade(captures, discourse),
        Normalisation::Century => century(captures),
        Normalisation::Years => years(captures),
        Normalisation::Deictic => relative::deictic(captures, discourse),
        Normalisation::Unit => relative::unit(captures, discourse),
        Normalisation::Weekend => Some(relative::weekend(captures, discourse)),
        Normalisation::PreviousWeekday => relative::previous_weekday(captures, discourse),
        Normalisation::Following => relative::following(captures, discourse),
        Normalisation::Overnight => Some(relative::overnight(captures, discourse)),
        Normalisation::Ago => relative::ago(captures, discourse),
        Normalisation::In if discourse.tense.is_future() && discourse.anchor.is_some() => {
            relative::ago(captures, discourse)
        }
        Normalisation::In => duration::duration(captures),
        Normalisation::Later => relative::later(captures, discourse),
        Normalisation::Reference => relative::reference(captures, discourse),
        Normalisation::Period => relative::period(captures, discourse),
        Normalisation::WeekOf => {
            let day = calendar::date(captures, discourse)?.period?.first()?;
            Some(Period::of(Unit::Week, day).into())
        }
        Normalisation::Unspecified => Some(underspecified(captures, Unit::from_code(captures.get(Role::Unit)?)?)),
        Normalisation::Nth => nth::nth(captures, discourse),
        Normalisation::MonthDay => nth::month_day(captures, discourse),
        Normalisation::FromDate => relative::from_date(captures, discourse),
        Normalisation::Duration => duration::duration(captures),
        Normalisation::VagueDuration => {
            let unit = Unit::from_code(captures.get(Role::Unit)?)?;
            Some(Resolved::bare(TimexType::Duration, duration::duration_text("X", unit)))
        }
        Normalisation::Set => duration::set(captures),
        Normalisation::Holiday => Some(holiday(&rule.constant, captures, discourse)),
    }
}

/// "the 19th century"
fn century(captures: &Captures) -> Option<Resolved> {
    let number = captures.get(Role::Number).filter(|number| (1..=30).contains(number))?;
    let is_before = captures.get(Role::Era) == Some(1);
    Some(Period::Century(if is_before { -number } else { number - 1 }).into())
}

/// "2022-23"
fn years(captures: &Captures) -> Option<Resolved> {
    let first = captures.get(Role::Year)?;
    let last = first - first % 100 + captures.get(Role::Year2)?;
    (last > first).then(|| Period::Years(first, last).into())
}

/// The holiday of a year, of the year that is meant where none is written.
fn holiday(when: &str, captures: &Captures, discourse: &Discourse) -> Resolved {
    let in_year = |year: i32| holiday::day(when, year).map(Period::Day);
    let period = match captures.get(Role::Year) {
        Some(year) => in_year(year),
        None => year::choose_year(&in_year, captures.get(Role::Relation), None, discourse),
    };
    // "Easter week"
    let unit = captures.get(Role::Unit).and_then(Unit::from_code);
    let Some(period) = period else { return underspecified(captures, Unit::Day) };
    match period.first().zip(unit) {
        Some((day, unit)) => Period::of(unit, day).into(),
        // "Christmas morning"
        None => at_time(period, captures),
    }
}
