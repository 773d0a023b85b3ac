//! A resolved date: its TIMEX3 value and days, and what later mentions may refer to.

use super::captures::{Captures, Role};
use super::pattern::CLOCK_FIGURES;
use super::period::{Period, SEASONS, Unit};
use crate::article::{DayRange, Timex, TimexType};

/// A value with what later mentions may refer to.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    pub(super) timex_type: TimexType,
    pub(super) value: String,
    pub(super) days: Option<DayRange>,
    pub(super) period: Option<Period>,
}

impl Resolved {
    pub(super) fn bare(timex_type: TimexType, value: impl Into<String>) -> Self {
        Self { timex_type, value: value.into(), days: None, period: None }
    }

    /// Completes it to a mention's timex.
    pub(super) fn timex(self, rule: &str) -> Timex {
        Timex { timex_type: self.timex_type, value: self.value, days: self.days, rule: rule.to_owned() }
    }
}

impl From<Period> for Resolved {
    fn from(period: Period) -> Self {
        Self { timex_type: TimexType::Date, value: period.to_string(), days: period.days(), period: Some(period) }
    }
}

/// TIMEX3 codes of the parts of the day, in the order of `words.tsv`.
const PARTS: [&str; 6] = ["TMO", "TAF", "TEV", "TNI", "TDT", "TMI"];

pub(super) fn part_text(captures: &Captures) -> String {
    captures.get(Role::Part).and_then(|part| PARTS.get(part as usize)).map_or(String::new(), |part| (*part).to_owned())
}

/// The time of day that the captures add to a value, if any.
fn time_text(captures: &Captures) -> String {
    let Some(hour) = captures.get(Role::Hour) else { return part_text(captures) };
    let minute = captures.get(Role::Minute).unwrap_or(0);
    let (hour, minute) = match hour.checked_sub(CLOCK_FIGURES) {
        // "1530 GMT"
        Some(figures @ 0..) => (figures / 100, figures % 100),
        // "a quarter to six"
        _ if minute < 0 => ((hour + 23) % 24, minute + 60),
        _ => (hour, minute),
    };
    let hour = match captures.get(Role::Meridiem) {
        Some(half) if hour <= 12 => hour % 12 + half,
        _ => hour,
    };
    let second = captures.get(Role::Second).map_or(String::new(), |second| format!(":{second:02}"));
    // Only the time of Greenwich is a time by itself; others are local.
    let zone = if captures.get(Role::Zone) == Some(0) { "Z" } else { "" };
    format!("T{hour:02}:{minute:02}{second}{zone}")
}

/// A period with the time of day that the captures give; only days have one.
pub(super) fn at_time(period: Period, captures: &Captures) -> Resolved {
    let mut reading = Resolved::from(period);
    let time = time_text(captures);
    if !time.is_empty() && period.unit() == Unit::Day {
        reading.value.push_str(&time);
        reading.timex_type = TimexType::Time;
    }
    reading
}

/// The value of what cannot be resolved.
pub(super) fn underspecified(captures: &Captures, unit: Unit) -> Resolved {
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
            Unit::Hour => "XXXX-XX-XXTXX",
            Unit::Minute | Unit::Second => "XXXX-XX-XXTXX:XX",
            Unit::Day => "XXXX-XX-XX",
        }
        .to_owned()
    };
    let time = time_text(captures);
    let timed = !time.is_empty();
    value.push_str(&time);
    Resolved::bare(if timed { TimexType::Time } else { TimexType::Date }, value)
}
