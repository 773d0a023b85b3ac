//! The key of an input in the columns of an index.

use std::path::Path;

/// Names an input: a hash of its absolute path, as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InputKey(pub u64);

impl InputKey {
    /// The key of an absolute path (or of the name of a stream).
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let mut head = [0; 8];
        head.copy_from_slice(&blake3::hash(path.to_string_lossy().as_bytes()).as_bytes()[..8]);
        Self(u64::from_le_bytes(head))
    }
}
