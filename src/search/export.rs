//! The articles that a query matches, to be read one after the other: for exports.

use super::facets::matching;
use super::{SearchError, Searcher};
use crate::article::Article;
use crate::query::Query;
use tantivy::DocAddress;

/// A random part of what matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Articles wanted.
    pub size: usize,
    /// The same seed picks the same articles, whatever else is in the archive.
    pub seed: u64,
}

/// One matching article, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    address: DocAddress,
    /// Numbers, from 1, of the passages that match; all of them where only the article as a whole does.
    pub passages: Vec<usize>,
}

/// What a query matches.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// In order of publication, undated ones last; ties by id.
    pub articles: Vec<Selected>,
    /// Articles that matched, those left out of a sample too.
    pub matching: usize,
    /// As in [`super::Response`].
    pub notices: Vec<String>,
}

impl Searcher {
    /// The articles that a query matches, `None` matching all, or a random sample of them.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn select(&self, query: Option<&Query>, sample: Option<Sample>) -> Result<Selection, SearchError> {
        let (matching, notices) = matching(self, query)?;
        let mut found: Vec<(i64, u64, DocAddress)> = Vec::new();
        for (segment, matching) in self.segments().iter().zip(&matching) {
            let key = |lead| (segment.published(lead).unwrap_or(i64::MAX), segment.article(lead).unwrap_or_default());
            found.extend(matching.articles.iter().map(|lead| {
                let (day, number) = key(lead);
                (day, number, DocAddress::new(segment.ord, lead))
            }));
        }
        let total = found.len();
        if let Some(sample) = sample.filter(|sample| sample.size < found.len()) {
            found.sort_by_cached_key(|(_, number, _)| shuffled(*number, sample.seed));
            found.truncate(sample.size);
        }
        found.sort_unstable();
        let articles = found.into_iter().map(|(_, _, address)| {
            let (segment, matching) =
                (&self.segments()[address.segment_ord as usize], &matching[address.segment_ord as usize]);
            let numbered: Vec<(usize, u32)> = (1..).zip(segment.passages_of(address.doc_id)).collect();
            let matches = |doc: u32| matching.passages.has(doc);
            let any = numbered.iter().any(|(_, doc)| matches(*doc));
            let passages =
                numbered.into_iter().filter(|(_, doc)| !any || matches(*doc)).map(|(number, _)| number).collect();
            Selected { address, passages }
        });
        Ok(Selection { articles: articles.collect(), matching: total, notices })
    }

    /// Reads a selected article.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn load(&self, selected: &Selected) -> Result<Article, SearchError> {
        self.store()?.article(selected.address)
    }
}

/// A number's place in a random order (SplitMix64 of Steele, Lea and Flood, 2014).
fn shuffled(number: u64, seed: u64) -> u64 {
    let mut z = number ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
