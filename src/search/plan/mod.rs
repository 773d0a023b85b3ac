//! From a syntax tree to a plan: clauses of terms and integers, and how they combine.

mod clause;
pub(crate) mod date_phrases;
mod dictionary;
mod leaves;
mod misspelt;
mod planner;
mod questions;
mod spellings;
mod stopwords;

pub(crate) use clause::{Clause, Locator, Matcher, Plan, Step};
pub(crate) use dictionary::Dictionary;
pub(crate) use leaves::{Leaves, place_ids};
pub(crate) use planner::Planner;
pub(crate) use questions::{AnswerKind, Question};
pub(crate) use stopwords::StopWords;
