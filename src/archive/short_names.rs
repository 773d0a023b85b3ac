//! Whom a surname or given name alone means, where its article does not say: who has nine tenths of the stories of all that
//! bear it, in that source and year, else in that year, else in the archive.
//!
//! A pure function of the names, stories, days and sources of the archive, computed from its tables at each revision.

use super::ArchiveError;
use super::aliases::Aliases;
use super::cells::{Cell, Stories};
use super::elsewhere::Elsewhere;
use super::full_names::{Resolution, is_bare, keys, number, open, parts};
use super::known_names::{Known, MANY, NOBODY, OF_NOTE};
use super::names::Names;
use super::reason::{Reason, Row};
use super::roll::Roll;
use super::share::Share;
use crate::entities::people::{is_family_first, is_honored, keys_of};
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _};
use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Stories in which a full name must occur before a bare one is taken for it.
pub(super) const FEWEST: u64 = 3;
/// Share of all stories with a bearer that the full name must have.
const SHARE: f64 = 0.9;
/// The same where the bare name occurs more often than the full one.
const SHARE_OF_RARE: f64 = 0.95;
/// Share from which a bearer stands out among those who bear a surname that is left open.
const OUTSTANDING: f64 = 1.0 / 3.0;
/// Letters of a bare name up to which another spelling of it is another name: "Pelé" is no Peele, "Jim" no James.
const SHORT: usize = 5;
/// Stories that a source and year, or a year, must have to decide by itself.
const CELL: u32 = 20;
/// How many times more often than the full name the bare one may occur: beyond it, it is a name of its own ("Prince").
const MOST_BARE: u64 = 20;
/// How many times more often a full name must be another kind than a person's to be nobody's ("Ann Arbor").
const OFTENER: u64 = 3;
/// Stories that a bare name must have for its word to be looked for elsewhere.
const FEWEST_OF_WORD: u64 = 10;
/// How many times more often than it is somebody's name its word must stand to name nobody ("Oscar").
const MOSTLY_WORD: u64 = 2;

/// A bare name in a source and year, or in a year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InCell {
    pub name: String,
    pub year: i32,
    /// None for all sources.
    pub source: Option<String>,
    pub known_as: String,
    pub reason: Reason,
    pub share: Share,
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

/// Room for counting, empty before and after: by name the stories that have it, by slot what is counted and the last story.
struct Space {
    of_name: Vec<u32>,
    counts: Vec<Count>,
    last: Vec<u32>,
}

impl Space {
    fn of(slots: &Slots) -> Self {
        let (names, all) = (slots.ends.len(), slots.all.len());
        Self { of_name: vec![0; names], counts: vec![Count::default(); all], last: vec![NOBODY; all] }
    }
}

/// Full names of some stories.
#[derive(Default, Clone, Copy)]
struct Count {
    best: u32,
    stories: u32,
    all: u32,
    /// Who has most stories but the best, and how many; none has 0.
    second: (u32, u32),
}

impl Count {
    fn share(&self, names: &Names, known: &Known) -> Share {
        let (second, stories) = self.second;
        let name = |number: u32| known.name(names, number).to_owned();
        let second = (stories > 0).then(|| (name(second), stories));
        Share { name: name(self.best), stories: self.stories, all: self.all, second }
    }
}

impl ShortNames {
    /// Decides for the names of the archive, in which the full ones are known; `cells` has that of each article, by row.
    pub fn of(
        (names, roll): (&Names, &Roll),
        full: &Resolution,
        aliases: &Aliases,
        (cells, sources): (&[Cell], &[String]),
        elsewhere: &dyn Elsewhere,
    ) -> Result<Self, ArchiveError> {
        let mut found = Self::default();
        let known = Known::of(names, full, aliases, &mut found.rows);
        let slots = Slots::of(names, full, aliases, &known);
        let bearer = |name: u32| {
            let number = known.numbers[name as usize];
            (number != NOBODY && !slots.borne_by(number).is_empty()).then_some(number)
        };
        let stories = Stories::of(names, roll, cells, &bearer);
        let all: Vec<u32> = (0..stories.len() as u32).collect();
        let mut whole = vec![Count::default(); slots.all.len()];
        for (slot, count) in slots.count(&stories, &all, &mut Space::of(&slots)) {
            whole[slot as usize] = count;
        }
        let mut decided: Vec<Meant> = Vec::with_capacity(slots.all.len());
        for (at, slot) in slots.all.iter().enumerate() {
            let count = whole[at];
            let meant = slots.meant(at as u32, count, names, &known);
            decided.push(meant);
            let share = (count.stories > 0).then(|| count.share(names, &known));
            let is_word =
                meant == Meant::Itself && slots.is_mostly_word(at, slots.most_frequent(at, names), elsewhere)?;
            for name in &slot.names {
                let name = names.strings.get(*name as usize);
                found.shares.extend(share.clone().map(|share| (name.to_owned(), share)));
                let is_rare = count.stories < MANY || u64::from(count.stories) < slot.stories;
                if is_word {
                    found.rows.push((name.to_owned(), None, Reason::Word));
                } else if !matches!(meant, Meant::Bearer(..))
                    && is_rare
                    && elsewhere.as_other_kind(name)? >= slot.stories
                {
                    found.rows.push((name.to_owned(), None, Reason::OtherKind));
                    decided[at] = Meant::Itself;
                } else if let Some((known_as, reason)) = slots.shown((at, count), meant, names, &known, name) {
                    found.rows.push((name.to_owned(), Some(known_as), reason));
                }
            }
        }
        found.of_other_kinds(names, &known, aliases, elsewhere)?;
        found.in_cells((names, &known), &slots, &stories, &decided, sources);
        found.rows.sort_unstable();
        found.cells.sort_unstable();
        Ok(found)
    }

    /// Adds the full names that are hardly ever a person's.
    fn of_other_kinds(
        &mut self,
        names: &Names,
        known: &Known,
        aliases: &Aliases,
        elsewhere: &dyn Elsewhere,
    ) -> Result<(), ArchiveError> {
        for (at, name) in names.strings.iter().enumerate() {
            let stories = u64::from(names.stories[at]);
            let is_free = known.numbers[at] == at as u32 && stories >= FEWEST && !aliases.decides(name);
            if is_free && !is_bare(&parts(name).0) && elsewhere.as_other_kind(name)? >= OFTENER * stories {
                self.rows.push((name.to_owned(), None, Reason::OtherKind));
            }
        }
        Ok(())
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
        let mut space = Space::of(slots);
        for ((year, source), own) in by_year.into_iter().chain(by_source) {
            if (own.len() as u32) < CELL {
                continue;
            }
            for (slot, count) in slots.count(stories, &own, &mut space) {
                if count.all < CELL {
                    continue;
                }
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
                for name in &slots.all[slot as usize].names {
                    let name = names.strings.get(*name as usize);
                    let shown = slots.shown((slot as usize, count), meant, names, known, name);
                    let (known_as, reason) = shown.unwrap_or_else(|| (open(name), Reason::Open));
                    let (name, source, share) = (name.to_owned(), source.clone(), count.share(names, known));
                    self.cells.push(InCell { name, year, source, known_as, reason, share });
                }
            }
        }
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
struct Slots {
    all: Vec<Slot>,
    /// Of each full name that bears some: where its list ends.
    ends: Vec<u32>,
    /// The slots that a full name bears, and whether as given name.
    borne: Vec<(u32, bool)>,
    /// Stories of all who bear each slot as given name, summed, and of all who bear it in whatever way.
    of_given: Vec<u64>,
    of_all: Vec<u64>,
}

impl Slots {
    fn of(names: &Names, full: &Resolution, aliases: &Aliases, known: &Known) -> Self {
        let mut slots: Vec<Slot> = Vec::new();
        let mut by_keys: HashMap<Vec<String>, usize> = HashMap::new();
        let mut by_last: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, name) in names.strings.iter().enumerate().filter(|(at, _)| names.keys[*at][0] == names.keys[*at][1]) {
            let (words, keys) = parts(name);
            if !is_bare(&words)
                || aliases.decides(name)
                || full.decision(name).is_some()
                || super::full_names::is_younger(name)
            {
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

    fn borne_by(&self, number: u32) -> &[(u32, bool)] {
        let at = number as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.borne[begin..self.ends[at] as usize]
    }

    /// Of each slot that somebody in some stories bears, in order: who has most of them, and how many all of note have.
    fn count(&self, stories: &Stories, which: &[u32], space: &mut Space) -> Vec<(u32, Count)> {
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

    fn reason(&self, slot: u32, bearer: u32) -> Reason {
        let as_given = self.borne_by(bearer).iter().any(|(own, as_given)| *own == slot && *as_given);
        if as_given { Reason::GivenName } else { Reason::Surname }
    }

    /// Whom a slot means in the whole archive.
    fn meant(&self, slot: u32, count: Count, names: &Names, known: &Known) -> Meant {
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

    /// True where the word of a bare name is something else in most articles: a prize, a firm, a common noun.
    fn is_mostly_word(&self, slot: usize, name: &str, elsewhere: &dyn Elsewhere) -> Result<bool, ArchiveError> {
        let bare = self.all[slot].stories;
        if bare < FEWEST_OF_WORD {
            return Ok(false);
        }
        Ok(elsewhere.as_word(name)?.saturating_sub(self.of_all[slot]) >= MOSTLY_WORD * bare)
    }

    /// Whom a slot means where a cell has stories enough to say.
    fn meant_in_cell(&self, slot: u32, count: Count) -> Meant {
        let reason = self.reason(slot, count.best);
        let is_most = f64::from(count.stories) >= SHARE * f64::from(count.all);
        if is_most && reason == Reason::Surname { Meant::Bearer(count.best, reason) } else { Meant::Open }
    }

    /// Under which name a bare name is shown, where that is another.
    fn shown(
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
    fn most_frequent<'n>(&self, slot: usize, names: &'n Names) -> &'n str {
        let shouts = |name: &str| !name.contains(char::is_lowercase);
        let most = self.all[slot].names.iter().max_by_key(|at| {
            let name = names.strings.get(**at as usize);
            (!shouts(name), names.stories[**at as usize], Reverse(name))
        });
        most.map_or("", |at| names.strings.get(*at as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::super::full_names;
    use super::super::names::Strings;
    use super::super::roll::Row as Article;
    use super::*;

    /// What names are besides people's: stories as another kind, articles with the word.
    struct Listed<'a>(&'a [(&'a str, u64)], &'a [(&'a str, u64)]);

    impl Elsewhere for Listed<'_> {
        fn as_other_kind(&self, name: &str) -> Result<u64, ArchiveError> {
            Ok(self.0.iter().find(|(other, _)| *other == name).map_or(0, |(_, stories)| *stories))
        }

        fn as_word(&self, name: &str) -> Result<u64, ArchiveError> {
            Ok(self.1.iter().find(|(other, _)| *other == name).map_or(0, |(_, articles)| *articles))
        }
    }

    /// An archive of articles: year, source and names of each, and how many there are of it.
    fn decided(articles: &[(i32, u32, &[&str], usize)], elsewhere: &Listed<'_>) -> ShortNames {
        let mut all: Vec<&str> = articles.iter().flat_map(|(_, _, names, _)| names.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let mut names = Names::default();
        let mut strings = Strings::default();
        all.iter().for_each(|name| strings.push(name));
        names.keys = all.iter().map(|name| full_names::keys(name)).collect();
        names.stories = vec![0; all.len()];
        let (mut roll, mut cells) = (Roll::default(), Vec::new());
        for (year, source, own, count) in articles {
            for _ in 0..*count {
                let mut list: Vec<u32> = own.iter().map(|name| all.binary_search(name).unwrap() as u32).collect();
                list.sort_unstable();
                list.iter().for_each(|name| names.stories[*name as usize] += 1);
                names.lists.extend(list);
                names.ends.push(names.lists.len() as u32);
                let at = roll.rows.len() as u32;
                roll.rows.push(Article { lead: at, place: (0, 0), digest: 0, source: 0, text: at, leader: at });
                cells.push(Cell { year: Some(*year), source: *source });
            }
        }
        names.strings = strings;
        let counts: Vec<(String, u64)> = names.counts().map(|(name, stories)| (name.to_owned(), stories)).collect();
        let full = Resolution::of(&counts, &Aliases::default());
        let sources = ["A".to_owned(), "B".to_owned()];
        ShortNames::of((&names, &roll), &full, &Aliases::default(), (&cells, &sources), elsewhere).unwrap()
    }

    /// The name under which one is known, where that is another; "-" where it is nobody's.
    fn known<'s>(short: &'s ShortNames, name: &str) -> Option<&'s str> {
        let row = short.rows.iter().find(|(own, ..)| own == name);
        row.map(|(_, known_as, _)| known_as.as_deref().unwrap_or("-"))
    }

    /// All in one year and source, each name in stories of its own.
    fn of_counts(counts: &[(&'static str, usize)]) -> ShortNames {
        let names: Vec<[&str; 1]> = counts.iter().map(|(name, _)| [*name]).collect();
        let articles: Vec<(i32, u32, &[&str], usize)> =
            names.iter().zip(counts).map(|(name, (_, count))| (2020, 0, &name[..], *count)).collect();
        decided(&articles, &Listed(&[], &[]))
    }

    /// Why a name is shown as it is.
    fn reason(short: &ShortNames, name: &str) -> Option<Reason> {
        short.rows.iter().find(|(own, ..)| own == name).map(|(_, _, reason)| *reason)
    }

    #[test]
    fn what_many_bear_counts_for_nobody() {
        let short = of_counts(&[
            ("Hillary Clinton", 60),
            ("Bill Clinton", 40),
            ("Clinton", 50),
            ("Tom Hanks", 25),
            ("Tom Brady", 25),
            ("Tom", 30),
            ("Anna Lee", 4),
            ("Bruce Lee", 4),
            ("Carl Lee", 4),
            ("Lee", 5),
        ]);
        assert_eq!(reason(&short, "Clinton"), Some(Reason::Open));
        assert_eq!(reason(&short, "Tom"), Some(Reason::Several), "a given name");
        assert_eq!(reason(&short, "Lee"), Some(Reason::Several), "nobody of note bears the surname");
    }

    #[test]
    fn a_short_name_in_another_spelling_is_another() {
        let short = of_counts(&[("Jordan Peele", 30), ("Pele", 9), ("Volodymyr Zelenskyy", 30), ("Zelenskiy", 9)]);
        assert_eq!(known(&short, "Pele"), None);
        assert_eq!(known(&short, "Zelenskiy"), Some("Volodymyr Zelenskyy"));
    }

    #[test]
    fn a_bare_surname_is_the_name_that_dominates() {
        let short = of_counts(&[
            ("Donald Trump", 95),
            ("Ivanka Trump", 3),
            ("Trump", 40),
            ("George Bush", 30),
            ("Laura Bush", 1),
            ("Bush", 9),
            ("Anna Smith", 6),
            ("John Smith", 6),
            ("Smith", 4),
            ("Zelensky", 5),
            ("Volodymyr Zelenskyy", 50),
            ("Volodymyr Zelenskiy", 20),
            ("Xi Jinping", 9),
            ("Xi", 5),
            ("Ursula von der Leyen", 8),
            ("von der Leyen", 2),
            ("Erik Prince", 3),
            ("Prince", 90),
            ("Michael Jordan", 3),
            ("Jordan Peterson", 3),
            ("Jordan", 2),
            ("Karen Oduya", 2),
            ("Oduya", 1),
            ("Ronald Reagan", 23),
            ("Nancy Reagan", 1),
            ("Although Reagan", 1),
            ("Reagan", 482),
            ("Nobody", 7),
        ]);
        for (bare, full) in [
            ("Trump", Some("Donald Trump")),
            ("Bush", Some("George Bush")),
            ("Xi", Some("Xi Jinping")),
            ("Reagan", Some("Ronald Reagan")),
            ("von der Leyen", Some("Ursula von der Leyen")),
            ("Zelensky", Some("Volodymyr Zelenskyy")),
            // Two bearers.
            ("Smith", Some("Smith (not said which)")),
            ("Jordan", Some("Jordan (not said which)")),
            // A name of its own, too few stories, nobody.
            ("Prince", None),
            ("Oduya", None),
            ("Nobody", None),
        ] {
            assert_eq!(known(&short, bare), full, "{bare}");
        }
    }

    #[test]
    fn those_who_are_named_with_the_one_do_not_count_against_him() {
        let short = decided(
            &[
                (2020, 0, &["Donald Trump"], 60),
                (2020, 0, &["Donald Trump", "Ivanka Trump", "Melania Trump"], 30),
                (2020, 0, &["Donald Trump Jr."], 4),
                (2020, 0, &["Trump"], 20),
            ],
            &Listed(&[], &[]),
        );
        assert_eq!(known(&short, "Trump"), Some("Donald Trump"));
    }

    #[test]
    fn a_source_and_a_year_decide_before_the_archive() {
        let short = decided(
            &[
                (1998, 0, &["Bill Clinton"], 40),
                (2016, 0, &["Hillary Clinton"], 95),
                (2016, 0, &["Bill Clinton"], 5),
                (2016, 1, &["Bill Clinton"], 25),
                (2005, 0, &["Hillary Clinton"], 15),
                (2005, 0, &["Bill Clinton"], 15),
                (2006, 0, &["Bill Clinton"], 19),
                (2016, 0, &["Clinton"], 9),
            ],
            &Listed(&[], &[]),
        );
        assert_eq!(known(&short, "Clinton"), Some("Clinton (not said which)"));
        let cells: Vec<_> =
            short.cells.iter().map(|cell| (cell.year, cell.source.as_deref(), cell.known_as.as_str())).collect();
        assert_eq!(
            cells,
            [(1998, None, "Bill Clinton"), (2016, Some("A"), "Hillary Clinton"), (2016, Some("B"), "Bill Clinton")],
            "2005 is undecided, and 2006 has too few stories"
        );
        let share = |name: &str, stories, all, second: Option<(&str, u32)>| Share {
            name: name.to_owned(),
            stories,
            all,
            second: second.map(|(name, stories)| (name.to_owned(), stories)),
        };
        let shares: Vec<Share> = short.cells.iter().map(|cell| cell.share.clone()).collect();
        let in_2016 = share("Hillary Clinton", 95, 100, Some(("Bill Clinton", 5)));
        assert_eq!(shares, [share("Bill Clinton", 40, 40, None), in_2016, share("Bill Clinton", 25, 25, None)]);
        assert_eq!(short.shares["Clinton"], share("Hillary Clinton", 110, 214, Some(("Bill Clinton", 104))));
    }

    #[test]
    fn a_given_name_alone_is_somebody_only_where_hardly_anybody_else_has_it() {
        let short = of_counts(&[
            ("LeBron James", 40),
            ("Etta James", 9),
            ("LeBron", 6),
            ("Joe Biden", 90),
            ("Joe Manchin", 9),
            ("Joe Smith", 2),
            ("Joe Hill", 2),
            ("Joe", 9),
        ]);
        assert_eq!(known(&short, "LeBron"), Some("LeBron James"));
        assert_eq!(known(&short, "Joe"), Some("Joe (not said which)"));
    }

    #[test]
    fn a_word_that_is_mostly_something_else_is_nobody() {
        let articles: &[(i32, u32, &[&str], usize)] = &[
            (2020, 0, &["Oscar"], 30),
            (2020, 0, &["Oscar Lindqvist"], 12),
            (2020, 0, &["Zendira"], 30),
            (2020, 0, &["Few"], 9),
            (2020, 0, &["Brown"], 30),
            (2020, 0, &["Gordon Brown"], 40),
            (2020, 0, &["Ann Arbor"], 5),
            (2020, 0, &["Ralph Lauren"], 5),
        ];
        let words = [("Oscar", 30 + 12 + 31), ("Zendira", 59), ("Few", 900), ("Brown", 900)];
        let short = decided(articles, &Listed(&[("Ann Arbor", 15), ("Ralph Lauren", 14)], &words));
        assert_eq!(known(&short, "Oscar"), Some("-"));
        assert_eq!(known(&short, "Zendira"), None, "half of it and more is somebody");
        assert_eq!(known(&short, "Few"), None, "too few to say");
        assert_eq!(known(&short, "Brown"), Some("Gordon Brown"));
        assert_eq!(known(&short, "Ann Arbor"), Some("-"));
        assert_eq!(known(&short, "Ralph Lauren"), None);
    }

    #[test]
    fn what_is_oftener_a_place_is_nobody() {
        let articles: &[(i32, u32, &[&str], usize)] = &[
            (2020, 0, &["Helena"], 30),
            (2020, 0, &["Helena Bonham"], 4),
            (2020, 0, &["Obama"], 9),
            (2020, 0, &["Barack Obama"], 90),
        ];
        let short = decided(articles, &Listed(&[("Helena", 31), ("Obama", 12)], &[]));
        assert_eq!(known(&short, "Helena"), Some("-"));
        assert_eq!(known(&short, "Obama"), Some("Barack Obama"));
        assert_eq!(known(&decided(articles, &Listed(&[("Helena", 29)], &[])), "Helena"), None);
    }

    #[test]
    fn what_is_glued_to_a_well_known_name_is_no_part_of_it() {
        let short = of_counts(&[
            ("Mitch McConnell", 60),
            ("Mitch McConnell Addison", 2),
            ("Democrat Mitch McConnell", 1),
            ("Paul Martin", 60),
            ("Paul Martin Smith", 3),
            ("Pedro Sánchez", 9),
            ("Pedro Sánchez Castejón", 1),
        ]);
        assert_eq!(known(&short, "Mitch McConnell Addison"), Some("Mitch McConnell"));
        assert_eq!(known(&short, "Democrat Mitch McConnell"), Some("Mitch McConnell"));
        assert_eq!(known(&short, "Paul Martin Smith"), None, "Martin is a given name as well");
        assert_eq!(known(&short, "Pedro Sánchez Castejón"), None, "hardly known");
    }
}
