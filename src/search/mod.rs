//! From a query to ranked hits, counts and timelines.
//!
//! A query becomes a plan of terms and integers (`plan`), its clauses are evaluated on each segment (`evaluate`), passages
//! are scored (`rank`) and made hits (`answer`). Nothing here prints or parses.

mod answer;
mod best;
mod bits;
mod clause;
mod count;
mod diagnosis;
mod dictionary;
mod evaluate;
mod events;
mod feedback;
mod hit;
mod homes;
mod marks;
mod model;
mod people;
mod plan;
mod rank;
mod rerank;
mod segment;
mod selection;
mod similar;
mod spoken;
mod status;
mod stopwords;
mod store;
mod stories;
mod timeline;
mod together;
mod totals;
mod understanding;
mod vectors;

pub use hit::*;
pub use homes::HomeSuggestion;
pub use model::{BadWeights, FEATURES, Feature, Features, Model};
pub use people::ALIASES;
pub use selection::{Sample, Selected, Selection};

use crate::article::{Article, Day};
use crate::entities::people::aliases::Aliases;
use crate::entities::people::archive::{self, Suggestion};
use crate::index::{ArticleId, Index, IndexError, analyzer};
use crate::query::Query;
use dictionary::Dictionary;
use people::People;
use plan::{Plan, Planner};
use segment::Segment;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use stopwords::StopWords;
use store::Store;
use stories::Stories;

/// Articles that one id or beginning of an id may stand for in a query.
const MOST_IDS: usize = 1_000;

/// An index opened for reading.
pub struct Searcher {
    index: Index,
    engine: tantivy::Searcher,
    segments: Vec<Segment>,
    languages: Vec<String>,
    stopwords: StopWords,
    stories: OnceLock<Stories>,
    people: OnceLock<People>,
    today: Day,
}

impl From<IndexError> for SearchError {
    fn from(error: IndexError) -> Self {
        Self::Index(error.to_string())
    }
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        IndexError::from(error).into()
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        tantivy::TantivyError::from(error).into()
    }
}

impl Searcher {
    /// Opens the current generation of an index.
    ///
    /// # Errors
    /// When there is no index, or one of another version: the error says what to run.
    pub fn open(index: &Path, today: Day) -> Result<Self, SearchError> {
        let index = Index::open(index)?;
        let engine = index.searcher();
        let segments = (0..)
            .zip(engine.segment_readers())
            .map(|(ord, reader)| Segment::open(ord, reader, index.fields()))
            .collect::<Result<_, _>>()?;
        let mut languages = index.languages()?;
        languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let languages: Vec<String> = languages.into_iter().map(|(code, _)| code).collect();
        let stopwords = StopWords::of(languages.first().map(String::as_str));
        Ok(Self {
            index,
            engine,
            segments,
            languages,
            stopwords,
            stories: OnceLock::new(),
            people: OnceLock::new(),
            today,
        })
    }

    /// Makes the tables that are derived from the whole archive, so that the first query need not.
    ///
    /// # Errors
    /// When the index is damaged, or the user's aliases are faulty.
    pub fn prepare(&self) -> Result<(), SearchError> {
        self.stories();
        self.people()?;
        Ok(())
    }

    /// All names of people as the articles have them, with the number of stories that have each, in order of name.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn names(&self) -> Result<Vec<(String, u64)>, SearchError> {
        people::names(self)
    }

    /// The user's decisions on names.
    ///
    /// # Errors
    /// When their file cannot be read; the error names it.
    pub fn aliases(&self) -> Result<Aliases, SearchError> {
        people::aliases(self.index.folder())
    }

    /// Names that may be one person's but are counted apart, the most frequent first.
    ///
    /// # Errors
    /// As [`Self::names`] and [`Self::aliases`].
    pub fn alias_suggestions(&self) -> Result<Vec<Suggestion>, SearchError> {
        Ok(archive::suggestions(&self.names()?, &self.aliases()?))
    }

    /// Where sources seem to be at home, the source with the most articles first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn home_suggestions(&self) -> Result<Vec<HomeSuggestion>, SearchError> {
        homes::suggestions(self)
    }

    /// Under which names people are known.
    fn people(&self) -> Result<&People, SearchError> {
        if let Some(people) = self.people.get() {
            return Ok(people);
        }
        let people = People::of(self)?;
        Ok(self.people.get_or_init(|| people))
    }

    /// Which articles tell one story.
    fn stories(&self) -> &Stories {
        self.stories.get_or_init(|| Stories::of(self))
    }

    /// Finds and ranks passages.
    ///
    /// # Errors
    /// When the query is too wide or the index is damaged.
    pub fn search(&self, request: &Request) -> Result<Response, SearchError> {
        answer::answer(self, request)
    }

    /// Counts entities of one kind over the matching articles; `None` matches all.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn count(&self, query: Option<&Query>, counting: &Counting) -> Result<Counts, SearchError> {
        count::count(self, query, counting)
    }

    /// Counts matching stories, articles and passages; `None` matches all.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn totals(&self, query: Option<&Query>) -> Result<Totals, SearchError> {
        totals::totals(self, query)
    }

    /// Counts matching articles by time.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn timeline(&self, query: Option<&Query>, timing: &Timing) -> Result<Timeline, SearchError> {
        timeline::timeline(self, query, timing)
    }

    /// The article of an id or unambiguous prefix.
    ///
    /// # Errors
    /// When there is none, or several (the error lists them).
    pub fn article(&self, id: &str) -> Result<Article, SearchError> {
        let none = || SearchError::NoArticle { id: id.to_owned() };
        let range = ArticleId::range(id).ok_or_else(none)?;
        let found = self.index.ids(&self.engine, range, 10)?;
        match found.as_slice() {
            [] => Err(none()),
            [one] => {
                let lead = self.index.find(&self.engine, *one)?.ok_or_else(none)?;
                self.store()?.article(lead)
            }
            several => Err(SearchError::AmbiguousId {
                id: id.to_owned(),
                candidates: several.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// What the index holds.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn status(&self) -> Result<Status, SearchError> {
        status::status(self)
    }

    fn store(&self) -> Result<Store<'_>, SearchError> {
        Ok(Store {
            searcher: &self.engine,
            segments: &self.segments,
            fields: self.index.fields(),
            people: self.people()?,
            read: AtomicUsize::new(0),
        })
    }

    fn plan(&self, query: &Query, match_any: bool) -> Result<Plan, SearchError> {
        let ids = |prefix: &str| match ArticleId::range(prefix) {
            Some(range) => Ok(self.index.ids(&self.engine, range, MOST_IDS)?),
            None => Ok(Vec::new()),
        };
        let mut planner = Planner {
            fields: self.index.fields(),
            dictionary: Dictionary::new(&self.engine, self.index.fields()),
            languages: &self.languages,
            stopwords: &self.stopwords,
            ids: &ids,
            people: self.people()?,
            today: (!match_any).then_some(self.today),
        };
        planner.plan(query.root(), match_any)
    }

    /// Words of the archive that look like one that it does not have, the most frequent first.
    fn suggest(&self, word: &str, limit: usize) -> Result<Vec<String>, SearchError> {
        let folded = analyzer::fold(word);
        let distance = match folded.chars().count() {
            0..=3 => return Ok(Vec::new()),
            4..=6 => 1,
            _ => 2,
        };
        let mut found: Vec<(String, u32)> =
            Dictionary::new(&self.engine, self.index.fields()).similar(&folded, distance)?.into_iter().collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(limit);
        Ok(found.into_iter().map(|(word, _)| word).collect())
    }
}
