//! Control characters made harmless: what an article contains never controls the terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// The visible replacement of a character that would control a terminal or reorder the line; others are unchanged.
#[must_use]
pub fn harmless(c: char) -> char {
    match c {
        // Unicode has a picture for each C0 control and for DEL.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if is_hidden_control(c) => '\u{fffd}',
        _ => c,
    }
}

/// C1 controls (U+009B opens an escape sequence), bidirectional overrides and isolates, line and paragraph separators.
fn is_hidden_control(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// One line of text for a terminal: white space becomes a space, every other control character visible.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| harmless(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { harmless(c) }).collect())
}

/// Text of several lines for a terminal: line breaks and tabs stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    let stays = |c: char| matches!(c, '\n' | '\t') || harmless(c) == c;
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if stays(c) { c } else { harmless(c) }).collect())
}

/// JSON in which the controls that JSON itself lets through are written as `\u` escapes: the same value, harmless to look at.
#[must_use]
pub fn json(json: &str) -> Cow<'_, str> {
    let steers = |c: char| c == '\u{7f}' || is_hidden_control(c);
    if !json.contains(steers) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if steers(c) {
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_codes_become_visible() {
        assert_eq!(line("red \u{1b}[31m\u{9b}1m\u{7} end\r\n"), "red ␛[31m\u{fffd}1m␇ end  ");
        assert_eq!(line("back\u{202e}wards"), "back\u{fffd}wards");
        assert_eq!(lines("a\n\tb\u{8}"), "a\n\tb␈");
        assert_eq!(line("Zürich 東京"), "Zürich 東京");
    }

    proptest! {
        #[test]
        fn nothing_steers(text in any::<String>()) {
            prop_assert!(line(&text).chars().all(|c| harmless(c) == c));
        }

        #[test]
        fn json_keeps_its_value(text in any::<String>()) {
            let written = serde_json::to_string(&text).unwrap();
            let safe = json(&written);
            prop_assert!(!safe.chars().any(char::is_control));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        }
    }
}
