//! Which articles of a revision are others than those of an earlier one, or belong to another story.

use super::roll::{Change, Roll};
use crate::text::copies::NONE;
use std::collections::HashSet;

/// An article, by where it lies and by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved<S> {
    /// Position or id of the segment.
    pub segment: S,
    pub lead: u32,
    pub number: u64,
}

/// What is not as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Moves {
    /// Articles that lie where there was none: those of new segments.
    pub come: Vec<Moved<usize>>,
    /// Articles that are no longer where they were, by segment: removed ones, and those of segments that are gone.
    pub gone: Vec<Moved<String>>,
    /// Articles of another story than before, wherever they lie.
    pub regrouped: Vec<Moved<usize>>,
}

impl Moves {
    /// What a change did to a roll.
    pub fn of(old: &Roll, change: &Change) -> Self {
        let mut moves = Self::default();
        let roll = &change.roll;
        for (segment, is_new) in change.is_new.iter().enumerate() {
            for row in roll.rows_of(segment) {
                let moved = || Moved { segment, lead: roll.rows[row].lead, number: roll.rows[row].place.1 };
                if *is_new {
                    moves.come.push(moved());
                }
                if change.is_regrouped(old, row) {
                    moves.regrouped.push(moved());
                }
            }
        }
        let kept: HashSet<&str> = roll.segments.iter().map(|(id, _)| id.as_str()).collect();
        for (segment, (id, _)) in old.segments.iter().enumerate() {
            let is_gone = |row: &usize| !kept.contains(id.as_str()) || change.new_of[*row] == NONE;
            moves.gone.extend(old.rows_of(segment).filter(is_gone).map(|row| {
                let of = &old.rows[row];
                Moved { segment: id.clone(), lead: of.lead, number: of.place.1 }
            }));
        }
        moves
    }

    /// The keys that more or fewer articles have, or articles of other stories. `now` has the keys of an article that came or stayed,
    /// `before` those of articles of a segment that went, in their order; none where they are not known.
    pub fn touched(
        &self,
        now: impl Fn(usize, u32) -> Vec<u32>,
        before: impl Fn(&str, &[u32]) -> Option<Vec<Vec<u32>>>,
    ) -> Option<HashSet<u32>> {
        let mut gone: HashSet<(u32, u64)> = HashSet::new();
        for own in self.gone.chunk_by(|a, b| a.segment == b.segment) {
            let leads: Vec<u32> = own.iter().map(|moved| moved.lead).collect();
            let keys = before(&own[0].segment, &leads)?;
            let pairs = own.iter().zip(keys).flat_map(|(moved, keys)| keys.into_iter().map(|key| (key, moved.number)));
            gone.extend(pairs);
        }
        let mut touched = HashSet::new();
        let mut kept: HashSet<(u32, u64)> = HashSet::new();
        for moved in &self.come {
            for key in now(moved.segment, moved.lead) {
                if gone.contains(&(key, moved.number)) {
                    kept.insert((key, moved.number));
                } else {
                    touched.insert(key);
                }
            }
        }
        touched.extend(gone.difference(&kept).map(|(key, _)| *key));
        touched.extend(self.regrouped.iter().flat_map(|moved| now(moved.segment, moved.lead)));
        Some(touched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_stay_with_their_articles_are_not_touched() {
        let come = |lead, number| Moved { segment: 0_usize, lead, number };
        let gone = |segment: &str, lead, number| Moved { segment: segment.to_owned(), lead, number };
        let moves = Moves {
            come: vec![come(0, 7), come(3, 8)],
            gone: vec![gone("a", 0, 7), gone("a", 4, 9), gone("b", 1, 8)],
            regrouped: vec![Moved { segment: 1, lead: 5, number: 11 }],
        };
        let now = |segment, lead| match (segment, lead) {
            (0, 0) => vec![1, 2],
            (0, 3) => vec![3, 1],
            _ => vec![20],
        };
        let before = |segment: &str, leads: &[u32]| {
            let of = |lead: &u32| match (segment, lead) {
                ("a", 0) => vec![1, 2, 4],
                ("a", 4) => vec![5],
                _ => vec![3, 6],
            };
            Some(leads.iter().map(of).collect())
        };
        // 1 came to article 8, though 7 keeps it; 4, 5 and 6 went; 20 is in another story.
        assert_eq!(moves.touched(now, before), Some(HashSet::from([1, 4, 5, 6, 20])));
        assert_eq!(moves.touched(now, |_, _| None), None);
    }
}
