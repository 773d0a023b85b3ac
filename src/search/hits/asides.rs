//! Passages that tell nothing of their story: furniture of the page, and what a source repeats in many stories. They match, and stand behind the
//! others.

use crate::archive::{Boilerplate, NameKind, Segment};
use crate::index::sentence_names;
use crate::text;
use tantivy::DocId;

/// True of a passage of which no line is part of a story, or of which all sentences with names are boilerplate and at least half have some.
pub(super) fn is_aside(segment: &Segment, boilerplate: &Boilerplate, doc: DocId, passage: &str) -> bool {
    is_page(passage) || is_repeated(segment, boilerplate, doc, passage)
}

/// True where all lines are furniture.
fn is_page(passage: &str) -> bool {
    let mut lines = passage.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some() && lines.all(text::is_furniture)
}

fn is_repeated(segment: &Segment, boilerplate: &Boilerplate, doc: DocId, passage: &str) -> bool {
    let kinds = [NameKind::Person, NameKind::Organization, NameKind::Place];
    let repeated: [Vec<u32>; 3] = kinds.map(|kind| boilerplate.of(kind, doc).collect());
    if repeated.iter().all(Vec::is_empty) {
        return false;
    }
    let Ok(names) = segment.reader.fast_fields().u64("sentence_names") else { return false };
    let (mut next, mut sentences) = ([0_u32; 3], 0);
    for sentence in sentence_names(&names, doc) {
        for ((next, count), repeated) in next.iter_mut().zip(sentence.mentions).zip(&repeated) {
            let count = count as u32;
            if (*next..*next + count).any(|position| repeated.binary_search(&position).is_err()) {
                return false;
            }
            *next += count;
        }
        sentences += usize::from(sentence.mentions[..3].iter().any(|count| *count > 0));
    }
    2 * sentences >= text::sentences(passage, None).len()
}
