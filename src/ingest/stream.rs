//! A run over standard input; what comes through it is kept, since no root can give it again.

use super::apply::Update;
use super::discover::STREAM;
use super::read::{Context, End, Job, judge, read_stream};
use super::session::{Session, unless_interrupted};
use super::{IngestError, Options, Progress, Report, forgotten::Forgotten, keep, options::InputOptions, pipeline};
use crate::formats::{ReadError, ReadErrorKind};
use crate::index::Root;
use rayon::prelude::*;
use std::{io::Read, sync::atomic::Ordering, time::Instant};

/// As [`super::run_stream`].
pub(super) fn run(input: &mut dyn Read, options: &Options, progress: &dyn Progress) -> Result<Report, IngestError> {
    let start = Instant::now();
    let input_options = InputOptions::of(&options.reading)?.with_names(&options.own);
    // The lock is dropped last.
    let Some(session) = unless_interrupted(Session::open(options))? else {
        return Ok(Report { interrupted: true, elapsed: start.elapsed(), ..Report::default() });
    };
    let Session { _lock, generations, opened, committed, manifest } = session;
    let forgotten = Forgotten::load(&options.index)?;
    let context = Context {
        overrides: options.into(),
        committed: Some(&committed),
        first_seen: None,
        forgotten: &forgotten,
        interrupt: &options.interrupt,
    };
    let threads = pipeline::engine_threads(pipeline::threads(options.jobs));
    let mut update = Update::start(options, opened, threads, &committed, &manifest)?;
    update.roots = Root::load(&generations)?;
    let job = Job::stream(input_options, manifest.get(STREAM).cloned());
    update.report.inputs = 1;
    update.touch();
    let error = take_all(input, &job, &mut update, &context, progress)?;
    let interrupted = options.interrupt.load(Ordering::Relaxed);
    // An interrupt is no fault of the input.
    let error = error.filter(|_| !interrupted);
    // What came before stays.
    update.end(&job, End { feed: true, error, ..End::default() })?;
    keep::replay(&mut update, &context)?;
    let (writer, mut report) = update.finish()?;
    writer.publish()?;
    report.damaged = writer.finish(&options.interrupt)?;
    report.interrupted = options.interrupt.load(Ordering::Relaxed);
    report.elapsed = start.elapsed();
    Ok(report)
}

/// Takes the records of a stream as they come; gives the error that the stream ended with.
fn take_all(
    input: &mut dyn Read,
    job: &Job,
    update: &mut Update<'_>,
    context: &Context<'_>,
    progress: &dyn Progress,
) -> Result<Option<ReadError>, IngestError> {
    let mut failure = None;
    let read = read_stream(job, input, context, &mut |batch| {
        // A stream is never one article alone: the next one comes under the same name.
        let judged: Vec<_> = batch.found.into_par_iter().map(|found| judge(found, false, job, context)).collect();
        // What was judged when the user interrupted may not be whole.
        if context.is_interrupted() {
            return false;
        }
        let taken = judged.into_iter().try_for_each(|item| update.take(item, job, false, context));
        let report = &update.report;
        progress.update(0, 1, report.articles, report.text_bytes, STREAM);
        match taken.and_then(|()| update.commit_if_due()) {
            Ok(()) => !update.options.interrupt.load(Ordering::Relaxed),
            Err(error) => {
                failure = Some(error);
                false
            }
        }
    });
    let error = read.err().filter(|error| error.kind != ReadErrorKind::Interrupted);
    failure.map_or(Ok(error), Err)
}
