//! Judges the answers to questions: at which rank the first passage stands that holds what is wanted.
//!
//! A table names each question, the day on which it is asked, and patterns that the right passage matches. The questions are
//! asked of an index as they would be typed.

use super::EvaluateError;
use super::collection::malformed;
use crate::article::Day;
use crate::query;
use crate::search::{Model, Request, Searcher};
use regex_automata::meta::Regex;
use regex_automata::util::syntax;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Hits that are looked at.
const DEPTH: usize = 10;
/// Parts the patterns of a question.
const AND: &str = " && ";

/// A question and what answers it.
struct Question {
    id: String,
    text: String,
    /// The day on which it is asked.
    day: Option<Day>,
    /// All of them match in the title and text of a right passage.
    wanted: Vec<Regex>,
}

impl Question {
    /// Reads a line of a table: id, question, day (may be empty), patterns.
    fn read(line: &str) -> Result<Self, String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, text, day, wanted] = columns.as_slice() else { return Err("has not four columns".to_owned()) };
        let day = if day.is_empty() { None } else { Some(day.parse().map_err(|_| format!("\"{day}\" is no day"))?) };
        let pattern = |pattern: &str| {
            let syntax = syntax::Config::new().case_insensitive(true);
            Regex::builder().syntax(syntax).build(pattern).map_err(|error| format!("{pattern}: {error}"))
        };
        let wanted = wanted.split(AND).map(pattern).collect::<Result<_, _>>()?;
        Ok(Self { id: (*id).to_owned(), text: (*text).to_owned(), day, wanted })
    }

    /// True of a passage that holds the answer.
    fn is_answered(&self, title: &str, passage: &str) -> bool {
        let shown = format!("{title}\n{passage}");
        self.wanted.iter().all(|pattern| pattern.is_match(&shown))
    }

    /// The rank of the first right passage among the first hits.
    fn ask(
        &self,
        searcher: &Searcher,
        index: &Path,
        model: Option<&Arc<Model>>,
    ) -> Result<Option<usize>, EvaluateError> {
        let query = query::parse(&self.text, self.day.unwrap_or_default()).map_err(|error| malformed(index, &error))?;
        let request = Request { limit: Some(DEPTH), today: self.day, model: model.cloned(), ..Request::new(query) };
        let response = searcher.search(&request).map_err(|error| malformed(index, &error))?;
        Ok(response.hits.iter().position(|hit| self.is_answered(&hit.title, &hit.text)).map(|at| at + 1))
    }
}

/// Reads a table of questions; lines that begin with `#` are remarks.
fn table(path: &Path) -> Result<Vec<Question>, EvaluateError> {
    let text = super::read_text(path)?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    let question =
        |(number, line)| Question::read(line).map_err(|fault| malformed(path, &format!("line {number}: {fault}")));
    lines.map(question).collect()
}

/// Asks the questions of tables of an index, which comes last, and reports in Markdown.
///
/// # Errors
/// When a table or the index cannot be read.
pub fn questions(paths: &[PathBuf], weights: Option<&Model>) -> Result<String, EvaluateError> {
    let Some((index, tables)) = paths.split_last().filter(|(_, tables)| !tables.is_empty()) else {
        let path = paths.first().map_or(Path::new(""), PathBuf::as_path);
        return Err(malformed(path, &"give tables of questions, then the folder of an index"));
    };
    let searcher = Searcher::open(index, Day::default()).map_err(|error| malformed(index, &error))?;
    let model = weights.map(|weights| Arc::new(*weights));
    let mut report =
        String::from("| questions | asked | first | among three | among ten | MRR@10 |\n|---|---|---|---|---|---|\n");
    let mut details = String::new();
    for path in tables {
        let mut ranks = Vec::new();
        for question in table(path)? {
            ranks.push((question.ask(&searcher, index, model.as_ref())?, question));
        }
        let within = |most: usize| ranks.iter().filter(|(rank, _)| rank.is_some_and(|rank| rank <= most)).count();
        let reciprocal: f64 = ranks.iter().filter_map(|(rank, _)| rank.map(|rank| 1.0 / rank as f64)).sum();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(
            report,
            "| {name} | {} | {} | {} | {} | {:.4} |",
            ranks.len(),
            within(1),
            within(3),
            within(DEPTH),
            reciprocal / ranks.len().max(1) as f64
        );
        let _ = writeln!(details, "\n## {name}: rank of the first right passage\n");
        for (rank, question) in &ranks {
            let rank = rank.map_or_else(|| "none".to_owned(), |rank| rank.to_string());
            let _ = writeln!(details, "- {} {}: {rank}", question.id, question.text);
        }
    }
    Ok(report + &details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_answers_where_all_patterns_match() {
        let question = Question::read("q1\thow many died in the fire\t2026-01-02\t\\b(12|twelve)\\b && fire").unwrap();
        assert_eq!(question.day, Day::from_civil(2026, 1, 2));
        assert!(question.is_answered("Fire in the mill", "Twelve people died."));
        assert!(!question.is_answered("Fire in the mill", "112 people were there."));
        assert!(!question.is_answered("Flood", "Twelve people died."));
    }

    #[test]
    fn faulty_tables_are_named_with_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("questions.tsv");
        for (line, fault) in [("q1\twho\tx", "four columns"), ("q1\twho\tsome day\tx", "no day"), ("q1\tw\t\t(", "(:")]
        {
            std::fs::write(&path, format!("# id\n{line}\n")).unwrap();
            let error = table(&path).map(|_| ()).unwrap_err().to_string();
            assert!(error.contains("line 2") && error.contains(fault), "{error}");
        }
        assert!(questions(&[path], None).unwrap_err().to_string().contains("then the folder of an index"));
    }

    #[test]
    fn questions_of_the_table_can_be_asked() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/ranking/news-questions.tsv");
        assert!(table(&folder).unwrap().len() >= 40);
    }
}
