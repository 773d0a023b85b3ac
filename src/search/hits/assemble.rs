//! Answers a search: what matches, ranked, picked, and made hits.

use super::copies::{copies, read_copies};
use super::diagnosis;
use super::most::Most;
use super::order::{Pick, by_score, considered, pick, wanted};
use crate::archive::BitSet;
use crate::article::{MentionKind, Span};
use crate::index::ArticleMeta;
use crate::search::plan::{Plan, Step};
use crate::search::rank::{Intent, Model, Ranking, Scored, rerank, understand};
use crate::search::retrieve::{AnalyzedText, Candidates, Evaluation, Store, merge, spans};
use crate::search::{Hit, HitDate, MatchMode, Request, Response, SearchError, Searcher, Unit};
use crate::text;
use std::collections::HashMap;
use std::ops::Range;

/// How many times more passages are ranked where the best give too few hits, because they are copies of each other.
const MORE: usize = 32;

impl Searcher {
    /// Finds and ranks passages.
    ///
    /// # Errors
    /// When the query is too wide or the index is damaged.
    pub fn search(&self, request: &Request) -> Result<Response, SearchError> {
        let today = request.today.unwrap_or(self.today);
        let plan = self.plan(&request.query, request.matching, today)?;
        let store = self.store()?;
        let evaluations = self.evaluate(&plan, &store)?;
        let mut response = Response { notices: request.query.notices().to_vec(), ..Response::default() };
        response.notices.extend(plan.notices.iter().cloned());
        let intent = understand(self, request.query.root(), today)?;
        let matching = Matching { searcher: self, plan: &plan, evaluations: &evaluations, request };
        let Some(matched) = matching.matched(&intent, &mut response)? else { return Ok(response) };
        let model = request.model.as_deref().unwrap_or_else(|| Model::embedded());
        let asked_on = request.today.filter(|_| request.query.is_question() || request.matching == MatchMode::Any);
        let mut ranking = Ranking::new(self, &evaluations, &intent, model)?.asked_on(asked_on);
        let (scored, picked) = ranked(self, &mut ranking, &matched.candidates, request)?;
        let copies = copies(self, &matched.candidates, &scored, &picked, request)?;
        let assembly = Assembly { ranking: &ranking, root: matched.root.as_ref(), store: &store, request };
        let mut metas: HashMap<u64, ArticleMeta> = HashMap::new();
        for (number, pick) in picked.iter().enumerate() {
            let scored = &scored[pick.at];
            let mut hit = assembly.hit(scored, &mut metas)?;
            hit.repeats = pick.repeats;
            hit.rank = request.offset + number + 1;
            hit.partial = match &matched.whole {
                Some(whole) => !whole[scored.segment].has(scored.lead),
                None => response.diagnosis.is_some(),
            };
            hit.copies = read_copies(copies.get(&scored.article), &store)?;
            response.hits.push(hit);
        }
        if response.hits.iter().any(|hit| hit.partial) {
            response.notices.extend(matched.notice);
        }
        Ok(response)
    }
}

/// What matched; where nothing matched everything, what matched in part.
struct Matched {
    /// What it was matched against; `None` matches everything.
    root: Option<Step>,
    /// By segment.
    candidates: Vec<Candidates>,
    /// Of a question: leads of the articles that match all of it, by segment.
    whole: Option<Vec<BitSet>>,
    /// What is to be said where a hit matches only a part.
    notice: Option<String>,
}

impl Matched {
    fn new(root: Option<Step>, candidates: Vec<Candidates>) -> Self {
        Self { root, candidates, whole: None, notice: None }
    }

    /// Counts what may be shown.
    fn count(&self, response: &mut Response) {
        response.total_articles = self.candidates.iter().map(|candidates| candidates.articles.count()).sum();
        response.total_passages = self.candidates.iter().map(|candidates| candidates.passages.count()).sum();
    }
}

/// True of a request whose query is a question, to be answered by what matches most of it.
fn wants_most(request: &Request) -> bool {
    request.matching == MatchMode::Auto
        && request.query.is_question()
        && request.within == Unit::Article
        && by_score(request.sort)
}

/// What is matched against what.
struct Matching<'a> {
    searcher: &'a Searcher,
    plan: &'a Plan,
    evaluations: &'a [Evaluation<'a>],
    request: &'a Request,
}

impl Matching<'_> {
    /// Finds what matches and counts it in the response; `None` where nothing matches even in part.
    fn matched(&self, intent: &Intent, response: &mut Response) -> Result<Option<Matched>, SearchError> {
        let root = self.plan.root.clone();
        if let Some(step) = root.as_ref().filter(|_| wants_most(self.request))
            && let Some(most) =
                Most::find(self.evaluations, step, self.request, intent.names_place_or_day(), self.plan.asks)?
        {
            let notice = Some(most.notice());
            let matched =
                Matched { root: Some(most.root), candidates: most.candidates, whole: Some(most.whole), notice };
            matched.count(response);
            return Ok(Some(matched));
        }
        let candidates = Candidates::collect(self.evaluations, root.as_ref(), self.request)?;
        if candidates.iter().any(|candidates| !candidates.articles.is_empty()) {
            let matched = Matched::new(root, candidates);
            matched.count(response);
            return Ok(Some(matched));
        }
        let Some(step) = root else { return Ok(None) };
        response.diagnosis = Some(diagnosis::diagnose(self.searcher, self.plan, &step, self.evaluations)?);
        let Some(root) = diagnosis::relax(&step) else { return Ok(None) };
        let mut candidates = Candidates::collect(self.evaluations, Some(&root), self.request)?;
        for candidates in &mut candidates {
            candidates.complete.clear();
        }
        Ok(Some(Matched::new(Some(root), candidates)))
    }
}

/// Scores the candidates and picks the hits of the request: the scored passages, and the hits among them.
fn ranked(
    searcher: &Searcher,
    ranking: &mut Ranking<'_>,
    candidates: &[Candidates],
    request: &Request,
) -> Result<(Vec<Scored>, Vec<Pick>), SearchError> {
    let all = candidates.iter().map(|candidates| candidates.passages.count()).sum();
    let mut enough = if ranking.has_evidence() { considered(request) } else { all };
    loop {
        let mut scored = ranking.best(candidates, enough)?;
        let scoring = scored.iter().any(|scored| scored.score > 0.0);
        if scoring && by_score(request.sort) {
            rerank(searcher, ranking, &mut scored, request)?;
        }
        let picked = pick(searcher, &mut scored, request)?;
        if enough >= all || scoring && picked.len() == wanted(request).saturating_sub(request.offset) {
            return Ok((scored, picked));
        }
        enough = if scoring { enough.saturating_mul(MORE) } else { all };
    }
}

/// What hits are made of.
struct Assembly<'a> {
    ranking: &'a Ranking<'a>,
    root: Option<&'a Step>,
    store: &'a Store<'a>,
    request: &'a Request,
}

impl Assembly<'_> {
    /// Makes the hit of a passage; `metas` caches what is read of articles.
    fn hit(&self, scored: &Scored, metas: &mut HashMap<u64, ArticleMeta>) -> Result<Hit, SearchError> {
        let evaluation = &self.ranking.evaluations[scored.segment];
        let meta = match metas.entry(scored.article) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.store.meta(scored.segment, scored.lead)?)
            }
        };
        let mut hit = hit(scored, evaluation, self.root, self.store, meta)?;
        self.add_context(scored, &mut hit)?;
        if self.request.explain {
            let features = self.ranking.features(scored);
            hit.explanation = self.ranking.model.parts(&features);
            hit.features = Some(features);
        }
        Ok(hit)
    }

    /// Reads the passages around a hit.
    fn add_context(&self, scored: &Scored, hit: &mut Hit) -> Result<(), SearchError> {
        let segment = self.ranking.evaluations[scored.segment].segment.ord;
        let texts =
            |docs: Range<u32>| docs.map(|doc| self.store.text(segment, doc)).collect::<Result<Vec<_>, SearchError>>();
        let reach = u32::try_from(self.request.context).unwrap_or(u32::MAX);
        let last = scored.lead + hit.passages.saturating_sub(1);
        hit.before = texts(scored.doc.saturating_sub(reach).max(scored.lead)..scored.doc)?;
        hit.after = texts(scored.doc + 1..scored.doc.saturating_add(reach).min(last) + 1)?;
        Ok(())
    }
}

fn hit(
    scored: &Scored,
    evaluation: &Evaluation<'_>,
    root: Option<&Step>,
    store: &Store<'_>,
    meta: &ArticleMeta,
) -> Result<Hit, SearchError> {
    let segment = evaluation.segment.ord;
    let passage = store.passage(segment, scored.doc)?;
    let record = &meta.record;
    let language = record.language.as_deref();
    let spans_in = |text: &str, mentions: &[_]| -> Vec<Span> {
        let text = AnalyzedText::new(text, language, mentions);
        root.map(|root| merge(spans(evaluation.plan, root, &text))).unwrap_or_default()
    };
    let mut hit = Hit {
        score: scored.score,
        article: meta.id.clone(),
        source_id: record.source_id.clone(),
        passage: scored.doc - scored.lead + 1,
        passages: meta.passages,
        title: record.title.clone(),
        title_highlights: spans_in(&record.title, &[]),
        published: record.published.clone(),
        source: record.source.clone(),
        url: record.url.clone(),
        path: meta.path.clone(),
        item: meta.item,
        language: record.language.clone(),
        highlights: spans_in(&passage.text, &passage.mentions),
        ..Hit::default()
    };
    let put = |names: &mut Vec<String>, name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for mention in &passage.mentions {
        match &mention.kind {
            MentionKind::Person { name, .. } => put(&mut hit.people, name),
            MentionKind::Organization { name } => put(&mut hit.organizations, name),
            MentionKind::Place { place, .. } => put(&mut hit.places, &place.name),
            MentionKind::Date(timex) if !hit.dates.iter().any(|known| known.value == timex.value) => {
                let text = passage.text[mention.span.range()].to_owned();
                hit.dates.push(HitDate { value: timex.value.clone(), days: timex.days, text });
            }
            MentionKind::Date(_) => {}
        }
    }
    let sentences = text::sentences(&passage.text, language);
    hit.sentences = sentences.into_iter().map(|sentence| Span::new(sentence.start, sentence.end)).collect();
    hit.text = passage.text;
    Ok(hit)
}
