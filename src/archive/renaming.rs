//! Names that are known under another one: a person's other names, an organization's acronyms.

use super::reason::Reason;
use super::renaming_table::{CellRow, RenamingTable};
use super::sections::NONE;
use super::segment::Segment;
use super::share::Share;
use crate::article::{Day, Mention, MentionKind};
use crate::index::terms;
use std::collections::{BTreeMap, BTreeSet};

/// Names of people, or of organizations, that are known under another one.
#[derive(Debug)]
pub(crate) struct Renaming {
    table: RenamingTable,
}

/// The names of the bearers that the name in a query may mean.
#[derive(Debug, Default)]
pub(crate) struct Namesakes {
    /// Terms of further names that the bearers are known under.
    pub also: BTreeSet<String>,
    /// Terms of names that name nobody.
    pub never: BTreeSet<String>,
    /// Of those of [`Self::also`] that mean them in some articles only: in which.
    pub limits: BTreeMap<String, Limit>,
}

/// In which articles a name means somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Where no cell says otherwise.
    otherwise: bool,
    /// By year and source, or year alone.
    cells: BTreeMap<(i32, Option<String>), bool>,
}

impl Limit {
    /// True where the name in an article of a segment means them.
    pub fn holds(&self, segment: &Segment, lead: u32) -> bool {
        let Some(year) = year(segment, lead) else { return self.otherwise };
        let of_source = self.cells.get(&(year, segment.string("source", lead)));
        of_source.or_else(|| self.cells.get(&(year, None))).copied().unwrap_or(self.otherwise)
    }
}

/// The year in which an article was published.
fn year(segment: &Segment, lead: u32) -> Option<i32> {
    Some(Day(i32::try_from(segment.published(lead)?).ok()?).civil().0)
}

/// Where an article stands, so far as names depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing<'a> {
    pub year: i32,
    pub source: Option<&'a str>,
}

/// What is known of a name over the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The name under which it counts; none where it names nobody.
    pub known_as: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The year, or the source and year, that decided; none for the whole archive.
    pub cell: Option<(i32, Option<String>)>,
    /// Of a name that several may bear: who does in most stories, where the decision was made.
    pub share: Option<Share>,
    /// Of two forms of one name: the stories that have it, and those that have the one it is known under.
    pub stories: Option<[u64; 2]>,
}

impl Renaming {
    /// As a table has it; see [`super::renaming_table::encode`].
    pub(super) fn of_table(table: RenamingTable) -> Self {
        Self { table }
    }

    /// Of what a table is made of.
    #[cfg(test)]
    pub(super) fn of(content: &super::renaming_table::Content) -> Self {
        Self { table: RenamingTable::of_encoded(super::renaming_table::encode(content, None)) }
    }

    /// The name under which a bearer is known in the archive as a whole; `None` where it is nobody's.
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.table.decision(name).map_or(Some(name), |(known_as, _)| known_as)
    }

    /// The same for an article.
    pub fn canonical_in<'a>(&'a self, name: &'a str, standing: Option<Standing<'_>>) -> Option<&'a str> {
        match standing.and_then(|standing| self.cell(name, standing)) {
            Some(cell) => self.table.name(cell.known_as),
            None => self.canonical(name),
        }
    }

    /// The same for counts of entities: `None` also where it says of nobody in particular.
    pub fn counted_in<'a>(&'a self, name: &'a str, standing: Option<Standing<'_>>) -> Option<&'a str> {
        let cell = standing.and_then(|standing| self.cell(name, standing));
        let in_cell = cell.map(|cell| (self.table.name(cell.known_as), cell.reason));
        match in_cell.or_else(|| self.table.decision(name)) {
            Some((known_as, reason)) => known_as.filter(|_| !reason.counts_for_nobody()),
            None => Some(name),
        }
    }

    /// What the cell of a standing says of a name: that of its source, or else of its year.
    fn cell(&self, name: &str, standing: Standing<'_>) -> Option<CellRow> {
        let own = self.table.cells_of(self.table.names.find(name)?).filter(|cell| cell.year == standing.year);
        let mut of_year = None;
        for cell in own {
            match cell.source {
                None => of_year = of_year.or(Some(cell)),
                Some(source) if standing.source == Some(self.table.names.get(source)) => return Some(cell),
                Some(_) => {}
            }
        }
        of_year
    }

    /// The names that are known otherwise in some years or sources.
    pub fn names_with_cells(&self) -> impl Iterator<Item = &str> {
        self.table.names_with_cells().map(|name| self.table.names.get(name))
    }

    /// Who bears a surname or given name alone in most stories.
    pub(super) fn share(&self, name: &str) -> Option<Share> {
        self.table.share(name)
    }

    /// What was decided of a name in an article, where it counts under another one or may be several people's.
    pub fn decision(&self, name: &str, standing: Option<Standing<'_>>) -> Option<Decision> {
        if let Some(cell) = standing.and_then(|standing| self.cell(name, standing)) {
            let source = cell.source.map(|source| self.table.names.get(source).to_owned());
            return Some(Decision {
                known_as: self.table.name(cell.known_as).map(str::to_owned),
                reason: cell.reason,
                cell: Some((cell.year, source)),
                share: self.table.share_in(&cell),
                stories: None,
            });
        }
        let (known_as, reason) = self.table.decision(name)?;
        let (known_as, share) = (known_as.map(str::to_owned), self.share(name));
        Some(Decision { known_as, reason, cell: None, share, stories: None })
    }

    /// The term of the name under which the bearer of a name's term is known.
    pub fn canonical_term<'a>(&'a self, term: &'a str) -> Option<&'a str> {
        let renamed = self.table.terms.find(term).and_then(|at| self.table.renamed.of(at).next());
        match renamed {
            None => Some(term),
            Some([_, NONE]) => None,
            Some([_, known_as]) => Some(self.table.terms.get(known_as)),
        }
    }

    /// The bearers that the parts of a name may mean besides the names that contain them. Whose own name does not contain them is meant by
    /// another name of theirs that does where it is just the parts, or where nobody's own name contains them: "Rodham" is Hillary
    /// Clinton, "Drake" not Taylor Swift, whom one list of singers calls "Taylor Swift Drake". `is_name` tells that the parts are a whole
    /// name in the archive.
    pub fn namesakes(&self, parts: &[String], is_name: bool) -> Namesakes {
        let table = &self.table;
        let mut meant = Namesakes::default();
        let holding: BTreeSet<u32> = table.terms_with(parts).into_iter().collect();
        let mut bearers: BTreeSet<u32> = BTreeSet::new();
        let known_as = |term: u32| table.renamed.of(term).next().map(|[_, known_as]| known_as);
        let is_own = |term: &u32| known_as(*term).is_none_or(|known_as| holding.contains(&known_as));
        let is_exact = |term: u32| terms::is_just(table.terms.get(term), parts);
        let is_renamed = || holding.iter().any(|term| is_exact(*term) && known_as(*term).is_some());
        let has_own = holding.iter().any(is_own) || is_name && !is_renamed();
        for &term in &holding {
            match table.renamed.of(term).next() {
                Some([_, NONE]) => {
                    meant.never.insert(table.terms.get(term).to_owned());
                }
                Some([_, known_as]) if !has_own || holding.contains(&known_as) || is_exact(term) => {
                    bearers.insert(known_as);
                }
                Some(_) | None => {}
            }
            bearers.extend(table.renamed_to.of(term).map(|[known_as, _]| known_as).next());
        }
        for &bearer in &bearers {
            let others = table.renamed_to.of(bearer).map(|[_, term]| term);
            meant.also.extend(others.chain([bearer]).map(|term| table.terms.get(term).to_owned()));
        }
        let all: BTreeSet<u32> = holding.union(&bearers).copied().collect();
        let with_cells: BTreeSet<u32> =
            all.iter().flat_map(|term| table.meant_in_cells.of(*term)).map(|[_, name]| name).collect();
        for name in with_cells {
            self.limit(name, &all, &mut meant);
        }
        meant
    }

    /// Adds a name that means somebody of these terms in some articles only.
    fn limit(&self, name: u32, terms: &BTreeSet<u32>, meant: &mut Namesakes) {
        let table = &self.table;
        let is_meant = |name: u32| table.term_of(name).is_some_and(|term| terms.contains(&term));
        let (Some(term), Some(written)) = (table.term_of(name), table.name(name)) else { return };
        let known_as = self.canonical(written).and_then(|known_as| table.names.find(known_as));
        let source = |cell: &CellRow| cell.source.map(|source| table.names.get(source).to_owned());
        let cells = table.cells_of(name);
        let limit = Limit {
            otherwise: known_as.is_some_and(is_meant),
            cells: cells.map(|cell| ((cell.year, source(&cell)), is_meant(cell.known_as))).collect(),
        };
        let term = table.terms.get(term);
        meant.also.insert(term.to_owned());
        meant.limits.insert(term.to_owned(), limit);
    }

    /// Gives the mentions of people in an article of a segment the names under which they are known; mentions of no persons go.
    pub fn rename(&self, mentions: &mut Vec<Mention>, segment: &Segment, lead: u32) {
        let mut source = None;
        mentions.retain_mut(|mention| {
            let MentionKind::Person { name, .. } = &mut mention.kind else { return true };
            let Some(at) = self.table.names.find(name) else { return true };
            let mut standing = None;
            if self.table.cells_of(at).next().is_some() {
                let source = source.get_or_insert_with(|| segment.string("source", lead));
                standing = year(segment, lead).map(|year| Standing { year, source: source.as_deref() });
            }
            let Some(known_as) = self.canonical_in(name, standing) else { return false };
            if known_as != &**name {
                *name = known_as.into();
            }
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::renaming_table::Content;
    use super::super::short_names::InCell;
    use super::*;
    use proptest::prelude::*;
    use tantivy::directory::OwnedBytes;

    /// That of somebody in 9 of 12 stories.
    fn share(name: &str) -> Share {
        Share { name: name.to_owned(), stories: 9, all: 12, second: Some(("Dana".to_owned(), 3)) }
    }

    fn people(rows: &[(&str, Option<&str>)]) -> Renaming {
        let owned = |name: &str| name.to_owned();
        let rows = rows.iter().map(|(name, other)| (owned(name), other.map(owned), Reason::Surname));
        Renaming::of(&Content { full: rows.collect(), ..Content::default() })
    }

    #[test]
    fn a_name_means_all_names_of_the_person() {
        let people =
            people(&[("Trump", Some("Donald Trump")), ("Zelenskiy", Some("Volodymyr Zelenskyy")), ("Kremlin", None)]);
        let meant = |name: &str| people.namesakes(&terms::name_parts(name), false);
        let list = |terms: BTreeSet<String>| terms.into_iter().collect::<Vec<_>>();
        assert_eq!(list(meant("donald").also), ["=donald trump", "=trump"]);
        assert_eq!(list(meant("Zelenskiy").also), ["=volodymyr zelenskyy", "=zelenskiy"]);
        assert!(meant("ivanka trump").also.is_empty());
        assert_eq!(list(meant("kremlin").never), ["=kremlin"]);
    }

    #[test]
    fn a_part_of_another_name_of_somebody_means_them_where_nobody_has_it_for_their_own() {
        let people = people(&[
            ("Hillary Rodham Clinton", Some("Hillary Clinton")),
            ("Taylor Swift Drake", Some("Taylor Swift")),
            ("Ye", Some("Kanye West")),
            ("Ye Lin", Some("Lin Ye")),
        ]);
        let list = |name: &str, is_name| {
            let also = people.namesakes(&terms::name_parts(name), is_name).also;
            also.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(list("Rodham", false), ["=hillary clinton", "=hillary rodham clinton"]);
        assert_eq!(list("Drake", false), ["=taylor swift", "=taylor swift drake"], "nobody is called so");
        assert!(list("Drake", true).is_empty());
        assert_eq!(list("Taylor Swift Drake", true), ["=taylor swift", "=taylor swift drake"]);
        assert_eq!(list("Ye", true), ["=kanye west", "=lin ye", "=ye", "=ye lin"]);
    }

    #[test]
    fn a_name_is_known_as_its_source_and_year_have_it() {
        let cell = |year, source: Option<&str>, known_as: &str| InCell {
            name: "Clinton".to_owned(),
            year,
            source: source.map(str::to_owned),
            known_as: known_as.to_owned(),
            reason: Reason::Surname,
            share: share(known_as),
        };
        let rows = vec![("Clinton".to_owned(), Some("Clinton (not said which)".to_owned()), Reason::Open)];
        let cells = vec![
            cell(1998, None, "Bill Clinton"),
            cell(2016, None, "Bill Clinton"),
            cell(2016, Some("A"), "Hillary Clinton"),
        ];
        let people = Renaming::of(&Content { full: rows, cells, ..Content::default() });
        let known = |year, source| people.canonical_in("Clinton", Some(Standing { year, source }));
        assert_eq!(known(1998, None), Some("Bill Clinton"));
        assert_eq!(known(2016, Some("A")), Some("Hillary Clinton"));
        assert_eq!(known(2016, Some("B")), Some("Bill Clinton"));
        assert_eq!(known(2000, Some("A")), Some("Clinton (not said which)"));
        let limits = |name: &str| people.namesakes(&terms::name_parts(name), false).limits;
        let hillary = &limits("hillary clinton")["=clinton"];
        assert!(!hillary.otherwise && hillary.cells[&(2016, Some("A".to_owned()))]);
        assert!(!hillary.cells[&(2016, None)] && !hillary.cells[&(1998, None)]);
        assert!(limits("clinton not said which")["=clinton"].otherwise);
        assert!(limits("ivanka trump").is_empty());
        let decided = people.decision("Clinton", Some(Standing { year: 2016, source: Some("A") })).unwrap();
        assert_eq!(decided.cell, Some((2016, Some("A".to_owned()))));
        assert_eq!(decided.share, Some(share("Hillary Clinton")));
    }

    /// Names of which several have one term, and parts of them.
    const NAMES: &[&str] =
        &["Anna Bo", "ANNA BO", "Bo", "Cy", "Anna Cy", "Anna B. Cy", "Cy Bo", "Kremlin", "Bo Bo", "Dana"];

    fn content() -> impl Strategy<Value = Content> {
        let name = || prop::sample::select(NAMES).prop_map(str::to_owned);
        let row = || (name(), prop::option::of(name()), prop::sample::select(&[Reason::Open, Reason::Glued][..]));
        let cell = (name(), 2010..2013_i32, prop::option::of(prop::sample::select(&["A", "Bo"][..])), name());
        let cells = prop::collection::vec(cell, 0..6).prop_map(|cells| {
            let cell = |(name, year, source, known_as): (String, i32, Option<&str>, String)| {
                let source = source.map(str::to_owned);
                let share = share(&known_as);
                (
                    (name.clone(), year, source.clone()),
                    InCell { name, year, source, known_as, reason: Reason::Surname, share },
                )
            };
            // One for each name, year and source.
            cells.into_iter().map(cell).collect::<BTreeMap<_, _>>().into_values().collect::<Vec<_>>()
        });
        let second = prop::option::of((name(), 1..9_u32));
        let share =
            (name(), 1..9_u32, second).prop_map(|(name, stories, second)| Share { name, stories, all: 9, second });
        let shares = prop::collection::vec((name(), share), 0..4);
        let lists = || prop::collection::vec(row(), 0..8);
        (lists(), lists(), cells, shares).prop_map(|(full, short, cells, shares)| {
            let shares = shares.into_iter().collect();
            Content { full, short, cells, shares, ..Content::default() }
        })
    }

    /// What [`Renaming::namesakes`] is of, by looking at every row.
    fn namesakes_by_definition(content: &Content, parts: &[String], is_name: bool) -> Namesakes {
        let term = |name: &str| terms::name_term(name);
        let holds = |term: &str| terms::name_holds(term, parts);
        let rows: BTreeMap<&str, Option<&str>> = content
            .full
            .iter()
            .chain(&content.short)
            .map(|(name, known_as, _)| (name.as_str(), known_as.as_deref()))
            .collect();
        let renamed: BTreeMap<String, Option<String>> =
            rows.iter().map(|(name, known_as)| (term(name), known_as.map(term))).collect();
        let of_rows = rows.iter().flat_map(|(name, known_as)| [Some(*name), *known_as]).flatten();
        let of_cells = content.cells.iter().flat_map(|cell| [cell.name.as_str(), cell.known_as.as_str()]);
        let mut holding = of_rows.chain(of_cells).map(term).filter(|term| holds(term));
        let has_own = holding.any(|term| match renamed.get(&term) {
            Some(known_as) => known_as.as_deref().is_some_and(holds),
            None => true,
        });
        let is_renamed = renamed.keys().any(|name| terms::is_just(name, parts));
        let has_own = has_own || is_name && !is_renamed;
        let is_meant = |name: &str| holds(name) && (!has_own || terms::is_just(name, parts));
        let mut meant = Namesakes::default();
        let mut bearers: BTreeSet<String> = BTreeSet::new();
        for (name, known_as) in &renamed {
            match known_as {
                None if holds(name) => drop(meant.never.insert(name.clone())),
                Some(known_as) if holds(known_as) || is_meant(name) => drop(bearers.insert(known_as.clone())),
                _ => {}
            }
        }
        let is_bearer = |known_as: &Option<String>| known_as.as_ref().is_some_and(|known| bearers.contains(known));
        meant.also.extend(renamed.iter().filter(|(_, known)| is_bearer(known)).map(|(name, _)| name.clone()));
        meant.also.extend(bearers.iter().cloned());
        let is_meant = |name: &str| holds(&term(name)) || bearers.contains(&term(name));
        let with_cells: BTreeMap<String, &str> =
            content.cells.iter().map(|cell| (term(&cell.name), cell.name.as_str())).collect();
        for (own, name) in with_cells {
            let cells = content.cells.iter().filter(|cell| cell.name == name);
            let limit = Limit {
                otherwise: rows.get(name).copied().unwrap_or(Some(name)).is_some_and(is_meant),
                cells: cells.map(|cell| ((cell.year, cell.source.clone()), is_meant(&cell.known_as))).collect(),
            };
            if limit.otherwise || limit.cells.values().any(|is_meant| *is_meant) {
                meant.also.insert(own.clone());
                meant.limits.insert(own, limit);
            }
        }
        meant
    }

    proptest! {
        /// A table says of every name what the rows say that it is made of.
        #[test]
        fn the_table_says_what_its_rows_say(content in content(), earlier in content()) {
            let known = RenamingTable::of_encoded(super::super::renaming_table::encode(&earlier, None));
            let with_earlier = super::super::renaming_table::encode(&content, Some(&known));
            prop_assert!(with_earlier == super::super::renaming_table::encode(&content, None), "whatever is known before");
            let people = Renaming::of_table(RenamingTable::of_encoded(with_earlier));
            let rows: BTreeMap<&str, (Option<&str>, Reason)> = content.full.iter().chain(&content.short)
                .map(|(name, known_as, reason)| (name.as_str(), (known_as.as_deref(), *reason))).collect();
            for name in NAMES.iter().copied().chain(["Nobody", ""]) {
                let decided = people.decision(name, None);
                let expected = rows.get(name).copied();
                prop_assert_eq!(decided.as_ref().map(|own| (own.known_as.as_deref(), own.reason)), expected);
                prop_assert_eq!(people.canonical(name), expected.map_or(Some(name), |(known_as, _)| known_as));
                let share = people.share(name);
                prop_assert_eq!(share.as_ref(), content.shares.get(name));
                for (year, source) in [(2010, Some("A")), (2011, Some("Bo")), (2012, Some("C")), (2012, None)] {
                    let of = |source: Option<&str>| content.cells.iter()
                        .find(|cell| cell.name == name && cell.year == year && cell.source.as_deref() == source);
                    let cell = source.and_then(|source| of(Some(source))).or_else(|| of(None));
                    let expected = cell.map_or_else(|| people.canonical(name), |cell| Some(&cell.known_as));
                    prop_assert_eq!(people.canonical_in(name, Some(Standing { year, source })), expected);
                }
                let parts = terms::name_parts(name);
                for is_name in [false, true] {
                    let found = people.namesakes(&parts, is_name);
                    let expected = namesakes_by_definition(&content, &parts, is_name);
                    prop_assert_eq!(&found.also, &expected.also);
                    prop_assert_eq!(&found.never, &expected.never);
                    prop_assert_eq!(&found.limits, &expected.limits);
                }
            }
            let first: BTreeMap<&str, (Option<&str>, Reason)> = content.full.iter()
                .filter(|(name, ..)| content.short.iter().all(|(other, ..)| other != name))
                .map(|(name, known_as, reason)| (name.as_str(), (known_as.as_deref(), *reason))).collect();
            let kept: Vec<_> = people.table.full_rows().collect();
            prop_assert!(kept.iter().map(|(name, known_as, reason)| (name.as_str(), (known_as.as_deref(), *reason))).eq(first));
        }

        #[test]
        fn any_bytes_are_safe(bytes: Vec<u8>, content in content(), at: prop::sample::Index, by: u8) {
            let mut damaged = super::super::renaming_table::encode(&content, None);
            let at = at.index(damaged.len());
            damaged[at] ^= by;
            for bytes in [bytes, damaged] {
                let Some(table) = RenamingTable::decode(OwnedBytes::new(bytes)) else { continue };
                let people = Renaming::of_table(table);
                for name in NAMES {
                    people.decision(name, Some(Standing { year: 2011, source: Some("A") }));
                    people.namesakes(&terms::name_parts(name), false);
                    people.canonical_term(&terms::name_term(name));
                }
                people.names_with_cells().count();
                people.table.full_rows().count();
            }
        }
    }
}
