//! The input that is being taken in, and its row in the manifest.

use crate::article::ArticleId;
use crate::index::{ManifestEntry, Shared};
use crate::ingest::read::{End, Job};
use std::collections::HashSet;

/// The input that is being taken in.
#[derive(Default)]
pub(super) struct Current {
    /// Its row as long as it is not read to its end: it has to be read again, and what it holds is known by it.
    pub begun: Option<ManifestEntry>,
    pub articles: u64,
    pub shared: Vec<Shared>,
    /// Ids of its records that others have as well.
    pub contested: HashSet<ArticleId>,
    pub errors: Vec<(Option<u64>, String)>,
    pub passed: Vec<(u64, String)>,
    pub duplicates: u64,
    pub clashes: u64,
}

impl Current {
    pub(super) fn begin(&mut self, job: &Job) {
        self.begun.get_or_insert_with(|| ManifestEntry {
            shared: job.previous.as_ref().map(|previous| previous.shared.clone()).unwrap_or_default(),
            ..job.row()
        });
    }

    pub(super) fn into_entry(self, job: &Job, end: &End) -> ManifestEntry {
        let mut entry = ManifestEntry {
            hash: end.hash,
            articles: self.articles,
            offset: end.offset,
            item: end.item,
            errors: self.errors,
            passed: self.passed,
            shared: self.shared,
            ..job.row()
        };
        set_times(&mut entry, job, end);
        entry
    }
}

/// Notes when an input was changed that was read or compared just now.
pub(super) fn set_times(entry: &mut ManifestEntry, job: &Job, end: &End) {
    entry.mtime = job.input.times.modified;
    entry.ctime = if end.unsettled { ManifestEntry::UNSETTLED } else { job.input.times.changed };
}

/// Puts what was known of the beginning of a grown input before what was read of its end.
pub(super) fn put_before(entry: &mut ManifestEntry, previous: &ManifestEntry) {
    let before = previous.errors.iter().filter(|(at, _)| at.is_some_and(|at| at <= previous.item));
    entry.errors.splice(0..0, before.cloned());
    let before = previous.passed.iter().filter(|(at, _)| *at <= previous.item);
    entry.passed.splice(0..0, before.cloned());
    entry.articles += previous.articles;
}

/// Records passed over that the manifest keeps of one input; the report of the run has them all.
const KEPT_PASSED: usize = 1000;

/// Cuts a list of records that were passed over, and says so in its last row.
pub(super) fn limit_passed(passed: &mut Vec<(u64, String)>) {
    let more = passed.len().saturating_sub(KEPT_PASSED);
    if more > 0 {
        passed.truncate(KEPT_PASSED);
        if let Some((_, reason)) = passed.last_mut() {
            *reason = format!("{reason}, and {more} more");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_the_beginning_comes_first() {
        let error = |item: Option<u64>| (item, "broken".to_owned());
        let previous = ManifestEntry {
            item: 4,
            articles: 3,
            errors: vec![error(None), error(Some(2)), error(Some(7))],
            ..ManifestEntry::default()
        };
        let mut entry = ManifestEntry { articles: 2, errors: vec![error(Some(9))], ..ManifestEntry::default() };
        put_before(&mut entry, &previous);
        // What failed behind the place of resumption was read again.
        assert_eq!(entry.errors, [error(Some(2)), error(Some(9))]);
        assert_eq!(entry.articles, 5);
    }
}
