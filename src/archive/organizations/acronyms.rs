//! Which acronym is which name's: by what articles define it as, else by the initials of the name.

use super::bodies::Bodies;
use super::definitions::Definitions;
use super::words::without_ours;
use crate::archive::reason::Reason;
use crate::archive::share::Share;
use crate::text::acronym::{ACRONYM_LETTERS, acronym};
use foldhash::{HashMap, HashMapExt as _};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Stories in which the full name of an acronym must occur, and of one of two letters.
const FEWEST: u64 = 3;
const FEWEST_OF_TWO: u64 = 10;
/// Part of the stories of all names with these initials that the full name must have.
const SHARE: f64 = 0.8;
/// Part of them that a name must have to count at all: those of slips and of namesakes in one place do not.
const OF_NOTE: u64 = 10;
/// How many times more often than the full name its acronym may occur: beyond it, it stands for something else.
const MOST_SHORT: u64 = 20;
/// Part of the stories that define an acronym that must define it as one body, those left aside that nobody repeats.
const SHARE_OF_DEFINED: f64 = 0.9;
/// Stories in which a definition must occur to speak against another: one alone has slips.
const REPEATED: u64 = 2;

/// What was found of acronyms.
#[derive(Default)]
pub(super) struct Acronyms {
    /// Those of which articles say what they are, or that they are several things: their letters say no more.
    defined: BTreeSet<String>,
    /// What each way of writing one stands for in most stories.
    pub(super) shares: BTreeMap<String, Share>,
}

/// A body that an acronym may stand for.
struct Meant {
    /// Stories that say so.
    stories: u64,
    /// Stories that have its names.
    with_name: u64,
    /// Its name that is in most of them.
    full: usize,
}

/// Joins acronyms with the body that articles define them as: at least [`FEWEST`] stories, since one or two may repeat a slip, half of all that
/// define it, and nine tenths of those whose definition is repeated.
pub(super) fn join_defined(bodies: &mut Bodies<'_>, defined: &Definitions) -> Acronyms {
    let names = bodies.names;
    let mut written: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (name, _)) in names.iter().enumerate() {
        if let Some(acronym) = acronym(name).filter(|acronym| defined.0.contains_key(acronym)) {
            written.entry(acronym).or_default().push(at);
        }
    }
    let mut found = Acronyms::default();
    for (acronym, definitions) in &defined.0 {
        let body = |(name, stories): &(String, u64)| Some((bodies.find(name)?, *stories));
        let ranked = ranked(bodies, definitions.iter().filter_map(body));
        let all: u64 = definitions.iter().map(|(_, stories)| stories).sum();
        let full = ranked.first().map_or("", |meant| &names[meant.full].0);
        let others = definitions.iter().filter(|definition| body(definition).is_none());
        let others = others.map(|(name, stories)| (name.trim(), *stories));
        let of_bodies = ranked.iter().skip(1).map(|meant| (names[meant.full].0.as_str(), meant.stories));
        let is_another = |(name, stories): &(&str, u64)| *stories >= REPEATED && !begins_alike(name, full);
        let against: u64 = others.chain(of_bodies).filter(is_another).map(|(_, stories)| stories).sum();
        let most = ranked.first().map_or(0, |meant| meant.stories);
        let is_one = most as f64 >= SHARE_OF_DEFINED * (most + against) as f64;
        let is_agreed = is_one && most >= FEWEST && 2 * most >= all;
        if is_agreed || !is_one && all >= FEWEST {
            found.defined.insert(acronym.clone());
        }
        let Some(Meant { with_name, full, .. }) = ranked.first() else { continue };
        for short in written.get(acronym).into_iter().flatten().filter(|_| all >= FEWEST) {
            found.shares.insert(names[*short].0.clone(), share(bodies, &ranked, all));
            if is_agreed && names[*short].1 <= MOST_SHORT * with_name {
                bodies.join(*full, *short, Reason::Defined);
            }
        }
    }
    found
}

/// True of names of which one is the beginning of the other, which with one acronym are one body's: "Centers for Disease Control".
fn begins_alike(name: &str, full: &str) -> bool {
    let is_beginning = |short: &str, long: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '));
    let (name, full) = (without_ours(name), without_ours(full));
    is_beginning(name, full) || is_beginning(full, name)
}

/// The bodies of some names, each with stories that speak for it, the likeliest first.
fn ranked(bodies: &Bodies<'_>, names: impl Iterator<Item = (usize, u64)>) -> Vec<Meant> {
    let mut of_body: HashMap<usize, Meant> = HashMap::new();
    for (at, stories) in names {
        let own = bodies.names[at].1;
        let meant = of_body.entry(bodies.first(at)).or_insert(Meant { stories: 0, with_name: 0, full: at });
        meant.stories += stories;
        meant.with_name += own;
        if (own, Reverse(at)) > (bodies.names[meant.full].1, Reverse(meant.full)) {
            meant.full = at;
        }
    }
    let mut ranked: Vec<Meant> = of_body.into_values().collect();
    ranked.sort_unstable_by_key(|meant| (Reverse(meant.stories), meant.full));
    ranked
}

fn share(bodies: &Bodies<'_>, ranked: &[Meant], all: u64) -> Share {
    let count = |stories: u64| u32::try_from(stories).unwrap_or(u32::MAX);
    let name = |meant: &Meant| bodies.names[meant.full].0.clone();
    let second = ranked.get(1).map(|meant| (name(meant), count(meant.stories)));
    Share { name: name(&ranked[0]), stories: count(ranked[0].stories), all: count(all), second }
}

/// Joins acronyms with the full names that have their initials, where nearly all of their stories have one of these, but for those of which
/// articles say what they are.
pub(super) fn join_acronyms(bodies: &mut Bodies<'_>, found: &mut Acronyms) {
    let names = bodies.names;
    let mut by_initials: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (name, _)) in names.iter().enumerate().filter(|(_, (name, _))| acronym(name).is_none()) {
        for initials in initials(name) {
            by_initials.entry(initials).or_default().push(at);
        }
    }
    for (short, (name, stories)) in names.iter().enumerate() {
        let Some(acronym) = acronym(name).filter(|acronym| !found.defined.contains(acronym)) else { continue };
        let Some(full) = by_initials.get(&acronym) else { continue };
        let ranked = ranked(bodies, full.iter().map(|at| (*at, names[*at].1)));
        let Some(&Meant { stories: most, full: body, .. }) = ranked.first() else { continue };
        let of_note = ranked.iter().map(|meant| meant.stories).filter(|count| *count * OF_NOTE >= most);
        let all: u64 = of_note.sum();
        let fewest = if acronym.len() > 2 { FEWEST } else { FEWEST_OF_TWO };
        found.shares.insert(name.clone(), share(bodies, &ranked, all));
        if most >= fewest && most as f64 >= SHARE * all as f64 && *stories <= MOST_SHORT * most {
            bodies.join(body, short, Reason::Acronym);
        }
    }
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
    all.retain(|initials| ACRONYM_LETTERS.contains(&initials.len()));
    all
}
