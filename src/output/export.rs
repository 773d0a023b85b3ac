//! Passages and mentions of an article as rows of their own, and places as GeoJSON: what `export` writes.

use super::article::{published_from, timex_type};
use super::offsets::Offsets;
use super::{Cell, OffsetUnit, Row, SCHEMA_VERSION, sanitize};
use crate::article::{Article, Field, Mention, MentionKind, PlaceForm};
use std::io::{self, Write};

/// The fields of the article in every record.
fn of_article(row: Row, article: &Article) -> Row {
    let record = &article.record;
    row.with("title", &record.title)
        .with("published", record.published.as_ref().map(|published| published.day.to_string()))
        .with("published_from", record.published.as_ref().map(published_from))
        .with("source", record.source.as_ref())
        .with("url", record.url.as_ref())
        .with("path", &article.path)
        .with("item", article.item)
        .with("language", record.language.as_ref())
}

/// The row of one passage, by its number from 1; `start` and `end` are its place in the article's text.
#[must_use]
pub fn passage_row(article: &Article, number: usize, unit: OffsetUnit) -> Option<Row> {
    let span = *article.passages.get(number.checked_sub(1)?)?;
    let text = article.record.text.get(span.range())?;
    let offset = Offsets::new(&article.record.text, unit).of(span);
    let row = Row::default()
        .with("schema_version", SCHEMA_VERSION)
        .with("article", &article.id)
        .with("passage", number)
        .with("start", offset.start)
        .with("end", offset.end);
    let inside = |mention: &&Mention| mention.field == Field::Text && span.contains(mention.span);
    let names = |wanted: fn(&MentionKind) -> Option<&str>| {
        let mut names: Vec<&str> = Vec::new();
        for name in article.mentions.iter().filter(inside).filter_map(|mention| wanted(&mention.kind)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.into_iter().collect::<Cell>()
    };
    let row = of_article(row, article)
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
        .with("text", text);
    Some(row)
}

/// One row a mention of the kinds wanted; all rows have the same columns, so that they make a table.
pub fn mention_rows(article: &Article, unit: OffsetUnit, wanted: &dyn Fn(&MentionKind) -> bool) -> Vec<Row> {
    let title = Offsets::new(&article.record.title, unit);
    let text = Offsets::new(&article.record.text, unit);
    let mentions = article.mentions.iter().filter(|mention| wanted(&mention.kind));
    mentions
        .map(|mention| {
            let offset = match mention.field {
                Field::Title => title.of(mention.span),
                Field::Text => text.of(mention.span),
            };
            let row = Row::default()
                .with("schema_version", SCHEMA_VERSION)
                .with("article", &article.id)
                .with("passage", passage_of(article, mention))
                .with("field", if mention.field == Field::Title { "title" } else { "text" })
                .with("start", offset.start)
                .with("end", offset.end)
                .with("text", written(article, mention));
            of_article(named(row, &mention.kind), article)
        })
        .collect()
}

/// The number of the passage a mention lies in; a title belongs to the first.
fn passage_of(article: &Article, mention: &Mention) -> usize {
    let holds = |passage: &crate::article::Span| passage.contains(mention.span);
    let found = if mention.field == Field::Title { None } else { article.passages.iter().position(holds) };
    found.unwrap_or(0) + 1
}

fn written<'a>(article: &'a Article, mention: &Mention) -> &'a str {
    let whole = if mention.field == Field::Title { &article.record.title } else { &article.record.text };
    whole.get(mention.span.range()).unwrap_or_default()
}

/// What a mention names; what does not apply to its kind is null.
fn named(row: Row, kind: &MentionKind) -> Row {
    let (word, name, role) = match kind {
        MentionKind::Person { name, role } => ("person", &**name, role.as_deref()),
        MentionKind::Organization { name } => ("organization", &**name, None),
        MentionKind::Place { place, .. } => ("place", place.name.as_str(), None),
        MentionKind::Date(timex) => ("date", timex.value.as_str(), None),
    };
    let place = if let MentionKind::Place { place, form } = kind { Some((place, *form)) } else { None };
    let located = place.map(|(place, _)| place).filter(|place| place.is_resolved());
    let timex = if let MentionKind::Date(timex) = kind { Some(timex) } else { None };
    let days = timex.and_then(|timex| timex.days);
    row.with("kind", word)
        .with("name", name)
        .with("role", role)
        .with("type", timex.map(timex_type))
        .with("from", days.map(|days| days.from.to_string()))
        .with("to", days.map(|days| days.to.to_string()))
        .with("form", place.map(|(_, form)| if form == PlaceForm::Name { "name" } else { "demonym" }))
        .with("feature", place.map(|(place, _)| place.feature.as_str()).filter(|feature| !feature.is_empty()))
        .with("within", place.map(|(place, _)| place.path.iter().collect::<Cell>()))
        .with("country", place.and_then(|(place, _)| place.country.as_ref()))
        .with("lat", located.map(|place| place.lat))
        .with("lon", located.map(|place| place.lon))
        .with("geonames", located.map(|place| place.geonames))
}

/// A place mention as a GeoJSON feature (RFC 7946): a point, longitude first; none where it is not known where the place lies.
#[must_use]
pub fn feature_row(article: &Article, mention: &Mention) -> Option<Row> {
    let MentionKind::Place { place, .. } = &mention.kind else { return None };
    if !place.is_resolved() {
        return None;
    }
    let point =
        Row::default().with("type", "Point").with("coordinates", [place.lon, place.lat].into_iter().collect::<Cell>());
    let properties = Row::default()
        .with("name", &place.name)
        .with("feature", &place.feature)
        .with("within", place.path.iter().collect::<Cell>())
        .with("country", place.country.as_ref())
        .with("geonames", place.geonames)
        .with("text", written(article, mention))
        .with("article", &article.id)
        .with("passage", passage_of(article, mention));
    let properties = of_article(properties, article);
    Some(Row::default().with("type", "Feature").with("geometry", point).with("properties", properties))
}

/// A GeoJSON feature collection being written.
pub struct FeatureCollection<'a> {
    out: &'a mut dyn Write,
    written: usize,
}

/// Begins a feature collection.
///
/// # Errors
/// When the output cannot be written.
pub fn geojson(out: &mut dyn Write) -> io::Result<FeatureCollection<'_>> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    Ok(FeatureCollection { out, written: 0 })
}

impl FeatureCollection<'_> {
    /// Writes one feature.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn feature(&mut self, feature: &Row) -> io::Result<()> {
        let separator = if self.written == 0 { "\n" } else { ",\n" };
        self.written += 1;
        write!(self.out, "{separator}{}", sanitize::json(&serde_json::to_string(feature)?))
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(self) -> io::Result<()> {
        writeln!(self.out, "\n]}}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::article::tests::example;
    use super::*;

    #[test]
    fn a_passage_and_what_is_in_it() {
        let row = passage_row(&example(), 1, OffsetUnit::Bytes).unwrap();
        assert_eq!(row.get("people").unwrap().flat(), "Ann Smith");
        assert_eq!(row.get("dates").unwrap().flat(), "2026-01-23");
        let second = passage_row(&example(), 2, OffsetUnit::Chars).unwrap();
        assert_eq!(second.get("people").unwrap().flat(), "");
        assert_eq!(second.get("text").unwrap().flat(), "Talks go on.");
        assert!(passage_row(&example(), 0, OffsetUnit::Bytes).is_none());
        assert!(passage_row(&example(), 3, OffsetUnit::Bytes).is_none());
    }

    #[test]
    fn mentions_make_a_table() {
        let rows = mention_rows(&example(), OffsetUnit::Bytes, &|_| true);
        let columns = |row: &Row| row.0.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| columns(row) == columns(&rows[0])));
        let places = mention_rows(&example(), OffsetUnit::Bytes, &|kind| matches!(kind, MentionKind::Place { .. }));
        assert_eq!(places.len(), 1);
        assert_eq!(places[0].get("country").unwrap().flat(), "CH");
    }

    #[test]
    fn features_have_longitude_first() {
        let article = example();
        let mut out = Vec::new();
        let mut features = geojson(&mut out).unwrap();
        for row in article.mentions.iter().filter_map(|mention| feature_row(&article, mention)) {
            features.feature(&row).unwrap();
        }
        features.finish().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(json["features"].as_array().map(Vec::len), Some(1));
        assert_eq!(json["features"][0]["geometry"]["coordinates"], serde_json::json!([8.0, 47.0]));
        assert_eq!(json["features"][0]["properties"]["text"], "Swiss");
    }
}
