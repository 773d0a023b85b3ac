//! What the same word was taken for elsewhere in the article: evidence for a second look (Krishnan and Manning 2006).

use super::features::Emit;
use super::labels::{KINDS, LABELS, OUTSIDE};
use super::words::Hash;

/// How often each word of an article has each label, by the number of the word in lower case.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// For each word the place of its counts, and the article that it belongs to.
    places: Vec<(u32, u32)>,
    counts: Vec<[u16; LABELS]>,
    article: u32,
}

/// The labels that a word has elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Others {
    labels: [u16; LABELS],
    kinds: [u32; KINDS + 1],
}

impl Elsewhere {
    /// Begins another article.
    pub fn begin(&mut self) {
        self.counts.clear();
        self.article = self.article.wrapping_add(1);
        if self.article == 0 {
            self.places.clear();
            self.article = 1;
        }
    }

    /// Counts a label of a word.
    pub fn count(&mut self, lower: u32, label: u8) {
        let at = lower as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, (0, 0));
        }
        let (article, place) = &mut self.places[at];
        if *article != self.article {
            (*article, *place) = (self.article, self.counts.len() as u32);
            self.counts.push([0; LABELS]);
        }
        let count = &mut self.counts[*place as usize][usize::from(label)];
        *count = count.saturating_add(1);
    }

    /// The labels that a word has elsewhere, which has `label` here; nothing where it stands nowhere else.
    pub fn others(&self, lower: u32, label: u8) -> Option<Others> {
        let (_, place) = self.places.get(lower as usize).filter(|(article, _)| *article == self.article)?;
        let mut labels = self.counts[*place as usize];
        if labels.iter().map(|count| u32::from(*count)).sum::<u32>() < 2 {
            return None;
        }
        labels[usize::from(label)] = labels[usize::from(label)].saturating_sub(1);
        let mut kinds = [0; KINDS + 1];
        for (label, count) in labels.iter().enumerate() {
            kinds[label.div_ceil(4)] += u32::from(*count);
        }
        (kinds != [0; KINDS + 1]).then_some(Others { labels, kinds })
    }
}

impl Others {
    /// The kind it has most often, how clearly, and how often it stands elsewhere, up to 4.
    pub fn most(&self) -> [u8; 3] {
        let all: u32 = self.kinds.iter().sum();
        let most = (0..=KINDS).max_by_key(|kind| (self.kinds[*kind], KINDS - kind)).unwrap_or(0);
        let share = if self.kinds[most] == all { 2 } else { u8::from(self.kinds[most] * 3 >= all * 2) };
        [most as u8, share, all.min(4) as u8]
    }

    /// How often it has a kind, up to 3; nothing where it never has.
    pub fn count(&self, kind: u8) -> Option<u8> {
        Some(self.kinds[usize::from(kind)].min(3) as u8).filter(|count| *count > 0)
    }

    /// The labels of names that it has.
    pub fn labels(&self) -> impl Iterator<Item = u8> {
        let labels = self.labels;
        (0..LABELS as u8).filter(move |label| labels[usize::from(*label)] > 0 && *label != OUTSIDE)
    }

    /// Hands over its features.
    pub fn features(&self, emit: Emit<'_>) {
        of_most(self.most(), emit);
        (0..=KINDS as u8)
            .filter_map(|kind| Some((kind, self.count(kind)?)))
            .for_each(|(kind, n)| of_kind(kind, n, emit));
        self.labels().for_each(|label| of_label(label, emit));
    }
}

fn hash(kind: u8) -> Hash {
    Hash::of_kind(210 + kind)
}

/// What the word mostly is.
pub(crate) fn of_most(most: [u8; 3], emit: Emit<'_>) {
    emit(most.into_iter().fold(hash(0), Hash::byte).mixed());
}

/// How often it is of a kind.
pub(crate) fn of_kind(kind: u8, count: u8, emit: Emit<'_>) {
    emit(hash(1).byte(kind).byte(count).mixed());
}

/// A label that it has.
pub(crate) fn of_label(label: u8, emit: Emit<'_>) {
    emit(hash(2).byte(label).mixed());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_learns_from_its_other_mentions() {
        let (ann, lee) = (3, 7);
        let mut elsewhere = Elsewhere::default();
        for _ in 0..2 {
            elsewhere.begin();
            elsewhere.count(ann, 1);
            elsewhere.count(lee, 3);
            elsewhere.count(lee, 8);
            let features = |word: u32, label: u8| {
                let mut features = Vec::new();
                if let Some(others) = elsewhere.others(word, label) {
                    others.features(&mut |feature| features.push(feature));
                }
                features
            };
            assert_eq!(features(lee, 8).len(), 3);
            assert_ne!(features(lee, 8), features(lee, 3));
            assert!(features(ann, 1).is_empty(), "it stands nowhere else");
            assert!(features(5, 0).is_empty());
        }
    }
}
