//! Identity of articles: which record of which input is which article.

use crate::article::{ArticleId, Day, Record, Stamp};
use crate::index::RecordHash;

/// The number of a record.
///
/// With an id of its own it is that id within its source (or its container); else the container and the record's place in it:
/// nothing more where the container holds one article, a hash of the record where it holds many, so that records may move.
pub(super) fn identity(record: &Record, container: &str, single: bool) -> ArticleId {
    if let Some(own) = &record.source_id {
        return match &record.source {
            Some(source) => ArticleId::of(&["source", source, own]),
            None => ArticleId::of(&["container", container, own]),
        };
    }
    if single {
        ArticleId::of(&["file", container])
    } else {
        ArticleId::of(&["record", container, &hash(record, None).wording.to_string()])
    }
}

/// Number of a record, by its wording, where another record of its identity is the current one.
pub(super) fn other(identity: ArticleId, wording: u64) -> ArticleId {
    ArticleId::of(&["other", &identity.to_string(), &wording.to_string()])
}

/// Hashes of what a record says, and of the date set where it says none.
pub(super) fn hash(record: &Record, published: Option<Day>) -> RecordHash {
    let whole = content(record, published);
    let has_stamp = !record.stamp().is_empty();
    let wording = if has_stamp { content(&record.clone().stamped(Stamp::default()), published) } else { whole };
    RecordHash { whole, wording }
}

fn content(record: &Record, published: Option<Day>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&serde_json::to_vec(record).expect("a record is plain data"));
    if let Some(day) = published.filter(|_| record.published.is_none()) {
        hasher.update(&day.0.to_le_bytes());
    }
    head(hasher.finalize())
}

/// The first 64 bits of a hash.
pub(super) fn head(hash: blake3::Hash) -> u64 {
    let mut head = [0; 8];
    head.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Precision, Published, PublishedFrom};

    #[test]
    fn an_own_id_goes_before_the_place() {
        let record = |id: Option<&str>, source: Option<&str>, text: &str| Record {
            source_id: id.map(str::to_owned),
            source: source.map(str::to_owned),
            text: text.to_owned(),
            ..Record::default()
        };
        let own = record(Some("7"), Some("Reuters"), "a");
        assert_eq!(identity(&own, "x", true), identity(&record(Some("7"), Some("Reuters"), "b"), "y", false));
        let no_source = record(Some("7"), None, "a");
        assert_ne!(identity(&no_source, "x", true), identity(&no_source, "y", true));
        let plain = record(None, None, "a");
        assert_eq!(identity(&plain, "x", true), identity(&record(None, None, "b"), "x", true));
        assert_ne!(identity(&plain, "x", false), identity(&record(None, None, "b"), "x", false));
        assert_ne!(content(&plain, None), content(&own, None));
        assert_ne!(content(&plain, None), content(&plain, Some(Day(3))));
        let metadata = PublishedFrom::Metadata;
        let published = Published { day: Day(5), at: None, precision: Precision::Day, from: metadata };
        let dated = Record { published: Some(published), ..plain.clone() };
        assert_eq!(content(&dated, None), content(&dated, Some(Day(3))));
        let later = Record { version: Some(2), ..plain.clone() };
        assert_eq!(hash(&plain, None).wording, hash(&later, None).wording);
        assert_ne!(hash(&plain, None).whole, hash(&later, None).whole);
        assert_eq!(identity(&plain, "x", false), identity(&later, "x", false));
        assert_ne!(other(ArticleId(5), 1), other(ArticleId(5), 2));
        assert_ne!(other(ArticleId(5), 1), other(ArticleId(6), 1));
    }
}
