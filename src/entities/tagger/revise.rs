//! What is known better than the model knows it: seats of power are no people, countries no organizations, and a common
//! word alone is no name.

use super::EntityType;
use super::lexicon::{CITY, COUNTRY, GIVEN, LOWER, STATE, SURNAME};
use super::vocabulary::{Word, role};
use crate::article::{Origin, Stage};
use crate::entities::known;

/// What a name is in the end, and what has changed it; nothing when it is none. `first` is its first word, `alone` that there
/// are no more.
pub(crate) fn revise(
    first: &Word,
    lower: &str,
    name: &str,
    alone: bool,
    found: EntityType,
) -> Option<(EntityType, Option<Origin>)> {
    let changed = |kind, stage, rule| Some((kind, Some(Origin { stage, rule, weighed: None })));
    if first.roles & role::KNOWN != 0
        && let Some(kind) = known::entity_type(name, found)
    {
        return changed(kind, Stage::Known, "well-known name");
    }
    if alone {
        let flags = first.entry.flags;
        let is_place = flags & (COUNTRY | CITY | STATE) != 0;
        return match found {
            EntityType::Person if is_place && flags & (GIVEN | SURNAME) == 0 => {
                changed(EntityType::Location, Stage::Tagger, "place of the lexicon")
            }
            EntityType::Organization if flags & COUNTRY != 0 => {
                changed(EntityType::Location, Stage::Tagger, "country of the lexicon")
            }
            EntityType::Organization if flags & LOWER != 0 && !is_place => None,
            _ => Some((found, None)),
        };
    }
    // "An Air force jet": the article belongs to the sentence.
    (found != EntityType::Organization || !matches!(lower, "a" | "an")).then_some((found, None))
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::{Entry, Lexicon, build};
    use super::super::vocabulary::Words;
    use super::super::words::word_key;
    use super::*;

    fn revised(name: &str, found: EntityType) -> Option<EntityType> {
        let flags = [("kyiv", CITY), ("paris", CITY | GIVEN), ("finland", COUNTRY), ("party", LOWER), ("reuters", 0)];
        let entry = |(word, flags): (&str, u16)| (word_key(word), Entry { flags, ..Entry::default() });
        let lexicon = Lexicon::open(build(flags.map(entry)).into()).unwrap();
        let mut words = Words::default();
        let first = words.intern(&lexicon, name.split(' ').next().unwrap());
        revise(words.get(first), words.lower(first), name, !name.contains(' '), found).map(|(kind, _)| kind)
    }

    #[test]
    fn seats_of_power_are_no_people() {
        use EntityType::{Location, Organization, Person};
        for (name, found, expected) in [
            ("Kremlin", Person, Some(Organization)),
            ("KREMLIN", Person, Some(Organization)),
            ("Kremlin", Location, Some(Organization)),
            ("White House", Person, Some(Organization)),
            ("White", Person, Some(Person)),
            ("Santa Maria Maggiore", Person, Some(Location)),
            ("Santa Claus", Person, Some(Person)),
            ("Kyiv", Person, Some(Location)),
            ("Paris", Person, Some(Person)),
            ("Paris Hilton", Person, Some(Person)),
            ("Finland", Organization, Some(Location)),
            ("Party", Organization, None),
            ("Labour Party", Organization, Some(Organization)),
            ("An Air", Organization, None),
            ("Reuters", Organization, Some(Organization)),
        ] {
            assert_eq!(revised(name, found), expected, "{name}");
        }
    }
}
