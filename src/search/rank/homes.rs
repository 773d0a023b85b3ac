//! Sources at home in a place: a local paper tells what happened there without saying where.
//!
//! What is known of a source is what its articles say: the more of them name a place, the likelier the others are about it too.

use crate::search::SearchError;
use crate::search::retrieve::{Evaluation, Matches};
use std::collections::HashMap;
use tantivy::DocId;
use tantivy::columnar::StrColumn;
use tantivy::fastfield::AliveBitSet;

/// Share of a source's articles that name a place where it is at home.
const AT_HOME: f32 = 0.3;
/// Articles of a source below which nothing is known of it.
const FEWEST: u32 = 5;

/// Of each source: how much it is at home in a place.
pub(super) struct Homes {
    /// By segment: the column of sources, and the value of each source in it.
    of_segments: Vec<Option<(StrColumn, Vec<f32>)>>,
}

/// Articles of a source: how many there are, and how many name the place.
#[derive(Clone, Copy, Default)]
struct Count {
    all: u32,
    naming: u32,
}

impl Count {
    fn plus(self, other: Self) -> Self {
        Self { all: self.all + other.all, naming: self.naming + other.naming }
    }

    /// How much the source is at home, from 0 to 1.
    fn value(self) -> f32 {
        let share = self.naming as f32 / self.all.max(1) as f32;
        if self.all < FEWEST { 0.0 } else { (share / AT_HOME).min(1.0) }
    }
}

impl Homes {
    /// Counts the articles of each source that mention a place; the matches come one entry a segment.
    pub fn of(evaluations: &[Evaluation<'_>], matches: &[Matches]) -> Result<Self, SearchError> {
        // Of each segment: its column of sources, the names in it and the counts.
        let counted = Evaluation::of_each(evaluations, |at, evaluation| {
            let segment = evaluation.segment;
            let Some(column) = segment.reader.fast_fields().str("source")? else { return Ok(None) };
            let mut counts = vec![Count::default(); column.num_terms()];
            count_all(&column, segment.reader.alive_bitset(), &mut counts);
            let naming = matches[at].leads_of(segment);
            for lead in naming.iter().filter(|lead| segment.leads.has(*lead)) {
                if let Some(ord) = column.term_ords(lead).next() {
                    counts[ord as usize].naming += 1;
                }
            }
            let mut names = Vec::with_capacity(counts.len());
            for ord in 0..counts.len() {
                let mut name = String::new();
                column.ord_to_str(ord as u64, &mut name)?;
                names.push(name);
            }
            Ok(Some((column, names, counts)))
        })?;
        let mut all: HashMap<&str, Count> = HashMap::new();
        for (_, names, counts) in counted.iter().flatten() {
            for (name, count) in names.iter().zip(counts) {
                let known = all.entry(name).or_default();
                *known = known.plus(*count);
            }
        }
        let values = |names: &[String]| names.iter().map(|name| all[name.as_str()].value()).collect();
        let of_segments =
            counted.iter().map(|counted| counted.as_ref().map(|(column, names, _)| (column.clone(), values(names))));
        Ok(Self { of_segments: of_segments.collect() })
    }

    /// How much the source of an article is at home in the place, from 0 to 1.
    pub fn value(&self, segment: usize, lead: DocId) -> f32 {
        let Some((column, values)) = &self.of_segments[segment] else { return 0.0 };
        column.term_ords(lead).next().and_then(|ord| values.get(ord as usize)).copied().unwrap_or(0.0)
    }
}

/// Counts the articles of each source of a segment. Only first passages have a source: its values are read in a row, those of deleted
/// articles taken away.
fn count_all(column: &StrColumn, alive: Option<&AliveBitSet>, counts: &mut [Count]) {
    const BLOCK: usize = 1024;
    let ords = column.ords();
    let mut block = [0; BLOCK];
    let rows = ords.values.num_vals();
    for start in (0..rows).step_by(BLOCK) {
        let block = &mut block[..BLOCK.min((rows - start) as usize)];
        ords.values.get_range(u64::from(start), block);
        for ord in &*block {
            counts[*ord as usize].all += 1;
        }
    }
    let Some(alive) = alive else { return };
    for doc in (0..ords.num_docs()).filter(|doc| alive.is_deleted(*doc)) {
        if let Some(ord) = column.term_ords(doc).next() {
            counts[ord as usize].all -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_at_home_where_many_of_its_articles_are() {
        let value = |all, naming| Count { all, naming }.value();
        assert!(value(4, 4) < f32::EPSILON, "too few to say");
        assert!(value(10, 3) > 0.99 && value(10, 10) > 0.99);
        assert!(value(10, 1) > value(100, 1) && value(10, 0) < f32::EPSILON);
    }
}
