//! Decides whether words that spell a place name are one here, from their spelling and their neighbours.

use super::abbreviations::is_of_state;
use super::bodies::{is_of_organization, is_of_public_body};
use super::common_words::{is_mere_word, is_word};
use super::least;
use super::persons::Persons;
use super::site::Site;
use crate::entities::EntityType;
use crate::entities::gazetteer::{Feature, NameKind, Table};
use crate::entities::known::kinds_of;
use crate::entities::places::candidates::{Likeliest, NameMatch, Spelling};
use crate::entities::places::cues::Cue;
use crate::entities::places::tokens::{Case, Gap, Token};

/// Whether a name is a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Place,
    /// A place if the article names it as one elsewhere.
    Perhaps,
    /// Part of a longer name, which may be that of a place.
    Part,
    Other,
}

impl From<bool> for Verdict {
    fn from(is_place: bool) -> Self {
        if is_place { Self::Place } else { Self::Other }
    }
}

/// What a name is judged by besides its neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) table: &'a Table,
    pub(super) english: bool,
    pub(super) persons: &'a Persons<'a>,
}

impl Judge<'_> {
    /// Whether a name is a place where the tagger says nothing of it.
    ///
    /// With `missed`, the tagger has looked at the text and has not seen a name here: then only what can hardly be
    /// anything else is taken.
    pub(super) fn judge(&self, site: &Site<'_>, found: &NameMatch<'_>, missed: bool) -> Verdict {
        let Some(likeliest) = found.likeliest(self.table) else { return Verdict::Other };
        if site.in_dateline {
            return (likeliest.likelihood >= least::DATELINE || site.follows).into();
        }
        if let Some(verdict) = self.by_spelling(site, found, likeliest, missed) {
            return verdict;
        }
        let is_foreign = !self.english && likeliest.likelihood < least::UNUSUAL_NAME;
        let is_single_word = self.english && site.at == found.last && is_word(site.word());
        if is_foreign || is_of_organization(site) || is_single_word && is_mere_word(self.table, site, found) {
            return Verdict::Other;
        }
        if missed && !self.is_sure(site, found, likeliest) {
            return Verdict::Other;
        }
        self.by_neighbours(site, found, likeliest)
    }

    /// What the spelling decides: abbreviations, acronyms, names of peoples, and what begins the name of an organization.
    fn by_spelling(
        &self,
        site: &Site<'_>,
        found: &NameMatch<'_>,
        likeliest: Likeliest,
        missed: bool,
    ) -> Option<Verdict> {
        let first = site.first();
        match found.spelling {
            Spelling::Abbreviation => {
                let is_behind_comma = self.english || first.gap != Gap::Comma || site.follows;
                return Some((is_behind_comma && is_of_state(self.table, site, found)).into());
            }
            Spelling::Acronym => {
                let shouted =
                    |word: Option<Token>| word.is_some_and(|word| word.case == Case::Capitals && !word.dotted);
                let shouting = shouted(site.before()) || shouted(site.words.get(found.last + 1).copied());
                let is_known = likeliest.likelihood >= least::ACRONYM;
                return Some((first.dotted || is_known || !shouting && !missed).into());
            }
            Spelling::Name | Spelling::Demonym => {}
        }
        let next_is_capitalised = site.next(found.last).is_some_and(Token::is_capitalised);
        let next_cue = site.next_cue(found.last);
        if next_is_capitalised && next_cue.has(Cue::ORGANIZATION) && !next_cue.has(Cue::REGION) {
            return Some((self.english && is_of_public_body(self.table, site, found, None)).into());
        }
        (found.spelling == Spelling::Demonym).then(|| self.english.into())
    }

    /// True of what can hardly be anything but a place.
    fn is_sure(&self, site: &Site<'_>, found: &NameMatch<'_>, likeliest: Likeliest) -> bool {
        is_known_area(likeliest) && likeliest.likelihood >= least::MISSED_AREA
            || self.is_placed(site, found.last, likeliest)
            || site.has_container(self.table, found.last)
    }

    fn is_placed(&self, site: &Site<'_>, last: usize, likeliest: Likeliest) -> bool {
        likeliest.likelihood >= least::PLACED && self.persons.is_placed(site, last)
    }

    /// What the words before and after a name say.
    fn by_neighbours(&self, site: &Site<'_>, found: &NameMatch<'_>, likeliest: Likeliest) -> Verdict {
        let single = site.at == found.last;
        let is_area = is_known_area(likeliest);
        let common = single && site.first().cue.has(Cue::COMMON);
        let shouted = single && site.first().case == Case::Capitals;
        if follows_capital(site, is_area) && !(shouted && is_area && !common) {
            return Verdict::Other;
        }
        if site.follows || site.has_container(self.table, found.last) {
            return Verdict::Place;
        }
        if site.next(found.last).is_some_and(Token::is_capitalised) {
            let next_cue = site.next_cue(found.last);
            if !(next_cue.has(Cue::TITLE) || next_cue.has(Cue::REGION) || next_cue.has(Cue::CITY)) {
                return (is_area && !common && !shouted).into();
            }
        }
        if !common && self.is_placed(site, found.last, likeliest) {
            return Verdict::Place;
        }
        let placed = site.follows_preposition();
        let as_person = single && self.persons.contains(site.word());
        if is_area {
            return if as_person && common { Verdict::Other } else { (!as_person || placed).into() };
        }
        if as_person {
            return (placed && likeliest.likelihood >= least::NAMESAKE && !common).into();
        }
        if common {
            return Verdict::Perhaps;
        }
        let opens = !site.is_adjacent() && !matches!(site.first().gap, Gap::Comma | Gap::Possessive);
        let least = match (single, opens) {
            _ if !self.english || likeliest.kind == NameKind::Other => least::UNUSUAL_NAME,
            (false, _) => least::PLACED,
            (true, false) => least::WORD,
            (true, true) => least::OPENING_WORD,
        };
        if placed || likeliest.likelihood >= least { Verdict::Place } else { Verdict::Perhaps }
    }

    /// Whether a name that the tagger took as a whole for a person or an organization is a place all the same.
    pub(super) fn contradict(&self, site: &Site<'_>, found: &NameMatch<'_>, taken_for: EntityType) -> Verdict {
        let Some(likeliest) = found.likeliest(self.table) else { return Verdict::Other };
        let first = site.first();
        match found.spelling {
            Spelling::Abbreviation => {
                let may_be = site.follows || first.gap == Gap::Comma || taken_for == EntityType::Organization;
                return (may_be && is_of_state(self.table, site, found)).into();
            }
            Spelling::Acronym => return (first.dotted && taken_for == EntityType::Organization).into(),
            Spelling::Demonym => return Verdict::Other,
            Spelling::Name => {}
        }
        let common = site.at == found.last && site.first().cue.has(Cue::COMMON);
        if site.in_dateline || site.follows && !common || site.has_container(self.table, found.last) {
            return Verdict::Place;
        }
        let name = &site.text[first.start as usize..found.end];
        let is_company = likeliest.likelihood < least::BEYOND_COMPANY && kinds_of(name).has('c');
        let is_area = matches!(likeliest.feature, Feature::State | Feature::Country)
            && likeliest.kind != NameKind::Other
            && !is_company;
        let is_long = site.at < found.last && likeliest.kind == NameKind::Main;
        if is_area && !common && (is_long || taken_for == EntityType::Organization) {
            return Verdict::Place;
        }
        if self.is_placed(site, found.last, likeliest) && !is_mere_word(self.table, site, found) {
            return Verdict::Place;
        }
        if common { Verdict::Other } else { Verdict::Perhaps }
    }
}

/// True of an area that is known by its name alone.
fn is_known_area(likeliest: Likeliest) -> bool {
    likeliest.is_area() && likeliest.likelihood >= least::KNOWN_AREA && likeliest.kind != NameKind::Other
}

/// True of a name that goes on with a capitalised word before it, which makes another name of both: "Jack London". An area does
/// not go on with an organization's: "the NATO states Norway".
fn follows_capital(site: &Site<'_>, is_area: bool) -> bool {
    let Some(before) = site.before() else { return false };
    let cue = before.cue;
    site.is_adjacent()
        && before.is_capitalised()
        && !cue.has(Cue::OPENING)
        && !cue.has(Cue::PREPOSITION)
        && !(cue.has(Cue::ORGANIZATION) && is_area)
}
