//! The mentions of an article by name: all mentions of one name mean one place, unless the text puts them into two.

use super::candidates::{NameMatch, Spelling};
use super::rare_names;
use crate::article::{Field, Origin, PlaceForm, Span};
use crate::entities::gazetteer::{Feature, NameKind, Row, Table};
use foldhash::{HashMap, HashMapExt as _};

/// Inhabitants of a city that is meant although it has the name of a state: "Delaware, Ohio".
const KNOWN_CITY: u32 = 30_000;

/// A span that names a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Toponym {
    pub(super) field: Field,
    pub(super) span: Span,
    pub(super) group: usize,
    pub(super) form: PlaceForm,
    /// What made it a place.
    pub(super) origin: Origin,
}

/// What the words beside a name say about its feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Region,
    County,
    City,
}

impl Hint {
    /// True of regions and counties.
    pub(super) fn is_region(self) -> bool {
        self != Self::City
    }
}

/// All mentions of one name in one spelling: they mean one place.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The places of that name, in this spelling.
    pub(super) candidates: Vec<(Row, NameKind)>,
    /// How many mentions there are.
    pub(super) mentions: u32,
    /// The group of the name that follows after a comma, as Idaho in "Moscow, Idaho".
    pub(super) container: Option<usize>,
    /// What the words beside it say.
    pub(super) hint: Option<Hint>,
    /// One of the mentions is the dateline.
    pub(super) dateline: bool,
    /// One of the mentions stands where a place does: "in Winfield".
    pub(super) placed: bool,
    /// It is a word that means something else as well.
    pub(super) common: bool,
    /// What it is listed with: "Lebanon, Syria and Israel", "Georgia and Alabama".
    pub(super) listed: Listed,
}

impl Group {
    /// Leaves out the places that the name does not mean in English.
    pub(super) fn leave_out_rare_names(&mut self, table: &Table) {
        let is_county = self.hint == Some(Hint::County) || self.container.is_some();
        rare_names::retain(table, &mut self.candidates, is_county);
    }
}

/// The kinds of places that a name is listed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Listed {
    pub(super) countries: bool,
    pub(super) regions: bool,
}

/// The groups of an article.
pub(super) struct Groups<'a> {
    table: &'a Table,
    all: Vec<Group>,
    by_key: HashMap<(u64, Spelling, Option<usize>), usize>,
    /// Groups whose names stand beside each other in a list.
    lists: Vec<(usize, usize)>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(table: &'a Table) -> Self {
        Self { table, all: Vec::new(), by_key: HashMap::new(), lists: Vec::new() }
    }

    /// All groups, by number.
    pub(super) fn into_all(self) -> Vec<Group> {
        self.all
    }

    /// The places that the names of a group may mean.
    pub(super) fn candidates(&self, group: usize) -> &[(Row, NameKind)] {
        &self.all[group].candidates
    }

    /// Counts a mention of a name; gives the number of its group.
    pub(super) fn add(&mut self, found: &NameMatch<'_>) -> usize {
        let next = self.all.len();
        let group = *self.by_key.entry((found.candidates.key(), found.spelling, None)).or_insert(next);
        if group == next {
            let candidates = found.candidates.clone().filter(|(_, kind)| found.spelling.allows(*kind)).collect();
            self.all.push(Group { candidates, ..Group::default() });
        }
        self.all[group].mentions += 1;
        group
    }

    /// Counts a mention of a name that some mention of the article has established as a place, if there is one.
    pub(super) fn add_known(&mut self, key: u64) -> Option<usize> {
        let group = *self.by_key.get(&(key, Spelling::Name, None))?;
        self.all[group].mentions += 1;
        Some(group)
    }

    /// Notes that a name is the dateline's.
    pub(super) fn set_dateline(&mut self, group: usize) {
        self.all[group].dateline = true;
    }

    /// Notes that a name stands where a place does.
    pub(super) fn set_placed(&mut self, group: usize) {
        self.all[group].placed = true;
    }

    /// Leaves a name without places where the text puts it into a country or state in which the gazetteer has none of it: "Newhaven in
    /// the west of Jamaica".
    pub(super) fn put_elsewhere(&mut self, inner: usize, outer: usize) {
        let is_area =
            |(row, _): &(Row, NameKind)| matches!(self.table.feature(*row), Feature::Country | Feature::State);
        if self.all[outer].candidates.first().is_some_and(is_area) && !self.holds(outer, inner) {
            self.all[inner].candidates.clear();
        }
    }

    /// Notes that a name is a word that means something else as well.
    pub(super) fn set_common(&mut self, group: usize) {
        self.all[group].common = true;
    }

    /// Notes what the words beside a name say of its feature.
    pub(super) fn set_hint(&mut self, group: usize, hint: Hint) {
        self.all[group].hint = Some(hint);
    }

    /// Notes that two names stand beside each other in a list, if neither holds the other.
    pub(super) fn add_listed(&mut self, left: usize, right: usize) {
        if self.all[left].container != Some(right) {
            self.lists.push((left, right));
        }
    }

    /// Lets each name of a list know the features of its neighbours.
    pub(super) fn share_lists(&mut self) {
        let feature = |group: &Group| group.candidates.first().map(|(row, _)| self.table.feature(*row));
        let features: Vec<Option<Feature>> = self.all.iter().map(feature).collect();
        for (left, right) in std::mem::take(&mut self.lists) {
            for (group, beside) in [(left, right), (right, left)] {
                let listed = &mut self.all[group].listed;
                listed.countries |= features[beside] == Some(Feature::Country);
                listed.regions |= features[beside] == Some(Feature::State);
            }
        }
    }

    /// Notes that the text puts one name inside another, when the gazetteer knows such places.
    pub(super) fn contain(&mut self, inner: usize, outer: usize) {
        if inner != outer && self.holds(outer, inner) {
            self.all[inner].container = Some(outer);
        }
    }

    /// As [`Self::contain`], for one mention: a second container of one name makes a group of its own. Gives the group
    /// of the mention.
    pub(super) fn contain_mention(&mut self, inner: usize, outer: usize) -> usize {
        match self.all[inner].container {
            Some(known) if known != outer && self.holds(outer, inner) => {
                let next = self.all.len();
                // A made key: names have keys of their own, and groups are numbered apart from them.
                let key = (u64::MAX - inner as u64, Spelling::Name, Some(outer));
                let split = *self.by_key.entry(key).or_insert(next);
                if split == next {
                    let of = &self.all[inner];
                    let (candidates, hint, listed) = (of.candidates.clone(), of.hint, of.listed);
                    self.all.push(Group { candidates, container: Some(outer), hint, listed, ..Group::default() });
                }
                self.all[split].mentions += 1;
                self.all[inner].mentions -= 1;
                split
            }
            Some(_) => inner,
            None => {
                self.contain(inner, outer);
                inner
            }
        }
    }

    /// True when a place of the outer name is a region that holds a place of the inner one. A country before a comma and
    /// another country is in a list, and no town of that name: "China, Japan". So is a state before another, unless there is a city
    /// of its name: "Mississippi, Missouri", but "Delaware, Ohio".
    fn holds(&self, outer: usize, inner: usize) -> bool {
        let (outer, inner) = (&self.all[outer].candidates, &self.all[inner].candidates);
        let is_country = |row: Row| self.table.feature(row) == Feature::Country;
        let are_countries = [outer, inner].iter().all(|of| of.first().is_some_and(|(row, _)| is_country(*row)));
        let is_state = |row: Row| self.table.feature(row) == Feature::State;
        let are_states = [outer, inner].iter().all(|of| of.first().is_some_and(|(row, _)| is_state(*row)));
        let is_known_city = |row: Row| {
            matches!(self.table.feature(row), Feature::City | Feature::Capital)
                && self.table.population(row) >= KNOWN_CITY
        };
        inner.iter().any(|(inner, _)| {
            let may_be_inside = if are_states {
                is_known_city(*inner)
            } else {
                !are_countries || self.table.feature(*inner) == Feature::State
            };
            may_be_inside
                && self.table.lineage(*inner).skip(1).any(|above| {
                    !matches!(self.table.feature(above), Feature::City | Feature::Capital)
                        && outer.iter().any(|(row, _)| *row == above)
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::Gazetteer;
    use crate::entities::places::candidates::longest;
    use crate::entities::places::tokens::tokens_of;

    fn add(groups: &mut Groups<'_>, name: &str) -> usize {
        let found =
            longest(Gazetteer::embedded().table(), name, &tokens_of(name, Gazetteer::embedded().table()), 0, |_| false)
                .unwrap();
        groups.add(&found)
    }

    #[test]
    fn mentions_of_one_name_are_one_group_until_the_text_puts_them_into_two_places() {
        let mut groups = Groups::new(Gazetteer::embedded().table());
        let moscow = add(&mut groups, "Moscow");
        assert_eq!(add(&mut groups, "Moscow"), moscow);
        let (idaho, russia) = (add(&mut groups, "Idaho"), add(&mut groups, "Russia"));
        assert_eq!(groups.contain_mention(moscow, idaho), moscow);
        let split = groups.contain_mention(moscow, russia);
        assert_ne!(split, moscow);
        let all = groups.into_all();
        assert_eq!((all[moscow].mentions, all[moscow].container), (1, Some(idaho)));
        assert_eq!((all[split].mentions, all[split].container), (1, Some(russia)));
    }

    #[test]
    fn a_name_contains_only_what_the_gazetteer_has_in_it() {
        let mut groups = Groups::new(Gazetteer::embedded().table());
        let [china, japan, paris] = ["China", "Japan", "Paris"].map(|name| add(&mut groups, name));
        groups.contain(china, japan);
        groups.contain(paris, japan);
        let all = groups.into_all();
        assert!(all[china].container.is_none() && all[paris].container.is_none());
    }

    #[test]
    fn states_in_a_list_hold_each_other_only_where_there_is_a_city_of_the_name() {
        let mut groups = Groups::new(Gazetteer::embedded().table());
        let [mississippi, missouri, delaware, ohio] =
            ["Mississippi", "Missouri", "Delaware", "Ohio"].map(|name| add(&mut groups, name));
        groups.contain(mississippi, missouri);
        groups.contain(delaware, ohio);
        let all = groups.into_all();
        assert_eq!((all[mississippi].container, all[delaware].container), (None, Some(ohio)));
    }

    #[test]
    fn names_of_a_list_know_what_they_stand_beside() {
        let mut groups = Groups::new(Gazetteer::embedded().table());
        let [georgia, armenia] = ["Georgia", "Armenia"].map(|name| add(&mut groups, name));
        groups.add_listed(georgia, armenia);
        groups.share_lists();
        assert_eq!(groups.into_all()[georgia].listed, Listed { countries: true, regions: false });
    }
}
