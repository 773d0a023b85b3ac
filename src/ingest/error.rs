//! Why an index run could not be done at all.

use crate::formats::{self, MapError};
use crate::index::IndexError;
use std::path::PathBuf;

/// Why an index run could not be done at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// A root that is missing, unreadable or empty; nothing was removed.
    #[error("{path}: {reason}")]
    Root {
        /// The root.
        path: String,
        /// What is wrong, and the fix.
        reason: String,
    },
    /// Too much vanished at once.
    #[error(
        "{vanished} of {known} inputs under {root} are gone; nothing was removed (--prune removes them, --keep-vanished keeps their articles)"
    )]
    Vanished {
        /// The root.
        root: String,
        /// Inputs gone.
        vanished: u64,
        /// Inputs known.
        known: u64,
    },
    /// Inputs that lie under no root any more.
    #[error(
        "{outside} of {known} inputs lie under none of the roots; nothing was removed (dateline roots add PATH names their root, --prune removes them)"
    )]
    OutsideRoots {
        /// Inputs outside.
        outside: u64,
        /// Inputs known.
        known: u64,
    },
    /// An option names a field that is not there, or one twice.
    #[error("--map: {0}")]
    Map(#[from] MapError),
    /// There is no such input format.
    #[error("no input format \"{name}\"; there are {}", formats::names().collect::<Vec<_>>().join(", "))]
    InputFormat {
        /// What was asked for.
        name: String,
    },
    /// There is no such article.
    #[error("no article has the id \"{id}\"")]
    NoArticle {
        /// What was asked for.
        id: String,
    },
    /// There is no such forgotten article, or several.
    #[error("{} forgotten {} an id that begins with \"{id}\"", if *.many { "several" } else { "no" }, if *.many { "articles have" } else { "article has" })]
    NotForgotten {
        /// What was asked for.
        id: String,
        /// Whether there are several.
        many: bool,
    },
    /// An index that does not say what it is made from.
    #[error("the index in {} names no roots; name what to index: dateline index PATH", .folder.display())]
    NoRoots {
        /// The index folder.
        folder: PathBuf,
    },
    /// The index itself.
    #[error(transparent)]
    Index(#[from] IndexError),
}
