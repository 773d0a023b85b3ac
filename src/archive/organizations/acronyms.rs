//! Which acronym is which name's: by what articles define it as, else by the initials of the name.

use super::bodies::Bodies;
use super::definitions::Definitions;
use super::words::{ACRONYM, acronym, without_ours};
use crate::archive::reason::Reason;
use foldhash::{HashMap, HashMapExt as _};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Stories in which the full name of an acronym must occur, and of one of two letters.
const FEWEST: u64 = 3;
const FEWEST_OF_TWO: u64 = 10;
/// Part of the stories of all names with these initials that the full name must have.
const SHARE: f64 = 0.8;
/// Part of them that a name must have to count at all: those of slips and of namesakes in one place do not.
const OF_NOTE: u64 = 10;
/// How many times more often than the full name its acronym may occur: beyond it, it stands for something else.
const MOST_SHORT: u64 = 20;
/// Part of the stories that define an acronym that must define it as one body.
const SHARE_OF_DEFINED: f64 = 0.9;

/// Joins acronyms with the body that articles define them as: at least [`FEWEST`] stories, one of which may be a slip and two a quarrel, and
/// nine tenths of all that define it. Gives the acronyms that so many stories define, whether they agree or not: their letters say no more.
pub(super) fn join_defined(bodies: &mut Bodies<'_>, defined: &Definitions) -> BTreeSet<String> {
    let names = bodies.names;
    let mut written: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (name, _)) in names.iter().enumerate() {
        if let Some(acronym) = acronym(name).filter(|acronym| defined.0.contains_key(acronym)) {
            written.entry(acronym).or_default().push(at);
        }
    }
    let mut said = BTreeSet::new();
    for (acronym, definitions) in &defined.0 {
        let all: u64 = definitions.iter().map(|(_, stories)| stories).sum();
        if all < FEWEST {
            continue;
        }
        said.insert(acronym.clone());
        // By body: the stories that define it so, those that have its names, and the name that most define it as.
        let mut of_body: HashMap<usize, (u64, u64, usize)> = HashMap::new();
        for (name, stories) in definitions {
            let Some(at) = bodies.find(name) else { continue };
            let (defining, with_name, most) = of_body.entry(bodies.first(at)).or_insert((0, 0, at));
            *defining += stories;
            *with_name += names[at].1;
            if names[at].1 > names[*most].1 {
                *most = at;
            }
        }
        let Some((defining, with_name, full)) =
            of_body.into_values().max_by_key(|(defining, _, at)| (*defining, Reverse(*at)))
        else {
            continue;
        };
        let is_agreed = defining >= FEWEST && defining as f64 >= SHARE_OF_DEFINED * all as f64;
        for short in written.get(acronym).into_iter().flatten().filter(|_| is_agreed) {
            if names[*short].1 <= MOST_SHORT * with_name {
                bodies.join(full, *short, Reason::Defined);
            }
        }
    }
    said
}

/// Joins acronyms with the full names that have their initials, where nearly all of their stories have one of these, but for those of which
/// articles say what they are.
pub(super) fn join_acronyms(bodies: &mut Bodies<'_>, said: &BTreeSet<String>) {
    let names = bodies.names;
    let mut by_initials: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (name, _)) in names.iter().enumerate().filter(|(_, (name, _))| acronym(name).is_none()) {
        for initials in initials(name) {
            by_initials.entry(initials).or_default().push(at);
        }
    }
    for (short, (name, stories)) in names.iter().enumerate() {
        let Some(acronym) = acronym(name).filter(|acronym| !said.contains(acronym)) else { continue };
        let Some(full) = by_initials.get(&acronym) else { continue };
        let mut of_body: HashMap<usize, u64> = HashMap::new();
        for at in full {
            *of_body.entry(bodies.first(*at)).or_default() += names[*at].1;
        }
        let Some((body, most)) = of_body.iter().max_by_key(|(body, count)| (**count, Reverse(**body))) else {
            continue;
        };
        let (body, most) = (*body, *most);
        let all: u64 = of_body.values().filter(|count| **count * OF_NOTE >= most).sum();
        let fewest = if acronym.len() > 2 { FEWEST } else { FEWEST_OF_TWO };
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
    all.retain(|initials| ACRONYM.contains(&initials.len()));
    all
}
