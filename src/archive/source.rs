//! What the tables of the archive are made of: segments, seen as lists of articles.

use super::ArchiveError;
use super::bitset::BitSet;
use super::segment::Segment;
use crate::index;
use std::cell::RefCell;
use std::collections::HashMap;
use tantivy::columnar::{Column, StrColumn};

/// The names of people in articles: all of them in order, and for each article those that it has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NamesOf {
    pub names: Vec<String>,
    /// Positions among the names, ascending, each once; by article.
    pub lists: Vec<Vec<u32>>,
}

/// A segment, which never changes but for the articles that are deleted in it.
pub(super) trait Source {
    /// What no other segment is called.
    fn id(&self) -> String;
    /// The articles that are not deleted, by lead.
    fn leads(&self) -> &BitSet;
    /// Day and number of an article, by which it stands in the order of the archive; also of a deleted one.
    fn place(&self, lead: u32) -> (i64, u64);
    /// The fingerprint of an article; also of a deleted one.
    fn fingerprint(&self, lead: u32) -> Vec<u32>;
    /// A hash of the name of an article's source; 0 where it has none.
    fn source(&self, lead: u32) -> u64;
    /// The names in the articles that are not deleted, in the order of the leads.
    fn names(&self) -> Result<NamesOf, ArchiveError>;
}

/// A segment of the index.
pub(super) struct IndexedSource<'s> {
    segment: &'s Segment,
    fingerprints: Option<Column<u64>>,
    sources: SegmentSources,
}

impl<'s> IndexedSource<'s> {
    pub fn of(segments: &'s [Segment]) -> Vec<Self> {
        let column = |segment: &Segment| segment.reader.fast_fields().u64("fingerprint").ok();
        let source = |segment| Self { segment, fingerprints: column(segment), sources: SegmentSources::of(segment) };
        segments.iter().map(source).collect()
    }
}

impl Source for IndexedSource<'_> {
    fn id(&self) -> String {
        self.segment.reader.segment_id().uuid_string()
    }

    fn leads(&self) -> &BitSet {
        &self.segment.leads
    }

    fn place(&self, lead: u32) -> (i64, u64) {
        (self.segment.published(lead).unwrap_or(i64::MAX), self.segment.article(lead).unwrap_or_default())
    }

    fn fingerprint(&self, lead: u32) -> Vec<u32> {
        self.fingerprints.as_ref().map(|column| index::fingerprint(column, lead)).unwrap_or_default()
    }

    fn source(&self, lead: u32) -> u64 {
        self.sources.hash(self.segment, lead)
    }

    fn names(&self) -> Result<NamesOf, ArchiveError> {
        let column = |name: &str| self.segment.reader.fast_fields().str(name).ok().flatten();
        let (passages, titles) = (column("person"), column("title_person"));
        // Values of the second column are told from those of the first by the last bit.
        let mut lists: Vec<Vec<u64>> = Vec::new();
        for lead in self.segment.leads.iter() {
            let mut list: Vec<u64> = Vec::new();
            for doc in passages.iter().flat_map(|column| self.segment.passages_of(lead).map(move |doc| (column, doc))) {
                list.extend(doc.0.term_ords(doc.1).map(|value| value << 1));
            }
            list.extend(titles.iter().flat_map(|column| column.term_ords(lead)).map(|value| value << 1 | 1));
            list.sort_unstable();
            list.dedup();
            lists.push(list);
        }
        let mut named: Vec<(String, u64)> = Vec::new();
        for (column, last) in [(&passages, 0), (&titles, 1)] {
            let Some(column) = column else { continue };
            let mut values: Vec<u64> = lists.iter().flatten().filter(|value| *value & 1 == last).copied().collect();
            values.sort_unstable();
            values.dedup();
            look_up(column, &values, &mut named)?;
        }
        named.sort_unstable();
        let mut names: Vec<String> = Vec::new();
        let mut number_of: HashMap<u64, u32> = HashMap::with_capacity(named.len());
        for (name, value) in named {
            if names.last() != Some(&name) {
                names.push(name);
            }
            number_of.insert(value, names.len() as u32 - 1);
        }
        let numbers = |list: Vec<u64>| {
            let mut numbers: Vec<u32> = list.iter().filter_map(|value| number_of.get(value)).copied().collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        Ok(NamesOf { names, lists: lists.into_iter().map(numbers).collect() })
    }
}

/// The sources of the articles of a segment, as numbers that are the same in all segments.
pub(super) struct SegmentSources {
    column: Option<StrColumn>,
    /// By the number of the source in this segment; looked up once.
    hashes: RefCell<foldhash::HashMap<u64, u64>>,
}

impl SegmentSources {
    pub fn of(segment: &Segment) -> Self {
        Self { column: segment.reader.fast_fields().str("source").ok().flatten(), hashes: RefCell::default() }
    }

    /// A hash of an article's source; 0 where it has none.
    pub fn hash(&self, segment: &Segment, lead: u32) -> u64 {
        let Some(ord) = self.column.as_ref().and_then(|column| column.term_ords(lead).next()) else { return 0 };
        *self.hashes.borrow_mut().entry(ord).or_insert_with(|| {
            let source = segment.string("source", lead).unwrap_or_default();
            let bytes: [u8; 8] = blake3::hash(source.as_bytes()).as_bytes()[..8].try_into().unwrap_or_default();
            u64::from_le_bytes(bytes)
        })
    }
}

/// Adds what the values of a column are called.
fn look_up(column: &StrColumn, values: &[u64], named: &mut Vec<(String, u64)>) -> Result<(), ArchiveError> {
    let ords: Vec<u64> = values.iter().map(|value| value >> 1).collect();
    let mut values = values.iter();
    column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
        if let Some(value) = values.next() {
            named.push((String::from_utf8_lossy(name).into_owned(), *value));
        }
    })?;
    Ok(())
}
