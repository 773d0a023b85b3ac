//! What a search, a count or a timeline answers: plain data.

use super::rank::Features;
use crate::article::{DayRange, Published, Span};
use serde::Serialize;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The hits of the request, best first.
    pub hits: Vec<Hit>,
    /// Articles that match the whole query.
    pub total_articles: usize,
    /// Passages that would be shown with `--limit all --per-article 0`.
    pub total_passages: usize,
    /// Set when no article matches the whole query: `hits` are then partial matches (shown as text, or with `--relax`).
    pub diagnosis: Option<Diagnosis>,
    /// What the user should know of how the query was read ("place:georgia means Georgia (country) or Georgia, US").
    pub notices: Vec<String>,
}

/// Which clause emptied the set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Each clause as the user wrote it, with the number of articles that match it.
    pub clauses: Vec<(String, usize)>,
    /// One sentence on what is to blame, with suggestions for words the archive does not have.
    pub message: String,
}

/// One ranked passage.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Hit {
    /// From 1.
    pub rank: usize,
    /// Comparable within one answer only.
    pub score: f32,
    /// Id of the article.
    pub article: String,
    /// The id that the input gave, if any.
    pub source_id: Option<String>,
    /// Number of the passage in its article, from 1.
    pub passage: u32,
    /// Number of passages of the article.
    pub passages: u32,
    /// Headline.
    pub title: String,
    /// Title bytes that matched.
    pub title_highlights: Vec<Span>,
    /// Publication date.
    pub published: Option<Published>,
    /// Publisher.
    pub source: Option<String>,
    /// On the web.
    pub url: Option<String>,
    /// The input.
    pub path: String,
    /// Its record.
    pub item: u64,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// The passage.
    pub text: String,
    /// The sentences of `text`.
    #[serde(skip)]
    pub sentences: Vec<Span>,
    /// The passages before it, if requested.
    pub before: Vec<String>,
    /// The passages after it, if requested.
    pub after: Vec<String>,
    /// Bytes of `text` that matched, ordered, without overlaps.
    pub highlights: Vec<Span>,
    /// Names of the people of the passage, in order of appearance, each once.
    pub people: Vec<String>,
    /// Names of the places of the passage, likewise.
    pub places: Vec<String>,
    /// Names of the organizations of the passage, likewise.
    pub organizations: Vec<String>,
    /// Date mentions of the passage, in order of appearance, each value once.
    pub dates: Vec<HitDate>,
    /// Copies of the article that this hit represents.
    pub copies: Vec<Copy>,
    /// Passages, also of other stories, that would follow it and say nothing that it does not.
    pub repeats: usize,
    /// True when it matches only part of the query.
    pub partial: bool,
    /// The parts of the score, if requested: (feature, part).
    pub explanation: Vec<(String, f32)>,
    /// The values that were scored, if requested.
    #[serde(skip)]
    pub features: Option<Features>,
}

/// A date mention of a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HitDate {
    /// TIMEX3 value.
    pub value: String,
    /// The days covered, where it has any.
    pub days: Option<DayRange>,
    /// As written.
    pub text: String,
}

/// A near-duplicate of a hit's article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// Id of the copy.
    pub article: String,
    /// Its publisher.
    pub source: Option<String>,
    /// Its publication date.
    pub published: Option<Published>,
    /// Its web address.
    pub url: Option<String>,
}

/// Counts of entities, most frequent first, ties by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Counts {
    /// The rows of the request.
    pub rows: Vec<Count>,
    /// Rows there are in all.
    pub total_rows: usize,
    /// Stories (or the unit of the request) that matched.
    pub matching: usize,
    /// As in [`Response`].
    pub notices: Vec<String>,
}

/// One row of counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Count {
    /// Canonical name.
    pub name: String,
    /// For places: the path from the continent down.
    pub path: Vec<String>,
    /// For places: GeoNames id, country code, coordinates.
    pub geonames: Option<u32>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees north and east.
    pub coordinates: Option<(f32, f32)>,
    /// How many.
    pub count: usize,
    /// Part of what matched, from 0 to 1.
    pub share: f32,
    /// Under [`super::CountSort::Significant`]: the log-likelihood ratio against the archive.
    pub significance: Option<f32>,
}

/// How much a query matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Distinct stories: a group of copies is one.
    pub stories: usize,
    /// Articles.
    pub articles: usize,
    /// Passages that match a part of the query.
    pub passages: usize,
    /// First and last day of publication of those that are dated.
    pub published: Option<DayRange>,
    /// As in [`Response`].
    pub notices: Vec<String>,
}

/// One publisher's part of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    /// The publisher.
    pub source: String,
    /// Stories, one entry a bucket; copies of a story count at each of its publishers.
    pub counts: Vec<usize>,
}

/// A histogram over time, empty buckets included.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// Label ("2026-01-23", "2026-W04", "2026-01", "2026"), days and count of stories, in order of time.
    pub buckets: Vec<(String, DayRange, usize)>,
    /// By publisher, the most frequent first, if requested.
    pub by_source: Vec<Series>,
    /// Matching stories without a date.
    pub undated: usize,
    /// As in [`Response`].
    pub notices: Vec<String>,
}

/// Contents of an index.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Status {
    /// The index folder.
    pub index: String,
    /// Articles.
    pub articles: usize,
    /// Passages.
    pub passages: usize,
    /// Inputs known.
    pub inputs: usize,
    /// Bytes of the index on disk.
    pub index_bytes: u64,
    /// Bytes of article text.
    pub text_bytes: u64,
    /// Roots, as absolute paths.
    pub roots: Vec<String>,
    /// Inputs and records that cannot be read: path, reason.
    pub failures: Vec<(String, String)>,
    /// Inputs and records that were passed over: path, reason.
    pub skipped: Vec<(String, String)>,
    /// Segments of the index.
    pub segments: usize,
    /// Documents of the segments, and how many of them are deleted.
    pub documents: (u64, u64),
    /// Articles by language, most frequent first.
    pub languages: Vec<(String, usize)>,
    /// First and last published day.
    pub published: Option<DayRange>,
    /// Versions of schema, analyzer, gazetteer and model.
    pub versions: Vec<(String, String)>,
    /// Grows with every commit.
    pub revision: u64,
    /// RFC 3339 time of the last commit.
    pub updated: Option<String>,
    /// RFC 3339 time at which all checksums were last found right; none if they never were.
    pub checked: Option<String>,
}
