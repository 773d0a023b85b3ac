//! A cache of tables computed from a whole revision of the index: which articles are copies of each other, for example.
//!
//! A table is discarded when the index changes or its checksum is wrong, and computed again by whoever needs it first. Who may
//! not write into the index keeps tables in their own cache folder (`$XDG_CACHE_HOME/dateline`), which holds those of one
//! revision of each index.

use super::map::mapped;
use super::{Index, IndexError, atomic_file, permissions};
use etcetera::BaseStrategy;
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};
use tantivy::directory::OwnedBytes;

/// Bytes of the key that a file begins with.
const KEY: usize = blake3::OUT_LEN;
/// Bytes of the key that stand for the program alone.
const PROGRAM: usize = 8;
/// Grows when what is in a table changes, so that one of another layout or meaning is never read.
const LAYOUT: u32 = 13;
/// Bytes of the key and of the checksum of the table, which follows them. The checksum is a CRC, as the engine has it for its
/// files: a table of forty megabytes is checked before a query, in milliseconds.
const HEAD: usize = KEY + size_of::<u32>();
/// Begins the name of a table.
const PREFIX: &str = "cache-";

/// A key.
pub type Key = [u8; KEY];

impl Index {
    /// The cached table of this name, if this version of the program computed it from this very state of the index.
    /// It is read in place.
    pub fn cached(&self, name: &str) -> Option<OwnedBytes> {
        let key = self.cache_key();
        let of = |folder: PathBuf| read(&table(&folder, name), |found| found == key);
        of(self.generation_folder()).or_else(|| of(users_folder(self.folder())?))
    }

    /// The cached table of this name that this version of the program computed from whatever state of the index: its maker must
    /// know what of it still holds.
    pub fn cached_earlier(&self, name: &str) -> Option<OwnedBytes> {
        read(&table(&self.generation_folder(), name), |key| key[..PROGRAM] == program())
    }

    /// Caches a table. A failure to write is ignored: the table is computed again when it is needed.
    pub fn put_cached(&self, name: &str, bytes: &[u8]) {
        let key = self.cache_key();
        match write(&table(&self.generation_folder(), name), &key, bytes) {
            Err(error) if !IndexError::is_full(&error) => {
                if let Some(folder) = users_folder(self.folder()) {
                    let _ = keep_for_user(&folder, name, &key, bytes);
                }
            }
            _ => {}
        }
    }

    /// The table of this name that holds for whatever state of the index.
    pub fn lasting(&self, name: &str) -> Option<OwnedBytes> {
        read(&table(&self.generation_folder(), name), |key| key == lasting_key())
    }

    /// Puts a table beside the index that holds for whatever state of it. Only who may write there has a use for it.
    pub fn put_lasting(&self, name: &str, bytes: &[u8]) {
        let _ = write(&table(&self.generation_folder(), name), &lasting_key(), bytes);
    }

    /// Removes tables beside the index by their names.
    pub fn drop_cached(&self, is_dropped: impl Fn(&str) -> bool) {
        for file in fs::read_dir(self.generation_folder()).into_iter().flatten().flatten() {
            if file.file_name().to_str().and_then(|name| name.strip_prefix(PREFIX)).is_some_and(&is_dropped) {
                let _ = fs::remove_file(file.path());
            }
        }
    }

    /// What a table depends on: the generation, the revision, the segments, what is deleted in them, the program.
    pub fn cache_key(&self) -> Key {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.generation_folder().file_name().unwrap_or_default().as_encoded_bytes());
        hasher.update(&self.payload().revision.to_le_bytes());
        for segment in self.searcher().segment_readers() {
            hasher.update(segment.segment_id().uuid_string().as_bytes());
            hasher.update(&segment.num_docs().to_le_bytes());
        }
        let mut key = *hasher.finalize().as_bytes();
        key[..PROGRAM].copy_from_slice(&program());
        key
    }
}

/// The key of tables that hold for every state of the index.
fn lasting_key() -> Key {
    let mut key = [0; KEY];
    key[..PROGRAM].copy_from_slice(&program());
    key
}

/// Stands for the version of the program.
fn program() -> [u8; PROGRAM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&LAYOUT.to_le_bytes());
    let mut program = [0; PROGRAM];
    program.copy_from_slice(&hasher.finalize().as_bytes()[..PROGRAM]);
    program
}

fn table(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{PREFIX}{name}"))
}

fn read(path: &Path, is_right: impl Fn(&[u8]) -> bool) -> Option<OwnedBytes> {
    let bytes = mapped(path).ok()?;
    let table = bytes.get(HEAD..)?;
    let is_whole = is_right(&bytes[..KEY]) && bytes[KEY..HEAD] == crc32fast::hash(table).to_le_bytes();
    is_whole.then(|| bytes.slice(HEAD..bytes.len()))
}

fn write(path: &Path, key: &Key, bytes: &[u8]) -> io::Result<()> {
    atomic_file::replace_unsynced(path, |out| {
        out.write_all(key)?;
        out.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
        out.write_all(bytes)
    })
}

/// Where the user keeps tables of an index that only others may write to; each index has its own folder.
fn users_folder(index: &Path) -> Option<PathBuf> {
    let caches = etcetera::choose_base_strategy().ok()?.cache_dir();
    let whole = fs::canonicalize(index).ok()?;
    let name = blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex();
    Some(caches.join("dateline").join(&name[..16]))
}

/// Writes a table for the user alone, and removes those of other states of the index.
fn keep_for_user(folder: &Path, name: &str, key: &Key, bytes: &[u8]) -> io::Result<()> {
    if let Some(all) = folder.parent() {
        permissions::create_private(all)?;
    }
    permissions::create_private(folder)?;
    write(&table(folder, name), key, bytes)?;
    for entry in fs::read_dir(folder)?.flatten() {
        let is_table = entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
        let mut head = [0; KEY];
        let is_old = |mut file: File| file.read_exact(&mut head).is_err() || head != *key;
        if is_table && File::open(entry.path()).is_ok_and(is_old) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_keeps_the_tables_of_one_state() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("dateline/0123456789abcdef");
        let (old, new) = ([1; KEY], [2; KEY]);
        keep_for_user(&own, "names", &old, b"then").unwrap();
        keep_for_user(&own, "copies", &old, b"then").unwrap();
        assert_eq!(read(&table(&own, "names"), |key| key == old).unwrap().as_slice(), b"then");
        assert!(read(&table(&own, "names"), |key| key == new).is_none());
        keep_for_user(&own, "copies", &new, b"now").unwrap();
        assert_eq!(read(&table(&own, "copies"), |key| key == new).unwrap().as_slice(), b"now");
        assert_eq!(fs::read_dir(&own).unwrap().count(), 1, "those of the old state are gone");
        #[cfg(unix)]
        for path in [own.parent().unwrap(), &own] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
        }
        let mut bytes = fs::read(table(&own, "copies")).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(table(&own, "copies"), bytes).unwrap();
        assert!(read(&table(&own, "copies"), |key| key == new).is_none(), "a damaged one is none");
    }
}
