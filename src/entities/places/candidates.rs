//! Candidate generation: runs of words that spell a name of the gazetteer, and how their spelling may be read.
//!
//! Whether such a run names a place here is decided in `recognise`, which place it names in `resolve`.

use super::tokens::{Case, Gap, Token};
use crate::entities::gazetteer::{Candidates, Feature, NameKind, Table, fold_word, prior};

/// Words that a place name may have.
const MOST_WORDS: usize = 7;
/// Letters of a word after which a full stop does not end a name: "St. Louis", "Ft. Worth".
const LONGEST_ABBREVIATION: usize = 3;
/// Bytes of a word in capitals that is an acronym or a code, or nothing: "U.S.", "N.C.", "LA".
const LONGEST_DOTTED: usize = 6;
const LONGEST_CODE: usize = 3;

/// How the spelling of a name may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Spelling {
    /// As a name of the place.
    Name,
    /// As the adjective or noun of its people.
    Demonym,
    /// As an acronym: "UAE".
    Acronym,
    /// As a postal code or a written abbreviation: "LA", "Calif."
    Abbreviation,
}

impl Spelling {
    /// Name of the spelling.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Demonym => "demonym",
            Self::Acronym => "acronym",
            Self::Abbreviation => "abbreviation",
        }
    }

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

/// A run of words that spells a name of the gazetteer.
#[derive(Debug, Clone)]
pub(super) struct NameMatch<'a> {
    /// Position of its last word.
    pub(super) last: usize,
    /// One past its last byte; the full stop of an abbreviation is part of it.
    pub(super) end: usize,
    pub(super) spelling: Spelling,
    pub(super) candidates: Candidates<'a>,
}

impl NameMatch<'_> {
    /// The likeliest place that the name can mean in this spelling.
    pub(super) fn likeliest(&self, table: &Table) -> Option<Likeliest> {
        let (row, kind) = self.candidates.clone().find(|(_, kind)| self.spelling.allows(*kind))?;
        let likelihood = prior(table.feature_name(row), table.population(row), kind);
        Some(Likeliest { kind, feature: table.feature(row), likelihood })
    }
}

/// The likeliest place of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Likeliest {
    pub(super) kind: NameKind,
    pub(super) feature: Feature,
    /// As `gazetteer::prior` gives it: one more is ten times the inhabitants.
    pub(super) likelihood: f32,
}

impl Likeliest {
    /// True of what is no town and no county.
    pub(super) fn is_area(self) -> bool {
        !matches!(self.feature, Feature::City | Feature::Capital | Feature::County)
    }
}

/// The longest name that begins at a word, in the spelling that its writing allows.
///
/// `excludes` tells at which words a longer name may not end.
pub(super) fn longest<'a>(
    table: &'a Table,
    text: &str,
    words: &[Token],
    at: usize,
    excludes: impl Fn(usize) -> bool,
) -> Option<NameMatch<'a>> {
    let mut speller = table.spell_on(words[at].prefix?);
    let mut folded = String::new();
    let mut best = None;
    for (count, word) in words[at..].iter().enumerate().take(MOST_WORDS) {
        if count > 0 {
            let joined = match word.gap {
                Gap::Space | Gap::Hyphen => true,
                // "King's Lynn" is a name, "Russia's Moscow" is not.
                Gap::Possessive => match speller.and(b"s") {
                    Some(next) => {
                        speller = next;
                        true
                    }
                    None => false,
                },
                Gap::Stop => words[at + count - 1].text(text).len() <= LONGEST_ABBREVIATION,
                _ => false,
            };
            if !joined {
                break;
            }
            let Some(next) = speller.and(b" ") else { break };
            folded.clear();
            fold_word(word.text(text), &mut folded);
            let Some(next) = next.and(folded.as_bytes()) else { break };
            speller = next;
        }
        // A name does not end in a small word, but "Côte d'Ivoire" does in a name.
        if word.case == Case::Lower && count > 0 && !word.text(text).contains(char::is_uppercase) {
            continue;
        }
        if let Some(candidates) = speller.candidates()
            && let Some((spelling, end)) = spelling(text, words, at..=at + count, &candidates)
            && !(best.is_some() && excludes(at + count))
        {
            best = Some(NameMatch { last: at + count, end, spelling, candidates });
        }
    }
    best
}

/// An acronym of single capitals with full stops and spaces between them that ends with a name, or one byte behind it: "U. S."
pub(super) fn spaced_acronym<'a>(
    table: &'a Table,
    text: &str,
    words: &[Token],
    at: usize,
    end: usize,
) -> Option<NameMatch<'a>> {
    let is_letter = |word: &&Token| word.end - word.start == 1 && word.case == Case::Title;
    let rest = words[at + 1..].iter().take_while(is_letter).take_while(|word| word.gap == Gap::Stop);
    let count = rest.take_while(|word| (word.start as usize) < end).count();
    let last = at + count;
    let stop = words[last].end as usize + usize::from(text[words[last].end as usize..].starts_with('.'));
    if count == 0 || !is_letter(&&words[at]) || stop + 1 < end {
        return None;
    }
    let letters: String = words[at..=last].iter().map(|word| word.text(text).to_ascii_lowercase()).collect();
    let candidates = table.candidates(&letters);
    let is_acronym = candidates.clone().any(|(_, kind)| kind == NameKind::Acronym);
    is_acronym.then_some(NameMatch { last, end: stop, spelling: Spelling::Acronym, candidates })
}

/// The spelling that the writing of some words allows, and where the span ends.
fn spelling(
    text: &str,
    words: &[Token],
    run: std::ops::RangeInclusive<usize>,
    candidates: &Candidates<'_>,
) -> Option<(Spelling, usize)> {
    let (at, last) = (*run.start(), *run.end());
    let (first, end) = (words[at], words[last].end as usize);
    let has = |spelling: Spelling| candidates.clone().any(|(_, kind)| spelling.allows(kind));
    let stop = text[end..].starts_with('.');
    let after_comma = matches!(first.gap, Gap::Comma | Gap::Bracket) && at > 0 && words[at - 1].is_capitalised();
    let single = at == last;
    if single && (first.dotted || first.case == Case::Capitals) {
        let length = first.text(text).len();
        if after_comma && has(Spelling::Abbreviation) {
            return Some((Spelling::Abbreviation, end));
        }
        if has(Spelling::Acronym) {
            return Some((Spelling::Acronym, end));
        }
        if first.dotted && has(Spelling::Abbreviation) {
            return Some((Spelling::Abbreviation, end));
        }
        if length <= LONGEST_DOTTED && (first.dotted || length <= LONGEST_CODE) {
            return None;
        }
    }
    if single && stop && after_comma && first.case == Case::Title && has(Spelling::Abbreviation) {
        return Some((Spelling::Abbreviation, end + 1));
    }
    if has(Spelling::Demonym) && !candidates.clone().take(1).any(|(_, kind)| Spelling::Name.allows(kind)) {
        return Some((Spelling::Demonym, end));
    }
    has(Spelling::Name).then_some((Spelling::Name, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::Gazetteer;
    use crate::entities::places::tokens::tokens_of;

    /// The longest name that begins at a word, and its spelling.
    fn longest_at(text: &str, word: &str) -> Option<(String, Spelling)> {
        let words = tokens_of(text, Gazetteer::embedded().table());
        let at = words.iter().position(|token| token.text(text) == word).unwrap();
        let found = longest(Gazetteer::embedded().table(), text, &words, at, |_| false)?;
        Some((text[words[at].start as usize..found.end].to_owned(), found.spelling))
    }

    #[test]
    fn the_longest_name_is_found_in_the_spelling_that_its_writing_allows() {
        for (text, word, name, spelling) in [
            ("to Abu Dhabi on", "Abu", "Abu Dhabi", Spelling::Name),
            ("St. Louis fell", "St", "St. Louis", Spelling::Name),
            ("the Côte d'Ivoire team", "Côte", "Côte d'Ivoire", Spelling::Name),
            ("Russian ships", "Russian", "Russian", Spelling::Demonym),
            ("the UAE said", "UAE", "UAE", Spelling::Acronym),
            ("the U.S. Army", "U.S.", "U.S.", Spelling::Acronym),
            ("Monroe, La., burned", "La", "La.", Spelling::Abbreviation),
            ("Monroe (La.) burned", "La", "La.", Spelling::Abbreviation),
            ("in Prince George’s County on", "Prince", "Prince George’s County", Spelling::Name),
            ("near King's Lynn on", "King", "King's Lynn", Spelling::Name),
        ] {
            assert_eq!(longest_at(text, word), Some((name.to_owned(), spelling)), "{text}");
        }
        assert_eq!(longest_at("Qwxyz fell", "Qwxyz"), None);
        assert_eq!(longest_at("in KS they", "KS"), None, "a postal code stands after a comma");
    }

    #[test]
    fn acronyms_may_be_written_with_spaces() {
        let text = "in the U. S. Senate. A. B. Smith";
        let words = tokens_of(text, Gazetteer::embedded().table());
        let found = |word: &str, end: &str| {
            let at = words.iter().position(|token| token.text(text) == word).unwrap();
            let end = text.find(end).unwrap() + end.len();
            let found = spaced_acronym(Gazetteer::embedded().table(), text, &words, at, end)?;
            Some(text[words[at].start as usize..found.end].to_owned())
        };
        assert_eq!(found("U", "U. S").as_deref(), Some("U. S."));
        assert_eq!(found("U", "U. S.").as_deref(), Some("U. S."));
        assert_eq!(found("A", "A. B."), None);
        assert_eq!(found("Senate", "Senate"), None);
    }

    #[test]
    fn a_longer_name_may_be_excluded() {
        let text = "New York City";
        let words = tokens_of(text, Gazetteer::embedded().table());
        let found = longest(Gazetteer::embedded().table(), text, &words, 0, |at| at == 2).unwrap();
        assert_eq!(&text[..found.end], "New York");
    }

    #[test]
    fn the_likeliest_place_is_of_the_spelling() {
        let table = Gazetteer::embedded().table();
        let text = "Georgia";
        let found = longest(table, text, &tokens_of(text, table), 0, |_| false).unwrap();
        let likeliest = found.likeliest(table).unwrap();
        assert!(likeliest.is_area() && likeliest.likelihood > 6.0, "{likeliest:?}");
    }
}
