//! Term vectors of the best articles, read from their stored text: what feedback learns from, and what makes articles alike.

use super::bm25::{Ranking, rarity};
use super::top_k::Scored;
use crate::index::analyzer;
use crate::search::plan::StopWords;
use crate::search::{SearchError, Searcher};
use foldhash::{HashMap, HashSet, HashSetExt as _};
use tantivy::DocId;

/// Articles that are read.
const ARTICLES: usize = 100;
/// Words of one article that are read: news begins with what matters.
const MOST_WORDS: usize = 600;
/// Articles that are an article's neighbours.
const NEIGHBOURS: usize = 10;

/// One article's terms.
pub(crate) struct Vector {
    /// Its segment and lead.
    pub article: (usize, DocId),
    /// The score of its best passage.
    pub score: f32,
    /// Words that were read.
    pub length: f32,
    /// Terms by number, each with its frequency, in ascending order.
    pub terms: Vec<(u32, f32)>,
}

/// The vectors of the best articles, best first.
pub(crate) struct Vectors {
    pub articles: Vec<Vector>,
    /// The stems, by number.
    pub terms: Vec<String>,
    /// Of each term: its rarity in the archive; 0 where only one of the articles contains it, so that it links none.
    pub rarity: Vec<f32>,
}

/// The terms of the articles that were read.
#[derive(Default)]
struct Terms {
    numbers: HashMap<String, u32>,
    /// Of each term: the number of articles that contain it.
    holding: Vec<u32>,
}

impl Terms {
    /// Adds the numbers of the terms of a text, without stop words; gives the number of its words.
    fn read(&mut self, text: &str, language: Option<&str>, stopwords: &StopWords, running: &mut Vec<u32>) -> usize {
        let mut length = 0;
        let mut room = String::new();
        analyzer::each_stem(text, language, &mut |stem, word| {
            length += 1;
            if stem.len() < 2 || stopwords.has_written(word, &mut room) {
                return;
            }
            let number = self.numbers.get(stem).copied().unwrap_or_else(|| {
                let next = self.numbers.len() as u32;
                self.numbers.insert(stem.to_owned(), next);
                self.holding.push(0);
                next
            });
            running.push(number);
        });
        length
    }

    /// The terms of one article, each with its frequency, in ascending order.
    fn count(&mut self, mut running: Vec<u32>) -> Vec<(u32, f32)> {
        running.sort_unstable();
        let terms: Vec<(u32, f32)> = running.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)).collect();
        for (number, _) in &terms {
            self.holding[*number as usize] += 1;
        }
        terms
    }

    /// Of each term: its rarity in the archive; 0 where only one of the articles contains it.
    fn rarity(&self, searcher: &Searcher) -> Result<Vec<f32>, SearchError> {
        let passages = searcher.engine().num_docs() as f32;
        // Neighbours in the dictionary are found faster one after the other.
        let mut shared: Vec<(&str, u32)> = self.numbers.iter().map(|(term, number)| (term.as_str(), *number)).collect();
        shared.retain(|(_, number)| self.holding[*number as usize] > 1);
        shared.sort_unstable();
        let holding = searcher.passages_with_each(shared.iter().map(|(stem, _)| *stem))?;
        let mut rarities = vec![0.0; self.holding.len()];
        for ((_, number), holding) in shared.iter().zip(holding) {
            rarities[*number as usize] = rarity(passages, holding as f32);
        }
        Ok(rarities)
    }
}

impl Vectors {
    /// Reads the articles of the best candidates, which come best first.
    pub fn read(searcher: &Searcher, ranking: &Ranking<'_>, scored: &[Scored]) -> Result<Self, SearchError> {
        let store = searcher.store()?;
        let mut seen = HashSet::new();
        let best = scored.iter().filter(|candidate| seen.insert((candidate.segment, candidate.lead))).take(ARTICLES);
        let mut terms = Terms::default();
        let mut articles = Vec::new();
        for candidate in best {
            let segment = ranking.evaluations[candidate.segment].segment;
            let language = segment.string("language", candidate.lead);
            let mut length = 0;
            let mut running = Vec::new();
            for doc in segment.passages_of(candidate.lead) {
                let text = store.text(segment.ord, doc)?;
                length += terms.read(&text, language.as_deref(), &searcher.stopwords, &mut running);
                if length >= MOST_WORDS {
                    break;
                }
            }
            let article = (candidate.segment, candidate.lead);
            let terms = terms.count(running);
            articles.push(Vector { article, score: candidate.score, length: (length as f32).max(1.0), terms });
        }
        let rarity = terms.rarity(searcher)?;
        let mut list = vec![String::new(); terms.numbers.len()];
        for (term, number) in terms.numbers {
            list[number as usize] = term;
        }
        let terms = list;
        Ok(Self { articles, terms, rarity })
    }

    /// For each article the mean score of those most like it, weighed by likeness: an estimate of its relevance by the
    /// cluster hypothesis (Diaz, Regularizing ad hoc retrieval scores, 2005).
    pub fn neighbours(&self) -> HashMap<(usize, DocId), f32> {
        let alike = self.alike();
        let count = self.articles.len();
        let mean = |at: usize| {
            let mut others: Vec<(f32, usize)> =
                (0..count).filter(|&other| other != at).map(|other| (alike[at * count + other], other)).collect();
            others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            others.truncate(NEIGHBOURS);
            let total: f32 = others.iter().map(|(likeness, _)| likeness).sum();
            let sum: f32 = others.iter().map(|&(likeness, other)| likeness * self.articles[other].score).sum();
            if total > 0.0 { sum / total } else { 0.0 }
        };
        (0..count).map(|at| (self.articles[at].article, mean(at))).collect()
    }

    /// Cosine of each pair of articles, row by row.
    fn alike(&self) -> Vec<f32> {
        let count = self.articles.len();
        let mut holders: Vec<Vec<(usize, f32)>> = vec![Vec::new(); self.terms.len()];
        for (at, vector) in self.articles.iter().enumerate() {
            let weight = |&(term, frequency): &(u32, f32)| (term, (1.0 + frequency.ln()) * self.rarity[term as usize]);
            let weights: Vec<(u32, f32)> =
                vector.terms.iter().map(weight).filter(|(_, weight)| *weight > 0.0).collect();
            let norm = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            for (term, weight) in weights {
                holders[term as usize].push((at, weight / norm));
            }
        }
        let mut alike = vec![0.0; count * count];
        for holders in &holders {
            for (nth, &(at, weight)) in holders.iter().enumerate() {
                for &(other, its) in &holders[nth + 1..] {
                    alike[at * count + other] += weight * its;
                    alike[other * count + at] += weight * its;
                }
            }
        }
        alike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(at: u32, score: f32, terms: &[u32]) -> Vector {
        let terms = terms.iter().map(|&term| (term, 1.0)).collect();
        Vector { article: (0, at), score, length: 10.0, terms }
    }

    #[test]
    fn like_articles_lend_their_scores() {
        let articles =
            vec![vector(0, 3.0, &[0, 1]), vector(7, 1.0, &[0, 1]), vector(9, 1.0, &[2]), vector(11, 0.5, &[2])];
        let vectors = Vectors { articles, terms: vec![String::new(); 3], rarity: vec![1.0; 3] };
        let means = vectors.neighbours();
        assert!((means[&(0, 7)] - 3.0).abs() < 1e-6 && (means[&(0, 9)] - 0.5).abs() < 1e-6, "{means:?}");
    }

    #[test]
    fn an_article_alone_has_no_neighbours() {
        let vectors = Vectors { articles: vec![vector(0, 3.0, &[0])], terms: vec![String::new()], rarity: vec![0.0] };
        assert!(vectors.neighbours()[&(0, 0)].abs() < 1e-9);
    }
}
