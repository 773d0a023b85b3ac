//! The stories of the archive by source and year, each with the people that count in it.

use super::bitset::BitSet;
use super::known_names::NOBODY;
use super::names::Names;
use super::roll::{Roll, Row};
use crate::article::Day;
use std::collections::BTreeMap;

/// The source and year of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// None where it is not known.
    pub year: Option<i32>,
    /// Hash of the source.
    pub source: u64,
}

impl Cell {
    /// Of an article.
    fn of(row: &Row) -> Self {
        let day = i32::try_from(row.place.0).ok().filter(|day| *day != i32::MAX);
        Self { year: day.map(|day| Day(day).civil().0), source: row.source }
    }
}

/// The stories of the archive with the full names that bear a bare one.
pub(super) struct Stories {
    /// Where the list of each ends.
    ends: Vec<u32>,
    lists: Vec<u32>,
    /// The cells of the articles of each.
    cells: Vec<Vec<Cell>>,
}

impl Stories {
    /// Of the articles of a roll; `bearer` gives the number of the person whom the name at a position is of, where it counts.
    pub fn of(names: &Names, roll: &Roll, bearer: &dyn Fn(u32) -> Option<u32>) -> Self {
        let bearers: Vec<u32> = (0..names.strings.len() as u32).map(|name| bearer(name).unwrap_or(NOBODY)).collect();
        let borne = |row: usize| names.of(row).iter().map(|name| bearers[*name as usize]).filter(|own| *own != NOBODY);
        let mut is_story = BitSet::new(roll.rows.len() as u32);
        let with_bearers = (0..roll.rows.len()).filter(|row| borne(*row).next().is_some());
        with_bearers.for_each(|row| is_story.insert(roll.rows[row].leader));
        let mut rows: Vec<(u32, u32)> = roll.rows.iter().zip(0..).map(|(row, at)| (row.leader, at)).collect();
        rows.retain(|(leader, _)| is_story.has(*leader));
        rows.sort_unstable();
        let mut stories = Self { ends: Vec::new(), lists: Vec::new(), cells: Vec::new() };
        for own in rows.chunk_by(|a, b| a.0 == b.0) {
            let begin = stories.lists.len();
            for (_, row) in own {
                stories.lists.extend(borne(*row as usize));
            }
            stories.lists[begin..].sort_unstable();
            let mut kept = begin;
            for at in begin..stories.lists.len() {
                if at == begin || stories.lists[at] != stories.lists[kept - 1] {
                    stories.lists[kept] = stories.lists[at];
                    kept += 1;
                }
            }
            stories.lists.truncate(kept);
            stories.ends.push(kept as u32);
            let mut own: Vec<Cell> = own.iter().map(|(_, row)| Cell::of(&roll.rows[*row as usize])).collect();
            own.sort_unstable();
            own.dedup();
            stories.cells.push(own);
        }
        stories
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn of_story(&self, story: u32) -> &[u32] {
        let at = story as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.lists[begin..self.ends[at] as usize]
    }

    /// The stories by what a key makes of their cells, each once.
    pub fn by<K: Ord>(&self, key: impl Fn(&Cell) -> Option<K>) -> BTreeMap<K, Vec<u32>> {
        let mut found: BTreeMap<K, Vec<u32>> = BTreeMap::new();
        for (story, cells) in (0..).zip(&self.cells) {
            for key in cells.iter().filter_map(&key) {
                let own = found.entry(key).or_default();
                if own.last() != Some(&story) {
                    own.push(story);
                }
            }
        }
        found
    }
}
