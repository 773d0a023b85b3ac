//! The table of known places, embedded and read in place.
//!
//! Facts of GeoNames and of the tables beside `tools/gazetteer/build.py`; see docs/SOURCES.md. Toponym resolution is
//! not here but in `places`: a look-up knows nothing of the text around a name.

mod build;
mod fold;
mod import;
mod prior;
mod suggest;
mod table;

pub use build::{BadLine, build};
pub use fold::fold;
pub(super) use fold::{fold_word, is_mark};
pub use import::{Dump, ImportError};
pub(super) use prior::prior;
pub use table::{Candidates, Feature, NameKind, NotATable, Owner, Prefix, Row, Speller, Table};

use crate::article::Place;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

/// The mean radius of the earth.
const EARTH_KM: f32 = 6371.0;

/// The places that ship with the program.
static EMBEDDED: LazyLock<Arc<Gazetteer>> = LazyLock::new(|| Arc::new(Gazetteer::default()));

/// A table of places that names are looked up in.
#[derive(Debug)]
pub struct Gazetteer {
    table: Table,
    version: String,
    /// Countries by their codes, made when they are first asked for.
    countries: OnceLock<HashMap<String, Row>>,
    /// Regions that are a capital, made likewise.
    capitals: OnceLock<HashMap<Row, Row>>,
}

impl Default for Gazetteer {
    /// The places that ship with the program.
    fn default() -> Self {
        let table = Table::embedded(include_bytes!("places.bin")).expect("the embedded table is of this version");
        Self {
            table,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            countries: OnceLock::new(),
            capitals: OnceLock::new(),
        }
    }
}

impl Gazetteer {
    /// The places that ship with the program, once for the process.
    #[must_use]
    pub fn embedded() -> &'static Arc<Self> {
        &EMBEDDED
    }

    /// Opens a table that stands in for the embedded one; `version` tells it from others.
    ///
    /// # Errors
    /// When the bytes are no table.
    pub fn open(bytes: Owner, version: &str) -> Result<Self, NotATable> {
        let version = format!("{}+{version}", env!("CARGO_PKG_VERSION"));
        Ok(Self { table: Table::open(bytes)?, version, countries: OnceLock::new(), capitals: OnceLock::new() })
    }

    /// The table itself.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// What tells the table from others: part of an index's versions.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Places that a name may mean, the most likely first; the name is folded before the look-up.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Place> {
        let mut seen = Vec::new();
        for (row, _) in self.table.candidates(&fold(name)) {
            if !seen.contains(&row) {
                seen.push(row);
            }
        }
        seen.into_iter().map(|row| place(&self.table, row)).collect()
    }

    /// Ids of the places that a name may mean, the most likely first.
    ///
    /// Unlike [`Self::lookup`] it makes no [`Place`]: for queries, where `place:Ukraine` needs the ids alone. What lies
    /// inside is found by the ancestors that every mention carries.
    #[must_use]
    pub fn ids(&self, name: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        for (row, _) in self.table.candidates(&fold(name)) {
            let id = self.table.id(row);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// True when a name can be that of a place of this feature, or of its people.
    #[must_use]
    pub fn means(&self, name: &str, feature: Feature) -> bool {
        self.table.candidates(&fold(name)).any(|(row, _)| self.table.feature(row) == feature)
    }

    /// Ids of the places of a name as people write it: "Paris, Texas" is inside Texas, "abu-dhabi" has a space.
    #[must_use]
    pub fn named(&self, path: &str) -> Vec<u32> {
        let mut parts = path.split(',').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let spaced = name.replace(['_', '-'], " ");
        let found = [name, spaced.as_str()].into_iter().map(|name| self.ids(name)).find(|ids| !ids.is_empty());
        let above: Vec<Vec<u32>> = parts.map(|outer| self.ids(outer)).collect();
        let is_inside = |id: &u32| {
            let ancestors = self.ancestors(*id);
            above.iter().all(|outer| outer.iter().any(|outer| outer != id && ancestors.contains(outer)))
        };
        found.unwrap_or_default().into_iter().filter(is_inside).collect()
    }

    /// Id of what holds a place at a level of the tree, or of the place itself where it is of that level.
    #[must_use]
    pub fn at_level(&self, geonames: u32, level: Feature) -> Option<u32> {
        let of_level = |row: &Row| match self.table.feature(*row) {
            Feature::Capital => level == Feature::City,
            feature => feature == level,
        };
        self.table.lineage(self.table.by_id(geonames)?).find(of_level).map(|row| self.table.id(row))
    }

    /// The place of a GeoNames id.
    #[must_use]
    pub fn by_id(&self, geonames: u32) -> Option<Place> {
        self.table.by_id(geonames).map(|row| place(&self.table, row))
    }

    /// The name under which a place is shown.
    #[must_use]
    pub fn shown_name(&self, geonames: u32) -> Option<&str> {
        self.table.by_id(geonames).map(|row| self.table.name(row))
    }

    /// Ids of the places that are shown under a name of these.
    pub fn shown_as(&self, is_wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = u32> {
        self.table.all().filter(move |row| is_wanted(self.table.name(*row))).map(|row| self.table.id(row))
    }

    /// Ids of a place and of everything that holds it, also outside the tree; empty for an unknown id.
    #[must_use]
    pub fn ancestors(&self, geonames: u32) -> Vec<u32> {
        self.table.by_id(geonames).map(|row| ancestors_of(&self.table, row)).unwrap_or_default()
    }

    /// Ids of the places within `kilometres` of a point.
    ///
    /// Countries, continents and regions are left out: their point says nothing of their extent.
    #[must_use]
    pub fn near(&self, lat: f32, lon: f32, kilometres: f32) -> Vec<u32> {
        let table = &self.table;
        let degrees = kilometres / 111.0;
        let is_point = |row: &Row| matches!(table.feature(*row), Feature::City | Feature::Capital | Feature::Natural);
        table
            .all()
            .filter(|row| {
                let (north, _) = table.point(*row);
                (north - lat).abs() <= degrees + 0.01
            })
            .filter(|row| distance((lat, lon), table.point(*row)) <= kilometres)
            .filter(is_point)
            .map(|row| table.id(row))
            .collect()
    }

    /// Names that differ from `name` by an edit or two, the nearest and likeliest first; at most `limit`.
    #[must_use]
    pub fn suggest(&self, name: &str, limit: usize) -> Vec<String> {
        suggest::suggest(&self.table, name, limit)
    }

    /// The country of an ISO 3166-1 alpha-2 code in capitals.
    pub(super) fn country(&self, code: &str) -> Option<Row> {
        let countries = self.countries.get_or_init(|| {
            let countries = self.table.all().filter(|row| self.table.feature(*row) == Feature::Country);
            countries.map(|row| (self.table.country(row).to_owned(), row)).collect()
        });
        countries.get(code).copied()
    }

    /// The capital that a region is, by its name and inhabitants: the District of Columbia is Washington. Other places are themselves.
    pub(super) fn capital(&self, row: Row) -> Row {
        /// Share that the capital has of the inhabitants of all places in the region, its own quarters among them.
        const SHARE: f32 = 0.3;
        let table = &self.table;
        if table.feature(row) != Feature::State {
            return row;
        }
        let capitals = self.capitals.get_or_init(|| {
            let is_region = |region: &Row, capital: Row| {
                table.feature(*region) == Feature::State
                    && table.name(*region) != table.name(capital)
                    && table.name(*region).starts_with(table.name(capital))
                    && table.population(capital) as f32 >= SHARE * table.population(*region) as f32
            };
            let capitals = table.all().filter(|row| table.feature(*row) == Feature::Capital);
            capitals
                .filter_map(|capital| {
                    Some((table.lineage(capital).skip(1).find(|region| is_region(region, capital))?, capital))
                })
                .collect()
        });
        capitals.get(&row).copied().unwrap_or(row)
    }
}

/// Kilometres between two points, by the haversine formula.
#[must_use]
pub fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    let (north_a, north_b) = (a.0.to_radians(), b.0.to_radians());
    let half_north = ((north_b - north_a) / 2.0).sin();
    let half_east = ((b.1 - a.1).to_radians() / 2.0).sin();
    let chord = half_north * half_north + north_a.cos() * north_b.cos() * half_east * half_east;
    2.0 * EARTH_KM * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// Makes the place of a row.
#[must_use]
pub fn place(table: &Table, row: Row) -> Place {
    let (lat, lon) = table.point(row);
    let country = table.country(row);
    Place {
        geonames: table.id(row),
        name: table.name(row).to_owned(),
        feature: table.feature_name(row).to_owned(),
        path: path(table, row),
        country: (!country.is_empty()).then(|| country.to_owned()),
        lat,
        lon,
        population: table.population(row),
        ancestors: ancestors_of(table, row),
        runner_up: None,
    }
}

/// Names from the continent down. Counties are left out above a city, and a region named as its city.
fn path(table: &Table, row: Row) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    for above in table.lineage(row) {
        let name = table.name(above);
        let skipped =
            above != row && (table.feature(above) == Feature::County || path.last().is_some_and(|inner| inner == name));
        if !skipped {
            path.push(name.to_owned());
        }
    }
    path.reverse();
    path
}

fn ancestors_of(table: &Table, row: Row) -> Vec<u32> {
    let mut rows: Vec<Row> = table.lineage(row).collect();
    let mut at = 0;
    // Groups may lie in groups; the list only grows by rows that are not in it.
    while let Some(above) = rows.get(at).copied() {
        for group in table.groups(above).flat_map(|group| table.lineage(group)) {
            if !rows.contains(&group) {
                rows.push(group);
            }
        }
        at += 1;
    }
    rows.into_iter().map(|row| table.id(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(name: &str) -> Place {
        Gazetteer::embedded().lookup(name).into_iter().next().unwrap_or_else(|| panic!("{name} is not known"))
    }

    #[test]
    fn names_with_what_holds_them() {
        let of = |path: &str| {
            Gazetteer::embedded()
                .named(path)
                .first()
                .and_then(|id| Gazetteer::embedded().by_id(*id))
                .map(|place| place.path.join("/"))
        };
        assert_eq!(of("Paris, Texas").as_deref(), Some("North America/United States/Texas/Paris"));
        assert_eq!(of("Paris, Texas, United States").as_deref(), Some("North America/United States/Texas/Paris"));
        assert_eq!(of("paris").as_deref(), Some("Europe/France/Île-de-France/Paris"));
        assert_eq!(of("Paris, Japan"), None);
        assert!(Gazetteer::embedded().named("abu-dhabi").contains(&292_968));
    }

    #[test]
    fn a_region_that_is_a_capital_is_the_capital() {
        let gazetteer = Gazetteer::embedded();
        let capital = |name: &str| {
            let row = gazetteer.table().by_id(gazetteer.ids(name)[0]).unwrap();
            gazetteer.table().name(gazetteer.capital(row)).to_owned()
        };
        assert_eq!(capital("D.C."), "Washington");
        assert_eq!(capital("Texas"), "Texas");
        assert_eq!(capital("Moscow Oblast"), "Moscow Oblast");
    }

    #[test]
    fn levels_of_the_tree() {
        let paris = Gazetteer::embedded().named("Paris, Texas")[0];
        let level = |level| {
            Gazetteer::embedded()
                .at_level(paris, level)
                .and_then(|id| Gazetteer::embedded().by_id(id))
                .map(|place| place.name)
        };
        assert_eq!(level(Feature::State).as_deref(), Some("Texas"));
        assert_eq!(level(Feature::Country).as_deref(), Some("United States"));
        assert_eq!(level(Feature::Continent).as_deref(), Some("North America"));
        assert_eq!(level(Feature::City).as_deref(), Some("Paris"));
        assert_eq!(Gazetteer::embedded().at_level(Gazetteer::embedded().ids("Texas")[0], Feature::City), None);
    }

    #[test]
    fn the_first_sense_of_well_known_names() {
        for (name, feature, country) in [
            ("United States", "country", "US"),
            ("the U.S.", "", ""),
            ("U.S.", "country", "US"),
            ("UK", "country", "GB"),
            ("UAE", "country", "AE"),
            ("Russia", "country", "RU"),
            ("Ukraine", "country", "UA"),
            ("Abu Dhabi", "capital", "AE"),
            ("abu-dhabi", "capital", "AE"),
            ("Moscow", "capital", "RU"),
            ("Kiev", "capital", "UA"),
            ("Davos", "city", "CH"),
            ("Alaska", "state", "US"),
            ("Venezuela", "country", "VE"),
            ("Paris", "capital", "FR"),
            ("London", "capital", "GB"),
            ("Georgia", "country", "GE"),
            ("Washington", "capital", "US"),
            ("Scotland", "state", "GB"),
            ("Russian", "country", "RU"),
            ("Israelis", "country", "IL"),
            ("Danes", "country", "DK"),
            ("Gaza Strip", "region", "PS"),
            ("Crimea", "state", "UA"),
            ("Москва", "capital", "RU"),
            ("Calif.", "state", "US"),
        ] {
            if feature.is_empty() {
                assert!(Gazetteer::embedded().lookup(name).is_empty(), "{name}");
                continue;
            }
            let place = first(name);
            assert_eq!(
                (place.feature.as_str(), place.country.as_deref()),
                (feature, Some(country)),
                "{name}: {place:?}"
            );
        }
        assert_eq!(first("Mediterranean").feature, "sea");
        assert_eq!(first("Middle East").feature, "region");
    }

    #[test]
    fn a_place_knows_what_holds_it() {
        let place = Gazetteer::embedded().by_id(292_968).unwrap();
        assert_eq!(place.path, ["Asia", "United Arab Emirates", "Abu Dhabi"]);
        assert!((place.lat - 24.45).abs() < 0.01 && (place.lon - 54.40).abs() < 0.01);
        assert!(place.ancestors.contains(&290_557), "the country");
        assert!(place.ancestors.contains(&first("Middle East").geonames), "a group outside the tree");
        let oblast = Gazetteer::embedded().by_id(709_716).unwrap();
        assert_eq!((oblast.name.as_str(), oblast.feature.as_str()), ("Donetsk Oblast", "state"));
        assert!(Gazetteer::embedded().ancestors(709_716).contains(&690_791));
        assert!(
            Gazetteer::embedded().ids("Donetsk").contains(&709_716)
                && Gazetteer::embedded().ids("Donetsk").contains(&709_717)
        );
        assert!(Gazetteer::embedded().ids("ukraine").contains(&690_791));
    }

    #[test]
    fn countries_lie_where_geonames_puts_them() {
        for (name, (lat, lon)) in [("Canada", (60.1, -113.6)), ("Japan", (35.7, 139.8)), ("Vietnam", (16.2, 107.8))] {
            let id = Gazetteer::embedded().named(name)[0];
            let table = Gazetteer::embedded().table();
            let found = table.point(table.by_id(id).unwrap());
            assert!((found.0 - lat).abs() < 0.1 && (found.1 - lon).abs() < 0.1, "{name}: {found:?}");
        }
    }

    #[test]
    fn near_is_a_circle() {
        let around = Gazetteer::embedded().near(24.451, 54.397, 30.0);
        assert!(around.contains(&292_968));
        assert!(!around.contains(&292_223), "Dubai is 125 km away");
        assert!(Gazetteer::embedded().near(24.451, 54.397, 150.0).contains(&292_223));
        assert!((distance((52.52, 13.41), (48.86, 2.35)) - 878.0).abs() < 5.0);
    }

    #[test]
    fn misspelt_names_find_their_place() {
        assert_eq!(Gazetteer::embedded().suggest("Ukrane", 3).first().map(String::as_str), Some("Ukraine"));
        assert_eq!(Gazetteer::embedded().suggest("Abu Dabhi", 3).first().map(String::as_str), Some("Abu Dhabi"));
        assert!(Gazetteer::embedded().suggest("Xqzzxqkwvv", 3).is_empty());
        assert!(Gazetteer::embedded().suggest("", 3).is_empty());
    }

    #[test]
    fn every_place_has_a_way_to_the_top() {
        let table = Gazetteer::embedded().table();
        assert!(table.len() > 250_000);
        for row in table.all().step_by(97) {
            let top = table.lineage(row).last().unwrap();
            assert!(table.parent(top).is_none(), "{} lies in a ring", table.id(row));
            assert!(!table.name(row).is_empty());
            let found = table.candidates(&fold(table.name(row))).take(120).count();
            assert!(found > 0, "{} is not found by its name", table.name(row));
        }
    }

    proptest! {
        #[test]
        fn a_look_up_of_anything_is_safe(name in "\\PC{0,24}") {
            let _ = Gazetteer::embedded().lookup(&name);
            let _ = Gazetteer::embedded().suggest(&name, 2);
        }

        #[test]
        fn a_damaged_table_never_panics(seed in 0_usize..1000, flips in prop::collection::vec((0_usize..20_000, any::<u8>()), 1..40)) {
            let facts = "1\t0\tcountry\tAE\t24\t54\t9\tEmirates\tu:UAE\t\n2\t1\tcity\tAE\t24\t54\t5\tAbu Dhabi\to:Abou Dabi|o:UAE\t1\n";
            let mut bytes = build(facts).unwrap();
            for (at, byte) in flips {
                let at = (at + seed) % bytes.len();
                bytes[at] = byte;
            }
            // The name map checks no bytes when it is walked, so only what this module reads itself is read here.
            if let Ok(table) = Table::open(Arc::new(bytes)) {
                for row in table.all() {
                    let _ = (place(&table, row), table.groups(row).count());
                }
            }
        }
    }
}
