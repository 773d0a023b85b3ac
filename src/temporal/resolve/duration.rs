//! Lengths of time and times that recur, as TIMEX3 writes them.
//!
//! They have no days.

use crate::article::TimexType;
use crate::temporal::captures::{Captures, Role};
use crate::temporal::period::{SEASONS, Unit};
use crate::temporal::resolved::{Resolved, part_text};

/// A length of time in units: `P2D`, `P2Y6M`.
pub(super) fn duration(captures: &Captures) -> Option<Resolved> {
    let unit = Unit::from_code(captures.get(Role::Unit)?)?;
    // "two and a half years"
    let half = captures.get(Role::Half).map_or(0, |_| 50);
    let hundredths = captures.get(Role::Number).unwrap_or(100).saturating_add(half);
    // "half a century" is fifty years.
    let years = years_of(unit);
    let (hundredths, unit) =
        if years > 1 { (hundredths.saturating_mul(years), Unit::Year) } else { (hundredths, unit) };
    let (whole, part) = (hundredths / 100, hundredths % 100);
    // "the Games of 2018 day five": a year is no number of days.
    if unit == Unit::Day && (1901..2100).contains(&whole) && whole % 100 != 0 {
        return None;
    }
    let smaller = match unit {
        Unit::Year => Some((12, Unit::Month)),
        Unit::Day => Some((24, Unit::Hour)),
        Unit::Hour => Some((60, Unit::Minute)),
        Unit::Minute => Some((60, Unit::Second)),
        _ => None,
    };
    if let Some(second) = captures.get(Role::Unit2) {
        return of_two(whole, unit, captures.get(Role::Number2)? / 100, Unit::from_code(second)?);
    }
    let value = match smaller {
        _ if part == 0 => duration_text(&whole.to_string(), unit),
        Some((count, smaller)) if part == 50 || part == 25 || part == 75 => {
            let first = duration_text(&whole.to_string(), unit);
            let second = duration_text(&(count * part / 100).to_string(), smaller);
            let second = second.trim_start_matches('P');
            if whole == 0 {
                format!("P{second}")
            } else if unit <= Unit::Hour {
                format!("{first}{}", second.trim_start_matches('T'))
            } else {
                format!("{first}{second}")
            }
        }
        _ => duration_text(&format!("{whole}.{}", format!("{part:02}").trim_end_matches('0')), unit),
    };
    Some(Resolved::bare(TimexType::Duration, value))
}

/// "two hours and 14 minutes": `PT2H14M`; none where the second unit is not the smaller one.
fn of_two(first: i32, unit: Unit, second: i32, smaller: Unit) -> Option<Resolved> {
    let is_time = |unit: Unit| unit <= Unit::Hour;
    if smaller >= unit || years_of(unit) > 1 {
        return None;
    }
    let (first, second) = (duration_text(&first.to_string(), unit), duration_text(&second.to_string(), smaller));
    let second = second.trim_start_matches(if is_time(unit) { "PT" } else { "P" });
    Some(Resolved::bare(TimexType::Duration, format!("{first}{second}")))
}

/// Decades and centuries are counted in years.
fn years_of(unit: Unit) -> i32 {
    match unit {
        Unit::Decade => 10,
        Unit::Century => 100,
        Unit::Millennium => 1000,
        _ => 1,
    }
}

/// So many units, `X` for an unknown number.
pub(super) fn duration_text(count: &str, unit: Unit) -> String {
    let vague = count == "X";
    match unit {
        Unit::Second => format!("PT{count}S"),
        Unit::Minute => format!("PT{count}M"),
        Unit::Hour => format!("PT{count}H"),
        Unit::Day => format!("P{count}D"),
        Unit::Weekend => format!("P{count}WE"),
        Unit::Week => format!("P{count}W"),
        Unit::Month => format!("P{count}M"),
        Unit::Quarter => format!("P{count}Q"),
        Unit::Decade if vague => "PXDE".to_owned(),
        Unit::Century if vague => "PXC".to_owned(),
        _ => format!("P{count}Y"),
    }
}

/// A time that recurs: `P1D` (every day), `XXXX-WXX-5` (on Fridays).
pub(super) fn set(captures: &Captures) -> Option<Resolved> {
    let value = if let Some(day) = captures.get(Role::Day) {
        format!("XXXX-XX-{day:02}")
    } else if let Some(weekday) = captures.get(Role::Weekday) {
        format!("XXXX-WXX-{}{}", weekday + 1, part_text(captures))
    } else if captures.get(Role::Part).is_some() {
        format!("XXXX-XX-XX{}", part_text(captures))
    } else if let Some(month) = captures.get(Role::Month) {
        format!("XXXX-{month:02}")
    } else if let Some(season) = captures.get(Role::Season) {
        format!("XXXX-{}", SEASONS[season as usize % 4])
    } else {
        let unit = Unit::from_code(captures.get(Role::Unit)?)?;
        let count = captures.get(Role::Number).map_or(1, |hundredths| (hundredths / 100).max(1));
        match unit {
            Unit::Weekend => "XXXX-WXX-WE".to_owned(),
            Unit::Season => "XXXX-SX".to_owned(),
            _ => duration_text(&count.saturating_mul(years_of(unit)).to_string(), unit),
        }
    };
    Some(Resolved::bare(TimexType::Set, value))
}
