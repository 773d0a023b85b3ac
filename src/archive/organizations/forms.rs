//! Forms of a body's name: letters, departments, with and without its country or place, members of a party.

use super::bodies::Bodies;
use super::list::LIST;
use super::words::{department, says_kind, without_ours};
use crate::archive::reason::Reason;
use crate::entities::gazetteer::{Feature, Gazetteer};
use crate::entities::is_known_outlet;
use crate::entities::people::is_role;
use crate::text::{acronym, fold};
use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::cmp::Reverse;

/// Stories in which a body with its place must occur, so that it is meant without it.
const FEWEST_WITH_PLACE: u64 = 10;
/// Part of the stories of all bodies that are called alike but for the place that it must have.
const SHARE_OF_PLACE: f64 = 0.8;
/// What stands before a department of the United States.
const OURS: &str = "U.S. ";
/// How many times more often it may be called without its place.
const MOST_WITHOUT_PLACE: u64 = 3;
/// How many times more often a university may be called without the word.
const MOST_WITHOUT_UNIVERSITY: u64 = 5;
/// One in so many of the stories of a kind of body must name the place of one, so that the kind alone is open.
const FEWEST_OF_PLACES: u64 = 10;
/// Words of a place that stands before a body.
const MOST_PLACE_WORDS: usize = 3;
/// What a university is called by after its name, and words of the names of its parts.
const UNIVERSITY: &str = "University";
const SCHOOLS: &[&str] =
    &["School", "Schools", "College", "Medical", "Medicine", "Law", "Hospital", "Health", "Press", "Athletics"];
/// Stories of a party, or of a body that is part of a name which is none.
const MANY: u64 = 10;

/// Joins "U.S. Forest Service" and "Forest Service": what only the United States have, and what many nations have where
/// all forms of ours together are in at least twice as many stories as theirs.
pub(super) fn join_ours(bodies: &mut Bodies<'_>, gazetteer: &Gazetteer) {
    let names = bodies.names;
    // Of each body that is called with its country: the names that do so.
    let mut ours: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (name, _)) in names.iter().enumerate() {
        let bare = without_ours(name);
        if bare != name {
            ours.entry(bare).or_default().push(at);
        }
    }
    for forms in ours.values() {
        forms.windows(2).for_each(|pair| bodies.join(pair[0], pair[1], Reason::Country));
    }
    let of_others = of_others(names, gazetteer, &|body| ours.contains_key(body) || LIST.is_national(body));
    let others = |body: &str| of_others.get(body).copied().unwrap_or_default();
    let with_country = |body: &str| ours.get(body).into_iter().flatten().map(|at| names[*at].1).sum::<u64>();
    let mut wanted: Vec<&str> = ours.keys().copied().collect();
    wanted.sort_unstable();
    for body in wanted {
        let (Some(bare), Some(form)) = (bodies.find(body), ours[body].first()) else { continue };
        let is_national = LIST.is_national(body);
        let has_words = body.contains(' ') || is_national;
        if has_words && (is_national || !LIST.is_local(body)) && 2 * others(body) <= with_country(body) {
            bodies.join(*form, bare, Reason::Country);
        }
    }
    let mut short: Vec<(&str, &str)> = LIST.short.iter().map(|(short, whole)| (*short, *whole)).collect();
    short.sort_unstable();
    for (short, whole) in short {
        let ours = with_country(short) + with_country(whole) + bodies.stories(whole);
        if let (Some(a), Some(b)) = (bodies.find(short), bodies.find(whole))
            && 2 * (others(short) + others(whole)) <= ours
        {
            bodies.join(a, b, Reason::Listed);
        }
    }
}

/// Stories of the bodies of other nations, by the name without its nation.
fn of_others<'n>(
    names: &'n [(String, u64)],
    gazetteer: &Gazetteer,
    is_wanted: &dyn Fn(&str) -> bool,
) -> HashMap<&'n str, u64> {
    let mut of_others: HashMap<&str, u64> = HashMap::new();
    for (name, stories) in names {
        for (at, _) in name.match_indices(' ') {
            let (owner, body) = (&name[..at], &name[at + 1..]);
            if is_wanted(body) && without_ours(name) == name && is_nation(gazetteer, owner) {
                *of_others.entry(body).or_default() += stories;
            }
        }
    }
    of_others
}

/// True of the name of a country, or of its people. "Georgia Senate" is that of a state.
fn is_nation(gazetteer: &Gazetteer, name: &str) -> bool {
    gazetteer.means(name, Feature::Country) && !gazetteer.means(name, Feature::State)
}

fn is_place(gazetteer: &Gazetteer, name: &str) -> bool {
    [Feature::City, Feature::State, Feature::Country].iter().any(|feature| gazetteer.means(name, *feature))
}

/// True of a university by its short name or its initials, which has teams as a city has: "LSU Tigers", "Clemson Tigers".
fn is_university(bodies: &Bodies<'_>, name: &str) -> bool {
    let is_short = || bodies.find(&format!("{name} {UNIVERSITY}")).is_some();
    acronym(name).is_some_and(|letters| letters.len() > 2) || is_short()
}

/// True of the nickname of a team.
fn is_nickname(body: &str) -> bool {
    !body.contains(' ') && body.ends_with('s') && body.contains(char::is_lowercase)
}

/// The bodies that have a name behind that of their place: by the bare name, the stories of each.
type WithPlace = Vec<(usize, HashMap<usize, u64>)>;

fn with_place(bodies: &Bodies<'_>, gazetteer: &Gazetteer, is_wanted: &dyn Fn(&str) -> bool) -> WithPlace {
    let names = bodies.names;
    let mut with_place: HashMap<usize, HashMap<usize, u64>> = HashMap::new();
    for (at, (name, stories)) in names.iter().enumerate().filter(|(_, (name, _))| without_ours(name) == name) {
        for (space, _) in name.match_indices(' ').take(MOST_PLACE_WORDS) {
            let (place, body) = (&name[..space], &name[space + 1..]);
            let Some(bare) = bodies.find(body) else { continue };
            let is_owner = || is_place(gazetteer, place) || is_nickname(body) && is_university(bodies, place);
            if !LIST.is_national(body) && is_wanted(body) && is_owner() {
                *with_place.entry(bare).or_default().entry(bodies.first(at)).or_default() += stories;
            }
        }
    }
    let mut with_place: Vec<_> = with_place.into_iter().collect();
    with_place.sort_unstable_by_key(|(bare, _)| *bare);
    with_place
}

/// Joins "Yankees" and "New York Yankees", where hardly any other place has a body of that name.
pub(super) fn join_without_place(bodies: &mut Bodies<'_>, gazetteer: &Gazetteer) {
    let names = bodies.names;
    for (bare, forms) in with_place(bodies, gazetteer, &|body| !says_kind(body)) {
        let all: u64 = forms.values().sum();
        let Some((body, most)) = forms.into_iter().max_by_key(|(body, count)| (*count, Reverse(*body))) else {
            continue;
        };
        if most >= FEWEST_WITH_PLACE
            && most as f64 >= SHARE_OF_PLACE * all as f64
            && names[bare].1 <= MOST_WITHOUT_PLACE * most
        {
            bodies.join(body, bare, Reason::WithoutPlace);
        }
    }
}

/// True of a name that says of what kind a body is and not whose it is, in every archive: "U.S. District Court".
fn is_of_a_kind(name: &str) -> bool {
    LIST.kinds.contains(fold(name).as_ref())
}

/// Names that only say of what kind a body is, where several places have one, and those of teams that those of several places bear ("Tigers"):
/// nobody knows which is meant.
pub(super) fn open_kinds(bodies: &Bodies<'_>, gazetteer: &Gazetteer) -> Vec<usize> {
    let is_listed = |body: &str| department(body).is_some();
    let is_kind = |body: &str| says_kind(body) && !is_listed(body);
    let of_kinds = with_place(bodies, gazetteer, &|body| is_kind(body) || is_nickname(body));
    let is_open = |(bare, forms): &(usize, HashMap<usize, u64>)| {
        let (all, most) = (forms.values().sum::<u64>(), forms.values().copied().max().unwrap_or_default());
        let is_shared = is_kind(&bodies.names[*bare].0) || (most as f64) < SHARE_OF_PLACE * all as f64;
        forms.len() > 1 && is_shared && all * FEWEST_OF_PLACES >= bodies.names[*bare].1
    };
    let mut open: Vec<usize> = of_kinds.into_iter().filter(is_open).map(|(bare, _)| bare).collect();
    open.extend((0..bodies.names.len()).filter(|at| is_of_a_kind(&bodies.names[*at].0)));
    open.sort_unstable();
    open.dedup();
    open
}

/// Joins "Stanford" and "Stanford University": what hardly any other name begins with. A place is not what is called after it.
pub(super) fn join_shorter(bodies: &mut Bodies<'_>, gazetteer: &Gazetteer) {
    let names = bodies.names;
    let mut longer: HashMap<usize, HashMap<usize, u64>> = HashMap::new();
    for (at, (name, stories)) in names.iter().enumerate() {
        for (space, _) in name.match_indices(' ') {
            let (begin, rest) = (&name[..space], &name[space + 1..]);
            let Some(short) = bodies.find(begin) else { continue };
            if rest != UNIVERSITY && bodies.stories(&format!("{begin} {UNIVERSITY}")) >= FEWEST_WITH_PLACE {
                // "Harlow Law School" is a part of Harlow University, "Ohio State Police" is the state's.
                let is_school = rest.split(' ').any(|word| SCHOOLS.contains(&word));
                if is_school || begin.ends_with(" State") {
                    continue;
                }
            }
            let is_kind = says_kind(rest) && !LIST.is_local(rest);
            if acronym(begin).is_none()
                && !says_kind(begin)
                && !LIST.is_national(begin)
                && (is_kind || !is_place(gazetteer, begin))
            {
                *longer.entry(short).or_default().entry(bodies.first(at)).or_default() += stories;
            }
        }
    }
    let mut longer: Vec<_> = longer.into_iter().collect();
    longer.sort_unstable_by_key(|(short, _)| *short);
    for (short, forms) in longer {
        let all: u64 = forms.values().sum();
        let Some((body, most)) = forms.into_iter().max_by_key(|(body, count)| (*count, Reverse(*body))) else {
            continue;
        };
        let is_university = names[body].0.ends_with(" University");
        let often = if is_university { MOST_WITHOUT_UNIVERSITY * most } else { most };
        let is_much = most >= FEWEST_WITH_PLACE && often >= names[short].1;
        if is_much && most as f64 >= SHARE_OF_PLACE * all as f64 {
            bodies.join(body, short, Reason::Shorter);
        }
    }
}

/// Joins "Treasury" and "Treasury Department", "Labor Department" and "U.S. Department of Labor".
pub(super) fn join_departments(bodies: &mut Bodies<'_>, gazetteer: &Gazetteer) {
    let names = bodies.names;
    for of in &LIST.alone {
        let forms = ["Department of ", "Department of the "].map(|form| format!("{form}{of}"));
        let forms = forms.iter().flat_map(|form| ["", OURS].map(|ours| format!("{ours}{form}")));
        let forms: Vec<usize> =
            forms.chain([format!("{of} Department")]).filter_map(|form| bodies.find(&form)).collect();
        let ours: u64 = forms.iter().map(|at| names[*at].1).sum();
        let theirs: u64 = of_others(names, gazetteer, &|body| body == *of).values().sum();
        if let (Some(bare), Some(form)) = (bodies.find(of), forms.first())
            && ours >= MANY
            && names[bare].1 <= MOST_WITHOUT_UNIVERSITY * ours
            && 2 * theirs <= ours
        {
            bodies.join(*form, bare, Reason::Department);
        }
    }
    for of in &LIST.shared {
        let (short, long) = (format!("{of} Department"), format!("{OURS}Department of {of}"));
        let other = format!("{OURS}{short}");
        let forms: Vec<usize> = [&long, &other].into_iter().filter_map(|form| bodies.find(form)).collect();
        forms.windows(2).for_each(|pair| bodies.join(pair[0], pair[1], Reason::Department));
        let ours: u64 = forms.iter().map(|at| names[*at].1).sum();
        let end = format!(" {short}");
        let owned = names.iter().filter(|(name, _)| {
            name.strip_suffix(end.as_str())
                .is_some_and(|owner| format!("{owner} ") != OURS && is_place(gazetteer, owner))
        });
        let theirs: u64 = owned.map(|(_, stories)| stories).sum();
        if let (Some(short), Some(form)) = (bodies.find(&short), forms.first())
            && ours >= MANY
            && 2 * theirs <= ours
        {
            bodies.join(*form, short, Reason::Department);
        }
    }
}

/// Joins the sections of an outlet with it: "Acme Times Sports". What is known as an outlet by its whole name is one.
pub(super) fn join_sections(bodies: &mut Bodies<'_>) {
    let names = bodies.names;
    for (at, (name, stories)) in names.iter().enumerate() {
        if let Some((outlet, section)) = name.rsplit_once(' ')
            && LIST.sections.contains(fold(section).as_ref())
            && let Some(whole) = bodies.find(outlet)
            && names[whole].1 >= *stories
            && is_known_outlet(outlet)
            && !is_known_outlet(name)
        {
            bodies.join(at, whole, Reason::Section);
        }
    }
}

/// Joins a party with its members, and its members in a body with one of them: "Republicans" and "Republican Party", "House
/// Republican" and "House Republicans". "Republican Senate" is the Senate.
pub(super) fn join_parties(bodies: &mut Bodies<'_>) {
    let names = bodies.names;
    let mut members: HashMap<String, usize> = HashMap::new();
    for (at, (name, stories)) in names.iter().enumerate() {
        if let Some(party) = name.strip_suffix(" Party")
            && !party.contains(' ')
            && *stories >= MANY
        {
            for member in [party, party.strip_suffix("ic").unwrap_or(party)] {
                members.insert(member.to_owned(), at);
                members.insert(format!("{member}s"), at);
            }
        }
    }
    // "GOP Senate" is the Senate as well.
    let is_party = |word: &str| {
        let listed = LIST.other_names.get(fold(word).as_ref());
        members.contains_key(word) || listed.is_some_and(|name| name.ends_with(" Party"))
    };
    for (at, (name, _)) in names.iter().enumerate() {
        if let Some(party) = members.get(name) {
            bodies.join(at, *party, Reason::Party);
        } else if let Some((head, last)) = name.rsplit_once(' ')
            && members.contains_key(last)
            && LIST.is_national(without_ours(head))
            && let Some(several) = bodies.find(&format!("{name}s"))
        {
            bodies.join(at, several, Reason::Plural);
        } else if let Some((first, body)) = name.split_once(' ')
            && is_party(first)
            && LIST.is_national(body)
            && let Some(body) = bodies.find(body)
        {
            bodies.join(at, body, Reason::Party);
        }
    }
}

/// Names that name no body: the holder of an office in one ("Senate Majority Leader"), or two in one ("House and Senate").
///
/// So do a member ("Ohio Democrat") and two firms with a hyphen.
pub(super) fn nobody(bodies: &Bodies<'_>, gazetteer: &Gazetteer) -> Vec<(usize, Reason)> {
    let known: HashSet<&str> =
        bodies.names.iter().filter(|(_, stories)| *stories >= MANY).map(|(name, _)| name.as_str()).collect();
    let is_body = |name: &str| known.contains(name) || LIST.is_national(name);
    let reason = |(name, stories): &(String, u64)| {
        let is_more = |body: &str| is_body(body) && bodies.stories(body) >= *stories;
        if let Some((one, other)) = name.split_once('-')
            && acronym(one).is_none()
            && is_more(one)
            && is_more(other)
            // A paper, "Star-Tribune", is called with its place as well.
            && !known.iter().any(|longer| longer.strip_suffix(name.as_str()).is_some_and(|head| head.ends_with(' ')))
        {
            return Some(Reason::Two);
        }
        let (head, last) = name.rsplit_once(' ')?;
        if matches!(last, "Democrat" | "Republican") && is_place(gazetteer, head) {
            return Some(Reason::Title);
        }
        let opens_body = || name.match_indices(' ').any(|(at, _)| is_body(&name[..at]));
        if is_role(&fold(last)) && opens_body() {
            return Some(Reason::Title);
        }
        let (one, other) = name.split_once(" and ")?;
        (is_more(one) && is_more(other)).then_some(Reason::Two)
    };
    bodies.names.iter().enumerate().filter_map(|(at, row)| Some((at, reason(row)?))).collect()
}
