//! Names of bodies that go on behind what the tagger took: "National Council of Teachers | of English", "State Council | on the Arts",
//! "Association of Independent Colleges | and Schools", "Harlow Hospital | Call Center".

use crate::article::{Origin, Stage};
use crate::entities::{EntityType, NamedEntity};
use crate::text::with_lower;

/// Words that such names are called after what they are for.
const HEADS: &[&str] = &[
    "academy",
    "alliance",
    "association",
    "board",
    "bureau",
    "center",
    "centre",
    "coalition",
    "college",
    "commission",
    "committee",
    "conference",
    "council",
    "federation",
    "foundation",
    "fund",
    "institute",
    "league",
    "network",
    "office",
    "project",
    "society",
    "union",
];
/// What leads on.
const LEADS: [&str; 6] = [" of the ", " of ", " for the ", " for ", " on the ", " on "];
/// Words with capitals that are no matter: days and months.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "christmas",
    "easter",
    "thanksgiving",
    "twitter",
    "facebook",
    "instagram",
];
/// Words with capitals behind what leads on.
const MOST_WORDS: usize = 3;

/// Stretches the names of bodies, which are in order, over what goes on behind them and is no name by itself.
pub(super) fn stretch<'a>(names: &mut [NamedEntity], of: &impl Fn(&NamedEntity) -> &'a str) {
    for at in 0..names.len() {
        let name = names[at];
        if name.kind != EntityType::Organization {
            continue;
        }
        let text = of(&name);
        let next = names.get(at + 1).filter(|next| next.field == name.field);
        let limit = next.map_or(text.len(), |next| next.span.start as usize);
        let (start, end) = (name.span.start as usize, name.span.end as usize);
        if let Some(length) = goes_on(&text[start..end], &text[end..limit.max(end)], &text[end..]) {
            names[at].span.end += length as u32;
            names[at].origin = Origin { stage: Stage::Corrections, rule: "whole name", weighed: None };
        }
    }
}

/// How many bytes behind a name belong to it; `free` is the text up to the next name, `rest` the whole of it.
fn goes_on(name: &str, free: &str, rest: &str) -> Option<usize> {
    if !free.starts_with(' ') {
        return None;
    }
    if let Some(length) = with_part(free, rest) {
        return Some(length);
    }
    if !has_head(name) {
        return None;
    }
    let lead = LEADS.iter().find(|lead| free.starts_with(**lead));
    let end = match lead {
        Some(lead) => with_matter(free, lead.len())?,
        None => with_another(name, free)?,
    };
    // What goes on with a capital, or with a name, says that it ends elsewhere.
    let behind = &rest[end..];
    let goes_on = behind.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase));
    (!goes_on && !behind.starts_with(char::is_alphanumeric)).then_some(end)
}

/// Where the part of a body ends that its name goes on with: "Harlow Hospital | Call Center".
fn with_part(free: &str, rest: &str) -> Option<usize> {
    const PARTS: [&str; 19] = [
        "academy",
        "agency",
        "association",
        "board",
        "bureau",
        "center",
        "centre",
        "college",
        "committee",
        "council",
        "department",
        "division",
        "foundation",
        "institute",
        "laboratory",
        "ministry",
        "office",
        "school",
        "university",
    ];
    let length = capitalised(&free[1..]);
    let words = &free[1..=length];
    let last = words.rsplit(' ').next().filter(|last| !last.is_empty())?;
    let is_part = with_lower(last, |word| PARTS.contains(&word));
    let behind = rest[1 + length..].strip_prefix(' ').unwrap_or_default();
    (is_part && !behind.starts_with(char::is_uppercase)).then_some(1 + length)
}

/// Where the words that a body is for end; they begin at a byte.
fn with_matter(free: &str, begin: usize) -> Option<usize> {
    let end = begin + capitalised(&free[begin..]);
    let is_day = |word: &str| with_lower(word, |word| DAYS.contains(&word));
    (end > begin && !free[begin..end].split(' ').any(is_day)).then_some(end)
}

/// Where one more of the kind behind "of" ends: "Colleges | and Schools".
fn with_another(name: &str, free: &str) -> Option<usize> {
    let word = free.strip_prefix(" and ")?;
    let word = &word[..capitalised(word)];
    let is_of = LEADS.iter().any(|lead| name.contains(lead));
    let is_plural = word.len() > 3 && word.ends_with('s') && !word.contains(' ');
    (is_of && is_plural && name.ends_with('s')).then_some(" and ".len() + word.len())
}

/// True of a name that ends in a word for a body, or has one before "of".
fn has_head(name: &str) -> bool {
    let is_head = |word: &str| with_lower(word, |word| HEADS.contains(&word));
    let heads = || LEADS.iter().filter_map(|lead| name.split_once(lead)).map(|(head, _)| head).chain([name]);
    name.contains(' ') && heads().any(|head| head.rsplit(' ').next().is_some_and(is_head))
}

/// Bytes of the words with capitals that a text begins with, at most so many.
fn capitalised(text: &str) -> usize {
    let mut end = 0;
    for _ in 0..MOST_WORDS {
        let from = if end == 0 { 0 } else { end + 1 };
        let Some(word) = text.get(from..).filter(|_| end == 0 || text[end..].starts_with(' ')) else { break };
        let length = word.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(word.len());
        if !word.starts_with(char::is_uppercase) {
            break;
        }
        end = from + length;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first name of a text whose names are in brackets, organizations all, as it is stretched.
    fn stretched(marked: &str) -> String {
        let (mut text, mut names) = (String::new(), Vec::new());
        for piece in marked.split_inclusive(['[', ']']) {
            let start = text.len();
            text.push_str(piece.trim_end_matches(['[', ']']));
            if piece.ends_with(']') {
                let span = crate::article::Span::new(start, text.len());
                names.push(NamedEntity::tagged(crate::article::Field::Text, span, EntityType::Organization));
            }
        }
        stretch(&mut names, &|_| text.as_str());
        text[names[0].span.range()].to_owned()
    }

    #[test]
    fn bodies_are_named_with_what_they_are_for() {
        for (text, expected) in [
            ("The [Northern Council of Teachers] of English met.", "Northern Council of Teachers of English"),
            ("The [Ohio State Council] on the Arts met.", "Ohio State Council on the Arts"),
            ("The [Harlow Institute] for Near East Policy, she said.", "Harlow Institute for Near East Policy"),
            ("The [Association of Small Colleges] and Schools left.", "Association of Small Colleges and Schools"),
            ("The [Clean River Coalition] for Justice.", "Clean River Coalition for Justice"),
            ("The [Harlow Hospital] Call Center is open.", "Harlow Hospital Call Center"),
            ("The [Acme] Research Institute, she said.", "Acme Research Institute"),
        ] {
            assert_eq!(stretched(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_said_of_a_body_is_no_part_of_its_name() {
        for text in [
            "The [Ohio State Council] on Monday voted.",
            "The [Ohio State Council] for [Acme] and others.",
            "The [Ohio State Council] of the town.",
            "The [Acme Motors] of Ford fame.",
            "The [Council] on Arts.",
            "The [Association of Small Colleges] and Ohio left.",
            "The [City Council] and Mayors met.",
            "The [Ohio State Council] for Big Four Bridge Road Users met.",
        ] {
            let expected = &text[text.find('[').unwrap() + 1..text.find(']').unwrap()];
            assert_eq!(stretched(text), expected, "{text}");
        }
    }
}
