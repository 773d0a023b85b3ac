//! Reads passages and articles back from the documents of an index.

use super::{ArticleId, Fields, IndexError, codec};
use crate::article::{Article, Field as Side, Mention, Place, Record, Span};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use tantivy::schema::{Field, TantivyDocument, Value};
use tantivy::{DocAddress, Searcher};

/// The gazetteer as reading needs it: the place of a GeoNames id.
pub type PlaceOf<'p> = &'p dyn Fn(u32) -> Option<Place>;

/// A passage as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPassage {
    /// Its text.
    pub text: String,
    /// Its mentions, spans counted from its beginning and inside it.
    pub mentions: Vec<Mention>,
}

/// What the lead passage knows of its article besides the text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArticleMeta {
    /// Id of the article.
    #[serde(skip)]
    pub id: String,
    /// The path of the input, as the user would name it.
    pub path: String,
    /// Position in the input.
    pub item: u64,
    /// Number of passages.
    pub passages: u32,
    /// The record without its text.
    pub record: Record,
}

fn damaged(searcher: &Searcher, address: DocAddress, what: &str) -> IndexError {
    let segment = searcher.segment_reader(address.segment_ord).segment_id().short_uuid_string();
    IndexError::Damaged {
        folder: PathBuf::new(),
        reason: format!("{what} of document {} in segment {segment}", address.doc_id),
    }
}

fn number(searcher: &Searcher, address: DocAddress, column: &str) -> Result<u64, IndexError> {
    let column = searcher.segment_reader(address.segment_ord).fast_fields().u64(column)?;
    column.first(address.doc_id).ok_or_else(|| damaged(searcher, address, "a number is missing"))
}

fn string(document: &TantivyDocument, field: Field) -> Option<&str> {
    document.get_first(field).and_then(|value| value.as_str())
}

fn bytes(document: &TantivyDocument, field: Field) -> &[u8] {
    document.get_first(field).and_then(|value| value.as_bytes()).unwrap_or_default()
}

/// Number of a passage in its article, from 0.
///
/// # Errors
/// When the document is no passage.
pub fn passage_number(searcher: &Searcher, passage: DocAddress) -> Result<u32, IndexError> {
    Ok(number(searcher, passage, "passage")? as u32)
}

/// The lead passage of a passage's article.
///
/// # Errors
/// When the document is no passage, or the index is damaged.
pub fn lead(searcher: &Searcher, passage: DocAddress) -> Result<DocAddress, IndexError> {
    let before = passage_number(searcher, passage)?;
    let doc_id = passage.doc_id.checked_sub(before).ok_or_else(|| damaged(searcher, passage, "the passage number"))?;
    Ok(DocAddress { doc_id, ..passage })
}

/// Reads a passage.
///
/// # Errors
/// When the document is no passage, or the index is damaged.
pub fn stored_passage(
    searcher: &Searcher,
    fields: &Fields,
    passage: DocAddress,
    places: PlaceOf<'_>,
) -> Result<StoredPassage, IndexError> {
    let document: TantivyDocument = searcher.doc(passage)?;
    let text = string(&document, fields.text).ok_or_else(|| damaged(searcher, passage, "the text"))?.to_owned();
    let mut mentions = codec::decode(bytes(&document, fields.mentions), Side::Text, 0, places)
        .ok_or_else(|| damaged(searcher, passage, "the mentions"))?;
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
pub fn stored_text(searcher: &Searcher, fields: &Fields, passage: DocAddress) -> Result<String, IndexError> {
    let document: TantivyDocument = searcher.doc(passage)?;
    Ok(string(&document, fields.text).ok_or_else(|| damaged(searcher, passage, "the text"))?.to_owned())
}

fn read_meta(
    searcher: &Searcher,
    fields: &Fields,
    lead: DocAddress,
    id: Option<ArticleId>,
    document: &TantivyDocument,
) -> Result<ArticleMeta, IndexError> {
    let json = string(document, fields.meta).ok_or_else(|| damaged(searcher, lead, "the metadata"))?;
    let mut meta: ArticleMeta = serde_json::from_str(json).map_err(|_| damaged(searcher, lead, "the metadata"))?;
    let id = match id {
        Some(id) => id,
        None => ArticleId(number(searcher, lead, "article")?),
    };
    meta.id = id.to_string();
    Ok(meta)
}

/// Reads the metadata of an article from its lead passage; its id is looked up unless it is known.
///
/// # Errors
/// When the document is no lead passage, or the index is damaged.
pub fn article_meta(
    searcher: &Searcher,
    fields: &Fields,
    lead: DocAddress,
    id: Option<ArticleId>,
) -> Result<ArticleMeta, IndexError> {
    let document: TantivyDocument = searcher.doc(lead)?;
    read_meta(searcher, fields, lead, id, &document)
}

/// Reads the whole article of any of its passages.
///
/// # Errors
/// When the document is no passage, or the index is damaged.
pub fn load_article(
    searcher: &Searcher,
    fields: &Fields,
    passage: DocAddress,
    places: PlaceOf<'_>,
) -> Result<Article, IndexError> {
    let lead = lead(searcher, passage)?;
    let document: TantivyDocument = searcher.doc(lead)?;
    let meta = read_meta(searcher, fields, lead, None, &document)?;
    let mut mentions = codec::decode(bytes(&document, fields.title_mentions), Side::Title, 0, places)
        .ok_or_else(|| damaged(searcher, lead, "the mentions of the title"))?;
    let mut text = String::new();
    let mut passages = Vec::new();
    for number in 0..meta.passages {
        let address = DocAddress { doc_id: lead.doc_id + number, ..lead };
        if address.doc_id >= searcher.segment_reader(lead.segment_ord).max_doc()
            || passage_number(searcher, address)? != number
        {
            return Err(damaged(searcher, address, "the passage number"));
        }
        let document: TantivyDocument = searcher.doc(address)?;
        let start = text.len();
        text.push_str(string(&document, fields.text).ok_or_else(|| damaged(searcher, address, "the text"))?);
        let stored = codec::decode(bytes(&document, fields.mentions), Side::Text, start as u32, places);
        mentions.extend(stored.ok_or_else(|| damaged(searcher, address, "the mentions"))?);
        passages.push(Span::new(start, text.len()));
    }
    let fingerprints = searcher.segment_reader(lead.segment_ord).fast_fields().u64("fingerprint")?;
    let fingerprint = fingerprints.values_for_doc(lead.doc_id).map(|value| value as u32).collect();
    // An article without text has one empty passage document, so that it can be found by its title.
    passages.retain(|span| !span.is_empty());
    let record = Record { text, ..meta.record };
    Ok(Article { id: meta.id, path: meta.path, item: meta.item, record, passages, mentions, fingerprint })
}
