//! Words that an article uses for people, and places among them that are meant as places all the same.

use super::least;
use super::site::Site;
use crate::entities::gazetteer::{Feature, Table};
use crate::entities::places::candidates::NameMatch;
use crate::entities::places::cues::Cue;
use crate::entities::places::tokens::{Case, Gap, Token};
use foldhash::fast::RandomState;
use std::collections;

/// Sets of words of a text, with a seed of the run.
type HashSet<T> = collections::HashSet<T, RandomState>;

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
    /// Collects them from a text; `people` are the names of people that the tagger found in it.
    pub(super) fn of(text: &'a str, words: &[Token], people: impl Iterator<Item = &'a str>) -> Self {
        let mut persons = Self::default();
        persons.surnames.extend(people.filter_map(|name| name.rsplit_once(' ')).map(|(_, surname)| surname));
        let mut places = HashSet::default();
        for pair in words.windows(2) {
            let [before, word] = pair else { continue };
            if before.case == Case::Title && word.gap == Gap::Space && word.cue.has(Cue::SPEECH) {
                persons.speakers.insert(before.text(text));
            }
            if before.case == Case::Lower && word.case == Case::Title && before.cue.has(Cue::LOCATIVE) {
                places.insert(word.text(text));
            }
            if word.case != Case::Title || !matches!(word.gap, Gap::Space | Gap::Stop) || !before.is_capitalised() {
                continue;
            }
            let cue = before.cue;
            let initial = before.end - before.start == 1;
            let is_name = word.gap == Gap::Space && !cue.has(Cue::OPENING) && !cue.has(Cue::PREPOSITION);
            if is_name || initial || word.gap == Gap::Stop && cue.has(Cue::PERSON_TITLE) {
                persons.names.insert(word.text(text));
            }
        }
        persons.speakers.retain(|word| !places.contains(word));
        persons
    }

    /// True of a word that names somebody or somebody speaks by.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.names.contains(word) || self.speakers.contains(word)
    }

    /// True of the name of somebody who speaks in this text, or has a first name in it, where the words beside it do not say
    /// that it is a place. Large cities speak for governments.
    pub(super) fn is_somebody(&self, table: &Table, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
        let Some(likeliest) = found.likeliest(table) else { return false };
        let word = site.word();
        site.at == found.last
            && matches!(likeliest.feature, Feature::City | Feature::County)
            && (self.speakers.contains(word) || self.surnames.contains(word) && !self.is_placed(site, found.last))
            && likeliest.likelihood < least::SPEAKER
    }

    /// True where the words beside a name say that it is a place: "in Oxford", "22, of Oxford", "an Oxford man", "R-Oxford".
    pub(super) fn is_placed(&self, site: &Site<'_>, last: usize) -> bool {
        let is_lower = |word: Token| word.text(site.text).chars().all(char::is_lowercase);
        if site.next(last).is_some_and(|next| next.cue.has(Cue::INHABITANT) && is_lower(next)) {
            let first = site.word();
            let is_no_name =
                site.first().cue.has(Cue::OPENING) || site.at == last && site.model.is_usually_lower(first);
            return !(is_no_name || site.at == last && self.contains(first));
        }
        let Some(before) = site.before() else { return false };
        let word = before.text(site.text);
        match site.first().gap {
            Gap::Hyphen => matches!(word, "R" | "D") && site.text[before.end as usize..].starts_with('-'),
            Gap::Space if before.case == Case::Lower => {
                // "22, of Winfield": what stands before "of" and "from" is no noun that would make a person of it.
                let apart = before.gap == Gap::Comma;
                before.cue.has(Cue::LOCATIVE) || matches!(word, "of" | "from") && apart
            }
            _ => false,
        }
    }
}
