//! A hit as a row: the JSON of `query`.

use super::article::{PUBLISHED_IN_FUTURE, published_from};
use super::offsets::Offsets;
use super::{Cell, OffsetUnit, Row, SCHEMA_VERSION};
use crate::article::Published;
use crate::search::{Copy, Hit, HitDate};

/// Names of the fields of a hit, for `--fields`.
pub const HIT_FIELDS: &[&str] = &[
    "schema_version",
    "query_id",
    "rank",
    "score",
    "article",
    "source_id",
    "passage",
    "passages",
    "title",
    "published",
    "published_at",
    "published_from",
    PUBLISHED_IN_FUTURE,
    "source",
    "url",
    "path",
    "item",
    "language",
    "before",
    "text",
    "after",
    "highlights",
    "title_highlights",
    "people",
    "places",
    "organizations",
    "dates",
    "copies",
    "copies_total",
    "repeats_total",
    "partial",
    "explanation",
];

/// The row of a hit. `before`, `after`, `partial` and `explanation` are there only where they say something.
#[must_use]
pub fn hit_row(hit: &Hit, unit: OffsetUnit) -> Row {
    let text = Offsets::new(&hit.text, unit);
    let title = Offsets::new(&hit.title, unit);
    let row = Row::default()
        .with("schema_version", SCHEMA_VERSION)
        .with("rank", hit.rank)
        .with("score", hit.score)
        .with("article", &hit.article)
        .with("source_id", hit.source_id.as_ref())
        .with("passage", hit.passage)
        .with("passages", hit.passages)
        .with("title", &hit.title)
        .with("published", day(hit.published.as_ref()))
        .with("published_at", hit.published.as_ref().and_then(|published| published.at.as_ref()))
        .with("published_from", hit.published.as_ref().map(published_from))
        .with("source", hit.source.as_ref())
        .with("url", hit.url.as_ref())
        .with("path", &hit.path)
        .with("item", hit.item)
        .with("language", hit.language.as_ref());
    let row = if hit.before.is_empty() { row } else { row.with("before", hit.before.iter().collect::<Cell>()) };
    let row = row.with("text", &hit.text);
    let row = if hit.after.is_empty() { row } else { row.with("after", hit.after.iter().collect::<Cell>()) };
    let row = row
        .with("highlights", text.cells(&hit.highlights))
        .with("title_highlights", title.cells(&hit.title_highlights))
        .with("people", hit.people.iter().collect::<Cell>())
        .with("places", hit.places.iter().collect::<Cell>())
        .with("organizations", hit.organizations.iter().collect::<Cell>())
        .with("dates", hit.dates.iter().map(date).collect::<Cell>())
        .with("copies", hit.copies.iter().map(copy).collect::<Cell>())
        .with("copies_total", hit.copies.len())
        .with("repeats_total", hit.repeats);
    let row = if hit.partial { row.with("partial", true) } else { row };
    if hit.explanation.is_empty() {
        return row;
    }
    let part = |(feature, part): &(String, f32)| Row::default().with("feature", feature).with("part", *part);
    row.with("explanation", hit.explanation.iter().map(part).collect::<Cell>())
}

fn day(published: Option<&Published>) -> Option<String> {
    published.map(|published| published.day.to_string())
}

fn date(date: &HitDate) -> Row {
    Row::default()
        .with("value", &date.value)
        .with("from", date.days.map(|days| days.from.to_string()))
        .with("to", date.days.map(|days| days.to.to_string()))
        .with("text", &date.text)
}

fn copy(copy: &Copy) -> Row {
    Row::default()
        .with("article", &copy.article)
        .with("source", copy.source.as_ref())
        .with("published", day(copy.published.as_ref()))
        .with("url", copy.url.as_ref())
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::article::with_future;
    use super::*;
    use crate::article::{Day, DayRange, Precision, PublishedFrom, Span};

    /// A hit with everything a hit can have.
    pub(in crate::output) fn example() -> Hit {
        let text = "Envoys flew to Abu Dhabi after a meeting that lasted from Thursday night to Friday morning; \
                    Steve Witkoff called the ceasefire lines the “final issue”.\nRussia spoke of \u{1b}[31mprogress.";
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let day = Day::from_civil(2026, 1, 24).unwrap();
        let published = |from| Some(Published { day, at: None, precision: Precision::Day, from });
        Hit {
            rank: 1,
            sentences: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            score: 12.5,
            article: "k3v9abcdefgh".to_owned(),
            source_id: Some("urn:1 a".to_owned()),
            passage: 2,
            passages: 5,
            title: "Ceasefire lines on the table".to_owned(),
            title_highlights: vec![Span::new(0, 9)],
            published: published(PublishedFrom::Text),
            source: Some("Meridian Post".to_owned()),
            url: None,
            path: "seeds/a.txt".to_owned(),
            item: 0,
            language: Some("en".to_owned()),
            text: text.to_owned(),
            highlights: vec![span("ceasefire"), span("lines")],
            people: vec!["Steve Witkoff".to_owned()],
            places: vec!["Abu Dhabi".to_owned(), "Russia".to_owned()],
            organizations: Vec::new(),
            dates: vec![
                HitDate {
                    value: "2026-01-22TNI".to_owned(),
                    days: Some(DayRange::day(day.plus(-2))),
                    text: "Thursday night".to_owned(),
                },
                HitDate { value: "P2D".to_owned(), days: None, text: "two-day".to_owned() },
            ],
            repeats: 2,
            copies: vec![Copy {
                article: "c0pyabcdefgh".to_owned(),
                source: Some("Northwind Wire".to_owned()),
                published: published(PublishedFrom::Metadata),
                url: Some("https://northwind.example/1".to_owned()),
            }],
            partial: false,
            explanation: Vec::new(),
            features: None,
        }
    }

    #[test]
    fn the_json_of_a_hit() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&hit_row(&example(), OffsetUnit::Bytes)).unwrap());
    }

    #[test]
    fn every_field_is_named() {
        let mut hit = example();
        hit.partial = true;
        (hit.before, hit.after) = (vec![String::new()], vec![String::new()]);
        hit.explanation = vec![("words".to_owned(), 1.0)];
        let published = hit.published.as_ref();
        let row = with_future(hit_row(&hit, OffsetUnit::Bytes), published, Day::default());
        let unnamed: Vec<_> = row.0.iter().filter(|(name, _)| !HIT_FIELDS.contains(name)).collect();
        assert!(unnamed.is_empty(), "{unnamed:?}");
        assert_eq!(row.0.len() + 1, HIT_FIELDS.len(), "all but query_id");
    }

    #[test]
    fn highlights_in_characters() {
        let hit = example();
        let row = serde_json::to_value(hit_row(&hit, OffsetUnit::Chars)).unwrap();
        let start = usize::try_from(row["highlights"][0][0].as_u64().unwrap()).unwrap();
        assert_eq!(hit.text.chars().skip(start).take(9).collect::<String>(), "ceasefire");
    }
}
