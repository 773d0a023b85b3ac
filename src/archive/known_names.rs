//! The number under which each name of the archive is known, after full names were joined and what sticks to a name was taken off.

use super::aliases::Aliases;
use super::full_names::{Resolution, is_younger};
use super::names::Names;
use super::reason::{Reason, Row};
use crate::entities::people::is_given_name;
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _};

/// Stories in which a name is well known.
pub(super) const MANY: u32 = 20;
/// How many times the stories of a name another must have for the name to be a slip.
pub(super) const OF_NOTE: u32 = 20;
/// Stands for no name.
pub(super) const NOBODY: u32 = u32::MAX;

/// The number under which each name is known: its own, that of another, or one past all names.
pub(super) struct Known {
    pub(super) numbers: Vec<u32>,
    /// Names that no article has, by number from that of names on.
    more: Vec<String>,
}

impl Known {
    /// Adds to `glued` the names that something sticks to.
    pub(super) fn of(names: &Names, full: &Resolution, aliases: &Aliases, glued: &mut Vec<Row>) -> Self {
        let mut known = Self { numbers: Vec::with_capacity(names.strings.len()), more: Vec::new() };
        let mut more: HashMap<String, u32> = HashMap::new();
        for (at, name) in names.strings.iter().enumerate() {
            let number = match full.canonical(name) {
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
        let of_glued = |(at, name): (usize, &str)| {
            let is_free = known.numbers[at] == at as u32 && !aliases.decides(name);
            let part = is_free.then(|| part_of_glued(names, name, names.stories[at])).flatten()?;
            let number = known.numbers[part];
            (number != NOBODY && number != at as u32).then_some((at, number))
        };
        let found: Vec<(usize, u32)> = names.strings.iter().enumerate().filter_map(of_glued).collect();
        for (at, number) in found {
            known.numbers[at] = number;
            let person = known.name(names, number).to_owned();
            glued.push((names.strings.get(at).to_owned(), Some(person), Reason::Glued));
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
fn part_of_glued(names: &Names, name: &str, stories: u32) -> Option<usize> {
    let is_known = |part: &str| {
        let at = names.strings.find(part)?;
        (names.stories[at] >= MANY && names.stories[at] >= OF_NOTE * stories).then_some(at)
    };
    let is_given = |word: &str| is_given_name(&fold(word));
    let words = name.split(' ').count();
    if words < 3 || is_younger(name) {
        return None;
    }
    let (head, _) = name.rsplit_once(' ')?;
    let (first, tail) = name.split_once(' ')?;
    let ends_in_given = head.rsplit(' ').next().is_some_and(is_given);
    let found = is_known(head).filter(|_| head.contains(' ') && !ends_in_given);
    found.or_else(|| {
        is_known(tail).filter(|_| tail.contains(' ') && first.len() > 2 && !is_given(first) && !first.contains('.'))
    })
}
