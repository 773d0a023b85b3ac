//! Scores the best articles again, second stage: what must be read from positions, and from the best articles themselves.

use super::bm25::Ranking;
use super::top_k::{BestArticles, Scored, best_to_front};
use super::vectors::Vectors;
use super::weights::{Feature, Features};
use super::{answers, feedback};
use crate::archive::{BitSet, Segment};
use crate::index::{Fields, terms};
use crate::search::plan::{Matcher, Step};
use crate::search::retrieve::visit;
use crate::search::{Request, SearchError, Searcher};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Term};

/// Articles that are scored again at most.
const MOST_RERANKED: usize = 250;
/// Articles that are scored again at least, and for each hit of the request.
const RERANKED: usize = 60;
const RERANKED_FOR_A_HIT: usize = 6;
/// Query words whose neighbourhood is looked at.
const MOST_WORDS: usize = 24;
/// Words within which two query words are near each other.
const WINDOW: u32 = 8;
/// Words into an article after which a word counts half.
const HALF_AS_EARLY: f32 = 50.0;
/// Candidates sorted in a first attempt for each article that is scored again.
const PASSAGES_OF_ONE: usize = 8;
/// Passages of one article that are read.
const MOST_PASSAGES: usize = 40;

/// A query word: its weight, and its terms in passages and titles.
struct Word<'p> {
    weight: f32,
    /// As written, folded: the terms of text and title.
    exact: [Vec<Term>; 2],
    passages: &'p [Term],
    leads: &'p [Term],
}

/// Scores the articles of the best candidates again, in place; the candidates come and leave in no order.
pub(crate) fn rerank(
    searcher: &Searcher,
    ranking: &mut Ranking<'_>,
    scored: &mut [Scored],
    request: &Request,
) -> Result<(), SearchError> {
    let wanted = request.limit.map(|limit| limit.saturating_add(request.offset).saturating_mul(RERANKED_FOR_A_HIT));
    let most = match wanted {
        Some(wanted) if !request.expand => wanted.clamp(RERANKED, MOST_RERANKED),
        _ => MOST_RERANKED,
    };
    let best = best_articles(ranking, scored, most);
    ranking.found = neighbourhoods(searcher, ranking, &best)?;
    if ranking.names_place_and_day() {
        let articles = best.iter().flat_map(|(at, articles)| articles.keys().map(|lead| (*at, *lead)));
        let both: Vec<_> = articles.map(|(at, lead)| ((at, lead), ranking.both(at, lead))).collect();
        ranking.find(Feature::Both, both);
    }
    score(ranking, scored, &best);
    if request.expand {
        scored.sort_unstable_by(Scored::best_first);
        let mut vectors = Vectors::read(searcher, ranking, scored)?;
        let shared = feedback::scores(searcher, ranking, &vectors, &best)?;
        for vector in &mut vectors.articles {
            vector.score += ranking.model.weight(Feature::Feedback) * shared.get(&vector.article).unwrap_or(&0.0);
        }
        ranking.find(Feature::Feedback, shared);
        // News of a day is like that of other days, and what answers a question is one article: there likeness misleads.
        if !ranking.is_dated() && !ranking.asks() {
            ranking.find(Feature::Neighbours, vectors.neighbours());
        }
        score(ranking, scored, &best);
    }
    answer(searcher, ranking, scored, &best)
}

/// Looks for answers in the best passages, where a question says what kind of answer it wants.
fn answer(
    searcher: &Searcher,
    ranking: &mut Ranking<'_>,
    scored: &mut [Scored],
    best: &BestArticles,
) -> Result<(), SearchError> {
    let Some(kind) = ranking.evaluations.first().and_then(|evaluation| evaluation.plan.answer) else { return Ok(()) };
    scored.sort_unstable_by(Scored::best_first);
    let answers = answers::scores(&searcher.store()?, ranking, scored, kind)?;
    ranking.find_answers(answers);
    score(ranking, scored, best);
    Ok(())
}

/// The articles of the best candidates, so many at most.
fn best_articles(ranking: &Ranking<'_>, scored: &mut [Scored], most: usize) -> BestArticles {
    let mut best = BestArticles::new();
    for front in [most.saturating_mul(PASSAGES_OF_ONE), usize::MAX] {
        best_to_front(scored, front);
        best.clear();
        let mut count = 0;
        for candidate in scored.iter().take(front) {
            if count == most {
                return best;
            }
            best.entry(candidate.segment).or_default().entry(candidate.lead).or_insert_with(|| {
                count += 1;
                let passages = ranking.evaluations[candidate.segment].segment.passages_of(candidate.lead);
                passages.take(MOST_PASSAGES).collect()
            });
        }
        if front >= scored.len() {
            break;
        }
    }
    best
}

/// Scores the candidates of the best articles with what is known of them now.
fn score(ranking: &Ranking<'_>, scored: &mut [Scored], best: &BestArticles) {
    for (at, articles) in best {
        let mut leads = BitSet::new(ranking.evaluations[*at].segment.leads.length());
        for lead in articles.keys() {
            leads.insert(*lead);
        }
        for candidate in scored.iter_mut().filter(|scored| scored.segment == *at && leads.has(scored.lead)) {
            candidate.score = ranking.score(candidate);
        }
    }
}

/// The words of a query, in order.
struct QueryWords<'p> {
    list: Vec<Word<'p>>,
    /// The sum of their weights.
    total: f32,
    /// The sum of the weights of pairs that follow each other.
    total_of_pairs: f32,
}

impl<'p> QueryWords<'p> {
    /// The words of the query, as far as they are looked at.
    fn of(fields: &Fields, ranking: &Ranking<'p>) -> Self {
        let plan = ranking.evaluations.first().map(|evaluation| evaluation.plan);
        let order = plan.and_then(|plan| plan.root.as_ref()).map(Step::positive).unwrap_or_default();
        let word = |at: usize| {
            let clause = &plan?.clauses[at];
            let (Matcher::Terms { passages, leads }, Some(word)) = (&clause.matcher, &clause.word) else { return None };
            let exact = [false, true].map(|title| terms::form_terms(fields, title, word));
            Some(Word { weight: ranking.statistics.weights[at], exact, passages, leads })
        };
        let words: Vec<Word<'p>> = order.into_iter().filter_map(word).take(MOST_WORDS).collect();
        let total = words.iter().map(|word| word.weight).sum();
        let total_of_pairs = words.windows(2).map(weight_of_pair).sum();
        Self { list: words, total, total_of_pairs }
    }
}

/// The weight of two words that follow each other in the query: that of the weightier one.
fn weight_of_pair(pair: &[Word<'_>]) -> f32 {
    pair[0].weight.max(pair[1].weight)
}

/// How early the query's words occur in the articles, and how close words that follow each other in the query are there.
fn neighbourhoods(
    searcher: &Searcher,
    ranking: &Ranking<'_>,
    best: &BestArticles,
) -> Result<HashMap<(usize, DocId), Features>, SearchError> {
    let words = QueryWords::of(searcher.fields(), ranking);
    let mut found = HashMap::new();
    if words.total <= 0.0 {
        return Ok(found);
    }
    for (&at, articles) in best {
        let places = WordPlaces::read(ranking.evaluations[at].segment, &words, articles)?;
        let mut first_doc = 0;
        for (article, (&lead, passages)) in articles.iter().enumerate() {
            let own = first_doc..first_doc + passages.len();
            first_doc = own.end;
            let mut features = Features::default();
            places.add_words(article, own.clone(), &words, &mut features);
            places.add_pairs(article, own, &words, &mut features, |frequency| {
                ranking.statistics.in_article(frequency as f32, ranking.article_length(at, lead))
            });
            found.insert((at, lead), features);
        }
    }
    Ok(found)
}

/// Positions of a query's words in articles of one segment. Articles and passages go by their position in the lists read.
struct WordPlaces {
    leads: Vec<DocId>,
    docs: Vec<DocId>,
    /// Words of each passage.
    lengths: FieldNormReader,
    /// Of each word: its positions in the passages.
    in_text: Vec<Positions>,
    /// Of each word: its positions in the titles.
    in_title: Vec<Positions>,
    /// Of each word: whether each article has it as the query writes it.
    exact: Vec<Vec<bool>>,
}

impl WordPlaces {
    fn read(
        segment: &Segment,
        words: &QueryWords<'_>,
        articles: &BTreeMap<DocId, Vec<DocId>>,
    ) -> Result<Self, SearchError> {
        let mut places = Self {
            leads: articles.keys().copied().collect(),
            docs: articles.values().flatten().copied().collect(),
            lengths: segment.reader.get_fieldnorms_reader(segment.fields.stem)?,
            in_text: Vec::new(),
            in_title: Vec::new(),
            exact: Vec::new(),
        };
        for word in &words.list {
            let mut written = vec![false; places.leads.len()];
            for (terms, docs) in word.exact.iter().zip([&places.docs, &places.leads]) {
                visit(segment, terms, docs, IndexRecordOption::Basic, &mut |_, doc, _| {
                    let number = places.leads.binary_search(&segment.lead(doc));
                    if let Ok(number) = number {
                        written[number] = true;
                    }
                })?;
            }
            places.exact.push(written);
            places.in_text.push(Positions::read(segment, word.passages, &places.docs)?);
            places.in_title.push(Positions::read(segment, word.leads, &places.leads)?);
        }
        Ok(places)
    }

    /// Adds the value of the words of an article, whose passages are `own`: as written, and early.
    fn add_words(&self, article: usize, own: Range<usize>, words: &QueryWords<'_>, features: &mut Features) {
        let lead = self.leads[article];
        let before = |doc: DocId| (lead..doc).map(|before| self.lengths.fieldnorm(before)).sum::<u32>();
        for (number, word) in words.list.iter().enumerate() {
            if self.exact[number][article] {
                features[Feature::Exact] += word.weight / words.total;
            }
            let first = own.clone().find_map(|at| Some((self.docs[at], *self.in_text[number].of(at).first()?)));
            let place = match first {
                _ if !self.in_title[number].of(article).is_empty() => 0,
                Some((doc, place)) => before(doc) + place,
                None => continue,
            };
            features[Feature::Early] += word.weight / words.total / (1.0 + place as f32 / HALF_AS_EARLY);
        }
    }

    /// Adds the value of pairs of words that are adjacent or near each other; `saturated` dampens a frequency.
    fn add_pairs(
        &self,
        article: usize,
        own: Range<usize>,
        words: &QueryWords<'_>,
        features: &mut Features,
        saturated: impl Fn(u32) -> f32,
    ) {
        for (number, pair) in words.list.windows(2).enumerate() {
            let (mut ordered, mut near) = (0, 0);
            let mut count = |places: &[Positions], at: usize| {
                let (first, second) = (places[number].of(at), places[number + 1].of(at));
                ordered += pairs_within(first, second, 0, 1);
                near += pairs_within(first, second, WINDOW, WINDOW);
            };
            own.clone().for_each(|at| count(&self.in_text, at));
            count(&self.in_title, article);
            let weight = weight_of_pair(pair) / words.total_of_pairs;
            features[Feature::Ordered] += weight * saturated(ordered);
            features[Feature::Window] += weight * saturated(near);
        }
    }
}

/// Number of the first positions with a second one at most `before` before or `after` after it.
fn pairs_within(first: &[u32], second: &[u32], before: u32, after: u32) -> u32 {
    let near = |&&place: &&u32| {
        let at = second.partition_point(|other| *other <= place);
        second.get(at).is_some_and(|next| next - place <= after)
            || at > 0 && second[at - 1] != place && place - second[at - 1] <= before
    };
    first.iter().filter(near).count() as u32
}

/// Positions of a word in documents, which are identified by their index in a list.
struct Positions {
    /// Of each document: its part of `places`.
    of: Vec<Range<usize>>,
    places: Vec<u32>,
}

impl Positions {
    /// Reads the positions of any of the terms in the documents, which come in ascending order.
    fn read(segment: &Segment, terms: &[Term], docs: &[DocId]) -> Result<Self, SearchError> {
        let mut positions = Self { of: vec![0..0; docs.len()], places: Vec::new() };
        let mut buffer = Vec::new();
        visit(segment, terms, docs, IndexRecordOption::WithFreqsAndPositions, &mut |at, _, postings| {
            postings.positions(&mut buffer);
            let start = positions.places.len();
            let before = positions.of[at].clone();
            positions.places.extend_from_within(before);
            positions.places.extend(&buffer);
            positions.places[start..].sort_unstable();
            positions.of[at] = start..positions.places.len();
        })?;
        Ok(positions)
    }

    /// In ascending order.
    fn of(&self, doc: usize) -> &[u32] {
        &self.places[self.of[doc].clone()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_words() {
        assert_eq!(pairs_within(&[1, 10], &[2, 20], 0, 1), 1);
        assert_eq!(pairs_within(&[5], &[1], 0, 1), 0);
        assert_eq!(pairs_within(&[5, 30], &[1, 33], WINDOW, WINDOW), 2);
        assert_eq!(pairs_within(&[5], &[5], WINDOW, WINDOW), 0);
        assert_eq!(pairs_within(&[], &[5], WINDOW, WINDOW), 0);
    }
}
