//! Scores passages. The first stage scores every candidate from postings (`bm25`, `intent`), the second the best articles
//! from word positions, from each other, and from answers in their text (`rerank`, `feedback`, `answers`, `answer_kinds`).

mod answer_kinds;
mod answers;
mod bm25;
mod events;
mod feedback;
mod homes;
mod intent;
mod rerank;
mod top_k;
mod vectors;
mod weights;

pub(crate) use bm25::Ranking;
pub(crate) use intent::{Intent, understand};
pub(crate) use rerank::rerank;
pub(crate) use top_k::Scored;
pub use weights::{BadWeights, FEATURES, Feature, Features, Model};
