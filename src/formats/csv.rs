//! CSV and TSV with a header row of keys: one article a row, streamed.

mod swallowed;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        days::{self, Reading},
        encoding,
        input::{Head, Input, LARGEST_DOCUMENT},
        keys::{Fields, Key, Keys},
        metadata,
        sink::Sink,
    },
};
use crate::article::{Day, Record};
use serde_json::Value;
use std::{
    cell::Cell,
    collections::VecDeque,
    io::{self, Read},
    ops::ControlFlow,
    rc::Rc,
};
use swallowed::Swallowed;

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
        let mut waiting = Waiting::default();
        let mut doubts = Doubts::default();
        loop {
            let line = reader.position().line();
            match reader.read_byte_record(&mut row) {
                Ok(false) => break,
                Ok(true) => since.set(0),
                Err(error) => {
                    let _ = waiting.end(sink);
                    return Err(fault(error).at(&format!("line {line}")));
                }
            }
            if let Some(line) = open_quote.get() {
                let reason = format!("line {line}: a quote is opened and not closed before the end of the file");
                if waiting.end(sink).is_continue() {
                    let _ = sink.failed(ReadError::new(ReadErrorKind::Malformed, reason));
                }
                return Ok(());
            }
            let cells = row.iter().map(|cell| encoding::decode_as(cell, encoding).into_owned());
            let Some(columns) = &columns else {
                columns = Some(columns_of(cells, &keys)?);
                continue;
            };
            let mut fields = Fields::default();
            let cells: Vec<String> = cells.collect();
            doubts.look(&cells, line, &Swallowed::new(delimiter, columns));
            for (cell, column) in cells.into_iter().zip(columns) {
                if let Some((key, rank)) = column {
                    fields.put(*key, *rank, Value::String(cell));
                }
            }
            let date = fields.date().unwrap_or_default();
            if waiting.put(fields.into_record(), &date, sink).is_break() {
                return Ok(());
            }
        }
        if waiting.end(sink).is_continue() {
            doubts.report(sink);
        }
        Ok(())
    }
}

/// What the library says of a row, as a fault of the input.
fn fault(error: csv::Error) -> ReadError {
    if !error.is_io_error() {
        return ReadError::malformed(error);
    }
    let csv::ErrorKind::Io(cause) = error.into_kind() else {
        return ReadError::new(ReadErrorKind::Io, "a row cannot be read");
    };
    ReadError::from(cause)
}

/// What the columns of a table hold, by their names in its first row.
fn columns_of(names: impl Iterator<Item = String>, keys: &Keys) -> Result<Vec<Option<(Key, usize)>>, ReadError> {
    let found: Vec<_> = names.map(|name| keys.find(name.trim())).collect();
    let known = |wanted: Key| found.iter().flatten().any(|(key, _)| *key == wanted);
    if !(known(Key::Text) || known(Key::Title)) {
        let reason = "no column named title or text in the first row; name them with --map title=COLUMN";
        return Err(ReadError::new(ReadErrorKind::Unsupported, reason));
    }
    Ok(found)
}

/// Lines of cells that hold what look like further rows, at most.
const MOST_DOUBTS: usize = 100;

/// The lines on which such cells begin.
#[derive(Default)]
struct Doubts(Vec<u64>);

impl Doubts {
    /// Looks at a row that begins on a line.
    fn look(&mut self, row: &[String], line: u64, swallowed: &Swallowed) {
        if self.0.len() < MOST_DOUBTS
            && let Some(before) = swallowed.find(row)
        {
            self.0.push(line + before);
        }
    }

    fn report(&self, sink: &mut Sink<'_>) {
        for line in &self.0 {
            let reason = format!(
                "line {line}: the quote that is opened here is closed in a later row: the rows between are a part of this one"
            );
            if sink.failed(ReadError::new(ReadErrorKind::Malformed, reason)).is_break() {
                return;
            }
        }
    }
}

/// Rows that wait, at most, and bytes of their texts.
const MOST_WAITING: (usize, usize) = (5_000, 32 << 20);

/// Which of day and month a column of dates has first.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Day,
    Month,
}

/// Rows whose date may be read two ways wait until another row of the column settles it.
#[derive(Default)]
struct Waiting {
    /// Articles with the two days that each may be of.
    rows: VecDeque<(Record, Option<(Day, Day)>)>,
    bytes: usize,
    order: Option<Order>,
    /// True once both orders were seen, or too many rows waited.
    given_up: bool,
}

impl Waiting {
    /// Takes a row with the text of its date, and hands on what need not wait.
    fn put(&mut self, record: Record, date: &str, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let date = date.trim();
        let reading = if record.published.is_none() { days::only(date) } else { None };
        let either = if let Some(Reading::Either { day_first, month_first }) = reading {
            Some((day_first, month_first))
        } else {
            self.learn(date);
            None
        };
        self.bytes += record.text.len();
        self.rows.push_back((record, either));
        self.given_up |= self.rows.len() > MOST_WAITING.0 || self.bytes > MOST_WAITING.1;
        let waits = self.order.is_none() && !self.given_up && self.rows.iter().any(|(_, either)| either.is_some());
        if waits { ControlFlow::Continue(()) } else { self.end(sink) }
    }

    /// Learns the order from a date that can be read one way only.
    fn learn(&mut self, date: &str) {
        let mut parts = date.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or(0));
        let parted = date.contains(['/', '-']);
        let (Some(first @ 1..=31), Some(second @ 1..=31)) = (parts.next(), parts.next()) else { return };
        let order = match (first > 12, second > 12) {
            (true, false) if parted => Order::Day,
            (false, true) if parted => Order::Month,
            _ => return,
        };
        self.given_up |= self.order.is_some_and(|known| known != order);
        self.order = Some(order);
    }

    /// Hands on all rows.
    fn end(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        self.bytes = 0;
        let order = self.order.filter(|_| !self.given_up);
        while let Some((mut record, either)) = self.rows.pop_front() {
            if let (Some((day_first, month_first)), Some(order)) = (either, order) {
                record.published = Some(metadata::of_day(if order == Order::Day { day_first } else { month_first }));
            }
            sink.article(record)?;
        }
        ControlFlow::Continue(())
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
    fn the_column_settles_which_of_day_and_month_is_first() {
        let days = |dates: &[&str]| -> Vec<Option<String>> {
            let rows: String = dates.iter().map(|date| format!("T,Rain.,{date}\n")).collect();
            let records = articles("a.csv", format!("title,text,date\n{rows}"));
            records.into_iter().map(|record| record.published.map(|published| published.day.to_string())).collect()
        };
        let some = |day: &str| Some(day.to_owned());
        assert_eq!(
            days(&["05/03/2024", "25/03/2024", "01/02/2024"]),
            [some("2024-03-05"), some("2024-03-25"), some("2024-02-01")]
        );
        assert_eq!(days(&["03/05/2024", "", "03/25/2024"]), [some("2024-03-05"), None, some("2024-03-25")]);
        assert_eq!(days(&["05/03/2024 10:00", "25/03/2024 11:00"])[0], some("2024-03-05"));
        // Nothing settles it, or the rows contradict each other.
        assert_eq!(days(&["05/03/2024", "01/02/2024"]), [None, None]);
        assert_eq!(days(&["13/03/2024", "03/13/2024", "01/02/2024"])[2], None);
    }

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
