//! Feeds with the items that another parser found in them beside them: the layouts of feed-rs and gofeed.
//!
//! Judged are the number of items, and of each item its title, link and published day, where the expectation has one.

use super::{EvaluateError, cell, fold, io, is_day, read, share};
use crate::{
    article::Record,
    formats::{self, ReadErrorKind},
    temporal,
};
use serde_json::Value;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The file with the items expected in a feed.
pub(super) fn expectation(file: &Path) -> Option<PathBuf> {
    let stem = file.file_stem()?.to_str()?;
    let extension = file.extension()?.to_str()?;
    let beside = |name: String| Some(file.with_file_name(name)).filter(|file| file.is_file());
    let plain = || beside(format!("{stem}.json")).filter(|_| extension == "xml");
    beside(format!("{stem}.serde.json")).or_else(|| beside(format!("{stem}_expected.json"))).or_else(plain)
}

/// True for a file that holds the items expected in another one.
pub(super) fn is_expectation(file: &Path) -> bool {
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return false };
    let Some(stem) = name.strip_suffix(".json") else { return false };
    let exists = |name: String| file.with_file_name(name).is_file();
    let stem = stem.strip_suffix(".serde").or_else(|| stem.strip_suffix("_expected")).unwrap_or(stem);
    exists(format!("{stem}.xml")) || name != format!("{stem}.json") && exists(format!("{stem}.json"))
}

/// What was judged, and how often it was right.
#[derive(Default)]
struct Measure {
    right: usize,
    of: usize,
}

/// All judged feeds of a folder.
#[derive(Default)]
pub(super) struct Feeds {
    files: usize,
    bytes: usize,
    time: Duration,
    items: Measure,
    title: Measure,
    link: Measure,
    day: Measure,
    wrong: Vec<String>,
}

impl Feeds {
    /// Judges one feed.
    pub(super) fn judge(&mut self, file: &Path, expected: &Path) -> Result<(), EvaluateError> {
        let expected: Value = serde_json::from_slice(&fs::read(expected).map_err(io(expected))?)
            .map_err(|error| EvaluateError::Malformed { path: expected.to_owned(), reason: error.to_string() })?;
        let items = ["entries", "items"].iter().find_map(|key| expected[*key].as_array());
        let items = items.map_or(&[][..], Vec::as_slice);
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let bytes = fs::read(file).map_err(io(file))?;
        let start = Instant::now();
        let (found, error) = read(&name, &bytes);
        self.time += start.elapsed();
        self.files += 1;
        self.bytes += bytes.len();
        // An item without title and text is no article, but it was seen.
        let counted = found.iter().filter(|record| match record {
            Ok(_) => true,
            Err(error) => error.kind == ReadErrorKind::Empty,
        });
        let count = counted.count();
        let reason = error.filter(|error| error.kind != ReadErrorKind::Empty).map(|error| error.reason);
        let right = count == items.len() && reason.is_none();
        let seen = reason.unwrap_or_else(|| format!("{count} items"));
        note(&mut self.items, &mut self.wrong, right, (&name, "items"), &items.len().to_string(), &seen);
        let blank = Record::default();
        for (at, item) in items.iter().enumerate() {
            let record = found.get(at).and_then(|record| record.as_ref().ok());
            // What the reader named as no article has no values to compare.
            if matches!(found.get(at), Some(Err(error)) if error.kind == ReadErrorKind::Empty) {
                continue;
            }
            let record = record.unwrap_or(&blank);
            if let Some(title) = text(item, &["title"]) {
                let right = [fold(&title), fold(&formats::text_of_html(&title))].contains(&fold(&record.title));
                note(&mut self.title, &mut self.wrong, right, (&name, "title"), &title, &record.title);
            }
            if let Some(link) = link(item) {
                let url = record.url.as_deref().unwrap_or("");
                let right = link.trim_end_matches('/') == url.trim_end_matches('/');
                note(&mut self.link, &mut self.wrong, right, (&name, "link"), &link, url);
            }
            let dates = [
                "publishedParsed",
                "pubDateParsed",
                "published",
                "pubDate",
                "date_published",
                "updatedParsed",
                "updated",
                "date_modified",
            ];
            if let Some(wanted) = text(item, &dates)
                && let Some(timestamp) = temporal::parse_timestamp(&wanted)
            {
                let day = record.published.as_ref().map(|published| published.day);
                let shown = day.map_or_else(String::new, |day| day.to_string());
                note(&mut self.day, &mut self.wrong, is_day(record, &timestamp), (&name, "day"), &wanted, &shown);
            }
        }
        Ok(())
    }

    /// The tables; empty where no feed was judged.
    pub(super) fn to_markdown(&self, folder: &str) -> String {
        if self.files == 0 {
            return String::new();
        }
        let mut report = format!(
            "\n## {folder}: feeds with expected items\n\n{} feeds, {:.1} MB, {:.0} MB/s\n\n| measure | right | of |\n|---|---|---|\n",
            self.files,
            self.bytes as f64 / 1e6,
            self.bytes as f64 / 1e6 / self.time.as_secs_f64()
        );
        let measures =
            [("items", &self.items), ("title", &self.title), ("link", &self.link), ("published day", &self.day)];
        for (name, measure) in measures {
            let (percent, of) = share(measure.right, measure.of);
            let _ = writeln!(report, "| {name} | {percent} | {of} |");
        }
        if !self.wrong.is_empty() {
            report += "\n| feed | what | expected | found |\n|---|---|---|---|\n";
            report += &self.wrong.join("\n");
            report.push('\n');
        }
        report
    }
}

fn note(measure: &mut Measure, wrong: &mut Vec<String>, right: bool, what: (&str, &str), expected: &str, found: &str) {
    measure.of += 1;
    measure.right += usize::from(right);
    if !right {
        wrong.push(format!("| {} | {} | {} | {} |", what.0, what.1, cell(expected), cell(found)));
    }
}

/// The first of some values that is a text, or an object with one.
fn text(item: &Value, keys: &[&str]) -> Option<String> {
    let value = |key: &&str| item[*key].as_str().or_else(|| item[*key]["content"].as_str());
    keys.iter().find_map(value).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The address of an item: that of the story before others.
fn link(item: &Value) -> Option<String> {
    let links = item["links"].as_array().map_or(&[][..], Vec::as_slice);
    let story = |link: &&Value| link["rel"].as_str().is_none_or(|rel| rel == "alternate");
    let listed = links.iter().find(story).or(links.first());
    let href = listed.and_then(|link| link.as_str().or_else(|| link["href"].as_str()).map(str::to_owned));
    text(item, &["link", "url"]).or(href).filter(|link| !link.is_empty())
}
