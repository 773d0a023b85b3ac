//! Reads stored passages and articles, with the gazetteer's and the archive's knowledge put back.

use crate::archive::{Archive, People};
use crate::article::Article;
use crate::entities::gazetteer;
use crate::index::{self, ArticleId, ArticleMeta, StoredPassage};
use crate::search::SearchError;
use std::sync::atomic::AtomicUsize;
use tantivy::{DocAddress, DocId};

/// The stored documents.
pub(crate) struct Store<'s> {
    archive: &'s Archive,
    people: &'s People,
    /// Passages that were read to find out whether they match.
    pub read: AtomicUsize,
}

impl<'s> Store<'s> {
    pub fn new(archive: &'s Archive, people: &'s People) -> Self {
        Self { archive, people, read: AtomicUsize::new(0) }
    }

    pub fn passage(&self, segment: u32, doc: DocId) -> Result<StoredPassage, SearchError> {
        let address = DocAddress::new(segment, doc);
        let mut passage =
            index::stored_passage(&self.archive.engine, self.archive.index.fields(), address, &gazetteer::by_id)?;
        self.people.rename(&mut passage.mentions);
        Ok(passage)
    }

    /// The text of a passage alone.
    pub fn text(&self, segment: u32, doc: DocId) -> Result<String, SearchError> {
        Ok(index::stored_text(&self.archive.engine, self.archive.index.fields(), DocAddress::new(segment, doc))?)
    }

    /// What is known of an article of the segment at a position.
    pub fn meta(&self, segment: usize, lead: DocId) -> Result<ArticleMeta, SearchError> {
        let segment = &self.archive.segments[segment];
        let id = segment.article(lead).map(ArticleId);
        Ok(index::article_meta(
            &self.archive.engine,
            self.archive.index.fields(),
            DocAddress::new(segment.ord, lead),
            id,
        )?)
    }

    pub fn article(&self, lead: DocAddress) -> Result<Article, SearchError> {
        let mut article =
            index::load_article(&self.archive.engine, self.archive.index.fields(), lead, &gazetteer::by_id)?;
        self.people.rename(&mut article.mentions);
        Ok(article)
    }
}
