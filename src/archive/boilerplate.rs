//! Boilerplate: the sentences and lines that a source repeats in many stories, and the mentions that stand in them.
//!
//! A table of the revision, made of the hashes of sentences that the index has. Passages are left as they are: only their mentions
//! do not count. What is asked is the archive as it stands, never how it came to be so.

use super::ArchiveError;
use super::copies::Copies;
use super::key_lists::KeyLists;
use super::moves::Moves;
use super::sections::{Reader, Rows, Writer};
use super::segment::Segment;
use super::sentences::{self, Sentences};
use super::tables::Made;
use crate::article::{Day, DayRange, MentionKind};
use crate::index::{Index, IndexedArticles};
use foldhash::HashSet;
use std::collections::{BTreeMap, BTreeSet};
use tantivy::DocAddress;
use tantivy::directory::OwnedBytes;

/// Name of the table beside the index.
const TABLE: &str = "boilerplate";
/// The mentions of a segment that stand in boilerplate; read in place.
#[derive(Debug, Default)]
pub(crate) struct Boilerplate {
    /// Of each kind (people, organizations, places): document and position among its values, ascending.
    names: [Rows<2>; 3],
    /// Documents and the first and last days that they name in boilerplate alone, ascending.
    dates: Rows<3>,
}

/// The same of a segment while it is made.
#[derive(Debug, Clone, Default)]
struct Found {
    names: [Vec<[u32; 2]>; 3],
    dates: Vec<(u32, DayRange)>,
}

/// The kinds of mentions that have a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameKind {
    Person,
    Organization,
    Place,
}

impl Boilerplate {
    /// The positions of the values of a document that stand in boilerplate, ascending.
    pub fn of(&self, kind: NameKind, doc: u32) -> impl Iterator<Item = u32> + '_ {
        self.names[kind as usize].of(doc).map(|[_, position]| position)
    }

    /// True of days that a document names in boilerplate alone.
    pub fn has_days(&self, doc: u32, days: DayRange) -> bool {
        self.dates.of(doc).any(|[_, from, to]| from == number(days.from) && to == number(days.to))
    }

    /// What of it is left in the segment that it was made of, without some articles.
    fn left_in(&self, segment: &Segment, without: &BTreeSet<u32>) -> Found {
        let is_judged = |doc: u32| !without.is_empty() && without.contains(&segment.lead(doc));
        let is_left = |doc: u32| segment.passages.has(doc) && !is_judged(doc);
        let days = |[doc, from, to]: [u32; 3]| (doc, DayRange { from: day(from), to: day(to) });
        Found {
            names: [0, 1, 2].map(|kind: usize| self.names[kind].from(0).filter(|[doc, _]| is_left(*doc)).collect()),
            dates: self.dates.from(0).filter(|[doc, ..]| is_left(*doc)).map(days).collect(),
        }
    }
}

impl Found {
    /// Adds what was found in other articles of the segment.
    fn add(&mut self, other: Self) {
        for (own, others) in self.names.iter_mut().zip(other.names) {
            own.extend(others);
            own.sort_unstable();
        }
        self.dates.extend(other.dates);
        self.dates.sort_by_key(|(doc, _)| *doc);
    }
}

/// A day in a row.
fn number(day: Day) -> u32 {
    day.0.cast_unsigned()
}

fn day(number: u32) -> Day {
    Day(number.cast_signed())
}

/// The table while it is made.
#[derive(Debug, Clone, Default)]
struct Content {
    /// The state of the index that it is of.
    state: Vec<u8>,
    /// The sentences that are boilerplate ([`Sentences`]).
    repeated: BTreeSet<u64>,
    /// Of each segment.
    parts: Vec<(SegmentId, Found)>,
}

/// Stands for a segment.
type SegmentId = [u32; 4];

fn id_of(segment: &Segment) -> SegmentId {
    let hash = blake3::hash(segment.reader.segment_id().uuid_string().as_bytes());
    let (words, _) = hash.as_bytes().as_chunks::<4>();
    std::array::from_fn(|at| u32::from_le_bytes(words[at]))
}

/// The table in its cache.
struct Table {
    state: OwnedBytes,
    /// The halves of each number, the high one first; ascending.
    repeated: Rows<2>,
    parts: Vec<(SegmentId, Boilerplate)>,
}

/// The table of the index, a part for each segment: cached by an earlier run, or made now.
pub(super) fn of<'m>(
    index: &Index,
    articles: &IndexedArticles,
    segments: &[Segment],
    copies: &Copies,
    made: impl FnOnce() -> Result<&'m Made, ArchiveError>,
) -> Result<Vec<Boilerplate>, ArchiveError> {
    let parts = |table: Table| table.parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>();
    if let Some(table) = index.cached(TABLE).and_then(decode).filter(|table| table.parts.len() == segments.len()) {
        return Ok(parts(table));
    }
    let Made { tables, since } = made()?;
    let sentences = Sentences::of(segments);
    let lists = KeyLists::of(index, segments, &sentences);
    let making = Making { articles, segments, copies, sentences: &sentences };
    let followed = match (since, &lists, index.cached_earlier(TABLE).and_then(decode)) {
        (Some(since), Some(lists), Some(before)) if before.state.as_slice() == since.state => {
            making.after(&before, &since.moves, lists)?
        }
        _ => None,
    };
    let mut content = if let Some(content) = followed { content } else { making.anew()? };
    content.state.clone_from(&tables.state);
    let bytes = encode(&content);
    index.put_cached(TABLE, &bytes);
    lists.inspect(KeyLists::drop_gone);
    Ok(decode(OwnedBytes::new(bytes)).map(parts).unwrap_or_default())
}

/// What the table is made of.
struct Making<'a> {
    articles: &'a IndexedArticles,
    segments: &'a [Segment],
    copies: &'a Copies,
    sentences: &'a Sentences<'a>,
}

impl Making<'_> {
    /// The table made of all articles.
    fn anew(&self) -> Result<Content, ArchiveError> {
        let repeated = self.sentences.repeated(self.copies);
        let sentences: HashSet<u64> = repeated.iter().copied().collect();
        let part = |(at, segment): (usize, &Segment)| {
            Ok((id_of(segment), self.mentions(at, segment.leads.iter(), &sentences)?))
        };
        let parts = self.segments.iter().enumerate().map(part).collect::<Result<_, ArchiveError>>()?;
        Ok(Content { state: Vec::new(), repeated, parts })
    }

    /// The table made of an earlier one and what moved since; none where it cannot be told.
    fn after(
        &self,
        before: &Table,
        moves: &Moves,
        lists: &KeyLists<'_, Sentences<'_>>,
    ) -> Result<Option<Content>, ArchiveError> {
        let joined = |[high, low]: [u32; 2]| u64::from(high) << u32::BITS | u64::from(low);
        let mut repeated: BTreeSet<u64> = before.repeated.from(0).map(joined).collect();
        let Some(flipped) = self.sentences.update(lists, (&mut repeated, moves), self.copies) else { return Ok(None) };
        let sentences: HashSet<u64> = repeated.iter().copied().collect();
        let mut parts = Vec::with_capacity(self.segments.len());
        for (at, segment) in self.segments.iter().enumerate() {
            let id = id_of(segment);
            let known = before.parts.iter().find(|(of, _)| *of == id);
            let part = if let Some((_, part)) = known {
                let again: BTreeSet<u32> =
                    flipped.iter().flat_map(|own| lists.in_segment(at, sentences::key(*own))).collect();
                let mut found = part.left_in(segment, &again);
                if !again.is_empty() {
                    found.add(self.mentions(at, again.into_iter(), &sentences)?);
                }
                found
            } else {
                self.mentions(at, segment.leads.iter(), &sentences)?
            };
            parts.push((id, part));
        }
        Ok(Some(Content { state: Vec::new(), repeated, parts }))
    }

    /// The mentions of some articles of a segment that stand in these sentences.
    fn mentions(
        &self,
        at: usize,
        leads: impl Iterator<Item = u32>,
        repeated: &HashSet<u64>,
    ) -> Result<Found, ArchiveError> {
        let mut found = Found::default();
        if repeated.is_empty() {
            return Ok(found);
        }
        for lead in leads {
            let (mut passage, mut before) = (u32::MAX, [0; 4]);
            let mut dates: Vec<(u32, usize)> = Vec::new();
            self.sentences.each(at, lead, |doc, sentence, number| {
                if std::mem::replace(&mut passage, doc) != doc {
                    before = [0; 4];
                }
                let is_repeated = number.is_some_and(|number| repeated.contains(&number));
                for (kind, count) in sentence.mentions.into_iter().enumerate() {
                    let own = before[kind]..before[kind] + count;
                    before[kind] = own.end;
                    match found.names.get_mut(kind) {
                        _ if !is_repeated => {}
                        Some(positions) => positions.extend(own.map(|at| [doc, at as u32])),
                        None => dates.extend(own.map(|at| (doc, at))),
                    }
                }
            });
            for own in dates.chunk_by(|a, b| a.0 == b.0) {
                let positions: Vec<usize> = own.iter().map(|(_, position)| *position).collect();
                let passage = DocAddress::new(self.segments[at].ord, own[0].0);
                add_dates(self.articles, passage, &positions, &mut found.dates)?;
            }
        }
        Ok(found)
    }
}

/// Adds the days of a passage that only its dates at these positions name.
fn add_dates(
    articles: &IndexedArticles,
    passage: DocAddress,
    positions: &[usize],
    into: &mut Vec<(u32, DayRange)>,
) -> Result<(), ArchiveError> {
    let stored = articles.passage(passage, &|_| None)?;
    let dates = stored.mentions.iter().filter_map(|mention| match &mention.kind {
        MentionKind::Date(timex) => Some(timex.days),
        _ => None,
    });
    // By days: whether boilerplate names them, and whether anything else does.
    let mut named: BTreeMap<(Day, Day), [bool; 2]> = BTreeMap::new();
    for (at, days) in dates.enumerate() {
        if let Some(days) = days {
            named.entry((days.from, days.to)).or_default()[usize::from(positions.binary_search(&at).is_err())] = true;
        }
    }
    let alone = named.into_iter().filter(|(_, named)| *named == [true, false]);
    into.extend(alone.map(|((from, to), _)| (passage.doc_id, DayRange { from, to })));
    Ok(())
}

/// Writes the state, the sentences, the segments, then the lists of each segment one behind the other.
fn encode(content: &Content) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.put(&content.state);
    writer.put_rows(content.repeated.iter().map(|number| [(*number >> u32::BITS) as u32, *number as u32]));
    writer.put_rows(content.parts.iter().map(|(id, _)| *id));
    for (_, part) in &content.parts {
        part.names.iter().for_each(|list| writer.put_rows(list.iter().copied()));
        writer.put_rows(part.dates.iter().map(|(doc, days)| [*doc, number(days.from), number(days.to)]));
    }
    writer.finish()
}

/// Opens what [`encode`] wrote; none where it is anything else.
fn decode(bytes: OwnedBytes) -> Option<Table> {
    let mut reader = Reader { rest: bytes };
    let (state, repeated) = (reader.bytes()?, reader.rows()?);
    let ids: Rows<4> = reader.rows()?;
    let mut parts = Vec::with_capacity(ids.len());
    for id in ids.from(0) {
        let names = [reader.rows()?, reader.rows()?, reader.rows()?];
        parts.push((id, Boilerplate { names, dates: reader.rows()? }));
    }
    reader.rest.is_empty().then_some(Table { state, repeated, parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_comes_back() {
        let days = DayRange { from: Day(-3), to: Day(9) };
        let part = Found { names: [vec![[1, 0], [1, 2]], Vec::new(), vec![[7, 1]]], dates: vec![(4, days)] };
        let (state, repeated) = (vec![5, 6], BTreeSet::from([3, 1 << 40 | 7]));
        let parts = vec![([1; 4], part), ([2; 4], Found::default())];
        let bytes = encode(&Content { state, repeated, parts });
        let open = |length: usize| decode(OwnedBytes::new(bytes[..length].to_vec()));
        assert!((0..bytes.len()).all(|length| open(length).is_none()));
        let table = open(bytes.len()).unwrap();
        assert_eq!(table.state.as_slice(), [5, 6]);
        assert_eq!(table.repeated.from(0).collect::<Vec<_>>(), [[0, 3], [1 << 8, 7]]);
        assert_eq!(table.parts.iter().map(|(id, _)| id[0]).collect::<Vec<_>>(), [1, 2]);
        let table: Vec<Boilerplate> = table.parts.into_iter().map(|(_, part)| part).collect();
        let of = |kind, doc| table[0].of(kind, doc).collect::<Vec<_>>();
        assert_eq!(of(NameKind::Person, 1), [0, 2]);
        assert!(of(NameKind::Person, 2).is_empty() && of(NameKind::Organization, 1).is_empty());
        assert_eq!(of(NameKind::Place, 7), [1]);
        assert!(table[0].has_days(4, days) && !table[0].has_days(5, days));
        assert!(!table[0].has_days(4, DayRange { to: Day(8), ..days }) && !table[1].has_days(4, days));
    }
}
