//! What name lists and the gazetteer say of words, gathered when a model is trained; the model carries the outcome.

use crate::entities::gazetteer::{self, Feature, Gazetteer, NameKind, Row, Table};
use crate::entities::known::OrganizationWords;
use crate::entities::tagger::lexicon::{
    CITY, COUNTRY, DEMONYM, GIVEN, ORGANIZATION, PLACE_BEGIN, PLACE_INSIDE, STATE, SURNAME, TITLE, TOWN,
};
use crate::entities::tagger::tokens::divide;
use crate::entities::tagger::words::word_key;
use std::collections::HashMap;

/// Titles and roles that stand before names, given names and surnames.
const WORDS: [(&str, u16); 3] = [
    (include_str!("lists/titles.txt"), TITLE),
    (include_str!("lists/given_names.txt"), GIVEN),
    (include_str!("lists/surnames.txt"), SURNAME),
];
/// Given names of many languages: name, tab, gender, and a third column where it is a common word or place as well.
const GIVEN_NAMES: &str = include_str!("../entities/people/names/given_names.tsv");

/// Inhabitants of a city that news names without its country.
const LARGE: u32 = 100_000;
/// Inhabitants of a town that is worth a place in the model.
const KNOWN: u32 = 15_000;

/// Flags by the key of the word, for listed words and for those of the vocabulary that the gazetteer knows.
pub(super) fn flags<'a>(vocabulary: impl Iterator<Item = &'a str>) -> HashMap<u32, u16> {
    let mut flags: HashMap<u32, u16> = HashMap::new();
    let mut add = |word: &str, flag: u16| *flags.entry(word_key(&word.to_lowercase())).or_default() |= flag;
    for (list, flag) in WORDS {
        list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).for_each(|word| add(word, flag));
    }
    OrganizationWords::Head.iter().for_each(|word| add(word, ORGANIZATION));
    for line in GIVEN_NAMES.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        if let (Some(name), Some(_), None) = (columns.next(), columns.next(), columns.next()) {
            add(name, GIVEN);
        }
    }
    // A model was trained with the embedded names.
    let table = Gazetteer::embedded().table();
    for row in table.all().filter(|row| is_known(table, *row)) {
        let name = table.name(row);
        let words: Vec<&str> = divide(name).into_iter().map(|range| &name[range]).collect();
        match words[..] {
            [] => {}
            [word] => add(word, of_place(table, row)),
            [first, ref rest @ ..] => {
                add(first, PLACE_BEGIN);
                rest.iter()
                    .filter(|word| word.starts_with(char::is_uppercase))
                    .for_each(|word| add(word, PLACE_INSIDE));
            }
        }
    }
    for word in vocabulary {
        let named = table.candidates(&gazetteer::fold(word)).fold(0, |flags, (row, kind)| match kind {
            NameKind::Demonym => flags | DEMONYM,
            NameKind::Main | NameKind::Usual | NameKind::Acronym => flags | of_place(table, row),
            NameKind::Other | NameKind::Postal | NameKind::Abbreviation => flags,
        });
        if named != 0 {
            add(word, named);
        }
    }
    flags
}

fn is_known(table: &Table, row: Row) -> bool {
    !matches!(table.feature(row), Feature::City | Feature::County) || table.population(row) >= KNOWN
}

fn of_place(table: &Table, row: Row) -> u16 {
    match table.feature(row) {
        Feature::Country | Feature::Region | Feature::Continent => COUNTRY,
        Feature::State => STATE,
        Feature::Capital => CITY,
        Feature::City | Feature::County if table.population(row) >= LARGE => CITY,
        Feature::City | Feature::County | Feature::Natural => TOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_gazetteer() {
        let flags = flags(["russian", "kyiv"].into_iter());
        let of = |word: &str| flags.get(&word_key(word)).copied().unwrap_or(0);
        for (word, flag) in [
            ("president", TITLE),
            ("university", ORGANIZATION),
            ("anna", GIVEN),
            ("johnson", SURNAME),
            ("france", COUNTRY),
            ("paris", CITY),
            ("bavaria", STATE),
            ("russian", DEMONYM),
            ("kyiv", CITY),
            ("abu", PLACE_BEGIN),
            ("dhabi", PLACE_INSIDE),
        ] {
            assert_eq!(of(word) & flag, flag, "{word}");
        }
        assert_eq!(of("table"), 0);
    }
}
