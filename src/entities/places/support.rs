//! What must speak for a place before a name means it: small places, those called after saints and universities have the names of others.

use super::groups::Group;
use super::rare_names::ENGLISH;
use crate::entities::gazetteer::{Feature, NameKind, Row, Table};
use crate::entities::known::kinds_of;

/// Gain by the source's home from which on a place is at home.
pub(super) const AT_HOME: f32 = 1.0;
/// Inhabitants below which a place whose name others have needs something that speaks for it.
pub(super) const SMALL: u32 = 15_000;
/// The same where churches, schools and hospitals are called so.
const SMALL_FOR_A_SAINT: u32 = 100_000;
/// The same where a university is.
const SMALL_FOR_A_UNIVERSITY: u32 = 200_000;
/// Inhabitants from which a town with a university is more than that to its neighbourhood.
const LARGE_TOWN: u32 = 50_000;
/// Gain from its county, state and neighbourhood that speaks for it.
const SUPPORT: f32 = 1.0;
/// The same, from its country, for the people of a state: "Victorian" houses stand in other countries too.
const OF_PEOPLE: f32 = 0.3;
/// Inhabitants of a state whose people are known everywhere: "English".
const LARGE_STATE: u32 = 20_000_000;

/// Inhabitants of a place abroad that is meant by a name that a body or a company bears, too.
const BEYOND_BODIES: u32 = 1_000_000;

/// Planets and the like, whose names few texts have for the towns that are called after them.
const PLANETS: [&str; 9] = ["Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune", "Pluto", "Ceres"];

/// What speaks for a place, on the scale of the scores of `resolve`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    /// The words around its name say it.
    pub(super) said: bool,
    /// Gain from the source's home.
    pub(super) home: f32,
    /// Gain from the article's other places.
    pub(super) context: f32,
    /// What of it is nearer than the country.
    pub(super) local: f32,
    /// Other places have the name.
    pub(super) has_namesakes: bool,
}

/// True where enough speaks for a place.
pub(super) fn is_enough(table: &Table, group: &Group, row: Row, evidence: Evidence) -> bool {
    let Evidence { said, home, context, local, has_namesakes } = evidence;
    let (name, population) = (table.name(row), table.population(row));
    let is_near = home >= AT_HOME || local >= SUPPORT;
    let is_said = said || group.dateline;
    if PLANETS.contains(&name) {
        return is_said || is_near || group.placed;
    }
    let is_body = is_of_body(name);
    let is_abroad = !ENGLISH.contains(&table.country(row));
    if is_body && is_abroad && population < BEYOND_BODIES && table.feature(row) != Feature::Country {
        return is_said || home > 0.0 || context >= OF_PEOPLE;
    }
    match table.feature(row) {
        Feature::State if group.common && group.candidates.iter().all(|(_, kind)| *kind == NameKind::Demonym) => {
            population >= LARGE_STATE || is_said || group.placed || home > 0.0 || context >= OF_PEOPLE
        }
        Feature::City | Feature::Capital | Feature::County | Feature::State
            if population < SMALL_FOR_A_SAINT && is_saint(name) =>
        {
            is_said || is_near
        }
        Feature::City | Feature::County
            if population < SMALL_FOR_A_UNIVERSITY && is_bare(table, group, row) && is_university(name) =>
        {
            is_said || group.placed || home >= AT_HOME || population >= LARGE_TOWN && is_near
        }
        Feature::City | Feature::Capital | Feature::County if population < SMALL => {
            is_said || group.placed || is_near || !has_namesakes && !is_body
        }
        _ => true,
    }
}

/// True of a small place that is called after no saint and no university.
pub(super) fn is_merely_small(table: &Table, row: Row) -> bool {
    let name = table.name(row);
    table.population(row) < SMALL && !is_saint(name) && !is_university(name)
}

/// True of a name that a well-known body or company bears, and no team: "NATO", "Toyota".
fn is_of_body(name: &str) -> bool {
    let known = kinds_of(name);
    (known.has('b') || known.has('c')) && !known.has('t')
}

/// True of a place called after a saint, as churches, schools and hospitals are.
fn is_saint(name: &str) -> bool {
    let begins = ["St. ", "Saint ", "Saint-", "Sainte ", "St "].iter().any(|saint| name.starts_with(saint));
    begins && !name.ends_with("County")
}

/// True of a city, and of a county that is called without the word.
fn is_bare(table: &Table, group: &Group, row: Row) -> bool {
    let is_rare = |(other, kind): &(Row, NameKind)| *other == row && *kind == NameKind::Other;
    table.feature(row) != Feature::County || group.candidates.iter().any(is_rare)
}

/// True of a place that a well-known university is called after, which news calls by the name alone: "Villanova".
pub(super) fn is_university(name: &str) -> bool {
    let name = name.strip_suffix(" County").unwrap_or(name);
    [format!("{name} University"), format!("University of {name}")].iter().any(|name| kinds_of(name).has('u'))
}
