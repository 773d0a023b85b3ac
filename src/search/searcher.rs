//! An index opened for reading, with what every question needs of it: plans of queries, stored articles, spelling.

use super::MatchMode;
use super::error::SearchError;
use super::plan::{Dictionary, Leaves, Plan, Planner, Question, StopWords};
use super::retrieve::{Evaluation, Store};
use super::side_by_side::side_by_side;
use crate::archive::{Archive, Copies, Segment};
use crate::article::{Article, ArticleId, Day};
use crate::entities::gazetteer::Gazetteer;
use crate::index::{Fields, Index, analyzer};
use crate::query::{Leaf, Node, Query};
use std::path::Path;
use std::sync::Arc;

/// The languages that a query requires (`lang:fr`): its words are those of them.
fn languages_asked(root: &Node) -> Vec<String> {
    let all = |nodes: &[Node]| -> Option<Vec<String>> {
        let code = |node: &Node| match node {
            Node::Leaf(Leaf::Language(code)) => Some(code.clone()),
            _ => None,
        };
        nodes.iter().map(code).collect()
    };
    let asked = |node: &Node| match node {
        Node::Any(nodes) => all(nodes),
        node => all(std::slice::from_ref(node)),
    };
    match root {
        Node::All(nodes) => nodes.iter().find_map(asked).unwrap_or_default(),
        node => asked(node).unwrap_or_default(),
    }
}

/// An index opened for reading.
pub struct Searcher {
    archive: Archive,
    /// Languages of the archive, the most frequent first.
    languages: Vec<String>,
    pub(super) stopwords: StopWords,
    pub(super) today: Day,
}

impl Searcher {
    /// Opens the current generation of an index; relative dates are read against `today`.
    ///
    /// # Errors
    /// When there is no index, or one of another version: the error says what to run.
    pub fn open(index: &Path, today: Day) -> Result<Self, SearchError> {
        let archive = Archive::open(index)?;
        let mut languages = archive.index.languages()?;
        languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let languages: Vec<String> = languages.into_iter().map(|(code, _)| code).collect();
        let stopwords = StopWords::of(languages.first().map(String::as_str));
        Ok(Self { archive, languages, stopwords, today })
    }

    /// Looks places up in a table of the user's own instead of the one that ships.
    #[must_use]
    pub fn with_gazetteer(mut self, gazetteer: Arc<Gazetteer>) -> Self {
        self.archive = self.archive.with_gazetteer(gazetteer);
        self
    }

    /// Makes the tables that are derived from the whole archive, so that the first query need not.
    ///
    /// # Errors
    /// When the index is damaged, or the user's aliases are faulty.
    pub fn prepare(&self) -> Result<(), SearchError> {
        Ok(self.archive.prepare()?)
    }

    /// The tables of the whole archive: names, copies, source homes.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// The article of an id or unambiguous prefix.
    ///
    /// # Errors
    /// When there is none, or several (the error lists them).
    pub fn article(&self, id: &str) -> Result<Article, SearchError> {
        let none = || SearchError::NoArticle { id: id.to_owned() };
        let range = ArticleId::range(id).ok_or_else(none)?;
        let found = self.archive.articles.ids(range, 10)?;
        match found.as_slice() {
            [] => Err(none()),
            [one] => {
                let lead = self.archive.articles.find(*one)?.ok_or_else(none)?;
                self.store()?.article(lead)
            }
            several => Err(SearchError::AmbiguousId {
                id: id.to_owned(),
                candidates: several.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    pub(super) fn index(&self) -> &Index {
        &self.archive.index
    }

    /// The table that places are looked up in.
    pub(super) fn gazetteer(&self) -> &Gazetteer {
        &self.archive.gazetteer
    }

    pub(super) fn engine(&self) -> &tantivy::Searcher {
        self.archive.articles.searcher()
    }

    pub(super) fn fields(&self) -> &Fields {
        self.archive.index.fields()
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.archive.segments
    }

    /// Words of all passages.
    pub(super) fn words(&self) -> Result<u64, SearchError> {
        Ok(self.archive.words()?)
    }

    /// The number of passages that hold each of some stems.
    pub(super) fn passages_with_each<'t>(&self, stems: impl Iterator<Item = &'t str>) -> Result<Vec<u64>, SearchError> {
        let segments = self.engine().segment_readers().iter().map(|segment| segment.inverted_index(self.fields().stem));
        let segments = segments.collect::<Result<Vec<_>, _>>()?;
        let removed = self.archive.removed()?;
        let holding = |stem: &str| {
            let mut holding = 0;
            for segment in &segments {
                holding += segment.terms().get(stem)?.map_or(0, |term| u64::from(term.doc_freq));
            }
            Ok(holding.saturating_sub(removed.passages(stem)))
        };
        stems.map(holding).collect()
    }

    /// Which articles are copies of each other.
    pub(super) fn copies(&self) -> Result<&Copies, SearchError> {
        Ok(self.archive.copies()?)
    }

    pub(super) fn dictionary(&self) -> Dictionary<'_> {
        Dictionary::new(self.engine(), self.fields())
    }

    pub(super) fn store(&self) -> Result<Store<'_>, SearchError> {
        Ok(Store::new(&self.archive, self.archive.people()?))
    }

    /// Makes the plan of a query; under [`MatchMode::Any`] no word or phrase is required.
    pub(super) fn plan(&self, query: &Query, matching: MatchMode, today: Day) -> Result<Plan, SearchError> {
        let asked = query.root().map_or_else(Vec::new, languages_asked);
        let of_asked = asked.first().map(|code| StopWords::of(Some(code)));
        let leaves = Leaves {
            articles: &self.archive.articles,
            fields: self.fields(),
            dictionary: self.dictionary(),
            gazetteer: self.gazetteer(),
            languages: if asked.is_empty() { &self.languages } else { &asked },
            people: self.archive.people()?,
            archive: &self.archive,
            notices: Vec::new(),
        };
        let today = (matching != MatchMode::Any).then_some(today);
        let stopwords = of_asked.as_ref().unwrap_or(&self.stopwords);
        let corrects = query.is_question() && matching != MatchMode::All;
        let mut planner = Planner { leaves, stopwords, today, corrects };
        let Some(root) = query.root().filter(|_| query.is_question()) else {
            return planner.plan(query.root(), matching);
        };
        let question = Question::read(root, &self.stopwords);
        let plan = planner.plan(Some(&question.about), matching)?;
        Ok(Plan { asks: question.asks, answer: question.answer, ..plan })
    }

    /// Evaluates the clauses of a plan on all segments.
    pub(super) fn evaluate<'s>(
        &'s self,
        plan: &'s Plan,
        store: &'s Store<'s>,
    ) -> Result<Vec<Evaluation<'s>>, SearchError> {
        side_by_side(
            self.segments(),
            |segment| segment.passages.length(),
            |_, segment| Evaluation::new(segment, plan, store),
        )
    }

    /// Words of the archive that look like one that it does not have, the most frequent first.
    pub(super) fn suggest(&self, word: &str, limit: usize) -> Result<Vec<String>, SearchError> {
        let folded = analyzer::fold(word);
        let distance = match folded.chars().count() {
            0..=3 => return Ok(Vec::new()),
            4..=6 => 1,
            _ => 2,
        };
        let mut found: Vec<(String, u32)> = self.dictionary().similar(&folded, distance)?.into_iter().collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(limit);
        Ok(found.into_iter().map(|(word, _)| word).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::plan::Locator;
    use crate::search::sample::{newsroom, parse, today};

    /// The stems that a query looks for, in order.
    fn stems(query: &str) -> Vec<String> {
        let plan = newsroom().searcher.plan(&parse(query), MatchMode::All, today()).unwrap();
        let mut stems: Vec<String> = Vec::new();
        for clause in &plan.clauses {
            if let Locator::Stems(forms) = &clause.locator {
                stems.extend(forms.iter().cloned());
            }
        }
        stems.sort();
        stems
    }

    #[test]
    fn the_language_that_is_asked_for_is_that_of_the_words() {
        // The archive is English.
        assert_eq!(stems("häusern"), ["hausern"]);
        assert_eq!(stems("häusern lang:de"), ["haus", "hausern"]);
        assert_eq!(stems("häusern (lang:de OR lang:fr)"), ["haus", "hausern"]);
        assert_eq!(stems("die häuser lang:de"), ["haus", "hauser"], "\"die\" is no topic in German");
        assert_eq!(stems("häusern -lang:de"), ["hausern"]);
    }
}
