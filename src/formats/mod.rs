//! Readers: from the bytes of any news format to [`Record`]s. One file a format, one trait, one table.

use crate::article::Record;
use std::{io::Read, ops::ControlFlow};

/// One article, or one failed record, of an input.
#[derive(Debug)]
pub struct Found {
    /// Position of the record in its input, from 0; failed records count.
    pub item: u64,
    /// Bytes of the (decoded) input read up to the end of this record, where the format can be resumed from there.
    pub offset: Option<u64>,
    /// The article, or why this record is none.
    pub record: Result<Record, ReadError>,
}

/// Why an input or a record of it could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct ReadError {
    /// What kind of fault it is.
    pub kind: ReadErrorKind,
    /// In lower case, without a full stop; names line, offset or element where there is one.
    pub reason: String,
}

impl ReadError {
    /// Makes an error.
    pub fn new(kind: ReadErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

/// Kinds of faults of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// The bytes could not be had.
    Io,
    /// No reader knows this type: skipped and counted, not failed.
    Unsupported,
    /// There is no text in it: skipped and counted, not failed.
    Empty,
    /// Broken for its format.
    Malformed,
    /// Over a limit on size, depth or expansion.
    Limit,
}

/// What a reader may know besides the bytes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Format by name (`--input-format`); found by content, then by file name otherwise.
    pub format: Option<String>,
    /// Other names for keys: (design's key, key of the input) (`--map published=pub_date`).
    pub map: Vec<(String, String)>,
    /// Resume after this record: (item, offset) of a [`Found`] of an earlier reading.
    pub resume: Option<(u64, u64)>,
}

/// Reads all articles of an input and hands each to `emit`, until it breaks off. Streams: an input of many articles is
/// never held in memory as a whole.
///
/// `name` is the file's name or path, for finding the format and for names inside archives.
///
/// # Errors
/// When the input as a whole cannot be read; what was emitted before stays valid.
pub fn read(
    name: &str,
    input: &mut dyn Read,
    options: &Options,
    emit: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let _ = (name, input, options, emit);
    Err(ReadError::new(ReadErrorKind::Unsupported, "no reader knows this type"))
}
