//! Pseudo-relevance feedback: the most distinctive words of the best articles, and which articles share them.
//!
//! The relevance model of Lavrenko and Croft, Relevance-based language models (2001), its terms chosen and weighed by
//! rarity; the articles that share them are scored by BM25.

use super::bm25::Ranking;
use super::top_k::BestArticles;
use super::vectors::Vectors;
use crate::search::retrieve::visit;
use crate::search::{SearchError, Searcher};
use std::collections::HashMap;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Term};

/// Articles that are learnt from.
const ARTICLES: usize = 7;
/// Terms that are learnt.
const TERMS: usize = 100;
/// How fast an article's influence falls with its score.
const TEMPERATURE: f32 = 3.0;
/// Passages of one article that are looked at, from its lead on.
const MOST_PASSAGES: usize = 20;

/// For each of the best articles, how much it shares of the distinctive words of the very best ones, from 0 to 1.
pub(crate) fn scores(
    searcher: &Searcher,
    ranking: &Ranking<'_>,
    vectors: &Vectors,
    best: &BestArticles,
) -> Result<HashMap<(usize, DocId), f32>, SearchError> {
    let terms = learn(vectors);
    let mut found: HashMap<(usize, DocId), f32> = HashMap::new();
    for (&at, articles) in best {
        let segment = ranking.evaluations[at].segment;
        let docs: Vec<DocId> =
            articles.keys().flat_map(|&lead| segment.passages_of(lead).take(MOST_PASSAGES)).collect();
        for (term, weight) in &terms {
            let mut frequencies: HashMap<DocId, f32> = HashMap::new();
            let terms = [Term::from_field_text(searcher.fields().stem, term)];
            visit(segment, &terms, &docs, IndexRecordOption::WithFreqs, &mut |_, doc, postings| {
                *frequencies.entry(segment.lead(doc)).or_default() +=
                    tantivy::postings::Postings::term_freq(postings) as f32;
            })?;
            for (lead, frequency) in frequencies {
                let length = ranking.article_length(at, lead);
                *found.entry((at, lead)).or_default() += weight * ranking.statistics.in_article(frequency, length);
            }
        }
    }
    let highest = found.values().copied().fold(f32::MIN_POSITIVE, f32::max);
    for value in found.values_mut() {
        *value /= highest;
    }
    Ok(found)
}

/// The most distinctive words of the very best articles, with their weights.
fn learn(vectors: &Vectors) -> Vec<(&str, f32)> {
    let highest = vectors.articles.first().map_or(0.0, |first| first.score);
    let mut weights = vec![0.0_f32; vectors.terms.len()];
    for vector in vectors.articles.iter().take(ARTICLES).filter(|_| highest > 0.0) {
        let influence = ((vector.score / highest - 1.0) * TEMPERATURE).exp();
        for &(term, frequency) in &vector.terms {
            weights[term as usize] += influence * frequency / vector.length * vectors.rarity[term as usize];
        }
    }
    let mut weighed: Vec<(&str, f32)> = vectors.terms.iter().map(String::as_str).zip(weights).collect();
    weighed.retain(|(_, weight)| *weight > 0.0);
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    weighed.truncate(TERMS);
    weighed
}
