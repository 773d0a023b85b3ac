//! The names of organizations and places in the articles of each segment.

use super::ArchiveError;
use super::key_lists::Keys;
use super::organizations;
use super::segment::Segment;
use crate::entities::gazetteer::Gazetteer;
use crate::text::fingerprint::BITS;
use foldhash::HashMap;
use std::cell::RefCell;
use std::ops::Range;
use tantivy::columnar::{Column, StrColumn};

/// Names of a dictionary that are looked up one by one; beyond it all of them are read.
const FEW: usize = 1_000;

/// The names of all segments.
pub(super) struct OtherNames<'a> {
    segments: Vec<OfSegment<'a>>,
    gazetteer: &'a Gazetteer,
}

/// The columns of a segment, of passages and of titles.
struct OfSegment<'a> {
    segment: &'a Segment,
    organizations: [Option<StrColumn>; 2],
    places: [Option<Column<u64>>; 2],
    /// Of each column of organizations: the keys of its values.
    keys: RefCell<[KeysOfValues; 2]>,
}

/// The keys of the values of a column, once they were needed.
#[derive(Default)]
struct KeysOfValues {
    known: HashMap<u64, u32>,
    all: Vec<u32>,
}

impl KeysOfValues {
    fn of(&mut self, column: &StrColumn, value: u64) -> u32 {
        if let Some(key) = self.all.get(value as usize).or_else(|| self.known.get(&value)) {
            return *key;
        }
        if self.known.len() >= FEW && self.all.is_empty() {
            self.read_all(column);
        }
        let key = self.all.get(value as usize).copied().unwrap_or_else(|| {
            let mut name = String::new();
            let found = column.ord_to_str(value, &mut name).unwrap_or(false);
            if found { OtherNames::key(name.as_bytes()) } else { 0 }
        });
        self.known.insert(value, key);
        key
    }

    fn read_all(&mut self, column: &StrColumn) {
        if let Ok(mut names) = column.dictionary().stream() {
            while names.advance() {
                self.all.push(OtherNames::key(names.key()));
            }
        }
    }
}

impl<'a> OtherNames<'a> {
    pub fn of(segments: &'a [Segment], gazetteer: &'a Gazetteer) -> Self {
        let of_segment = |segment: &'a Segment| {
            let fast = segment.reader.fast_fields();
            OfSegment {
                segment,
                organizations: organizations::COLUMNS.map(|column| fast.str(column).ok().flatten()),
                places: ["place_id", "title_place_id"].map(|column| fast.u64(column).ok()),
                keys: RefCell::default(),
            }
        };
        Self { segments: segments.iter().map(of_segment).collect(), gazetteer }
    }

    /// The key under which a name is listed.
    pub fn key(name: &[u8]) -> u32 {
        // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), of 64 bits.
        let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = name.iter().fold(0xcbf2_9ce4_8422_2325, add);
        ((hash ^ hash >> BITS ^ hash >> (2 * BITS)) & ((1 << BITS) - 1)) as u32
    }

    /// The numbers of a name in the columns of organizations of a segment.
    pub fn numbers_of(&self, at: usize, name: &str) -> Result<[Option<u64>; 2], ArchiveError> {
        let [passages, titles] = &self.segments[at].organizations;
        let number = |column: &Option<StrColumn>| match column {
            Some(column) => column.dictionary().term_ord(name),
            None => Ok(None),
        };
        Ok([number(passages)?, number(titles)?])
    }

    /// Whether an article has a name as that of an organization, and as that of a place; `numbers` are those of the name.
    pub fn has(&self, at: usize, lead: u32, (numbers, name): ([Option<u64>; 2], &str)) -> [bool; 2] {
        let of = &self.segments[at];
        let is_organization = |(column, number): (&Option<StrColumn>, (Option<u64>, Range<u32>))| {
            let (Some(column), (Some(number), mut docs)) = (column, number) else { return false };
            docs.any(|doc| column.term_ords(doc).any(|value| value == number))
        };
        let is_place = |(column, mut docs): (&Option<Column<u64>>, Range<u32>)| {
            let Some(column) = column else { return false };
            docs.any(|doc| column.values_for_doc(doc).any(|id| self.place(id) == Some(name)))
        };
        let documents = of.documents(lead);
        let numbered = numbers.into_iter().zip(documents.clone());
        [of.organizations.iter().zip(numbered).any(is_organization), of.places.iter().zip(documents).any(is_place)]
    }

    /// What a place is called.
    fn place(&self, id: u64) -> Option<&str> {
        self.gazetteer.shown_name(u32::try_from(id).ok()?)
    }
}

impl OfSegment<'_> {
    /// The documents of an article that have values in the columns of passages, and in those of titles.
    fn documents(&self, lead: u32) -> [Range<u32>; 2] {
        [self.segment.passages_of_any(lead), lead..lead + 1]
    }
}

impl Keys for OtherNames<'_> {
    const TABLE: &'static str = "others-";

    fn of(&self, segment: usize, lead: u32) -> Vec<u32> {
        let of = &self.segments[segment];
        let mut keys = of.keys.borrow_mut();
        let mut found = Vec::new();
        for (at, docs) in of.documents(lead).into_iter().enumerate() {
            for doc in docs {
                if let Some(column) = &of.organizations[at] {
                    found.extend(column.term_ords(doc).map(|value| keys[at].of(column, value)));
                }
                if let Some(column) = &of.places[at] {
                    let names = column.values_for_doc(doc).filter_map(|id| self.place(id));
                    found.extend(names.map(|name| Self::key(name.as_bytes())));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
