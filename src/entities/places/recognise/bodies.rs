//! Places in the names of organizations: a public body is where its place is ("Athens City Council"), other organizations only
//! bear its name ("University of Texas").

use super::abbreviations::is_of_state;
use super::least;
use super::site::Site;
use crate::entities::gazetteer::{Feature, NameKind, Table};
use crate::entities::places::candidates::{NameMatch, Spelling};
use crate::entities::places::cues::Cue;
use crate::entities::places::support::is_university;
use crate::entities::places::tokens::{Case, Gap, Token};
use crate::text::with_lower;

/// Words of a public body's name behind its place that are looked at.
const MOST_WORDS: usize = 8;

/// True of a place in the name of a public body: "Athens City Council", "Ministry of Defence of Georgia", `end` being where
/// the name ends, or nothing where nobody has said that it is one. Universities, papers, companies and clubs are no such bodies.
pub(super) fn is_of_public_body(table: &Table, site: &Site<'_>, found: &NameMatch<'_>, end: Option<usize>) -> bool {
    let Some(likeliest) = found.likeliest(table) else { return false };
    if found.spelling == Spelling::Abbreviation {
        return is_of_state(table, site, found);
    }
    let word = site.word();
    let common = site.at == found.last && (site.first().cue.has(Cue::COMMON) || site.model.is_usually_lower(word));
    let is_rare = likeliest.kind == NameKind::Other && likeliest.likelihood < least::UNUSUAL_NAME;
    if common || likeliest.likelihood < least::PUBLIC_BODY || is_rare {
        return false;
    }
    // "Central High" of a Central High School is no town.
    let is_school = site.at < found.last && site.words[found.last].cue.has(Cue::ORGANIZATION);
    if is_school && site.next_cue(found.last).has(Cue::AUTHORITY) {
        return false;
    }
    // "Harlow Law School" of Harlow University.
    if is_university(&site.text[site.first().start as usize..found.end]) && is_of_university_school(site, found.last) {
        return false;
    }
    let is_large = matches!(likeliest.feature, Feature::State | Feature::Country)
        && !matches!(likeliest.kind, NameKind::Demonym | NameKind::Other);
    let is_within = |word: &&Token| end.is_none_or(|end| (word.start as usize) < end);
    let rest: Vec<Cue> = site.words[found.last + 1..]
        .iter()
        .take_while(|word| is_within(word) && word.case != Case::Lower)
        .take_while(|word| matches!(word.gap, Gap::Space | Gap::Hyphen | Gap::Possessive))
        .take(MOST_WORDS)
        .map(|word| word.cue)
        .collect();
    if let Some(head) = rest.last() {
        // A court without "superior" or the like before it is a block of flats.
        let is_court = head.has(Cue::COURT)
            && rest.iter().rev().skip(1).any(|cue| cue.has(Cue::COMMON) || cue.has(Cue::AUTHORITY));
        let is_body = head.has(Cue::AUTHORITY) || is_court;
        let is_county = likeliest.feature == Feature::County && site.words[found.last].cue.has(Cue::REGION);
        return is_county || is_body || is_large && end.is_some() && !head.has(Cue::ORGANIZATION);
    }
    let is_last = site.words.get(found.last + 1).is_none_or(|word| !is_within(&word));
    if is_large && is_last && site.before().is_none_or(|before| before.case != Case::Lower) {
        return true;
    }
    is_of_authority(site)
}

/// True in "Ministry of Health of Uganda": "of" stands before the name, and the head of a public body at the beginning or before
/// the first "of".
fn is_of_authority(site: &Site<'_>) -> bool {
    let is_of = |at: usize| site.words[at].text(site.text) == "of";
    let mut at = site.at;
    while at >= 2 && is_of(at - 1) && site.words[at - 1].gap == Gap::Space {
        let head = site.words[at - 2];
        if head.cue.has(Cue::AUTHORITY) && head.is_capitalised() {
            return true;
        }
        at -= 2;
    }
    false
}

/// True of a city or a state before "State", which is a university's then: "San Diego State", "Ohio State"; states of other countries
/// than America, "New York State" and "Washington State" are called so.
pub(super) fn is_of_university(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    const STATES: [&str; 2] = ["New York", "Washington"];
    let is_state = |word: Token| word.gap == Gap::Space && word.text(site.text) == "State";
    let goes_on = || site.next(found.last + 1).is_some_and(Token::is_capitalised);
    // Few names have the word behind them: that is looked at first.
    if found.spelling != Spelling::Name || !site.next(found.last).is_some_and(is_state) || goes_on() {
        return false;
    }
    let name = &site.text[site.first().start as usize..found.end];
    let likeliest = found.candidates.clone().find(|(_, kind)| found.spelling.allows(*kind));
    // "The Sunshine State" is Florida, and no town abroad.
    let is_town = |row| matches!(table.feature(row), Feature::City | Feature::County);
    likeliest.is_some_and(|(row, _)| table.country(row) == "US" || is_town(row)) && !STATES.contains(&name)
}

/// True where students and teachers show that a university is meant by the name of a small place: "Georgetown students".
pub(super) fn is_of_students(table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
    /// Inhabitants of a place whose own students may be meant.
    const LARGE: u32 = 300_000;
    const WORDS: [&str; 10] = [
        "student",
        "students",
        "alumni",
        "alumnus",
        "alumna",
        "professor",
        "professors",
        "graduate",
        "graduates",
        "undergraduates",
    ];
    let next = site.next(found.last).map_or("", |word| word.text(site.text));
    let likeliest = found.candidates.clone().find(|(_, kind)| found.spelling.allows(*kind));
    WORDS.contains(&next)
        && likeliest.is_some_and(|(row, _)| table.population(row) < LARGE)
        && is_university(&site.text[site.first().start as usize..found.end])
}

/// True of a place that begins the name of a school or a university: "Tennessee | Agricultural & Industrial State University",
/// "Westfield | High School". A school district or board is a public body.
pub(super) fn is_of_school(site: &Site<'_>, last: usize) -> bool {
    const SCHOOLS: [&str; 10] = [
        "university",
        "college",
        "school",
        "academy",
        "elementary",
        "high",
        "polytechnic",
        "seminary",
        "institute",
        "conservatory",
    ];
    let rest = site.text_after(last);
    let Some(rest) = rest.strip_prefix(' ').filter(|rest| rest.starts_with(char::is_uppercase)) else { return false };
    let mut head = "";
    for word in rest.split(' ').take(MOST_WORDS) {
        let is_linking = matches!(word, "&" | "and");
        if !is_linking && !word.starts_with(char::is_uppercase) {
            break;
        }
        let bare = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if !is_linking {
            head = bare;
        }
        if bare.len() < word.len() && !is_linking {
            break;
        }
    }
    with_lower(head, |head| SCHOOLS.contains(&head))
}

/// True before the name of a part of a university: "Yale | School of Public Health", "Duke | Medical Center".
fn is_of_university_school(site: &Site<'_>, last: usize) -> bool {
    const SCHOOLS: [&str; 6] = ["School", "College", "Medical", "Medicine", "Law", "Divinity"];
    const DISTRICT: [&str; 3] = ["District", "Board", "Committee"];
    let name = site.words[last + 1..].iter().take(MOST_WORDS).take_while(|word| word.case != Case::Lower);
    let mut words = name.map(|word| word.text(site.text));
    words.clone().any(|word| SCHOOLS.contains(&word)) && !words.any(|word| DISTRICT.contains(&word))
}

/// True in "Bank of America", "University of Georgia", also where the gazetteer has the whole of it.
pub(super) fn is_of_organization(site: &Site<'_>) -> bool {
    let begins = site.first().cue.has(Cue::ORGANIZATION_OF);
    if begins && site.words.get(site.at + 1).is_some_and(|word| word.text(site.text) == "of") {
        return true;
    }
    let Some(of) = site.before() else { return false };
    site.first().gap == Gap::Space
        && of.text(site.text) == "of"
        && site.at >= 2
        && site.words[site.at - 2].is_capitalised()
        && site.words[site.at - 2].cue.has(Cue::ORGANIZATION_OF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Field;
    use crate::entities::gazetteer::Gazetteer;
    use crate::entities::places::tokens::tokens_of;

    #[test]
    fn schools_bear_the_names_of_their_places() {
        let of_school = |text: &str| {
            let words = tokens_of(text, Gazetteer::embedded().table());
            let model = crate::entities::tagger::embedded();
            let site =
                Site { field: Field::Text, text, words: &words, at: 0, follows: false, in_dateline: false, model };
            is_of_school(&site, 0)
        };
        for text in [
            "Tennessee Agricultural & Industrial State University, she said.",
            "Delaware Technical and Community College opened.",
            "Westfield High School’s choir sang.",
            "Harlow Elementary was closed.",
            "Boston High won.",
        ] {
            assert!(of_school(text), "{text}");
        }
        for text in [
            "Boston School Committee met.",
            "Boston schools met.",
            "Iowa Department of Education said so.",
            "Boston, School of Law",
        ] {
            assert!(!of_school(text), "{text}");
        }
    }

    #[test]
    fn parts_of_universities_bear_the_names_of_towns() {
        let of_school = |text: &str| {
            let words = tokens_of(text, Gazetteer::embedded().table());
            let model = crate::entities::tagger::embedded();
            let site =
                Site { field: Field::Text, text, words: &words, at: 0, follows: false, in_dateline: false, model };
            is_of_university_school(&site, 0)
        };
        for text in ["Yale School of Public Health", "Princeton Law School said so.", "Stanford Medical Center closed."]
        {
            assert!(of_school(text), "{text}");
        }
        for text in ["Boston School Committee met.", "Houston Police Department said so.", "Princeton council met."] {
            assert!(!of_school(text), "{text}");
        }
    }
}
