//! How values become terms, for writing and for asking.
//!
//! | asked | field | terms |
//! |---|---|---|
//! | a person by the whole name | `person` | [`name_term`]`("Steve Witkoff")` = `=steve witkoff` |
//! | a person by a part of the name | `person` | [`name_parts`]`("Putin")` = `putin` |
//! | several parts of one name | `person` | walk the dictionary over [`NAME_MARK`] and keep what [`name_holds`] |
//! | a place and everything inside | `place` | its GeoNames id |
//! | a date | `date` | walk the dictionary, test each with [`date_of_term`] |

pub use super::analyzer::NAME_MARK;

use super::{Fields, analyzer};
use crate::article::{Day, DayRange};
use tantivy::Term;

/// The terms of a folded word in passages or in titles: `exact` leaves function words out where they are their own stems.
pub fn form_terms(fields: &Fields, title: bool, form: &str) -> Vec<Term> {
    let (exact, stem) = if title { (fields.title_exact, fields.title_stem) } else { (fields.exact, fields.stem) };
    let as_stem = analyzer::is_function_word(form).then(|| Term::from_field_text(stem, form));
    [Term::from_field_text(exact, form)].into_iter().chain(as_stem).collect()
}

/// The term whose positions are the beginnings of sentences.
#[must_use]
pub fn sentence_term(fields: &Fields) -> Term {
    Term::from_field_text(fields.sentence, analyzer::SENTENCE)
}

/// The term of a whole name: folded words after [`NAME_MARK`], joined by spaces.
#[must_use]
pub fn name_term(name: &str) -> String {
    let mut term = String::from(NAME_MARK);
    for part in name_parts(name) {
        if term.len() > 1 {
            term.push(' ');
        }
        term.push_str(&part);
    }
    term
}

/// The terms of the parts of a name, in order.
#[must_use]
pub fn name_parts(name: &str) -> Vec<String> {
    analyzer::exact(name, None).into_iter().map(|token| token.text).collect()
}

/// True when the whole-name term holds all the parts, in this order (others may stand between them).
#[must_use]
pub fn name_holds(term: &str, parts: &[String]) -> bool {
    let mut held = term.trim_start_matches(NAME_MARK).split(' ');
    !parts.is_empty() && parts.iter().all(|part| held.any(|other| other == part))
}

/// True when the whole-name term is these parts and nothing else.
#[must_use]
pub fn is_just(term: &str, parts: &[String]) -> bool {
    term.trim_start_matches(NAME_MARK).split(' ').eq(parts.iter().map(String::as_str))
}

/// Flips the sign so that bytes order as days do.
fn ordered(day: Day) -> [u8; 4] {
    (day.0.cast_unsigned() ^ (1 << 31)).to_be_bytes()
}

/// The term of a date mention: first and last day, sign-flipped, big-endian; terms order by first day, then last.
#[must_use]
pub fn date_term(days: DayRange) -> [u8; 8] {
    let mut term = [0; 8];
    term[..4].copy_from_slice(&ordered(days.from));
    term[4..].copy_from_slice(&ordered(days.to));
    term
}

/// The days of a date term; `None` where the bytes are none.
#[must_use]
pub fn date_of_term(term: &[u8]) -> Option<DayRange> {
    let day = |bytes: &[u8]| Some(Day((u32::from_be_bytes(bytes.try_into().ok()?) ^ (1 << 31)).cast_signed()));
    if term.len() != 8 {
        return None;
    }
    Some(DayRange { from: day(&term[..4])?, to: day(&term[4..])? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        assert_eq!(name_term("Steve Witkoff"), "=steve witkoff");
        assert_eq!(name_term("Miriam O’Connor-Díaz"), "=miriam oconnor diaz");
        assert_eq!(name_parts("J.D. Vance"), ["jd", "vance"]);
        let parts = |text: &str| name_parts(text);
        assert!(name_holds("=steve charles witkoff", &parts("steve witkoff")));
        assert!(!name_holds("=steve charles witkoff", &parts("witkoff steve")));
        assert!(!name_holds("=steve charles witkoff", &[]));
    }

    proptest! {
        #[test]
        fn date_terms_order_as_days(a: (i32, i32), b: (i32, i32)) {
            let range = |(x, y)| DayRange::new(Day(x), Day(y));
            let (a, b) = (range(a), range(b));
            prop_assert_eq!(date_of_term(&date_term(a)), Some(a));
            prop_assert_eq!(date_term(a).cmp(&date_term(b)), a.cmp(&b));
        }
    }
}
