//! Tables derived from a whole revision of the index, kept beside it: which articles tell one story, for example.
//!
//! A table is thrown away when the index changes and made again by whoever needs it first; an index that cannot be
//! written to is as good, only slower.

use super::Index;
use super::map::mapped;
use std::{fs, io::Write, path::PathBuf};
use tantivy::directory::OwnedBytes;

/// Bytes of the key that a file begins with.
const KEY: usize = blake3::OUT_LEN;

impl Index {
    /// The table of this name, if it was made of this very state of the index by this version of the program.
    /// It is read in place.
    pub fn derived(&self, name: &str) -> Option<OwnedBytes> {
        let bytes = mapped(&self.derived_path(name)).ok()?;
        (bytes.get(..KEY)? == self.derived_key()).then(|| bytes.slice(KEY..bytes.len()))
    }

    /// Keeps a table. That it could not be kept is no fault: it is made again when it is needed.
    pub fn keep_derived(&self, name: &str, bytes: &[u8]) {
        let path = self.derived_path(name);
        let unfinished = path.with_extension(format!("new{}", std::process::id()));
        let write = || {
            let mut file = fs::File::create(&unfinished)?;
            file.write_all(&self.derived_key())?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)
        };
        if write().is_err() {
            let _ = fs::remove_file(&unfinished);
        }
    }

    fn derived_path(&self, name: &str) -> PathBuf {
        self.generation_folder().join(format!("derived-{name}"))
    }

    /// What a table depends on: the revision, the segments, what is deleted in them, the program.
    fn derived_key(&self) -> [u8; KEY] {
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
