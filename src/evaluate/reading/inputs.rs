//! Files without expectations: how many articles each gave, and the reasons of those that gave none.

use super::{EvaluateError, cell, io, read};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// Faults of one file that are shown.
const MOST_SHOWN: usize = 3;

/// What was found in the files of a folder.
#[derive(Default)]
pub(super) struct Inputs {
    files: usize,
    articles: usize,
    titled: usize,
    dated: usize,
    bytes: usize,
    time: Duration,
    /// What came of a file, with the names of the files of which it came.
    outcomes: BTreeMap<(usize, String), Vec<String>>,
}

impl Inputs {
    /// Reads one file.
    pub(super) fn read(&mut self, file: &Path) -> Result<(), EvaluateError> {
        let bytes = fs::read(file).map_err(io(file))?;
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let start = Instant::now();
        let (found, error) = read(&name, &bytes);
        self.time += start.elapsed();
        self.files += 1;
        self.bytes += bytes.len();
        let mut articles = 0;
        let mut faults = Vec::new();
        for record in found {
            match record {
                Ok(record) => {
                    articles += 1;
                    self.titled += usize::from(!record.title.is_empty());
                    self.dated += usize::from(record.published.is_some());
                }
                Err(fault) => faults.push(cell(&fault.reason)),
            }
        }
        self.articles += articles;
        faults.extend(error.map(|error| cell(&error.reason)));
        let more = faults.len().saturating_sub(MOST_SHOWN);
        faults.truncate(MOST_SHOWN);
        if more > 0 {
            faults.push(format!("{more} more"));
        }
        self.outcomes.entry((articles, faults.join("; "))).or_default().push(name);
        Ok(())
    }

    /// The table; empty where no file was read.
    pub(super) fn to_markdown(&self, folder: &str) -> String {
        if self.files == 0 {
            return String::new();
        }
        let mut report = format!(
            "\n## {folder}\n\n{} inputs, {:.1} MB, {:.0} MB/s: {} articles, {} with a title, {} with a date\n\n| files | articles each | said |\n|---|---|---|\n",
            self.files,
            self.bytes as f64 / 1e6,
            self.bytes as f64 / 1e6 / self.time.as_secs_f64(),
            self.articles,
            self.titled,
            self.dated,
        );
        for ((articles, said), names) in self.outcomes.iter().rev() {
            let shown: Vec<&str> = names.iter().take(MOST_SHOWN).map(String::as_str).collect();
            let more = names.len().saturating_sub(MOST_SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(report, "| {}{more} | {articles} | {said} |", shown.join(", "));
        }
        report
    }
}
