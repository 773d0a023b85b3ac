//! Less-than signs that begin no tag, as titles have them: "Rates < 3 percent", "blocked by <tool-2026".

use std::borrow::Cow;

/// Attributes of one tag, at most; what has more is no tag.
const MOST: usize = 300;

/// The text with references in place of the less-than signs that begin no tag, comment or the like.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &text[start..];
        let closed =
            [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")].iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = closed {
            let Some(end) = rest.find(close) else { break };
            at = start + end + close.len();
        } else if rest.starts_with("<!") {
            at = start + 2;
        } else if let Some(length) = tag(&bytes[start..]) {
            at = start + length;
        } else {
            out.push_str(&text[copied..start]);
            out.push_str("&lt;");
            at = start + 1;
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The length of the tag that bytes begin with; a tag at the end of the text may be cut off.
fn tag(bytes: &[u8]) -> Option<usize> {
    let mut at = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let is_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.') || !byte.is_ascii();
    match bytes.get(at) {
        None => return Some(bytes.len()),
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' || *first == b':' || !first.is_ascii() => {}
        Some(_) => return None,
    }
    at += bytes[at..].iter().take_while(|byte| is_name(byte)).count();
    let mut before = b' ';
    let mut attributes = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at + 1),
            b'<' => return None,
            b'"' | b'\'' if before == b'=' => {
                attributes += 1;
                let Some(end) = memchr::memchr(*byte, &bytes[at + 1..]).filter(|_| attributes <= MOST) else {
                    return Some(at + 1);
                };
                at += end + 1;
            }
            _ => {}
        }
        if !bytes[at].is_ascii_whitespace() {
            before = bytes[at];
        }
        at += 1;
    }
    Some(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_that_begin_no_tag_are_text() {
        for (text, expected) in [
            ("<a>Rates < 3 percent</a>", "<a>Rates &lt; 3 percent</a>"),
            ("<a>by <tool-2026</a>", "<a>by &lt;tool-2026</a>"),
            ("<a>I <3 rain << wind</a>", "<a>I &lt;3 rain &lt;&lt; wind</a>"),
            ("<a x='1 < 2' y=\"</a>\">b</a>", "<a x='1 < 2' y=\"</a>\">b</a>"),
            ("<![CDATA[ 1 < 2 ]]><!-- < --><?x < ?><é/>", "<![CDATA[ 1 < 2 ]]><!-- < --><?x < ?><é/>"),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>"),
            ("<a", "<a"),
            ("a <", "a <"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_done_at_once(text in "(<|</|a|>|=|\"|'|<!--|-->|<!\\[CDATA\\[|\\]\\]>|\\PC){0,30}") {
            let once = escaped(&text).into_owned();
            prop_assert_eq!(escaped(&once), once.clone());
        }
    }
}
