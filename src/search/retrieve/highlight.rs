//! Locates matches in a text: stems, phrases, prefixes, fuzzy words, and mentions that satisfied a filter.

use super::postings::places_of_phrase;
use crate::article::{Mention, MentionKind, Span};
use crate::index::{analyzer, terms};
use crate::search::plan::{Locator, Plan, Step};
use std::cell::OnceCell;

/// A text in which matches are located; it is analyzed on demand.
pub(crate) struct AnalyzedText<'t> {
    text: &'t str,
    language: Option<&'t str>,
    mentions: &'t [Mention],
    /// Needed where there are words.
    stems: OnceCell<Vec<analyzer::Term>>,
    /// Needed for prefixes and fuzzy words only.
    forms: OnceCell<Vec<analyzer::Term>>,
}

impl<'t> AnalyzedText<'t> {
    pub fn new(text: &'t str, language: Option<&'t str>, mentions: &'t [Mention]) -> Self {
        Self { text, language, mentions, stems: OnceCell::new(), forms: OnceCell::new() }
    }

    fn stems(&self) -> &[analyzer::Term] {
        self.stems.get_or_init(|| analyzer::stem(self.text, self.language))
    }

    fn forms(&self) -> &[analyzer::Term] {
        self.forms.get_or_init(|| analyzer::exact(self.text, self.language))
    }

    /// Number of the word at a byte.
    pub fn word_at(&self, byte: u32) -> u32 {
        self.stems().partition_point(|term| term.end as u32 <= byte) as u32
    }

    /// Spans of the matches of a clause, in order.
    pub fn spans(&self, locator: &Locator) -> Vec<Span> {
        let of = |term: &analyzer::Term| Span::new(term.start, term.end);
        match locator {
            Locator::Stems(stems) => self.stems().iter().filter(|term| stems.contains(&term.text)).map(of).collect(),
            Locator::Forms(forms) => self.forms().iter().filter(|term| forms.contains(&term.text)).map(of).collect(),
            Locator::Phrase { tokens, slop } => self.phrases(tokens, *slop),
            Locator::Person { parts, names } => self.mentions_that(|kind| match kind {
                MentionKind::Person { name, .. } => {
                    let term = terms::name_term(name);
                    terms::name_holds(&term, parts) || names.contains(&term)
                }
                _ => false,
            }),
            Locator::Organization { parts, names } => self.mentions_that(|kind| match kind {
                MentionKind::Organization { name } => {
                    let term = terms::name_term(name);
                    terms::name_holds(&term, parts) || names.contains(&term)
                }
                _ => false,
            }),
            Locator::Inside { ids, name } => self.mentions_that(|kind| match kind {
                MentionKind::Place { place, .. } if !place.is_resolved() => terms::name_term(&place.name) == *name,
                MentionKind::Place { place, .. } => {
                    ids.contains(&place.geonames) || place.ancestors.iter().any(|id| ids.contains(id))
                }
                _ => false,
            }),
            Locator::Places(ids) => self.mentions_that(|kind| match kind {
                MentionKind::Place { place, .. } => ids.contains(&place.geonames),
                _ => false,
            }),
            Locator::Days(ranges) => self.mentions_that(|kind| match kind {
                MentionKind::Date(timex) => timex.days.is_some_and(|days| ranges.contains(&days)),
                _ => false,
            }),
            Locator::Nothing => Vec::new(),
        }
    }

    fn mentions_that(&self, test: impl Fn(&MentionKind) -> bool) -> Vec<Span> {
        self.mentions.iter().filter(|mention| test(&mention.kind)).map(|mention| mention.span).collect()
    }

    fn phrases(&self, tokens: &[Vec<String>], slop: u32) -> Vec<Span> {
        let mut places: Vec<(u32, u32)> = Vec::new();
        for (position, term) in (0..).zip(self.stems()) {
            let of_term = (0..).zip(tokens).filter(|(_, forms)| forms.contains(&term.text));
            places.extend(of_term.map(|(token, _)| (position, token)));
        }
        places_of_phrase(&places, tokens.len(), slop)
            .into_iter()
            .map(|(first, last)| Span::new(self.stems()[first as usize].start, self.stems()[last as usize].end))
            .collect()
    }
}

/// Spans of the matches of a step in a text.
pub(crate) fn spans(plan: &Plan, step: &Step, text: &AnalyzedText<'_>) -> Vec<Span> {
    match step {
        Step::Clause(at) => text.spans(&plan.clauses[*at].locator),
        Step::All(steps) | Step::Any(steps) | Step::Proximity { parts: steps, .. } => {
            steps.iter().flat_map(|step| spans(plan, step, text)).collect()
        }
        Step::Not(_) => Vec::new(),
    }
}

/// Puts spans in order and merges those that share a byte.
pub(crate) fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, locator: &Locator) -> Vec<&'t str> {
        AnalyzedText::new(text, Some("en"), &[]).spans(locator).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn words_and_phrases() {
        let text = "The ceasefire lines; Ceasefires held. Lines of the ceasefire.";
        let stems =
            |word: &str| analyzer::stem(word, Some("en")).into_iter().map(|term| vec![term.text]).collect::<Vec<_>>();
        assert_eq!(
            found(text, &Locator::Stems(stems("ceasefire")[0].iter().cloned().collect())),
            ["ceasefire", "Ceasefires", "ceasefire"]
        );
        assert_eq!(found(text, &Locator::Phrase { tokens: stems("ceasefire lines"), slop: 0 }), ["ceasefire lines"]);
        assert_eq!(found(text, &Locator::Phrase { tokens: stems("ceasefire lines"), slop: 2 }).len(), 4);
    }

    #[test]
    fn spans_merge() {
        let spans = vec![Span::new(5, 9), Span::new(0, 3), Span::new(8, 12), Span::new(2, 2)];
        assert_eq!(merge(spans), [Span::new(0, 3), Span::new(5, 12)]);
    }
}
