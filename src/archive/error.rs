//! Why the archive's tables could not be read.

use super::aliases::AliasFileError;
use crate::index::{self, IndexError};

/// A fault of the archive's tables; each message is one line that names the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The index is missing, of another version, or damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The engine could not read the index.
    #[error("the index cannot be read ({})", index::describe(.0))]
    Engine(#[from] tantivy::TantivyError),
    /// The user's aliases cannot be read.
    #[error(transparent)]
    Aliases(#[from] AliasFileError),
}

impl From<std::io::Error> for ArchiveError {
    fn from(error: std::io::Error) -> Self {
        tantivy::TantivyError::from(error).into()
    }
}
