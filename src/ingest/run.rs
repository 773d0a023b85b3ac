//! A run from start to end: scope, plan, pipeline, update.

use super::apply::Update;
use super::pipeline::Done;
use super::plan::{Plan, plan};
use super::read::{Context, Job};
use super::roots::{Scope, scope};
use super::session::{Session, unless_interrupted};
use super::{IngestError, Options, Progress, Report, forgotten::Forgotten, keep, pipeline};
use crate::index::{Generations, Index, IndexedArticles, Kept, Manifest, Root, read_damaged};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

/// As [`super::run()`].
pub(super) fn run(options: &Options, progress: &dyn Progress) -> Result<Report, IngestError> {
    let start = Instant::now();
    let generations = Generations::new(&options.index);
    // A mistake is an error before a folder is made for an index.
    let exists = generations.latest().is_some();
    scope_of(options, &generations, exists)?;
    if options.dry_run {
        return dry_run(options, &generations);
    }
    // The lock is dropped last.
    let Some(session) = unless_interrupted(Session::open(options))? else {
        return Ok(Report { interrupted: true, elapsed: start.elapsed(), ..Report::default() });
    };
    let Session { _lock, opened, committed, manifest, .. } = session;
    let anew = opened.first || options.rebuild;
    let first = opened.first;
    let replaced = Replaced::of(options);
    let known = replaced.as_ref().map_or(&manifest, |replaced| &replaced.manifest);
    let Prepared { scope, planned, forgotten } = match Prepared::of(options, &generations, exists, known) {
        Ok(prepared) => prepared,
        Err(error) => {
            if anew {
                opened.generation.abandon();
            }
            return Err(error);
        }
    };
    let threads = if planned.is_small() { 1 } else { pipeline::engine_threads(pipeline::threads(options.jobs)) };
    let mut update = Update::start(options, opened, threads, &committed, &manifest)?;
    update.report.notices = scope.notices;
    update.roots = scope.roots;
    let first_seen = anew.then(|| Arc::new(IndexedArticles::first_seen(&generations)));
    let context = Context {
        overrides: options.into(),
        committed: Some(&committed),
        first_seen: first_seen.as_deref(),
        forgotten: &forgotten,
        interrupt: &options.interrupt,
    };
    update.replaced = replaced.as_ref().map(|replaced| &replaced.articles);
    if let Some(first_seen) = &first_seen {
        update.first_seen = Arc::clone(first_seen);
    }
    work(&mut update, planned, &context, progress)?;
    keep::replay(&mut update, &context)?;
    let interrupted = options.interrupt.load(Ordering::Relaxed);
    let (writer, mut report) = update.finish()?;
    report.interrupted = interrupted;
    if interrupted && options.rebuild && !first {
        writer.abandon();
        report.notices.push("the rebuild was given up; the index is as it was".to_owned());
    } else {
        writer.publish()?;
        report.damaged = writer.finish(&options.interrupt)?;
        // Also where only merges were cut off.
        report.interrupted = options.interrupt.load(Ordering::Relaxed);
    }
    report.elapsed = start.elapsed();
    Ok(report)
}

/// The index that a rebuild replaces.
struct Replaced {
    articles: IndexedArticles,
    manifest: Manifest,
}

impl Replaced {
    /// Opens it, where it can be read and is of this version: by it, what is gone is known.
    fn of(options: &Options) -> Option<Self> {
        let open = || {
            let index = Index::open(&options.index)?;
            index.check_state(&options.interrupt)?;
            let articles = index.articles();
            Ok(Self { manifest: Manifest::load(&articles)?, articles })
        };
        options.rebuild.then(|| read_damaged(&options.index, open).ok()).flatten()
    }
}

/// What is settled before work begins.
struct Prepared<'m> {
    scope: Scope,
    planned: Plan<'m>,
    forgotten: Forgotten,
}

impl<'m> Prepared<'m> {
    /// Settles what to do, and remembers the roots.
    fn of(
        options: &Options,
        generations: &Generations,
        exists: bool,
        manifest: &'m Manifest,
    ) -> Result<Self, IngestError> {
        let mut scope = scope_of(options, generations, exists)?;
        if let Some(changed) = &options.changed {
            let changed: Vec<PathBuf> = changed.iter().cloned().chain(manifest.unread()).collect();
            scope.narrow(&changed);
        }
        let planned = plan(&scope, manifest, options)?;
        let forgotten = Forgotten::load(&options.index)?;
        Root::save(generations.folder(), &scope.roots)?;
        Ok(Self { scope, planned, forgotten })
    }
}

/// Where to look; `exists` says that there was an index before this run.
fn scope_of(options: &Options, generations: &Generations, exists: bool) -> Result<Scope, IngestError> {
    let remembered = Root::load(generations)?;
    // Nothing that the user did not name is read into an index that is there.
    if options.roots.is_empty() && remembered.is_empty() && exists {
        let kept = Kept::read(generations.folder())?;
        if !options.rebuild || kept.since(0).is_empty() {
            return Err(IngestError::NoRoots { folder: generations.folder().to_owned() });
        }
        return Ok(Scope::default());
    }
    Ok(scope(&options.roots, &options.reading, &remembered, options.rebuild)?.with_names(&options.own))
}

/// Does what is planned.
fn work(
    update: &mut Update<'_>,
    planned: Plan<'_>,
    context: &Context<'_>,
    progress: &dyn Progress,
) -> Result<(), IngestError> {
    let moved = planned.moved.len();
    let known = planned.jobs.len() + planned.unchanged.len() + moved + planned.failures.len();
    update.report.inputs = known as u64;
    if !planned.kept.is_empty() {
        update.report.notices.push(format!("{} inputs are gone; their articles are kept", planned.kept.len()));
    }
    for entry in planned.kept.iter().chain(&planned.out_of_reach) {
        update.keep_input(entry)?;
    }
    for (path, reason, previous) in &planned.failures {
        update.unreachable(path, reason, previous.as_ref())?;
    }
    if moved > 0 {
        let files = if moved == 1 { "1 file has".to_owned() } else { format!("{moved} files have") };
        update.report.notices.push(format!("{files} moved; their articles stay as they are"));
    }
    for (job, entry) in &planned.moved {
        update.move_input(job, entry)?;
    }
    update.note_moved()?;
    for entry in &planned.vanished {
        update.remove_input(entry.key())?;
    }
    for (path, reason, previous) in &planned.skipped {
        update.pass_over(path, reason, previous.as_ref())?;
    }
    update.report.failed.extend(planned.away);
    let mut done = (planned.unchanged.len() + moved) as u64;
    let mut jobs = planned.jobs;
    jobs.sort_by(|a, b| a.input.path.cmp(&b.input.path));
    read_all(update, &jobs, context, &mut done, known as u64, progress)?;
    update.rest_all(&planned.unchanged);
    Ok(())
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
    pipeline::run(jobs, context, threads, &mut |result: Done| {
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

fn dry_run(options: &Options, generations: &Generations) -> Result<Report, IngestError> {
    let scope = scope_of(options, generations, generations.latest().is_some())?;
    let manifest = match Index::open(&options.index) {
        Ok(index) if !options.rebuild => Manifest::load(&index.articles())?,
        _ => Replaced::of(options).map(|replaced| replaced.manifest).unwrap_or_default(),
    };
    let planned = plan(&scope, &manifest, options)?;
    Ok(Report {
        changes: planned.changes(),
        inputs: (planned.jobs.len() + planned.unchanged.len()) as u64,
        unchanged: planned.unchanged.iter().map(|entry| entry.articles).sum(),
        removed: planned.vanished.iter().map(|entry| entry.articles).sum(),
        notices: scope.notices,
        failed: planned.away,
        ..Report::default()
    })
}
