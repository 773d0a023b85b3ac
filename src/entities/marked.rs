//! Texts of tests whose names are marked with brackets: "He met [Vladimir Putin] in {Moscow}."

use super::{EntityType, NamedEntity};
use crate::article::{Field, Span};

/// The text without its brackets and braces, and the span of each name with what closes it.
pub fn spans(marked: &str) -> (String, Vec<(Span, char)>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for piece in marked.split_inclusive(['[', ']', '{', '}']) {
        let start = text.len();
        text.push_str(piece.trim_end_matches(['[', ']', '{', '}']));
        spans.extend(
            piece.chars().last().filter(|last| "]}".contains(*last)).map(|last| (Span::new(start, text.len()), last)),
        );
    }
    (text, spans)
}

/// The text, and its names as the tagger would give them, all of one kind.
pub fn names(marked: &str, kind: EntityType) -> (String, Vec<NamedEntity>) {
    let (text, spans) = spans(marked);
    let names = spans.iter().map(|(span, _)| NamedEntity::tagged(Field::Text, *span, kind)).collect();
    (text, names)
}
