//! The pipeline: one thread reads large inputs and hands out work, all cores read small inputs and analyse, and what they
//! make comes back in the order of the inputs. Channels are bounded, so memory is.

use super::IngestError;
use super::read::{Batch, Context, End, Item, Job, judge, read_large, read_small};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// Inputs up to this many bytes are read as a whole by the thread that analyses them.
const SMALL: u64 = 1 << 20;
/// Pieces of work under way, for each thread.
const AHEAD: usize = 8;

/// A piece of work.
enum Work {
    Small(usize),
    Batch(usize, Batch),
    End(usize, End),
}

/// What came of a piece of work.
pub(super) struct Done {
    /// The job it belongs to.
    pub job: usize,
    /// Records, in order.
    pub items: Vec<Item>,
    /// Only what was added to the input is read.
    pub resumed: bool,
    /// Set when the input is done.
    pub end: Option<End>,
}

/// Number of threads for `--jobs`; 0 means all cores.
pub(super) fn threads(jobs: usize) -> usize {
    if jobs > 0 { jobs } else { thread::available_parallelism().map_or(1, usize::from) }
}

/// Reads and judges all jobs; what comes of them goes to `each`, in order, until it says false or the user interrupts.
pub(super) fn run(
    jobs: &[Job],
    context: &Context<'_>,
    threads: usize,
    interrupt: &AtomicBool,
    each: &mut dyn FnMut(Done) -> Result<bool, IngestError>,
) -> Result<(), IngestError> {
    thread::scope(|scope| {
        let (work, queue) = bounded::<(u64, Work)>(threads * AHEAD);
        let (results, done) = bounded::<(u64, Done)>(threads * AHEAD);
        // A ticket is held by each piece of work from being handed out to being taken in order.
        let (take_ticket, tickets) = bounded::<()>(threads * AHEAD * 2);
        scope.spawn(move || hand_out(jobs, interrupt, &work, &take_ticket));
        for _ in 0..threads {
            let (queue, results) = (queue.clone(), results.clone());
            scope.spawn(move || {
                for (number, work) in queue {
                    if results.send((number, perform(work, jobs, context))).is_err() {
                        break;
                    }
                }
            });
        }
        drop((queue, results));
        take_in_order(&done, &tickets, each)
    })
}

fn perform(work: Work, jobs: &[Job], context: &Context<'_>) -> Done {
    match work {
        Work::Small(job) => {
            let (items, end) = read_small(&jobs[job], context);
            Done { job, items, resumed: end.resumed, end: Some(end) }
        }
        Work::Batch(job, Batch { found, single, resumed }) => {
            let items = found.into_iter().map(|found| judge(found, single, &jobs[job], context)).collect();
            Done { job, items, resumed, end: None }
        }
        Work::End(job, end) => Done { job, items: Vec::new(), resumed: end.resumed, end: Some(end) },
    }
}

fn hand_out(jobs: &[Job], interrupt: &AtomicBool, work: &Sender<(u64, Work)>, tickets: &Sender<()>) {
    let mut number = 0;
    let mut send = |piece: Work| {
        let sent = tickets.send(()).is_ok() && work.send((number, piece)).is_ok();
        number += 1;
        sent && !interrupt.load(Ordering::Relaxed)
    };
    for (at, job) in jobs.iter().enumerate() {
        let go_on = if job.input.size <= SMALL {
            send(Work::Small(at))
        } else {
            let mut whole = true;
            let end = read_large(job, &mut |batch| {
                whole = send(Work::Batch(at, batch));
                whole
            });
            // Without its end, an interrupted input is read again next time.
            whole && send(Work::End(at, end))
        };
        if !go_on {
            return;
        }
    }
}

fn take_in_order(
    done: &Receiver<(u64, Done)>,
    tickets: &Receiver<()>,
    each: &mut dyn FnMut(Done) -> Result<bool, IngestError>,
) -> Result<(), IngestError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result) in done {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            let _ = tickets.recv();
            if !each(result)? {
                return Ok(());
            }
        }
    }
    Ok(())
}
