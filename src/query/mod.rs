//! The query language: grammar, syntax tree, parser.

use crate::article::{Day, Span};

/// A query that was understood: a syntax tree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {}

/// A query that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Stable name of the fault ("unbalanced_quote", "bad_date", "unknown_field" ...).
    pub code: &'static str,
    /// In lower case, without a full stop.
    pub message: String,
    /// Bytes of `line` at fault.
    pub span: Span,
    /// The text that `span` counts in: the query as it was read.
    pub line: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// Reads the query language; dates are read against `today`.
///
/// # Errors
/// With the span at fault, always inside the text.
pub fn parse(text: &str, today: Day) -> Result<Query, QueryError> {
    let _ = (text, today);
    Ok(Query {})
}

/// Reads the arguments of a command line after the flags were taken out: one argument is query language; among several, one
/// that holds spaces but no query syntax is a phrase.
///
/// # Errors
/// As [`parse`], the span counting in the arguments joined by spaces.
pub fn parse_arguments(arguments: &[String], today: Day) -> Result<Query, QueryError> {
    let _ = (arguments, today);
    Ok(Query {})
}

/// Makes the query of one flag: `field("person", "Steve Witkoff", today)` is `person:"Steve Witkoff"`.
///
/// # Errors
/// When there is no such field or the value does not fit it.
pub fn field(name: &str, value: &str, today: Day) -> Result<Query, QueryError> {
    let _ = (name, value, today);
    Ok(Query {})
}

/// All of the text is words (`--literal`, `--batch`).
#[must_use]
pub fn words(text: &str) -> Query {
    let _ = text;
    Query {}
}

/// All of the text is one phrase (`--phrase`).
#[must_use]
pub fn phrase(text: &str) -> Query {
    let _ = text;
    Query {}
}

impl Query {
    /// Both must hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let _ = other;
        self
    }

    /// Either must hold.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let _ = other;
        self
    }

    /// Must not hold.
    #[must_use]
    pub fn negate(self) -> Self {
        self
    }
}
