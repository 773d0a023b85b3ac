//! Passages that say only what another hit showed already: captions, paragraphs of an agency in different stories.

use crate::index::analyzer;
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash as _, Hasher as _};

/// Words that are compared as one: shorter runs are common to passages that have nothing to do with each other.
const RUN: usize = 5;
/// The share of its runs that a passage has in common with another where it says nothing new.
const SAME: f32 = 0.8;
/// Hits that a passage is compared with at most: the first ones.
const MOST_COMPARED: usize = 100;

/// The hits so far, by what they say.
#[derive(Default)]
pub(super) struct Repeats {
    /// The hits that have a run of words, by its hash.
    hits: HashMap<u64, Vec<u32>>,
    /// Number of hits that were added.
    count: u32,
}

/// The hashes of the runs of words of a text; a shorter text is one run.
fn runs(text: &str) -> HashSet<u64> {
    let words: Vec<String> = analyzer::exact(text, None).into_iter().map(|term| term.text).collect();
    let hash = |run: &[String]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    if words.len() < RUN { HashSet::from([hash(&words)]) } else { words.windows(RUN).map(hash).collect() }
}

impl Repeats {
    /// The hit that showed already what a passage says; else the passage is the next hit.
    pub fn add(&mut self, text: &str) -> Option<usize> {
        let runs = runs(text);
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for hit in runs.iter().filter_map(|run| self.hits.get(run)).flatten() {
            *shared.entry(*hit).or_default() += 1;
        }
        let most = shared.into_iter().max_by_key(|&(hit, count)| (count, std::cmp::Reverse(hit)));
        if let Some((hit, _)) = most.filter(|(_, count)| *count as f32 >= SAME * runs.len() as f32) {
            return Some(hit as usize);
        }
        if (self.count as usize) < MOST_COMPARED {
            for run in runs {
                self.hits.entry(run).or_default().push(self.count);
            }
        }
        self.count += 1;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_that_another_contains_says_nothing_new() {
        let mut repeats = Repeats::default();
        let caption = "Workers clear the quay of Harwick after the storm of Monday night.";
        assert_eq!(repeats.add("The council met on Tuesday and passed its budget."), None);
        assert_eq!(repeats.add(&format!("The storm closed the port. {caption}")), None);
        assert_eq!(repeats.add(&caption.to_uppercase()), Some(1));
        assert_eq!(
            repeats.add(&format!("{caption} Ferries sail again from noon on Wednesday, the company said.")),
            None
        );
        assert_eq!(repeats.add("Photo: AP"), None);
        assert_eq!(repeats.add("Photo: AP"), Some(3));
    }

    #[test]
    fn no_more_than_the_first_hits_are_compared() {
        let mut repeats = Repeats::default();
        for number in 0..=MOST_COMPARED {
            assert_eq!(repeats.add(&format!("item {number}")), None);
        }
        assert_eq!(repeats.add("item 3"), Some(3));
        assert_eq!(repeats.add(&format!("item {MOST_COMPARED}")), None);
    }
}
