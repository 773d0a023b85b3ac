//! The log-linear model of the kinds of names: a weight for each feature and kind, in `weights.tsv`.

use super::features::{Feature, Features};
use crate::article::Weighed;
use crate::entities::EntityType;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Number of kinds: person, place, organization, and what is neither.
const KINDS: usize = EntityType::ALL.len();
/// Names of the kinds, in the order of [`EntityType::ALL`].
const NAMES: [&str; KINDS] = ["person", "place", "organization", "neither"];

/// What the user says of a name, in log-odds: what it is by all other evidence it is mostly by 3 to 5. No corpus teaches it.
const OWN: f32 = 5.0;

/// A weight for each feature and kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    weights: Vec<[f32; KINDS]>,
}

/// A line of a table of weights that is none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: not a feature with {KINDS} weights")]
pub struct BadWeights {
    /// From 1.
    pub line: usize,
}

static EMBEDDED: LazyLock<Model> =
    LazyLock::new(|| Model::read(include_str!("weights.tsv")).expect("a test reads the table of weights"));

impl Model {
    /// The model that ships with the program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// A model of weights in the order of [`Feature::ALL`]; those of the user's own names are given.
    #[must_use]
    pub fn new(mut weights: Vec<[f32; KINDS]>) -> Self {
        assert_eq!(weights.len(), Feature::ALL.len(), "every feature has weights");
        let own = [Feature::OwnPerson, Feature::OwnPlace, Feature::OwnOrganization];
        for (kind, feature) in own.into_iter().enumerate() {
            weights[feature as usize] = [0.0; KINDS];
            weights[feature as usize][kind] = OWN;
        }
        Self { weights }
    }

    /// Reads a table: a feature and a weight for each kind a line; features that are not there weigh nothing.
    ///
    /// # Errors
    /// At the first line that is none.
    pub fn read(table: &str) -> Result<Self, BadWeights> {
        let mut weights = vec![[0.0; KINDS]; Feature::ALL.len()];
        for (at, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let bad = || BadWeights { line: at + 1 };
            let mut columns = line.split('\t');
            let feature = columns.next().and_then(Feature::of_name).ok_or_else(bad)?;
            for cell in &mut weights[feature as usize] {
                *cell = columns
                    .next()
                    .and_then(|column| column.parse().ok())
                    .filter(|w: &f32| w.is_finite())
                    .ok_or_else(bad)?;
            }
        }
        Ok(Self::new(weights))
    }

    /// The table of its weights.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = format!(
            "# Weights of the kinds of names, made by `dateline train-names`: feature, {}.\n",
            NAMES.join(", ")
        );
        for (feature, weights) in Feature::ALL.iter().zip(&self.weights) {
            table.push_str(feature.name());
            for weight in weights {
                let _ = write!(table, "\t{weight:.3}");
            }
            table.push('\n');
        }
        table
    }

    /// The score of each kind.
    #[must_use]
    pub fn scores(&self, features: &Features) -> [f32; KINDS] {
        let mut scores = [0.0; KINDS];
        for (feature, value) in features.iter() {
            for (score, weight) in scores.iter_mut().zip(&self.weights[feature as usize]) {
                *score += weight * value;
            }
        }
        scores
    }

    /// The likeliest kind, with what spoke for it.
    #[must_use]
    pub fn decide(&self, features: &Features) -> (EntityType, Weighed) {
        let scores = self.scores(features);
        let best_of = |kinds: &mut dyn Iterator<Item = usize>| {
            kinds.reduce(|best, kind| if scores[kind] > scores[best] { kind } else { best }).unwrap_or(0)
        };
        let best = best_of(&mut (0..KINDS));
        let second = best_of(&mut (0..KINDS).filter(|kind| *kind != best));
        let hundredths = |worth: f32| (worth * 100.0).round().clamp(-30_000.0, 30_000.0) as i16;
        let mut heaviest = [(Feature::Bias, 0.0_f32); 4];
        for (feature, value) in features.iter() {
            let weights = &self.weights[feature as usize];
            let worth = (weights[best] - weights[second]) * value;
            if worth.abs() > heaviest[3].1.abs() {
                let at = heaviest.iter().position(|(_, other)| worth.abs() > other.abs()).unwrap_or(3);
                heaviest[at..].rotate_right(1);
                heaviest[at] = (feature, worth);
            }
        }
        let evidence = heaviest.map(|(feature, worth)| match hundredths(worth) {
            0 => ("", 0),
            hundredths => (feature.name(), hundredths),
        });
        (
            EntityType::ALL[best],
            Weighed { over: NAMES[second], by: hundredths(scores[best] - scores[second]), evidence },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_as_it_is_written() {
        let model = Model::embedded();
        assert_eq!(Model::read(&model.table()), Ok(model.clone()));
        assert_eq!(Model::read("# no\nbias\t1\t2\t3\n"), Err(BadWeights { line: 2 }));
        assert_eq!(Model::read("qwxyz\t1\t2\t3\t4\n"), Err(BadWeights { line: 1 }));
        assert_eq!(Model::read("bias\t1\t2\tNaN\t4\n"), Err(BadWeights { line: 1 }));
    }

    #[test]
    fn the_heaviest_evidence_is_told() {
        let model = Model::read("bias\t1\t0\t0\t0\nbefore-in\t-1\t3\t0\t0\nonce\t0\t0.25\t0\t0\n").unwrap();
        let mut features = Features::default();
        [Feature::Bias, Feature::BeforeIn, Feature::Once].into_iter().for_each(|feature| features.set(feature));
        let (kind, weighed) = model.decide(&features);
        assert_eq!(kind, EntityType::Location);
        assert_eq!(weighed.explanation(), "before person by 3.25: before-in 4.00, bias -1.00, once 0.25");
    }
}
