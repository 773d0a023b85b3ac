//! Faults that tests inject: the process ends, or the disk is full, at a chosen step of writing an index.
//!
//! `DATELINE_FAULT` names what happens, at which of the steps that match, and optionally a part of their names: `KILL 7` is a
//! SIGKILL at the seventh step, `TERM 1 replace meta.json` a SIGTERM before `meta.json` is first replaced, `FULL 2 finish` a full
//! disk when the second file is to be completed; several are joined by `;`. `DATELINE_FAULT_LOG` names a file that the steps are written to. Only
//! programs built for debugging, as tests are, know of this; in others a step is nothing.

use std::{io, path::Path};

/// A step of writing; the name is that of a file.
///
/// # Errors
/// The fault that is to happen here.
#[cfg(not(debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "there are faults when debugging")]
pub(super) fn step(_: &str, _: &Path) -> io::Result<()> {
    Ok(())
}

/// A step of writing; the name is that of a file.
///
/// # Errors
/// The fault that is to happen here.
#[cfg(debug_assertions)]
pub(super) fn step(verb: &str, path: &Path) -> io::Result<()> {
    use std::sync::{LazyLock, Mutex};
    static PLANNED: LazyLock<Mutex<Vec<Fault>>> = LazyLock::new(|| {
        let planned = std::env::var("DATELINE_FAULT").unwrap_or_default();
        let planned = planned.split(';').filter(|text| !text.is_empty());
        Mutex::new(planned.map(|text| Fault::parse(text).expect("DATELINE_FAULT is WHAT COUNT [STEP]")).collect())
    });
    static LOG: LazyLock<Option<std::path::PathBuf>> =
        LazyLock::new(|| std::env::var_os("DATELINE_FAULT_LOG").map(Into::into));
    let name = format!("{verb} {}", path.file_name().unwrap_or_default().to_string_lossy());
    if let Some(log) = LOG.as_ref() {
        use io::Write;
        let mut log = std::fs::File::options().create(true).append(true).open(log)?;
        log.write_all(format!("{name}\n").as_bytes())?;
    }
    let mut planned = PLANNED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    planned.iter_mut().try_for_each(|fault| fault.at(&name))
}

/// What is to happen, and when.
#[cfg(debug_assertions)]
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    what: What,
    /// Steps that still go well, and the one at which it happens.
    left: usize,
    step: String,
}

#[cfg(debug_assertions)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Signal(i32),
    FullDisk,
}

#[cfg(debug_assertions)]
impl Fault {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        let what = match parts.next()? {
            "FULL" => What::FullDisk,
            #[cfg(unix)]
            "KILL" => What::Signal(signal_hook::consts::SIGKILL),
            #[cfg(unix)]
            "HUP" => What::Signal(signal_hook::consts::SIGHUP),
            "TERM" => What::Signal(signal_hook::consts::SIGTERM),
            "INT" => What::Signal(signal_hook::consts::SIGINT),
            _ => return None,
        };
        let left = parts.next()?.parse().ok()?;
        Some(Self { what, left, step: parts.next().unwrap_or_default().to_owned() })
    }

    fn at(&mut self, name: &str) -> io::Result<()> {
        if self.left == 0 || !name.contains(&self.step) {
            return Ok(());
        }
        self.left -= 1;
        match self.what {
            _ if self.left > 0 => Ok(()),
            What::Signal(signal) => signal_hook::low_level::raise(signal),
            // A full disk stays full.
            What::FullDisk => {
                self.left = 1;
                Err(io::Error::from(io::ErrorKind::StorageFull))
            }
        }
    }
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_at_its_step() {
        let mut fault = Fault::parse("FULL 2 finish").unwrap();
        let steps = ["open a", "finish a", "open b", "finish b", "finish c"];
        let went_well: Vec<_> = steps.iter().map(|step| fault.at(step).is_ok()).collect();
        assert_eq!(went_well, [true, true, true, false, false]);
        assert_eq!(Fault::parse("KILL"), None);
        assert_eq!(Fault::parse("BURN 1"), None);
    }
}
