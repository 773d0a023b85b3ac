//! The pipeline: one thread reads large inputs and hands out work, all cores read small inputs and analyse, and what they
//! make comes back in the order of the inputs. Channels are bounded, so memory is.

use super::IngestError;
use super::read::{Batch, Context, End, Item, Job, judge, read_large, read_small};
use crate::formats;
use crossbeam_channel::{Receiver, SendTimeoutError, Sender, bounded};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    sync::{Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// Inputs up to this many bytes are read as a whole by the thread that analyses them.
const SMALL: u64 = 1 << 20;
/// Pieces of work under way, for each thread.
const AHEAD: usize = 8;
/// Bytes of text under way; a larger text is under way alone.
const MOST_BYTES: usize = 8 << 20;

/// How often an interrupt is looked for while nothing else happens.
const INTERRUPT_LOOK: Duration = Duration::from_millis(100);

/// A piece of work.
enum Work {
    Small(usize),
    Batch(usize, Batch),
    End(usize, End),
}

impl Work {
    /// Bytes of text that it brings.
    fn bytes(&self, jobs: &[Job]) -> usize {
        match self {
            Self::Small(job) => jobs[*job].input.size as usize,
            Self::Batch(_, batch) => batch.bytes,
            Self::End(..) => 0,
        }
    }
}

/// Bytes of text under way, from being handed out to being taken in order: analysis takes thirty times as much memory.
#[derive(Default)]
struct Budget {
    spent: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Budget {
    /// Waits until there is room for some bytes, or nothing else is under way; false when nothing is taken any more.
    fn spend(&self, bytes: usize) -> bool {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let has_to_wait = |(spent, closed): &mut (usize, bool)| !*closed && *spent > 0 && *spent + bytes > MOST_BYTES;
        let mut spent = self.changed.wait_while(spent, has_to_wait).unwrap_or_else(PoisonError::into_inner);
        spent.0 += bytes;
        !spent.1
    }

    fn give_back(&self, bytes: usize) {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).0 -= bytes;
        self.changed.notify_all();
    }

    /// Nothing is taken any more: who waits need not.
    fn close(&self) {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.changed.notify_all();
    }
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
    /// Bytes of text that the work brought.
    bytes: usize,
}

/// Number of threads for `--jobs`; 0 means all cores.
pub(super) fn threads(jobs: usize) -> usize {
    if jobs > 0 { jobs } else { thread::available_parallelism().map_or(1, usize::from) }
}

/// Threads of the engine beside so many of the pipeline: extraction takes twice the time, and a thread that waits makes segments of
/// its own all the same.
pub(super) fn engine_threads(threads: usize) -> usize {
    threads / 2
}

/// Reads and judges all jobs; what comes of them goes to `each`, in order, until it says false or the user interrupts.
pub(super) fn run(
    jobs: &[Job],
    context: &Context<'_>,
    threads: usize,
    each: &mut dyn FnMut(Done) -> Result<bool, IngestError>,
) -> Result<(), IngestError> {
    let budget = Budget::default();
    thread::scope(|scope| {
        let (work, queue) = bounded::<(u64, Work)>(threads * AHEAD);
        let (results, done) = bounded::<(u64, Done)>(threads * AHEAD);
        // A ticket is held by each piece of work from being handed out to being taken in order.
        let (take_ticket, tickets) = bounded::<()>(threads * AHEAD * 2);
        let spending = &budget;
        scope.spawn(move || hand_out(jobs, context, &work, &take_ticket, spending));
        for _ in 0..threads {
            let (queue, results) = (queue.clone(), results.clone());
            scope.spawn(move || work_off(&queue, &results, jobs, context, spending));
        }
        drop((queue, results));
        let taken = take_in_order(&done, &tickets, &budget, each);
        budget.close();
        taken
    })
}

/// Does pieces of work until there are none, or the user interrupts.
fn work_off(
    queue: &Receiver<(u64, Work)>,
    results: &Sender<(u64, Done)>,
    jobs: &[Job],
    context: &Context<'_>,
    budget: &Budget,
) {
    for (number, work) in queue {
        let bytes = work.bytes(jobs);
        let done = perform(work, jobs, context);
        // What was made while the user interrupted may not be whole.
        if context.is_interrupted() || results.send((number, Done { bytes, ..done })).is_err() {
            // Its bytes are not given back: who waits for them would wait for ever.
            return budget.close();
        }
    }
}

fn perform(work: Work, jobs: &[Job], context: &Context<'_>) -> Done {
    match work {
        Work::Small(job) => {
            let (items, end) = read_small(&jobs[job], context);
            Done { job, items, resumed: end.resumed, end: Some(end), bytes: 0 }
        }
        Work::Batch(job, Batch { found, single, resumed, .. }) => {
            let items = found.into_iter().map(|found| judge(found, single, &jobs[job], context)).collect();
            Done { job, items, resumed, end: None, bytes: 0 }
        }
        Work::End(job, end) => Done { job, items: Vec::new(), resumed: end.resumed, end: Some(end), bytes: 0 },
    }
}

/// Waits for a ticket; false when there will be none. What an interrupt dropped does not give its ticket back.
fn take_ticket(tickets: &Sender<()>, context: &Context<'_>) -> bool {
    loop {
        match tickets.send_timeout((), INTERRUPT_LOOK) {
            Ok(()) => return true,
            Err(SendTimeoutError::Timeout(())) if !context.is_interrupted() => {}
            Err(_) => return false,
        }
    }
}

/// True of a small file that may hold much: it is read in pieces.
fn is_packed(job: &Job) -> bool {
    let mut head = Vec::new();
    let read = File::open(&job.input.path).and_then(|file| file.take(8).read_to_end(&mut head));
    read.is_ok() && formats::is_packed(&head)
}

fn hand_out(jobs: &[Job], context: &Context<'_>, work: &Sender<(u64, Work)>, tickets: &Sender<()>, budget: &Budget) {
    let mut number = 0;
    let mut send = |piece: Work| {
        let sent =
            budget.spend(piece.bytes(jobs)) && take_ticket(tickets, context) && work.send((number, piece)).is_ok();
        number += 1;
        sent && !context.is_interrupted()
    };
    for (at, job) in jobs.iter().enumerate() {
        let go_on = if job.input.size <= SMALL && !is_packed(job) {
            send(Work::Small(at))
        } else {
            let mut whole = true;
            let end = read_large(job, context, &mut |batch| {
                whole = send(Work::Batch(at, batch));
                whole
            });
            // Without its end, an interrupted input is read again next time.
            whole && !context.is_interrupted() && send(Work::End(at, end))
        };
        if !go_on {
            return;
        }
    }
}

fn take_in_order(
    done: &Receiver<(u64, Done)>,
    tickets: &Receiver<()>,
    budget: &Budget,
    each: &mut dyn FnMut(Done) -> Result<bool, IngestError>,
) -> Result<(), IngestError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result) in done {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            let _ = tickets.recv();
            let bytes = result.bytes;
            let go_on = each(result)?;
            budget.give_back(bytes);
            if !go_on {
                return Ok(());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{analyse::Overrides, discover::Input, forgotten::Forgotten};
    use std::sync::{Arc, atomic::AtomicBool};

    #[test]
    fn nobody_waits_for_what_an_interrupt_dropped() {
        let (forgotten, interrupt) = (Forgotten::default(), Arc::new(AtomicBool::new(true)));
        let overrides = Overrides::default();
        let context =
            Context { overrides, committed: None, first_seen: None, forgotten: &forgotten, interrupt: &interrupt };
        let input = Input::stream(Arc::default());
        let input = Input { size: SMALL, ..input };
        let jobs = [Job::new(input, String::new())];
        let (take_ticket, _tickets) = bounded(1);
        assert!(super::take_ticket(&take_ticket, &context) && !super::take_ticket(&take_ticket, &context));
        let budget = Budget::default();
        assert!(budget.spend(MOST_BYTES));
        let (work, queue) = bounded(1);
        let (results, _done) = bounded(1);
        work.send((0, Work::Small(0))).unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| budget.spend(1));
            work_off(&queue, &results, &jobs, &context, &budget);
            assert!(!waiting.join().unwrap());
        });
    }

    #[test]
    fn a_large_text_is_under_way_alone() {
        let budget = Budget::default();
        assert!(budget.spend(MOST_BYTES * 4), "nothing else is");
        thread::scope(|scope| {
            let waiting = scope.spawn(|| budget.spend(1));
            budget.give_back(MOST_BYTES * 4);
            assert!(waiting.join().unwrap());
            let waiting = scope.spawn(|| budget.spend(MOST_BYTES));
            budget.close();
            assert!(!waiting.join().unwrap(), "an end is no permission");
        });
    }
}
