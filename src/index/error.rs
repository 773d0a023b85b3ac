//! Why an index could not be opened, read or written.

use std::{
    error::Error,
    io,
    path::{Path, PathBuf},
};

/// A fault of the index; each message is one line that says what to run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is nothing there.
    #[error("there is no index in {}; make one with: dateline index PATH", .folder.display())]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The folder holds other things.
    #[error("{} is not a Dateline index; name another folder with --index, or make one with: dateline index PATH", .folder.display())]
    NotAnIndex {
        /// The folder.
        folder: PathBuf,
    },
    /// Built by a version that indexed otherwise.
    #[error("{} was built by another version of dateline ({what} {found}, this one has {expected}); run: dateline index --rebuild", .folder.display())]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// Which part differs.
        what: &'static str,
        /// What the index says.
        found: String,
        /// What this program needs.
        expected: String,
    },
    /// Its files contradict each other.
    #[error("the index in {} is damaged ({source}); check it with: dateline verify, or build it anew with: dateline index --rebuild", .folder.display())]
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
    #[error("{} is being written by another process (--wait SECONDS waits for it)", .folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// The file system refused.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The engine refused.
    #[error("the index in {} cannot be used: {source}", .folder.display())]
    Engine {
        /// The folder.
        folder: PathBuf,
        /// What it said.
        source: Box<tantivy::TantivyError>,
    },
}

impl IndexError {
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
