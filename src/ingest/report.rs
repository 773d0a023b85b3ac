//! What a run did, and what it could not read.

use std::{path::PathBuf, time::Duration};

/// What an index run did (or, dry, would do).
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Report {
    /// Articles that were not there before.
    pub added: u64,
    /// Articles whose content changed.
    pub updated: u64,
    /// Articles that stayed as they were.
    pub unchanged: u64,
    /// Articles removed.
    pub removed: u64,
    /// Inputs and records that could not be read.
    pub failed: Vec<Failure>,
    /// Of `failed`, how many had failed before, unchanged.
    pub failed_before: u64,
    /// Inputs and records passed over, by reason ("a PNG image", "empty file").
    pub skipped: Vec<(String, u64)>,
    /// Each of them.
    pub passed: Vec<Failure>,
    /// What else the user should know (first-time `seeds`, kept articles of vanished files ...).
    pub notices: Vec<String>,
    /// With `dry_run`: each change.
    pub changes: Vec<Change>,
    /// Inputs looked at.
    pub inputs: u64,
    /// Articles read.
    pub articles: u64,
    /// Bytes of article text read.
    pub text_bytes: u64,
    /// Wall-clock time.
    pub elapsed: Duration,
    /// Files of the index whose content does not fit their checksums: their segments are searched, and never merged.
    pub damaged: Vec<PathBuf>,
    /// The user interrupted; everything counted here is committed.
    pub interrupted: bool,
}

/// One input or record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// The input.
    pub path: String,
    /// The record in it, where only that one failed.
    pub item: Option<u64>,
    /// Why.
    pub reason: String,
    /// True where nothing is wrong: it holds no text, or is of a kind that is passed over.
    #[serde(skip)]
    pub is_skip: bool,
}

/// One line of a dry run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// "added", "updated" or "removed".
    pub action: String,
    /// The input.
    pub path: String,
    /// Title of the article, where known.
    pub title: Option<String>,
}

/// Receives the progress of a run.
pub trait Progress: Sync {
    /// Called now and then: inputs done and known so far, articles and bytes of input read.
    fn update(&self, done: u64, known: u64, articles: u64, bytes: u64, path: &str);
}

/// Reports no progress.
impl Progress for () {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}
