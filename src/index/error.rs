//! Why an index could not be opened, read or written.

use std::{
    error::Error,
    io,
    path::{Path, PathBuf},
};
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

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
    /// The user interrupted while the index was opened.
    #[error("interrupted before anything was changed")]
    Interrupted,
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// An error of tantivy.
    #[error("the index in {} cannot be used: {}", .folder.display(), describe(.source))]
    Engine {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        source: Box<TantivyError>,
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
            Self::Io { source, .. } if is_full(source) => {
                Some("what was committed is safe; make room on the disk, then run the command again")
            }
            Self::Malformed { .. } | Self::Io { .. } | Self::Interrupted => None,
        }
    }

    /// True when the file system refused for want of room.
    pub(super) fn is_full(error: &io::Error) -> bool {
        is_full(error)
    }

    /// True when a file that was to be read is not there.
    pub(super) fn is_missing_file(&self) -> bool {
        match self {
            Self::Damaged { source, .. } => source.downcast_ref::<io::Error>().is_some_and(is_missing),
            Self::Engine { source, .. } => match &**source {
                TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) => true,
                TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => is_missing(io_error),
                _ => false,
            },
            _ => false,
        }
    }

    /// Makes the error of a path that the file system refused.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// Makes the error of an index in a folder that the engine refused.
    pub(crate) fn engine<E: Into<TantivyError>>(folder: &Path) -> impl Fn(E) -> Self {
        move |error| Self::Engine { folder: folder.to_owned(), source: Box::new(error.into()) }
    }

    /// Makes the error of an index with a damaged file.
    #[must_use]
    pub fn damaged_file(folder: &Path, file: &Path) -> Self {
        let shown = file.strip_prefix(folder).unwrap_or(file).display();
        Self::damaged(folder, format!("{shown}: {}", fault_of(file)))
    }

    /// Makes the error of an index in a folder whose files contradict each other.
    pub(crate) fn damaged(folder: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Damaged { folder: folder.to_owned(), source: source.into() }
    }
}

/// Reads from an index that may be damaged; a panic of the engine is an error too.
///
/// # Errors
/// Those of `read`, and [`IndexError::Damaged`] after a panic.
pub fn read_damaged<T>(folder: &Path, read: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(IndexError::damaged(folder, "what it holds contradicts itself")))
}

/// What is wrong with a file of an index that is damaged.
#[must_use]
pub fn fault_of(file: &Path) -> &'static str {
    if file.exists() { "wrong checksum" } else { "missing" }
}

fn is_missing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Says what went wrong in the engine, in one line that names the file where there is one.
#[must_use]
pub fn describe(error: &TantivyError) -> String {
    match error {
        TantivyError::OpenDirectoryError(error) => describe_open(error),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => format!("{} is missing", path.display()),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) if is_missing(io_error) => {
            format!("{} is missing", filepath.display())
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            format!("{}: {}", filepath.display(), describe_io(io_error))
        }
        TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_)) | TantivyError::IncompatibleIndex(_) => {
            "a file has the format of another version of the engine".to_owned()
        }
        TantivyError::OpenWriteError(OpenWriteError::FileAlreadyExists(path)) => {
            format!("{} is there already", path.display())
        }
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            format!("{}: {}", filepath.display(), describe_io(io_error))
        }
        TantivyError::LockFailure(LockError::IoError(error), _) => format!("its lock: {}", describe_io(error)),
        TantivyError::LockFailure(LockError::LockBusy, _) => "its lock is held by another process".to_owned(),
        TantivyError::IoError(error) => describe_io(error),
        TantivyError::DataCorruption(found) => {
            // The engine shows the file in no other way.
            let shown = format!("{found:?}");
            match shown.split_once("in file `\"").and_then(|(_, rest)| rest.split_once('"')) {
                Some((file, _)) => format!("{file} is damaged"),
                None => "what it holds contradicts itself".to_owned(),
            }
        }
        TantivyError::ErrorInThread(_) | TantivyError::Poisoned => "a thread of the engine failed".to_owned(),
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

fn describe_open(error: &OpenDirectoryError) -> String {
    match error {
        OpenDirectoryError::DoesNotExist(path) => format!("{} is missing", path.display()),
        OpenDirectoryError::NotADirectory(path) => format!("{} is no folder", path.display()),
        OpenDirectoryError::FailedToCreateTempDir(error) => describe_io(error),
        OpenDirectoryError::IoError { io_error, directory_path } => {
            format!("{}: {}", directory_path.display(), describe_io(io_error))
        }
    }
}

/// What the operating system says; the engine's own words for what it could not read are left out.
fn describe_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => "damaged".to_owned(),
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tantivy::error::DataCorruption;

    #[test]
    fn a_panic_while_reading_is_damage() {
        let read = read_damaged(Path::new("index"), || -> Result<(), _> { panic!("index out of bounds") });
        assert!(matches!(read, Err(IndexError::Damaged { .. })));
        assert_eq!(read_damaged(Path::new("index"), || Ok(7)).unwrap(), 7);
    }

    #[test]
    fn errors_of_the_engine_are_one_plain_line() {
        let file = || PathBuf::from("0a.idx");
        let io_error = || Arc::new(io::Error::new(io::ErrorKind::InvalidData, "Footer magic byte mismatch."));
        let full = Arc::new(io::Error::from(io::ErrorKind::StorageFull));
        let errors: [(TantivyError, &str); 7] = [
            (OpenReadError::FileDoesNotExist(file()).into(), "0a.idx is missing"),
            (OpenReadError::IoError { io_error: io_error(), filepath: file() }.into(), "0a.idx: damaged"),
            (OpenWriteError::IoError { io_error: full, filepath: file() }.into(), "0a.idx: no storage space"),
            (DataCorruption::new(file(), "Any { .. }".to_owned()).into(), "0a.idx is damaged"),
            (DataCorruption::comment_only("Any { .. }").into(), "what it holds contradicts itself"),
            (TantivyError::ErrorInThread("Any { .. }".to_owned()), "a thread of the engine failed"),
            (TantivyError::SystemError("a\nb".to_owned()), "System error.'a"),
        ];
        for (error, expected) in errors {
            assert_eq!(describe(&error), expected);
        }
    }
}
