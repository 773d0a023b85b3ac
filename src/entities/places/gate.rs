//! Decides whether words that spell a place name are one here, from their spelling and their neighbours.

use super::cues::{Cue, cue};
use super::spot::{Hint, Match};
use super::token::{Case, Gap, Token};
use super::words::{is_mere_word, is_word};
use crate::article::Field;
use crate::entities::gazetteer::{Candidates, Feature, NameKind, Table, prior};
use crate::entities::tagger::{NameKind as NameKindOf, is_usually_lower};
use std::collections::HashSet;

/// Words of a public body's name behind its place that are looked at.
const MOST_WORDS_OF_A_BODY: usize = 8;

/// How a spelling may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    /// As a name of the place.
    Name,
    /// As the adjective or noun of its people.
    Demonym,
    /// As an acronym: "UAE".
    Acronym,
    /// As a postal code or a written abbreviation: "LA", "Calif."
    Abbreviation,
}

impl Reading {
    /// True when a name of this kind can be meant.
    pub(super) fn allows(self, kind: NameKind) -> bool {
        match self {
            Self::Name => matches!(kind, NameKind::Main | NameKind::Usual | NameKind::Other),
            Self::Demonym => kind == NameKind::Demonym,
            Self::Acronym => kind == NameKind::Acronym,
            Self::Abbreviation => matches!(kind, NameKind::Postal | NameKind::Abbreviation),
        }
    }
}

/// Where a name was found.
pub(super) struct Site<'a> {
    pub(super) field: Field,
    pub(super) text: &'a str,
    pub(super) words: &'a [Token],
    /// Its first word.
    pub(super) at: usize,
    /// It follows another place name and a comma.
    pub(super) follows: bool,
    /// It stands in the dateline.
    pub(super) in_dateline: bool,
}

/// Words that the text uses for people.
#[derive(Debug, Default)]
pub(super) struct Persons<'a> {
    /// What follows a capitalised word or a title.
    names: HashSet<&'a str>,
    /// What stands before "said" and the like, and not behind "in" and the like.
    speakers: HashSet<&'a str>,
    /// The last words of the tagger's people of several words.
    surnames: HashSet<&'a str>,
}

impl<'a> Persons<'a> {
    fn contains(&self, word: &'a str) -> bool {
        self.names.contains(word) || self.speakers.contains(word)
    }

    /// True of the name of somebody who speaks in this text, or has a first name in it, where the words beside it do not say
    /// that it is a place. Large cities speak for governments.
    pub(super) fn is_somebody(&self, table: &Table, site: &Site<'_>, found: &Match<'_>) -> bool {
        let Some((row, kind)) = found.likeliest() else {
            return false;
        };
        let is_city = matches!(table.feature(row), Feature::City | Feature::County);
        let word = site.words[site.at].text(site.text);
        site.at == found.last
            && is_city
            && (self.speakers.contains(word) || self.surnames.contains(word) && !is_placed(site, found.last, self))
            && prior(table.feature_name(row), table.population(row), kind) < 5.8
    }
}

/// The reading that the spelling of words `at..=last` allows, and where the span ends.
pub(super) fn reading(
    text: &str,
    words: &[Token],
    at: usize,
    last: usize,
    candidates: &Candidates<'_>,
) -> Option<(Reading, usize)> {
    let (first, end) = (words[at], words[last].end as usize);
    let has = |reading: Reading| candidates.clone().any(|(_, kind)| reading.allows(kind));
    let stop = text[end..].starts_with('.');
    let after_comma = first.gap == Gap::Comma && at > 0 && words[at - 1].is_capitalised();
    let single = at == last;
    if single && (first.dotted || first.case == Case::Capitals) {
        let short = first.text(text).len() <= 6;
        if after_comma && has(Reading::Abbreviation) {
            return Some((Reading::Abbreviation, end));
        }
        if has(Reading::Acronym) {
            return Some((Reading::Acronym, end));
        }
        if first.dotted && has(Reading::Abbreviation) {
            return Some((Reading::Abbreviation, end));
        }
        if short && (first.dotted || first.text(text).len() <= 3) {
            return None;
        }
    }
    if single && stop && after_comma && first.case == Case::Title && has(Reading::Abbreviation) {
        return Some((Reading::Abbreviation, end + 1));
    }
    if has(Reading::Demonym) && !candidates.clone().take(1).any(|(_, kind)| Reading::Name.allows(kind)) {
        return Some((Reading::Demonym, end));
    }
    has(Reading::Name).then_some((Reading::Name, end))
}

/// What the words beside a name say about its feature: "the Donetsk region", "the city of Donetsk".
pub(super) fn hint(site: &Site<'_>, last: usize) -> Option<Hint> {
    let next = joined(site.words, last + 1).map(|word| cue(word.text(site.text))).unwrap_or_default();
    if next.has(Cue::REGION) {
        return Some(Hint::Region);
    }
    if next.has(Cue::CITY) {
        return Some(Hint::City);
    }
    let of = site.at.checked_sub(2).filter(|_| site.words[site.at - 1].text(site.text) == "of")?;
    let before = cue(site.words[of].text(site.text));
    match (before.has(Cue::REGION), before.has(Cue::CITY)) {
        (true, _) => Some(Hint::Region),
        (_, true) => Some(Hint::City),
        _ => None,
    }
}

/// The word at `at`, when nothing but white space or a hyphen stands before it.
pub(super) fn joined(words: &[Token], at: usize) -> Option<Token> {
    words.get(at).copied().filter(|word| matches!(word.gap, Gap::Space | Gap::Hyphen))
}

/// Where the dateline that opens a body ends, 0 if none does: capitals, then a dash within the first line.
pub(super) fn dateline_end(text: &str) -> usize {
    const LONGEST: usize = 90;
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let capitals = head.chars().take_while(|c| !c.is_lowercase()).filter(|c| c.is_uppercase()).count();
    let dash = [" - ", " – ", " — ", "-- ", "— "].iter().filter_map(|dash| head.find(dash)).min();
    dash.filter(|_| capitals >= 3).unwrap_or(0)
}

/// Collects the words that stand for people in a text; `people` are the names that the tagger found in it.
pub(super) fn persons<'a>(text: &'a str, words: &[Token], people: impl Iterator<Item = &'a str>) -> Persons<'a> {
    let mut persons = Persons::default();
    persons.surnames.extend(people.filter_map(|name| name.rsplit_once(' ')).map(|(_, surname)| surname));
    let mut places = HashSet::new();
    for pair in words.windows(2) {
        let [before, word] = pair else { continue };
        if before.case == Case::Title && word.gap == Gap::Space && cue(word.text(text)).has(Cue::SPEECH) {
            persons.speakers.insert(before.text(text));
        }
        if before.case == Case::Lower && word.case == Case::Title && cue(before.text(text)).has(Cue::LOCATIVE) {
            places.insert(word.text(text));
        }
        if word.case != Case::Title || !matches!(word.gap, Gap::Space | Gap::Stop) || !before.is_capitalised() {
            continue;
        }
        let cue = cue(before.text(text));
        let initial = before.end - before.start == 1;
        let is_name = word.gap == Gap::Space && !cue.has(Cue::OPENING) && !cue.has(Cue::PREPOSITION);
        if is_name || initial || word.gap == Gap::Stop && cue.has(Cue::PERSON_TITLE) {
            persons.names.insert(word.text(text));
        }
    }
    persons.speakers.retain(|word| !places.contains(word));
    persons
}

/// What the gate says of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Place,
    /// A place if the article names it as one elsewhere.
    Perhaps,
    Other,
}

impl From<bool> for Verdict {
    fn from(is_place: bool) -> Self {
        if is_place { Self::Place } else { Self::Other }
    }
}

/// Whether a name is a place without a word of the tagger on it.
///
/// With `missed`, the tagger has looked at the text and has not seen a name here: then only what can hardly be
/// anything else is taken.
pub(super) fn judge(
    table: &Table,
    site: &Site<'_>,
    found: &Match<'_>,
    persons: &Persons<'_>,
    english: bool,
    missed: bool,
) -> Verdict {
    let Some((row, kind)) = found.likeliest() else {
        return Verdict::Other;
    };
    let (text, words, at, last) = (site.text, site.words, site.at, found.last);
    let likelihood = prior(table.feature_name(row), table.population(row), kind);
    let is_area = !matches!(table.feature(row), Feature::City | Feature::Capital | Feature::County);
    let strong = is_area && likelihood >= 6.2 && kind != NameKind::Other;
    let single = at == last;
    if site.in_dateline {
        return (likelihood >= 3.0 || site.follows).into();
    }
    match found.reading {
        Reading::Abbreviation => {
            return (site.follows || words[at].dotted || english && words[at].gap == Gap::Comma).into();
        }
        Reading::Acronym => {
            let shouted = |word: Option<Token>| word.is_some_and(|word| word.case == Case::Capitals && !word.dotted);
            let shouting = shouted(at.checked_sub(1).map(|at| words[at])) || shouted(words.get(last + 1).copied());
            return (words[at].dotted || likelihood >= 9.0 || !shouting && !missed).into();
        }
        _ => {}
    }
    let next = joined(words, last + 1).filter(|word| word.is_capitalised());
    let next_cue = next.map(|word| cue(word.text(text))).unwrap_or_default();
    if next.is_some() && next_cue.has(Cue::ORGANIZATION) && !next_cue.has(Cue::REGION) {
        return (english && is_of_public_body(table, site, found, usize::MAX)).into();
    }
    if found.reading == Reading::Demonym {
        return english.into();
    }
    if !english && likelihood < 5.3 || is_of_organization(site) {
        return Verdict::Other;
    }
    if english && single && is_word(site.words[at].text(text)) && is_mere_word(table, site, found) {
        return Verdict::Other;
    }
    let sure = strong && likelihood >= 6.8
        || likelihood >= 2.2 && is_placed(site, last, persons)
        || has_container(table, site, last);
    if missed && !sure {
        return Verdict::Other;
    }
    let before = at.checked_sub(1).map(|before| words[before]);
    let before_cue = before.map(|word| cue(word.text(text))).unwrap_or_default();
    let common = single && cue(words[at].text(text)).has(Cue::COMMON);
    let adjacent = matches!(words[at].gap, Gap::Space | Gap::Hyphen);
    let placed = adjacent && before_cue.has(Cue::PREPOSITION) && before.is_some_and(|word| word.case == Case::Lower);
    let shouted = single && words[at].case == Case::Capitals;
    let after_capital = adjacent
        && before.is_some_and(Token::is_capitalised)
        && !before_cue.has(Cue::OPENING)
        && !before_cue.has(Cue::PREPOSITION)
        && !(before_cue.has(Cue::ORGANIZATION) && strong);
    if after_capital && !(shouted && strong && !common) {
        return Verdict::Other;
    }
    if site.follows || has_container(table, site, last) {
        return Verdict::Place;
    }
    let goes_on = next_cue.has(Cue::TITLE) || next_cue.has(Cue::REGION) || next_cue.has(Cue::CITY);
    if next.is_some() && !goes_on {
        return (strong && !common && !shouted).into();
    }
    let as_person = single && persons.contains(words[at].text(text));
    if !common && likelihood >= 2.2 && is_placed(site, last, persons) {
        return Verdict::Place;
    }
    if strong {
        return if as_person && common { Verdict::Other } else { (!as_person || placed).into() };
    }
    if as_person {
        return (placed && likelihood >= 5.5 && !common).into();
    }
    if common {
        return Verdict::Perhaps;
    }
    let opens = !adjacent && !matches!(words[at].gap, Gap::Comma | Gap::Possessive);
    let least = match (single, opens) {
        _ if !english => 5.3,
        _ if kind == NameKind::Other => 5.3,
        (false, _) => 2.2,
        (true, false) => 3.4,
        (true, true) => 4.8,
    };
    if placed || likelihood >= least { Verdict::Place } else { Verdict::Perhaps }
}

/// Whether a name that the tagger took as a whole for a person or an organization is a place all the same.
pub(super) fn contradict(
    table: &Table,
    site: &Site<'_>,
    found: &Match<'_>,
    persons: &Persons<'_>,
    taken_for: NameKindOf,
) -> Verdict {
    let Some((row, kind)) = found.likeliest() else {
        return Verdict::Other;
    };
    let word = site.words[site.at].text(site.text);
    match found.reading {
        Reading::Abbreviation => return (site.follows || site.words[site.at].gap == Gap::Comma).into(),
        Reading::Acronym => return (site.words[site.at].dotted && taken_for == NameKindOf::Organization).into(),
        Reading::Demonym => return Verdict::Other,
        Reading::Name => {}
    }
    let common = site.at == found.last && cue(word).has(Cue::COMMON);
    let likelihood = prior(table.feature_name(row), table.population(row), kind);
    if site.in_dateline || site.follows && !common || has_container(table, site, found.last) {
        return Verdict::Place;
    }
    let is_area = matches!(table.feature(row), Feature::State | Feature::Country) && kind != NameKind::Other;
    let is_long = site.at < found.last && kind == NameKind::Main;
    if is_area && !common && (is_long || taken_for == NameKindOf::Organization) {
        return Verdict::Place;
    }
    if likelihood >= 2.2 && is_placed(site, found.last, persons) && !is_mere_word(table, site, found) {
        return Verdict::Place;
    }
    if common { Verdict::Other } else { Verdict::Perhaps }
}

/// True where the words beside a name say that it is a place: "in Oxford", "22, of Oxford", "an Oxford man", "R-Oxford".
fn is_placed(site: &Site<'_>, last: usize, persons: &Persons<'_>) -> bool {
    let (text, words, at) = (site.text, site.words, site.at);
    let next = joined(words, last + 1).map(|word| word.text(text));
    if next.is_some_and(|next| next.chars().all(char::is_lowercase) && cue(next).has(Cue::INHABITANT)) {
        let first = words[at].text(text);
        let is_no_name = cue(first).has(Cue::OPENING) || at == last && is_usually_lower(first);
        return !(is_no_name || at == last && persons.contains(first));
    }
    let Some(before) = at.checked_sub(1).map(|before| words[before]) else { return false };
    let word = before.text(text);
    match words[at].gap {
        Gap::Hyphen => matches!(word, "R" | "D") && text[before.end as usize..].starts_with('-'),
        Gap::Space if before.case == Case::Lower => {
            // "22, of Winfield": what stands before "of" and "from" is no noun that would make a person of it.
            let apart = before.gap == Gap::Comma;
            cue(word).has(Cue::LOCATIVE) || matches!(word, "of" | "from") && apart
        }
        _ => false,
    }
}

/// True of a place in the name of a public body: "Athens City Council", "Ministry of Defence of Georgia", `end` being where
/// the name ends. Universities, papers, companies and clubs are no such bodies.
pub(super) fn is_of_public_body(table: &Table, site: &Site<'_>, found: &Match<'_>, end: usize) -> bool {
    let (text, words) = (site.text, site.words);
    let Some((row, kind)) = found.likeliest() else {
        return false;
    };
    if found.reading == Reading::Abbreviation {
        return site.follows || words[site.at].gap == Gap::Comma || words[site.at].dotted;
    }
    let single = site.at == found.last;
    let word = words[site.at].text(text);
    let common = single && (cue(word).has(Cue::COMMON) || is_usually_lower(word));
    let likelihood = prior(table.feature_name(row), table.population(row), kind);
    if common || likelihood < 3.0 || kind == NameKind::Other && likelihood < 5.3 {
        return false;
    }
    let is_county = table.feature(row) == Feature::County;
    let is_large = matches!(table.feature(row), Feature::State | Feature::Country)
        && !matches!(kind, NameKind::Demonym | NameKind::Other);
    let rest: Vec<Cue> = words[found.last + 1..]
        .iter()
        .take_while(|word| (word.start as usize) < end && word.case != Case::Lower)
        .take_while(|word| matches!(word.gap, Gap::Space | Gap::Hyphen | Gap::Possessive))
        .take(MOST_WORDS_OF_A_BODY)
        .map(|word| cue(word.text(text)))
        .collect();
    if let Some(head) = rest.last() {
        // A court without "superior" or the like before it is a block of flats.
        let is_court = head.has(Cue::COURT)
            && rest.iter().rev().skip(1).any(|cue| cue.has(Cue::COMMON) || cue.has(Cue::AUTHORITY));
        let is_body = head.has(Cue::AUTHORITY) || is_court;
        return is_county || is_body || is_large && end != usize::MAX && !head.has(Cue::ORGANIZATION);
    }
    let is_last = words.get(found.last + 1).is_none_or(|word| (word.start as usize) >= end);
    if is_large && is_last && site.at.checked_sub(1).is_none_or(|before| words[before].case != Case::Lower) {
        return true;
    }
    // "of" before it, and the head at the beginning of the name or before the first "of".
    let is_of = |at: usize| words[at].text(text) == "of";
    let mut at = site.at;
    while at >= 2 && is_of(at - 1) && words[at - 1].gap == Gap::Space {
        let head = words[at - 2];
        if cue(head.text(text)).has(Cue::AUTHORITY) && head.is_capitalised() {
            return true;
        }
        at -= 2;
    }
    false
}

/// True in "Bank of America", "University of Georgia", also where the gazetteer has the whole of it.
fn is_of_organization(site: &Site<'_>) -> bool {
    let begins = cue(site.words[site.at].text(site.text)).has(Cue::ORGANIZATION_OF);
    if begins && site.words.get(site.at + 1).is_some_and(|word| word.text(site.text) == "of") {
        return true;
    }
    let Some(of) = site.at.checked_sub(1).map(|at| site.words[at]) else { return false };
    let joined = matches!(site.words[site.at].gap, Gap::Space);
    joined
        && of.text(site.text) == "of"
        && site.at >= 2
        && site.words[site.at - 2].is_capitalised()
        && cue(site.words[site.at - 2].text(site.text)).has(Cue::ORGANIZATION_OF)
}

/// True when a comma and the name, code or abbreviation of a state or country follow.
pub(super) fn has_container(table: &Table, site: &Site<'_>, last: usize) -> bool {
    let Some(next) = site.words.get(last + 1).filter(|word| word.gap == Gap::Comma && word.is_capitalised()) else {
        return false;
    };
    let mut folded = String::new();
    crate::entities::gazetteer::fold_word(next.text(site.text), &mut folded);
    let holds = |(row, kind): (_, NameKind)| {
        let is_region = matches!(table.feature(row), Feature::State | Feature::Country);
        is_region && !matches!(kind, NameKind::Demonym | NameKind::Other)
    };
    let two = || {
        let second = site.words.get(last + 2).filter(|word| word.gap == Gap::Space)?;
        let mut both = folded.clone();
        both.push(' ');
        crate::entities::gazetteer::fold_word(second.text(site.text), &mut both);
        Some(table.candidates(&both).any(holds))
    };
    table.candidates(&folded).any(holds) || two().unwrap_or(false)
}
