//! Finds the articles and passages that match: each clause on its own, then how they combine.

mod candidates;
mod evaluation;
mod highlight;
mod postings;
mod proximity;
mod store;

pub(crate) use candidates::Candidates;
pub(crate) use evaluation::Evaluation;
pub(crate) use highlight::{AnalyzedText, merge, spans};
pub(crate) use postings::{Matches, visit};
pub(crate) use store::Store;
