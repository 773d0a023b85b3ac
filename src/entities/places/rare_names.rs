//! Which of the places of a name may be meant by it: a rare name of one is often the usual name of another.
//!
//! The gazetteer's rare names are old names, names in other languages, nicknames and parts of names, without saying which. English
//! texts use few of them.

use crate::entities::gazetteer::{Feature, NameKind, Row, Table};

/// Inhabitants of a place whose usual name a rare one of another place gives way to.
const GREAT: u32 = 100_000;
/// Inhabitants of a city that is called as the region around it: New York.
const CALLED_AS_REGION: u32 = 1_000_000;
/// A city goes by a rare name ("Cologne", "Bombay") only where it is that many times as large as what an English-speaking country calls so.
const TIMES: u32 = 100;
/// Countries whose cities English texts call by their usual names.
pub(super) const ENGLISH: [&str; 6] = ["US", "GB", "CA", "AU", "NZ", "IE"];

/// Leaves out the places that are not meant by their rare names. `is_county` says that the words beside the name may call it a county.
pub(super) fn retain(table: &Table, candidates: &mut Vec<(Row, NameKind)>, is_county: bool) {
    if candidates.iter().all(|(_, kind)| *kind != NameKind::Other) {
        return;
    }
    let usual: Vec<Row> = candidates.iter().filter(|(_, kind)| *kind != NameKind::Other).map(|(row, _)| *row).collect();
    candidates.retain(|&(row, kind)| kind != NameKind::Other || is_meant(table, row, &usual, is_county));
}

/// True where a place may be meant by a rare name that is the usual one of others.
fn is_meant(table: &Table, row: Row, usual: &[Row], is_county: bool) -> bool {
    let is_town = |row: Row| matches!(table.feature(row), Feature::City | Feature::Capital);
    let population = table.population(row);
    match table.feature(row) {
        // "Wichita" is no county, "Kent and Sussex counties" are.
        Feature::County if !is_county => {
            !usual.iter().any(|other| !is_town(*other) || table.population(*other) >= GREAT)
        }
        Feature::City | Feature::Capital => {
            let around = usual.iter().find(|outer| table.is_inside(row, **outer));
            let gives_way = |other: &Row| {
                let others = table.population(*other);
                (others >= GREAT || ENGLISH.contains(&table.country(*other)))
                    && population < others.saturating_mul(TIMES)
            };
            match around {
                Some(_) => population >= CALLED_AS_REGION,
                None if ENGLISH.contains(&table.country(row)) => usual.is_empty(),
                None => !usual.iter().any(gives_way),
            }
        }
        Feature::Country => !usual.iter().any(|other| table.population(*other) >= GREAT),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::{Gazetteer, fold};

    /// The likeliest places of a name, each with what holds it.
    fn meant(name: &str, is_county: bool) -> Vec<String> {
        let table = Gazetteer::embedded().table();
        let mut candidates: Vec<(Row, NameKind)> = table.candidates(&fold(name)).collect();
        retain(table, &mut candidates, is_county);
        candidates.into_iter().map(|(row, _)| table.name(row).to_owned()).collect()
    }

    #[test]
    fn a_rare_name_gives_way_to_a_usual_one() {
        for (name, other) in [
            ("Oklahoma", "Oklahoma City"),
            ("Columbia", "Colombia"),
            ("Hudson", "Jersey City"),
            ("Milford", "Newark"),
            ("Zion", "Jerusalem"),
            ("Puerto Rico", "San Juan"),
            ("Pittsburgh", "Pittsburg"),
            ("Miami", "Miami County"),
            ("Iowa", "Iowa County"),
        ] {
            let found = meant(name, false);
            assert!(!found.is_empty() && !found.iter().any(|found| found == other), "{name}: {found:?}");
        }
    }

    #[test]
    fn a_place_is_meant_by_the_name_that_english_has_for_it() {
        for (name, place) in [
            ("New York", "New York City"),
            ("Bombay", "Mumbai"),
            ("Cologne", "Köln"),
            ("Kiev", "Kyiv"),
            ("Saigon", "Ho Chi Minh City"),
            ("Peking", "Beijing"),
            ("Holland", "Netherlands"),
        ] {
            assert!(meant(name, false).iter().any(|found| found == place), "{name}");
        }
        assert!(meant("Miami", true).iter().any(|found| found == "Miami County"), "Miami and Shelby counties");
    }
}
