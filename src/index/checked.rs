//! When all checksums of a generation were last found right: the file `checked` in its folder.
//!
//! It may be missing, and is then as good as never written; it says nothing of what was written since.

use super::{Index, IndexError, atomic_file, sealed};
use jiff::Timestamp;
use std::{fs, io::Write, path::Path};

/// Holds the time, in RFC 3339, and a checksum.
const CHECKED: &str = "checked";

impl Index {
    /// When all checksums of the generation were last found right, if they ever were.
    #[must_use]
    pub fn last_checked(&self) -> Option<Timestamp> {
        last_checked(&self.generation_folder())
    }

    /// Notes that all checksums are right at this time.
    ///
    /// # Errors
    /// When the file system refuses, as it does to a reader without the right to write.
    pub fn note_checked(&self, now: Timestamp) -> Result<(), IndexError> {
        note_checked(&self.generation_folder(), now)
    }
}

/// As [`Index::last_checked`], of a generation's folder.
pub(super) fn last_checked(generation: &Path) -> Option<Timestamp> {
    let bytes = fs::read(generation.join(CHECKED)).ok()?;
    std::str::from_utf8(sealed::open(&bytes).ok()?).ok()?.trim().parse().ok()
}

/// As [`Index::note_checked`], of a generation's folder.
pub(super) fn note_checked(generation: &Path, now: Timestamp) -> Result<(), IndexError> {
    let (path, text) = (generation.join(CHECKED), sealed::seal(format!("{now}\n").as_bytes()));
    atomic_file::replace_shared(&path, |out| out.write_all(&text)).map_err(IndexError::io(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_comes_back_or_none_at_all() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(last_checked(folder.path()), None);
        let now: Timestamp = "2026-02-01T10:00:00Z".parse().unwrap();
        note_checked(folder.path(), now).unwrap();
        assert_eq!(last_checked(folder.path()), Some(now));
        let path = folder.path().join(CHECKED);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            assert_eq!(last_checked(folder.path()), None, "byte {at}");
        }
        assert!(note_checked(&folder.path().join("none"), now).is_err());
    }
}
