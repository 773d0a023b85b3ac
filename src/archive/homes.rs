//! Where sources seem to be at home: the places that most of their articles name.

use super::ArchiveError;
use super::segment::Segment;
use crate::entities::gazetteer::{Feature, Gazetteer};
use std::collections::{HashMap, HashSet};

/// Articles of a source below which nothing is proposed.
const FEWEST: usize = 5;
/// Levels from the narrowest up, with the share of a source's articles that must name the place.
const LEVELS: &[(Feature, f32)] = &[(Feature::City, 0.3), (Feature::State, 0.5), (Feature::Country, 0.6)];

/// A source and where it seems to be at home.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeSuggestion {
    /// The source.
    pub source: String,
    /// GeoNames id of the place.
    pub geonames: u32,
    /// Its name with what contains it, as `sources.toml` takes it: "Anchorage, Alaska, United States".
    pub place: String,
    /// Articles of the source.
    pub articles: usize,
    /// How many of them name the place or what lies in it.
    pub naming: usize,
}

/// Proposes a home for each source that one place stands out for, the source with the most articles first.
pub(super) fn suggestions(segments: &[Segment], gazetteer: &Gazetteer) -> Result<Vec<HomeSuggestion>, ArchiveError> {
    // By source: its articles, and how many of them name each place of a level.
    let mut sources: HashMap<String, (usize, HashMap<u32, usize>)> = HashMap::new();
    let mut levels_of: HashMap<u64, Vec<u32>> = HashMap::new();
    for segment in segments {
        let fast = segment.reader.fast_fields();
        let Some(names) = fast.str("source")? else { continue };
        let (in_text, in_title) = (fast.u64("place_id")?, fast.u64("title_place_id")?);
        let mut name = String::new();
        for lead in segment.leads.iter() {
            let Some(ord) = names.term_ords(lead).next() else { continue };
            name.clear();
            names.ord_to_str(ord, &mut name)?;
            let ids = segment.passages_of(lead).flat_map(|doc| in_text.values_for_doc(doc));
            let mut named: HashSet<u32> = HashSet::new();
            for id in ids.chain(in_title.values_for_doc(lead)) {
                let levels = levels_of.entry(id).or_insert_with(|| {
                    let id = u32::try_from(id).unwrap_or_default();
                    LEVELS.iter().filter_map(|(level, _)| gazetteer.at_level(id, *level)).collect()
                });
                named.extend(levels.iter().copied());
            }
            if !sources.contains_key(&name) {
                sources.insert(name.clone(), Default::default());
            }
            if let Some((articles, places)) = sources.get_mut(&name) {
                *articles += 1;
                for id in named {
                    *places.entry(id).or_default() += 1;
                }
            }
        }
    }
    let mut found: Vec<HomeSuggestion> = sources
        .into_iter()
        .filter(|(_, (articles, _))| *articles >= FEWEST)
        .filter_map(|(source, (articles, places))| propose(gazetteer, &source, articles, &places))
        .collect();
    found.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.source.cmp(&b.source)));
    Ok(found)
}

fn propose(
    gazetteer: &Gazetteer,
    source: &str,
    articles: usize,
    places: &HashMap<u32, usize>,
) -> Option<HomeSuggestion> {
    LEVELS.iter().find_map(|(level, share)| {
        let of_level = places.iter().filter(|(id, _)| gazetteer.at_level(**id, *level) == Some(**id));
        let (id, naming) = of_level.max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id)))?;
        if (*naming as f32) < share * articles as f32 {
            return None;
        }
        let place = gazetteer.by_id(*id)?;
        // From the inside out, without the continent.
        let name = place.path.iter().skip(1).rev().map(String::as_str).collect::<Vec<_>>().join(", ");
        Some(HomeSuggestion { source: source.to_owned(), geonames: *id, place: name, articles, naming: *naming })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> u32 {
        Gazetteer::embedded().named(name)[0]
    }

    #[test]
    fn the_narrowest_place_that_stands_out() {
        let of = |counts: &[(&str, usize)]| {
            let counts = counts.iter().map(|(name, count)| (id(name), *count)).collect();
            propose(Gazetteer::embedded(), "The Courier", 10, &counts).map(|found| found.place)
        };
        let alaska = [("Anchorage, Alaska", 4), ("Alaska", 7), ("United States", 9)];
        assert_eq!(of(&alaska).as_deref(), Some("Anchorage, Alaska, United States"));
        let state = [("Anchorage, Alaska", 2), ("Alaska", 5), ("United States", 9)];
        assert_eq!(of(&state).as_deref(), Some("Alaska, United States"));
        assert_eq!(of(&[("Alaska", 2), ("United States", 6)]).as_deref(), Some("United States"));
        assert_eq!(of(&[("Alaska", 2), ("United States", 3)]), None);
    }
}
