//! Which inputs hold articles that stand in the index as another input's: when that one loses them, they take them over.

use super::rank::Rank;
use crate::article::{ArticleId, Stamp};
use crate::index::{InputKey, Manifest, ManifestEntry, Shared};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// Inputs that share articles with others, as long as their rows in the manifest hold.
#[derive(Debug, Default)]
pub(super) struct Holders {
    rows: HashMap<InputKey, ManifestEntry>,
    /// By article, in the order of the inputs' paths.
    of: HashMap<u64, Vec<InputKey>>,
    changed: BTreeSet<InputKey>,
}

impl Holders {
    /// The holders that a manifest names.
    pub(super) fn of(manifest: &Manifest) -> Self {
        let mut holders = Self::default();
        for entry in manifest.entries.iter().filter(|entry| !entry.shared.is_empty()) {
            let key = entry.key();
            for Shared { id, .. } in &entry.shared {
                holders.of.entry(*id).or_default().push(key);
            }
            holders.rows.insert(key, entry.clone());
        }
        holders
    }

    /// The inputs that hold an article that stands as another one's.
    pub(super) fn sharers(&self, article: ArticleId) -> impl Iterator<Item = InputKey> {
        let keys = self.of.get(&article.0).into_iter().flatten();
        keys.filter(move |key| {
            self.rows.get(key).is_some_and(|row| row.shared.iter().any(|shared| shared.id == article.0))
        })
        .copied()
    }

    /// True when no input shares an article.
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Notes that an input was read, or is gone: its row says no more what it holds.
    pub(super) fn settle(&mut self, key: InputKey) {
        self.rows.remove(&key);
        self.changed.remove(&key);
    }

    /// Notes the new row of an input that was not read whole: it may hold articles that this reading did not give.
    pub(super) fn put(&mut self, row: &ManifestEntry) {
        let key = row.key();
        for Shared { id, .. } in &row.shared {
            let holders = self.of.entry(*id).or_default();
            if !holders.contains(&key) {
                holders.push(key);
            }
        }
        self.rows.insert(key, row.clone());
    }

    /// Makes an article that of the input that made it last or, of several, of the first; gives that input's row and what it said
    /// of the article.
    pub(super) fn take_over(
        &mut self,
        article: ArticleId,
        rank: &dyn Fn(&Stamp) -> Rank,
    ) -> Option<(&ManifestEntry, Shared)> {
        let said_by = |key: InputKey| {
            let row = self.rows.get(&key)?;
            let said = row.shared.iter().filter(|shared| shared.id == article.0);
            let last = said.min_by_key(|shared| (Reverse(rank(&shared.stamp)), shared.item))?;
            Some(((Reverse(rank(&last.stamp)), row.path.clone()), key, last.clone()))
        };
        let (_, key, said) = self.sharers(article).filter_map(said_by).min_by(|a, b| a.0.cmp(&b.0))?;
        let row = self.rows.get_mut(&key)?;
        row.shared.retain(|shared| shared.id != article.0);
        row.articles += 1;
        self.changed.insert(key);
        Some((row, said))
    }

    /// The rows that changed since this was asked last.
    pub(super) fn changed(&mut self) -> Vec<ManifestEntry> {
        let changed = std::mem::take(&mut self.changed);
        changed.iter().filter_map(|key| self.rows.get(key).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str, shared: &[u64]) -> ManifestEntry {
        let shared = shared.iter().map(|id| Shared { id: *id, item: id + 10, ..Shared::default() }).collect();
        ManifestEntry { shared, ..ManifestEntry::at(path.to_owned()) }
    }

    #[test]
    fn the_first_holder_that_is_left_takes_an_article_over() {
        let entries = vec![row("/a", &[1, 2]), row("/b", &[1]), row("/c", &[])];
        let mut holders = Holders::of(&Manifest::new(entries));
        let rank = |stamp: &Stamp| Rank::of(None, stamp);
        let (taken, said) = holders.take_over(ArticleId(1), &rank).unwrap();
        assert_eq!((taken.path.as_str(), taken.articles, said.item), ("/a", 1, 11));
        assert_eq!(taken.shared, row("/a", &[2]).shared);
        assert_eq!(holders.changed().len(), 1);
        assert!(holders.changed().is_empty());
        holders.settle(InputKey::of("/a"));
        assert!(holders.take_over(ArticleId(2), &rank).is_none());
        assert_eq!(holders.take_over(ArticleId(1), &rank).unwrap().0.path, "/b");
        assert!(holders.take_over(ArticleId(9), &rank).is_none());
    }
}
