//! Pages with expected body and metadata: the layout of Mozilla's Readability.
//!
//! The body's measure is that of public comparisons of article extractors: precision, recall and F1 of 4-grams of words,
//! as in <https://github.com/scrapinghub/article-extraction-benchmark>.

use super::{EvaluateError, cell, fold, io, read};
use crate::{article::Record, formats, temporal};
use serde_json::Value;
use std::{
    collections::HashMap,
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// The scores of one judged page; `None` where nothing is expected.
struct Score {
    name: String,
    precision: f64,
    recall: f64,
    title: Option<bool>,
    /// As `title`, where the outlet's name behind a bar makes no difference.
    bare_title: Option<bool>,
    author: Option<bool>,
    date: Option<bool>,
}

/// All judged pages.
#[derive(Default)]
pub(super) struct Pages {
    scores: Vec<Score>,
    bytes: usize,
    time: Duration,
    wrong: Vec<String>,
}

impl Pages {
    /// Judges the page of a folder.
    pub(super) fn judge(&mut self, folder: &Path) -> Result<(), EvaluateError> {
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
            let shown = record.published.as_ref().map_or_else(String::new, |published| published.day.to_string());
            let right = temporal::parse_timestamp(wanted).is_some_and(|wanted| super::is_day(&record, &wanted));
            judge("date", wanted, &shown, right)
        });
        let bare_title =
            title.map(|right| right || field("title").is_some_and(|wanted| is_but_for_outlet(wanted, &record)));
        self.scores.push(Score { name, precision, recall, title, bare_title, author, date });
        Ok(())
    }

    /// The table of measures; empty where no page was judged.
    pub(super) fn to_markdown(&self) -> String {
        if self.scores.is_empty() {
            return String::new();
        }
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
        report += &share("title, the outlet's name aside,", |score| score.bare_title);
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

/// True for a title that lacks nothing of the expected one but the outlet's name behind it.
fn is_but_for_outlet(wanted: &str, record: &Record) -> bool {
    let wanted = fold(wanted);
    let rest = wanted.strip_prefix(&fold(&record.title)).filter(|_| !record.title.is_empty());
    rest.is_some_and(|rest| record.source.as_deref().is_some_and(|source| fold(source) == rest))
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
}
