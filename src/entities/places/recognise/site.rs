//! Where a name stands, and what its neighbours say of it.

use super::inside;
use crate::article::Field;
use crate::entities::gazetteer::{Feature, NameKind, Table, fold_word};
use crate::entities::places::cues::Cue;
use crate::entities::places::groups::Hint;
use crate::entities::places::tokens::{Case, Gap, Token};
use crate::entities::tagger::Model;

/// Where a name was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) field: Field,
    pub(super) text: &'a str,
    pub(super) words: &'a [Token],
    /// Its first word.
    pub(super) at: usize,
    /// It follows another place name and a comma, or stands in brackets behind it.
    pub(super) follows: bool,
    /// It stands in the dateline.
    pub(super) in_dateline: bool,
    /// The model that knows how news writes words.
    pub(super) model: &'a Model,
}

impl<'a> Site<'a> {
    /// The first word.
    pub(super) fn first(&self) -> Token {
        self.words[self.at]
    }

    /// The first word as written.
    pub(super) fn word(&self) -> &'a str {
        self.first().text(self.text)
    }

    /// The word before the name.
    pub(super) fn before(&self) -> Option<Token> {
        self.at.checked_sub(1).map(|before| self.words[before])
    }

    /// The word behind the name that ends with `last`, when nothing but white space or a hyphen divides them.
    pub(super) fn next(&self, last: usize) -> Option<Token> {
        self.words.get(last + 1).copied().filter(|word| matches!(word.gap, Gap::Space | Gap::Hyphen))
    }

    /// What the word behind the name says.
    pub(super) fn next_cue(&self, last: usize) -> Cue {
        self.next(last).map(|word| word.cue).unwrap_or_default()
    }

    /// The text behind a word.
    pub(super) fn text_after(&self, word: usize) -> &'a str {
        &self.text[self.words[word].end as usize..]
    }

    /// What the words beside a name say about its feature: "the Donetsk region", "the city of Donetsk".
    pub(super) fn hint(&self, last: usize) -> Option<Hint> {
        let is_county = |word: Token| {
            let word = word.text(self.text);
            ["county", "counties", "parish"].iter().any(|county| word.eq_ignore_ascii_case(county))
        };
        if self.next(last).is_some_and(is_county) {
            return Some(Hint::County);
        }
        let next = self.next_cue(last);
        if next.has(Cue::REGION) {
            return Some(Hint::Region);
        }
        if next.has(Cue::CITY) {
            return Some(Hint::City);
        }
        let of = self.at.checked_sub(2).filter(|_| self.words[self.at - 1].text(self.text) == "of")?;
        let before = self.words[of].cue;
        match (before.has(Cue::REGION), before.has(Cue::CITY)) {
            (true, _) => Some(Hint::Region),
            (_, true) => Some(Hint::City),
            _ => None,
        }
    }

    /// True when a comma or a bracket and the name, code or abbreviation of a state or country follow.
    pub(super) fn has_container(&self, table: &Table, last: usize) -> bool {
        let is_beside = |word: &&Token| match word.gap {
            Gap::Comma => true,
            Gap::Bracket => inside::is_closed(self.text, self.words, last + 1),
            _ => false,
        };
        let Some(next) = self.words.get(last + 1).filter(is_beside).filter(|word| word.is_capitalised()) else {
            return false;
        };
        let mut folded = String::new();
        fold_word(next.text(self.text), &mut folded);
        let is_container = |(row, kind): (_, NameKind)| {
            let is_region = matches!(table.feature(row), Feature::State | Feature::Country);
            is_region && !matches!(kind, NameKind::Demonym | NameKind::Other)
        };
        if table.candidates(&folded).any(is_container) {
            return true;
        }
        let Some(second) = self.words.get(last + 2).filter(|word| word.gap == Gap::Space) else { return false };
        folded.push(' ');
        fold_word(second.text(self.text), &mut folded);
        table.candidates(&folded).any(is_container)
    }

    /// True where the name follows a preposition of place in lower case.
    pub(super) fn follows_preposition(&self) -> bool {
        self.is_adjacent()
            && self.before().is_some_and(|word| word.case == Case::Lower && word.cue.has(Cue::PREPOSITION))
    }

    /// True where the words beside the name leave hardly anything but a place: "in Winfield", "a Winfield man".
    pub(super) fn is_located(&self, last: usize) -> bool {
        let follows = self.is_adjacent()
            && self.before().is_some_and(|word| word.case == Case::Lower && word.cue.has(Cue::LOCATIVE));
        let next = self.next(last).filter(|word| word.case == Case::Lower);
        follows || next.is_some_and(|word| word.cue.has(Cue::INHABITANT))
    }

    /// True where white space or a hyphen alone divides the name from the word before it.
    pub(super) fn is_adjacent(&self) -> bool {
        matches!(self.first().gap, Gap::Space | Gap::Hyphen)
    }
}

/// Where the dateline that opens a body ends, 0 if none does: capitals, then a dash within the first line.
pub(super) fn dateline_end(text: &str) -> usize {
    const LONGEST: usize = 90;
    const FEWEST_CAPITALS: usize = 3;
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let capitals = head.chars().take_while(|c| !c.is_lowercase()).filter(|c| c.is_uppercase()).count();
    let dash = [" - ", " – ", " — ", "-- ", "— "].iter().filter_map(|dash| head.find(dash)).min();
    dash.filter(|_| capitals >= FEWEST_CAPITALS).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::Gazetteer;
    use crate::entities::places::tokens::tokens_of;

    #[test]
    fn a_dateline_is_capitals_and_a_dash() {
        for (text, end) in [
            ("KYIV - Talks went on.", 4),
            ("ABU DHABI, Jan 23 (Wire) — Talks went on.", 24),
            ("The talks - as he said - went on.", 0),
            ("Kyiv: talks went on", 0),
        ] {
            assert_eq!(dateline_end(text), end, "{text}");
        }
    }

    #[test]
    fn neighbours_say_what_a_name_is() {
        let text = "the Donetsk region, the city of Donetsk and Moscow, West Virginia or Paris, she said";
        let words = tokens_of(text, Gazetteer::embedded().table());
        let site = |word: &str, nth: usize| {
            let at = words.iter().enumerate().filter(|(_, token)| token.text(text) == word).nth(nth).unwrap().0;
            let model = crate::entities::tagger::embedded();
            Site { field: Field::Text, text, words: &words, at, follows: false, in_dateline: false, model }
        };
        let region = site("Donetsk", 0);
        assert_eq!(region.hint(region.at), Some(Hint::Region));
        let city = site("Donetsk", 1);
        assert_eq!(city.hint(city.at), Some(Hint::City));
        let (inside, alone) = (site("Moscow", 0), site("Paris", 0));
        assert!(inside.has_container(Gazetteer::embedded().table(), inside.at));
        assert!(!alone.has_container(Gazetteer::embedded().table(), alone.at));
        assert_eq!(alone.hint(alone.at), None);
    }
}
