//! Where a source is at home: as the user says, as a table of outlets has it, else by its name and its address on the web.

mod outlets;
mod overrides;

pub use overrides::{Homes, HomesError};

use crate::entities::gazetteer::{Feature, Gazetteer, NameKind, Row, Table, fold, prior};

/// Words of outlets' names: what may be left of a domain besides a place.
const OUTLET: &[&str] = &[
    "the",
    "of",
    "and",
    "in",
    "on",
    "at",
    "daily",
    "news",
    "newspaper",
    "times",
    "post",
    "tribune",
    "herald",
    "gazette",
    "journal",
    "chronicle",
    "star",
    "sun",
    "today",
    "online",
    "press",
    "mail",
    "express",
    "observer",
    "record",
    "register",
    "sentinel",
    "dispatch",
    "globe",
    "examiner",
    "courier",
    "independent",
    "telegraph",
    "standard",
    "world",
    "report",
    "review",
    "leader",
    "citizen",
    "constitution",
    "inquirer",
    "banner",
    "democrat",
    "republic",
    "republican",
    "advertiser",
    "monitor",
    "live",
    "local",
    "mercury",
    "enterprise",
    "weekly",
    "tv",
    "radio",
    "echo",
    "argus",
    "argusleader",
    "guardian",
    "state",
    "journalstar",
    "newsleader",
    "my",
    "metro",
    "evening",
    "city",
];
/// Top-level domains that say nothing of a country, though they are codes of one.
const GENERIC_TLD: &[&str] = &["tv", "me", "io", "co", "ai", "fm", "ws", "cc", "to", "ly", "gl", "eu"];
/// Cities of one name that may be a source's home.
const MOST_NAMESAKES: usize = 40;
/// A name in an outlet's name counts from this likelihood on: a city of 20,000.
const LEAST: f32 = 4.3;

/// Where a source is at home.
#[derive(Debug, Clone, Default)]
pub(super) struct Home {
    /// The region or country.
    pub(super) region: Option<Row>,
    /// The city, if it is known that closely.
    pub(super) point: Option<(f32, f32)>,
    /// The cities that bear the name of its city, where several do: the article says which. They are in `country`, if it is known.
    pub(super) namesakes: Vec<Row>,
    pub(super) country: Option<Row>,
}

/// The home of a source; what the user says of it comes first.
pub(super) fn of(gazetteer: &Gazetteer, source: Option<&str>, url: Option<&str>, homes: Option<&Homes>) -> Home {
    let table = gazetteer.table();
    let host = url.and_then(host);
    let said = homes.and_then(|homes| homes.of(source, host));
    if said == Some(Homes::NOWHERE) {
        return Home::default();
    }
    if let Some(row) = said.and_then(|id| table.by_id(id)) {
        return settled(table, row);
    }
    let named = || {
        let in_name = source.and_then(|source| in_name(table, source));
        in_name.or_else(|| host.and_then(|host| in_host(table, host)))
    };
    match outlets::home_of(gazetteer, source, host) {
        Some(outlets::Home { country, is_national: true, .. }) => settled(table, country),
        Some(outlets::Home { city: Some(city), country, .. }) => among_namesakes(table, city, Some(country)),
        // The city of its name, where that lies in its country.
        Some(outlets::Home { country, .. }) => match named().filter(|row| table.is_inside(*row, country)) {
            Some(city) => among_namesakes(table, city, Some(country)),
            None => settled(table, country),
        },
        None => match named() {
            Some(row) => among_namesakes(table, row, host.and_then(|host| of_tld(gazetteer, host))),
            None => Home { region: host.and_then(|host| of_tld(gazetteer, host)), ..Home::default() },
        },
    }
}

/// A home that is known to be one place.
fn settled(table: &Table, row: Row) -> Home {
    let is_city = matches!(table.feature(row), Feature::City | Feature::Capital);
    Home { region: Some(row), point: is_city.then(|| table.point(row)), ..Home::default() }
}

/// A home of which the name is known: any city of the name, in a country if that is known.
fn among_namesakes(table: &Table, row: Row, country: Option<Row>) -> Home {
    let is_city = |row: &Row| matches!(table.feature(*row), Feature::City | Feature::Capital);
    if !is_city(&row) {
        return settled(table, row);
    }
    let mut namesakes: Vec<Row> = Vec::new();
    for (other, kind) in table.candidates(&fold(table.name(row))).take(MOST_NAMESAKES) {
        let is_in_country = country.is_none_or(|country| table.is_inside(other, country));
        let is_name = matches!(kind, NameKind::Main | NameKind::Usual);
        if is_name && is_city(&other) && is_in_country && !namesakes.contains(&other) {
            namesakes.push(other);
        }
    }
    Home { namesakes, country, ..settled(table, row) }
}

fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    (host.contains('.') && host.len() < 100).then_some(host)
}

/// The place in the name of an outlet: "Houston Chronicle", "The Times of India".
fn in_name(table: &Table, source: &str) -> Option<Row> {
    if source.len() > 100 {
        return None;
    }
    let folded = fold(source);
    let words: Vec<&str> = folded.split(' ').collect();
    for length in (1..=words.len().min(3)).rev() {
        for run in words.windows(length) {
            if length == 1 && OUTLET.contains(&run[0]) {
                continue;
            }
            if let Some(row) = likely(table, &run.join(" ")) {
                return Some(row);
            }
        }
    }
    None
}

/// The place in a domain: `houstonchronicle.com`, `www.chicagotribune.com`.
fn in_host(table: &Table, host: &str) -> Option<Row> {
    let label = host.trim_start_matches("www.").split('.').next()?;
    let label = label.strip_prefix("the").unwrap_or(label).replace('-', "");
    for end in (4..=label.len()).rev().filter(|end| label.is_char_boundary(*end)) {
        let (name, rest) = label.split_at(end);
        if is_outlet(rest)
            && let Some(row) = likely(table, name)
        {
            return Some(row);
        }
    }
    None
}

fn is_outlet(rest: &str) -> bool {
    rest.is_empty()
        || OUTLET
            .iter()
            .any(|word| rest.strip_prefix(word).is_some_and(|rest| rest.is_empty() || OUTLET.contains(&rest)))
}

fn likely(table: &Table, folded: &str) -> Option<Row> {
    let (row, kind) = table.candidates(folded).find(|(_, kind)| matches!(kind, NameKind::Main | NameKind::Usual))?;
    let is_place = !matches!(table.feature(row), Feature::Continent | Feature::Natural | Feature::County);
    (is_place && prior(table.feature_name(row), table.population(row), kind) >= LEAST).then_some(row)
}

fn of_tld(gazetteer: &Gazetteer, host: &str) -> Option<Row> {
    let tld = host.rsplit('.').next()?.to_ascii_lowercase();
    if tld.len() != 2 || GENERIC_TLD.contains(&tld.as_str()) {
        return None;
    }
    let code = if tld == "uk" { "GB".to_owned() } else { tld.to_ascii_uppercase() };
    gazetteer.country(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(source: Option<&str>, url: Option<&str>) -> (String, bool) {
        let gazetteer = Gazetteer::embedded();
        let home = of(gazetteer, source, url, None);
        let name = home.region.map(|row| gazetteer.table().name(row).to_owned());
        (name.unwrap_or_default(), home.point.is_some())
    }

    #[test]
    fn names_and_addresses_say_where_a_source_is_at_home() {
        for (source, url, place, is_city) in [
            (Some("Houston Chronicle"), None, "Houston", true),
            (Some("The Times of India"), None, "India", false),
            (None, Some("https://www.chicagotribune.com/a"), "Chicago", true),
            (None, Some("https://news.example.uk/a"), "United Kingdom", false),
            (None, Some("https://www.star-telegram.com/a"), "Fort Worth", true),
            (Some("The New York Times"), None, "United States", false),
            (Some("The Daily Star"), None, "", false),
            (None, Some("https://example.tv/a"), "", false),
            (None, Some("no address"), "", false),
        ] {
            assert_eq!(home(source, url), (place.to_owned(), is_city), "{source:?} {url:?}");
        }
    }

    #[test]
    fn the_user_decides() {
        let gazetteer = Gazetteer::embedded();
        let homes = Homes::parse("[home]\n\"Houston Chronicle\" = \"Anchorage, Alaska\"\n", gazetteer).unwrap();
        let home = of(gazetteer, Some("Houston Chronicle"), None, Some(&homes));
        assert_eq!(home.region.map(|row| gazetteer.table().name(row)), Some("Anchorage"));
        let homes = Homes::parse("[home]\n\"Houston Chronicle\" = \"none\"\n", gazetteer).unwrap();
        assert!(of(gazetteer, Some("Houston Chronicle"), None, Some(&homes)).region.is_none());
    }
}
