//! Reads stored passages and articles, with the gazetteer's and the archive's knowledge put back.

use super::SearchError;
use super::people::People;
use super::segment::Segment;
use crate::article::Article;
use crate::entities::gazetteer;
use crate::index::{self, ArticleId, ArticleMeta, Fields, StoredPassage};
use std::sync::atomic::AtomicUsize;
use tantivy::{DocAddress, DocId, Searcher};

/// The stored documents.
pub(super) struct Store<'s> {
    pub searcher: &'s Searcher,
    pub segments: &'s [Segment],
    pub fields: &'s Fields,
    pub people: &'s People,
    /// Passages that were read to find out whether they hold what was asked.
    pub read: AtomicUsize,
}

impl Store<'_> {
    pub fn passage(&self, segment: u32, doc: DocId) -> Result<StoredPassage, SearchError> {
        let address = DocAddress::new(segment, doc);
        let mut passage = index::stored_passage(self.searcher, self.fields, address, &gazetteer::by_id)?;
        self.people.rename(&mut passage.mentions);
        Ok(passage)
    }

    /// The text of a passage alone.
    pub fn text(&self, segment: u32, doc: DocId) -> Result<String, SearchError> {
        Ok(index::stored_text(self.searcher, self.fields, DocAddress::new(segment, doc))?)
    }

    /// What is known of an article of the segment at a position.
    pub fn meta(&self, segment: usize, lead: DocId) -> Result<ArticleMeta, SearchError> {
        let segment = &self.segments[segment];
        let id = segment.article(lead).map(ArticleId);
        Ok(index::article_meta(self.searcher, self.fields, DocAddress::new(segment.ord, lead), id)?)
    }

    pub fn article(&self, lead: DocAddress) -> Result<Article, SearchError> {
        let mut article = index::load_article(self.searcher, self.fields, lead, &gazetteer::by_id)?;
        self.people.rename(&mut article.mentions);
        Ok(article)
    }
}
