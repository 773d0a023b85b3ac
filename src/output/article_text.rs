//! An article as text for a person: what is known of it, its passages with the mentions in colour, then who, where and when.

use super::date_text;
use super::hit_text::{names_text, published_day_text};
use super::wrap::{Mark, one_line, wrap};
use super::{Role, Style, sanitize};
use crate::article::{Article, Field, MentionKind, PlaceForm, RunnerUp, Span};
use std::io::{self, Write};
use std::ops::RangeInclusive;

/// Which passages of an article are shown, and which one is meant (both from 1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Passages; all if absent.
    pub passages: Option<RangeInclusive<usize>>,
    /// The passage that was asked for or found.
    pub marked: Option<usize>,
    /// Whether each mention's reading is listed with the reason.
    pub explain: bool,
}

/// Writes an article.
///
/// # Errors
/// When the output cannot be written.
pub fn article_text(out: &mut dyn Write, style: Style, article: &Article, shown: &Shown) -> io::Result<()> {
    head(out, style, article)?;
    let count = article.passages.len();
    let passages = shown.passages.clone().unwrap_or(1..=count);
    let digits = count.to_string().len();
    for number in passages.clone().filter(|number| (1..=count).contains(number)) {
        writeln!(out)?;
        let span = article.passages[number - 1];
        let (pointer, role) = if shown.marked == Some(number) { (">", Role::Match) } else { (" ", Role::Dim) };
        let marks = mention_marks(article, span);
        let text = article.record.text.get(span.range()).unwrap_or_default();
        let label = format!("{pointer}{number:>digits$}  ");
        for (at, line) in wrap(style, text, &marks, style.width.saturating_sub(label.len()), 0).iter().enumerate() {
            if at == 0 {
                writeln!(out, "{}{line}", style.paint(role, &label))?;
            } else {
                writeln!(out, "{}{line}", " ".repeat(label.len()))?;
            }
        }
    }
    let within = shown.passages.as_ref().map(|_| {
        let inside: Vec<Span> =
            passages.filter_map(|number| article.passages.get(number.wrapping_sub(1))).copied().collect();
        Span { start: inside.first().map_or(0, |span| span.start), end: inside.last().map_or(0, |span| span.end) }
    });
    entities(out, style, article, within)?;
    if shown.explain { explanations(out, style, article, within) } else { Ok(()) }
}

fn head(out: &mut dyn Write, style: Style, article: &Article) -> io::Result<()> {
    let record = &article.record;
    let title = if record.title.is_empty() { "(untitled)" } else { &record.title };
    for line in wrap(style, title, &[(0..title.len(), Role::Title)], style.width, 0) {
        writeln!(out, "{line}")?;
    }
    let dateline = record.dateline.as_ref().map(|dateline| {
        [dateline.place.as_deref(), dateline.date.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let published = record.published.as_ref().map(|published| {
        let day = published_day_text(published) + style.future(published);
        let notes = [published.at.clone(), published.from.rule().map(str::to_owned)];
        let notes = notes.into_iter().flatten().map(|note| format!(" ({note})"));
        day + &notes.collect::<String>()
    });
    let whole_path =
        if article.item > 0 { format!("{}, item {}", article.path, article.item) } else { article.path.clone() };
    for (label, value) in [
        ("id", Some(article.id.clone())),
        ("source", record.source.clone()),
        ("published", Some(published.unwrap_or_else(|| "not known".to_owned()))),
        ("updated", record.updated_at.clone()),
        ("by", Some(record.authors.join(", ")).filter(|authors| !authors.is_empty())),
        ("dateline", dateline),
        ("section", record.section.clone()),
        ("keywords", Some(record.keywords.join(", ")).filter(|keywords| !keywords.is_empty())),
        ("language", record.language.clone()),
        ("url", record.url.clone()),
        ("path", Some(whole_path)),
    ] {
        if let Some(value) = value {
            writeln!(out, "{}{}", style.paint(Role::Dim, &format!("{label:<11}")), sanitize::line(&value))?;
        }
    }
    Ok(())
}

/// The mentions of a passage, in the passage's own bytes.
fn mention_marks(article: &Article, passage: Span) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for mention in article.mentions.iter().filter(|mention| mention.field == Field::Text) {
        let inside = passage.contains(mention.span) && !mention.span.is_empty();
        let start = (mention.span.start.saturating_sub(passage.start)) as usize;
        if inside && marks.last().is_none_or(|(last, _)| last.end <= start) {
            marks.push((start..start + mention.span.len(), role(&mention.kind)));
        }
    }
    marks
}

fn role(kind: &MentionKind) -> Role {
    match kind {
        MentionKind::Person { .. } => Role::Person,
        MentionKind::Organization { .. } => Role::Organization,
        MentionKind::Place { .. } => Role::Place,
        MentionKind::Date(_) => Role::Date,
    }
}

/// A name, and how often it is mentioned.
type Counted = (String, usize);

/// Lists each entity once, with how often it is mentioned.
fn entities(out: &mut dyn Write, style: Style, article: &Article, within: Option<Span>) -> io::Result<()> {
    let mut lists: [(&str, Role, Vec<Counted>); 4] = [
        ("people", Role::Person, Vec::new()),
        ("places", Role::Place, Vec::new()),
        ("organizations", Role::Organization, Vec::new()),
        ("dates", Role::Date, Vec::new()),
    ];
    for mention in mentions_within(article, within) {
        let (kind, name) = match &mention.kind {
            MentionKind::Person { name, role } => {
                (0, role.as_ref().map_or_else(|| name.to_string(), |role| format!("{name} ({role})")))
            }
            MentionKind::Place { place, .. } => (1, place_name(&place.path, &place.name)),
            MentionKind::Organization { name } => (2, name.to_string()),
            MentionKind::Date(timex) => {
                let written = written(article, mention.field, mention.span);
                (3, date_text::mention_text(written, timex.days))
            }
        };
        let list = &mut lists[kind].2;
        // The role of a person is shown once.
        let same = |(known, _): &&mut Counted| {
            let bare = |name: &str| {
                if kind == 0 { name.split(" (").next().unwrap_or(name).to_owned() } else { name.to_owned() }
            };
            bare(known) == bare(&name)
        };
        match list.iter_mut().find(same) {
            Some((known, count)) => {
                *count += 1;
                if kind == 0 && name.len() > known.len() && !known.contains(" (") {
                    *known = name;
                }
            }
            None => list.push((name, 1)),
        }
    }
    if lists.iter().any(|(.., names)| !names.is_empty()) {
        writeln!(out)?;
    }
    for (label, role, names) in &lists {
        let shown: Vec<String> = names
            .iter()
            .map(|(name, count)| if *count > 1 { format!("{name} ×{count}") } else { name.clone() })
            .collect();
        names_text(out, style, "", label, *role, &shown)?;
    }
    Ok(())
}

/// Lists each mention with its reading, what made it, and for places what it was chosen over.
fn explanations(out: &mut dyn Write, style: Style, article: &Article, within: Option<Span>) -> io::Result<()> {
    writeln!(out)?;
    for mention in mentions_within(article, within) {
        let (reading, why) = match &mention.kind {
            MentionKind::Person { name, role } => (name.to_string(), role.as_deref().unwrap_or_default().to_owned()),
            MentionKind::Organization { name } => (name.to_string(), String::new()),
            MentionKind::Place { place, .. } if !place.is_resolved() => {
                (place.name.clone(), format!("{} unresolved", place.feature).trim_start().to_owned())
            }
            MentionKind::Place { form, place } => {
                let demonym = if *form == PlaceForm::Demonym { "demonym; " } else { "" };
                let why = place.runner_up.as_ref().map(RunnerUp::explanation).unwrap_or_default();
                (place_name(&place.path, &place.name), format!("{demonym}{} {}; {why}", place.feature, place.geonames))
            }
            MentionKind::Date(timex) => {
                let days = timex.days.map_or_else(|| "no days".to_owned(), date_text::range_text);
                (days, format!("rule {}, value {}", timex.rule, timex.value))
            }
        };
        let mention_text =
            one_line(Style { color: false, ..style }, written(article, mention.field, mention.span), &[]);
        let why = why.trim_end_matches("; ");
        let origin = mention.origin.map(|origin| format!("{}: {}", origin.stage.as_str(), origin.rule));
        let weighed = mention.origin.and_then(|origin| origin.weighed).map(|weighed| weighed.explanation());
        let why = [Some(why.to_owned()).filter(|why| !why.is_empty()), origin, weighed].into_iter().flatten();
        let why = why.collect::<Vec<_>>().join("; ");
        let why = if why.is_empty() { String::new() } else { format!("  {}", sanitize::line(&why)) };
        writeln!(
            out,
            "{}  {}{}",
            style.paint(role(&mention.kind), &mention_text),
            sanitize::line(&reading),
            style.paint(Role::Dim, &why)
        )?;
    }
    Ok(())
}

fn mentions_within(article: &Article, within: Option<Span>) -> impl Iterator<Item = &crate::article::Mention> {
    article.mentions.iter().filter(move |mention| {
        within.is_none_or(|within| mention.field == Field::Text && within.contains(mention.span))
    })
}

fn written(article: &Article, field: Field, span: Span) -> &str {
    let whole = match field {
        Field::Title => &article.record.title,
        Field::Text => &article.record.text,
    };
    whole.get(span.range()).unwrap_or_default()
}

/// "Donetsk, Ukraine": the place and its country, where the path has one.
fn place_name(path: &[String], name: &str) -> String {
    match path.get(1) {
        Some(country) if path.len() > 2 => format!("{name}, {country}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::article::tests::example;
    use super::*;

    fn text(style: Style, shown: &Shown) -> String {
        let mut out = Vec::new();
        article_text(&mut out, style, &example(), shown).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_whole_article() {
        insta::assert_snapshot!(text(Style::default(), &Shown { marked: Some(2), explain: true, ..Shown::default() }));
    }

    #[test]
    fn one_passage() {
        let shown = text(Style::default(), &Shown { passages: Some(2..=2), marked: Some(2), explain: false });
        assert!(shown.contains(">2  Talks go on.") && !shown.contains("Friday"), "{shown}");
    }

    #[test]
    fn passages_that_are_not_there_are_not_shown() {
        let shown = text(Style::default(), &Shown { passages: Some(0..=9), marked: None, explain: false });
        assert!(shown.contains(" 1  ") && shown.contains(" 2  "), "{shown}");
    }
}
