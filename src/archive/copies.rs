//! Which articles are copies of each other: one story. A table of the whole archive, made once a revision.
//!
//! It has the copies alone, a few of a hundred articles: any other article is the leader of its own story.

use super::ArchiveError;
use super::bitset::BitSet;
use super::roll::Roll;
use super::sections::{Reader, Rows, Writer};
use super::segment::Segment;
use super::tables::Made;
use crate::index::Index;
use tantivy::directory::OwnedBytes;

/// Name of the table beside the index.
const TABLE: &str = "copies";

/// The story of each article, by the number of the document that leads the one that the others are copies of. Documents are
/// numbered through all segments.
pub(crate) struct Copies {
    /// Copy and story, ascending.
    stories: Rows<2>,
    /// Story and copy, ascending.
    by_story: Rows<2>,
    /// The articles that are copies, since most are none.
    followers: BitSet,
    /// The first document of each segment, and one past the last.
    starts: Vec<u32>,
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
            starts.push(starts[starts.len() - 1] + segment.leads.length());
        }
        if let Some(kept) = index.cached(TABLE).and_then(|bytes| Self::decode(bytes, &starts)) {
            return Ok(kept);
        }
        let bytes = encode(&tables()?.tables.roll, &starts);
        index.put_cached(TABLE, &bytes);
        Ok(Self::decode(OwnedBytes::new(bytes), &starts).expect("what is encoded can be decoded"))
    }

    fn decode(bytes: OwnedBytes, starts: &[u32]) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let (stories, by_story): (Rows<2>, Rows<2>) = (reader.rows()?, reader.rows()?);
        let mut followers = BitSet::new(*starts.last()?);
        for [copy, story] in stories.from(0) {
            if copy >= followers.length() || story >= followers.length() {
                return None;
            }
            followers.insert(copy);
        }
        let is_whole = reader.rest.is_empty() && stories.len() == by_story.len();
        is_whole.then(|| Self { stories, by_story, followers, starts: starts.to_vec() })
    }

    /// The number of a document of a segment.
    pub fn document(&self, segment: usize, doc: u32) -> u32 {
        self.starts[segment] + doc
    }

    /// The story of an article; were it in none, it would be one of its own.
    pub fn story(&self, segment: usize, lead: u32) -> u32 {
        let own = self.document(segment, lead);
        if !self.followers.has(own) {
            return own;
        }
        self.stories.of(own).next().map_or(own, |[_, story]| story)
    }

    /// The articles of a story, by segment and lead.
    pub fn articles(&self, story: u32) -> impl Iterator<Item = (usize, u32)> + '_ {
        let documents = std::iter::once(story).chain(self.by_story.of(story).map(|[_, copy]| copy));
        documents.filter_map(|document| {
            let segment = self.starts.partition_point(|start| *start <= document).checked_sub(1)?;
            Some((segment, document - self.starts[segment]))
        })
    }

    /// No article's story has this number or a higher one.
    pub fn bound(&self) -> u32 {
        self.followers.length()
    }
}

/// The table of a roll.
fn encode(roll: &Roll, starts: &[u32]) -> Vec<u8> {
    let mut documents: Vec<u32> = Vec::with_capacity(roll.rows.len());
    for (segment, start) in (0..roll.segments.len()).zip(starts) {
        documents.extend(roll.rows[roll.rows_of(segment)].iter().map(|row| start + row.lead));
    }
    let pairs = roll.rows.iter().zip(&documents).map(|(row, document)| [*document, documents[row.leader as usize]]);
    let mut copies: Vec<[u32; 2]> = pairs.filter(|[document, story]| document != story).collect();
    let mut writer = Writer::default();
    writer.put_rows(copies.iter().copied());
    for pair in &mut copies {
        pair.reverse();
    }
    copies.sort_unstable();
    writer.put_rows(copies);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::super::roll::Row;
    use super::*;

    #[test]
    fn stories_have_their_articles() {
        // Two segments of 10 and 5 documents; the article at 6 of the first and both of the second are copies.
        let row = |lead, leader| Row { lead, place: (0, 0), digest: 0, source: 0, text: leader, leader };
        let roll = Roll {
            segments: vec![("a".to_owned(), 3), ("b".to_owned(), 5)],
            rows: vec![row(0, 0), row(3, 1), row(6, 1), row(0, 1), row(2, 0)],
        };
        let starts = [0, 10, 15];
        let bytes = encode(&roll, &starts);
        let copies = Copies::decode(OwnedBytes::new(bytes.clone()), &starts).unwrap();
        let stories = [(0, 0), (0, 3), (0, 6), (1, 0), (1, 2), (1, 4)];
        assert_eq!(stories.map(|(segment, lead)| copies.story(segment, lead)), [0, 3, 3, 3, 0, 14]);
        assert_eq!(copies.articles(3).collect::<Vec<_>>(), [(0, 3), (0, 6), (1, 0)]);
        assert_eq!(copies.articles(0).collect::<Vec<_>>(), [(0, 0), (1, 2)]);
        assert_eq!(copies.articles(14).collect::<Vec<_>>(), [(1, 4)]);
        assert_eq!(copies.bound(), 15);
        let cut = |length: usize| Copies::decode(OwnedBytes::new(bytes[..length].to_vec()), &starts);
        assert!((0..bytes.len()).all(|length| cut(length).is_none()));
        assert!(Copies::decode(OwnedBytes::new(bytes), &[0, 10]).is_none(), "of another archive");
    }
}
