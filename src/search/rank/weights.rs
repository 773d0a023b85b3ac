//! The linear model that ranks: names of the features, and the weights that training gave them.
//!
//! No weight is negative, so that what only the second stage knows never lowers a score of the first.

use std::sync::LazyLock;

/// The weights, as data.
const TABLE: &str = include_str!("weights.tsv");

macro_rules! features {
    ($($variant:ident = $name:literal,)*) => {
        /// What a score is made of; weights.tsv describes each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Feature { $($variant,)* }

        impl Feature {
            /// All of them, in the order of the table.
            pub const ALL: &[Feature] = &[$(Feature::$variant,)*];

            /// The name in the table and in explanations.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name,)* }
            }
        }
    };
}

features! {
    Article = "article",
    Passage = "passage",
    Coverage = "coverage",
    Early = "early",
    Exact = "exact",
    Ordered = "ordered",
    Window = "window",
    Feedback = "feedback",
    Neighbours = "neighbours",
    Person = "person",
    Place = "place",
    Date = "date",
    Published = "published",
    Event = "event",
    Both = "both",
    Asked = "asked",
    Answer = "answer",
}

/// Number of features.
pub const FEATURES: usize = Feature::ALL.len();

/// One value a feature.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Features(pub [f32; FEATURES]);

impl std::ops::Index<Feature> for Features {
    type Output = f32;

    fn index(&self, feature: Feature) -> &f32 {
        &self.0[feature as usize]
    }
}

impl std::ops::IndexMut<Feature> for Features {
    fn index_mut(&mut self, feature: Feature) -> &mut f32 {
        &mut self.0[feature as usize]
    }
}

impl Features {
    /// The sum of both, each feature for itself.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
        self
    }
}

/// Why a table of weights cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the weights: {reason}")]
pub struct BadWeights {
    /// From 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Weights of the features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    weights: Features,
}

impl Model {
    /// The model that the program carries.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(TABLE).expect("the embedded table is tested"));
        &MODEL
    }

    /// A model of weights.
    #[must_use]
    pub fn new(weights: Features) -> Self {
        Self { weights }
    }

    /// Reads a table: a feature, its weight and a remark a line, between tabs; what is not named weighs nothing.
    ///
    /// # Errors
    /// When a line names no feature or gives no weight from 0 up.
    pub fn read(table: &str) -> Result<Self, BadWeights> {
        let mut weights = Features::default();
        for (line, text) in (1..).zip(table.lines()).filter(|(_, text)| !text.starts_with('#') && !text.is_empty()) {
            let bad = |reason: &str| BadWeights { line, reason: reason.to_owned() };
            let mut cells = text.split('\t');
            let name = cells.next().unwrap_or_default();
            let feature = Feature::ALL.iter().find(|feature| feature.name() == name);
            let feature = *feature.ok_or_else(|| bad(&format!("there is no feature \"{name}\"")))?;
            let weight = cells.next().and_then(|cell| cell.parse::<f32>().ok());
            weights[feature] = weight.filter(|weight| *weight >= 0.0).ok_or_else(|| bad("a weight is 0 or more"))?;
        }
        Ok(Self { weights })
    }

    /// Writes the table, with the remarks of the embedded one.
    #[must_use]
    pub fn table(&self) -> String {
        let line = |line: &str| {
            let mut cells = line.splitn(3, '\t');
            let feature = cells.next().and_then(|name| Feature::ALL.iter().find(|feature| feature.name() == name));
            match (feature, cells.nth(1)) {
                (Some(feature), Some(remark)) => {
                    format!("{}\t{}\t{remark}\n", feature.name(), self.weights[*feature])
                }
                _ => format!("{line}\n"),
            }
        };
        TABLE.lines().map(line).collect()
    }

    /// The weights.
    #[must_use]
    pub fn weights(&self) -> &Features {
        &self.weights
    }

    /// The weight of one feature.
    #[must_use]
    pub fn weight(&self, feature: Feature) -> f32 {
        self.weights[feature]
    }

    /// The score.
    #[must_use]
    pub fn score(&self, features: &Features) -> f32 {
        self.weights.0.iter().zip(&features.0).map(|(weight, value)| weight * value).sum()
    }

    /// Each feature's part of the score, those that give none left out.
    #[must_use]
    pub fn parts(&self, features: &Features) -> Vec<(String, f32)> {
        let part = |feature: &Feature| (feature.name().to_owned(), self.weights[*feature] * features[*feature]);
        Feature::ALL.iter().map(part).filter(|(_, part)| *part > 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_names_every_feature_and_is_written_back() {
        let model = Model::embedded();
        assert_eq!(model.table(), TABLE);
        assert!(Feature::ALL.iter().all(|feature| TABLE.contains(&format!("\n{}\t", feature.name()))));
        assert!(model.weight(Feature::Article) > 0.0);
    }

    #[test]
    fn faulty_tables_are_errors() {
        assert_eq!(Model::read("article\t1\n\nnonsense\t2").unwrap_err().line, 3);
        assert!(Model::read("article\t-1").unwrap_err().to_string().contains("0 or more"));
    }

    #[test]
    fn parts_add_up() {
        let mut features = Features::default();
        features[Feature::Article] = 2.0;
        features[Feature::Place] = 1.0;
        let parts = Model::embedded().parts(&features);
        assert_eq!(parts.len(), 2);
        assert!((parts.iter().map(|part| part.1).sum::<f32>() - Model::embedded().score(&features)).abs() < 1e-6);
    }
}
