//! Splits a text into words and makes a term of each.

use super::division::Division;
use super::fold;
use super::function_words::is_function_word;
use super::language::Language;
use super::stem::Stemmers;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longest word in bytes; what is longer (encoded data, most often) is cut.
const LONGEST: usize = 120;

/// A name that begins with a dot.
const DOT_NET: &str = ".NET";

/// Ends the header of a value that is indexed.
pub(super) const HEADER_END: char = '\u{1f}';

/// The terms of a text, one a word.
pub(super) struct Words<'t, 's> {
    text: &'t str,
    at: usize,
    language: Language,
    /// Words are only folded without.
    stemmers: Option<&'s mut Stemmers>,
    lower: String,
    token: Token,
    record: Option<Record>,
}

/// What is recorded of a value that is indexed, for the fields after it.
struct Record {
    division: Division,
    /// First bytes of its sentences but the first, the next one last.
    begins: Vec<usize>,
    form: String,
}

impl Record {
    /// Records the sentences that begin before a byte: with the word at this position.
    fn sentences(&mut self, before: usize, position: usize) {
        while self.begins.pop_if(|begin| *begin < before).is_some() {
            self.division.push_sentence(position);
        }
    }
}

/// True of scripts that do not part words by spaces, or whose words carry endings that no stemmer knows.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'      // Thai, Lao
        | '\u{1000}'..='\u{109f}'    // Myanmar
        | '\u{1100}'..='\u{11ff}'    // Hangul Jamo
        | '\u{1780}'..='\u{17ff}'    // Khmer
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'    // Hiragana, Katakana
        | '\u{3130}'..='\u{318f}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'    // Han
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'    // Hangul
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ffdc}'    // half width
        | '\u{20000}'..='\u{3ffff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02bc}' | '\u{ff07}' | '\u{2018}')
}

/// Characters that are not seen and part nothing: soft hyphen, joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

impl<'t, 's> Words<'t, 's> {
    pub(super) fn new(text: &'t str, language: Language, stemmers: Option<&'s mut Stemmers>) -> Self {
        Self { text, at: 0, language, stemmers, lower: String::new(), token: Token::default(), record: None }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Moves to the next character that begins a word.
    fn skip(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() || byte == b'.' && self.dot_net() {
                    return true;
                }
                self.at += 1;
            } else {
                let Some(c) = self.char_at(self.at) else { return false };
                // U+02BC is a letter to Unicode, an apostrophe to us.
                if fold::is_word(c) && !is_apostrophe(c) {
                    return true;
                }
                self.at += c.len_utf8();
            }
        }
        false
    }

    /// End of the word that begins at `at` where it is ASCII without apostrophes or dots, which nearly all are.
    fn plain_end(&self) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let special = match rest.get(length) {
            _ if length == 0 => true,
            Some(b'\'') => true,
            Some(b'.' | b'+' | b'#') => length == 1,
            Some(byte) => !byte.is_ascii(),
            None => false,
        };
        (!special).then_some(self.at + length)
    }

    /// End of an abbreviation of single letters ("U.S.", "J.K") at `at`.
    fn abbreviation_end(&self) -> Option<usize> {
        let mut end = self.at;
        let mut letters = 0;
        loop {
            let mut chars = self.text[end..].chars();
            let (Some(letter), next) = (chars.next(), chars.next()) else { break };
            if !letter.is_alphabetic() || stands_alone(letter) {
                break;
            }
            if next == Some('.') {
                end += letter.len_utf8() + 1;
                letters += 1;
            } else if next.is_none_or(|c| !fold::is_word(c) && !is_apostrophe(c)) {
                end += letter.len_utf8();
                letters += 1;
                break;
            } else {
                // "U.S.Army": the letter belongs to the next word.
                break;
            }
        }
        (letters >= 2).then_some(end)
    }

    /// True of the dot of ".NET" as a word.
    fn dot_net(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let rest = &self.text.as_bytes()[self.at..];
        let is_net = rest.get(..DOT_NET.len()).is_some_and(|word| word.eq_ignore_ascii_case(DOT_NET.as_bytes()));
        is_net && before.is_none_or(|c| !fold::is_word(c)) && self.ends_at(self.at + DOT_NET.len())
    }

    /// True where no word goes on.
    fn ends_at(&self, at: usize) -> bool {
        self.char_at(at).is_none_or(|c| !fold::is_word(c) && !is_apostrophe(c))
    }

    /// End of a name with signs at `at`: a letter with "++" or "#" ("C++", "C#"), ".NET".
    fn signs_end(&self) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.at..];
        let end = match rest {
            [b'.', ..] => DOT_NET.len(),
            [letter, b'+', b'+', ..] if letter.is_ascii_alphabetic() => 3,
            [letter, b'#', ..] if letter.is_ascii_alphabetic() => 2,
            _ => return None,
        };
        let at = self.at + end;
        (self.ends_at(at) && !rest.get(end).is_some_and(|next| matches!(next, b'+' | b'#'))).then_some(at)
    }

    /// End of any word at `at`, and where to go on.
    fn end(&self) -> (usize, usize) {
        if let Some(end) = self.signs_end() {
            return (end, end);
        }
        if let Some(end) = self.abbreviation_end() {
            return (end, end + self.possessive(end));
        }
        let mut chars = self.text[self.at..].char_indices().map(|(at, c)| (self.at + at, c)).peekable();
        let mut end = self.at;
        while let Some((at, c)) = chars.next() {
            let after = at + c.len_utf8();
            let follows = || self.char_at(after).is_some_and(|next| fold::is_word(next) && !stands_alone(next));
            if is_apostrophe(c) {
                if self.language.elides() || !follows() {
                    break;
                }
                let possessive = self.possessive(at);
                if possessive > 0 {
                    return (end, end + possessive);
                }
            } else if is_invisible(c) {
                if !follows() {
                    break;
                }
            } else if !fold::is_word(c) {
                break;
            } else if stands_alone(c) {
                if at > self.at {
                    break;
                }
                // A character with the marks that belong to it.
                let mut end = after;
                while let Some(&(at, mark)) = chars.peek()
                    && unicode_normalization::char::is_combining_mark(mark)
                {
                    end = at + mark.len_utf8();
                    chars.next();
                }
                return (end, end);
            }
            end = after;
        }
        (end, end)
    }

    /// Bytes of a possessive ending ("'s") at `at`.
    fn possessive(&self, at: usize) -> usize {
        let mut chars = self.text[at..].chars();
        let (Some(apostrophe), Some('s' | 'S'), next) = (chars.next(), chars.next(), chars.next()) else { return 0 };
        let ends = next.is_none_or(|c| !fold::is_word(c) && !is_apostrophe(c));
        if is_apostrophe(apostrophe) && ends && !self.language.elides() { apostrophe.len_utf8() + 1 } else { 0 }
    }
}

/// Cuts a word that is too long, on a character boundary.
fn cut(word: &str) -> &str {
    &word[..word.floor_char_boundary(LONGEST)]
}

impl TokenStream for Words<'_, '_> {
    fn advance(&mut self) -> bool {
        while self.skip() {
            let start = self.at;
            let plain = self.plain_end();
            let (end, next) = plain.map_or_else(|| self.end(), |end| (end, end));
            self.at = next;
            let word = cut(&self.text[start..end]);
            let into = &mut self.token.text;
            let with_signs = plain.is_none() && word.as_bytes().iter().any(|byte| matches!(byte, b'+' | b'#'))
                || word.starts_with('.');
            match (&mut self.stemmers, plain) {
                _ if with_signs => {
                    into.clear();
                    into.push_str(word);
                    into.make_ascii_lowercase();
                    if let Some(record) = &mut self.record {
                        record.division.push(into);
                    }
                }
                (Some(stemmers), Some(_)) => {
                    let is_new = stemmers.ascii(word, self.language, into);
                    let is_left_out =
                        || into.len() == word.len() && is_function_word(into) && into.eq_ignore_ascii_case(word);
                    if let Some(record) = self.record.as_mut().filter(|_| is_new && !is_left_out()) {
                        record.division.push_ascii(word);
                    }
                }
                (Some(stemmers), None) => {
                    stemmers.any(word, self.language, into);
                    if let Some(record) = &mut self.record {
                        stemmers.folded(&mut record.form);
                        record.division.push(&record.form);
                    }
                }
                (None, Some(_)) => {
                    into.clear();
                    into.push_str(word);
                    into.make_ascii_lowercase();
                }
                (None, None) => {
                    fold::lower(word, &mut self.lower);
                    fold::strip(&self.lower, into);
                }
            }
            if !self.token.text.is_empty() {
                self.token.offset_from = start;
                self.token.offset_to = end;
                self.token.position = self.token.position.wrapping_add(1);
                if let Some(record) = &mut self.record {
                    record.sentences(end, self.token.position);
                }
                return true;
            }
        }
        if let Some(record) = &mut self.record {
            record.sentences(usize::MAX, self.token.position.wrapping_add(1));
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Drop for Words<'_, '_> {
    fn drop(&mut self) {
        if let Some(record) = self.record.take() {
            record.division.end();
        }
    }
}

/// The tokenizer of values with a header ([`super::value`]).
#[derive(Clone, Default)]
pub(super) struct ValueTokenizer {
    stemmers: Stemmers,
}

impl Tokenizer for ValueTokenizer {
    type TokenStream<'a> = Words<'a, 'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> Words<'a, 'a> {
        let (header, text) = value.split_once(HEADER_END).unwrap_or(("", value));
        let language = header.bytes().next().map_or(Language::NONE, Language::of_mark);
        let begins = header.get(1..).unwrap_or_default().split(',').rev().filter_map(|begin| begin.parse().ok());
        let record = Record { division: Division::begin(), begins: begins.collect(), form: String::new() };
        self.stemmers.begin();
        let mut words = Words::new(text, language, Some(&mut self.stemmers));
        words.record = Some(record);
        words
    }
}
