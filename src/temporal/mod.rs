//! Dates in prose: which days a text speaks of.
//!
//! Patterns, normalisations and rules are data (`rules/en`, ...). TimeML's TIMEX3 is the model for spans and values.

mod grammar;
mod lexer;
mod pattern;
mod period;
mod published;
mod query;
mod resolve;
mod tagger;
mod timestamp;
mod vocabulary;

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
    match grammar::grammar(language) {
        Some(grammar) => tagger::tag(text, grammar, anchor, grammar::PROSE),
        None => Vec::new(),
    }
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

/// A date expression of a query that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DateError {
    /// What is wrong, in lower case without a full stop.
    pub message: String,
    /// Bytes of the expression that are at fault.
    pub span: Span,
    /// What to write instead ("did you mean yesterday?").
    pub hint: Option<String>,
}

/// Reads the dates of a query (`2026-01..2026-03`, `yesterday`, `2weeks..`, `..2025-03`, `last week`, `august 2025`)
/// against `today`; granularity is kept: `2025` is the year, and imprecise ends expand outward.
///
/// # Errors
/// When the expression is not a date; the error says where and what was perhaps meant.
pub fn parse_query_dates(text: &str, today: Day) -> Result<QueryDates, DateError> {
    query::parse(text, today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor() -> Day {
        Day::from_civil(2026, 1, 23).unwrap()
    }

    /// Every example of every rule, read by the whole tagger; the rule that answers must be the rule that claims it.
    #[test]
    fn rules_do_what_their_examples_say() {
        let mut faults = Vec::new();
        for language in ["en"] {
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
