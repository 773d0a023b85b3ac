//! Quality of the date tagger on TimeML folders and tables of sentences, measured as TempEval-3 does.
//!
//! Only TIMEX3 elements of the text count; the creation time is what the tagger is given. A found and a judged
//! mention are a pair when their spans are the same (strict) or share a character (relaxed), one to one; value accuracy
//! is over the relaxed pairs, and value F1 is relaxed F1 times value accuracy. A value is right as it is written, or,
//! counted apart, if it means the same days. A collection is read in its own language.

mod bootstrap;
mod judgement;
mod scores;
mod values;

use super::EvaluateError;
use crate::{temporal, text};
use judgement::{Judgement, marked_language, read_sentences, read_timeml};
use scores::Scores;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Evaluates TimeML folders (or files) and tables of sentences (`.tsv`), and reports in Markdown. They are read in the
/// language given (ISO 639-1), else in the one that they name, else in the one that their text is in.
///
/// # Errors
/// When a file cannot be read or is not of its form.
pub fn dates(paths: &[PathBuf], language: Option<&str>) -> Result<String, EvaluateError> {
    let mut report = String::from(
        "# Dates\n\nScores of the date tagger, as TempEval-3 defines them; days count a value as right that means the same, however it is written.\n\n\
         | collection | articles | mentions | strict P | R | F1 | relaxed P | R | F1 | value accuracy | value F1 | days accuracy | days F1 |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut details = String::new();
    let mut intervals = String::new();
    let mut pooled = Scores::default();
    for path in paths {
        let scores = score(&Collection::read(path, language)?);
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let _ = writeln!(report, "{}", scores.row(&name));
        let _ = writeln!(intervals, "{}", scores.interval_row(&name));
        scores.details(&name, &mut details);
        pooled.append(scores);
    }
    if paths.len() > 1 {
        let _ = writeln!(report, "{}", pooled.row("together"));
        let _ = writeln!(intervals, "{}", pooled.interval_row("together"));
    }
    let _ = writeln!(
        report,
        "\n## Intervals\n\nOf 95 %, by a bootstrap over articles.\n\n\
         | collection | strict F1 | relaxed F1 | relaxed R | value accuracy | value F1 | days accuracy | days F1 |\n|---|---|---|---|---|---|---|---|\n{}",
        intervals.trim_end()
    );
    report.push_str(&details);
    Ok(report)
}

/// Judged articles of one language.
struct Collection {
    language: Option<String>,
    articles: Vec<Judgement>,
}

impl Collection {
    fn read(path: &Path, language: Option<&str>) -> Result<Self, EvaluateError> {
        let io = |source| EvaluateError::Io { path: path.to_owned(), source };
        let mut files = Vec::new();
        if path.is_dir() {
            for entry in std::fs::read_dir(path).map_err(io)? {
                files.push(entry.map_err(io)?.path());
            }
            files.retain(|file| file.extension().is_some_and(|extension| extension == "tml"));
            files.sort();
        } else {
            files.push(path.to_owned());
        }
        let (mut articles, mut language) = (Vec::new(), language.map(str::to_owned));
        for file in files {
            let bytes = std::fs::read(&file).map_err(|source| EvaluateError::Io { path: file.clone(), source })?;
            let content = String::from_utf8_lossy(&bytes);
            let is_table = file.extension().is_some_and(|extension| extension == "tsv");
            let read = if is_table {
                language = language.or_else(|| marked_language(&content).map(str::to_owned));
                read_sentences(&content)
            } else {
                read_timeml(&content).map(|article| vec![article])
            };
            articles.extend(read.map_err(|reason| EvaluateError::Malformed { path: file.clone(), reason })?);
        }
        let language = language.or_else(|| most_frequent_language(&articles).map(str::to_owned));
        Ok(Self { language, articles })
    }
}

/// The language of most articles.
fn most_frequent_language(articles: &[Judgement]) -> Option<&'static str> {
    let languages: Vec<_> = articles.iter().filter_map(|article| text::detect_language(&article.text)).collect();
    languages.iter().copied().max_by_key(|language| languages.iter().filter(|other| *other == language).count())
}

fn score(collection: &Collection) -> Scores {
    let mut scores = Scores::default();
    for article in &collection.articles {
        scores.add(article, &temporal::tag(&article.text, collection.language.as_deref(), article.anchor));
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables of the project's own sentences, and the value F1 and value recall that they have reached.
    const REACHED: [(&str, f64, f64); 13] = [
        ("en", 0.985, 0.98),
        ("en-later", 0.97, 0.98),
        ("en-prose", 0.97, 0.97),
        ("en-kinds", 0.965, 0.965),
        ("en-fresh", 0.965, 0.96),
        ("en-phrases", 0.915, 0.89),
        ("en-unseen", 0.835, 0.84),
        ("en-second", 0.9, 0.905),
        ("de", 0.98, 0.98),
        ("de-prose", 0.92, 0.95),
        ("de-kinds", 0.98, 0.98),
        ("de-unseen", 0.865, 0.87),
        ("de-second", 0.91, 0.925),
    ];

    fn sentences(table: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dates").join(table).with_extension("tsv")
    }

    /// Sentences written from the grammar of a language keep the values that they have reached.
    #[test]
    fn sentences_keep_what_they_reached() {
        for (table, f1, recall) in REACHED {
            let collection = Collection::read(&sentences(table), None).unwrap();
            assert_eq!(collection.language.as_deref(), Some(&table[..2]), "{table}");
            let total = score(&collection).total();
            let (found, recalled) = (total.value_f1(), total.value_recall());
            assert!(found >= f1 && recalled >= recall, "{table}: value F1 {found}, value recall {recalled}");
        }
    }

    #[test]
    fn a_collection_is_read_in_its_language() {
        let folder = tempfile::tempdir().unwrap();
        let article = |text: &str| {
            format!(
                "<TimeML><DCT><TIMEX3 functionInDocument=\"CREATION_TIME\" value=\"2026-01-23\">x</TIMEX3></DCT><TEXT>{text} \
                 <TIMEX3 type=\"DATE\" value=\"2026-W03\">letzte Woche</TIMEX3>.</TEXT></TimeML>"
            )
        };
        let text =
            "Der Minister sagte, dass die Verhandlungen nicht ohne die anderen Länder beginnen und auch er dabei sei";
        std::fs::write(folder.path().join("a.tml"), article(text)).unwrap();
        let paths = [folder.path().to_owned()];
        let report = |language| dates(&paths, language).unwrap();
        assert!(report(None).contains("| 1 | 1 | 1.000 | 1.000 |"), "{}", report(None));
        assert!(report(Some("en")).contains("| 1 | 1 | 0.000 | 0.000 |"));
        std::fs::write(folder.path().join("b.tsv"), "# language: de\n2026-01-23\t[heute]\t2026\n").unwrap();
        let report = dates(&[folder.path().join("b.tsv")], None).unwrap();
        assert!(report.contains("| b.tsv | 1 | 1 | 1.000 | 1.000 | 1.000 |"), "{report}");
        std::fs::write(folder.path().join("c.tsv"), "2026-01-23\n").unwrap();
        let error = dates(&[folder.path().join("c.tsv")], None).unwrap_err().to_string();
        assert!(error.ends_with("c.tsv: line 1: 2026-01-23"), "{error}");
    }
}
