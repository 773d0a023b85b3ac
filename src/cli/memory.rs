//! How Linux gives the program memory: in how large pages, and how much of it.
//!
//! Huge pages save a twentieth of the time of a run that reads much. A query or a small update touches little of each, and the
//! kernel clears all of it: a third of the time of an update of one file among 40,000.

use super::error::CommandError;
use crate::output::bytes;
use std::{fs, sync::Once};

/// Address space that any command needs, besides the index, which it maps.
pub const LEAST: u64 = 128 << 20;
/// Address space that indexing needs, which may take as much memory.
pub const OF_INDEXING: u64 = 1 << 30;

/// Refuses to begin where the address space is limited to less (`ulimit -v`): memory and threads would be missing in the middle.
///
/// # Errors
/// When it is.
pub fn check_limit(needed: u64) -> Result<(), CommandError> {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let Some(limit) = limit_of(&limits).filter(|limit| *limit < needed) else { return Ok(()) };
    let message = format!("the address space is limited to {}, and {} are needed", bytes(limit), bytes(needed));
    Err(CommandError::new("memory", message).hint("raise the limit: ulimit -v unlimited"))
}

/// The limit that is in force, in bytes, of a table as in `/proc/self/limits`.
fn limit_of(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_in_force_is_found() {
        let limits = |soft: &str| {
            format!("Limit  Soft Limit  Hard Limit  Units\nMax address space         {soft}   unlimited    bytes\n")
        };
        assert_eq!(limit_of(&limits("153600000")), Some(153_600_000));
        assert_eq!(limit_of(&limits("unlimited")), None);
        assert_eq!(limit_of(""), None);
    }
}
