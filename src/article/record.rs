//! What a reader finds in an input: an article before analysis.

use super::Published;
use serde::{Deserialize, Serialize};

/// An article as its format tells it. Absent is empty or `None`; nothing is guessed from prose here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The id that the input itself gives (guid, docid, URN), if any.
    pub source_id: Option<String>,
    /// The headline, on one line.
    pub title: String,
    /// Names of the authors, without "By" and roles.
    pub authors: Vec<String>,
    /// The dateline that opens the body ("ABU DHABI, Jan 23 (Reuters) -").
    pub dateline: Option<Dateline>,
    /// When it was published.
    pub published: Option<Published>,
    /// The publisher.
    pub source: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// The section or desk.
    pub section: Option<String>,
    /// Keywords, slugs, subjects.
    pub keywords: Vec<String>,
    /// ISO 639-1 code in lower case ("en"); from the input, else detected.
    pub language: Option<String>,
    /// The whole body, as it is indexed.
    pub text: String,
    /// When this text was made, where the input gives a time of its last change: RFC 3339, without a zone or a time where none is
    /// known (`2026-01-24T08:15:00+04:00`, `2026-01-24T08:15:00`, `2026-01-24`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// The number that the input gives this version of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// True where text that was decoded wrongly on its way was put right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

/// Place and day of a dateline, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// "ABU DHABI", "ROCKY MOUNT, N.C."
    pub place: Option<String>,
    /// "Jan 23"
    pub date: Option<String>,
}
