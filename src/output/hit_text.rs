//! Hits as text for a person: handle, title, source, date, the passage with its matches, and who, where and when.

use super::date_text;
use super::wrap::{Mark, columns, excerpt, one_line, wrap};
use super::{Role, Style, link, sanitize};
use crate::article::{DayRange, Precision, Published, PublishedFrom, Span};
use crate::search::{Diagnosis, Hit, HitDate};
use std::io::{self, Write};

/// Names of one kind that a hit lists; the rest is counted.
const MOST_NAMES: usize = 8;
/// Characters of an id that a handle has at least.
const SHORTEST_ID: usize = 4;

/// For each hit the number of characters that make its id unique among the hits.
#[must_use]
pub fn handle_lengths(hits: &[Hit]) -> Vec<usize> {
    let unique = |hit: &Hit, length: usize| {
        let prefix = hit.article.get(..length);
        hits.iter().all(|other| other.article == hit.article || other.article.get(..length) != prefix)
    };
    hits.iter()
        .map(|hit| {
            let longest = hit.article.len();
            (SHORTEST_ID.min(longest)..=longest).find(|length| unique(hit, *length)).unwrap_or(longest)
        })
        .collect()
}

/// Writes hits, a blank line between them.
///
/// # Errors
/// When the output cannot be written.
pub fn hits_text(out: &mut dyn Write, style: Style, hits: &[Hit]) -> io::Result<()> {
    let indent = hits.last().map_or(1, |hit| hit.rank.to_string().len()) + 2;
    for (at, (hit, id_length)) in hits.iter().zip(handle_lengths(hits)).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        hit_text(out, style, hit, id_length, indent)?;
    }
    Ok(())
}

fn hit_text(out: &mut dyn Write, style: Style, hit: &Hit, id_length: usize, indent: usize) -> io::Result<()> {
    headline(out, style, hit, id_length, indent)?;
    let margin = " ".repeat(indent);
    passage_text(out, style, hit, &margin)?;
    names_of(out, style, hit, &margin)
}

/// The title, and the line with the handle, the outlet and the day.
fn headline(out: &mut dyn Write, style: Style, hit: &Hit, id_length: usize, indent: usize) -> io::Result<()> {
    let margin = " ".repeat(indent);
    let width = style.width.saturating_sub(indent);
    let rank = format!("{:<indent$}", hit.rank);
    let title = if hit.title.is_empty() {
        style.paint(Role::Dim, "(untitled)").to_string()
    } else {
        let marks = painted_between(&hit.title_highlights, hit.title.len());
        wrap(style, &hit.title, &marks, width, 0).join(&format!("\n{margin}"))
    };
    writeln!(out, "{}{title}", style.paint(Role::Dim, &rank))?;

    let handle = format!("{}/{}", &hit.article[..id_length], hit.passage);
    let mut meta = vec![hit.source.as_deref().map_or_else(|| hit.path.clone(), str::to_owned)];
    let published = |published: &Published| published_text(published) + style.future(published);
    meta.push(hit.published.as_ref().map_or_else(|| "undated".to_owned(), published));
    if let Some(language) = hit.language.as_deref().filter(|language| *language != "en") {
        meta.push(language.to_owned());
    }
    if hit.partial {
        meta.push("partial match".to_owned());
    }
    let meta = sanitize::line(&meta.join(" · ")).into_owned();
    let handle = style.paint(Role::Handle, &handle).to_string();
    let address = if style.links { link::address(hit.url.as_deref(), &hit.path) } else { None };
    let handle = address.map_or_else(|| handle.clone(), |address| link::linked(&address, &handle));
    writeln!(out, "{margin}{handle}{}", style.paint(Role::Dim, &format!(" · {meta}")))
}

/// The passage between its neighbours.
fn passage_text(out: &mut dyn Write, style: Style, hit: &Hit, margin: &str) -> io::Result<()> {
    let width = style.width.saturating_sub(margin.len());
    let neighbours = |out: &mut dyn Write, texts: &[String]| -> io::Result<()> {
        for line in texts.iter().flat_map(|text| wrap(style, text, &[], width, 0)) {
            writeln!(out, "{margin}{}", style.paint(Role::Dim, &line))?;
        }
        Ok(())
    };
    neighbours(out, &hit.before)?;
    let marks: Vec<Mark> = hit.highlights.iter().map(|span| (span.range(), Role::Match)).collect();
    let starts: Vec<usize> = hit.sentences.iter().map(|sentence| sentence.range().start).collect();
    for line in excerpt(style, &hit.text, &marks, &starts, width, style.passage_lines) {
        writeln!(out, "{margin}{line}")?;
    }
    neighbours(out, &hit.after)
}

/// Who, where and when, the copies, and what the score is made of.
fn names_of(out: &mut dyn Write, style: Style, hit: &Hit, margin: &str) -> io::Result<()> {
    // "recently" and "three hours" speak of no day; `show` and the formats for programs have them.
    let dates: Vec<String> = hit.dates.iter().filter(|date| date.days.is_some()).map(date_text).collect();
    let copies: Vec<String> = hit.copies.iter().map(copy_text).collect();
    for (label, role, names) in [
        ("people", Role::Person, &hit.people),
        ("places", Role::Place, &hit.places),
        ("organizations", Role::Organization, &hit.organizations),
        ("dates", Role::Date, &dates),
        ("copies", Role::Dim, &copies),
        ("repeats", Role::Dim, &repeats_text(hit.repeats)),
    ] {
        names_text(out, style, margin, label, role, names)?;
    }
    if !hit.explanation.is_empty() {
        let parts: Vec<String> = hit.explanation.iter().map(|(name, part)| format!("{name} {part:.2}")).collect();
        let score = [format!("{:.2}", hit.score)].into_iter().chain(parts).collect::<Vec<_>>();
        names_text(out, style, margin, "score", Role::Dim, &score)?;
    }
    Ok(())
}

/// Title marks in the title's role between the matches, so that the whole headline is bold.
fn painted_between(highlights: &[Span], length: usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = 0;
    for span in highlights.iter().map(|span| span.range()) {
        if at < span.start {
            marks.push((at..span.start, Role::Title));
        }
        at = span.end;
        marks.push((span, Role::Match));
    }
    if at < length {
        marks.push((at..length, Role::Title));
    }
    marks
}

/// A labelled list of names, wrapped, each name in its colour.
pub(super) fn names_text(
    out: &mut dyn Write,
    style: Style,
    margin: &str,
    label: &str,
    role: Role,
    names: &[String],
) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let label_width = label.len().max(6) + 2;
    let most = if style.passage_lines == 0 { usize::MAX } else { MOST_NAMES };
    let mut used = columns(margin) + label_width;
    write!(out, "{margin}{}", style.paint(Role::Dim, &format!("{label:<label_width$}")))?;
    let more = (names.len() > most).then(|| format!("{} more", names.len() - most));
    let shown = names.iter().take(most).map(|name| (name, role)).chain(more.as_ref().map(|more| (more, Role::Dim)));
    for (at, (name, role)) in shown.enumerate() {
        let name = one_line(Style { color: false, ..style }, name, &[]);
        let needed = columns(&name) + if at == 0 { 0 } else { 3 };
        if at > 0 && used + needed > style.width {
            used = columns(margin) + label_width + columns(&name);
            write!(out, "\n{margin}{}", " ".repeat(label_width))?;
        } else {
            used += needed;
            write!(out, "{}", if at == 0 { "" } else { " · " })?;
        }
        write!(out, "{}", style.paint(role, &name))?;
    }
    writeln!(out)
}

/// "2026-01-24", "2026-01 (from the dateline)".
pub(super) fn published_text(published: &Published) -> String {
    let shown = published_day_text(published);
    match published.from {
        PublishedFrom::Metadata => shown,
        PublishedFrom::Given => format!("{shown} (as given)"),
        from => format!("{shown} (from the {})", from.as_str()),
    }
}

/// The day, the month or the year of publication, as exactly as it is known.
pub(super) fn published_day_text(published: &Published) -> String {
    let (year, month, _) = published.day.civil();
    let days = match published.precision {
        Precision::Year => DayRange::months(year, 1, 12),
        Precision::Month => DayRange::months(year, month, 1),
        _ => None,
    };
    date_text::range_text(days.unwrap_or(DayRange::day(published.day)))
}

/// "Thursday night = 2026-01-22"; a date that is its own value is shown once.
fn date_text(date: &HitDate) -> String {
    date_text::mention_text(&date.text, date.days)
}

/// What is said of passages that repeat a hit.
fn repeats_text(repeats: usize) -> Vec<String> {
    match repeats {
        0 => Vec::new(),
        1 => vec!["1 more passage says the same".to_owned()],
        more => vec![format!("{more} more passages say the same")],
    }
}

fn copy_text(copy: &crate::search::Copy) -> String {
    let id = copy.article.get(..SHORTEST_ID).unwrap_or(&copy.article);
    let source = copy.source.as_deref().unwrap_or("unknown source");
    match &copy.published {
        Some(published) => format!("{source} {} ({id})", date_text::day_text(published.day)),
        None => format!("{source} ({id})"),
    }
}

/// Writes why no article matches: the message, then the clauses with their counts.
///
/// # Errors
/// When the output cannot be written.
pub fn diagnosis_text(out: &mut dyn Write, style: Style, diagnosis: &Diagnosis) -> io::Result<()> {
    let message = if diagnosis.message.is_empty() { "nothing found" } else { &diagnosis.message };
    for line in wrap(Style { color: false, ..style }, message, &[], style.width, 0) {
        writeln!(out, "{line}")?;
    }
    let widest = diagnosis.clauses.iter().map(|(clause, _)| columns(clause)).max().unwrap_or(0).min(style.width / 2);
    for (clause, articles) in &diagnosis.clauses {
        let clause = sanitize::line(clause);
        let padding = " ".repeat(widest.saturating_sub(columns(&clause)));
        let role = if *articles == 0 { Role::Error } else { Role::Handle };
        let noun = if *articles == 1 { "article" } else { "articles" };
        writeln!(out, "  {}{padding}  {articles} {noun}", style.paint(role, &clause))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::hit::tests::example;
    use super::*;

    fn shown(style: Style, hits: &[Hit]) -> String {
        let mut out = Vec::new();
        hits_text(&mut out, style, hits).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_hit_without_colour() {
        insta::assert_snapshot!(shown(Style::default(), &[example()]));
    }

    #[test]
    fn a_hit_in_colour_on_a_narrow_terminal() {
        let style = Style { color: true, width: 44, passage_lines: 3, ..Style::default() };
        insta::assert_snapshot!(shown(style, &[example()]).replace('\u{1b}', "^"));
    }

    #[test]
    fn neighbouring_passages_stand_around_the_hit() {
        let hit =
            Hit { before: vec!["What came first.".to_owned()], after: vec!["What followed.".to_owned()], ..example() };
        let text = shown(Style::default(), &[hit]);
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
        assert!(at("What came first.") < at("Envoys flew") && at("progress") < at("What followed."), "{text}");
    }

    #[test]
    fn a_handle_links_to_the_page_only_where_links_are_wanted() {
        let hit = Hit { url: Some("https://example.org/a".to_owned()), ..example() };
        let linked = shown(Style { links: true, ..Style::default() }, std::slice::from_ref(&hit));
        assert!(linked.contains("\u{1b}]8;;https://example.org/a\u{1b}\\k3v9/2\u{1b}]8;;\u{1b}\\ · "), "{linked}");
        assert!(!shown(Style { color: true, ..Style::default() }, &[hit]).contains("\u{1b}]8"));
    }

    #[test]
    fn handles_tell_hits_apart() {
        let hits: Vec<Hit> = ["k3v9aa", "k3v9ab", "zzzzzz", "k3v9aa"]
            .map(|id| Hit { article: id.to_owned(), ..Hit::default() })
            .into_iter()
            .collect();
        assert_eq!(handle_lengths(&hits), [6, 6, 4, 6]);
    }

    #[test]
    fn a_diagnosis() {
        let diagnosis = Diagnosis {
            clauses: vec![("putin".to_owned(), 12), ("-kremlin".to_owned(), 0)],
            message: "no article matches both putin and -kremlin".to_owned(),
        };
        let mut out = Vec::new();
        diagnosis_text(&mut out, Style::default(), &diagnosis).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        no article matches both putin and -kremlin
          putin     12 articles
          -kremlin  0 articles
        ");
    }
}
