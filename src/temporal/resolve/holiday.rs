//! Days of holidays: fixed, by weekday of a month, by Easter.

use crate::article::{Day, DayRange};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The day of a holiday in a year: `12-25`, `11/thu/4`, `05/mon/-1`, `11/mon/1+1`, `easter-2`.
pub(super) fn day(when: &str, year: i32) -> Option<Day> {
    if let Some(offset) = when.strip_prefix("easter") {
        return Some(easter(year)?.plus(offset.parse().ok()?));
    }
    if let Some((month, day)) = when.split_once('-').filter(|_| !when.contains('/')) {
        return Day::from_civil(year, month.parse().ok()?, day.parse().ok()?);
    }
    let mut parts = when.split('/');
    let month: u32 = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let weekday = WEEKDAYS.iter().position(|known| *known == name)? as i32;
    let (number, offset) = match parts.next()?.split_once('+') {
        Some((number, offset)) => (number.parse::<i32>().ok()?, offset.parse().ok()?),
        None => (when.rsplit('/').next()?.parse().ok()?, 0),
    };
    let first = Day::from_civil(year, month, 1)?;
    let days = if number > 0 {
        (weekday - first.weekday().cast_signed()).rem_euclid(7) + (number - 1) * 7
    } else {
        let last = DayRange::months(year, month, 1)?.to;
        last.0 - first.0 - (last.weekday().cast_signed() - weekday).rem_euclid(7)
    };
    Some(first.plus(days + offset))
}

/// Easter Sunday of the Western churches, by the anonymous Gregorian algorithm (Nature, 1876).
fn easter(year: i32) -> Option<Day> {
    let golden = year.rem_euclid(19);
    let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let month = (epact + weekday - 7 * shift + 114) / 31;
    let day = (epact + weekday - 7 * shift + 114) % 31 + 1;
    Day::from_civil(year, month.cast_unsigned(), day.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_known_years() {
        for (when, year, expected) in [
            ("12-25", 2026, "2026-12-25"),
            ("11/thu/4", 1999, "1999-11-25"),
            ("05/mon/-1", 2025, "2025-05-26"),
            ("11/mon/1+1", 1998, "1998-11-03"),
            ("easter+0", 2000, "2000-04-23"),
            ("easter-2", 2025, "2025-04-18"),
            ("easter+0", 1961, "1961-04-02"),
        ] {
            assert_eq!(day(when, year).unwrap().to_string(), expected, "{when} {year}");
        }
        assert_eq!(day("easter+x", 2000), None);
    }
}
