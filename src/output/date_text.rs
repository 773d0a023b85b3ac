//! Days as a person reads them: "2026-01-23", "2025-07 to 2025-09", "1990 to 1999", "264 BC".
//!
//! Codes of TIMEX3 ("PXM", "199X") are for machines, and never made here.

use crate::article::{Day, DayRange};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The finest unit of an end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grain {
    Day,
    Month,
    Year,
}

/// A range of days in its largest whole units.
pub(super) fn range_text(days: DayRange) -> String {
    let (first, last) = (days.from.civil(), days.to.plus(1).civil());
    let grain = match (first, last) {
        ((_, 1, 1), (_, 1, 1)) => Grain::Year,
        ((.., 1), (.., 1)) => Grain::Month,
        _ => Grain::Day,
    };
    let (from, to) = (point_text(days.from, grain), point_text(days.to, grain));
    if from == to { from } else { format!("{from} to {to}") }
}

/// A day by itself.
pub(super) fn day_text(day: Day) -> String {
    point_text(day, Grain::Day)
}

/// A day, its month or its year; years before the common era are counted back from it.
fn point_text(day: Day, grain: Grain) -> String {
    let (year, month, of_month) = day.civil();
    let name = MONTHS[month as usize - 1];
    match (grain, 1 - year) {
        (Grain::Day, before @ 1..) => format!("{of_month} {name} {before} BC"),
        (Grain::Month, before @ 1..) => format!("{name} {before} BC"),
        (Grain::Year, before @ 1..) => format!("{before} BC"),
        (Grain::Day, _) => day.to_string(),
        (Grain::Month, _) => format!("{year:04}-{month:02}"),
        (Grain::Year, _) => year.to_string(),
    }
}

/// What was written with what it means ("Thursday night = 2026-01-22"); what means no days, or says them itself, is shown as
/// it was written.
pub(super) fn mention_text(written: &str, days: Option<DayRange>) -> String {
    match days.map(range_text) {
        Some(days) if days != written => format!("{written} = {days}"),
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_dates() {
        for (from, to, text) in [
            ("2026-01-23", "2026-01-23", "2026-01-23"),
            ("2026-01-19", "2026-01-25", "2026-01-19 to 2026-01-25"),
            ("2025-08-01", "2025-08-31", "2025-08"),
            ("2025-07-01", "2025-09-30", "2025-07 to 2025-09"),
            ("2025-01-01", "2025-12-31", "2025"),
            ("1990-01-01", "1999-12-31", "1990 to 1999"),
            ("0070-01-01", "0070-12-31", "70"),
            ("-0263-01-01", "-0263-12-31", "264 BC"),
            ("-0299-01-01", "-0200-12-31", "300 BC to 201 BC"),
            ("-0043-03-15", "-0043-03-15", "15 March 44 BC"),
            ("-0479-09-01", "-0479-09-30", "September 480 BC"),
            ("0000-01-01", "0001-12-31", "1 BC to 1"),
        ] {
            assert_eq!(range_text(DayRange::new(from.parse().unwrap(), to.parse().unwrap())), text);
        }
        assert_eq!(day_text("-0043-03-15".parse().unwrap()), "15 March 44 BC");
    }

    #[test]
    fn what_means_no_days_is_shown_as_it_was_written() {
        let days = Some(DayRange::day("2026-01-22".parse().unwrap()));
        assert_eq!(mention_text("Thursday night", days), "Thursday night = 2026-01-22");
        assert_eq!(mention_text("2026-01-22", days), "2026-01-22");
        assert_eq!(mention_text("several months", None), "several months");
    }
}
