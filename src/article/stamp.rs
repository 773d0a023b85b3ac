//! Which of several versions of a text a record is.

use super::Record;

/// What an input says of how late it made a text. It tells versions apart and belongs to no text: records that differ in nothing
/// else say the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// As [`Record::updated_at`].
    pub updated_at: Option<String>,
    /// As [`Record::version`].
    pub version: Option<u64>,
}

impl Stamp {
    /// True where the input says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.updated_at.is_none() && self.version.is_none()
    }
}

impl Record {
    /// What the input says of how late it made this text.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { updated_at: self.updated_at.clone(), version: self.version }
    }

    /// The same record as an input gives it that says this of how late it made it.
    #[must_use]
    pub fn stamped(self, stamp: Stamp) -> Self {
        Self { updated_at: stamp.updated_at, version: stamp.version, ..self }
    }
}
