//! Boilerplate: the sentences and lines that a source repeats in many stories, and the mentions that stand in them.
//!
//! A table of the revision, made of the hashes of sentences that the index has. Passages are left as they are: only their mentions
//! do not count. What is asked is the archive as it stands, never how it came to be so.

use super::ArchiveError;
use super::copies::Copies;
use super::sections::{Reader, Rows, Writer};
use super::segment::Segment;
use crate::article::{Day, DayRange, MentionKind};
use crate::index::{Index, IndexedArticles, sentence_names};
use foldhash::{HashMap, HashSet};
use std::cell::RefCell;
use std::collections::BTreeMap;
use tantivy::DocAddress;
use tantivy::columnar::StrColumn;
use tantivy::directory::OwnedBytes;

/// Name of the table beside the index.
const TABLE: &str = "boilerplate";
/// Stories of a source in which a sentence is boilerplate. Copies of a story repeat all of it, and count once.
const FEWEST: usize = 5;
/// Binary logarithms of the fewest and the most counters of a first pass, in which most sentences turn out to be unique.
const COUNTERS: (u32, u32) = (22, 28);

/// The mentions of a segment that stand in boilerplate; read in place.
#[derive(Debug, Default)]
pub(crate) struct Boilerplate {
    /// Of each kind (people, organizations, places): document and position among its values, ascending.
    names: [Rows<2>; 3],
    /// Documents and the first and last days that they name in boilerplate alone, ascending.
    dates: Rows<3>,
}

/// The same while it is made.
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

    /// What of it is left in the segment that it was made of.
    fn left_in(&self, segment: &Segment) -> Found {
        let is_left = |doc: u32| segment.passages.has(doc);
        let days = |[doc, from, to]: [u32; 3]| (doc, DayRange { from: day(from), to: day(to) });
        Found {
            names: [0, 1, 2].map(|kind: usize| self.names[kind].from(0).filter(|[doc, _]| is_left(*doc)).collect()),
            dates: self.dates.from(0).filter(|[doc, ..]| is_left(*doc)).map(days).collect(),
        }
    }
}

/// A day in a row.
fn number(day: Day) -> u32 {
    day.0.cast_unsigned()
}

fn day(number: u32) -> Day {
    Day(number.cast_signed())
}

/// Stands for a segment and the sentences that are boilerplate in it: of the same ones a part of the table is the same, but for what was
/// removed since.
type Origin = [u32; 4];

fn origin(segment: &Segment, repeated: &HashSet<u64>) -> Origin {
    let mut sentences: Vec<u64> = repeated.iter().copied().collect();
    sentences.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(segment.reader.segment_id().uuid_string().as_bytes());
    for sentence in sentences {
        hasher.update(&sentence.to_le_bytes());
    }
    let hash = hasher.finalize();
    let (words, _) = hash.as_bytes().as_chunks::<4>();
    std::array::from_fn(|at| u32::from_le_bytes(words[at]))
}

/// The table of the index, a part for each segment: cached by an earlier run, or made now.
pub(super) fn of(
    index: &Index,
    articles: &IndexedArticles,
    segments: &[Segment],
    copies: &Copies,
) -> Result<Vec<Boilerplate>, ArchiveError> {
    let parts = |table: Vec<(Origin, Boilerplate)>| table.into_iter().map(|(_, part)| part).collect::<Vec<_>>();
    if let Some(table) = index.cached(TABLE).and_then(decode).filter(|table| table.len() == segments.len()) {
        return Ok(parts(table));
    }
    let earlier = index.cached_earlier(TABLE).and_then(decode).unwrap_or_default();
    let repeated = repeated(segments, copies)?;
    let mut table = Vec::with_capacity(segments.len());
    for (segment, repeated) in segments.iter().zip(&repeated) {
        let origin = origin(segment, repeated);
        let known = earlier.iter().find(|(of, _)| *of == origin);
        let found =
            known.map_or_else(|| mentions(articles, segment, repeated), |(_, part)| Ok(part.left_in(segment)))?;
        table.push((origin, found));
    }
    let bytes = encode(&table);
    index.put_cached(TABLE, &bytes);
    Ok(parts(decode(OwnedBytes::new(bytes)).unwrap_or_default()))
}

/// Calls for each sentence with mentions of a segment: with the lead of its article and its number ([`key`]).
fn each_sentence(segment: &Segment, mut each: impl FnMut(u32, u64)) -> Result<(), ArchiveError> {
    // A segment without mentions has no such column.
    let Ok(names) = segment.reader.fast_fields().u64("sentence_names") else { return Ok(()) };
    let sources = Sources::of(segment)?;
    for lead in segment.leads.iter() {
        let source = sources.hash(segment, lead);
        for doc in segment.passages_of(lead) {
            for sentence in sentence_names(&names, doc).filter(|sentence| sentence.hash != 0) {
                each(lead, key(source, sentence.hash));
            }
        }
    }
    Ok(())
}

/// The sources of the articles of a segment, as numbers that are the same in all segments.
struct Sources {
    column: Option<StrColumn>,
    /// By the number of the source in this segment; looked up once.
    hashes: RefCell<HashMap<Option<u64>, u64>>,
}

impl Sources {
    fn of(segment: &Segment) -> Result<Self, ArchiveError> {
        Ok(Self { column: segment.reader.fast_fields().str("source")?, hashes: RefCell::default() })
    }

    /// A hash of an article's source.
    fn hash(&self, segment: &Segment, lead: u32) -> u64 {
        let ord = self.column.as_ref().and_then(|column| column.term_ords(lead).next());
        *self.hashes.borrow_mut().entry(ord).or_insert_with(|| {
            let source = segment.string("source", lead).unwrap_or_default();
            let bytes: [u8; 8] = blake3::hash(source.as_bytes()).as_bytes()[..8].try_into().unwrap_or_default();
            u64::from_le_bytes(bytes)
        })
    }
}

/// A number for a sentence of a source.
fn key(source: u64, hash: u32) -> u64 {
    (source ^ u64::from(hash)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Of each segment: the sentences of sources that are boilerplate in the whole archive.
fn repeated(segments: &[Segment], copies: &Copies) -> Result<Vec<HashSet<u64>>, ArchiveError> {
    // Twice as many counters as sentences: few have one in common by chance.
    let sentences = |segment: &Segment| {
        segment.reader.fast_fields().u64("sentence_names").map_or(0, |names| names.values.num_vals())
    };
    let all: u64 = segments.iter().map(|segment| u64::from(sentences(segment))).sum();
    let bits = (2 * all).max(1).next_power_of_two().ilog2().clamp(COUNTERS.0, COUNTERS.1);
    let counter = |key: u64| (key >> (u64::BITS - bits)) as usize;
    let mut counters = vec![0_u8; 1 << bits];
    for segment in segments {
        each_sentence(segment, |_, key| counters[counter(key)] = counters[counter(key)].saturating_add(1))?;
    }
    // What may be repeated often enough, with the stories that have it.
    let mut pairs: Vec<(u64, u32)> = Vec::new();
    let mut of_segment: Vec<HashSet<u64>> = Vec::with_capacity(segments.len());
    for (at, segment) in segments.iter().enumerate() {
        let mut own = HashSet::default();
        each_sentence(segment, |lead, key| {
            if usize::from(counters[counter(key)]) >= FEWEST {
                pairs.push((key, copies.story(at, lead)));
                own.insert(key);
            }
        })?;
        of_segment.push(own);
    }
    pairs.sort_unstable();
    pairs.dedup();
    let often: HashSet<u64> =
        pairs.chunk_by(|a, b| a.0 == b.0).filter(|own| own.len() >= FEWEST).map(|own| own[0].0).collect();
    for own in &mut of_segment {
        own.retain(|key| often.contains(key));
    }
    Ok(of_segment)
}

/// The mentions of a segment that stand in these sentences.
fn mentions(articles: &IndexedArticles, segment: &Segment, repeated: &HashSet<u64>) -> Result<Found, ArchiveError> {
    let mut found = Found::default();
    if repeated.is_empty() {
        return Ok(found);
    }
    let Ok(names) = segment.reader.fast_fields().u64("sentence_names") else { return Ok(found) };
    let sources = Sources::of(segment)?;
    for lead in segment.leads.iter() {
        let source = sources.hash(segment, lead);
        for doc in segment.passages_of(lead) {
            let mut before = [0; 4];
            let mut dates: Vec<usize> = Vec::new();
            for sentence in sentence_names(&names, doc) {
                let is_repeated = sentence.hash != 0 && repeated.contains(&key(source, sentence.hash));
                for (kind, count) in sentence.mentions.into_iter().enumerate() {
                    let own = before[kind]..before[kind] + count;
                    before[kind] = own.end;
                    match found.names.get_mut(kind) {
                        _ if !is_repeated => {}
                        Some(positions) => positions.extend(own.map(|at| [doc, at as u32])),
                        None => dates.extend(own),
                    }
                }
            }
            if !dates.is_empty() {
                add_dates(articles, DocAddress::new(segment.ord, doc), &dates, &mut found.dates)?;
            }
        }
    }
    Ok(found)
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

/// Writes the origins of the parts of the table, then the lists of each part one behind the other.
fn encode(table: &[(Origin, Found)]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.put_rows(table.iter().map(|(origin, _)| *origin));
    for (_, part) in table {
        part.names.iter().for_each(|list| writer.put_rows(list.iter().copied()));
        writer.put_rows(part.dates.iter().map(|(doc, days)| [*doc, number(days.from), number(days.to)]));
    }
    writer.finish()
}

/// Opens what [`encode`] wrote; none where it is anything else.
fn decode(bytes: OwnedBytes) -> Option<Vec<(Origin, Boilerplate)>> {
    let mut reader = Reader { rest: bytes };
    let origins: Rows<4> = reader.rows()?;
    let mut table = Vec::with_capacity(origins.len());
    for origin in origins.from(0) {
        let names = [reader.rows()?, reader.rows()?, reader.rows()?];
        table.push((origin, Boilerplate { names, dates: reader.rows()? }));
    }
    reader.rest.is_empty().then_some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_comes_back() {
        let days = DayRange { from: Day(-3), to: Day(9) };
        let part = Found { names: [vec![[1, 0], [1, 2]], Vec::new(), vec![[7, 1]]], dates: vec![(4, days)] };
        let bytes = encode(&[([1; 4], part), ([2; 4], Found::default())]);
        let open = |length: usize| decode(OwnedBytes::new(bytes[..length].to_vec()));
        assert!((0..bytes.len()).all(|length| open(length).is_none()));
        let table = open(bytes.len()).unwrap();
        assert_eq!(table.iter().map(|(origin, _)| origin[0]).collect::<Vec<_>>(), [1, 2]);
        let table: Vec<Boilerplate> = table.into_iter().map(|(_, part)| part).collect();
        let of = |kind, doc| table[0].of(kind, doc).collect::<Vec<_>>();
        assert_eq!(of(NameKind::Person, 1), [0, 2]);
        assert!(of(NameKind::Person, 2).is_empty() && of(NameKind::Organization, 1).is_empty());
        assert_eq!(of(NameKind::Place, 7), [1]);
        assert!(table[0].has_days(4, days) && !table[0].has_days(5, days));
        assert!(!table[0].has_days(4, DayRange { to: Day(8), ..days }) && !table[1].has_days(4, days));
    }
}
