//! Raw articles as a model labels them, for training on more than the labelled corpora hold (self-training).

use super::conll::Labelled;
use crate::entities::tagger::Model;
use crate::entities::tagger::decode::Decoded;
use crate::entities::tagger::document::{Document, Seen};
use crate::entities::tagger::labels::{LABELS, may_begin, may_end, may_follow, spans};
use crate::entities::tagger::row::Row;
use crate::entities::tagger::scores::{Scorer, Scores};
use crate::entities::tagger::tokens::divide;
use crate::entities::tagger::vocabulary::Words;
use crate::text::sentences;

/// How likely the labels of a sentence must be by the model that gave them.
const LEAST: f64 = 0.7;

/// Labels the sentences of an article; those that the model doubts are left out, after they told what they know of the
/// names in the others.
#[must_use]
pub fn label(model: &Model, text: &str) -> Vec<Labelled> {
    let (mut words, mut document) = (Words::default(), Document::default());
    let mut labelled: Vec<Labelled> = Vec::new();
    for sentence in sentences(text, Some("en")).into_iter().map(|range| &text[range]) {
        let tokens: Vec<String> = divide(sentence).into_iter().map(|range| sentence[range].to_owned()).collect();
        if !tokens.is_empty() {
            for token in &tokens {
                document.push(words.intern(model.lexicon(), token));
            }
            document.end_sentence();
            labelled.push(Labelled { tokens, names: Vec::new() });
        }
    }
    document.finish(&mut words, model.lexicon(), &mut Seen::default(), 0);
    let (mut scores, mut decoded) = (Scores::default(), Decoded::default());
    decoded.decode(&mut Scorer { model, kept: &mut scores }, &words, &document, &|| false);
    let mut logarithms = vec![0.0; labelled.len()];
    for (island, rows, labels) in decoded.islands() {
        logarithms[island.sentence] += log_likelihood(model, labels, rows);
        let names =
            spans(labels).map(|(first, last, kind)| (island.tokens.start + first, island.tokens.start + last, kind));
        labelled[island.sentence].names.extend(names);
    }
    let mut logarithms = logarithms.into_iter();
    labelled.retain(|_| logarithms.next().is_some_and(|logarithm: f64| logarithm.exp() >= LEAST));
    labelled
}

/// The share of the labels of an island among all that it can have (the forward algorithm), as a logarithm.
fn log_likelihood(model: &Model, labels: &[u8], rows: &[Row]) -> f64 {
    let worth = |score: i32| f64::from(score) * f64::from(model.scale());
    let mut logarithm = 0.0;
    let mut forward = [0.0; LABELS];
    for (at, row) in rows.iter().enumerate() {
        let before = forward;
        for (label, cell) in forward.iter_mut().enumerate() {
            let ways = if at > 0 {
                let from = (0..LABELS).filter(|from| may_follow(*from as u8, label as u8));
                log_sum(from.map(|from| before[from] + worth(model.steps()[from][label])))
            } else if may_begin(label as u8) {
                0.0
            } else {
                f64::NEG_INFINITY
            };
            *cell = ways + worth(row[label].into());
        }
        let label = usize::from(labels[at]);
        logarithm += worth(row[label].into());
        if at > 0 {
            logarithm += worth(model.steps()[usize::from(labels[at - 1])][label]);
        }
    }
    logarithm - log_sum((0..LABELS).filter(|label| may_end(*label as u8)).map(|label| forward[label]))
}

fn log_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY { most } else { most + values.map(|value| (value - most).exp()).sum::<f64>().ln() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::{EntityType, embedded};

    #[test]
    fn sure_sentences_are_labelled() {
        let text = "Chancellor Angela Merkel met President Emmanuel Macron in Berlin. They talked for two hours.";
        let labelled = label(embedded(), text);
        let sentence = labelled.iter().find(|sentence| !sentence.names.is_empty()).unwrap();
        let (first, last, kind) = sentence.names[0];
        assert_eq!((sentence.tokens[first..=last].join(" ").as_str(), kind), ("Angela Merkel", EntityType::Person));
        assert!(labelled.iter().any(|sentence| sentence.names.is_empty()));
        assert!(label(embedded(), "").is_empty());
    }
}
