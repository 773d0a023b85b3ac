//! The sequence model that finds names and their kinds: a linear-chain CRF over hashed features.
//!
//! It is trained on English (by [`crate::training`]) and used on English only; for other languages it finds nothing, and the gazetteer
//! and titles are what is left. The model is opened with the first article; a query never touches it.

pub(crate) mod decode;
pub(crate) mod document;
pub(crate) mod elsewhere;
pub(crate) mod features;
pub(crate) mod groups;
pub(crate) mod labels;
pub(crate) mod lexicon;
pub(crate) mod model;
mod revise;
pub(crate) mod row;
pub(crate) mod scores;
pub(crate) mod tokens;
mod viterbi;
pub(crate) mod vocabulary;
pub(crate) mod words;

pub use model::{Model, NotAModel};

pub use super::{EntityType, NamedEntity as Name};

use super::Likelihoods;

use super::Context;
use crate::article::{Field, Span};
use crate::text::{PerWord, Token, Vocabulary, with_lower};
use decode::Decoded;
use document::{Document, Seen};
use scores::{Scorer, Scores};
use std::cell::RefCell;
use std::sync::{Arc, LazyLock};
use vocabulary::Words;

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

impl Model {
    /// True of a word that news mostly writes in lower case: "liberal", "four".
    #[must_use]
    pub fn is_usually_lower(&self, word: &str) -> bool {
        with_lower(word, |lower| self.lexicon().get(lower)).flags & lexicon::LOWER != 0
    }

    /// A name of a headline in capitals as prose writes it: "BANK OF ENGLAND" is "Bank of England", "USDA" stays.
    #[must_use]
    pub fn in_prose(&self, name: &str) -> String {
        const ACRONYM: usize = 4;
        let word_in_prose = |(at, word): (usize, &str)| {
            let lower = word.to_lowercase();
            let entry = self.lexicon().get(lower.trim_end_matches("'s"));
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
}

/// Words from which on a thread forgets what it knows of them.
const MOST_WORDS: usize = 250_000;

thread_local! {
    /// What a thread keeps from article to article.
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// The words that a thread has met and what a model says of them, and room that is used again.
#[derive(Debug, Default)]
struct Kept {
    model: Option<Arc<()>>,
    words: Words,
    /// The tagger's word for a token that is one by itself.
    of_token: PerWord<u32>,
    scores: Scores,
    document: Document,
    /// Bytes of each word of the document.
    spans: Vec<Span>,
    seen: Seen,
    decoded: Decoded,
}

impl Kept {
    /// Makes ready for an article, with what is known where the model is the same.
    fn begin(&mut self, model: &Model) {
        let is_same = self.model.as_ref().is_some_and(|identity| Arc::ptr_eq(identity, model.identity()));
        if !is_same || self.words.len() > MOST_WORDS {
            *self = Self { model: Some(Arc::clone(model.identity())), ..Self::default() };
        }
        self.document.clear();
        self.spans.clear();
    }

    /// Reads the words of a sentence.
    fn read(&mut self, model: &Model, vocabulary: &Vocabulary, text: &str, tokens: &[Token]) {
        let mut at = 0;
        while at < tokens.len() {
            let end = tokens::end_of_word(tokens, at, text);
            let span = Span { start: tokens[at].start, end: tokens[end - 1].end };
            let words = &mut self.words;
            let word = if end == at + 1 {
                *self.of_token.get(vocabulary, tokens[at].word, |form| words.intern(model.lexicon(), form))
            } else {
                words.intern(model.lexicon(), &text[span.range()])
            };
            self.document.push(word);
            self.spans.push(span);
            at = end;
        }
        self.document.end_sentence();
    }

    /// Finds the names of what was read; the first sentence is the title.
    fn names(&mut self, model: &Model, context: &Context<'_>) -> Vec<Name> {
        self.document.finish(&mut self.words, model.lexicon(), &mut self.seen, 1);
        let mut scorer = Scorer { model, kept: &mut self.scores };
        self.decoded.decode(&mut scorer, &self.words, &self.document, &|| context.is_interrupted());
        let mut names = Vec::new();
        for (island, rows, labels) in self.decoded.islands() {
            let (field, whole) =
                if island.sentence == 0 { (Field::Title, context.title) } else { (Field::Text, context.text) };
            let start = self.document.range(island.sentence).start + island.tokens.start;
            for (first, last, kind) in labels::spans(labels) {
                let span = Span { start: self.spans[start + first].start, end: self.spans[start + last].end };
                let word = self.document.words()[start + first];
                let lower = self.words.lower(word);
                let likelihoods = likelihoods(model, &rows[first..=last]);
                let name = Name { likelihoods, ..Name::tagged(field, span, kind) };
                let origin = revise::revise(self.words.get(word), lower, &whole[span.range()], first == last, kind);
                names.extend(origin.map(|(kind, origin)| Name { kind, origin: origin.unwrap_or(name.origin), ..name }));
            }
        }
        names
    }
}

/// How likely each kind of name is for a span, and none.
fn likelihoods(model: &Model, rows: &[row::Row]) -> Likelihoods {
    let worths = model.transitions().of_span(rows);
    let most = worths.iter().copied().max().unwrap_or(0);
    let odds = worths.map(|worth| ((worth - most) as f32 * model.scale()).exp());
    let sum: f32 = odds.iter().sum();
    odds.map(|odds| odds / sum)
}

/// Finds the names of an article, ordered by field and start, without overlaps.
#[must_use]
pub fn tag(context: &Context<'_>) -> Vec<Name> {
    if context.language.is_some_and(|language| language != "en") {
        return Vec::new();
    }
    let model = context.model();
    let mut own = None;
    let reading = context.reading(&mut own);
    KEPT.with_borrow_mut(|kept| {
        kept.begin(model);
        kept.read(model, reading.vocabulary(), context.title, reading.title.all());
        for sentence in 0..reading.text.sentences() {
            if context.is_interrupted() {
                return Vec::new();
            }
            kept.read(model, reading.vocabulary(), context.text, reading.text.sentence(sentence));
        }
        kept.names(model, context)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tagged(title: &str, text: &str) -> Vec<(String, EntityType)> {
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
        assert!(has("Angela Merkel", EntityType::Person), "{names:?}");
        assert!(has("Emmanuel Macron", EntityType::Person), "{names:?}");
        assert!(has("Berlin", EntityType::Location), "{names:?}");
        assert!(has("United Nations", EntityType::Organization), "{names:?}");
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
            assert_eq!(embedded().in_prose(name), expected);
        }
        assert_eq!(embedded().in_prose(""), "");
    }

    #[test]
    fn capitals_are_read_like_prose() {
        let names = tagged("", "MARIA GONZALEZ TOLD REPORTERS IN MADRID THAT THE TALKS HAD FAILED.");
        assert!(names.contains(&("MARIA GONZALEZ".to_owned(), EntityType::Person)), "{names:?}");
        assert!(names.contains(&("MADRID".to_owned(), EntityType::Location)), "{names:?}");
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
