//! White space and control characters of the strings that readers hand on.

/// The text on one line: runs of white space become one space, control characters go.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}') {
        let start = out.len();
        if !out.is_empty() {
            out.push(' ');
        }
        let before = out.len();
        out.extend(word.chars().filter(|c| !c.is_control()));
        if out.len() == before {
            out.truncate(start);
        }
    }
    out
}

/// A body: line ends are `\n`, no other control characters than tabs, no white space at its ends and at line ends, and
/// never more than one blank line.
pub fn body(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    let unix;
    let text = if text.contains('\r') {
        unix = text.replace("\r\n", "\n").replace('\r', "\n");
        unix.as_str()
    } else {
        text
    };
    for line in text.split(['\n', '\u{2028}', '\u{2029}', '\u{c}']) {
        let line = line.trim_end();
        if line.is_empty() {
            blank += 1;
            continue;
        }
        let start = out.len();
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        let before = out.len();
        if line.contains(|c: char| c.is_control() || c == '\u{feff}') {
            out.extend(line.chars().filter(|c| *c == '\t' || !c.is_control() && *c != '\u{feff}'));
        } else {
            out.push_str(line);
        }
        if out[before..].trim().is_empty() {
            out.truncate(start);
            blank += 1;
        } else {
            blank = 0;
        }
    }
    let lead = out.len() - out.trim_start().len();
    out.drain(..lead);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_and_bodies() {
        assert_eq!(line("  a\tb\r\n c\u{0} \u{1b} d\u{feff}"), "a b c d");
        assert_eq!(body("\u{feff}  One\r\ntwo  \n\n\n\u{0}\nthree\n"), "One\ntwo\n\nthree");
        assert_eq!(body("a\tb"), "a\tb");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,20}[\n\r\t ]{0,4}\\PC{0,20}") {
            let once = body(&text);
            prop_assert_eq!(body(&once), once.clone());
            prop_assert_eq!(line(&line(&text)), line(&text));
            prop_assert!(!once.contains('\r'));
        }
    }
}
