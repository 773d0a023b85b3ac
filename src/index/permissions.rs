//! Who may read an index: its folder is its user's own at first, and what is written into a folder is readable for whom the
//! folder is. `chmod -R go+rX index` shares an index, and it stays shared.
//!
//! Only Unix has such permissions; elsewhere nothing is done.

use std::{fs, io, path::Path};

/// Makes a folder for its user alone, with the folders above it; one that exists stays as it is.
///
/// # Errors
/// When the file system refuses.
pub(super) fn create_private(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Lets those read a file or folder who may read the folder around it.
///
/// # Errors
/// When the file system refuses.
#[cfg(unix)]
pub(super) fn share(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let around = path.parent().filter(|around| !around.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let others = fs::metadata(around)?.permissions().mode();
    let metadata = fs::metadata(path)?;
    let wanted = if metadata.is_dir() { 0o700 | others & 0o055 } else { 0o600 | others & 0o044 };
    if metadata.permissions().mode() & 0o777 == wanted {
        return Ok(());
    }
    match fs::set_permissions(path, fs::Permissions::from_mode(wanted)) {
        // What is another user's stays theirs, and some file systems have no permissions.
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported) => Ok(()),
        set => set,
    }
}

#[cfg(not(unix))]
pub(super) fn share(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_folder_is_private_and_an_old_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/index");
        create_private(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        create_private(&path).unwrap();
        assert_eq!(mode(&path), 0o750);
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(create_private(&folder.path().join("file")).is_err());
    }

    #[test]
    fn what_lies_in_a_folder_is_read_by_whom_the_folder_is() {
        let folder = tempfile::tempdir().unwrap();
        let (file, inner) = (folder.path().join("file"), folder.path().join("inner"));
        fs::write(&file, "").unwrap();
        fs::create_dir(&inner).unwrap();
        for (around, of_file, of_folder) in [(0o700, 0o600, 0o700), (0o750, 0o640, 0o750), (0o755, 0o644, 0o755)] {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(around)).unwrap();
            share(&file).unwrap();
            share(&inner).unwrap();
            assert_eq!((mode(&file), mode(&inner)), (of_file, of_folder), "in a folder of {around:o}");
        }
    }
}
