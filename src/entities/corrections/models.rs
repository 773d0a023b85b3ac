//! Products that are called like their makers: with the code of a model ("BlackBerry Key2", "Samsung Galaxy S9"), or as what somebody has one of
//! ("a Honda Accord", "her Apple Watch").

use super::rules::{Correction, words_before};
use crate::article::Span;
use crate::entities::EntityType;
use crate::entities::known::{OrganizationWords, kinds_of};
use crate::text::with_lower;
use foldhash::HashSet;
use std::sync::LazyLock;

/// Words that end the names of organizations and of parts of them, which people have one of as well.
static BODY_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    use OrganizationWords::{Company, Cue, Head, Legal, Noun, Unit};
    [Legal, Company, Head, Cue, Noun, Unit].into_iter().flat_map(OrganizationWords::iter).collect()
});
/// Words that what somebody has one of may stand before.
const LINKS: [&str; 20] = [
    "and", "as", "at", "because", "but", "for", "from", "had", "has", "in", "into", "is", "on", "or", "that", "to",
    "was", "when", "which", "with",
];
/// Words before what there are several of.
const ONE_OF: [&str; 10] = ["a", "an", "another", "her", "his", "my", "our", "their", "your", "every"];

/// Bytes of the code of a model.
const LONGEST: usize = 8;

/// What a name is by a code at its end, behind the name of a well-known company: a product, and nothing that acts.
pub(super) fn product(written: &str, kind: EntityType) -> Option<Correction> {
    let (head, code) = written.rsplit_once(' ')?;
    let has = |is: fn(&u8) -> bool| code.bytes().any(|byte| is(&byte));
    let is_code = code.len() <= LONGEST
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let maker = || head.split(' ').next().unwrap_or(head);
    let is_product = kind == EntityType::Organization && is_code && kinds_of(maker()).has('c');
    is_product.then(|| Correction::by("model", None))
}

/// What a name is that begins with that of a company and stands behind "a" or "her": one of what the company makes. "A Ford Foundation grant" is
/// none, nor is what a noun follows.
pub(super) fn one_of_many(text: &str, span: Span, kind: EntityType) -> Option<Correction> {
    let written = &text[span.range()];
    let (maker, rest) = written.split_once(' ')?;
    if kind != EntityType::Organization || !kinds_of(maker).has('c') || kinds_of(maker).has_person() {
        return None;
    }
    let before = words_before(text[..span.start as usize].strip_suffix(' ')?).next()?;
    let is_one = with_lower(before, |word| ONE_OF.contains(&word));
    let is_body = || rest.split(' ').any(|word| with_lower(word, |word| BODY_WORDS.contains(word)));
    let behind = text[span.end as usize..].strip_prefix(' ').unwrap_or_default();
    let next = &behind[..behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len())];
    // "A Honda Accord with", but a noun goes on: "a Deutsche Grammophon record".
    let is_end = next.is_empty() || with_lower(next, |word| LINKS.contains(&word));
    (is_one && !is_body() && is_end && !kinds_of(written).has_organization())
        .then(|| Correction::by("model", Some(EntityType::Miscellaneous)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_one_of_is_no_company() {
        let product = |text: &str, name: &str| {
            let start = text.find(name).unwrap();
            one_of_many(text, Span::new(start, start + name.len()), EntityType::Organization).is_some()
        };
        assert!(product("He drove a Honda Accord in the rain.", "Honda Accord"));
        assert!(product("She looked at her Samsung Galaxy and left.", "Samsung Galaxy"));
        assert!(product("They bought another Toyota Tacoma.", "Toyota Tacoma"));
        assert!(!product("He won a Ford Foundation grant.", "Ford Foundation"));
        assert!(!product("It was a Ford Grammophon record.", "Ford Grammophon"));
        assert!(!product("The Honda Accord sold well.", "Honda Accord"));
        assert!(!product("She met a Samsung Electronics engineer.", "Samsung Electronics"));
    }

    #[test]
    fn codes_of_models_make_products_of_makers() {
        for name in ["Samsung Galaxy S9", "BlackBerry Key2", "Ford F-150"] {
            assert!(product(name, EntityType::Organization).is_some(), "{name}");
        }
        for name in ["Samsung", "Studio 54", "Harbor Fund2", "Samsung Electronics", "S9"] {
            assert!(product(name, EntityType::Organization).is_none(), "{name}");
        }
        assert!(product("Samsung Galaxy S9", EntityType::Person).is_none());
    }
}
