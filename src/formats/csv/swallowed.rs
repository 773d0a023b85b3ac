//! Rows that a cell of a table swallowed: a quote that stays open is closed by the quote of a later row, and all rows between
//! become a part of its text.
//!
//! Bodies of several paragraphs, with commas and lists, look much like it. So a line in a cell counts as a row only where each of its
//! cells looks like that of its column, and where no separator is followed by a space, as commas of prose are.

use crate::formats::common::keys::Key;
use crate::temporal;

/// Finds rows inside cells.
pub(super) struct Swallowed {
    delimiter: char,
    /// Of each column, whether its cells are single words.
    are_words: Vec<bool>,
}

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Empty,
    Figures,
    Date,
    Address,
    Word,
    Prose,
}

impl Shape {
    fn of(cell: &str) -> Self {
        let cell = cell.trim();
        if cell.is_empty() {
            Self::Empty
        } else if cell.chars().all(|c| c.is_ascii_digit()) {
            Self::Figures
        } else if cell.starts_with("http://") || cell.starts_with("https://") {
            Self::Address
        } else if cell.contains(|c: char| c.is_ascii_digit()) && temporal::parse_timestamp(cell).is_some() {
            Self::Date
        } else if cell.contains(char::is_whitespace) {
            Self::Prose
        } else {
            Self::Word
        }
    }

    /// True of a cell that may stand under another one.
    fn fits(self, above: Self) -> bool {
        let is_text = |shape: Self| matches!(shape, Self::Word | Self::Prose);
        self == above || self == Self::Empty || above == Self::Empty || is_text(self) && is_text(above)
    }
}

impl Swallowed {
    pub(super) fn new(delimiter: u8, columns: &[Option<(Key, usize)>]) -> Self {
        let is_word = |key: Key| matches!(key, Key::Id | Key::Url | Key::Language);
        let are_words = columns.iter().map(|column| column.is_some_and(|(key, _)| is_word(key))).collect();
        Self { delimiter: char::from(delimiter), are_words }
    }

    /// How many lines of a row are before the cell that holds further rows, if one does.
    pub(super) fn find(&self, row: &[String]) -> Option<u64> {
        let mut before = 0;
        for (at, cell) in row.iter().enumerate() {
            if cell.contains('\n') && self.holds_rows(row, at) {
                return Some(before);
            }
            before += cell.matches('\n').count() as u64;
        }
        None
    }

    fn holds_rows(&self, row: &[String], at: usize) -> bool {
        let columns = self.are_words.len();
        let mut lines = row[at].lines().skip(1).peekable();
        while let Some(line) = lines.next() {
            let is_last = lines.peek().is_none();
            // Any quote of a row that was swallowed would have ended the cell.
            let line = if is_last { line.trim_end_matches('"') } else { line };
            let cells: Vec<&str> = line.split(self.delimiter).collect();
            if columns < 2 || cells.len() < 2 || line.contains('"') || !self.are_parted_as_rows(line) {
                continue;
            }
            // The quote that closed it opens a cell of the last row, which is divided where that cell is.
            let is_cut = is_last && row.len() > columns;
            if cells.len() == columns && self.fit(&cells, row) || is_cut && self.fit(&cells[..cells.len() - 1], row) {
                return true;
            }
        }
        false
    }

    /// True of cells each of which looks like that of its column in the row that they stand in.
    fn fit(&self, cells: &[&str], row: &[String]) -> bool {
        let first_line = |cell: &String| Shape::of(cell.lines().next().unwrap_or_default());
        let is_some = cells.iter().filter(|cell| !cell.trim().is_empty()).count() * 2 > cells.len();
        let fits = |((cell, above), is_word): ((&&str, &String), &bool)| {
            let shape = Shape::of(cell);
            shape.fits(first_line(above)) && !(*is_word && shape == Shape::Prose)
        };
        is_some && cells.iter().zip(row).zip(&self.are_words).all(fits)
    }

    /// True where no separator is one of prose ("fell, and") or of a number ("180,000").
    fn are_parted_as_rows(&self, line: &str) -> bool {
        let is_tab = self.delimiter == '\t';
        line.match_indices(self.delimiter).all(|(at, mark)| {
            let (before, after) = (&line[..at], &line[at + mark.len()..]);
            let figures = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
            let of_a_number = before.ends_with(|c: char| c.is_ascii_digit()) && figures(after) == 3;
            is_tab || !after.starts_with(' ') && !of_a_number
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::Options;
    use crate::formats::tests::read_all;

    /// The titles of a table's rows, and the reasons of its failures.
    fn read(table: &str) -> (Vec<String>, Vec<String>) {
        let (found, error) = read_all("a.csv", table.as_bytes(), &Options::default());
        assert_eq!(error, None, "{table}");
        let (articles, failures): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.record.is_ok());
        let titles = articles.into_iter().map(|found| found.record.unwrap().title).collect();
        (titles, failures.into_iter().map(|found| found.record.unwrap_err().reason).collect())
    }

    #[test]
    fn a_quote_that_a_later_one_closes_is_reported_with_its_line() {
        for (table, titles) in [
            (
                "id,title,text\n1,Rain,It fell.\n2,Wind,\"It blew.\n3,Snow,It fell as well.\n4,Hail,\"It fell, too.\"\n5,Sun,It shone.\n",
                &["Rain", "Wind", "Sun"][..],
            ),
            (
                "id,title,text\n1,Rain,It fell.\n2,Wind,\"It blew.\n3,\"Snow, at last\",It fell as well.\n5,Sun,It shone.\n",
                &["Rain", "Wind", "Sun"],
            ),
            (
                "title,text\nRain,It fell.\nWind,\"It blew.\nSnow,It fell as well.\nHail,\"It fell, too.\"\nSun,It shone.\n",
                &["Rain", "Wind", "Sun"],
            ),
            (
                "title;date;url;text\nRain;2026-01-02;https://a.example/1;It fell.\nWind;2026-01-03;https://a.example/2;\"It blew.\nSnow;2026-01-04;https://a.example/3;It fell; it stayed.\nHail;2026-01-05;https://a.example/4;It fell.\nSun;2026-01-06;https://a.example/5;\"It shone.\"\n",
                &["Rain", "Wind"],
            ),
            (
                "title\ttext\nRain\tIt fell.\nWind\t\"It blew.\nSnow\tIt fell as well.\nHail\t\"It fell.\"\n",
                &["Rain", "Wind"],
            ),
        ] {
            let (found, failures) = read(table);
            assert_eq!(found, titles, "{table}");
            let reason = "line 3: the quote that is opened here is closed in a later row: the rows between are a part of this one";
            assert_eq!(failures, [reason], "{table}");
        }
    }

    #[test]
    fn bodies_of_several_paragraphs_are_no_rows() {
        for body in [
            "It fell, he said.\n\nIt stayed, too, and nobody minded.",
            "The winners, by town:\nLisbon, Oslo, Hamburg\nOdesa, Riga, Turku",
            "The table:\nLisbon,12,rain\nOslo,-4,snow",
            "It cost 1,000 euros.\nOthers paid 2,500,000 of them.",
            "Dear reader,\nthis is a letter,\nand it goes on,",
            "Scores:\n1,2,3\n4,5,6",
            "He said:\n\"\"Yes, no, perhaps\"\" and went.",
            "He said:\n\"\"Yes,\"\" she heard,\"\" and no.\"\"",
            "It rose from\n180,000 tonnes to 600,000 tonnes.",
            "See the list:\nthe harbour of Lisbon,the port of Oslo,the quay",
            "See:\nhttps://a.example/x,y,z",
            "Monday,Tuesday,Wednesday\nand Thursday",
            "First line\n,,\nlast line",
        ] {
            for table in [
                format!("id,title,text\n1,Rain,\"{body}\"\n2,Sun,It shone.\n"),
                format!("title,published,text\nRain,2026-01-02,\"{body}\"\nSun,2026-01-03,It shone.\n"),
            ] {
                let (found, failures) = read(&table);
                assert_eq!((found, failures), (vec!["Rain".to_owned(), "Sun".to_owned()], Vec::new()), "{table}");
            }
        }
        // Of a table of titles and texts prose has the commas of two columns everywhere.
        for body in [
            "It fell, he said.\nIt stayed, though.",
            "It cost 1,000 euros.\nOthers paid 2,500.",
            "So,\nso",
            "He wrote.\n\"\"It fell,\"\" he said.\nShe wrote.",
        ] {
            let (found, failures) = read(&format!("title,text\nRain,\"{body}\"\nSun,It shone.\n"));
            assert_eq!((found.len(), failures), (2, Vec::new()), "{body}");
        }
    }
}
