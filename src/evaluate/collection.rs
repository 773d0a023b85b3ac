//! Judged collections in the BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`.
//!
//! A file may be gzipped (`corpus.jsonl.gz`). The corpus is indexed as any input is, and its queries are run as `dateline query --batch` runs them.

use super::EvaluateError;
use crate::article::Day;
use crate::ingest;
use crate::query;
use crate::search::{CopyMode, MatchMode, Model, Request, Searcher, Unit};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

/// A folder that is removed when it is dropped.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system, which cleans its folder of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Reads a file, or the gzipped one of its name.
fn read(path: &Path) -> Result<String, EvaluateError> {
    let mut packed = path.as_os_str().to_owned();
    packed.push(".gz");
    let packed = PathBuf::from(packed);
    super::read_text(if !path.exists() && packed.exists() { &packed } else { path })
}

pub(super) fn malformed(path: &Path, reason: &dyn std::fmt::Display) -> EvaluateError {
    EvaluateError::Malformed { path: path.to_owned(), reason: reason.to_string() }
}

/// A line of a JSONL file, with its `_id`.
type Record = (String, serde_json::Map<String, Value>);

fn records(path: &Path) -> Result<Vec<Record>, EvaluateError> {
    let mut records = Vec::new();
    for (number, line) in (1..).zip(read(path)?.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let record: serde_json::Map<String, Value> =
            serde_json::from_str(line).map_err(|error| malformed(path, &format!("line {number}: {error}")))?;
        let id = record.get("_id").or_else(|| record.get("id")).and_then(Value::as_str).map(str::to_owned);
        records.push((id.ok_or_else(|| malformed(path, &format!("line {number} has no _id")))?, record));
    }
    Ok(records)
}

/// Judgements by query.
fn judgements(path: &Path) -> Result<BTreeMap<String, HashMap<String, i64>>, EvaluateError> {
    let mut judged: BTreeMap<String, HashMap<String, i64>> = BTreeMap::new();
    for (number, line) in (1..).zip(read(path)?.lines()) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [query, article, grade] = columns.as_slice() else {
            return Err(malformed(path, &format!("line {number} has not three columns")));
        };
        match grade.parse() {
            Ok(grade) => {
                judged.entry((*query).to_owned()).or_default().insert((*article).to_owned(), grade);
            }
            Err(_) if number == 1 => {}
            Err(error) => return Err(malformed(path, &format!("line {number}: {error}"))),
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
    /// The day on which it is asked, if the collection says.
    pub day: Option<Day>,
    /// Grades by article.
    pub judged: HashMap<String, i64>,
}

impl Topic {
    /// The request for the best articles of this query as it is typed at the prompt, copies apart; none where it is no query.
    #[must_use]
    pub fn typed(&self, depth: usize) -> Request {
        let query = query::parse(&self.text, self.day.unwrap_or_default()).unwrap_or_default();
        let (limit, unit, copies) = (Some(depth), Unit::Article, CopyMode::Show);
        Request { limit, unit, copies, today: self.day, ..Request::new(query) }
    }

    /// The request for the best articles of this query: any of its words, expanded, copies apart.
    #[must_use]
    pub fn request(&self, depth: usize) -> Request {
        Request {
            limit: Some(depth),
            unit: Unit::Article,
            copies: CopyMode::Show,
            matching: MatchMode::Any,
            expand: true,
            today: self.day,
            ..Request::new(query::words(&self.text))
        }
    }
}

/// A collection, indexed in a temporary folder that is removed with it.
pub struct Collection {
    /// The folder that it was read from.
    pub folder: PathBuf,
    /// The queries that have judgements, in their order.
    pub topics: Vec<Topic>,
    /// Articles of the corpus that could not be read.
    pub unread: usize,
    /// Weights to rank by instead of the built-in ones.
    pub weights: Option<Arc<Model>>,
    scratch: Scratch,
}

impl Collection {
    /// Reads and indexes a collection.
    ///
    /// # Errors
    /// When its files cannot be read or indexed.
    pub fn open(folder: &Path) -> Result<Self, EvaluateError> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let scratch = Scratch(std::env::temp_dir().join(format!("dateline-ranking-{}-{name}", std::process::id())));
        let mut judged = judgements(&folder.join("qrels.tsv"))?;
        let mut topics = Vec::new();
        for (id, record) in records(&folder.join("queries.jsonl"))? {
            let judged = judged.remove(&id).filter(|judged| judged.values().any(|grade| *grade > 0));
            let Some(judged) = judged else { continue };
            let text = record.get("text").and_then(Value::as_str).unwrap_or_default();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let day = record.get("date").and_then(Value::as_str).and_then(|day| day.parse().ok());
            topics.push(Topic { id, text, day, judged });
        }
        let mut collection = Self { folder: folder.to_owned(), topics, unread: 0, weights: None, scratch };
        collection.unread = collection.build(&folder.join("corpus.jsonl"))?;
        Ok(collection)
    }

    /// Indexes the corpus and gives the number of articles that could not be read.
    fn build(&self, corpus: &Path) -> Result<usize, EvaluateError> {
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
        let options = ingest::Options { index: self.index(), roots: vec![inputs], ..ingest::Options::default() };
        let report = ingest::run(&options, &()).map_err(|error| malformed(corpus, &error))?;
        Ok(report.failed.len())
    }

    fn index(&self) -> PathBuf {
        self.scratch.0.join("index")
    }

    /// Opens its index.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn searcher(&self) -> Result<Searcher, EvaluateError> {
        let searcher =
            Searcher::open(&self.index(), Day::default()).map_err(|error| malformed(&self.folder, &error))?;
        searcher.prepare().map_err(|error| malformed(&self.folder, &error))?;
        Ok(searcher)
    }

    /// Runs all queries; for each the ids of the articles found, best first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn run(&self, request: impl Fn(&Topic) -> Request + Sync) -> Result<Vec<Vec<String>>, EvaluateError> {
        let searcher = self.searcher()?;
        let rankings = self.topics.par_iter().map(|topic| {
            let request = Request { model: self.weights.clone(), ..request(topic) };
            // What cannot be read as a query finds nothing at the prompt.
            if request.query.is_empty() {
                return Ok(Vec::new());
            }
            let response = searcher.search(&request).map_err(|error| malformed(&self.folder, &error))?;
            Ok(response.hits.into_iter().map(|hit| hit.source_id.unwrap_or(hit.article)).collect())
        });
        rankings.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
