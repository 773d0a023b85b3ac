//! The key of an input in the columns of an index.

/// Names an input: a hash of the absolute path under which it was first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InputKey(pub u64);

impl InputKey {
    /// The key of an origin ([`super::ManifestEntry::origin`]).
    #[must_use]
    pub fn of(origin: &str) -> Self {
        let mut head = [0; 8];
        head.copy_from_slice(&blake3::hash(origin.as_bytes()).as_bytes()[..8]);
        Self(u64::from_le_bytes(head))
    }
}
