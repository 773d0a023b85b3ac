//! Faults of dates: in a query, and in the files of rules.

use crate::article::Span;

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

/// A line of a language's files that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}: {text}")]
pub(super) struct RuleError {
    file: String,
    line: usize,
    what: String,
    text: String,
}

impl RuleError {
    /// An error about a line, which is quoted as `text`.
    pub(super) fn new(file: &str, line: usize, what: &str, text: &str) -> Self {
        Self { file: file.to_owned(), line, what: what.to_owned(), text: text.to_owned() }
    }
}
