//! What the engine still counts of removed passages, so that scores are those of an index that never had them.
//!
//! Until a segment is merged, the engine's number of passages that hold a term includes what was removed from the segment. The
//! removed passages of each segment are read once, their words divided as they were for the index, and counted in a table that is
//! cached; after a change only what was removed by it is read.

use super::ArchiveError;
use super::sections::{Reader, Writer};
use super::segment::{Segment, first_string};
use crate::index::{Index, IndexedArticles, analyzer};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::directory::OwnedBytes;
use tantivy::{DocAddress, DocId};

/// Name of the table beside the index.
const TABLE: &str = "removed";
/// Removed passages that a query reads at most, some tenths of a second; beyond that they stay counted until a run of `index`,
/// which has no such limit, made the table.
pub(super) const MOST_OF_A_QUERY: usize = 5_000;

/// What the engine counts too much.
#[derive(Default)]
pub(crate) struct Removed {
    segments: Vec<Section>,
}

/// The removed passages of one segment.
struct Section {
    /// The segment's id.
    segment: String,
    /// The documents, ascending, four bytes each, little-endian.
    documents: OwnedBytes,
    /// Of each stem: the number of the passages that hold it.
    passages: fst::Map<OwnedBytes>,
}

impl Removed {
    /// The table of the index: cached by an earlier run, or made now, where at most so many passages are to be read for it.
    pub(super) fn of(
        index: &Index,
        articles: &IndexedArticles,
        segments: &[Segment],
        most: usize,
    ) -> Result<Self, ArchiveError> {
        if segments.iter().all(|segment| !segment.reader.has_deletes()) {
            return Ok(Self::default());
        }
        if let Some(table) = index.cached(TABLE).and_then(Self::read) {
            return Ok(table);
        }
        let mut before = index.cached_earlier(TABLE).and_then(Self::read).unwrap_or_default();
        let mut made = Self::default();
        let mut left = most;
        for segment in segments.iter().filter(|segment| segment.reader.has_deletes()) {
            let id = segment.reader.segment_id().uuid_string();
            let known = before.segments.iter().position(|section| section.segment == id);
            let known = known.map(|at| before.segments.swap_remove(at));
            let removed = removed_passages(segment)?;
            let new: Vec<DocId> =
                removed.iter().copied().filter(|doc| known.as_ref().is_none_or(|known| !known.holds(*doc))).collect();
            let Some(rest) = left.checked_sub(new.len()) else { return Ok(Self::default()) };
            left = rest;
            made.segments.push(Section::of(id, known, articles, segment, &removed, &new)?);
        }
        index.put_cached(TABLE, &made.write());
        Ok(made)
    }

    /// The number of removed passages that hold a stem.
    pub fn passages(&self, stem: &str) -> u64 {
        self.segments.iter().filter_map(|section| section.passages.get(stem)).sum()
    }

    fn write(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        for section in &self.segments {
            for part in [section.segment.as_bytes(), &section.documents, section.passages.as_fst().as_bytes()] {
                writer.put(part);
            }
        }
        writer.finish()
    }

    fn read(bytes: OwnedBytes) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let mut segments = Vec::new();
        while !reader.rest.is_empty() {
            let segment = String::from_utf8(reader.bytes()?.to_vec()).ok()?;
            let documents = reader.bytes()?;
            let passages = fst::Map::new(reader.bytes()?).ok()?;
            segments.push(Section { segment, documents, passages });
        }
        Some(Self { segments })
    }
}

impl Section {
    /// Counts new removed passages to those that are known.
    fn of(
        id: String,
        known: Option<Self>,
        articles: &IndexedArticles,
        segment: &Segment,
        removed: &[DocId],
        new: &[DocId],
    ) -> Result<Self, ArchiveError> {
        let mut passages: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        if let Some(known) = known {
            let mut stems = known.passages.stream();
            while let Some((stem, count)) = fst::Streamer::next(&mut stems) {
                passages.insert(stem.to_vec(), count);
            }
        }
        let languages = segment.reader.fast_fields().str("language")?;
        let passage = segment.number("passage");
        for &doc in new {
            let lead = doc.saturating_sub(passage(doc).unwrap_or(0) as DocId);
            let language = languages.as_ref().and_then(|column| first_string(column, lead));
            let text = articles.text(DocAddress { segment_ord: segment.ord, doc_id: doc })?;
            let stems = analyzer::stem(&text, language.as_deref());
            let distinct: BTreeSet<String> = stems.into_iter().map(|stem| stem.text).collect();
            for stem in distinct {
                *passages.entry(stem.into_bytes()).or_default() += 1;
            }
        }
        let mut map = fst::MapBuilder::memory();
        passages.iter().try_for_each(|(stem, count)| map.insert(stem, *count)).expect("the stems are in order");
        let map = map.into_inner().expect("memory takes all");
        let documents: Vec<u8> = removed.iter().flat_map(|doc| doc.to_le_bytes()).collect();
        let passages = fst::Map::new(OwnedBytes::new(map)).expect("it was made just now");
        Ok(Self { segment: id, documents: OwnedBytes::new(documents), passages })
    }

    /// True of a document that is counted.
    fn holds(&self, doc: DocId) -> bool {
        let (documents, _) = self.documents.as_chunks::<4>();
        documents.binary_search_by_key(&doc, |bytes| u32::from_le_bytes(*bytes)).is_ok()
    }
}

/// The documents of a segment that were passages.
fn removed_passages(segment: &Segment) -> Result<Vec<DocId>, ArchiveError> {
    let passages = segment.reader.fast_fields().u64("passage")?;
    let all = 0..segment.reader.max_doc();
    Ok(all.filter(|doc| segment.reader.is_deleted(*doc) && passages.first(*doc).is_some()).collect())
}
