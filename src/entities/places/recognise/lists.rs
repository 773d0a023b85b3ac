//! How a text lists places: "Syria, Lebanon and Israel", and lines that begin with one each.

use super::site::Site;
use crate::entities::places::tokens::{Gap, Token};

/// True when a name goes on with a list that the word `last` is in: "Syria, Lebanon", "Syria and Lebanon", "and" after a comma.
pub(super) fn is_listed(site: &Site<'_>, last: usize) -> bool {
    let is_and =
        |word: &Token| matches!(word.text(site.text), "and" | "or") && matches!(word.gap, Gap::Space | Gap::Comma);
    match site.at.checked_sub(last) {
        Some(1) => site.first().gap == Gap::Comma,
        Some(2) => is_and(&site.words[site.at - 1]) && site.first().gap == Gap::Space,
        _ => false,
    }
}

/// Of a name that opens a line and has nothing or a colon behind it there, whether it is a colon: lists and headings are written so.
pub(super) fn opens_line(site: &Site<'_>, end: usize) -> Option<bool> {
    let (head, rest) = (&site.text[..site.first().start as usize], &site.text[end..]);
    let opens = head.is_empty() || head.ends_with('\n');
    let is_alone = rest.is_empty() || rest.starts_with('\n');
    (opens && (is_alone || rest.starts_with(':'))).then_some(!is_alone)
}
