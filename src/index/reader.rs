//! An index opened for reading.

use super::directory::{GenerationDirectory, read_meta};
use super::gate::Gate;
use super::{Fields, Generations, IndexError, IndexedArticles, Payload, analyzer};
use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};
use tantivy::{DocId, IndexReader, ReloadPolicy, Searcher, SegmentReader};

/// How often an index is opened that changes meanwhile, before that counts as damage.
const TRIES: usize = 5;

/// The current generation of an index.
pub struct Index {
    folder: PathBuf,
    generation: u64,
    engine: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    payload: Payload,
}

/// What the last commit of a generation says, in whatever layout.
pub(super) fn current_payload(folder: &Path, generation: &Path) -> Result<Payload, IndexError> {
    let text = read_meta(generation).map_err(|error| damaged_meta(folder, generation, &error))?;
    payload_of(folder, generation, &text)
}

fn payload_of(folder: &Path, generation: &Path, text: &[u8]) -> Result<Payload, IndexError> {
    let damaged = |error| damaged_meta(folder, generation, &io::Error::new(io::ErrorKind::InvalidData, error));
    let meta: serde_json::Value = serde_json::from_slice(text).map_err(damaged)?;
    Payload::read(meta["payload"].as_str(), folder)
}

/// The error of a `meta.json` that cannot be read.
fn damaged_meta(folder: &Path, generation: &Path, error: &io::Error) -> IndexError {
    let name = generation.file_name().unwrap_or_default().to_string_lossy();
    IndexError::damaged(folder, io::Error::new(error.kind(), format!("{name}/meta.json: {error}")))
}

/// Opens the engine of a generation.
pub(super) fn open_engine(folder: &Path, directory: GenerationDirectory) -> Result<tantivy::Index, IndexError> {
    let mut engine = tantivy::Index::open(directory).map_err(IndexError::engine(folder))?;
    engine.set_tokenizers(analyzer::tokenizers());
    let (schema, _) = Fields::build();
    if engine.schema() != schema {
        return Err(IndexError::damaged(folder, "its fields are not those of its version"));
    }
    Ok(engine)
}

/// Opens again what fails because a file is missing: a writer may have removed an old generation in between or, where it cannot
/// be locked out, old files.
fn again_while_missing<T>(mut open: impl FnMut() -> Result<T, IndexError>) -> Result<T, IndexError> {
    for _ in 1..TRIES {
        match open() {
            Err(error) if error.is_missing_file() => {}
            opened => return opened,
        }
    }
    open()
}

impl Index {
    /// Opens the current generation.
    ///
    /// # Errors
    /// When the folder is missing, is no index, is of another version, or is damaged: the message says what to run.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        again_while_missing(|| Self::open_once(folder))
    }

    /// Opens the generation that is current, at the commit that is its last, both read once.
    fn open_once(folder: &Path) -> Result<Self, IndexError> {
        let generations = Generations::new(folder);
        let generation = generations.current()?;
        let path = generations.path(generation);
        let (directory, _lock) =
            GenerationDirectory::reader(&path).map_err(|error| damaged_meta(folder, &path, &error))?;
        let payload = payload_of(folder, &path, directory.meta())?;
        let engine = open_engine(folder, directory)?;
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(IndexError::engine(folder))?;
        let (_, fields) = Fields::build();
        Ok(Self { folder: folder.to_owned(), generation, engine, reader, fields, payload })
    }

    /// The index folder, where `aliases.toml` lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the generation that is open.
    pub fn generation_folder(&self) -> PathBuf {
        Generations::new(&self.folder).path(self.generation)
    }

    /// Checks the files that a run decides by, as one does before it changes anything.
    ///
    /// # Errors
    /// When one of them is damaged.
    pub fn check_state(&self, interrupt: &AtomicBool) -> Result<(), IndexError> {
        let stops = || interrupt.load(Ordering::Relaxed);
        Gate::default().check_state(&self.engine, (&self.folder, &self.generation_folder()), &stops)
    }

    /// The engine.
    pub fn engine(&self) -> &tantivy::Index {
        &self.engine
    }

    /// Handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What the last commit said when the index was opened.
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    /// A searcher over the commit that was the last when the index was opened.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The articles of that commit, to look up.
    pub fn articles(&self) -> IndexedArticles {
        IndexedArticles::new(&self.folder, self.searcher(), &self.fields)
    }

    /// ISO 639-1 codes of the articles' languages, each with its number of articles.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn languages(&self) -> Result<Vec<(String, u64)>, IndexError> {
        let mut counts = std::collections::BTreeMap::<String, u64>::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields.language).map_err(IndexError::engine(&self.folder))?;
            let mut terms = inverted.terms().stream().map_err(IndexError::engine(&self.folder))?;
            while terms.advance() {
                let code = String::from_utf8_lossy(terms.key()).into_owned();
                *counts.entry(code).or_default() += u64::from(terms.value().doc_freq);
            }
            for code in removed_languages(segment).map_err(IndexError::engine(&self.folder))? {
                if let Some(count) = counts.get_mut(&code) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
    }
}

/// The removed documents of a segment, ascending: found by words of bits, since they are few.
fn removed_documents(segment: &SegmentReader) -> Vec<DocId> {
    let Some(alive) = segment.alive_bitset() else { return Vec::new() };
    let mut set = tantivy::BitSet::with_max_value_and_full(segment.max_doc());
    set.intersect_update(alive.bitset());
    let mut removed = Vec::new();
    for at in 0..segment.max_doc().div_ceil(64) {
        let mut bits = !u64::from_le_bytes(set.tinyset(at).into_bytes());
        while bits != 0 {
            removed.push(at * 64 + bits.trailing_zeros());
            bits &= bits - 1;
        }
    }
    removed.retain(|doc| *doc < segment.max_doc());
    removed
}

/// The languages of a segment's removed articles, one for each.
fn removed_languages(segment: &SegmentReader) -> tantivy::Result<Vec<String>> {
    let Some(column) = segment.fast_fields().str("language")?.filter(|_| segment.has_deletes()) else {
        return Ok(Vec::new());
    };
    let mut languages = Vec::new();
    for doc in removed_documents(segment) {
        for ordinal in column.term_ords(doc) {
            let mut code = String::new();
            column.ord_to_str(ordinal, &mut code)?;
            languages.push(code);
        }
    }
    Ok(languages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::error::OpenReadError;

    #[test]
    fn what_went_away_meanwhile_is_opened_again() {
        let folder = Path::new("index");
        let missing_meta = || damaged_meta(folder, Path::new("gen-1"), &io::Error::from(io::ErrorKind::NotFound));
        let missing_file = || IndexError::engine(folder)(OpenReadError::FileDoesNotExist("0a.idx".into()));
        let not_found = io::Error::from(io::ErrorKind::NotFound);
        let missing_positions = OpenReadError::wrap_io_error(not_found, "0a.pos".into());
        let missing_positions = IndexError::engine(folder)(missing_positions);
        let mut outcomes = vec![Ok(7), Err(missing_file()), Err(missing_meta()), Err(missing_positions)];
        assert_eq!(again_while_missing(|| outcomes.pop().unwrap()).unwrap(), 7);
        let mut tries = 0;
        let mut count = |error: IndexError| {
            tries += 1;
            Err::<(), _>(error)
        };
        assert!(again_while_missing(|| count(missing_file())).is_err());
        assert!(again_while_missing(|| count(IndexError::damaged(folder, "wrong checksum"))).is_err());
        assert_eq!(tries, TRIES + 1);
    }
}
