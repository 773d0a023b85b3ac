//! Judges ranking on collections in the BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`.
//!
//! The corpus is indexed as any input is; queries are asked as plain words, as `query --batch` asks them.
//! Measures as trec_eval defines them, averaged over the queries that have judgements.

use super::EvaluateError;
use crate::article::Day;
use crate::ingest::{self, Options, Progress};
use crate::query;
use crate::search::{Request, Searcher, Unit};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Articles asked for.
const DEPTH: usize = 100;

/// Measures of one query, or their means.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first 10.
    pub ndcg_10: f64,
    /// Average precision over the first 100.
    pub map_100: f64,
    /// Reciprocal rank of the first relevant among the first 10.
    pub mrr_10: f64,
    /// Share of the relevant among the first 10.
    pub recall_10: f64,
    /// Share of the relevant among the first 100.
    pub recall_100: f64,
}

/// Measures one ranking against graded judgements (0 and less is not relevant).
#[must_use]
pub fn measure(ranking: &[String], judged: &HashMap<String, i64>) -> Measures {
    let mut gains: Vec<i64> = judged.values().copied().filter(|grade| *grade > 0).collect();
    gains.sort_unstable_by(|a, b| b.cmp(a));
    if gains.is_empty() {
        return Measures::default();
    }
    let discount = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let ideal: f64 = gains.iter().take(10).enumerate().map(|(rank, gain)| *gain as f64 * discount(rank)).sum();
    let (mut dcg, mut precision, mut reciprocal, mut found, mut found_10) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (rank, id) in ranking.iter().take(DEPTH).enumerate() {
        let grade = judged.get(id).copied().unwrap_or(0);
        if grade <= 0 {
            continue;
        }
        found += 1.0;
        precision += found / (rank as f64 + 1.0);
        if rank < 10 {
            dcg += grade as f64 * discount(rank);
            found_10 += 1.0;
            if reciprocal == 0.0 {
                reciprocal = 1.0 / (rank as f64 + 1.0);
            }
        }
    }
    let relevant = gains.len() as f64;
    Measures {
        ndcg_10: dcg / ideal,
        map_100: precision / relevant,
        mrr_10: reciprocal,
        recall_10: found_10 / relevant,
        recall_100: found / relevant,
    }
}

/// Says nothing.
struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}

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

fn malformed(path: &Path, reason: impl ToString) -> EvaluateError {
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

/// Indexes a corpus in a folder of its own.
fn index(corpus: &Path, scratch: &Path) -> Result<PathBuf, EvaluateError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| EvaluateError::Io { path, source }
    };
    let inputs = scratch.join("inputs");
    fs::create_dir_all(&inputs).map_err(io(&inputs))?;
    let mut lines = String::new();
    for (id, mut record) in records(corpus)? {
        record.remove("_id");
        record.insert("id".to_owned(), Value::String(id));
        let _ = writeln!(lines, "{}", Value::Object(record));
    }
    let copy = inputs.join("corpus.jsonl");
    fs::write(&copy, lines).map_err(io(&copy))?;
    let index = scratch.join("index");
    let options = Options { index: index.clone(), roots: vec![inputs], ..Options::default() };
    let report = ingest::run(&options, &Silent).map_err(|error| malformed(corpus, error))?;
    match report.failed.first() {
        Some(failure) if report.articles == 0 => Err(malformed(corpus, &failure.reason)),
        _ => Ok(index),
    }
}

/// Judges a collection: measures of each query, in the order of the queries.
///
/// # Errors
/// When its files cannot be read or indexed.
pub fn judge(folder: &Path) -> Result<Vec<(String, Measures)>, EvaluateError> {
    let scratch = Scratch(std::env::temp_dir().join(format!(
        "dateline-ranking-{}-{}",
        std::process::id(),
        folder.file_name().unwrap_or_default().to_string_lossy()
    )));
    let index = index(&folder.join("corpus.jsonl"), &scratch.0)?;
    let searcher = Searcher::open(&index, Day::default()).map_err(|error| malformed(folder, error))?;
    let judged = judgements(&folder.join("qrels.tsv"))?;
    let queries = folder.join("queries.jsonl");
    let mut measured = Vec::new();
    for (id, record) in records(&queries)? {
        let Some(judged) = judged.get(&id).filter(|judged| judged.values().any(|grade| *grade > 0)) else { continue };
        let text = record.get("text").and_then(Value::as_str).unwrap_or_default();
        let request = Request {
            limit: Some(DEPTH),
            unit: Unit::Article,
            collapse_copies: false,
            match_any: true,
            ..Request::new(query::words(text))
        };
        let response = searcher.search(&request).map_err(|error| malformed(&queries, error))?;
        let ranking: Vec<String> = response.hits.into_iter().filter_map(|hit| hit.source_id).collect();
        measured.push((id, measure(&ranking, judged)));
    }
    Ok(measured)
}

/// The mean of measures.
#[must_use]
pub fn mean(measured: &[(String, Measures)]) -> Measures {
    let of = |field: fn(&Measures) -> f64| {
        measured.iter().map(|(_, measures)| field(measures)).sum::<f64>() / measured.len().max(1) as f64
    };
    Measures {
        ndcg_10: of(|m| m.ndcg_10),
        map_100: of(|m| m.map_100),
        mrr_10: of(|m| m.mrr_10),
        recall_10: of(|m| m.recall_10),
        recall_100: of(|m| m.recall_100),
    }
}

/// Judges collections and reports in Markdown.
///
/// # Errors
/// As [`judge`].
pub fn ranking(paths: &[PathBuf]) -> Result<String, EvaluateError> {
    let mut report = String::from(
        "# Ranking\n\n| collection | queries | nDCG@10 | MAP@100 | MRR@10 | R@10 | R@100 |\n|---|---|---|---|---|---|---|\n",
    );
    let mut worst = String::new();
    for folder in paths {
        let measured = judge(folder)?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let m = mean(&measured);
        let _ = writeln!(
            report,
            "| {name} | {} | {:.4} | {:.4} | {:.4} | {:.4} | {:.4} |",
            measured.len(),
            m.ndcg_10,
            m.map_100,
            m.mrr_10,
            m.recall_10,
            m.recall_100
        );
        let _ = writeln!(worst, "\n## {name}: nDCG@10 of each query\n");
        for (id, measures) in &measured {
            let _ = writeln!(worst, "- {id}: {:.4}", measures.ndcg_10);
        }
    }
    Ok(report + &worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_a_ranking() {
        let judged: HashMap<String, i64> =
            [("a", 1), ("b", 1), ("c", 0)].map(|(id, grade)| (id.to_owned(), grade)).into();
        let ranking = ["c", "a", "x", "b"].map(str::to_owned);
        let m = measure(&ranking, &judged);
        assert!((m.map_100 - f64::midpoint(0.5, 0.5)).abs() < 1e-9);
        assert!((m.mrr_10 - 0.5).abs() < 1e-9);
        let expected = (1.0 / 3f64.log2() + 1.0 / 5f64.log2()) / (1.0 + 1.0 / 3f64.log2());
        assert!((m.ndcg_10 - expected).abs() < 1e-9);
        assert_eq!(measure(&ranking, &HashMap::new()), Measures::default());
    }

    #[test]
    fn a_small_collection_is_judged() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            "corpus.jsonl",
            "{\"_id\":\"d1\",\"title\":\"\",\"text\":\"Ferries stayed in harbour while the storm passed the coast.\"}\n{\"_id\":\"d2\",\"title\":\"\",\"text\":\"The council passed the budget for its schools.\"}\n",
        );
        write(
            "queries.jsonl",
            "{\"_id\":\"q1\",\"text\":\"storm at the coast\"}\n{\"_id\":\"q2\",\"text\":\"unjudged\"}\n",
        );
        write("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
        let measured = judge(folder.path()).unwrap();
        assert_eq!(measured.len(), 1);
        assert!((measured[0].1.ndcg_10 - 1.0).abs() < 1e-9);
        assert!(ranking(&[folder.path().to_owned()]).unwrap().contains("| 1 | 1.0000 |"));
    }
}
