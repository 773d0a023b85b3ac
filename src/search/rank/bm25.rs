//! Scores passages, first stage: from postings and mentions alone, for every candidate.
//!
//! BM25F over the words of the article, the title weighted, after Robertson, Zaragoza and Taylor, Simple BM25 extension
//! to multiple weighted fields (2004); BM25 over the passage; how much of the query the passage covers; what both mention of
//! what the query names. Frequencies count live documents only, so that an index built in steps scores as
//! one built at once. The second stage is `rerank`.

use super::homes::Homes;
use super::intent::{Concept, Intent, NamedDays, freshness};
use super::top_k::{Candidate, Scored, TopK};
use super::weights::{Feature, Features, Model};
use crate::archive::{ArchiveError, Lengths};
use crate::article::Day;
use crate::index::analyzer;
use crate::search::plan::{Clause, Step};
use crate::search::retrieve::{Candidates, Evaluation, Matches};
use crate::search::{SearchError, Searcher};
use std::collections::HashMap;
use std::ops::Range;
use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

/// Saturation of frequencies.
const K1: f32 = 1.2;
/// Weight of an article's length.
const B: f32 = 0.75;
/// A word in the title counts as so many in the text.
const TITLE: f32 = 2.0;
/// Weight of a word that only qualifies a place or day ("Carolina" in "Rocky Mount, North Carolina").
const QUALIFIER: f32 = 0.1;
/// Evidence of an agreement that the article gives to all of its passages; the rest is for the passage that has it.
const OF_ARTICLE: f32 = 0.5;
/// Evidence of a place that another of the same name gives, or the words of the name where none was recognised.
const NAMESAKE: f32 = 0.5;
/// Evidence of a place that an article gives which does not name it, but whose source is at home there.
const OF_HOME: f32 = 0.75;
/// Documents that are scored together, so that their scores stay in the processor's cache.
const WINDOW: DocId = 8_192;
/// A window also ends where 64 times so many documents without a candidate follow: to clear their scores takes longer than to begin
/// another window.
const PAUSE: u32 = 4;

/// Inverse document frequency, as BM25 has it, never negative.
pub(crate) fn rarity(all: f32, holding: f32) -> f32 {
    (1.0 + (all - holding + 0.5).max(0.5) / (holding + 0.5)).ln()
}

/// The weight of a clause beside the others; a word that only qualifies what is named counts less.
fn weight_of(clause: &Clause, intent: &Intent) -> f32 {
    let qualifies = clause.word.as_ref().is_some_and(|word| intent.qualifiers.contains(word));
    if qualifies { QUALIFIER * clause.weight } else { clause.weight }
}

/// What scores depend on besides the segment.
pub(crate) struct Statistics {
    /// Damping of a frequency by each word of an article, and of a passage.
    by_word_of_article: f32,
    by_word_of_passage: f32,
    articles: f32,
    /// Of each clause: its weight by rarity, 0 where it does not score.
    pub weights: Vec<f32>,
    /// The sum of the weights, by which features are normalised.
    pub total: f32,
}

impl Statistics {
    fn new(searcher: &Searcher, evaluations: &[Evaluation<'_>], intent: &Intent) -> Result<Self, SearchError> {
        let plan = evaluations.first().map(|evaluation| evaluation.plan);
        let articles: usize = evaluations.iter().map(|evaluation| evaluation.segment.leads.count()).sum();
        let passages: usize = evaluations.iter().map(|evaluation| evaluation.segment.passages.count()).sum();
        let words = searcher.words()?;
        let scoring = plan.and_then(|plan| plan.root.as_ref()).map(Step::positive).unwrap_or_default();
        let weight = |at: usize| (at, plan.map_or(0.0, |plan| weight_of(&plan.clauses[at], intent)));
        let scoring: Vec<(usize, f32)> = scoring.into_iter().map(weight).filter(|(_, weight)| *weight > 0.0).collect();
        let holding = Evaluation::of_each(evaluations, |_, evaluation| {
            Ok(scoring.iter().map(|(at, _)| evaluation.clause_articles(*at).count()).collect::<Vec<usize>>())
        })?;
        let mut weights = vec![0.0; plan.map_or(0, |plan| plan.clauses.len())];
        for (number, (at, of_clause)) in scoring.into_iter().enumerate() {
            let holding: usize = holding.iter().map(|of_segment| of_segment[number]).sum();
            weights[at] = of_clause * rarity(articles as f32, holding as f32);
        }
        let by_word = |count: usize| K1 * B / (words as f32 / count.max(1) as f32).max(1.0);
        Ok(Self {
            by_word_of_article: by_word(articles),
            by_word_of_passage: by_word(passages),
            articles: articles as f32,
            total: weights.iter().sum(),
            weights,
        })
    }

    /// BM25's saturation of a frequency in an article of this length.
    pub fn in_article(&self, frequency: f32, length: f32) -> f32 {
        saturate(frequency, K1 * (1.0 - B) + self.by_word_of_article * length)
    }
}

/// BM25's saturation; the damping of a text of mean length is `K1`.
fn saturate(frequency: f32, damping: f32) -> f32 {
    frequency * (K1 + 1.0) / (frequency + damping)
}

/// One thing that scores: a word of the query, or what its words name.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    /// What is named feeds a feature of its own; words feed three.
    named: Option<Feature>,
    weight: f32,
}

impl Evidence {
    /// What an article gives to all of its passages for this saturated frequency, what a passage gives for its own.
    fn features(self, article: f32, passage: f32) -> Features {
        let mut features = Features::default();
        match self.named {
            None => {
                features[Feature::Article] = self.weight * article;
                features[Feature::Passage] = self.weight * passage;
                features[Feature::Coverage] = if passage > 0.0 { self.weight } else { 0.0 };
            }
            Some(named) => features[named] = self.weight * (OF_ARTICLE * article + (1.0 - OF_ARTICLE) * passage),
        }
        features
    }
}

/// What evidence adds to the scores, computed once: the model is linear.
struct Gains<'h> {
    evidence: Evidence,
    matches: &'h Matches,
    /// To an article, for each unit of its saturated frequency.
    of_article: f32,
    /// To a passage, likewise.
    of_passage: f32,
    /// To a passage that contains it at all.
    of_presence: f32,
}

/// Scores of a window of documents, which go by their distance from its first.
#[derive(Default)]
struct Scores {
    from: DocId,
    /// Of each article, by lead.
    articles: Vec<f32>,
    passages: Vec<f32>,
    /// Frequency of the evidence that is being added, by article; all zero between two additions.
    frequencies: Vec<f32>,
    /// Room for the leads of the articles that contain it, from the second element on.
    containing: Vec<DocId>,
}

impl Scores {
    fn clear(&mut self, docs: Range<DocId>) {
        self.from = docs.start;
        for scores in [&mut self.articles, &mut self.passages] {
            scores.clear();
            scores.resize(docs.len(), 0.0);
        }
        self.frequencies.resize(self.frequencies.len().max(docs.len()), 0.0);
    }

    fn at(&self, doc: DocId) -> usize {
        (doc - self.from) as usize
    }
}

/// What the query's words name, and where it is mentioned.
struct NamedEvidence {
    /// False for namesakes of a place that the query qualifies.
    is_meant: bool,
    evidence: Evidence,
    /// By segment.
    matches: Vec<Matches>,
    /// Of a place: the clauses of the words of its name.
    words: Vec<usize>,
    /// Of a place within a country: the sources at home there.
    homes: Option<Homes>,
}

impl NamedEvidence {
    /// How much the source of an article is at home in the place, from 0 to 1.
    fn home(&self, at: usize, lead: DocId) -> f32 {
        self.homes.as_ref().map_or(0.0, |homes| homes.value(at, lead))
    }
}

/// The first stage, done: what the scores of an answer are made of.
pub(crate) struct Ranking<'s> {
    pub evaluations: &'s [Evaluation<'s>],
    pub statistics: Statistics,
    pub model: &'s Model,
    /// By segment.
    lengths: Vec<&'s Lengths>,
    /// Damping of passages, by the number that the index keeps for a length.
    damping: Vec<f32>,
    named: Vec<NamedEvidence>,
    /// Days named, each with the weight of its agreement.
    days: Vec<(NamedDays, f32)>,
    /// The day on which the question is asked, where publication near it counts.
    asked_on: Option<Day>,
    /// Answers that the second stage found, by segment and passage.
    answers: HashMap<(usize, DocId), f32>,
    /// What the second stage found, by segment and lead.
    pub found: HashMap<(usize, DocId), Features>,
}

impl<'s> Ranking<'s> {
    /// Gets ready to score.
    pub fn new(
        searcher: &Searcher,
        evaluations: &'s [Evaluation<'s>],
        intent: &Intent,
        model: &'s Model,
    ) -> Result<Self, SearchError> {
        let statistics = Statistics::new(searcher, evaluations, intent)?;
        let lengths =
            evaluations.iter().map(|evaluation| evaluation.segment.lengths()).collect::<Result<_, ArchiveError>>()?;
        let of_length =
            |id| K1 * (1.0 - B) + statistics.by_word_of_passage * FieldNormReader::id_to_fieldnorm(id) as f32;
        let damping = (0..=u8::MAX).map(of_length).collect();
        let (named, days, found, answers) = (Vec::new(), Vec::new(), HashMap::new(), HashMap::new());
        let mut ranking =
            Self { evaluations, statistics, model, lengths, damping, named, days, asked_on: None, answers, found };
        for concept in &intent.concepts {
            ranking.agree(searcher, concept)?;
        }
        Ok(ranking)
    }

    /// Counts publication in the days before a question is asked, unless it names days of its own that are long past.
    pub fn asked_on(mut self, day: Option<Day>) -> Self {
        self.asked_on = day.filter(|day| self.days.iter().all(|(named, _)| named.is_recent(*day)));
        self
    }

    /// True where what is found depends on days: those that are named, or the one on which the question is asked.
    pub fn is_dated(&self) -> bool {
        self.asked_on.is_some() || !self.days.is_empty()
    }

    /// True where a query names a place and a day.
    pub fn names_place_and_day(&self) -> bool {
        let names = |feature| self.named.iter().any(|named| named.evidence.named == Some(feature));
        names(Feature::Place) && names(Feature::Date)
    }

    /// True where anything scores.
    pub fn has_evidence(&self) -> bool {
        self.statistics.total > 0.0 || !self.named.is_empty() || self.is_dated()
    }

    /// True of a question that has words which only ask.
    pub fn asks(&self) -> bool {
        self.evaluations.first().is_some_and(|evaluation| evaluation.plan.asks)
    }

    /// How surely an article has both the place and the day that the query names, from 0 to 1: what has only one of them,
    /// however often, is about another event. A place of the same name, and the words of the name, are weaker evidence.
    pub fn both(&self, at: usize, lead: DocId) -> f32 {
        let segment = self.evaluations[at].segment;
        let of = |feature| self.named.iter().filter(move |named| named.evidence.named == Some(feature));
        let is_in = |matches: &Matches| matches.is_in(segment.passages_of(lead));
        let words = |named: &NamedEvidence| {
            !named.words.is_empty() && named.words.iter().all(|word| is_in(&self.evaluations[at].matches[*word]))
        };
        let place = |named: &NamedEvidence| match is_in(&named.matches[at]) {
            true if named.is_meant => 1.0,
            true => NAMESAKE,
            false if words(named) => NAMESAKE,
            false => OF_HOME * named.home(at, lead),
        };
        let place = of(Feature::Place).map(place).fold(0.0, f32::max);
        let said = of(Feature::Date).any(|named| is_in(&named.matches[at]));
        let published = || self.published_then(segment.published(lead));
        if place > 0.0 { place * if said { 1.0 } else { published() } } else { 0.0 }
    }

    /// How well a day of publication agrees with the days named.
    fn published_then(&self, published: Option<i64>) -> f32 {
        let day = published.and_then(|day| i32::try_from(day).ok()).map(Day);
        day.map_or(0.0, |day| self.days.iter().map(|(days, _)| days.agreement(day)).fold(0.0, f32::max))
    }

    /// Finds where a thing that the query names is mentioned. It is a word of the query in its own right: it weighs by
    /// rarity beside the words, and its frequency is saturated as theirs.
    fn agree(&mut self, searcher: &Searcher, concept: &Concept) -> Result<(), SearchError> {
        let evaluations = self.evaluations;
        let matches = Evaluation::of_each(evaluations, |_, evaluation| {
            evaluation.segment.evaluate(&concept.clause, evaluation.store.boilerplate(evaluation.segment)?)
        })?;
        let articles_of =
            |(evaluation, matches): (&Evaluation<'_>, &Matches)| matches.leads_of(evaluation.segment).count();
        let holding: usize = evaluations.iter().zip(&matches).map(articles_of).sum();
        let weight = rarity(self.statistics.articles, holding as f32) / self.statistics.total.max(f32::MIN_POSITIVE);
        let weight = concept.weight * weight.min(1.0);
        if let Some(days) = concept.days {
            self.days.push((days, weight));
        }
        let is_meant = concept.weight >= 1.0;
        let words = if concept.feature == Feature::Place { self.clauses_of(&concept.clause.shown) } else { Vec::new() };
        let homes = concept.is_local(searcher.gazetteer()).then(|| Homes::of(evaluations, &matches)).transpose()?;
        let evidence = Evidence { named: Some(concept.feature), weight };
        self.named.push(NamedEvidence { is_meant, evidence, matches, words, homes });
        Ok(())
    }

    /// The clauses of the words of a name that are words of the query.
    fn clauses_of(&self, name: &str) -> Vec<usize> {
        let clauses = self.evaluations.first().map_or(&[][..], |evaluation| &evaluation.plan.clauses);
        let clause = |word: &str| {
            let word = analyzer::fold(word);
            clauses.iter().position(|clause| clause.word.as_ref() == Some(&word))
        };
        name.split(' ').filter_map(clause).collect()
    }

    /// What scores in one segment.
    fn evidence(&self, at: usize) -> impl Iterator<Item = (Evidence, &Matches)> {
        let words =
            self.evaluations[at].matches.iter().zip(&self.statistics.weights).filter(|(_, weight)| **weight > 0.0);
        let words =
            words.map(|(matches, weight)| (Evidence { named: None, weight: weight / self.statistics.total }, matches));
        words.chain(self.named.iter().map(move |named| (named.evidence, &named.matches[at])))
    }

    /// The best of the candidates, which come one entry a segment; in no order.
    pub fn best(&self, candidates: &[Candidates], wanted: usize) -> Result<Vec<Scored>, SearchError> {
        let of_segments = Evaluation::of_each(self.evaluations, |at, _| {
            let mut best = TopK::new(self.evaluations, wanted);
            self.scan(at, &candidates[at], &mut best);
            Ok(best)
        })?;
        let all = of_segments.into_iter().fold(TopK::new(self.evaluations, wanted), TopK::join);
        all.scored()
    }

    /// Scores the candidates of one segment, a window of articles at a time.
    fn scan(&self, at: usize, candidates: &Candidates, best: &mut TopK<'_>) {
        let segment = self.evaluations[at].segment;
        let gains: Vec<Gains<'_>> =
            self.evidence(at).map(|(evidence, matches)| self.gains(evidence, matches)).collect();
        let mut scores = Scores::default();
        let mut from = 0;
        // Windows without a candidate are passed over.
        while let Some(next) = candidates.passages.range(from, candidates.passages.length()).next() {
            from = segment.lead(next);
            let to = segment.article_from(candidates.passages.pause(next, PAUSE, from.saturating_add(WINDOW)));
            scores.clear(from..to);
            for gains in &gains {
                self.add(at, gains, to, candidates, &mut scores);
            }
            self.offer(at, candidates, &scores, best);
            from = to;
        }
    }

    /// What evidence adds to the scores.
    fn gains<'h>(&self, evidence: Evidence, matches: &'h Matches) -> Gains<'h> {
        let of_article = self.model.score(&evidence.features(1.0, 0.0));
        let of_presence = match evidence.named {
            None => self.model.weight(Feature::Coverage) * evidence.weight,
            Some(_) => 0.0,
        };
        let of_passage = self.model.score(&evidence.features(0.0, 1.0)) - of_presence;
        Gains { evidence, matches, of_article, of_passage, of_presence }
    }

    /// Adds one piece of evidence to the candidate articles of a window, and to their passages. There are no branches on how
    /// often it is found, nor on where an article ends, which would cost more than the sums do.
    fn add(&self, at: usize, gains: &Gains<'_>, to: DocId, candidates: &Candidates, scores: &mut Scores) {
        let (segment, lengths) = (self.evaluations[at].segment, self.lengths[at]);
        let wanted = |lead: DocId| candidates.anything || candidates.articles.has(lead);
        let [passages, titles] = gains.matches.within(scores.from..to);
        scores.containing.resize(passages.len() + 1, 0);
        let mut articles = 0;
        for &(doc, often) in passages {
            let lead = segment.lead(doc);
            if wanted(lead) {
                let value = saturate(often as f32, self.damping_of(gains.evidence, lengths, doc));
                let (passage, article) = (scores.at(doc), scores.at(lead));
                scores.passages[passage] += gains.of_presence + gains.of_passage * value;
                scores.frequencies[article] += often as f32;
                // The passages of an article follow each other: it is noted once.
                articles += usize::from(articles == 0 || scores.containing[articles] != lead);
                scores.containing[articles] = lead;
            }
        }
        let titles = titles.iter().filter(|(lead, _)| wanted(*lead));
        for &(lead, often) in titles.clone() {
            let article = scores.at(lead);
            scores.frequencies[article] += TITLE * often as f32;
        }
        let Scores { from, articles: sums, frequencies, containing, .. } = scores;
        for lead in containing[1..=articles].iter().copied().chain(titles.map(|(lead, _)| *lead)) {
            let article = (lead - *from) as usize;
            // An article may come twice; the second time nothing is left to add.
            let frequency = std::mem::take(&mut frequencies[article]);
            let value = self.statistics.in_article(frequency, segment.length(lengths, lead));
            sums[article] += gains.of_article * value;
        }
    }

    /// Words count less in a longer passage, names do not.
    fn damping_of(&self, evidence: Evidence, lengths: &Lengths, doc: DocId) -> f32 {
        match evidence.named {
            None => self.damping[usize::from(lengths.passages.fieldnorm_id(doc))],
            Some(_) => K1,
        }
    }

    /// Keeps the best candidates of a window.
    fn offer(&self, at: usize, candidates: &Candidates, scores: &Scores, best: &mut TopK<'_>) {
        let segment = self.evaluations[at].segment;
        // The passages of an article follow each other: its day and its source are looked at once.
        let (mut last, mut of_lead) = (DocId::MAX, 0.0);
        let has_more = self.is_dated() || self.named.iter().any(|named| named.homes.is_some());
        for doc in candidates.passages.range(scores.from, scores.from + scores.passages.len() as DocId) {
            let lead = segment.lead(doc);
            if has_more && lead != last {
                last = lead;
                of_lead = self.model.score(&self.of_lead(at, lead));
            }
            let score = scores.articles[scores.at(lead)] + scores.passages[scores.at(doc)] + of_lead;
            best.offer(Candidate { score, doc, segment: at as u32, level: candidates.level(doc, lead) });
        }
    }

    /// How well an article's day of publication agrees with the days named and with the day of the question, and its source with the
    /// places named, where it does not name them itself.
    fn of_lead(&self, at: usize, lead: DocId) -> Features {
        let segment = self.evaluations[at].segment;
        let mut features = Features::default();
        for named in &self.named {
            let home = named.home(at, lead);
            if home > 0.0 && !named.matches[at].is_in(segment.passages_of(lead)) {
                features[Feature::Place] += OF_ARTICLE * named.evidence.weight * OF_HOME * home;
            }
        }
        let published = segment.published(lead).filter(|_| self.is_dated());
        if let Some(day) = published.and_then(|day| i32::try_from(day).ok()) {
            features[Feature::Published] = self.days.iter().map(|(days, value)| value * days.agreement(Day(day))).sum();
            features[Feature::Asked] = self.asked_on.map_or(0.0, |asked| freshness(Day(day), asked));
        }
        features
    }

    /// What is known of a candidate.
    pub fn features(&self, scored: &Scored) -> Features {
        let (segment, lengths) = (self.evaluations[scored.segment].segment, self.lengths[scored.segment]);
        let mut features = Features::default();
        for (evidence, matches) in self.evidence(scored.segment) {
            let [passages, titles] = matches.within(segment.passages_of(scored.lead));
            let sum = |matches: &[(DocId, u32)]| matches.iter().map(|(_, often)| *often as f32).sum::<f32>();
            let frequency = sum(passages) + TITLE * sum(titles);
            let article = self.statistics.in_article(frequency, segment.length(lengths, scored.lead));
            let own = passages.iter().find(|(doc, _)| *doc == scored.doc);
            let damping = self.damping_of(evidence, lengths, scored.doc);
            let passage = own.map_or(0.0, |(_, often)| saturate(*often as f32, damping));
            features = features.plus(&evidence.features(article, passage));
        }
        features = features.plus(&self.of_lead(scored.segment, scored.lead));
        features[Feature::Answer] = self.answer(scored);
        match self.found.get(&(scored.segment, scored.lead)) {
            Some(found) => features.plus(found),
            None => features,
        }
    }

    /// The score of a candidate, with what the second stage found of its article.
    pub fn score(&self, scored: &Scored) -> f32 {
        let found = self.found.get(&(scored.segment, scored.lead));
        let answer = self.model.weight(Feature::Answer) * self.answer(scored);
        scored.first + found.map_or(0.0, |found| self.model.score(found)) + answer
    }

    /// The answer that the second stage found in a passage.
    fn answer(&self, scored: &Scored) -> f32 {
        self.answers.get(&(scored.segment, scored.doc)).copied().unwrap_or(0.0)
    }

    /// Adds the answers that the second stage found in passages.
    pub fn find_answers(&mut self, answers: HashMap<(usize, DocId), f32>) {
        self.answers = answers;
    }

    /// Adds what the second stage found of articles.
    pub fn find(&mut self, feature: Feature, values: impl IntoIterator<Item = ((usize, DocId), f32)>) {
        for (article, value) in values {
            self.found.entry(article).or_default()[feature] = value;
        }
    }

    /// Words of an article.
    pub fn article_length(&self, segment: usize, lead: DocId) -> f32 {
        self.evaluations[segment].segment.length(self.lengths[segment], lead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::rank::understand;
    use crate::search::sample::{newsroom, parse, today};
    use crate::search::{MatchMode, Request};

    #[test]
    fn frequencies_saturate_and_rare_words_weigh_more() {
        assert!(saturate(2.0, K1) > saturate(1.0, K1) && saturate(1_000.0, K1) < K1 + 1.0);
        assert!(saturate(1.0, K1) > saturate(1.0, 2.0 * K1), "a longer text damps more");
        assert!(rarity(1_000.0, 1.0) > rarity(1_000.0, 10.0));
        assert!(rarity(10.0, 10.0) >= 0.0, "a word of all articles lowers no score");
    }

    /// Best first: number of the document and whether it matches the whole query.
    fn ranked(query: &str) -> Vec<(DocId, bool)> {
        let sample = newsroom();
        let query = parse(query);
        let request = Request::new(query.clone());
        let plan = sample.searcher.plan(&query, MatchMode::All, today()).unwrap();
        let store = sample.searcher.store().unwrap();
        let evaluations = sample.searcher.evaluate(&plan, &store).unwrap();
        let candidates = Candidates::collect(&evaluations, plan.root.as_ref(), &request).unwrap();
        let intent = understand(&sample.searcher, query.root(), today()).unwrap();
        let ranking = Ranking::new(&sample.searcher, &evaluations, &intent, Model::embedded()).unwrap();
        let mut scored = ranking.best(&candidates, usize::MAX).unwrap();
        scored.sort_by(Scored::best_first);
        for scored in &scored {
            let explained = ranking.model.score(&ranking.features(scored));
            assert!((scored.score - explained).abs() < 1e-4, "{} is explained as {explained}", scored.score);
        }
        scored.iter().map(|scored| (scored.doc, scored.level > 0)).collect()
    }

    #[test]
    fn passages_are_scored_by_their_words_and_their_articles() {
        // 2 and 3 are the storm, 4 the budget.
        assert_eq!(
            ranked("harbour"),
            [(2, true), (3, true), (4, true)],
            "twice in the passage, and in the title of its article"
        );
        // A complete match beats a partial one.
        assert_eq!(ranked("harbour insurers")[0], (3, true));
        assert!(ranked("harbour insurers")[1..].iter().all(|(_, complete)| !complete));
    }
}
