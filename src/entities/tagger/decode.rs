//! Finds the labels of an article's words.
//!
//! Each sentence is decoded alone; stretches with words that were taken for several things in the article are then decoded
//! again, knowing that. Only tokens in or beside runs of capitals can be names: the others are not looked at.

use super::document::Document;
use super::elsewhere::Elsewhere;
use super::features::add_runs;
use super::labels::{LABELS, OUTSIDE};
use super::row::{Row, ZERO};
use super::scores::Scorer;
use super::vocabulary::{Words, role};
use std::ops::Range;

/// How far from a run of capitals a name may reach.
const REACH: usize = 2;

/// A stretch of tokens that can be names, with the runs of capitals in it.
#[derive(Debug, Clone)]
pub(crate) struct Island {
    /// Number of its sentence.
    pub sentence: usize,
    /// Its tokens in the sentence.
    pub tokens: Range<usize>,
    /// Its runs among those of the article.
    runs: Range<usize>,
    /// Where its rows and labels begin.
    start: usize,
}

impl Island {
    /// Its rows, or its labels.
    fn rows(&self) -> Range<usize> {
        self.start..self.start + self.tokens.len()
    }
}

/// The labels of an article's islands, and the room for finding them, which is used again.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    islands: Vec<Island>,
    /// Runs of capitals, by sentence.
    runs: Vec<Range<usize>>,
    rows: Vec<Row>,
    labels: Vec<u8>,
    scratch: Vec<[i32; LABELS]>,
    elsewhere: Elsewhere,
}

impl Decoded {
    /// Finds the best labels of an article; gives up when it is to stop.
    pub fn decode(
        &mut self,
        scorer: &mut Scorer<'_>,
        words: &Words,
        document: &Document,
        is_to_stop: &dyn Fn() -> bool,
    ) {
        self.find_islands(words, document);
        let size = self.islands.last().map_or(0, |island| island.rows().end);
        self.rows.clear();
        self.rows.resize(size, ZERO);
        self.labels.clear();
        self.labels.resize(size, OUTSIDE);
        for island in &self.islands {
            if is_to_stop() {
                return;
            }
            let rows = &mut self.rows[island.rows()];
            let sentence = document.sentence(words, island.sentence);
            scorer.sum(&sentence, island.tokens.clone(), &self.runs[island.runs.clone()], rows);
            scorer.model.transitions().best(rows, &mut self.labels[island.rows()], &mut self.scratch);
        }
        self.look_again(scorer, words, document);
    }

    /// The islands with the rows and the labels of their tokens.
    pub fn islands(&self) -> impl Iterator<Item = (&Island, &[Row], &[u8])> {
        self.islands.iter().map(|island| (island, &self.rows[island.rows()], &self.labels[island.rows()]))
    }

    fn find_islands(&mut self, words: &Words, document: &Document) {
        self.islands.clear();
        self.runs.clear();
        let mut start = 0;
        for sentence in 0..document.len() {
            let numbers = &document.words()[document.range(sentence)];
            let (first_run, first_island) = (self.runs.len(), self.islands.len());
            add_runs(words, numbers, &mut self.runs);
            for (number, run) in self.runs.iter().enumerate().skip(first_run) {
                let tokens = run.start.saturating_sub(REACH)..(run.end + REACH).min(numbers.len());
                match self.islands[first_island..].last_mut() {
                    Some(last) if last.tokens.end >= tokens.start => {
                        last.tokens.end = tokens.end;
                        last.runs.end = number + 1;
                    }
                    _ => self.islands.push(Island { sentence, tokens, runs: number..number + 1, start: 0 }),
                }
            }
            for island in &mut self.islands[first_island..] {
                island.start = start;
                start += island.tokens.len();
            }
        }
    }

    /// Decodes again where words were taken for something elsewhere in the article.
    fn look_again(&mut self, scorer: &mut Scorer<'_>, words: &Words, document: &Document) {
        self.elsewhere.begin();
        for island in &self.islands {
            for_each_in_runs(island, &self.runs, words, document, |at, lower| {
                self.elsewhere.count(lower, self.labels[at]);
            });
        }
        for island in &self.islands {
            let mut changed = false;
            for_each_in_runs(island, &self.runs, words, document, |at, lower| {
                if let Some(others) = self.elsewhere.others(lower, self.labels[at]) {
                    scorer.elsewhere(&others, at, &mut self.rows);
                    changed = true;
                }
            });
            if changed {
                scorer.settle(&mut self.rows);
                let labels = &mut self.labels[island.rows()];
                scorer.model.transitions().best(&self.rows[island.rows()], labels, &mut self.scratch);
            }
        }
    }
}

/// Goes through the words in the runs of an island that mean the same wherever they stand: the place of the row, and the
/// number of the word in lower case.
fn for_each_in_runs(
    island: &Island,
    runs: &[Range<usize>],
    words: &Words,
    document: &Document,
    mut each: impl FnMut(usize, u32),
) {
    let numbers = &document.words()[document.range(island.sentence)];
    for at in runs[island.runs.clone()].iter().flat_map(Range::clone) {
        let word = words.get(numbers[at]);
        if word.roles & role::TELLING != 0 {
            each(island.start + at - island.tokens.start, word.lower);
        }
    }
}
