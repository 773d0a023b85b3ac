//! The sequence model that finds names and their kinds.

use super::Context;
use crate::article::{Field, Span};

/// What the tagger takes a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// PER
    Person,
    /// LOC
    Location,
    /// ORG
    Organization,
    /// MISC: nationalities, events, works
    Miscellaneous,
}

/// A name that the tagger found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Name {
    /// Where the span lies.
    pub field: Field,
    /// Bytes of that field.
    pub span: Span,
    /// What it is taken for.
    pub kind: NameKind,
}

/// Finds the names of an article, ordered by field and start, without overlaps.
#[must_use]
pub fn tag(context: &Context<'_>) -> Vec<Name> {
    let _ = context;
    Vec::new()
}
