//! Which names of organizations are one body's, over the whole archive: "AP" and "Associated Press", "U.S. Forest Service" and
//! "Forest Service", "Justice Department" and "Department of Justice".
//!
//! Names are joined by what they show of themselves (letters, acronyms, the forms of departments) and by a short list,
//! `organizations.tsv`; how many stories have each decides where several bodies are possible. Nothing in the index changes.

use super::ArchiveError;
use super::copies::Copies;
use super::renaming::Renaming;
use super::segment::Segment;
use super::tally::{Tally, TallyColumn};
use crate::entities::gazetteer::{Feature, Gazetteer};
use crate::index::Index;
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Name of the table beside the index.
const TABLE: &str = "organizations";
/// Letters of a name, without spaces and signs, from which on equal letters are one name: "USA TODAY", "USATODAY".
const FEWEST_LETTERS: usize = 5;
/// Stories in which the full name of an acronym must occur, and of one of two letters.
const FEWEST: u64 = 3;
const FEWEST_OF_TWO: u64 = 10;
/// Part of the stories of all names with these initials that the full name must have.
const SHARE: f64 = 0.8;
/// How many times more often than the full name its acronym may occur: beyond it, it stands for something else.
const MOST_SHORT: u64 = 20;
/// How many times more often an acronym must occur for the body to be shown under it: "NASA".
const RATHER_SHORT: u64 = 3;
/// Letters of an acronym.
const ACRONYM: std::ops::RangeInclusive<usize> = 2..=6;
/// What stands before a body's name in the United States.
const OURS: [&str; 3] = ["U.S. ", "US ", "United States "];

/// The list.
struct List {
    /// By the folded other name.
    other_names: HashMap<String, &'static str>,
    /// Folded.
    departments: Vec<String>,
    national: HashSet<&'static str>,
    local: HashSet<&'static str>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let rows = include_str!("organizations.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut list = List {
        other_names: HashMap::new(),
        departments: Vec::new(),
        national: HashSet::default(),
        local: HashSet::default(),
    };
    for row in rows {
        let mut columns = row.split('\t');
        match (columns.next(), columns.next(), columns.next()) {
            (Some("other name"), Some(other), Some(name)) => {
                list.other_names.insert(fold(other).into_owned(), name);
            }
            (Some("department"), Some(of), None) => list.departments.push(fold(of).into_owned()),
            (Some("national"), Some(body), None) => {
                list.national.insert(body);
            }
            (Some("local"), Some(word), None) => {
                list.local.insert(word);
            }
            _ => {}
        }
    }
    list
});

/// The table of the index: cached by an earlier run, or made now.
pub(super) fn of(
    index: &Index,
    segments: &[Segment],
    gazetteer: &Gazetteer,
    copies: &Copies,
) -> Result<Renaming, ArchiveError> {
    if let Some(rows) = index.cached(TABLE).and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        return Ok(Renaming::of_rows(rows));
    }
    let mut tally = Tally::default();
    for (at, segment) in segments.iter().enumerate() {
        let [mut passages, mut titles] =
            ["organization", "title_organization"].map(|column| TallyColumn::of_strings(segment, column));
        for lead in segment.leads.iter() {
            let story = u64::from(copies.story(at, lead));
            segment.passages_of(lead).for_each(|doc| passages.add(doc, story, &mut tally));
            titles.add(lead, story, &mut tally);
        }
        passages.name(&mut tally)?;
        titles.name(&mut tally)?;
    }
    let (names, counts) = tally.units(&|name| Some(Cow::Borrowed(name)));
    let mut counts: Vec<(String, u64)> = names.into_iter().zip(counts.into_iter().map(|count| count as u64)).collect();
    counts.sort_unstable();
    let rows: Vec<(String, Option<String>)> =
        decide(&counts, gazetteer).into_iter().map(|(name, known_as)| (name, Some(known_as))).collect();
    if let Ok(bytes) = serde_json::to_vec(&rows) {
        index.put_cached(TABLE, &bytes);
    }
    Ok(Renaming::of_rows(rows))
}

/// Names that are one body's, so far.
struct Bodies<'n> {
    names: &'n [(String, u64)],
    /// The first name of each name's body.
    first: Vec<usize>,
}

impl Bodies<'_> {
    fn first(&self, mut at: usize) -> usize {
        while self.first[at] != at {
            at = self.first[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.first[one.max(other)] = one.min(other);
    }

    /// Joins the names that have one key.
    fn join_by(&mut self, key: impl Fn(&str) -> Option<String>) {
        let mut known: HashMap<String, usize> = HashMap::new();
        for (at, (name, _)) in self.names.iter().enumerate() {
            if let Some(key) = key(name) {
                let first = *known.entry(key).or_insert(at);
                self.join(first, at);
            }
        }
    }
}

/// The names that are known under another one, with that, for all names in ascending order with their stories.
fn decide(names: &[(String, u64)], gazetteer: &Gazetteer) -> Vec<(String, String)> {
    let mut bodies = Bodies { names, first: (0..names.len()).collect() };
    bodies.join_by(|name| Some(letters(name)).filter(|letters| letters.chars().count() >= FEWEST_LETTERS));
    bodies.join_by(department);
    bodies.join_by(|name| {
        let folded = fold(name);
        Some(LIST.other_names.get(folded.as_ref()).map_or(folded, |name| fold(name)).into_owned())
    });
    join_ours(&mut bodies, gazetteer);
    join_acronyms(&mut bodies);
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    for at in 0..names.len() {
        members.entry(bodies.first(at)).or_default().push(at);
    }
    let mut known_as = Vec::new();
    for members in members.into_values().filter(|members| members.len() > 1) {
        let chosen = shown(names, &members);
        known_as.extend(
            members.into_iter().filter(|at| *at != chosen).map(|at| (names[at].0.clone(), names[chosen].0.clone())),
        );
    }
    known_as.sort_unstable();
    known_as
}

/// The name under which a body is shown: the one in most stories, but an acronym only where it is in many more.
fn shown(names: &[(String, u64)], members: &[usize]) -> usize {
    let most = |keep: &dyn Fn(&str) -> bool| {
        let kept = members.iter().copied().filter(|at| keep(&names[*at].0));
        kept.max_by_key(|at| (names[*at].1, std::cmp::Reverse(*at)))
    };
    let listed = most(&|name| LIST.other_names.values().any(|listed| *listed == name));
    let full = most(&|name| acronym(name).is_none());
    let short = most(&|name| acronym(name).is_some());
    match (listed, full, short) {
        (Some(listed), ..) => listed,
        (None, Some(full), Some(short)) if names[short].1 >= RATHER_SHORT * names[full].1 => short,
        (None, full, short) => full.or(short).unwrap_or(members[0]),
    }
}

/// The letters of a name, folded.
fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// One form for the forms of a department's name.
fn department(name: &str) -> Option<String> {
    let name = fold(without_ours(name)).into_owned();
    let of = name.strip_suffix(" department").or_else(|| name.strip_prefix("department of "))?;
    let is_one = LIST.departments.iter().any(|department| department == of);
    is_one.then(|| of.trim_start_matches("the ").to_owned())
}

fn without_ours(name: &str) -> &str {
    OURS.iter().find_map(|ours| name.strip_prefix(ours)).unwrap_or(name)
}

/// Joins "U.S. Forest Service" and "Forest Service": what only the United States have, and what many nations have where
/// ours is in at least twice as many stories as theirs.
fn join_ours(bodies: &mut Bodies<'_>, gazetteer: &Gazetteer) {
    let names = bodies.names;
    let place = |name: &str| names.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok();
    let mut wanted: HashMap<&str, (usize, usize)> = HashMap::new();
    for (ours, (name, _)) in names.iter().enumerate() {
        let bare = without_ours(name);
        if bare != name
            && let Some(at) = place(bare)
        {
            wanted.insert(bare, (ours, at));
        }
    }
    let mut of_others: HashMap<&str, u64> = HashMap::new();
    for (name, stories) in names {
        for (at, _) in name.match_indices(' ') {
            let (owner, body) = (&name[..at], &name[at + 1..]);
            if wanted.contains_key(body) && without_ours(name) == name && is_nation(gazetteer, owner) {
                *of_others.entry(body).or_default() += stories;
            }
        }
    }
    let mut wanted: Vec<_> = wanted.into_iter().collect();
    wanted.sort_unstable();
    for (body, (ours, bare)) in wanted {
        let others = of_others.get(body).copied().unwrap_or_default();
        let folded = fold(body);
        let is_local = folded.split(' ').any(|word| LIST.local.contains(word));
        let is_national = LIST.national.contains(body);
        let has_words = body.contains(' ') || is_national;
        if has_words && (is_national || !is_local) && 2 * others <= names[ours].1 {
            bodies.join(ours, bare);
        }
    }
}

/// True of the name of a country, or of its people. "Georgia Senate" is that of a state.
fn is_nation(gazetteer: &Gazetteer, name: &str) -> bool {
    gazetteer.means(name, Feature::Country) && !gazetteer.means(name, Feature::State)
}

/// Joins acronyms with the full names that have their initials, where nearly all of their stories have one of these.
fn join_acronyms(bodies: &mut Bodies<'_>) {
    let names = bodies.names;
    let mut by_initials: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (name, _)) in names.iter().enumerate().filter(|(_, (name, _))| acronym(name).is_none()) {
        for initials in initials(name) {
            by_initials.entry(initials).or_default().push(at);
        }
    }
    for (short, (name, stories)) in names.iter().enumerate() {
        let Some(acronym) = acronym(name) else { continue };
        let Some(full) = by_initials.get(&acronym) else { continue };
        let mut of_body: HashMap<usize, u64> = HashMap::new();
        for at in full {
            *of_body.entry(bodies.first(*at)).or_default() += names[*at].1;
        }
        let all: u64 = of_body.values().sum();
        let Some((body, most)) = of_body.into_iter().max_by_key(|(body, count)| (*count, std::cmp::Reverse(*body)))
        else {
            continue;
        };
        let fewest = if acronym.len() > 2 { FEWEST } else { FEWEST_OF_TWO };
        if most >= fewest && most as f64 >= SHARE * all as f64 && *stories <= MOST_SHORT * most {
            bodies.join(body, short);
        }
    }
}

/// The letters of an acronym: "U.N." and "UN" are UN.
fn acronym(name: &str) -> Option<String> {
    let letters: String = name.chars().filter(|c| *c != '.').collect();
    let is_acronym = ACRONYM.contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    is_acronym.then_some(letters)
}

/// The initials by which a name may be called: of its capitalised words; without what stands behind its last "and"; of a department,
/// without that word, or with "of": "HUD", "DOJ".
fn initials(name: &str) -> Vec<String> {
    let bare = without_ours(name);
    let of = |text: &str, small: bool| -> String {
        let words = text.split([' ', '-']).filter_map(|word| word.chars().next());
        words.filter(|c| c.is_uppercase() || small && c.is_alphabetic()).map(|c| c.to_ascii_uppercase()).collect()
    };
    let mut all = vec![of(bare, false)];
    all.extend(bare.rsplit_once(" and ").map(|(head, _)| of(head, false)));
    if let Some(rest) = bare.strip_prefix("Department of ") {
        all.extend([of(rest, false), of(bare, true)]);
    }
    if bare != name {
        all.push(format!("US{}", of(bare, false)));
    }
    all.sort_unstable();
    all.dedup();
    all.retain(|initials| ACRONYM.contains(&initials.len()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name under which each is known, where that is another.
    fn known(names: &[(&str, u64)]) -> Vec<(String, String)> {
        let mut names: Vec<(String, u64)> =
            names.iter().map(|(name, stories)| ((*name).to_owned(), *stories)).collect();
        names.sort();
        decide(&names, Gazetteer::embedded())
    }

    fn assert_known(names: &[(&str, u64)], expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(name, known_as)| ((*name).to_owned(), (*known_as).to_owned())).collect();
        assert_eq!(known(names), expected);
    }

    #[test]
    fn acronyms_are_their_full_names() {
        assert_known(&[("AP", 481), ("Associated Press", 936), ("Aurora Parks", 3)], &[("AP", "Associated Press")]);
        assert_known(
            &[
                ("CDC", 388),
                ("Centers for Disease Control and Prevention", 451),
                ("U.S. Centers for Disease Control and Prevention", 160),
            ],
            &[
                ("CDC", "Centers for Disease Control and Prevention"),
                ("U.S. Centers for Disease Control and Prevention", "Centers for Disease Control and Prevention"),
            ],
        );
        assert_known(
            &[("USDA", 104), ("U.S. Department of Agriculture", 136)],
            &[("USDA", "U.S. Department of Agriculture")],
        );
        // Shown as it is called.
        assert_known(
            &[("NASA", 193), ("National Aeronautics and Space Administration", 12)],
            &[("National Aeronautics and Space Administration", "NASA")],
        );
        // Several bodies have these initials, or hardly anyone spells them out.
        assert_known(&[("ACC", 50), ("Atlantic Coast Conference", 20), ("Arizona Corporation Commission", 18)], &[]);
        assert_known(&[("NBC", 191), ("National Building Council", 3)], &[]);
        assert_known(&[("S.O.B", 4), ("School of Business", 30)], &[]);
        assert_known(
            &[("UD", 104), ("University of Delaware", 226), ("University of Dayton", 20)],
            &[("UD", "University of Delaware")],
        );
    }

    #[test]
    fn forms_of_one_body_are_one() {
        assert_known(
            &[("USA TODAY", 293), ("USATODAY", 65), ("USA Today", 20)],
            &[("USA Today", "USA TODAY"), ("USATODAY", "USA TODAY")],
        );
        assert_known(
            &[
                ("Justice Department", 121),
                ("Department of Justice", 104),
                ("U.S. Department of Justice", 40),
                ("DOJ", 30),
            ],
            &[
                ("DOJ", "Justice Department"),
                ("Department of Justice", "Justice Department"),
                ("U.S. Department of Justice", "Justice Department"),
            ],
        );
        assert_known(&[("GOP", 293), ("Republican Party", 98)], &[("GOP", "Republican Party")]);
        assert_known(
            &[("U.S. Forest Service", 110), ("Forest Service", 68)],
            &[("Forest Service", "U.S. Forest Service")],
        );
    }

    #[test]
    fn what_others_have_too_stays_apart() {
        let georgias = ("Georgia Senate", 90);
        assert_known(&[("U.S. Senate", 163), ("Senate", 775), georgias], &[("U.S. Senate", "Senate")]);
        assert_known(&[("U.S. Senate", 20), ("Senate", 500), ("Philippine Senate", 90)], &[]);
        assert_known(&[("U.S. Department of Education", 40), ("Department of Education", 184)], &[]);
        assert_known(&[("U.S. Attorney's Office", 60), ("Attorney's Office", 70)], &[]);
        assert_known(&[("Acme", 5), ("Acme Bank", 4)], &[]);
    }

    #[test]
    fn every_row_of_the_list_is_read() {
        let rows = include_str!("organizations.tsv").lines().filter(|line| !line.starts_with('#')).count();
        let read = LIST.other_names.len() + LIST.departments.len() + LIST.national.len() + LIST.local.len();
        assert_eq!(read, rows);
    }
}
