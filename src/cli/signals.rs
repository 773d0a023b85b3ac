//! Signals that end a run in order: what was read is committed, and the exit code tells them apart. A second one ends the
//! process at once, which loses only what was not committed.
//!
//! Ctrl-C (INT, exit code 130), TERM (143) and, on Unix, HUP (129). What was ignored when the process began stays ignored, as
//! `nohup` wants it; Linux alone says what that is.

use signal_hook::{consts, flag};
use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// Exit code after an interrupt (128 + SIGINT).
pub const INTERRUPTED: u8 = 130;

#[cfg(unix)]
const ENDING: &[i32] = &[consts::SIGINT, consts::SIGTERM, consts::SIGHUP];
#[cfg(not(unix))]
const ENDING: &[i32] = &[consts::SIGINT, consts::SIGTERM];

/// What has come, for this process.
static RECEIVED: LazyLock<Received> = LazyLock::new(Received::watch);

struct Received {
    interrupt: Arc<AtomicBool>,
    /// Number of the signal, 0 before one has come.
    signal: Arc<AtomicUsize>,
}

impl Received {
    fn watch() -> Self {
        let received = Self { interrupt: Arc::default(), signal: Arc::default() };
        let ignored = ignored();
        for &signal in ENDING.iter().filter(|signal| !is_in(ignored, **signal)) {
            // In this order: the second signal finds what the first one has set. Where a signal cannot be watched, it ends the
            // process as usual.
            let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&received.interrupt))
                .and_then(|_| flag::register_usize(signal, Arc::clone(&received.signal), signal as usize))
                .and_then(|_| flag::register(signal, Arc::clone(&received.interrupt)));
        }
        received
    }
}

/// True once the run is to end; from the first call on, signals are watched.
pub fn interrupt() -> Arc<AtomicBool> {
    Arc::clone(&RECEIVED.interrupt)
}

/// The signal that has come.
pub fn received() -> Option<u8> {
    let signal = RECEIVED.signal.load(Ordering::SeqCst);
    u8::try_from(signal).ok().filter(|signal| *signal > 0)
}

/// Exit code of a run that a signal ended.
pub fn exit_code() -> u8 {
    received().map_or(INTERRUPTED, |signal| 128 + signal)
}

/// The signals that this process ignores, one bit each.
fn ignored() -> u64 {
    std::fs::read_to_string("/proc/self/status").ok().and_then(|status| ignored_of(&status)).unwrap_or_default()
}

fn ignored_of(status: &str) -> Option<u64> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

fn is_in(signals: u64, signal: i32) -> bool {
    signals >> (signal - 1) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_bits() {
        let ignored = ignored_of("Name:\tdateline\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n").unwrap();
        assert!(is_in(ignored, 1) && is_in(ignored, 13) && !is_in(ignored, 2) && !is_in(ignored, 15));
        assert_eq!(ignored_of("Name:\tdateline\n"), None);
    }
}
