//! Why a search could not be done.

use crate::archive::ArchiveError;
use crate::archive::aliases::AliasFileError;
use crate::index::{self, IndexError};
use crate::query::Within;

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
    #[error("the index cannot be read ({})", index::describe(.0))]
    Engine(#[from] tantivy::TantivyError),
    /// The gazetteer has no such place.
    #[error("no place is called \"{name}\"")]
    UnknownPlace {
        /// As the query has it.
        name: String,
        /// Names that look alike.
        suggestions: Vec<String>,
    },
    /// Distances are not counted from a country.
    #[error("near: counts from a point, and {name} is a {feature}")]
    NearAnArea {
        /// Its name.
        name: String,
        /// What it is.
        feature: String,
    },
    /// The user's aliases cannot be read; the message names the file.
    #[error(transparent)]
    Aliases(#[from] AliasFileError),
    /// The prefixes of the query expand to too many words.
    #[error("{prefix}* expands to too many words; write more of the prefix")]
    TooManyTerms {
        /// The prefix that went over the limit.
        prefix: String,
    },
    /// Too many words of the query are to be found misspelt.
    #[error("over {most} words with ~ in one query")]
    TooManyFuzzy {
        /// Words that may be.
        most: usize,
    },
    /// The text of too many passages would have to be read.
    #[error(
        "for {within} the names, dates or parts of words would have to be looked for in the text of more than {most} \
         passages; add a word, or ask for one passage with w/p"
    )]
    TooManyReads {
        /// The proximity that is not in the index.
        within: Within,
        /// Passages that may be read.
        most: usize,
    },
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
