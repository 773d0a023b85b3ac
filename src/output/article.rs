//! An article as a row: the JSON of `extract` and `show`.

use super::offsets::Offsets;
use super::{Cell, OffsetUnit, Row, SCHEMA_VERSION};
use crate::article::{Article, Day, Field, Mention, MentionKind, Precision, Published, RunnerUp, Timex, TimexType};

/// The row of an article, with all its mentions; `explain` adds to each what made it.
#[must_use]
pub fn article_row(article: &Article, unit: OffsetUnit, explain: bool) -> Row {
    let text = Offsets::new(&article.record.text, unit);
    let title = Offsets::new(&article.record.title, unit);
    let passages: Cell = article
        .passages
        .iter()
        .map(|passage| text.of(*passage))
        .map(|passage| Row::default().with("start", passage.start).with("end", passage.end))
        .collect();
    let mentions: Cell = article
        .mentions
        .iter()
        .map(|mention| {
            let (whole, offsets) = match mention.field {
                Field::Title => (&article.record.title, &title),
                Field::Text => (&article.record.text, &text),
            };
            let row = mention_row(mention, whole, offsets);
            if explain { explained(row, mention) } else { row }
        })
        .collect();
    let record = &article.record;
    let mut row = head(article);
    // Said where there is something to say: not every article has these.
    if let Some(time) = &record.updated_at {
        row = row.with("updated_at", time);
    }
    if let Some(number) = record.version {
        row = row.with("version", number);
    }
    if record.mended {
        row = row.with("mended", true);
    }
    row.with("text", &record.text).with("passages", passages).with("mentions", mentions)
}

/// The row of an article for a table: entities by name instead of mentions.
#[must_use]
pub fn article_table_row(article: &Article) -> Row {
    let names = |wanted: fn(&MentionKind) -> Option<&str>| {
        let mut names: Vec<&str> = Vec::new();
        for name in article.mentions.iter().filter_map(|mention| wanted(&mention.kind)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.into_iter().collect::<Cell>()
    };
    // Of all rows the columns are the same.
    head(article)
        .with("updated_at", article.record.updated_at.as_ref())
        .with("version", article.record.version)
        .with("mended", article.record.mended.then_some(true))
        .with("passages", article.passages.len())
        .with("people", names(|kind| if let MentionKind::Person { name, .. } = kind { Some(name) } else { None }))
        .with(
            "places",
            names(|kind| if let MentionKind::Place { place, .. } = kind { Some(&place.name) } else { None }),
        )
        .with(
            "organizations",
            names(|kind| if let MentionKind::Organization { name } = kind { Some(name) } else { None }),
        )
        .with("dates", names(|kind| if let MentionKind::Date(timex) = kind { Some(&timex.value) } else { None }))
        .with("text", &article.record.text)
}

fn head(article: &Article) -> Row {
    let record = &article.record;
    let dateline = record
        .dateline
        .as_ref()
        .map(|dateline| Row::default().with("place", dateline.place.as_ref()).with("date", dateline.date.as_ref()));
    let published = record.published.as_ref();
    Row::default()
        .with("schema_version", SCHEMA_VERSION)
        .with("id", &article.id)
        .with("source_id", record.source_id.as_ref())
        .with("path", &article.path)
        .with("item", article.item)
        .with("title", &record.title)
        .with("authors", record.authors.iter().collect::<Cell>())
        .with("dateline", dateline)
        .with("published", published.map(|published| published.day.to_string()))
        .with("published_at", published.and_then(|published| published.at.as_ref()))
        .with("published_precision", published.map(precision))
        .with("published_from", published.map(published_from))
        .with("source", record.source.as_ref())
        .with("url", record.url.as_ref())
        .with("section", record.section.as_ref())
        .with("keywords", record.keywords.iter().collect::<Cell>())
        .with("language", record.language.as_ref())
}

fn mention_row(mention: &Mention, whole: &str, offsets: &Offsets) -> Row {
    let span = offsets.of(mention.span);
    let text = whole.get(mention.span.range()).unwrap_or_default();
    let row = |kind: &str| {
        let field = if mention.field == Field::Title { "title" } else { "text" };
        Row::default().with("field", field).with("kind", kind)
    };
    let spanned = |row: Row| row.with("start", span.start).with("end", span.end).with("text", text);
    match &mention.kind {
        MentionKind::Person { name, role } => {
            spanned(row("person")).with("name", &**name).with("role", role.as_deref())
        }
        MentionKind::Organization { name } => spanned(row("organization")).with("name", &**name),
        MentionKind::Place { form, place } => {
            let form = match form {
                crate::article::PlaceForm::Name => "name",
                crate::article::PlaceForm::Demonym => "demonym",
            };
            spanned(row("place").with("form", form))
                .with("name", &place.name)
                .with("feature", Some(place.feature.as_str()).filter(|feature| !feature.is_empty()))
                .with("path", place.path.iter().collect::<Cell>())
                .with("country", place.country.as_ref())
                .with("lat", place.is_resolved().then_some(place.lat))
                .with("lon", place.is_resolved().then_some(place.lon))
                .with("geonames", place.is_resolved().then_some(place.geonames))
        }
        MentionKind::Date(timex) => spanned(row("date"))
            .with("type", timex_type(timex))
            .with("value", &timex.value)
            .with("from", timex.days.map(|days| days.from.to_string()))
            .with("to", timex.days.map(|days| days.to.to_string())),
    }
}

/// A mention's row with the stage and the rule that made it, and for places what the choice was made over.
fn explained(row: Row, mention: &Mention) -> Row {
    let row = row.with("stage", mention.origin.map(|origin| origin.stage.as_str()));
    match &mention.kind {
        MentionKind::Date(timex) => row.with("rule", &timex.rule),
        kind => {
            let row = row.with("rule", mention.origin.map(|origin| origin.rule));
            let weighed = mention.origin.and_then(|origin| origin.weighed);
            let row = row.with("evidence", weighed.map(|weighed| weighed.explanation()));
            if let MentionKind::Place { place, .. } = kind {
                row.with("explanation", place.runner_up.as_ref().map(RunnerUp::explanation))
            } else {
                row
            }
        }
    }
}

/// The type of a date mention as TimeML writes it.
pub(super) fn timex_type(timex: &Timex) -> &'static str {
    match timex.timex_type {
        TimexType::Date => "DATE",
        TimexType::Time => "TIME",
        TimexType::Duration => "DURATION",
        TimexType::Set => "SET",
    }
}

/// How exactly a publication date is known, in a word.
pub(super) fn precision(published: &Published) -> &'static str {
    match published.precision {
        Precision::Second => "second",
        Precision::Minute => "minute",
        Precision::Day => "day",
        Precision::Month => "month",
        Precision::Year => "year",
    }
}

/// The row of an article or a hit with whether its day of publication is still to come.
#[must_use]
pub fn with_future(mut row: Row, published: Option<&Published>, today: Day) -> Row {
    let is_in_future = published.is_some_and(|published| published.is_in_future(today));
    let place = row.0.iter().position(|(name, _)| *name == "published_from").map_or(row.0.len(), |at| at + 1);
    row.0.insert(place, (PUBLISHED_IN_FUTURE, is_in_future.into()));
    row
}

/// The field that says whether a day of publication is still to come.
pub(super) const PUBLISHED_IN_FUTURE: &str = "published_in_future";

/// What a publication date was taken from, in a word or two.
pub(super) fn published_from(published: &Published) -> &'static str {
    published.from.as_str()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::article::PublishedFrom;
    use crate::article::{Dateline, DayRange, Origin, Place, PlaceForm, Record, Span, Stage};
    use std::sync::Arc;

    /// A small article with a mention of each kind.
    pub(in crate::output) fn example() -> Article {
        let text = "Zürich, Jan. 23 – On Friday Ann Smith of the Red Cross met Swiss reporters.\n\nTalks go on.";
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let day = Day::from_civil(2026, 1, 23).unwrap();
        let place = Arc::new(Place {
            geonames: 2_658_434,
            name: "Switzerland".to_owned(),
            feature: "country".to_owned(),
            path: vec!["Europe".to_owned(), "Switzerland".to_owned()],
            country: Some("CH".to_owned()),
            lat: 47.0,
            lon: 8.0,
            ..Place::default()
        });
        let timex = Timex {
            timex_type: TimexType::Date,
            value: "2026-01-23".to_owned(),
            days: Some(DayRange::day(day)),
            rule: "weekday".to_owned(),
        };
        let mention = |words, kind| Mention { field: Field::Text, span: span(words), kind, origin: None };
        let split = text.find("Talks").unwrap();
        Article {
            id: "k3v9abcdefgh".to_owned(),
            path: "seeds/a.txt".to_owned(),
            item: 0,
            record: Record {
                title: "Red Cross talks in Zürich".to_owned(),
                authors: vec!["Bo Lee".to_owned()],
                dateline: Some(Dateline { place: Some("Zürich".to_owned()), date: Some("Jan. 23".to_owned()) }),
                published: Some(Published { day, at: None, precision: Precision::Day, from: PublishedFrom::Dateline }),
                source: Some("Meridian Post".to_owned()),
                language: Some("en".to_owned()),
                text: text.to_owned(),
                ..Record::default()
            },
            passages: vec![Span::new(0, split), Span::new(split, text.len())],
            sentences: Vec::new(),
            mentions: vec![
                mention("Friday", MentionKind::Date(timex)),
                Mention {
                    origin: Some(Origin { stage: Stage::Tagger, rule: "PER", weighed: None }),
                    ..mention("Ann Smith", MentionKind::Person { name: "Ann Smith".into(), role: None })
                },
                mention("Red Cross", MentionKind::Organization { name: "Red Cross".into() }),
                mention("Swiss", MentionKind::Place { form: PlaceForm::Demonym, place }),
            ],
            fingerprint: Vec::new(),
        }
    }

    #[test]
    fn the_json_of_an_article() {
        let row = article_row(&example(), OffsetUnit::Bytes, false);
        insta::assert_snapshot!(serde_json::to_string(&row).unwrap().replace("},{", "},\n{"));
    }

    #[test]
    fn a_change_and_a_version_are_given_where_they_are_known() {
        let mut article = example();
        let json = |article: &Article| serde_json::to_value(article_row(article, OffsetUnit::Bytes, false)).unwrap();
        assert_eq!(json(&article).get("updated_at"), None);
        article.record.updated_at = Some("2026-01-24T08:15:00".to_owned());
        article.record.version = Some(3);
        let json = json(&article);
        assert_eq!((json["updated_at"].as_str(), json["version"].as_u64()), (Some("2026-01-24T08:15:00"), Some(3)));
    }

    #[test]
    fn explanations_are_added_where_they_are_asked_for() {
        let json = |explain| serde_json::to_value(article_row(&example(), OffsetUnit::Bytes, explain)).unwrap();
        let (plain, explained) = (json(false), json(true));
        assert_eq!(plain["mentions"][1].get("stage"), None);
        assert_eq!(explained["mentions"][1]["stage"], "tagger");
        assert_eq!(explained["mentions"][1]["rule"], "PER");
        assert_eq!(explained["mentions"][0]["rule"], "weekday");
    }

    #[test]
    fn offsets_hold_in_both_units() {
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars] {
            let json = serde_json::to_value(article_row(&example(), unit, false)).unwrap();
            let text = json["text"].as_str().unwrap();
            for mention in json["mentions"].as_array().unwrap() {
                let (start, end) =
                    (mention["start"].as_u64().unwrap() as usize, mention["end"].as_u64().unwrap() as usize);
                let found = match unit {
                    OffsetUnit::Bytes => text[start..end].to_owned(),
                    OffsetUnit::Chars => text.chars().skip(start).take(end - start).collect(),
                };
                assert_eq!(Some(found.as_str()), mention["text"].as_str());
            }
        }
    }

    #[test]
    fn rows_of_a_table_have_the_same_columns() {
        let columns =
            |article: &Article| article_table_row(article).0.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let mut other = example();
        other.record.mended = true;
        other.record.version = Some(2);
        assert_eq!(columns(&other), columns(&example()));
    }

    #[test]
    fn tables_name_each_entity_once() {
        let row = article_table_row(&example());
        assert_eq!(row.get("people").unwrap().flat(), "Ann Smith");
        assert_eq!(row.get("passages").unwrap().flat(), "2");
    }
}
