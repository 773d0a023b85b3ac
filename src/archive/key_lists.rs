//! Which articles of the archive have a key: a list for each segment, cached beside the index for as long as the segment is there.

use super::key_list::{self, KeyList};
use super::moves::Moves;
use super::segment::Segment;
use crate::index::Index;
use std::collections::HashSet;
use tantivy::directory::OwnedBytes;

/// What an article has, as keys.
pub(super) trait Keys {
    /// What the names of the cached lists begin with.
    const TABLE: &'static str;

    /// The keys of an article of the segment at a position, also of a removed one; some may be given more than once.
    fn of(&self, segment: usize, lead: u32) -> Vec<u32>;
}

/// The lists of all segments.
pub(super) struct KeyLists<'a, K> {
    index: &'a Index,
    segments: &'a [Segment],
    keys: &'a K,
    lists: Vec<KeyList>,
}

fn name<K: Keys>(id: &str) -> String {
    format!("{}{id}", K::TABLE)
}

fn id(segment: &Segment) -> String {
    segment.reader.segment_id().uuid_string()
}

impl<'a, K: Keys> KeyLists<'a, K> {
    /// Opens the lists, and makes those of new segments.
    pub fn of(index: &'a Index, segments: &'a [Segment], keys: &'a K) -> Option<Self> {
        let list = |(at, segment): (usize, &Segment)| {
            let name = name::<K>(&id(segment));
            index.lasting(&name).and_then(KeyList::decode).or_else(|| {
                let pairs =
                    segment.leads.iter().flat_map(|lead| keys.of(at, lead).into_iter().map(move |key| (key, lead)));
                let bytes = key_list::encode(segment.leads.length(), pairs);
                index.put_lasting(&name, &bytes);
                KeyList::decode(OwnedBytes::new(bytes))
            })
        };
        let lists = segments.iter().enumerate().map(list).collect::<Option<_>>()?;
        Some(Self { index, segments, keys, lists })
    }

    /// The keys that more or fewer articles have, or articles of other stories; none where it cannot be told.
    pub fn touched(&self, moves: &Moves) -> Option<HashSet<u32>> {
        let now = |segment: usize, lead: u32| self.keys.of(segment, lead);
        let before = |gone: &str, leads: &[u32]| {
            if let Some(at) = self.segments.iter().position(|segment| id(segment) == gone) {
                return Some(leads.iter().map(|lead| self.keys.of(at, *lead)).collect());
            }
            let mut keys = self.index.lasting(&name::<K>(gone)).and_then(KeyList::decode)?.keys_of(leads);
            Some(leads.iter().map(|lead| keys.remove(lead).unwrap_or_default()).collect())
        };
        moves.touched(now, before)
    }

    /// The articles of the segment at a position that have a key.
    pub fn in_segment(&self, at: usize, key: u32) -> impl Iterator<Item = u32> {
        let mut leads = Vec::new();
        self.lists[at].find(key, &mut leads);
        leads.into_iter().filter(move |lead| self.segments[at].leads.has(*lead))
    }

    /// The articles that have a key, by segment and lead.
    pub fn having(&self, key: u32) -> impl Iterator<Item = (usize, u32)> {
        (0..self.lists.len()).flat_map(move |at| self.in_segment(at, key).map(move |lead| (at, lead)))
    }

    /// Removes the lists of segments that are gone.
    pub fn drop_gone(&self) {
        let kept: HashSet<String> = self.segments.iter().map(|segment| name::<K>(&id(segment))).collect();
        self.index.drop_cached(|name| name.starts_with(K::TABLE) && !kept.contains(name));
    }
}
