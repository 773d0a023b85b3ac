//! Why a search could not be done.

use crate::archive::ArchiveError;
use crate::archive::aliases::AliasFileError;
use crate::index::IndexError;

/// A fault of a search; each message is one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// No article has this id.
    #[error("no article has the id \"{id}\"")]
    NoArticle {
        /// As the query has it.
        id: String,
    },
    /// Several articles have ids that begin like this.
    #[error("\"{id}\" is the beginning of several ids: {}", .candidates.join(", "))]
    AmbiguousId {
        /// As the query has it.
        id: String,
        /// Ids that begin so.
        candidates: Vec<String>,
    },
    /// There is no index, or one of another version, or a damaged one; the message names the command to run.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The engine could not read the index.
    #[error("the index cannot be read ({0})")]
    Engine(#[from] tantivy::TantivyError),
    /// The gazetteer has no such place.
    #[error("no place is called \"{name}\"")]
    UnknownPlace {
        /// As the query has it.
        name: String,
        /// Names that look alike.
        suggestions: Vec<String>,
    },
    /// The user's aliases cannot be read; the message names the file.
    #[error(transparent)]
    Aliases(#[from] AliasFileError),
    /// The query expands to too much.
    #[error("{0}")]
    TooWide(String),
}

impl From<ArchiveError> for SearchError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Index(error) => Self::Index(error),
            ArchiveError::Engine(error) => Self::Engine(error),
            ArchiveError::Aliases(error) => Self::Aliases(error),
        }
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        tantivy::TantivyError::from(error).into()
    }
}
