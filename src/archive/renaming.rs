//! Names that are known under another one: a person's other names, an organization's acronyms.

use super::surnames::Resolution;
use crate::article::{Mention, MentionKind};
use crate::index::terms;
use std::collections::{BTreeMap, BTreeSet};

/// Names of people, or of organizations, that are known under another one.
#[derive(Debug, Default)]
pub(crate) struct Renaming {
    resolution: Resolution,
    /// The term of each such name, with the term of the one it is known under; none where it names nobody.
    terms: BTreeMap<String, Option<String>>,
}

/// The names of the bearers that the name in a query may mean.
#[derive(Debug, Default)]
pub(crate) struct Namesakes {
    /// Terms of further names that the bearers are known under.
    pub also: BTreeSet<String>,
    /// Terms of names that name nobody.
    pub never: BTreeSet<String>,
}

impl Renaming {
    pub(super) fn new(resolution: Resolution, terms: BTreeMap<String, Option<String>>) -> Self {
        Self { resolution, terms }
    }

    /// Of rows of a name and the one under which it is known.
    pub(super) fn of_rows(rows: Vec<(String, Option<String>)>) -> Self {
        let terms = rows.iter().map(|(name, other)| (terms::name_term(name), other.as_deref().map(terms::name_term)));
        let terms = terms.collect();
        Self { resolution: Resolution::from_rows(rows), terms }
    }

    /// The name under which a bearer is known; `None` where it is nobody's.
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.resolution.canonical(name)
    }

    /// The term of the name under which the bearer of a name's term is known.
    pub fn canonical_term<'a>(&'a self, term: &'a str) -> Option<&'a str> {
        self.terms.get(term).map_or(Some(term), Option::as_deref)
    }

    /// The bearers that the parts of a name may mean besides the names that contain them.
    pub fn namesakes(&self, parts: &[String]) -> Namesakes {
        let holds = |term: &str| terms::name_holds(term, parts);
        let mut meant = Namesakes::default();
        let mut bearers: BTreeSet<&str> = BTreeSet::new();
        for (term, known_as) in &self.terms {
            match known_as {
                None if holds(term) => {
                    meant.never.insert(term.clone());
                }
                Some(known_as) if holds(term) || holds(known_as) => {
                    bearers.insert(known_as);
                }
                _ => {}
            }
        }
        let others =
            self.terms.iter().filter(|(_, known)| known.as_deref().is_some_and(|known| bearers.contains(known)));
        meant.also.extend(others.map(|(term, _)| term.clone()));
        meant.also.extend(bearers.into_iter().map(str::to_owned));
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

    fn people(rows: &[(&str, Option<&str>)]) -> Renaming {
        let owned = |name: &str| name.to_owned();
        Renaming::of_rows(rows.iter().map(|(name, other)| (owned(name), other.map(owned))).collect())
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
