//! Nouns that say what the name beside them is: in an apposition behind it ("Kibera, a settlement south of the city") or right before it
//! ("the tanker Eagle S", "the town of Perry"). They are in `nouns.tsv`.

use super::features::Feature;
use crate::entities::people::is_role_noun;
use crate::text::with_lower;
use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words of an apposition up to its noun: "one of the country's largest state-owned banks".
const REACH: usize = 7;
/// Bytes of text in which they lie.
const LONGEST: usize = 96;

/// What a noun says of the name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Person,
    Place,
    Organization,
    Other,
    /// It may be said of people and of what is none.
    Either,
}

/// What nouns say, by themselves, in lower case.
static NOUNS: LazyLock<HashMap<&'static str, Noun, FixedState>> =
    LazyLock::new(|| rows().flat_map(|(_, noun, words, _)| words.split('|').map(move |word| (word, noun))).collect());

/// Nouns whose "of" a place follows.
static AREAS: LazyLock<HashSet<&'static str, FixedState>> = LazyLock::new(|| {
    let areas = rows().filter(|(kind, ..)| *kind == "area");
    areas.flat_map(|(_, _, words, _)| words.split('|')).chain(PLURAL_AREAS.iter().copied()).collect()
});

/// The rows of the table: their first column, what it says, the nouns, an example.
fn rows() -> impl Iterator<Item = (&'static str, Noun, &'static str, &'static str)> {
    let lines = include_str!("nouns.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let kind = columns.next()?;
        let noun = match kind {
            "person" => Noun::Person,
            "area" | "place" => Noun::Place,
            "organization" => Noun::Organization,
            "either" => Noun::Either,
            _ => Noun::Other,
        };
        Some((kind, noun, columns.next()?, columns.next()?))
    })
}

impl Noun {
    /// The feature of a noun behind a name.
    pub(super) const fn behind(self) -> Option<Feature> {
        Some(match self {
            Self::Person => Feature::IsPerson,
            Self::Place => Feature::IsPlace,
            Self::Organization => Feature::IsOrganization,
            Self::Other => Feature::IsOther,
            Self::Either => return None,
        })
    }

    /// The feature of a noun right before a name.
    pub(super) const fn ahead(self) -> Option<Feature> {
        Some(match self {
            Self::Person => Feature::NounPerson,
            Self::Place => Feature::NounPlace,
            Self::Organization => Feature::NounOrganization,
            Self::Other => Feature::NounOther,
            Self::Either => return None,
        })
    }
}

/// What a noun in the singular, or in the plural that ends so, says.
fn of(word: &str) -> Option<Noun> {
    with_lower(word, |word| {
        let singular = || word.strip_suffix('s').and_then(|word| NOUNS.get(word));
        let role = || is_role_noun(word).then_some(Noun::Person);
        NOUNS.get(word).copied().or_else(role).or_else(|| singular().copied())
    })
}

/// What the apposition behind a name says of it; `rest` is the text behind the name: ", a tanker under the flag of ...".
pub(super) fn behind(rest: &str) -> Option<Noun> {
    let rest = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" — "))?;
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let mut words = rest.split(' ');
    let first = words.next()?;
    let is_article = matches!(first, "a" | "an" | "the" | "its" | "his" | "her" | "their" | "another" | "one");
    let possessive = |word: &str| word.ends_with("'s") || word.ends_with("’s");
    if !is_article && !possessive(first) {
        // "Esther Lind, mayor of the city", "Adaora Obi, who sells fish"
        return of(first.trim_end_matches([',', '.'])).filter(|noun| *noun == Noun::Person);
    }
    let mut last = None;
    for word in words.take(REACH) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')', '"', '”']);
        if matches!(bare, "the" | "a" | "an" | "of") && last.is_none() {
            continue;
        }
        if is_end(bare) {
            break;
        }
        last = Some(bare);
        if bare.len() < word.len() {
            break;
        }
    }
    of(last?)
}

/// What the noun before a name says of it; `head` is the text before the name: "the tanker ", "her party, ", "the town of ".
pub(super) fn ahead(head: &str) -> Option<Noun> {
    let head = &head[head.ceil_char_boundary(head.len().saturating_sub(LONGEST))..];
    let head = head.trim_end_matches(['"', '“', '‘']).strip_suffix(' ')?;
    if let Some(head) = head.strip_suffix(" of") {
        let noun = head.rsplit(' ').next()?;
        return AREAS.contains(noun).then_some(Noun::Place);
    }
    let (bare, is_parted) = head.strip_suffix(',').map_or((head, false), |bare| (bare, true));
    let mut words = bare.rsplit(' ');
    let noun = words.next().filter(|word| word.starts_with(char::is_lowercase))?;
    // A comma behind a noun mostly ends another part of the sentence; an owner makes it an apposition.
    let is_owned = || words.take(3).any(|word| matches!(word, "its" | "his" | "her" | "their" | "my" | "our"));
    of(noun).filter(|_| !is_parted || is_owned())
}

/// Areas in the plural whose "of" a place follows.
const PLURAL_AREAS: &[&str] = &["towns", "villages", "cities", "provinces", "districts"];

/// True of a word that ends the noun phrase before it.
fn is_end(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "of", "in", "on", "at", "that", "which", "who", "whose", "where", "for", "with", "from", "near", "by", "to",
        "and", "or", "is", "was", "has", "had", "as", "about", "between", "under", "south", "north", "east", "west",
        "owned", "based", "called", "known", "run", "founded", "led", "named", "not", "just", "some", "home",
    ];
    ENDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text before and behind the name in brackets.
    fn parts(example: &str) -> (&str, &str) {
        let (head, rest) = example.split_once('[').unwrap();
        (head, rest.split_once(']').unwrap().1)
    }

    #[test]
    fn every_row_has_an_example_that_holds() {
        for (_, noun, words, example) in rows() {
            let (head, rest) = parts(example);
            assert_eq!(behind(rest).or_else(|| ahead(head)), Some(noun), "{example}");
            assert_eq!(words.to_lowercase(), words);
        }
    }

    #[test]
    fn appositions_say_what_a_name_is() {
        for (example, expected) in [
            ("[Wang Fuk Court], a housing estate in the north, burned.", Some(Noun::Place)),
            ("[Hama], the country's fourth city, fell on Thursday.", Some(Noun::Place)),
            ("[Mopti], a market town on the river, lay empty.", Some(Noun::Place)),
            ("[Juba], the capital, was quiet.", Some(Noun::Place)),
            ("[Camp Harlow], a Christian summer camp near here, closed.", Some(Noun::Place)),
            ("[Grab], a ride-hailing company, said so.", Some(Noun::Organization)),
            ("[Ennahda], the Islamist party that won, left.", Some(Noun::Organization)),
            ("[Banco Sur], one of the country's largest banks, failed.", Some(Noun::Organization)),
            ("[Laurence des Cars], its director, had warned.", Some(Noun::Person)),
            ("[Esther Lind], mayor of the city, spoke.", Some(Noun::Person)),
            ("[Adaora Obi], who sells fish, laughed.", Some(Noun::Person)),
            ("The [Dali], a container ship, lost power.", Some(Noun::Other)),
            ("[Helene], a storm of the fourth category, stalled.", Some(Noun::Other)),
            ("[Acme], the owner of the ship, paid.", Some(Noun::Either)),
            ("[Lyon], and then the sea, burned.", None),
            ("[Lyon] burned, a town of stone.", None),
            ("[Merkel], 42, left.", None),
            ("[Lyon], on the river, burned.", None),
        ] {
            assert_eq!(behind(parts(example).1), expected, "{example}");
        }
    }

    #[test]
    fn nouns_before_a_name_say_what_it_is() {
        for (example, expected) in [
            ("In the town of [Perry] nothing stood.", Some(Noun::Place)),
            ("The village of [Hunt] was cut off.", Some(Noun::Place)),
            ("The weather service [Aemet] measured it.", Some(Noun::Organization)),
            ("The ride-hailing company [Grab] fell.", Some(Noun::Organization)),
            ("The founder of her party, [Morena], spoke.", Some(Noun::Organization)),
            ("They boarded the tanker [Eagle S] at night.", Some(Noun::Other)),
            ("He stars in the film “[Rebecca]” again.", Some(Noun::Other)),
            ("They told the farmer [Ion Rusu] to leave.", Some(Noun::Person)),
            ("In the harbour, [Lyon] said.", None),
            ("The mayor of [Lyon] spoke.", None),
            ("He left the Church of [Adaria] in May.", None),
            ("He left the church of [Anna Lee].", None),
            ("They left the party, [Obi] said.", None),
            ("[Lyon] burned.", None),
        ] {
            assert_eq!(ahead(parts(example).0), expected, "{example}");
        }
    }
}
