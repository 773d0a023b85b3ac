//! Builds the gazetteer's table from lines of facts.
//!
//! A line is what `tools/gazetteer/build.py` writes: id, parent id, feature, country, latitude, longitude, population,
//! name, further names ("kind:name" joined by `|`), ids of groups (joined by `,`), divided by tabs.

use super::fold::fold;
use super::prior::prior;
use super::table::{FEATURES, HEADER, MAGIC, NameKind, ROW, SECTIONS, SINGLE, STEPS};
use std::collections::{BTreeMap, HashMap};

/// Places that one name keeps: the likeliest. "San José" has hundreds.
const MOST_PLACES_OF_A_NAME: usize = 120;
/// Letters that stand for the kinds of names, in the order of [`NameKind::ALL`].
const KINDS: &str = "naodupt";

/// A line that is not as it should be.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadLine {
    line: usize,
    reason: &'static str,
}

struct Fact<'a> {
    id: u32,
    parent: u32,
    feature: u8,
    country: &'a str,
    lat: f64,
    lon: f64,
    population: u32,
    name: &'a str,
    names: &'a str,
    groups: &'a str,
}

/// Makes the table of a file of facts.
///
/// # Errors
/// When a line lacks a field or holds what is not a number, or there are more places than the table can number.
pub fn build(facts: &str) -> Result<Vec<u8>, BadLine> {
    let mut places = Vec::new();
    for (at, line) in facts.lines().enumerate() {
        places.push(parse(line).map_err(|reason| BadLine { line: at + 1, reason })?);
    }
    places.sort_by_key(|place| place.id);
    places.dedup_by_key(|place| place.id);
    if places.len() >= 1 << 24 {
        return Err(BadLine { line: 1 << 24, reason: "more places than a table can hold" });
    }
    let row_of: HashMap<u32, u32> = places.iter().zip(0..).map(|(place, row)| (place.id, row)).collect();
    let (mut rows, mut pool, mut groups) = (Vec::with_capacity(places.len() * ROW), Vec::new(), Vec::new());
    let mut pooled = HashMap::new();
    for (place, row) in places.iter().zip(0_u32..) {
        let name = *pooled.entry(place.name).or_insert_with(|| {
            let at = pool.len() as u32;
            let name = &place.name[..place.name.floor_char_boundary(255)];
            pool.push(name.len() as u8);
            pool.extend(name.as_bytes());
            at
        });
        rows.extend(place.id.to_le_bytes());
        rows.extend(u24(row_of.get(&place.parent).map_or(0, |parent| parent + 1)));
        rows.extend(u24(((place.lat * STEPS).round() as i32).cast_unsigned()));
        rows.extend(u24(((place.lon * STEPS).round() as i32).cast_unsigned()));
        rows.extend(place.population.to_le_bytes());
        rows.extend(u24(name));
        rows.push(place.feature);
        rows.extend(place.country.bytes().chain([0, 0]).take(2));
        for group in place.groups.split(',').filter_map(|id| row_of.get(&id.parse().ok()?)) {
            groups.push((row, *group));
        }
    }
    if pool.len() >= 1 << 24 {
        return Err(BadLine { line: places.len(), reason: "the names take more than 16 MB" });
    }
    groups.sort_unstable();
    let groups = groups.iter().flat_map(|(row, group)| [u24(*row), u24(*group)]).flatten().collect();
    let (names, postings) = names_of(&places);
    Ok(assemble([rows, pool, names, postings, groups]))
}

fn parse(line: &str) -> Result<Fact<'_>, &'static str> {
    let mut fields = line.split('\t');
    let mut next = || fields.next().ok_or("too few fields");
    let id = next()?.parse().map_err(|_| "the id is not a number")?;
    let parent = next()?.parse().map_err(|_| "the parent is not a number")?;
    let feature = next()?;
    let feature = FEATURES.iter().position(|known| *known == feature).ok_or("unknown feature")? as u8;
    let country = next()?;
    let lat: f64 = next()?.parse().map_err(|_| "the latitude is not a number")?;
    let lon: f64 = next()?.parse().map_err(|_| "the longitude is not a number")?;
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        return Err("the point is not on the globe");
    }
    let population = next()?.parse().map_err(|_| "the population is not a number")?;
    Ok(Fact { id, parent, feature, country, lat, lon, population, name: next()?, names: next()?, groups: next()? })
}

/// The map of folded names and the postings that it points to.
fn names_of(places: &[Fact<'_>]) -> (Vec<u8>, Vec<u8>) {
    let mut by_name: BTreeMap<String, Vec<(u32, u8)>> = BTreeMap::new();
    for (place, row) in places.iter().zip(0..) {
        let further = place.names.split('|').filter_map(|name| {
            let (kind, name) = name.split_once(':')?;
            Some((KINDS.find(kind)? as u8, name))
        });
        for (kind, name) in std::iter::once((0, place.name)).chain(further) {
            let folded = fold(name);
            if folded.is_empty() || folded.len() > 80 {
                continue;
            }
            let rows = by_name.entry(folded).or_default();
            // One posting a place and spelling, but an acronym or demonym beside a name.
            let plain = |kind: u8| kind <= 2;
            if !rows.iter().any(|(known, of)| *known == row && (*of == kind || plain(*of) && plain(kind))) {
                rows.push((row, kind));
            }
        }
    }
    let mut map = fst::MapBuilder::memory();
    let mut postings: Vec<u8> = Vec::new();
    for (name, mut rows) in by_name {
        let score = |(row, kind): &(u32, u8)| {
            let place = &places[*row as usize];
            prior(FEATURES[usize::from(place.feature)], place.population, NameKind::ALL[usize::from(*kind)])
        };
        rows.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
        rows.truncate(MOST_PLACES_OF_A_NAME);
        let posting = |(row, kind): &(u32, u8)| u32::from(*kind) << 24 | row;
        let value = if let [only] = rows.as_slice() {
            SINGLE | u64::from(posting(only))
        } else {
            let at = postings.len() as u64 / 4;
            postings.extend(rows.iter().flat_map(|row| posting(row).to_le_bytes()));
            at << 8 | rows.len() as u64
        };
        map.insert(name, value).expect("names come sorted and once");
    }
    (map.into_inner().expect("memory can be written"), postings)
}

fn assemble(sections: [Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut table = Vec::from(MAGIC);
    let mut offset = HEADER;
    for section in &sections {
        table.extend((offset as u32).to_le_bytes());
        table.extend((section.len() as u32).to_le_bytes());
        offset += section.len();
    }
    table.extend(sections.into_iter().flatten());
    table
}

fn u24(n: u32) -> [u8; 3] {
    let [a, b, c, _] = n.to_le_bytes();
    [a, b, c]
}
