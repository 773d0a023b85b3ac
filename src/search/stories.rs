//! Which articles tell one story: copies of each other. A table of the whole archive, made once a revision.

use super::Searcher;
use super::segment::Segment;
use crate::text;

/// Name of the table beside the index.
const TABLE: &str = "stories";
/// Stands for an article that has not been put into a story; none has so high a number.
const NONE: u32 = u32::MAX;

/// The story of each article: the number of the article that was published first among its copies.
pub(super) struct Stories {
    /// By segment and lead.
    of: Vec<Vec<u32>>,
}

impl Stories {
    /// The table of the index: kept from an earlier run, or made now.
    pub fn of(searcher: &Searcher) -> Self {
        if let Some(stories) = searcher.index.derived(TABLE).and_then(|bytes| Self::read(&bytes, &searcher.segments)) {
            return stories;
        }
        let stories = Self::make(&searcher.segments);
        searcher.index.keep_derived(TABLE, &stories.bytes());
        stories
    }

    /// The story of an article.
    pub fn story(&self, segment: usize, lead: u32) -> u32 {
        self.of.get(segment).and_then(|of| of.get(lead as usize)).copied().unwrap_or(NONE)
    }

    /// No story has this number or a higher one, save what is in none.
    pub fn bound(&self) -> u32 {
        self.of.iter().map(Vec::len).sum::<usize>() as u32
    }

    /// Groups the articles of an archive; in order of publication, so that it does not matter how the index was built.
    fn make(segments: &[Segment]) -> Self {
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
            column.map(|column| column.values_for_doc(*lead).map(|value| value as u32).collect()).unwrap_or_default()
        };
        let fingerprints: Vec<Vec<u32>> = articles.iter().map(fingerprint).collect();
        let mut of: Vec<Vec<u32>> =
            segments.iter().map(|segment| vec![NONE; segment.leads.length() as usize]).collect();
        for ((_, _, at, lead), story) in articles.iter().zip(text::fingerprint::groups(&fingerprints)) {
            of[*at][*lead as usize] = story as u32;
        }
        Self { of }
    }

    fn bytes(&self) -> Vec<u8> {
        self.of.iter().flatten().flat_map(|story| story.to_le_bytes()).collect()
    }

    fn read(bytes: &[u8], segments: &[Segment]) -> Option<Self> {
        let mut rest = bytes;
        let mut of = Vec::with_capacity(segments.len());
        for segment in segments {
            let (own, after) = rest.split_at_checked(segment.leads.length() as usize * 4)?;
            of.push(
                own.chunks_exact(4).map(|story| u32::from_le_bytes([story[0], story[1], story[2], story[3]])).collect(),
            );
            rest = after;
        }
        rest.is_empty().then_some(Self { of })
    }
}
