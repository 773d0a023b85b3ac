//! Acronyms that an article defines: "Department of Homeland Security (DHS)", "DHS (Department of Homeland Security)".
//!
//! Each is a value of a column, `ACRONYM<TAB>name`, under the name that the article's mention has. Where what is defined is no mention of an
//! organization ("Affordable Care Act (ACA)"), the name is empty and the words follow behind another tab.

use crate::article::{Field, Mention, MentionKind};
use crate::text::acronym;
use std::collections::BTreeSet;

/// Bytes of an acronym with full stops.
const LONGEST: usize = 12;
/// Bytes of a word in lower case between those that an acronym is made of: "of", "for".
const LONGEST_LINK: usize = 4;
/// Words before an acronym that it may be made of.
const MOST_WORDS: usize = 10;

/// The definitions of a text, each once, in order; the mentions are in order.
pub(super) fn definitions(text: &str, mentions: &[Mention]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if memchr::memchr(b'(', text.as_bytes()).is_none() {
        return found;
    }
    let organizations: Vec<(&Mention, &str)> = mentions
        .iter()
        .filter(|mention| mention.field == Field::Text)
        .filter_map(|mention| match &mention.kind {
            MentionKind::Organization { name } => Some((mention, &**name)),
            _ => None,
        })
        .collect();
    let ends_at = |end: usize| {
        let at = organizations.binary_search_by_key(&end, |(mention, _)| mention.span.end as usize);
        at.ok().map(|at| organizations[at])
    };
    let begins_at = |start: usize| {
        let at = organizations.binary_search_by_key(&start, |(mention, _)| mention.span.start as usize);
        at.ok().map(|at| organizations[at])
    };
    for open in memchr::memmem::find_iter(text.as_bytes(), b" (") {
        let (head, inside) = (&text[..open], &text[open + 2..]);
        if let Some(acronym) = acronym_before(inside, ')') {
            if is_dateline(inside) {
                continue;
            }
            match ends_at(open) {
                Some((_, name)) => drop(found.insert(format!("{acronym}\t{name}"))),
                None => found.extend(made_of(&acronym, head).map(|words| format!("{acronym}\t\t{words}"))),
            }
        } else if let Some(acronym) = ends_at(open).and_then(|(mention, _)| acronym(&text[mention.span.range()])) {
            let begin = open + 2 + if inside.starts_with("the ") { 4 } else { 0 };
            if let Some((_, name)) =
                begins_at(begin).filter(|(mention, _)| text[mention.span.end as usize..].starts_with(')'))
            {
                found.insert(format!("{acronym}\t{name}"));
            }
        }
    }
    found.retain(|definition| definition.split_once('\t').is_some_and(|(_, name)| acronym(name).is_none()));
    found
}

/// True of an agency in a dateline: "UNITED NATIONS (AP) — The".
fn is_dateline(inside: &str) -> bool {
    let behind = inside.split_once(')').map_or("", |(_, behind)| behind);
    behind.trim_start_matches(' ').starts_with(['—', '–', '-'])
}

/// The acronym that a text begins with, before a sign.
fn acronym_before(text: &str, end: char) -> Option<String> {
    let head = &text[..text.floor_char_boundary(LONGEST)];
    acronym(&head[..head.find(end)?])
}

/// The last words before an acronym, where those with capitals have its letters.
fn made_of<'h>(acronym: &str, head: &'h str) -> Option<&'h str> {
    let mut wanted = acronym.bytes().rev();
    let mut next = wanted.next();
    let mut start = head.len();
    let line = &head[head.rfind('\n').map_or(0, |at| at + 1)..];
    for word in line.rsplit(' ').take(MOST_WORDS) {
        let Some(letter) = next else { break };
        start = word.as_ptr() as usize - head.as_ptr() as usize;
        match word.bytes().next() {
            Some(first) if first == letter => next = wanted.next(),
            Some(first) if first.is_ascii_lowercase() && word.len() <= LONGEST_LINK => {}
            _ => return None,
        }
    }
    next.is_none().then(|| &head[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Span;

    /// What a text defines whose organizations are in brackets.
    fn defined(marked: &str) -> Vec<String> {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for piece in marked.split_inclusive(['[', ']']) {
            let start = text.len();
            text.push_str(piece.trim_end_matches(['[', ']']));
            if piece.ends_with(']') {
                let kind = MentionKind::Organization { name: text[start..].into() };
                mentions.push(Mention { field: Field::Text, span: Span::new(start, text.len()), kind, origin: None });
            }
        }
        definitions(&text, &mentions).into_iter().collect()
    }

    #[test]
    fn acronyms_are_defined_in_either_order() {
        for (text, expected) in [
            ("The [Office of Harbours] (OHB) said so. The [OHB] is small.", "OHB\tOffice of Harbours"),
            ("The [O.H.B.] (the [Office of Harbours]) said so.", "OHB\tOffice of Harbours"),
            ("The Clean Rivers Act (CRA) was passed.", "CRA\t\tClean Rivers Act"),
            ("The Act for the Rivers of Ohio (ARO) was passed.", "ARO\t\tAct for the Rivers of Ohio"),
        ] {
            assert_eq!(defined(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_else_stands_in_brackets_defines_nothing() {
        for text in [
            "The [Office of Harbours] (founded 1921) said so (AP).",
            "The [OHB] ([AP]) said so.",
            "Senator Roe (D-Ohio) of the [Senate] (see page 2).",
            "(OHB) [Office of Harbours]",
            "They met (USA).",
            "The [UNITED NATIONS] (AP) — Envoys met.",
            "[Office of Harbours] (OHB) - Ships came.",
            "Asked about it.\nPARIS (AP)",
            "All that she planned (AP).",
            "",
        ] {
            assert_eq!(defined(text), [""; 0], "{text}");
        }
    }
}
