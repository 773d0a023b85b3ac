//! Scores passages, first stage: what postings and mentions tell at once, for every candidate.
//!
//! BM25F over the words of the article, the title weighted, after Robertson, Zaragoza and Taylor, Simple BM25 extension
//! to multiple weighted fields (2004); BM25 over the passage; how much of the query the passage holds; what both mention of
//! what the query names. Frequencies count live documents only, so that an index built in steps scores as
//! one built at once. The second stage is `rerank`.

use super::bits::Bits;
use super::evaluate::Evaluation;
use super::model::{Feature, Features, Model};
use super::plan::Step;
use super::segment::Held;
use super::understanding::{Concept, Understanding};
use super::{SearchError, Searcher};
use crate::article::Day;
use std::cmp::Reverse;
use std::collections::HashMap;
use tantivy::DocId;

/// Saturation of frequencies.
const K1: f32 = 1.2;
/// Weight of an article's length.
const B: f32 = 0.75;
/// A word in the title counts as so many in the text.
const TITLE: f32 = 2.0;
/// Part of an agreement that the article gives to all of its passages; the rest is for the passage that has it.
const OF_ARTICLE: f32 = 0.5;

/// A candidate passage with its score.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scored {
    /// Position of its segment.
    pub segment: usize,
    pub doc: DocId,
    pub lead: DocId,
    /// Number of its article: ties are broken by it.
    pub article: u64,
    /// True when it holds everything by itself.
    pub whole: bool,
    pub published: Option<i64>,
    pub score: f32,
}

impl Scored {
    /// Best first: what holds everything, then by score, ties by id and place.
    pub fn best_first(&self, other: &Self) -> std::cmp::Ordering {
        let place = |scored: &Self| (scored.article, scored.doc);
        Reverse(self.whole)
            .cmp(&Reverse(other.whole))
            .then(other.score.total_cmp(&self.score))
            .then(place(self).cmp(&place(other)))
    }
}

/// Passages of one segment that are to be scored.
pub(super) struct Candidates {
    pub passages: Bits,
    /// Those that hold everything by themselves.
    pub whole: Bits,
}

/// Clauses that are asked for positively.
pub(super) fn positive(step: &Step, into: &mut Vec<usize>) {
    match step {
        Step::Clause(at) => into.push(*at),
        Step::All(steps) | Step::Any(steps) | Step::Together { parts: steps, .. } => {
            steps.iter().for_each(|step| positive(step, into));
        }
        Step::Not(_) => {}
    }
}

/// Inverse document frequency, as BM25 has it, never negative.
pub(super) fn rarity(all: f32, holding: f32) -> f32 {
    (1.0 + (all - holding + 0.5).max(0.5) / (holding + 0.5)).ln()
}

/// What scores depend on besides the segment.
pub(super) struct Statistics {
    article_length: f32,
    passage_length: f32,
    /// Of each clause: its weight by rarity, 0 where it does not score.
    pub weights: Vec<f32>,
    /// The sum of the weights, by which features are normalised.
    pub total: f32,
}

impl Statistics {
    fn new(searcher: &Searcher, evaluations: &[Evaluation<'_>]) -> Result<Self, SearchError> {
        let plan = evaluations.first().map(|evaluation| evaluation.plan);
        let articles: usize = evaluations.iter().map(|evaluation| evaluation.segment.leads.count()).sum();
        let passages: usize = evaluations.iter().map(|evaluation| evaluation.segment.passages.count()).sum();
        let mut tokens = 0;
        for segment in searcher.engine.segment_readers() {
            tokens += segment.inverted_index(searcher.index.fields().stem)?.total_num_tokens();
        }
        let mut scoring = Vec::new();
        if let Some(root) = plan.and_then(|plan| plan.root.as_ref()) {
            positive(root, &mut scoring);
        }
        let mut weights = vec![0.0; plan.map_or(0, |plan| plan.clauses.len())];
        for at in scoring {
            let of_clause = plan.map_or(0.0, |plan| plan.clauses[at].weight);
            if of_clause > 0.0 {
                let holding = evaluations.iter().map(|evaluation| held_by(evaluation, &evaluation.held[at])).sum();
                weights[at] = of_clause * rarity(articles as f32, holding);
            }
        }
        let mean = |count: usize| (tokens as f32 / count.max(1) as f32).max(1.0);
        let total = weights.iter().sum();
        Ok(Self { article_length: mean(articles), passage_length: mean(passages), weights, total })
    }

    /// BM25's saturation of a frequency in an article of this length.
    pub fn in_article(&self, frequency: f32, length: f32) -> f32 {
        saturate(frequency, length / self.article_length)
    }
}

fn saturate(frequency: f32, relative_length: f32) -> f32 {
    frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * relative_length))
}

/// Number of articles in which something holds.
fn held_by(evaluation: &Evaluation<'_>, held: &Held) -> f32 {
    let segment = evaluation.segment;
    let mut last = None;
    let mut count = 0_usize;
    for &(doc, _) in &held.passages {
        let lead = segment.lead(doc);
        count += usize::from(last != Some(lead));
        last = Some(lead);
    }
    let only_title = held.leads.iter().filter(|(lead, _)| {
        let at = held.passages.partition_point(|(doc, _)| doc < lead);
        held.passages.get(at).is_none_or(|&(doc, _)| segment.lead(doc) != *lead)
    });
    (count + only_title.count()) as f32
}

/// Sums frequencies by article.
fn by_article(mut frequencies: Vec<(DocId, f32)>) -> Vec<(DocId, f32)> {
    frequencies.sort_by_key(|&(lead, _)| lead);
    frequencies.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    frequencies
}

/// What one segment's articles and passages have of the words, by document.
struct Words {
    article: Vec<f32>,
    passage: Vec<f32>,
    coverage: Vec<f32>,
    /// Words of the articles wanted, by lead.
    lengths: Vec<f32>,
}

/// How much one segment's articles and passages mention of the people, places or days that the query names, by document.
struct Agreement {
    feature: Feature,
    article: Vec<f32>,
    passage: Vec<f32>,
}

/// The first stage, done: what the scores of an answer are made of.
pub(super) struct Ranking<'s> {
    pub evaluations: &'s [Evaluation<'s>],
    pub statistics: Statistics,
    pub model: &'s Model,
    words: Vec<Words>,
    agreements: Vec<Vec<Agreement>>,
    /// Days named, each with the weight of its agreement.
    days: Vec<(super::understanding::Named, f32)>,
    /// What the second stage found, by segment and lead.
    pub found: HashMap<(usize, DocId), Features>,
}

impl<'s> Ranking<'s> {
    /// Scores the candidates, one entry a segment; they come in no order.
    pub fn new(
        searcher: &Searcher,
        evaluations: &'s [Evaluation<'s>],
        candidates: &[Candidates],
        understanding: &Understanding,
        model: &'s Model,
    ) -> Result<(Self, Vec<Scored>), SearchError> {
        let statistics = Statistics::new(searcher, evaluations)?;
        let mut ranking = Self {
            evaluations,
            statistics,
            model,
            words: Vec::new(),
            agreements: evaluations.iter().map(|_| Vec::new()).collect(),
            days: Vec::new(),
            found: HashMap::new(),
        };
        for (evaluation, candidates) in evaluations.iter().zip(candidates) {
            ranking.words.push(ranking.words_of(searcher, evaluation, candidates)?);
        }
        for concept in &understanding.concepts {
            ranking.agree(concept)?;
        }
        let scored = (0..).zip(candidates).flat_map(|(at, candidates)| ranking.scored(at, candidates)).collect();
        Ok((ranking, scored))
    }

    fn words_of(
        &self,
        searcher: &Searcher,
        evaluation: &Evaluation<'_>,
        candidates: &Candidates,
    ) -> Result<Words, SearchError> {
        let (segment, statistics) = (evaluation.segment, &self.statistics);
        let zeros = || vec![0.0_f32; segment.passages.length() as usize];
        let mut words = Words { article: zeros(), passage: zeros(), coverage: zeros(), lengths: zeros() };
        if candidates.passages.is_empty() {
            return Ok(words);
        }
        let lengths = segment.reader.get_fieldnorms_reader(searcher.index.fields().stem)?;
        let wanted = segment.articles(&candidates.passages);
        for lead in wanted.iter() {
            words.lengths[lead as usize] = segment.passages_of(lead).map(|doc| lengths.fieldnorm(doc) as f32).sum();
        }
        for (held, &weight) in evaluation.held.iter().zip(&statistics.weights) {
            if weight == 0.0 {
                continue;
            }
            let weight = weight / statistics.total;
            let mut frequencies: Vec<(DocId, f32)> = Vec::new();
            for &(doc, frequency) in &held.passages {
                let lead = segment.lead(doc);
                if !wanted.has(lead) {
                    continue;
                }
                let frequency = frequency as f32;
                let length = lengths.fieldnorm(doc) as f32 / statistics.passage_length;
                words.passage[doc as usize] += weight * saturate(frequency, length);
                words.coverage[doc as usize] += weight;
                match frequencies.last_mut() {
                    Some(last) if last.0 == lead => last.1 += frequency,
                    _ => frequencies.push((lead, frequency)),
                }
            }
            let titles = held.leads.iter().filter(|(lead, _)| wanted.has(*lead));
            frequencies.extend(titles.map(|&(lead, frequency)| (lead, TITLE * frequency as f32)));
            for (lead, frequency) in by_article(frequencies) {
                let lead = lead as usize;
                words.article[lead] += weight * statistics.in_article(frequency, words.lengths[lead]);
            }
        }
        Ok(words)
    }

    /// Finds where a thing that the query names is mentioned. It is a word of the query in its own right: it weighs by
    /// rarity beside the words, and its frequency is saturated as theirs.
    fn agree(&mut self, concept: &Concept) -> Result<(), SearchError> {
        let mut held = Vec::new();
        for evaluation in self.evaluations {
            held.push(evaluation.segment.evaluate(&concept.clause)?);
        }
        let articles: usize = self.evaluations.iter().map(|evaluation| evaluation.segment.leads.count()).sum();
        let holding = self.evaluations.iter().zip(&held).map(|(evaluation, held)| held_by(evaluation, held)).sum();
        let weight = rarity(articles as f32, holding) / self.statistics.total.max(f32::MIN_POSITIVE);
        let weight = weight.min(1.0);
        if let Some(days) = concept.days {
            self.days.push((days, weight));
        }
        for (at, held) in held.iter().enumerate() {
            let segment = self.evaluations[at].segment;
            let zeros = || vec![0.0_f32; segment.passages.length() as usize];
            let agreements = &mut self.agreements[at];
            let known = agreements.iter().position(|agreement| agreement.feature == concept.feature);
            let known = known.unwrap_or_else(|| {
                agreements.push(Agreement { feature: concept.feature, article: zeros(), passage: zeros() });
                agreements.len() - 1
            });
            let agreement = &mut agreements[known];
            let mut frequencies: Vec<(DocId, f32)> = Vec::with_capacity(held.passages.len() + held.leads.len());
            for &(doc, frequency) in &held.passages {
                let saturated = saturate(frequency as f32, 1.0);
                agreement.passage[doc as usize] += (1.0 - OF_ARTICLE) * weight * saturated;
                frequencies.push((segment.lead(doc), frequency as f32));
            }
            frequencies.extend(held.leads.iter().map(|&(lead, frequency)| (lead, TITLE * frequency as f32)));
            for (lead, frequency) in by_article(frequencies) {
                let length = self.words[at].lengths[lead as usize];
                let saturated = self.statistics.in_article(frequency, length);
                agreement.article[lead as usize] += OF_ARTICLE * weight * saturated;
            }
        }
        Ok(())
    }

    fn scored(&self, at: usize, candidates: &Candidates) -> Vec<Scored> {
        let segment = self.evaluations[at].segment;
        let (article, published) = (segment.number("article"), segment.signed("published"));
        // The passages of an article follow each other: its columns are read once.
        let mut last = (DocId::MAX, 0, None);
        let score = |doc| {
            let lead = segment.lead(doc);
            if last.0 != lead {
                last = (lead, article(lead).unwrap_or_default(), published(lead));
            }
            let mut scored = Scored {
                segment: at,
                doc,
                lead,
                article: last.1,
                whole: candidates.whole.has(doc),
                published: last.2,
                score: 0.0,
            };
            scored.score = self.model.score(&self.features(&scored));
            scored
        };
        candidates.passages.iter().map(score).collect()
    }

    /// What is known of a candidate.
    pub fn features(&self, scored: &Scored) -> Features {
        let (words, lead, doc) = (&self.words[scored.segment], scored.lead as usize, scored.doc as usize);
        let mut features = Features::default();
        features[Feature::Article] = words.article[lead];
        features[Feature::Passage] = words.passage[doc];
        features[Feature::Coverage] = words.coverage[doc];
        for agreement in &self.agreements[scored.segment] {
            features[agreement.feature] = agreement.article[lead] + agreement.passage[doc];
        }
        if let Some(day) = scored.published.and_then(|day| i32::try_from(day).ok()) {
            let agreement = self.days.iter().map(|(days, value)| value * days.agreement(Day(day)));
            features[Feature::Published] = agreement.sum();
        }
        match self.found.get(&(scored.segment, scored.lead)) {
            Some(found) => features.plus(found),
            None => features,
        }
    }

    /// Adds what the second stage found of articles.
    pub fn find(&mut self, feature: Feature, values: HashMap<(usize, DocId), f32>) {
        for (article, value) in values {
            self.found.entry(article).or_default()[feature] = value;
        }
    }

    /// Words of a candidate's article.
    pub fn article_length(&self, segment: usize, lead: DocId) -> f32 {
        self.words[segment].lengths[lead as usize]
    }
}
