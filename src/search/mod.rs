//! From a query to ranked hits, counts and timelines.

mod hit;

pub use hit::*;

use crate::article::{Article, Day};
use crate::query::Query;
use std::path::Path;

/// An index opened for reading.
pub struct Searcher {}

impl Searcher {
    /// Opens the current generation of an index.
    ///
    /// # Errors
    /// When there is no index, or one of another version: the error says what to run.
    pub fn open(index: &Path, today: Day) -> Result<Self, SearchError> {
        let _ = (index, today);
        Ok(Self {})
    }

    /// Finds and ranks passages.
    ///
    /// # Errors
    /// When the query is too wide or the index is damaged.
    pub fn search(&self, request: &Request) -> Result<Response, SearchError> {
        let _ = request;
        Ok(Response::default())
    }

    /// Counts entities of one kind over the matching articles; `None` matches all.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn count(&self, query: Option<&Query>, counting: &Counting) -> Result<Counts, SearchError> {
        let _ = (query, counting);
        Ok(Counts::default())
    }

    /// Counts matching articles by time.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn timeline(&self, query: Option<&Query>, by: TimelineBy, bucket: Bucket) -> Result<Timeline, SearchError> {
        let _ = (query, by, bucket);
        Ok(Timeline::default())
    }

    /// The article of an id or unambiguous prefix.
    ///
    /// # Errors
    /// When there is none, or several (the error lists them).
    pub fn article(&self, id: &str) -> Result<Article, SearchError> {
        Err(SearchError::NoArticle { id: id.to_owned() })
    }

    /// What the index holds.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn status(&self) -> Result<Status, SearchError> {
        Ok(Status::default())
    }
}
