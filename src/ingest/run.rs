//! A run from start to end: scope, plan, pipeline, update.

use super::pipeline::Done;
use super::plan::{Plan, STREAM, plan};
use super::read::{Context, End, Job, judge, read_stream};
use super::roots::{Scope, scope};
use super::update::Update;
use super::{IngestError, Options, Progress, Report, discover::Input, forgotten, pipeline};
use crate::index::{
    ArticleId, Generations, Index, IndexedArticles, InputKey, Manifest, ManifestEntry, Payload, Root, Versions,
    WriteLock, Writer,
};
use rayon::prelude::*;
use std::{
    collections::HashSet,
    io::Read,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Instant,
};

/// The versions of what extraction depends on.
fn versions(options: &Options) -> Versions {
    let extraction = match &options.tagger {
        None => super::EXTRACTION_VERSION.to_owned(),
        Some(model) => format!("{} with the tagger {}", super::EXTRACTION_VERSION, model.version()),
    };
    let homes =
        if options.homes.is_empty() { String::new() } else { format!(" and sources.toml {}", options.homes.version()) };
    Versions::new(options.gazetteer.version(), &(extraction + &homes))
}

/// An index opened for writing.
struct Session {
    generations: Generations,
    writer: Writer,
    payload: Payload,
    committed: IndexedArticles,
    manifest: Manifest,
    /// True while there is no generation that a reader could see.
    first: bool,
    _lock: WriteLock,
}

/// Refuses to mix what different versions extracted.
fn check_versions(payload: &Payload, now: &Versions, index: &Path) -> Result<(), IngestError> {
    if payload.versions != *now {
        return Err(IngestError::Index(format!(
            "{} was built by another version of dateline (extraction {} with places {}, this one has {} with {}); run: dateline index --rebuild",
            index.display(),
            payload.versions.model,
            payload.versions.gazetteer,
            now.model,
            now.gazetteer
        )));
    }
    Ok(())
}

impl Session {
    /// Opens the index to add to it.
    fn open(options: &Options) -> Result<Self, IngestError> {
        let session = Self::open_any(options)?;
        check_versions(&session.payload, &versions(options), &options.index)?;
        Ok(session)
    }

    /// Opens the index to take away from it, whatever extracted its mentions.
    fn open_any(options: &Options) -> Result<Self, IngestError> {
        let generations = Generations::new(&options.index);
        let lock = WriteLock::take(&generations, options.wait)?;
        let threads = pipeline::threads(options.jobs);
        let exists = generations.current().is_ok();
        let (writer, payload) = if exists && !options.rebuild {
            Writer::open(&generations, threads)?
        } else {
            let (roots, revision) = Payload::of_any_version(&generations).unwrap_or_default();
            let payload = Payload { versions: versions(options), revision, roots, updated: String::new() };
            (Writer::create(&generations, threads)?, payload)
        };
        let committed = writer.committed()?;
        let manifest = Manifest::load(&committed)?;
        Ok(Self { generations, writer, payload, committed, manifest, first: !exists, _lock: lock })
    }
}

/// As [`super::run()`].
pub(super) fn run(options: &Options, progress: &dyn Progress) -> Result<Report, IngestError> {
    let start = Instant::now();
    if options.dry_run {
        return dry_run(options);
    }
    let given = scope_of(options, &Generations::new(&options.index))?;
    let session = Session::open(options)?;
    let Session { generations, writer, payload, committed, manifest, first, _lock } = session;
    let Scope { notices, .. } = &given;
    let planned = match plan(&given, &manifest, options) {
        Ok(planned) => planned,
        Err(error) => {
            if first || options.rebuild {
                writer.abandon();
            }
            return Err(error);
        }
    };
    let roots_changed = payload.roots != given.roots;
    let payload = Payload { roots: given.roots.clone(), ..payload };
    let mut update = Update::new(options, writer, &committed, payload, first);
    update.report.notices.clone_from(notices);
    if roots_changed || first || options.rebuild {
        update.touch();
    }
    let old = options.rebuild.then(|| Index::open(&options.index).ok()).flatten();
    if options.rebuild {
        update.first_seen = IndexedArticles::first_seen(&generations);
    }
    let forgotten = forgotten::load(&options.index)?;
    let context = Context {
        read: options.read.clone(),
        given: options.into(),
        committed: Some(&committed),
        forgotten: &forgotten,
    };
    work(&mut update, planned, &manifest, &context, progress)?;
    if let Some(old) = old {
        carry_streams(&mut update, &old, &forgotten, &context)?;
    } else if options.rebuild && !first {
        update.report.notices.push(
            "the index of another version could not be read: articles that came through standard input are gone"
                .to_owned(),
        );
    }
    let interrupted = options.interrupt.load(Ordering::Relaxed);
    let (writer, mut report) = update.finish()?;
    report.interrupted = interrupted;
    report.elapsed = start.elapsed();
    if interrupted && options.rebuild && !first {
        writer.abandon();
        report.notices.push("the rebuild was given up; the index is as it was".to_owned());
        return Ok(report);
    }
    writer.publish()?;
    writer.finish()?;
    report.elapsed = start.elapsed();
    Ok(report)
}

fn scope_of(options: &Options, generations: &Generations) -> Result<Scope, IngestError> {
    let remembered = Payload::of_any_version(generations).map(|(roots, _)| roots).unwrap_or_default();
    scope(&options.roots, &remembered, options.rebuild)
}

/// Does what is planned, then reads again the inputs that hold what another one gave up.
fn work(
    update: &mut Update<'_>,
    planned: Plan,
    manifest: &Manifest,
    context: &Context<'_>,
    progress: &dyn Progress,
) -> Result<(), IngestError> {
    let reading: HashSet<InputKey> = planned.jobs.iter().map(|job| job.key).collect();
    let vanished: HashSet<InputKey> = planned.vanished.iter().map(ManifestEntry::key).collect();
    update.resting = manifest
        .entries
        .iter()
        .map(ManifestEntry::key)
        .filter(|key| !reading.contains(key) && !vanished.contains(key))
        .collect();
    let known = planned.jobs.len() + planned.unchanged.len() + planned.failures.len();
    update.report.inputs = known as u64;
    if planned.kept > 0 {
        update.report.notices.push(format!("{} inputs are gone; their articles are kept", planned.kept));
    }
    for reason in &planned.skipped {
        update.skip(reason);
    }
    for (path, reason, previous) in &planned.failures {
        update.unreachable(path, reason, previous.as_ref())?;
    }
    for entry in &planned.vanished {
        update.remove_input(entry.key())?;
    }
    let mut jobs = planned.jobs;
    let mut resting = planned.unchanged;
    let mut done = resting.len() as u64;
    loop {
        let (again, still): (Vec<_>, Vec<_>) = resting.into_iter().partition(|entry| gave_up(entry, update.removed()));
        resting = still;
        for entry in again {
            let job = job_again(&update.payload.roots, entry);
            update.resting.remove(&job.key);
            jobs.push(job);
        }
        if jobs.is_empty() {
            break;
        }
        jobs.sort_by(|a, b| a.input.path.cmp(&b.input.path));
        read_all(update, &jobs, context, &mut done, known as u64, progress)?;
        jobs.clear();
        if update.options.interrupt.load(Ordering::Relaxed) {
            break;
        }
    }
    for entry in &resting {
        update.rest(entry);
    }
    Ok(())
}

/// True when an input shares an article whose owner gave it up.
fn gave_up(entry: &ManifestEntry, removed: &HashSet<ArticleId>) -> bool {
    entry.shared.iter().any(|&number| removed.contains(&ArticleId(number)))
}

/// The job of reading an unchanged input again.
fn job_again(roots: &[Root], entry: ManifestEntry) -> Job {
    let path = PathBuf::from(&entry.path);
    let root = roots.iter().find(|root| path.starts_with(&root.path));
    let input = Input {
        display: root.map_or_else(|| entry.path.clone(), |root| root.display(&path)),
        container: root.map_or_else(|| entry.path.clone(), |root| root.container(&path)),
        size: entry.size,
        mtime: entry.mtime,
        path,
    };
    Job { input, key: entry.key(), previous: Some(entry), force: true }
}

fn read_all(
    update: &mut Update<'_>,
    jobs: &[Job],
    context: &Context<'_>,
    done: &mut u64,
    known: u64,
    progress: &dyn Progress,
) -> Result<(), IngestError> {
    let options = update.options;
    let threads = pipeline::threads(options.jobs);
    pipeline::run(jobs, context, threads, &options.interrupt, &mut |result: Done| {
        let job = &jobs[result.job];
        for item in result.items {
            update.take(item, job, result.resumed, context)?;
        }
        if let Some(end) = result.end {
            update.end(job, end)?;
            *done += 1;
        }
        update.commit_if_due()?;
        progress.update(*done, known, update.report.articles, update.report.text_bytes, &job.input.display);
        Ok(true)
    })
}

fn dry_run(options: &Options) -> Result<Report, IngestError> {
    let generations = Generations::new(&options.index);
    let given = scope_of(options, &generations)?;
    let manifest = match Index::open(&options.index) {
        Ok(index) if !options.rebuild => Manifest::load(&index.articles())?,
        _ => Manifest::default(),
    };
    let planned = plan(&given, &manifest, options)?;
    Ok(Report {
        changes: planned.changes(),
        inputs: (planned.jobs.len() + planned.unchanged.len()) as u64,
        unchanged: planned.unchanged.iter().map(|entry| entry.articles).sum(),
        removed: planned.vanished.iter().map(|entry| entry.articles).sum(),
        notices: given.notices,
        ..Report::default()
    })
}

/// Carries the articles that no root can give again into a rebuilt generation: those of streams.
fn carry_streams(
    update: &mut Update<'_>,
    old: &Index,
    forgotten: &HashSet<ArticleId>,
    context: &Context<'_>,
) -> Result<(), IngestError> {
    let articles = old.articles();
    let manifest = Manifest::load(&articles)?;
    let Some(entry) = manifest.get(STREAM) else { return Ok(()) };
    for state in articles.of_input(entry.key())? {
        if forgotten.contains(&state.id) {
            continue;
        }
        let article = articles.article(state.lead, &|_| None)?;
        let place = super::analyse::Place { display: &article.path, item: article.item };
        let mut record = article.record.clone();
        if record.published.as_ref().is_some_and(|published| published.from != crate::article::PublishedFrom::Metadata)
        {
            record.published = None;
        }
        let again = super::analyse::analyse(record, place, String::new(), context.given);
        update.write(again, state.id, state.input, state.content)?;
        update.commit_if_due()?;
    }
    update.writer.put_input(entry)?;
    Ok(())
}

/// As [`super::run_stream`].
pub(super) fn run_stream(
    input: &mut dyn Read,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Report, IngestError> {
    let start = Instant::now();
    let Session { writer, payload, committed, manifest, first, _lock, .. } = Session::open(options)?;
    let forgotten = forgotten::load(&options.index)?;
    let context = Context {
        read: options.read.clone(),
        given: options.into(),
        committed: Some(&committed),
        forgotten: &forgotten,
    };
    let mut update = Update::new(options, writer, &committed, payload, first);
    update.resting = manifest.entries.iter().map(ManifestEntry::key).collect();
    update.report.inputs = 1;
    update.touch();
    let stream = Input {
        path: PathBuf::from(STREAM),
        display: STREAM.to_owned(),
        container: STREAM.to_owned(),
        size: 0,
        mtime: 0,
    };
    let key = InputKey::of(&stream.path);
    update.resting.remove(&key);
    let job = Job { input: stream, key, previous: manifest.get(STREAM).cloned(), force: true };
    let mut failure = None;
    let read = read_stream(STREAM, input, &context.read, &mut |batch| {
        // A stream is never one article alone: the next one comes under the same name.
        let judged: Vec<_> =
            batch.found.into_par_iter().map(|found| judge(found, false, &job.input, job.key, &context)).collect();
        let taken = judged.into_iter().try_for_each(|item| update.take(item, &job, false, &context));
        let report = &update.report;
        progress.update(0, 1, report.articles, report.text_bytes, STREAM);
        match taken.and_then(|()| update.commit_if_due()) {
            Ok(()) => !options.interrupt.load(Ordering::Relaxed),
            Err(error) => {
                failure = Some(error);
                false
            }
        }
    });
    if let Some(error) = failure {
        return Err(error);
    }
    // What came before stays.
    update.end(&job, End { feed: true, error: read.err(), ..End::default() })?;
    let (writer, mut report) = update.finish()?;
    writer.publish()?;
    writer.finish()?;
    report.interrupted = options.interrupt.load(Ordering::Relaxed);
    report.elapsed = start.elapsed();
    Ok(report)
}

/// As [`super::forget`].
pub(super) fn forget(options: &Options, id: &str) -> Result<String, IngestError> {
    let number: ArticleId = id.parse().map_err(|error| IngestError::Index(format!("{error}")))?;
    let Session { mut writer, mut payload, committed, _lock, .. } = existing(options)?;
    let state =
        committed.state(number)?.ok_or_else(|| IngestError::Index(format!("no article has the id \"{id}\"")))?;
    let meta = committed.meta(state.lead, None)?;
    forgotten::add(&options.index, number, &meta.record.title)?;
    writer.remove(number);
    payload.revision += 1;
    payload.updated = jiff::Timestamp::now().to_string();
    writer.commit(&payload)?;
    writer.finish()?;
    Ok(meta.record.title)
}

/// Opens an index that must be there.
fn existing(options: &Options) -> Result<Session, IngestError> {
    Generations::new(&options.index).current()?;
    Session::open_any(options)
}

/// As [`super::remove_root`].
pub(super) fn remove_root(options: &Options, path: &Path) -> Result<u64, IngestError> {
    let Session { writer, mut payload, committed, manifest, _lock, .. } = existing(options)?;
    let absolute = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let named = path.to_string_lossy();
    let at = payload.roots.iter().position(|root| root.path == absolute || root.name == named);
    let Some(at) = at else {
        let known: Vec<String> = payload.roots.iter().map(|root| root.path.display().to_string()).collect();
        let reason = format!("is not a root; the roots are: {}", known.join(", "));
        return Err(IngestError::Root { path: path.display().to_string(), reason });
    };
    let root = payload.roots.remove(at);
    let mut update = Update::new(options, writer, &committed, payload, false);
    for entry in manifest.entries.iter().filter(|entry| Path::new(&entry.path).starts_with(&root.path)) {
        update.remove_input(entry.key())?;
    }
    update.touch();
    let (writer, report) = update.finish()?;
    writer.finish()?;
    Ok(report.removed)
}

/// As [`super::add_root`].
pub(super) fn add_root(options: &Options, path: &Path) -> Result<(), IngestError> {
    let given = [path.to_owned()];
    let Session { generations, mut writer, mut payload, _lock, .. } = Session::open_any(options)?;
    let remembered = Payload::of_any_version(&generations).map(|(roots, _)| roots).unwrap_or_default();
    payload.roots = scope(&given, &remembered, false)?.roots;
    payload.revision += 1;
    payload.updated = jiff::Timestamp::now().to_string();
    writer.commit(&payload)?;
    writer.publish()?;
    writer.finish()?;
    Ok(())
}
