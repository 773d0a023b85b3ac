//! Where inputs are looked for: roots as absolute paths, none inside another.

use super::apply::Update;
use super::below::below;
use super::discover::Walk;
use super::session::{Opened, Session};
use super::{IngestError, Options, options::InputOptions};
use crate::entities::OwnNames;
use crate::index::{Generations, IndexError, ReadOptions, Root, WriteLock};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The root of the first time, when none is named.
pub(super) const FIRST: &str = "seeds";

/// What one run looks at.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The roots to remember.
    pub roots: Vec<Root>,
    /// The folders or files to look at now, in the order of their paths, none inside another.
    pub walks: Vec<Walk>,
    /// Folders whose articles get other ids, because a root now holds their old root.
    pub absorbed: Vec<PathBuf>,
    /// What the user should know.
    pub notices: Vec<String>,
}

impl Scope {
    /// True of a path that lies under no root.
    pub(super) fn is_outside(&self, path: &str) -> bool {
        !self.roots.iter().any(|root| below(path, &root.path.to_string_lossy()).is_some())
    }
}

/// A root as named by the user.
pub(super) fn named(path: &Path) -> Result<Root, IngestError> {
    let fault = |reason: &str| IngestError::Root { path: path.display().to_string(), reason: reason.to_owned() };
    let absolute = fs::canonicalize(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fault("there is no such file or folder; nothing was removed"),
        _ => fault(&format!("cannot be read ({error}); nothing was removed")),
    })?;
    let mut name = path.to_string_lossy().into_owned();
    while name.len() > 1 && name.ends_with('/') {
        name.pop();
    }
    if name == "." || name.is_empty() {
        name = absolute.file_name().map_or_else(|| ".".into(), |name| name.to_string_lossy().into_owned());
    }
    if absolute.to_str().is_none() {
        return Err(fault("its path is not Unicode, so that it cannot be remembered; rename it"));
    }
    Ok(Root {
        path: absolute,
        name: name.strip_prefix("./").unwrap_or(&name).to_owned(),
        reading: ReadOptions::default(),
    })
}

/// Settles what a run looks at: the roots named now and, when none is (or all are wanted), those remembered. What is set of
/// `reading` holds for the roots looked at, from now on.
///
/// # Errors
/// When a root is not there, or an option is wrong or would change a part of a root alone.
pub(super) fn scope(
    given: &[PathBuf],
    reading: &ReadOptions,
    remembered: &[Root],
    all: bool,
) -> Result<Scope, IngestError> {
    let mut scope = Scope { roots: remembered.to_vec(), walks: Vec::new(), absorbed: Vec::new(), notices: Vec::new() };
    let mut given: Vec<Root> = given.iter().map(|path| named(path)).collect::<Result<_, _>>()?;
    if given.is_empty() && remembered.is_empty() {
        given.push(scope.first()?);
    }
    if given.is_empty() {
        scope.roots.iter_mut().for_each(|root| root.reading = reading.clone().or(&root.reading));
    }
    let mut asked: Vec<PathBuf> = Vec::new();
    for root in given {
        asked.push(root.path.clone());
        scope.add(root, reading)?;
    }
    if all || asked.is_empty() {
        asked = scope.roots.iter().map(|root| root.path.clone()).collect();
    }
    asked.sort();
    asked.dedup_by(|inner, outer| inner.starts_with(outer));
    scope.walks = asked.into_iter().map(|path| scope.walk(path)).collect::<Result<_, _>>()?;
    Ok(scope)
}

impl Scope {
    /// The same, read with the user's own names.
    pub(super) fn with_names(mut self, own: &OwnNames) -> Self {
        self.walks =
            self.walks.into_iter().map(|walk| Walk { options: walk.options.with_names(own), ..walk }).collect();
        self
    }

    /// Looks at these paths alone. Roots that are read with links followed are looked at as a whole: elsewhere may be what they name.
    pub(super) fn narrow(&mut self, changed: &[PathBuf]) {
        for walk in self.walks.iter_mut().filter(|walk| !walk.root.reading.follow) {
            let inside = |path: &&PathBuf| path.starts_with(&walk.path) || walk.path.starts_with(path);
            walk.changed = Some(changed.iter().filter(inside).cloned().collect());
        }
        self.walks.retain(|walk| walk.changed.as_ref().is_none_or(|changed| !changed.is_empty()));
    }

    /// The root of the first time.
    fn first(&mut self) -> Result<Root, IngestError> {
        let first = named(Path::new(FIRST)).map_err(|_| IngestError::Root {
            path: FIRST.to_owned(),
            reason: "there is no such folder here; say what to index: dateline index PATH".to_owned(),
        })?;
        let here = env::current_dir().unwrap_or_default();
        self.notices.push(format!("indexing {FIRST}/ in {}", here.display()));
        Ok(first)
    }

    /// Adds a root, unless it is one or lies in one already; roots that lie in it become part of it.
    fn add(&mut self, root: Root, reading: &ReadOptions) -> Result<(), IngestError> {
        if let Some(outer) = self.roots.iter_mut().find(|known| root.path.starts_with(&known.path)) {
            let read = reading.clone().or(&outer.reading);
            if outer.path != root.path && read != outer.reading {
                let reason = format!(
                    "reading options hold for a whole root, and this is a part of {0}; give them with {0}, or set them in roots.toml",
                    outer.path.display()
                );
                return Err(IngestError::Root { path: root.path.display().to_string(), reason });
            }
            outer.reading = read;
            return Ok(());
        }
        for inner in self.roots.extract_if(.., |known| known.path.starts_with(&root.path)) {
            if !inner.reading.is_default() {
                self.notices.push(format!(
                    "{} is part of {} now, and no longer read with {}",
                    inner.path.display(),
                    root.path.display(),
                    inner.reading
                ));
            }
            self.absorbed.push(inner.path);
        }
        self.roots.push(Root { reading: reading.clone(), ..root });
        Ok(())
    }

    fn walk(&self, path: PathBuf) -> Result<Walk, IngestError> {
        let root = self.roots.iter().find(|root| path.starts_with(&root.path)).expect("each path has its root").clone();
        let options = InputOptions::of(&root.reading)?;
        Ok(Walk { path, root, options, changed: None })
    }
}

/// As [`super::remove_root`].
pub(super) fn remove(options: &Options, path: &Path) -> Result<Option<u64>, IngestError> {
    let session = match Session::open_existing(options) {
        Err(IngestError::Index(IndexError::Damaged { .. } | IndexError::Engine { .. })) => {
            // Else a rebuild would ask for the root, and removing the root for a rebuild.
            let generations = Generations::new(&options.index);
            let _lock = WriteLock::take(&generations, options.wait)?;
            take_out(&generations, path)?;
            return Ok(None);
        }
        opened => opened?,
    };
    // The lock is dropped last.
    let Session { _lock, generations, opened, committed, manifest } = session;
    let (root, roots) = take_out(&generations, path)?;
    let mut update = Update::start(options, opened, 1, &committed, &manifest)?;
    update.roots = roots;
    for entry in manifest.entries.iter().filter(|entry| Path::new(&entry.path).starts_with(&root.path)) {
        update.remove_input(entry.key())?;
    }
    update.touch();
    let (writer, report) = update.finish()?;
    writer.finish(&options.interrupt)?;
    Ok(Some(report.removed))
}

/// Takes a root out of `roots.toml`; gives it and the others. Should the rest be cut off, the next run finds its articles outside
/// all roots.
fn take_out(generations: &Generations, path: &Path) -> Result<(Root, Vec<Root>), IngestError> {
    let mut roots = Root::load(generations)?;
    let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let named = path.to_string_lossy();
    let Some(at) = roots.iter().position(|root| root.path == absolute || root.name == named) else {
        let known: Vec<String> = roots.iter().map(|root| root.path.display().to_string()).collect();
        let reason = format!("is not a root; the roots are: {}", known.join(", "));
        return Err(IngestError::Root { path: path.display().to_string(), reason });
    };
    let root = roots.remove(at);
    Root::save(generations.folder(), &roots)?;
    Ok((root, roots))
}

/// As [`super::add_root`].
pub(super) fn add(options: &Options, path: &Path) -> Result<(), IngestError> {
    let added = named(path)?;
    let settle = |generations: &Generations| {
        let mut roots = Root::load(generations)?;
        // A root that is added again is read with these options alone.
        if let Some(known) = roots.iter_mut().find(|root| root.path == added.path) {
            known.reading = ReadOptions::default();
        }
        scope(std::slice::from_ref(&added.path), &options.reading, &roots, false)
    };
    // Before an index is made for nothing.
    settle(&Generations::new(&options.index))?;
    let Session { _lock, generations, opened, .. } = Session::open_any(options)?;
    let Opened { generation, mut payload, .. } = opened;
    let mut writer = generation.start(1)?;
    let mut roots = settle(&generations)?.roots;
    if let Some(root) = roots.iter_mut().find(|root| root.path == added.path) {
        root.name = added.name;
    }
    Root::save(generations.folder(), &roots)?;
    payload.advance();
    writer.commit(&payload)?;
    writer.publish()?;
    writer.finish(&options.interrupt)?;
    Ok(())
}

impl Root {
    /// The path of an input as articles name it: the root as the user named it, then the way down.
    pub(super) fn display(&self, input: &Path) -> String {
        let (input, root) = (input.to_string_lossy(), self.path.to_string_lossy());
        match below(&input, &root).unwrap_or(&input) {
            "" => self.name.clone(),
            down => format!("{}/{down}", self.name.trim_end_matches('/')),
        }
    }

    /// What stands for an input in the ids of its articles: its path from the root's own name on, which does not change when
    /// the archive moves elsewhere as a whole.
    pub(super) fn container(&self, input: &Path) -> String {
        let (input, from) = (input.to_string_lossy(), self.path.parent().unwrap_or(&self.path).to_string_lossy());
        below(&input, &from).unwrap_or(&input).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(given: &[PathBuf], reading: &ReadOptions, remembered: &[Root]) -> Result<Scope, IngestError> {
        scope(given, reading, remembered, false)
    }

    fn folders() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(top.join("a/b")).unwrap();
        fs::create_dir_all(top.join("c")).unwrap();
        (folder, top)
    }

    fn without(glob: &str) -> ReadOptions {
        ReadOptions { exclude: vec![glob.to_owned()], ..ReadOptions::default() }
    }

    #[test]
    fn roots_do_not_lie_in_one_another() {
        let (_folder, top) = folders();
        let none = ReadOptions::default();
        let inner = settle(&[top.join("a/b")], &none, &[]).unwrap();
        assert_eq!(inner.roots.len(), 1);
        let outer = settle(&[top.join("a")], &none, &inner.roots).unwrap();
        assert_eq!(outer.roots.len(), 1);
        assert_eq!(outer.absorbed, [top.join("a/b")]);
        let part = settle(&[top.join("a/b")], &none, &outer.roots).unwrap();
        assert_eq!(part.roots, outer.roots);
        let [walk] = &part.walks[..] else { panic!("one walk") };
        assert_eq!((&walk.path, &walk.root), (&top.join("a/b"), &outer.roots[0]));
        assert_eq!(outer.roots[0].container(&top.join("a/b/x.txt")), "a/b/x.txt");
        assert!(settle(&[top.join("none")], &none, &[]).is_err());
        assert!(
            part.is_outside(top.join("c/x.txt").to_str().unwrap())
                && !part.is_outside(top.join("a/x.txt").to_str().unwrap())
        );
    }

    #[test]
    fn options_are_remembered_with_their_root() {
        let (_folder, top) = folders();
        let none = ReadOptions::default();
        let first = settle(&[top.join("a")], &without("x"), &[]).unwrap();
        let both = settle(&[top.join("c")], &none, &first.roots).unwrap();
        let read = |scope: &Scope| scope.roots.iter().map(|root| root.reading.clone()).collect::<Vec<_>>();
        assert_eq!(read(&both), [without("x"), none.clone()]);
        assert_eq!(both.walks.len(), 1);
        let again = settle(&[], &none, &both.roots).unwrap();
        assert_eq!(read(&again), read(&both));
        assert_eq!(again.walks.iter().map(|walk| walk.root.reading.clone()).collect::<Vec<_>>(), read(&both));
        assert_eq!(read(&settle(&[], &without("y"), &both.roots).unwrap()), [without("y"), without("y")]);
        assert_eq!(read(&settle(&[top.join("a")], &without("y"), &both.roots).unwrap()), [without("y"), none]);
    }

    #[test]
    fn options_of_a_part_of_a_root_are_refused() {
        let (_folder, top) = folders();
        let whole = settle(&[top.join("a")], &without("x"), &[]).unwrap();
        let error = settle(&[top.join("a/b")], &without("y"), &whole.roots).unwrap_err().to_string();
        assert!(error.contains("hold for a whole root"), "{error}");
        assert!(settle(&[top.join("a/b")], &without("x"), &whole.roots).is_ok());
        // A root that becomes part of another loses its own, and the user hears of it.
        let inner = settle(&[top.join("a/b")], &without("x"), &[]).unwrap();
        let outer = settle(&[top.join("a")], &ReadOptions::default(), &inner.roots).unwrap();
        assert!(outer.notices[0].ends_with("no longer read with --exclude x"), "{:?}", outer.notices);
    }

    #[test]
    fn a_wrong_option_is_an_error_at_once() {
        let (_folder, top) = folders();
        let reading = ReadOptions { map: vec!["publishd=author".parse().unwrap()], ..ReadOptions::default() };
        assert!(matches!(settle(&[top.join("a")], &reading, &[]), Err(IngestError::Map(_))));
    }
}
