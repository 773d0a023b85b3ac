//! Measures of quality on judged collections.

pub mod collection;
pub mod copies;
pub mod dates;
pub mod entities;
pub mod places;
pub mod ranking;
pub mod reading;
pub mod tags;
pub mod weights;

use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Why a collection could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file is not of the collection's form.
    #[error("{}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads a text file, gzipped or not.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, EvaluateError> {
    let io = |source| EvaluateError::Io { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(io)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(io)?;
    } else {
        bytes.as_slice().read_to_string(&mut text).map_err(io)?;
    }
    Ok(text)
}
