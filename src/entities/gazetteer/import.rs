//! Adds the places of a GeoNames dump to the embedded table: <https://download.geonames.org/export/dump/>.
//!
//! Lines of `cities500.txt`, `allCountries.txt` and the like (19 columns) are places, lines of `alternateNamesV2.txt` (8 to
//! 10) are names of places met before. Populated places and second-level regions are taken; what the embedded table has
//! stays as it is. In which region a place lies is learned from the places that both have.

use super::Gazetteer;
use super::build::{BadLine, build};
use super::table::{Feature, NameKind, Table};
use fst::Streamer as _;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

/// Columns of a line of places.
const PLACE: usize = 19;
/// Columns of a line of names, at least and at most.
const NAME: std::ops::RangeInclusive<usize> = 8..=10;
/// Places that are taken at most: about a gigabyte and a half of memory.
const MOST_PLACES: usize = 1_000_000;
/// Names that one place keeps.
const MOST_NAMES: usize = 60;
/// Languages of alternate names that are no languages.
const NO_LANGUAGES: &[&str] = &["link", "post", "wkdt", "iata", "icao", "faac", "unlc", "tcid", "phon"];
/// Populated places that are no more.
const GONE: &[&str] = &["PPLH", "PPLQ", "PPLW", "PPLCH"];

/// Why a dump cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A line that is not of a dump.
    #[error(
        "line {line}: {reason}; lines of GeoNames dumps have 19 columns, those of alternateNamesV2 8 to 10, divided by tabs"
    )]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// More than a table can hold.
    #[error("the table cannot hold this: {0}; take fewer places, as with --min-population 500")]
    TooMuch(#[from] BadLine),
    /// More than is taken into memory.
    #[error("more than {MOST_PLACES} places; take fewer, as with --min-population 1")]
    TooMany,
    /// Nothing of use.
    #[error("no place in it that the embedded table does not have, and no name")]
    Nothing,
}

/// A place of the dump.
struct Imported {
    feature: &'static str,
    country: String,
    /// Codes of the first- and second-level regions.
    regions: [String; 2],
    lat: f64,
    lon: f64,
    population: u32,
    name: String,
}

/// A dump being read.
#[derive(Default)]
pub struct Dump {
    least_population: u32,
    lines: usize,
    places: BTreeMap<u32, Imported>,
    /// Further names by place, each with the letter of its kind.
    names: HashMap<u32, Vec<(char, String)>>,
    /// How often places of both tables say that the region of these codes is the place of that id.
    votes: HashMap<[String; 3], HashMap<u32, usize>>,
    /// Counties of the dump by the codes of country and regions.
    counties: HashMap<[String; 3], u32>,
}

impl Dump {
    /// A dump of which populated places from so many inhabitants on are taken.
    #[must_use]
    pub fn new(least_population: u32) -> Self {
        Self { least_population, ..Self::default() }
    }

    /// Places and names taken so far.
    #[must_use]
    pub fn taken(&self) -> (usize, usize) {
        (self.places.len(), self.names.values().map(Vec::len).sum())
    }

    /// Takes a line.
    ///
    /// # Errors
    /// When it is not a line of a dump.
    pub fn line(&mut self, line: &str) -> Result<(), ImportError> {
        self.lines += 1;
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let columns: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').collect();
        let taken = match columns.len() {
            PLACE => self.place(&columns),
            count if NAME.contains(&count) => self.name(&columns),
            _ => Err("not a line of places or names"),
        };
        taken.map_err(|reason| ImportError::Line { line: self.lines, reason })?;
        if self.places.len() > MOST_PLACES { Err(ImportError::TooMany) } else { Ok(()) }
    }

    fn place(&mut self, columns: &[&str]) -> Result<(), &'static str> {
        let id: u32 = columns[0].parse().map_err(|_| "the id is not a number")?;
        let lat: f64 = columns[4].parse().map_err(|_| "the latitude is not a number")?;
        let lon: f64 = columns[5].parse().map_err(|_| "the longitude is not a number")?;
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return Err("the point is not on the globe");
        }
        let population: u64 = columns[14].parse().unwrap_or(0);
        let population = u32::try_from(population).unwrap_or(u32::MAX);
        let (class, code) = (columns[6], columns[7]);
        let codes = |second: bool| [columns[8], columns[10], if second { columns[11] } else { "" }].map(str::to_owned);
        let names = columns[3].split(',').filter(|name| !name.is_empty());
        let names = names.map(|name| ('o', name.to_owned())).take(MOST_NAMES);
        if Gazetteer::embedded().table().by_id(id).is_some() {
            for (second, level) in [(false, Feature::State), (true, Feature::County)] {
                if let Some(region) = Gazetteer::embedded().at_level(id, level) {
                    *self.votes.entry(codes(second)).or_default().entry(region).or_default() += 1;
                }
            }
            return Ok(());
        }
        let feature = match (class, code) {
            ("P", "PPLC") => "capital",
            ("P", code) if !GONE.contains(&code) => "city",
            ("A", "ADM2") => "county",
            _ => return Ok(()),
        };
        if feature == "city" && population < self.least_population || columns[1].is_empty() {
            return Ok(());
        }
        if feature == "county" {
            self.counties.insert(codes(true), id);
        }
        self.names.entry(id).or_default().extend(names);
        let [country, first, second] = codes(true);
        let name = clean(columns[1]);
        self.places.insert(id, Imported { feature, country, regions: [first, second], lat, lon, population, name });
        Ok(())
    }

    fn name(&mut self, columns: &[&str]) -> Result<(), &'static str> {
        let id: u32 = columns[1].parse().map_err(|_| "the id of the place is not a number")?;
        let is_known = self.places.contains_key(&id) || Gazetteer::embedded().table().by_id(id).is_some();
        if !is_known || NO_LANGUAGES.contains(&columns[2]) || columns[3].is_empty() {
            return Ok(());
        }
        let names = self.names.entry(id).or_default();
        let kind = if columns[2] == "en" && columns[4] == "1" { 'a' } else { 'o' };
        if names.len() < MOST_NAMES {
            names.push((kind, columns[3].to_owned()));
        }
        Ok(())
    }

    /// Makes the table of the embedded places and those of the dump.
    ///
    /// # Errors
    /// When the dump had nothing new, or there is more than a table can hold.
    pub fn finish(self) -> Result<Vec<u8>, ImportError> {
        if self.places.is_empty() && self.names.is_empty() {
            return Err(ImportError::Nothing);
        }
        let mut facts = facts_of(Gazetteer::embedded().table(), &self.names);
        let countries = countries();
        for (id, place) in &self.places {
            let names = joined(self.names.get(id).into_iter().flatten().map(|(kind, name)| (*kind, name.as_str())));
            let parent = self.parent(*id, place, &countries);
            let Imported { feature, country, lat, lon, population, name, .. } = place;
            let _ = writeln!(
                facts,
                "{id}\t{parent}\t{feature}\t{}\t{lat}\t{lon}\t{population}\t{name}\t{names}\t",
                clean(country)
            );
        }
        Ok(build(&facts)?)
    }

    /// The narrowest region that holds a place: its county, else its state, else its country.
    fn parent(&self, id: u32, place: &Imported, countries: &HashMap<&str, u32>) -> u32 {
        let [first, second] = &place.regions;
        let codes = |second: &str| [place.country.clone(), first.clone(), second.to_owned()];
        let voted = |codes: &[String; 3]| {
            let votes = self.votes.get(codes)?;
            votes.iter().max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id))).map(|(id, _)| *id)
        };
        let of_dump = |codes: &[String; 3]| self.counties.get(codes).copied().filter(|county| *county != id);
        let narrow = (!second.is_empty()).then(|| codes(second));
        let county = narrow
            .as_ref()
            .filter(|_| place.feature != "county")
            .and_then(|codes| of_dump(codes).or_else(|| voted(codes)));
        county.or_else(|| voted(&codes(""))).or_else(|| countries.get(place.country.as_str()).copied()).unwrap_or(0)
    }
}

/// Ids of the countries by their codes.
fn countries() -> HashMap<&'static str, u32> {
    let table = Gazetteer::embedded().table();
    let countries = table.all().filter(|row| table.feature(*row) == Feature::Country);
    countries.map(|row| (table.country(row), table.id(row))).collect()
}

/// The lines of facts of a table, with further names.
fn facts_of(table: &Table, more: &HashMap<u32, Vec<(char, String)>>) -> String {
    let mut names: Vec<Vec<(char, String)>> = vec![Vec::new(); table.len()];
    let mut stream = table.names().stream();
    while let Some((name, _)) = stream.next() {
        let Ok(name) = std::str::from_utf8(name) else { continue };
        for (row, kind) in table.candidates(name) {
            names[row.0 as usize].push((letter(kind), name.to_owned()));
        }
    }
    let mut facts = String::new();
    for row in table.all() {
        let id = table.id(row);
        let (lat, lon) = table.point(row);
        let parent = table.parent(row).map_or(0, |parent| table.id(parent));
        let groups: Vec<String> = table.groups(row).map(|group| table.id(group).to_string()).collect();
        let own = names[row.0 as usize].iter().chain(more.get(&id).into_iter().flatten());
        let _ = writeln!(
            facts,
            "{id}\t{parent}\t{}\t{}\t{lat}\t{lon}\t{}\t{}\t{}\t{}",
            table.feature_name(row),
            table.country(row),
            table.population(row),
            table.name(row),
            joined(own.map(|(kind, name)| (*kind, name.as_str()))),
            groups.join(",")
        );
    }
    facts
}

fn letter(kind: NameKind) -> char {
    match kind {
        NameKind::Main => 'n',
        NameKind::Usual => 'a',
        NameKind::Other => 'o',
        NameKind::Demonym => 'd',
        NameKind::Acronym => 'u',
        NameKind::Postal => 'p',
        NameKind::Abbreviation => 't',
    }
}

fn joined<'n>(names: impl Iterator<Item = (char, &'n str)>) -> String {
    names.map(|(kind, name)| format!("{kind}:{}", clean(name))).collect::<Vec<_>>().join("|")
}

/// A name without what divides the fields of a line of facts.
fn clean(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || c == '|' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: u32, name: &str, code: &str, admin: &str, population: u32) -> String {
        let (class, country) = (if code == "ADM2" { "A" } else { "P" }, "US");
        format!(
            "{id}\t{name}\t{name}\tOld {name}\t61.5\t-149.5\t{class}\t{code}\t{country}\t\t{admin}\t020\t\t\t{population}\t\t0\tAmerica/Anchorage\t2026-01-01"
        )
    }

    #[test]
    fn places_of_a_dump_stand_beside_the_embedded_ones() {
        let anchorage = Gazetteer::embedded().named("Anchorage, Alaska")[0];
        let mut dump = Dump::new(0);
        dump.line(&line(anchorage, "Anchorage", "PPLA2", "AK", 291_000)).unwrap();
        dump.line(&line(99_000_001, "Boatless Cove", "PPL", "AK", 12)).unwrap();
        dump.line(&line(99_000_002, "Gone Cove", "PPLQ", "AK", 0)).unwrap();
        dump.line("7\t99000001\ten\tThe Cove\t1\t\t\t\t\t").unwrap();
        dump.line("8\t99000001\tlink\thttps://cove.example\t\t\t\t\t\t").unwrap();
        assert_eq!(dump.taken(), (1, 2));
        let table = Table::open(std::sync::Arc::new(dump.finish().unwrap())).unwrap();
        assert_eq!(table.len(), Gazetteer::embedded().table().len() + 1);
        let row = table.by_id(99_000_001).unwrap();
        let lineage: Vec<&str> = table.lineage(row).map(|row| table.name(row)).collect();
        assert!(lineage.contains(&"Boatless Cove") && lineage.contains(&"Alaska"), "{lineage:?}");
        for name in ["boatless cove", "the cove", "old boatless cove"] {
            assert!(table.candidates(name).any(|(found, _)| found == row), "{name}");
        }
        // What was there is as it was.
        for name in ["paris", "u s", "georgia", "calif", "russian"] {
            let of = |table: &Table, name: &str| -> Vec<(u32, NameKind)> {
                table.candidates(name).map(|(row, kind)| (table.id(row), kind)).collect()
            };
            assert_eq!(of(&table, name), of(Gazetteer::embedded().table(), name), "{name}");
        }
    }

    #[test]
    fn faults_name_the_line() {
        let mut dump = Dump::new(0);
        dump.line("# a comment").unwrap();
        let fault = dump.line("1\t2\t3").unwrap_err().to_string();
        assert!(fault.starts_with("line 2: "), "{fault}");
        assert!(matches!(Dump::new(0).finish(), Err(ImportError::Nothing)));
        let bad = line(1, "A", "PPL", "AK", 1).replace("61.5", "161.5");
        assert!(Dump::new(0).line(&bad).unwrap_err().to_string().contains("not on the globe"));
    }

    #[test]
    fn small_places_may_be_left_out() {
        let mut dump = Dump::new(500);
        dump.line(&line(99_000_001, "Boatless Cove", "PPL", "AK", 12)).unwrap();
        assert_eq!(dump.taken().0, 0);
    }
}
