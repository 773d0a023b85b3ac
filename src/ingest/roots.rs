//! Where inputs are looked for: roots as absolute paths, none inside another.

use super::IngestError;
use crate::index::Root;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The root of the first time, when none is named.
pub(super) const FIRST: &str = "seeds";

/// What one run looks at.
pub(super) struct Scope {
    /// The roots to remember.
    pub roots: Vec<Root>,
    /// The folders or files to walk now, each with the root that it belongs to.
    pub walks: Vec<(PathBuf, Root)>,
    /// Folders whose articles get other ids, because a root now holds their old root.
    pub absorbed: Vec<PathBuf>,
    /// What to tell the user.
    pub notices: Vec<String>,
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
    Ok(Root { path: absolute, name: name.strip_prefix("./").unwrap_or(&name).to_owned() })
}

/// Settles what a run looks at: the roots named now and, when none is (or all are wanted), those remembered.
pub(super) fn scope(given: &[PathBuf], remembered: &[Root], all: bool) -> Result<Scope, IngestError> {
    let mut scope = Scope { roots: remembered.to_vec(), walks: Vec::new(), absorbed: Vec::new(), notices: Vec::new() };
    let mut given: Vec<Root> = given.iter().map(|path| named(path)).collect::<Result<_, _>>()?;
    if given.is_empty() && remembered.is_empty() {
        let first = named(Path::new(FIRST)).map_err(|_| IngestError::Root {
            path: FIRST.to_owned(),
            reason: "there is no such folder here; say what to index: dateline index PATH".to_owned(),
        })?;
        let here = env::current_dir().unwrap_or_default();
        scope.notices.push(format!("indexing {FIRST}/ in {}", here.display()));
        given.push(first);
    }
    let mut asked: Vec<(PathBuf, Root)> = Vec::new();
    for root in given {
        if let Some(outer) = scope.roots.iter().find(|known| root.path.starts_with(&known.path)) {
            asked.push((root.path.clone(), outer.clone()));
            continue;
        }
        scope.roots.retain(|known| {
            let inside = known.path.starts_with(&root.path);
            if inside {
                scope.absorbed.push(known.path.clone());
            }
            !inside
        });
        asked.retain(|(path, _)| !path.starts_with(&root.path));
        asked.push((root.path.clone(), root.clone()));
        scope.roots.push(root);
    }
    scope.walks = if all || asked.is_empty() {
        scope.roots.iter().map(|root| (root.path.clone(), root.clone())).collect()
    } else {
        asked
    };
    scope.walks.sort_by(|a, b| a.0.cmp(&b.0));
    scope.walks.dedup_by(|inner, outer| inner.0.starts_with(&outer.0));
    Ok(scope)
}

impl Root {
    /// The path of an input as articles name it: the root as the user named it, then the way down.
    pub(super) fn display(&self, input: &Path) -> String {
        let down = input.strip_prefix(&self.path).unwrap_or(input);
        if down.as_os_str().is_empty() {
            return self.name.clone();
        }
        format!("{}/{}", self.name.trim_end_matches('/'), down.to_string_lossy())
    }

    /// What stands for an input in the ids of its articles: its path from the root's own name on, which does not change when
    /// the archive moves elsewhere as a whole.
    pub(super) fn container(&self, input: &Path) -> String {
        let from = self.path.parent().unwrap_or(&self.path);
        input.strip_prefix(from).unwrap_or(input).to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_do_not_lie_in_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(top.join("a/b")).unwrap();
        let inner = scope(&[top.join("a/b")], &[], false).unwrap();
        assert_eq!(inner.roots.len(), 1);
        let outer = scope(&[top.join("a")], &inner.roots, false).unwrap();
        assert_eq!(outer.roots.len(), 1);
        assert_eq!(outer.absorbed, [top.join("a/b")]);
        let part = scope(&[top.join("a/b")], &outer.roots, false).unwrap();
        assert_eq!(part.roots, outer.roots);
        assert_eq!(part.walks, [(top.join("a/b"), outer.roots[0].clone())]);
        assert_eq!(outer.roots[0].container(&top.join("a/b/x.txt")), "a/b/x.txt");
        assert!(scope(&[top.join("none")], &[], false).is_err());
    }
}
