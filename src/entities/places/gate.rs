//! Decides whether words that spell a place name are one here, from their spelling and their neighbours.

use super::cues::{Cue, cue};
use super::spot::{Hint, Match};
use super::token::{Case, Gap, Token};
use crate::entities::gazetteer::{Candidates, Feature, NameKind, Table, prior};
use std::collections::HashSet;

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
    pub(super) text: &'a str,
    pub(super) words: &'a [Token],
    /// Its first word.
    pub(super) at: usize,
    /// It follows another place name and a comma.
    pub(super) follows: bool,
    /// It stands in the dateline.
    pub(super) in_dateline: bool,
}

/// Words that the text uses for people: what follows a capitalised word or a title.
pub(super) type Persons<'a> = HashSet<&'a str>;

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
fn joined(words: &[Token], at: usize) -> Option<Token> {
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

/// Collects the words that stand for people in a text.
pub(super) fn persons<'a>(text: &'a str, words: &[Token]) -> Persons<'a> {
    let mut persons = HashSet::new();
    for pair in words.windows(2) {
        let [before, word] = pair else { continue };
        if word.case != Case::Title || !matches!(word.gap, Gap::Space | Gap::Stop) || !before.is_capitalised() {
            continue;
        }
        let cue = cue(before.text(text));
        let initial = before.end - before.start == 1;
        let is_name = word.gap == Gap::Space && !cue.has(Cue::OPENING) && !cue.has(Cue::PREPOSITION);
        if is_name || initial || word.gap == Gap::Stop && cue.has(Cue::PERSON_TITLE) {
            persons.insert(word.text(text));
        }
    }
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
    let Some((row, kind)) = found.candidates.clone().find(|(_, kind)| found.reading.allows(*kind)) else {
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
        return Verdict::Other;
    }
    if found.reading == Reading::Demonym {
        return english.into();
    }
    if missed && !(strong && likelihood >= 6.8) || !english && likelihood < 5.3 || is_of_organization(site) {
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
fn has_container(table: &Table, site: &Site<'_>, last: usize) -> bool {
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
