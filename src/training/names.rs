//! Learns the weights by which the kinds of names are decided: multinomial logistic regression with AdaGrad.
//!
//! An example is a name that the tagger finds in an article of a labelled corpus, with the kind that the corpus gives the same span;
//! what overlaps a name of another span teaches only where the tagger's kind is that of the corpus. Corpora differ in what they call a name at all, so each has a bias of its own
//! while training; the mean of these is the bias of the model. The tagger must not have been trained on the same articles: it is
//! surer of those than of others.

use super::conll::{self, Labelled};
use crate::entities::decision::{Feature, Features, Model, features};
use crate::entities::{Context, EntityType, tagged, tagger};
use rayon::prelude::*;

/// Number of kinds.
const KINDS: usize = EntityType::ALL.len();
/// Times that each example is looked at.
const EPOCHS: usize = 40;
/// Length of the first steps.
const STEP: f32 = 0.15;

/// A name with its kind.
#[derive(Debug, Clone)]
pub struct Example {
    /// What is known of it.
    pub features: Features,
    /// What it is.
    pub kind: EntityType,
    /// Number of its corpus.
    pub corpus: usize,
    /// How much it counts.
    pub weight: f32,
}

/// The examples of the articles of a corpus, as a tagger finds them; the one that ships where none is given.
#[must_use]
pub fn examples(articles: &[Vec<Labelled>], model: Option<&tagger::Model>, corpus: usize, weight: f32) -> Vec<Example> {
    let of_article = |article: &Vec<Labelled>| {
        let prose = conll::prose(article);
        let context = Context {
            text: &prose.text,
            sentences: &prose.sentences,
            language: Some("en"),
            tagger: model,
            ..Context::default()
        };
        let names = tagged(&context);
        let features = features(&context, &names);
        let with_kind = names.iter().zip(features).filter_map(|(name, features)| {
            let span = conll::whole_tokens(&prose.tokens, &name.span.range())?;
            let mut kind = Some(EntityType::Miscellaneous);
            for (range, of_corpus) in &prose.names {
                if *range == span {
                    kind = Some(*of_corpus);
                    break;
                }
                if range.start < span.end && span.start < range.end {
                    // A part of a name, or more than it, is of its kind where the tagger says so.
                    kind = (*of_corpus == name.kind).then_some(*of_corpus);
                }
            }
            Some(Example { features, kind: kind?, corpus, weight })
        });
        with_kind.collect::<Vec<_>>()
    };
    articles.par_iter().map(of_article).flatten_iter().collect()
}

/// Learns from examples; `decay` draws weights towards 0.
#[must_use]
pub fn train(examples: &[Example], decay: f32) -> Model {
    let corpora = examples.iter().map(|example| example.corpus + 1).max().unwrap_or(1);
    let of_features = Feature::ALL.len();
    let mut weights = vec![[0.0_f32; KINDS]; of_features + corpora];
    let mut squares = vec![[1e-6_f32; KINDS]; of_features + corpora];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..EPOCHS {
        // Fisher and Yates, with numbers that are the same each time.
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (state >> 33) as usize % (at + 1));
        }
        for example in order.iter().map(|at| &examples[*at]) {
            let active = || {
                let own = (of_features + example.corpus, 1.0);
                example.features.iter().map(|(feature, value)| (feature as usize, value)).chain([own])
            };
            let mut scores = [0.0; KINDS];
            for (at, value) in active() {
                scores.iter_mut().zip(&weights[at]).for_each(|(score, weight)| *score += weight * value);
            }
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let odds = scores.map(|score| (score - most).exp());
            let sum: f32 = odds.iter().sum();
            for (at, value) in active() {
                for kind in 0..KINDS {
                    let is = f32::from(u8::from(kind == example.kind as usize));
                    let slope = example.weight * (odds[kind] / sum - is) * value + decay * weights[at][kind];
                    squares[at][kind] += slope * slope;
                    weights[at][kind] -= STEP * slope / squares[at][kind].sqrt();
                }
            }
        }
    }
    let own: Vec<[f32; KINDS]> = weights.split_off(of_features);
    for (kind, bias) in weights[Feature::Bias as usize].iter_mut().enumerate() {
        *bias += own.iter().map(|bias| bias[kind]).sum::<f32>() / corpora as f32;
    }
    Model::new(weights)
}

/// Share of examples that had their kind before it was decided.
#[must_use]
pub fn accuracy_as_taken(examples: &[Example]) -> f32 {
    let taken = |kind| match kind {
        EntityType::Person => Feature::TakenPerson,
        EntityType::Location => Feature::TakenPlace,
        EntityType::Organization => Feature::TakenOrganization,
        EntityType::Miscellaneous => Feature::TakenOther,
    };
    let is_right = |example: &&Example| example.features.iter().any(|(feature, _)| feature == taken(example.kind));
    examples.iter().filter(is_right).count() as f32 / examples.len().max(1) as f32
}

/// Share of examples that a model gives their kind.
#[must_use]
pub fn accuracy(examples: &[Example], model: &Model) -> f32 {
    let right = examples.iter().filter(|example| model.decide(&example.features).0 == example.kind).count();
    right as f32 / examples.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_is_learned() {
        let example = |feature: Option<Feature>, kind, corpus| {
            let mut features = Features::default();
            features.set(Feature::Bias);
            features.set_if(corpus == 0, Feature::Once);
            feature.into_iter().for_each(|feature| features.set(feature));
            Example { features, kind, corpus, weight: 1.0 }
        };
        let examples: Vec<Example> = (0..200)
            .map(|at| match at % 4 {
                0 => example(Some(Feature::BeforeIn), EntityType::Location, at % 2),
                1 => example(Some(Feature::AfterSaid), EntityType::Person, at % 3 % 2),
                2 => example(Some(Feature::KnownParty), EntityType::Organization, at % 2),
                _ => example(None, EntityType::Miscellaneous, at % 3 % 2),
            })
            .collect();
        let model = train(&examples, 1e-4);
        assert!(accuracy(&examples, &model) > 0.99);
        assert_eq!(train(&examples, 1e-4), model, "the same each time");
        assert_eq!(Model::read(&model.table()).map(|read| accuracy(&examples, &read) > 0.99), Ok(true));
    }

    #[test]
    fn a_name_of_the_same_span_teaches_and_a_part_of_one_is_not_nothing() {
        let corpus =
            "Angela B-PER\nMerkel I-PER\nwent O\nto O\nParis B-LOC\n, O\nsaid O\nNATO B-ORG\nchief I-ORG\n. O\n";
        let found = examples(&conll::read(corpus).unwrap(), None, 0, 1.0);
        let kinds: Vec<_> = found.iter().map(|example| example.kind).collect();
        assert!(kinds.contains(&EntityType::Person) && kinds.contains(&EntityType::Location), "{kinds:?}");
        let parts = kinds.iter().filter(|kind| **kind == EntityType::Miscellaneous).count();
        assert_eq!(parts, 0, "NATO is a part of a name of the corpus: {kinds:?}");
    }
}
