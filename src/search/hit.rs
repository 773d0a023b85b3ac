//! Requests and answers of a search: plain data.

use super::model::{Features, Model};
use crate::article::{DayRange, Published, Span};
use crate::query::Query;
use crate::temporal::QueryDates;
use serde::Serialize;
use std::sync::Arc;

/// A question and how its answer is wanted.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked.
    pub query: Query,
    /// Hits wanted; `None` is all.
    pub limit: Option<usize>,
    /// Hits to skip.
    pub offset: usize,
    /// Order of the hits.
    pub sort: Sort,
    /// Hits of one article at most; 0 is all.
    pub per_article: usize,
    /// One hit a passage, or one an article (its best passage).
    pub unit: Unit,
    /// Whether copies collapse to one hit.
    pub collapse_copies: bool,
    /// Whether all parts must hold, or any.
    pub match_any: bool,
    /// Whether all parts must hold in one passage.
    pub within_passage: bool,
    /// Whether partial matches are returned when nothing holds everything.
    pub relax: bool,
    /// Passages before and after each hit that are given with it.
    pub context: usize,
    /// Whether each hit says how its score came about.
    pub explain: bool,
    /// Whether articles that share the words of the best ones are raised (pseudo-relevance feedback).
    pub expand: bool,
    /// Weights to rank by instead of the program's own.
    pub model: Option<Arc<Model>>,
}

impl Request {
    /// The defaults of `dateline query`.
    #[must_use]
    pub fn new(query: Query) -> Self {
        Self {
            query,
            limit: Some(10),
            offset: 0,
            sort: Sort::Relevance,
            per_article: 2,
            unit: Unit::Passage,
            collapse_copies: true,
            match_any: false,
            within_passage: false,
            relax: false,
            context: 0,
            explain: false,
            expand: false,
            model: None,
        }
    }
}

/// Order of hits; ties are broken by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    Relevance,
    /// Latest published first, undated last.
    Newest,
    /// Earliest published first, undated last.
    Oldest,
    /// Relevance discounted by age.
    Fresh,
}

/// What counts as one hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A passage.
    Passage,
    /// An article, by its best passage.
    Article,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
    /// Articles that hold everything.
    pub total_articles: usize,
    /// Passages that would be shown with `--limit all --per-article 0`.
    pub total_passages: usize,
    /// Set when nothing holds everything: `hits` are then partial matches (shown as text, or with `--relax`).
    pub diagnosis: Option<Diagnosis>,
    /// What the user should know of how the query was read ("place:georgia means Georgia (country) or Georgia, US").
    pub notices: Vec<String>,
}

/// Which clause emptied the set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Each clause as the user wrote it, with the number of articles in which it holds.
    pub clauses: Vec<(String, usize)>,
    /// One sentence that says what is to blame, and suggestions for words the archive does not have.
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
    /// The passages before it, when asked for.
    pub before: Vec<String>,
    /// The passages after it, when asked for.
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
    /// Copies of the article that this hit stands for.
    pub copies: Vec<Copy>,
    /// True when it holds only part of what was asked.
    pub partial: bool,
    /// How the score came about, when asked for: (feature, part).
    pub explanation: Vec<(String, f32)>,
    /// What the score was made of, when asked for.
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
    /// Where it stands on the web.
    pub url: Option<String>,
}

/// What to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Kind of entity.
    pub kind: CountKind,
    /// What counts as one.
    pub unit: CountUnit,
    /// Count only what stands in the matching passages.
    pub within_passage: bool,
    /// Rows wanted; `None` is all.
    pub limit: Option<usize>,
    /// Order of the rows.
    pub sort: CountSort,
    /// Of places, only those inside a place of this name.
    pub under: Option<String>,
    /// Places as what holds them at this level.
    pub level: Option<PlaceLevel>,
}

/// A level of the hierarchy of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceLevel {
    /// Continents.
    Continent,
    /// Countries and territories.
    Country,
    /// First-level regions: states, provinces, oblasts.
    Region,
    /// Second-level regions: counties, districts.
    County,
    /// Populated places.
    City,
}

/// Order of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountSort {
    /// The most frequent first.
    Frequent,
    /// What stands in the matching articles more often than in the whole archive, the most surprising first.
    Significant,
}

/// Kinds that can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountKind {
    /// People.
    People,
    /// Places.
    Places,
    /// Organizations.
    Organizations,
    /// Publishers.
    Sources,
}

/// What counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountUnit {
    /// Distinct stories: a group of copies is one.
    Stories,
    /// Articles.
    Articles,
    /// Passages.
    Passages,
    /// Mentions.
    Mentions,
}

/// Counts of entities, most frequent first, ties by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Counts {
    /// The rows asked for.
    pub rows: Vec<Count>,
    /// Rows there are in all.
    pub total_rows: usize,
    /// Stories (or the unit asked for) that matched.
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
    /// Under [`CountSort::Significant`]: the log-likelihood ratio against the archive.
    pub significance: Option<f32>,
}

/// How much a query matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Distinct stories: a group of copies is one.
    pub stories: usize,
    /// Articles.
    pub articles: usize,
    /// Passages that hold something asked for.
    pub passages: usize,
    /// First and last day of publication of those that are dated.
    pub published: Option<DayRange>,
    /// As in [`Response`].
    pub notices: Vec<String>,
}

/// Which date a timeline goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineBy {
    /// When it was published.
    Published,
    /// The days the text speaks of.
    About,
}

/// Width of a timeline's buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// The finest that gives at most 40 buckets.
    Auto,
    /// Days.
    Day,
    /// ISO weeks.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// How a timeline is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// The date that counts.
    pub by: TimelineBy,
    /// Width of a bucket.
    pub bucket: Bucket,
    /// Only what lies in these days.
    pub zoom: Option<QueryDates>,
    /// Whether publishers are counted apart.
    pub by_source: bool,
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
    /// By publisher, the most frequent first, if asked for.
    pub by_source: Vec<Series>,
    /// Matching stories without a date.
    pub undated: usize,
    /// As in [`Response`].
    pub notices: Vec<String>,
}

/// What an index holds.
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
    /// Inputs that cannot be read: path, reason.
    pub failures: Vec<(String, String)>,
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
}

/// Why a search could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// No article has this id.
    #[error("no article has the id \"{id}\"")]
    NoArticle {
        /// As asked.
        id: String,
    },
    /// Several articles have ids that begin like this.
    #[error("\"{id}\" is the beginning of several ids: {}", .candidates.join(", "))]
    AmbiguousId {
        /// As asked.
        id: String,
        /// Ids that begin so.
        candidates: Vec<String>,
    },
    /// The folder holds no index, or one of another version, or a damaged one; the message says what to run.
    #[error("{0}")]
    Index(String),
    /// The gazetteer has no such place.
    #[error("no place is called \"{name}\"{}", did_you_mean(.suggestions))]
    UnknownPlace {
        /// As asked.
        name: String,
        /// Names that look alike.
        suggestions: Vec<String>,
    },
    /// The user's aliases cannot be read; the message names the file.
    #[error("{0}")]
    Aliases(String),
    /// The query expands to too much.
    #[error("{0}")]
    TooWide(String),
}

fn did_you_mean(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(", ")) }
}
