//! Which articles are copies of each other: one story. A table of the whole archive, made once a revision.

use super::segment::Segment;
use crate::index::{self, Index};
use crate::text;
use tantivy::directory::OwnedBytes;

/// Name of the table beside the index.
const TABLE: &str = "copies";
/// Marks an article without a story; no story has so high a number.
const NONE: u32 = u32::MAX;

/// The story of each article, by the number of the article that was published first among its copies.
pub(crate) struct Copies {
    /// By segment and lead, as the table is cached: four bytes a document, little-endian.
    bytes: OwnedBytes,
    /// The first document of each segment in it.
    starts: Vec<usize>,
}

impl Copies {
    /// The table of the index: cached by an earlier run, or made now.
    pub(super) fn of(index: &Index, segments: &[Segment]) -> Self {
        let mut starts = vec![0];
        for segment in segments {
            starts.push(starts[starts.len() - 1] + segment.leads.length() as usize);
        }
        let whole = |bytes: &OwnedBytes| bytes.len() == starts[starts.len() - 1] * 4;
        let kept = index.cached(TABLE).filter(whole);
        let bytes = kept.unwrap_or_else(|| {
            let bytes = Self::make(segments);
            index.put_cached(TABLE, &bytes);
            OwnedBytes::new(bytes)
        });
        Self { bytes, starts }
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

    /// Groups the articles of an archive; in order of publication, so that it does not matter how the index was built.
    fn make(segments: &[Segment]) -> Vec<u8> {
        let mut articles: Vec<(i64, u64, usize, u32)> = Vec::new();
        for (at, segment) in segments.iter().enumerate() {
            let key = |lead| (segment.published(lead).unwrap_or(i64::MAX), segment.article(lead).unwrap_or_default());
            articles.extend(segment.leads.iter().map(|lead| {
                let (day, number) = key(lead);
                (day, number, at, lead)
            }));
        }
        articles.sort_unstable();
        let columns: Vec<_> =
            segments.iter().map(|segment| segment.reader.fast_fields().u64("fingerprint").ok()).collect();
        let fingerprint = |(_, _, at, lead): &(i64, u64, usize, u32)| -> Vec<u32> {
            let column = columns[*at].as_ref();
            column.map(|column| index::fingerprint(column, *lead)).unwrap_or_default()
        };
        let fingerprints: Vec<Vec<u32>> = articles.iter().map(fingerprint).collect();
        let mut of: Vec<Vec<u32>> =
            segments.iter().map(|segment| vec![NONE; segment.leads.length() as usize]).collect();
        for ((_, _, at, lead), story) in articles.iter().zip(text::fingerprint::groups(&fingerprints)) {
            of[*at][*lead as usize] = story as u32;
        }
        of.iter().flatten().flat_map(|story| story.to_le_bytes()).collect()
    }
}
