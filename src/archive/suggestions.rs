//! Names that may be one person's but are counted apart, for the user to decide.

use super::aliases::Aliases;
use super::full_names::{is_bare, parts};
use super::reason::Reason;
use super::renaming::Renaming;
use crate::entities::people::{FullName, Kinship};
use std::collections::{BTreeSet, HashMap};

/// Share of the stories of all who bear a bare name above which the user may want to decide.
const LIKELY: f64 = 0.5;

/// Names of one surname and suffix, with their stories.
type Family<'n> = Vec<(&'n str, u64, FullName)>;

/// Two names that may be one person's, for the user to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The name to keep.
    pub name: String,
    /// Stories that have it.
    pub stories: u64,
    /// The name that may be the same person's.
    pub alias: String,
    /// Stories that have that.
    pub alias_stories: u64,
    /// Why it may be.
    pub reason: &'static str,
}

/// Names that may be one person's but are counted apart, the most frequent first.
///
/// A bare surname whose bearers are mostly one; a full name with and without a middle name; an initial for a given name.
pub(super) fn of(counts: &[(String, u64)], people: &Renaming, aliases: &Aliases) -> Vec<Suggestion> {
    let stories: HashMap<&str, u64> = counts.iter().map(|(name, stories)| (name.as_str(), *stories)).collect();
    let mut found = Vec::new();
    let mut put = |name: &str, alias: &str, reason| {
        let stories = |name: &str| stories.get(name).copied().unwrap_or_default();
        found.push(Suggestion {
            name: name.to_owned(),
            stories: stories(name),
            alias: alias.to_owned(),
            alias_stories: stories(alias),
            reason,
        });
    };
    // Full names by surname, the most frequent of each person.
    let mut families: HashMap<[Option<String>; 2], Family<'_>> = HashMap::new();
    for (name, stories) in counts.iter().filter(|(name, _)| !aliases.decides(name)) {
        let decision = people.decision(name, None);
        let is_apart = decision.as_ref().is_none_or(|decision| decision.reason == Reason::Open);
        if is_bare(&parts(name).0) {
            if let Some(share) = people.share(name).filter(|_| is_apart)
                && f64::from(share.stories) >= LIKELY * f64::from(share.all)
            {
                put(&share.name, name, "the surname alone");
            }
        } else if is_apart && let Some(full) = FullName::of(name) {
            let family = [full.keys.last().cloned(), full.suffix.clone()];
            families.entry(family).or_default().push((name, *stories, full));
        }
    }
    for mut family in families.into_values().filter(|family| family.len() > 1) {
        family.sort_by_key(|(name, stories, _)| (std::cmp::Reverse(*stories), *name));
        let mut filed: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (alias, _, full)) in family.iter().enumerate() {
            let near: BTreeSet<usize> =
                full.looked_up().iter().filter_map(|key| filed.get(key)).flatten().copied().collect();
            let mut kin = near.into_iter().filter_map(|at| Some((family[at].0, family[at].2.kinship(full)?)));
            if let (Some((name, kinship)), None) = (kin.next(), kin.next()) {
                put(name, alias, says(kinship));
            }
            full.filed_under().into_iter().for_each(|key| filed.entry(key).or_default().push(at));
        }
    }
    found.sort_by(|a, b| (b.stories + b.alias_stories).cmp(&(a.stories + a.alias_stories)).then(a.alias.cmp(&b.alias)));
    found
}

fn says(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Spelling | Kinship::Particle => "another spelling",
        Kinship::MiddleName | Kinship::MiddleInitial => "a middle name or initial more",
        Kinship::GivenForm => "another form of the given name",
        Kinship::Transliteration => "another transliteration of the given name",
        Kinship::Initial => "an initial for the given name",
    }
}

#[cfg(test)]
mod tests {
    use super::super::full_names::Resolution;
    use super::super::renaming_table::Content;
    use super::*;

    #[test]
    fn what_is_likely_is_suggested() {
        let mut counts: Vec<(String, u64)> =
            ('A'..='H').flat_map(|c| ["a", "e", "o"].map(|v| (format!("{c}{v}lt Smith"), 3))).collect();
        let more = [("John Smith", 9), ("John B. Smith", 7), ("John Smith Jr.", 4), ("Sergei Lavrov", 3)];
        counts.extend(more.map(|(name, stories)| (name.to_owned(), stories)));
        counts.sort();
        let pairs = |aliases: &str| {
            let aliases = Aliases::parse(aliases).unwrap();
            let people = Renaming::of(&Content {
                full: Resolution::of(&counts, &aliases).rows().collect(),
                ..Content::default()
            });
            let found = of(&counts, &people, &aliases);
            found.into_iter().map(|found| (found.alias, found.name, found.reason)).collect::<Vec<_>>()
        };
        let owned = |name: &str| name.to_owned();
        assert_eq!(pairs(""), [(owned("John B. Smith"), owned("John Smith"), "a middle name or initial more")]);
        assert!(pairs("split = [\"John B. Smith\"]").is_empty());
    }
}
