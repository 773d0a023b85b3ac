//! Under which name each person of the archive is known: a table of the revision and of the user's `aliases.toml`.
//!
//! Which names are one person's is decided in `surnames`; here the decisions are cached and looked up.

use super::ArchiveError;
use super::aliases::{self, Aliases};
use super::surnames::Resolution;
use super::tables::Made;
use crate::article::{Mention, MentionKind};
use crate::index::{Index, terms};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Name of the table of those that are known under another one.
const PEOPLE: &str = "people";

/// Names of people that are known under another one.
#[derive(Debug, Default)]
pub(crate) struct People {
    resolution: Resolution,
    /// The term of each such name, with the term of the one it is known under; none where it names no person.
    terms: BTreeMap<String, Option<String>>,
}

/// The names of the persons that the name in a query may mean.
#[derive(Debug, Default)]
pub(crate) struct Namesakes {
    /// Terms of further names that the persons are known under.
    pub also: BTreeSet<String>,
    /// Terms of names that name no person.
    pub never: BTreeSet<String>,
}

/// The table as it is cached beside the index: made with these aliases, of the names in this state of the index.
#[derive(Serialize, Deserialize)]
struct CachedTable {
    aliases: String,
    state: Vec<u8>,
    rows: Vec<(String, Option<String>)>,
    terms: BTreeMap<String, Option<String>>,
}

impl People {
    /// The table of the index and the aliases of the user: cached by an earlier run, or made now of the names.
    pub(super) fn of<'m>(
        index: &Index,
        names: impl FnOnce() -> Result<&'m Made, ArchiveError>,
    ) -> Result<Self, ArchiveError> {
        let text = aliases::read_file(index.folder())?;
        let read = |bytes: &[u8]| serde_json::from_slice::<CachedTable>(bytes).ok();
        let kept = index.cached(PEOPLE).and_then(|bytes| read(&bytes));
        if let Some(kept) = kept.filter(|kept| kept.aliases == text) {
            return Ok(Self { resolution: Resolution::from_rows(kept.rows), terms: kept.terms });
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
        Ok(Self { resolution, terms: kept.terms })
    }

    /// The name under which a person is known; `None` where it is no person's.
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.resolution.canonical(name)
    }

    /// The term of the name under which the bearer of a name's term is known.
    pub fn canonical_term<'a>(&'a self, term: &'a str) -> Option<&'a str> {
        self.terms.get(term).map_or(Some(term), Option::as_deref)
    }

    /// The persons that the parts of a name may mean besides the names that contain them.
    pub fn namesakes(&self, parts: &[String]) -> Namesakes {
        let holds = |term: &str| terms::name_holds(term, parts);
        let mut meant = Namesakes::default();
        let mut persons: BTreeSet<&str> = BTreeSet::new();
        for (term, known_as) in &self.terms {
            match known_as {
                None if holds(term) => {
                    meant.never.insert(term.clone());
                }
                Some(known_as) if holds(term) || holds(known_as) => {
                    persons.insert(known_as);
                }
                _ => {}
            }
        }
        let others =
            self.terms.iter().filter(|(_, known)| known.as_deref().is_some_and(|known| persons.contains(known)));
        meant.also.extend(others.map(|(term, _)| term.clone()));
        meant.also.extend(persons.into_iter().map(str::to_owned));
        meant
    }

    /// Gives the mentions of people the names under which they are known; mentions of no persons go.
    pub fn rename(&self, mentions: &mut Vec<Mention>) {
        mentions.retain_mut(|mention| {
            let MentionKind::Person { name, .. } = &mut mention.kind else { return true };
            let Some(known_as) = self.resolution.canonical(name) else { return false };
            if known_as != &**name {
                *name = known_as.into();
            }
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(rows: &[(&str, Option<&str>)]) -> People {
        let owned = |name: &str| name.to_owned();
        let resolution = Resolution::from_rows(rows.iter().map(|(name, other)| (owned(name), other.map(owned))));
        let terms = rows.iter().map(|(name, other)| (terms::name_term(name), other.map(terms::name_term))).collect();
        People { resolution, terms }
    }

    #[test]
    fn a_name_means_all_names_of_the_person() {
        let people =
            people(&[("Trump", Some("Donald Trump")), ("Zelenskiy", Some("Volodymyr Zelenskyy")), ("Kremlin", None)]);
        let meant = |name: &str| people.namesakes(&terms::name_parts(name));
        let list = |terms: BTreeSet<String>| terms.into_iter().collect::<Vec<_>>();
        assert_eq!(list(meant("donald").also), ["=donald trump", "=trump"]);
        assert_eq!(list(meant("Zelenskiy").also), ["=volodymyr zelenskyy", "=zelenskiy"]);
        assert!(meant("ivanka trump").also.is_empty());
        assert_eq!(list(meant("kremlin").never), ["=kremlin"]);
    }
}
