//! Which names a change of the archive may have touched: those with certain keys, or all.
//!
//! What is decided of a name depends only on names that have a key in common with it ([`super::full_names::keys`]), or that are known
//! under one that has. So the keys of the names whose stories, decisions or other meanings changed are the whole scope of a change.

use super::ArchiveError;
use super::elsewhere::Elsewhere;
use super::full_names::keys;
use super::names::Names;
use super::reason::Row;
use foldhash::HashSet;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A scope.
#[derive(Debug)]
pub(super) struct Scope {
    /// None of all.
    keys: Option<HashSet<u32>>,
}

/// What an archive decided of names: full ones, and then short ones.
#[derive(Clone, Copy)]
pub(super) struct Decided<'a> {
    /// In order of name, each once.
    pub full: &'a [Row],
    pub glued: &'a [Row],
}

impl Scope {
    /// All names.
    pub fn everything() -> Self {
        Self { keys: None }
    }

    /// True of a name with these keys.
    pub fn has(&self, keys: [u32; 2]) -> bool {
        self.keys.as_ref().is_none_or(|all| all.contains(&keys[0]) || all.contains(&keys[1]))
    }

    /// The scope of the names whose articles changed, and of what was decided otherwise of full names and of names that something
    /// sticks to.
    pub fn of<'n>(touched: impl Iterator<Item = &'n str>, before: &Decided<'_>, now: &Decided<'_>) -> Self {
        let mut all: HashSet<u32> = HashSet::default();
        let mut add = |name: &str| {
            all.extend(keys(name));
            for decided in [before, now] {
                for rows in [decided.full, decided.glued] {
                    let known_as = find(rows, name).and_then(|row| row.1.as_deref());
                    all.extend(known_as.into_iter().flat_map(keys));
                }
            }
        };
        touched.for_each(&mut add);
        for (before, now) in [(before.full, now.full), (before.glued, now.glued)] {
            different(before, now, &mut add);
        }
        Self { keys: Some(all) }
    }

    /// Adds names.
    pub fn add<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        if let Some(all) = &mut self.keys {
            all.extend(names.flat_map(keys));
        }
    }

    /// Adds the names whose words stand elsewhere now as they did not before, or the other way round; of each of those it was said in
    /// how many articles the word must stand, and whether it did.
    pub fn add_words(
        &mut self,
        before: &BTreeMap<String, (u32, bool)>,
        names: &Names,
        elsewhere: &dyn Elsewhere,
    ) -> Result<(), ArchiveError> {
        for (name, (least, was_word)) in before {
            let outside = names.keys_of(name).is_some_and(|keys| !self.has(keys));
            if outside && elsewhere.is_word(name, u64::from(*least))? != *was_word {
                self.add(std::iter::once(name.as_str()));
            }
        }
        Ok(())
    }
}

fn find<'r>(rows: &'r [Row], name: &str) -> Option<&'r Row> {
    rows.binary_search_by(|row| row.0.as_str().cmp(name)).ok().map(|at| &rows[at])
}

/// Calls for the names of rows that are not in both lists.
fn different(before: &[Row], now: &[Row], each: &mut impl FnMut(&str)) {
    let (mut old, mut new) = (before.iter().peekable(), now.iter().peekable());
    while let Some(order) = match (old.peek(), new.peek()) {
        (Some(old), Some(new)) => Some(old.0.cmp(&new.0)),
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (None, None) => None,
    } {
        let (left, right) = match order {
            Ordering::Less => (old.next(), None),
            Ordering::Greater => (None, new.next()),
            Ordering::Equal => (old.next(), new.next()),
        };
        if left != right {
            left.or(right).into_iter().for_each(|row| each(&row.0));
        }
    }
}
