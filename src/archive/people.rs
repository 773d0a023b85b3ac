//! Under which name each person of the archive is known: a table of the revision and of the user's `aliases.toml`.
//!
//! Which names are one person's is decided in `surnames`; here the decisions are cached and looked up.

use super::ArchiveError;
use super::aliases::{self, Aliases};
use super::renaming::Renaming;
use super::surnames::Resolution;
use super::tables::Made;
use crate::index::{Index, terms};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the table of those that are known under another one.
const PEOPLE: &str = "people";

/// The table as it is cached beside the index: made with these aliases, of the names in this state of the index.
#[derive(Serialize, Deserialize)]
struct CachedTable {
    aliases: String,
    state: Vec<u8>,
    rows: Vec<(String, Option<String>)>,
    terms: BTreeMap<String, Option<String>>,
}

/// The table of the index and the aliases of the user: cached by an earlier run, or made now of the names.
pub(super) fn of<'m>(
    index: &Index,
    names: impl FnOnce() -> Result<&'m Made, ArchiveError>,
) -> Result<Renaming, ArchiveError> {
    let text = aliases::read_file(index.folder())?;
    let read = |bytes: &[u8]| serde_json::from_slice::<CachedTable>(bytes).ok();
    let kept = index.cached(PEOPLE).and_then(|bytes| read(&bytes));
    if let Some(kept) = kept.filter(|kept| kept.aliases == text) {
        return Ok(Renaming::new(Resolution::from_rows(kept.rows), kept.terms));
    }
    let aliases = Aliases::parse_file(index.folder(), &text)?;
    let Made { tables, since } = names()?;
    let names = &tables.names;
    let before = index.cached_earlier(PEOPLE).and_then(|bytes| read(&bytes));
    let resolution = match (since, before.filter(|before| before.aliases == text)) {
        (Some((state, changed)), Some(before)) if before.state == *state => {
            let counts = names.counts().zip(&names.keys).map(|((name, stories), keys)| (name, stories, *keys));
            Resolution::from_rows(before.rows).update(counts, changed, &aliases)
        }
        _ => Resolution::of(&names.counts().collect::<Vec<_>>(), &aliases),
    };
    let rows: Vec<(String, Option<String>)> =
        resolution.rows().map(|(name, other)| (name.to_owned(), other.map(str::to_owned))).collect();
    let terms = rows.iter().map(|(name, other)| (terms::name_term(name), other.as_deref().map(terms::name_term)));
    let kept = CachedTable { aliases: text, state: tables.state.clone(), terms: terms.collect(), rows };
    if let Ok(bytes) = serde_json::to_vec(&kept) {
        index.put_cached(PEOPLE, &bytes);
    }
    Ok(Renaming::new(resolution, kept.terms))
}
