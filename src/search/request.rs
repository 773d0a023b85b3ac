//! Requests: a query with the order, unit and number of its hits, counts or buckets. Plain data.

use super::choice::choice;
use super::rank::Model;
use crate::article::Day;
use crate::query::Query;
use crate::temporal::QueryDates;
use std::sync::Arc;

/// A query, and how its hits are chosen and ordered.
#[derive(Debug, Clone)]
pub struct Request {
    /// The query.
    pub query: Query,
    /// The most hits; `None` is all.
    pub limit: Option<usize>,
    /// Hits to skip.
    pub offset: usize,
    /// Order of the hits.
    pub sort: Sort,
    /// Hits of one article at most; 0 is all.
    pub per_article: usize,
    /// One hit a passage, or one an article (its best passage).
    pub unit: Unit,
    /// What becomes of copies.
    pub copies: CopyMode,
    /// How many of the parts must match.
    pub matching: MatchMode,
    /// Where all parts must match.
    pub within: Unit,
    /// Whether partial matches are returned when no article matches everything.
    pub relax: bool,
    /// Passages before and after each hit that are given with it.
    pub context: usize,
    /// Whether each hit explains its score.
    pub explain: bool,
    /// Whether articles that share the words of the best ones are raised (pseudo-relevance feedback).
    pub expand: bool,
    /// The day on which the query is asked, where it is another than the searcher's.
    pub today: Option<Day>,
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
            copies: CopyMode::Collapse,
            matching: MatchMode::Auto,
            within: Unit::Article,
            relax: false,
            context: 0,
            explain: false,
            expand: false,
            today: None,
            model: None,
        }
    }
}

choice! { "sort order",
    /// Order of hits; ties are broken by id.
    Sort {
        /// Best first.
        Relevance = "relevance", "";
        /// Latest published first, undated last.
        Newest = "newest", "";
        /// Earliest published first, undated last.
        Oldest = "oldest", "";
        /// Relevance discounted by age.
        Fresh = "fresh", "Relevance that counts half after 30 days";
    }
}

choice! { "unit",
    /// A passage or an article: the unit of a hit, and where all parts of a query must match.
    Unit {
        /// A passage.
        Passage = "passage", "";
        /// An article; as a hit, its best passage.
        Article = "article", "";
    }
}

/// What to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Kind of entity.
    pub kind: CountKind,
    /// What counts as one.
    pub unit: CountUnit,
    /// Whether the whole matching article counts, or its matching passages only.
    pub within: Unit,
    /// The most rows; `None` is all.
    pub limit: Option<usize>,
    /// Order of the rows.
    pub sort: CountSort,
    /// Of places, only those inside a place of this name.
    pub under: Option<String>,
    /// Count each place as the one that contains it at this level.
    pub level: Option<PlaceLevel>,
}

choice! { "level",
    /// A level of the hierarchy of places.
    PlaceLevel {
        /// Continents.
        Continent = "continent", "";
        /// Countries and territories.
        Country = "country", "";
        /// First-level regions: states, provinces, oblasts.
        Region = "region", "States, provinces, oblasts";
        /// Second-level regions: counties, districts.
        County = "county", "Counties, districts";
        /// Populated places.
        City = "city", "";
    }
}

choice! { "sort order",
    /// Order of counts.
    CountSort {
        /// The most frequent first.
        Frequent = "frequent", "";
        /// What is more frequent in the matching articles than in the whole archive, the most surprising first.
        Significant = "significant", "By the log-likelihood ratio";
    }
}

choice! { "kind",
    /// Kinds that can be counted.
    CountKind {
        /// People.
        People = "people", "";
        /// Places.
        Places = "places", "";
        /// Organizations.
        Organizations = "organizations", "";
        /// Publishers.
        Sources = "sources", "";
    }
}

choice! { "unit",
    /// What counts as one.
    CountUnit {
        /// Distinct stories: a group of copies is one.
        Stories = "stories", "A group of copies is one";
        /// Articles.
        Articles = "articles", "";
        /// Passages.
        Passages = "passages", "";
        /// Mentions.
        Mentions = "mentions", "";
    }
}

impl CountUnit {
    /// The noun for one of them.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            Self::Stories => "story",
            Self::Articles => "article",
            Self::Passages => "passage",
            Self::Mentions => "mention",
        }
    }
}

choice! { "date",
    /// Which date a timeline goes by.
    TimelineBy {
        /// When it was published.
        Published = "published", "";
        /// The days that the text mentions.
        About = "about", "";
    }
}

choice! { "bucket",
    /// Width of a timeline's buckets.
    Bucket {
        /// The finest that gives at most 40 buckets.
        Auto = "auto", "The finest that gives at most 40 buckets";
        /// Days.
        Day = "day", "";
        /// ISO weeks.
        Week = "week", "";
        /// Calendar months.
        Month = "month", "";
        /// Calendar years.
        Year = "year", "";
    }
}

/// The dates and buckets of a timeline.
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

choice! { "match mode",
    /// How many of the parts of a query must match.
    MatchMode {
        /// All of them; of a question most of them, those that match all first.
        Auto = "auto", "All; of a question most";
        /// All of them.
        All = "all", "";
        /// Any of the words; filters and negations are still required.
        Any = "any", "";
    }
}

choice! { "copy mode",
    /// What becomes of copies of a story.
    CopyMode {
        /// They become one hit, which lists them.
        Collapse = "collapse", "";
        /// Each is a hit of its own.
        Show = "show", "";
    }
}
