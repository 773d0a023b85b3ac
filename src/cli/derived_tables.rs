//! The derived tables that a run of `dateline index` makes before it ends, so that the first query need not.
//!
//! A signal does not wait for them: what is made within a second stays, and the first query makes the rest.

use super::error::CommandError;
use super::session::Session;
use super::signals;
use std::{
    panic,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{RecvTimeoutError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

/// How long tables may take once a signal has come; the run itself takes some tenths of a second to end.
const AFTER_SIGNAL: Duration = Duration::from_secs(1);
/// How often is looked whether a signal has come.
const LOOK: Duration = Duration::from_millis(20);

/// Makes the tables; false where a signal came and they took too long.
///
/// # Errors
/// When there is no index, or it is damaged, or the user's aliases are faulty.
pub fn prepare(session: &Session) -> Result<bool, CommandError> {
    let searcher = session.searcher()?;
    let made = unless_interrupted(&signals::interrupt(), AFTER_SIGNAL, move || searcher.prepare());
    Ok(made.transpose()?.is_some())
}

/// What the work gives; nothing where it takes longer than this after the user interrupted. It then ends with the process.
fn unless_interrupted<T: Send + 'static>(
    interrupt: &AtomicBool,
    grace: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, receiver) = sync_channel(1);
    let worker = thread::spawn(move || sender.send(work()));
    let mut interrupted: Option<Instant> = None;
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(made) => return Some(made),
            Err(RecvTimeoutError::Timeout) => {
                if interrupt.load(Ordering::Relaxed) && interrupted.get_or_insert_with(Instant::now).elapsed() >= grace
                {
                    return None;
                }
            }
            // It panicked.
            Err(RecvTimeoutError::Disconnected) => match worker.join() {
                Err(cause) => panic::resume_unwind(cause),
                Ok(_) => return None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Barrier};

    const LONG: Duration = Duration::from_hours(1);

    #[test]
    fn work_goes_on_until_a_signal_and_a_while_longer() {
        assert_eq!(unless_interrupted(&AtomicBool::new(false), Duration::ZERO, || 1), Some(1));
        assert_eq!(unless_interrupted(&AtomicBool::new(true), LONG, || 2), Some(2));
        // This work never ends by itself.
        let barrier = Arc::new(Barrier::new(2));
        let other = Arc::clone(&barrier);
        let never = move || other.wait().is_leader();
        assert_eq!(unless_interrupted(&AtomicBool::new(true), Duration::ZERO, never), None);
        barrier.wait();
    }

    #[test]
    fn a_panic_of_the_work_is_passed_on() {
        let caught = panic::catch_unwind(|| {
            unless_interrupted(&AtomicBool::new(true), LONG, || panic!("segment 3 is short"));
        });
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"segment 3 is short"));
    }
}
