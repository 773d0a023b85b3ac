//! Waits for changes under the roots and has them indexed, until the user interrupts.

use super::{error::CommandError, session::Session};
use notify_debouncer_full::{DebounceEventResult, new_debouncer, notify::RecursiveMode};
use std::{
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

/// Changes that follow each other so closely are indexed together.
const QUIET: Duration = Duration::from_millis(800);
/// How often an interrupt is looked for.
const LOOK: Duration = Duration::from_millis(200);

/// Calls `index` after each change under the roots, until it returns false or the user interrupts. Errors
/// are reported and retried at the next change.
///
/// # Errors
/// When a root cannot be watched.
pub fn changes(
    roots: &[PathBuf],
    index_folder: &Path,
    interrupt: &AtomicBool,
    session: &Session,
    mut index: impl FnMut() -> Result<bool, CommandError>,
) -> Result<(), CommandError> {
    let fault =
        |fault: &dyn std::fmt::Display| CommandError::new("watch", format!("changes cannot be watched: {fault}"));
    let (sender, receiver) = mpsc::channel::<DebounceEventResult>();
    let mut debouncer = new_debouncer(QUIET, None, sender).map_err(|error| fault(&error))?;
    for root in roots {
        debouncer.watch(root, RecursiveMode::Recursive).map_err(|error| fault(&error))?;
    }
    session.note("watching for changes; Ctrl-C stops");
    let own = std::fs::canonicalize(index_folder).unwrap_or_else(|_| index_folder.to_owned());
    while !interrupt.load(Ordering::SeqCst) {
        let events = match receiver.recv_timeout(LOOK) {
            Ok(Ok(events)) => events,
            Ok(Err(errors)) => {
                for error in &errors {
                    session.notice(&error.to_string());
                }
                continue;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => continue,
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        };
        // The index may lie under a root: its own files and mere reads do not count as changes.
        let is_news = events
            .iter()
            .filter(|event| !event.kind.is_access())
            .any(|event| event.paths.iter().any(|path| !path.starts_with(&own)));
        if is_news {
            match index() {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) if fault.is_closed_pipe() => return Err(fault),
                Err(fault) => session.notice(&fault.message),
            }
        }
    }
    Ok(())
}
