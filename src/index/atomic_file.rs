//! Replaces a file in one step: a reader sees the old file or the new one whole, also after a loss of power.
//!
//! Every file of the program that is written more than once goes through here, in the index folder and elsewhere.

use super::{faults, permissions};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};
use tempfile::{Builder, NamedTempFile};

/// Follows the name of a file in that of its unfinished replacement, which a crash may leave behind.
pub(crate) const UNFINISHED: &str = ".new";

/// Replaces the file at `path`, or makes it, with what `write` writes. The content is written beside the file and synced, then
/// renamed over it, and the folder is synced. A symbolic link stays one, and a file keeps its permissions.
///
/// # Errors
/// When the file system refuses or `write` fails; the file is then as it was.
pub fn replace(path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    put_durably(written(&path, write)?, &path)
}

/// As [`replace`], of a file in an index folder that the user may edit: a new one is readable for whom the folder is.
///
/// # Errors
/// As [`replace`].
pub fn replace_in_index(path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<()> {
    if path.exists() { replace(path, write) } else { replace_shared(path, write) }
}

/// As [`replace`], of a file of an index that only Dateline writes: whoever may read the folder may read the file.
pub(super) fn replace_shared(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = written(path, write)?;
    permissions::share(unfinished.path())?;
    put_durably(unfinished, path)
}

/// As [`replace`], of a file that has a checksum and can be made again: after a loss of power it may be missing or wrong.
pub(super) fn replace_unsynced(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = written(path, write)?;
    permissions::share(unfinished.path())?;
    put(unfinished, path)
}

/// Writes the file that is to take the place of `path`.
fn written(path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<NamedTempFile> {
    let unfinished = unfinished(path, folder_of(path))?;
    let mut out = BufWriter::new(unfinished.as_file());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    Ok(unfinished)
}

/// Puts a written file in its place, so that it is there after a loss of power.
fn put_durably(unfinished: NamedTempFile, path: &Path) -> io::Result<()> {
    unfinished.as_file().sync_all()?;
    put(unfinished, path)?;
    sync_folder(folder_of(path))
}

/// Puts a written file in its place.
fn put(unfinished: NamedTempFile, path: &Path) -> io::Result<()> {
    faults::step("replace", path)?;
    unfinished.persist(path)?;
    faults::step("replaced", path)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the file beside, removed again unless it takes the place of `path`.
fn unfinished(path: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let mut prefix: OsString = path.file_name().unwrap_or_default().to_owned();
    prefix.push(UNFINISHED);
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix("");
    let permissions = fs::metadata(path).map(|metadata| metadata.permissions()).ok();
    #[cfg(unix)]
    let permissions = permissions.or_else(|| {
        use std::os::unix::fs::PermissionsExt;
        // Less what the user's mask takes away.
        Some(fs::Permissions::from_mode(0o666))
    });
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder)
}

/// Makes the names in a folder durable. Only Unix has folders that can be synced, and some of its file systems refuse.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// The name of the file that a left-over replacement was to become.
pub(crate) fn finished_name(name: &str) -> Option<&str> {
    name.rsplit_once(UNFINISHED).map(|(finished, _)| finished)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn names(folder: &Path) -> Vec<PathBuf> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aliases.toml");
        replace(&path, |out| out.write_all(b"one, at some length")).unwrap();
        replace(&path, |out| out.write_all(b"two")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), [path]);
    }

    #[test]
    fn what_fails_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aliases.toml");
        fs::write(&path, "one").unwrap();
        let failed = replace(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no more");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(names(folder.path()), [path]);
        assert!(replace(&folder.path().join("none/a.toml"), |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_shared_file_is_read_by_whom_its_folder_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("CURRENT");
        for (around, wanted) in [(0o700, 0o600), (0o755, 0o644)] {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(around)).unwrap();
            replace_shared(&path, |out| out.write_all(b"gen-1")).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, wanted);
            let edited = folder.path().join(format!("aliases-{wanted}.toml"));
            replace_in_index(&edited, |out| out.write_all(b"one")).unwrap();
            assert_eq!(fs::metadata(&edited).unwrap().permissions().mode() & 0o777, wanted);
            fs::set_permissions(&edited, fs::Permissions::from_mode(0o640)).unwrap();
            replace_in_index(&edited, |out| out.write_all(b"two")).unwrap();
            assert_eq!(fs::metadata(&edited).unwrap().permissions().mode() & 0o777, 0o640);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("dotfiles.toml"), folder.path().join("aliases.toml"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, |out| out.write_all(b"two")).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_left_over_names_its_file() {
        assert_eq!(finished_name("roots.toml.newAb3xYz"), Some("roots.toml"));
        assert_eq!(finished_name("roots.toml"), None);
    }
}
