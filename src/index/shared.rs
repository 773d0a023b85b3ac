//! An article that an input holds and that stands in the index as another input's.

use crate::article::Stamp;

/// Such an article, as the row of the input in the manifest has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// Number of the article.
    pub id: u64,
    /// Position of its record in this input.
    pub item: u64,
    /// Hash of all that the record says in this input ([`super::RecordHash::whole`]).
    pub content: u64,
    /// How late this input made it.
    pub stamp: Stamp,
}
