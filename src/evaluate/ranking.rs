//! Judges ranking on collections in the BEIR layout.
//!
//! Measures as trec_eval defines them, averaged over the queries that have judgements.

use super::collection::{Collection, Topic};
use super::{EvaluateError, Settings};
use crate::search::Request;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

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

/// Measures by the id of the query.
type Measured = Vec<(String, Measures)>;

/// Measures one ranking against graded judgements (0 and less is not relevant).
#[must_use]
#[expect(clippy::implicit_hasher, reason = "judgements are read with the standard hasher")]
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

/// Judges a collection: measures of each query, in the order of the queries.
///
/// # Errors
/// When the index of the collection cannot be read.
pub fn judge(collection: &Collection) -> Result<Vec<(String, Measures)>, EvaluateError> {
    Ok(judge_run(collection, &collection.run(|topic| topic.request(DEPTH))?, 1))
}

/// Judges the rankings of a collection's queries; articles below the lowest grade are not relevant, and queries without any
/// above are left out.
fn judge_run(collection: &Collection, run: &[Vec<String>], lowest: i64) -> Vec<(String, Measures)> {
    let judged = |topic: &Topic| -> HashMap<String, i64> {
        topic.judged.iter().filter(|(_, grade)| **grade >= lowest).map(|(id, grade)| (id.clone(), *grade)).collect()
    };
    let topics = collection.topics.iter().zip(run).map(|(topic, ranking)| (topic, ranking, judged(topic)));
    let topics = topics.filter(|(_, _, judged)| !judged.is_empty());
    topics.map(|(topic, ranking, judged)| (topic.id.clone(), measure(ranking, &judged))).collect()
}

/// Other ways to ask and to judge a collection, where it allows them: without the days of the queries, typed at the prompt, by
/// the highest grade alone.
fn variants(collection: &Collection, run: &[Vec<String>]) -> Result<Vec<(String, Measured)>, EvaluateError> {
    let mut found = Vec::new();
    let grades = || collection.topics.iter().flat_map(|topic| topic.judged.values().copied());
    let highest = grades().max().unwrap_or_default();
    if grades().any(|grade| grade > 0 && grade < highest) {
        found.push((format!("grade {highest} alone"), judge_run(collection, run, highest)));
    }
    if collection.topics.iter().any(|topic| topic.day.is_some()) {
        let without = collection.run(|topic| Request { today: None, ..topic.request(DEPTH) })?;
        found.push(("without days".to_owned(), judge_run(collection, &without, 1)));
    }
    let typed = collection.run(|topic| topic.typed(DEPTH))?;
    let empty = typed.iter().filter(|ranking| ranking.is_empty()).count();
    found.push((format!("typed ({empty} empty)"), judge_run(collection, &typed, 1)));
    Ok(found)
}

/// Queries whose measure is listed on one line of a report.
const A_LINE: usize = 8;
/// Change of a query's nDCG@10 that is worth a line.
const CHANGED: f64 = 0.0005;

/// The nDCG@10 of each query of a report, by collection and query.
fn earlier(report: &str) -> HashMap<(&str, &str), f64> {
    let mut measures = HashMap::new();
    let mut collection = "";
    for line in report.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            collection = heading.split(':').next().unwrap_or_default();
        }
        for entry in line.split("  ") {
            if let Some((id, value)) = entry.split_once('=').filter(|(id, _)| !id.contains(' ')) {
                value.parse().ok().map(|value: f64| measures.insert((collection, id), value));
            }
        }
    }
    measures
}

/// Judges collections and reports in Markdown; with an earlier report, lists the queries that changed.
///
/// # Errors
/// When a collection cannot be read or indexed.
pub fn ranking(paths: &[PathBuf], settings: Settings<'_>) -> Result<String, EvaluateError> {
    let mut report = String::from(
        "| collection | queries | nDCG@10 | MAP@100 | MRR@10 | R@10 | R@100 |\n|---|---|---|---|---|---|---|\n",
    );
    let against = settings.against;
    let earlier = against.map(earlier).unwrap_or_default();
    let mut details = String::new();
    for folder in paths {
        let mut collection = Collection::open(folder)?;
        collection.weights = settings.weights.map(|weights| Arc::new(*weights));
        let run = collection.run(|topic| topic.request(DEPTH))?;
        let measured = judge_run(&collection, &run, 1);
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        row(&mut report, &name, &measured);
        for (variant, measured) in variants(&collection, &run)? {
            row(&mut report, &format!("{name}, {variant}"), &measured);
        }
        if collection.unread > 0 {
            let _ = writeln!(details, "\n{name}: {} articles could not be read.", collection.unread);
        }
        let now = |(id, measures): &(String, Measures)| {
            let before = *earlier.get(&(name.as_ref(), id.as_str()))?;
            let changed = (measures.ndcg_10 - before).abs() >= CHANGED;
            changed.then(|| (measures.ndcg_10 - before, format!("{id}={before:.4}->{:.4}", measures.ndcg_10)))
        };
        let mut changed: Vec<(f64, String)> = measured.iter().filter_map(now).collect();
        changed.sort_by(|a, b| b.0.total_cmp(&a.0));
        if against.is_some() {
            let better = changed.iter().filter(|(change, _)| *change > 0.0).count();
            let _ = writeln!(
                details,
                "\n## {name}: queries that changed\n\n{better} better, {} worse than in the last report.",
                changed.len() - better
            );
            let changed: Vec<&str> = changed.iter().map(|(_, line)| line.as_str()).collect();
            listing(&mut details, &changed);
        }
        let _ = writeln!(details, "\n## {name}: nDCG@10 of each query");
        let all: Vec<String> = measured.iter().map(|(id, m)| format!("{id}={:.4}", m.ndcg_10)).collect();
        listing(&mut details, &all.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(report + &details)
}

/// Adds the means of a collection to the table.
fn row(report: &mut String, name: &str, measured: &[(String, Measures)]) {
    let m = mean(measured);
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
}

fn listing(into: &mut String, entries: &[&str]) {
    if !entries.is_empty() {
        let lines: Vec<String> = entries.chunks(A_LINE).map(|line| line.join("  ")).collect();
        let _ = writeln!(into, "\n```text\n{}\n```", lines.join("\n"));
    }
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
    fn reports_are_read_back() {
        let report = "# Ranking\n\n| a=b | x |\n\n## time: nDCG@10 of each query\n\n```text\n1=0.5000  2=1.0000\n```\n";
        let earlier = earlier(report);
        assert!((earlier[&("time", "2")] - 1.0).abs() < 1e-9);
        assert_eq!(earlier.len(), 2);
    }
}
