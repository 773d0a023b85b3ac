//! Keys of the words of names, in which the spellings of one name agree.

use crate::text::fold;

/// Keys of a word: its parts at hyphens, or its letters where it is initials ("J.D.").
pub(crate) fn keys_of(word: &str) -> Vec<String> {
    let is_initials = word.contains('.') && word.split('.').all(|part| part.chars().count() < 2);
    if is_initials {
        return word.split('.').filter(|part| !part.is_empty()).map(key).collect();
    }
    word.split(['-', '‐', '–']).map(key).filter(|key| !key.is_empty()).collect()
}

/// The form in which spellings of one name agree: folded, with the usual variants of transliteration made one.
///
/// "Zelensky", "Zelenskyy", "Zelenskiy" and "Zelenskij" have one key, as have "Yanukovych" and "Yanukovich".
pub(crate) fn key(word: &str) -> String {
    let folded = fold(word);
    let mut key = String::with_capacity(folded.len());
    for c in folded.trim_matches('.').chars() {
        let c = match c {
            'y' | 'j' => 'i',
            other => other,
        };
        if key.ends_with(c) && c.is_alphabetic() {
            continue;
        }
        key.push(c);
    }
    // "kh" and "h", "ck" and "k", "ph" and "f", "dh" and "d", "x" and "ks" are one sound.
    let has_pair = || key.bytes().any(|byte| matches!(byte, b'h' | b'k' | b'x'));
    if key.len() > 4 && key.is_ascii() && has_pair() {
        key = key.replace("kh", "h").replace("ck", "k").replace("ph", "f").replace("dh", "d").replace('x', "ks");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for forms in [
            &["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskij", "Zelenskii"][..],
            &["Yanukovych", "Yanukovich"],
            &["Sergei", "Sergey", "Sergej"],
            &["Khamenei", "Hamenei"],
        ] {
            assert!(forms.iter().all(|form| key(form) == key(forms[0])), "{forms:?}");
        }
        assert_ne!(key("Putin"), key("Patin"));
    }
}
