//! How like real news a generated archive is: the growth of distinct words, and how small the text becomes when compressed.

use super::generator::words;
use std::collections::HashSet;

/// Figures of a collection's texts, in the order in which they come.
#[derive(Default)]
pub struct Likeness {
    seen: HashSet<String>,
    running: u64,
    /// Running and distinct words at each power of two from 2^16 on.
    pub growth: Vec<(u64, usize)>,
    sample: Vec<u8>,
}

/// Bytes of text that are compressed.
const SAMPLE: usize = 64 << 20;
const FIRST: u64 = 1 << 16;

impl Likeness {
    pub fn add(&mut self, text: &str) {
        if self.sample.len() < SAMPLE {
            self.sample.extend_from_slice(text.as_bytes());
            self.sample.push(b'\n');
        }
        for word in words(text) {
            self.running += 1;
            if !self.seen.contains(word) {
                self.seen.insert(word.to_owned());
            }
            if self.running >= FIRST && self.running.is_power_of_two() {
                self.growth.push((self.running, self.seen.len()));
            }
        }
    }

    /// The exponent of the growth of distinct words (Heaps' law), by the last three doublings before a number of running words.
    pub fn exponent(&self, until: u64) -> Option<f64> {
        let growth: Vec<_> = self.growth.iter().filter(|(running, _)| *running <= until).collect();
        let (last, first) = (growth.last()?, growth.get(growth.len().checked_sub(4)?)?);
        Some((last.1 as f64 / first.1 as f64).ln() / (last.0 as f64 / first.0 as f64).ln())
    }

    /// How many distinct words so many running words have by these figures: the last of them, and the exponent of their growth.
    pub fn expected(&self, running: u64) -> f64 {
        let exponent = self.exponent(self.running).unwrap_or(0.5);
        self.seen.len() as f64 * (running as f64 / self.running.max(1) as f64).powf(exponent)
    }

    pub fn running(&self) -> u64 {
        self.running
    }

    pub fn distinct(&self) -> usize {
        self.seen.len()
    }

    /// Compressed size of the first texts, as a share of their own.
    pub fn compressed(&self) -> std::io::Result<f64> {
        Ok(zstd::bulk::compress(&self.sample, 3)?.len() as f64 / self.sample.len().max(1) as f64)
    }
}
