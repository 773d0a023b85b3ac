//! Stored HTTP responses: status, content type, and the body with its transfer and content encodings undone.

use super::input::LARGEST_DOCUMENT;
use crate::formats::{ReadError, ReadErrorKind};
use std::io::Read;

/// A response whose body is as the server meant it.
pub struct Response {
    /// The status code; 200 for the responses of HTTP/0.9, which have no headers.
    pub status: u16,
    /// The media type in lower case, without parameters.
    pub mime: String,
    /// The encoding that the headers name.
    pub charset: Option<String>,
    /// The decoded body.
    pub body: Vec<u8>,
}

impl Response {
    /// True for a page that was found.
    pub fn is_page(&self) -> bool {
        let html = matches!(self.mime.as_str(), "text/html" | "application/xhtml+xml");
        self.status == 200 && (html || self.mime.is_empty() && self.body.trim_ascii_start().starts_with(b"<"))
    }
}

/// The host of an address, without "www.".
pub fn host(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':', '?', '#']).next()?;
    Some(host.trim_start_matches("www.").to_owned()).filter(|host| !host.is_empty())
}

/// Takes a stored response apart.
///
/// # Errors
/// When its body grows over the limit for a document.
pub fn response(bytes: &[u8]) -> Result<Response, ReadError> {
    if !bytes.starts_with(b"HTTP/") {
        return Ok(Response { status: 200, mime: String::new(), charset: None, body: bytes.to_vec() });
    }
    let (head_end, body_start) = end_of_head(bytes);
    let head = String::from_utf8_lossy(&bytes[..head_end]);
    let header = |wanted: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let kind = header("content-type").unwrap_or_default();
    let charset = kind.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ', ';']).to_owned());
    let mime = kind.split(';').next().unwrap_or("").trim().to_owned();
    let mut body = bytes[body_start..].to_vec();
    if header("transfer-encoding").is_some_and(|encoding| encoding.contains("chunked")) {
        // Some archives store the body already put together, under the old header.
        body = unchunk(&body).unwrap_or(body);
    }
    for encoding in header("content-encoding").unwrap_or_default().split(',').map(str::trim).rev() {
        body = decompress(&body, encoding)?;
    }
    Ok(Response { status, mime, charset, body })
}

fn end_of_head(bytes: &[u8]) -> (usize, usize) {
    let strict = memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
    let loose = memchr::memmem::find(bytes, b"\n\n").map(|at| (at, at + 2));
    strict.into_iter().chain(loose).min().unwrap_or((bytes.len(), bytes.len()))
}

/// The body of chunks; `None` where it is not in chunks. A body that breaks off gives what it has.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]);
        let Some(end) = end.filter(|_| !rest.is_empty()) else { return (!body.is_empty()).then_some(body) };
        let size = std::str::from_utf8(&rest[..end])
            .ok()
            .and_then(|line| usize::from_str_radix(line.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else { return (!body.is_empty()).then_some(body) };
        if size == 0 {
            return Some(body);
        }
        let chunk = &rest[end + 1..];
        let taken = size.min(chunk.len());
        body.extend_from_slice(&chunk[..taken]);
        rest = chunk[taken..]
            .strip_prefix(b"\r\n")
            .or_else(|| chunk[taken..].strip_prefix(b"\n"))
            .unwrap_or(&chunk[taken..]);
    }
}

/// Undoes one content encoding; a body that is not so encoded stays as it is.
fn decompress(body: &[u8], encoding: &str) -> Result<Vec<u8>, ReadError> {
    let mut out = Vec::new();
    let mut limited = |reader: &mut dyn Read| reader.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut out).is_ok();
    let whole = match encoding {
        "gzip" | "x-gzip" => limited(&mut flate2::read::MultiGzDecoder::new(body)),
        "deflate" => limited(&mut flate2::read::ZlibDecoder::new(body)),
        "zstd" => zstd::stream::read::Decoder::new(body).is_ok_and(|mut reader| limited(&mut reader)),
        "br" => limited(&mut brotli_decompressor::Decompressor::new(body, 16 << 10)),
        _ => return Ok(body.to_vec()),
    };
    if out.len() > LARGEST_DOCUMENT {
        return Err(ReadError::new(
            ReadErrorKind::Limit,
            format!("a response of over {} MB when unpacked", LARGEST_DOCUMENT >> 20),
        ));
    }
    Ok(if whole || !out.is_empty() { out } else { body.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn encodings_are_undone() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"<p>Rain</p>").unwrap();
        let gzip = gzip.finish().unwrap();
        let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        bytes.extend(format!("{:x};x=y\r\n", gzip.len()).bytes().chain(gzip).chain(*b"\r\n0\r\n\r\n"));
        let found = response(&bytes).unwrap();
        assert!(found.is_page());
        assert_eq!((found.body.as_slice(), found.charset.as_deref()), (&b"<p>Rain</p>"[..], Some("utf-8")));
    }

    #[test]
    fn brotli_is_undone() {
        // "<p>Rain</p>" as one uncompressed block: its length less one, then the bytes, then an empty last block.
        let packed = [&[0x0b, 0x05, 0x80][..], b"<p>Rain</p>", &[0x03]].concat();
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n";
        assert_eq!(response(&[&head[..], &packed].concat()).unwrap().body, b"<p>Rain</p>");
    }

    #[test]
    fn wrong_headers_do_no_harm() {
        let found = response(b"HTTP/1.1 200 OK\nContent-Type: text/html\nTransfer-Encoding: chunked\nContent-Encoding: gzip\n\n<p>plain</p>").unwrap();
        assert_eq!(found.body, b"<p>plain</p>");
        assert_eq!(response(b"HTTP/1.1").unwrap().status, 0);
    }
}
