//! From text to index terms: one way for what is indexed and for what is asked.
//!
//! Words are runs of letters and digits. Case, diacritics and width are folded, possessives dropped; "O'Connor" is
//! `oconnor`, "U.S." is `us`, "COVID-19" is `covid`, `19`; "C++", "C#" and ".NET" keep their signs. Scripts without spaces between words give one term a character,
//! so a word of theirs is a phrase. There are no stop words here.

mod division;
mod fold;
mod function_words;
mod language;
mod name;
mod stem;
mod words;

pub use fold::fold;
pub(crate) use function_words::{FUNCTION_WORDS, is_function_word};
pub use language::Language;
pub use name::NAME_MARK;

use std::cell::RefCell;
use std::fmt::Write as _;
use stem::Stemmers;
use tantivy::tokenizer::{Token, TokenStream, TokenizerManager};
use words::Words;

/// Raised by hand when code changes the terms of a text; the test `digests` guards it. Changes of data need no hand.
pub const ANALYZER_VERSION: u32 = 7;

/// Version of the way from text to terms: of its code and of its data.
pub(super) fn version() -> String {
    format!("{ANALYZER_VERSION}-{}", env!("DATELINE_ANALYZER_DATA"))
}

/// Name of the analyzer of `stem` fields.
pub const STEM: &str = "dateline_stem";
/// Name of the analyzer of `exact` fields: the folded words of the `stem` value before, each at least once, without function words
/// that are their own stems.
pub const EXACT: &str = "dateline_exact";
/// Name of the analyzer of positions of sentences: a fixed term where those of the `stem` value before begin.
pub const SENTENCES: &str = "dateline_sentences";
/// What `exact` and `sentence` fields are given: their analyzers take everything from the `stem` value before.
pub const SAME_TEXT: &str = "=";
/// The term whose positions are the beginnings of sentences.
pub(super) const SENTENCE: &str = "s";
/// Name of the analyzer of names.
pub const NAME: &str = "dateline_name";
/// Name of the analyzer of paths and addresses.
pub const COMPONENTS: &str = "dateline_components";
/// Name of the analyzer that keeps the value as one term.
pub const RAW: &str = "raw";

/// A term and the bytes of the text that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it stands in the dictionary.
    pub text: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Number of the word in the text, from 0.
    pub position: u32,
}

fn collect(mut stream: impl TokenStream) -> Vec<Term> {
    let mut terms = Vec::new();
    stream.process(&mut |token: &Token| {
        terms.push(Term {
            text: token.text.clone(),
            start: token.offset_from,
            end: token.offset_to,
            position: token.position as u32,
        });
    });
    terms
}

/// The terms of a text in `stem` fields, in order. A single word may give several (phrase them).
#[must_use]
pub fn stem(text: &str, language: Option<&str>) -> Vec<Term> {
    with_stemmers(|stemmers| collect(Words::new(text, Language::of(language), Some(stemmers))))
}

/// Lends out the stemmers of this thread, which remember words.
fn with_stemmers<T>(work: impl FnOnce(&mut Stemmers) -> T) -> T {
    thread_local! {
        static STEMMERS: RefCell<Stemmers> = RefCell::default();
    }
    STEMMERS.with_borrow_mut(work)
}

/// Shows the terms of a text in `stem` fields, in order, each with the word as the text has it.
pub fn each_stem<'t>(text: &'t str, language: Option<&str>, see: &mut dyn FnMut(&str, &'t str)) {
    with_stemmers(|stemmers| {
        let mut words = Words::new(text, Language::of(language), Some(stemmers));
        words.process(&mut |token| see(&token.text, &text[token.offset_from..token.offset_to]));
    });
}

/// The terms of a text in `exact` fields, in order.
#[must_use]
pub fn exact(text: &str, language: Option<&str>) -> Vec<Term> {
    collect(Words::new(text, Language::of(language), None))
}

/// The terms of a path or an address in `url` and `path` fields, in order; ask for them as a phrase.
#[must_use]
pub fn components(text: &str) -> Vec<Term> {
    collect(name::Components::new(text))
}

/// The value that a `stem` field is given: a header with the text's language and the first bytes of its sentences but the
/// first, in ascending order, then the text. The engine stores texts apart from what it indexes.
#[must_use]
pub fn value(text: &str, language: Option<&str>, sentences: impl IntoIterator<Item = usize>) -> String {
    let mut value = String::with_capacity(text.len() + 32);
    value.push(char::from(Language::of(language).mark()));
    for (at, begin) in sentences.into_iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(value, "{comma}{begin}");
    }
    value.push(words::HEADER_END);
    value.push_str(text);
    value
}

/// The analyzers by name, for tantivy.
#[must_use]
pub fn tokenizers() -> TokenizerManager {
    // The engine asks for its own "default" and "raw" besides.
    let manager = TokenizerManager::default();
    manager.register(STEM, words::ValueTokenizer::default());
    manager.register(EXACT, division::FromDivision::forms());
    manager.register(SENTENCES, division::FromDivision::sentences(SENTENCE));
    manager.register(NAME, name::NameTokenizer);
    manager.register(COMPONENTS, name::ComponentsTokenizer);
    manager
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn words(terms: &[Term]) -> Vec<&str> {
        terms.iter().map(|term| term.text.as_str()).collect()
    }

    #[test]
    fn folding_as_documented() {
        for (text, expected) in [
            ("O'Connor", "oconnor"),
            ("O’Connor’s", "oconnor"),
            ("the U.S. Army", "the us army"),
            ("U.S.", "us"),
            ("J.K. Rowling", "jk rowling"),
            ("COVID-19", "covid 19"),
            ("Zürich Łódź Şırnak", "zurich lodz sirnak"),
            ("don't", "dont"),
            ("Reuters' own", "reuters own"),
            ("'quoted'", "quoted"),
            ("plan B. Then", "plan b then"),
            ("1.5 3,000", "1 5 3 000"),
            ("2½ years, ½ a mile", "2 years a mile"),
            ("C++, C#. F# c++", "c++ c# f# c++"),
            ("a+b C#m x+++ B+", "a b c m x b"),
            ("ported to .NET, (.net) foo.net .Network", "ported to .net .net foo net network"),
            ("الدورى المستشفي", "الدوري المستشفي"),
            ("Ｔｏｋｙｏ ﬁre", "tokyo fire"),
            ("x\u{0301}y", "xy"),
            ("Straße", "strasse"),
            ("naïve\u{00ad}ly", "naively"),
            ("", ""),
        ] {
            assert_eq!(words(&exact(text, Some("en"))).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_give_characters() {
        assert_eq!(words(&exact("東京都で", Some("ja"))), ["東", "京", "都", "で"]);
        assert_eq!(words(&exact("iPhone発売", Some("ja"))), ["iphone", "発", "売"]);
        assert_eq!(words(&exact("서울 시장", Some("ko"))).len(), 4);
        assert!(words(&stem("กรุงเทพ", Some("th"))).len() > 3);
    }

    #[test]
    fn words_are_stemmed_by_their_language() {
        assert_eq!(words(&stem("ceasefires negotiated", Some("en"))), ["ceasefir", "negoti"]);
        assert_eq!(words(&stem("Verhandlungen", Some("de"))), ["verhandl"]);
        assert_eq!(words(&stem("l'accord d'Anchorage", Some("fr"))), ["l", "accord", "d", "anchorag"]);
        assert_eq!(words(&exact("l'Ajuntament d'Alacant", Some("ca"))), ["l", "ajuntament", "d", "alacant"]);
        assert_eq!(words(&stem("переговоры", Some("ru"))), words(&stem("переговоров", Some("ru"))));
        assert_eq!(words(&stem("running", None)), ["running"]);
        assert_eq!(words(&stem("running", Some("xx"))), ["running"]);
    }

    #[test]
    fn function_words_are_terms_of_stems_alone() {
        let value = value("The mayor of Oslo and his AIDES", Some("en"), []);
        assert_eq!(indexed(STEM, &value).len(), 7);
        let forms: Vec<String> = indexed(EXACT, SAME_TEXT).into_iter().map(|term| term.text).collect();
        assert_eq!(forms, ["mayor", "oslo", "aides"]);
    }

    #[test]
    fn the_indexed_terms_are_the_asked_ones() {
        let text = "Kyiv’s U.S.-brokered ceasefires: l'été à Łódź, 東京 talks.";
        for language in [None, Some("en"), Some("fr"), Some("ja")] {
            let value = value(text, language, []);
            assert_eq!(indexed(STEM, &value), stem(text, language));
            let mut seen = Vec::new();
            each_stem(text, language, &mut |stem, word| seen.push((stem.to_owned(), word)));
            let terms = stem(text, language).into_iter();
            assert_eq!(seen, terms.map(|term| (term.text, &text[term.start..term.end])).collect::<Vec<_>>());
            let forms: Vec<String> = indexed(EXACT, SAME_TEXT).into_iter().map(|term| term.text).collect();
            let asked = exact(text, language).into_iter().map(|term| term.text);
            // "à" is written otherwise than the function word that it is folded to.
            assert_eq!(forms, asked.collect::<Vec<_>>());
        }
    }

    /// The terms that the engine makes of a value.
    fn indexed(analyzer: &str, value: &str) -> Vec<Term> {
        let mut analyzer = tokenizers().get(analyzer).unwrap();
        collect(analyzer.token_stream(value))
    }

    #[test]
    fn components_of_paths_and_addresses() {
        assert_eq!(words(&components("Clippings/2026/a.txt")), ["clippings", "2026", "a", "txt"]);
        assert_eq!(words(&components("https://www.Nola.com/news?id=3")), ["www", "nola", "com", "news", "id", "3"]);
        assert_eq!(words(&components("C:\\Née\\b")), ["c", "nee", "b"]);
    }

    proptest! {
        #[test]
        fn fields_of_one_text_are_divided_once(text in "[a-zA-Z.,' 日本é\u{301}’]{0,60}", at in 0..60_usize) {
            let begins: Vec<usize> = text.char_indices().map(|(byte, _)| byte).skip(at).collect();
            let terms = exact(&text, Some("en"));
            prop_assert!((0..).zip(&terms).all(|(position, term)| term.position == position));
            prop_assert_eq!(indexed(STEM, &value(&text, Some("en"), begins.iter().copied())), stem(&text, Some("en")));

            let forms: BTreeSet<String> = indexed(EXACT, SAME_TEXT).into_iter().map(|term| term.text).collect();
            let asked: BTreeSet<String> = terms.iter().map(|term| term.text.clone()).collect();
            prop_assert!(forms.is_subset(&asked));
            let stems: BTreeSet<String> = stem(&text, Some("en")).into_iter().map(|term| term.text).collect();
            let are_stems = asked.difference(&forms).all(|form| is_function_word(form) && stems.contains(form));
            prop_assert!(are_stems);

            // A sentence begins with the first word that ends after its first byte.
            let expected: Vec<usize> = begins.iter().map(|byte| terms.partition_point(|term| term.end <= *byte)).collect();
            let sentences: Vec<usize> = indexed(SENTENCES, SAME_TEXT).iter().map(|term| term.position as usize).collect();
            prop_assert_eq!(sentences, expected);
        }
    }

    proptest! {
        #[test]
        fn offsets_lie_on_character_boundaries(text in "\\PC{0,60}", language in proptest::option::of("en|fr|tr|th|ja")) {
            for terms in [stem(&text, language.as_deref()), exact(&text, language.as_deref())] {
                let mut last = 0;
                for (at, term) in terms.iter().enumerate() {
                    prop_assert!(text.get(term.start..term.end).is_some_and(|slice| !slice.is_empty()));
                    prop_assert!(term.start >= last && !term.text.is_empty());
                    prop_assert_eq!(term.position as usize, at);
                    last = term.end;
                }
            }
        }

        #[test]
        fn folding_does_not_depend_on_case(text in "[a-zA-Z' .éÉ]{0,40}") {
            let all = |text: &str| exact(text, None).into_iter().map(|term| term.text).collect::<Vec<_>>();
            prop_assert_eq!(all(&text), all(&text.to_lowercase()));
        }
    }
}
