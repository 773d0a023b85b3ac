//! Scores passages: BM25 over the words of the article, title weighted, with the passage's own score mixed in.
//!
//! Frequencies count live documents only, so that an index built in steps scores as one built at once.
//! BM25F after Robertson, Zaragoza and Taylor, Simple BM25 extension to multiple weighted fields (2004).

use super::SearchError;
use super::bits::Bits;
use super::evaluate::Evaluation;
use super::plan::Step;
use crate::index::Fields;
use std::cmp::Reverse;
use tantivy::{DocId, Searcher};

/// Saturation of frequencies.
const K1: f32 = 1.2;
/// Weight of an article's length.
const B: f32 = 0.75;
/// A word in the title counts as so many in the text.
const TITLE: f32 = 2.0;
/// Weight of the passage's own score beside its article's.
const PASSAGE: f32 = 0.5;

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
    /// What its article's words give.
    pub of_article: f32,
    /// What its own words give.
    pub of_passage: f32,
}

impl Scored {
    pub fn score(&self) -> f32 {
        self.of_article + self.of_passage
    }

    /// Best first: what holds everything, then by score, ties by id and place.
    pub fn best_first(&self, other: &Self) -> std::cmp::Ordering {
        let order = (Reverse(self.whole), self.article, self.doc);
        let others = (Reverse(other.whole), other.article, other.doc);
        order
            .0
            .cmp(&others.0)
            .then(other.score().total_cmp(&self.score()))
            .then((order.1, order.2).cmp(&(others.1, others.2)))
    }
}

/// Passages of one segment that are to be scored.
pub(super) struct Candidates {
    pub passages: Bits,
    /// Those that hold everything by themselves.
    pub whole: Bits,
}

/// What scores depend on besides the segment.
struct Statistics {
    articles: f32,
    article_length: f32,
    passage_length: f32,
    /// Of each clause: its weight by rarity, 0 where it does not score.
    weights: Vec<f32>,
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

fn statistics(searcher: &Searcher, fields: &Fields, evaluations: &[Evaluation<'_>]) -> Result<Statistics, SearchError> {
    let plan = evaluations.first().map(|evaluation| evaluation.plan);
    let articles: usize = evaluations.iter().map(|evaluation| evaluation.segment.leads.count()).sum();
    let passages: usize = evaluations.iter().map(|evaluation| evaluation.segment.passages.count()).sum();
    let mut tokens = 0;
    for segment in searcher.segment_readers() {
        tokens += segment.inverted_index(fields.stem)?.total_num_tokens();
    }
    let mut scoring = Vec::new();
    if let Some(root) = plan.and_then(|plan| plan.root.as_ref()) {
        positive(root, &mut scoring);
    }
    let clauses = plan.map_or(0, |plan| plan.clauses.len());
    let mut weights = vec![0.0; clauses];
    for at in scoring {
        let holding: usize = evaluations
            .iter()
            .map(|evaluation| evaluation.articles(&Step::Clause(at)).map(|leads| leads.count()))
            .sum::<Result<usize, _>>()?;
        let rarity = (1.0 + (articles as f32 - holding as f32 + 0.5) / (holding as f32 + 0.5)).ln();
        weights[at] = rarity * plan.map_or(0.0, |plan| plan.clauses[at].weight);
    }
    let mean = |count: usize| (tokens as f32 / count.max(1) as f32).max(1.0);
    Ok(Statistics {
        articles: articles as f32,
        article_length: mean(articles),
        passage_length: mean(passages),
        weights,
    })
}

fn saturate(frequency: f32, length: f32, mean: f32) -> f32 {
    frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length / mean))
}

/// Scores the candidates, one entry a segment; in no order.
pub(super) fn score(
    searcher: &Searcher,
    fields: &Fields,
    evaluations: &[Evaluation<'_>],
    candidates: &[Candidates],
) -> Result<Vec<Scored>, SearchError> {
    let statistics = statistics(searcher, fields, evaluations)?;
    debug_assert!(statistics.articles >= 0.0);
    let mut scored = Vec::new();
    for (at, (evaluation, candidates)) in evaluations.iter().zip(candidates).enumerate() {
        score_segment(at, evaluation, candidates, fields, &statistics, &mut scored)?;
    }
    Ok(scored)
}

fn score_segment(
    at: usize,
    evaluation: &Evaluation<'_>,
    candidates: &Candidates,
    fields: &Fields,
    statistics: &Statistics,
    scored: &mut Vec<Scored>,
) -> Result<(), SearchError> {
    if candidates.passages.is_empty() {
        return Ok(());
    }
    let segment = evaluation.segment;
    let lengths = segment.reader.get_fieldnorms_reader(fields.stem)?;
    let wanted = segment.articles(&candidates.passages);
    let mut of_article = vec![0.0_f32; segment.passages.length() as usize];
    let mut of_passage = vec![0.0_f32; segment.passages.length() as usize];
    let mut article_lengths = vec![0.0_f32; segment.passages.length() as usize];
    for lead in wanted.iter() {
        article_lengths[lead as usize] = segment.passages_of(lead).map(|doc| lengths.fieldnorm(doc) as f32).sum();
    }
    for (held, &weight) in evaluation.held.iter().zip(&statistics.weights) {
        if weight == 0.0 {
            continue;
        }
        let mut frequencies: Vec<(DocId, f32)> = Vec::new();
        for &(doc, frequency) in &held.passages {
            let lead = segment.lead(doc);
            if !wanted.has(lead) {
                continue;
            }
            let frequency = frequency as f32;
            of_passage[doc as usize] +=
                weight * saturate(frequency, lengths.fieldnorm(doc) as f32, statistics.passage_length);
            match frequencies.last_mut() {
                Some(last) if last.0 == lead => last.1 += frequency,
                _ => frequencies.push((lead, frequency)),
            }
        }
        let titles = held.leads.iter().filter(|(lead, _)| wanted.has(*lead));
        frequencies.extend(titles.map(|&(lead, frequency)| (lead, TITLE * frequency as f32)));
        frequencies.sort_by_key(|&(lead, _)| lead);
        for run in frequencies.chunk_by(|a, b| a.0 == b.0) {
            let lead = run[0].0 as usize;
            let frequency: f32 = run.iter().map(|(_, frequency)| frequency).sum();
            of_article[lead] += weight * saturate(frequency, article_lengths[lead], statistics.article_length);
        }
    }
    let (article, published) = (segment.number("article"), segment.signed("published"));
    scored.extend(candidates.passages.iter().map(|doc| {
        let lead = segment.lead(doc);
        Scored {
            segment: at,
            doc,
            lead,
            article: article(doc).unwrap_or_default(),
            whole: candidates.whole.has(doc),
            published: published(lead),
            of_article: of_article[lead as usize],
            of_passage: PASSAGE * of_passage[doc as usize],
        }
    }));
    Ok(())
}
