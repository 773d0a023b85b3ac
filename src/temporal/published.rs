//! The publication date of an article that brings none: from its dateline, its prose, its file name.
//!
//! Never a guess: where the evidence leaves two days open, there is none.

use super::captures::Role;
use super::grammar::{Grammar, Normalisation, grammar};
use super::lexer::{DateTokens, lex};
use super::vocabulary::Case;
use super::{Evidence, timestamp};
use crate::article::{Day, Precision, Published, PublishedFrom};

/// Years that an article may have been published in.
const YEARS_AROUND: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Infers the publication date; see [`super::infer_published`].
pub(super) fn infer(evidence: &Evidence<'_>) -> Option<Published> {
    let is_possible = |day: Day| evidence.seen.is_none_or(|seen| day <= seen);
    let of_file_name = || file_name(evidence.file_name?).filter(|published| is_possible(published.day));
    let Some(grammar) = grammar(evidence.language) else { return of_file_name() };
    let prose = Prose::read(evidence.text, grammar).until(evidence.seen);
    if let Some(dateline) = evidence.dateline {
        let own = Prose::read(dateline, grammar);
        let day = own.full.first().copied().or_else(|| {
            let dated = own.partial.first()?;
            // The dateline of a text without a weekday may still be fixed by one in the prose.
            dated.fixed(&prose).or_else(|| prose.partial.iter().find(|p| p.same_day(dated))?.fixed(&prose))
        });
        if let Some(day) = day.filter(|day| is_possible(*day)) {
            return Some(found(day, Precision::Day, PublishedFrom::Dateline));
        }
    }
    let mut fixed: Vec<Day> = prose.partial.iter().filter_map(|dated| dated.fixed(&prose)).collect();
    fixed.retain(|day| is_possible(*day));
    fixed.sort();
    fixed.dedup();
    if let (Some(first), Some(last)) = (fixed.first(), fixed.last()) {
        // Several days of one event are one piece of evidence; days far apart are none.
        if last.0 - first.0 <= 14 {
            return Some(found(*last, Precision::Day, PublishedFrom::Text));
        }
    }
    of_file_name()
}

fn found(day: Day, precision: Precision, from: PublishedFrom) -> Published {
    Published { day, at: None, precision, from }
}

/// The day that a file name says, if it says one: `2026-01-23-talks.txt`.
#[must_use]
pub fn day_of_file_name(name: &str) -> Option<Day> {
    file_name(name).map(|published| published.day)
}

/// A date in a file name: `2026-01-23-talks.txt`, `talks_20260123.html`.
fn file_name(name: &str) -> Option<Published> {
    let bytes = name.as_bytes();
    let mut days = Vec::new();
    for (start, _) in name.match_indices(|c: char| c.is_ascii_digit()) {
        if start > 0 && bytes[start - 1].is_ascii_digit() {
            continue;
        }
        let figures = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        let candidate = if figures == 8 {
            name.get(start..start + 8).map(str::to_owned)
        } else if figures == 4 {
            let end = start + 10;
            let whole = name.get(start..end).filter(|_| !bytes.get(end).is_some_and(u8::is_ascii_digit));
            whole.map(|text| text.replace(['_', '.'], "-"))
        } else {
            None
        };
        let read = candidate.and_then(|text| timestamp::parse(&text));
        days.extend(read.filter(|point| point.precision == Precision::Day).map(|point| point.day));
    }
    days.retain(|day| YEARS_AROUND.contains(&day.civil().0));
    days.dedup();
    match days[..] {
        [day] => Some(found(day, Precision::Day, PublishedFrom::FileName)),
        _ => None,
    }
}

/// A day and month, perhaps with its weekday, without a year.
#[derive(Debug, Clone, Copy)]
struct Dated {
    month: u32,
    day: u32,
    weekday: Option<u32>,
}

/// The dates of a prose that bear on when it was written.
#[derive(Debug, Default)]
struct Prose {
    partial: Vec<Dated>,
    full: Vec<Day>,
    years: Vec<i32>,
}

impl Prose {
    fn read(text: &str, grammar: &Grammar) -> Self {
        let tokens = lex(text, &grammar.vocabulary, Case::Matters);
        let tokens = DateTokens { tokens: &tokens, vocabulary: &grammar.vocabulary };
        let mut prose = Self::default();
        let mut at = 0;
        while at < tokens.tokens.len() {
            let found = grammar.match_at(tokens, at, |_, _| true);
            let longest = found.as_ref().map_or(at + 1, |(end, ..)| *end);
            if let Some((_, captures, _)) = found.filter(|(.., rule)| rule.normalisation == Normalisation::Date) {
                let unsigned = |role| captures.get(role).map(i32::cast_unsigned);
                let year = captures.get(Role::Year).filter(|year| YEARS_AROUND.contains(year));
                let era = captures.get(Role::Era).is_some();
                let (month, day) = (unsigned(Role::Month), unsigned(Role::Day));
                if let Some(year) = year.filter(|_| !era) {
                    prose.years.push(year);
                    prose.full.extend(month.zip(day).and_then(|(month, day)| Day::from_civil(year, month, day)));
                } else if let (Some(month), Some(day), None) = (month, day, captures.get(Role::Offset)) {
                    prose.partial.push(Dated { month, day, weekday: unsigned(Role::Weekday) });
                }
            }
            at = longest;
        }
        prose
    }

    /// Without the years that were to come when the text was seen.
    fn until(mut self, seen: Option<Day>) -> Self {
        let last = seen.map_or(i32::MAX, |seen| seen.civil().0);
        self.years.retain(|year| *year <= last);
        self
    }

    /// The newest year that is spoken of.
    fn newest_year(&self) -> Option<i32> {
        self.years.iter().copied().max()
    }
}

impl Dated {
    fn same_day(&self, other: &Self) -> bool {
        (self.month, self.day) == (other.month, other.day)
    }

    /// The day, where weekday and the years of the text leave one only: a weekday falls on a date once in five to
    /// eleven years, and a text speaks of its own year or the one before.
    fn fixed(&self, prose: &Prose) -> Option<Day> {
        let weekday = self.weekday?;
        let newest = prose.newest_year()?;
        let candidates: Vec<Day> = (newest - 1..=newest + 2)
            .filter_map(|year| Day::from_civil(year, self.month, self.day))
            .filter(|day| day.weekday() == weekday && day.civil().0 >= newest)
            .collect();
        match candidates[..] {
            [day] => Some(day),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn infer_from(evidence: Evidence<'_>) -> Option<(String, PublishedFrom)> {
        infer(&evidence).map(|published| (published.day.to_string(), published.from))
    }

    #[test]
    fn a_weekday_and_the_years_of_the_text_fix_the_day() {
        let text = "On Friday, January 23, envoys met for the first time since the war began in 2022. They spoke of the \
                    plan of August 2025.";
        let found = infer_from(Evidence { text, ..Evidence::default() });
        assert_eq!(found, Some(("2026-01-23".to_owned(), PublishedFrom::Text)));
    }

    /// Years to come date no article, and none was published after it was seen.
    #[test]
    fn no_day_is_later_than_the_article_was_seen() {
        let seen = Day::from_civil(2026, 1, 24);
        let text = "On Thursday, February 6, the agency set a goal for 2030. It was founded in 2019.";
        let found = |seen| infer_from(Evidence { text, seen, ..Evidence::default() });
        assert_eq!(found(None).unwrap().0, "2031-02-06");
        assert_eq!(found(seen).unwrap().0, "2020-02-06");
        let later = "On Friday, January 30, they met. The war began in 2022. It is 2026.";
        assert_eq!(infer_from(Evidence { text: later, seen, ..Evidence::default() }), None);
        let name = |seen| infer_from(Evidence { file_name: Some("2026-01-30-talks.txt"), seen, ..Evidence::default() });
        assert!(name(None).is_some() && name(seen).is_none());
        let dateline = |seen| infer_from(Evidence { dateline: Some("Jan. 30, 2026"), seen, ..Evidence::default() });
        assert!(dateline(None).is_some() && dateline(seen).is_none());
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["They met on Friday.", "They met on Friday, January 23.", "In 2022 they met on January 23.", ""] {
            assert_eq!(infer_from(Evidence { text, ..Evidence::default() }), None, "{text}");
        }
    }

    #[test]
    fn a_file_name_with_one_date_is_evidence() {
        let found = |file_name| infer_from(Evidence { file_name: Some(file_name), ..Evidence::default() });
        assert_eq!(found("2026-01-23-talks.txt"), Some(("2026-01-23".to_owned(), PublishedFrom::FileName)));
        assert_eq!(found("talks_20260123.html"), Some(("2026-01-23".to_owned(), PublishedFrom::FileName)));
        assert_eq!(found("000_92bb491177bda678.txt"), None);
        assert_eq!(found("2026-01-23_2025-01-23.txt"), None);
    }

    #[test]
    fn a_dateline_with_its_year_or_weekday() {
        let evidence = Evidence { dateline: Some("Jan. 23, 2026"), text: "Talks began.", ..Evidence::default() };
        assert_eq!(infer_from(evidence), Some(("2026-01-23".to_owned(), PublishedFrom::Dateline)));
        let evidence = Evidence { dateline: Some("Jan. 23"), text: "Talks began.", ..Evidence::default() };
        assert_eq!(infer_from(evidence), None);
    }
}
