//! CSV and TSV with a header row of keys: one article a row, streamed.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        encoding,
        input::{Head, Input, LARGEST_DOCUMENT},
        keys::{Fields, Key, Keys},
        sink::Sink,
    },
};
use serde_json::Value;
use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// The reader of CSV, TSV and their kin with semicolons or bars.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "tab"]
    }

    fn recognises(&self, _: &Head<'_>) -> bool {
        // A row of names looks like a line of prose.
        false
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let (encoding, mark) = encoding::detect(input.head().bytes, None);
        let delimiter = delimiter(&input.head());
        let since = Rc::new(Cell::new(0));
        let open_quote = Rc::new(Cell::new(None));
        let quotes = Quotes { delimiter, line: 1, place: Place::Start };
        let mut bounded =
            Bounded { inner: input, since: Rc::clone(&since), quotes, open_quote: Rc::clone(&open_quote) };
        io::copy(&mut (&mut bounded).take(mark as u64), &mut io::sink())?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(bounded);
        let keys = Keys::new(&options.map);
        let mut columns: Option<Vec<Option<(Key, usize)>>> = None;
        let mut row = csv::ByteRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_byte_record(&mut row) {
                Ok(false) => break,
                Ok(true) => since.set(0),
                Err(error) if error.is_io_error() => {
                    let csv::ErrorKind::Io(cause) = error.into_kind() else { continue };
                    return Err(ReadError::from(cause).at(&format!("line {line}")));
                }
                Err(error) => return Err(ReadError::malformed(error).at(&format!("line {line}"))),
            }
            if let Some(line) = open_quote.get() {
                let reason = format!("line {line}: a quote is opened and not closed before the end of the file");
                let _ = sink.failed(ReadError::new(ReadErrorKind::Malformed, reason));
                break;
            }
            let cells = row.iter().map(|cell| encoding::decode_as(cell, encoding).into_owned());
            let Some(columns) = &columns else {
                let found: Vec<_> = cells.map(|name| keys.find(name.trim())).collect();
                let known = |wanted: Key| found.iter().flatten().any(|(key, _)| *key == wanted);
                if !(known(Key::Text) || known(Key::Title)) {
                    let reason = "no column named title or text in the first row; name them with --map title=COLUMN";
                    return Err(ReadError::new(ReadErrorKind::Unsupported, reason));
                }
                columns = Some(found);
                continue;
            };
            let mut fields = Fields::default();
            for (cell, column) in cells.zip(columns) {
                if let Some((key, rank)) = column {
                    fields.put(*key, *rank, Value::String(cell));
                }
            }
            if sink.article(fields.into_record()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The separator that the first line has most of.
fn delimiter(head: &Head<'_>) -> u8 {
    let first = head.text.lines().next().unwrap_or("");
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    // Of equals the last one wins, so the comma is last.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// Bytes with a limit on those read since the last row, looked at for a quote that stays open.
struct Bounded<R> {
    inner: R,
    since: Rc<Cell<usize>>,
    quotes: Quotes,
    /// Set at the end: the line on which a quote was opened that is not closed.
    open_quote: Rc<Cell<Option<u64>>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.quotes.pass(&buffer[..count]);
        if count == 0
            && !buffer.is_empty()
            && let Place::Quoted(line) = self.quotes.place
        {
            self.open_quote.set(Some(line));
        }
        self.since.set(self.since.get() + count);
        if self.since.get() > LARGEST_DOCUMENT {
            let reason = format!("a row over {} MB: is a quote missing?", LARGEST_DOCUMENT >> 20);
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Limit, reason)));
        }
        Ok(count)
    }
}

/// Follows quotes through a table, by the rules of the reader of rows, which does not say whether the last one was closed.
struct Quotes {
    delimiter: u8,
    line: u64,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    /// At the beginning of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// In a cell that was opened by a quote on this line.
    Quoted(u64),
    /// After a quote in such a cell: closed, unless another one follows.
    Closed(u64),
}

impl Quotes {
    fn pass(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.place = match (self.place, byte) {
                (Place::Start, b'"') => Place::Quoted(self.line),
                (Place::Quoted(line), b'"') => Place::Closed(line),
                (Place::Closed(line), b'"') | (Place::Quoted(line), _) => Place::Quoted(line),
                (_, b'\n' | b'\r') => Place::Start,
                (_, byte) if byte == self.delimiter => Place::Start,
                _ => Place::Plain,
            };
            self.line += u64::from(byte == b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, read_all};

    #[test]
    fn rows_are_articles() {
        let rows = articles(
            "a.csv",
            "\u{feff}id,Title,Content,Date,Tags\n1,\"Rain, again\",\"It fell.\n\nAll day.\",2026-01-24,\"a; b\"\n2,Wind,It blew\n",
        );
        assert_eq!((rows[0].title.as_str(), rows[0].text.as_str()), ("Rain, again", "It fell.\n\nAll day."));
        assert_eq!((rows[0].source_id.as_deref(), rows[0].keywords.join("|")), (Some("1"), "a|b".to_owned()));
        assert_eq!(rows[0].published.as_ref().unwrap().day.to_string(), "2026-01-24");
        assert_eq!(rows[1].text, "It blew");
        assert_eq!(articles("a.tsv", "title\ttext\nRain\tIt fell\n")[0].text, "It fell");
        assert_eq!(articles("a.csv", b"title;text\nCaf\xe9;Le caf\xe9 est ferm\xe9\n")[0].text, "Le café est fermé");
    }

    #[test]
    fn other_tables_are_named() {
        let (_, error) = read_all("a.csv", b"x,y\n1,2\n", &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Unsupported);
    }

    #[test]
    fn a_quote_that_stays_open_is_reported_with_its_line() {
        let rows = "title,text\nRain,\"It \"\"fell\"\".\nAll day.\"\n5\" pipe,long\nWind,\"It blew\nSnow,It fell\n";
        let (found, error) = read_all("a.csv", rows.as_bytes(), &Options::default());
        assert_eq!((found.len(), error), (3, None));
        assert_eq!(found[1].record.as_ref().unwrap().title, "5\" pipe");
        let reason = &found[2].record.as_ref().unwrap_err().reason;
        assert_eq!(reason, "line 5: a quote is opened and not closed before the end of the file");
        for closed in ["title,text\nRain,\"It fell\"", "title,text\nRain,It fell", "title\ttext\r\n\"a\"\t\"b,\"\r\n"] {
            let (found, error) = read_all("a.csv", closed.as_bytes(), &Options::default());
            assert!(error.is_none() && found.iter().all(|found| found.record.is_ok()), "{closed:?}");
        }
    }

    #[test]
    fn a_missing_quote_does_not_fill_memory() {
        let mut endless = (&b"title,text\nRain,\""[..]).chain(io::repeat(b'a'));
        let error = crate::formats::read("a.csv", &mut endless, &Options::default(), &mut |_| {
            std::ops::ControlFlow::Continue(())
        })
        .unwrap_err();
        assert_eq!(error.kind, ReadErrorKind::Limit);
    }
}
