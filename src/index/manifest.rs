//! The manifest of inputs: what was read of each, kept in the same commits as the articles.

use super::{Fields, IndexError, IndexedArticles, InputKey, Shared};
use crate::article::Stamp;
use std::collections::HashSet;
use std::path::PathBuf;
use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;
use tantivy::schema::{IndexRecordOption, TantivyDocument};
use tantivy::{DocId, DocSet as _, SegmentReader, TERMINATED, Term};

/// The kind of the documents that are records of the manifest.
const INPUT: &str = "input";

/// What is known of an input since it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Absolute path.
    pub path: String,
    /// What its key is a hash of: the absolute path under which it was first seen. A file that moved keeps it, and so its
    /// articles; where it moved away from a path, another file there has one of its own ([`Manifest::origin_for`]).
    pub origin: String,
    /// What stands for it in the ids of its articles: its path from the root's own name on, when it was first seen.
    pub container: String,
    /// Its path as the user would name it.
    pub display: String,
    /// Bytes when it was read.
    pub size: u64,
    /// Modification time when it was read, in nanoseconds since 1970.
    pub mtime: i64,
    /// Change time (of bytes or attributes) when it was read, in nanoseconds since 1970; [`ManifestEntry::UNSETTLED`] where it
    /// was still changing, so that its bytes are compared at the next run.
    pub ctime: i64,
    /// Hash of the bytes read; 0 where it has to be read again.
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
    /// Records of it that were passed over, and why, where that is no failure.
    pub passed: Vec<(u64, String)>,
    /// It is gone, and its articles are kept.
    pub kept: bool,
    /// Articles it holds that stand in the index as another input's.
    pub shared: Vec<Shared>,
}

impl ManifestEntry {
    /// The change time of an input that was still changing when it was read.
    pub const UNSETTLED: i64 = i64::MIN;

    /// An input at a path where no other was seen before, of which nothing is known.
    #[must_use]
    pub fn at(path: String) -> Self {
        Self { origin: path.clone(), container: path.clone(), display: path.clone(), path, ..Self::default() }
    }

    /// The same input under another path.
    #[must_use]
    pub fn moved_to(&self, path: String, display: String) -> Self {
        Self { path, display, ..self.clone() }
    }

    /// By which articles name it.
    #[must_use]
    pub fn key(&self) -> InputKey {
        InputKey::of(&self.origin)
    }

    pub(super) fn document(&self, fields: &Fields) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(fields.kind, INPUT);
        document.add_u64(fields.manifest, self.key().0);
        document.add_text(fields.input_path, &self.path);
        document.add_text(fields.input_origin, &self.origin);
        document.add_text(fields.input_container, &self.container);
        document.add_text(fields.input_display, &self.display);
        document.add_text(fields.path, &self.display);
        document.add_u64(fields.input_size, self.size);
        document.add_i64(fields.input_mtime, self.mtime);
        document.add_i64(fields.input_ctime, self.ctime);
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
        for (item, reason) in &self.passed {
            document.add_text(fields.input_passed, format!("{item}\t{reason}"));
        }
        document.add_u64(fields.input_kept, u64::from(self.kept));
        for (place, Shared { id, item, content, stamp }) in self.shared.iter().enumerate() {
            document.add_u64(fields.input_shared, *id);
            document.add_u64(fields.input_shared_item, *item);
            document.add_u64(fields.input_shared_content, *content);
            if !stamp.is_empty() {
                let version = stamp.version.map(|version| version.to_string()).unwrap_or_default();
                let time = stamp.updated_at.as_deref().unwrap_or_default();
                document.add_text(fields.input_shared_stamp, format!("{place}\t{version}\t{time}"));
            }
        }
        document
    }
}

/// All records of the manifest.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Ordered by path.
    pub entries: Vec<ManifestEntry>,
    /// Origins of inputs that lie elsewhere now.
    left: HashSet<String>,
}

impl Manifest {
    /// Reads the manifest of a commit from its columns.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn load(articles: &IndexedArticles) -> Result<Self, IndexError> {
        let mut entries = Vec::new();
        for segment in articles.searcher().segment_readers() {
            read_segment(segment, articles.fields(), &mut entries).map_err(IndexError::engine(articles.folder()))?;
        }
        Ok(Self::new(entries))
    }

    /// A manifest of these records.
    #[must_use]
    pub fn new(mut entries: Vec<ManifestEntry>) -> Self {
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let left = entries.iter().filter(|entry| entry.origin != entry.path).map(|entry| entry.origin.clone());
        Self { left: left.collect(), entries }
    }

    /// The origin of an input at a path that has no record: the path, with a number behind it if what was first seen there
    /// lies elsewhere now.
    #[must_use]
    pub fn origin_for(&self, path: &str) -> String {
        let later = (2..).map(|number| format!("{path}\t{number}"));
        let mut candidates = std::iter::once(path.to_owned()).chain(later);
        candidates.find(|origin| !self.left.contains(origin)).unwrap_or_default()
    }

    /// The record of a key.
    #[must_use]
    pub fn of_key(&self, key: InputKey) -> Option<&ManifestEntry> {
        self.entries.iter().find(|entry| entry.key() == key)
    }

    /// The record of a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&ManifestEntry> {
        self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok().map(|at| &self.entries[at])
    }

    /// Paths of inputs that are to be read again, and can be as far as is known.
    pub fn unread(&self) -> impl Iterator<Item = PathBuf> {
        let is_broken = |entry: &ManifestEntry| entry.errors.iter().any(|(item, _)| item.is_none());
        let is_unread = move |entry: &&ManifestEntry| {
            entry.hash == 0 && !entry.kept && entry.skipped.is_none() && !is_broken(entry)
        };
        self.entries.iter().filter(is_unread).map(|entry| PathBuf::from(&entry.path))
    }

    /// What cannot be read: path, record, reason.
    pub fn failures(&self) -> impl Iterator<Item = (&str, Option<u64>, &str)> {
        self.entries
            .iter()
            .flat_map(|entry| entry.errors.iter().map(|(item, reason)| (entry.path.as_str(), *item, reason.as_str())))
    }

    /// What was passed over without being a failure: path, record, reason.
    pub fn skipped(&self) -> impl Iterator<Item = (&str, Option<u64>, &str)> {
        self.entries.iter().flat_map(|entry| {
            let path = entry.path.as_str();
            let whole = entry.skipped.iter().map(move |reason| (path, None, reason.as_str()));
            whole.chain(entry.passed.iter().map(move |(item, reason)| (path, Some(*item), reason.as_str())))
        })
    }
}

/// Reads the records of a segment, whose strings are read in the order of their column's dictionary: each by itself would be looked
/// for from the beginning of its block.
fn read_segment(segment: &SegmentReader, fields: &Fields, entries: &mut Vec<ManifestEntry>) -> tantivy::Result<()> {
    let kinds = segment.inverted_index(fields.kind)?;
    let inputs = Term::from_field_text(fields.kind, INPUT);
    let Some(mut inputs) = kinds.read_postings(&inputs, IndexRecordOption::Basic)? else { return Ok(()) };
    let columns = segment.fast_fields();
    let strings = |name: &str| Strings::of(columns.str(name)?);
    let (paths, origins) = (strings("input_path")?, strings("input_origin")?);
    let (containers, displays) = (strings("input_container")?, strings("input_display")?);
    let errors = strings("input_error")?;
    let (skipped, passed) = (strings("input_skipped")?, strings("input_passed")?);
    let number = |name: &str| columns.u64(name);
    let (sizes, hashes, articles) = (number("input_size")?, number("input_hash")?, number("input_articles")?);
    let (offsets, items) = (number("input_offset")?, number("input_item")?);
    let shared = SharedColumns::of(columns)?;
    let (readings, kept) = (number("input_reading")?, number("input_kept")?);
    let (mtimes, ctimes) = (columns.i64("input_mtime")?, columns.i64("input_ctime")?);
    while inputs.doc() != TERMINATED {
        let doc = inputs.doc();
        inputs.advance();
        if segment.is_deleted(doc) {
            continue;
        }
        let first = |strings: &Strings| strings.of_document(doc).next().unwrap_or_default().to_owned();
        let errors = errors.of_document(doc).map(|text| {
            let (item, reason) = text.split_once('\t').unwrap_or(("", text));
            (item.parse().ok(), reason.to_owned())
        });
        let passed = passed.of_document(doc).filter_map(|text| {
            let (item, reason) = text.split_once('\t')?;
            Some((item.parse().unwrap_or(0), reason.to_owned()))
        });
        entries.push(ManifestEntry {
            path: first(&paths),
            origin: first(&origins),
            container: first(&containers),
            display: first(&displays),
            size: sizes.first(doc).unwrap_or(0),
            mtime: mtimes.first(doc).unwrap_or(0),
            ctime: ctimes.first(doc).unwrap_or(0),
            hash: hashes.first(doc).unwrap_or(0),
            reading: readings.first(doc).unwrap_or(0),
            articles: articles.first(doc).unwrap_or(0),
            offset: offsets.first(doc).unwrap_or(0),
            item: items.first(doc).unwrap_or(0),
            errors: errors.collect(),
            skipped: skipped.of_document(doc).next().map(str::to_owned),
            passed: passed.collect(),
            kept: kept.first(doc).unwrap_or(0) == 1,
            shared: shared.of_document(doc),
        });
    }
    Ok(())
}

/// The columns of the articles that inputs share.
struct SharedColumns {
    ids: Column<u64>,
    items: Column<u64>,
    contents: Column<u64>,
    stamps: Strings,
}

impl SharedColumns {
    fn of(columns: &FastFieldReaders) -> tantivy::Result<Self> {
        Ok(Self {
            ids: columns.u64("input_shared")?,
            items: columns.u64("input_shared_item")?,
            contents: columns.u64("input_shared_content")?,
            stamps: Strings::of(columns.str("input_shared_stamp")?)?,
        })
    }

    fn of_document(&self, doc: DocId) -> Vec<Shared> {
        let numbers = self.ids.values_for_doc(doc).zip(self.items.values_for_doc(doc));
        let mut shared: Vec<Shared> = numbers
            .zip(self.contents.values_for_doc(doc))
            .map(|((id, item), content)| Shared { id, item, content, stamp: Stamp::default() })
            .collect();
        for text in self.stamps.of_document(doc) {
            let mut parts = text.splitn(3, '\t');
            let place = parts.next().and_then(|place| place.parse::<usize>().ok());
            let Some(shared) = place.and_then(|place| shared.get_mut(place)) else { continue };
            shared.stamp.version = parts.next().and_then(|version| version.parse().ok());
            shared.stamp.updated_at = parts.next().filter(|time| !time.is_empty()).map(str::to_owned);
        }
        shared
    }
}

/// A column of strings with its dictionary in memory.
struct Strings {
    column: Option<StrColumn>,
    /// The strings in one, in the order of their ordinals, and where each ends.
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn of(column: Option<StrColumn>) -> tantivy::Result<Self> {
        let (mut text, mut ends) = (String::new(), Vec::new());
        if let Some(column) = &column {
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                text.push_str(&String::from_utf8_lossy(terms.key()));
                ends.push(text.len());
            }
        }
        Ok(Self { column, text, ends })
    }

    fn get(&self, ordinal: usize) -> Option<&str> {
        let begin = ordinal.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(begin..*self.ends.get(ordinal)?)
    }

    /// The strings of a document.
    fn of_document(&self, doc: DocId) -> impl Iterator<Item = &str> {
        let ordinals = self.column.iter().flat_map(move |column| column.term_ords(doc));
        ordinals.filter_map(|ordinal| self.get(ordinal as usize))
    }
}
