//! Whom a surname or given name alone means, where its article does not say: who has nine tenths of the stories of all that
//! bear it, in that source and year, else in that year, else in the archive.
//!
//! A pure function of the names, stories, days and sources of the archive, computed from its tables at each revision. What it says of
//! a name depends on the names alone that have a key in common, so that after a change those of other keys stay as they are.

use super::ArchiveError;
use super::cells::{Cell, Stories};
use super::elsewhere::Elsewhere;
use super::full_names::{is_bare, open, parts};
use super::known_names::{FEWEST, Given, Known, MANY, NOBODY};
use super::names::Names;
use super::reason::{Reason, Row};
use super::scope::Scope;
use super::share::Share;
use super::slots::{Count, Meant, Slots, Space};
use foldhash::HashMap;
use std::collections::BTreeMap;

/// Stories that a source and year, or a year, must have to decide by itself.
const CELL: u32 = 20;
/// How much more often, as a fraction, a full name must be another kind than a person's to be nobody's ("Ann Arbor").
const OFTENER: (u64, u64) = (3, 2);
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
    /// Of each bare name whose word was looked for elsewhere: in how many articles it must stand, and whether it does.
    pub words: BTreeMap<String, (u32, bool)>,
}

impl ShortNames {
    /// Decides for the names of a scope, in an archive in which the full names are known; `source` gives the name of a source by its hash.
    pub fn of(
        given: &Given<'_>,
        scope: &Scope,
        source: &dyn Fn(u64) -> String,
        elsewhere: &dyn Elsewhere,
    ) -> Result<Self, ArchiveError> {
        let Given { names, roll, known, .. } = *given;
        let mut found = Self::default();
        let slots = Slots::of(given, scope);
        let bearer = |name: u32| {
            let number = known.numbers[name as usize];
            (number != NOBODY && !slots.borne_by(number).is_empty()).then_some(number)
        };
        let stories = Stories::of(names, roll, &bearer);
        let all: Vec<u32> = (0..stories.len() as u32).collect();
        let mut whole = vec![Count::default(); slots.all.len()];
        for (slot, count) in slots.count(&stories, &all, &mut Space::of(&slots)) {
            whole[slot as usize] = count;
        }
        let mut decided: Vec<Meant> = Vec::with_capacity(slots.all.len());
        for (at, count) in whole.into_iter().enumerate() {
            decided.push(found.decide(given, (&slots, at), count, elsewhere)?);
        }
        found.of_other_kinds(given, scope, elsewhere)?;
        found.in_cells((names, known), &slots, &stories, &decided, source);
        found.rows.sort_unstable();
        found.cells.sort_unstable();
        Ok(found)
    }

    /// Adds what is decided of a slot in the archive as a whole.
    fn decide(
        &mut self,
        given: &Given<'_>,
        (slots, at): (&Slots, usize),
        count: Count,
        elsewhere: &dyn Elsewhere,
    ) -> Result<Meant, ArchiveError> {
        let Given { names, known, .. } = *given;
        let slot = &slots.all[at];
        let meant = slots.meant(at as u32, count, names, known);
        let mut decided = meant;
        let share = (count.stories > 0).then(|| count.share(names, known));
        let is_word = meant == Meant::Itself && self.is_mostly_word((slots, at), names, elsewhere)?;
        for name in &slot.names {
            let name = names.strings.get(*name as usize);
            self.shares.extend(share.clone().map(|share| (name.to_owned(), share)));
            let is_rare = count.stories < MANY || u64::from(count.stories) < slot.stories;
            if is_word {
                self.rows.push((name.to_owned(), None, Reason::Word));
            } else if !matches!(meant, Meant::Bearer(..)) && is_rare && elsewhere.is_other_kind(name, slot.stories)? {
                self.rows.push((name.to_owned(), None, Reason::OtherKind));
                decided = Meant::Itself;
            } else if let Some((known_as, reason)) = slots.shown((at, count), meant, names, known, name) {
                self.rows.push((name.to_owned(), Some(known_as), reason));
            }
        }
        Ok(decided)
    }

    /// True where the word of a bare name is something else in most articles: a prize, a firm, a common noun.
    fn is_mostly_word(
        &mut self,
        (slots, at): (&Slots, usize),
        names: &Names,
        elsewhere: &dyn Elsewhere,
    ) -> Result<bool, ArchiveError> {
        let bare = slots.all[at].stories;
        if bare < FEWEST_OF_WORD {
            return Ok(false);
        }
        let name = slots.most_frequent(at, names);
        let least = u32::try_from(slots.of_all[at] + MOSTLY_WORD * bare).unwrap_or(u32::MAX);
        let is_word = elsewhere.is_word(name, u64::from(least))?;
        self.words.insert(name.to_owned(), (least, is_word));
        Ok(is_word)
    }

    /// Adds the full names that are hardly ever a person's.
    fn of_other_kinds(
        &mut self,
        given: &Given<'_>,
        scope: &Scope,
        elsewhere: &dyn Elsewhere,
    ) -> Result<(), ArchiveError> {
        let Given { names, aliases, known, .. } = *given;
        for (at, name) in names.strings.iter().enumerate() {
            let stories = u64::from(names.stories[at]);
            if known.numbers[at] != at as u32 || stories < FEWEST || !scope.has_name(name) {
                continue;
            }
            let is_free = !aliases.decides(name) && !is_bare(&parts(name).0);
            if is_free && elsewhere.is_other_kind(name, (OFTENER.0 * stories).div_ceil(OFTENER.1))? {
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
        source_of: &dyn Fn(u64) -> String,
    ) {
        let by_year = stories.by(|cell: &Cell| cell.year.map(|year| (year, None)));
        let by_source = stories.by(|cell: &Cell| cell.year.map(|year| (year, Some(cell.source))));
        let mut of_year: HashMap<(i32, u32), Meant> = HashMap::default();
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
                let source = source.map(source_of);
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

    /// Takes what was decided of names outside of a scope from decisions of before; their rows are in order.
    pub fn keep(&mut self, before: Self, names: &Names, scope: &Scope) {
        let stays = |name: &str| names.keys_of(name).is_some_and(|keys| !scope.has(name, keys));
        self.rows.extend(before.rows.into_iter().filter(|(name, ..)| stays(name)));
        self.cells.extend(before.cells.into_iter().filter(|cell| stays(&cell.name)));
        self.shares.extend(before.shares.into_iter().filter(|(name, _)| stays(name)));
        self.words.extend(before.words.into_iter().filter(|(name, _)| stays(name)));
        self.rows.sort_unstable();
        self.cells.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::super::aliases::Aliases;
    use super::super::full_names::{self, Resolution};
    use super::super::names::{Names, Strings};
    use super::super::roll::{Roll, Row as Article};
    use super::*;
    use crate::article::Day;

    /// What names are besides people's: stories as another kind, articles with the word.
    struct Listed<'a>(&'a [(&'a str, u64)], &'a [(&'a str, u64)]);

    impl Elsewhere for Listed<'_> {
        fn is_other_kind(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
            Ok(self.0.iter().find(|(other, _)| *other == name).map_or(0, |(_, stories)| *stories) >= least)
        }

        fn is_word(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
            Ok(self.1.iter().find(|(other, _)| *other == name).map_or(0, |(_, articles)| *articles) >= least)
        }
    }

    /// An archive of articles: year, source and names of each, and how many there are of it.
    fn decided(articles: &[(i32, u64, &[&str], usize)], elsewhere: &Listed<'_>) -> ShortNames {
        let mut all: Vec<&str> = articles.iter().flat_map(|(_, _, names, _)| names.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let mut names = Names::default();
        let mut strings = Strings::default();
        all.iter().for_each(|name| strings.push(name));
        names.keys = all.iter().map(|name| full_names::keys(name)).collect();
        names.stories = vec![0; all.len()];
        let mut roll = Roll::default();
        for (year, source, own, count) in articles {
            for _ in 0..*count {
                let mut list: Vec<u32> = own.iter().map(|name| all.binary_search(name).unwrap() as u32).collect();
                list.sort_unstable();
                list.iter().for_each(|name| names.stories[*name as usize] += 1);
                names.lists.extend(list);
                names.ends.push(names.lists.len() as u32);
                let at = roll.rows.len() as u32;
                let day = i64::from(Day::from_civil(*year, 5, 1).unwrap().0);
                roll.rows.push(Article { lead: at, place: (day, 0), digest: 0, source: *source, text: at, leader: at });
            }
        }
        names.strings = strings;
        let counts: Vec<(String, u64)> = names.counts().map(|(name, stories)| (name.to_owned(), stories)).collect();
        let full = Resolution::of(&counts, &Aliases::default());
        let aliases = Aliases::default();
        let known = Known::of(&names, &full, &aliases);
        let given = Given { names: &names, roll: &roll, full: &full, aliases: &aliases, known: &known };
        let source = |number: u64| ["A", "B"][number as usize].to_owned();
        let mut short = ShortNames::of(&given, &Scope::everything(), &source, elsewhere).unwrap();
        short.rows.extend(known.glued);
        short
    }

    /// The name under which one is known, where that is another; "-" where it is nobody's.
    fn known<'s>(short: &'s ShortNames, name: &str) -> Option<&'s str> {
        let row = short.rows.iter().find(|(own, ..)| own == name);
        row.map(|(_, known_as, _)| known_as.as_deref().unwrap_or("-"))
    }

    /// All in one year and source, each name in stories of its own.
    fn of_counts(counts: &[(&'static str, usize)]) -> ShortNames {
        let names: Vec<[&str; 1]> = counts.iter().map(|(name, _)| [*name]).collect();
        let articles: Vec<(i32, u64, &[&str], usize)> =
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
        let articles: &[(i32, u64, &[&str], usize)] = &[
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
        let short = decided(articles, &Listed(&[("Ann Arbor", 8), ("Ralph Lauren", 7)], &words));
        assert_eq!(known(&short, "Oscar"), Some("-"));
        assert_eq!(known(&short, "Zendira"), None, "half of it and more is somebody");
        assert_eq!(known(&short, "Few"), None, "too few to say");
        assert_eq!(known(&short, "Brown"), Some("Gordon Brown"));
        assert_eq!(known(&short, "Ann Arbor"), Some("-"));
        assert_eq!(known(&short, "Ralph Lauren"), None);
    }

    #[test]
    fn what_is_oftener_a_place_is_nobody() {
        let articles: &[(i32, u64, &[&str], usize)] = &[
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
