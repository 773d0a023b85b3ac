//! Splits a text into words with what stands between them, as far as place names need it.

use crate::entities::gazetteer::is_mark;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Begins with a small letter, or with no letter.
    Lower,
    /// Begins with a capital.
    Title,
    /// Two or more letters, all capitals.
    Capitals,
    /// A script without case.
    Uncased,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// White space without a line break in it, or with one.
    Space,
    /// A hyphen or dash without spaces, or nothing.
    Hyphen,
    /// A full stop and a space, as after an abbreviation; also ends sentences.
    Stop,
    /// A comma and a space.
    Comma,
    /// The possessive "'s" and a space.
    Possessive,
    /// Anything else: quotation marks, brackets, the end of a paragraph, the start of the text.
    Other,
}

/// A word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) case: Case,
    pub(super) gap: Gap,
    /// Full stops stand inside: "U.S."
    pub(super) dotted: bool,
}

impl Token {
    pub(super) fn text(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// True when it begins with a capital.
    pub(super) fn is_capitalised(self) -> bool {
        matches!(self.case, Case::Title | Case::Capitals)
    }
}

/// Words of a text, in order. A possessive ending belongs to the gap after its word.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 6);
    let mut at = 0;
    while let Some(start) = next_word(text, at) {
        let end = word_end(text, start);
        let (end, dotted) = end;
        let word = &text[start..end];
        let gap = match tokens.last() {
            Some(before) => gap(&text[before.end as usize..start]),
            None => Gap::Other,
        };
        let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
        let kept = if bare.is_empty() { word } else { bare };
        let token = Token { start: start as u32, end: (start + kept.len()) as u32, case: case(kept), gap, dotted };
        tokens.push(token);
        at = end;
    }
    tokens
}

fn next_word(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                return Some(at);
            }
            at += 1;
        } else {
            let c = text[at..].chars().next()?;
            if c.is_alphanumeric() {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }
    None
}

/// The end of the word that begins at `start`, and whether full stops stand in it.
fn word_end(text: &str, start: usize) -> (usize, bool) {
    let mut end = start;
    // Start of the run of letters since the last full stop.
    let mut run = start;
    let mut dotted = false;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = start + offset;
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            c if c.is_alphanumeric() || is_mark(c) => {}
            '\'' | '’' | 'ʼ' | 'ʻ' | '‘' if next.is_some_and(char::is_alphabetic) => {}
            '.' if at - run <= 2 && next.is_some_and(char::is_uppercase) => {
                dotted = true;
                run = at + 1;
            }
            '.' if dotted && at - run <= 2 && !next.is_some_and(char::is_alphanumeric) => return (at + 1, true),
            _ => break,
        }
        end = at + c.len_utf8();
    }
    (end, dotted)
}

fn case(word: &str) -> Case {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return Case::Lower };
    if first.is_uppercase() {
        let mut letters = chars.filter(|c| c.is_alphabetic()).peekable();
        let capitals = letters.peek().is_some() && letters.all(char::is_uppercase);
        if capitals { Case::Capitals } else { Case::Title }
    } else if first.is_alphabetic() && !first.is_lowercase() {
        Case::Uncased
    } else {
        Case::Lower
    }
}

fn gap(between: &str) -> Gap {
    match between {
        " " | "\n" | "\u{a0}" | "\r\n" => Gap::Space,
        "" | "-" | "‐" | "‑" | "–" | "/" => Gap::Hyphen,
        ". " | ".\n" => Gap::Stop,
        ", " | ",\n" | ".," | "., " => Gap::Comma,
        _ if between.starts_with("'s") || between.starts_with("’s") => Gap::Possessive,
        _ if between.len() < 8 && between.chars().all(|c| c == ' ' || c == '\t') => Gap::Space,
        _ => Gap::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_what_divides_them() {
        let text = "The U.S. team left Russia's Abu-Dhabi, N.C. (W.Va.) end. New";
        let words: Vec<(&str, Gap)> = tokens(text).iter().map(|t| (t.text(text), t.gap)).collect();
        assert_eq!(
            words,
            [
                ("The", Gap::Other),
                ("U.S.", Gap::Space),
                ("team", Gap::Space),
                ("left", Gap::Space),
                ("Russia", Gap::Space),
                ("Abu", Gap::Possessive),
                ("Dhabi", Gap::Hyphen),
                ("N.C.", Gap::Comma),
                ("W.Va.", Gap::Other),
                ("end", Gap::Other),
                ("New", Gap::Stop),
            ]
        );
    }
}
