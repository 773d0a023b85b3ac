//! What a page holds before it is parsed: refuses what is nested too deeply, since a parser's time grows with the square
//! of the depth, and takes out programs and styles, which are two fifths of the bytes of pages and none of their text.

use crate::formats::{ReadError, ReadErrorKind};
use std::borrow::Cow;

/// Open elements at once, at most.
const DEEPEST: usize = 600;

/// Formatting elements that the parser would open again, summed over all blocks, at most.
const MOST_REOPENED: usize = 2_000_000;

/// Elements of one page, at most: a tree of more would fill the memory.
const MOST_ELEMENTS: usize = 1_000_000;

/// Attributes of one element, at most: a parser compares each with all others.
const MOST_ATTRIBUTES: usize = 500;

/// Character references between two tags, at most: a parser copies the text for each of them.
const MOST_REFERENCES: usize = 100_000;

/// Attributes of one page, at most.
const MOST_ATTRIBUTES_IN_ALL: usize = 3_000_000;

/// Elements that have no end tag or need none.
const UNCLOSED: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody",
    "tfoot", "option", "optgroup", "colgroup", "rp", "rt", "html", "head", "body", "path", "use", "circle", "rect",
    "line", "polygon", "stop", "ellipse", "polyline",
];

/// Elements that the parser opens again in every block while their end tag is missing.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "noscript", "iframe", "xmp"];

/// The page without the content of scripts and styles; data in scripts (JSON) stays.
///
/// # Errors
/// When it is nested too deeply.
pub fn pruned(page: &str) -> Result<Cow<'_, str>, ReadError> {
    let (mut depth, mut formatting, mut reopened) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    let (mut elements, mut attributes) = (0_usize, 0_usize);
    // The output so far, and where the next piece begins.
    let (mut kept, mut from) = (String::new(), 0);
    while let Some(tag) = next_tag(page, at) {
        check_references(&page[at..tag.start], at)?;
        at = tag.end;
        let is_formatting = tag.is_one_of(FORMATTING);
        if tag.closes {
            if !tag.is_one_of(UNCLOSED) {
                depth = depth.saturating_sub(1);
                formatting = formatting.saturating_sub(usize::from(is_formatting));
            }
            continue;
        }
        reopened += formatting;
        elements += 1;
        attributes += tag.attributes;
        if elements > MOST_ELEMENTS || tag.attributes > MOST_ATTRIBUTES || attributes > MOST_ATTRIBUTES_IN_ALL {
            return Err(ReadError::new(
                ReadErrorKind::Limit,
                format!(
                    "more than {MOST_ELEMENTS} elements, or {MOST_ATTRIBUTES} attributes of one of them, at byte {}",
                    tag.start
                ),
            ));
        }
        if tag.is_one_of(RAW) {
            let content = at;
            let rest = &page.as_bytes()[at..];
            at = find_end_tag(rest, tag.name).map_or(page.len(), |found| at + found);
            depth += 1;
            if tag.is_one_of(&["script", "style"]) && !page[tag.start..tag.end].contains("json") {
                kept.push_str(&page[from..content]);
                from = at;
            }
        } else if !tag.is_one_of(UNCLOSED) && !tag.self_closing {
            depth += 1;
            formatting += usize::from(is_formatting);
        }
        if depth > DEEPEST || reopened > MOST_REOPENED {
            return Err(ReadError::new(
                ReadErrorKind::Limit,
                format!("more than {DEEPEST} elements inside one another at byte {at}"),
            ));
        }
    }
    check_references(&page[at..], at)?;
    if from == 0 {
        return Ok(Cow::Borrowed(page));
    }
    kept.push_str(&page[from..]);
    Ok(Cow::Owned(kept))
}

/// Refuses a text with very many character references.
fn check_references(text: &str, at: usize) -> Result<(), ReadError> {
    if text.len() > MOST_REFERENCES && memchr::memchr_iter(b'&', text.as_bytes()).count() > MOST_REFERENCES {
        let reason = format!("more than {MOST_REFERENCES} character references in one text at byte {at}");
        return Err(ReadError::new(ReadErrorKind::Limit, reason));
    }
    Ok(())
}

/// The text between tags, for fragments too deep to parse.
pub fn strip_tags(fragment: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(tag) = next_tag(fragment, at) {
        out.push_str(&fragment[at..tag.start]);
        out.push(if tag.is_one_of(FORMATTING) { ' ' } else { '\n' });
        at = tag.end;
    }
    out.push_str(&fragment[at..]);
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}

struct Tag<'a> {
    start: usize,
    end: usize,
    /// As written.
    name: &'a str,
    closes: bool,
    self_closing: bool,
    attributes: usize,
}

impl Tag<'_> {
    fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }
}

/// The next tag from a byte on; comments are passed over.
fn next_tag(page: &str, from: usize) -> Option<Tag<'_>> {
    let bytes = page.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        if bytes[start..].starts_with(b"<!--") {
            at = start
                + 4
                + memchr::memmem::find(&bytes[start + 4..], b"-->").map_or(bytes.len() - start - 4, |end| end + 3);
            continue;
        }
        let closes = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closes);
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            continue;
        }
        let length = bytes[name_start..].iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-:".contains(byte));
        let name_end = length.map_or(bytes.len(), |length| name_start + length);
        let name = &page[name_start..name_end];
        let (end, attributes) = end_of_tag(bytes, name_end);
        let self_closing = bytes[..end].ends_with(b"/>");
        return Some(Tag { start, end, name, closes, self_closing, attributes });
    }
}

/// Where a tag ends whose name ends at a byte, and how many attributes it has. Values in quotes may hold `>`.
fn end_of_tag(bytes: &[u8], name_end: usize) -> (usize, usize) {
    let (mut at, mut attributes, mut parted) = (name_end, 0, true);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => return (at, attributes),
            b'=' => {
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                    at = memchr::memchr(*quote, &bytes[at + 1..]).map_or(bytes.len(), |end| at + 1 + end + 1);
                    // The next attribute may follow without a space.
                    parted = true;
                } else {
                    parted = false;
                }
            }
            byte if byte.is_ascii_whitespace() || *byte == b'/' => parted = true,
            _ => {
                attributes += usize::from(parted);
                parted = false;
            }
        }
    }
    (bytes.len(), attributes)
}

/// Where the end tag of an element begins.
fn find_end_tag(bytes: &[u8], name: &str) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"</").find(|at| {
        bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_depth_counts() {
        assert!(pruned(&"<p><br><li>x".repeat(10_000)).is_ok());
        assert!(pruned(&"<div></div>".repeat(10_000)).is_ok());
        assert!(pruned(&format!("<script>{}</script>", "'<div>'".repeat(10_000))).is_ok());
        assert!(pruned(&format!("<!-- {} -->", "<div>".repeat(10_000))).is_ok());
        assert!(pruned(&"<div>".repeat(601)).is_err());
        assert!(pruned(&format!("{}{}", "<font size=1>".repeat(500), "<p>x".repeat(10_000))).is_err());
    }

    #[test]
    fn programs_and_styles_go_and_data_stays() {
        for (page, kept) in [
            ("<p>a</p><SCRIPT>if (a<b) {}</SCRIPT>b", "<p>a</p><SCRIPT></SCRIPT>b"),
            ("<style>p{}</style>b<script src=x></script>", "<style></style>b<script src=x></script>"),
            (
                "<script type='application/ld+json'>{\"a\":1}</script>",
                "<script type='application/ld+json'>{\"a\":1}</script>",
            ),
            ("a<script>b", "a<script>"),
            ("<title>a</title>", "<title>a</title>"),
        ] {
            assert_eq!(pruned(page).unwrap(), kept);
        }
    }

    #[test]
    fn very_many_attributes_are_refused() {
        let attributes = |count: usize| (0..count).map(|at| format!("a{at}=1 ")).collect::<String>();
        assert!(pruned(&format!("<p {}>", attributes(500))).is_ok());
        assert!(pruned(&format!("<p {}>", attributes(501))).is_err());
        assert!(pruned(&format!("<p title='>' {}>", attributes(501))).is_err());
        assert!(pruned(&format!("<p>{}</p>", "&amp;".repeat(100_001))).is_err());
        assert!(pruned(&"<p>".repeat(MOST_ELEMENTS + 1)).is_err());
        assert!(pruned(&format!("<img src='data:{}'>", "a b ".repeat(1000))).is_ok());
    }

    #[test]
    fn broken_tags_end() {
        for page in ["<", "</", "<a", "<!--", "<script>", "<é", "a < b"] {
            assert!(pruned(page).is_ok(), "{page}");
            strip_tags(page);
        }
        assert_eq!(strip_tags("<p>a<b>b</b></p>c &lt;"), "a b \nc <");
    }
}
