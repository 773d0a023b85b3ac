//! RTF: the text of a document, one article a file, or those of an export in it.
//!
//! Read are paragraphs, tables (cells with tabs between them), links by their text, characters in the code page of their font or in Unicode.
//! Not read: headers, footers, notes, pictures, hidden text.

mod fonts;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        encoding,
        input::{Head, Input},
        sink::Sink,
    },
    exports, plain_text,
};
use encoding_rs::Encoding;
use fonts::Fonts;

/// Groups inside one another, at most.
const DEEPEST: usize = 1_000;

/// Groups that are no part of the text.
const HIDDEN: &[&[u8]] = &[
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"header",
    b"headerl",
    b"headerr",
    b"headerf",
    b"footer",
    b"footerl",
    b"footerr",
    b"footerf",
    b"footnote",
    b"annotation",
    b"object",
    b"listtable",
    b"listoverridetable",
    b"generator",
    b"xmlnstbl",
    b"themedata",
    b"datastore",
    b"latentstyles",
    b"rsidtbl",
    b"filetbl",
    b"revtbl",
    b"nonshppict",
    b"fldinst",
    b"bkmkstart",
    b"bkmkend",
];

/// Control words that stand for characters.
const CHARACTERS: &[(&[u8], &str)] = &[
    (b"par", "\n\n"),
    (b"line", "\n"),
    (b"sect", "\n\n"),
    (b"page", "\n\n"),
    (b"row", "\n"),
    (b"tab", "\t"),
    (b"cell", "\t"),
    (b"emdash", "—"),
    (b"endash", "–"),
    (b"lquote", "‘"),
    (b"rquote", "’"),
    (b"ldblquote", "“"),
    (b"rdblquote", "”"),
    (b"bullet", "•"),
    (b"emspace", " "),
    (b"enspace", " "),
    (b"qmspace", " "),
];

/// The reader of RTF.
pub(super) struct Rtf;

impl Format for Rtf {
    fn name(&self) -> &'static str {
        "rtf"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rtf"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.trim_ascii_start().starts_with(b"{\\rtf")
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let bytes = input.all_bytes()?;
        if !bytes.trim_ascii_start().starts_with(b"{\\rtf") {
            return Err(ReadError::new(ReadErrorKind::Malformed, "no RTF document"));
        }
        let text = text(&bytes)?;
        drop(bytes);
        if text.trim().is_empty() {
            return Err(ReadError::new(ReadErrorKind::Empty, "a document without text"));
        }
        let records = exports::read_text(&text, || plain_text::parse(&text))?;
        let _ = records.into_iter().try_for_each(|record| sink.article(record));
        Ok(())
    }
}

/// What holds in a group.
#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    encoding: &'static Encoding,
    /// Characters that follow a Unicode one for programs that cannot show it.
    fallback: usize,
}

/// The text of a document.
fn text(bytes: &[u8]) -> Result<String, ReadError> {
    let fonts = Fonts::of(bytes);
    let mut reader = Reader {
        fonts: &fonts,
        group: Group { hidden: false, encoding: fonts.standard, fallback: 1 },
        outer: Vec::new(),
        run: Vec::new(),
        pair: None,
        skip: 0,
        out: String::new(),
    };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => reader.open()?,
            b'}' => reader.close(),
            b'\\' => at = reader.control(bytes, at),
            b'\r' | b'\n' => {}
            byte => reader.byte(*byte),
        }
    }
    reader.settle();
    Ok(reader.out)
}

struct Reader<'a> {
    fonts: &'a Fonts,
    group: Group,
    outer: Vec<Group>,
    /// Bytes of one code page, not yet decoded.
    run: Vec<u8>,
    /// The first half of a surrogate pair.
    pair: Option<u16>,
    /// Bytes to pass over, which stand for a Unicode character that was read.
    skip: usize,
    out: String,
}

impl Reader<'_> {
    fn open(&mut self) -> Result<(), ReadError> {
        self.settle();
        self.skip = 0;
        if self.outer.len() >= DEEPEST {
            return Err(ReadError::new(ReadErrorKind::Limit, format!("more than {DEEPEST} groups inside one another")));
        }
        self.outer.push(self.group);
        Ok(())
    }

    fn close(&mut self) {
        self.settle();
        self.skip = 0;
        if let Some(group) = self.outer.pop() {
            self.group = group;
        }
    }

    /// Decodes the bytes that were read.
    fn settle(&mut self) {
        if !self.run.is_empty() {
            self.out.push_str(&encoding::decode_as(&self.run, self.group.encoding));
            self.run.clear();
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.group.hidden {
            self.run.push(byte);
        }
    }

    fn write(&mut self, text: &str) {
        if !self.group.hidden {
            self.settle();
            self.out.push_str(text);
        }
    }

    /// Reads what follows a backslash; returns where it ends.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(first) = bytes.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            match first {
                b'\'' => {
                    let code = bytes.get(at + 1..at + 3).and_then(|code| std::str::from_utf8(code).ok());
                    if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                        self.byte(byte);
                    }
                    return (at + 3).min(bytes.len());
                }
                b'*' => self.group.hidden = true,
                b'~' => self.write("\u{a0}"),
                b'_' => self.write("-"),
                b'\n' | b'\r' => self.write("\n\n"),
                b'{' | b'}' | b'\\' => self.byte(*first),
                _ => {}
            }
            return at + 1;
        }
        let word_end = at + bytes[at..].iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let is_number = |byte: &&u8| byte.is_ascii_digit();
        let sign = usize::from(bytes.get(word_end) == Some(&b'-'));
        let number_end = word_end + sign + bytes[word_end + sign..].iter().take(10).take_while(is_number).count();
        let number =
            std::str::from_utf8(&bytes[word_end..number_end]).ok().and_then(|number| number.parse::<i64>().ok());
        let end = number_end + usize::from(bytes.get(number_end) == Some(&b' '));
        self.word(&bytes[at..word_end], number, bytes.len() - end.min(bytes.len())).map_or(end, |skipped| end + skipped)
    }

    /// Does what a control word says; returns how many bytes of data follow it.
    fn word(&mut self, word: &[u8], number: Option<i64>, left: usize) -> Option<usize> {
        if let Some((_, text)) = CHARACTERS.iter().find(|(name, _)| *name == word) {
            self.write(text);
        } else if HIDDEN.contains(&word) {
            self.group.hidden = true;
        } else {
            match (word, number) {
                (b"bin", Some(length)) => return Some(usize::try_from(length).unwrap_or(0).min(left)),
                (b"u", Some(code)) => self.unicode(code),
                (b"uc", Some(count)) => self.group.fallback = usize::try_from(count).unwrap_or(1).min(16),
                (b"f", Some(font)) => {
                    self.settle();
                    self.group.encoding = self.fonts.encoding(font);
                }
                (b"v", value) => self.group.hidden |= value != Some(0),
                (b"plain", _) => {
                    self.settle();
                    self.group.encoding = self.fonts.standard;
                }
                _ => {}
            }
        }
        None
    }

    /// Writes a UTF-16 unit, given as a number that may be negative.
    fn unicode(&mut self, code: i64) {
        self.skip = self.group.fallback;
        let Ok(unit) = u16::try_from(code.rem_euclid(65_536)) else { return };
        let units = [self.pair.take().unwrap_or(unit), unit];
        if (0xd800..0xdc00).contains(&unit) {
            self.pair = Some(unit);
            return;
        }
        let units = if units[0] == units[1] { &units[1..] } else { &units[..] };
        let text = String::from_utf16_lossy(units);
        self.write(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{article, articles, read_all};
    use proptest::prelude::*;

    #[test]
    fn text_of_all_kinds() {
        let document = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}{\info{\title x}}
{\*\generator Riched20;}{\header Page 1}\pard\f0 Storm nears\par\par It came \b at\b0  5\~p.m. \u8211? caf\'e9 \{x\} \u-10179?\u-8704?\par
\f1\'cc\'ee\'f1\'ea\'e2\'e0\f0\par {\field{\*\fldinst HYPERLINK https://a.example}{\fldrslt a link}}.\par\trowd a\cell b\cell\row}";
        let record = article("a.rtf", document);
        assert_eq!(record.title, "Storm nears");
        assert_eq!(record.text, "It came at 5\u{a0}p.m. – café {x} 😀\n\nМосква\n\na link.\n\na\tb");
    }

    #[test]
    fn exports_in_it_are_their_articles() {
        let one = |number: u32| {
            format!(
                r"{number} of 2 DOCUMENTS\par\par The Post\par\par 5 May 2012\par\par Rain falls\par\par LENGTH: 3 words\par\par It fell.\par\par "
            )
        };
        let records = articles("a.rtf", format!(r"{{\rtf1\ansi Cover\par\par {}{}}}", one(1), one(2)));
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("Rain falls", "It fell."));
    }

    #[test]
    fn limits_and_faults() {
        let kind = |text: &str| read_all("a.rtf", text.as_bytes(), &Options::default()).1.map(|error| error.kind);
        assert_eq!(kind(&format!("{{\\rtf1 {}", "{".repeat(5_000))), Some(ReadErrorKind::Limit));
        assert_eq!(kind("{\\rtf1 }"), Some(ReadErrorKind::Empty));
        assert_eq!(article("a.rtf", "{\\rtf1 a{\\pict\\bin5 }}}}}b} c").text, "a c");
    }

    proptest! {
        #[test]
        fn any_document_is_survived(parts in proptest::collection::vec(proptest::sample::select(&[
            "{", "}", "\\", "\\'", "\\'e9", "\\u", "\\u-5", "\\uc", "\\uc9", "\\bin", "\\bin99999999999", "\\f", "\\f7", "\\par", "\\*", "a", " ", "é",
            "{\\fonttbl{\\f1\\fcharset128 x;}}", "\\ansicpg932 ",
        ][..]), 0..40)) {
            let _ = text(format!("{{\\rtf1{}", parts.concat()).as_bytes());
        }
    }
}
