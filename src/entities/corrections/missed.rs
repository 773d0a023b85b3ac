//! Organizations that the tagger passed over: acronyms that the word before gives away ("the intelligence service GRU"), and
//! well-known names ("the Kremlin").

use super::rules;
use crate::article::{Field, Origin, Span, Stage};
use crate::entities::{EntityType, NamedEntity, known};

/// Letters of an acronym, at least and at most.
const ACRONYM: std::ops::RangeInclusive<usize> = 3..=6;

/// Finds them in a text whose names are known.
pub(super) fn find(text: &str, names: &[NamedEntity]) -> Vec<NamedEntity> {
    let is_named = |span: Span| names.iter().any(|name| name.field == Field::Text && name.span.overlaps(span));
    let bytes = text.as_bytes();
    let mut missed = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_uppercase).map(|ahead| at + ahead) {
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).count();
        at = start + length;
        let is_acronym = ACRONYM.contains(&length) && bytes[start..at].iter().all(u8::is_ascii_uppercase);
        let follows = start >= 2 && bytes[start - 1] == b' ' && bytes[start - 2].is_ascii_lowercase();
        let found = match is_acronym {
            true if follows => {
                let found = rules::before(&text[..start], EntityType::Miscellaneous);
                found.and_then(|found| {
                    Some((found.to?, Origin { stage: Stage::Corrections, rule: found.rule, weighed: None }))
                })
            }
            false if text[..start].ends_with("the ") => {
                let found = known::entity_type(&text[start..at], EntityType::Location);
                found.map(|kind| (kind, Origin { stage: Stage::Known, rule: "well-known name", weighed: None }))
            }
            _ => None,
        };
        let span = Span::new(start, at);
        if let Some((EntityType::Organization, origin)) = found
            && !is_named(span)
        {
            missed.push(NamedEntity::new(Field::Text, span, EntityType::Organization, origin));
        }
    }
    missed
}
