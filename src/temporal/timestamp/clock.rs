//! Times of day in metadata, with their zones.

use super::pieces::Piece;
use crate::article::{Day, Precision};
use crate::temporal::Timestamp;
use crate::temporal::rules::{LANGUAGES, rows};
use std::{collections::HashMap, sync::LazyLock};

/// A time of day with what is known of its seconds and zone.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: Option<i64>,
    pub(super) fraction: String,
    /// Minutes east of Greenwich.
    pub(super) zone: Option<i64>,
}

/// The words of clock times in all languages.
#[derive(Default)]
struct ClockWords {
    /// Minutes east of Greenwich by the zone's abbreviation.
    zones: HashMap<&'static str, i64>,
    /// Hours that the half of the day adds.
    halves: HashMap<&'static str, i64>,
    /// Halves of the day with full stops, and without ("a.m.", "am").
    dotted: Vec<(&'static str, &'static str)>,
    /// Words before a time.
    before: Vec<&'static str>,
}

static WORDS: LazyLock<ClockWords> = LazyLock::new(|| {
    let mut words = ClockWords::default();
    let tables = LANGUAGES.iter().filter_map(|language| Some(language.prose.as_ref()?.clock));
    for row in tables.flat_map(rows) {
        let [kind, value, names] = row[..] else { continue };
        let value = value.parse().unwrap_or(0);
        let mut names = names.split(' ');
        match kind {
            "zone" => words.zones.extend(names.map(|name| (name, value))),
            "before" => words.before.extend(names),
            _ => {
                let Some(plain) = names.next() else { continue };
                words.halves.insert(plain, value);
                words.dotted.extend(names.map(|name| (name, plain)));
            }
        }
    }
    words
});

/// The text with the halves of the day written without full stops.
pub(super) fn without_stops(text: String) -> String {
    WORDS.dotted.iter().fold(text, |text, (dotted, plain)| text.replace(dotted, plain))
}

/// What [`take`] found.
pub(super) enum Taken {
    /// A time, which is no longer among the pieces.
    Read(Clock),
    /// No time.
    Absent,
    /// What no clock shows.
    Wrong,
}

/// Takes the time of day and its zone out of the pieces.
pub(super) fn take(pieces: &mut Vec<Piece<'_>>) -> Taken {
    let (mut clock, mut start, mut end) =
        match with_colon(pieces).or_else(|| with_t(pieces)).or_else(|| with_half(pieces)) {
            Some(Found::At(clock, start, end)) => (clock, start, end),
            Some(Found::Wrong) => return Taken::Wrong,
            None => return Taken::Absent,
        };
    let next = if pieces.get(end) == Some(&Piece::Space) { end + 1 } else { end };
    if let Some(hours) = half(pieces, next) {
        if !(1..=12).contains(&clock.hour) {
            return Taken::Wrong;
        }
        clock.hour = clock.hour % 12 + hours;
        end = next + 1;
    }
    (clock.zone, end) = zone(pieces, end);
    // 24:00 is the end of the day that is named.
    if clock.hour == 24 && clock.minute == 0 {
        (clock.hour, clock.minute) = (23, 59);
    }
    if clock.hour > 23 || clock.minute > 59 || clock.second.is_some_and(|second| second > 60) {
        return Taken::Wrong;
    }
    // "2026-01-24T08:15": the T belongs to the time.
    let opens_time = |word: &str| word == "t" || WORDS.before.contains(&word);
    if start > 0 && matches!(&pieces[start - 1], Piece::Word(word) if opens_time(word)) {
        start -= 1;
    }
    pieces.splice(start..end, [Piece::Space]);
    Taken::Read(clock)
}

/// A time, and the pieces from the first of its own to the first after it.
enum Found {
    At(Clock, usize, usize),
    Wrong,
}

/// A number of at most two digits.
fn number(pieces: &[Piece<'_>], at: usize) -> Option<i64> {
    match pieces.get(at) {
        Some(Piece::Number { value, digits }) if digits.len() <= 2 => Some(*value),
        _ => None,
    }
}

/// Hours that the half of the day at a piece adds.
fn half(pieces: &[Piece<'_>], at: usize) -> Option<i64> {
    match pieces.get(at) {
        Some(Piece::Word(word)) => WORDS.halves.get(word.as_str()).copied(),
        _ => None,
    }
}

/// "08:15", "08:15:00.250"
fn with_colon(pieces: &[Piece<'_>]) -> Option<Found> {
    let mark = |at: usize, c: char| pieces.get(at) == Some(&Piece::Mark(c));
    let colon = (1..pieces.len())
        .find(|at| mark(*at, ':') && number(pieces, at - 1).is_some() && number(pieces, at + 1).is_some())?;
    let (hour, minute) = (number(pieces, colon - 1)?, number(pieces, colon + 1)?);
    let mut clock = Clock { hour, minute, ..Clock::default() };
    let mut end = colon + 2;
    if mark(end, ':') && number(pieces, end + 1).is_some() {
        clock.second = number(pieces, end + 1);
        end += 2;
        if let (true, Some(Piece::Number { digits, .. })) = (mark(end, '.') || mark(end, ','), pieces.get(end + 1)) {
            (*digits).clone_into(&mut clock.fraction);
            end += 2;
        }
    }
    Some(Found::At(clock, colon - 1, end))
}

/// The basic form of ISO 8601: 20260124T081500.
fn with_t(pieces: &[Piece<'_>]) -> Option<Found> {
    let is_t = |at: usize| matches!(pieces.get(at), Some(Piece::Word(word)) if word == "t");
    let at = (1..pieces.len()).find(|at| is_t(*at) && matches!(pieces.get(at + 1), Some(Piece::Number { .. })))?;
    let Some(Piece::Number { value, digits }) = pieces.get(at + 1) else { return None };
    let (hour, minute, second) = match digits.len() {
        4 => (value / 100, value % 100, None),
        6 => (value / 10_000, value / 100 % 100, Some(value % 100)),
        _ => return Some(Found::Wrong),
    };
    Some(Found::At(Clock { hour, minute, second, ..Clock::default() }, at, at + 2))
}

/// "5 pm"
fn with_half(pieces: &[Piece<'_>]) -> Option<Found> {
    let at = (1..pieces.len()).find(|at| half(pieces, *at).is_some())?;
    let start = if pieces[at - 1] == Piece::Space { at.saturating_sub(2) } else { at - 1 };
    let hour = number(pieces, start)?;
    Some(Found::At(Clock { hour, ..Clock::default() }, start, at))
}

/// The zone that follows a time, and where it ends.
fn zone(pieces: &[Piece<'_>], from: usize) -> (Option<i64>, usize) {
    let mut at = from;
    while matches!(pieces.get(at), Some(Piece::Space | Piece::Mark('('))) {
        at += 1;
    }
    let mut found = None;
    if let Some(Piece::Word(word)) = pieces.get(at)
        && let Some(minutes) = WORDS.zones.get(word.as_str()).copied()
    {
        found = Some(minutes);
        at += 1;
        if pieces.get(at) == Some(&Piece::Mark(')')) {
            at += 1;
        }
    }
    if let (Some(Piece::Mark(sign @ ('+' | '-' | '−'))), Some(Piece::Number { value, digits })) =
        (pieces.get(at), pieces.get(at + 1))
    {
        let (hours, mut minutes) = if digits.len() > 2 { (value / 100, value % 100) } else { (*value, 0) };
        let mut end = at + 2;
        if let (Some(Piece::Mark(':')), Some(Piece::Number { value, .. })) = (pieces.get(end), pieces.get(end + 1)) {
            minutes = *value;
            end += 2;
        }
        if hours <= 14 && minutes < 60 && digits.len() <= 4 {
            let offset = hours * 60 + minutes;
            found = Some(found.unwrap_or(0) + if *sign == '+' { offset } else { -offset });
            at = end;
            // "+0400 (GST)": a comment.
            if let [Piece::Space, Piece::Mark('('), Piece::Word(_), Piece::Mark(')')] =
                pieces.get(at..at + 4).unwrap_or_default()
            {
                at += 4;
            }
        }
    }
    if found.is_some() { (found, at) } else { (None, from) }
}

impl Clock {
    /// The time on a day.
    pub(super) fn on(&self, day: Day) -> Timestamp {
        let precision = if self.second.is_some() { Precision::Second } else { Precision::Minute };
        let at = self.zone.map(|zone| {
            let fraction = if self.fraction.is_empty() { String::new() } else { format!(".{}", self.fraction) };
            let second = self.second.unwrap_or(0);
            let (hour, minute) = (self.hour, self.minute);
            let zone = if zone == 0 {
                "Z".to_owned()
            } else {
                let sign = if zone < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            };
            format!("{day}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
        });
        Timestamp { day, at, precision }
    }
}
