//! Names that are known under another one: a person's other names, an organization's acronyms.

use super::full_names::Resolution;
use super::reason::{Reason, Row};
use super::segment::Segment;
use super::short_names::{InCell, Share};
use crate::article::{Day, Mention, MentionKind};
use crate::index::terms;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Names of people, or of organizations, that are known under another one.
#[derive(Debug, Default)]
pub(crate) struct Renaming {
    resolution: Resolution,
    /// The term of each such name, with the term of the one it is known under; none where it names nobody.
    terms: OnceLock<BTreeMap<String, Option<String>>>,
    /// By name: years, and sources in years, in which it is known under a further one; of a year those of sources first.
    cells: BTreeMap<String, Vec<InCell>>,
    /// The terms of these names.
    cell_terms: BTreeMap<String, String>,
    shares: BTreeMap<String, Share>,
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
    /// Of a surname or given name alone: who bears it in most stories, in how many, and in how many somebody does.
    pub share: Option<(String, u32, u32)>,
}

impl Renaming {
    /// Of rows of a name and the one under which it is known.
    pub(super) fn of_rows(rows: Vec<Row>) -> Self {
        let resolution = Resolution::from_rows(rows);
        Self { resolution, ..Self::default() }
    }

    /// The same, with what years and sources say of bare names, and who bears them most often.
    pub(super) fn with_cells(rows: Vec<Row>, cells: Vec<InCell>, shares: BTreeMap<String, Share>) -> Self {
        let mut renaming = Self { shares, ..Self::of_rows(rows) };
        for cell in cells {
            renaming.cell_terms.insert(terms::name_term(&cell.name), cell.name.clone());
            renaming.cells.entry(cell.name.clone()).or_default().push(cell);
        }
        renaming
    }

    /// The name under which a bearer is known in the archive as a whole; `None` where it is nobody's.
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.resolution.canonical(name)
    }

    /// The same for an article.
    pub fn canonical_in<'a>(&'a self, name: &'a str, standing: Option<Standing<'_>>) -> Option<&'a str> {
        match standing.and_then(|standing| self.cell(name, standing)) {
            Some(cell) => Some(&cell.known_as),
            None => self.canonical(name),
        }
    }

    fn cell(&self, name: &str, standing: Standing<'_>) -> Option<&InCell> {
        let own = self.cells.get(name)?;
        let of = |source: Option<&str>| {
            own.iter().find(|cell| cell.year == standing.year && cell.source.as_deref() == source)
        };
        standing.source.and_then(|source| of(Some(source))).or_else(|| of(None))
    }

    /// The names that are known otherwise in some years or sources.
    pub fn names_with_cells(&self) -> impl Iterator<Item = &str> {
        self.cells.keys().map(String::as_str)
    }

    /// Who bears a surname or given name alone in most stories.
    pub(super) fn share(&self, name: &str) -> Option<&Share> {
        self.shares.get(name)
    }

    /// What was decided of a name in an article, where it counts under another one or may be several people's.
    pub fn decision(&self, name: &str, standing: Option<Standing<'_>>) -> Option<Decision> {
        let share = self.shares.get(name).map(|share| (share.name.clone(), share.stories, share.all));
        if let Some(cell) = standing.and_then(|standing| self.cell(name, standing)) {
            let by = Some((cell.year, cell.source.clone()));
            return Some(Decision {
                known_as: Some(cell.known_as.clone()),
                reason: cell.reason,
                cell: by,
                share: None,
            });
        }
        let (known_as, reason) = self.resolution.decision(name)?;
        Some(Decision { known_as: known_as.map(str::to_owned), reason, cell: None, share })
    }

    /// The terms, made when a query first asks for a name: most do not.
    fn terms(&self) -> &BTreeMap<String, Option<String>> {
        self.terms.get_or_init(|| terms_of(&self.resolution))
    }

    /// The term of the name under which the bearer of a name's term is known.
    pub fn canonical_term<'a>(&'a self, term: &'a str) -> Option<&'a str> {
        self.terms().get(term).map_or(Some(term), Option::as_deref)
    }

    /// The bearers that the parts of a name may mean besides the names that contain them.
    pub fn namesakes(&self, parts: &[String]) -> Namesakes {
        let holds = |term: &str| terms::name_holds(term, parts);
        let mut meant = Namesakes::default();
        let mut bearers: BTreeSet<&str> = BTreeSet::new();
        for (term, known_as) in self.terms() {
            match known_as {
                None if holds(term) => {
                    meant.never.insert(term.clone());
                }
                Some(known_as) if holds(term) || holds(known_as) => {
                    bearers.insert(known_as);
                }
                _ => {}
            }
        }
        let others =
            self.terms().iter().filter(|(_, known)| known.as_deref().is_some_and(|known| bearers.contains(known)));
        meant.also.extend(others.map(|(term, _)| term.clone()));
        meant.also.extend(bearers.iter().map(|bearer| (*bearer).to_owned()));
        for (term, name) in &self.cell_terms {
            self.limit(term, name, &|known_as| holds(known_as) || bearers.contains(known_as), &mut meant);
        }
        meant
    }

    /// Adds a name that means somebody in some articles only.
    fn limit(&self, term: &str, name: &str, is_meant: &dyn Fn(&str) -> bool, meant: &mut Namesakes) {
        let is_meant = |name: &str| is_meant(&terms::name_term(name));
        let cells = self.cells[name].iter();
        let limit = Limit {
            otherwise: self.canonical(name).is_some_and(is_meant),
            cells: cells.map(|cell| ((cell.year, cell.source.clone()), is_meant(&cell.known_as))).collect(),
        };
        if limit.otherwise || limit.cells.values().any(|is_meant| *is_meant) {
            meant.also.insert(term.to_owned());
            meant.limits.insert(term.to_owned(), limit);
        }
    }

    /// Gives the mentions of people in an article of a segment the names under which they are known; mentions of no persons go.
    pub fn rename(&self, mentions: &mut Vec<Mention>, segment: &Segment, lead: u32) {
        let mut source = None;
        mentions.retain_mut(|mention| {
            let MentionKind::Person { name, .. } = &mut mention.kind else { return true };
            let mut standing = None;
            if self.cells.contains_key(&**name) {
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

fn terms_of(resolution: &Resolution) -> BTreeMap<String, Option<String>> {
    let term = |(name, other, _): Row| (terms::name_term(&name), other.as_deref().map(terms::name_term));
    resolution.rows().map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(rows: &[(&str, Option<&str>)]) -> Renaming {
        let owned = |name: &str| name.to_owned();
        let rows = rows.iter().map(|(name, other)| (owned(name), other.map(owned), Reason::Surname));
        Renaming::of_rows(rows.collect())
    }

    #[test]
    fn a_name_means_all_names_of_the_person() {
        let people =
            people(&[("Trump", Some("Donald Trump")), ("Zelenskiy", Some("Volodymyr Zelenskyy")), ("Kremlin", None)]);
        let meant = |name: &str| people.namesakes(&terms::name_parts(name));
        let list = |terms: BTreeSet<String>| terms.into_iter().collect::<Vec<_>>();
        assert_eq!(list(meant("donald").also), ["=donald trump", "=trump"]);
        assert_eq!(list(meant("Zelenskiy").also), ["=volodymyr zelenskyy", "=zelenskiy"]);
        assert!(meant("ivanka trump").also.is_empty());
        assert_eq!(list(meant("kremlin").never), ["=kremlin"]);
    }

    #[test]
    fn a_name_is_known_as_its_source_and_year_have_it() {
        let cell = |year, source: Option<&str>, known_as: &str| InCell {
            name: "Clinton".to_owned(),
            year,
            source: source.map(str::to_owned),
            known_as: known_as.to_owned(),
            reason: Reason::Surname,
        };
        let rows = vec![("Clinton".to_owned(), Some("Clinton (not said which)".to_owned()), Reason::Open)];
        let cells = vec![
            cell(1998, None, "Bill Clinton"),
            cell(2016, Some("A"), "Hillary Clinton"),
            cell(2016, None, "Bill Clinton"),
        ];
        let people = Renaming::with_cells(rows, cells, BTreeMap::new());
        let known = |year, source| people.canonical_in("Clinton", Some(Standing { year, source }));
        assert_eq!(known(1998, None), Some("Bill Clinton"));
        assert_eq!(known(2016, Some("A")), Some("Hillary Clinton"));
        assert_eq!(known(2016, Some("B")), Some("Bill Clinton"));
        assert_eq!(known(2000, Some("A")), Some("Clinton (not said which)"));
        let limits = |name: &str| people.namesakes(&terms::name_parts(name)).limits;
        let hillary = &limits("hillary clinton")["=clinton"];
        assert!(!hillary.otherwise && hillary.cells[&(2016, Some("A".to_owned()))]);
        assert!(!hillary.cells[&(2016, None)] && !hillary.cells[&(1998, None)]);
        assert!(limits("clinton not said which")["=clinton"].otherwise);
        assert!(limits("ivanka trump").is_empty());
        let decided = people.decision("Clinton", Some(Standing { year: 2016, source: Some("A") })).unwrap();
        assert_eq!(decided.cell, Some((2016, Some("A".to_owned()))));
    }
}
