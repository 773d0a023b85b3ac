//! Why an input or a record of it could not be read.

use super::common::whitespace;
use std::{error::Error, io, sync::Arc};

/// Why an input or a record of it could not be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct ReadError {
    /// What kind of fault it is.
    pub kind: ReadErrorKind,
    /// In lower case, without a full stop; names line, offset or element where there is one, and includes the message of the cause.
    pub reason: String,
    /// The error of the library that found the fault.
    #[source]
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

/// Kinds of faults of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// The bytes could not be read.
    Io,
    /// No reader knows this type: skipped and counted, not failed.
    Unsupported,
    /// There is no text in it: skipped and counted, not failed.
    Empty,
    /// Broken for its format.
    Malformed,
    /// Over a limit on size, depth or expansion.
    Limit,
    /// The user interrupted the reading.
    Interrupted,
}

impl ReadError {
    /// Makes an error.
    pub fn new(kind: ReadErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), cause: None }
    }

    /// The error of a library that found an input broken.
    pub(super) fn malformed(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::caused(ReadErrorKind::Malformed, cause)
    }

    fn caused(kind: ReadErrorKind, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { kind, reason: in_our_form(&cause.to_string()), cause: Some(Arc::new(cause)) }
    }

    /// The same error with the place where it happened before its reason.
    pub(super) fn at(self, place: &str) -> Self {
        Self { reason: format!("{place}: {}", self.reason), ..self }
    }
}

/// Two errors are equal when they read the same.
impl PartialEq for ReadError {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, &self.reason) == (other.kind, &other.reason)
    }
}

impl From<io::Error> for ReadError {
    /// A limit that was raised below stays what it is; data that breaks off is broken, anything else could not be read.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => own,
            Err(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                    Self::malformed(error)
                }
                _ => Self::caused(ReadErrorKind::Io, error),
            },
        }
    }
}

/// A foreign message in our form: lower case at the start, no full stop at the end, on one line.
fn in_our_form(message: &str) -> String {
    let message = whitespace::line(message);
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    if chars.clone().nth(1).is_some_and(char::is_uppercase) {
        return message.to_owned();
    }
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_kept_and_read_in_our_form() {
        let cause = io::Error::new(io::ErrorKind::PermissionDenied, "Access\nis denied.");
        let error = ReadError::from(cause).at("a.txt");
        assert_eq!((error.kind, error.to_string().as_str()), (ReadErrorKind::Io, "a.txt: access is denied"));
        assert!(error.source().is_some_and(|cause| cause.to_string().starts_with("Access")));
    }

    #[test]
    fn a_limit_raised_below_a_reader_stays_a_limit() {
        let limit = ReadError::new(ReadErrorKind::Limit, "too much");
        assert_eq!(ReadError::from(io::Error::other(limit.clone())), limit);
        let eof = ReadError::from(io::Error::from(io::ErrorKind::UnexpectedEof));
        assert_eq!(eof.kind, ReadErrorKind::Malformed);
    }
}
