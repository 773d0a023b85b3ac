//! From a query to ranked hits, counts and timelines.
//!
//! | folder | does |
//! |---|---|
//! | `plan` | makes clauses of terms and integers of a query |
//! | `retrieve` | finds the articles and passages of each clause, and combines them |
//! | `rank` | scores passages: first stage over all candidates, second stage over the best articles |
//! | `hits` | orders, collapses copies, highlights, explains why nothing was found |
//! | `facets` | counts entities and stories, also over time |
//!
//! A question is a method of [`Searcher`], written in the file that answers it. Nothing here prints or parses.

mod choice;
mod error;
mod export;
mod facets;
mod hits;
mod plan;
mod rank;
mod request;
mod response;
mod retrieve;
#[cfg(test)]
mod sample;
mod searcher;
mod side_by_side;
mod similar;
mod status;

pub(crate) use choice::choice;
pub use choice::{Choice, UnknownChoice};
pub use error::SearchError;
pub use export::{Sample, Selected, Selection};
pub use rank::{BadWeights, FEATURES, Feature, Features, Model};
pub use request::*;
pub use response::*;
pub use searcher::Searcher;
