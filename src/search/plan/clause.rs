//! A plan as it is evaluated: clauses, how the documents that match each are found, and how they combine.

use super::questions::AnswerKind;
use crate::archive::Limit;
use crate::article::DayRange;
use crate::index::InputKey;
use crate::query::Within;
use crate::temporal::QueryDates;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use tantivy::Term;
use tantivy::schema::Field;

/// A query as it is evaluated.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub clauses: Vec<Clause>,
    /// How they combine; `None` matches everything.
    pub root: Option<Step>,
    /// True of a question that has words which only ask.
    pub asks: bool,
    /// The kind of answer that a question wants.
    pub answer: Option<AnswerKind>,
    /// What the user should know.
    pub notices: Vec<String>,
}

impl Plan {
    /// Adds a clause; returns the step that refers to it.
    pub fn push(&mut self, clause: Clause) -> Step {
        self.clauses.push(clause);
        Step::Clause(self.clauses.len() - 1)
    }

    /// Raises the weight of a clause that the query repeats.
    pub fn weigh_again(&mut self, step: &Step) {
        if let Step::Clause(at) = step
            && self.clauses[*at].weight > 0.0
        {
            self.clauses[*at].weight += 1.0;
        }
    }
}

/// A node of the plan; leaves are positions in [`Plan::clauses`].
#[derive(Debug, Clone)]
pub(crate) enum Step {
    All(Vec<Step>),
    Any(Vec<Step>),
    Not(Box<Step>),
    Proximity { within: Within, parts: Vec<Step> },
    Clause(usize),
}

impl Step {
    /// Positions of the clauses that are not negated, in order.
    pub fn positive(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.add_positive(&mut found);
        found
    }

    fn add_positive(&self, into: &mut Vec<usize>) {
        match self {
            Self::Clause(at) => into.push(*at),
            Self::All(steps) | Self::Any(steps) | Self::Proximity { parts: steps, .. } => {
                for step in steps {
                    step.add_positive(into);
                }
            }
            Self::Not(_) => {}
        }
    }
}

/// One condition.
#[derive(Debug)]
pub(crate) struct Clause {
    /// As the user would write it.
    pub shown: String,
    pub matcher: Matcher,
    pub locator: Locator,
    /// True when it is a property of the article: it picks no passages.
    pub of_article: bool,
    /// Part of its weight that counts for the score, 0 for pure filters.
    pub weight: f32,
    /// A plain word, for suggestions.
    pub word: Option<String>,
}

/// How documents are found.
#[derive(Debug)]
pub(crate) enum Matcher {
    /// Any of the terms.
    Terms { passages: Vec<Term>, leads: Vec<Term> },
    /// Any of the terms of names; some of them in some articles only.
    Names { passages: Vec<Term>, leads: Vec<Term>, limits: BTreeMap<String, Limit> },
    /// Tokens, each in any of its forms, as a phrase.
    Phrase { passages: Vec<Field>, leads: Vec<Field>, tokens: Vec<Vec<String>>, slop: u32 },
    /// Leads whose days (columns of first and last) lie in a range, or are not known.
    Days { first: &'static str, last: &'static str, dates: Option<QueryDates> },
    /// Articles by number.
    Articles(HashSet<u64>),
    /// Articles of these inputs.
    Inputs(HashSet<InputKey>),
}

/// How what matched is found again in a text.
#[derive(Debug)]
pub(crate) enum Locator {
    /// Words with one of these stems.
    Stems(HashSet<String>),
    /// Words with one of these folded forms.
    Forms(HashSet<String>),
    /// Stems as a phrase.
    Phrase { tokens: Vec<Vec<String>>, slop: u32 },
    /// People with all these parts in the name, or with one of these names (as terms).
    Person { parts: Vec<String>, names: BTreeSet<String> },
    /// Organizations, likewise.
    Organization { parts: Vec<String>, names: BTreeSet<String> },
    /// Places that are one of these or inside one, and unresolved ones of a name (as a term).
    Inside { ids: HashSet<u32>, name: String },
    /// Places that are one of these.
    Places(HashSet<u32>),
    /// Dates with one of these ranges of days.
    Days(BTreeSet<DayRange>),
    /// Nothing in a text.
    Nothing,
}
