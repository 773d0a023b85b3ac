//! Lines of a page that are no part of its story: copyright lines, newsletter forms, "Read more:", "Advertisement", prompts of galleries.
//!
//! One article is enough to see them; what a source repeats in its articles is found in the archive. The phrases are data (`lines.tsv`), each row
//! with an example and a counter-example. Nothing is taken out of a text: passages keep such lines apart.

use foldhash::{HashMap, HashSet};
use std::sync::LazyLock;

/// Bytes of a line that can be furniture; what is longer is prose.
const LONGEST: usize = 240;
/// Bytes of a line that begins as one that points to other stories.
const SHORT: usize = 160;
/// Words of a line that is one phrase, or two.
const MOST_WORDS: usize = 8;
/// Words that a form speaks of.
const SUBSCRIBED: [&str; 12] = [
    "newsletter",
    "newsletters",
    "email",
    "e-mail",
    "inbox",
    "alerts",
    "app",
    "subscriber",
    "subscribers",
    "subscription",
    "digital",
    "headlines",
];

/// How a line is known by a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    Opening,
    Form,
    Rights,
    Number,
}

impl Kind {
    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "whole" => Self::Whole,
            "opening" => Self::Opening,
            "form" => Self::Form,
            "rights" => Self::Rights,
            "number" => Self::Number,
            _ => return None,
        })
    }
}

/// The phrases of the table.
struct Phrases {
    whole: HashSet<&'static str>,
    numbered: HashSet<&'static str>,
    /// The others by their first words.
    by_first: HashMap<&'static str, Vec<(&'static str, Kind)>>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases { whole: HashSet::default(), numbered: HashSet::default(), by_first: HashMap::default() };
    for (kind, phrase) in rows().flat_map(|[kind, own, ..]| own.split('|').map(move |phrase| (kind, phrase))) {
        match Kind::of_name(kind).expect("a test reads the table") {
            Kind::Whole => drop(phrases.whole.insert(phrase)),
            Kind::Number => drop(phrases.numbered.insert(phrase)),
            kind => phrases.by_first.entry(first_word(phrase)).or_default().push((phrase, kind)),
        }
    }
    phrases
});

/// The rows: kind, phrases, example, counter-example.
fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    let lines = include_str!("lines.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().unwrap_or_default())
    })
}

/// The letters, or the sign, that a phrase begins with.
fn first_word(phrase: &str) -> &str {
    let end = phrase.find(|c: char| !c.is_alphabetic()).unwrap_or(phrase.len());
    if end > 0 { &phrase[..end] } else { phrase.split(char::is_alphanumeric).next().unwrap_or_default().trim_end() }
}

/// True of a line, or of a paragraph, that is no part of a story.
#[must_use]
pub fn is_furniture(line: &str) -> bool {
    let line = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '[' | ']' | '-' | '–' | '—' | '|' | '»' | '►' | '▶' | '•')
    });
    if line.is_empty() || line.len() > LONGEST {
        return false;
    }
    let lower = line.to_lowercase().replace('’', "'");
    let phrases = &*PHRASES;
    if has_number(&lower) {
        return true;
    }
    let listed = phrases.by_first.get(first_word(&lower)).into_iter().flatten();
    if listed.into_iter().any(|(phrase, kind)| kind.is_of(&lower, phrase)) {
        return true;
    }
    // Most lines begin with no such word, and few are so short.
    line.len() <= SHORT / 2 && {
        let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        is_whole(&words, &phrases.whole)
    }
}

/// True of words that are one phrase, or several behind each other ("Advertisement", "story continues below").
fn is_whole(words: &[&str], phrases: &HashSet<&str>) -> bool {
    (1..=MOST_WORDS).contains(&words.len())
        && (phrases.contains(words.join(" ").as_str())
            || (1..words.len()).any(|at| {
                phrases.contains(words[..at].join(" ").as_str()) && phrases.contains(words[at..].join(" ").as_str())
            }))
}

/// True of "Image 1 of 9", "1/12", "Photo 3 of 20: ...".
fn has_number(lower: &str) -> bool {
    let starts_with_digit = lower.starts_with(|c: char| c.is_ascii_digit());
    let first = first_word(lower);
    if !starts_with_digit && !PHRASES.numbered.contains(first) {
        return false;
    }
    let rest = lower[if starts_with_digit { 0 } else { first.len() }..].trim_start();
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_first = behind.len() < rest.len();
    let Some(second) = behind.strip_prefix(" of ").or_else(|| behind.strip_prefix('/')) else { return false };
    let end = second.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_second = end.len() < second.len();
    // A lone "1/2" or "3 of 5 voters" is none.
    has_first && has_second && (end.is_empty() || !starts_with_digit && end.starts_with([':', '.', ' ', '|']))
}

impl Kind {
    /// True of a line, in lower case, that is known by a phrase.
    fn is_of(self, lower: &str, phrase: &str) -> bool {
        let Some(rest) = lower.strip_prefix(phrase) else { return false };
        if phrase.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric) {
            return false;
        }
        let words = || rest.split(|c: char| !(c.is_alphanumeric() || c == '-'));
        match self {
            Self::Whole | Self::Number => false,
            Self::Opening => lower.len() <= SHORT,
            Self::Form => words().any(|word| SUBSCRIBED.contains(&word)),
            Self::Rights => {
                let is_year = |word: &str| {
                    word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|b| b.is_ascii_digit())
                };
                rest.trim_matches([' ', '.']).is_empty()
                    || rest.contains("rights reserved")
                    || words().filter(|word| !word.is_empty()).take(3).any(is_year) && is_notice(rest)
            }
        }
    }
}

/// True of what follows a sign of copyright, and is no sentence: it has no verb that a story would have.
fn is_notice(rest: &str) -> bool {
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    !words.any(|word| {
        matches!(
            word,
            "was" | "were" | "had" | "said" | "says" | "would" | "could" | "because" | "law" | "laws" | "act"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_an_example_and_a_counter_example() {
        for [kind, phrases, example, counter] in rows() {
            assert!(Kind::of_name(kind).is_some(), "{kind}");
            assert_eq!(phrases.to_lowercase(), phrases);
            assert!(is_furniture(example), "{example}");
            assert!(!counter.is_empty() && !is_furniture(counter), "{counter}");
        }
    }

    #[test]
    fn furniture_of_pages_by_kind() {
        for line in [
            "Copyright 2018 Associated Press. All rights reserved.",
            "(C) 2020 Harbour Media",
            "All rights reserved.",
            "Subscribe to our free newsletter, The Tide, delivered each Monday",
            "Get breaking news alerts on your phone",
            "Thank you for signing up! You will get our newsletter soon.",
            "MORE: Five bridges that are to be mended",
            "Watch: Ferries leave the harbour",
            "See also: What the new law says",
            "Photo 7 of 31: The old mill",
            "1 of 12",
            "3/8",
            "*** Advertisement ***",
            "Facebook Twitter Email",
            "This story originally appeared on Coast Daily: Bridge to close in May",
        ] {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn lines_of_stories_are_none() {
        for line in [
            "Copyright laws of 1976 were changed by the court.",
            "The newsletter of the bank said that prices would rise.",
            "Sign up for the race by Friday at the town hall.",
            "More than 300 people watched the parade.",
            "Image makers of the campaign were paid twice.",
            "3 of 5 voters stayed at home.",
            "Read the bill before you vote, she said.",
            "Watch the tide, sailors say.",
            "Related diseases are rare.",
            "",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
        assert!(!is_furniture(&format!("Read more: {}", "a long sentence of a story ".repeat(12))));
    }
}
