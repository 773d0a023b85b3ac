//! Moments as metadata gives them, as numbers that can be compared.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// Seconds since 1970 of a moment in RFC 3339; one without a zone counts as one of UTC, one without a time as the beginning of
/// its day. `None` for anything else.
#[must_use]
pub fn second_of(moment: &str) -> Option<i64> {
    let in_zone = || moment.parse::<Timestamp>().ok();
    let local = || moment.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    Some(in_zone().or_else(local)?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_and_times_may_be_missing() {
        let first = second_of("2026-01-24T08:15:00+04:00").unwrap();
        assert_eq!(second_of("2026-01-24T04:15:00Z"), Some(first));
        assert_eq!(second_of("2026-01-24T04:15:00"), Some(first));
        assert_eq!(second_of("2026-01-24"), Some(first - 4 * 3600 - 15 * 60));
        for other in ["", "yesterday", "2026-13-01", "24.01.2026"] {
            assert_eq!(second_of(other), None, "{other}");
        }
    }
}
