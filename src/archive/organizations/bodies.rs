//! Names of organizations, and which of them are one body's so far.

use super::list::LIST;
use crate::archive::reason::Reason;
use crate::text::acronym;
use foldhash::{HashMap, HashMapExt as _};
use std::cmp::Reverse;
use std::collections::VecDeque;

/// How many times more often an acronym must occur for the body to be shown under it: "NASA".
const RATHER_SHORT: u64 = 3;

/// Names that are one body's, so far.
pub(super) struct Bodies<'n> {
    /// In ascending order, with their stories.
    pub names: &'n [(String, u64)],
    /// The first name of each name's body.
    first: Vec<usize>,
    /// Which names were joined, and why.
    joins: Vec<(usize, usize, Reason)>,
}

impl<'n> Bodies<'n> {
    pub fn of(names: &'n [(String, u64)]) -> Self {
        Self { names, first: (0..names.len()).collect(), joins: Vec::new() }
    }

    /// The position of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()
    }

    /// Stories that have a name.
    pub fn stories(&self, name: &str) -> u64 {
        self.find(name).map_or(0, |at| self.names[at].1)
    }

    /// The first name of the body of a name.
    pub fn first(&self, mut at: usize) -> usize {
        while self.first[at] != at {
            at = self.first[at];
        }
        at
    }

    pub fn join(&mut self, one: usize, other: usize, reason: Reason) {
        let (first, second) = (self.first(one), self.first(other));
        if first != second {
            self.first[first.max(second)] = first.min(second);
            self.joins.push((one, other, reason));
        }
    }

    /// Joins the names that have one key.
    pub fn join_by(&mut self, reason: Reason, key: impl Fn(&str) -> Option<String>) {
        let mut known: HashMap<String, usize> = HashMap::new();
        for (at, (name, _)) in self.names.iter().enumerate() {
            if let Some(key) = key(name) {
                let first = *known.entry(key).or_insert(at);
                self.join(first, at, reason);
            }
        }
    }

    /// The names that are known under another one, with that and the reason, in order.
    pub fn known_as(&self) -> Vec<(String, Option<String>, Reason)> {
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for at in 0..self.names.len() {
            members.entry(self.first(at)).or_default().push(at);
        }
        let mut joined: HashMap<usize, Vec<(usize, Reason)>> = HashMap::new();
        for (one, other, reason) in &self.joins {
            joined.entry(*one).or_default().push((*other, *reason));
            joined.entry(*other).or_default().push((*one, *reason));
        }
        let mut known_as = Vec::new();
        for members in members.into_values().filter(|members| members.len() > 1) {
            let shown = shown(self.names, &members);
            // From the name that is shown outwards: the join by which a name is reached is why it counts there.
            let mut reached: HashMap<usize, Reason> = HashMap::new();
            let mut next = VecDeque::from([shown]);
            while let Some(at) = next.pop_front() {
                for (other, reason) in joined.get(&at).into_iter().flatten() {
                    if *other != shown && !reached.contains_key(other) {
                        reached.insert(*other, *reason);
                        next.push_back(*other);
                    }
                }
            }
            let name = |at: usize| self.names[at].0.clone();
            known_as.extend(reached.into_iter().map(|(at, reason)| (name(at), Some(name(shown)), reason)));
        }
        known_as.sort_unstable();
        known_as
    }
}

/// The name under which a body is shown: the one in most stories, but an acronym only where it is in many more.
fn shown(names: &[(String, u64)], members: &[usize]) -> usize {
    let most = |keep: &dyn Fn(&str) -> bool| {
        let kept = members.iter().copied().filter(|at| keep(&names[*at].0));
        kept.max_by_key(|at| (names[*at].1, Reverse(*at)))
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
