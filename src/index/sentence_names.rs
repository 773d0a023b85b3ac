//! Which mentions of a passage stand in which of its sentences: in a column, with a hash of each such sentence.
//!
//! A sentence without mentions has no value. The mentions of a kind are in the order of the text, as they are in the column of
//! their kind, so that how many of them a sentence has says which they are.
//!
//! A value has 34 bits, of which 26 are the hash: of a source with twenty million such sentences some thousand groups of five have one
//! hash by chance, of one with two million none. Most sentences have at most three mentions of a kind.

use crate::article::{Mention, MentionKind, Span};
use tantivy::DocId;
use tantivy::columnar::Column;

/// Bits of a hash.
const HASH: u32 = 26;
/// Bits of a number of mentions.
const COUNT: u32 = 2;
/// Mentions of a kind that one value counts; a sentence with more has several values.
const MOST: usize = (1 << COUNT) - 1;

/// A sentence of a passage that has mentions, or a part of one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentenceNames {
    /// Hash of its words; 0 where the mentions are in no sentence.
    pub hash: u32,
    /// People, organizations, places of the gazetteer, dates.
    pub mentions: [usize; 4],
}

impl SentenceNames {
    /// The sentences of a passage with their mentions, which are in order; `text` is that of the whole article.
    pub(super) fn of<'m>(text: &str, sentences: &[Span], mentions: impl IntoIterator<Item = &'m Mention>) -> Vec<Self> {
        let mut found: Vec<(Option<usize>, Self)> = Vec::new();
        for mention in mentions {
            // A place that the gazetteer does not have is no value of the column of places.
            if matches!(&mention.kind, MentionKind::Place { place, .. } if !place.is_resolved()) {
                continue;
            }
            let after = sentences.partition_point(|sentence| sentence.end <= mention.span.start);
            let at = sentences.get(after).is_some_and(|sentence| sentence.start <= mention.span.start).then_some(after);
            let kind = match &mention.kind {
                MentionKind::Person { .. } => 0,
                MentionKind::Organization { .. } => 1,
                // What is counted are the values of `place_id`.
                MentionKind::Place { place, .. } if !place.is_resolved() => continue,
                MentionKind::Place { .. } => 2,
                MentionKind::Date(_) => 3,
            };
            let same = found.last_mut().filter(|(last, names)| *last == at && names.mentions[kind] < MOST);
            if let Some((_, names)) = same {
                names.mentions[kind] += 1;
            } else {
                let hash = at.and_then(|at| text.get(sentences[at].range())).map_or(0, hash);
                let mut mentions = [0; 4];
                mentions[kind] = 1;
                found.push((at, Self { hash, mentions }));
            }
        }
        found.into_iter().map(|(_, names)| names).collect()
    }

    /// As one number.
    pub(super) fn encode(self) -> u64 {
        self.mentions.iter().fold(u64::from(self.hash), |value, count| value << COUNT | *count as u64)
    }

    fn decode(value: u64) -> Self {
        let count = |place: u32| (value >> (COUNT * place)) as usize & MOST;
        Self { hash: (value >> (4 * COUNT)) as u32, mentions: [count(3), count(2), count(1), count(0)] }
    }
}

/// Reads the sentences of a passage from the column `sentence_names`.
pub fn sentence_names(column: &Column<u64>, passage: DocId) -> impl Iterator<Item = SentenceNames> + '_ {
    column.values_for_doc(passage).map(SentenceNames::decode)
}

/// A hash of the words of a sentence, never 0: how they are spaced makes no difference.
fn hash(sentence: &str) -> u32 {
    // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), of 64 bits.
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let of_word = |hash, word: &str| add(word.bytes().fold(hash, add), b' ');
    let hash = sentence.split_ascii_whitespace().fold(0xcbf2_9ce4_8422_2325, of_word);
    ((hash ^ hash >> HASH ^ hash >> (2 * HASH)) as u32 & ((1 << HASH) - 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Field, Place, PlaceForm, Timex, TimexType};
    use std::sync::Arc;

    fn mention(start: usize, person: bool) -> Mention {
        let timex = Timex { timex_type: TimexType::Date, value: String::new(), days: None, rule: String::new() };
        let kind = if person { MentionKind::Person { name: "A".into(), role: None } } else { MentionKind::Date(timex) };
        Mention { field: Field::Text, span: Span::new(start, start + 1), kind, origin: None }
    }

    #[test]
    fn mentions_are_counted_by_sentence() {
        let text = "A met A.  Rain fell.\nA left in  May. A met A. B";
        let sentences = [Span::new(0, 10), Span::new(10, 21), Span::new(21, 37), Span::new(37, 46)];
        let mentions = [
            mention(0, true),
            mention(6, true),
            mention(21, true),
            mention(32, false),
            mention(37, true),
            mention(46, true),
        ];
        let found = SentenceNames::of(text, &sentences, &mentions);
        let counts: Vec<[usize; 4]> = found.iter().map(|names| names.mentions).collect();
        assert_eq!(counts, [[2, 0, 0, 0], [1, 0, 0, 1], [1, 0, 0, 0], [1, 0, 0, 0]]);
        assert_eq!(found[0].hash, found[2].hash, "the same words");
        assert_ne!(found[0].hash, found[1].hash);
        assert_eq!(found[3].hash, 0, "in no sentence");
        for names in found {
            assert_eq!(SentenceNames::decode(names.encode()), names);
        }
    }

    #[test]
    fn a_place_that_the_gazetteer_does_not_have_is_not_counted() {
        let place = |start: usize, geonames| Mention {
            kind: MentionKind::Place { form: PlaceForm::Name, place: Arc::new(Place { geonames, ..Place::default() }) },
            ..mention(start, true)
        };
        let found = SentenceNames::of("A B C", &[Span::new(0, 5)], &[place(0, 0), place(2, 5), place(4, 0)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].mentions, [0, 0, 1, 0]);
    }

    #[test]
    fn a_sentence_of_many_mentions_has_several_values() {
        let text = "A ".repeat(200);
        let mentions: Vec<Mention> = (0..200).map(|at| mention(2 * at, true)).collect();
        let found = SentenceNames::of(&text, &[Span::new(0, text.len())], &mentions);
        assert_eq!(found.iter().map(|names| names.mentions[0]).sum::<usize>(), 200);
        assert!(found.len() == 200_usize.div_ceil(MOST) && found.iter().all(|names| names.hash == found[0].hash));
        assert_eq!(SentenceNames::decode(found[0].encode()), found[0]);
    }
}
