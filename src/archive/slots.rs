//! Surnames and given names that stand alone, each with those who bear it and the stories that speak for one of them.

use super::cells::Stories;
use super::full_names::{is_bare, keys, open, parts};
use super::known_names::{FEWEST, Given, Known, MANY, NOBODY, OF_NOTE};
use super::names::Names;
use super::reason::Reason;
use super::scope::Scope;
use super::share::Share;
use crate::entities::people::{is_family_first, is_honored, keys_of};
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _};
use std::cell::LazyCell;
use std::cmp::Reverse;

/// Share of all stories with a bearer that the full name must have.
const SHARE: f64 = 0.9;
/// The same where the bare name occurs more often than the full one.
const SHARE_OF_RARE: f64 = 0.95;
/// Share from which a bearer stands out among those who bear a surname that is left open.
const OUTSTANDING: f64 = 1.0 / 3.0;
/// Letters of a bare name up to which another spelling of it is another name: "Pelé" is no Peele, "Jim" no James.
const SHORT: usize = 5;
/// How many times more often than the full name the bare one may occur: beyond it, it is a name of its own ("Prince").
const MOST_BARE: u64 = 20;

/// The bare names of one key, and who may be meant.
pub(super) struct Slot {
    /// Positions among the names.
    pub names: Vec<u32>,
    keys: Vec<String>,
    /// Stories of these names.
    pub stories: u64,
}

/// Whom the bare names of a slot mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// The full name of this number.
    Bearer(u32, Reason),
    Open,
    /// It is a name of its own.
    Itself,
}

/// Room for counting, empty before and after: by name the stories that have it, by slot what is counted and the last story.
pub(super) struct Space {
    of_name: Vec<u32>,
    counts: Vec<Count>,
    last: Vec<u32>,
}

impl Space {
    pub fn of(slots: &Slots) -> Self {
        let (names, all) = (slots.ends.len(), slots.all.len());
        Self { of_name: vec![0; names], counts: vec![Count::default(); all], last: vec![NOBODY; all] }
    }
}

/// Full names of some stories.
#[derive(Default, Clone, Copy)]
pub(super) struct Count {
    pub best: u32,
    pub stories: u32,
    pub all: u32,
    /// Who has most stories but the best, and how many; none has 0.
    second: (u32, u32),
}

impl Count {
    pub fn share(&self, names: &Names, known: &Known) -> Share {
        let (second, stories) = self.second;
        let name = |number: u32| known.name(names, number).to_owned();
        let second = (stories > 0).then(|| (name(second), stories));
        Share { name: name(self.best), stories: self.stories, all: self.all, second }
    }
}

/// What the first word of a name is: few are different, and each is looked up once.
#[derive(Default)]
struct FirstWords<'n>(HashMap<&'n str, FirstWord>);

#[derive(Debug, Clone, Copy)]
struct FirstWord {
    family_first: bool,
    honored: bool,
}

impl<'n> FirstWords<'n> {
    fn of(&mut self, name: &'n str) -> FirstWord {
        let word = name.split(' ').find(|word| !word.is_empty()).unwrap_or_default();
        *self.0.entry(word).or_insert_with(|| FirstWord {
            family_first: keys_of(word).first().is_some_and(|key| is_family_first(key)),
            honored: is_honored(&fold(word)),
        })
    }
}

/// Bare names, and who bears them.
pub(super) struct Slots {
    pub all: Vec<Slot>,
    /// Of each full name that bears some: where its list ends.
    ends: Vec<u32>,
    /// The slots that a full name bears, and whether as given name.
    borne: Vec<(u32, bool)>,
    /// Stories of all who bear each slot as given name, summed, and of all who bear it in whatever way.
    of_given: Vec<u64>,
    pub of_all: Vec<u64>,
}

impl Slots {
    /// The bare names of a scope.
    pub fn of(given: &Given<'_>, scope: &Scope) -> Self {
        let Given { names, full, aliases, known, .. } = *given;
        let mut slots: Vec<Slot> = Vec::new();
        let mut by_keys: HashMap<Vec<String>, usize> = HashMap::new();
        let mut by_last: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, keys) in names.keys.iter().enumerate().filter(|(_, keys)| keys[0] == keys[1] && scope.has_key(keys[1]))
        {
            let last = keys[1];
            let name = names.strings.get(at);
            let (words, keys) = parts(name);
            if !is_bare(&words)
                || aliases.decides(name)
                || full.decision(name).is_some()
                || super::full_names::is_younger(name)
            {
                continue;
            }
            let slot = *by_keys.entry(keys.clone()).or_insert_with(|| {
                by_last.entry(last).or_default().push(slots.len() as u32);
                slots.push(Slot { names: Vec::new(), keys, stories: 0 });
                slots.len() - 1
            });
            slots[slot].names.push(at as u32);
            slots[slot].stories += u64::from(names.stories[at]);
        }
        let total = known.total(names);
        let mut found = Self {
            of_given: vec![0; slots.len()],
            of_all: vec![0; slots.len()],
            all: slots,
            ends: Vec::with_capacity(total),
            borne: Vec::new(),
        };
        let mut stories = vec![0_u64; total];
        for (at, number) in known.numbers.iter().enumerate().filter(|(_, number)| **number != NOBODY) {
            stories[*number as usize] += u64::from(names.stories[at]);
        }
        let mut first_words = FirstWords::default();
        for (at, stories) in stories.iter().enumerate() {
            if *stories > 0 {
                let name = known.name(names, at as u32);
                found.bear((name, names.keys.get(at).copied()), *stories, &by_last, &mut first_words);
            }
            found.ends.push(found.borne.len() as u32);
        }
        found
    }

    /// Adds the slots that a name bears.
    fn bear<'n>(
        &mut self,
        (name, known_keys): (&'n str, Option<[u32; 2]>),
        stories: u64,
        by_last: &HashMap<u32, Vec<u32>>,
        first_words: &mut FirstWords<'n>,
    ) {
        let [first, last] = known_keys.unwrap_or_else(|| keys(name));
        let (of_first, of_last) = (by_last.get(&first), by_last.get(&last));
        // Of a bare name both are one; that of others may be as well.
        if of_first.or(of_last).is_none() || first == last && is_bare(&parts(name).0) {
            return;
        }
        let begin = self.borne.len();
        let keys = LazyCell::new(|| parts(name).1);
        for slot in of_last.into_iter().flatten() {
            let own = &self.all[*slot as usize].keys;
            if own.len() == 1 || keys.ends_with(own) {
                self.of_all[*slot as usize] += stories;
                self.borne.push((*slot, false));
            }
        }
        let Some(of_first) = of_first else { return };
        let FirstWord { family_first, honored } = first_words.of(name);
        if !family_first && honored {
            return;
        }
        for slot in of_first {
            let is_known = self.borne[begin..].iter().any(|(known, _)| known == slot);
            if self.all[*slot as usize].keys.len() == 1 && !is_known {
                self.of_all[*slot as usize] += stories;
                self.borne.push((*slot, !family_first));
                if !family_first {
                    self.of_given[*slot as usize] += stories;
                }
            }
        }
    }

    pub fn borne_by(&self, number: u32) -> &[(u32, bool)] {
        let at = number as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.borne[begin..self.ends[at] as usize]
    }

    /// Of each slot that somebody in some stories bears, in order: who has most of them, and how many all of note have.
    pub fn count(&self, stories: &Stories, which: &[u32], space: &mut Space) -> Vec<(u32, Count)> {
        let Space { of_name, counts, last } = space;
        let (mut names, mut slots): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for name in which.iter().flat_map(|story| stories.of_story(*story)) {
            let known = &mut of_name[*name as usize];
            if *known == 0 {
                names.push(*name);
            }
            *known += 1;
        }
        for name in &names {
            let stories = of_name[*name as usize];
            for (slot, _) in self.borne_by(*name) {
                let count = &mut counts[*slot as usize];
                if count.stories == 0 {
                    slots.push(*slot);
                }
                // Ties are broken by name, so that the answer does not depend on the order of the table.
                if (stories, Reverse(*name)) > (count.stories, Reverse(count.best)) {
                    count.second = (count.best, count.stories);
                    (count.best, count.stories) = (*name, stories);
                } else if (stories, Reverse(*name)) > (count.second.1, Reverse(count.second.0)) {
                    count.second = (*name, stories);
                }
            }
        }
        for story in which {
            for name in stories.of_story(*story) {
                for (slot, _) in self.borne_by(*name) {
                    let (count, last) = (&mut counts[*slot as usize], &mut last[*slot as usize]);
                    let is_of_note = of_name[*name as usize] * OF_NOTE >= count.stories;
                    if is_of_note && std::mem::replace(last, *story) != *story {
                        count.all += 1;
                    }
                }
            }
        }
        slots.sort_unstable();
        for name in names {
            of_name[name as usize] = 0;
        }
        for slot in &slots {
            last[*slot as usize] = NOBODY;
        }
        slots.into_iter().map(|slot| (slot, std::mem::take(&mut counts[slot as usize]))).collect()
    }

    pub fn reason(&self, slot: u32, bearer: u32) -> Reason {
        let as_given = self.borne_by(bearer).iter().any(|(own, as_given)| *own == slot && *as_given);
        if as_given { Reason::GivenName } else { Reason::Surname }
    }

    /// Whom a slot means in the whole archive.
    pub fn meant(&self, slot: u32, count: Count, names: &Names, known: &Known) -> Meant {
        let bare = self.all[slot as usize].stories;
        let Count { best, stories, all, .. } = count;
        if u64::from(stories) < FEWEST || known.numbers.is_empty() {
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
            if self.is_other_spelling(slot as usize, names, known.name(names, best)) {
                return Meant::Itself;
            }
            Meant::Bearer(best, reason)
        } else if stories < MANY && bare > self.of_all[slot as usize] {
            Meant::Itself
        } else {
            Meant::Open
        }
    }

    /// True of a short bare name that the full one has in no such spelling.
    fn is_other_spelling(&self, slot: usize, names: &Names, full: &str) -> bool {
        let bare = fold(self.most_frequent(slot, names));
        bare.chars().count() <= SHORT && !fold(full).split([' ', '-']).any(|word| word == bare)
    }

    /// Whom a slot means where a cell has stories enough to say.
    pub fn meant_in_cell(&self, slot: u32, count: Count) -> Meant {
        let reason = self.reason(slot, count.best);
        let is_most = f64::from(count.stories) >= SHARE * f64::from(count.all);
        if is_most && reason == Reason::Surname { Meant::Bearer(count.best, reason) } else { Meant::Open }
    }

    /// Under which name a bare name is shown, where that is another.
    pub fn shown(
        &self,
        (slot, count): (usize, Count),
        meant: Meant,
        names: &Names,
        known: &Known,
        name: &str,
    ) -> Option<(String, Reason)> {
        match meant {
            Meant::Bearer(number, reason) => Some((known.name(names, number).to_owned(), reason)),
            Meant::Open => {
                let stands_out = self.reason(slot as u32, count.best) == Reason::Surname
                    && (count.stories >= MANY || u64::from(count.stories) >= self.all[slot].stories)
                    && f64::from(count.stories) >= OUTSTANDING * f64::from(count.all);
                let reason = if stands_out { Reason::Open } else { Reason::Several };
                Some((open(self.most_frequent(slot, names)), reason))
            }
            Meant::Itself => {
                let most = self.most_frequent(slot, names);
                (most != name).then(|| (most.to_owned(), Reason::Spelling))
            }
        }
    }

    /// The most frequent spelling of a slot, one in capitals only where there is no other.
    pub fn most_frequent<'n>(&self, slot: usize, names: &'n Names) -> &'n str {
        let shouts = |name: &str| !name.contains(char::is_lowercase);
        let most = self.all[slot].names.iter().max_by_key(|at| {
            let name = names.strings.get(**at as usize);
            (!shouts(name), names.stories[**at as usize], Reverse(name))
        });
        most.map_or("", |at| names.strings.get(*at as usize))
    }
}
