//! Work on the segments of a large archive side by side.

use rayon::prelude::*;

/// Documents from which on it pays to wake other threads.
const MANY: u32 = 200_000;

/// The results of some work on each part of an archive, in order; on several threads where the parts have many documents together.
///
/// # Errors
/// The first error of any part.
pub(crate) fn side_by_side<'p, T: Sync, R: Send, E: Send>(
    parts: &'p [T],
    documents: impl Fn(&T) -> u32,
    work: impl Fn(usize, &'p T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let all = parts.iter().map(documents).fold(0, u32::saturating_add);
    if parts.len() < 2 || all < MANY {
        return parts.iter().enumerate().map(|(at, part)| work(at, part)).collect();
    }
    parts.par_iter().enumerate().map(|(at, part)| work(at, part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_and_an_error_ends_it() {
        for documents in [1, MANY] {
            let twice = |at: usize, part: &u32| Ok::<_, String>((at, part * 2));
            assert_eq!(side_by_side(&[3, 1, 2], |_| documents, twice), Ok(vec![(0, 6), (1, 2), (2, 4)]));
            let fails = |_: usize, part: &u32| if *part == 1 { Err("one".to_owned()) } else { Ok(*part) };
            assert_eq!(side_by_side(&[3, 1, 2], |_| documents, fails), Err("one".to_owned()));
        }
    }
}
