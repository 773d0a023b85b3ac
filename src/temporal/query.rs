//! Dates in queries: the grammar of prose, read against today, with open and closed ranges.
//!
//! ```text
//! dates = point | point ".." | ".." point | point ".." point | point "to" point
//! ```
//!
//! Imprecise ends expand outward: `2025..2026-03` is 2025-01-01 to 2026-03-31.

use super::error::DateError;
use super::grammar::grammar;
use super::period::{Period, Unit};
use super::rules::{QUERY_WORDS, rows};
use super::vocabulary::Case;
use super::{QueryDates, tagger, timestamp};
use crate::article::{Day, DayRange, Precision, Span};

/// Characters of an expression that are compared with the offers of "did you mean".
const LONGEST_OFFER: usize = 24;

/// Words of the table of query words of a kind, each with its value.
fn words(kind: &'static str) -> impl Iterator<Item = (i32, &'static str)> {
    rows(QUERY_WORDS).filter_map(move |row| match row[..] {
        [of, value, words] if of == kind => Some((value.parse().ok()?, words)),
        _ => None,
    })
}

/// Reads the dates of a query; see [`super::parse_query_dates`].
pub(super) fn parse(text: &str, today: Day) -> Result<QueryDates, DateError> {
    let trimmed = text.trim();
    let offset = text.len() - text.trim_start().len();
    if trimmed.is_empty() {
        return Err(fault("there is no date", offset, 0, None));
    }
    let spoken = words("to").flat_map(|(_, words)| words.split(' ')).map(|word| format!(" {word} "));
    let separators = ["..".to_owned()].into_iter().chain(spoken).chain(["…".to_owned()]);
    let split = separators.into_iter().find_map(|mark| trimmed.find(&mark).map(|at| (at, at + mark.len())));
    let read = match split {
        Some(ends) => range(trimmed, offset, ends, today),
        None => point(trimmed, offset, today).map(QueryDates::from),
    };
    // Two dates that share words: "264 to 241 BC", "May 3-7".
    read.or_else(|error| pair(trimmed, today).ok_or(error))
}

/// Two dates and what stands between them, each with its own end.
fn range(
    trimmed: &str,
    offset: usize,
    (left_end, right_start): (usize, usize),
    today: Day,
) -> Result<QueryDates, DateError> {
    let (left, right) = (&trimmed[..left_end], &trimmed[right_start..]);
    let right_offset = offset + right_start;
    let side = |text: &str, offset: usize| {
        let blank = text.len() - text.trim_start().len();
        let text = text.trim();
        if text.is_empty() { Ok(None) } else { point(text, offset + blank, today).map(Some) }
    };
    let (from, to) = (side(left, offset)?, side(right, right_offset)?);
    match (from, to) {
        (None, None) => Err(fault("a range needs a date on one side at least", offset, trimmed.len(), None)),
        (Some(from), Some(to)) if from.from > to.to => {
            let hint = format!("did you mean {}..{}?", right.trim(), left.trim());
            Err(fault("the range ends before it begins", offset, trimmed.len(), Some(hint)))
        }
        (from, to) => Ok(QueryDates { from: from.map(|days| days.from), to: to.map(|days| days.to) }),
    }
}

/// Two dates that the grammar of prose reads as one expression, which must be the whole text.
fn pair(text: &str, today: Day) -> Option<QueryDates> {
    let mentions = tagger::tag(text, grammar(None)?, Some(today), Case::Ignored);
    let [first, last] = &mentions[..] else { return None };
    let is_whole = first.span.start == 0 && last.span.end as usize == text.len();
    let is_one = first.timex.rule == last.timex.rule && first.timex.days?.from <= last.timex.days?.to;
    let days = || Some(DayRange::new(first.timex.days?.from, last.timex.days?.to));
    (is_whole && is_one).then(days)?.map(QueryDates::from)
}

fn fault(message: &str, start: usize, length: usize, hint: Option<String>) -> DateError {
    DateError { message: message.to_owned(), span: Span::new(start, start + length), hint }
}

/// One date of a query, as the days it covers.
fn point(text: &str, offset: usize, today: Day) -> Result<DayRange, DateError> {
    // What is written in words is read as prose first: metadata have no "last week of May 2017".
    let has_words = text.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 2);
    let days = if has_words { in_words(text, today) } else { None };
    let days = days.or_else(|| written(text)).or_else(|| back(text, today));
    if let Some(days) = days.or_else(|| in_words(text, today)).or_else(|| without_article(text, today)) {
        return Ok(days);
    }
    let lower: String = text.to_lowercase().chars().take(LONGEST_OFFER).collect();
    let near = words("offer").map(|(_, offer)| (strsim::levenshtein(&lower, offer), offer)).min();
    let hint = match near {
        Some((1..=2, offer)) => format!("did you mean {offer}?"),
        _ => "write a date like 2026-01-23, 2026-01, 2025, yesterday, last week or 2weeks..".to_owned(),
    };
    let message = format!("\"{}\" is not a date", text.chars().take(60).collect::<String>());
    Err(fault(&message, offset, text.len(), Some(hint)))
}

/// ISO 8601 and metadata forms, at the precision that was given.
fn written(text: &str) -> Option<DayRange> {
    let whole_year = |year: i32| Some(DayRange::new(Day::from_civil(year, 1, 1)?, Day::from_civil(year, 12, 31)?));
    if let Ok(day) = text.parse::<Day>() {
        return Some(DayRange::day(day));
    }
    // Years before 1000 and the quarters and weeks of ISO values.
    let upper = text.to_uppercase();
    if let Some((year, part)) = upper.split_once('-') {
        let year: i32 = year.parse().ok()?;
        if let Some(quarter @ 1..=4) = part.strip_prefix('Q').and_then(|q| q.parse::<u32>().ok()) {
            return Period::Quarter(year, quarter).days();
        }
        if let Some(week @ 1..=53) = part.strip_prefix('W').and_then(|w| w.parse::<i32>().ok()) {
            let fourth = Day::from_civil(year, 1, 4)?;
            let monday = fourth.plus(-(fourth.weekday().cast_signed()) + (week - 1) * 7);
            return Some(DayRange::new(monday, monday.plus(6)));
        }
    }
    if text.bytes().all(|b| b.is_ascii_digit()) && text.len() != 8 {
        return if text.len() == 4 { whole_year(text.parse().ok()?) } else { None };
    }
    let point = timestamp::parse(text)?;
    let (year, month, _) = point.day.civil();
    match point.precision {
        Precision::Year => whole_year(year),
        Precision::Month => Period::Month(year, month).days(),
        _ => Some(DayRange::day(point.day)),
    }
}

/// `2weeks`, `10d`, `3 months`, `last 3 months`: that long before today, to today.
fn back(text: &str, today: Day) -> Option<DayRange> {
    let lower = text.to_lowercase();
    let stripped = words("back").flat_map(|(_, words)| words.split(' ')).find_map(|word| lower.strip_prefix(word));
    let text = stripped.map_or(text, str::trim_start);
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    let count: i32 = text[..figures].parse().ok()?;
    let name = text[figures..].trim().to_lowercase();
    let (code, _) = words("unit").find(|(_, words)| words.split(' ').any(|word| word == name))?;
    let unit = Unit::from_code(code)?;
    let from = Period::Day(today).shift(unit, -count).first()?;
    Some(DayRange::new(from, today))
}

/// What prose writes with an article: "90s", "nineties".
fn without_article(text: &str, today: Day) -> Option<DayRange> {
    let (_, article) = words("article").next()?;
    in_words(&format!("{article} {text}"), today)
}

/// An expression of prose, which must be the whole text.
fn in_words(text: &str, today: Day) -> Option<DayRange> {
    let mentions = tagger::tag(text, grammar(None)?, Some(today), Case::Ignored);
    match &mentions[..] {
        [mention] if mention.span.range() == (0..text.len()) => mention.timex.days,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let today = Day::from_civil(2026, 1, 23).unwrap();
        match parse(text, today) {
            Ok(dates) => {
                let end = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
                format!("{}..{}", end(dates.from), end(dates.to))
            }
            Err(error) => format!("{} {:?} {}", error.message, error.span.range(), error.hint.unwrap_or_default()),
        }
    }

    #[test]
    fn points_keep_their_granularity_and_ends_expand_outward() {
        for (text, days) in [
            ("2026-01-23", "2026-01-23..2026-01-23"),
            ("2025", "2025-01-01..2025-12-31"),
            ("2026-01..2026-03", "2026-01-01..2026-03-31"),
            ("..2025-03", "..2025-03-31"),
            ("2weeks..", "2026-01-09.."),
            ("yesterday", "2026-01-22..2026-01-22"),
            ("last week", "2026-01-12..2026-01-18"),
            ("august 2025", "2025-08-01..2025-08-31"),
            ("August 2025 to yesterday", "2025-08-01..2026-01-22"),
            ("2025-Q3", "2025-07-01..2025-09-30"),
            ("2026-W04", "2026-01-19..2026-01-25"),
            ("the 1990s", "1990-01-01..1999-12-31"),
            ("90s", "1990-01-01..1999-12-31"),
            ("1980s..1990s", "1980-01-01..1999-12-31"),
            ("18th century", "1700-01-01..1799-12-31"),
            ("264 BC", "-0263-01-01..-0263-12-31"),
            ("264 bc..241 bc", "-0263-01-01..-0240-12-31"),
            ("264 to 241 BC", "-0263-01-01..-0240-12-31"),
            ("third century bc", "-0298-01-01..-0199-12-31"),
            ("q3 2020", "2020-07-01..2020-09-30"),
            ("last week of may 2017", "2017-05-25..2017-05-31"),
            ("second sunday of october 2023", "2023-10-08..2023-10-08"),
            ("last 3 months", "2025-10-23..2026-01-23"),
            ("may", "2025-05-01..2025-05-31"),
        ] {
            assert_eq!(read(text), days, "{text}");
        }
    }

    #[test]
    fn faults_say_where_and_what_was_meant() {
        assert_eq!(read("yesterdya"), "\"yesterdya\" is not a date 0..9 did you mean yesterday?");
        assert_eq!(read("2026..2025"), "the range ends before it begins 0..10 did you mean 2025..2026?");
        assert!(read("2026-13-01").contains("is not a date"));
        assert!(read("..").contains("a range needs a date"));
    }
}
