//! From files on disk to an up-to-date index.
//!
//! `roots` settles where to look, `discover` finds inputs, `plan` compares them with the manifest, `pipeline` reads and
//! analyses what is new or changed on all cores, `update` settles ids and writes. What is printed is not decided here.

mod analyse;
mod discover;
mod forgotten;
mod identity;
mod pipeline;
mod plan;
mod preview;
mod read;
mod roots;
mod run;
mod update;

use crate::article::{Article, Day};
use crate::entities::{gazetteer::Gazetteer, places::Homes, tagger::Model};
use crate::formats;
use crate::index::{IndexError, Payload, Root};
use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

/// What to index, and how.
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The index folder.
    pub index: PathBuf,
    /// Roots as named by the user; empty means those used before, or `seeds`.
    pub roots: Vec<PathBuf>,
    /// Build a new generation from all roots.
    pub rebuild: bool,
    /// Only list what would be done.
    pub dry_run: bool,
    /// Keep the articles of inputs that are gone.
    pub keep_vanished: bool,
    /// Let more than a fifth of a root vanish at once.
    pub prune: bool,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// Threads that read and extract; 0 means all cores.
    pub jobs: usize,
    /// Globs of paths to leave out.
    pub exclude: Vec<String>,
    /// How inputs are read.
    pub read: formats::Options,
    /// Anchor date for inputs that have none (`--published`).
    pub published: Option<Day>,
    /// The user's own tagger model, in place of the one that ships.
    pub tagger: Option<Arc<Model>>,
    /// The table that places are looked up in.
    pub gazetteer: Arc<Gazetteer>,
    /// What the user says of where sources are at home (`sources.toml`).
    pub homes: Arc<Homes>,
    /// The day that "first seen" is recorded as.
    pub today: Day,
    /// Set when the user interrupts: commit what is done and return.
    pub interrupt: Arc<AtomicBool>,
}

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
    /// Inputs passed over, by reason ("unsupported type .xlsx", "hidden", "symlink loop").
    pub skipped: Vec<(String, u64)>,
    /// What is worth telling the user besides (first-time `seeds`, kept articles of vanished files ...).
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

/// Why an index run could not be done at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// A root that is missing, unreadable or empty; nothing was removed.
    #[error("{path}: {reason}")]
    Root {
        /// The root.
        path: String,
        /// What is wrong, and the fix.
        reason: String,
    },
    /// Too much vanished at once.
    #[error(
        "{vanished} of {known} inputs under {root} are gone; nothing was removed (--prune removes them, --keep-vanished keeps their articles)"
    )]
    Vanished {
        /// The root.
        root: String,
        /// Inputs gone.
        vanished: u64,
        /// Inputs known.
        known: u64,
    },
    /// Another process is writing.
    #[error("{index} is being written by another process (--wait SECONDS waits for it)")]
    Busy {
        /// The index folder.
        index: String,
    },
    /// The index itself.
    #[error("{0}")]
    Index(String),
}

impl From<IndexError> for IngestError {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Busy { folder } => Self::Busy { index: folder.display().to_string() },
            other => Self::Index(other.to_string()),
        }
    }
}

/// Hears how far a run is.
pub trait Progress: Sync {
    /// Called now and then: inputs done and known so far, articles and bytes of input read.
    fn update(&self, done: u64, known: u64, articles: u64, bytes: u64, path: &str);
}

/// Reports no progress.
impl Progress for () {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}

/// Brings an index up to date with its roots.
///
/// # Errors
/// When the run could not be done at all; failures of single inputs are in the report.
pub fn run(options: &Options, progress: &dyn Progress) -> Result<Report, IngestError> {
    run::run(options, progress)
}

/// Brings an index up to date with the articles of a stream (`dateline index -`).
///
/// # Errors
/// As [`run()`].
pub fn run_stream(input: &mut dyn Read, options: &Options, progress: &dyn Progress) -> Result<Report, IngestError> {
    run::run_stream(input, options, progress)
}

/// Reads and analyses inputs without an index (`dateline extract`): each article or failure goes to `emit`, in the order of
/// the inputs, until it returns false.
///
/// # Errors
/// When a root cannot be read.
pub fn extract(
    roots: &[PathBuf],
    options: &Options,
    emit: &mut dyn FnMut(Result<Article, Failure>) -> bool,
) -> Result<(), IngestError> {
    preview::extract(roots, options, emit)
}

/// As [`extract`], from a stream (`dateline extract -`).
///
/// # Errors
/// When the stream cannot be read to its end.
pub fn extract_stream(
    input: &mut dyn Read,
    options: &Options,
    emit: &mut dyn FnMut(Result<Article, Failure>) -> bool,
) -> Result<(), IngestError> {
    preview::extract_stream(input, options, emit)
}

/// Removes an article (a whole id) and keeps it out, also across rebuilds; gives its title.
///
/// # Errors
/// When there is no such article, or the index cannot be written.
pub fn forget(options: &Options, id: &str) -> Result<String, IngestError> {
    run::forget(options, id)
}

/// The roots of an index.
///
/// # Errors
/// When there is no index.
pub fn roots(index: &Path) -> Result<Vec<Root>, IngestError> {
    let generations = crate::index::Generations::new(index);
    generations.current()?;
    Ok(Payload::of_any_version(&generations).map(|(roots, _)| roots).unwrap_or_default())
}

/// Remembers a root without reading it yet; makes the index if there is none.
///
/// # Errors
/// When there is no such file or folder, or the index cannot be written.
pub fn add_root(options: &Options, path: &Path) -> Result<(), IngestError> {
    run::add_root(options, path)
}

/// Forgets a root (by path or by the name it was given) and removes its articles, whose number it gives.
///
/// # Errors
/// When it is not a root, or the index cannot be written.
pub fn remove_root(options: &Options, path: &Path) -> Result<u64, IngestError> {
    run::remove_root(options, path)
}

/// Version of the rules and models that extraction depends on; an index holds what one version extracted.
pub(crate) const EXTRACTION_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "/5");
