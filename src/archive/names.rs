//! All names of people in the archive, and in how many stories each of them is.
//!
//! The names of each article are kept with the table, so that after a change only the stories are counted again that lost or
//! gained an article, or in which one changed.

use super::ArchiveError;
use super::bitset::BitSet;
use super::full_names;
use super::roll::{Change, Roll};
use super::source::{NamesOf, Source};
use crate::text::copies::NONE;
use std::collections::HashMap;
use std::ops::Range;

/// Strings in ascending order, in one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Strings {
    pub text: String,
    /// Where each ends.
    pub ends: Vec<u32>,
}

impl Strings {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, at: usize) -> &str {
        self.text.get(self.begin(at)..self.ends[at] as usize).unwrap_or_default()
    }

    fn begin(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    pub fn push(&mut self, string: &str) {
        self.text.push_str(string);
        self.ends.push(self.text.len() as u32);
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Adds some strings of others.
    fn extend(&mut self, others: &Self, which: Range<usize>) {
        let begin = others.begin(which.start);
        let added = &others.ends[which];
        let by = self.text.len();
        self.text.push_str(&others.text[begin..added.last().map_or(begin, |end| *end as usize)]);
        self.ends.extend(added.iter().map(|end| (*end as usize - begin + by) as u32));
    }

    /// The number of strings before a string.
    fn place(&self, string: &str) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if self.get(middle) < string { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// The position of a string.
    pub fn find(&self, string: &str) -> Option<usize> {
        Some(self.place(string)).filter(|place| *place < self.len() && self.get(*place) == string)
    }
}

/// The names of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub strings: Strings,
    /// Stories that have each.
    pub stories: Vec<u32>,
    /// Of each, the keys of the words by which it is linked to others ([`full_names::keys`]).
    pub keys: Vec<[u32; 2]>,
    /// Where the list of each article ends, by row.
    pub ends: Vec<u32>,
    /// The lists: positions among the names, ascending in each.
    pub lists: Vec<u32>,
}

impl Names {
    /// The names of an article.
    pub fn of(&self, row: usize) -> &[u32] {
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.lists[begin..self.ends[row] as usize]
    }

    /// The keys of a name, if an article has it.
    pub fn keys_of(&self, name: &str) -> Option<[u32; 2]> {
        self.strings.find(name).map(|at| self.keys[at])
    }

    /// The names with the number of stories that have each, in order of name.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.strings.iter().zip(self.stories.iter().map(|stories| u64::from(*stories)))
    }

    /// The table after a change of the archive, and the names that it touches.
    pub fn update<S: Source>(
        &self,
        old: &Roll,
        change: &Change,
        sources: &[S],
    ) -> Result<(Self, Touched), ArchiveError> {
        let mut next = Next::of(self);
        let mut changed = BitSet::new(change.roll.rows.len() as u32);
        for (at, source) in sources.iter().enumerate() {
            let rows = change.roll.rows_of(at);
            if !change.is_new[at] {
                rows.for_each(|row| next.put(self.of(change.old_of[row] as usize)));
                continue;
            }
            let found = source.names()?;
            let known = next.known(&found);
            for (row, list) in rows.zip(&found.lists) {
                let mut list: Vec<u32> = list.iter().map(|name| known[*name as usize]).collect();
                list.sort_unstable();
                next.put(&list);
                let before = change.old_of[row];
                if before == NONE || self.of(before as usize) != list {
                    changed.insert(row as u32);
                }
            }
        }
        let touched = self.touched(&next, (old, change), &changed);
        let (before, now) = stories(old, change, &changed);
        let mut more = vec![0_i64; next.total()];
        count(old, |row| self.of(row), &before, |name| more[name as usize] -= 1);
        count(&change.roll, |row| next.of_row(row), &now, |name| more[name as usize] += 1);
        let (names, counted) = next.finish(&more);
        Ok((names, Touched { counted, all: touched }))
    }

    /// The names of articles that came, went or changed, or that belong to another story.
    fn touched(&self, next: &Next<'_>, (old, change): (&Roll, &Change), changed: &BitSet) -> Vec<String> {
        let mut touched: Vec<u32> =
            change.removed().iter().flat_map(|row| self.of(*row as usize).iter().copied()).collect();
        for row in 0..change.roll.rows.len() {
            if changed.has(row as u32) || change.is_regrouped(old, row) {
                touched.extend(next.of_row(row));
                let before = change.old_of[row];
                if before != NONE {
                    touched.extend(self.of(before as usize));
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().map(|name| next.name(name as usize).to_owned()).collect()
    }
}

/// Names that a change of the archive touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// Those that are in more or fewer stories.
    pub counted: Vec<String>,
    /// Those of all articles that came, went or changed, or that belong to another story.
    pub all: Vec<String>,
}

/// The stories that a change makes others: by their leaders, before and after it.
fn stories(old: &Roll, change: &Change, changed: &BitSet) -> (BitSet, BitSet) {
    let (mut before, mut now) = (BitSet::new(old.rows.len() as u32), BitSet::new(change.roll.rows.len() as u32));
    change.removed().iter().for_each(|row| before.insert(old.rows[*row as usize].leader));
    for (row, (of, old_row)) in (0..).zip(change.roll.rows.iter().zip(&change.old_of)) {
        let old_leader = old.rows.get(*old_row as usize).map(|row| row.leader);
        let is_same = old_leader.is_some_and(|leader| change.now(leader) == of.leader);
        if !is_same || changed.has(row) {
            now.insert(of.leader);
            if let Some(leader) = old_leader {
                before.insert(leader);
            }
        }
    }
    // A story with a part that stayed is counted whole on both sides.
    let kept: Vec<u32> = before.iter().map(|leader| change.now(leader)).filter(|leader| *leader != NONE).collect();
    let were: Vec<u32> =
        now.iter().map(|leader| change.old_of[leader as usize]).filter(|leader| *leader != NONE).collect();
    for leader in kept {
        now.insert(leader);
    }
    for leader in were {
        before.insert(leader);
    }
    (before, now)
}

/// Calls for each name of each of these stories, once.
fn count<'l>(roll: &Roll, list_of: impl Fn(usize) -> &'l [u32], stories: &BitSet, mut each: impl FnMut(u32)) {
    let mut pairs: Vec<u64> = Vec::new();
    for (row, of) in roll.rows.iter().enumerate().filter(|(_, row)| stories.has(row.leader)) {
        pairs.extend(list_of(row).iter().map(|name| u64::from(of.leader) << 32 | u64::from(*name)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    for pair in pairs {
        each(pair as u32);
    }
}

/// A table under construction: names that the old one does not have follow its own, in no order.
struct Next<'o> {
    old: &'o Names,
    more: Vec<String>,
    ends: Vec<u32>,
    lists: Vec<u32>,
}

impl<'o> Next<'o> {
    fn of(old: &'o Names) -> Self {
        let (ends, lists) = (Vec::with_capacity(old.ends.len()), Vec::with_capacity(old.lists.len()));
        Self { old, more: Vec::new(), ends, lists }
    }

    fn total(&self) -> usize {
        self.old.strings.len() + self.more.len()
    }

    /// The numbers of the names of a segment.
    fn known(&mut self, found: &NamesOf) -> Vec<u32> {
        let begin = self.old.strings.len();
        let earlier: HashMap<String, usize> = self.more.iter().cloned().zip(begin..).collect();
        let number = |name: &String| {
            let known = self.old.strings.find(name).or_else(|| earlier.get(name).copied());
            known.unwrap_or_else(|| {
                self.more.push(name.clone());
                begin + self.more.len() - 1
            }) as u32
        };
        found.names.iter().map(number).collect()
    }

    fn put(&mut self, list: &[u32]) {
        self.lists.extend_from_slice(list);
        self.ends.push(self.lists.len() as u32);
    }

    fn of_row(&self, row: usize) -> &[u32] {
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.lists[begin..self.ends[row] as usize]
    }

    fn name(&self, number: usize) -> &str {
        let begin = self.old.strings.len();
        if number < begin { self.old.strings.get(number) } else { &self.more[number - begin] }
    }

    /// Puts the names in order; those that no story has any more go.
    fn finish(self, more: &[i64]) -> (Names, Vec<String>) {
        let old = self.old.strings.len();
        let stories = |number: usize| {
            let before = self.old.stories.get(number).map_or(0, |stories| i64::from(*stories));
            u32::try_from(before + more[number]).unwrap_or(0)
        };
        let changed = (0..more.len()).filter(|number| more[*number] != 0);
        let changed: Vec<String> = changed.map(|number| self.name(number).to_owned()).collect();
        let mut added: Vec<usize> = (old..more.len()).filter(|number| stories(*number) > 0).collect();
        added.sort_unstable_by_key(|number| self.name(*number));
        let mut added = added.into_iter().peekable();
        let mut names = Names::default();
        let mut final_numbers = vec![NONE; more.len()];
        let mut number = 0;
        while number < old || added.peek().is_some() {
            // Between new names and names that go, the old ones stay as they are.
            let new = added.next_if(|new| number == old || self.name(*new) < self.old.strings.get(number));
            if let Some(new) = new {
                final_numbers[new] = names.strings.len() as u32;
                names.strings.push(self.name(new));
                names.stories.push(stories(new));
                names.keys.push(full_names::keys(self.name(new)));
                continue;
            }
            let limit = added.peek().map_or(old, |new| self.old.strings.place(self.name(*new)));
            let kept = number..(number..limit).find(|number| stories(*number) == 0).unwrap_or(limit);
            let first = names.strings.len() as u32;
            kept.clone().zip(first..).for_each(|(number, place)| final_numbers[number] = place);
            names.strings.extend(&self.old.strings, kept.clone());
            names.stories.extend(kept.clone().map(stories));
            names.keys.extend_from_slice(&self.old.keys[kept.clone()]);
            number = kept.end + usize::from(kept.end < limit);
        }
        names.ends = self.ends;
        names.lists = self.lists;
        for name in &mut names.lists {
            *name = final_numbers[*name as usize];
        }
        let mut begin = 0;
        for end in &names.ends {
            let list = &mut names.lists[begin..*end as usize];
            // Old names keep their order among each other.
            if !list.is_sorted() {
                list.sort_unstable();
            }
            begin = *end as usize;
        }
        (names, changed)
    }
}
