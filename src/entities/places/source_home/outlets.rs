//! Homes of known outlets: the table of `text::outlets` in places of the gazetteer.

use crate::entities::gazetteer::{self, Feature, Gazetteer, Row};
use crate::text::outlets;

/// Outlets that are read in their whole country or beyond: their city tells nothing of the places they name. A paper of New York that is
/// read in Ohio does not mean Geneva in New York.
const NATIONAL: &[&str] = &[
    "ABC News",
    "Associated Press",
    "Axios",
    "BBC",
    "BBC News",
    "Bloomberg",
    "Bloomberg News",
    "BuzzFeed News",
    "CBS News",
    "CNBC",
    "CNN",
    "Daily Mail",
    "Financial Times",
    "Fox News",
    "HuffPost",
    "MSNBC",
    "NBC News",
    "NPR",
    "Newsweek",
    "PBS",
    "Politico",
    "Reuters",
    "Sky News",
    "The Atlantic",
    "The Christian Science Monitor",
    "The Daily Telegraph",
    "The Economist",
    "The Guardian",
    "The Hill",
    "The Independent",
    "The New York Times",
    "The New Yorker",
    "The Times",
    "The Times of India",
    "The Wall Street Journal",
    "The Washington Post",
    "Time",
    "USA Today",
    "United Press International",
    "Vox",
];

/// Where an outlet is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    /// Its city, unless it is read in its whole country.
    pub(super) city: Option<Row>,
    pub(super) country: Row,
    /// It is read in its whole country.
    pub(super) is_national: bool,
}

/// The home of an outlet by its name or its host; none where the table does not say its country.
pub(super) fn home_of(gazetteer: &Gazetteer, source: Option<&str>, host: Option<&str>) -> Option<Home> {
    let outlet = source.and_then(outlets::of_name).or_else(|| host.and_then(outlets::of_host))?;
    let country = gazetteer.country(outlet.country)?;
    if NATIONAL.iter().any(|name| name.eq_ignore_ascii_case(outlet.name)) {
        return Some(Home { city: None, country, is_national: true });
    }
    let table = gazetteer.table();
    let is_city =
        |row: &Row| matches!(table.feature(*row), Feature::City | Feature::Capital) && table.is_inside(*row, country);
    let name = outlet.city.split(',').next().unwrap_or_default();
    let city = table.candidates(&gazetteer::fold(name)).map(|(row, _)| row).find(is_city);
    Some(Home { city, country, is_national: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_have_a_city_and_a_country() {
        let gazetteer = Gazetteer::embedded();
        let name = |row: Row| gazetteer.table().name(row).to_owned();
        let paper = home_of(gazetteer, None, Some("www.dallasnews.com")).unwrap();
        assert_eq!((paper.city.map(name).as_deref(), paper.is_national), (Some("Dallas"), false));
        let read_everywhere = home_of(gazetteer, Some("The Washington Post"), None).unwrap();
        assert_eq!((read_everywhere.city, name(read_everywhere.country).as_str()), (None, "United States"));
        assert_eq!(home_of(gazetteer, Some("Qwxyz Gazette"), Some("qwxyz.example")), None);
    }

    #[test]
    fn outlets_of_whole_countries_are_known() {
        let found = NATIONAL.iter().filter(|name| outlets::of_name(name).is_some()).count();
        assert!(found * 2 > NATIONAL.len(), "{found} of {}", NATIONAL.len());
    }
}
