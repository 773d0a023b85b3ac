//! The words of place names, joined from the tokens of a text, with what stands between them.

use super::cues::{Cue, cue};
use crate::entities::gazetteer::{Prefix, Table, fold_word, is_mark};
use crate::text::{PerWord, Reading, Token as Part, Tokens, Vocabulary};
use std::cell::RefCell;
use std::sync::Arc;

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
    /// A space and a round bracket that opens.
    Bracket,
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
    /// What it says of a name beside it.
    pub(super) cue: Cue,
    /// The names of the gazetteer that begin with it, if any do.
    pub(super) prefix: Option<Prefix>,
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

/// What is known of words wherever they stand, kept from article to article by each thread.
#[derive(Debug, Default)]
pub(super) struct Known {
    in_dateline: bool,
    /// The table that the beginnings of names are of.
    table: Option<Arc<()>>,
    words: PerWord<WordInfo>,
}

/// What is known of a word wherever it stands.
#[derive(Debug, Clone, Copy)]
struct WordInfo {
    case: Case,
    cue: Cue,
    prefix: Option<Prefix>,
}

impl WordInfo {
    /// Only in a dateline does a name begin with a small letter.
    fn of(word: &str, table: &Table, in_dateline: bool) -> Self {
        let case = case(word);
        let prefix = || {
            let mut folded = String::new();
            fold_word(word, &mut folded);
            table.spell().and(folded.as_bytes())?.prefix()
        };
        let prefix = if case == Case::Lower && !in_dateline { None } else { prefix() };
        Self { case, cue: cue(word), prefix }
    }
}

/// Words of one field of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'s> {
    /// The text of the field.
    pub(super) text: &'s str,
    /// Its tokens.
    pub(super) tokens: &'s Tokens,
    /// What the numbers of words in them mean.
    pub(super) vocabulary: &'s Vocabulary,
}

impl Known {
    /// Words of a text, in order. A possessive ending belongs to the gap after its word.
    pub(super) fn tokens(&mut self, source: Source<'_>, table: &Table) -> Vec<Token> {
        if !self.table.as_ref().is_some_and(|known| Arc::ptr_eq(known, table.identity())) {
            (self.table, self.words) = (Some(Arc::clone(table.identity())), PerWord::default());
        }
        let Source { text, tokens: parts, vocabulary } = source;
        let parts = parts.all();
        let mut tokens: Vec<Token> = Vec::with_capacity(parts.len());
        let (mut at, mut before) = (0, None);
        while let Some(first) = parts.get(at) {
            if !first.class.is_word() {
                at += 1;
                continue;
            }
            let WordEnd { next, end, dotted } = word_end(parts, at, text);
            let start = first.start as usize;
            let gap = before.map_or(Gap::Other, |before: u32| gap(&text[before as usize..start]));
            let word = &text[start..end as usize];
            let bare = if next == at + 1 { word } else { without_possessive(word) };
            let info = if bare.len() == first.range().len() {
                *self.words.get(vocabulary, first.word, |word| WordInfo::of(word, table, self.in_dateline))
            } else {
                WordInfo::of(bare, table, self.in_dateline)
            };
            let end = (start + bare.len()) as u32;
            let WordInfo { case, cue, prefix } = info;
            tokens.push(Token { start: first.start, end, case, gap, dotted, cue, prefix });
            before = Some(end);
            at = next;
        }
        tokens
    }
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Words of a field; what the thread knows of words is kept.
pub(super) fn tokens(source: Source<'_>, table: &Table) -> Vec<Token> {
    KNOWN.with_borrow_mut(|known| known.tokens(source, table))
}

/// Words of a dateline that is no part of a field.
pub(super) fn tokens_of(text: &str, table: &Table) -> Vec<Token> {
    let reading = Reading::of("", text, std::slice::from_ref(&(0..text.len())));
    let source = Source { text, tokens: &reading.text, vocabulary: reading.vocabulary() };
    Known { in_dateline: true, ..Known::default() }.tokens(source, table)
}

fn without_possessive(word: &str) -> &str {
    let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    if bare.is_empty() { word } else { bare }
}

/// Where a word ends.
struct WordEnd {
    /// One past its last part.
    next: usize,
    /// One past its last byte.
    end: u32,
    /// Full stops stand in it.
    dotted: bool,
}

/// The end of the word that begins with a part: letters and digits with apostrophes and the full stops of abbreviations.
fn word_end(parts: &[Part], at: usize, text: &str) -> WordEnd {
    /// Bytes of the letters before a full stop of an abbreviation.
    const LONGEST_INITIAL: u32 = 2;
    let joined = |at: usize| parts.get(at).filter(|part| part.joined);
    let follows = |at: usize, test: fn(char) -> bool| joined(at).is_some_and(|part| part.of(text).starts_with(test));
    // Start of the run of letters since the last full stop.
    let mut run = parts[at].start;
    let (mut end, mut next, mut dotted) = (parts[at].end, at + 1, false);
    while let Some(part) = joined(next) {
        if !part.class.is_word() {
            match part.of(text) {
                "'" | "’" | "‘" if follows(next + 1, char::is_alphabetic) => {}
                "." if part.start - run <= LONGEST_INITIAL && follows(next + 1, char::is_uppercase) => {
                    dotted = true;
                    run = part.end;
                }
                "." if dotted && part.start - run <= LONGEST_INITIAL && !follows(next + 1, char::is_alphanumeric) => {
                    return WordEnd { next: next + 1, end: part.end, dotted };
                }
                part if part.starts_with(is_mark) => {}
                _ => break,
            }
        }
        end = part.end;
        next += 1;
    }
    WordEnd { next, end, dotted }
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
        " (" | "\n(" => Gap::Bracket,
        _ if between.starts_with("'s") || between.starts_with("’s") => Gap::Possessive,
        _ if between.len() < 8 && between.chars().all(|c| c == ' ' || c == '\t') => Gap::Space,
        _ => Gap::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::Gazetteer;
    use proptest::prelude::*;

    fn table() -> &'static Table {
        Gazetteer::embedded().table()
    }

    #[test]
    fn words_and_what_divides_them() {
        let text = "The U.S. team left Russia's Abu-Dhabi, N.C. (W.Va.) end. New";
        let words: Vec<(&str, Gap)> = tokens_of(text, table()).iter().map(|t| (t.text(text), t.gap)).collect();
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
                ("W.Va.", Gap::Bracket),
                ("end", Gap::Other),
                ("New", Gap::Stop),
            ]
        );
    }

    #[test]
    fn words_carry_what_is_known_of_them() {
        let text = "in Qwxyz's O'Fallon";
        let found = tokens_of(text, table());
        assert!(found[0].cue.has(Cue::PREPOSITION) && found[1].prefix.is_none() && found[2].prefix.is_some());
        assert_eq!((found[1].text(text), found[2].text(text)), ("Qwxyz", "O'Fallon"));
    }

    /// The end of a word by its characters: how words are defined.
    fn end_by_characters(text: &str, start: usize) -> (usize, bool) {
        let (mut end, mut run, mut dotted) = (start, start, false);
        let mut chars = text[start..].char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let at = start + offset;
            let next = chars.peek().map(|(_, next)| *next);
            match c {
                c if c.is_alphanumeric() || is_mark(c) => {}
                '\'' | '’' | '‘' if next.is_some_and(char::is_alphabetic) => {}
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

    proptest! {
        #[test]
        fn words_end_where_their_characters_say(text in "([a-zA-Z]{0,3}|[A-Z]\\.|['’.,\n -]|é|\u{301}|東|2|[a-z]{60,70}|\\PC){0,30}") {
            let mut at = 0;
            let mut expected = Vec::new();
            while let Some(offset) = text[at..].find(char::is_alphanumeric) {
                let start = at + offset;
                let (end, dotted) = end_by_characters(&text, start);
                let word = without_possessive(&text[start..end]);
                expected.push((word, case(word), dotted));
                at = end;
            }
            let found = tokens_of(&text, table());
            let found: Vec<_> = found.iter().map(|token| (token.text(&text), token.case, token.dotted)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
