//! Counts over what a query matches: entities, stories, days.

mod count;
mod matching;
mod timeline;
mod totals;

pub(crate) use matching::matching;
