//! Writes articles and manifest records to a generation, in commits.

use super::directory::GenerationDirectory;
use super::gate::{CheckedMerges, Gate};
use super::reader::{current_payload, open_engine};
use super::{Fields, Generations, IndexError, IndexedArticles, InputKey, ManifestEntry, NewArticle, Payload, analyzer};
use crate::article::ArticleId;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tantivy::indexer::UserOperation;
use tantivy::merge_policy::{LogMergePolicy, NoMergePolicy};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexSettings, IndexWriter, ReloadPolicy, Term};

/// Text after which a commit is due. Every 8 MB costs a sixth of the speed.
const COMMIT_BYTES: usize = 64 << 20;
/// Time after which a commit is due.
const COMMIT_TIME: Duration = Duration::from_secs(10);
/// Most threads of the engine.
const MOST_THREADS: usize = 4;
/// Memory of each thread of the engine; a commit comes before it is used up.
const THREAD_MEMORY: usize = 160 << 20;
/// Level of zstd for stored texts.
const STORE_LEVEL: i32 = 3;
/// Bytes of stored texts that are compressed together: what is read of a hit is at least one block.
const STORE_BLOCK: usize = 64 << 10;
/// Deleted documents, of those of a segment, from which on it is merged.
const DELETED_RATIO: f32 = 0.2;

/// A generation opened for writing, to which nothing is written yet.
pub struct OpenGeneration {
    generations: Generations,
    generation: u64,
    engine: tantivy::Index,
    gate: Arc<Gate>,
    /// The revision of the last commit.
    revision: u64,
}

impl OpenGeneration {
    /// Begins a new generation, which [`Writer::commit`] alone does not make current.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn create(generations: &Generations) -> Result<Self, IndexError> {
        let generation = generations.create()?;
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(STORE_LEVEL) }),
            docstore_blocksize: STORE_BLOCK,
            ..IndexSettings::default()
        };
        let (schema, _) = Fields::build();
        let gate = Arc::default();
        let directory = GenerationDirectory::writer(&generations.path(generation), &gate)
            .map_err(IndexError::engine(generations.folder()))?;
        let engine = tantivy::Index::builder()
            .schema(schema)
            .settings(settings)
            .tokenizers(analyzer::tokenizers())
            .open_or_create(directory)
            .map_err(|error| gate.refusal().unwrap_or_else(|| IndexError::engine(generations.folder())(error)))?;
        Ok(Self { generations: generations.clone(), generation, engine, gate, revision: 0 })
    }

    /// Opens the current generation. The check of what a run decides by ends within a block once the user interrupts.
    ///
    /// # Errors
    /// As [`super::Index::open`], and [`IndexError::Interrupted`].
    pub fn current(generations: &Generations, interrupt: &AtomicBool) -> Result<(Self, Payload), IndexError> {
        let stops = || interrupt.load(Ordering::Relaxed);
        let generation = generations.current()?;
        let (folder, path) = (generations.folder(), generations.path(generation));
        // Read first, so that another layout is never misread.
        let payload = current_payload(folder, &path)?;
        let gate = Arc::default();
        let directory = GenerationDirectory::writer(&path, &gate).map_err(IndexError::engine(folder))?;
        let engine = open_engine(folder, directory)?;
        gate.check_again(&engine, &path, &stops)?;
        gate.check_state(&engine, (folder, &path), &stops)?;
        let revision = payload.revision;
        Ok((Self { generations: generations.clone(), generation, engine, gate, revision }, payload))
    }

    /// What is committed, to look articles up in.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn committed(&self) -> Result<IndexedArticles, IndexError> {
        committed(&self.engine, self.generations.folder())
    }

    /// Starts to write, in so many threads. Each makes segments of its own, so that a little is best written in one.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn start(self, threads: usize) -> Result<Writer, IndexError> {
        let Self { generations, generation, engine, gate, revision } = self;
        let threads = threads.clamp(1, MOST_THREADS);
        let inner = engine
            .writer_with_num_threads(threads, THREAD_MEMORY * threads)
            .map_err(IndexError::engine(generations.folder()))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_RATIO);
        inner.set_merge_policy(Box::new(CheckedMerges::new(policy, &generations.path(generation), &gate)));
        // What a run that was killed left behind would stand in the way of files of the same name.
        inner.garbage_collect_files().wait().map_err(IndexError::engine(generations.folder()))?;
        let (_, fields) = Fields::build();
        let since = Instant::now();
        Ok(Writer { generations, generation, engine, inner, gate, fields, revision, pending: 0, since })
    }

    /// Gives the generation up: its files are removed.
    pub fn abandon(self) {
        let path = self.generations.path(self.generation);
        drop(self);
        let _ = std::fs::remove_dir_all(path);
    }
}

fn committed(engine: &tantivy::Index, folder: &Path) -> Result<IndexedArticles, IndexError> {
    let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
    let reader = reader.map_err(IndexError::engine(folder))?;
    let (_, fields) = Fields::build();
    Ok(IndexedArticles::new(folder, reader.searcher(), &fields))
}

/// Writes to one generation; nothing is seen before [`Writer::commit`].
pub struct Writer {
    generations: Generations,
    generation: u64,
    engine: tantivy::Index,
    inner: IndexWriter,
    gate: Arc<Gate>,
    fields: Fields,
    /// The revision of the last commit.
    revision: u64,
    pending: usize,
    since: Instant,
}

impl Writer {
    /// The error of an operation of the engine: what the file system refused to it, where that is the cause.
    fn failed(&self) -> impl Fn(tantivy::TantivyError) -> IndexError {
        |error| self.gate.refusal().unwrap_or_else(|| IndexError::engine(self.generations.folder())(error))
    }

    /// What is committed by now, to look articles up in.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn committed(&self) -> Result<IndexedArticles, IndexError> {
        committed(&self.engine, self.generations.folder())
    }

    /// Adds an article, in place of one of the same id.
    ///
    /// # Errors
    /// When the engine fails (disk full, most often).
    pub fn add(&mut self, article: &NewArticle) -> Result<(), IndexError> {
        let delete = UserOperation::Delete(Term::from_field_u64(self.fields.article, article.id.0));
        let documents = article.documents(&self.fields);
        let operations: Vec<_> = std::iter::once(delete).chain(documents.into_iter().map(UserOperation::Add)).collect();
        self.inner.run(operations).map_err(self.failed())?;
        self.pending += article.article.record.text.len();
        Ok(())
    }

    /// Removes an article.
    pub fn remove(&mut self, id: ArticleId) {
        self.inner.delete_term(Term::from_field_u64(self.fields.article, id.0));
    }

    /// Records an input in the manifest, in place of what was recorded of it.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn put_input(&mut self, entry: &ManifestEntry) -> Result<(), IndexError> {
        let delete = UserOperation::Delete(Term::from_field_u64(self.fields.manifest, entry.key().0));
        let operations = vec![delete, UserOperation::Add(entry.document(&self.fields))];
        self.inner.run(operations).map(|_| ()).map_err(self.failed())
    }

    /// Removes an input from the manifest; its articles are removed one by one.
    pub fn remove_input(&mut self, key: InputKey) {
        self.inner.delete_term(Term::from_field_u64(self.fields.manifest, key.0));
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
        // Before: should meta.json be damaged later, a rebuild still knows which revisions there were.
        self.generations.reserve(self.generation, payload.revision)?;
        let failed =
            |error| self.gate.refusal().unwrap_or_else(|| IndexError::engine(self.generations.folder())(error));
        let mut prepared = self.inner.prepare_commit().map_err(failed)?;
        prepared.set_payload(&payload.write());
        prepared.commit().map_err(failed)?;
        self.revision = payload.revision;
        self.pending = 0;
        self.since = Instant::now();
        Ok(())
    }

    /// Makes the generation the current one.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn publish(&self) -> Result<(), IndexError> {
        self.generations.switch(self.generation, self.revision)
    }

    /// Lets merges end, or gives them up once the user interrupts; if the generation is current, removes the others. Gives the
    /// files that were found damaged.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn finish(self, interrupt: &Arc<AtomicBool>) -> Result<Vec<PathBuf>, IndexError> {
        self.gate.only_merges_until(interrupt);
        self.inner.wait_merging_threads().map_err(IndexError::engine(self.generations.folder()))?;
        let generation = self.generations.path(self.generation);
        self.gate.remember(&generation)?;
        if self.generations.current().is_ok_and(|current| current == self.generation) {
            self.generations.remove_others(self.generation);
        }
        Ok(self.gate.damaged().into_iter().map(|name| generation.join(name)).collect())
    }

    /// Commits, then writes each segment that has deleted documents anew without them: nothing of them is left in the files.
    ///
    /// # Errors
    /// When the engine fails, or a segment is damaged, which stays as it is.
    pub fn purge(mut self, payload: &Payload) -> Result<(), IndexError> {
        // No merge of the policy's own meanwhile takes a segment away.
        self.inner.set_merge_policy(Box::new(NoMergePolicy));
        self.commit(payload)?;
        let segments = self.engine.searchable_segment_metas().map_err(self.failed())?;
        let with_deletions = segments.iter().filter(|segment| segment.has_deletes());
        let folder = self.generations.path(self.generation);
        let sound = with_deletions.filter(|segment| self.gate.passes(&folder, segment));
        let sound: Vec<_> = sound.map(tantivy::index::SegmentMeta::id).collect();
        // What is known of them would keep their files.
        drop(segments);
        for segment in sound {
            self.inner.merge(&[segment]).wait().map_err(self.failed())?;
        }
        self.inner.garbage_collect_files().wait().map_err(self.failed())?;
        let folder = self.generations.folder().to_owned();
        match self.finish(&Arc::default())?.first() {
            Some(file) => Err(IndexError::damaged_file(&folder, file)),
            None => Ok(()),
        }
    }

    /// Commits, then merges all segments into one, without deleted documents, unless the user interrupts. Damaged ones stay as
    /// they are, and their files are given.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn compact(mut self, payload: &Payload, interrupt: &Arc<AtomicBool>) -> Result<Vec<PathBuf>, IndexError> {
        // No merge of the policy's own meanwhile takes a segment away.
        self.inner.set_merge_policy(Box::new(NoMergePolicy));
        self.commit(payload)?;
        let segments = self.engine.searchable_segment_metas().map_err(self.failed())?;
        let is_compact = matches!(&segments[..], [] | [_]) && segments.iter().all(|segment| !segment.has_deletes());
        self.gate.only_merges_until(interrupt);
        // Also where there is nothing to do: all of them are read, so that damage is found.
        let folder = self.generations.path(self.generation);
        let sound = segments.iter().filter(|segment| self.gate.passes(&folder, segment));
        let sound: Vec<_> = sound.map(tantivy::index::SegmentMeta::id).collect();
        // What is known of them would keep their files.
        drop(segments);
        if !is_compact && !sound.is_empty() {
            match self.inner.merge(&sound).wait() {
                Err(error) if !self.gate.gives_up_merges() => return Err(self.failed()(error)),
                _ => self.inner.garbage_collect_files().wait().map_err(self.failed())?,
            };
        }
        self.finish(interrupt)
    }

    /// Gives the generation up: its files are removed.
    pub fn abandon(self) {
        let path = self.generations.path(self.generation);
        drop(self);
        let _ = std::fs::remove_dir_all(path);
    }
}
