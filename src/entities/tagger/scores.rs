//! What the weights of a model add up to for each label of a token: sums that come back are kept.
//!
//! The features of a token come in groups (see `features`), and the sum of a group's weights depends on little: a word, a
//! pair of words, the ends of a run. Sums over a word are kept for as long as the words are; the others lie in a table in
//! which a newer sum takes the place of an older one.

use super::document::Sentence;
use super::features::{CENTRE, Emit, WINDOW, WordFeature, word_features};
use super::groups::{Group, TokenContext};
use super::labels::KINDS;
use super::model::{Model, Wanted};
use super::row::{Row, ZERO, add};
use super::vocabulary::Words;
use std::ops::{Range, RangeInclusive};

/// Sums of groups of two or more words that are kept, as a power of two.
const KEPT: u32 = 15;
/// Sums that are made at once, at most.
const MOST_PENDING: usize = 1 << 10;
/// An odd constant that spreads keys (the golden ratio in 64 bits).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
/// Marks words whose sums are not known yet.
const UNKNOWN: u32 = u32::MAX;

/// The sums of a model that are kept.
#[derive(Debug)]
pub(crate) struct Scores {
    /// Where the sums of a word begin in `word_rows`.
    places: Vec<u32>,
    word_rows: Vec<WordSums>,
    /// Sums of groups, each where its key says.
    sums: Vec<Sum>,
    /// Sums that are not kept yet: they are made together.
    pending: Vec<Pending>,
    /// The features of what is pending, or of a word.
    wanted: Vec<Wanted>,
    /// Room for the sums of what is pending, and for the features of a word.
    made: Vec<Row>,
    word_features: Vec<WordFeature>,
}

/// The sums of a word for the tokens around it, each made when a token needs it: position `CENTRE` is the word itself.
#[derive(Debug, Clone, Copy)]
struct WordSums {
    /// A bit for each position that is made.
    made: u8,
    rows: [Row; WINDOW],
}

/// The sum of a group, in one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Sum {
    /// 0 of an empty place.
    key: u64,
    row: Row,
}

/// A sum that is to be made.
#[derive(Debug, Clone, Copy)]
struct Pending {
    key: u64,
    /// The row that it is to be added to.
    row: u32,
}

/// Where the sum of a key is kept.
fn place(key: u64) -> usize {
    (key.wrapping_mul(SPREAD) >> (64 - KEPT)) as usize
}

impl Default for Scores {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            word_rows: Vec::new(),
            sums: vec![Sum { key: 0, row: ZERO }; 1 << KEPT],
            pending: Vec::new(),
            wanted: Vec::new(),
            made: Vec::new(),
            word_features: Vec::new(),
        }
    }
}

/// A model, the words it has met, and the sums that are kept of both.
pub(crate) struct Scorer<'s> {
    /// Whose weights are summed.
    pub model: &'s Model,
    /// What is kept.
    pub kept: &'s mut Scores,
}

impl Scorer<'_> {
    /// The sums of a word for the tokens around it, of which some positions are needed.
    fn of_word(&mut self, words: &Words, number: u32, needed: RangeInclusive<usize>) -> &[Row; WINDOW] {
        let Scores { places, word_rows, wanted, word_features: features, .. } = &mut *self.kept;
        if places.len() <= number as usize {
            places.resize(words.len(), UNKNOWN);
        }
        let place = &mut places[number as usize];
        if *place == UNKNOWN {
            *place = word_rows.len() as u32;
            word_rows.push(WordSums { made: 0, rows: [ZERO; WINDOW] });
        }
        let WordSums { made, rows } = &mut word_rows[*place as usize];
        let missing = needed.fold(0, |bits, position| bits | 1 << position) & !*made;
        if missing != 0 {
            features.clear();
            word_features(words, number, &mut |feature| features.push(feature));
            for position in (0..WINDOW).filter(|position| missing >> position & 1 == 1) {
                let here = features.iter().filter_map(|feature| feature.at(position));
                wanted.extend(here.map(|feature| Wanted { feature, sum: position as u32 }));
            }
            self.model.add(wanted, rows);
            wanted.clear();
            *made |= missing;
        }
        rows
    }

    /// Sums the features of the tokens of a stretch into `rows`, one a token; `runs` are those in it.
    pub fn sum(&mut self, sentence: &Sentence<'_>, stretch: Range<usize>, runs: &[Range<usize>], rows: &mut [Row]) {
        let numbers = sentence.words;
        let reached = stretch.start.saturating_sub(CENTRE)..(stretch.end + CENTRE).min(numbers.len());
        for (at, number) in reached.clone().zip(&numbers[reached]) {
            // A word at position p of the window stands p - CENTRE places from the token.
            let first = (at + CENTRE + 1).saturating_sub(stretch.end);
            let last = (at + CENTRE - stretch.start).min(WINDOW - 1);
            let sums = self.of_word(sentence.known, *number, first..=last);
            for (position, sum) in sums.iter().enumerate().take(last + 1).skip(first) {
                add(&mut rows[at + CENTRE - position - stretch.start], sum);
            }
        }
        let mut runs = runs.iter().peekable();
        for (row, at) in stretch.enumerate() {
            let run = runs.peek().copied().filter(|run| run.contains(&at));
            self.context(&TokenContext::of(sentence, run, at), row, rows);
            runs.next_if(|run| run.end == at + 1);
            self.settle_many(rows);
        }
        self.settle(rows);
    }

    /// Adds the features of a token that take more than one word, group by group.
    fn context(&mut self, context: &TokenContext<'_>, row: usize, rows: &mut [Row]) {
        let keys = context.keys();
        // All places are looked at before anything hangs on what is there.
        let known = keys.map(|key| self.kept.sums[place(key)].key == key);
        for ((group, key), is_known) in
            Group::OF_TOKEN.into_iter().zip(keys).zip(known).filter(|((_, key), _)| *key != 0)
        {
            if is_known {
                add(&mut rows[row], &self.kept.sums[place(key)].row);
            } else {
                self.want(key, row, |emit| context.features(group, emit));
            }
        }
    }

    /// Adds the sum of a group to a row; `key` is all that its features depend on. What is not kept is added by [`Self::settle`].
    fn add(&mut self, key: u64, row: usize, rows: &mut [Row], emit: impl FnOnce(Emit<'_>)) {
        let sum = &self.kept.sums[place(key)];
        if sum.key == key {
            add(&mut rows[row], &sum.row);
        } else {
            self.want(key, row, emit);
        }
    }

    /// Notes a sum that is to be made.
    #[cold]
    fn want(&mut self, key: u64, row: usize, emit: impl FnOnce(Emit<'_>)) {
        let Scores { pending, wanted, .. } = &mut *self.kept;
        let sum = pending.len() as u32;
        emit(&mut |feature| wanted.push(Wanted { feature, sum }));
        pending.push(Pending { key, row: row as u32 });
    }

    /// Makes the sums that are not kept yet, adds them to their rows and keeps them.
    pub fn settle(&mut self, rows: &mut [Row]) {
        let Scores { pending, wanted, made, sums, .. } = &mut *self.kept;
        made.clear();
        made.resize(pending.len(), ZERO);
        self.model.add(wanted, made);
        wanted.clear();
        for (Pending { key, row }, sum) in pending.drain(..).zip(made) {
            add(&mut rows[row as usize], sum);
            sums[place(key)] = Sum { key, row: *sum };
        }
    }

    /// Settles where much is pending.
    fn settle_many(&mut self, rows: &mut [Row]) {
        if self.kept.pending.len() > MOST_PENDING {
            self.settle(rows);
        }
    }

    /// Adds what a word was taken for elsewhere in the article; what is not kept is added by [`Self::settle`].
    pub fn elsewhere(&mut self, elsewhere: &super::elsewhere::Others, row: usize, rows: &mut [Row]) {
        let most = elsewhere.most();
        let key = most.iter().fold(0, |key, part| key << 8 | u64::from(*part));
        self.add(Group::ElsewhereMost.key(key), row, rows, |emit| super::elsewhere::of_most(most, emit));
        for (kind, count) in (0..=KINDS as u8).filter_map(|kind| Some((kind, elsewhere.count(kind)?))) {
            let key = Group::ElsewhereKind.key(u64::from(kind) << 8 | u64::from(count));
            self.add(key, row, rows, |emit| super::elsewhere::of_kind(kind, count, emit));
        }
        for label in elsewhere.labels() {
            let key = Group::ElsewhereLabel.key(label.into());
            self.add(key, row, rows, |emit| super::elsewhere::of_label(label, emit));
        }
        self.settle_many(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::{Document, Seen};
    use super::super::features::add_runs;
    use super::super::groups::of_token;
    use super::super::labels::LABELS;
    use super::super::lexicon::{Entry, GIVEN, Lexicon, ORGANIZATION, TITLE, build};
    use super::super::model::write;
    use super::super::words::word_key;
    use super::*;
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    const TEXT: &str =
        "Then Gen . John Lee of Acme Bank Ltd told the BBC that \" Ann Lee - Ray \" and John Lee had left Acme Bank";

    #[test]
    fn sums_are_those_of_all_features() {
        let flags = [("john", GIVEN), ("gen", TITLE), ("ltd", ORGANIZATION), ("bank", ORGANIZATION)];
        let entry = |(word, flags): (&str, u16)| {
            (word_key(word), Entry { flags, groups: [3, word.len() as u16, 9, 1, 40 + flags, 7] })
        };
        let lexicon = build(flags.map(entry));
        let (mut words, mut document) = (Words::default(), Document::default());
        let opened = Lexicon::open(lexicon.clone().into()).unwrap();
        TEXT.split(' ').for_each(|word| document.push(words.intern(&opened, word)));
        document.end_sentence();
        document.finish(&mut words, &opened, &mut Seen::default(), 0);
        let sentence = document.sentence(&words, 0);
        let (mut runs, mut of_tokens) = (Vec::new(), Vec::new());
        add_runs(&words, sentence.words, &mut runs);
        for at in 0..sentence.words.len() {
            let mut features = Vec::new();
            let run = runs.iter().find(|run| run.contains(&at));
            of_token(&sentence, run, at, &mut |feature| features.push(feature));
            of_tokens.push(features);
        }
        // The model knows two features of three.
        let all: BTreeMap<u64, i16> =
            of_tokens.iter().flatten().zip(-60..).map(|(feature, weight)| (*feature, weight % 61)).collect();
        let known: BTreeMap<u64, i16> = all.into_iter().filter(|(feature, _)| feature % 3 > 0).collect();
        let weights: Vec<_> = known.iter().map(|(feature, weight)| (*feature, [f32::from(*weight); LABELS])).collect();
        let model = Model::open(Cow::Owned(write("test", 1.0, &[[0.0; LABELS]; LABELS], &weights, &lexicon))).unwrap();
        let mut kept = Scores::default();
        // What is made at the first look is kept at the second, and what a stretch does not need is made for the next.
        for stretch in [1..6, 0..of_tokens.len(), 0..of_tokens.len(), 3..4] {
            let mut rows = vec![ZERO; stretch.len()];
            let runs = runs.iter().filter(|run| run.end > stretch.start && run.start < stretch.end).cloned();
            let runs: Vec<_> = runs.collect();
            Scorer { model: &model, kept: &mut kept }.sum(&sentence, stretch.clone(), &runs, &mut rows);
            for (row, features) in rows.iter().zip(&of_tokens[stretch]) {
                let sum: i16 = features.iter().filter_map(|feature| known.get(feature)).sum();
                assert_eq!(row[..LABELS], [sum; LABELS]);
            }
        }
    }
}
