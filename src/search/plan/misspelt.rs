//! Words of a question that the archive does not have at all: which of its words were probably meant.

use crate::index::analyzer;
use std::collections::BTreeMap;

/// Words that are searched for instead of one.
const MOST: usize = 2;
/// Letters of the shortest word that may be a slip, and of the shortest one that may hold two.
const SHORTEST: usize = 5;
const SHORTEST_OF_TWO: usize = 8;

/// Slips that a word may hold; none where it is too short, or no word.
pub(super) fn slips(word: &str) -> u8 {
    let folded = analyzer::fold(word);
    if !folded.chars().all(char::is_alphabetic) {
        return 0;
    }
    match folded.chars().count() {
        ..SHORTEST => 0,
        SHORTEST..SHORTEST_OF_TWO => 1,
        _ => 2,
    }
}

/// The edits that hold so many slips: two letters that changed places are one slip and two edits.
pub(super) fn edits(slips: u8) -> u8 {
    if slips > 0 { 2 } else { 0 }
}

/// Of similar words, with the number of passages they are in, those that were probably meant: with the fewest slips, with the same
/// first letter, the most frequent ones.
pub(super) fn meant(word: &str, slips: u8, similar: &BTreeMap<String, u32>) -> Vec<String> {
    let folded = analyzer::fold(word);
    let distance = |other: &str| strsim::osa_distance(&folded, other);
    let begins_alike = |other: &str| other.chars().next() == folded.chars().next();
    let likely = similar.iter().filter(|(other, _)| distance(other) <= usize::from(slips));
    let mut ordered: Vec<((usize, bool), &String, u32)> =
        likely.map(|(other, often)| ((distance(other), !begins_alike(other)), other, *often)).collect();
    ordered.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)).then_with(|| a.1.cmp(b.1)));
    let nearest = ordered.first().map(|(nearness, ..)| *nearness);
    let nearest = ordered.into_iter().filter(|(nearness, ..)| Some(*nearness) == nearest);
    nearest.take(MOST).map(|(_, other, _)| other.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_fingers() {
        let words =
            ["harbour", "harbours", "labour", "ferries", "Ferry", "insurers", "insures", "storm", "stork", "form"];
        let known: BTreeMap<String, u32> = (1..).zip(words).map(|(often, word)| (word.to_owned(), often)).collect();
        for (word, expected) in [
            ("harbuor", &["harbour"][..]),
            ("Haarbour", &["harbour"]),
            ("ferriess", &["ferries"]),
            ("insruerrs", &["insurers"]),
            // The more frequent first; "form" begins otherwise.
            ("storn", &["stork", "storm"]),
            ("fery", &[]),
            ("2019x", &[]),
            ("ceasefire", &[]),
        ] {
            let found = match slips(word) {
                0 => Vec::new(),
                slips => meant(word, slips, &known),
            };
            assert_eq!(found, expected, "{word}");
        }
    }
}
