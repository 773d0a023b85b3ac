//! Folds words and names to the form under which they are compared.
//!
//! No stemming and no splitting: a folded word is still one word, and two languages never fold differently.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Folds compatibility forms (NFKC), case, diacritics, apostrophes, possessives and the dots of abbreviations.
///
/// `й` and `ў` stay letters of their own, as do the vowel signs of Indic scripts and Thai. Words that are folded
/// already come back borrowed.
///
/// ```
/// use dateline::text::fold;
/// assert_eq!(fold("Zürich’s"), "zurich");
/// assert_eq!(fold("O’Connor"), fold("O'CONNOR"));
/// assert_eq!(fold("U.S."), "us");
/// assert_eq!(fold("Łódź"), "lodz");
/// ```
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase() && !matches!(byte, b'\'' | b'`' | b'.')) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let bytes = text.as_bytes();
        let mut folded = String::with_capacity(text.len());
        for (at, byte) in bytes.iter().enumerate() {
            let near = |offset: isize| {
                at.checked_add_signed(offset).and_then(|at| bytes.get(at)).map_or(' ', |byte| char::from(*byte))
            };
            if !is_silent(char::from(*byte), &near) {
                folded.push(char::from(byte.to_ascii_lowercase()));
            }
        }
        return Cow::Owned(folded);
    }
    let mut decomposed = String::with_capacity(text.len());
    for c in text.chars().map(plain_apostrophe).nfkd() {
        if !is_dropped(c, decomposed.chars().next_back()) {
            push_lower(c, &mut decomposed);
        }
    }
    let chars: Vec<char> = decomposed.nfc().collect();
    let mut folded = String::with_capacity(decomposed.len());
    for (at, c) in chars.iter().enumerate() {
        let near = |offset: isize| at.checked_add_signed(offset).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        if !is_silent(*c, &near) {
            folded.push(*c);
        }
    }
    Cow::Owned(folded)
}

/// True of the apostrophe beside a letter, of the `s` of a possessive, and of the dot that ends an abbreviation.
fn is_silent(c: char, near: &dyn Fn(isize) -> char) -> bool {
    let is_apostrophe = |c: char| matches!(c, '\'' | '`');
    match c {
        '\'' | '`' => near(-1).is_alphanumeric() || near(1).is_alphanumeric(),
        's' | 'S' => is_apostrophe(near(-1)) && near(-2).is_alphanumeric() && !near(1).is_alphanumeric(),
        '.' if near(-1).is_alphabetic() => {
            !near(1).is_alphanumeric() || (near(1).is_alphabetic() && !near(-2).is_alphanumeric())
        }
        _ => false,
    }
}

/// Writes the many apostrophes as the straight one, before compatibility forms would tear them apart.
fn plain_apostrophe(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02B9}' | '\u{02BB}' | '\u{02BC}' | '\u{00B4}' | '\u{2032}' => '\'',
        _ => c,
    }
}

/// True of diacritics (Latin, Greek, Cyrillic, Arabic, Hebrew), the tatweel and invisible characters.
fn is_dropped(c: char, before: Option<char>) -> bool {
    match c {
        '\u{0306}' => !matches!(before, Some('и' | 'у')),
        '\u{0300}'..='\u{036F}'
        | '\u{0591}'..='\u{05C7}'
        | '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{00AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2060}'
        | '\u{FEFF}' => true,
        _ => false,
    }
}

/// Letters, in lower case, that no Unicode decomposition takes apart, with the plain letters that they are compared as.
///
/// `ə` is the Azerbaijani letter that English writes with an a ("Əliyev" is Aliyev).
const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ŧ', "t"),
    ('ə', "a"),
    ('ς', "σ"),
];

/// The plain letters that a lower-case letter without a decomposition is compared as: "ss" for `ß`, "a" for `ə`.
///
/// The one table of such letters: names of people, keys of places and index terms all fold by it.
#[must_use]
pub fn plain_letter(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    LETTERS.binary_search_by_key(&c, |(letter, _)| *letter).ok().map(|at| LETTERS[at].1)
}

/// Lower case, with the letters that Unicode does not decompose written as their plain ones.
fn push_lower(c: char, folded: &mut String) {
    for lower in c.to_lowercase() {
        match plain_letter(lower) {
            Some(plain) => folded.push_str(plain),
            // Of the lower case of İ.
            None if lower == '\u{0307}' => {}
            None => folded.push(lower),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_as_the_documentation_says() {
        for (written, folded) in [
            ("O'Connor", "oconnor"),
            ("O’Connor’s", "oconnor"),
            ("Sana'a", "sanaa"),
            ("Putin's", "putin"),
            ("the Browns' win", "the browns win"),
            ("U.S.", "us"),
            ("U.S.A", "usa"),
            ("N.C.", "nc"),
            ("J.D. Vance", "jd vance"),
            ("St. Petersburg", "st petersburg"),
            ("reuters.com", "reuters.com"),
            ("3.5", "3.5"),
            ("COVID-19", "covid-19"),
            ("Erdoğan", "erdogan"),
            ("İstanbul", "istanbul"),
            ("Diyarbakır", "diyarbakir"),
            ("Straße", "strasse"),
            ("Tromsø", "tromso"),
            ("ﬁnance", "finance"),
            ("ＡＢＣ", "abc"),
            ("Зелёный", "зеленый"),
            ("Київ", "киів"),
            ("Αθήνας", "αθηνασ"),
            ("Əliyev", "aliyev"),
            ("が", "が"),
            ("서울", "서울"),
            ("हिन्दी", "हिन्दी"),
            ("ที่", "ที่"),
            ("'", "'"),
            ("s", "s"),
            ("", ""),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
        assert!(matches!(fold("talks"), Cow::Borrowed(_)));
        assert!(LETTERS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    proptest! {
        #[test]
        fn case_does_not_matter_and_ascii_agrees_with_unicode(text in "[a-zA-Z'. 0-9-]{0,24}") {
            let (upper, lower) = (text.to_uppercase(), text.to_lowercase());
            prop_assert_eq!(fold(&upper), fold(&lower));
            let wide = format!("{text}\u{00AD}");
            prop_assert_eq!(fold(&wide), fold(&text));
        }

        #[test]
        fn any_text_is_folded(text in any::<String>()) {
            let _ = fold(&text);
        }
    }
}
