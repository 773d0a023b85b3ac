//! Raw articles as a model labels them, for training on more than the labelled corpora hold (self-training).

use super::conll::Labelled;
use super::document::{Document, Sentence};
use super::model::Model;
use super::tokens::tokenize;
use super::{decode, labels};

/// How likely the labels of a sentence must be by the model that gave them.
const LEAST: f64 = 0.7;

/// Labels the sentences of an article; those that the model doubts are left out, after they told what they know of the
/// names in the others.
#[must_use]
pub fn label(model: &Model, text: &str) -> Vec<Labelled> {
    let tokens: Vec<_> = crate::text::sentences(text, Some("en"))
        .into_iter()
        .map(|range| tokenize(&text[range.clone()], range.start))
        .filter(|tokens| !tokens.is_empty())
        .collect();
    let sentences: Vec<Sentence<'_>> = tokens
        .iter()
        .map(|tokens| Sentence { words: tokens.iter().map(|token| token.of(text)).collect(), headline: false })
        .collect();
    let document = Document::new(model.lexicon(), &sentences);
    let labelled = sentences.iter().zip(decode::decode_with_likelihoods(model, &document));
    labelled
        .filter(|(_, (_, likelihood))| *likelihood >= LEAST)
        .map(|(sentence, (labels, _))| Labelled {
            tokens: sentence.words.iter().map(|word| (*word).to_owned()).collect(),
            names: labels::spans(&labels),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::NameKind;
    use super::*;

    #[test]
    fn sure_sentences_are_labelled() {
        let text = "Chancellor Angela Merkel met President Emmanuel Macron in Berlin. They talked for two hours.";
        let labelled = label(super::super::embedded(), text);
        let sentence = labelled.iter().find(|sentence| !sentence.names.is_empty()).unwrap();
        let (first, last, kind) = sentence.names[0];
        assert_eq!((sentence.tokens[first..=last].join(" ").as_str(), kind), ("Angela Merkel", NameKind::Person));
        assert!(labelled.iter().any(|sentence| sentence.names.is_empty()));
        assert!(label(super::super::embedded(), "").is_empty());
    }
}
