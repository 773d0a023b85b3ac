//! Toponym resolution: picks one place of the gazetteer for each place mention.

use super::{Context, tagger::Name};
use crate::article::Mention;

/// Makes place mentions of the tagger's names (locations, demonyms) and of the gazetteer's own evidence.
#[must_use]
pub fn resolve(context: &Context<'_>, names: &[Name]) -> Vec<Mention> {
    let _ = (context, names);
    Vec::new()
}
