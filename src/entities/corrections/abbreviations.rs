//! Abbreviations of mere words: "chronic traumatic encephalopathy (CTE)" is no organization, since the article writes what it stands for in
//! lower case.

use super::agreement::Corrections;
use super::rules::Correction;
use crate::entities::{EntityType, NamedEntity};
use foldhash::{HashSet, HashSetExt as _};

/// The rule.
const RULE: &str = "abbreviation-of-words";
/// Letters of an abbreviation.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;
/// Words that an abbreviation may leave out.
const LINKS: [&str; 8] = ["of", "and", "the", "for", "to", "in", "a", "on"];

/// Notes the organizations of an article, by names in capitals, that the text says are none.
pub(super) fn reject<'a>(
    names: &[NamedEntity],
    of: &impl Fn(&NamedEntity) -> &'a str,
    text: &str,
    corrections: &mut Corrections,
) {
    let mut seen: HashSet<&str> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == EntityType::Organization) {
        let written = &of(name)[name.span.range()];
        let is_short = LETTERS.contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_short && seen.insert(written) && is_of_words(text, written) {
            let correction = Correction::by(RULE, Some(EntityType::Miscellaneous));
            corrections.insert((written.to_lowercase(), EntityType::Organization), correction);
        }
    }
}

/// True where the text has words in lower case with these initials, and the abbreviation in brackets or behind ", or" after them.
fn is_of_words(text: &str, written: &str) -> bool {
    text.match_indices(written).any(|(at, _)| {
        let (head, rest) = (&text[..at], &text[at + written.len()..]);
        let words = match head.strip_suffix(" (") {
            Some(words) if rest.starts_with(')') => words,
            _ => match head.strip_suffix(", or ") {
                Some(words) if !rest.starts_with(char::is_alphanumeric) => words,
                _ => return false,
            },
        };
        has_initials(words, written)
    })
}

/// True of a text that ends in words in lower case with these initials.
fn has_initials(text: &str, initials: &str) -> bool {
    let mut letters = initials.bytes().rev().map(|byte| byte.to_ascii_lowercase()).peekable();
    for word in text.rsplit([' ', '-']) {
        let Some(letter) = letters.peek().copied() else { break };
        if word.is_empty() || !word.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '’')) {
            return false;
        }
        if word.as_bytes()[0] == letter {
            letters.next();
        } else if !LINKS.contains(&word) {
            return false;
        }
    }
    letters.peek().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_of_words_are_no_names() {
        for (text, short) in [
            ("He had chronic traumatic encephalopathy, or CTE, they said.", "CTE"),
            ("The use of genetically modified (GM) seed grew.", "GM"),
            ("An upper respiratory tract infection (URTI) spread.", "URTI"),
            ("They use point-of-sale (POS) tills.", "POS"),
            ("The rate of return on equity (ROE) fell.", "ROE"),
        ] {
            assert!(is_of_words(text, short), "{text}");
        }
        for (text, short) in [
            ("The Federal Aviation Administration (FAA) said.", "FAA"),
            ("It was the fans of Arsenal (FOA) who sang.", "FOA"),
            ("The general said (GM) so.", "GM"),
            ("GM said so, or GM did not.", "GM"),
        ] {
            assert!(!is_of_words(text, short), "{text}");
        }
    }
}
