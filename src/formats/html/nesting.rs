//! How deeply a page is nested: measured before parsing, since a parser's time grows with the square of the depth.

use super::super::{ReadError, ReadErrorKind};

/// Open elements at once, at most.
const DEEPEST: usize = 600;

/// Formatting elements that the parser would open again, summed over all blocks, at most.
const MOST_REOPENED: usize = 2_000_000;

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

/// Refuses what is nested too deeply.
pub(super) fn check(page: &str) -> Result<(), ReadError> {
    let (mut depth, mut formatting, mut reopened) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(tag) = next_tag(page, at) {
        at = tag.end;
        let is_formatting = FORMATTING.contains(&tag.name.as_str());
        if tag.closes {
            if !UNCLOSED.contains(&tag.name.as_str()) {
                depth = depth.saturating_sub(1);
                formatting = formatting.saturating_sub(usize::from(is_formatting));
            }
            continue;
        }
        reopened += formatting;
        if matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title" | "noscript" | "iframe" | "xmp") {
            // Their content is no markup.
            let end = format!("</{}", tag.name);
            let rest = &page.as_bytes()[at..];
            at = find_ignoring_case(rest, end.as_bytes()).map_or(page.len(), |found| at + found);
            depth += 1;
        } else if !UNCLOSED.contains(&tag.name.as_str()) && !tag.self_closing {
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
    Ok(())
}

/// The text between tags, for fragments too deep to parse.
pub(super) fn strip_tags(fragment: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(tag) = next_tag(fragment, at) {
        out.push_str(&fragment[at..tag.start]);
        out.push(if FORMATTING.contains(&tag.name.as_str()) { ' ' } else { '\n' });
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

struct Tag {
    start: usize,
    end: usize,
    name: String,
    closes: bool,
    self_closing: bool,
}

/// The next tag from a byte on; comments are passed over.
fn next_tag(page: &str, from: usize) -> Option<Tag> {
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
        let name = page[name_start..name_end].to_ascii_lowercase();
        let end = memchr::memchr(b'>', &bytes[name_end..]).map_or(bytes.len(), |end| name_end + end + 1);
        let self_closing = bytes[..end].ends_with(b"/>");
        return Some(Tag { start, end, name, closes, self_closing });
    }
}

fn find_ignoring_case(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"</")
        .find(|at| bytes.get(*at..at + needle.len()).is_some_and(|found| found.eq_ignore_ascii_case(needle)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_depth_counts() {
        assert!(check(&"<p><br><li>x".repeat(10_000)).is_ok());
        assert!(check(&"<div></div>".repeat(10_000)).is_ok());
        assert!(check(&format!("<script>{}</script>", "'<div>'".repeat(10_000))).is_ok());
        assert!(check(&format!("<!-- {} -->", "<div>".repeat(10_000))).is_ok());
        assert!(check(&"<div>".repeat(601)).is_err());
        assert!(check(&format!("{}{}", "<font size=1>".repeat(500), "<p>x".repeat(10_000))).is_err());
    }

    #[test]
    fn broken_tags_end() {
        for page in ["<", "</", "<a", "<!--", "<script>", "<é", "a < b"] {
            assert!(check(page).is_ok(), "{page}");
            strip_tags(page);
        }
        assert_eq!(strip_tags("<p>a<b>b</b></p>c &lt;"), "a b \nc <");
    }
}
