//! Names of places that are words here: "in March", "Four men", "he said in English", "West Nile virus".

use super::least;
use super::site::Site;
use crate::entities::gazetteer::{Feature, NameKind, Table, fold_word};
use crate::entities::places::candidates::{NameMatch, Spelling};
use crate::entities::places::cues::{Cue, cue};
use crate::entities::places::groups::Hint;
use crate::entities::places::tokens::{Case, Gap, Token};

/// True of the "City" in "Dublin City Council", which is the council's and not the place's.
pub(super) fn is_city_of_a_body(site: &Site<'_>, at: usize) -> bool {
    let next = site.next(at).filter(|word| word.is_capitalised()).map(|word| word.cue);
    let next = next.unwrap_or_default();
    site.words[at].text(site.text) == "City"
        && (next.has(Cue::AUTHORITY) || next.has(Cue::ORGANIZATION) || next.has(Cue::TITLE))
}

/// True of the "Department" in "Florida Department of Health", though a region of Uruguay is called so.
pub(super) fn is_department_of(site: &Site<'_>, at: usize) -> bool {
    let is_of = |word: &Token| word.gap == Gap::Space && word.text(site.text) == "of";
    site.words[at].text(site.text) == "Department" && site.words.get(at + 1).is_some_and(is_of)
}

/// True where the name of a people is that of its language: "he said in English.", "an English class".
pub(super) fn is_language(site: &Site<'_>, last: usize) -> bool {
    if site.next_cue(last).has(Cue::LANGUAGE_NOUN) {
        return true;
    }
    let speaks = site.first().gap == Gap::Space
        && site.before().is_some_and(|word| word.case == Case::Lower && word.cue.has(Cue::LANGUAGE));
    let after = site.text_after(last);
    speaks && (after.trim_end().is_empty() || after.starts_with(['.', ',', ';', ':', '?', '!', '"', '”', ')', '\n']))
}

/// True in "West Nile virus", "Sub-Saharan", "All-American", "US$5", "St. Patrick's Day", "the White House".
pub(super) fn is_something_else(site: &Site<'_>, last: usize) -> bool {
    let before = site.before().filter(|_| site.first().gap == Gap::Hyphen);
    let after = site.text_after(last);
    let is_pair = |first: &str, second: &str| {
        last == site.at + 1 && site.word() == first && site.words[last].text(site.text) == second
    };
    let is_prefix = |word: &str| ["sub", "all"].iter().any(|prefix| word.eq_ignore_ascii_case(prefix));
    // "The French Open", "Philadelphia 76ers".
    let next = after.strip_prefix(' ').unwrap_or_default();
    let next = &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())];
    let is_numbered = || next.trim_start_matches(|c: char| c.is_ascii_digit()) == "ers" && next.len() > "ers".len();
    let at_pole = || matches!(site.word(), "Pole" | "Poles") && site.is_adjacent();
    let is_direction = |word: Token| matches!(word.text(site.text), "North" | "South" | "Magnetic");
    matches!(next, "Open" | "Opens")
        || at_pole() && site.before().is_some_and(is_direction)
        || is_numbered()
        || is_pair("White", "House")
        || ["National", "City", "State"].into_iter().any(|kind| is_pair(kind, "Park"))
        || after.trim_start_matches(' ').starts_with('$')
        || after.starts_with("'s Day")
        || after.starts_with("’s Day")
        || site.next_cue(last).has(Cue::DISEASE)
        || before.is_some_and(|before| is_prefix(before.text(site.text)))
}

/// True of a direction and a word for land, which every country has: "the West Coast".
pub(super) fn is_part_of_country(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    let is_direction = |word: &str| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "west" | "east" | "north" | "south" | "gulf" | "atlantic" | "pacific"
        )
    };
    let is_land = |word: &str| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "coast" | "shore" | "side" | "end" | "country" | "seaboard" | "plains"
        )
    };
    found.last == site.at + 1
        && is_direction(site.word())
        && is_land(site.words[found.last].text(site.text))
        && !(site.follows || site.has_container(table, found.last))
}

/// True of a small town's name behind "the" where neither a noun nor a name follows: no town, but what the words say ("in the Valley,
/// where"; "over the Blue Ridge.").
pub(super) fn follows_article(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    /// Inhabitants of a city that may be meant all the same.
    const LARGE: u32 = 500_000;
    let is_article = |word: Token| word.text(site.text) == "the";
    let is_behind_article = site.is_adjacent() && site.before().is_some_and(is_article);
    if found.spelling != Spelling::Name || !is_behind_article {
        return false;
    }
    let goes_on = |word: Token| word.case != Case::Lower || !is_function_word(word.text(site.text));
    let likeliest = found.candidates.clone().find(|(_, kind)| found.spelling.allows(*kind));
    let is_town = |row| {
        matches!(table.feature(row), Feature::City | Feature::County)
            && table.population(row) < LARGE
            && !table.name(row).starts_with("The ")
    };
    likeliest.is_some_and(|(row, _)| is_town(row)) && !site.next(found.last).is_some_and(goes_on)
}

/// True of a word that begins no noun phrase.
fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "but"
            | "to"
            | "in"
            | "on"
            | "at"
            | "of"
            | "for"
            | "from"
            | "with"
            | "by"
            | "as"
            | "than"
            | "that"
            | "which"
            | "where"
            | "when"
            | "while"
            | "who"
            | "is"
            | "was"
            | "are"
            | "were"
            | "has"
            | "had"
            | "have"
            | "will"
            | "would"
            | "can"
            | "could"
            | "after"
            | "before"
            | "during"
            | "since"
            | "until"
            | "because"
            | "if"
            | "so"
            | "not"
            | "into"
            | "over"
            | "under"
    )
}

/// True of either half of the name of a people within another: "African-American", "Asian Americans".
pub(super) fn is_of_americans(site: &Site<'_>, last: usize) -> bool {
    let is_american = |word: &str| matches!(word, "American" | "Americans" | "AMERICAN" | "AMERICANS");
    let is_people = |word: &str| {
        let word = word.to_ascii_lowercase();
        matches!(
            word.as_str(),
            "african"
                | "asian"
                | "latin"
                | "native"
                | "arab"
                | "hispanic"
                | "afro"
                | "indigenous"
                | "indian"
                | "indians"
        )
    };
    let before = site.before().filter(|_| site.is_adjacent()).map_or("", |word| word.text(site.text));
    let after = site.next(last).map_or("", |word| word.text(site.text));
    let is_indian = matches!(site.word(), "Indian" | "Indians");
    is_people(site.word()) && is_american(after)
        || is_american(site.word()) && (is_people(before) || matches!(after, "Indian" | "Indians"))
        || is_indian && (is_american(before) || is_of_tribes(after))
}

/// Words that say of "Indian" that the first peoples of America are meant: "an Indian reservation", "the Indian Health Service".
fn is_of_tribes(word: &str) -> bool {
    const WORDS: [&str; 8] =
        ["health", "country", "reservation", "reservations", "tribe", "tribes", "affairs", "territory"];
    WORDS.iter().any(|of_tribes| word.eq_ignore_ascii_case(of_tribes))
}

/// True of the name of a people or a place within that of an animal, a dish or a church: "Mexican wolf", "German shepherds", "French fries",
/// "Roman Catholic".
pub(super) fn is_of_thing(site: &Site<'_>, last: usize) -> bool {
    /// What is called after where it came from once.
    const THINGS: [&str; 22] = [
        "terrier",
        "retriever",
        "shepherd",
        "setter",
        "spaniel",
        "sheepdog",
        "husky",
        "hound",
        "wolfhound",
        "bulldog",
        "mastiff",
        "wolf",
        "wolve",
        "goose",
        "tiger",
        "frie",
        "sprout",
        "muffin",
        "pastry",
        "roulette",
        "toast",
        "catholic",
    ];
    let next = site.next(last).map_or("", |word| word.text(site.text));
    let next = next.to_ascii_lowercase();
    let is_thing = |word: &str| THINGS.contains(&word);
    let is_roman = site.word().starts_with("Roman");
    (is_thing(&next) || next.strip_suffix('s').is_some_and(is_thing)) && (!next.starts_with("catholic") || is_roman)
}

/// True of a name that is a common word and stands alone: "Four men", "a majority in Congress". Of those that news mostly writes
/// in lower case only small towns' are.
pub(super) fn is_mere_word(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    let word = site.word();
    let likeliest = found.likeliest(table);
    // "Southern" of a Southern Province is no less a word for the size of it.
    let is_part = || {
        likeliest.is_some_and(|likeliest| likeliest.kind == NameKind::Usual && likeliest.feature == Feature::State)
            && site.first().cue.has(Cue::COMMON)
    };
    let is_small = || {
        likeliest.is_some_and(|likeliest| {
            let least = if is_written_so(table, found, word) { least::COMMON_WORD } else { least::FOREIGN_WORD };
            likeliest.likelihood < least
        })
    };
    let is_called =
        || site.follows || site.has_container(table, found.last) || site.hint(found.last).is_some_and(Hint::is_region);
    site.at == found.last
        && found.spelling == Spelling::Name
        && !site.in_dateline
        && if is_word(word) {
            !is_in_next(table, site, found)
        } else {
            !is_called() && (is_part() || site.model.is_usually_lower(word) && is_small())
        }
}

/// True where the likeliest place of a name is called as it is written, not as "Falcón" or by another name.
fn is_written_so(table: &Table, found: &NameMatch<'_>, written: &str) -> bool {
    let likeliest = found.candidates.clone().find(|(_, kind)| found.spelling.allows(*kind));
    likeliest.is_some_and(|(row, _)| table.name(row).eq_ignore_ascii_case(written))
}

/// True of a word that alone is no place in English, however large one of the name is.
pub(super) fn is_word(word: &str) -> bool {
    cue(word).has(Cue::WORD)
}

/// True where a comma and a place that holds one of the name follow: "March, England", but not "in March, Japan said".
fn is_in_next(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    let next = site.words.get(found.last + 1).filter(|word| word.gap == Gap::Comma && word.is_capitalised());
    let Some(next) = next else { return false };
    let mut folded = String::new();
    fold_word(next.text(site.text), &mut folded);
    let outer: Vec<_> = table.candidates(&folded).map(|(row, _)| row).collect();
    found.candidates.clone().any(|(row, _)| table.lineage(row).skip(1).any(|above| outer.contains(&above)))
}
