//! Reads stored passages and articles, with the gazetteer's and the archive's knowledge put back.

use super::SearchError;
use super::people::People;
use crate::article::Article;
use crate::entities::gazetteer;
use crate::index::{self, ArticleMeta, Fields, StoredPassage};
use tantivy::{DocAddress, DocId, Searcher};

/// The stored documents.
pub(super) struct Store<'s> {
    pub searcher: &'s Searcher,
    pub fields: &'s Fields,
    pub people: &'s People,
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

    pub fn meta(&self, segment: u32, lead: DocId) -> Result<ArticleMeta, SearchError> {
        Ok(index::article_meta(self.searcher, self.fields, DocAddress::new(segment, lead))?)
    }

    pub fn article(&self, lead: DocAddress) -> Result<Article, SearchError> {
        let mut article = index::load_article(self.searcher, self.fields, lead, &gazetteer::by_id)?;
        self.people.rename(&mut article.mentions);
        Ok(article)
    }
}
