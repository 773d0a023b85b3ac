//! An index opened for reading.

use super::directory::GenerationDirectory;
use super::{Fields, Generations, IndexError, IndexedArticles, Payload, analyzer};
use std::path::{Path, PathBuf};
use tantivy::{IndexReader, ReloadPolicy, Searcher};

/// The current generation of an index.
pub struct Index {
    folder: PathBuf,
    generation: u64,
    engine: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    payload: Payload,
}

/// Opens the engine of a generation; the payload is read first, so that another layout is never misread.
pub(super) fn open_engine(folder: &Path, path: &Path) -> Result<(tantivy::Index, Payload), IndexError> {
    let meta = path.join("meta.json");
    let bytes =
        std::fs::read(&meta).map_err(IndexError::io(&meta)).map_err(|error| IndexError::damaged(folder, error))?;
    let meta: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| IndexError::damaged(folder, format!("meta.json: {error}")))?;
    let payload = Payload::read(meta["payload"].as_str(), folder)?;
    let directory = GenerationDirectory::open(path).map_err(|error| IndexError::damaged(folder, error))?;
    let mut engine = tantivy::Index::open(directory).map_err(|error| IndexError::damaged(folder, error))?;
    engine.set_tokenizers(analyzer::tokenizers());
    let (schema, _) = Fields::build();
    if engine.schema() != schema {
        return Err(IndexError::damaged(folder, "its fields are not those of its version"));
    }
    Ok((engine, payload))
}

impl Index {
    /// Opens the current generation.
    ///
    /// # Errors
    /// When the folder is missing, is no index, is of another version, or is damaged: the message says what to run.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let generations = Generations::new(folder);
        let generation = generations.current()?;
        let (engine, payload) = open_engine(folder, &generations.path(generation))?;
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
        IndexedArticles::new(&self.folder, self.searcher(), self.fields)
    }

    /// ISO 639-1 codes of the articles' languages, each with its number of articles (removed ones may still count).
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
        }
        Ok(counts.into_iter().collect())
    }
}
