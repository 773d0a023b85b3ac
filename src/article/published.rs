//! When an article was published, how exactly that is known, and from what.

use super::Day;
use serde::{Deserialize, Serialize};

/// The publication date of an article; its day is the anchor date for relative dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The local day as written. For a month or a year, its first day.
    pub day: Day,
    /// The full time with zone as RFC 3339, where known (`2026-01-24T08:15:00+04:00`).
    pub at: Option<String>,
    /// How exactly it is known.
    pub precision: Precision,
    /// What it was taken from.
    pub from: PublishedFrom,
}

/// The finest unit that a publication date gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

/// The evidence for a publication date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PublishedFrom {
    /// A field of the input made for it.
    #[serde(rename = "metadata")]
    Metadata,
    /// The dateline that opens the body.
    #[serde(rename = "dateline")]
    Dateline,
    /// Dates in the prose.
    #[serde(rename = "text")]
    Text,
    /// The name of the file.
    #[serde(rename = "file name")]
    FileName,
    /// The user said so (`--published`).
    #[serde(rename = "given")]
    Given,
}
