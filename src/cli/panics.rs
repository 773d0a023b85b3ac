//! Panics caught at the command: damaged segments can panic inside the engine, and a person should see which file is damaged
//! instead of a backtrace.

use super::error::{CommandError, ERROR};
use crate::index::{IndexError, damaged_files};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::thread;

/// Place and message of the first panic of the process.
static FIRST: Mutex<Option<String>> = Mutex::new(None);
/// The index that this process works with.
static INDEX: OnceLock<PathBuf> = OnceLock::new();
/// The engine's thread that commits: were a panic in it let go on, the process would be aborted.
const COMMITTING: &str = "segment_updater";

/// Says which index is to be checked when something goes wrong.
pub fn watch(index: &Path) {
    INDEX.get_or_init(|| index.to_owned());
}

/// Runs a command; a panic in it, on whatever thread, becomes an error with a hint of what to run. Where the command cannot go
/// on to its end, the error is presented and the process ends.
///
/// # Errors
/// Those of the command, and panics.
pub fn caught(
    command: impl FnOnce() -> Result<u8, CommandError>,
    present: impl Fn(&CommandError) + Send + Sync + 'static,
) -> Result<u8, CommandError> {
    let verbose = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| info.to_string());
        }
        if verbose {
            usual(info);
        }
        if thread::current().name() == Some(COMMITTING) {
            present(&fault());
            std::process::exit(i32::from(ERROR));
        }
    }));
    let outcome = panic::catch_unwind(AssertUnwindSafe(command));
    let outcome = match outcome {
        Ok(Err(fault)) if fault.code == "damaged" => Err(damage().unwrap_or(fault)),
        Ok(outcome) => outcome,
        Err(_) => Err(fault()),
    };
    let _ = panic::take_hook();
    outcome
}

fn fault() -> CommandError {
    if let Some(damage) = damage() {
        return damage;
    }
    let said = FIRST.lock().ok().and_then(|mut first| first.take()).unwrap_or_default();
    let said = said.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    CommandError::new("internal", format!("internal error: {said}"))
        .hint("the index may be damaged: run dateline verify, and dateline index --rebuild if it finds faults")
}

/// The error of the first file of the index that is damaged. It is looked for on another thread, since the engine may panic
/// again.
fn damage() -> Option<CommandError> {
    let folder = INDEX.get()?;
    let look = || match damaged_files(folder) {
        Ok(files) => files.first().map(|file| IndexError::damaged_file(folder, file).into()),
        Err(error @ IndexError::Damaged { .. }) => Some(error.into()),
        Err(_) => None,
    };
    thread::scope(|scope| scope.spawn(look).join().ok().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault() {
        let fault = caught(|| panic!("segment 3 is short"), |_| ()).unwrap_err();
        assert!(fault.message.contains("segment 3 is short"), "{fault:?}");
        assert!(fault.hint.unwrap().contains("dateline verify"));
        assert_eq!(fault.exit, 2);
        assert_eq!(caught(|| Ok(1), |_| ()), Ok(1));
    }
}
