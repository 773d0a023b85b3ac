//! Finds the inputs under a root.
//!
//! Hidden files, `.ignore` files and `--exclude` globs are treated as ripgrep treats them; `.gitignore` is not: an archive is
//! not source code. Symbolic links are followed; loops and dangling links are reported.

use super::IngestError;
use crate::index::Root;
use ignore::{WalkBuilder, overrides::OverrideBuilder};
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// A file that was found.
#[derive(Debug, Clone)]
pub(super) struct Input {
    /// Absolute path.
    pub path: PathBuf,
    /// As articles name it.
    pub display: String,
    /// As the ids of its articles name it.
    pub container: String,
    /// Bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub mtime: i64,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    /// In the order of paths.
    pub inputs: Vec<Input>,
    /// Paths that could not be looked at, and why. Nothing below them counts as gone.
    pub failures: Vec<(PathBuf, String)>,
    /// Reasons for passing files over.
    pub skipped: Vec<String>,
}

/// Walks a folder (or takes a file) of a root.
pub(super) fn discover(
    walk: &Path,
    root: &Root,
    exclude: &[String],
    index: &Path,
    into: &mut Discovery,
) -> Result<(), IngestError> {
    let fault = |reason: String| IngestError::Root { path: walk.display().to_string(), reason };
    let before = into.inputs.len();
    if !walk.exists() {
        return Err(fault("is gone; nothing was removed (dateline roots remove PATH forgets it)".to_owned()));
    }
    if let Err(error) = if walk.is_dir() { fs::read_dir(walk).map(drop) } else { fs::File::open(walk).map(drop) } {
        return Err(fault(format!("cannot be read ({error}); nothing was removed")));
    }
    let mut globs = OverrideBuilder::new(walk);
    for glob in exclude {
        globs.add(&format!("!{glob}")).map_err(|error| fault(format!("--exclude {glob}: {error}")))?;
    }
    let globs = globs.build().map_err(|error| fault(format!("--exclude: {error}")))?;
    let index = fs::canonicalize(index).ok();
    let entries = WalkBuilder::new(walk)
        .standard_filters(false)
        .hidden(true)
        .ignore(true)
        .parents(true)
        .follow_links(true)
        .overrides(globs)
        .sort_by_file_path(Ord::cmp)
        .filter_entry(move |entry| Some(entry.path()) != index.as_deref())
        .build();
    let mut linked: HashSet<PathBuf> = HashSet::new();
    for entry in entries {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_none_or(|kind| kind.is_dir()) {
                    continue;
                }
                let metadata = match entry.metadata() {
                    Ok(metadata) => metadata,
                    Err(error) => {
                        into.failures.push((entry.path().to_owned(), reason(&error)));
                        continue;
                    }
                };
                if !metadata.is_file() {
                    into.skipped.push("not a regular file".to_owned());
                    continue;
                }
                if entry.path_is_symlink() {
                    let target = fs::canonicalize(entry.path()).unwrap_or_else(|_| entry.path().to_owned());
                    if target.starts_with(&root.path) || !linked.insert(target) {
                        into.skipped.push("symbolic link to a file that is read anyway".to_owned());
                        continue;
                    }
                }
                let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                into.inputs.push(Input {
                    display: root.display(entry.path()),
                    container: root.container(entry.path()),
                    path: entry.into_path(),
                    size: metadata.len(),
                    mtime: since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0),
                });
            }
            Err(error) => {
                let path = place(&error).unwrap_or(walk).to_owned();
                if is_loop(&error) {
                    into.skipped.push("symbolic link loop".to_owned());
                } else {
                    into.failures.push((path, reason(&error)));
                }
            }
        }
    }
    if into.inputs.len() == before {
        return Err(fault("holds no files; nothing was removed".to_owned()));
    }
    Ok(())
}

/// The path that an error is about.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => is_loop(err),
        _ => false,
    }
}

fn reason(error: &ignore::Error) -> String {
    let dangling = place(error).is_some_and(Path::is_symlink);
    match error.io_error().map(std::io::Error::kind) {
        Some(std::io::ErrorKind::NotFound) if dangling => "broken symbolic link".to_owned(),
        Some(std::io::ErrorKind::PermissionDenied) => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
