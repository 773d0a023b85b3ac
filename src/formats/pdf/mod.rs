//! PDF with a text layer: one article a file, its lines in reading order.
//!
//! Not read: pictures of text (no recognition), encrypted files, forms and annotations, Arabic and Hebrew stored in the
//! order of their shapes. The interpreter is hayro, which has no unsafe code; limits are ours.

mod bomb;
mod glyphs;
mod layout;
mod scans;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline, encoding,
        input::{Head, Input},
        metadata,
        sink::Sink,
        whitespace,
    },
    exports, plain_text,
};
use crate::article::{Published, PublishedFrom, Record};
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf as Document, object::DateTime};

/// The reader of PDF.
pub(super) struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["pdf"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // Some writers put a few lines before the header.
        memchr::memmem::find(&head.bytes[..head.bytes.len().min(1024)], b"%PDF-").is_some_and(|at| {
            at == 0 || head.bytes[..at].iter().all(u8::is_ascii_whitespace) || head.extension == "pdf"
        })
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let bytes = input.all_bytes()?;
        bomb::check(&bytes)?;
        let document = Document::new(bytes).map_err(|error| match error {
            LoadPdfError::Decryption(_) => {
                ReadError::new(ReadErrorKind::Unsupported, "an encrypted PDF; save it without its password first")
            }
            LoadPdfError::Invalid => ReadError::new(ReadErrorKind::Malformed, "a PDF whose structure is broken"),
        })?;
        let pages = glyphs::pages(&document)?;
        let body = layout::text(&pages);
        if body.text.trim().is_empty()
            && let Some(command) = &options.ocr_command
        {
            let text = scans::text(&document, command)?;
            if !text.is_empty() {
                let _ = sink.article(plain_text::parse(&text));
                return Ok(());
            }
        }
        if body.text.trim().is_empty() {
            let reason = format!(
                "a PDF of {} pages without a text layer (a scan? --ocr-command reads it)",
                document.pages().len()
            );
            return Err(ReadError::new(ReadErrorKind::Empty, reason));
        }
        // Databases print what was asked for, one article after the other.
        let whole =
            body.headline.iter().map(String::as_str).chain([body.text.as_str()]).collect::<Vec<_>>().join("\n\n");
        let records = exports::read_text(&whole, || article(&document, body))?;
        let _ = records.into_iter().try_for_each(|record| sink.article(record));
        Ok(())
    }
}

/// The article of a document whose text is known.
fn article(document: &Document, body: layout::Body) -> Record {
    let info = document.metadata();
    let value = |field: &Option<Box<[u8]>>| field.as_deref().map(string).filter(|text| !text.is_empty());
    let written = value(&info.title).filter(|title| is_title(title));
    // The headline as it is set, where the page has one; programs fill the metadata with the names of files.
    let (title, text) = match (written, body.headline) {
        (Some(title), Some(headline)) if same(&title, &headline) => (title, body.text),
        (Some(title), Some(headline)) => (title, format!("{headline}\n\n{}", body.text)),
        (title, headline) => (title.or(headline).unwrap_or_default(), body.text),
    };
    let text = text.strip_prefix(&title).filter(|rest| rest.starts_with('\n')).unwrap_or(&text);
    let mut record =
        if title.is_empty() { plain_text::parse(text) } else { plain_text::parse_below_title(title, text) };
    if record.authors.is_empty() {
        let named = value(&info.author).map_or(Vec::new(), |author| byline::authors(&author));
        record.authors = named.into_iter().filter(|name| byline::is_name(name)).collect();
    }
    record.keywords = value(&info.keywords).map_or(Vec::new(), |keywords| metadata::keywords(&keywords));
    record.published = record.published.or_else(|| published(info.creation_date.as_ref()?));
    record
}

/// A string of the metadata: UTF-16 with its mark, UTF-8 with its mark, or nearly Latin-1.
fn string(bytes: &[u8]) -> String {
    whitespace::line(&encoding::decode(bytes, Some("windows-1252")))
}

/// False for what programs write where nobody gave a title.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let file = lower.rsplit_once('.').is_some_and(|(_, extension)| {
        (2..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    !file && !lower.starts_with("microsoft ") && !lower.starts_with("untitled") && title.contains(' ')
}

/// True for two forms of one headline.
fn same(a: &str, b: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    fold(a) == fold(b)
}

/// The day on which the document was made.
fn published(date: &DateTime) -> Option<Published> {
    let zone = if date.utc_offset_hour < 0 { '-' } else { '+' };
    let made = metadata::published(&format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}{:02}:{:02}",
        date.year,
        date.month,
        date.day,
        date.hour,
        date.minute,
        date.second,
        date.utc_offset_hour.unsigned_abs(),
        date.utc_offset_minute
    ))?;
    Some(Published { from: PublishedFrom::Created, ..made })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::tests::{article, read_all};

    /// A PDF of pages, each a list of lines: x, y, size, text.
    pub(in crate::formats) fn pdf(pages: &[&[(u32, u32, u32, &str)]]) -> Vec<u8> {
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!(
                "<< /Type /Pages /Kids [{}] /Count {} >>",
                (0..pages.len()).map(|at| format!("{} 0 R ", 5 + 2 * at)).collect::<String>(),
                pages.len()
            ),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            "<< /Title (Storm nears the coast) /Author (Jane Doe) /CreationDate (D:20260124081500+04'00') >>"
                .to_owned(),
        ];
        for (at, lines) in pages.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >> /Contents {} 0 R >>",
                6 + 2 * at
            ));
            let content: String =
                lines.iter().map(|(x, y, size, text)| format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n")).collect();
            objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
        }
        let mut out = String::from("%PDF-1.4\n");
        let mut places = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
        }
        let start = out.len();
        out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
        places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
        out.push_str(&format!(
            "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n",
            places.len() + 1
        ));
        out.into_bytes()
    }

    #[test]
    fn a_page_of_two_columns_under_a_headline() {
        let record = article(
            "a.pdf",
            pdf(&[&[
                (50, 700, 24, "Storm nears the coast"),
                (50, 670, 10, "By John Roe"),
                // Written across the columns, as some programs do.
                (50, 640, 10, "HALIFAX - A storm moved in from the west and the har-"),
                (320, 640, 10, "The boats stayed in port for the whole of the long day,"),
                (50, 628, 10, "bour master closed the harbour to all boats that sail."),
                (320, 628, 10, "and nobody on the quay believed that it would end soon."),
                (50, 616, 10, "It was the third storm of this month, they say."),
                (320, 616, 10, "Rain is expected for all of the coming week."),
            ]]),
        );
        assert_eq!(record.title, "Storm nears the coast");
        assert_eq!(record.authors, ["John Roe"]);
        assert_eq!(
            record.text,
            "HALIFAX - A storm moved in from the west and the harbour master closed the harbour to all boats that sail. \
             It was the third storm of this month, they say.\n\nThe boats stayed in port for the whole of the long day, \
             and nobody on the quay believed that it would end soon. Rain is expected for all of the coming week."
        );
        assert_eq!(record.published.unwrap().at.as_deref(), Some("2026-01-24T08:15:00+04:00"));
    }

    #[test]
    fn running_heads_go_and_paragraphs_go_on_over_pages() {
        let page = |number: &'static str, first: &'static str, second: &'static str| {
            [
                (50, 780, 8, "The Example Post, 24 January 2026"),
                (50, 700, 10, first),
                (50, 688, 10, second),
                (290, 20, 8, number),
            ]
        };
        let record = article(
            "a.pdf",
            pdf(&[
                &page(
                    "1",
                    "The rain that fell on the harbour on the first of the days",
                    "was heavier than the rain that",
                ),
                &page(
                    "2",
                    "fell on the day before it, and it did not stop before",
                    "the lamps were lit in the streets.",
                ),
                &page(
                    "3",
                    "On the third day the sun came out and the boats sailed",
                    "again, as they always had before.",
                ),
            ]),
        );
        assert_eq!(
            record.text,
            "The rain that fell on the harbour on the first of the days was heavier than the rain that fell on the day \
             before it, and it did not stop before the lamps were lit in the streets.\n\nOn the third day the sun came \
             out and the boats sailed again, as they always had before."
        );
    }

    #[test]
    fn what_holds_no_text_says_so() {
        let kind = |bytes: &[u8]| read_all("a.pdf", bytes, &Options::default()).1.unwrap().kind;
        assert_eq!(kind(&pdf(&[&[]])), ReadErrorKind::Empty);
        assert_eq!(kind(b"%PDF-1.4\nnothing"), ReadErrorKind::Malformed);
        let mut cut = pdf(&[&[(50, 700, 10, "Text")]]);
        cut.truncate(cut.len() / 2);
        read_all("a.pdf", &cut, &Options::default());
    }

    #[test]
    fn titles_that_are_none() {
        for title in ["Microsoft Word - story.doc", "untitled", "page1.qxd", "Layout"] {
            assert!(!is_title(title), "{title}");
        }
        assert!(is_title("Storm nears the coast"));
    }
}
