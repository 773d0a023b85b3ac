//! The tokeniser of the tagger, the same for training corpora and articles.
//!
//! Hyphens always divide ("U.S.-led"), since corpora disagree on them; abbreviations of single letters keep their full stops
//! ("U.S.", "J."), apostrophes stay inside names ("O'Brien"), possessives and contractions are split off ("'s").

/// A token by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte in the field.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Token {
    /// The token in its field.
    pub fn of(self, field: &str) -> &str {
        &field[self.start as usize..self.end as usize]
    }
}

/// Longest token in bytes: what is longer is cut, so that no later step meets a word of a megabyte.
const LONGEST: usize = 64;

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

/// Divides a text into tokens; `offset` is added to their positions.
pub(super) fn tokenize(text: &str, offset: usize) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let length = if c.is_whitespace() || c.is_control() {
            at += c.len_utf8();
            continue;
        } else if c.is_alphanumeric() {
            word_length(&text[at..])
        } else if is_apostrophe(c) {
            suffix_length(&text[at..]).unwrap_or(c.len_utf8())
        } else {
            c.len_utf8()
        };
        tokens.push(Token { start: (offset + at) as u32, end: (offset + at + length) as u32 });
        at += length;
    }
    tokens
}

/// Length of a possessive or a contraction ("'s", "’ll") at an apostrophe.
fn suffix_length(text: &str) -> Option<usize> {
    let apostrophe = text.chars().next()?.len_utf8();
    let letters: usize = text[apostrophe..].chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    let suffix = &text[apostrophe..apostrophe + letters];
    ["s", "t", "d", "m", "ll", "re", "ve"]
        .iter()
        .any(|known| suffix.eq_ignore_ascii_case(known))
        .then_some(apostrophe + letters)
}

fn word_length(text: &str) -> usize {
    let abbreviation = abbreviation_length(text);
    if abbreviation > 0 {
        return abbreviation;
    }
    let mut chars = text.char_indices().peekable();
    let mut end = 0;
    while let Some((at, c)) = chars.next() {
        let inside = c.is_alphanumeric()
            || c == '\u{301}'
            || (is_apostrophe(c)
                && suffix_length(&text[at..]).is_none()
                && chars.peek().is_some_and(|(_, next)| next.is_alphabetic()))
            || (matches!(c, '.' | ',')
                && text[..at].ends_with(|c: char| c.is_ascii_digit())
                && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit()));
        if !inside || at >= LONGEST {
            break;
        }
        end = at + c.len_utf8();
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

/// Length of single letters with full stops ("U.S.", "J.", "p.m."), or 0.
fn abbreviation_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    let mut end = 0;
    while let (Some((_, letter)), Some((stop, '.'))) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() {
            break;
        }
        end = stop + 1;
        if end >= LONGEST {
            break;
        }
    }
    // A lower-case letter with one full stop ends a sentence ("plan b.").
    let single_lower = end > 0 && text[..end].chars().count() == 2 && text.starts_with(char::is_lowercase);
    if single_lower { 0 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokenize(text, 0).iter().map(|token| token.of(text)).collect()
    }

    #[test]
    fn tokens() {
        let cases: &[(&str, &[&str])] = &[
            ("U.S.-led talks.", &["U.S.", "-", "led", "talks", "."]),
            ("J. K. O'Brien's", &["J.", "K.", "O'Brien", "'s"]),
            ("don’t 1,500 3.5%", &["don", "’t", "1,500", "3.5", "%"]),
            ("Zelenskyy’s “plan b.”", &["Zelenskyy", "’s", "“", "plan", "b", ".", "”"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&words(text), expected);
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert!(tokenize(&"é".repeat(10_000), 0).iter().all(|token| token.end - token.start <= 66));
    }
}
