//! Measures of quality on judged collections.

pub mod dates;
pub mod places;
pub mod ranking;
pub mod reading;

use std::path::PathBuf;

/// Why a collection could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A file could not be had.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
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
