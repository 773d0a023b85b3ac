//! What the words of an organization's name show: its letters, its country, what kind of body it is.

use super::list::LIST;
use crate::entities::people::is_too_common;
use crate::text::fold;

/// Letters of a name, without spaces and signs, from which on equal letters are one name: "USA TODAY", "USATODAY".
const FEWEST_LETTERS: usize = 5;
/// What stands before a body's name in the United States.
const OURS: [&str; 3] = ["U.S. ", "US ", "United States "];

/// The letters of a name, folded, without an article.
pub(super) fn letters(name: &str) -> Option<String> {
    let folded = fold(name);
    let bare = folded.strip_prefix("the ").unwrap_or(&folded);
    let letters: String = bare.chars().filter(|c| c.is_alphanumeric()).collect();
    (letters.chars().count() >= FEWEST_LETTERS).then_some(letters)
}

/// The call letters of a station in America, with what kind of station it is or without: "WXYZ", "WXYZ-TV".
pub(super) fn call_letters(name: &str) -> Option<String> {
    let letters = ["-TV", " TV", "-FM", "-AM", "-DT"].iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
    let is_call = letters.len() == 4 && letters.starts_with(['K', 'W']);
    (is_call && letters.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| letters.to_owned())
}

/// One form for the forms of a department's name.
pub(super) fn department(name: &str) -> Option<String> {
    let name = fold(without_ours(name)).into_owned();
    // "Homeland Security" is nothing else.
    let alone = || name.contains(' ').then_some(name.as_str());
    let of = name.strip_suffix(" department").or_else(|| name.strip_prefix("department of ")).or_else(alone)?;
    let is_one = LIST.departments.iter().any(|department| department == of);
    is_one.then(|| of.trim_start_matches("the ").to_owned())
}

/// A name without the country before it.
pub(super) fn without_ours(name: &str) -> &str {
    OURS.iter().find_map(|ours| name.strip_prefix(ours)).unwrap_or(name)
}

/// True of a name that only says of what kind a body is: "City Council", "Department of Health", "University".
pub(super) fn says_kind(body: &str) -> bool {
    LIST.is_local(body) || body.split(' ').all(|word| is_too_common(&fold(word)))
}
