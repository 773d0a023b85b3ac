//! Tar archives, read entry by entry.

use super::{Entries, check_count, is_housekeeping};
use crate::formats::{
    Format, Options, ReadError,
    common::{
        expansion,
        input::{Head, Input},
        sink::Sink,
    },
};

/// The reader of tar archives.
pub struct Tar;

impl Format for Tar {
    fn name(&self) -> &'static str {
        "tar"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tar"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.get(257..262) == Some(b"ustar")
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let (outermost, depth) = expansion::deeper(input)?;
        let mut archive = ::tar::Archive::new(input);
        let mut entries = Entries::new(options, depth, &outermost);
        let mut outcome = Ok(());
        for (at, entry) in archive.entries()?.enumerate() {
            let mut entry = match entry {
                Ok(entry) => entry,
                // What stands before the fault is read.
                Err(error) => {
                    outcome = Err(ReadError::from(error).at(&format!("entry {at}")));
                    break;
                }
            };
            check_count(at)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if entry.header().entry_type().is_file()
                && !is_housekeeping(&name)
                && entries.read(&name, &mut entry, sink).is_break()
            {
                return Ok(());
            }
        }
        let _ = entries.finish(sink);
        outcome
    }
}
