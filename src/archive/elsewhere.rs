//! What the names of people may be besides; [`super::other_kinds`] counts it.

use super::ArchiveError;

/// What names are besides people's.
pub(super) trait Elsewhere {
    /// In how many stories a name is an organization's, or a place's.
    fn as_other_kind(&self, name: &str) -> Result<u64, ArchiveError>;

    /// In how many articles a name that is one word stands, whatever it means there; 0 for others.
    fn as_word(&self, name: &str) -> Result<u64, ArchiveError>;
}
