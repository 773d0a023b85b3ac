//! Reads passages and articles back from the documents of an index.

use super::codec::{self, PlaceOf};
use super::{ArticleMeta, IndexError, IndexedArticles, InputKey, fingerprints, meta};
use crate::article::{Article, ArticleId, Field as Side, Mention, Record, Span};
use tantivy::DocAddress;
use tantivy::schema::{Field, TantivyDocument, Value};

/// A passage as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPassage {
    /// Its text.
    pub text: String,
    /// Its mentions, spans counted from its beginning and inside it.
    pub mentions: Vec<Mention>,
}

fn string(document: &TantivyDocument, field: Field) -> Option<&str> {
    document.get_first(field).and_then(|value| value.as_str())
}

fn bytes(document: &TantivyDocument, field: Field) -> &[u8] {
    document.get_first(field).and_then(|value| value.as_bytes()).unwrap_or_default()
}

impl IndexedArticles {
    fn damaged(&self, address: DocAddress, what: &str) -> IndexError {
        let segment = self.searcher().segment_reader(address.segment_ord).segment_id().short_uuid_string();
        IndexError::damaged(self.folder(), format!("{what} of document {} in segment {segment}", address.doc_id))
    }

    fn document(&self, address: DocAddress) -> Result<TantivyDocument, IndexError> {
        self.searcher().doc(address).map_err(IndexError::engine(self.folder()))
    }

    fn number(&self, address: DocAddress, column: &str) -> Result<u64, IndexError> {
        let columns = self.searcher().segment_reader(address.segment_ord).fast_fields();
        let column = columns.u64(column).map_err(IndexError::engine(self.folder()))?;
        column.first(address.doc_id).ok_or_else(|| self.damaged(address, "a number is missing"))
    }

    /// Number of a passage in its article, from 0.
    ///
    /// # Errors
    /// When the document is no passage.
    pub fn passage_number(&self, passage: DocAddress) -> Result<u32, IndexError> {
        Ok(self.number(passage, "passage")? as u32)
    }

    /// The lead passage of a passage's article.
    ///
    /// # Errors
    /// When the document is no passage, or the index is damaged.
    pub fn lead(&self, passage: DocAddress) -> Result<DocAddress, IndexError> {
        let before = self.passage_number(passage)?;
        let doc_id = passage.doc_id.checked_sub(before).ok_or_else(|| self.damaged(passage, "the passage number"))?;
        Ok(DocAddress { doc_id, ..passage })
    }

    /// Reads a passage.
    ///
    /// # Errors
    /// When the document is no passage, or the index is damaged.
    pub fn passage(&self, passage: DocAddress, places: PlaceOf<'_>) -> Result<StoredPassage, IndexError> {
        let document = self.document(passage)?;
        let text = string(&document, self.fields().text).ok_or_else(|| self.damaged(passage, "the text"))?.to_owned();
        let mut mentions = codec::decode(bytes(&document, self.fields().mentions), Side::Text, 0, &text, places, false)
            .ok_or_else(|| self.damaged(passage, "the mentions"))?;
        for mention in &mut mentions {
            let inside = |at: u32| text.floor_char_boundary(at as usize);
            mention.span = Span::new(inside(mention.span.start), inside(mention.span.end));
        }
        mentions.retain(|mention| !mention.span.is_empty());
        Ok(StoredPassage { text, mentions })
    }

    /// Reads the text of a passage alone.
    ///
    /// # Errors
    /// When the document is no passage, or the index is damaged.
    pub fn text(&self, passage: DocAddress) -> Result<String, IndexError> {
        let document = self.document(passage)?;
        Ok(string(&document, self.fields().text).ok_or_else(|| self.damaged(passage, "the text"))?.to_owned())
    }

    fn read_meta(
        &self,
        lead: DocAddress,
        id: Option<ArticleId>,
        document: &TantivyDocument,
    ) -> Result<ArticleMeta, IndexError> {
        let json = string(document, self.fields().meta).ok_or_else(|| self.damaged(lead, "the metadata"))?;
        let mut meta = meta::decode(json).map_err(|_| self.damaged(lead, "the metadata"))?;
        let id = match id {
            Some(id) => id,
            None => ArticleId(self.number(lead, "id")?),
        };
        meta.id = id.to_string();
        meta.path = self.input_path(InputKey(self.number(lead, "input")?))?.unwrap_or_default();
        Ok(meta)
    }

    /// Reads the metadata of an article from its lead passage; its id is looked up unless it is known.
    ///
    /// # Errors
    /// When the document is no lead passage, or the index is damaged.
    pub fn meta(&self, lead: DocAddress, id: Option<ArticleId>) -> Result<ArticleMeta, IndexError> {
        self.read_meta(lead, id, &self.document(lead)?)
    }

    /// Reads the whole article of any of its passages.
    ///
    /// # Errors
    /// When the document is no passage, or the index is damaged.
    pub fn article(&self, passage: DocAddress, places: PlaceOf<'_>) -> Result<Article, IndexError> {
        let lead = self.lead(passage)?;
        let document = self.document(lead)?;
        let meta = self.read_meta(lead, None, &document)?;
        let mut mentions = codec::decode(
            bytes(&document, self.fields().title_mentions),
            Side::Title,
            0,
            &meta.record.title,
            places,
            true,
        )
        .ok_or_else(|| self.damaged(lead, "the mentions of the title"))?;
        let mut text = String::new();
        let mut passages = Vec::new();
        let segment = self.searcher().segment_reader(lead.segment_ord);
        for number in 0..meta.passages {
            let address = DocAddress { doc_id: lead.doc_id + number, ..lead };
            if address.doc_id >= segment.max_doc() || self.passage_number(address)? != number {
                return Err(self.damaged(address, "the passage number"));
            }
            let document = self.document(address)?;
            let start = text.len();
            let passage = string(&document, self.fields().text).ok_or_else(|| self.damaged(address, "the text"))?;
            text.push_str(passage);
            let stored = codec::decode(
                bytes(&document, self.fields().mentions),
                Side::Text,
                start as u32,
                passage,
                places,
                true,
            );
            mentions.extend(stored.ok_or_else(|| self.damaged(address, "the mentions"))?);
            passages.push(Span::new(start, text.len()));
        }
        let column = segment.fast_fields().u64("fingerprint").map_err(IndexError::engine(self.folder()))?;
        let fingerprint = fingerprints::fingerprint(&column, lead.doc_id);
        // An article without text has one empty passage document, so that it can be found by its title.
        passages.retain(|span| !span.is_empty());
        let record = Record { text, ..meta.record };
        Ok(Article {
            id: meta.id,
            path: meta.path,
            item: meta.item,
            record,
            passages,
            sentences: Vec::new(),
            mentions,
            fingerprint,
        })
    }
}
