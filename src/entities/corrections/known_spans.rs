//! Names of well-known organizations that the tagger divided: "New York | Times" is one.
//!
//! A name is stretched over the capitalised words beside it, with "of", "for", "and", "the" between them, where the whole is the name
//! of a known organization of two words or more.

use crate::article::{Origin, Span, Stage};
use crate::entities::known::kinds_of;
use crate::entities::{EntityType, NamedEntity};
use std::ops::Range;

/// Words that a name is stretched over, on each side.
const REACH: usize = 4;
/// Bytes of a stretched name.
const LONGEST: usize = 64;
/// What the tagger is taken to say of a name that it divided: mostly an organization.
const LIKELIHOODS: [f32; 5] = [0.03, 0.12, 0.70, 0.05, 0.10];

/// Stretches the names of an article, which are in order, and leaves out what a stretched one takes in.
pub(super) fn stretch<'a>(names: &mut Vec<NamedEntity>, of: &impl Fn(&NamedEntity) -> &'a str) {
    let mut stretched: Vec<NamedEntity> = Vec::with_capacity(names.len());
    let mut changed = false;
    let mut room = Bounds::default();
    for at in 0..names.len() {
        let name = names[at];
        if stretched.last().is_some_and(|last| last.field == name.field && name.span.start < last.span.end) {
            continue;
        }
        let floor = stretched.last().filter(|last| last.field == name.field).map_or(0, |last| last.span.end);
        match known_around(of(&name), name.span, floor, &mut room) {
            Some(range) if is_whole(&names[at..], &name, &range) => {
                let origin = Origin { stage: Stage::Corrections, rule: "whole name", weighed: None };
                let span = Span::new(range.start, range.end);
                let whole = NamedEntity::new(name.field, span, EntityType::Organization, origin);
                stretched.push(NamedEntity { likelihoods: LIKELIHOODS, ..whole });
                changed = true;
            }
            _ => stretched.push(name),
        }
    }
    if changed {
        *names = stretched;
    }
}

/// Where a name may begin and where it may end; room that is used again.
#[derive(Default)]
struct Bounds {
    starts: Vec<usize>,
    ends: Vec<usize>,
}

/// True where no name behind begins in a range and ends behind it.
fn is_whole(behind: &[NamedEntity], name: &NamedEntity, range: &Range<usize>) -> bool {
    let mut inside =
        behind.iter().take_while(|next| next.field == name.field && (next.span.start as usize) < range.end);
    inside.all(|next| next.span.end as usize <= range.end)
}

/// The longest name of a known organization around a span that reaches beyond it, beginning at `floor` or behind it.
fn known_around(text: &str, span: Span, floor: u32, room: &mut Bounds) -> Option<Range<usize>> {
    let Bounds { starts, ends } = room;
    starts_before(text, span.start as usize, floor as usize, starts);
    ends_after(text, span.end as usize, ends);
    if starts.len() + ends.len() == 2 {
        return None;
    }
    let mut best: Option<Range<usize>> = None;
    for start in starts {
        for end in &mut *ends {
            let range = *start..*end;
            let is_longer = range.len() > span.len() && best.as_ref().is_none_or(|best| range.len() > best.len());
            if is_longer && range.len() <= LONGEST && is_known(&text[range.clone()]) {
                best = Some(range);
            }
        }
    }
    best
}

/// True of the name of an organization, in two words or more, that no person bears.
fn is_known(name: &str) -> bool {
    let kinds = kinds_of(name);
    name.strip_prefix("The ").unwrap_or(name).contains(' ') && kinds.has_organization() && !kinds.has_person()
}

fn is_linking(word: &str) -> bool {
    matches!(word, "of" | "for" | "and" | "the" | "&" | "in")
}

/// Finds where a name may begin: where it does, and at the capitalised words before it.
fn starts_before(text: &str, start: usize, floor: usize, starts: &mut Vec<usize>) {
    starts.clear();
    starts.push(start);
    let mut at = start;
    for _ in 0..REACH {
        let Some(head) = text[..at].strip_suffix(' ') else { break };
        let word = head.rfind([' ', '\n']).map_or(0, |space| space + 1);
        if word < floor || at - word > LONGEST {
            break;
        }
        let written = &head[word..];
        at = word;
        if matches!(written, "The" | "THE") {
            break;
        } else if written.starts_with(char::is_uppercase) && written.ends_with(char::is_alphanumeric) {
            starts.push(word);
        } else if !is_linking(written) {
            break;
        }
    }
}

/// Finds where a name may end: where it does, and behind the capitalised words after it.
fn ends_after(text: &str, end: usize, ends: &mut Vec<usize>) {
    ends.clear();
    ends.push(end);
    let mut at = end;
    for _ in 0..REACH {
        let Some(rest) = text[at..].strip_prefix(' ') else { break };
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '&' | '\'' | '’'))).unwrap_or(rest.len());
        let word = &rest[..length];
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        at += 1 + length;
        if word.starts_with(char::is_uppercase) && length <= LONGEST {
            ends.push(at - word.len() + bare.len());
        } else if !is_linking(word) {
            break;
        }
        if bare.len() < word.len() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::marked;

    /// The names of a text after stretching; those that the tagger found are marked with brackets.
    fn stretched(marked: &str) -> Vec<String> {
        let (text, mut names) = marked::names(marked, EntityType::Location);
        stretch(&mut names, &|_| text.as_str());
        names.iter().map(|name| text[name.span.range()].to_owned()).collect()
    }

    #[test]
    fn a_known_organization_is_one_name() {
        assert_eq!(stretched("He told the [New York] Times that"), ["New York Times"]);
        assert_eq!(stretched("The [Kansas City] Star’s desk in [Kansas City]"), ["Kansas City Star", "Kansas City"]);
        assert_eq!(stretched("the [Bank] of [America] fell"), ["Bank of America"]);
        assert_eq!(stretched("[Boston], New [York] Times"), ["Boston", "New York Times"]);
    }

    #[test]
    fn other_names_stay_as_they_are() {
        for text in ["in [New York] on Monday", "[Qwxyz] Times", "the [Élysée] …", "[New York]"] {
            let names: Vec<String> = stretched(text);
            assert_eq!(names, [text[text.find('[').unwrap() + 1..text.find(']').unwrap()].to_owned()], "{text}");
        }
    }
}
