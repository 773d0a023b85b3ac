//! From a record to an article: language, sentences, passages, dates, names, fingerprint.
//!
//! A pure function of the record, its path, the options and the day on which it was first seen: the index and `extract` show
//! the same.

use super::Options;
use super::parts::{self, Part};
use crate::article::{Article, Day, Field, Mention, MentionKind, Precision, Published, PublishedFrom, Record, Span};
use crate::entities::{OwnNames, gazetteer::Gazetteer, places::Homes, tagger::Model};
use crate::{entities, temporal, text};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The path of the input, as articles name it.
    pub display: &'a str,
    /// Position in the input.
    pub item: u64,
}

/// What the user sets for analysis.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Overrides<'a> {
    /// `--published`, for records that have no date.
    pub published: Option<Day>,
    /// The day on which the article was first seen, if it is known: no day that is inferred is later.
    pub seen: Option<Day>,
    /// `--tagger`
    pub tagger: Option<&'a Model>,
    /// `gazetteer import`
    pub gazetteer: Option<&'a Gazetteer>,
    /// `sources.toml`
    pub homes: Option<&'a Homes>,
    /// `known.tsv`
    pub own: Option<&'a OwnNames>,
    /// Set when the user interrupts: what comes of it is not used.
    pub interrupt: Option<&'a AtomicBool>,
}

impl<'a> From<&'a Options> for Overrides<'a> {
    fn from(options: &'a Options) -> Self {
        Self {
            published: None,
            seen: known_day(options.today),
            tagger: options.tagger.as_deref(),
            gazetteer: Some(&options.gazetteer),
            homes: Some(&options.homes),
            own: Some(&options.own),
            interrupt: Some(&options.interrupt),
        }
    }
}

/// Analyses a record. After an interrupt what it gives may not be whole: a long text is not analysed to its end for nothing.
pub(super) fn analyse(mut record: Record, place: Place<'_>, id: String, overrides: Overrides<'_>) -> Article {
    if record.language.is_none() {
        let body = if record.text.is_empty() { &record.title } else { &record.text };
        record.language = text::detect_language(body).map(str::to_owned);
    }
    let language = record.language.clone();
    let language = language.as_deref();
    let sentences = text::sentences(&record.text, language);
    let passages = text::passages(&record.text, &sentences);
    let is_interrupted = || overrides.interrupt.is_some_and(|interrupt| interrupt.load(Ordering::Relaxed));
    if is_interrupted() {
        return unfinished(record, place, id);
    }
    if is_dateless(&record) {
        record.published = published(&record, place, overrides);
    }
    let anchor = record.published.as_ref().map(|published| published.day);
    let credits = text::credits(&record.text, &record.authors);
    if is_interrupted() {
        return unfinished(record, place, id);
    }
    let mut mentions = Vec::new();
    for (number, part) in parts::parts(&record.text, &sentences).into_iter().enumerate() {
        let title = if number == 0 { record.title.as_str() } else { "" };
        mentions.extend(mentions_of(&record, title, &part, &credits, anchor, overrides));
        if is_interrupted() {
            return unfinished(record, place, id);
        }
    }
    mentions.retain(|mention| mention.field == Field::Title || !is_in(&credits, mention.span));
    let fingerprint = text::fingerprint(&record.text);
    Article {
        id,
        path: place.display.to_owned(),
        item: place.item,
        sentences: sentences.into_iter().map(|range| Span::new(range.start, range.end)).collect(),
        passages: passages.into_iter().map(|range| Span::new(range.start, range.end)).collect(),
        mentions: entities::without_overlaps(mentions),
        fingerprint,
        record,
    }
}

/// The mentions of a part of a text, and of the title, which goes with one of them.
fn mentions_of(
    record: &Record,
    title: &str,
    part: &Part,
    credits: &[Range<usize>],
    anchor: Option<Day>,
    overrides: Overrides<'_>,
) -> Vec<Mention> {
    let (text, language) = (&record.text[part.bytes.clone()], record.language.as_deref());
    let reading = text::Reading::of(title, text, &part.sentences);
    let mut mentions = entities::extract(&entities::Context {
        title,
        text,
        sentences: &part.sentences,
        credits: &parts::within(credits, &part.bytes),
        language,
        dateline: record.dateline.as_ref().and_then(|dateline| dateline.place.as_deref()),
        source: record.source.as_deref(),
        url: record.url.as_deref(),
        homes: overrides.homes,
        own: overrides.own,
        tagger: overrides.tagger,
        reading: Some(&reading),
        gazetteer: overrides.gazetteer,
        interrupt: overrides.interrupt,
    });
    for (field, prose) in [(Field::Title, title), (Field::Text, text)] {
        let dates = temporal::tag(prose, language, anchor);
        // What begins with a figure and is a date is nobody's name ("4Q19").
        let is_code = |mention: &Mention| {
            let at = dates.binary_search_by_key(&mention.span.start, |date| date.span.start);
            at.is_ok_and(|at| dates[at].span == mention.span)
                && prose[mention.span.range()].starts_with(|c: char| c.is_ascii_digit())
        };
        mentions.retain(|mention| mention.field != field || !is_code(mention));
        mentions.extend(dates.into_iter().map(|date| Mention {
            field,
            span: date.span,
            kind: MentionKind::Date(date.timex),
            origin: None,
        }));
    }
    let from = part.bytes.start as u32;
    for mention in mentions.iter_mut().filter(|mention| mention.field == Field::Text) {
        mention.span = Span { start: mention.span.start + from, end: mention.span.end + from };
    }
    mentions
}

/// A day that is known: the first one stands for none.
pub(super) fn known_day(day: Day) -> Option<Day> {
    (day != Day::default()).then_some(day)
}

/// True of a record that says nothing of when it was published, or no more than when its file was made.
pub(super) fn is_dateless(record: &Record) -> bool {
    record.published.as_ref().is_none_or(|published| published.from == PublishedFrom::Created)
}

/// What is given back of a record whose analysis was interrupted.
fn unfinished(record: Record, place: Place<'_>, id: String) -> Article {
    Article {
        id,
        path: place.display.to_owned(),
        item: place.item,
        record,
        sentences: Vec::new(),
        passages: Vec::new(),
        mentions: Vec::new(),
        fingerprint: text::fingerprint(""),
    }
}

/// True of a date that another version may infer otherwise; what the input or the user said stays, and so does when a file
/// was made.
fn is_inferred(from: PublishedFrom) -> bool {
    from.is_inferred() && from != PublishedFrom::Created
}

/// The record of an analysed article, as it was before.
pub(super) fn record_of(article: &Article) -> Record {
    let mut record = article.record.clone();
    record.published = record.published.filter(|published| !is_inferred(published.from));
    record
}

/// When a record says that it was published or, where it says nothing, the day set for such records.
pub(super) fn said_or_given(record: &Record, given: Option<Day>) -> Option<Published> {
    let said = record.published.clone().filter(|published| !published.from.is_inferred());
    said.or_else(|| given.map(given_day))
}

fn given_day(day: Day) -> Published {
    Published { day, at: None, precision: Precision::Day, from: PublishedFrom::Given }
}

/// The day of a record that gives none itself: as the user says, else as it is inferred, else when its file was made.
fn published(record: &Record, place: Place<'_>, overrides: Overrides<'_>) -> Option<Published> {
    let is_possible = |published: &Published| overrides.seen.is_none_or(|seen| published.day <= seen);
    let made = || record.published.clone().filter(is_possible);
    overrides.published.map(given_day).or_else(|| infer(record, place, overrides.seen)).or_else(made)
}

fn infer(record: &Record, place: Place<'_>, seen: Option<Day>) -> Option<Published> {
    temporal::infer_published(&temporal::Evidence {
        dateline: record.dateline.as_ref().and_then(|dateline| dateline.date.as_deref()),
        title: &record.title,
        text: &record.text,
        file_name: place.display.rsplit(['/', '\\']).next(),
        language: record.language.as_deref(),
        seen,
    })
}

/// True of a span that overlaps one of some ranges, which are in order and apart.
fn is_in(ranges: &[Range<usize>], span: Span) -> bool {
    let at = ranges.partition_point(|range| range.end <= span.start as usize);
    ranges.get(at).is_some_and(|range| range.start < span.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{PlaceForm, Timex, TimexType};
    use crate::entities::without_overlaps;
    use std::sync::Arc;

    fn mention(start: usize, end: usize, name: Option<&str>) -> Mention {
        let kind = match name {
            Some(name) => MentionKind::Person { name: name.into(), role: None },
            None => MentionKind::Date(Timex {
                timex_type: TimexType::Date,
                value: "XXXX-05".into(),
                days: None,
                rule: "month".into(),
            }),
        };
        Mention { field: Field::Text, span: Span::new(start, end), kind, origin: None }
    }

    #[test]
    fn the_longer_of_two_overlapping_mentions_stays() {
        let may = [mention(0, 11, Some("Theresa May")), mention(8, 11, None), mention(20, 25, None)];
        let kept = without_overlaps(may.to_vec());
        assert_eq!(kept, [may[0].clone(), may[2].clone()]);
        let reversed = [mention(0, 3, Some("May")), mention(0, 10, None)];
        assert_eq!(without_overlaps(reversed.to_vec()), [reversed[1].clone()]);
        let council =
            |kind, start, end| Mention { field: Field::Text, span: Span::new(start, end), kind, origin: None };
        let place = || MentionKind::Place { form: PlaceForm::Name, place: Arc::default() };
        let body = [
            council(MentionKind::Organization { name: "Athens City Council".into() }, 0, 19),
            council(place(), 0, 6),
            council(place(), 30, 36),
        ];
        let given = [body[1].clone(), body[0].clone(), mention(0, 4, None), body[2].clone()];
        assert_eq!(without_overlaps(given.to_vec()), body);
    }

    #[test]
    fn a_given_date_stands_in_where_the_input_has_none() {
        let day = Day::from_civil(2026, 1, 24).unwrap();
        let record = Record { text: "Nothing is said of time here.".into(), ..Record::default() };
        let place = Place { display: "a.txt", item: 0 };
        let article =
            analyse(record.clone(), place, "x".into(), Overrides { published: Some(day), ..Overrides::default() });
        let published = article.record.published.unwrap();
        assert_eq!((published.day, published.from), (day, PublishedFrom::Given));
        let metadata = Published { from: PublishedFrom::Metadata, ..given_day(Day(3)) };
        let dated = Record { published: Some(metadata.clone()), ..record };
        let article = analyse(dated, place, "x".into(), Overrides { published: Some(day), ..Overrides::default() });
        assert_eq!(article.record.published, Some(metadata));
    }

    #[test]
    fn a_code_of_a_quarter_is_nobody() {
        let record = Record { text: "Profit rose in 3Q 2020 and 4Q19.".into(), ..Record::default() };
        let article = analyse(record, Place { display: "a.txt", item: 0 }, "x".into(), Overrides::default());
        let found: Vec<_> =
            article.mentions.iter().map(|mention| (mention.span.start, mention.kind.as_str())).collect();
        assert_eq!(found, [(15, "date"), (27, "date")]);
    }

    /// When a file was made says the least: the text and the user know better, and a file made after it was seen says nothing.
    #[test]
    fn the_creation_date_of_a_file_is_weak_evidence() {
        let day = |day| Day::from_civil(2026, 1, day).unwrap();
        let made = Published { from: PublishedFrom::Created, ..given_day(day(24)) };
        let read = |text: &str, overrides: Overrides<'_>| {
            let record = Record { text: text.into(), published: Some(made.clone()), ..Record::default() };
            let article = analyse(record, Place { display: "a.pdf", item: 0 }, "x".into(), overrides);
            article.record.published.map(|published| (published.day, published.from))
        };
        let (dated, plain) =
            ("On Friday, January 23, they met. The war began in 2026.", "Nothing is said of time here.");
        assert_eq!(read(dated, Overrides::default()), Some((day(23), PublishedFrom::Text)));
        assert_eq!(read(plain, Overrides::default()), Some((day(24), PublishedFrom::Created)));
        let given = Overrides { published: Some(day(1)), ..Overrides::default() };
        assert_eq!(read(plain, given), Some((day(1), PublishedFrom::Given)));
        let seen = Overrides { seen: Some(day(20)), ..Overrides::default() };
        assert_eq!(read(plain, seen), None);
    }
}
