//! Panics caught at the command: damaged segments can panic inside the engine, and a person should not see a backtrace.

use super::error::CommandError;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

/// Place and message of the first panic of the process.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command; a panic in it, on whatever thread, becomes an error with a hint of what to run.
///
/// # Errors
/// Those of the command, and panics.
pub fn caught(command: impl FnOnce() -> Result<u8, CommandError>) -> Result<u8, CommandError> {
    let verbose = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| info.to_string());
        }
        if verbose {
            usual(info);
        }
    }));
    let outcome = panic::catch_unwind(AssertUnwindSafe(command));
    let _ = panic::take_hook();
    outcome.unwrap_or_else(|_| Err(fault()))
}

fn fault() -> CommandError {
    let said = FIRST.lock().ok().and_then(|mut first| first.take()).unwrap_or_default();
    let said = said.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    CommandError::new("internal", format!("internal error: {said}"))
        .hint("the index may be damaged: run dateline verify, and dateline index --rebuild if it finds faults")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault() {
        let fault = caught(|| panic!("segment 3 is short")).unwrap_err();
        assert!(fault.message.contains("segment 3 is short"), "{fault:?}");
        assert!(fault.hint.unwrap().contains("dateline verify"));
        assert_eq!(fault.exit, 2);
        assert_eq!(caught(|| Ok(1)), Ok(1));
    }
}
