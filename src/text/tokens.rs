//! The one division of a text into tokens, the finest that any reader needs.
//!
//! Runs of letters, runs of digits and single marks are tokens; hyphens, apostrophes, possessives, full stops and commas
//! in numbers stand apart. [`Token::joined`] says that nothing divides a token from the one before, so that a reader
//! joins what is one word to it ("O'Brien", "U.S.", "1,500", "24th") and nobody divides a text again. In scripts that
//! put no spaces between words each character is a token. White space and control characters are in no token.
//!
//! Invariants, which hold for any text: tokens are in order and do not overlap, lie on character boundaries, cover
//! every other character, end where their sentence ends, and are at most [`LONGEST`] bytes and a character long (longer
//! runs continue in a joined token). The class, script and number of a token are those of its word.
//!
//! How a reader uses it: `ingest` makes one [`Reading`](super::Reading) of an article and hands it around. Walk
//! `reading.text.all()` or `reading.text.sentence(n)`; compare numbers of words ([`Token::word`]) instead of letters; keep
//! what is known of a word in a [`PerWord`](super::PerWord) table of the thread, filled at the first look.
//!
//! ```
//! use dateline::text::{Class, Reading};
//! let text = "Putin’s U.S.-led talks";
//! let reading = Reading::of("", text, &[0..text.len()]);
//! let words: Vec<&str> = reading.text.all().iter().map(|token| token.of(text)).collect();
//! assert_eq!(words, ["Putin", "’", "s", "U", ".", "S", ".", "-", "led", "talks"]);
//! let joined: Vec<bool> = reading.text.all().iter().map(|token| token.joined).collect();
//! assert_eq!(joined, [false, true, true, false, true, true, true, true, true, false]);
//! assert_eq!(reading.text.all()[0].class, Class::Capitalised);
//! ```

use super::script::Script;
use super::vocabulary::{Class, Known, Vocabulary, WordId};
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// Bytes after which a run of letters or digits goes on in another token, so that no reader meets a word of a megabyte.
pub const LONGEST: usize = 64;

/// A token by its bytes, with what its word shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The distinct word, as written.
    pub word: WordId,
    /// Number of the sentence, from 0.
    pub sentence: u32,
    /// How it is written.
    pub class: Class,
    /// The script of its first letter.
    pub script: Script,
    /// True when nothing stands between the token before and this one.
    pub joined: bool,
}

impl Token {
    /// The token in its text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Its bytes.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The tokens of a text, by sentence.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    all: Vec<Token>,
    /// For each sentence, one past its last token.
    ends: Vec<u32>,
}

impl Tokens {
    /// Divides a text. `sentences` cover it in order; what lies outside of them is not divided.
    #[must_use]
    pub fn of(vocabulary: &mut Vocabulary, text: &str, sentences: &[Range<usize>]) -> Self {
        let mut tokens =
            Self { all: Vec::with_capacity(text.len() / 4 + 1), ends: Vec::with_capacity(sentences.len()) };
        for (number, sentence) in sentences.iter().enumerate() {
            let mut before = tokens.all.last().map_or(usize::MAX, |token| token.end as usize);
            let mut at = sentence.start;
            while let Some(piece) = next_piece(text, at, sentence.end) {
                at = piece.end;
                let Known { word, class, script } = vocabulary.token(&text[piece.clone()]);
                tokens.all.push(Token {
                    start: piece.start as u32,
                    end: piece.end as u32,
                    word,
                    sentence: number as u32,
                    class,
                    script,
                    joined: piece.start == before,
                });
                before = piece.end;
            }
            tokens.ends.push(tokens.all.len() as u32);
        }
        tokens
    }

    /// All tokens, in order.
    #[must_use]
    pub fn all(&self) -> &[Token] {
        &self.all
    }

    /// How many sentences there are.
    #[must_use]
    pub fn sentences(&self) -> usize {
        self.ends.len()
    }

    /// The tokens of a sentence.
    #[must_use]
    pub fn sentence(&self, number: usize) -> &[Token] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.all[start..self.ends[number] as usize]
    }

    /// Position of the first token that ends behind a byte.
    #[must_use]
    pub fn position(&self, byte: usize) -> usize {
        self.all.partition_point(|token| token.end as usize <= byte)
    }
}

/// What an ASCII byte is for the division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Letter,
    Digit,
    Mark,
}

const fn kind_of(byte: u8) -> Kind {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
        b'0'..=b'9' => Kind::Digit,
        b'!'..=b'~' => Kind::Mark,
        _ => Kind::Space,
    }
}

/// Kinds of the bytes below 128.
const KINDS: [Kind; 128] = {
    let mut kinds = [Kind::Space; 128];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte as usize] = kind_of(byte);
        byte += 1;
    }
    kinds
};

/// The bytes of the first token between `from` and `end`, both on character boundaries.
fn next_piece(text: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let bytes = &text.as_bytes()[..end];
    let mut start = from;
    loop {
        let byte = *bytes.get(start)?;
        if byte >= 128 {
            let c = text[start..].chars().next()?;
            if !(c.is_whitespace() || c.is_control()) {
                break;
            }
            start += c.len_utf8();
        } else if KINDS[usize::from(byte)] == Kind::Space {
            start += 1;
        } else {
            break;
        }
    }
    let mut at = start;
    let kind = KINDS.get(usize::from(bytes[start])).copied();
    if let Some(kind) = kind {
        at += 1;
        if kind == Kind::Mark {
            return Some(start..at);
        }
        // Looking no further than a token may reach keeps a run of a megabyte from being walked once a token.
        let furthest = end.min(start + LONGEST);
        while at < furthest && KINDS.get(usize::from(bytes[at])) == Some(&kind) {
            at += 1;
        }
        if at == furthest || bytes[at] < 128 {
            return Some(start..at);
        }
    }
    Some(start..wide_end(text, start, end))
}

/// The end of a token that holds characters beyond ASCII, or stands before them.
#[cold]
fn wide_end(text: &str, start: usize, end: usize) -> usize {
    let mut chars = text[start..end].char_indices();
    let Some((_, first)) = chars.next() else { return end };
    let is_letters = first.is_alphabetic();
    let is_unspaced = Script::of(first).is_unspaced();
    let mut at = start + first.len_utf8();
    if !(is_letters || first.is_numeric()) {
        return at;
    }
    for (offset, c) in chars {
        let goes_on = is_combining_mark(c)
            || !is_unspaced
                && (if is_letters { c.is_alphabetic() } else { c.is_numeric() })
                && !Script::of(c).is_unspaced();
        if !goes_on || offset >= LONGEST {
            break;
        }
        at = start + offset + c.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut at = 0;
        let mut found = Vec::new();
        while let Some(piece) = next_piece(text, at, text.len()) {
            at = piece.end;
            found.push(&text[piece]);
        }
        found
    }

    #[test]
    fn the_finest_division() {
        let cases: &[(&str, &[&str])] = &[
            ("U.S.-led talks.", &["U", ".", "S", ".", "-", "led", "talks", "."]),
            ("O'Brien's", &["O", "'", "Brien", "'", "s"]),
            ("1,500 24th 3.5%", &["1", ",", "500", "24", "th", "3", ".", "5", "%"]),
            ("Zürich\u{a0}café2", &["Zürich", "café", "2"]),
            ("cafe\u{301}s", &["cafe\u{301}s"]),
            ("漢字かな Tokyo東京", &["漢", "字", "か", "な", "Tokyo", "東", "京"]),
            ("ที่นี่", &["ที่", "นี่"]),
            ("हिन्दी", &["हिन्दी"]),
            ("a\u{0}b\r\n", &["a", "b"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&pieces(text), expected);
        }
    }

    #[test]
    fn tokens_end_with_their_sentence() {
        let mut vocabulary = Vocabulary::default();
        let tokens = Tokens::of(&mut vocabulary, "One two.Three", &[0..8, 8..13]);
        assert_eq!((tokens.sentences(), tokens.sentence(0).len(), tokens.sentence(1).len()), (2, 3, 1));
        assert!(tokens.sentence(1)[0].joined && tokens.sentence(1)[0].sentence == 1);
        assert_eq!(tokens.position(0), 0);
        assert_eq!(tokens.position(3), 1);
        assert_eq!(tokens.position(13), 4);
    }

    proptest! {
        #[test]
        fn the_invariants(text in "(?s)([a-zA-Z0-9]{0,90}|.{0,12}|[ '’.,\\-\n]{0,3}|[é\u{301}漢かไ]{0,30}){0,12}") {
            let mut vocabulary = Vocabulary::default();
            let sentences = crate::text::sentences(&text, None);
            let tokens = Tokens::of(&mut vocabulary, &text, &sentences);
            let mut end = 0;
            for token in tokens.all() {
                let between = &text[end..token.start as usize];
                prop_assert!(between.chars().all(|c| c.is_whitespace() || c.is_control()), "{between:?}");
                prop_assert_eq!(token.joined, between.is_empty() && end > 0);
                let word = token.of(&text);
                prop_assert!(!word.is_empty() && word.len() < LONGEST + 4);
                prop_assert!(!word.contains(|c: char| c.is_whitespace() || c.is_control()));
                prop_assert_eq!(word, vocabulary.form(token.word));
                prop_assert_eq!(token.class, Class::of(word));
                let sentence = &sentences[token.sentence as usize];
                prop_assert!(sentence.start <= token.start as usize && token.end as usize <= sentence.end);
                end = token.end as usize;
            }
            prop_assert!(text[end..].chars().all(|c| c.is_whitespace() || c.is_control()));
            let by_sentence: usize = (0..tokens.sentences()).map(|number| tokens.sentence(number).len()).sum();
            prop_assert_eq!(by_sentence, tokens.all().len());
        }
    }
}
