//! A row of scores: one for each label of a token.

use super::labels::LABELS;

/// Labels with room for whole registers.
pub(crate) const WIDTH: usize = 24;
/// Worth of each label, in steps of the model; the rest is zero. A token has fewer than 200 features of at most 127 each.
pub(crate) type Row = [i16; WIDTH];

const _: () = assert!(LABELS <= WIDTH);

/// No worth at all.
pub(crate) const ZERO: Row = [0; WIDTH];

/// Adds one row to another.
#[inline]
pub(crate) fn add(row: &mut Row, other: &Row) {
    row.iter_mut().zip(other).for_each(|(cell, other)| *cell += other);
}
