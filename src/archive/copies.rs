//! Which articles are copies of each other: one story. A table of the whole archive, made once a revision.

use super::ArchiveError;
use super::roll::Roll;
use super::segment::Segment;
use super::tables::Made;
use crate::index::Index;
use tantivy::directory::OwnedBytes;

/// Name of the table beside the index.
const TABLE: &str = "copies";
/// Marks a document that leads no article; no story has so high a number.
const NONE: u32 = u32::MAX;

/// The story of each article, by the number of the document that leads the one that the others are copies of.
pub(crate) struct Copies {
    /// By segment and lead, as the table is cached: four bytes a document, little-endian.
    bytes: OwnedBytes,
    /// The first document of each segment in it.
    starts: Vec<usize>,
}

impl Copies {
    /// The table of the index: cached by an earlier run, or made now of the roll of articles.
    pub(super) fn of<'m>(
        index: &Index,
        segments: &[Segment],
        tables: impl FnOnce() -> Result<&'m Made, ArchiveError>,
    ) -> Result<Self, ArchiveError> {
        let mut starts = vec![0];
        for segment in segments {
            starts.push(starts[starts.len() - 1] + segment.leads.length() as usize);
        }
        let whole = |bytes: &OwnedBytes| bytes.len() == starts[starts.len() - 1] * 4;
        let bytes = if let Some(kept) = index.cached(TABLE).filter(whole) {
            kept
        } else {
            let bytes = stories(&tables()?.tables.roll, &starts);
            index.put_cached(TABLE, &bytes);
            OwnedBytes::new(bytes)
        };
        Ok(Self { bytes, starts })
    }

    /// The story of an article; were it in none, it would be one of its own.
    pub fn story(&self, segment: usize, lead: u32) -> u32 {
        let own = self.starts[segment] + lead as usize;
        let story = self.bytes.get(own * 4..own * 4 + 4).and_then(|bytes| bytes.try_into().ok());
        story.map(u32::from_le_bytes).filter(|story| *story < self.bound()).unwrap_or(own as u32)
    }

    /// No article's story has this number or a higher one.
    pub fn bound(&self) -> u32 {
        self.starts[self.starts.len() - 1] as u32
    }
}

/// The table of a roll.
fn stories(roll: &Roll, starts: &[usize]) -> Vec<u8> {
    let mut documents: Vec<usize> = Vec::with_capacity(roll.rows.len());
    for (segment, start) in (0..roll.segments.len()).zip(starts) {
        documents.extend(roll.rows[roll.rows_of(segment)].iter().map(|row| start + row.lead as usize));
    }
    let mut stories = vec![NONE; starts[starts.len() - 1]];
    for (row, document) in roll.rows.iter().zip(&documents) {
        stories[*document] = documents[row.leader as usize] as u32;
    }
    stories.iter().flat_map(|story| story.to_le_bytes()).collect()
}
