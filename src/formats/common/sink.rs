//! Where readers put what they find: numbers the records and makes their strings clean.

use super::{dateline, metadata, mojibake, outlet, whitespace};
use crate::{
    article::Record,
    formats::{Found, ReadError, ReadErrorKind},
};
use std::ops::ControlFlow;

/// The largest text of an article, in bytes.
const LARGEST_TEXT: usize = 32 << 20;

/// Takes the records of one input, also from the inputs inside it, and hands them on with their numbers.
pub struct Sink<'a> {
    emit: &'a mut dyn FnMut(Found) -> ControlFlow<()>,
    next: u64,
    /// Names of the archive entries that are being read, outermost first.
    places: Vec<String>,
    stopped: bool,
    /// Leaves text that was decoded wrongly as it is.
    pub keeps_mojibake: bool,
}

impl<'a> Sink<'a> {
    /// A sink whose first record gets the number `first`.
    pub fn new(emit: &'a mut dyn FnMut(Found) -> ControlFlow<()>, first: u64) -> Self {
        Self { emit, next: first, places: Vec::new(), stopped: false, keeps_mojibake: false }
    }

    /// The number that the next record gets.
    pub fn next_item(&self) -> u64 {
        self.next
    }

    /// Names the entry of an archive whose records come next.
    pub fn enter(&mut self, name: &str) {
        self.places.push(whitespace::line(name));
    }

    /// Ends the entry that was entered last.
    pub fn leave(&mut self) {
        self.places.pop();
    }

    /// Says whether the receiver wants more.
    pub fn flow(&self) -> ControlFlow<()> {
        if self.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Hands on an article, its text made clean.
    pub fn article(&mut self, mut record: Record) -> ControlFlow<()> {
        record.mended = !self.keeps_mojibake && mojibake::mend_record(&mut record);
        record.text = whitespace::body(&record.text);
        self.verbatim(record, None)
    }

    /// Hands on an article whose text stays as it is, to the byte.
    pub fn verbatim(&mut self, mut record: Record, offset: Option<u64>) -> ControlFlow<()> {
        if record.text.len() > LARGEST_TEXT {
            let reason = format!("a text over {} MB is no article: split it", LARGEST_TEXT >> 20);
            return self.put(Err(ReadError::new(ReadErrorKind::Limit, reason)), offset);
        }
        tidy(&mut record);
        if record.text.trim().is_empty() && record.title.is_empty() {
            return self.put(Err(ReadError::new(ReadErrorKind::Empty, "no title and no text")), offset);
        }
        if record.dateline.is_none() {
            record.dateline = dateline::find(&record.text);
        }
        self.put(Ok(record), offset)
    }

    /// Hands on a record that could not be read.
    pub fn failed(&mut self, error: ReadError) -> ControlFlow<()> {
        self.put(Err(error), None)
    }

    /// Hands on a record that could not be read, with the place to resume after it.
    pub fn failed_at(&mut self, error: ReadError, offset: u64) -> ControlFlow<()> {
        self.put(Err(error), Some(offset))
    }

    fn put(&mut self, record: Result<Record, ReadError>, offset: Option<u64>) -> ControlFlow<()> {
        if self.stopped {
            return ControlFlow::Break(());
        }
        let item = self.next;
        self.next += 1;
        let found = if self.places.is_empty() {
            Found { item, offset, record }
        } else {
            // An archive cannot be resumed in the middle.
            Found { item, offset: None, record: record.map_err(|error| error.at(&self.places.join(": "))) }
        };
        let flow = (self.emit)(found);
        self.stopped = flow.is_break();
        flow
    }
}

/// Brings everything but the text to one line without control characters, and drops what is then empty.
fn tidy(record: &mut Record) {
    let lines = |value: &mut Option<String>| {
        *value = value.take().map(|value| whitespace::line(&value)).filter(|value| !value.is_empty());
    };
    record.title = whitespace::line(&record.title);
    lines(&mut record.source_id);
    lines(&mut record.url);
    record.source =
        record.source.take().map(|source| whitespace::line(&outlet::name(&source))).filter(|source| !source.is_empty());
    if record.source.is_none() {
        record.source = record.url.as_deref().and_then(outlet::of_address);
    }
    lines(&mut record.section);
    for list in [&mut record.authors, &mut record.keywords] {
        let mut kept: Vec<String> = Vec::with_capacity(list.len());
        for value in list.drain(..).map(|value| whitespace::line(&value)) {
            if !value.is_empty() && !kept.contains(&value) {
                kept.push(value);
            }
        }
        *list = kept;
    }
    record.language = record.language.take().and_then(|code| metadata::language(&code));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_measure_is_refused() {
        let mut kinds = Vec::new();
        let mut emit = |found: Found| {
            kinds.push(found.record.map(|_| ()).map_err(|error| error.kind));
            ControlFlow::Continue(())
        };
        let mut sink = Sink::new(&mut emit, 0);
        for length in [LARGEST_TEXT, LARGEST_TEXT + 1] {
            let _ = sink.verbatim(Record { text: "a".repeat(length), ..Record::default() }, None);
        }
        assert_eq!(kinds, [Ok(()), Err(ReadErrorKind::Limit)]);
    }

    #[test]
    fn strings_come_out_clean_and_numbered() {
        let mut found = Vec::new();
        let mut emit = |record: Found| {
            found.push(record);
            ControlFlow::Continue(())
        };
        let mut sink = Sink::new(&mut emit, 3);
        let record = Record {
            title: " A\n title\u{1b}[31m ".to_owned(),
            authors: vec!["A  B".to_owned(), String::new(), "A B".to_owned()],
            section: Some(" ".to_owned()),
            language: Some("en-US".to_owned()),
            text: "One.\r\n\r\nTwo.\u{7}\n".to_owned(),
            ..Record::default()
        };
        assert!(sink.article(record).is_continue());
        assert!(sink.article(Record::default()).is_continue());
        assert_eq!((found[0].item, found[1].item), (3, 4));
        let record = found[0].record.as_ref().unwrap();
        assert_eq!(record.title, "A title[31m");
        assert_eq!(record.authors, ["A B"]);
        assert_eq!(record.section, None);
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(record.text, "One.\n\nTwo.");
        assert_eq!(found[1].record.as_ref().unwrap_err().kind, ReadErrorKind::Empty);
    }
}
