//! What a date is read against: the day of writing, the dates mentioned before, and the tense of the sentence.

use super::period::Period;
use crate::article::Day;

/// Whether a sentence speaks of what was or of what is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tense {
    Past,
    /// After a verb of saying in the past: what is said may be of any time.
    Reported,
    /// What is to come, perhaps after a past that is told of ("would").
    Future,
    /// What is to come after the day of writing ("will").
    Coming,
    #[default]
    Unknown,
}

impl Tense {
    /// True of what is to come.
    pub(super) fn is_future(self) -> bool {
        matches!(self, Self::Future | Self::Coming)
    }
}

/// What a date is read against.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Discourse {
    /// The day of writing.
    pub(super) anchor: Option<Day>,
    /// The date mentioned before.
    pub(super) reference: Option<Period>,
    /// The quarter mentioned before.
    pub(super) quarter: Option<Period>,
    /// True after results of several months ("the first nine months"), until a quarter is mentioned again.
    pub(super) results_of_months: bool,
    /// The month or day of a year long past that the sentence named: what follows goes on from it.
    pub(super) told: Option<Period>,
    /// True of a text about other years than its own; dates without a year follow the reference.
    pub(super) narrative: bool,
    pub(super) tense: Tense,
}

impl Discourse {
    /// The quarter whose results are compared, if it is a quarter's that are.
    pub(super) fn results(&self) -> Option<Period> {
        self.quarter.filter(|_| !self.results_of_months)
    }
}
