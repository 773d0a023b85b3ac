//! The write lock of an index: one process writes, held for a run.

use super::generations::LOCK;
use super::{Generations, IndexError, permissions};
use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// The right to write to an index, held until dropped.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
}

impl Drop for WriteLock {
    /// Unlocks, where closing alone would not: a child process that another thread happens to be starting has the file open too
    /// until it runs its program.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl WriteLock {
    /// Takes the lock, waiting for another process at most `wait`; makes the folder if need be.
    ///
    /// # Errors
    /// When another process holds it, the folder holds other things, or the file system refuses.
    pub fn take(generations: &Generations, wait: Duration) -> Result<Self, IndexError> {
        match generations.current() {
            Ok(_) | Err(IndexError::Missing { .. } | IndexError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let folder = generations.folder();
        permissions::create_private(folder).map_err(IndexError::io(folder))?;
        let path = folder.join(LOCK);
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(IndexError::io(&path))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => {
                    // On a full disk, those who wait are not told.
                    let _ = sign(&file);
                    return Ok(Self { file });
                }
                Err(TryLockError::WouldBlock) if start.elapsed() < wait => thread::sleep(Duration::from_millis(50)),
                Err(TryLockError::WouldBlock) => {
                    return Err(IndexError::Busy { folder: folder.to_owned(), holder: holder(&path) });
                }
                Err(TryLockError::Error(error)) => return Err(IndexError::io(&path)(error)),
            }
        }
    }
}

/// Writes into the lock who holds it, for those who wait.
fn sign(mut file: &File) -> io::Result<()> {
    file.set_len(0)?;
    let now = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC");
    write!(file, "process {}, since {now}", std::process::id())
}

/// Who holds the lock, where it says so.
fn holder(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().filter(|holder| holder.starts_with("process ") && holder.len() < 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_other_things_is_not_locked() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("letter.txt"), "x").unwrap();
        let generations = Generations::new(folder.path());
        assert!(matches!(WriteLock::take(&generations, Duration::ZERO), Err(IndexError::NotAnIndex { .. })));
        assert!(!folder.path().join(LOCK).exists());
    }

    #[test]
    fn one_writer_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::new(folder.path().join("index"));
        let lock = WriteLock::take(&generations, Duration::ZERO).unwrap();
        assert!(matches!(WriteLock::take(&generations, Duration::from_millis(60)), Err(IndexError::Busy { .. })));
        let busy = WriteLock::take(&generations, Duration::ZERO).unwrap_err().to_string();
        assert!(busy.contains(&format!("process {}, since 2", std::process::id())), "{busy}");
        drop(lock);
        WriteLock::take(&generations, Duration::ZERO).unwrap();
    }

    #[test]
    fn a_lock_ends_though_its_file_is_still_open_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::new(folder.path());
        let lock = WriteLock::take(&generations, Duration::ZERO).unwrap();
        // As a child process has it between its start and its program.
        let _inherited = lock.file.try_clone().unwrap();
        drop(lock);
        WriteLock::take(&generations, Duration::ZERO).unwrap();
    }
}
