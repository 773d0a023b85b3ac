//! The state of an index, as text and as a row.

use super::date_text::day_text;
use super::{Cell, Role, Row, SCHEMA_VERSION, Style, sanitize};
use crate::search::Status;
use std::io::{self, Write};

/// Failures and languages that the text lists; the rest is counted.
const MOST_LISTED: usize = 10;

/// How much of a status is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overview {
    /// Articles, days and roots, for `dateline` without a command.
    Brief,
    /// Everything.
    Full,
}

/// The row of a status.
#[must_use]
pub fn status_row(status: &Status) -> Row {
    let pairs = |pairs: &[(String, String)], first: &'static str, second: &'static str| -> Cell {
        pairs.iter().map(|(a, b)| Row::default().with(first, a).with(second, b)).collect()
    };
    let languages: Cell = status
        .languages
        .iter()
        .map(|(language, articles)| Row::default().with("language", language).with("articles", *articles))
        .collect();
    Row::default()
        .with("schema_version", SCHEMA_VERSION)
        .with("index", &status.index)
        .with("articles", status.articles)
        .with("passages", status.passages)
        .with("inputs", status.inputs)
        .with("index_bytes", status.index_bytes)
        .with("text_bytes", status.text_bytes)
        .with("roots", status.roots.iter().collect::<Cell>())
        .with("failures", pairs(&status.failures, "path", "reason"))
        .with("skipped", pairs(&status.skipped, "path", "reason"))
        .with("segments", status.segments)
        .with("documents", status.documents.0)
        .with("deleted_documents", status.documents.1)
        .with("languages", languages)
        .with("published_from", status.published.map(|days| days.from.to_string()))
        .with("published_to", status.published.map(|days| days.to.to_string()))
        .with("versions", pairs(&status.versions, "part", "version"))
        .with("revision", status.revision)
        .with("updated", status.updated.as_ref())
        .with("checked", status.checked.as_ref())
}

/// Writes a status.
///
/// # Errors
/// When the output cannot be written.
pub fn status_text(out: &mut dyn Write, style: Style, status: &Status, overview: Overview) -> io::Result<()> {
    let mut line = |label: &str, value: &str| {
        writeln!(out, "{}{}", style.paint(Role::Dim, &format!("{label:<11}")), sanitize::line(value))
    };
    line("index", &status.index)?;
    let articles = format!(
        "{} in {} passages, from {} inputs",
        number(status.articles as u64),
        number(status.passages as u64),
        number(status.inputs as u64)
    );
    line("articles", &articles)?;
    if let Some(days) = status.published {
        line("published", &format!("{} to {}", day_text(days.from), day_text(days.to)))?;
    }
    for (at, root) in status.roots.iter().enumerate() {
        line(if at == 0 { "roots" } else { "" }, root)?;
    }
    if overview == Overview::Brief {
        return Ok(());
    }
    if !status.languages.is_empty() {
        let shown = status.languages.iter().take(MOST_LISTED);
        let mut languages: Vec<String> =
            shown.map(|(code, count)| format!("{code} {}", number(*count as u64))).collect();
        if status.languages.len() > MOST_LISTED {
            languages.push(format!("{} more", status.languages.len() - MOST_LISTED));
        }
        line("languages", &languages.join(", "))?;
    }
    let ratio = status.index_bytes as f64 / status.text_bytes.max(1) as f64;
    line("size", &format!("{}, {ratio:.2} times the text ({})", bytes(status.index_bytes), bytes(status.text_bytes)))?;
    let (documents, deleted) = status.documents;
    let share = deleted as f64 * 100.0 / documents.max(1) as f64;
    line("segments", &format!("{}, {share:.0} % of their documents deleted", number(status.segments as u64)))?;
    let minute = |time: &str| time.get(..16).map(|minute| format!("{} UTC", minute.replace('T', " ")));
    let when = |time: Option<&str>| time.map_or_else(|| "never".to_owned(), |time| minute(time).unwrap_or_default());
    line("updated", &format!("{}, revision {}", when(status.updated.as_deref()), status.revision))?;
    line("checksums", &format!("all checked: {}", when(status.checked.as_deref())))?;
    let versions: Vec<String> = status.versions.iter().map(|(part, version)| format!("{part} {version}")).collect();
    if !versions.is_empty() {
        line("versions", &versions.join(", "))?;
    }
    if !status.skipped.is_empty() {
        line("skipped", &format!("{} (--skipped lists them)", number(status.skipped.len() as u64)))?;
    }
    line("failures", &if status.failures.is_empty() { "none".to_owned() } else { status.failures.len().to_string() })?;
    for (path, reason) in status.failures.iter().take(MOST_LISTED) {
        line("", &format!("{path}: {reason}"))?;
    }
    if status.failures.len() > MOST_LISTED {
        line("", &format!("{} more (--skipped lists them all)", status.failures.len() - MOST_LISTED))?;
    }
    Ok(())
}

/// A number with its thousands apart: 316,000.
#[must_use]
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A size in decimal units: 1.2 MB.
#[must_use]
pub fn bytes(n: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut size = n as f64;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{n} B") } else { format!("{size:.1} {}", units[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Day, DayRange};

    #[test]
    fn numbers_and_sizes() {
        assert_eq!([number(0), number(999), number(1000), number(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([bytes(12), bytes(1500), bytes(999_999_999)], ["12 B", "1.5 kB", "1.0 GB"]);
    }

    #[test]
    fn a_status() {
        let status = Status {
            index: "index".to_owned(),
            articles: 1250,
            passages: 5003,
            inputs: 40,
            index_bytes: 900_000,
            text_bytes: 1_000_000,
            roots: vec!["/news/a".to_owned(), "/news/b".to_owned()],
            failures: vec![("b/broken.json".to_owned(), "line 3: unexpected end".to_owned())],
            skipped: vec![("b/picture.png".to_owned(), "a PNG image".to_owned())],
            segments: 4,
            documents: (6000, 300),
            languages: vec![("en".to_owned(), 1200), ("de".to_owned(), 50)],
            published: Some(DayRange::new(Day(20_000), Day(20_400))),
            versions: vec![("schema".to_owned(), "1".to_owned())],
            revision: 3,
            updated: Some("2026-01-24T10:00:00Z".to_owned()),
            checked: None,
        };
        let mut out = Vec::new();
        status_text(&mut out, Style::default(), &status, Overview::Full).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
        assert_eq!(serde_json::to_value(status_row(&status)).unwrap()["failures"][0]["path"], "b/broken.json");
    }
}
