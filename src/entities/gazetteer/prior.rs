//! How likely a place is meant before anything is known of the text.

use super::table::NameKind;

/// Likelihood of a place for one of its names, on a scale where one more is ten times the inhabitants.
///
/// The weights say what news writes of: countries before anything, capitals as if they were sixty times as large,
/// counties hardly ever without the word.
#[must_use]
pub(in crate::entities) fn prior(feature: &str, population: u32, kind: NameKind) -> f32 {
    let size = (population as f32 + 10.0).log10();
    let place = match feature {
        "continent" => 9.5,
        "country" => size.max(4.5) + 2.2,
        "region" => 6.8,
        "state" => size + 0.3,
        "county" => size - 1.3,
        "capital" => size + 1.8,
        "city" => size,
        _ => 6.3,
    };
    place
        + match kind {
            NameKind::Main | NameKind::Demonym | NameKind::Acronym | NameKind::Abbreviation => 0.0,
            NameKind::Usual => -0.1,
            NameKind::Postal => -0.5,
            NameKind::Other => -1.5,
        }
}
