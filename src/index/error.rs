//! Why an index could not be opened, read or written.

use std::{
    error::Error,
    io,
    path::{Path, PathBuf},
};

/// An error of the index: one line, and a hint of what to run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is nothing in the folder.
    #[error("there is no index in {}", .folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds other things.
    #[error("{} is not a Dateline index", .folder.display())]
    NotAnIndex {
        /// The folder.
        folder: PathBuf,
    },
    /// Built by a version with another schema, analyzer or extraction.
    #[error("{} was built by another version of dateline ({what} {found}, this one has {expected})", .folder.display())]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// Which part differs.
        what: &'static str,
        /// The version of the index.
        found: String,
        /// The version of this program.
        expected: String,
    },
    /// Its files contradict each other.
    #[error("the index in {} is damaged ({source})", .folder.display())]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A file of the index folder that the user may edit cannot be understood.
    #[error("{}: {}; correct it", .path.display(), .source.message())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: toml::de::Error,
    },
    /// Another process holds the write lock.
    #[error("{} is being written by {}", .folder.display(), .holder.as_deref().unwrap_or("another process"))]
    Busy {
        /// The folder.
        folder: PathBuf,
        /// The process, and since when, where its lock says so.
        holder: Option<String>,
    },
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// An error of tantivy.
    #[error("the index in {} cannot be used: {source}", .folder.display())]
    Engine {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        source: Box<tantivy::TantivyError>,
    },
}

impl IndexError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => Some("make one with: dateline index PATH"),
            Self::NotAnIndex { .. } => {
                Some("name another folder with --index, or make an index with: dateline index PATH")
            }
            Self::OtherVersion { .. } => Some("run: dateline index --rebuild"),
            Self::Damaged { .. } | Self::Engine { .. } => {
                Some("check it with: dateline verify, or rebuild it with: dateline index --rebuild")
            }
            Self::Busy { .. } => Some("--wait SECONDS waits for it"),
            Self::Malformed { .. } | Self::Io { .. } => None,
        }
    }

    /// Makes the error of a path that the file system refused.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// Makes the error of an index in a folder that the engine refused.
    pub(crate) fn engine<E: Into<tantivy::TantivyError>>(folder: &Path) -> impl Fn(E) -> Self {
        move |error| Self::Engine { folder: folder.to_owned(), source: Box::new(error.into()) }
    }

    /// Makes the error of an index in a folder whose files contradict each other.
    pub(crate) fn damaged(folder: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Damaged { folder: folder.to_owned(), source: source.into() }
    }
}
