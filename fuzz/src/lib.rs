//! What the fuzz targets share: reads bytes as one format and holds what must be true of whatever comes out.

use dateline::formats::{self, Options};
use std::ops::ControlFlow;

/// Records after which an input counts as read.
const MOST_RECORDS: u64 = 10_000;

/// Reads bytes as a named format, or as what they look like.
///
/// # Panics
/// When a record is not as it should be.
pub fn read(name: &str, format: Option<&str>, bytes: &[u8]) {
    let options = Options { format: format.map(str::to_owned), ..Options::default() };
    let mut next = 0;
    let result = formats::read(name, &mut &*bytes, &options, &mut |found| {
        assert_eq!(found.item, next, "records are numbered without gaps");
        next += 1;
        match found.record {
            Ok(record) => {
                assert!(!record.title.contains(char::is_control), "a control character in a title");
                assert!(!record.title.is_empty() || !record.text.trim().is_empty(), "an empty article");
            }
            Err(error) => assert!(!error.reason.is_empty(), "a fault without a reason"),
        }
        if next < MOST_RECORDS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    if let Err(error) = result {
        assert!(!error.reason.is_empty(), "a fault without a reason");
    }
}

/// Makes a fuzz target of a format.
#[macro_export]
macro_rules! target {
    ($name:literal, $format:expr) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::read($name, $format, bytes));
    };
}
