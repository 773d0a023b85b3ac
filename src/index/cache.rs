//! A cache of tables computed from a whole revision of the index: which articles are copies of each other, for example.
//!
//! A table is discarded when the index changes or its checksum is wrong, and computed again by whoever needs it first, each
//! time where the folder is read-only.

use super::map::mapped;
use super::{Index, atomic_file};
use std::{io::Write, path::PathBuf};
use tantivy::directory::OwnedBytes;

/// Bytes of the key that a file begins with.
const KEY: usize = blake3::OUT_LEN;
/// Bytes of the key and of the checksum of the table, which follows them. The checksum is a CRC, as the engine has it for its
/// files: a table of forty megabytes is checked before a query, in milliseconds.
const HEAD: usize = KEY + size_of::<u32>();

impl Index {
    /// The cached table of this name, if this version of the program computed it from this very state of the index.
    /// It is read in place.
    pub fn cached(&self, name: &str) -> Option<OwnedBytes> {
        let bytes = mapped(&self.cache_path(name)).ok()?;
        let table = bytes.get(HEAD..)?;
        let is_whole = bytes[..KEY] == self.cache_key() && bytes[KEY..HEAD] == crc32fast::hash(table).to_le_bytes();
        is_whole.then(|| bytes.slice(HEAD..bytes.len()))
    }

    /// Caches a table. A failure to write is ignored: the table is computed again when it is needed.
    pub fn put_cached(&self, name: &str, bytes: &[u8]) {
        let _ = atomic_file::replace_unsynced(&self.cache_path(name), |out| {
            out.write_all(&self.cache_key())?;
            out.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
            out.write_all(bytes)
        });
    }

    fn cache_path(&self, name: &str) -> PathBuf {
        self.generation_folder().join(format!("cache-{name}"))
    }

    /// What a table depends on: the revision, the segments, what is deleted in them, the program.
    fn cache_key(&self) -> [u8; KEY] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(&self.payload().revision.to_le_bytes());
        for segment in self.searcher().segment_readers() {
            hasher.update(segment.segment_id().uuid_string().as_bytes());
            hasher.update(&segment.num_docs().to_le_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}
