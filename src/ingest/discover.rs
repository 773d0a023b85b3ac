//! Finds the inputs under a root.
//!
//! Hidden files, `.ignore` files and `--exclude` globs are treated as ripgrep treats them; `.gitignore` is not: an archive is
//! not source code. Symbolic links are followed; loops and dangling links are reported.

use super::IngestError;
use crate::index::Root;
use ignore::{
    gitignore::Gitignore,
    overrides::{Override, OverrideBuilder},
};
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};
use walkdir::{DirEntry, WalkDir};

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
    let mut rules = Rules::new(walk, globs);
    let entries = WalkDir::new(walk)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| Some(entry.path()) != index.as_deref() && rules.let_pass(entry));
    let mut linked: HashSet<PathBuf> = HashSet::new();
    for entry in entries {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_dir() {
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
                let path = error.path().unwrap_or(walk).to_owned();
                if error.loop_ancestor().is_some() {
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

/// What is passed over: hidden files, what `.ignore` files name, what `--exclude` names.
struct Rules {
    walk: PathBuf,
    globs: Override,
    /// The `.ignore` files that hold at the place of the walk, the outermost first.
    ignored: Vec<Gitignore>,
}

impl Rules {
    fn new(walk: &Path, globs: Override) -> Self {
        let folders: Vec<&Path> = walk.ancestors().skip(1).collect();
        let mut rules = Self { walk: walk.to_owned(), globs, ignored: Vec::new() };
        folders.into_iter().rev().for_each(|folder| rules.enter(folder));
        rules
    }

    /// Reads the `.ignore` file of a folder; a line that is no glob is passed over, as ripgrep does.
    fn enter(&mut self, folder: &Path) {
        let file = folder.join(".ignore");
        if file.is_file() {
            self.ignored.push(Gitignore::new(file).0);
        }
    }

    fn let_pass(&mut self, entry: &DirEntry) -> bool {
        let (path, is_dir) = (entry.path(), entry.file_type().is_dir());
        self.ignored.retain(|ignored| path.starts_with(ignored.path()));
        let is_root = path == self.walk;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let passes = is_root
            || !hidden
                && !self.globs.matched(path, is_dir).is_ignore()
                // The innermost file that says something has the last word.
                && !self.ignored.iter().rev().map(|ignored| ignored.matched(path, is_dir)).find(|found| !found.is_none()).is_some_and(|found| found.is_ignore());
        if passes && is_dir {
            self.enter(path);
        }
        passes
    }
}

fn reason(error: &walkdir::Error) -> String {
    let dangling = error.path().is_some_and(Path::is_symlink);
    match error.io_error() {
        Some(fault) if fault.kind() == std::io::ErrorKind::NotFound && dangling => "broken symbolic link".to_owned(),
        Some(fault) if fault.kind() == std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        Some(fault) => fault.to_string(),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of what a walk finds among files.
    fn found(files: &[(&str, &str)], exclude: &[&str]) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let walk = fs::canonicalize(home.path()).unwrap().join("clippings");
        for (name, text) in files {
            let path = walk.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let root = Root { path: walk.clone(), name: "clippings".to_owned() };
        let exclude: Vec<String> = exclude.iter().map(|glob| (*glob).to_owned()).collect();
        let mut discovery = Discovery::default();
        discover(&walk, &root, &exclude, Path::new("index"), &mut discovery).unwrap();
        let name = |input: &Input| input.path.strip_prefix(&walk).unwrap().display().to_string();
        discovery.inputs.iter().map(name).collect()
    }

    #[test]
    fn files_in_order_without_hidden_ones() {
        let files = [("b.txt", ""), ("a/c.txt", ""), (".hidden/d.txt", ""), ("a/.e.txt", "")];
        assert_eq!(found(&files, &[]), ["a/c.txt", "b.txt"]);
    }

    #[test]
    fn excluded_and_ignored_files_are_passed_over() {
        let files = [
            (".ignore", "drafts/\n*.bak\n"),
            ("drafts/a.txt", ""),
            ("b.bak", ""),
            ("sub/.ignore", "!keep.bak\n"),
            ("sub/keep.bak", ""),
            ("sub/c.bak", ""),
            ("sub/d.log", ""),
            ("other/keep.bak", ""),
            ("e.txt", ""),
        ];
        assert_eq!(found(&files, &["*.log"]), ["e.txt", "sub/keep.bak"]);
        assert_eq!(found(&files, &["sub"]), ["e.txt"]);
    }
}
