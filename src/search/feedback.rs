//! Pseudo-relevance feedback: the words that tell the best articles from the archive, and which articles share them.
//!
//! The relevance model of Lavrenko and Croft, Relevance-based language models (2001), its terms chosen and weighed by
//! rarity; the articles that share them are scored by BM25.

use super::rank::{Ranking, Scored, rarity};
use super::rerank::{Best, text_term, visit};
use super::{SearchError, Searcher};
use crate::index::analyzer;
use std::collections::{BTreeMap, HashMap, HashSet};
use tantivy::DocId;
use tantivy::schema::IndexRecordOption;

/// Articles that are learnt from.
const ARTICLES: usize = 10;
/// Words that are learnt.
const TERMS: usize = 60;
/// How fast an article's say falls with its score.
const TEMPERATURE: f32 = 3.0;
/// Passages of one article that are read, from its lead on.
const MOST_PASSAGES: usize = 20;

/// For each of the best articles, how much it shares of what the very best ones speak of, from 0 to 1.
pub(super) fn scores(
    searcher: &Searcher,
    ranking: &Ranking<'_>,
    scored: &[Scored],
    best: &Best,
) -> Result<HashMap<(usize, DocId), f32>, SearchError> {
    let terms = learn(searcher, ranking, scored)?;
    let mut found: HashMap<(usize, DocId), f32> = HashMap::new();
    for (&at, articles) in best {
        let segment = ranking.evaluations[at].segment;
        let docs: Vec<DocId> =
            articles.keys().flat_map(|&lead| segment.passages_of(lead).take(MOST_PASSAGES)).collect();
        for (term, weight) in &terms {
            let mut frequencies: HashMap<DocId, f32> = HashMap::new();
            let terms = [text_term(searcher.index.fields().stem, term)];
            visit(segment, &terms, &docs, IndexRecordOption::WithFreqs, &mut |doc, postings| {
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
    found.values_mut().for_each(|value| *value /= highest);
    Ok(found)
}

/// The words that tell the very best articles from the archive, with their weights.
fn learn(searcher: &Searcher, ranking: &Ranking<'_>, scored: &[Scored]) -> Result<Vec<(String, f32)>, SearchError> {
    let store = searcher.store()?;
    let highest = scored.first().map_or(0.0, |first| first.score);
    let mut seen = HashSet::new();
    let articles = scored.iter().filter(|candidate| seen.insert((candidate.segment, candidate.lead)));
    let mut weights: BTreeMap<String, f32> = BTreeMap::new();
    for article in articles.take(ARTICLES).filter(|_| highest > 0.0) {
        let segment = ranking.evaluations[article.segment].segment;
        let language = segment.string("language", article.lead);
        let say = ((article.score / highest - 1.0) * TEMPERATURE).exp();
        let length = ranking.article_length(article.segment, article.lead).max(1.0);
        for doc in segment.passages_of(article.lead).take(MOST_PASSAGES) {
            let text = store.text(segment.ord, doc)?;
            let stems = analyzer::stem(&text, language.as_deref());
            for (stem, exact) in stems.into_iter().zip(analyzer::exact(&text, language.as_deref())) {
                if stem.text.len() > 1 && !searcher.stopwords.has_folded(&exact.text) {
                    *weights.entry(stem.text).or_default() += say / length;
                }
            }
        }
    }
    let passages = searcher.engine.num_docs() as f32;
    let mut weighed = Vec::new();
    for (term, weight) in weights {
        let holding = searcher.engine.doc_freq(&text_term(searcher.index.fields().stem, &term))?;
        if holding > 1 {
            weighed.push((term, weight * rarity(passages, holding as f32)));
        }
    }
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    weighed.truncate(TERMS);
    Ok(weighed)
}
