//! Hashes of a record, by which a change is noticed.

/// What a record says, as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordHash {
    /// Of everything that it says: where it differs, the record has changed.
    pub whole: u64,
    /// Of all but its [`crate::article::Stamp`]: records of one id with the same are one article. The same as `whole` where it
    /// has none.
    pub wording: u64,
}

impl RecordHash {
    /// The hash of the wording, where it is another one.
    #[must_use]
    pub fn stamped_wording(self) -> Option<u64> {
        (self.wording != self.whole).then_some(self.wording)
    }
}
