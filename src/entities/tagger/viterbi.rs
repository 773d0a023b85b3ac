//! The best labels of a stretch of tokens (Viterbi 1967), in whole numbers, so that every machine gives the same.
//!
//! Of the 17 labels nine end nothing or end a name (outside, end and single of each kind), and only these nine may be
//! followed by the nine that begin something (outside, begin, single); the others follow the begin and inside of their
//! own kind. So a step is a table of nine by nine, padded to whole registers and without branches, and two by two a kind.

use super::labels::{KINDS, LABELS, OUTSIDE};
use super::row::Row;

/// Labels that end nothing or a name, and as many that begin something.
const OUTER: usize = 1 + 2 * KINDS;
/// The same with room for whole registers.
const LANES: usize = 12;
/// Score of what cannot be.
const NEVER: i32 = i32::MIN / 4;
/// Steps after which scores are made small again, so that no stretch is too long for whole numbers.
const SHIFT: usize = 1 << 12;

/// Worths of the steps from label to label that may follow each other.
#[derive(Debug, Clone)]
pub(crate) struct Transitions {
    /// From a label that closes to one that opens, in the order of [`closing`] and [`opening`].
    outer: [[i32; LANES]; OUTER],
    /// For each kind: from begin to inside, from inside to inside, from begin to end, from inside to end.
    inner: [[i32; KINDS]; 4],
}

/// The labels that end nothing or a name, in ascending order: outside, then end and single of each kind.
const fn closing(at: usize) -> usize {
    if at == 0 { 0 } else { 4 * at.div_ceil(2) - at % 2 }
}

/// The labels that begin something, in ascending order: outside, then begin and single of each kind.
const fn opening(at: usize) -> usize {
    if at == 0 { 0 } else { 4 * at.div_ceil(2) - 3 * (at % 2) }
}

const fn begin(kind: usize) -> usize {
    1 + 4 * kind
}

const fn inside(kind: usize) -> usize {
    2 + 4 * kind
}

const fn end(kind: usize) -> usize {
    3 + 4 * kind
}

/// Scores of the best ways to each label of a token.
type Best = [i32; LABELS];

impl Transitions {
    /// Takes the worths from each label to each.
    pub fn new(all: &[[i32; LABELS]; LABELS]) -> Self {
        let mut outer = [[NEVER; LANES]; OUTER];
        for (from, row) in outer.iter_mut().enumerate() {
            row.iter_mut().take(OUTER).enumerate().for_each(|(to, cell)| *cell = all[closing(from)][opening(to)]);
        }
        let of_kinds =
            |from: fn(usize) -> usize, to: fn(usize) -> usize| std::array::from_fn(|kind| all[from(kind)][to(kind)]);
        let inner = [of_kinds(begin, inside), of_kinds(inside, inside), of_kinds(begin, end), of_kinds(inside, end)];
        Self { outer, inner }
    }

    /// The scores of the first token of a stretch.
    fn first(row: &Row) -> Best {
        let mut best = [NEVER; LABELS];
        (0..OUTER).for_each(|at| best[opening(at)] = row[opening(at)].into());
        best
    }

    /// The scores of the token after one with `before`.
    fn step(&self, before: &Best, row: &Row) -> Best {
        let mut opened = [NEVER; LANES];
        for (from, steps) in self.outer.iter().enumerate() {
            let score = before[closing(from)];
            for (cell, step) in opened.iter_mut().zip(steps) {
                *cell = (*cell).max(score + step);
            }
        }
        let mut best = [NEVER; LABELS];
        for at in 0..OUTER {
            best[opening(at)] = opened[at] + i32::from(row[opening(at)]);
        }
        for kind in 0..KINDS {
            let (from_begin, from_inside) = (before[begin(kind)], before[inside(kind)]);
            let inner =
                |begins: usize| (from_begin + self.inner[begins][kind]).max(from_inside + self.inner[begins + 1][kind]);
            best[inside(kind)] = inner(0) + i32::from(row[inside(kind)]);
            best[end(kind)] = inner(2) + i32::from(row[end(kind)]);
        }
        best
    }

    /// The best label before one; of equal ones the first.
    fn label_before(&self, before: &Best, label: usize) -> usize {
        if label > 0 && matches!((label - 1) % 4, 1 | 2) {
            let kind = (label - 1) / 4;
            let steps = if label == inside(kind) { 0 } else { 2 };
            let begins = (begin(kind), before[begin(kind)] + self.inner[steps][kind]);
            let goes_on = (inside(kind), before[inside(kind)] + self.inner[steps + 1][kind]);
            return if goes_on.1 > begins.1 { goes_on.0 } else { begins.0 };
        }
        let to = (0..OUTER).find(|at| opening(*at) == label).unwrap_or(0);
        let ways: [(usize, i32); OUTER] =
            std::array::from_fn(|from| (closing(from), before[closing(from)] + self.outer[from][to]));
        ways.into_iter().reduce(|best, way| if way.1 > best.1 { way } else { best }).map_or(0, |(label, _)| label)
    }

    /// What each kind of name, and no name, would be worth for a span of tokens between others that are outside of names.
    pub fn of_span(&self, rows: &[Row]) -> [i32; KINDS + 1] {
        let mut worths = [0; KINDS + 1];
        let cell = |at: usize, label: usize| i32::from(rows[at][label]);
        let last = rows.len().saturating_sub(1);
        for (kind, worth) in worths.iter_mut().take(KINDS).enumerate() {
            // In the order of `closing` and `opening`: outside, then begin or end and single of each kind.
            let (opens, closes) = (1 + 2 * kind, 1 + 2 * kind);
            *worth = if last == 0 {
                cell(0, begin(kind) + 3) + self.outer[0][opens + 1] + self.outer[closes + 1][0]
            } else {
                let first = cell(0, begin(kind)) + self.outer[0][opens] + self.outer[closes][0];
                let middle: i32 =
                    (1..last).map(|at| cell(at, inside(kind)) + self.inner[usize::from(at > 1)][kind]).sum();
                first + middle + cell(last, end(kind)) + self.inner[2 + usize::from(last > 1)][kind]
            };
        }
        let outside = usize::from(OUTSIDE);
        worths[KINDS] =
            (0..rows.len()).map(|at| cell(at, outside)).sum::<i32>() + self.outer[0][0] * (rows.len() as i32 + 1);
        worths
    }

    /// Writes the best labels of a stretch of tokens; `scratch` is room that is used again.
    pub fn best(&self, rows: &[Row], labels: &mut [u8], scratch: &mut Vec<[i32; LABELS]>) {
        scratch.clear();
        for (at, row) in rows.iter().enumerate() {
            let mut best = scratch.last().map_or_else(|| Self::first(row), |before| self.step(before, row));
            if at % SHIFT == SHIFT - 1 {
                let most = best.iter().copied().max().unwrap_or(0);
                for score in &mut best {
                    *score = (*score - most).max(NEVER);
                }
            }
            scratch.push(best);
        }
        let Some(last) = scratch.last() else { return };
        let ends = (0..OUTER).map(closing);
        let mut label = ends.reduce(|best, label| if last[label] > last[best] { label } else { best });
        for (at, found) in labels.iter_mut().enumerate().rev() {
            let now = label.unwrap_or(usize::from(OUTSIDE));
            *found = now as u8;
            label = at.checked_sub(1).map(|before| self.label_before(&scratch[before], now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::labels::{may_begin, may_end, may_follow};
    use super::super::row::ZERO;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_that_close_and_open() {
        let all = |of: fn(usize) -> usize| (0..OUTER).map(of).collect::<Vec<_>>();
        let may = |test: fn(u8) -> bool| (0..LABELS).filter(|label| test(*label as u8)).collect::<Vec<_>>();
        assert_eq!(all(closing), may(may_end));
        assert_eq!(all(opening), may(may_begin));
    }

    /// All ways through a short stretch, one by one.
    fn exhaustive(transitions: &[[i32; LABELS]; LABELS], rows: &[Row]) -> i32 {
        let mut ways: Vec<(u8, i32)> =
            (0..LABELS as u8).filter(|l| may_begin(*l)).map(|l| (l, rows[0][usize::from(l)].into())).collect();
        for row in &rows[1..] {
            let step = |(from, score): &(u8, i32)| {
                let (from, score) = (*from, *score);
                let next = (0..LABELS as u8).filter(move |to| may_follow(from, *to));
                next.map(move |to| {
                    let worth = transitions[usize::from(from)][usize::from(to)] + i32::from(row[usize::from(to)]);
                    (to, score + worth)
                })
                .collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(step).collect();
        }
        ways.into_iter().filter(|(label, _)| may_end(*label)).map(|(_, score)| score).max().unwrap()
    }

    proptest! {
        #[test]
        fn no_way_is_better(
            steps in prop::collection::vec(-9..9_i32, LABELS * LABELS),
            cells in prop::collection::vec(-20..20_i16, LABELS..5 * LABELS),
        ) {
            let mut all = [[0; LABELS]; LABELS];
            all.as_flattened_mut().copy_from_slice(&steps);
            let rows: Vec<Row> = cells.as_chunks::<LABELS>().0.iter().map(|cells| {
                let mut row = ZERO;
                row[..LABELS].copy_from_slice(cells);
                row
            }).collect();
            let mut labels = vec![0; rows.len()];
            Transitions::new(&all).best(&rows, &mut labels, &mut Vec::new());
            prop_assert!(may_begin(labels[0]) && may_end(labels[labels.len() - 1]));
            prop_assert!(labels.windows(2).all(|pair| may_follow(pair[0], pair[1])));
            let emissions: i32 = labels.iter().zip(&rows).map(|(label, row)| i32::from(row[usize::from(*label)])).sum();
            let moves: i32 =
                labels.windows(2).map(|pair| all[usize::from(pair[0])][usize::from(pair[1])]).sum();
            prop_assert_eq!(emissions + moves, exhaustive(&all, &rows));
        }
    }

    #[test]
    fn long_stretches_are_no_trouble() {
        let mut row = ZERO;
        row[..LABELS].fill(20_000);
        row[usize::from(OUTSIDE)] = 20_001;
        let rows = vec![row; 200_000];
        let mut labels = vec![1; rows.len()];
        Transitions::new(&[[30_000; LABELS]; LABELS]).best(&rows, &mut labels, &mut Vec::new());
        assert!(labels.iter().all(|label| *label == OUTSIDE));
    }
}
