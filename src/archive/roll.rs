//! The roll of articles that the tables were made of, by which a later revision finds what changed since.

use super::source::Source;
use crate::text::copies::NONE;
use crate::text::fingerprint;
use std::collections::HashMap;

/// An article of the roll. Others are named by their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub lead: u32,
    /// Day and number.
    pub place: (i64, u64),
    /// Of the fingerprint; 0 where it is empty.
    pub digest: u64,
    /// Of the name of the source; 0 where there is none.
    pub source: u64,
    /// The first article with this fingerprint.
    pub text: u32,
    /// The leader of that text; it stands for the story.
    pub leader: u32,
}

/// Articles by segment and lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roll {
    /// Each segment with the number of rows up to its last.
    pub segments: Vec<(String, u32)>,
    pub rows: Vec<Row>,
}

/// A new roll whose texts and leaders are still those of the old one, and what changed in between.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub roll: Roll,
    /// The old row of each new one, and the other way round; [`NONE`] where there is none.
    pub old_of: Vec<u32>,
    pub new_of: Vec<u32>,
    /// For each segment, whether the old roll has none of it.
    pub is_new: Vec<bool>,
}

impl Change {
    /// Rows that the old roll does not have.
    pub fn added(&self) -> Vec<u32> {
        none_of(&self.old_of)
    }

    /// Rows of the old roll that are there no more.
    pub fn removed(&self) -> Vec<u32> {
        none_of(&self.new_of)
    }

    /// True of a row of the old roll that belongs to another story now.
    pub fn is_regrouped(&self, old: &Roll, row: usize) -> bool {
        let before = old.rows.get(self.old_of[row] as usize);
        before.is_some_and(|before| self.now(before.leader) != self.roll.rows[row].leader)
    }

    /// The new row of an old one.
    pub fn now(&self, old: u32) -> u32 {
        self.new_of.get(old as usize).copied().unwrap_or(NONE)
    }
}

fn none_of(rows: &[u32]) -> Vec<u32> {
    (0..).zip(rows).filter(|(_, other)| **other == NONE).map(|(row, _)| row).collect()
}

impl Roll {
    /// The rows of a segment.
    pub fn rows_of(&self, segment: usize) -> std::ops::Range<usize> {
        let begin = segment.checked_sub(1).map_or(0, |before| self.segments[before].1 as usize);
        begin..self.segments[segment].1 as usize
    }

    /// The segment of a row.
    pub fn segment_of(&self, row: u32) -> usize {
        self.segments.partition_point(|(_, end)| *end <= row)
    }

    /// Calls the roll again: an article of a new segment is an old one if it has the place, fingerprint and source of one that is
    /// gone from where it stood.
    pub fn call<S: Source>(&self, sources: &[S]) -> Change {
        let mut change = Change { new_of: vec![NONE; self.rows.len()], ..Change::default() };
        let known: HashMap<&str, usize> =
            self.segments.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
        for source in sources {
            let id = source.id();
            let old = known.get(id.as_str()).copied();
            change.is_new.push(old.is_none());
            let mut old_rows = old.map_or(0..0, |at| self.rows_of(at)).peekable();
            for lead in source.leads().iter() {
                while old_rows.next_if(|row| self.rows[*row].lead < lead).is_some() {}
                let row = old_rows.next_if(|row| self.rows[*row].lead == lead);
                change.old_of.push(row.map_or(NONE, |row| row as u32));
                change.roll.rows.push(match row {
                    Some(row) => self.rows[row].clone(),
                    None => Row {
                        lead,
                        place: source.place(lead),
                        digest: fingerprint::digest(&source.fingerprint(lead)),
                        source: source.source(lead),
                        text: NONE,
                        leader: NONE,
                    },
                });
            }
            change.roll.segments.push((id, change.roll.rows.len() as u32));
        }
        let set = |new_of: &mut Vec<u32>, old_of: &[u32]| {
            for (row, old) in (0..).zip(old_of).filter(|(_, old)| **old != NONE) {
                new_of[*old as usize] = row;
            }
        };
        set(&mut change.new_of, &change.old_of);
        self.find_moved(&mut change);
        set(&mut change.new_of, &change.old_of);
        for row in &mut change.roll.rows {
            let now = |old: u32| change.new_of.get(old as usize).copied().unwrap_or(NONE);
            (row.text, row.leader) = (now(row.text), now(row.leader));
        }
        change
    }

    /// Finds the articles that moved to a new segment.
    fn find_moved(&self, change: &mut Change) {
        let key = |row: &Row| (row.place, row.digest, row.source);
        let gone = change.removed();
        let mut gone: HashMap<_, u32> = gone.into_iter().map(|old| (key(&self.rows[old as usize]), old)).collect();
        for (row, old_of) in change.roll.rows.iter_mut().zip(&mut change.old_of).filter(|(_, old)| **old == NONE) {
            if let Some(old) = gone.remove(&key(row)) {
                *old_of = old;
                let Row { text, leader, .. } = self.rows[old as usize];
                (row.text, row.leader) = (text, leader);
            }
        }
    }
}
