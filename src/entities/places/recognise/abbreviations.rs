//! Abbreviations of states and provinces: "Monroe, La.", "Erie, PA", "N.C."

use super::site::Site;
use crate::entities::gazetteer::Table;
use crate::entities::places::candidates::{NameMatch, Spelling};
use crate::entities::places::tokens::Gap;

/// True of an abbreviation that stands where one of a state does, behind a place and a comma, or is written as no other: "N.C." is, "M.E."
/// and "I.D." are postal codes with full stops, which abbreviate something else, as does "M.D." behind a person.
pub(super) fn is_of_state(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    site.follows || site.first().gap == Gap::Comma && !site.first().dotted || is_initials(table, site, found)
}

/// True of an abbreviation that can be no state's.
pub(super) fn is_of_something_else(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    found.spelling == Spelling::Abbreviation && site.first().dotted && !is_of_state(table, site, found)
}

/// True of the initials of a name with full stops, "N.C." and "D.C.", but not of "V.A.", which abbreviates a word.
fn is_initials(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    let written = site.word();
    let is_of = |name: &str| {
        let initials = name.split(' ').filter_map(|word| word.chars().next());
        name.contains(' ') && initials.eq(written.chars().filter(|c| c.is_alphabetic())) || name.ends_with(written)
    };
    let mut rows = found.candidates.clone().filter(|(_, kind)| found.spelling.allows(*kind));
    site.first().dotted && rows.any(|(row, _)| is_of(table.name(row)))
}
