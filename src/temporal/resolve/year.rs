//! The year of a date that is written without one, or with two figures.

use crate::article::Day;
use crate::temporal::discourse::{Discourse, Tense};
use crate::temporal::period::{Period, Unit};

/// The year of a date without one: by weekday, relation, narrative, tense, then the nearest.
pub(super) fn choose_year(
    build: &dyn Fn(i32) -> Option<Period>,
    relation: Option<i32>,
    weekday: Option<u32>,
    discourse: &Discourse,
) -> Option<Period> {
    // "last June" and "due in May" are told from the day of writing, whatever years the story is about.
    let is_told_from_now = relation.is_some() || discourse.tense == Tense::Coming;
    if discourse.narrative
        && !is_told_from_now
        && let Some(year) = discourse.reference.and_then(Period::year)
    {
        return in_story(build, year, discourse);
    }
    if let (Some(told), None, false) = (discourse.told.and_then(Period::first), weekday, is_told_from_now) {
        // "ended in May 1945; in August ..."
        let year = told.civil().0;
        let next = (year..=year + 1).filter_map(build).find(|period| period.days().is_some_and(|days| days.to >= told));
        if next.is_some() {
            return next;
        }
    }
    let anchor = discourse.anchor?;
    let year = anchor.civil().0;
    if let Some(weekday) = weekday {
        let fits = |year: &i32| build(*year).and_then(Period::first).is_some_and(|day| day.weekday() == weekday);
        let nearest = (0..=11).flat_map(|distance| [year - distance, year + distance]).find(fits);
        if let Some(year) = nearest {
            return build(year);
        }
    }
    // The years beside the day of writing, and further ones for a day that not every year has.
    let mut candidates: Vec<Period> = (year - 1..=year + 1).filter_map(build).collect();
    if candidates.len() < 3 {
        candidates = (year - 8..=year + 8).filter_map(build).collect();
    }
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
    let (Some(&previous), Some(&next)) = (previous, next) else { return previous.or(next).copied() };
    Some(by_tense(previous, next, anchor, discourse))
}

/// Of the last such period before the anchor and the next one after it, the one that is meant.
fn by_tense(previous: Period, next: Period, anchor: Day, discourse: &Discourse) -> Period {
    // Quarters and halves are what companies report on.
    if matches!(previous, Period::Quarter(..) | Period::Half(..)) && !discourse.tense.is_future() {
        return previous;
    }
    let first = next.first().unwrap_or(anchor);
    let last = previous.days().map_or(anchor, |days| days.to);
    let (back, ahead) = (anchor.0 - last.0, first.0 - anchor.0);
    // The tense decides unless the other side is much nearer; a day with its number is the nearest.
    let is_next = match discourse.tense {
        Tense::Future | Tense::Coming => ahead < back.saturating_mul(6),
        Tense::Unknown => ahead.saturating_mul(2) < back,
        Tense::Past if previous.unit() > Unit::Day => ahead.saturating_mul(8) < back,
        Tense::Past | Tense::Reported => ahead.saturating_mul(3) < back,
    };
    if is_next { next } else { previous }
}

/// The year of a date in a story that is about this year.
fn in_story(build: &dyn Fn(i32) -> Option<Period>, year: i32, discourse: &Discourse) -> Option<Period> {
    let month = |period: Option<Period>| period.and_then(Period::first).map(|day| day.civil().1);
    // A story goes on: after a day in November, January is the next year's.
    let named = discourse.reference.filter(|period| period.unit() <= Unit::Month);
    let goes_on = matches!((month(named), month(build(year))), (Some(10..=12), Some(1..=2)));
    build(if goes_on { year + 1 } else { year })
}

/// Two figures of a year: within eighty years before and twenty after the anchor.
pub(super) fn century_of(year: i32, discourse: &Discourse) -> i32 {
    let now = discourse.anchor.map_or(2026, |day| day.civil().0);
    let this = now - now.rem_euclid(100) + year;
    if this > now + 20 { this - 100 } else { this }
}
