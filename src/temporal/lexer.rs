//! DateTokens of a text: words, numbers and single marks, with what the tagger must know of each.
//!
//! Words are looked up once in the vocabulary; what is not in it costs no more than that.

use super::vocabulary::{Case, Vocabulary, WordId};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    Number,
    Mark,
}

/// One token; 16 bytes, so that those of a text stay small.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateToken {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The number that the digits make, where they are at most nine.
    pub(super) value: u32,
    /// 0 for what is not in the vocabulary.
    pub(super) word: WordId,
    pub(super) shape: Shape,
    flags: u8,
}

const SPACE_BEFORE: u8 = 1;
const PARAGRAPH_BEFORE: u8 = 2;
const CAPITAL: u8 = 4;

/// The value of a number with more digits than are read.
pub(super) const TOO_LONG: u32 = u32::MAX;

impl DateToken {
    /// True when white space precedes it (or it opens the text).
    pub(super) fn spaced(&self) -> bool {
        self.flags & SPACE_BEFORE != 0
    }

    /// True when it opens a paragraph.
    pub(super) fn opens_paragraph(&self) -> bool {
        self.flags & PARAGRAPH_BEFORE != 0
    }

    /// True of a word that begins with a capital.
    pub(super) fn capital(&self) -> bool {
        self.flags & CAPITAL != 0
    }

    /// Number of bytes.
    pub(super) fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// The tokens of a text, with the words they are looked up in.
#[derive(Clone, Copy)]
pub(super) struct DateTokens<'a> {
    pub(super) tokens: &'a [DateToken],
    pub(super) vocabulary: &'a Vocabulary,
}

impl<'a> DateTokens<'a> {
    /// The token at a position.
    pub(super) fn get(self, at: usize) -> Option<&'a DateToken> {
        #[cfg(test)]
        LOOKS.set(LOOKS.get() + 1);
        self.tokens.get(at)
    }
}

#[cfg(test)]
thread_local! {
    /// How often a token was looked at: the work of the tagger, which must grow as the text does.
    pub(super) static LOOKS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Divides a text into tokens.
pub(super) fn lex(text: &str, vocabulary: &Vocabulary, case: Case) -> Vec<DateToken> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(bytes.len() / 5 + 4);
    let mut at = 0;
    let mut flags = SPACE_BEFORE | PARAGRAPH_BEFORE;
    let mut line_breaks = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            line_breaks += u8::from(byte == b'\n');
            flags |= SPACE_BEFORE;
            if line_breaks > 1 {
                flags |= PARAGRAPH_BEFORE;
                line_breaks = 0;
            }
            at += 1;
            continue;
        }
        line_breaks = 0;
        let start = at;
        let (shape, value, word);
        if byte.is_ascii_digit() {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            shape = Shape::Number;
            value = if at - start > 9 { TOO_LONG } else { digits(&bytes[start..at]) };
            word = 0;
        } else if IS_LETTER[usize::from(byte)] || (byte >= 0x80 && starts_letter(text, at)) {
            at += 1;
            while at < bytes.len() && (IS_LETTER[usize::from(bytes[at])] || bytes[at] >= 0x80 && !starts_mark(text, at))
            {
                at += 1;
            }
            shape = Shape::Word;
            value = 0;
            if byte.is_ascii_uppercase() || (byte >= 0x80 && text[start..].starts_with(char::is_uppercase)) {
                flags |= CAPITAL;
            }
            word = vocabulary.look_up(&bytes[start..at], case);
        } else {
            at += if byte < 0x80 { 1 } else { text[at..].chars().next().map_or(1, char::len_utf8) };
            if byte >= 0x80 && text[start..at].starts_with(char::is_whitespace) {
                flags |= SPACE_BEFORE;
                continue;
            }
            shape = Shape::Mark;
            value = 0;
            word = vocabulary.look_up_mark(&bytes[start..at]);
        }
        let token = DateToken { start: start as u32, end: at as u32, value, word, shape, flags };
        tokens.push(token);
        flags = 0;
    }
    tokens
}

/// For each byte, whether it is an ASCII letter.
const IS_LETTER: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = (byte as u8).is_ascii_alphabetic();
        byte += 1;
    }
    letters
};

fn digits(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
}

/// True when a character outside ASCII that begins a token is a letter.
fn starts_letter(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(char::is_alphabetic)
}

/// True when a character that is not a letter begins here; inside a character the word goes on.
fn starts_mark(text: &str, at: usize) -> bool {
    text.is_char_boundary(at) && !starts_letter(text, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_lie_where_they_should() {
        let text = "On Jan. 23\u{a0}– März 10-year\n\n“é”12345678901";
        let tokens = lex(text, &Vocabulary::default(), Case::Matters);
        let words: Vec<&str> = tokens.iter().map(|t| &text[t.start as usize..t.end as usize]).collect();
        assert_eq!(words, ["On", "Jan", ".", "23", "–", "März", "10", "-", "year", "“", "é", "”", "12345678901"]);
        assert!(tokens[9].opens_paragraph() && !tokens[10].spaced() && tokens[4].spaced());
        assert_eq!((tokens[3].value, tokens[12].value), (23, TOO_LONG));
    }
}
