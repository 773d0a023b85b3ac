//! Writes rows as JSON, JSON lines, CSV or TSV, one at a time.

use super::{Cell, Row, SCHEMA_VERSION, sanitize};
use crate::search::choice;
use std::io::{self, Write};

choice! { "format",
    /// The machine formats.
    Format {
        /// One object with the rows in a list.
        Json = "json", "One object";
        /// One object a line.
        Jsonl = "jsonl", "One object a line";
        /// Comma-separated values with a head line.
        Csv = "csv", "Comma-separated values";
        /// Tab-separated values with a head line.
        Tsv = "tsv", "Tab-separated values";
    }
}

impl Format {
    /// True of a table, which has cells instead of nested records.
    #[must_use]
    pub fn is_table(self) -> bool {
        match self {
            Self::Json | Self::Jsonl => false,
            Self::Csv | Self::Tsv => true,
        }
    }
}

/// How the cells of a table are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cells {
    /// Text that a spreadsheet takes for a formula stays as it is; else an apostrophe goes before it, as OWASP advises
    /// (<https://owasp.org/www-community/attacks/CSV_Injection>).
    pub formulas: bool,
    /// Control characters stay as they are; else they are made visible.
    pub controls: bool,
}

impl Cells {
    /// The text of a cell.
    fn text(self, cell: &Cell) -> String {
        let mut text = cell.flat();
        let is_text = matches!(cell, Cell::Text(_) | Cell::List(_) | Cell::Object(_));
        if is_text && !self.formulas && text.starts_with(FORMULA) {
            text.insert(0, '\'');
        }
        if self.controls { text } else { sanitize::lines(&text).into_owned() }
    }
}

/// What a formula begins with, and what a spreadsheet passes over before it.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A listing being written.
pub struct Listing<'a> {
    out: &'a mut dyn Write,
    format: Format,
    cells: Cells,
    /// Fields that surround the rows in JSON, and the name of the list.
    envelope: Row,
    name: &'static str,
    /// Columns, known from the first row.
    columns: Vec<&'static str>,
    written: usize,
}

impl<'a> Listing<'a> {
    /// Begins a listing; `envelope` and `name` are used by [`Format::Json`] only: `{envelope..., "name": [rows]}`.
    pub fn new(out: &'a mut dyn Write, format: Format, cells: Cells, envelope: Row, name: &'static str) -> Self {
        Self { out, format, cells, envelope, name, columns: Vec::new(), written: 0 }
    }

    /// Writes a single row, in JSON as an object by itself.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn single(out: &'a mut dyn Write, format: Format, cells: Cells, row: &Row) -> io::Result<()> {
        let format = if format == Format::Json { Format::Jsonl } else { format };
        let mut listing = Self::new(out, format, cells, Row::default(), "");
        listing.row(row)?;
        listing.finish()
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        match self.format {
            Format::Json => {
                if self.written == 0 {
                    self.open_json()?;
                }
                let separator = if self.written == 0 { "\n    " } else { ",\n    " };
                let json = serde_json::to_string_pretty(row)?.replace('\n', "\n    ");
                write!(self.out, "{separator}{}", sanitize::json(&json))?;
            }
            Format::Jsonl => writeln!(self.out, "{}", sanitize::json(&serde_json::to_string(row)?))?,
            Format::Csv | Format::Tsv => {
                if self.written == 0 {
                    self.columns =
                        row.0.iter().map(|(name, _)| *name).filter(|name| *name != "schema_version").collect();
                    self.record(self.columns.clone().into_iter().map(str::to_owned))?;
                }
                let cells: Vec<_> = self
                    .columns
                    .iter()
                    .map(|name| row.get(name).map(|cell| self.cells.text(cell)).unwrap_or_default())
                    .collect();
                self.record(cells.into_iter())?;
            }
        }
        self.written += 1;
        Ok(())
    }

    /// Names the columns of a table without rows.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn header(&mut self, columns: &[&'static str]) -> io::Result<()> {
        match self.format {
            Format::Csv | Format::Tsv => {
                let columns = columns.iter().filter(|name| **name != "schema_version");
                self.record(columns.map(|name| (*name).to_owned()))
            }
            Format::Json | Format::Jsonl => Ok(()),
        }
    }

    /// Ends the listing.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        if self.format == Format::Json {
            let empty = self.written == 0;
            if empty {
                self.open_json()?;
            }
            writeln!(self.out, "{}]\n}}", if empty { "" } else { "\n  " })?;
        }
        Ok(())
    }

    fn open_json(&mut self) -> io::Result<()> {
        write!(self.out, "{{\n  \"schema_version\": {SCHEMA_VERSION},")?;
        for (name, value) in &self.envelope.0 {
            let json = serde_json::to_string(value)?;
            write!(self.out, "\n  \"{name}\": {},", sanitize::json(&json))?;
        }
        write!(self.out, "\n  \"{}\": [", self.name)
    }

    fn record(&mut self, cells: impl Iterator<Item = String>) -> io::Result<()> {
        let delimiter = if self.format == Format::Tsv { b'\t' } else { b',' };
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(cells).map_err(io::Error::other)?;
        self.out.write_all(&writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(format: Format, rows: &[Row]) -> String {
        let mut out = Vec::new();
        let mut listing = Listing::new(&mut out, format, Cells::default(), Row::default().with("total", 2_u64), "rows");
        for row in rows {
            listing.row(row).unwrap();
        }
        listing.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    fn rows() -> Vec<Row> {
        let people: Cell = ["Ann Smith", "Bo"].into_iter().collect();
        vec![
            Row::default().with("schema_version", 1_u64).with("title", "A \"b\", c\nd\u{1b}").with("people", people),
            Row::default().with("schema_version", 1_u64).with("title", "E\tf").with("people", Cell::List(Vec::new())),
        ]
    }

    #[test]
    fn each_format() {
        insta::assert_snapshot!(listed(Format::Csv, &rows()), @r#"
        title,people
        "A ""b"", c
        d␛",Ann Smith; Bo
        E	f,
        "#);
        insta::assert_snapshot!(listed(Format::Jsonl, &rows()), @r#"
        {"schema_version":1,"title":"A \"b\", c\nd\u001b","people":["Ann Smith","Bo"]}
        {"schema_version":1,"title":"E\tf","people":[]}
        "#);
        let json: serde_json::Value = serde_json::from_str(&listed(Format::Json, &rows())).unwrap();
        assert_eq!((json["total"].as_u64(), json["rows"][1]["title"].as_str()), (Some(2), Some("E\tf")));
        assert!(listed(Format::Tsv, &rows()).contains("\"E\tf\"\t"));
    }

    #[test]
    fn no_cell_is_a_formula_unless_wanted_raw() {
        let written = |cells: Cells| {
            let mut out = Vec::new();
            let mut listing = Listing::new(&mut out, Format::Csv, cells, Row::default(), "rows");
            for text in ["=1+1", "+1", "-5 degrees", "@home", "＝1", "plain - text", "bell\u{7}"] {
                listing.row(&Row::default().with("text", text).with("score", -1.5_f32)).unwrap();
            }
            listing.finish().unwrap();
            String::from_utf8(out).unwrap()
        };
        insta::assert_snapshot!(written(Cells::default()), @r"
        text,score
        '=1+1,-1.5
        '+1,-1.5
        '-5 degrees,-1.5
        '@home,-1.5
        '＝1,-1.5
        plain - text,-1.5
        bell␇,-1.5
        ");
        let raw = written(Cells { formulas: true, controls: true });
        assert!(raw.contains("\n=1+1,") && raw.contains("bell\u{7}"), "{raw}");
    }

    #[test]
    fn an_empty_listing_is_still_json() {
        let json: serde_json::Value = serde_json::from_str(&listed(Format::Json, &[])).unwrap();
        assert_eq!(json["rows"].as_array().map(Vec::len), Some(0));
        assert_eq!(listed(Format::Csv, &[]), "");
    }
}
