//! What an article says of itself besides its text, as stored with its lead: one JSON array without keys.

use crate::article::{Article, Dateline, Day, Precision, Published, PublishedFrom, Record};

/// What is stored of an article besides the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticleMeta {
    /// Id of the article.
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

/// Day of publication, full time, precision, and what it was taken from.
type PublishedRow<S> = (i32, Option<S>, Precision, PublishedFrom);
/// Item, passages.
type PlaceRow = (u64, u32);
/// Own id, title, authors, place and date of the dateline, publication, source, address, section, keywords, language, update time,
/// version, whether text was mended.
type RecordRow<S, L> = (
    Option<S>,
    S,
    L,
    Option<(Option<S>, Option<S>)>,
    Option<PublishedRow<S>>,
    Option<S>,
    Option<S>,
    Option<S>,
    L,
    Option<S>,
    Option<S>,
    Option<u64>,
    bool,
);

/// Encodes what is stored of an article.
pub(super) fn encode(article: &Article, passages: u32) -> String {
    let record = &article.record;
    let published = record.published.as_ref();
    let row: RecordRow<&str, &[String]> = (
        record.source_id.as_deref(),
        &record.title,
        &record.authors,
        record.dateline.as_ref().map(|dateline| (dateline.place.as_deref(), dateline.date.as_deref())),
        published.map(|published| (published.day.0, published.at.as_deref(), published.precision, published.from)),
        record.source.as_deref(),
        record.url.as_deref(),
        record.section.as_deref(),
        &record.keywords,
        record.language.as_deref(),
        record.updated_at.as_deref(),
        record.version,
        record.mended,
    );
    let place: PlaceRow = (article.item, passages);
    serde_json::to_string(&(place, row)).expect("metadata is plain data")
}

/// Decodes what [`encode`] wrote, without the id of the article and the path of its input.
///
/// # Errors
/// When it is something else.
pub(super) fn decode(json: &str) -> serde_json::Result<ArticleMeta> {
    let (place, row): (PlaceRow, RecordRow<String, Vec<String>>) = serde_json::from_str(json)?;
    let (item, passages) = place;
    let (
        source_id,
        title,
        authors,
        dateline,
        published,
        source,
        url,
        section,
        keywords,
        language,
        updated_at,
        version,
        mended,
    ) = row;
    let record = Record {
        source_id,
        title,
        authors,
        dateline: dateline.map(|(place, date)| Dateline { place, date }),
        published: published.map(|(day, at, precision, from)| Published { day: Day(day), at, precision, from }),
        source,
        url,
        section,
        keywords,
        language,
        updated_at,
        version,
        text: String::new(),
        mended,
    };
    Ok(ArticleMeta { id: String::new(), path: String::new(), item, passages, record })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            source_id: Some("urn:1".to_owned()),
            title: "Talks \"go on\"".to_owned(),
            authors: vec!["Bo Lee".to_owned(), "Ann Smith".to_owned()],
            dateline: Some(Dateline { place: Some("Zürich".to_owned()), date: None }),
            published: Some(Published {
                day: Day(-1),
                at: Some("1969-12-31T08:00:00Z".to_owned()),
                precision: Precision::Second,
                from: PublishedFrom::FileName,
            }),
            source: Some("Meridian Post".to_owned()),
            url: None,
            section: Some("World".to_owned()),
            keywords: vec!["talks".to_owned()],
            language: Some("en".to_owned()),
            updated_at: Some("2026-01-24T08:15:00".to_owned()),
            version: Some(3),
            text: String::new(),
            mended: true,
        }
    }

    #[test]
    fn metadata_comes_back() {
        for record in [record(), Record::default()] {
            let article = Article { item: 7, record, ..Article::default() };
            let meta = decode(&encode(&article, 3)).unwrap();
            assert_eq!((meta.item, meta.passages), (7, 3));
            assert_eq!(meta.record, article.record);
        }
        assert!(decode("{}").is_err());
    }
}
