//! The manifest of inputs: what was read of each, kept in the same commits as the articles.

use super::{Fields, IndexError, IndexedArticles, InputKey};
use std::path::Path;
use tantivy::SegmentReader;
use tantivy::schema::TantivyDocument;

/// What is known of an input since it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Absolute path.
    pub path: String,
    /// Bytes when it was read.
    pub size: u64,
    /// Modification time when it was read, in nanoseconds since 1970.
    pub mtime: i64,
    /// Hash of the bytes read.
    pub hash: u64,
    /// Hash of the options it was read with ([`super::ReadOptions::fingerprint`]).
    pub reading: u64,
    /// Articles it holds.
    pub articles: u64,
    /// Where reading can be resumed: decoded bytes up to the end of a good record; 0 if it cannot.
    pub offset: u64,
    /// Position of that record.
    pub item: u64,
    /// Why it (no item) or records of it could not be read.
    pub errors: Vec<(Option<u64>, String)>,
    /// Why it was passed over, where that is no failure (an unsupported type, no text).
    pub skipped: Option<String>,
    /// Numbers of articles it holds that stand in the index as another input's.
    pub shared: Vec<u64>,
}

impl ManifestEntry {
    /// The key of the path.
    #[must_use]
    pub fn key(&self) -> InputKey {
        InputKey::of(Path::new(&self.path))
    }

    pub(super) fn document(&self, fields: &Fields) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(fields.kind, "input");
        document.add_u64(fields.manifest, self.key().0);
        document.add_text(fields.input_path, &self.path);
        document.add_u64(fields.input_size, self.size);
        document.add_i64(fields.input_mtime, self.mtime);
        document.add_u64(fields.input_hash, self.hash);
        document.add_u64(fields.input_reading, self.reading);
        document.add_u64(fields.input_articles, self.articles);
        document.add_u64(fields.input_offset, self.offset);
        document.add_u64(fields.input_item, self.item);
        for (item, reason) in &self.errors {
            let item = item.map(|item| item.to_string()).unwrap_or_default();
            document.add_text(fields.input_error, format!("{item}\t{reason}"));
        }
        if let Some(reason) = &self.skipped {
            document.add_text(fields.input_skipped, reason);
        }
        for &number in &self.shared {
            document.add_u64(fields.input_shared, number);
        }
        document
    }
}

/// All records of the manifest.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Ordered by path.
    pub entries: Vec<ManifestEntry>,
}

impl Manifest {
    /// Reads the manifest of a commit from its columns.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn load(articles: &IndexedArticles) -> Result<Self, IndexError> {
        let mut entries = Vec::new();
        for segment in articles.searcher().segment_readers() {
            read_segment(segment, &mut entries).map_err(IndexError::engine(articles.folder()))?;
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { entries })
    }

    /// The record of a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&ManifestEntry> {
        self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok().map(|at| &self.entries[at])
    }

    /// What cannot be read: path, record, reason.
    pub fn failures(&self) -> impl Iterator<Item = (&str, Option<u64>, &str)> {
        self.entries
            .iter()
            .flat_map(|entry| entry.errors.iter().map(|(item, reason)| (entry.path.as_str(), *item, reason.as_str())))
    }
}

fn read_segment(segment: &SegmentReader, entries: &mut Vec<ManifestEntry>) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let Some(paths) = columns.str("input_path")? else { return Ok(()) };
    let errors = columns.str("input_error")?;
    let skipped = columns.str("input_skipped")?;
    let number = |name: &str| columns.u64(name);
    let (sizes, hashes, articles) = (number("input_size")?, number("input_hash")?, number("input_articles")?);
    let (offsets, items, shared) = (number("input_offset")?, number("input_item")?, number("input_shared")?);
    let readings = number("input_reading")?;
    let mtimes = columns.i64("input_mtime")?;
    let string = |column: &tantivy::columnar::StrColumn, ordinal: u64| -> tantivy::Result<String> {
        let mut text = String::new();
        column.ord_to_str(ordinal, &mut text)?;
        Ok(text)
    };
    for doc in segment.doc_ids_alive() {
        let Some(ordinal) = paths.term_ords(doc).next() else { continue };
        let mut entry = ManifestEntry {
            path: string(&paths, ordinal)?,
            size: sizes.first(doc).unwrap_or(0),
            mtime: mtimes.first(doc).unwrap_or(0),
            hash: hashes.first(doc).unwrap_or(0),
            reading: readings.first(doc).unwrap_or(0),
            articles: articles.first(doc).unwrap_or(0),
            offset: offsets.first(doc).unwrap_or(0),
            item: items.first(doc).unwrap_or(0),
            errors: Vec::new(),
            skipped: None,
            shared: shared.values_for_doc(doc).collect(),
        };
        if let Some(errors) = &errors {
            for ordinal in errors.term_ords(doc) {
                let text = string(errors, ordinal)?;
                let (item, reason) = text.split_once('\t').unwrap_or(("", &text));
                entry.errors.push((item.parse().ok(), reason.to_owned()));
            }
        }
        if let Some(skipped) = &skipped
            && let Some(ordinal) = skipped.term_ords(doc).next()
        {
            entry.skipped = Some(string(skipped, ordinal)?);
        }
        entries.push(entry);
    }
    Ok(())
}
