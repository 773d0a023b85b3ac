//! How well inputs are read: pages and feeds against expectations, other files by what was found in them.

mod days;
mod feeds;
mod inputs;
mod pages;

use super::EvaluateError;
use crate::{
    article::Record,
    formats::{self, Options, ReadError},
    temporal,
};
use days::Days;
use feeds::Feeds;
use inputs::Inputs;
use pages::Pages;
use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// Judges the reading of pages and feeds, and lists what is read elsewhere; returns a report in Markdown.
///
/// A folder that holds `source.html`, `expected.html` and `expected-metadata.json` (the layout of Mozilla's Readability)
/// is a judged page. A feed with the items that another parser found in it beside it (`a.xml` and `a.json`,
/// `a.serde.json` or `a_expected.json`) is a judged feed. Pages beside an `expected.json` that lists `{file, date}` are judged by
/// their days. All other files are read, and what came of them is listed.
///
/// # Errors
/// When a folder or an expectation cannot be read.
pub fn reading(paths: &[PathBuf]) -> Result<String, EvaluateError> {
    let (mut pages, mut days) = (Pages::default(), Days::default());
    let mut folders = Vec::new();
    for path in paths {
        let (mut judged, mut inputs) = (Feeds::default(), Inputs::default());
        for file in files(path)? {
            let folder = file.parent().unwrap_or(path);
            let is_page = folder.join("expected.html").is_file();
            match file.file_name().and_then(|name| name.to_str()) {
                Some("source.html") if is_page => pages.judge(folder)?,
                _ if is_page || feeds::is_expectation(&file) => {}
                Some(days::EXPECTED) if days.open(folder)? => {}
                _ if days.open(folder)? => days.judge(&file)?,
                _ => match feeds::expectation(&file) {
                    Some(expected) => judged.judge(&file, &expected)?,
                    None => inputs.read(&file)?,
                },
            }
        }
        folders.push((path, judged, inputs));
    }
    let mut report = String::from("# Reading\n\n`dateline evaluate reading PATH...`\n");
    report.push_str(&pages.to_markdown());
    report.push_str(&days.to_markdown());
    for (path, judged, inputs) in folders {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        report.push_str(&judged.to_markdown(&name));
        report.push_str(&inputs.to_markdown(&name));
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
fn read(name: &str, bytes: &[u8]) -> (Vec<Result<Record, ReadError>>, Option<ReadError>) {
    let mut found = Vec::new();
    let result = formats::read(name, &mut &*bytes, &Options::default(), &mut |one| {
        found.push(one.record);
        ControlFlow::Continue(())
    });
    (found, result.err())
}

/// A value on one line of a Markdown table.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    line.chars().take(100).collect()
}

/// True for the expected day, in the zone of the input or in that of the expectation, which often is UTC.
fn is_day(record: &Record, wanted: &temporal::Timestamp) -> bool {
    let Some(published) = &record.published else { return false };
    let same_moment = || {
        let moment = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        moment(&published.at).is_some_and(|at| moment(&wanted.at) == Some(at))
    };
    published.day == wanted.day || same_moment()
}

/// Letters and digits in lower case: what two readers of one headline agree on.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// "97.5 %" and "39 of 40".
fn share(right: usize, of: usize) -> (String, String) {
    (format!("{:.1} %", right as f64 * 100.0 / of.max(1) as f64), format!("{right} of {of}"))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn days_of_pages_are_judged() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let page = |date: &str| {
            format!(
                "<html><body><h1>Rain falls</h1>{date}<p>Rain fell on the harbour, and nobody minded it much.</p></body></html>"
            )
        };
        write("a.html", &page("<time datetime='2026-01-24'>24 January</time>"));
        write("b.html", &page("<time datetime='2026-01-25'>25 January</time>"));
        write("c.html", &page(""));
        write("unknown.html", &page(""));
        write(
            "expected.json",
            r#"[{"file":"a.html","date":"2026-01-24"},{"file":"b.html","date":"2026-01-24"},
            {"file":"c.html","date":"2026-01-24"},{"file":"unknown.html","date": NaN}]"#,
        );
        let report = reading(&[folder.path().to_owned()]).unwrap();
        for row in [
            "| right | 33.3 % | 1 of 3 |",
            "| wrong | 33.3 % | 1 of 3 |",
            "(precision) | 50.0 % | 1 of 2 |",
            "| b.html | 2026-01-24 | 2026-01-25 |",
        ] {
            assert!(report.contains(row), "{row} in {report}");
        }
    }

    #[test]
    fn feeds_are_judged_by_the_expectations_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let feed = "<rss version='2.0'><channel><item><title>Rain &amp;amp; wind</title><link>https://a.example/1</link>\
            <pubDate>Sat, 24 Jan 2026 08:15:00 GMT</pubDate></item></channel></rss>";
        write("good.xml", feed);
        write(
            "good.json",
            r#"{"items":[{"title":"Rain & wind","link":"https://a.example/1","pubDateParsed":"2026-01-24T08:15:00Z"}]}"#,
        );
        write("bad.xml", feed);
        write(
            "bad.serde.json",
            r#"{"entries":[{"title":{"content":"Sun"},"links":[{"href":"https://a.example/2"}]},{}]}"#,
        );
        write("other.txt", "Rain fell on the harbour all day.");
        let report = reading(&[folder.path().to_owned()]).unwrap();
        for row in ["| items | 50.0 % | 1 of 2 |", "| title | 50.0 % | 1 of 2 |", "| link | 50.0 % | 1 of 2 |"] {
            assert!(report.contains(row), "{row} in {report}");
        }
        assert!(report.contains("| published day | 100.0 % | 1 of 1 |"), "{report}");
        assert!(report.contains("| other.txt | 1 |"), "{report}");
    }
}
