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
        let mut bounded = Bounded { inner: input, since: Rc::clone(&since) };
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

/// Bytes with a limit on those read since the last row.
struct Bounded<R> {
    inner: R,
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.since.set(self.since.get() + count);
        if self.since.get() > LARGEST_DOCUMENT {
            let reason = format!("a row over {} MB: is a quote missing?", LARGEST_DOCUMENT >> 20);
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Limit, reason)));
        }
        Ok(count)
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
    fn a_missing_quote_does_not_fill_memory() {
        let mut endless = (&b"title,text\nRain,\""[..]).chain(io::repeat(b'a'));
        let error = crate::formats::read("a.csv", &mut endless, &Options::default(), &mut |_| {
            std::ops::ControlFlow::Continue(())
        })
        .unwrap_err();
        assert_eq!(error.kind, ReadErrorKind::Limit);
    }
}
