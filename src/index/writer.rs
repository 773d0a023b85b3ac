//! Writes articles and manifest records to a generation, in commits.

use super::reader::{find_lead, open_engine};
use super::{Addition, ArticleId, Fields, Generations, IndexError, InputKey, ManifestEntry, Payload, analyzer};
use crate::article::Day;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{DocAddress, DocSet as _, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TERMINATED, Term};

/// Text after which a commit is due. Every 8 MB costs a sixth of the speed.
const COMMIT_BYTES: usize = 64 << 20;
/// Time after which a commit is due.
const COMMIT_TIME: Duration = Duration::from_secs(10);
/// Memory of each thread of the engine; a commit comes before it is used up.
const THREAD_MEMORY: usize = 160 << 20;
/// Deleted documents, of those of a segment, from which on it is merged.
const DELETED_RATIO: f32 = 0.2;

/// Writes to one generation; nothing is seen before [`Writer::commit`].
pub struct Writer {
    generations: Generations,
    generation: u64,
    engine: tantivy::Index,
    writer: IndexWriter,
    fields: Fields,
    pending: usize,
    since: Instant,
}

/// What the index knows of an article, by which a change is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArticleState {
    /// Its number.
    pub number: ArticleId,
    /// The input that it came from.
    pub input: InputKey,
    /// Hash of its record.
    pub content: u64,
    /// Position of the record in its input.
    pub item: u64,
    /// The day on which it was first seen.
    pub added: Day,
    /// The revision in which it was first seen.
    pub revision: u64,
    /// Its lead passage.
    pub lead: DocAddress,
}

impl Writer {
    /// Starts a new generation, which [`Writer::commit`] alone does not make current.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn create(generations: &Generations, threads: usize) -> Result<Self, IndexError> {
        let generation = generations.create()?;
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(1) }),
            ..IndexSettings::default()
        };
        let (schema, _) = Fields::build();
        let engine = tantivy::Index::builder()
            .schema(schema)
            .settings(settings)
            .tokenizers(analyzer::tokenizers())
            .create_in_dir(generations.path(generation))?;
        Self::new(generations, generation, engine, threads)
    }

    /// Opens the current generation.
    ///
    /// # Errors
    /// As [`super::Index::open`].
    pub fn open(generations: &Generations, threads: usize) -> Result<(Self, Payload), IndexError> {
        let generation = generations.current()?;
        let (engine, payload) = open_engine(generations.folder(), &generations.path(generation))?;
        Ok((Self::new(generations, generation, engine, threads)?, payload))
    }

    fn new(
        generations: &Generations,
        generation: u64,
        engine: tantivy::Index,
        threads: usize,
    ) -> Result<Self, IndexError> {
        let threads = threads.clamp(1, 4);
        let writer = engine.writer_with_num_threads(threads, THREAD_MEMORY * threads)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_RATIO);
        writer.set_merge_policy(Box::new(policy));
        let (_, fields) = Fields::build();
        let generations = generations.clone();
        Ok(Self { generations, generation, engine, writer, fields, pending: 0, since: Instant::now() })
    }

    /// What is committed, to look articles up in.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn committed(&self) -> Result<IndexedArticles, IndexError> {
        let reader = self.engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(IndexedArticles { searcher: reader.searcher(), fields: self.fields })
    }

    /// Adds an article, in place of one of the same id.
    ///
    /// # Errors
    /// When the engine fails (disk full, most often).
    pub fn add(&mut self, addition: &Addition) -> Result<(), IndexError> {
        let delete = UserOperation::Delete(Term::from_field_u64(self.fields.article, addition.number.0));
        let documents = addition.documents(&self.fields);
        let operations: Vec<_> = std::iter::once(delete).chain(documents.into_iter().map(UserOperation::Add)).collect();
        self.writer.run(operations)?;
        self.pending += addition.article.record.text.len();
        Ok(())
    }

    /// Removes an article.
    pub fn remove(&mut self, number: ArticleId) {
        self.writer.delete_term(Term::from_field_u64(self.fields.article, number.0));
    }

    /// Records an input in the manifest, in place of what was recorded of it.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn put_input(&mut self, entry: &ManifestEntry) -> Result<(), IndexError> {
        let delete = UserOperation::Delete(Term::from_field_u64(self.fields.manifest, entry.key().0));
        self.writer.run(vec![delete, UserOperation::Add(entry.document(&self.fields))])?;
        Ok(())
    }

    /// Removes an input from the manifest; its articles are removed one by one.
    pub fn remove_input(&mut self, key: InputKey) {
        self.writer.delete_term(Term::from_field_u64(self.fields.manifest, key.0));
    }

    /// True when so much text or time went by that a commit is due.
    pub fn is_due(&self) -> bool {
        self.pending >= COMMIT_BYTES || (self.pending > 0 && self.since.elapsed() >= COMMIT_TIME)
    }

    /// Makes everything so far durable.
    ///
    /// # Errors
    /// When the engine fails; what was committed before stays.
    pub fn commit(&mut self, payload: &Payload) -> Result<(), IndexError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&payload.write());
        prepared.commit()?;
        self.pending = 0;
        self.since = Instant::now();
        Ok(())
    }

    /// Makes the generation the current one.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn publish(&self) -> Result<(), IndexError> {
        self.generations.switch(self.generation)
    }

    /// Lets merges end and, if the generation is current, removes the others.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn finish(self) -> Result<(), IndexError> {
        self.writer.wait_merging_threads()?;
        if self.generations.current().is_ok_and(|current| current == self.generation) {
            self.generations.remove_others(self.generation);
        }
        Ok(())
    }

    /// Gives the generation up: its files are removed.
    pub fn abandon(self) {
        let path = self.generations.path(self.generation);
        drop(self);
        let _ = std::fs::remove_dir_all(path);
    }
}

/// The articles of a commit, to look up.
pub struct IndexedArticles {
    searcher: Searcher,
    fields: Fields,
}

impl IndexedArticles {
    /// The articles of an open index.
    pub fn of(index: &super::Index) -> Self {
        Self { searcher: index.searcher(), fields: *index.fields() }
    }

    /// The searcher.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// True when there is nothing to look up.
    pub fn is_empty(&self) -> bool {
        self.searcher.num_docs() == 0
    }

    /// What is known of an article.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn state(&self, id: ArticleId) -> Result<Option<ArticleState>, IndexError> {
        find_lead(&self.searcher, &self.fields, id)?.map(|lead| self.read_state(lead)).transpose()
    }

    fn read_state(&self, lead: DocAddress) -> Result<ArticleState, IndexError> {
        let columns = self.searcher.segment_reader(lead.segment_ord).fast_fields();
        let number = |name: &str| -> Result<u64, IndexError> { Ok(columns.u64(name)?.first(lead.doc_id).unwrap_or(0)) };
        Ok(ArticleState {
            number: ArticleId(number("article")?),
            input: InputKey(number("input")?),
            content: number("content")?,
            item: number("item")?,
            added: Day(columns.i64("added")?.first(lead.doc_id).unwrap_or(0) as i32),
            revision: number("revision")?,
            lead,
        })
    }

    /// The articles that came from an input.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn of_input(&self, key: InputKey) -> Result<Vec<ArticleState>, IndexError> {
        let term = Term::from_field_u64(self.fields.input, key.0);
        let mut found = Vec::new();
        for (segment_ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let postings = segment
                .inverted_index(self.fields.input)?
                .read_postings(&term, tantivy::schema::IndexRecordOption::Basic)
                .map_err(IndexError::io("postings"))?;
            let Some(mut postings) = postings else { continue };
            let mut doc_id = postings.doc();
            while doc_id != TERMINATED {
                if !segment.is_deleted(doc_id) {
                    found.push(self.read_state(DocAddress { segment_ord, doc_id })?);
                }
                doc_id = postings.advance();
            }
        }
        found.sort_by_key(|state| state.number);
        Ok(found)
    }

    /// When each article was first seen: day and revision. Works on an index of any version, as far as it can be read.
    #[must_use]
    pub fn first_seen(generations: &Generations) -> HashMap<ArticleId, (Day, u64)> {
        let read = || -> Option<HashMap<ArticleId, (Day, u64)>> {
            let path = generations.path(generations.current().ok()?);
            let reader = tantivy::Index::open_in_dir(path).ok()?.reader().ok()?;
            let mut seen = HashMap::new();
            for segment in reader.searcher().segment_readers() {
                let columns = segment.fast_fields();
                let (articles, added) = (columns.u64("article").ok()?, columns.i64("added").ok()?);
                let revisions = columns.u64("revision").ok()?;
                for doc in segment.doc_ids_alive() {
                    if let (Some(article), Some(day)) = (articles.first(doc), added.first(doc)) {
                        let revision = revisions.first(doc).unwrap_or(0);
                        seen.insert(ArticleId(article), (Day(day as i32), revision));
                    }
                }
            }
            Some(seen)
        };
        read().unwrap_or_default()
    }
}
