//! Names of places that are words here: "in March", "Four men", "he said in English", "West Nile virus".

use super::cues::{Cue, cue};
use super::gate::{Reading, Site, has_container, joined};
use super::spot::Match;
use super::token::{Case, Gap, Token};
use crate::entities::gazetteer::{Table, prior};
use crate::entities::tagger::is_usually_lower;

/// True of the "City" in "Dublin City Council", which is the council's and not the place's.
pub(super) fn is_city_of_a_body(text: &str, words: &[Token], at: usize) -> bool {
    let next =
        joined(words, at + 1).filter(|word| word.is_capitalised()).map(|word| cue(word.text(text))).unwrap_or_default();
    words[at].text(text) == "City" && (next.has(Cue::AUTHORITY) || next.has(Cue::ORGANIZATION) || next.has(Cue::TITLE))
}

/// True where the name of a people is that of its language: "he said in English."
pub(super) fn is_language(site: &Site<'_>, last: usize) -> bool {
    let speaks = site.at.checked_sub(1).is_some_and(|before| {
        let word = site.words[before];
        word.case == Case::Lower
            && site.words[site.at].gap == Gap::Space
            && cue(word.text(site.text)).has(Cue::LANGUAGE)
    });
    let after = text_after(site, last);
    speaks && (after.trim_end().is_empty() || after.starts_with(['.', ',', ';', ':', '?', '!', '"', '”', ')', '\n']))
}

/// True in "West Nile virus", "Sub-Saharan", "US$5", "St. Patrick's Day", "the White House".
pub(super) fn is_something_else(site: &Site<'_>, last: usize) -> bool {
    let next = joined(site.words, last + 1).map(|word| word.text(site.text)).unwrap_or_default();
    let before = site.at.checked_sub(1).filter(|_| site.words[site.at].gap == Gap::Hyphen);
    let after = text_after(site, last);
    let name = &site.text[site.words[site.at].start as usize..site.words[last].end as usize];
    name == "White House"
        || after.starts_with('$')
        || after.starts_with("'s Day")
        || after.starts_with("’s Day")
        || cue(next).has(Cue::DISEASE)
        || before.is_some_and(|before| site.words[before].text(site.text).eq_ignore_ascii_case("sub"))
}

/// True of a name that is a common word and stands alone: "Four men", "a majority in Congress". Of those that news mostly writes
/// in lower case only small towns' are.
pub(super) fn is_mere_word(table: &Table, site: &Site<'_>, found: &Match<'_>) -> bool {
    const LARGE: f32 = 5.0;
    let word = site.words[site.at].text(site.text);
    let small = |(row, kind)| prior(table.feature_name(row), table.population(row), kind) < LARGE;
    site.at == found.last
        && found.reading == Reading::Name
        && !site.in_dateline
        && if cue(word).has(Cue::WORD) {
            !is_held(table, site, found)
        } else {
            is_usually_lower(word)
                && found.likeliest().is_some_and(small)
                && !(site.follows || has_container(table, site, found.last))
        }
}

/// True of a word that alone is no place in English, however large one of the name is.
pub(super) fn is_word(word: &str) -> bool {
    cue(word).has(Cue::WORD)
}

/// True where a comma and a place that holds one of the name follow: "March, England", but not "in March, Japan said".
fn is_held(table: &Table, site: &Site<'_>, found: &Match<'_>) -> bool {
    let Some(next) = site.words.get(found.last + 1).filter(|word| word.gap == Gap::Comma && word.is_capitalised())
    else {
        return false;
    };
    let mut folded = String::new();
    crate::entities::gazetteer::fold_word(next.text(site.text), &mut folded);
    let outer: Vec<_> = table.candidates(&folded).map(|(row, _)| row).collect();
    found.candidates.clone().any(|(row, _)| table.lineage(row).skip(1).any(|above| outer.contains(&above)))
}

/// The text behind a word.
fn text_after<'a>(site: &Site<'a>, word: usize) -> &'a str {
    &site.text[site.words[word].end as usize..]
}
