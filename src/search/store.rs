//! Reads stored passages and articles, with the gazetteer's knowledge put back.

use super::SearchError;
use crate::article::Article;
use crate::entities::gazetteer;
use crate::index::{self, ArticleMeta, Fields, StoredPassage};
use tantivy::{DocAddress, DocId, Searcher};

/// The stored documents.
pub(super) struct Store<'s> {
    pub searcher: &'s Searcher,
    pub fields: &'s Fields,
}

impl Store<'_> {
    pub fn passage(&self, segment: u32, doc: DocId) -> Result<StoredPassage, SearchError> {
        Ok(index::stored_passage(self.searcher, self.fields, DocAddress::new(segment, doc), &gazetteer::by_id)?)
    }

    pub fn meta(&self, segment: u32, lead: DocId) -> Result<ArticleMeta, SearchError> {
        Ok(index::article_meta(self.searcher, self.fields, DocAddress::new(segment, lead))?)
    }

    pub fn article(&self, lead: DocAddress) -> Result<Article, SearchError> {
        Ok(index::load_article(self.searcher, self.fields, lead, &gazetteer::by_id)?)
    }
}
