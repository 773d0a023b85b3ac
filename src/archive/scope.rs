//! Which names a change of the archive may have touched, or that all are decided anew.
//!
//! What is decided of a bare name depends only on names that have a key in common with it ([`super::full_names::keys`]), or that are
//! known under one that has; what is decided of a full name, once it is known, on that name alone. So the names whose stories, decisions
//! or other meanings changed, and their keys, are the whole scope of a change.

use super::ArchiveError;
use super::elsewhere::Elsewhere;
use super::full_names::{is_bare_name, keys};
use super::names::Names;
use super::reason::Row;
use foldhash::HashSet;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A scope; none of all.
#[derive(Debug)]
pub(super) struct Scope(Option<Touched>);

/// What a change touched.
#[derive(Debug, Default)]
struct Touched {
    names: HashSet<String>,
    /// Theirs, and those of the names that they are and were known under.
    keys: HashSet<u32>,
}

impl Touched {
    fn add(&mut self, name: &str) {
        self.keys.extend(keys(name));
        self.names.insert(name.to_owned());
    }
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
        Self(None)
    }

    /// True of a bare name with a key.
    pub fn has_key(&self, key: u32) -> bool {
        self.0.as_ref().is_none_or(|touched| touched.keys.contains(&key))
    }

    /// True of a full name.
    pub fn has_name(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|touched| touched.names.contains(name))
    }

    /// True of a name of whichever kind, with its keys.
    pub fn has(&self, name: &str, keys: [u32; 2]) -> bool {
        // Those of a bare name are equal; so may be those of a full one.
        if keys[0] == keys[1] && is_bare_name(name) { self.has_key(keys[0]) } else { self.has_name(name) }
    }

    /// The scope of the names whose articles changed, and of what was decided otherwise of full names and of names that something
    /// sticks to.
    pub fn of<'n>(touched: impl Iterator<Item = &'n str>, before: &Decided<'_>, now: &Decided<'_>) -> Self {
        let mut all = Touched::default();
        let mut add = |name: &str| {
            all.add(name);
            for rows in [before.full, before.glued, now.full, now.glued] {
                let known_as = find(rows, name).and_then(|row| row.1.as_deref());
                all.keys.extend(known_as.into_iter().flat_map(keys));
            }
        };
        touched.for_each(&mut add);
        for (before, now) in [(before.full, now.full), (before.glued, now.glued)] {
            different(before, now, &mut add);
        }
        Self(Some(all))
    }

    /// Adds names.
    pub fn add<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        if let Some(touched) = &mut self.0 {
            names.for_each(|name| touched.add(name));
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
            let outside = names.keys_of(name).is_some_and(|keys| !self.has_key(keys[1]));
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
