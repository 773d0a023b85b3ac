//! Tar archives, read entry by entry.

use super::{check_count, is_housekeeping, read_entry};
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
        for (at, entry) in archive.entries()?.enumerate() {
            let mut entry = entry.map_err(|error| ReadError::from(error).at(&format!("entry {at}")))?;
            check_count(at)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if entry.header().entry_type().is_file()
                && !is_housekeeping(&name)
                && read_entry(&name, &mut entry, options, sink, depth, &outermost).is_break()
            {
                break;
            }
        }
        Ok(())
    }
}
