//! Wire messages with IPTC 7901 headers (ANPA 1312 is read alike): control characters part header, text and trailer.
//!
//! ```text
//! SOH source number priority category words [^keyword] STX text ETX day-time month year EOT
//! ```

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        input::{Head, Input},
        sink::Sink,
    },
    plain_text, wire,
};
use crate::{
    article::{Day, Precision, Published, PublishedFrom, Record},
    temporal,
};

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';

/// The reader of wire messages.
pub(super) struct Iptc7901;

impl Format for Iptc7901 {
    fn name(&self) -> &'static str {
        "iptc7901"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["anpa", "iptc"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let start = &head.bytes[..head.bytes.len().min(1024)];
        let soh = memchr::memchr(1, &start[..start.len().min(64)]);
        let stx = memchr::memchr(2, start);
        matches!((soh, stx), (Some(soh), Some(stx)) if soh < stx) && !start.contains(&0)
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        let mut any = false;
        for message in text.split(SOH).skip(1) {
            any = true;
            let flow = match parse(message) {
                Some(record) => sink.article(record),
                None => sink
                    .failed(ReadError::new(ReadErrorKind::Malformed, "a wire message without a start of text (STX)")),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
        if any { Ok(()) } else { Err(ReadError::new(ReadErrorKind::Malformed, "no wire message (SOH) in it")) }
    }
}

/// The article of one message.
fn parse(message: &str) -> Option<Record> {
    let (header, rest) = message.split_once(STX)?;
    let (text, trailer) = rest.split_once(ETX).unwrap_or((rest, ""));
    let mut record = wire::article(text).unwrap_or_else(|| plain_text::parse(text));
    let words: Vec<&str> =
        header.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    // The source and the number of the message are its name: "DPA0123".
    record.source_id = words.first().map(|word| (*word).to_owned());
    record.section = words
        .iter()
        .skip(1)
        .find(|word| (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .map(|word| word.to_lowercase());
    let keyword = header
        .split_once('^')
        .map(|(_, keyword)| keyword)
        .or_else(|| words.last().copied().filter(|word| word.contains('-')));
    if record.keywords.is_empty() {
        record.keywords = keyword.into_iter().map(|keyword| keyword.trim().trim_end_matches('^').to_owned()).collect();
    }
    record.published = record.published.or_else(|| published(trailer));
    Some(record)
}

/// The day of a trailer like "240815 gmt jan 26".
fn published(trailer: &str) -> Option<Published> {
    let words: Vec<String> = trailer
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let at = words.iter().position(|word| temporal::month(word).is_some())?;
    let time = words[..at]
        .iter()
        .find(|word| matches!(word.len(), 4 | 6) && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let month = temporal::month(&words[at])?;
    let year: i32 = words.get(at + 1)?.parse().ok()?;
    // Wires of the 1970s to the 2060s.
    let year = if year < 70 {
        2000 + year
    } else if year < 100 {
        1900 + year
    } else {
        year
    };
    let day = Day::from_civil(year, month, time[..2].parse().ok()?)?;
    Some(Published { day, at: None, precision: Precision::Day, from: PublishedFrom::Metadata })
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    #[test]
    fn messages_of_a_wire() {
        let message = |number: u32, text: &str| {
            format!("\u{1}DPA{number:04} 3 pol 123 ^Storm^\r\n\u{2}{text}\r\n\u{3}240815 gmt jan 26\r\n\u{4}")
        };
        let wire = message(1, "Storm nears the coast\r\n\r\nBy Jane Doe\r\n\r\nHALIFAX, Jan 24 (dpa) - It came.")
            + &message(2, "It went.");
        let records = articles("wire.txt", wire);
        assert_eq!(records.len(), 2);
        assert_eq!(
            (records[0].title.as_str(), records[0].text.as_str()),
            ("Storm nears the coast", "HALIFAX, Jan 24 (dpa) - It came.")
        );
        assert_eq!((records[0].source_id.as_deref(), records[0].section.as_deref()), (Some("DPA0001"), Some("pol")));
        assert_eq!(
            (records[0].keywords.join(""), records[0].authors.join("")),
            ("Storm".to_owned(), "Jane Doe".to_owned())
        );
        assert_eq!(records[1].published.as_ref().unwrap().day.to_string(), "2026-01-24");
    }
}
