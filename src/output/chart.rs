//! Counts with bars and timelines as histograms: text and rows.

use super::date_text::range_text;
use super::wrap::{columns, shorten};
use super::{Cell, Role, Row, SCHEMA_VERSION, Style, sanitize};
use crate::article::DayRange;
use crate::search::{Count, CountKind, Counts, Series, Timeline};
use std::io::{self, Write};

/// Columns of the longest bar.
const BAR: usize = 32;
/// Parts of a column that a bar can end with.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The rows of counts.
pub fn count_rows(counts: &Counts, kind: CountKind) -> impl Iterator<Item = Row> {
    counts.rows.iter().map(move |count| {
        let row =
            Row::default().with("schema_version", SCHEMA_VERSION).with("name", &count.name).with("count", count.count);
        let row = row.with("share", count.share);
        let row = if let Some(ratio) = count.significance { row.with("significance", ratio) } else { row };
        if kind != CountKind::Places {
            return row;
        }
        row.with("path", count.path.iter().collect::<Cell>())
            .with("country", count.country.as_ref())
            .with("lat", count.coordinates.map(|(lat, _)| lat))
            .with("lon", count.coordinates.map(|(_, lon)| lon))
            .with("geonames", count.geonames)
    })
}

/// Writes counts, the longest bar standing for the most frequent.
///
/// # Errors
/// When the output cannot be written.
pub fn counts_text(out: &mut dyn Write, style: Style, counts: &Counts) -> io::Result<()> {
    let most = counts.rows.iter().map(|row| row.count).max().unwrap_or(0);
    let digits = most.to_string().len();
    let room = style.width.saturating_sub(digits + 4);
    let bar_width = BAR.min(room / 3);
    let names: Vec<(String, String)> =
        counts.rows.iter().map(|count| name_and_where(count, room - bar_width)).collect();
    let widest = names.iter().map(|(name, inside)| columns(name) + columns(inside)).max().unwrap_or(0);
    for (count, (name, inside)) in counts.rows.iter().zip(&names) {
        let padding = " ".repeat(widest - columns(name) - columns(inside));
        let shown = bar(count.count, most, bar_width);
        writeln!(
            out,
            "{name}{}{padding}  {:>digits$}  {}",
            style.paint(Role::Dim, inside),
            count.count,
            style.paint(Role::Bar, &shown)
        )?;
    }
    Ok(())
}

/// A name, and for a place what it lies in: the smallest unit and the country, not the continent.
fn name_and_where(count: &Count, width: usize) -> (String, String) {
    let name = shorten(&sanitize::line(&count.name), width);
    let above = count.path.len().saturating_sub(1);
    let inside: Vec<&str> = count.path.iter().take(above).skip(1).rev().map(String::as_str).collect();
    if inside.is_empty() {
        return (name, String::new());
    }
    let room = width.saturating_sub(columns(&name));
    let inside = shorten(&format!(", {}", sanitize::line(&inside.join(", "))), room);
    let inside = if columns(&inside) < 5 { String::new() } else { inside };
    (name, inside)
}

/// A bar of `count / most` of the width; anything over zero shows.
fn bar(count: usize, most: usize, width: usize) -> String {
    if most == 0 {
        return String::new();
    }
    let eighths = (count * width * 8).div_ceil(most);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// The rows of a timeline.
pub fn timeline_rows(timeline: &Timeline) -> impl Iterator<Item = Row> {
    timeline.buckets.iter().enumerate().map(|(at, (label, days, count))| {
        let row = Row::default()
            .with("schema_version", SCHEMA_VERSION)
            .with("bucket", label)
            .with("from", days.from.to_string())
            .with("to", days.to.to_string())
            .with("count", *count);
        if timeline.by_source.is_empty() {
            return row;
        }
        let part = |series: &Series| {
            Row::default().with("source", &series.source).with("count", series.counts.get(at).copied().unwrap_or(0))
        };
        row.with("sources", timeline.by_source.iter().map(part).collect::<Cell>())
    })
}

/// The label of a bucket; before the common era its days, as people count them.
fn bucket_text(label: &str, days: DayRange) -> String {
    if days.from.civil().0 > 0 { label.to_owned() } else { range_text(days) }
}

/// Writes a histogram over time.
///
/// # Errors
/// When the output cannot be written.
pub fn timeline_text(out: &mut dyn Write, style: Style, timeline: &Timeline) -> io::Result<()> {
    let most = timeline.buckets.iter().map(|(_, _, count)| *count).max().unwrap_or(0);
    let digits = most.to_string().len();
    let labels: Vec<String> = timeline.buckets.iter().map(|(label, days, _)| bucket_text(label, *days)).collect();
    let widest = labels.iter().map(|label| columns(label)).max().unwrap_or(0);
    let width = style.width.saturating_sub(widest + digits + 4).clamp(8, 60);
    for (label, (.., count)) in labels.iter().zip(&timeline.buckets) {
        let role = if *count == 0 { Role::Dim } else { Role::Plain };
        let shown = format!("{label:<widest$}  {count:>digits$}");
        writeln!(
            out,
            "{}",
            format!("{}  {}", style.paint(role, &shown), style.paint(Role::Bar, &bar(*count, most, width))).trim_end()
        )?;
    }
    series_text(out, style, &timeline.by_source)?;
    if timeline.undated > 0 {
        let noun = if timeline.undated == 1 { "story" } else { "stories" };
        writeln!(out, "{}", style.paint(Role::Dim, &format!("undated: {} {noun}", timeline.undated)))?;
    }
    Ok(())
}

/// One line a publisher: its name, its stories, and a spark line over the buckets.
fn series_text(out: &mut dyn Write, style: Style, series: &[Series]) -> io::Result<()> {
    let Some(buckets) = series.first().map(|series| series.counts.len()) else { return Ok(()) };
    writeln!(out)?;
    let total = |series: &Series| series.counts.iter().sum::<usize>();
    let digits = series.iter().map(total).max().unwrap_or(0).to_string().len();
    let most = series.iter().flat_map(|series| &series.counts).copied().max().unwrap_or(0);
    let room = style.width.saturating_sub(digits + 4 + buckets).max(12);
    let names: Vec<String> = series.iter().map(|series| shorten(&sanitize::line(&series.source), room)).collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    for (series, name) in series.iter().zip(&names) {
        let padding = " ".repeat(widest - columns(name));
        let shown = style.paint(Role::Bar, &spark(&series.counts, most)).to_string();
        writeln!(out, "{name}{padding}  {:>digits$}  {shown}", total(series))?;
    }
    Ok(())
}

/// A spark line: one column a count, as high as its part of the most; nothing where there is none.
fn spark(counts: &[usize], most: usize) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let height =
        |count: usize| if count == 0 { ' ' } else { HEIGHTS[(count * 8).div_ceil(most.max(1)).clamp(1, 8) - 1] };
    counts.iter().map(|count| height(*count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Day, DayRange};

    fn count(name: &str, path: &[&str], count: usize) -> Count {
        Count { name: name.to_owned(), path: path.iter().map(|s| (*s).to_owned()).collect(), count, ..Count::default() }
    }

    #[test]
    fn counts_with_bars() {
        let counts = Counts {
            rows: vec![
                count("United States", &["North America", "United States"], 21),
                count("Abu Dhabi", &["Asia", "United Arab Emirates", "Abu Dhabi"], 9),
                count("Anchorage\u{1b}", &["North America", "United States", "Alaska", "Anchorage"], 1),
            ],
            total_rows: 3,
            matching: 21,
            notices: Vec::new(),
        };
        let mut out = Vec::new();
        counts_text(&mut out, Style::default(), &counts).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        United States                      21  ████████████████████████
        Abu Dhabi, United Arab Emirates     9  ██████████▍
        Anchorage␛, Alaska, United States   1  █▎
        ");
    }

    #[test]
    fn a_timeline_with_an_empty_bucket() {
        let day = |day| DayRange::day(Day::from_civil(2026, 1, day).unwrap());
        let bucket = |at, count| (day(at).from.to_string(), day(at), count);
        let timeline =
            Timeline { buckets: vec![bucket(22, 12), bucket(23, 0), bucket(24, 5)], undated: 1, ..Timeline::default() };
        let mut out = Vec::new();
        timeline_text(&mut out, Style { width: 40, ..Style::default() }, &timeline).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        2026-01-22  12  ████████████████████████
        2026-01-23   0
        2026-01-24   5  ██████████
        undated: 1 story
        ");
    }

    #[test]
    fn publishers_get_a_spark_line_each() {
        let series = |source: &str, counts: &[usize]| Series { source: source.to_owned(), counts: counts.to_vec() };
        let mut out = Vec::new();
        series_text(&mut out, Style::default(), &[series("Meridian Post", &[8, 0, 1]), series("Harbour", &[0, 4, 0])])
            .unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        Meridian Post  9  █ ▁
        Harbour        4   ▄ 
        ");
    }

    #[test]
    fn bars_never_hide_a_count() {
        assert_eq!(bar(1, 10_000, 30), "▏");
        assert_eq!(bar(0, 10, 30), "");
        assert_eq!(bar(5, 5, 4), "████");
    }
}
