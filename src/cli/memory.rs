//! How Linux gives the program memory: in how large pages, and how much of it.
//!
//! Huge pages save a twentieth of the time of a run that reads much. A query or a small update touches little of each, and the
//! kernel clears all of it: a third of the time of an update of one file among 40,000.

use super::error::CommandError;
use crate::output::bytes;
use std::sync::Once;

/// Address space that any command needs, besides the index, which it maps.
pub const LEAST: u64 = 128 << 20;
/// Address space that indexing needs, which may take as much memory.
pub const OF_INDEXING: u64 = 1 << 30;

/// Refuses to begin where the address space is limited to less (`ulimit -v`): memory and threads would be missing in the middle.
///
/// # Errors
/// When it is.
pub fn check_limit(needed: u64) -> Result<(), CommandError> {
    let Some(limit) = limit().filter(|limit| *limit < needed) else { return Ok(()) };
    let message = format!("the address space is limited to {}, and {} are needed", bytes(limit), bytes(needed));
    Err(CommandError::new("memory", message).hint("raise the limit: ulimit -v unlimited"))
}

/// Address space below which not even an error can be put together.
const TO_START: u64 = 96 << 20;
const REFUSAL: &[u8] = b"error: the address space is limited to less than 96 MiB, and 128 MiB are needed\n\
    hint: raise the limit: ulimit -v unlimited\n";

/// As [`check_limit`] at the very start of the process, where the allocator may have nothing left to give: true where it is to end,
/// which standard error says by then.
pub fn refuses_to_start() -> bool {
    let is_too_little = limit().is_some_and(|limit| limit < TO_START);
    #[cfg(target_os = "linux")]
    if is_too_little {
        let _ = rustix::io::write(std::io::stderr(), REFUSAL);
    }
    is_too_little
}

/// The limit that is in force, in bytes.
fn limit() -> Option<u64> {
    #[cfg(target_os = "linux")]
    return rustix::process::getrlimit(rustix::process::Resource::As).current;
    #[cfg(not(target_os = "linux"))]
    None
}

/// Asks for small pages from now on.
pub fn small_pages() {
    huge_pages(false);
}

/// Asks for huge pages from now on; only the first call does something.
pub fn large_pages() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| huge_pages(true));
}

/// Where the system knows no such choice, it stays as it is.
fn huge_pages(wanted: bool) {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(!wanted);
    #[cfg(not(target_os = "linux"))]
    let _ = wanted;
}
