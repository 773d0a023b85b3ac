//! A reader to copy: the made-up format "ledger", one article in three parts.
//!
//! ```text
//! %LEDGER
//! The headline
//! %%
//! The body.
//! ```
//!
//! Not in the table of formats. To add a format: copy this file under the format's name, write `recognises` so that it
//! is true only for what can be nothing else, hand each article to the sink, test with small inputs of your own, and
//! add a row to `FORMATS` before those that take more. The tests in `mod.rs` then hold your reader to what holds for all:
//! no bytes make it panic.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        input::{Head, Input},
        sink::Sink,
    },
};
use crate::article::Record;

/// The reader of ledgers.
pub(super) struct Ledger;

impl Format for Ledger {
    fn name(&self) -> &'static str {
        "ledger"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ledger"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.text.starts_with("%LEDGER\n")
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        // A format of many articles reads from the input piece by piece instead; `text` holds one document at most.
        let text = input.text(None)?;
        let story = text.strip_prefix("%LEDGER\n").and_then(|story| story.split_once("\n%%\n"));
        let Some((title, body)) = story else {
            return Err(ReadError::new(ReadErrorKind::Malformed, "no line %% between headline and body"));
        };
        // The sink cleans the strings, numbers the record and finds the dateline.
        let _ = sink.article(Record { title: title.to_owned(), text: body.to_owned(), ..Record::default() });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    fn read(text: &str) -> Result<Vec<Record>, ReadError> {
        let mut records = Vec::new();
        let mut emit = |found: crate::formats::Found| {
            records.extend(found.record);
            ControlFlow::Continue(())
        };
        let mut bytes = text.as_bytes();
        let mut input = Input::new("a.ledger", &mut bytes, None);
        input.fill_head()?;
        assert!(Ledger.recognises(&input.head()));
        Ledger.read(&mut input, &Options::default(), &mut Sink::new(&mut emit, 0))?;
        Ok(records)
    }

    #[test]
    fn a_ledger_is_read() {
        let records = read("%LEDGER\nThe headline\n%%\nLONDON, Jan 3 (Ledger) - The body.\n").unwrap();
        assert_eq!(records[0].title, "The headline");
        assert_eq!(records[0].dateline.as_ref().unwrap().place.as_deref(), Some("LONDON"));
    }

    #[test]
    fn a_ledger_without_its_line_says_so() {
        assert!(read("%LEDGER\nThe headline").unwrap_err().reason.contains("%%"));
    }
}
