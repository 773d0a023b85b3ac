//! An index opened for reading.

use super::{ArticleId, Fields, Generations, IndexError, Payload, analyzer};
use std::path::{Path, PathBuf};
use tantivy::{DocAddress, DocSet as _, IndexReader, ReloadPolicy, Searcher, TERMINATED, Term};

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
    let damaged = |reason: String| IndexError::Damaged { folder: folder.to_owned(), reason };
    let meta = std::fs::read(path.join("meta.json")).map_err(|error| damaged(format!("meta.json: {error}")))?;
    let meta: serde_json::Value =
        serde_json::from_slice(&meta).map_err(|error| damaged(format!("meta.json: {error}")))?;
    let payload = Payload::read(meta["payload"].as_str(), folder)?;
    let mut engine = tantivy::Index::open_in_dir(path).map_err(|error| damaged(error.to_string()))?;
    engine.set_tokenizers(analyzer::tokenizers());
    let (schema, _) = Fields::build();
    if engine.schema() != schema {
        return Err(damaged("its fields are not those of its version".to_owned()));
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
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
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

    /// ISO 639-1 codes of the articles' languages, each with its number of articles (removed ones may still count).
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn languages(&self) -> Result<Vec<(String, u64)>, IndexError> {
        let mut counts = std::collections::BTreeMap::<String, u64>::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields.language)?;
            let mut terms = inverted.terms().stream().map_err(IndexError::io(&self.folder))?;
            while terms.advance() {
                let code = String::from_utf8_lossy(terms.key()).into_owned();
                *counts.entry(code).or_default() += u64::from(terms.value().doc_freq);
            }
        }
        Ok(counts.into_iter().collect())
    }

    /// The lead passage of an article.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn find(&self, searcher: &Searcher, id: ArticleId) -> Result<Option<DocAddress>, IndexError> {
        find_lead(searcher, &self.fields, id)
    }

    /// The ids that lie in a range ([`ArticleId::range`]), in order, at most `limit`.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn ids(
        &self,
        searcher: &Searcher,
        (low, high): (ArticleId, ArticleId),
        limit: usize,
    ) -> Result<Vec<ArticleId>, IndexError> {
        let mut found = std::collections::BTreeSet::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.article)?;
            let range = inverted.terms().range().ge(low.0.to_be_bytes()).le(high.0.to_be_bytes());
            let mut terms = range.into_stream().map_err(IndexError::io(&self.folder))?;
            let mut here = 0;
            while here < limit && terms.advance() {
                let Ok(number) = terms.key().try_into().map(u64::from_be_bytes) else { continue };
                let id = ArticleId(number);
                // A removed article keeps its term until its segment is merged.
                if find_lead(searcher, &self.fields, id)?.is_some() {
                    found.insert(id);
                    here += 1;
                }
            }
        }
        Ok(found.into_iter().take(limit).collect())
    }
}

/// The lead passage of an article.
pub(super) fn find_lead(searcher: &Searcher, fields: &Fields, id: ArticleId) -> Result<Option<DocAddress>, IndexError> {
    let term = Term::from_field_u64(fields.article, id.0);
    for (segment_ord, segment) in (0..).zip(searcher.segment_readers()) {
        let inverted = segment.inverted_index(fields.article)?;
        let postings = inverted
            .read_postings(&term, tantivy::schema::IndexRecordOption::Basic)
            .map_err(IndexError::io("postings"))?;
        let Some(mut postings) = postings else { continue };
        let mut doc_id = postings.doc();
        while doc_id != TERMINATED {
            if !segment.is_deleted(doc_id) {
                // The passages of an article are neighbours, in order.
                return Ok(Some(DocAddress { segment_ord, doc_id }));
            }
            doc_id = postings.advance();
        }
    }
    Ok(None)
}
