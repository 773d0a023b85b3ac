//! The sentences with mentions of each segment, and which of them a source repeats in many stories of the archive.

use super::copies::Copies;
use super::key_lists::{KeyLists, Keys};
use super::moves::Moves;
use super::segment::Segment;
use super::source::SegmentSources;
use crate::index::{SentenceNames, sentence_names};
use foldhash::HashSet;
use std::collections::BTreeSet;
use tantivy::columnar::Column;

/// Stories of a source in which a sentence is boilerplate. Copies of a story repeat all of it, and count once.
const FEWEST: usize = 5;
/// Binary logarithms of the fewest and the most counters of a first pass, in which most sentences turn out to be unique.
const COUNTERS: (u32, u32) = (22, 28);

/// The sentences of all segments.
pub(super) struct Sentences<'s> {
    segments: Vec<OfSegment<'s>>,
}

/// The sentences of a segment.
struct OfSegment<'s> {
    segment: &'s Segment,
    /// A segment without mentions has no such column.
    names: Option<Column<u64>>,
    sources: SegmentSources,
}

/// A number for a sentence of a source: the same in all segments.
fn number(source: u64, hash: u32) -> u64 {
    (source ^ u64::from(hash)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The key under which a sentence is listed.
pub(super) fn key(sentence: u64) -> u32 {
    (sentence >> (u64::BITS - crate::text::fingerprint::BITS)) as u32
}

impl<'s> Sentences<'s> {
    pub fn of(segments: &'s [Segment]) -> Self {
        let of_segment = |segment: &'s Segment| OfSegment {
            segment,
            names: segment.reader.fast_fields().u64("sentence_names").ok(),
            sources: SegmentSources::of(segment),
        };
        Self { segments: segments.iter().map(of_segment).collect() }
    }

    /// Calls for each sentence of an article, also of a removed one: with the passage, the sentence, and its number, which is none
    /// for mentions that stand in no sentence.
    pub fn each(&self, at: usize, lead: u32, mut each: impl FnMut(u32, SentenceNames, Option<u64>)) {
        let OfSegment { segment, names: Some(names), sources } = &self.segments[at] else { return };
        let source = sources.hash(segment, lead);
        for doc in segment.passages_of_any(lead) {
            for sentence in sentence_names(names, doc) {
                let own = (sentence.hash != 0).then(|| number(source, sentence.hash));
                each(doc, sentence, own);
            }
        }
    }

    /// The numbers of the sentences of an article.
    fn numbers(&self, at: usize, lead: u32) -> Vec<u64> {
        let mut found = Vec::new();
        self.each(at, lead, |_, _, number| found.extend(number));
        found
    }

    /// The sentences that are boilerplate.
    pub fn repeated(&self, copies: &Copies) -> BTreeSet<u64> {
        let all: u64 =
            self.segments.iter().flat_map(|of| &of.names).map(|names| u64::from(names.values.num_vals())).sum();
        // Twice as many counters as sentences: few have one in common by chance.
        let bits = (2 * all).max(1).next_power_of_two().ilog2().clamp(COUNTERS.0, COUNTERS.1);
        let counter = |number: u64| (number >> (u64::BITS - bits)) as usize;
        let mut counters = vec![0_u8; 1 << bits];
        self.each_article(|at, lead| {
            self.each(at, lead, |_, _, number| {
                if let Some(number) = number {
                    counters[counter(number)] = counters[counter(number)].saturating_add(1);
                }
            });
        });
        // What may be repeated often enough, with the stories that have it.
        let mut pairs: Vec<(u64, u32)> = Vec::new();
        self.each_article(|at, lead| {
            self.each(at, lead, |_, _, number| {
                if let Some(number) = number.filter(|number| usize::from(counters[counter(*number)]) >= FEWEST) {
                    pairs.push((number, copies.story(at, lead)));
                }
            });
        });
        pairs.sort_unstable();
        pairs.dedup();
        pairs.chunk_by(|a, b| a.0 == b.0).filter(|own| own.len() >= FEWEST).map(|own| own[0].0).collect()
    }

    fn each_article(&self, mut each: impl FnMut(usize, u32)) {
        for (at, of) in self.segments.iter().enumerate() {
            of.segment.leads.iter().for_each(|lead| each(at, lead));
        }
    }

    /// Brings the sentences that are boilerplate up to date with what moved, and gives those that began or ceased to be; none where
    /// it cannot be told.
    pub fn update(
        &self,
        lists: &KeyLists<'_, Self>,
        (repeated, moves): (&mut BTreeSet<u64>, &Moves),
        copies: &Copies,
    ) -> Option<Vec<u64>> {
        let touched = lists.touched(moves)?;
        let mut judged: BTreeSet<u64> =
            repeated.iter().copied().filter(|sentence| touched.contains(&key(*sentence))).collect();
        for moved in moves.come.iter().chain(&moves.regrouped) {
            let own = self.numbers(moved.segment, moved.lead);
            judged.extend(own.into_iter().filter(|sentence| touched.contains(&key(*sentence))));
        }
        let mut flipped = Vec::new();
        for sentence in judged {
            let is_repeated = self.is_repeated(sentence, lists, copies);
            if is_repeated != repeated.contains(&sentence) {
                flipped.push(sentence);
                if is_repeated {
                    repeated.insert(sentence)
                } else {
                    repeated.remove(&sentence)
                };
            }
        }
        Some(flipped)
    }

    fn is_repeated(&self, sentence: u64, lists: &KeyLists<'_, Self>, copies: &Copies) -> bool {
        let mut stories: HashSet<u32> = HashSet::default();
        for (at, lead) in lists.having(key(sentence)) {
            let story = copies.story(at, lead);
            if !stories.contains(&story) && self.numbers(at, lead).contains(&sentence) {
                stories.insert(story);
                if stories.len() >= FEWEST {
                    return true;
                }
            }
        }
        false
    }
}

impl Keys for Sentences<'_> {
    const TABLE: &'static str = "sentences-";

    fn of(&self, segment: usize, lead: u32) -> Vec<u32> {
        let mut keys: Vec<u32> = self.numbers(segment, lead).into_iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
