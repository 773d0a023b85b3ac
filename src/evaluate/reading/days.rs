//! Pages with the day on which they were published: a folder of pages with `expected.json`, a list of `{file, url, date}`.
//!
//! A page without a day costs recall, a wrong day recall and precision. Pages whose day is not known are passed over.

use super::{EvaluateError, cell, io, read, share};
use crate::{
    article::{Day, Record},
    temporal, text,
};
use serde_json::Value;
use std::{
    collections::HashMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The file with the days of the pages beside it.
pub(super) const EXPECTED: &str = "expected.json";

/// What came of the pages of all judged folders.
#[derive(Default)]
pub(super) struct Days {
    /// The expected days of a folder by the names of its files.
    folders: HashMap<PathBuf, HashMap<String, Day>>,
    right: usize,
    wrong: Vec<String>,
    none: Vec<String>,
}

impl Days {
    /// Reads what is expected in a folder; false where it is of another kind.
    pub(super) fn open(&mut self, folder: &Path) -> Result<bool, EvaluateError> {
        if self.folders.contains_key(folder) {
            return Ok(true);
        }
        let path = folder.join(EXPECTED);
        if !path.is_file() {
            return Ok(false);
        }
        // Python writes a day that is not known as NaN.
        let text = fs::read_to_string(&path).map_err(io(&path))?.replace(": NaN", ": null");
        let Ok(Value::Array(list)) = serde_json::from_str(&text) else { return Ok(false) };
        let days: HashMap<String, Day> = list
            .iter()
            .filter_map(|entry| {
                let day = temporal::parse_timestamp(entry["date"].as_str()?)?.day;
                Some((entry["file"].as_str()?.to_owned(), day))
            })
            .collect();
        let is_of_days = !days.is_empty();
        if is_of_days {
            self.folders.insert(folder.to_owned(), days);
        }
        Ok(is_of_days)
    }

    /// Judges a page of a folder that was opened.
    pub(super) fn judge(&mut self, file: &Path) -> Result<(), EvaluateError> {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let folder = file.parent().unwrap_or(file);
        let Some(expected) = self.folders.get(folder).and_then(|days| days.get(&name)).copied() else { return Ok(()) };
        let (found, _) = read(&name, &fs::read(file).map_err(io(file))?);
        match found.into_iter().find_map(Result::ok).and_then(|record| day_of(&record)) {
            Some(day) if day == expected => self.right += 1,
            Some(day) => self.wrong.push(format!("| {} | {expected} | {day} |", cell(&name))),
            None => self.none.push(format!("| {} | {expected} | |", cell(&name))),
        }
        Ok(())
    }

    /// The table; empty where no page was judged.
    pub(super) fn to_markdown(&self) -> String {
        let dated = self.right + self.wrong.len();
        let all = dated + self.none.len();
        if all == 0 {
            return String::new();
        }
        let mut report = String::from("\n## Days of pages\n\n| measure | share | of |\n|---|---|---|\n");
        for (name, count, of) in [
            ("right", self.right, all),
            ("wrong", self.wrong.len(), all),
            ("without a day", self.none.len(), all),
            ("right of those with a day (precision)", self.right, dated),
        ] {
            let (percent, of) = share(count, of);
            let _ = writeln!(report, "| {name} | {percent} | {of} |");
        }
        report += "\n| page | expected | found |\n|---|---|---|\n";
        for row in self.wrong.iter().chain(&self.none) {
            report += row;
            report.push('\n');
        }
        report
    }
}

/// The day of an article, as an index would have it: that of its metadata, else of its dateline and prose.
fn day_of(record: &Record) -> Option<Day> {
    let language = record.language.as_deref().or_else(|| text::detect_language(&record.text));
    let inferred = || {
        temporal::infer_published(&temporal::Evidence {
            language,
            dateline: record.dateline.as_ref().and_then(|dateline| dateline.date.as_deref()),
            title: &record.title,
            text: &record.text,
            file_name: None,
            seen: None,
        })
    };
    record.published.clone().or_else(inferred).map(|published| published.day)
}
