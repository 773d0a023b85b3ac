//! Articles like a given one: those that match any of its most distinctive terms.
//!
//! Terms are weighed by tf-idf, as in Lucene's MoreLikeThis; the article's people and organizations are among its words.

use super::{MatchMode, Request, Response, SearchError, Searcher, Unit};
use crate::article::Article;
use crate::index::analyzer;
use crate::query;
use std::collections::BTreeMap;
use tantivy::Term;

/// Terms that represent an article.
const MOST_WORDS: usize = 30;
/// A word of the title counts as so many in the text.
const TITLE: usize = 3;
/// Words in a larger part of the passages than this are not distinctive.
const TOO_COMMON: f64 = 0.1;
/// Archives smaller than this have no words that are too common.
const SMALL: f64 = 200.0;

impl Searcher {
    /// Articles like this one, best first, one hit each by its best passage; the article itself and its copies are left out.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn similar(&self, article: &Article, limit: Option<usize>) -> Result<Response, SearchError> {
        let words = self.distinctive_terms(article)?;
        let request = Request {
            limit: limit.map(|limit| limit.saturating_add(1)),
            per_article: 1,
            unit: Unit::Article,
            matching: MatchMode::Any,
            ..Request::new(query::words(&words.join(" ")))
        };
        let mut response = self.search(&request)?;
        let is_it =
            |hit: &super::Hit| hit.article == article.id || hit.copies.iter().any(|copy| copy.article == article.id);
        response.hits.retain(|hit| !is_it(hit));
        response.hits.truncate(limit.unwrap_or(usize::MAX));
        (1..).zip(&mut response.hits).for_each(|(rank, hit)| hit.rank = rank);
        response.total_articles = response.total_articles.saturating_sub(1);
        response.notices.clear();
        Ok(response)
    }

    /// The most distinctive terms of an article (tf-idf), best first.
    fn distinctive_terms(&self, article: &Article) -> Result<Vec<String>, SearchError> {
        let record = &article.record;
        let language = record.language.as_deref();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (text, weight) in [(&record.text, 1), (&record.title, TITLE)] {
            for term in analyzer::exact(text, language) {
                *counts.entry(term.text).or_default() += weight;
            }
        }
        let dictionary = self.dictionary();
        let passages = self.engine().num_docs() as f64;
        let most = if passages < SMALL { passages } else { passages * TOO_COMMON };
        let mut weighed: Vec<(f64, String)> = Vec::new();
        for (word, count) in counts {
            if word.chars().count() < 3 || self.stopwords.has(&word) {
                continue;
            }
            let holding = dictionary.frequency(&Term::from_field_text(self.fields().exact, &word))? as f64;
            // A word of this article alone finds nothing else.
            if holding > most || holding == 0.0 {
                continue;
            }
            let rarity = (1.0 + (passages - holding + 0.5).max(0.0) / (holding + 0.5)).ln();
            weighed.push(((count as f64).sqrt() * rarity, word));
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(MOST_WORDS);
        Ok(weighed.into_iter().map(|(_, word)| word).collect())
    }
}
