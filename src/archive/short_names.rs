//! Whom a surname or given name alone means, where its article does not say: who has nine tenths of the stories of all that
//! bear it, in that source and year, else in that year, else in the archive.
//!
//! A pure function of the names, stories, days and sources of the archive, computed from its tables at each revision.

use super::aliases::Aliases;
use super::full_names::{Resolution, is_bare, keys, number, open, parts};
use super::names::Names;
use super::reason::Reason;
use super::renaming::Row;
use super::roll::Roll;
use crate::article::Day;
use crate::entities::people::{is_family_first, is_given_name, is_honored};
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use foldhash::{HashMap, HashMapExt as _};
use std::collections::BTreeMap;

/// Stories in which a full name must occur before a bare one is taken for it.
const FEWEST: u32 = 3;
/// Share of all stories with a bearer that the full name must have.
const SHARE: f64 = 0.9;
/// The same where the bare name occurs more often than the full one.
const SHARE_OF_RARE: f64 = 0.95;
/// Stories that a source and year, or a year, must have to decide by itself.
const CELL: u32 = 20;
/// How many times more often than the full name the bare one may occur: beyond it, it is a name of its own ("Prince").
const MOST_BARE: u64 = 20;
/// Stories in which the full name is so well known that the bare one may occur as often as it likes ("Reagan").
const MANY: u32 = 20;
/// Bearers who have fewer than this part of the stories of the one who has most do not count: their names are slips as often.
const OF_NOTE: u32 = 20;
/// Stands for no name.
const NOBODY: u32 = u32::MAX;

/// The source and year of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// None where it is not known.
    pub year: Option<i32>,
    /// Number of the source.
    pub source: u32,
}

impl Cell {
    /// Of a day (days since 1970-01-01) and the number of a source.
    pub fn of(day: i64, source: u32) -> Self {
        let year = i32::try_from(day).ok().filter(|day| *day != i32::MAX).map(|day| Day(day).civil().0);
        Self { year, source }
    }
}

/// A bare name in a source and year, or in a year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct InCell {
    pub name: String,
    pub year: i32,
    /// None for all sources.
    pub source: Option<String>,
    pub known_as: String,
    pub reason: Reason,
}

/// What was decided of bare names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ShortNames {
    /// In the archive as a whole.
    pub rows: Vec<Row>,
    /// Where a source and year, or a year, decide otherwise.
    pub cells: Vec<InCell>,
    /// Stories of the one who bears each bare name most often, and of all who bear it.
    pub shares: BTreeMap<String, Share>,
}

/// Who bears a bare name most often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Share {
    pub name: String,
    pub stories: u32,
    pub all: u32,
}

/// The bare names of one key, and who may be meant.
struct Slot {
    /// Positions among the names.
    names: Vec<u32>,
    keys: Vec<String>,
    /// Stories of these names.
    stories: u64,
}

/// Whom the bare names of a slot mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// The full name of this number.
    Bearer(u32, Reason),
    Open,
    /// It is a name of its own.
    Itself,
}

/// Full names of some stories.
#[derive(Default, Clone, Copy)]
struct Count {
    best: u32,
    stories: u32,
    all: u32,
}

impl ShortNames {
    /// Decides for the names of the archive, in which the full ones are known; `cells` has that of each article, by row.
    pub fn of(
        (names, roll): (&Names, &Roll),
        full: &Resolution,
        aliases: &Aliases,
        cells: &[Cell],
        sources: &[String],
    ) -> Self {
        let mut found = Self::default();
        let known = Known::of(names, full, aliases, &mut found.rows);
        let slots = Slots::of(names, full, aliases, &known);
        let stories = Stories::of(names, roll, &known, &slots, cells);
        let all: Vec<u32> = (0..stories.len() as u32).collect();
        let whole = slots.count(&stories, &all);
        let mut decided: Vec<Meant> = Vec::with_capacity(slots.slots.len());
        for (at, slot) in slots.slots.iter().enumerate() {
            let count = whole.get(&(at as u32)).copied().unwrap_or_default();
            let meant = slots.meant(at as u32, count, &known);
            decided.push(meant);
            let best = (count.stories > 0).then(|| known.name(names, count.best).to_owned());
            for name in &slot.names {
                let name = names.strings.get(*name as usize);
                if let Some(best) = &best {
                    let share = Share { name: best.clone(), stories: count.stories, all: count.all };
                    found.shares.insert(name.to_owned(), share);
                }
                if let Some((known_as, reason)) = slots.shown(at, meant, names, &known, name) {
                    found.rows.push((name.to_owned(), Some(known_as), reason));
                }
            }
        }
        found.in_cells((names, &known), &slots, &stories, &decided, sources);
        found.rows.sort_unstable();
        found.cells.sort_unstable();
        found
    }

    /// Adds what years, and sources in years, say otherwise than the archive.
    fn in_cells(
        &mut self,
        (names, known): (&Names, &Known),
        slots: &Slots,
        stories: &Stories,
        decided: &[Meant],
        sources: &[String],
    ) {
        let by_year = stories.by(|cell| cell.year.map(|year| (year, None)));
        let by_source = stories.by(|cell| cell.year.map(|year| (year, Some(cell.source))));
        let mut of_year: HashMap<(i32, u32), Meant> = HashMap::new();
        for ((year, source), own) in by_year.into_iter().chain(by_source) {
            if (own.len() as u32) < CELL {
                continue;
            }
            let mut counts: Vec<(u32, Count)> = slots.count(stories, &own).into_iter().collect();
            counts.sort_unstable_by_key(|(slot, _)| *slot);
            for (slot, count) in counts.into_iter().filter(|(_, count)| count.all >= CELL) {
                if decided[slot as usize] == Meant::Itself {
                    continue;
                }
                let meant = slots.meant_in_cell(slot, count);
                let wider = of_year.get(&(year, slot)).copied().unwrap_or(decided[slot as usize]);
                if source.is_none() {
                    of_year.insert((year, slot), meant);
                }
                if meant == wider {
                    continue;
                }
                let source = source.map(|source| sources[source as usize].clone());
                for name in &slots.slots[slot as usize].names {
                    let name = names.strings.get(*name as usize);
                    let shown = slots.shown(slot as usize, meant, names, known, name);
                    let (known_as, reason) = shown.unwrap_or_else(|| (open(name), Reason::Open));
                    self.cells.push(InCell { name: name.to_owned(), year, source: source.clone(), known_as, reason });
                }
            }
        }
    }
}

/// The number under which each name is known: its own, that of another, or one past all names.
struct Known {
    numbers: Vec<u32>,
    /// Names that no article has, by number from that of names on.
    more: Vec<String>,
}

impl Known {
    fn of(names: &Names, full: &Resolution, aliases: &Aliases, glued: &mut Vec<Row>) -> Self {
        let mut known = Self { numbers: Vec::with_capacity(names.strings.len()), more: Vec::new() };
        let mut more: HashMap<String, u32> = HashMap::new();
        for (at, name) in names.strings.iter().enumerate() {
            let number = match full.canonical(name) {
                None => NOBODY,
                Some(same) if same == name => at as u32,
                Some(other) => names.strings.find(other).map_or_else(
                    || {
                        *more.entry(other.to_owned()).or_insert_with(|| {
                            known.more.push(other.to_owned());
                            (names.strings.len() + known.more.len() - 1) as u32
                        })
                    },
                    |at| at as u32,
                ),
            };
            known.numbers.push(number);
        }
        let of_glued = |(at, name): (usize, &str)| {
            let is_free = known.numbers[at] == at as u32 && !aliases.decides(name);
            let part = is_free.then(|| part_of_glued(names, name, names.stories[at])).flatten()?;
            let number = known.numbers[part];
            (number != NOBODY && number != at as u32).then_some((at, number))
        };
        let found: Vec<(usize, u32)> = names.strings.iter().enumerate().filter_map(of_glued).collect();
        for (at, number) in found {
            known.numbers[at] = number;
            let person = known.name(names, number).to_owned();
            glued.push((names.strings.get(at).to_owned(), Some(person), Reason::Glued));
        }
        known
    }

    fn name<'a>(&'a self, names: &'a Names, number: u32) -> &'a str {
        let at = number as usize;
        if at < names.strings.len() { names.strings.get(at) } else { &self.more[at - names.strings.len()] }
    }
}

/// The name of somebody well known that a name begins or ends with, where that has what belongs to no name beside it: "Mitch
/// McConnell Addison", "Democrat Hillary Clinton".
fn part_of_glued(names: &Names, name: &str, stories: u32) -> Option<usize> {
    let is_known = |part: &str| {
        let at = names.strings.find(part)?;
        (names.stories[at] >= MANY && names.stories[at] >= OF_NOTE * stories).then_some(at)
    };
    let is_given = |word: &str| is_given_name(&fold(word));
    let words = name.split(' ').count();
    if words < 3 || super::full_names::is_younger(name) {
        return None;
    }
    let (head, _) = name.rsplit_once(' ')?;
    let (first, tail) = name.split_once(' ')?;
    let ends_in_given = head.rsplit(' ').next().is_some_and(is_given);
    let found = is_known(head).filter(|_| head.contains(' ') && !ends_in_given);
    found.or_else(|| is_known(tail).filter(|_| tail.contains(' ') && first.len() > 2 && !is_given(first) && !first.contains('.')))
}

/// Bare names, and who bears them.
struct Slots {
    slots: Vec<Slot>,
    /// Of each full name that bears some: where its list ends.
    ends: Vec<u32>,
    /// The slots that a full name bears, and whether as given name.
    borne: Vec<(u32, bool)>,
    /// Stories of all who bear each slot as given name, summed.
    of_given: Vec<u64>,
}

impl Slots {
    fn of(names: &Names, full: &Resolution, aliases: &Aliases, known: &Known) -> Self {
        let mut slots: Vec<Slot> = Vec::new();
        let mut by_keys: HashMap<Vec<String>, usize> = HashMap::new();
        let mut by_last: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, name) in names.strings.iter().enumerate().filter(|(at, _)| names.keys[*at][0] == names.keys[*at][1]) {
            let (words, keys) = parts(name);
            if !is_bare(&words) || aliases.decides(name) || full.decision(name).is_some() || super::full_names::is_younger(name) {
                continue;
            }
            let slot = *by_keys.entry(keys.clone()).or_insert_with(|| {
                by_last.entry(number(keys.last())).or_default().push(slots.len() as u32);
                slots.push(Slot { names: Vec::new(), keys, stories: 0 });
                slots.len() - 1
            });
            slots[slot].names.push(at as u32);
            slots[slot].stories += u64::from(names.stories[at]);
        }
        let total = names.strings.len() + known.more.len();
        let mut found = Self { of_given: vec![0; slots.len()], slots, ends: Vec::with_capacity(total), borne: Vec::new() };
        let mut stories = vec![0_u64; total];
        for (at, number) in known.numbers.iter().enumerate().filter(|(_, number)| **number != NOBODY) {
            stories[*number as usize] += u64::from(names.stories[at]);
        }
        for (at, stories) in stories.iter().enumerate() {
            if *stories > 0 {
                found.bear(known.name(names, at as u32), *stories, names.keys.get(at).copied(), &by_last);
            }
            found.ends.push(found.borne.len() as u32);
        }
        found
    }

    /// Adds the slots that a name bears.
    fn bear(&mut self, name: &str, stories: u64, known_keys: Option<[u32; 2]>, by_last: &HashMap<u32, Vec<u32>>) {
        let [first, last] = known_keys.unwrap_or_else(|| keys(name));
        if !by_last.contains_key(&first) && !by_last.contains_key(&last) {
            return;
        }
        let (words, keys) = parts(name);
        if is_bare(&words) {
            return;
        }
        let begin = self.borne.len();
        for slot in by_last.get(&last).into_iter().flatten() {
            let own = &self.slots[*slot as usize].keys;
            if own.len() == 1 || keys.ends_with(own) {
                self.borne.push((*slot, false));
            }
        }
        let family_first = keys.first().is_some_and(|key| is_family_first(key));
        if !family_first && is_honored(&fold(words[0])) {
            return;
        }
        for slot in by_last.get(&first).into_iter().flatten() {
            let is_known = self.borne[begin..].iter().any(|(known, _)| known == slot);
            if self.slots[*slot as usize].keys.len() == 1 && !is_known {
                self.borne.push((*slot, !family_first));
                if !family_first {
                    self.of_given[*slot as usize] += stories;
                }
            }
        }
    }

    fn borne_by(&self, number: u32) -> &[(u32, bool)] {
        let at = number as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.borne[begin..self.ends[at] as usize]
    }

    /// Of each slot that somebody in some stories bears: who has most of them, and how many all of note have.
    fn count(&self, stories: &Stories, which: &[u32]) -> HashMap<u32, Count> {
        let mut of_name: HashMap<u32, u32> = HashMap::new();
        for name in which.iter().flat_map(|story| stories.of_story(*story)) {
            *of_name.entry(*name).or_default() += 1;
        }
        let mut counts: HashMap<u32, Count> = HashMap::new();
        for (name, stories) in &of_name {
            for (slot, _) in self.borne_by(*name) {
                let count = counts.entry(*slot).or_insert(Count { best: *name, stories: *stories, all: 0 });
                // Ties are broken by name, so that the answer does not depend on the order of the table.
                if (*stories, Reverse(*name)) > (count.stories, Reverse(count.best)) {
                    (count.best, count.stories) = (*name, *stories);
                }
            }
        }
        let mut last: HashMap<u32, u32> = HashMap::with_capacity(counts.len());
        for story in which {
            for name in stories.of_story(*story) {
                for (slot, _) in self.borne_by(*name) {
                    let Some(count) = counts.get_mut(slot) else { continue };
                    let is_of_note = of_name[name] * OF_NOTE >= count.stories;
                    if is_of_note && last.insert(*slot, *story) != Some(*story) {
                        count.all += 1;
                    }
                }
            }
        }
        counts
    }

    fn reason(&self, slot: u32, bearer: u32) -> Reason {
        let as_given = self.borne_by(bearer).iter().any(|(own, as_given)| *own == slot && *as_given);
        if as_given { Reason::GivenName } else { Reason::Surname }
    }

    /// Whom a slot means in the whole archive.
    fn meant(&self, slot: u32, count: Count, known: &Known) -> Meant {
        let bare = self.slots[slot as usize].stories;
        let Count { best, stories, all } = count;
        if stories < FEWEST || known.numbers.is_empty() {
            return Meant::Itself;
        }
        let reason = self.reason(slot, best);
        let share = f64::from(stories) / f64::from(all.max(1));
        let needed = if bare > u64::from(stories) { SHARE_OF_RARE } else { SHARE };
        let is_meant = match reason {
            // "Hillary", but not "Joe", which many bear who are hardly ever written of.
            Reason::GivenName => stories >= MANY && f64::from(stories) >= SHARE * self.of_given[slot as usize] as f64,
            _ => stories >= MANY || bare <= MOST_BARE * u64::from(stories),
        };
        if is_meant && share >= needed {
            Meant::Bearer(best, reason)
        } else if stories < MANY && bare > u64::from(stories) {
            Meant::Itself
        } else {
            Meant::Open
        }
    }

    /// Whom a slot means where a cell has stories enough to say.
    fn meant_in_cell(&self, slot: u32, count: Count) -> Meant {
        let reason = self.reason(slot, count.best);
        let is_most = f64::from(count.stories) >= SHARE * f64::from(count.all);
        if is_most && reason == Reason::Surname { Meant::Bearer(count.best, reason) } else { Meant::Open }
    }

    /// Under which name a bare name is shown, where that is another.
    fn shown(&self, slot: usize, meant: Meant, names: &Names, known: &Known, name: &str) -> Option<(String, Reason)> {
        match meant {
            Meant::Bearer(number, reason) => Some((known.name(names, number).to_owned(), reason)),
            Meant::Open => Some((open(self.most_frequent(slot, names)), Reason::Open)),
            Meant::Itself => {
                let most = self.most_frequent(slot, names);
                (most != name).then(|| (most.to_owned(), Reason::Spelling))
            }
        }
    }

    /// The most frequent spelling of a slot, one in capitals only where there is no other.
    fn most_frequent<'n>(&self, slot: usize, names: &'n Names) -> &'n str {
        let shouts = |name: &str| !name.contains(char::is_lowercase);
        let most = self.slots[slot].names.iter().max_by_key(|at| {
            let name = names.strings.get(**at as usize);
            (!shouts(name), names.stories[**at as usize], Reverse(name))
        });
        most.map_or("", |at| names.strings.get(*at as usize))
    }
}

/// The stories of the archive with the full names that bear a bare one.
struct Stories {
    /// Where the list of each ends.
    ends: Vec<u32>,
    lists: Vec<u32>,
    /// The cells of the articles of each.
    cells: Vec<Vec<Cell>>,
}

impl Stories {
    fn of(names: &Names, roll: &Roll, known: &Known, slots: &Slots, cells: &[Cell]) -> Self {
        let mut rows: Vec<(u32, u32)> = roll.rows.iter().zip(0..).map(|(row, at)| (row.leader, at)).collect();
        rows.sort_unstable();
        let mut stories = Self { ends: Vec::new(), lists: Vec::new(), cells: Vec::new() };
        for own in rows.chunk_by(|a, b| a.0 == b.0) {
            let begin = stories.lists.len();
            for (_, row) in own {
                let numbers = names.of(*row as usize).iter().map(|name| known.numbers[*name as usize]);
                stories.lists.extend(numbers.filter(|number| *number != NOBODY && !slots.borne_by(*number).is_empty()));
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
            if kept == begin {
                continue;
            }
            stories.ends.push(kept as u32);
            let mut own: Vec<Cell> = own.iter().filter_map(|(_, row)| cells.get(*row as usize).copied()).collect();
            own.sort_unstable();
            own.dedup();
            stories.cells.push(own);
        }
        stories
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn of_story(&self, story: u32) -> &[u32] {
        let at = story as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.lists[begin..self.ends[at] as usize]
    }

    /// The stories by what a key makes of their cells, each once.
    fn by<K: Ord>(&self, key: impl Fn(&Cell) -> Option<K>) -> BTreeMap<K, Vec<u32>> {
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
