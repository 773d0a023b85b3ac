//! The inputs that a run leaves as they are, so that what they hold is taken: those of the manifest but for some.

use crate::index::{InputKey, Manifest, ManifestEntry};
use std::{cell::OnceCell, collections::HashSet};

/// Inputs at rest. The keys of a large manifest are hashes of paths, made only where they are asked for.
pub(super) struct Resting<'m> {
    manifest: &'m Manifest,
    known: OnceCell<HashSet<InputKey>>,
    /// Inputs of the plan, which is to read or to remove them.
    planned: HashSet<InputKey>,
    /// Inputs that are read although the plan would have left them as they are.
    woken: HashSet<InputKey>,
}

impl<'m> Resting<'m> {
    /// The inputs of a manifest that are not planned to be read or removed.
    pub(super) fn of(manifest: &'m Manifest, planned: HashSet<InputKey>) -> Self {
        Self { manifest, known: OnceCell::new(), planned, woken: HashSet::new() }
    }

    /// True of an input at rest.
    pub(super) fn contains(&self, key: InputKey) -> bool {
        let known = || self.known.get_or_init(|| self.manifest.entries.iter().map(ManifestEntry::key).collect());
        !self.planned.contains(&key) && !self.woken.contains(&key) && known().contains(&key)
    }

    /// True of an input that the plan leaves as it is and that was not woken since.
    pub(super) fn is_still(&self, entry: &ManifestEntry) -> bool {
        self.woken.is_empty() || !self.woken.contains(&entry.key())
    }

    /// Notes that an input was compared, and is as it was.
    pub(super) fn lay(&mut self, key: InputKey) {
        self.planned.remove(&key);
        self.woken.remove(&key);
    }

    /// Notes that an input is to be read after all.
    pub(super) fn wake(&mut self, key: InputKey) {
        self.woken.insert(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_planned_nor_woken_rests() {
        let entries = ["/a", "/b", "/c"].map(|path| ManifestEntry::at(path.to_owned()));
        let [a, b, c] = ["/a", "/b", "/c"].map(InputKey::of);
        let manifest = Manifest::new(entries.to_vec());
        let mut resting = Resting::of(&manifest, HashSet::from([a]));
        assert_eq!([a, b, c].map(|key| resting.contains(key)), [false, true, true]);
        assert!(!resting.contains(InputKey::of("/elsewhere")));
        resting.lay(a);
        resting.wake(b);
        assert_eq!([a, b, c].map(|key| resting.contains(key)), [true, false, true]);
        assert!(!resting.is_still(&entries[1]) && resting.is_still(&entries[2]));
    }
}
