//! Knowledge of the archive as a whole: which articles are copies of each other, which names are one person's, where sources
//! are at home.
//!
//! Everything here is read from the index's columns, or from a table that was derived from them and cached beside the index.
//! Of texts only those of removed passages are read, and nothing here knows queries: `search` applies what is decided here.

pub mod aliases;
mod bitset;
mod boilerplate;
mod cells;
mod codec;
mod copies;
mod elsewhere;
mod error;
mod full_names;
mod hash_lists;
mod homes;
mod key_list;
mod key_lists;
mod known_names;
mod leaders;
mod moves;
mod names;
mod organizations;
mod other_kinds;
mod other_names;
mod people;
mod reason;
mod removed;
mod renaming;
mod renaming_table;
mod roll;
mod scope;
mod sections;
mod segment;
mod sentences;
mod share;
mod short_names;
mod slots;
mod source;
mod standings;
mod suggestions;
mod tables;
mod tally;
mod whole_counts;
mod words;

pub(crate) use bitset::BitSet;
pub(crate) use boilerplate::{Boilerplate, NameKind};
pub(crate) use copies::Copies;
pub use error::ArchiveError;
pub use homes::HomeSuggestion;
pub use reason::Reason;
pub(crate) use removed::Removed;
pub use renaming::Decision;
pub(crate) use renaming::{Limit, Renaming};
pub(crate) use segment::{Lengths, Segment, first_string};
pub use share::Share;
pub(crate) use standings::Standings;
pub use suggestions::Suggestion;
pub(crate) use tally::{KnownAs, Tally, TallyColumn};
pub(crate) use whole_counts::WholeCounts;

use crate::entities::gazetteer::Gazetteer;
use crate::index::{Index, IndexedArticles};
use aliases::Aliases;
use renaming::Standing;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tables::{Made, Tables};

/// An index opened for reading, with the tables that are derived from all of it.
pub struct Archive {
    pub(crate) index: Index,
    pub(crate) articles: IndexedArticles,
    pub(crate) segments: Vec<Segment>,
    /// The table of places that the index was built with.
    pub(crate) gazetteer: Arc<Gazetteer>,
    made: OnceLock<Made>,
    copies: OnceLock<Copies>,
    people: OnceLock<Renaming>,
    organizations: OnceLock<Renaming>,
    boilerplate: OnceLock<Vec<Boilerplate>>,
    removed: OnceLock<Removed>,
    words: OnceLock<u64>,
}

impl Archive {
    /// Opens the current generation of an index.
    ///
    /// # Errors
    /// When there is no index, or one of another version: the error names the command to run.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        let index = Index::open(folder)?;
        let articles = index.articles();
        let segments = (0..)
            .zip(articles.searcher().segment_readers())
            .map(|(ord, reader)| Segment::open(ord, reader, index.fields()))
            .collect::<Result<_, _>>()?;
        let gazetteer = Arc::clone(Gazetteer::embedded());
        let (made, copies, people, organizations, boilerplate) = Default::default();
        let (removed, words) = Default::default();
        Ok(Self {
            index,
            articles,
            segments,
            gazetteer,
            made,
            copies,
            people,
            organizations,
            boilerplate,
            removed,
            words,
        })
    }

    /// Looks places up in a table of the user's own instead of the one that ships.
    #[must_use]
    pub fn with_gazetteer(mut self, gazetteer: Arc<Gazetteer>) -> Self {
        self.gazetteer = gazetteer;
        self
    }

    /// Makes the tables that are derived from the whole archive, so that the first query need not.
    ///
    /// # Errors
    /// When the index is damaged, or the user's aliases are faulty.
    pub fn prepare(&self) -> Result<(), ArchiveError> {
        self.made()?;
        self.copies()?;
        let others = || {
            self.boilerplate()?;
            self.count_removed(usize::MAX)?;
            self.words().map(drop)
        };
        // They need these two alone.
        let (people, others) = rayon::join(|| self.people().map(drop), others);
        people.and(others)
    }

    /// What the engine counts of removed passages.
    pub(crate) fn removed(&self) -> Result<&Removed, ArchiveError> {
        self.count_removed(removed::MOST_OF_A_QUERY)
    }

    /// Words of all passages.
    pub(crate) fn words(&self) -> Result<u64, ArchiveError> {
        get_or_make(&self.words, || words::count(&self.index, &self.segments)).copied()
    }

    fn count_removed(&self, most: usize) -> Result<&Removed, ArchiveError> {
        get_or_make(&self.removed, || Removed::of(&self.index, &self.articles, &self.segments, most))
    }

    /// All names of people as the articles have them, with the number of stories that have each, in order of name.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn names(&self) -> Result<Vec<(String, u64)>, ArchiveError> {
        Ok(self.made()?.tables.names.counts().map(|(name, stories)| (name.to_owned(), stories)).collect())
    }

    /// The user's decisions on names.
    ///
    /// # Errors
    /// When their file cannot be read; the error names it.
    pub fn aliases(&self) -> Result<Aliases, ArchiveError> {
        Ok(Aliases::parse_file(self.index.folder(), &aliases::read_file(self.index.folder())?)?)
    }

    /// Names that may be one person's but are counted apart, the most frequent first.
    ///
    /// # Errors
    /// As [`Self::names`] and [`Self::aliases`].
    pub fn alias_suggestions(&self) -> Result<Vec<Suggestion>, ArchiveError> {
        Ok(suggestions::of(&self.names()?, self.people()?, &self.aliases()?))
    }

    /// Where sources seem to be at home, the source with the most articles first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn home_suggestions(&self) -> Result<Vec<HomeSuggestion>, ArchiveError> {
        homes::suggestions(&self.segments, &self.gazetteer)
    }

    /// The tables that all others are made of.
    fn made(&self) -> Result<&Made, ArchiveError> {
        get_or_make(&self.made, || Tables::of(&self.index, &self.segments))
    }

    /// Under which names people are known.
    pub(crate) fn people(&self) -> Result<&Renaming, ArchiveError> {
        get_or_make(&self.people, || {
            people::of(&self.index, (&self.segments, &self.gazetteer), || self.copies(), || self.made())
        })
    }

    /// Under which names organizations are known.
    pub(crate) fn organizations(&self) -> Result<&Renaming, ArchiveError> {
        let make = || organizations::of(&self.index, &self.segments, &self.gazetteer, self.copies()?);
        get_or_make(&self.organizations, make)
    }

    /// What was decided of the name of a person in an article of a year and source; none where it counts under itself.
    ///
    /// # Errors
    /// As [`Self::names`] and [`Self::aliases`].
    pub fn person(
        &self,
        name: &str,
        year: Option<i32>,
        source: Option<&str>,
    ) -> Result<Option<Decision>, ArchiveError> {
        let decision = self.people()?.decision(name, year.map(|year| Standing { year, source }));
        self.with_stories(name, decision, ["person", "title_person"])
    }

    /// What was decided of the name of an organization; none where it counts under itself.
    ///
    /// # Errors
    /// As [`Self::person`].
    pub fn organization(&self, name: &str) -> Result<Option<Decision>, ArchiveError> {
        let decision = self.organizations()?.decision(name, None);
        self.with_stories(name, decision, organizations::COLUMNS)
    }

    /// Adds to a decision that two forms are one name in how many stories each is.
    fn with_stories(
        &self,
        name: &str,
        decision: Option<Decision>,
        columns: [&str; 2],
    ) -> Result<Option<Decision>, ArchiveError> {
        let Some(mut decision) = decision else { return Ok(None) };
        if let Some(known_as) = decision.known_as.as_deref().filter(|_| decision.share.is_none()) {
            decision.stories = Some(Tally::stories_of(&self.segments, columns, self.copies()?, [name, known_as])?);
        }
        Ok(Some(decision))
    }

    /// The mentions of each segment that stand in boilerplate.
    pub(crate) fn boilerplate(&self) -> Result<&[Boilerplate], ArchiveError> {
        let make = || boilerplate::of(&self.index, &self.articles, &self.segments, self.copies()?, || self.made());
        Ok(get_or_make(&self.boilerplate, make)?)
    }

    /// The cached counts of a kind of names over all articles; none where they are still to be made.
    pub(crate) fn whole_counts(&self, kind: &str) -> Result<Option<WholeCounts>, ArchiveError> {
        Ok(WholeCounts::cached(&self.index, kind, &aliases::read_file(self.index.folder())?))
    }

    /// Caches them.
    pub(crate) fn keep_whole_counts(&self, kind: &str, counts: &WholeCounts) -> Result<(), ArchiveError> {
        counts.put(&self.index, kind, &aliases::read_file(self.index.folder())?);
        Ok(())
    }

    /// Which articles are copies of each other.
    pub(crate) fn copies(&self) -> Result<&Copies, ArchiveError> {
        get_or_make(&self.copies, || Copies::of(&self.index, &self.segments, || self.made()))
    }
}

fn get_or_make<T>(lock: &OnceLock<T>, make: impl FnOnce() -> Result<T, ArchiveError>) -> Result<&T, ArchiveError> {
    if let Some(made) = lock.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(lock.get_or_init(|| made))
}
