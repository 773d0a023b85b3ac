//! Reads stored passages and articles, with the gazetteer's and the archive's knowledge put back.

use crate::archive::{Archive, Boilerplate, Renaming, Segment};
use crate::article::{Article, ArticleId};
use crate::index::{ArticleMeta, StoredPassage};
use crate::search::SearchError;
use std::sync::atomic::AtomicUsize;
use tantivy::{DocAddress, DocId};

/// The stored documents.
pub(crate) struct Store<'s> {
    archive: &'s Archive,
    people: &'s Renaming,
    /// Passages that were read to find out whether they match.
    pub read: AtomicUsize,
}

impl<'s> Store<'s> {
    pub fn new(archive: &'s Archive, people: &'s Renaming) -> Self {
        Self { archive, people, read: AtomicUsize::new(0) }
    }

    pub fn passage(&self, segment: u32, doc: DocId) -> Result<StoredPassage, SearchError> {
        let address = DocAddress::new(segment, doc);
        let mut passage = self.archive.articles.passage(address, &|id| self.archive.gazetteer.by_id(id))?;
        if let Some(own) = self.archive.segments.get(segment as usize) {
            self.people.rename(&mut passage.mentions, own, own.lead(doc));
        }
        Ok(passage)
    }

    /// The mentions of a segment that do not count.
    pub fn boilerplate(&self, segment: &Segment) -> Result<&'s Boilerplate, SearchError> {
        Ok(&self.archive.boilerplate()?[segment.ord as usize])
    }

    /// The text of a passage alone.
    pub fn text(&self, segment: u32, doc: DocId) -> Result<String, SearchError> {
        Ok(self.archive.articles.text(DocAddress::new(segment, doc))?)
    }

    /// What is known of an article of the segment at a position.
    pub fn meta(&self, segment: usize, lead: DocId) -> Result<ArticleMeta, SearchError> {
        let segment = &self.archive.segments[segment];
        let id = segment.article(lead).map(ArticleId);
        Ok(self.archive.articles.meta(DocAddress::new(segment.ord, lead), id)?)
    }

    pub fn article(&self, lead: DocAddress) -> Result<Article, SearchError> {
        let mut article = self.archive.articles.article(lead, &|id| self.archive.gazetteer.by_id(id))?;
        if let Some(own) = self.archive.segments.get(lead.segment_ord as usize) {
            self.people.rename(&mut article.mentions, own, own.lead(lead.doc_id));
        }
        Ok(article)
    }
}
