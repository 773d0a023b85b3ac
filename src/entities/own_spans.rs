//! The user's own names in an article: spans that the tagger cut otherwise or passed over.

use super::known::OwnName;
use super::{Context, NamedEntity, OwnNames, is_in_address};
use crate::article::{Field, Origin, Span, Stage};
use crate::entities::places::is_common_word;

/// What the tagger is taken to say of a name that it did not find: the kind of the row, or nothing else.
const LIKELY: f32 = 0.6;
const ELSE: f32 = 0.1;

/// Puts the user's own names in place of what the tagger has of them, and adds those that it passed over; a longer name that holds one
/// stays. Where the kind of a name is not weighed it is that of its row.
pub(super) fn find(context: &Context<'_>, names: &mut Vec<NamedEntity>) {
    let Some(own) = context.own.filter(|own| !own.is_empty()) else { return };
    for field in [Field::Title, Field::Text] {
        let text = context.field(field);
        for (range, row) in own.spans(text) {
            let span = Span::new(range.start, range.end);
            let first = names.partition_point(|name| (name.field, name.span.end) <= (field, span.start));
            let behind = names.partition_point(|name| (name.field, name.span.start) < (field, span.end));
            let touched = first..behind.max(first);
            let is_kept = |name: &NamedEntity| is_longer(text, name.span, span) || name.span == span;
            let is_wanted = match names.get(touched.clone()).unwrap_or_default() {
                [] => !is_doubtful(context, text, span),
                [name] if is_kept(name) => false,
                _ => true,
            };
            if is_wanted && !is_in_address(text, span) {
                names.splice(touched, [found(field, span, row)]);
            }
        }
    }
    if context.language.is_some_and(|language| language != "en") {
        for name in names.iter_mut() {
            if let Some(row) = own.of(&context.field(name.field)[name.span.range()]) {
                name.set(row.kind, Stage::Known, OwnNames::FILE);
            }
        }
    }
}

fn found(field: Field, span: Span, row: &OwnName) -> NamedEntity {
    let origin = Origin { stage: Stage::Known, rule: OwnNames::FILE, weighed: None };
    let mut likelihoods = [ELSE; 5];
    likelihoods[row.kind as usize] = LIKELY;
    NamedEntity { likelihoods, ..NamedEntity::new(field, span, row.kind, origin) }
}

/// True of a name that holds another and more than an article before it.
fn is_longer(text: &str, name: Span, own: Span) -> bool {
    let before = || text[name.start as usize..own.start as usize].trim();
    let is_article = || name.end == own.end && matches!(before(), "the" | "The" | "THE");
    name.contains(own) && name != own && !is_article()
}

/// True of a word that begins a sentence and may be no name there: "Nature is ..."
fn is_doubtful(context: &Context<'_>, text: &str, span: Span) -> bool {
    let written = &text[span.range()];
    let head = text[..span.start as usize].trim_end_matches([' ', '"', '“', '‘']);
    let opens = head.is_empty() || head.ends_with(['\n', '.', '!', '?', ':']);
    let is_word = || is_common_word(written) || context.model().is_usually_lower(written);
    opens && !written.contains(' ') && is_word()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Mention, MentionKind};
    use crate::entities::{extract, gazetteer::Gazetteer};

    /// What is found of a text with some own names: the words, the kind and the name of each mention.
    fn found(rows: &str, text: &str, language: &str) -> Vec<(String, &'static str, String)> {
        let own = OwnNames::parse(&format!("name\tkind\tmeans\n{rows}"), Gazetteer::embedded()).unwrap();
        let context = Context { text, language: Some(language), own: Some(&own), ..Context::default() };
        let name = |mention: &Mention| match &mention.kind {
            MentionKind::Person { name, .. } | MentionKind::Organization { name } => name.to_string(),
            MentionKind::Place { place, .. } => place.name.clone(),
            MentionKind::Date(timex) => timex.value.clone(),
        };
        let mentions = extract(&context);
        mentions.iter().map(|one| (text[one.span.range()].to_owned(), one.kind.as_str(), name(one))).collect()
    }

    fn of<'f>(found: &'f [(String, &'static str, String)], words: &str) -> Option<(&'static str, &'f str)> {
        found.iter().find(|(found, ..)| found == words).map(|(_, kind, name)| (*kind, name.as_str()))
    }

    #[test]
    fn own_names_are_found_with_their_kind_and_what_they_mean() {
        let text =
            "Quill said on Monday that it would leave the Gulch. Bim Tadd of AVT met Rowan Dell in the Old Foundry.";
        let rows = "Quill\torganization\nAVT\torganization\tAcme Valley Trust\nBim Tadd\tperson\tBenjamin Tadd\n\
                    Gulch\tplace\tNashville, Tennessee\nOld Foundry\tplace\nRowan Dell\torganization\n";
        let found = found(rows, text, "en");
        assert_eq!(of(&found, "Quill"), Some(("organization", "Quill")));
        assert_eq!(of(&found, "AVT"), Some(("organization", "Acme Valley Trust")));
        assert_eq!(of(&found, "Bim Tadd"), Some(("person", "Benjamin Tadd")));
        assert_eq!(of(&found, "Gulch"), Some(("place", "Nashville")));
        assert_eq!(of(&found, "Old Foundry"), Some(("place", "Old Foundry")));
        assert_eq!(of(&found, "Rowan Dell"), Some(("organization", "Rowan Dell")));
    }

    #[test]
    fn a_row_is_evidence_and_no_verdict() {
        let text =
            "Mr. Jordan Baker, 42, a teacher, said he was glad. “I am glad,” Baker said. President Baker agreed.";
        let baker = found("Baker\torganization\n", text, "en");
        assert_eq!(of(&baker, "Jordan Baker").map(|(kind, _)| kind), Some("person"), "a longer name stays");
        let nature = found("Nature\torganization\n", "Nature is kind. The journal Nature wrote so.", "en");
        assert_eq!(nature.iter().filter(|(words, ..)| words == "Nature").count(), 1, "{nature:?}");
    }

    #[test]
    fn own_names_hold_in_every_language() {
        let found = found("Quillwerk\torganization\nOtto Tadd\tperson\n", "Das Quillwerk gehört Otto Tadd.", "de");
        assert_eq!(of(&found, "Quillwerk"), Some(("organization", "Quillwerk")));
        assert_eq!(of(&found, "Otto Tadd"), Some(("person", "Otto Tadd")));
    }
}
