//! Reading and analysing without an index: what would be indexed.

use super::apply::is_skip;
use super::discover::{Discovery, Input, STREAM, Walk};
use super::identity::other;
use super::read::{Context, Item, Job, Outcome, judge, read_stream};
use super::{Failure, IngestError, Options, forgotten::Forgotten, options::InputOptions, pipeline, roots};
use crate::article::{Article, ArticleId};
use crate::index::{Generations, Index, IndexedArticles, Root};
use std::{collections::HashMap, io::Read, path::PathBuf};

/// Hands on articles under the ids that an index has for them or, where it has none, would give them, were the first record of an
/// id always its current one: what comes later is not known yet.
struct Preview<'e> {
    emit: &'e mut dyn FnMut(Result<Article, Failure>) -> bool,
    seen: HashMap<ArticleId, u64>,
    indexed: Option<IndexedArticles>,
}

impl<'e> Preview<'e> {
    fn of(emit: &'e mut dyn FnMut(Result<Article, Failure>) -> bool, indexed: Option<IndexedArticles>) -> Self {
        Self { emit, seen: HashMap::new(), indexed }
    }

    fn take(&mut self, item: Item, path: &str) -> bool {
        match item.outcome {
            Outcome::Article { base, hash, mut article } => {
                let wording = hash.wording;
                let is_known = |id: &ArticleId| self.seen.get(id) == Some(&wording);
                let later = other(base, wording);
                if is_known(&base) || is_known(&later) {
                    return true;
                }
                let says = |id| self.indexed.as_ref()?.state(id).ok()?.map(|state| state.hash.wording);
                let is_later = says(later) == Some(wording) && says(base) != Some(wording);
                let id = if is_later || self.seen.contains_key(&base) { later } else { base };
                self.seen.insert(id, wording);
                article.id = id.to_string();
                (self.emit)(Ok(*article))
            }
            // What a container holds besides articles is no failure.
            Outcome::Failed(error) if is_skip(error.kind) => true,
            Outcome::Failed(error) => self.fail(path, Some(item.item), error.reason, false),
            Outcome::Same { .. } | Outcome::Forgotten => true,
        }
    }

    fn fail(&mut self, path: &str, item: Option<u64>, reason: String, is_skip: bool) -> bool {
        (self.emit)(Err(Failure { path: path.to_owned(), item, reason, is_skip }))
    }
}

/// As [`super::extract`].
pub(super) fn extract(
    roots: &[PathBuf],
    options: &Options,
    emit: &mut dyn FnMut(Result<Article, Failure>) -> bool,
) -> Result<(), IngestError> {
    let root = |path: &PathBuf| Ok(Root { reading: options.reading.clone(), ..roots::named(path)? });
    let roots: Vec<Root> = roots.iter().map(root).collect::<Result<_, IngestError>>()?;
    extract_from(&roots, &Forgotten::default(), options, Preview::of(emit, None))
}

/// As [`super::extract_indexed`].
pub(super) fn extract_indexed(
    options: &Options,
    emit: &mut dyn FnMut(Result<Article, Failure>) -> bool,
) -> Result<(), IngestError> {
    let roots = Root::load(&Generations::new(&options.index))?;
    let indexed = Index::open(&options.index)?.articles();
    extract_from(&roots, &Forgotten::load(&options.index)?, options, Preview::of(emit, Some(indexed)))
}

fn extract_from(
    roots: &[Root],
    forgotten: &Forgotten,
    options: &Options,
    mut preview: Preview<'_>,
) -> Result<(), IngestError> {
    let mut found = Discovery::default();
    for root in roots {
        let input_options = InputOptions::of(&root.reading)?;
        let walk = Walk { path: root.path.clone(), root: root.clone(), options: input_options, changed: None };
        found.walk(&walk, &options.index)?;
    }
    for (path, reason) in found.failures {
        if !preview.fail(&path.to_string_lossy(), None, reason, false) {
            return Ok(());
        }
    }
    let job = |input: Input| Job::new(input, String::new());
    let jobs: Vec<Job> = found.inputs.into_iter().map(job).collect();
    let context = Context {
        overrides: options.into(),
        committed: None,
        first_seen: None,
        forgotten,
        interrupt: &options.interrupt,
    };
    let threads = pipeline::threads(options.jobs);
    pipeline::run(&jobs, &context, threads, &mut |done| {
        let path = &jobs[done.job].input.display;
        let all = done.items.into_iter().all(|item| preview.take(item, path));
        let error = done.end.and_then(|end| end.error);
        Ok(all && error.is_none_or(|error| preview.fail(path, None, error.reason, is_skip(error.kind))))
    })
}

/// As [`super::extract_stream`].
pub(super) fn extract_stream(
    input: &mut dyn Read,
    options: &Options,
    emit: &mut dyn FnMut(Result<Article, Failure>) -> bool,
) -> Result<(), IngestError> {
    let job = Job::stream(InputOptions::of(&options.reading)?, None);
    let forgotten = Forgotten::default();
    let context = Context {
        overrides: options.into(),
        committed: None,
        first_seen: None,
        forgotten: &forgotten,
        interrupt: &options.interrupt,
    };
    let mut preview = Preview::of(emit, None);
    let read = read_stream(&job, input, &context, &mut |batch| {
        batch.found.into_iter().all(|found| preview.take(judge(found, false, &job, &context), STREAM))
    });
    if let Err(error) = read {
        preview.fail(STREAM, None, error.reason, is_skip(error.kind));
    }
    Ok(())
}
