//! The sequence model that finds names and their kinds: a linear-chain CRF over hashed features.
//!
//! It is trained on English ([`train`]) and used on English only; for other languages it finds nothing, and the gazetteer
//! and titles are what is left. The model is read in place; a query never touches it.

mod clusters;
pub mod conll;
mod crf;
mod decode;
mod document;
mod elsewhere;
mod features;
mod labels;
mod lexicon;
mod lists;
mod model;
pub mod raw;
mod revise;
mod tokens;
pub mod train;
mod words;

pub use clusters::{ClusterOptions, NotVectors, WordVectors, learn as learn_clusters};
pub use model::{Model, NotAModel};

pub use super::{EntityType as NameKind, NamedEntity as Name};

use super::Context;
use crate::article::{Field, Span};
use document::{Document, Sentence};
use std::sync::LazyLock;
use tokens::{Token, tokenize};

/// The model that ships with the program.
static EMBEDDED: LazyLock<Model> = LazyLock::new(|| {
    Model::open(std::borrow::Cow::Borrowed(include_bytes!("model.bin")))
        .expect("the embedded model is whole; a test opens it")
});

/// The model that ships with the program.
#[must_use]
pub fn embedded() -> &'static Model {
    &EMBEDDED
}

/// True of a word that news mostly writes in lower case: "liberal", "four".
#[must_use]
pub fn is_usually_lower(word: &str) -> bool {
    embedded().lexicon().get(&word.to_lowercase()).flags & lexicon::LOWER != 0
}

/// A name of a headline in capitals as prose writes it: "BANK OF ENGLAND" is "Bank of England", "USDA" stays.
#[must_use]
pub fn in_prose(name: &str) -> String {
    const ACRONYM: usize = 4;
    let word_in_prose = |(at, word): (usize, &str)| {
        let lower = word.to_lowercase();
        let entry = embedded().lexicon().get(lower.trim_end_matches("'s"));
        let is_unknown = entry.flags == 0 && entry.groups == [0; lexicon::GROUPINGS];
        if at > 0 && matches!(lower.as_str(), "of" | "and" | "the" | "for" | "in" | "on") {
            return lower;
        }
        let is_acronym = entry.flags & lexicon::UPPER != 0 || is_unknown && word.len() <= ACRONYM;
        if is_acronym || word.contains(|c: char| c == '.' || c.is_ascii_digit()) {
            return word.to_owned();
        }
        let capital = |part: &str| {
            let mut letters = part.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        };
        lower.split('-').map(capital).collect::<Vec<_>>().join("-")
    };
    name.split(' ').enumerate().map(word_in_prose).collect::<Vec<_>>().join(" ")
}

/// Finds the names of an article, ordered by field and start, without overlaps.
#[must_use]
pub fn tag(context: &Context<'_>) -> Vec<Name> {
    // Another model leaves the embedded one untouched.
    let model = match context.tagger {
        Some(model) => model,
        None => embedded(),
    };
    if context.language.is_some_and(|language| language != "en") {
        return Vec::new();
    }
    let fields = std::iter::once((Field::Title, 0..context.title.len()))
        .chain(context.sentences.iter().map(|sentence| (Field::Text, sentence.clone())));
    let tokens: Vec<(Field, &str, Vec<Token>)> = fields
        .map(|(field, range)| {
            let whole = if field == Field::Title { context.title } else { context.text };
            (field, whole, tokenize(&whole[range.clone()], range.start))
        })
        .collect();
    let sentences: Vec<Sentence<'_>> = tokens
        .iter()
        .map(|(field, whole, tokens)| Sentence {
            words: tokens.iter().map(|token| token.of(whole)).collect(),
            headline: *field == Field::Title,
        })
        .collect();
    let document = Document::new(model.lexicon(), &sentences);
    let mut names = Vec::new();
    for ((field, whole, tokens), labels) in tokens.iter().zip(decode::decode(model, &document)) {
        for (first, last, kind) in labels::spans(&labels) {
            let span = Span { start: tokens[first].start, end: tokens[last].end };
            let words: Vec<&str> = tokens[first..=last].iter().map(|token| token.of(whole)).collect();
            let kind = revise::revise(model.lexicon(), &whole[span.range()], &words, kind);
            names.extend(kind.map(|kind| Name { field: *field, span, kind }));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tagged(title: &str, text: &str) -> Vec<(String, NameKind)> {
        let sentences = crate::text::sentences(text, Some("en"));
        let context = Context { title, text, sentences: &sentences, language: Some("en"), ..Context::default() };
        tag(&context)
            .into_iter()
            .map(|name| {
                let field = if name.field == Field::Title { title } else { text };
                (field[name.span.range()].to_owned(), name.kind)
            })
            .collect()
    }

    #[test]
    fn names_of_a_plain_report() {
        let names = tagged(
            "Merkel meets Macron in Berlin",
            "Chancellor Angela Merkel received President Emmanuel Macron in Berlin on Tuesday. \
             The two spoke about the United Nations, Merkel said.",
        );
        let has = |text: &str, kind| names.contains(&(text.to_owned(), kind));
        assert!(has("Angela Merkel", NameKind::Person), "{names:?}");
        assert!(has("Emmanuel Macron", NameKind::Person), "{names:?}");
        assert!(has("Berlin", NameKind::Location), "{names:?}");
        assert!(has("United Nations", NameKind::Organization), "{names:?}");
    }

    #[test]
    fn names_in_capitals_as_prose_writes_them() {
        for (name, expected) in [
            ("BANK OF ENGLAND", "Bank of England"),
            ("USDA", "USDA"),
            ("CHRYSLER", "Chrysler"),
            ("MOODY'S", "Moody's"),
            ("U.S. TREASURY", "U.S. Treasury"),
            ("EXPORT-IMPORT BANK", "Export-Import Bank"),
            ("OECD", "OECD"),
        ] {
            assert_eq!(in_prose(name), expected);
        }
        assert_eq!(in_prose(""), "");
    }

    #[test]
    fn capitals_are_read_like_prose() {
        let names = tagged("", "MARIA GONZALEZ TOLD REPORTERS IN MADRID THAT THE TALKS HAD FAILED.");
        assert!(names.contains(&("MARIA GONZALEZ".to_owned(), NameKind::Person)), "{names:?}");
        assert!(names.contains(&("MADRID".to_owned(), NameKind::Location)), "{names:?}");
    }

    #[test]
    fn other_languages_are_left_alone() {
        let sentences = [0..19];
        let context =
            Context { text: "Angela Merkel sagte", sentences: &sentences, language: Some("de"), ..Context::default() };
        assert!(tag(&context).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_gives_spans_on_character_boundaries(title in ".{0,40}", text in ".{0,300}") {
            let sentences = crate::text::sentences(&text, None);
            let names = tag(&Context { title: &title, text: &text, sentences: &sentences, ..Context::default() });
            let mut end = (Field::Title, 0);
            for name in names {
                let field = if name.field == Field::Title { &title } else { &text };
                prop_assert!(field.get(name.span.range()).is_some_and(|name| !name.is_empty()));
                prop_assert!((name.field, name.span.start) >= end);
                end = (name.field, name.span.end);
            }
        }
    }
}
