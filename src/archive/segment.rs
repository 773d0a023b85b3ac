//! One segment of the index: which documents are passages, which lead an article, and the articles' columns.

use super::ArchiveError;
use super::bitset::BitSet;
use crate::index::Fields;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};
use tantivy::columnar::{Column, StrColumn};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

/// A segment.
pub(crate) struct Segment {
    pub reader: SegmentReader,
    pub ord: u32,
    /// Passages that are not deleted.
    pub passages: BitSet,
    /// Leads that are not deleted.
    pub leads: BitSet,
    pub fields: Fields,
    /// Number of each article, by lead.
    numbers: Option<Column<u64>>,
    /// Day of publication of each article, by lead.
    published: Option<Column<i64>>,
    /// Number of each passage in its article.
    passage_numbers: Option<Column<u64>>,
    lengths: OnceLock<Lengths>,
}

/// Lengths in words, as the index stores them: to two or three binary digits.
pub(crate) struct Lengths {
    /// Of each article, by lead, once it was needed; at most 65,535. Room is made for a stretch of documents at a time, since most
    /// queries touch a part of a large archive.
    articles: Vec<OnceLock<Box<[AtomicU16]>>>,
    /// Of passages.
    pub passages: FieldNormReader,
}

/// Documents of a stretch of [`Lengths`].
const STRETCH: DocId = 4_096;

impl Lengths {
    fn passage(&self, doc: DocId) -> u16 {
        u16::try_from(self.passages.fieldnorm(doc)).unwrap_or(u16::MAX)
    }
}

impl Segment {
    pub fn open(ord: u32, reader: &SegmentReader, fields: &Fields) -> Result<Self, ArchiveError> {
        let mut segment = Self {
            reader: reader.clone(),
            ord,
            passages: BitSet::new(reader.max_doc()),
            leads: BitSet::new(reader.max_doc()),
            fields: *fields,
            numbers: reader.fast_fields().u64("id").ok(),
            published: reader.fast_fields().i64("published").ok(),
            passage_numbers: reader.fast_fields().u64("passage").ok(),
            lengths: OnceLock::new(),
        };
        let alive = reader.alive_bitset().map(|alive| {
            let mut set = tantivy::BitSet::with_max_value_and_full(reader.max_doc());
            set.intersect_update(alive.bitset());
            BitSet::of_words(reader.max_doc(), |at| u64::from_le_bytes(set.tinyset(at).into_bytes()))
        });
        let inverted = reader.inverted_index(fields.kind)?;
        let documents = |kind: &str| -> Result<BitSet, ArchiveError> {
            let mut set = BitSet::new(reader.max_doc());
            let term = Term::from_field_text(fields.kind, kind);
            if let Some(mut postings) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? {
                while !postings.docs().is_empty() {
                    postings.docs().iter().for_each(|doc| set.insert(*doc));
                    postings.advance();
                }
            }
            Ok(set)
        };
        // All but a few documents are passages: those that are none are the shorter list.
        let frequency = |kind: &str| inverted.doc_freq(&Term::from_field_text(fields.kind, kind));
        segment.leads = documents("lead")?;
        segment.passages = if frequency("passage")? + frequency("input")? == reader.max_doc() {
            let mut all = BitSet::new(reader.max_doc());
            all.insert_range(0, reader.max_doc());
            all.without(&documents("input")?)
        } else {
            documents("passage")?
        };
        if let Some(alive) = &alive {
            for set in [&mut segment.passages, &mut segment.leads] {
                *set = std::mem::replace(set, BitSet::new(0)).and(alive);
            }
        }
        Ok(segment)
    }

    /// The lead of a passage: the passages of an article follow it.
    pub fn lead(&self, passage: DocId) -> DocId {
        self.leads.last(passage).unwrap_or(passage)
    }

    /// One past the last passage of an article.
    pub fn article_end(&self, lead: DocId) -> DocId {
        self.passages.absent(lead + 1, self.article_from(lead + 1))
    }

    /// The passages of an article, the lead first.
    pub fn passages_of(&self, lead: DocId) -> Range<DocId> {
        lead..self.article_end(lead)
    }

    /// The passages of an article, also of a removed one.
    pub fn passages_of_any(&self, lead: DocId) -> Range<DocId> {
        if self.leads.has(lead) {
            return self.passages_of(lead);
        }
        let of_article = |doc: &DocId| {
            self.passage_numbers.as_ref().and_then(|column| column.first(*doc)) == Some(u64::from(*doc - lead))
        };
        lead..lead + (lead..self.leads.length()).take_while(of_article).count() as DocId
    }

    /// The first document at or after another that begins an article, or the number of documents.
    pub fn article_from(&self, doc: DocId) -> DocId {
        self.leads.range(doc, self.leads.length()).next().unwrap_or(self.leads.length())
    }

    /// The leads of passages.
    pub fn articles(&self, passages: &BitSet) -> BitSet {
        let mut leads = BitSet::new(passages.length());
        passages.iter().for_each(|doc| leads.insert(self.lead(doc)));
        leads
    }

    /// All passages of articles.
    pub fn expand(&self, leads: &BitSet) -> BitSet {
        let mut passages = BitSet::new(leads.length());
        leads.iter().for_each(|lead| passages.insert_range(lead, self.article_end(lead)));
        passages
    }

    /// The number of an article.
    pub fn article(&self, lead: DocId) -> Option<u64> {
        self.numbers.as_ref()?.first(lead)
    }

    /// The day on which an article was published.
    pub fn published(&self, lead: DocId) -> Option<i64> {
        self.published.as_ref()?.first(lead)
    }

    /// How long passages are, and place for how long articles are.
    pub fn lengths(&self) -> Result<&Lengths, ArchiveError> {
        if let Some(lengths) = self.lengths.get() {
            return Ok(lengths);
        }
        let passages = self.reader.get_fieldnorms_reader(self.fields.stem)?;
        let articles = (0..self.leads.length().div_ceil(STRETCH)).map(|_| OnceLock::new()).collect();
        Ok(self.lengths.get_or_init(|| Lengths { articles, passages }))
    }

    /// Words of an article, summed over its passages when first needed.
    pub fn length(&self, lengths: &Lengths, lead: DocId) -> f32 {
        let stretch = lengths.articles[(lead / STRETCH) as usize]
            .get_or_init(|| (0..STRETCH).map(|_| AtomicU16::new(0)).collect());
        let known = &stretch[(lead % STRETCH) as usize];
        let mut words = known.load(Ordering::Relaxed);
        if words == 0 {
            let of_passages = self.passages_of(lead).map(|doc| lengths.passage(doc));
            words = of_passages.fold(0, u16::saturating_add);
            known.store(words, Ordering::Relaxed);
        }
        f32::from(words)
    }

    /// The number in a column, if it has one.
    pub fn number(&self, column: &str) -> impl Fn(DocId) -> Option<u64> + use<> {
        let column = self.reader.fast_fields().u64(column).ok();
        move |doc| column.as_ref()?.first(doc)
    }

    /// The signed number in a column, if it has one.
    pub fn signed(&self, column: &str) -> impl Fn(DocId) -> Option<i64> + use<> {
        let column = self.reader.fast_fields().i64(column).ok();
        move |doc| column.as_ref()?.first(doc)
    }

    /// The string in a column of a lead, if it has one.
    pub fn string(&self, column: &str, lead: DocId) -> Option<String> {
        first_string(&self.reader.fast_fields().str(column).ok()??, lead)
    }
}

/// The first string of a document in a column.
pub(crate) fn first_string(column: &StrColumn, doc: DocId) -> Option<String> {
    let ord = column.term_ords(doc).next()?;
    let mut text = String::new();
    column.ord_to_str(ord, &mut text).ok()?.then_some(text)
}
