//! A condition of a plan: how the documents that meet it are found, and how what met it is found again in a text.

use crate::article::DayRange;
use crate::temporal::QueryDates;
use std::collections::{BTreeSet, HashSet};
use tantivy::Term;
use tantivy::schema::Field;

/// A condition.
#[derive(Debug)]
pub(super) struct Clause {
    /// As the user would write it.
    pub shown: String,
    pub matcher: Matcher,
    pub mark: Mark,
    /// True when it is a property of the article: it picks no passages.
    pub of_article: bool,
    /// Part of its weight that counts for the score, 0 for pure filters.
    pub weight: f32,
    /// A plain word, for suggestions.
    pub word: Option<String>,
}

/// How documents are found.
#[derive(Debug)]
pub(super) enum Matcher {
    /// Any of the terms.
    Terms { passages: Vec<Term>, leads: Vec<Term> },
    /// Tokens, each in any of its forms, as a phrase.
    Phrase { passages: Vec<Field>, leads: Vec<Field>, tokens: Vec<Vec<String>>, slop: u32 },
    /// Leads whose days (columns of first and last) lie in a range, or are not known.
    Days { first: &'static str, last: &'static str, dates: Option<QueryDates> },
    /// Articles by number.
    Articles(HashSet<u64>),
}

/// How what matched is found again in a text.
#[derive(Debug)]
pub(super) enum Mark {
    /// Words with one of these stems.
    Stems(HashSet<String>),
    /// Words with one of these folded forms.
    Forms(HashSet<String>),
    /// Stems as a phrase.
    Phrase { tokens: Vec<Vec<String>>, slop: u32 },
    /// People with all these parts in the name, or with one of these names (as terms).
    Person { parts: Vec<String>, names: BTreeSet<String> },
    /// Organizations, likewise.
    Organization(Vec<String>),
    /// Places that are one of these or inside one.
    Inside(HashSet<u32>),
    /// Places that are one of these.
    Places(HashSet<u32>),
    /// Dates with one of these ranges of days.
    Days(BTreeSet<DayRange>),
    /// Nothing in a text.
    Nothing,
}
