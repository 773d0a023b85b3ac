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

impl Published {
    /// True of a day that is still to come: the article says so, and is believed, but a person should know.
    #[must_use]
    pub fn is_in_future(&self, today: Day) -> bool {
        self.day > today
    }
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
    /// When the file was made, which it says itself: weak evidence, since an old story may be made a file today.
    #[serde(rename = "creation date")]
    Created,
}

impl PublishedFrom {
    /// The name in machine formats.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Dateline => "dateline",
            Self::Text => "text",
            Self::FileName => "file name",
            Self::Given => "given",
            Self::Created => "creation date",
        }
    }

    /// The rule by which the day was found, for people; none where the article itself says it.
    #[must_use]
    pub const fn rule(self) -> Option<&'static str> {
        Some(match self {
            Self::Metadata => return None,
            Self::Dateline => "from the dateline",
            Self::Text => "from the text: a weekday fixes the year of its day and month",
            Self::FileName => "from the file name",
            Self::Given => "as given",
            Self::Created => "from the creation date of the file, which may be later",
        })
    }

    /// True of a day that is concluded from something else than a statement of when the article was published.
    #[must_use]
    pub const fn is_inferred(self) -> bool {
        !matches!(self, Self::Metadata | Self::Given)
    }
}
