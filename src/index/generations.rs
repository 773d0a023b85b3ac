//! The folder of an index: its generations and the name of the current one.
//!
//! A rebuild makes `gen-N+1` beside `gen-N` and then switches `CURRENT` in one step; what is not named there is ignored.

use super::{IndexError, atomic_file, kept, permissions, sealed};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Names the current generation and, below it, a revision that no commit is above.
const CURRENT: &str = "CURRENT";
/// Locked by the process that writes ([`super::WriteLock`]).
pub(super) const LOCK: &str = "lock";
/// Begins the name of a generation's folder.
const PREFIX: &str = "gen-";
/// Begins the line of `CURRENT` with the highest revision that commits may have before it is written anew.
const REVISION: &str = "revision ";
/// Revisions that `CURRENT` is ahead of the commits: so many commits it need not be written.
const AHEAD: u64 = 1000;
/// What may stand in a folder that is to become an index.
const HARMLESS: &[&str] = &[
    "README.md",
    "aliases.toml",
    "forgotten.toml",
    "known.tsv",
    "roots.toml",
    "sources.toml",
    kept::FOLDER,
    CURRENT,
    LOCK,
    ".gitignore",
    ".gitkeep",
];

/// What is written only by the process that holds the lock.
const LOCKED: &[&str] = &[CURRENT, "forgotten.toml", "roots.toml", kept::FILE];

/// What `CURRENT` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Current {
    generation: u64,
    /// No commit has a higher revision; earlier versions did not say.
    bound: Option<u64>,
}

impl Current {
    fn parse(text: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(text).ok()?.trim().lines();
        let generation = number(lines.next()?.trim())?;
        let bound = match lines.next() {
            None => None,
            Some(line) => Some(line.strip_prefix(REVISION)?.parse().ok()?),
        };
        lines.next().is_none().then_some(Self { generation, bound })
    }

    fn write(self) -> Vec<u8> {
        let bound = self.bound.map(|bound| format!("{REVISION}{bound}\n")).unwrap_or_default();
        sealed::seal(format!("{PREFIX}{}\n{bound}", self.generation).as_bytes())
    }
}

/// The generations of an index folder.
#[derive(Debug, Clone)]
pub struct Generations {
    folder: PathBuf,
}

impl Generations {
    /// The generations of a folder, which need not exist.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The index folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Folder of a generation.
    pub fn path(&self, generation: u64) -> PathBuf {
        self.folder.join(format!("{PREFIX}{generation}"))
    }

    /// Number of the current generation.
    ///
    /// # Errors
    /// When there is none: the folder is missing, empty, or holds other things.
    pub fn current(&self) -> Result<u64, IndexError> {
        self.read_current().map(|current| current.generation)
    }

    /// A revision that no commit of the current generation is above, where `CURRENT` can be read and says so.
    #[must_use]
    pub fn revision_bound(&self) -> Option<u64> {
        self.read_current().ok()?.bound
    }

    fn read_current(&self) -> Result<Current, IndexError> {
        match fs::read(self.folder.join(CURRENT)) {
            Ok(bytes) => match sealed::open(&bytes) {
                Ok(text) => match Current::parse(text) {
                    Some(current) => Ok(current),
                    None => self.refuse_foreign().and(Err(self.damaged("it names no generation"))),
                },
                Err(wrong) => self.refuse_foreign().and(Err(self.damaged(wrong))),
            },
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                self.refuse_foreign()?;
                Err(IndexError::Missing { folder: self.folder.clone() })
            }
            Err(error) => Err(IndexError::io(self.folder.join(CURRENT))(error)),
        }
    }

    fn damaged(&self, reason: impl std::fmt::Display) -> IndexError {
        IndexError::damaged(&self.folder, format!("{CURRENT}: {reason}"))
    }

    /// Numbers of the generations whose folders are there, whether whole or not, the highest first.
    #[must_use]
    pub fn all(&self) -> Vec<u64> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut all: Vec<u64> = entries.filter_map(|entry| entry.file_name().to_str().and_then(number)).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }

    /// The current generation or, where it is not known, the last that was begun.
    #[must_use]
    pub fn latest(&self) -> Option<u64> {
        self.current().ok().or_else(|| self.all().first().copied())
    }

    /// Refuses a folder that holds other things, so that an index is never made among a user's files.
    fn refuse_foreign(&self) -> Result<(), IndexError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(IndexError::NotAnIndex { folder: self.folder.clone() });
            }
            Err(error) => return Err(IndexError::io(&self.folder)(error)),
        };
        for entry in entries {
            let name = entry.map_err(IndexError::io(&self.folder))?.file_name();
            if !name.to_str().is_some_and(is_harmless) {
                return Err(IndexError::NotAnIndex { folder: self.folder.clone() });
            }
        }
        Ok(())
    }

    /// Makes the folder of a new generation, which is not current yet; one of its number that was left half-built goes.
    ///
    /// # Errors
    /// When the file system refuses, or the folder holds other things.
    pub fn create(&self) -> Result<u64, IndexError> {
        let generation = match self.current() {
            Ok(current) => current + 1,
            Err(IndexError::Missing { .. } | IndexError::Damaged { .. }) => {
                self.all().first().map_or(1, |last| last + 1)
            }
            Err(error) => return Err(error),
        };
        let path = self.path(generation);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(IndexError::io(&path)(error)),
            _ => {}
        }
        permissions::create_private(&self.folder).map_err(IndexError::io(&self.folder))?;
        fs::create_dir(&path).and_then(|()| permissions::share(&path)).map_err(IndexError::io(&path))?;
        Ok(generation)
    }

    /// Makes a generation the current one, in one step, and notes that its commits have this revision or a little higher ones.
    ///
    /// # Errors
    /// When the file system refuses; the one before then stays current.
    pub fn switch(&self, generation: u64, revision: u64) -> Result<(), IndexError> {
        let known = self.read_current().ok();
        let is_so = |current: Current| current.generation == generation && current.bound >= Some(revision);
        if known.is_some_and(is_so) {
            return Ok(());
        }
        let before = known.and_then(|current| current.bound).unwrap_or_default();
        let bound = Some(before.max((revision + 1).next_multiple_of(AHEAD)));
        let path = self.folder.join(CURRENT);
        let current = Current { generation, bound }.write();
        atomic_file::replace_shared(&path, |out| out.write_all(&current)).map_err(IndexError::io(path))
    }

    /// Notes, if the generation is the current one, that it is to get a commit of this revision.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(super) fn reserve(&self, generation: u64, revision: u64) -> Result<(), IndexError> {
        match self.current() {
            Ok(current) if current == generation => self.switch(generation, revision),
            _ => Ok(()),
        }
    }

    /// Removes all generations but one, and what crashes left of replacing the files that are written under the lock; what
    /// cannot be removed (still read on some systems) is left to the next writer.
    pub fn remove_others(&self, keep: u64) {
        for found in self.all().into_iter().filter(|found| *found != keep) {
            let _ = fs::remove_dir_all(self.path(found));
        }
        let kept = fs::read_dir(self.folder.join(kept::FOLDER)).into_iter().flatten();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().chain(kept).flatten() {
            if entry.file_name().to_str().and_then(atomic_file::finished_name).is_some_and(|of| LOCKED.contains(&of)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// True of what an index folder has in it, and of what a crash left of replacing it.
fn is_harmless(name: &str) -> bool {
    let name = atomic_file::finished_name(name).unwrap_or(name);
    HARMLESS.contains(&name) || number(name).is_some()
}

/// The number in the name of a generation's folder.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_counts_once_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::new(folder.path());
        assert!(matches!(generations.current(), Err(IndexError::Missing { .. })));
        assert_eq!(generations.create().unwrap(), 1);
        assert!(matches!(generations.current(), Err(IndexError::Missing { .. })));
        generations.switch(1, 1).unwrap();
        assert_eq!(generations.current().unwrap(), 1);
        assert_eq!(generations.create().unwrap(), 2);
        assert_eq!(generations.current().unwrap(), 1);
        generations.switch(2, 2).unwrap();
        generations.remove_others(2);
        assert!(!generations.path(1).exists() && generations.path(2).exists());
    }

    #[test]
    fn no_commit_is_above_the_revision_of_current() {
        let folder = tempfile::tempdir().unwrap();
        let (generations, current) = (Generations::new(folder.path()), folder.path().join(CURRENT));
        // As earlier versions wrote it.
        for text in [b"gen-1\n".to_vec(), sealed::seal(b"gen-1\n")] {
            fs::write(&current, text).unwrap();
            assert_eq!((generations.current().unwrap(), generations.revision_bound()), (1, None));
        }
        generations.reserve(2, 5).unwrap();
        assert_eq!(generations.revision_bound(), None, "another one is current");
        generations.reserve(1, 5).unwrap();
        assert_eq!(generations.revision_bound(), Some(1000));
        let before = fs::read(&current).unwrap();
        generations.reserve(1, 1000).unwrap();
        assert_eq!(fs::read(&current).unwrap(), before);
        generations.reserve(1, 1001).unwrap();
        generations.switch(2, 7).unwrap();
        assert_eq!((generations.current().unwrap(), generations.revision_bound()), (2, Some(2000)));
        for wrong in ["gen-1\nrevision x\n", "gen-1\nrevision 1\nmore\n", "gen-1\n1000\n"] {
            fs::write(&current, sealed::seal(wrong.as_bytes())).unwrap();
            assert!(matches!(generations.current(), Err(IndexError::Damaged { .. })), "{wrong}");
        }
    }

    #[test]
    fn a_folder_of_other_things_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for left_over in ["CURRENT.newAb3xYz", "roots.toml.newAb3xYz", "lock", "gen-1"] {
            fs::write(folder.path().join(left_over), "").unwrap();
        }
        assert!(matches!(Generations::new(folder.path()).current(), Err(IndexError::Missing { .. })));
        fs::write(folder.path().join("letter.txt"), "x").unwrap();
        let generations = Generations::new(folder.path());
        assert!(matches!(generations.current(), Err(IndexError::NotAnIndex { .. })));
        let file = Generations::new(folder.path().join("letter.txt"));
        assert!(matches!(file.current(), Err(IndexError::NotAnIndex { .. })));
    }
}
