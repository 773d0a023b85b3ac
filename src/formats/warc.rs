//! Web archives: WARC and ARC, record-compressed, compressed as a whole or not at all; streamed.
//!
//! Only HTML responses (and HTML resources) become articles. Everything else is passed over; what is broken is reported
//! with the offset of its record in the uncompressed archive.

use super::{
    Format, Input, Options, ReadError, ReadErrorKind, Sink, encoding, html, http,
    input::{Head, LARGEST_DOCUMENT, io_error},
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
        let mut archive = Archive { reader: BufReader::with_capacity(64 << 10, input), offset: 0, start: 0 };
        loop {
            let next = archive.next();
            let start = archive.start;
            let record = match next {
                Ok(Some(record)) => record,
                Ok(None) => return Ok(()),
                // Without a header that can be read the next record cannot be found.
                Err(error) => return Err(error.at(&format!("record at byte {start}"))),
            };
            if let Some(outcome) = page(record) {
                let flow = match outcome {
                    Ok(record) => sink.article(record),
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
    kind: Kind,
    url: String,
    date: String,
    /// Empty for kinds that hold no page.
    content: Vec<u8>,
    truncated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Response,
    /// A file as it is, without HTTP headers around it.
    Resource,
    Other,
}

struct Archive<R> {
    reader: R,
    /// Bytes read so far.
    offset: u64,
    /// Where the record being read begins.
    start: u64,
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
            if !line.trim().is_empty() {
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
                "warc-target-uri" => url = value.trim_matches(['<', '>']).to_owned(),
                "warc-date" => date = value,
                "content-type" => mime = value.to_ascii_lowercase(),
                "content-length" => length = value.parse::<u64>().ok(),
                _ => {}
            }
        }
        let length = length.ok_or_else(|| ReadError::new(ReadErrorKind::Malformed, "no content length"))?;
        let kind = match kind.as_str() {
            "response" if mime.is_empty() || mime.contains("http") => Kind::Response,
            "resource" | "conversion" if mime.contains("html") => Kind::Resource,
            _ => Kind::Other,
        };
        let (content, truncated) = self.content(kind, length)?;
        Ok(Record { kind, url, date, content, truncated })
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
        let kind = if url.starts_with("http") && !mime.starts_with("image/") { Kind::Response } else { Kind::Other };
        let (url, date) = ((*url).to_owned(), (*date).to_owned());
        let (content, truncated) = self.content(kind, length)?;
        Ok(Record { kind, url, date, content, truncated })
    }

    /// Reads the block of a record, or passes over it; says whether the archive ended in it.
    fn content(&mut self, kind: Kind, length: u64) -> Result<(Vec<u8>, bool), ReadError> {
        let wanted = kind != Kind::Other && length <= LARGEST_DOCUMENT as u64;
        let mut content = Vec::new();
        let mut block = (&mut self.reader).take(length);
        let count = if wanted {
            block.read_to_end(&mut content).map(|count| count as u64)
        } else {
            std::io::copy(&mut block, &mut std::io::sink())
        };
        let count = count.map_err(|error| io_error(&error))?;
        self.offset += count;
        Ok((content, count < length))
    }

    /// Reads a line, at most as long as a header may be; false at the end.
    fn line(&mut self, line: &mut String) -> Result<bool, ReadError> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.reader).take(LONGEST_HEADER);
        let count = limited.read_until(b'\n', &mut bytes).map_err(|error| io_error(&error))?;
        self.offset += count as u64;
        line.clear();
        line.push_str(&encoding::decode(&bytes, None));
        Ok(count > 0)
    }
}

/// The article of a record; nothing where it holds no page.
fn page(record: Record) -> Option<Result<crate::article::Record, ReadError>> {
    if record.kind == Kind::Other || record.content.is_empty() {
        return None;
    }
    let (body, charset) = match record.kind {
        Kind::Response => {
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
            article.source = article.source.or_else(|| host(article.url.as_deref()?));
            Ok(article)
        }
        Err(error) if record.truncated => Err(ReadError::new(
            ReadErrorKind::Malformed,
            format!("the archive ends inside the record of {}: {error}", record.date),
        )),
        Err(error) => Err(error),
    })
}

/// The host of an address, without "www.".
fn host(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':', '?', '#']).next()?;
    Some(host.trim_start_matches("www.").to_owned()).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_all;
    use super::*;

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
        assert_eq!((found.len(), error), (1, None));
        let article = found[0].record.as_ref().unwrap();
        assert_eq!((article.title.as_str(), article.text.as_str()), ("Rain falls", "Rain fell on the harbour."));
        assert_eq!(
            (article.url.as_deref(), article.source.as_deref()),
            (Some("https://a.example/1"), Some("a.example"))
        );
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
        let (found, error) = read_all("a.warc", format!("{whole}garbage\r\n").as_bytes(), &Options::default());
        assert_eq!(found.len(), 1);
        assert!(error.unwrap().reason.starts_with(&format!("record at byte {}: ", whole.len())));
    }
}
