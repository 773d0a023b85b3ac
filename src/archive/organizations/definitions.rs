//! What the articles of the archive define acronyms as: "Department of Homeland Security (DHS)".

use crate::archive::ArchiveError;
use crate::archive::copies::Copies;
use crate::archive::segment::Segment;
use crate::archive::tally::{Tally, TallyColumn};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The columns of definitions: texts have them, titles none.
const COLUMNS: [&str; 2] = ["", "definition"];

/// By acronym, the names or other words that articles define it as, and how many stories do so. What one article has as an organization another may
/// have as mere words.
#[derive(Debug, Default)]
pub(super) struct Definitions(pub(super) BTreeMap<String, Vec<(String, u64)>>);

impl Definitions {
    /// Those of all articles; copies of a story count once.
    pub(super) fn of(segments: &[Segment], copies: &Copies) -> Result<Self, ArchiveError> {
        let open = |segment: &Segment| Ok(COLUMNS.map(|column| TallyColumn::of_strings(segment, column)));
        let tally = Tally::of_stories(segments, open, copies)?;
        let (definitions, stories) = tally.units(&|definition, _| Some(Cow::Borrowed(definition)));
        Ok(Self::of_counts(definitions.into_iter().zip(stories.into_iter().map(|stories| stories as u64))))
    }

    /// Those of columns of definitions, each with its stories.
    pub(super) fn of_counts(counts: impl IntoIterator<Item = (String, u64)>) -> Self {
        let mut found: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
        for (definition, stories) in counts {
            if let Some((acronym, name)) = definition.split_once('\t') {
                let name = name.trim_start_matches('\t').to_owned();
                let names = found.entry(acronym.to_owned()).or_default();
                match names.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, all)) => *all += stories,
                    None => names.push((name, stories)),
                }
            }
        }
        for names in found.values_mut() {
            names.sort_unstable();
        }
        Self(found)
    }
}
