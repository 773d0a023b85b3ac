//! Answers a request: candidates, order, groups of copies, hits.

use super::best::{Scored, best_to_front};
use super::bits::Bits;
use super::diagnosis;
use super::evaluate::Evaluation;
use super::marks::{Marked, merge};
use super::model::Model;
use super::plan::{Plan, Step};
use super::rank::{Candidates, Ranking};
use super::rerank::rerank;
use super::store::Store;
use super::together::spans;
use super::understanding::understand;
use super::{Copy, Hit, HitDate, Request, Response, SearchError, Searcher, Sort, Unit};
use crate::article::{Day, MentionKind, Span};
use crate::index::ArticleMeta;
use crate::text;
use std::collections::HashMap;
use std::ops::Range;

/// Days after which a hit counts half under `--sort fresh`.
const HALF_LIFE: f32 = 30.0;

/// Passages that are kept for the second stage at least.
const CONSIDERED: usize = 1_000;
/// Passages that are kept for each hit wanted: the others of its article, and its copies.
const FOR_A_HIT: usize = 40;
/// Where those are too few hits, because they are copies of each other, so many times more are kept.
const MORE: usize = 32;

/// How many of the best passages are kept. By age any of them may come first.
fn considered(request: &Request) -> usize {
    match (request.sort, request.limit) {
        (Sort::Relevance, Some(_)) => wanted(request).saturating_mul(FOR_A_HIT).max(CONSIDERED),
        _ => usize::MAX,
    }
}

/// Hits that are shown or passed over.
fn wanted(request: &Request) -> usize {
    request.limit.map_or(usize::MAX, |limit| request.offset.saturating_add(limit))
}

/// Matching articles, and the passages to show of them, in one segment.
fn candidates(evaluation: &Evaluation<'_>, root: Option<&Step>, request: &Request) -> Result<Candidates, SearchError> {
    let segment = evaluation.segment;
    let Some(root) = root else {
        let leads = &segment.leads;
        return Ok(Candidates {
            articles: leads.clone(),
            passages: leads.clone(),
            whole: leads.clone(),
            anything: true,
        });
    };
    let whole = if request.match_any && !request.within_passage {
        Bits::new(segment.passages.length())
    } else {
        evaluation.passages(root)?
    };
    let articles = if request.within_passage { segment.articles(&whole) } else { evaluation.articles(root)? };
    let mut passages = evaluation.shown(root)?;
    let anything = any_clause(root);
    if !anything {
        passages = passages.and(&segment.expand(&articles));
    }
    if request.within_passage {
        passages = passages.and(&whole);
    }
    // Where no passage was picked, the lead stands for the article.
    let picked = segment.articles(&passages);
    let passages = articles.clone().without(&picked).or(&passages);
    let whole = if request.match_any { Bits::new(whole.length()) } else { whole };
    Ok(Candidates { articles, passages, whole, anything })
}

/// True where each clause matches by itself: what it picks lies in matching articles.
fn any_clause(root: &Step) -> bool {
    match root {
        Step::Clause(_) => true,
        Step::Any(steps) => steps.iter().all(any_clause),
        _ => false,
    }
}

/// Answers.
pub(super) fn answer(searcher: &Searcher, request: &Request) -> Result<Response, SearchError> {
    let plan = searcher.plan(&request.query, request.match_any)?;
    let store = searcher.store()?;
    let evaluations = evaluate(searcher, &plan, &store)?;
    let mut response = Response { notices: request.query.notices().to_vec(), ..Response::default() };
    response.notices.extend(plan.notices.iter().cloned());
    let mut root = plan.root.clone();
    let mut candidates = collect(&evaluations, root.as_ref(), request)?;
    if candidates.iter().all(|candidates| candidates.articles.is_empty()) {
        let Some(step) = &root else { return Ok(response) };
        response.diagnosis = Some(diagnosis::diagnose(searcher, &plan, step, &evaluations)?);
        root = diagnosis::relax(step);
        if root.is_none() {
            return Ok(response);
        }
        candidates = collect(&evaluations, root.as_ref(), request)?;
    }
    let partial = response.diagnosis.is_some();
    if partial {
        candidates.iter_mut().for_each(|candidates| candidates.whole = Bits::new(candidates.whole.length()));
    } else {
        response.total_articles = candidates.iter().map(|candidates| candidates.articles.count()).sum();
        response.total_passages = candidates.iter().map(|candidates| candidates.passages.count()).sum();
    }
    let understanding = understand(searcher, request.query.root())?;
    let model = request.model.as_deref().unwrap_or_else(|| Model::embedded());
    let mut ranking = Ranking::new(searcher, &evaluations, &understanding, model)?;
    let all = candidates.iter().map(|candidates| candidates.passages.count()).sum();
    let mut enough = considered(request);
    let (scored, picked) = loop {
        let mut scored = ranking.best(&candidates, enough);
        let scoring = scored.iter().any(|scored| scored.score > 0.0);
        if scoring && matches!(request.sort, Sort::Relevance | Sort::Fresh) {
            rerank(searcher, &mut ranking, &mut scored, request)?;
        }
        let picked = pick(searcher, &mut scored, request);
        if enough >= all || scoring && picked.len() == wanted(request).saturating_sub(request.offset) {
            break (scored, picked);
        }
        enough = if scoring { enough.saturating_mul(MORE) } else { all };
    };
    let copies = copies(searcher, &candidates, &scored, &picked, request);
    let mut metas: HashMap<u64, ArticleMeta> = HashMap::new();
    for (number, at) in picked.iter().enumerate() {
        let scored = &scored[*at];
        let mut hit = hit(scored, &evaluations[scored.segment], root.as_ref(), &store, &mut metas)?;
        hit.rank = request.offset + number + 1;
        let reach = u32::try_from(request.context).unwrap_or(u32::MAX);
        let last = scored.lead + hit.passages.saturating_sub(1);
        let of_segment = evaluations[scored.segment].segment.ord;
        let texts =
            |docs: Range<u32>| docs.map(|doc| store.text(of_segment, doc)).collect::<Result<Vec<_>, SearchError>>();
        hit.before = texts(scored.doc.saturating_sub(reach).max(scored.lead)..scored.doc)?;
        hit.after = texts(scored.doc + 1..scored.doc.saturating_add(reach).min(last) + 1)?;
        hit.partial = partial;
        hit.copies = read_copies(copies.get(&scored.article), &store)?;
        if request.explain {
            let features = ranking.features(scored);
            hit.explanation = model.parts(&features);
            hit.features = Some(features);
        }
        response.hits.push(hit);
    }
    Ok(response)
}

/// Evaluates the clauses of a plan on all segments.
pub(super) fn evaluate<'s>(
    searcher: &'s Searcher,
    plan: &'s Plan,
    store: &'s Store<'s>,
) -> Result<Vec<Evaluation<'s>>, SearchError> {
    searcher.segments.iter().map(|segment| Evaluation::new(segment, plan, store)).collect()
}

fn collect(
    evaluations: &[Evaluation<'_>],
    root: Option<&Step>,
    request: &Request,
) -> Result<Vec<Candidates>, SearchError> {
    evaluations.iter().map(|evaluation| candidates(evaluation, root, request)).collect()
}

/// Passages that are put in order for each hit at first.
const AT_FIRST: usize = 16;

/// Puts the scored passages in order and picks the hits asked for, by position.
fn pick(searcher: &Searcher, scored: &mut [Scored], request: &Request) -> Vec<usize> {
    let scores = scored.iter().any(|scored| scored.score > 0.0);
    let wanted = wanted(request);
    if scores && request.sort == Sort::Relevance {
        let at_first = wanted.saturating_mul(AT_FIRST);
        best_to_front(scored, at_first);
        let picked = pick_in_order(searcher, &scored[..at_first.min(scored.len())], request);
        if picked.len() == wanted.saturating_sub(request.offset) || at_first >= scored.len() {
            return picked;
        }
    }
    order(scored, request.sort, scores, searcher.today);
    pick_in_order(searcher, scored, request)
}

/// Puts scored passages in order; where nothing scores, newest first.
fn order(scored: &mut [Scored], sort: Sort, scores: bool, today: Day) {
    let fresh = |scored: &Scored| {
        let age = scored.published.map_or(10.0 * HALF_LIFE, |day| (i64::from(today.0) - day).max(0) as f32);
        scored.score * (-age / HALF_LIFE * std::f32::consts::LN_2).exp()
    };
    match sort {
        Sort::Relevance if scores => scored.sort_unstable_by(Scored::best_first),
        Sort::Fresh if scores => {
            scored.sort_unstable_by(|a, b| fresh(b).total_cmp(&fresh(a)).then_with(|| a.best_first(b)));
        }
        Sort::Oldest => scored.sort_unstable_by(|a, b| {
            let day = |scored: &Scored| scored.published.unwrap_or(i64::MAX);
            day(a).cmp(&day(b)).then(a.article.cmp(&b.article)).then_with(|| a.best_first(b))
        }),
        _ => scored.sort_unstable_by(|a, b| {
            let day = |scored: &Scored| scored.published.unwrap_or(i64::MIN);
            day(b).cmp(&day(a)).then(a.article.cmp(&b.article)).then_with(|| a.best_first(b))
        }),
    }
}

/// Positions of the hits asked for: of copies the first, of an article no more than are asked for.
fn pick_in_order(searcher: &Searcher, scored: &[Scored], request: &Request) -> Vec<usize> {
    let most = match (request.unit, request.per_article) {
        (Unit::Article, _) => 1,
        (Unit::Passage, 0) => usize::MAX,
        (Unit::Passage, most) => most,
    };
    let mut stories: HashMap<u32, u64> = HashMap::new();
    let mut shown: HashMap<u64, usize> = HashMap::new();
    let mut picked = Vec::new();
    let wanted = wanted(request);
    for (at, candidate) in scored.iter().enumerate() {
        if picked.len() >= wanted {
            break;
        }
        if request.collapse_copies {
            let story = searcher.stories().story(candidate.segment, candidate.lead);
            if *stories.entry(story).or_insert(candidate.article) != candidate.article {
                continue;
            }
        }
        let count = shown.entry(candidate.article).or_default();
        if *count < most {
            *count += 1;
            picked.push(at);
        }
    }
    picked.split_off(request.offset.min(picked.len()))
}

/// Copies of the articles picked among those that matched: segment and lead.
type Copies = HashMap<u64, Vec<(usize, u32)>>;

fn copies(
    searcher: &Searcher,
    candidates: &[Candidates],
    scored: &[Scored],
    picked: &[usize],
    request: &Request,
) -> Copies {
    let mut copies = Copies::new();
    if !request.collapse_copies {
        return copies;
    }
    let stories = searcher.stories();
    let mut shown = HashMap::new();
    let mut is_shown = Bits::new(stories.bound());
    for candidate in picked.iter().map(|at| &scored[*at]) {
        let story = stories.story(candidate.segment, candidate.lead);
        shown.insert(story, candidate.article);
        is_shown.insert(story);
    }
    for (at, candidates) in candidates.iter().enumerate() {
        for lead in candidates.articles.iter() {
            let story = stories.story(at, lead);
            if is_shown.has(story)
                && let Some(first) = shown.get(&story)
                && searcher.segments[at].article(lead) != Some(*first)
            {
                copies.entry(*first).or_default().push((at, lead));
            }
        }
    }
    copies
}

/// Reads what is told of copies, the earliest first.
fn read_copies(copies: Option<&Vec<(usize, u32)>>, store: &Store<'_>) -> Result<Vec<Copy>, SearchError> {
    let copies = copies.map(Vec::as_slice).unwrap_or_default();
    let mut found = copies
        .iter()
        .map(|&(segment, lead)| {
            let meta = store.meta(segment, lead)?;
            let record = meta.record;
            Ok(Copy { article: meta.id, source: record.source, published: record.published, url: record.url })
        })
        .collect::<Result<Vec<_>, SearchError>>()?;
    found.sort_by(|a, b| {
        let day = |copy: &Copy| copy.published.as_ref().map_or(i32::MAX, |published| published.day.0);
        day(a).cmp(&day(b)).then_with(|| a.article.cmp(&b.article))
    });
    Ok(found)
}

fn hit(
    scored: &Scored,
    evaluation: &Evaluation<'_>,
    root: Option<&Step>,
    store: &Store<'_>,
    metas: &mut HashMap<u64, ArticleMeta>,
) -> Result<Hit, SearchError> {
    let segment = evaluation.segment.ord;
    let meta = match metas.entry(scored.article) {
        std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
        std::collections::hash_map::Entry::Vacant(entry) => entry.insert(store.meta(scored.segment, scored.lead)?),
    };
    let passage = store.passage(segment, scored.doc)?;
    let record = &meta.record;
    let language = record.language.as_deref();
    let spans_in = |text: &str, mentions: &[_]| -> Vec<Span> {
        let marked = Marked::new(text, language, mentions);
        root.map(|root| merge(spans(evaluation.plan, root, &marked))).unwrap_or_default()
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
