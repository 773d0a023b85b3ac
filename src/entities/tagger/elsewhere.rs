//! What the same word was taken for elsewhere in the article: evidence for a second look (Krishnan and Manning 2006).

use super::document::{Document, Word, role};
use super::features::Run;
use super::labels::{KINDS, LABELS, OUTSIDE};
use super::words::Hash;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// How often each word of an article has each label, by the word's number.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    counts: HashMap<u32, [u16; LABELS], RandomState>,
}

impl Elsewhere {
    /// Counts the labels of the capitalised words of an article; `runs` and `labels` are by sentence.
    pub fn new(document: &Document, runs: &[Vec<Run>], labels: &[Vec<u8>]) -> Self {
        let mut counts: HashMap<u32, [u16; LABELS], RandomState> = HashMap::default();
        for ((sentence, runs), labels) in document.sentences.iter().zip(runs).zip(labels) {
            for ((number, run), label) in sentence.iter().zip(runs).zip(labels) {
                let word = &document.words[*number as usize];
                if run.start < run.end && word.roles & role::TELLING != 0 {
                    let count = &mut counts.entry(word.folded).or_default()[usize::from(*label)];
                    *count = count.saturating_add(1);
                }
            }
        }
        counts.retain(|_, counts| counts.iter().map(|count| u32::from(*count)).sum::<u32>() > 1);
        Self { counts }
    }

    /// Hands over the features of a word that has `label` here; gives whether there are any.
    pub fn features(&self, word: &Word, label: u8, emit: &mut dyn FnMut(u64)) -> bool {
        let Some(mut counts) = self.counts.get(&word.folded).copied() else { return false };
        counts[usize::from(label)] = counts[usize::from(label)].saturating_sub(1);
        let mut kinds = [0_u32; KINDS + 1];
        for (label, count) in counts.iter().enumerate() {
            kinds[label.div_ceil(4)] += u32::from(*count);
        }
        let all: u32 = kinds.iter().sum();
        if all == 0 {
            return false;
        }
        let hash = |kind: u8| Hash::of_kind(210 + kind);
        let most = (0..=KINDS).max_by_key(|kind| (kinds[*kind], KINDS - kind)).unwrap_or(0);
        let share = if kinds[most] == all { 2 } else { u8::from(kinds[most] * 3 >= all * 2) };
        emit(hash(0).byte(most as u8).byte(share).byte(all.min(4) as u8).mixed());
        for (kind, count) in kinds.iter().enumerate().filter(|(_, count)| **count > 0) {
            emit(hash(1).byte(kind as u8).byte(count.min(&3).to_le_bytes()[0]).mixed());
        }
        for (label, _) in
            counts.iter().enumerate().filter(|(label, count)| **count > 0 && *label != usize::from(OUTSIDE))
        {
            emit(hash(2).byte(label as u8).mixed());
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Sentence;
    use super::super::features::runs;
    use super::super::lexicon::{Lexicon, build};
    use super::super::words::word_key;
    use super::*;

    #[test]
    fn a_word_learns_from_its_other_mentions() {
        let entry = super::super::lexicon::Entry { flags: 1, ..Default::default() };
        let lexicon = Lexicon::open(build([(word_key("he"), entry)]).into()).unwrap();
        let sentence = |words: &'static [&'static str]| Sentence { words: words.to_vec(), headline: false };
        let document = Document::new(&lexicon, &[sentence(&["Ann", "Lee", "spoke"]), sentence(&["so", "did", "Lee"])]);
        let runs: Vec<_> = document.sentences.iter().map(|sentence| runs(&document, sentence)).collect();
        let elsewhere = Elsewhere::new(&document, &runs, &[vec![1, 3, 0], vec![0, 0, 8]]);
        let features = |lower: &str, label: u8| {
            let mut features = Vec::new();
            let word = document.words.iter().find(|word| word.lower == lower).unwrap();
            elsewhere.features(word, label, &mut |feature| features.push(feature));
            features
        };
        assert_eq!(features("lee", 8).len(), 3);
        assert_ne!(features("lee", 8), features("lee", 3));
        assert!(features("ann", 1).is_empty(), "it stands nowhere else");
        assert!(features("spoke", 0).is_empty());
    }
}
