//! The engine's files: tantivy's memory-mapped directory, with its locks fitted to ours.
//!
//! All that the engine opens, writes, deletes and locks in a generation goes through [`GenerationDirectory`].

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// The folder of a generation.
#[derive(Debug, Clone)]
pub(super) struct GenerationDirectory {
    files: MmapDirectory,
}

impl GenerationDirectory {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it is missing, or no folder.
    pub fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { files: MmapDirectory::open(folder)? })
    }
}

/// True where a lock file cannot be made because the folder is read-only for this process.
fn is_read_only(error: &LockError) -> bool {
    matches!(error, LockError::IoError(error)
        if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem))
}

impl Directory for GenerationDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    /// The writer's lock is granted without a file: [`super::WriteLock`] keeps other writers out, and a lock file of the
    /// engine would stay locked in a child process that another thread has just forked. The lock by which readers and
    /// the deletion of old files exclude each other is the engine's own, but for readers of a read-only folder, who
    /// cannot make its file.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let granted = || DirectoryLock::from(Box::new(PathBuf::from(&lock.filepath)));
        if lock.filepath == INDEX_WRITER_LOCK.filepath {
            return Ok(granted());
        }
        match self.files.acquire_lock(lock) {
            Err(error) if is_read_only(&error) => Ok(granted()),
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::META_LOCK;

    #[test]
    fn the_writer_lock_is_always_granted_and_makes_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let directory = GenerationDirectory::open(folder.path()).unwrap();
        let _first = directory.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        let _second = directory.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_lock_of_readers_is_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let directory = GenerationDirectory::open(folder.path()).unwrap();
        let _lock = directory.acquire_lock(&META_LOCK).unwrap();
        assert!(folder.path().join(&META_LOCK.filepath).exists());
    }

    #[test]
    fn a_missing_lock_file_matters_only_where_the_folder_can_be_written() {
        let error = |kind| LockError::wrap_io_error(io::Error::from(kind));
        assert!(is_read_only(&error(io::ErrorKind::PermissionDenied)));
        assert!(is_read_only(&error(io::ErrorKind::ReadOnlyFilesystem)));
        assert!(!is_read_only(&error(io::ErrorKind::StorageFull)));
        assert!(!is_read_only(&LockError::LockBusy));
    }
}
