//! Trains the weights of the ranking model on judged collections.
//!
//! Coordinate ascent after Metzler and Croft, Linear feature-based models for information retrieval (2007), on the sum of
//! nDCG@10 and MAP@100, each collection counting alike. What the collections cannot judge keeps its weight. The first
//! feature is the scale and stays.

use super::EvaluateError;
use super::collection::{Collection, malformed};
use super::ranking::{Measures, mean, measure};
use crate::search::{Features, Model, Request};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Articles of a query that are learnt from.
const DEPTH: usize = 250;
/// Parts of the queries in cross-validation.
const FOLDS: usize = 5;
/// Steps that are tried, the widest first.
const STEPS: [f32; 3] = [0.4, 0.2, 0.1];
/// A step must better the objective by so much: what does less is chance.
const LEAST_GAIN: f64 = 0.002;
/// Feature that stays as it is.
const SCALE: usize = 0;

/// A query as it is learnt from: what was found, with its features.
struct Case {
    collection: usize,
    found: Vec<(String, Features)>,
    judged: HashMap<String, i64>,
}

impl Case {
    fn measure(&self, model: &Model) -> Measures {
        let mut scored: Vec<(f32, &String)> =
            self.found.iter().map(|(id, features)| (model.score(features), id)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let ranking: Vec<String> = scored.into_iter().map(|(_, id)| id.clone()).collect();
        measure(&ranking, &self.judged)
    }
}

fn cases(folder: &Path, number: usize) -> Result<Vec<Case>, EvaluateError> {
    let collection = Collection::open(folder)?;
    let searcher = collection.searcher()?;
    let topics = collection.topics.par_iter().map(|topic| {
        let request = Request { explain: true, ..topic.request(DEPTH) };
        let response = searcher.search(&request).map_err(|error| malformed(folder, &error))?;
        let found = response.hits.into_iter().filter_map(|hit| Some((hit.source_id?, hit.features?))).collect();
        Ok(Case { collection: number, found, judged: topic.judged.clone() })
    });
    topics.collect()
}

/// Means by collection.
fn means(cases: &[&Case], collections: usize, model: &Model) -> Vec<Measures> {
    let measured: Vec<(usize, Measures)> =
        cases.par_iter().map(|case| (case.collection, case.measure(model))).collect();
    (0..collections)
        .map(|number| {
            let of: Vec<(String, Measures)> =
                measured.iter().filter(|(at, _)| *at == number).map(|(_, m)| (String::new(), *m)).collect();
            mean(&of)
        })
        .collect()
}

fn objective(cases: &[&Case], collections: usize, model: &Model) -> f64 {
    means(cases, collections, model).iter().map(|m| m.ndcg_10 + m.map_100).sum()
}

fn ascend(cases: &[&Case], collections: usize, start: &Model) -> Model {
    let mut best = *start;
    let mut reached = objective(cases, collections, &best);
    for step in STEPS {
        loop {
            let before = reached;
            for feature in (0..start.weights().0.len()).filter(|feature| *feature != SCALE) {
                for change in [step, -step] {
                    let mut weights = *best.weights();
                    // More than two digits are noise.
                    weights.0[feature] = ((weights.0[feature] + change).max(0.0) * 100.0).round() / 100.0;
                    let tried = Model::new(weights);
                    let value = objective(cases, collections, &tried);
                    if value > reached + LEAST_GAIN {
                        (best, reached) = (tried, value);
                    }
                }
            }
            if reached <= before {
                break;
            }
        }
    }
    best
}

/// Trains on collections; gives the table of weights, and a report in Markdown with the cross-validation.
///
/// # Errors
/// When a collection cannot be read or indexed.
pub fn train(folders: &[PathBuf]) -> Result<(String, String), EvaluateError> {
    let mut all = Vec::new();
    for (number, folder) in folders.iter().enumerate() {
        all.extend(cases(folder, number)?);
    }
    let refs: Vec<&Case> = all.iter().collect();
    let start = Model::embedded();
    let trained = ascend(&refs, folders.len(), start);
    let mut held_out = vec![Vec::new(); folders.len()];
    for fold in 0..FOLDS {
        let (test, train): (Vec<_>, Vec<_>) = refs.iter().enumerate().partition(|(at, _)| at % FOLDS == fold);
        let train: Vec<&Case> = train.into_iter().map(|(_, case)| *case).collect();
        let model = ascend(&train, folders.len(), start);
        for (_, case) in test {
            held_out[case.collection].push((String::new(), case.measure(&model)));
        }
    }
    let mut report = String::from("| collection | weights | nDCG@10 | MAP@100 |\n|---|---|---|---|\n");
    for (number, folder) in folders.iter().enumerate() {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut row = |what: &str, m: Measures| {
            let _ = writeln!(report, "| {name} | {what} | {:.4} | {:.4} |", m.ndcg_10, m.map_100);
        };
        row("as they were", means(&refs, folders.len(), start)[number]);
        row("trained", means(&refs, folders.len(), &trained)[number]);
        row("cross-validated", mean(&held_out[number]));
    }
    Ok((trained.table(), report))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Feature;

    #[test]
    fn training_finds_the_feature_that_tells() {
        let found = (0..20).map(|at| {
            let mut features = Features::default();
            features[Feature::Article] = 1.0;
            features[Feature::Place] = if at == 13 { 0.5 } else { 0.0 };
            features[Feature::Passage] = if at == 2 { 0.5 } else { 0.0 };
            (format!("{at:02}"), features)
        });
        let case = Case { collection: 0, found: found.collect(), judged: [("13".to_owned(), 1)].into() };
        let mut weights = Features::default();
        weights[Feature::Article] = 1.0;
        weights[Feature::Passage] = 0.4;
        let start = Model::new(weights);
        let trained = ascend(&[&case], 1, &start);
        assert!(case.measure(&trained).ndcg_10 > 0.99 && case.measure(&start).ndcg_10 < 0.99);
        assert!(trained.weight(Feature::Place) > 0.0);
        assert!((trained.weight(Feature::Article) - 1.0).abs() < 1e-6);
    }
}
