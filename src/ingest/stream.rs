//! Articles that come through standard input: no root can give them again, so a rebuild carries them over.

use super::apply::Update;
use super::discover::STREAM;
use super::read::{Context, End, Job, judge, read_stream};
use super::session::Session;
use super::{IngestError, Options, Progress, Report, analyse, forgotten, options::InputOptions};
use crate::article::PublishedFrom;
use crate::formats::ReadError;
use crate::index::{Index, Manifest, ManifestEntry};
use rayon::prelude::*;
use std::{io::Read, sync::atomic::Ordering, time::Instant};

/// Carries the articles that no root can give again into a rebuilt generation: those of streams.
pub(super) fn carry(update: &mut Update<'_>, old: &Index, context: &Context<'_>) -> Result<(), IngestError> {
    let articles = old.articles();
    let manifest = Manifest::load(&articles)?;
    let Some(entry) = manifest.get(STREAM) else { return Ok(()) };
    for state in articles.of_input(entry.key())? {
        if context.forgotten.contains(&state.id) {
            continue;
        }
        let article = articles.article(state.lead, &|_| None)?;
        let place = analyse::Place { display: &article.path, item: article.item };
        let mut record = article.record.clone();
        if record.published.as_ref().is_some_and(|published| is_inferred(published.from)) {
            record.published = None;
        }
        let again = analyse::analyse(record, place, String::new(), context.overrides);
        update.write(again, state.id, state.input, state.content)?;
        update.commit_if_due()?;
    }
    update.writer.put_input(entry)?;
    Ok(())
}

/// True of a date that this version may infer otherwise; what the input or the user said stays.
fn is_inferred(from: PublishedFrom) -> bool {
    match from {
        PublishedFrom::Metadata | PublishedFrom::Given => false,
        PublishedFrom::Dateline | PublishedFrom::Text | PublishedFrom::FileName => true,
    }
}

/// As [`super::run_stream`].
pub(super) fn run(input: &mut dyn Read, options: &Options, progress: &dyn Progress) -> Result<Report, IngestError> {
    let start = Instant::now();
    let input_options = InputOptions::of(&options.reading)?;
    // The lock is dropped last.
    let Session { _lock, writer, payload, committed, manifest, first, .. } = Session::open(options)?;
    let forgotten = forgotten::load(&options.index)?;
    let context = Context { overrides: options.into(), committed: Some(&committed), forgotten: &forgotten };
    let mut update = Update::new(options, writer, &committed, payload, first);
    let job = Job::stream(input_options, manifest.get(STREAM).cloned());
    update.resting = manifest.entries.iter().map(ManifestEntry::key).filter(|key| *key != job.key).collect();
    update.report.inputs = 1;
    update.touch();
    let error = take_all(input, &job, &mut update, &context, progress)?;
    // What came before stays.
    update.end(&job, End { feed: true, error, ..End::default() })?;
    let (writer, mut report) = update.finish()?;
    writer.publish()?;
    writer.finish()?;
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
    let read = read_stream(job, input, &mut |batch| {
        // A stream is never one article alone: the next one comes under the same name.
        let judged: Vec<_> = batch.found.into_par_iter().map(|found| judge(found, false, job, context)).collect();
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
    failure.map_or(Ok(read.err()), Err)
}
