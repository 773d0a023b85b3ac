//! From an article to the documents of its passages.

use super::definitions::definitions;
use super::{Fields, InputKey, RecordHash, SentenceNames, analyzer, codec, fingerprints, meta, terms};
use crate::article::{
    Article, ArticleId, Day, DayRange, Field as Side, Mention, MentionKind, Precision, Published, Record, Span,
};
use tantivy::schema::{Field, TantivyDocument};

/// An article to be indexed, with what the index records of it besides.
#[derive(Debug, Clone)]
pub struct NewArticle {
    /// The article, analysed.
    pub article: Article,
    /// Its id.
    pub id: ArticleId,
    /// The id that its record has by itself: another one where another record of it is the current one.
    pub identity: ArticleId,
    /// The input that it came from.
    pub input: InputKey,
    /// Hashes of its record.
    pub hash: RecordHash,
    /// The day on which it was first seen.
    pub added: Day,
    /// The revision in which it was first seen.
    pub revision: u64,
}

/// Bytes of the document of a passage besides its text, which is in it twice: as stored and as indexed.
const DOCUMENT_BYTES: usize = 2048;

/// The fields that mentions of the text, or of the title, go to.
struct MentionFields {
    person: Field,
    organization: Field,
    place: Field,
    place_id: Field,
    place_name: Field,
    date: Field,
}

fn add_mentions<'m>(
    document: &mut TantivyDocument,
    fields: &MentionFields,
    mentions: impl Iterator<Item = &'m Mention>,
) {
    let mut holders: Vec<u32> = Vec::new();
    for mention in mentions {
        match &mention.kind {
            MentionKind::Person { name, .. } => document.add_text(fields.person, name),
            MentionKind::Organization { name } => document.add_text(fields.organization, name),
            MentionKind::Place { place, .. } if !place.is_resolved() => {
                document.add_text(fields.place_name, &place.name);
            }
            MentionKind::Place { place, .. } => {
                document.add_u64(fields.place_id, u64::from(place.geonames));
                holders.push(place.geonames);
                holders.extend(&place.ancestors);
            }
            MentionKind::Date(timex) => {
                if let Some(days) = timex.days {
                    document.add_bytes(fields.date, &terms::date_term(days));
                }
            }
        }
    }
    holders.sort_unstable();
    holders.dedup();
    for id in holders {
        document.add_u64(fields.place, u64::from(id));
    }
}

/// Last day of a publication date: that of its month or year where no day is known.
fn last_day(published: &Published) -> Day {
    let (year, month, _) = published.day.civil();
    let days = match published.precision {
        Precision::Month => DayRange::months(year, month, 1),
        Precision::Year => DayRange::months(year, 1, 12),
        Precision::Day | Precision::Minute | Precision::Second => None,
    };
    days.map_or(published.day, |days| days.to)
}

impl NewArticle {
    /// The documents of the passages, the lead first; an article without text has an empty one.
    pub(super) fn documents(&self, fields: &Fields) -> Vec<TantivyDocument> {
        let Record { text, language, .. } = &self.article.record;
        let language = language.as_deref();
        let empty = [Span::new(0, 0)];
        let spans = if self.article.passages.is_empty() { &empty[..] } else { &self.article.passages };
        let mention_fields = MentionFields {
            person: fields.person,
            organization: fields.organization,
            place: fields.place,
            place_id: fields.place_id,
            place_name: fields.place_name,
            date: fields.date,
        };
        let mut sentences = self.article.sentences.iter().map(|sentence| sentence.start).peekable();
        let mut rest = self.article.mentions.iter().filter(|mention| mention.field == Side::Text).peekable();
        let mut documents = Vec::with_capacity(spans.len());
        for (number, span) in spans.iter().enumerate() {
            let mut document = TantivyDocument::with_capacity(DOCUMENT_BYTES + 2 * span.len());
            document.add_text(fields.kind, "passage");
            if number == 0 {
                self.add_lead(&mut document, fields, spans.len());
            }
            document.add_u64(fields.article, self.id.0);
            document.add_u64(fields.passage, number as u64);
            let passage = &text[span.range()];
            let first = passage.len() - passage.trim_start().len();
            let mut begins = Vec::new();
            while let Some(begin) = sentences.next_if(|begin| *begin < span.end) {
                // One that begins the passage says nothing; a long one may begin in an earlier passage.
                begins.extend((begin as usize).checked_sub(span.start as usize).filter(|begin| *begin > first));
            }
            if !begins.is_empty() {
                document.add_text(fields.sentence, analyzer::SAME_TEXT);
            }
            document.add_text(fields.stem, analyzer::value(passage, language, begins));
            document.add_text(fields.exact, analyzer::SAME_TEXT);
            let mut mentions = Vec::new();
            while let Some(mention) = rest.next_if(|mention| mention.span.start < span.end) {
                mentions.push(mention);
            }
            add_mentions(&mut document, &mention_fields, mentions.iter().copied());
            for names in SentenceNames::of(text, &self.article.sentences, mentions.iter().copied()) {
                document.add_u64(fields.sentence_names, names.encode());
            }
            document.add_text(fields.text, passage);
            if !mentions.is_empty() {
                document.add_bytes(fields.mentions, &codec::encode(mentions, span.start, passage));
            }
            documents.push(document);
        }
        documents
    }

    /// Adds what is read off the whole text: the acronyms that it defines, its fingerprint.
    fn add_text(&self, document: &mut TantivyDocument, fields: &Fields) {
        for definition in definitions(&self.article.record.text, &self.article.mentions) {
            document.add_text(fields.definition, definition);
        }
        for difference in fingerprints::differences(&self.article.fingerprint) {
            document.add_u64(fields.fingerprint, difference);
        }
    }

    /// Adds what belongs to the article as a whole.
    fn add_lead(&self, document: &mut TantivyDocument, fields: &Fields, passages: usize) {
        let article = &self.article;
        let record = &article.record;
        document.add_text(fields.kind, "lead");
        document.add_text(fields.title_stem, analyzer::value(&record.title, record.language.as_deref(), []));
        document.add_text(fields.title_exact, analyzer::SAME_TEXT);
        let mention_fields = MentionFields {
            person: fields.title_person,
            organization: fields.title_organization,
            place: fields.title_place,
            place_id: fields.title_place_id,
            place_name: fields.title_place_name,
            date: fields.title_date,
        };
        let of_title: Vec<&Mention> = article.mentions.iter().filter(|mention| mention.field == Side::Title).collect();
        add_mentions(document, &mention_fields, of_title.iter().copied());
        if !of_title.is_empty() {
            document.add_bytes(fields.title_mentions, &codec::encode(of_title, 0, &record.title));
        }
        if let Some(published) = &record.published {
            document.add_i64(fields.published, i64::from(published.day.0));
            document.add_i64(fields.published_to, i64::from(last_day(published).0));
        }
        document.add_i64(fields.added, i64::from(self.added.0));
        document.add_u64(fields.revision, self.revision);
        for (field, value) in [(fields.source, &record.source), (fields.section, &record.section)] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        for (field, values) in [(fields.author, &record.authors), (fields.keyword, &record.keywords)] {
            for value in values {
                document.add_text(field, value);
            }
        }
        if let Some(language) = &record.language {
            document.add_text(fields.language, language);
        }
        if let Some(url) = &record.url {
            document.add_text(fields.url, url);
        }
        document.add_u64(fields.id, self.id.0);
        if self.identity != self.id {
            document.add_u64(fields.identity, self.identity.0);
        }
        document.add_u64(fields.text_bytes, record.text.len() as u64);
        document.add_u64(fields.passages, passages as u64);
        self.add_text(document, fields);
        document.add_u64(fields.content, self.hash.whole);
        if let Some(wording) = self.hash.stamped_wording() {
            document.add_u64(fields.wording, wording);
        }
        document.add_u64(fields.item, article.item);
        document.add_u64(fields.input, self.input.0);
        document.add_text(fields.meta, meta::encode(article, passages as u32));
    }
}
