//! Names of places that a misspelt one may have meant.

use super::fold::fold;
use super::table::{NameKind, Table};
use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Streamer};

/// Names that differ from `name` by an edit or two, the nearest and likeliest first; at most `limit`.
pub(super) fn suggest(table: &Table, name: &str, limit: usize) -> Vec<String> {
    let folded = fold(name);
    let edits = match folded.chars().count() {
        // The automaton grows with the word; no place name is that long.
        0..=2 | 61.. => return Vec::new(),
        3..=5 => 1,
        _ => 2,
    };
    let Ok(automaton) = Levenshtein::new(&folded, edits) else { return Vec::new() };
    let mut found: Vec<(usize, f32, &str)> = Vec::new();
    let mut stream = table.names().search(automaton).into_stream();
    while let Some((key, _)) = stream.next() {
        let Ok(key) = std::str::from_utf8(key) else { continue };
        let best = table.candidates(key).find(|(_, kind)| matches!(kind, NameKind::Main | NameKind::Usual));
        if let Some((row, kind)) = best {
            found.push((strsim::levenshtein(&folded, key), prior(table, row, kind), table.name(row)));
        }
    }
    // A likelier place may be one edit further: an edit weighs as much as a thousandfold population.
    let cost = |(edits, prior, _): &(usize, f32, &str)| *edits as f32 * 3.0 - prior;
    found.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.2.cmp(b.2)));
    let mut names: Vec<String> = Vec::new();
    for (_, _, name) in found {
        if names.len() < limit && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn prior(table: &Table, row: super::Row, kind: NameKind) -> f32 {
    super::prior::prior(table.feature_name(row), table.population(row), kind)
}
