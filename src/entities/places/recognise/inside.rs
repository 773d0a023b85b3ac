//! How a text says that one place lies in another: "Moscow, Idaho", "Paris (Texas)", "Moscow, in northern Idaho", "the Texas town
//! of Paris".

use crate::entities::places::cues::Cue;
use crate::entities::places::tokens::{Gap, Token};

/// Words of a place that is a heading: "District of Columbia".
const MOST_IN_A_HEADING: usize = 3;
/// Words between two names at most: "Moscow, in northern Idaho".
const MOST_BETWEEN: usize = 2;
/// The same where a direction is said of the second: "New Hope in the west of Jamaica".
const MOST_BEFORE: usize = 4;
/// Parts of a country that a text puts a place into.
const DIRECTIONS: &[&str] = &[
    "north",
    "south",
    "east",
    "west",
    "centre",
    "center",
    "middle",
    "heart",
    "north-east",
    "north-west",
    "south-east",
    "south-west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "interior",
    "outskirts",
];

/// True when a name that begins at a word directly follows the one that ends at another, behind a comma or in brackets.
pub(super) fn follows(text: &str, words: &[Token], last: usize, at: usize) -> bool {
    at == last + 1
        && match words[at].gap {
            Gap::Comma => true,
            Gap::Bracket => is_closed(text, words, at),
            _ => false,
        }
}

/// True of a place alone on its line over one that opens the next and has a colon behind it, as news in brief from many places is
/// written: "Montana", then "Helena: The governor ...". `last` and `end` are the last words of the two.
pub(super) fn heads(text: &str, words: &[Token], last: usize, at: usize, end: usize) -> bool {
    let between = &text[words[last].end as usize..words[at].start as usize];
    let is_between_lines = at == last + 1 && between.contains('\n') && between.trim().is_empty();
    if !is_between_lines || !text[words[end].end as usize..].starts_with(": ") {
        return false;
    }
    let line = text[..words[last].end as usize].rsplit('\n').next().unwrap_or_default();
    line.split_whitespace().count() <= MOST_IN_A_HEADING
}

/// True when a bracket that opens before a word closes within a few words, and holds nothing else.
pub(super) fn is_closed(text: &str, words: &[Token], at: usize) -> bool {
    let inside = words[at + 1..].iter().take(MOST_BETWEEN).take_while(|word| word.gap == Gap::Space).count();
    words[at..=at + inside].iter().any(|word| {
        let behind = &text[word.end as usize..];
        behind.strip_prefix('.').unwrap_or(behind).starts_with(')')
    })
}

/// True when "in" leads from one name to the next, behind a comma or with a direction: "Moscow, in northern Idaho", "New Hope in the
/// west of Jamaica".
pub(super) fn leads_in(text: &str, words: &[Token], last: usize, at: usize) -> bool {
    let Some(between) = words.get(last + 1..at).filter(|between| !between.is_empty()) else { return false };
    let is_spaced = between[1..].iter().chain([&words[at]]).all(|word| matches!(word.gap, Gap::Space | Gap::Hyphen));
    if !is_spaced || between.len() > MOST_BEFORE || between[0].text(text) != "in" {
        return false;
    }
    if let [_, the, direction, of] = between {
        let said = [the, direction, of].map(|word| word.text(text));
        return matches!(between[0].gap, Gap::Comma | Gap::Space)
            && said[0] == "the"
            && DIRECTIONS.contains(&said[1])
            && said[2] == "of";
    }
    let is_direction = |word: &Token| word.text(text).ends_with("ern") || word.text(text) == "central";
    between[0].gap == Gap::Comma && between.len() <= MOST_BETWEEN && between[1..].iter().all(is_direction)
}

/// True when the first name holds the second: "the Texas town of Paris".
pub(super) fn holds_next(text: &str, words: &[Token], last: usize, at: usize) -> bool {
    let Some([kind, of]) = words.get(last + 1..at) else { return false };
    let is_spaced = [kind, of, &words[at]].iter().all(|word| word.gap == Gap::Space);
    is_spaced && kind.cue.has(Cue::CITY) && of.text(text) == "of"
}
