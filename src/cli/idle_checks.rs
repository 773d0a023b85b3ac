//! Checks the files of an index while nothing else is to do: on a thread of its own, one file at a time, with a pause after each.

use crate::index::{Scrub, Step};
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

/// The pause after each file.
const PAUSE: Duration = Duration::from_secs(1);

/// Checks that go on beside an idle program.
pub struct IdleChecks {
    ask: Sender<()>,
    answers: Receiver<Option<PathBuf>>,
    is_reading: bool,
    since: Instant,
}

impl IdleChecks {
    /// Starts the thread, which reads nothing before it is asked to, and ends with the checks or the process.
    pub fn start(index: &Path) -> Self {
        let (ask, asked) = channel();
        let (answer, answers) = channel();
        let mut scrub = Scrub::new(index);
        thread::spawn(move || {
            while asked.recv().is_ok() {
                // Of an index that cannot be opened the next update says more.
                let found = match scrub.step(Timestamp::now()) {
                    Ok(Step::Damaged(file)) => Some(file),
                    Ok(Step::Rest | Step::Sound | Step::Round) | Err(_) => None,
                };
                if answer.send(found).is_err() {
                    break;
                }
            }
        });
        Self { ask, answers, is_reading: false, since: Instant::now() }
    }

    /// To be called now and then while nothing else is done; waits for nothing. Gives a file that was found damaged.
    pub fn tick(&mut self) -> Option<PathBuf> {
        if self.is_reading {
            let found = self.answers.try_recv().ok()?;
            (self.is_reading, self.since) = (false, Instant::now());
            return found;
        }
        if self.since.elapsed() >= PAUSE {
            self.is_reading = self.ask.send(()).is_ok();
        }
        None
    }
}
