//! How well pages are read: body, title, authors and date against expected ones.
//!
//! The body's measure is that of public comparisons of article extractors: precision, recall and F1 of 4-grams of words,
//! as in <https://github.com/scrapinghub/article-extraction-benchmark>.

use super::EvaluateError;
use crate::{
    article::Record,
    formats::{self, Options},
    temporal,
};
use serde_json::Value;
use std::{
    collections::HashMap,
    fmt::Write as _,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Judges the reading of pages, and counts what is read elsewhere; returns a report in Markdown.
///
/// A folder that holds `source.html`, `expected.html` and `expected-metadata.json` (the layout of Mozilla's Readability)
/// is a judged page. All other files are read, and their articles and faults counted by folder.
///
/// # Errors
/// When a folder or an expectation cannot be read.
pub fn reading(paths: &[PathBuf]) -> Result<String, EvaluateError> {
    let mut pages = Pages::default();
    let mut counts = Vec::new();
    for path in paths {
        let mut count = Count::default();
        for file in files(path)? {
            let folder = file.parent().unwrap_or(path);
            let judged = folder.join("expected.html").is_file();
            match file.file_name().and_then(|name| name.to_str()) {
                Some("source.html") if judged => pages.judge(folder)?,
                _ if judged => {}
                _ => count.read(&file)?,
            }
        }
        counts.push((path.clone(), count));
    }
    let mut report = String::from("# Reading\n\n`dateline evaluate reading PATH...`\n");
    if !pages.scores.is_empty() {
        report.push_str(&pages.to_markdown());
    }
    for (path, count) in counts.iter().filter(|(_, count)| count.inputs > 0) {
        report.push_str(&count.to_markdown(path));
    }
    Ok(report)
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> EvaluateError + '_ {
    move |source| EvaluateError::Io { path: path.to_owned(), source }
}

/// All files under a path, in order.
fn files(path: &Path) -> Result<Vec<PathBuf>, EvaluateError> {
    let (mut found, mut open) = (Vec::new(), vec![path.to_owned()]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(io(&path))? {
                open.push(entry.map_err(io(&path))?.path());
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The records of an input and the error it ended with.
fn read(name: &str, bytes: &[u8]) -> (Vec<Result<Record, formats::ReadError>>, Option<formats::ReadError>) {
    let mut found = Vec::new();
    let result = formats::read(name, &mut &*bytes, &Options::default(), &mut |one| {
        found.push(one.record);
        ControlFlow::Continue(())
    });
    (found, result.err())
}

/// The scores of one judged page; `None` where nothing is expected.
struct Score {
    name: String,
    precision: f64,
    recall: f64,
    title: Option<bool>,
    author: Option<bool>,
    date: Option<bool>,
}

#[derive(Default)]
struct Pages {
    scores: Vec<Score>,
    bytes: usize,
    time: Duration,
    wrong: Vec<String>,
}

impl Pages {
    fn judge(&mut self, folder: &Path) -> Result<(), EvaluateError> {
        let bytes = |name: &str| fs::read(folder.join(name)).map_err(io(folder));
        let expected: Value = serde_json::from_slice(&bytes("expected-metadata.json")?)
            .map_err(|error| EvaluateError::Malformed { path: folder.to_owned(), reason: error.to_string() })?;
        let page = bytes("source.html")?;
        let start = Instant::now();
        let (found, _) = read("page.html", &page);
        self.time += start.elapsed();
        self.bytes += page.len();
        let record = found.into_iter().find_map(Result::ok).unwrap_or_default();
        let body = String::from_utf8_lossy(&bytes("expected.html")?).into_owned();
        let (precision, recall) = overlap(&formats::text_of_html(&body), &record.text);
        let field = |name: &str| expected[name].as_str().map(str::trim).filter(|value| !value.is_empty());
        let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut judge = |what: &str, wanted: &str, found: &str, right: bool| {
            if !right {
                self.wrong.push(format!("| {name} | {what} | {} | {} |", cell(wanted), cell(found)));
            }
            right
        };
        let title =
            field("title").map(|wanted| judge("title", wanted, &record.title, fold(wanted) == fold(&record.title)));
        let author = field("byline").map(|wanted| {
            let right =
                !record.authors.is_empty() && record.authors.iter().all(|author| fold(wanted).contains(&fold(author)));
            judge("author", wanted, &record.authors.join("; "), right)
        });
        let date = field("publishedTime").map(|wanted| {
            let wanted_day = temporal::parse_timestamp(wanted).map(|timestamp| timestamp.day);
            let found = record.published.as_ref().map(|published| published.day);
            let shown = found.map_or_else(String::new, |day| day.to_string());
            judge("date", wanted, &shown, wanted_day.is_some() && wanted_day == found)
        });
        self.scores.push(Score { name, precision, recall, title, author, date });
        Ok(())
    }

    fn to_markdown(&self) -> String {
        let mean = |value: fn(&Score) -> f64| self.scores.iter().map(value).sum::<f64>() / self.scores.len() as f64;
        let (precision, recall) = (mean(|score| score.precision), mean(|score| score.recall));
        let mut report = format!(
            "\n## Pages with expected body and metadata\n\n{} pages, {:.0} pages/s on one core ({:.1} MB/s)\n\n\
             | measure | value | of |\n|---|---|---|\n| body precision | {precision:.3} | {} |\n| body recall | {recall:.3} | |\n| body F1 | {:.3} | |\n",
            self.scores.len(),
            self.scores.len() as f64 / self.time.as_secs_f64(),
            self.bytes as f64 / 1e6 / self.time.as_secs_f64(),
            self.scores.len(),
            f1(precision, recall),
        );
        let share = |name: &str, value: fn(&Score) -> Option<bool>| {
            let judged: Vec<bool> = self.scores.iter().filter_map(value).collect();
            let right = judged.iter().filter(|right| **right).count();
            format!(
                "| {name} right | {:.1} % | {right} of {} |\n",
                right as f64 * 100.0 / judged.len().max(1) as f64,
                judged.len()
            )
        };
        report += &share("title", |score| score.title);
        report += &share("author", |score| score.author);
        report += &share("published day", |score| score.date);
        let mut worst: Vec<&Score> =
            self.scores.iter().filter(|score| f1(score.precision, score.recall) < 0.95).collect();
        worst.sort_by(|a, b| f1(a.precision, a.recall).total_cmp(&f1(b.precision, b.recall)));
        report += "\nBodies under F1 0.95:\n\n| page | precision | recall |\n|---|---|---|\n";
        for score in worst {
            let _ = writeln!(report, "| {} | {:.3} | {:.3} |", score.name, score.precision, score.recall);
        }
        report += "\nWrong metadata:\n\n| page | what | expected | found |\n|---|---|---|---|\n";
        report + &self.wrong.join("\n") + "\n"
    }
}

/// What was found in files without expectations.
#[derive(Default)]
struct Count {
    inputs: usize,
    articles: usize,
    titled: usize,
    dated: usize,
    bytes: usize,
    time: Duration,
    faults: Vec<String>,
}

impl Count {
    fn read(&mut self, file: &Path) -> Result<(), EvaluateError> {
        let bytes = fs::read(file).map_err(io(file))?;
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let start = Instant::now();
        let (found, error) = read(&name, &bytes);
        self.time += start.elapsed();
        self.inputs += 1;
        self.bytes += bytes.len();
        for record in found {
            match record {
                Ok(record) => {
                    self.articles += 1;
                    self.titled += usize::from(!record.title.is_empty());
                    self.dated += usize::from(record.published.is_some());
                }
                Err(fault) => self.faults.push(format!("| {name} | {} |", cell(&fault.reason))),
            }
        }
        self.faults.extend(error.map(|error| format!("| {name} | {} |", cell(&error.reason))));
        Ok(())
    }

    fn to_markdown(&self, path: &Path) -> String {
        let folder = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut reasons: HashMap<&str, usize> = HashMap::new();
        for fault in &self.faults {
            *reasons.entry(fault.split(" | ").nth(1).unwrap_or("").trim_end_matches(" |")).or_default() += 1;
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut report = format!(
            "\n## {folder}\n\n{} inputs, {:.1} MB, {:.0} MB/s: {} articles, {} with a title, {} with a date; {} faults\n\n| fault | times |\n|---|---|\n",
            self.inputs,
            self.bytes as f64 / 1e6,
            self.bytes as f64 / 1e6 / self.time.as_secs_f64(),
            self.articles,
            self.titled,
            self.dated,
            self.faults.len(),
        );
        for (reason, times) in reasons.iter().take(60) {
            let _ = writeln!(report, "| {reason} | {times} |");
        }
        report
    }
}

/// A value on one line of a Markdown table.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    line.chars().take(100).collect()
}

/// Letters and digits in lower case: what two readers of one headline agree on.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}

/// Precision and recall of the 4-grams of words of a text against the expected one.
fn overlap(expected: &str, found: &str) -> (f64, f64) {
    let (expected, found) = (grams(expected), grams(found));
    let total = |grams: &HashMap<String, usize>| grams.values().sum::<usize>();
    let shared: usize = expected.iter().map(|(gram, count)| (*count).min(found.get(gram).copied().unwrap_or(0))).sum();
    let (wanted, got) = (total(&expected), total(&found));
    let share = |of: usize| if wanted + got == 0 { 1.0 } else { shared as f64 / of.max(1) as f64 };
    (share(got), share(wanted))
}

/// 4-grams of words; a shorter text is one gram.
fn grams(text: &str) -> HashMap<String, usize> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let mut grams = HashMap::new();
    for gram in words.windows(words.len().clamp(1, 4)).filter(|gram| !gram.is_empty()) {
        *grams.entry(gram.join(" ")).or_default() += 1;
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_counts_grams() {
        assert_eq!(overlap("a b c d e", "a b c d e"), (1.0, 1.0));
        assert_eq!(overlap("a b c d e", "a b c d"), (1.0, 0.5));
        assert_eq!(overlap("a b c d", "x y z w"), (0.0, 0.0));
        assert_eq!(overlap("a b", ""), (0.0, 0.0));
        assert_eq!(overlap("", ""), (1.0, 1.0));
    }

    #[test]
    fn a_judged_folder_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let body =
            "<p>Rain fell on the harbour all day, and the boats stayed in port as they had been told, all of them.</p>";
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            "source.html",
            &format!(
                "<html><head><title>Rain falls</title><meta name=author content='Jane Doe'></head><body><article>{}</article></body></html>",
                body.repeat(4)
            ),
        );
        write("expected.html", &body.repeat(4));
        write("expected-metadata.json", r#"{"title":"Rain falls","byline":"By Jane Doe","publishedTime":null}"#);
        let report = reading(&[folder.path().to_owned()]).unwrap();
        assert!(report.contains("| body F1 | 1.000 |"), "{report}");
        assert!(report.contains("| author right | 100.0 % | 1 of 1 |"), "{report}");
    }
}
