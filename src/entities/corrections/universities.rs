//! Universities that are called like a place and "State": "Penn State", "Boise State" are no places.

use super::rules::Correction;
use crate::entities::EntityType;
use crate::entities::gazetteer::{self, Table};
use crate::entities::named_entity::UNIVERSITY;

/// States that are called so.
const STATES: [&str; 2] = ["New York", "Washington"];

/// What a name that was taken for a place is where a place of the United States stands before "State"; states of other nations are called so,
/// and ours behind "the": "the Lone Star State".
pub(super) fn of_state(table: &Table, head: &str, written: &str, kind: EntityType) -> Option<Correction> {
    if head.ends_with("the ") || head.ends_with("The ") {
        return None;
    }
    let place =
        written.strip_suffix(" State").filter(|place| kind == EntityType::Location && !STATES.contains(place))?;
    let likeliest = table.candidates(&gazetteer::fold(place)).next();
    let is_ours = likeliest.is_some_and(|(row, _)| table.country(row) == "US");
    is_ours.then(|| Correction::by(UNIVERSITY, Some(EntityType::Organization)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::Gazetteer;

    #[test]
    fn states_that_are_universities() {
        let of_state = |name| of_state(Gazetteer::embedded().table(), "They beat ", name, EntityType::Location);
        for name in ["Penn State", "Boise State", "Ohio State", "San Diego State", "Fresno State"] {
            assert!(of_state(name).is_some(), "{name}");
        }
        for name in ["New York State", "Washington State", "Rakhine State", "Lagos State", "Free State", "Ohio"] {
            assert!(of_state(name).is_none(), "{name}");
        }
        let table = Gazetteer::embedded().table();
        assert!(super::of_state(table, "in the ", "Beaver State", EntityType::Location).is_none());
    }
}
