//! Readers: from the bytes of any news format to [`Record`]s. One file a format, one trait, one table.
//!
//! The format is found by content first and by the file's name second. Nothing here walks folders, detects languages or
//! infers dates from prose. To add a format, copy `example.rs`, and add a row to `FORMATS`.

mod archives;
mod common;
mod compression;
mod csl;
mod csv;
mod epub;
mod error;
#[cfg(test)]
mod example;
mod exports;
mod feed;
mod html;
mod iptc7901;
mod json;
mod jsonl;
mod mail;
mod markdown;
mod newsml;
mod newsml_g2;
mod ninjs;
mod nitf;
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod pictures;
mod plain_text;
mod ris;
mod rtf;
mod schema_org;
mod unsupported;
mod warc;
mod wire;
mod xml_documents;

pub use common::keys::{MapError, check_map};
pub use error::{ReadError, ReadErrorKind};

use crate::article::Record;
use common::{
    input::{Head, Input},
    markup,
    sink::Sink,
    utf16::{self, Utf8Reader},
};
use std::{
    io::Read,
    ops::ControlFlow,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

/// One article, or one failed record, of an input.
#[derive(Debug)]
pub struct Found {
    /// Position of the record in its input, from 0; failed records count.
    pub item: u64,
    /// Bytes of the (decoded) input read up to the end of this record, where the format can be resumed from there.
    pub offset: Option<u64>,
    /// The article, or why this record is none.
    pub record: Result<Record, ReadError>,
}

/// Options of reading an input.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Format by name (`--input-format`); found by content, then by file name otherwise.
    pub format: Option<String>,
    /// Other names for keys: (design's key, key of the input) (`--map published=pub_date`).
    pub map: Vec<(String, String)>,
    /// The file that is read, where it is one: some formats are made of several files beside one another.
    pub path: Option<PathBuf>,
    /// The program, with its arguments, that reads the text of pictures (`--ocr-command 'tesseract {} - hocr'`).
    pub ocr_command: Option<String>,
    /// Leave text that was decoded wrongly on its way as it is (`--keep-mojibake`).
    pub keep_mojibake: bool,
    /// Set when reading is to end early, with an error.
    pub interrupt: Option<Arc<AtomicBool>>,
    /// Resume after this record: (item, offset) of a [`Found`] of an earlier reading.
    pub resume: Option<(u64, u64)>,
}

/// A reader of one format.
trait Format: Sync {
    /// The name for `--input-format`, in lower case.
    fn name(&self) -> &'static str;

    /// Usual extensions of file names, in lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// True when the beginning of an input can only be this format. Must not accept what merely could be it.
    fn recognises(&self, head: &Head<'_>) -> bool;

    /// Hands every record of the input to the sink, and returns early once the sink breaks off.
    ///
    /// # Errors
    /// When the input as a whole cannot be read; a fault in one record goes to [`Sink::failed`].
    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError>;
}

/// All formats. The first whose content is recognised reads; plain text is what is left.
const FORMATS: &[&dyn Format] = &[
    &compression::Compressed,
    &archives::Tar,
    &archives::Zip,
    &warc::Warc,
    #[cfg(feature = "pdf")]
    &pdf::Pdf,
    &rtf::Rtf,
    &mail::Mail,
    &feed::Feed,
    &nitf::Nitf,
    &newsml_g2::NewsmlG2,
    &newsml::Newsml,
    &iptc7901::Iptc7901,
    &wire::Anpa,
    &xml_documents::XmlDocument,
    &json::Json,
    &jsonl::Jsonl,
    &html::Html,
    &exports::LexisNexis,
    &ris::Ris,
    &markdown::Markdown,
    &csv::Csv,
    &plain_text::PlainText,
];

/// Names of all formats, as `--input-format` takes them.
pub fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name())
}

/// True for the first bytes of an input that may unpack to much more than its size.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    compression::is_compressed(bytes) || bytes.starts_with(b"PK\x03\x04")
}

/// The text of a piece of HTML, as it becomes an article's text: paragraphs parted by a blank line.
#[must_use]
pub fn text_of_html(html: &str) -> String {
    markup::fragment_text(html)
}

/// Reads all articles of an input and hands each to `emit`, until it breaks off. Streams: an input of many articles is
/// never in memory as a whole.
///
/// `name` is the file's name or path, for finding the format and for names inside archives.
///
/// # Errors
/// When the input as a whole cannot be read; what was emitted before stays valid.
pub fn read(
    name: &str,
    input: &mut dyn Read,
    options: &Options,
    emit: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let mut sink = Sink::new(emit, options.resume.map_or(0, |(item, _)| item + 1));
    sink.keeps_mojibake = options.keep_mojibake;
    read_input(&mut Input::new(name, input, options.interrupt.clone()), options, &mut sink)
}

/// Reads an input, also one in UTF-16; containers come back here with what they hold.
fn read_input(input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    input.fill_head()?;
    let utf16 = utf16::of(input.head().bytes).filter(|_| !unsupported::has_magic(input.head().bytes));
    let Some(encoding) = utf16 else { return read_format(input, options, sink) };
    let (name, depth, outermost) = (input.name().to_owned(), input.depth(), input.outermost());
    let mut utf8 = Utf8Reader::new(input, encoding);
    let mut input = Input::inside(name, &mut utf8, depth, outermost);
    input.fill_head()?;
    read_format(&mut input, options, sink)
}

/// Finds the format of an input and has it read.
fn read_format(input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    if pictures::is_picture(input.head().bytes)
        && options.format.is_none()
        && let Some(text) = pictures::text(input, options)?
    {
        return read_picture(&text, input, options, sink);
    }
    let head = input.head();
    // A named format is that of what a container holds.
    let format = match options.format.as_deref().filter(|_| !is_container(&head)) {
        Some(name) => FORMATS.iter().copied().find(|format| format.name() == name).ok_or_else(|| {
            let known = names().collect::<Vec<_>>().join(", ");
            ReadError::new(ReadErrorKind::Unsupported, format!("no input format \"{name}\"; there are {known}"))
        })?,
        None => find_format(&head)?,
    };
    format.read(input, options, sink)
}

/// Has the text of a picture read, as it is printed by the user's program.
fn read_picture(text: &[u8], input: &Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let name = format!("{}.txt", input.name());
    let mut bytes = text;
    let mut inner = Input::inside(name, &mut bytes, input.depth() + 1, input.outermost());
    inner.fill_head()?;
    if pictures::is_picture(inner.head().bytes) {
        return Err(ReadError::new(ReadErrorKind::Malformed, "the program of --ocr-command prints a picture"));
    }
    read_format(&mut inner, &Options { path: None, ..options.clone() }, sink)
}

/// True for the first bytes of an input that holds others.
fn is_container(head: &Head<'_>) -> bool {
    let containers: [&dyn Format; 3] = [&compression::Compressed, &archives::Tar, &archives::Zip];
    containers.iter().any(|container| container.recognises(head))
}

/// The format of an input by its first bytes, else by its name.
fn find_format(head: &Head<'_>) -> Result<&'static dyn Format, ReadError> {
    if head.is_blank() {
        return Err(ReadError::new(ReadErrorKind::Empty, "empty file"));
    }
    if let Some(format) = FORMATS.iter().find(|format| format.recognises(head)) {
        return Ok(*format);
    }
    unsupported::by_content(head)?;
    if let Some(format) = FORMATS.iter().find(|format| format.extensions().contains(&head.extension.as_str())) {
        return Ok(*format);
    }
    unsupported::by_name(head)?;
    Ok(&plain_text::PlainText)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everything that an input holds, and the error it ended with.
    pub(super) fn read_all(name: &str, bytes: &[u8], options: &Options) -> (Vec<Found>, Option<ReadError>) {
        let mut found = Vec::new();
        let result = read(name, &mut &*bytes, options, &mut |record| {
            found.push(record);
            ControlFlow::Continue(())
        });
        (found, result.err())
    }

    /// The articles of an input that has no faults.
    pub(super) fn articles(name: &str, bytes: impl AsRef<[u8]>) -> Vec<Record> {
        let (found, error) = read_all(name, bytes.as_ref(), &Options::default());
        assert_eq!(error, None);
        found.into_iter().map(|found| found.record.unwrap()).collect()
    }

    /// The only article of an input.
    pub(super) fn article(name: &str, bytes: impl AsRef<[u8]>) -> Record {
        let mut all = articles(name, bytes);
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    /// A ZIP archive of entries.
    pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// The bytes in gzip.
    pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
        use std::io::Write;
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn kind(name: &str, bytes: &[u8]) -> ReadErrorKind {
        read_all(name, bytes, &Options::default()).1.expect("an error").kind
    }

    #[test]
    fn content_wins_over_the_name() {
        let page =
            "<!doctype html><title>A page</title><p>Rain fell on the harbour all day and nobody minded it much.</p>";
        assert!(!article("page.txt", page).text.contains('<'));
        assert_eq!(article("a.txt", r#"{"title":"T","text":"B"}"#).title, "T");
    }

    #[test]
    fn every_format_of_text_is_read_in_utf_16() {
        use super::utf16::tests::encode;
        let mail = "From a@b Sat Jan 24 08:15:00 2026\nFrom: x@a.example\nSubject: Café\n\nFähre.\n";
        for (name, text) in [
            ("a.jsonl", "{\"title\":\"Café\",\"text\":\"Fähre.\"}\n{\"title\":\"Café\",\"text\":\"Fähre.\"}\n"),
            ("a.json", "[{\"title\":\"Café\",\"text\":\"Fähre.\"}]"),
            ("a.csv", "title,text\nCafé,Fähre.\nCafé,Fähre.\n"),
            ("a.tsv", "title\ttext\nCafé\tFähre.\n"),
            ("a.txt", "Café\n\nFähre.\n"),
            ("a.md", "# Café\n\nFähre.\n"),
            ("a.html", "<html><head><title>Café</title></head><body><p>Fähre.</p></body></html>"),
            (
                "a.xml",
                "<?xml version='1.0' encoding='UTF-16'?><rss><channel><item><title>Café</title>\
                 <description>Fähre.</description></item></channel></rss>",
            ),
            ("a.mbox", &format!("{mail}\n{mail}")),
        ] {
            let whole = articles(name, text);
            assert_eq!((whole[0].title.as_str(), whole[0].text.as_str()), ("Café", "Fähre."), "{name}");
            for (little, mark) in [(true, true), (true, false), (false, true), (false, false)] {
                assert_eq!(articles(name, encode(text, little, mark)), whole, "{name} {little} {mark}");
            }
        }
    }

    #[test]
    fn what_is_no_article_is_named() {
        assert_eq!(kind("a.txt", b""), ReadErrorKind::Empty);
        assert_eq!(kind("a.txt", b" \n\t\n"), ReadErrorKind::Empty);
        assert_eq!(kind("a.bin", b"ab\0\x01\x02\x03cd"), ReadErrorKind::Unsupported);
        assert_eq!(kind("a.png", b"\x89PNG\r\n\x1a\n123"), ReadErrorKind::Unsupported);
        assert_eq!(kind("style.css", b"p { margin: 0 }"), ReadErrorKind::Unsupported);
    }

    #[test]
    fn text_with_stray_zeros_is_read() {
        let text = "Rain fell on the harbour\0 all day and nobody minded it much.";
        assert_eq!(article("a.txt", text).text, text.replace('\0', ""));
        assert_eq!(articles("a.csv", "title,text\nRain,It \0fell.\n")[0].text, "It fell.");
        let long = "A long text goes on and on, line after line.\n".repeat(100).replacen("on,", "on\0,", 3);
        assert!(!article("a.txt", long).text.contains('\0'));
    }

    #[test]
    fn an_unknown_input_format_lists_the_known_ones() {
        let options = Options { format: Some("word".to_owned()), ..Options::default() };
        let (_, error) = read_all("a", b"text", &options);
        assert!(error.unwrap().reason.contains("plain-text"));
    }

    #[test]
    fn reading_stops_when_told() {
        let mut seen = 0;
        let lines = "{\"text\":\"a\"}\n".repeat(5);
        read("a.jsonl", &mut lines.as_bytes(), &Options::default(), &mut |_| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert_eq!(seen, 2);
    }

    proptest! {
        #[test]
        fn no_bytes_make_any_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..FORMATS.len()) {
            let options = Options { format: Some(FORMATS[at].name().to_owned()), ..Options::default() };
            read_all("a", &bytes, &options);
            read_all("a", &bytes, &Options::default());
        }

        #[test]
        fn no_markup_makes_any_reader_panic(
            parts in proptest::collection::vec(proptest::sample::select(MARKUP), 0..40), at in 0..FORMATS.len(),
        ) {
            let options = Options { format: Some(FORMATS[at].name().to_owned()), ..Options::default() };
            let text = parts.concat();
            read_all("a", text.as_bytes(), &options);
            for found in read_all("a", text.as_bytes(), &Options::default()).0 {
                if let Ok(record) = found.record {
                    prop_assert!(!record.title.contains(char::is_control), "a control character");
                }
            }
        }
    }

    /// Pieces of the formats, for making broken inputs that get further than random bytes do.
    const MARKUP: &[&str] = &[
        "<html>",
        "<p>",
        "</p>",
        "<table><td>",
        "<time datetime=\"2026-01-01\">",
        "<script type=\"application/ld+json\">",
        "</script>",
        "{\"@type\":\"NewsArticle\",\"headline\":",
        "\"a\"",
        "}",
        "{",
        "[",
        "]",
        ",",
        ":",
        "\n",
        "\r\n",
        "---\n",
        "+++\n",
        "title: x",
        "<rss version=\"2.0\"><channel>",
        "<item>",
        "</item>",
        "<![CDATA[",
        "]]>",
        "&amp;",
        "&#0;",
        "é",
        "<?xml version=\"1.0\"?>",
        "<nitf>",
        "<body>",
        "By A B",
        "LONDON, Jan 2 (Reuters) - ",
        "WARC/1.0\r\n",
        "Content-Length: 5\r\n",
        "From a@b Thu Jan  1 00:00:00 2026\n",
        "Subject: x\n",
        "\u{1b}",
        "<newsItem>",
        "\t",
        "id,text\n",
    ];
}
