//! What the names of people may be besides; [`super::other_kinds`] counts it.

use super::ArchiveError;

/// What names are besides people's.
pub(super) trait Elsewhere {
    /// True of a name that is an organization's in at least so many stories, or a place's.
    fn is_other_kind(&self, name: &str, least: u64) -> Result<bool, ArchiveError>;

    /// True of a name that is one word and stands in at least so many articles, whatever it means there.
    fn is_word(&self, name: &str, least: u64) -> Result<bool, ArchiveError>;
}
