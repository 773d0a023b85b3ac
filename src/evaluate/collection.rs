//! Judged collections in the BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`.
//!
//! The corpus is indexed as any input is, by the command line itself.

use super::EvaluateError;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Runs a command line, without the name of the program, and gives what it wrote to standard output.
pub type CommandLine<'c> = &'c dyn Fn(Vec<OsString>) -> Result<Vec<u8>, String>;

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system's own cleaning.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path) -> Result<String, EvaluateError> {
    fs::read_to_string(path).map_err(|source| EvaluateError::Io { path: path.to_owned(), source })
}

pub(super) fn malformed(path: &Path, reason: impl ToString) -> EvaluateError {
    EvaluateError::Malformed { path: path.to_owned(), reason: reason.to_string() }
}

/// The records of a JSONL file, each with its `_id`.
fn records(path: &Path) -> Result<Vec<(String, serde_json::Map<String, Value>)>, EvaluateError> {
    let mut records = Vec::new();
    for (number, line) in (1..).zip(read(path)?.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let record: serde_json::Map<String, Value> =
            serde_json::from_str(line).map_err(|error| malformed(path, format!("line {number}: {error}")))?;
        let id = record.get("_id").or_else(|| record.get("id")).and_then(Value::as_str).map(str::to_owned);
        records.push((id.ok_or_else(|| malformed(path, format!("line {number} has no _id")))?, record));
    }
    Ok(records)
}

/// Judgements by query.
fn judgements(path: &Path) -> Result<BTreeMap<String, HashMap<String, i64>>, EvaluateError> {
    let mut judged: BTreeMap<String, HashMap<String, i64>> = BTreeMap::new();
    for (number, line) in (1..).zip(read(path)?.lines()) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [query, article, grade] = columns.as_slice() else {
            return Err(malformed(path, format!("line {number} has not three columns")));
        };
        match grade.parse() {
            Ok(grade) => {
                judged.entry((*query).to_owned()).or_default().insert((*article).to_owned(), grade);
            }
            Err(_) if number == 1 => {}
            Err(error) => return Err(malformed(path, format!("line {number}: {error}"))),
        }
    }
    Ok(judged)
}

/// A query that has judgements.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Id.
    pub id: String,
    /// What is asked, white space as single spaces.
    pub text: String,
    /// Grades by article.
    pub judged: HashMap<String, i64>,
}

/// A collection, indexed in a folder of its own that goes with it.
pub struct Collection {
    /// Name of its folder.
    pub name: String,
    /// The queries that have judgements, in their order.
    pub topics: Vec<Topic>,
    scratch: Scratch,
}

impl Collection {
    /// Reads and indexes a collection.
    ///
    /// # Errors
    /// When its files cannot be read or indexed.
    pub fn open(folder: &Path, command_line: CommandLine<'_>) -> Result<Self, EvaluateError> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let scratch = Scratch(std::env::temp_dir().join(format!("dateline-ranking-{}-{name}", std::process::id())));
        let mut judged = judgements(&folder.join("qrels.tsv"))?;
        let mut topics = Vec::new();
        for (id, record) in records(&folder.join("queries.jsonl"))? {
            let judged = judged.remove(&id).filter(|judged| judged.values().any(|grade| *grade > 0));
            let Some(judged) = judged else { continue };
            let text = record.get("text").and_then(Value::as_str).unwrap_or_default();
            topics.push(Topic { id, text: text.split_whitespace().collect::<Vec<_>>().join(" "), judged });
        }
        let collection = Self { name, topics, scratch };
        collection.build(&folder.join("corpus.jsonl"), command_line)?;
        Ok(collection)
    }

    fn build(&self, corpus: &Path, command_line: CommandLine<'_>) -> Result<(), EvaluateError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source: io::Error| EvaluateError::Io { path, source }
        };
        let inputs = self.scratch.0.join("inputs");
        fs::create_dir_all(&inputs).map_err(io(&inputs))?;
        let mut lines = String::new();
        for (id, mut record) in records(corpus)? {
            record.remove("_id");
            record.insert("id".to_owned(), Value::String(id));
            let _ = writeln!(lines, "{}", Value::Object(record));
        }
        let copy = inputs.join("corpus.jsonl");
        fs::write(&copy, lines).map_err(io(&copy))?;
        let index = ["index".into(), "--quiet".into(), "--index".into(), self.index().into(), inputs.into()];
        command_line(index.into()).map_err(|reason| malformed(corpus, reason))?;
        Ok(())
    }

    /// The folder of its index.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.scratch.0.join("index")
    }

    /// Asks all queries as plain words; for each the ids of the articles found, best first.
    ///
    /// # Errors
    /// When the command line fails.
    pub fn run(&self, depth: usize, command_line: CommandLine<'_>) -> Result<Vec<Vec<String>>, EvaluateError> {
        let lines: String =
            self.topics.iter().enumerate().map(|(at, topic)| format!("{at}\t{}\n", topic.text)).collect();
        let batch = self.scratch.0.join("topics.tsv");
        fs::write(&batch, lines).map_err(|source| EvaluateError::Io { path: batch.clone(), source })?;
        let query = ["query", "--quiet", "--format", "trec", "--limit", &depth.to_string()].map(OsString::from);
        let mut line: Vec<OsString> = query.into();
        line.extend(["--batch".into(), batch.clone().into(), "--index".into(), self.index().into()]);
        let run = command_line(line).map_err(|reason| malformed(&batch, reason))?;
        let mut rankings = vec![Vec::new(); self.topics.len()];
        for line in String::from_utf8_lossy(&run).lines() {
            let mut columns = line.split(' ');
            let topic = columns.next().and_then(|at| at.parse::<usize>().ok());
            let (Some(ranking), Some(id)) = (topic.and_then(|at| rankings.get_mut(at)), columns.nth(1)) else {
                return Err(malformed(&batch, format!("the run has the line \"{line}\"")));
            };
            ranking.push(unescape(id));
        }
        Ok(rankings)
    }
}

/// Reads an id as a run writes it: white space and percent signs as `%20`.
fn unescape(id: &str) -> String {
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = (byte == b'%').then(|| tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok())).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_as_runs_write_them() {
        for (written, id) in [("d1", "d1"), ("a%20b", "a b"), ("50%25", "50%"), ("%C3%A9%2", "é%2")] {
            assert_eq!(unescape(written), id);
        }
    }

    #[test]
    fn bad_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let qrels = folder.path().join("qrels.tsv");
        fs::write(&qrels, "query-id\tcorpus-id\tscore\nq1\td1\n").unwrap();
        assert!(judgements(&qrels).unwrap_err().to_string().contains("line 2"));
        let queries = folder.path().join("queries.jsonl");
        fs::write(&queries, "{\"text\":\"x\"}\n").unwrap();
        assert!(records(&queries).unwrap_err().to_string().contains("_id"));
    }
}
