//! What only trains: the weights of the tagger and of the kinds of names from labelled corpora, word clusters from raw news.
//!
//! Nothing here runs when articles are indexed or searched. The weights of ranking are trained beside their measures, in
//! `evaluate`.

mod clusters;
pub mod conll;
mod crf;
mod lists;
pub mod names;
pub mod raw;
pub mod tagger;

pub use clusters::{ClusterOptions, NotVectors, WordVectors, learn as learn_clusters};
