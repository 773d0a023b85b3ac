//! Finds the inputs under a root.
//!
//! Hidden files, `.ignore` files and `--exclude` globs are treated as ripgrep treats them; `.gitignore` is not: an archive is
//! not source code. Symbolic links are followed where the root is read with `--follow`; an index is never an input.

use super::{IngestError, below::below, options::InputOptions};
use crate::index::{Generations, Root};
use ignore::{
    gitignore::Gitignore,
    overrides::{Override, OverrideBuilder},
};
use rayon::prelude::*;
use std::{
    cmp::Ordering,
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};
use walkdir::{DirEntry, WalkDir};

/// Why a symbolic link is passed over.
const LINK: &str = "symbolic link (--follow reads what it names)";

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
    /// When it was changed.
    pub times: Times,
    /// How it is read.
    pub options: Arc<InputOptions>,
}

/// When a file was changed, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// Its bytes, as the file says.
    pub modified: i64,
    /// Its bytes or attributes, as the system says; always 0 where the system does not.
    pub changed: i64,
}

impl Times {
    /// The times of a file.
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = 0;
        Self { modified, changed }
    }
}

/// Name of standard input in the manifest and in the paths of its articles.
pub(super) const STREAM: &str = "-";

impl Input {
    /// Standard input.
    pub(super) fn stream(options: Arc<InputOptions>) -> Self {
        let name = STREAM.to_owned();
        let (path, times) = (PathBuf::from(STREAM), Times::default());
        Self { path, display: name.clone(), container: name, size: 0, times, options }
    }
}

/// A folder or file to look at now, and the root that it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// The root itself, or a path inside it.
    pub path: PathBuf,
    /// The root.
    pub root: Root,
    /// How its inputs are read.
    pub options: Arc<InputOptions>,
    /// The paths in it that may have changed, where nothing else may have.
    pub changed: Option<Vec<PathBuf>>,
}

impl Walk {
    /// True of a path whose state is looked at.
    pub(super) fn looks_at(&self, path: &str) -> bool {
        let is_under = |folder: &Path| below(path, &folder.to_string_lossy()).is_some();
        is_under(&self.path) && self.changed.as_ref().is_none_or(|changed| changed.iter().any(|path| is_under(path)))
    }

    /// True of a folder on the way to what is looked at.
    fn passes_through(&self, folder: &Path) -> bool {
        self.changed.as_ref().is_some_and(|changed| changed.iter().any(|changed| changed.starts_with(folder)))
    }

    fn error(&self, reason: String) -> IngestError {
        IngestError::Root { path: self.path.display().to_string(), reason }
    }

    /// Refuses what is not there or cannot be read.
    fn check(&self) -> Result<(), IngestError> {
        if !self.path.exists() {
            let reason = "is gone; nothing was removed (dateline roots remove PATH forgets it)";
            return Err(self.error(reason.to_owned()));
        }
        if is_index(&self.path) {
            return Err(self.error("is a Dateline index, not a folder of articles".to_owned()));
        }
        let opened =
            if self.path.is_dir() { fs::read_dir(&self.path).map(drop) } else { fs::File::open(&self.path).map(drop) };
        opened.map_err(|error| self.error(format!("cannot be read ({error}); nothing was removed")))
    }

    /// The globs of what is left out, as seen from the root.
    fn globs(&self) -> Result<Override, IngestError> {
        let mut globs = OverrideBuilder::new(&self.root.path);
        for glob in &self.root.reading.exclude {
            globs.add(&format!("!{glob}")).map_err(|error| self.error(format!("--exclude {glob}: {error}")))?;
        }
        globs.build().map_err(|error| self.error(format!("--exclude: {error}")))
    }
}

/// What walks found.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    /// In the order of walks and paths.
    pub inputs: Vec<Input>,
    /// Paths that could not be looked at, and why. Nothing below them counts as gone.
    pub failures: Vec<(PathBuf, String)>,
    /// Paths that were passed over, and why.
    pub skipped: Vec<(PathBuf, String)>,
    /// Targets of the symbolic links followed so far, and what lies in them.
    linked: HashSet<PathBuf>,
    /// Folders that were come to by a symbolic link.
    behind_links: HashSet<PathBuf>,
}

impl Discovery {
    /// Walks a folder, or takes a file; the folder of the index is left out.
    ///
    /// # Errors
    /// When it is missing, cannot be read or holds no files.
    pub(super) fn walk(&mut self, walk: &Walk, index: &Path) -> Result<(), IngestError> {
        walk.check()?;
        let before = self.inputs.len();
        let index = fs::canonicalize(index).ok();
        let mut rules = Rules::new(&walk.path, walk.globs()?);
        let follow = walk.root.reading.follow;
        let mut files = Vec::new();
        let mut entries = WalkDir::new(&walk.path).follow_links(follow).sort_by(by_path).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if !walk.looks_at(&entry.path().to_string_lossy()) && !walk.passes_through(entry.path()) => {
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {
                    let own = Some(entry.path()) == index.as_deref();
                    let other = !own && is_index(entry.path());
                    if other {
                        self.skip(entry.path(), "a Dateline index");
                    }
                    if own || other || !rules.let_pass(&entry) || follow && self.is_read_anyway(entry.path(), walk) {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) if !rules.let_pass(&entry) => {}
                Ok(entry) if entry.file_type().is_symlink() => self.skip(entry.path(), LINK),
                Ok(entry) => files.push(entry),
                Err(error) => {
                    let path = error.path().unwrap_or(&walk.path);
                    if error.loop_ancestor().is_some() {
                        self.skip(path, "symbolic link loop");
                    } else {
                        self.fail(path, &error);
                    }
                }
            }
        }
        // Each waits for the file system, which for a folder on another machine takes long.
        let metadata: Vec<_> = files.par_iter().map(DirEntry::metadata).collect();
        for (entry, metadata) in files.into_iter().zip(metadata) {
            self.take(entry, metadata, walk);
        }
        if self.inputs.len() == before && walk.changed.is_none() {
            return Err(walk.error("holds no files; nothing was removed".to_owned()));
        }
        Ok(())
    }

    /// Takes a file.
    fn take(&mut self, entry: DirEntry, metadata: Result<fs::Metadata, walkdir::Error>, walk: &Walk) {
        let metadata = match metadata {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => return self.skip(entry.path(), "not a regular file"),
            Err(error) => return self.fail(entry.path(), &error),
        };
        let is_behind = || entry.path().parent().is_some_and(|folder| self.behind_links.contains(folder));
        if entry.path_is_symlink() || is_behind() {
            let target = fs::canonicalize(entry.path()).unwrap_or_else(|_| entry.path().to_owned());
            if target.starts_with(&walk.root.path) || !self.linked.insert(target) {
                return self.skip(entry.path(), "symbolic link to a file that is read anyway");
            }
        }
        self.inputs.push(Input {
            display: walk.root.display(entry.path()),
            container: walk.root.container(entry.path()),
            path: entry.into_path(),
            size: metadata.len(),
            times: Times::of(&metadata),
            options: Arc::clone(&walk.options),
        });
    }

    /// True of a folder that was come to by a symbolic link and is part of the root, or was come to by another one before.
    fn is_read_anyway(&mut self, folder: &Path, walk: &Walk) -> bool {
        let Ok(target) = fs::canonicalize(folder) else { return false };
        if target == folder {
            return false;
        }
        let is_read = target.starts_with(&walk.root.path) || !self.linked.insert(target);
        if is_read {
            self.skip(folder, "symbolic link to a folder that is read anyway");
        } else {
            self.behind_links.insert(folder.to_owned());
        }
        is_read
    }

    fn skip(&mut self, path: &Path, reason: &str) {
        self.skipped.push((path.to_owned(), reason.to_owned()));
    }

    fn fail(&mut self, path: &Path, error: &walkdir::Error) {
        self.failures.push((path.to_owned(), reason(error)));
    }
}

/// The order of the files of one folder: that of their names, since what comes before these is the same.
fn by_path(a: &DirEntry, b: &DirEntry) -> Ordering {
    a.path().as_os_str().cmp(b.path().as_os_str())
}

/// True of the folder of an index.
fn is_index(folder: &Path) -> bool {
    folder.join("CURRENT").is_file() && Generations::new(folder).current().is_ok()
}

/// What is left out: hidden files, what `.ignore` files name, what `--exclude` names.
struct Rules {
    globs: Override,
    /// The `.ignore` files that hold at the place of the walk, the outermost first.
    ignored: Vec<Gitignore>,
}

impl Rules {
    fn new(walk: &Path, globs: Override) -> Self {
        let folders: Vec<&Path> = walk.ancestors().skip(1).collect();
        let mut rules = Self { globs, ignored: Vec::new() };
        folders.into_iter().rev().for_each(|folder| rules.enter(folder));
        rules
    }

    /// Reads the `.ignore` file of a folder; a line that is no glob is ignored, as ripgrep does.
    fn enter(&mut self, folder: &Path) {
        let file = folder.join(".ignore");
        if file.is_file() {
            self.ignored.push(Gitignore::new(file).0);
        }
    }

    fn let_pass(&mut self, entry: &DirEntry) -> bool {
        let (path, is_dir) = (entry.path(), entry.file_type().is_dir());
        self.ignored.retain(|ignored| path.starts_with(ignored.path()));
        let is_root = entry.depth() == 0;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let passes = is_root
            || !hidden
                && (self.globs.is_empty() || !self.globs.matched(path, is_dir).is_ignore())
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
    use crate::index::ReadOptions;

    /// Names of what a walk finds among files, below a folder of the root.
    fn found_below(below: &str, files: &[(&str, &str)], exclude: &[&str]) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let walk = fs::canonicalize(home.path()).unwrap().join("clippings");
        for (name, text) in files {
            let path = walk.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let exclude = exclude.iter().map(|glob| (*glob).to_owned()).collect();
        let reading = ReadOptions { exclude, ..ReadOptions::default() };
        let root = Root { path: walk.clone(), name: "clippings".to_owned(), reading };
        let walked = Walk { path: walk.join(below), root, options: Arc::default(), changed: None };
        let mut discovery = Discovery::default();
        discovery.walk(&walked, Path::new("index")).unwrap();
        let name = |input: &Input| input.path.strip_prefix(&walk).unwrap().display().to_string();
        discovery.inputs.iter().map(name).collect()
    }

    fn found(files: &[(&str, &str)], exclude: &[&str]) -> Vec<String> {
        found_below("", files, exclude)
    }

    #[test]
    fn globs_are_seen_from_the_root() {
        let files = [("a/drafts/x.txt", ""), ("a/y.txt", ""), ("drafts/z.txt", "")];
        assert_eq!(found(&files, &["a/drafts"]), ["a/y.txt", "drafts/z.txt"]);
        assert_eq!(found_below("a", &files, &["a/drafts"]), ["a/y.txt"]);
    }

    #[test]
    fn files_in_order_without_hidden_ones() {
        let files = [("b.txt", ""), ("a/c.txt", ""), (".hidden/d.txt", ""), ("a/.e.txt", "")];
        assert_eq!(found(&files, &[]), ["a/c.txt", "b.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_links_name_twice_is_read_once() {
        use std::os::unix::fs::symlink;
        let home = tempfile::tempdir().unwrap();
        let whole = fs::canonicalize(home.path()).unwrap();
        let (clippings, elsewhere) = (whole.join("clippings"), whole.join("elsewhere"));
        for (folder, file) in [(&clippings, "1.txt"), (&elsewhere, "2.txt"), (&elsewhere, "3.txt")] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(file), "").unwrap();
        }
        symlink("..", clippings.join("above")).unwrap();
        symlink("../elsewhere/2.txt", clippings.join("a.txt")).unwrap();
        symlink("../elsewhere", clippings.join("beside")).unwrap();
        let reading = ReadOptions { follow: true, ..ReadOptions::default() };
        let root = Root { path: clippings.clone(), name: "clippings".to_owned(), reading };
        let walk = Walk { path: clippings.clone(), root, options: Arc::default(), changed: None };
        let mut discovery = Discovery::default();
        discovery.walk(&walk, Path::new("index")).unwrap();
        let name = |path: &Path| path.strip_prefix(&clippings).unwrap().display().to_string();
        let found: Vec<String> = discovery.inputs.iter().map(|input| name(&input.path)).collect();
        assert_eq!(found, ["1.txt", "a.txt", "above/elsewhere/3.txt"]);
        let mut skipped: Vec<String> = discovery.skipped.iter().map(|(path, _)| name(path)).collect();
        skipped.sort();
        assert_eq!(skipped, ["above/clippings", "above/elsewhere/2.txt", "beside"]);
    }

    #[test]
    fn excluded_and_ignored_files_are_left_out() {
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
