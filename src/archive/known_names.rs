//! The number under which each name of the archive is known, after full names were joined and what sticks to a name was taken off.

use super::aliases::Aliases;
use super::full_names::{Resolution, is_younger};
use super::names::Names;
use super::reason::{Reason, Row};
use super::roll::Roll;
use crate::entities::people::is_given_name;
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _};

/// Stories in which a full name must occur before a bare one is taken for it.
pub(super) const FEWEST: u64 = 3;
/// Stories in which a name is well known.
pub(super) const MANY: u32 = 20;
/// How many times the stories of a name another must have for the name to be a slip.
pub(super) const OF_NOTE: u32 = 20;
/// Stands for no name.
pub(super) const NOBODY: u32 = u32::MAX;

/// What the decisions are made of.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub names: &'a Names,
    pub roll: &'a Roll,
    /// Which full names are one person's.
    pub full: &'a Resolution,
    pub aliases: &'a Aliases,
    pub known: &'a Known,
}

/// The number under which each name is known: its own, that of another, or one past all names.
pub(super) struct Known {
    pub(super) numbers: Vec<u32>,
    /// Names that no article has, by number from that of names on.
    more: Vec<String>,
    /// The names that something sticks to, in order.
    pub(super) glued: Vec<Row>,
}

impl Known {
    pub(super) fn of(names: &Names, full: &Resolution, aliases: &Aliases) -> Self {
        let mut known = Self { numbers: Vec::with_capacity(names.strings.len()), more: Vec::new(), glued: Vec::new() };
        let mut more: HashMap<String, u32> = HashMap::new();
        // Both are in order of name.
        let mut decisions = full.decisions().peekable();
        for (at, name) in names.strings.iter().enumerate() {
            while decisions.next_if(|(other, _)| *other < name).is_some() {}
            let decided = decisions.next_if(|(other, _)| *other == name).map(|(_, known_as)| known_as);
            let number = match decided.unwrap_or(Some(name)) {
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
        let many = names.strings.iter().zip(&names.stories).zip(0..);
        let well_known: HashMap<&str, u32> =
            many.filter(|((_, stories), _)| **stories >= MANY).map(|((name, _), at)| (name, at)).collect();
        let of_glued = |(at, name): (usize, &str)| {
            let part = part_of_glued(names, &well_known, name, names.stories[at])?;
            let is_free = known.numbers[at] == at as u32 && !aliases.decides(name);
            let number = known.numbers[part];
            (is_free && number != NOBODY && number != at as u32).then_some((at, number))
        };
        let found: Vec<(usize, u32)> = names.strings.iter().enumerate().filter_map(of_glued).collect();
        for (at, number) in found {
            known.numbers[at] = number;
            let person = known.name(names, number).to_owned();
            known.glued.push((names.strings.get(at).to_owned(), Some(person), Reason::Glued));
        }
        known
    }

    /// How many numbers there are.
    pub(super) fn total(&self, names: &Names) -> usize {
        names.strings.len() + self.more.len()
    }

    /// The name of a number.
    pub(super) fn name<'a>(&'a self, names: &'a Names, number: u32) -> &'a str {
        let at = number as usize;
        if at < names.strings.len() { names.strings.get(at) } else { &self.more[at - names.strings.len()] }
    }
}

/// The name of somebody well known that a name begins or ends with, where that has what belongs to no name beside it: "Mitch
/// McConnell Addison", "Democrat Hillary Clinton".
fn part_of_glued(names: &Names, well_known: &HashMap<&str, u32>, name: &str, stories: u32) -> Option<usize> {
    if name.bytes().filter(|byte| *byte == b' ').count() < 2 {
        return None;
    }
    let (head, _) = name.rsplit_once(' ')?;
    let (first, tail) = name.split_once(' ')?;
    let is_known = |part: &str| {
        let at = *well_known.get(part)? as usize;
        (names.stories[at] >= OF_NOTE * stories).then_some(at)
    };
    let is_given = |word: &str| is_given_name(&fold(word));
    let (of_head, of_tail) = (is_known(head), is_known(tail));
    if of_head.or(of_tail).is_none() || is_younger(name) {
        return None;
    }
    let ends_in_given = || head.rsplit(' ').next().is_some_and(is_given);
    let of_head = of_head.filter(|_| !ends_in_given());
    of_head.or_else(|| of_tail.filter(|_| first.len() > 2 && !is_given(first) && !first.contains('.')))
}
