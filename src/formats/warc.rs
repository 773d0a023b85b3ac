//! Web archives: WARC and ARC, record-compressed, compressed as a whole or not at all; streamed.
//!
//! Only HTML responses (and HTML resources) become articles. Everything else is passed over; what is broken is reported
//! with the offset of its record in the uncompressed archive.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        dateline, encoding, http,
        input::{Head, Input, LARGEST_DOCUMENT},
        metadata,
        sink::Sink,
    },
    html,
};
use std::{
    io::{BufRead, BufReader, Read},
    ops::ControlFlow,
};

/// Bytes of one record's header, at most.
const LONGEST_HEADER: u64 = 1 << 20;

/// The reader of web archives.
pub(super) struct Warc;

impl Format for Warc {
    fn name(&self) -> &'static str {
        "warc"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["warc", "arc"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.starts_with(b"WARC/") || head.bytes.starts_with(b"filedesc:")
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let reader = BufReader::with_capacity(64 << 10, input);
        let mut archive = Archive { reader, offset: 0, start: 0, seeking: false };
        loop {
            let next = archive.next();
            let start = archive.start;
            let record = match next {
                Ok(Some(record)) => record,
                Ok(None) => return Ok(()),
                // Bytes that cannot be read or unpacked end the archive; after a broken header the next one is looked for.
                Err(error) if error.kind == ReadErrorKind::Malformed && archive.reader.fill_buf().is_ok() => {
                    if sink.failed(error.at(&format!("record at byte {start}"))).is_break() {
                        return Ok(());
                    }
                    archive.seeking = true;
                    continue;
                }
                Err(error) => return Err(error.at(&format!("record at byte {start}"))),
            };
            let cut = record.truncated.then(|| {
                let reason = format!("the archive ends inside the record of {}", record.url);
                ReadError::new(ReadErrorKind::Malformed, reason)
            });
            let counted = record.kind != RecordType::Other;
            let outcome = page(record).or_else(|| {
                let reason = "a record of a web archive that holds no page";
                (counted && cut.is_none()).then(|| Err(ReadError::new(ReadErrorKind::Unsupported, reason)))
            });
            for outcome in outcome.into_iter().chain(cut.map(Err)) {
                let flow = match outcome {
                    Ok(record) => sink.article(record),
                    // Passed over, and counted by this reason.
                    Err(error) if error.kind == ReadErrorKind::Unsupported => sink.failed(error),
                    Err(error) => sink.failed(error.at(&format!("record at byte {start}"))),
                };
                if flow == ControlFlow::Break(()) {
                    return Ok(());
                }
            }
        }
    }
}

/// One record of an archive.
struct Record {
    kind: RecordType,
    url: String,
    date: String,
    /// Empty for kinds that hold no page, and for records over the limit.
    content: Vec<u8>,
    /// Bytes that the header promises.
    length: u64,
    /// The archive ends before they do.
    truncated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RecordType {
    Response,
    /// A file as it is, without HTTP headers around it.
    Resource,
    /// What was captured but is no page, or was no different at another time.
    NoPage,
    /// Records about the capture itself: requests, metadata.
    Other,
}

/// True for the line that opens a record of ARC.
fn is_arc_header(line: &str) -> bool {
    let mut fields = line.trim_end().rsplitn(5, ' ');
    fields.next().is_some_and(|length| length.parse::<u64>().is_ok())
        && fields.nth(3).is_some_and(|url| url.contains("://"))
}

struct Archive<R> {
    reader: R,
    /// Bytes read so far.
    offset: u64,
    /// Where the record being read begins.
    start: u64,
    /// Lines are passed over until one begins a record.
    seeking: bool,
}

impl<R: BufRead> Archive<R> {
    /// The next record, or nothing at the end.
    fn next(&mut self) -> Result<Option<Record>, ReadError> {
        let mut line = String::new();
        // Records are parted by empty lines.
        loop {
            self.start = self.offset;
            if !self.line(&mut line)? {
                return Ok(None);
            }
            let begins = line.starts_with("WARC/") || is_arc_header(&line);
            if begins || !self.seeking && !line.trim().is_empty() {
                self.seeking = false;
                break;
            }
        }
        if line.starts_with("WARC/") { self.warc().map(Some) } else { self.arc(&line).map(Some) }
    }

    fn warc(&mut self) -> Result<Record, ReadError> {
        let (mut kind, mut url, mut date, mut mime, mut length) =
            (String::new(), String::new(), String::new(), String::new(), None);
        let mut line = String::new();
        let start = self.offset;
        while self.line(&mut line)? && !line.trim().is_empty() {
            if self.offset - start > LONGEST_HEADER {
                return Err(ReadError::new(ReadErrorKind::Limit, "header over 1 MB"));
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim().to_owned();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => kind = value.to_ascii_lowercase(),
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut url),
                "warc-date" => date = value,
                "content-type" => mime = value.to_ascii_lowercase(),
                "content-length" => length = value.parse::<u64>().ok(),
                _ => {}
            }
        }
        let length = length.ok_or_else(|| ReadError::new(ReadErrorKind::Malformed, "no content length"))?;
        let kind = match kind.as_str() {
            "response" if mime.is_empty() || mime.contains("http") => RecordType::Response,
            "resource" | "conversion" if mime.contains("html") => RecordType::Resource,
            "response" | "resource" | "conversion" | "revisit" => RecordType::NoPage,
            _ => RecordType::Other,
        };
        let (content, truncated) = self.content(kind, length)?;
        Ok(Record { kind, url, date, content, length, truncated })
    }

    /// A record of ARC: one line of address, IP address, date, type and length. Addresses may hold spaces.
    fn arc(&mut self, line: &str) -> Result<Record, ReadError> {
        let fields: Vec<&str> = line.trim_end().rsplitn(5, ' ').collect();
        let (Some(length), Some(mime), Some(date), Some(url)) =
            (fields.first(), fields.get(1), fields.get(2), fields.get(4))
        else {
            return Err(ReadError::new(ReadErrorKind::Malformed, "no header of a WARC or ARC record"));
        };
        let length = length
            .parse::<u64>()
            .map_err(|_| ReadError::new(ReadErrorKind::Malformed, "no length in the ARC header"))?;
        let kind = match url.starts_with("http") {
            true if mime.starts_with("image/") => RecordType::NoPage,
            true => RecordType::Response,
            false => RecordType::Other,
        };
        let (url, date) = ((*url).to_owned(), (*date).to_owned());
        let (content, truncated) = self.content(kind, length)?;
        Ok(Record { kind, url, date, content, length, truncated })
    }

    /// Reads the block of a record, or passes over it; true where the archive ends in it.
    fn content(&mut self, record_type: RecordType, length: u64) -> Result<(Vec<u8>, bool), ReadError> {
        let wanted =
            matches!(record_type, RecordType::Response | RecordType::Resource) && length <= LARGEST_DOCUMENT as u64;
        let mut content = Vec::new();
        let mut block = (&mut self.reader).take(length);
        let count = if wanted {
            block.read_to_end(&mut content).map(|count| count as u64)
        } else {
            std::io::copy(&mut block, &mut std::io::sink())
        };
        let count = count?;
        self.offset += count;
        Ok((content, count < length))
    }

    /// Reads a line, at most as long as a header may be; false at the end.
    fn line(&mut self, line: &mut String) -> Result<bool, ReadError> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.reader).take(LONGEST_HEADER);
        let count = limited.read_until(b'\n', &mut bytes)?;
        self.offset += count as u64;
        line.clear();
        line.push_str(&encoding::decode(&bytes, None));
        Ok(count > 0)
    }
}

/// The article of a record; nothing where it holds no page.
fn page(record: Record) -> Option<Result<crate::article::Record, ReadError>> {
    let holds_page = matches!(record.kind, RecordType::Response | RecordType::Resource);
    if holds_page && record.length > LARGEST_DOCUMENT as u64 {
        let reason = format!("{} is over {} MB", record.url, LARGEST_DOCUMENT >> 20);
        return Some(Err(ReadError::new(ReadErrorKind::Limit, reason)));
    }
    if !holds_page || record.content.is_empty() {
        return None;
    }
    let (body, charset) = match record.kind {
        RecordType::Response => {
            let response = match http::response(&record.content) {
                Ok(response) => response,
                Err(error) => return Some(Err(error)),
            };
            if !response.is_page() {
                return None;
            }
            (response.body, response.charset)
        }
        _ => (record.content, None),
    };
    let text = encoding::decode(&body, charset.as_deref());
    Some(match html::read_page(&text, Some(&record.url)) {
        Ok(mut article) => {
            article.source_id = Some(record.url);
            // The day of capture is the best that is left, but a dateline knows better.
            let dated = dateline::find(&article.text).is_some_and(|line| line.date.is_some());
            article.published = article.published.or_else(|| metadata::published(&record.date).filter(|_| !dated));
            Ok(article)
        }
        // The cut is reported anyway.
        Err(_) if record.truncated => return None,
        Err(error) => Err(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::read_all;

    fn record(kind: &str, url: &str, content: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{url}>\r\nWARC-Date: 2026-01-24T08:15:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        )
    }

    fn page(body: &str) -> String {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>Rain falls</title></head><body><p>{body}</p></body></html>"
        )
    }

    #[test]
    fn pages_are_read_and_the_rest_is_passed_over() {
        let archive = record("request", "https://a.example/1", "GET / HTTP/1.1\r\n\r\n")
            + &record("response", "https://a.example/1", &page("Rain fell on the harbour."))
            + &record("response", "https://a.example/2", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n12345")
            + &record(
                "response",
                "https://a.example/3",
                "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>no</p>",
            );
        let (found, error) = read_all("a.warc", archive.as_bytes(), &Options::default());
        assert_eq!((found.len(), error), (3, None));
        for passed in &found[1..] {
            assert_eq!(passed.record.as_ref().unwrap_err().kind, ReadErrorKind::Unsupported);
        }
        let article = found[0].record.as_ref().unwrap();
        assert_eq!((article.title.as_str(), article.text.as_str()), ("Rain falls", "Rain fell on the harbour."));
        assert_eq!(
            (article.url.as_deref(), article.source.as_deref()),
            (Some("https://a.example/1"), Some("a.example"))
        );
        assert_eq!(article.published.as_ref().unwrap().day.to_string(), "2026-01-24");
    }

    #[test]
    fn arc_records_with_spaces_in_addresses() {
        let content = page("Rain fell.").replace("; charset=utf-8", "");
        let archive = format!(
            "filedesc://a.arc 0.0.0.0 20260124081500 text/plain 4\nabc\n\nhttp://a.example/a b 1.2.3.4 20260124081500 text/html {}\n{content}\n",
            content.len()
        );
        let (found, error) = read_all("a.arc", archive.as_bytes(), &Options::default());
        assert_eq!((found.len(), error), (1, None));
        assert_eq!(found[0].record.as_ref().unwrap().source_id.as_deref(), Some("http://a.example/a b"));
    }

    #[test]
    fn broken_archives_say_where() {
        let whole = record("response", "https://a.example/1", &page("Rain fell."));
        let broken = format!("{whole}garbage\r\nmore of it\r\n{whole}");
        let (found, error) = read_all("a.warc", broken.as_bytes(), &Options::default());
        assert_eq!((found.len(), error), (3, None));
        let reason = &found[1].record.as_ref().unwrap_err().reason;
        assert!(reason.starts_with(&format!("record at byte {}: ", whole.len())), "{reason}");
        assert!(found[2].record.is_ok());
        let (found, _) = read_all("a.warc", &whole.as_bytes()[..whole.len() - 10], &Options::default());
        assert!(found[0].record.as_ref().unwrap().text.starts_with("Rain fell."));
        let reason = &found[1].record.as_ref().unwrap_err().reason;
        assert_eq!(reason, "record at byte 0: the archive ends inside the record of https://a.example/1");
    }
}
