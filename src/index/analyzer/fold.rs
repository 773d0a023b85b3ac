//! Folding: letters without case, diacritics, width and ligatures.

use crate::text::plain_letter;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// True of marks that folding drops: accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{0640}')
}

/// True of characters that terms are made of.
pub(super) fn is_word(c: char) -> bool {
    (c.is_alphanumeric() && !is_fraction(c)) || is_combining_mark(c)
}

/// True of fractions that are one character: "2½" is about 2, and compatible forms would make "21" of it.
fn is_fraction(c: char) -> bool {
    matches!(c, '\u{00bc}'..='\u{00be}' | '\u{2150}'..='\u{215f}' | '\u{2189}')
}

/// Arabic is often written with alef maksura where yeh is meant, and the other way round.
fn one_yeh(c: char) -> char {
    if c == '\u{0649}' { '\u{064a}' } else { c }
}

/// Lower case and compatible forms (NFKC), with diacritics, for stemmers; anything but letters, digits and marks is dropped.
pub(super) fn lower(word: &str, into: &mut String) {
    into.clear();
    into.extend(word.nfkc().flat_map(char::to_lowercase).map(one_yeh).nfc().filter(|&c| is_word(c)));
}

/// Drops diacritics from lower-case text.
pub(super) fn strip(word: &str, into: &mut String) {
    into.clear();
    for c in word.nfkd().filter(|&c| !is_dropped(c)).nfc() {
        match plain_letter(c) {
            Some(plain) => into.push_str(plain),
            None => into.push(c),
        }
    }
}

/// Folds a text: case, diacritics, width and ligatures; everything but letters and digits becomes single spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    let words: Vec<String> = super::exact(text, None).into_iter().map(|term| term.text).collect();
    words.join(" ")
}
