//! Rows of the manifest of inputs that are not read in a run: as before, moved, kept, passed over, out of reach.

use super::Update;
use super::current::set_times;
use crate::index::{InputKey, ManifestEntry};
use crate::ingest::IngestError;
use crate::ingest::read::{End, Job};
use std::path::Path;

impl Update<'_> {
    /// Records a path that is no input, and why.
    pub(in crate::ingest) fn pass_over(
        &mut self,
        path: &Path,
        reason: &str,
        previous: Option<&ManifestEntry>,
    ) -> Result<(), IngestError> {
        let path = path.to_string_lossy().into_owned();
        self.skip(&path, None, reason);
        let known = previous.cloned().unwrap_or_else(|| self.unknown(path));
        let ManifestEntry { path, origin, container, display, .. } = known;
        let skipped = Some(reason.to_owned());
        let row = ManifestEntry { path, origin, container, display, skipped, ..ManifestEntry::default() };
        if previous == Some(&row) { Ok(()) } else { self.put_row(&row) }
    }

    /// The row of a path that the manifest does not know.
    fn unknown(&self, path: String) -> ManifestEntry {
        let origin = self.manifest.origin_for(&path);
        ManifestEntry { origin, ..ManifestEntry::at(path) }
    }

    /// Records that an input lies elsewhere now; its articles stay as they are.
    pub(in crate::ingest) fn move_input(&mut self, job: &Job, before: &ManifestEntry) -> Result<(), IngestError> {
        let path = job.input.path.to_string_lossy().into_owned();
        let mut row = before.moved_to(path, job.input.display.clone());
        set_times(&mut row, job, &End { unsettled: job.is_unsettled(), ..End::default() });
        self.put_row(&row)?;
        self.holders.put(&row);
        self.untouched.push(row.clone());
        self.moved.insert(row.key(), row);
        Ok(())
    }

    /// Records an input in the manifest.
    pub(in crate::ingest) fn put_row(&mut self, row: &ManifestEntry) -> Result<(), IngestError> {
        self.writer.put_input(row)?;
        if self.kept.has_input(row.key()) {
            self.rows.insert(row.key(), row.clone());
        }
        self.dirty = true;
        Ok(())
    }

    /// The row of an input that has kept articles, as it is now.
    pub(in crate::ingest) fn row(&self, origin: &str) -> Option<ManifestEntry> {
        let key = InputKey::of(origin);
        self.rows.get(&key).or_else(|| self.manifest.of_key(key).filter(|_| !self.ended.contains(&key))).cloned()
    }

    /// Counts the inputs that are as they were: `unchanged`, and those that were compared or lie elsewhere now.
    pub(in crate::ingest) fn rest_all(&mut self, unchanged: &[&ManifestEntry]) {
        let compared = std::mem::take(&mut self.untouched);
        for entry in unchanged.iter().copied().chain(&compared) {
            self.rest(entry);
        }
    }

    /// Counts an input that is as it was.
    fn rest(&mut self, entry: &ManifestEntry) {
        self.report.unchanged += entry.articles;
        if let Some(reason) = &entry.skipped {
            self.skip(&entry.path, None, reason);
        }
        for (item, reason) in &entry.passed {
            self.skip(&entry.path, Some(*item), reason);
        }
        self.fail(&entry.path, &entry.errors, Some(entry));
    }

    /// Records a path that could not be looked at; its articles stay.
    pub(in crate::ingest) fn unreachable(
        &mut self,
        path: &std::path::Path,
        reason: &str,
        previous: Option<&ManifestEntry>,
    ) -> Result<(), IngestError> {
        let path = path.to_string_lossy().into_owned();
        let errors = vec![(None, reason.to_owned())];
        self.fail(&path, &errors, previous);
        if previous.is_none_or(|entry| entry.errors != errors) {
            let before = previous.cloned().unwrap_or_else(|| self.unknown(path));
            self.put_row(&ManifestEntry { errors, hash: 0, ..before })?;
        }
        Ok(())
    }

    /// Keeps the articles of an input that is gone.
    pub(in crate::ingest) fn keep_input(&mut self, entry: &ManifestEntry) -> Result<(), IngestError> {
        if self.replaced.is_some() {
            return self.keep_replaced(entry.key(), &entry.origin);
        }
        for state in self.committed.of_input(entry.key())? {
            self.keep(state.id, &entry.origin)?;
        }
        self.put_row(&ManifestEntry { kept: true, hash: 0, ..entry.clone() })
    }
}
