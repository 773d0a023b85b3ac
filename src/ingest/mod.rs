//! From files on disk to an up-to-date index.
//!
//! `roots` settles where to look, `discover` finds inputs, `plan` compares them with the manifest, `read` reads what is new or
//! changed, `analyse` makes articles of its records, `pipeline` does both on all cores, `apply` settles ids and writes, and
//! `run` is a run from start to end. Nothing is printed here.

mod analyse;
mod apply;
mod below;
mod discover;
mod error;
mod forget;
mod forgotten;
mod holders;
mod identity;
mod keep;
mod options;
mod parts;
mod pipeline;
mod plan;
mod preview;
mod rank;
mod read;
mod report;
mod roots;
mod run;
mod session;
mod stream;

pub use error::IngestError;
pub use options::Options;
pub use report::{Change, Failure, Progress, Report};

use crate::article::Article;
use crate::index::{Generations, Root};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

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
    stream::run(input, options, progress)
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

/// Analyses an article of an index again, so that its mentions say what made them.
#[must_use]
pub fn analyse_again(article: &Article, options: &Options) -> Article {
    let place = analyse::Place { display: &article.path, item: article.item };
    analyse::analyse(analyse::record_of(article), place, article.id.clone(), options.into())
}

/// As [`extract`], from the roots of an index, each read as it says, without what is forgotten.
///
/// # Errors
/// When a root cannot be read.
pub fn extract_indexed(
    options: &Options,
    emit: &mut dyn FnMut(Result<Article, Failure>) -> bool,
) -> Result<(), IngestError> {
    preview::extract_indexed(options, emit)
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
    forget::forget(options, id)
}

/// An article that is kept out on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgottenArticle {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// The articles that are kept out of an index on purpose, in the order in which they were forgotten.
///
/// # Errors
/// When `forgotten.toml` cannot be read.
pub fn forgotten(index: &Path) -> Result<Vec<ForgottenArticle>, IngestError> {
    forget::list(index)
}

/// Does not keep an article out any more (by its id or the beginning of it), and gives its title; the next run reads it again.
///
/// # Errors
/// When no such article is forgotten, or several, or the index cannot be written.
pub fn undo_forget(options: &Options, id: &str) -> Result<String, IngestError> {
    forget::undo(options, id)
}

/// Merges all segments of the index into one, without what was removed, unless the user interrupts. Gives the files that are
/// damaged: their segments stay as they are.
///
/// # Errors
/// When the index cannot be written.
pub fn compact(options: &Options) -> Result<Vec<PathBuf>, IngestError> {
    let opened = session::unless_interrupted(session::Session::open_existing(options))?;
    let Some(session::Session { _lock, opened, .. }) = opened else { return Ok(Vec::new()) };
    let session::Opened { generation, mut payload, .. } = opened;
    payload.advance();
    Ok(generation.start(1)?.compact(&payload, &options.interrupt)?)
}

/// Removes what was deleted or forgotten from the files of the index.
///
/// # Errors
/// When the index cannot be written.
pub fn purge(options: &Options) -> Result<(), IngestError> {
    forget::purge(options)
}

/// The roots of an index.
///
/// # Errors
/// When there is no index, or its `roots.toml` cannot be read.
pub fn roots(index: &Path) -> Result<Vec<Root>, IngestError> {
    let generations = Generations::new(index);
    generations.current()?;
    Ok(Root::load(&generations)?)
}

/// Remembers a root and how it is read, without reading it yet; makes the index if there is none.
///
/// # Errors
/// When there is no such file or folder, or the index cannot be written.
pub fn add_root(options: &Options, path: &Path) -> Result<(), IngestError> {
    roots::add(options, path)
}

/// Forgets a root (by path or by the name it was given) and removes its articles, whose number it gives; none where the index is
/// damaged, so that they go when it is rebuilt.
///
/// # Errors
/// When it is not a root, or the index cannot be written.
pub fn remove_root(options: &Options, path: &Path) -> Result<Option<u64>, IngestError> {
    roots::remove(options, path)
}

/// Raised by hand when code changes what is extracted from an article; the test `digests` guards it. An index holds what one
/// version of code, data and models extracted; changes of data need no hand.
pub const EXTRACTION_VERSION: u32 = 37;
