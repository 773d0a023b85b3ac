//! Files mapped into memory: tables beside an index that are read in place.

use std::{io, path::Path, sync::Arc};
use tantivy::Directory as _;
use tantivy::directory::{MmapDirectory, OwnedBytes};

/// Maps a file; what is not looked at is not read.
///
/// # Errors
/// When the file cannot be opened or mapped.
pub fn map(path: &Path) -> io::Result<Arc<dyn AsRef<[u8]> + Send + Sync>> {
    Ok(Arc::new(mapped(path)?))
}

/// As [`map`], for this module.
pub(super) fn mapped(path: &Path) -> io::Result<OwnedBytes> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path of a file is wanted"));
    };
    let folder = MmapDirectory::open(folder).map_err(io::Error::other)?;
    folder.open_read(Path::new(name)).map_err(io::Error::other)?.read_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_file_is_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.bin");
        std::fs::write(&path, b"some bytes").unwrap();
        assert_eq!(map(&path).unwrap().as_ref().as_ref(), b"some bytes");
        assert!(map(&folder.path().join("missing")).is_err());
    }
}
