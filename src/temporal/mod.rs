//! Dates in prose: which days a text speaks of.
//!
//! Patterns, normalisations and rules are data (`rules/en`, ...). TimeML's TIMEX3 is the model for spans and values.

mod captures;
mod discourse;
mod error;
mod grammar;
mod lexer;
mod list;
mod months;
#[cfg(test)]
mod mutations;
mod numeral;
mod pattern;
mod period;
mod prefilter;
mod published;
mod query;
mod resolve;
mod resolved;
mod rules;
mod tagger;
mod tense;
mod timestamp;
mod vocabulary;

pub use error::DateError;
pub use published::day_of_file_name;

use crate::article::{Day, DayRange, Precision, Published, Span, Timex};

/// A date mention: a span of the text that was read, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// Bytes of the text.
    pub span: Span,
    /// Value, days and rule.
    pub timex: Timex,
}

/// Finds and resolves the dates of a text. Without an anchor, relative dates keep a value without days.
#[must_use]
pub fn tag(text: &str, language: Option<&str>, anchor: Option<Day>) -> Vec<DateMention> {
    match grammar::grammar_for(text, language) {
        Some(grammar) => tagger::tag(text, grammar, anchor, vocabulary::Case::Matters),
        None => Vec::new(),
    }
}

/// The number of a month by its name or abbreviation in one of the languages of `rules` ("January", "JAN.", "märz").
#[must_use]
pub fn month(name: &str) -> Option<u32> {
    months::number(name)
}

/// What an article without a publication date has to infer one from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The date of the dateline as written ("Jan 23").
    pub dateline: Option<&'a str>,
    /// The headline.
    pub title: &'a str,
    /// The body.
    pub text: &'a str,
    /// The name of the file, without folders.
    pub file_name: Option<&'a str>,
    /// ISO 639-1 code.
    pub language: Option<&'a str>,
    /// The day on which the article was first seen, if it is known: it was not published later.
    pub seen: Option<Day>,
}

/// Infers the publication date from dateline, text, file name, in this order; `None` where nothing follows.
#[must_use]
pub fn infer_published(evidence: &Evidence<'_>) -> Option<Published> {
    published::infer(evidence)
}

/// A point in time as metadata gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp {
    /// The local day as written.
    pub day: Day,
    /// RFC 3339 with the zone as written, where time and zone are known.
    pub at: Option<String>,
    /// The finest unit given.
    pub precision: Precision,
}

/// Reads a metadata date in any of the usual forms (RFC 3339, RFC 2822, ISO 8601 basic and extended, "January 23,
/// 2026 5:04 pm EST", "2026-01", Unix seconds ...); `None` where it is not one or is ambiguous beyond use.
#[must_use]
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    timestamp::parse(text)
}

/// A range of days as a query gives it; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryDates {
    /// First day, if bounded.
    pub from: Option<Day>,
    /// Last day, if bounded.
    pub to: Option<Day>,
}

impl From<DayRange> for QueryDates {
    fn from(days: DayRange) -> Self {
        Self { from: Some(days.from), to: Some(days.to) }
    }
}

/// Reads the dates of a query (`2026-01..2026-03`, `yesterday`, `2weeks..`, `..2025-03`, `last week`, `august 2025`)
/// against `today`; granularity is kept: `2025` is the year, and imprecise ends expand outward.
///
/// # Errors
/// When the expression is not a date; the error gives the place and a suggestion.
pub fn parse_query_dates(text: &str, today: Day) -> Result<QueryDates, DateError> {
    query::parse(text, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anchor() -> Day {
        Day::from_civil(2026, 1, 23).unwrap()
    }

    proptest! {
        /// Spans are ordered, apart and on character boundaries, whatever the text and the anchor.
        #[test]
        fn any_text_and_anchor_give_valid_spans(
            text in "(\\PC|\n){0,200}",
            words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..40),
            year in -9999..=9999_i32,
            day in 0..366_i32,
        ) {
            let anchor = Day::from_civil(year, 1, 1).unwrap().plus(day);
            for text in [text, words.join(" "), words.concat()] {
                for (language, anchor) in [("en", Some(anchor)), ("de", Some(anchor)), ("en", None)] {
                    let mut end = 0;
                    for mention in tag(&text, Some(language), anchor) {
                        prop_assert!(mention.span.start >= end && !mention.span.is_empty());
                        prop_assert!(text.get(mention.span.range()).is_some());
                        prop_assert!(!mention.timex.value.is_empty());
                        end = mention.span.end;
                    }
                }
                let _ = parse_query_dates(&text, anchor);
                let _ = infer_published(&Evidence { text: &text, file_name: Some(&text), ..Evidence::default() });
            }
        }
    }

    const WORDS: [&str; 44] = [
        "in",
        "on",
        "the",
        "last",
        "next",
        "two",
        "a",
        "year",
        "years",
        "ago",
        "later",
        "earlier",
        "May",
        "Friday",
        "night",
        "of",
        "to",
        "third",
        "quarter",
        "-",
        "1990",
        "31",
        "999999999",
        "BC",
        "Easter",
        "decade",
        "century",
        "centuries",
        ".",
        ",",
        ":",
        "/",
        "'",
        "s",
        "million",
        "thousand",
        "hundred",
        "p.m.",
        "12",
        "0",
        "1000",
        "vor",
        "weeks",
        "previous",
    ];

    /// Text that could make a matcher run back and forth: eight times the text takes eight times the looks at tokens, where the
    /// square would take 64.
    #[test]
    fn hostile_text_takes_linear_work() {
        for piece in [
            "1",
            "on ",
            "May ",
            "the first ",
            "two hundred ",
            "Friday, ",
            "in the ",
            "-",
            "1990-",
            "a ",
            "1,000,",
            ",000",
            "three days before ",
            "the day before on ",
            "12 to 18 ",
            "1957-58",
            "the last week of May ",
            "'70s and ",
        ] {
            let looks = |count: usize| {
                lexer::LOOKS.set(0);
                let _ = tag(&piece.repeat(count), None, Some(anchor()));
                lexer::LOOKS.get()
            };
            let (short, long) = (looks(500), looks(4000));
            assert!(long <= 9 * short + 100, "{piece:?}: {short} looks, for eight times the text {long}");
        }
    }

    #[test]
    fn without_an_anchor_relative_dates_have_no_days() {
        for (text, value) in [
            ("on Friday", "XXXX-WXX-5"),
            ("yesterday", "XXXX-XX-XX"),
            ("last week", "XXXX-WXX"),
            ("on January 23", "XXXX-01-23"),
            ("in the third quarter", "XXXX-Q3"),
        ] {
            let mentions = tag(text, None, None);
            assert_eq!((mentions[0].timex.value.as_str(), mentions[0].timex.days), (value, None), "{text}");
        }
    }

    /// Two mentions that share words each have their own value.
    #[test]
    fn parts_of_lists_are_read_apart() {
        for (text, first, second) in [
            ("in March and April 2024", ("March", "2024-03"), ("April 2024", "2024-04")),
            ("from May 30 to June 2, 2024", ("May 30", "2024-05-30"), ("June 2, 2024", "2024-06-02")),
            ("between January 3 and 7", ("January 3", "2026-01-03"), ("7", "2026-01-07")),
            (
                "in the second and fourth quarters of 2025",
                ("second", "2025-Q2"),
                ("fourth quarters of 2025", "2025-Q4"),
            ),
            ("on Monday and Tuesday nights", ("Monday", "XXXX-WXX-1TNI"), ("Tuesday nights", "XXXX-WXX-2TNI")),
        ] {
            let mentions = tag(text, Some("en"), Some(anchor()));
            let found: Vec<_> = mentions.iter().map(|m| (&text[m.span.range()], m.timex.value.as_str())).collect();
            assert_eq!(found, [first, second], "{text}");
        }
    }

    /// A day that its month does not have is no date, and its month and year are not what the text speaks of.
    #[test]
    fn days_that_no_month_has_are_passed_over() {
        let found = |text: &str| {
            let mentions = tag(text, Some("en"), Some(anchor()));
            mentions.into_iter().map(|mention| mention.timex.value).collect::<Vec<_>>()
        };
        for text in [
            "They met on 31 June in Oslo.",
            "It was February 30, 2024, they say.",
            "Born Feb. 29, 2023, in Oslo.",
            "on the 30th of February 2020 he slept",
            "by June 31st",
            "on 31/06/2025",
            "on 2025-02-30",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        assert_eq!(found("They left on 31 June and 2 July 2024 for Oslo."), ["2024-07-02"]);
        assert_eq!(found("It opened on Feb. 29 in Oslo."), ["2024-02-29"], "the leap year that is nearest");
        assert!(parse_query_dates("31 june", anchor()).is_err());
        assert!(parse_query_dates("29 february 2023", anchor()).is_err());
    }

    /// Every example of every rule, read by the whole tagger; the rule that answers must be the rule that claims it.
    #[test]
    fn rules_do_what_their_examples_say() {
        let mut faults = Vec::new();
        for language in grammar::languages() {
            let grammar = grammar::grammar(Some(language)).unwrap();
            for rule in &grammar.rules {
                if rule.examples.is_empty() || rule.counter_examples.is_empty() {
                    faults.push(format!("{language} {}: needs an example and a counter-example", rule.name));
                }
                for (text, span, value) in &rule.examples {
                    let mentions = tag(text, Some(language), Some(anchor()));
                    let found = mentions.iter().find(|mention| mention.timex.rule == rule.name);
                    let found = found.map(|mention| (&text[mention.span.range()], mention.timex.value.as_str()));
                    if found != Some((span, value)) {
                        faults.push(format!("{language} {}: \"{text}\" gives {found:?} of {mentions:?}", rule.name));
                    }
                }
                for text in &rule.counter_examples {
                    let mentions = tag(text, Some(language), Some(anchor()));
                    if let Some(found) = mentions.iter().find(|mention| mention.timex.rule == rule.name) {
                        faults.push(format!("{language} {}: \"{text}\" must not give {found:?}", rule.name));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
