//! Mail: single messages (EML), mailboxes (mbox) and pages saved as mail (MHTML); newsletters, mostly.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline, encoding,
        input::{Head, Input, LARGEST_DOCUMENT},
        markup, metadata,
        sink::Sink,
    },
    html,
};
use crate::article::Record;
use mail_parser::{MessageParser, MimeHeaders, PartType};
use std::io::{BufRead, BufReader, Read};

/// The reader of mail.
pub(super) struct Mail;

/// Headers that open a message, in lower case.
const FIRST_HEADERS: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "dkim-signature",
    "snapshot-content-location",
    "x-received",
    "content-type",
    "reply-to",
    "sender",
    "list-id",
];

impl Format for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["eml", "mbox", "mht", "mhtml", "mbx"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let mut lines = head.text.lines();
        let first = head.text.lines().next().unwrap_or("");
        if first.starts_with("From ") && first.contains(':') {
            return lines.nth(1).is_some_and(|line| header(line).is_some());
        }
        // Three headers, of which one only mail has.
        let names: Vec<String> = lines.take_while(|line| !line.trim().is_empty()).take(60).filter_map(header).collect();
        let mail = names.iter().any(|name| {
            matches!(
                name.as_str(),
                "received" | "message-id" | "mime-version" | "return-path" | "snapshot-content-location"
            )
        });
        mail && names.iter().filter(|name| FIRST_HEADERS.contains(&name.as_str())).count() >= 3
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        if !input.head().bytes.starts_with(b"From ") {
            let flow = match article(&input.all_bytes()?) {
                Ok(record) => sink.article(record),
                Err(error) => return Err(error),
            };
            let _ = flow;
            return Ok(());
        }
        let mut reader = BufReader::new(input);
        let mut message = Vec::new();
        let (mut after_blank, mut open, mut offset, mut start) = (true, false, 0_u64, 0);
        loop {
            let at = message.len();
            let count = (&mut reader).take(LARGEST_DOCUMENT as u64).read_until(b'\n', &mut message)?;
            let line = &message[at..];
            let begins = after_blank && line.starts_with(b"From ");
            if open && (begins || count == 0) {
                let outcome = if at > LARGEST_DOCUMENT {
                    Err(ReadError::new(ReadErrorKind::Limit, format!("a message over {} MB", LARGEST_DOCUMENT >> 20)))
                } else {
                    article(&message[..at])
                };
                let flow = match outcome {
                    Ok(record) => sink.article(record),
                    Err(error) => sink.failed(error.at(&format!("message at byte {start}"))),
                };
                if flow.is_break() {
                    return Ok(());
                }
            }
            if count == 0 {
                return Ok(());
            }
            offset += count as u64;
            after_blank = line.trim_ascii().is_empty();
            if begins {
                message.clear();
                (open, start) = (true, offset - count as u64);
            } else if line.starts_with(b">")
                && line.trim_ascii_start().iter().find(|byte| **byte != b'>') == Some(&b'F')
                && line.windows(5).any(|part| part == b"From ")
            {
                // Lines that begin with "From " were quoted.
                message.remove(at);
            } else if message.len() > 2 * LARGEST_DOCUMENT {
                message.truncate(LARGEST_DOCUMENT + 1);
            }
        }
    }
}

/// The name of a header line in lower case.
fn header(line: &str) -> Option<String> {
    let (name, _) = line.split_once(':')?;
    let fits =
        !name.is_empty() && name.len() < 60 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| name.to_ascii_lowercase())
}

/// The article of a message: its HTML part, else its text.
fn article(bytes: &[u8]) -> Result<Record, ReadError> {
    let malformed = || ReadError::new(ReadErrorKind::Malformed, "no message with headers");
    let message = MessageParser::default().parse(bytes).ok_or_else(malformed)?;
    let place = message.header_raw("Snapshot-Content-Location").or_else(|| message.header_raw("Content-Location"));
    let place = place.map(|url| url.trim().to_owned()).filter(|url| url.starts_with("http"));
    let page = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(text) if !part.is_content_type("text", "calendar") => Some(text.to_string()),
        _ => None,
    });
    let plain = || {
        message.parts.iter().find_map(|part| match &part.body {
            PartType::Text(text)
                if part.content_type().is_none_or(|kind| kind.c_type == "text" && kind.subtype() != Some("css")) =>
            {
                Some(text.to_string())
            }
            _ => None,
        })
    };
    let mut record = match (page, &place) {
        // A saved page is a page first.
        (Some(page), Some(url)) => html::read_page(&page, Some(url))?,
        (Some(page), None) => Record { text: markup::fragment_text(&page), ..Record::default() },
        (None, _) => Record { text: plain().unwrap_or_default(), ..Record::default() },
    };
    if record.text.trim().is_empty() {
        return Err(ReadError::new(ReadErrorKind::Empty, "a message without text"));
    }
    let subject = message
        .subject()
        .map(str::to_owned)
        .or_else(|| Some(encoding::decode(message.header_raw("Subject")?.as_bytes(), None).into_owned()));
    if record.title.is_empty() {
        record.title = subject.unwrap_or_default();
    }
    if place.is_none() {
        let sender = message.from().and_then(|from| from.first());
        let name = sender.and_then(|sender| sender.name.as_deref());
        // A person writes under a name of two words; an outlet's newsletter comes from the outlet.
        record.authors =
            name.map_or(Vec::new(), byline::authors).into_iter().filter(|name| byline::is_name(name)).collect();
        record.source = name.or_else(|| sender?.address.as_deref()?.split('@').nth(1)).map(str::to_owned);
        record.source_id = message.message_id().map(str::to_owned);
    }
    if record.published.is_none() {
        record.published = message.header_raw("Date").and_then(metadata::published);
    }
    Ok(record)
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{article, articles};

    const MESSAGE: &str = "From: The Post <news@post.example>\r\nTo: me@a.example\r\nSubject: =?utf-8?q?Caf=C3=A9?= news\r\nMessage-ID: <1@post.example>\r\n\
        Date: Sat, 24 Jan 2026 08:15:00 +0400\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>Rain =C3=A9t=C3=A9.</p><p>Two.</p>\r\n--b--\r\n";

    #[test]
    fn a_newsletter() {
        let record = article("a.txt", MESSAGE);
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Café news", "Rain été.\n\nTwo."));
        assert_eq!((record.source.as_deref(), record.source_id.as_deref()), (Some("The Post"), Some("1@post.example")));
        assert_eq!(record.published.unwrap().at.as_deref(), Some("2026-01-24T08:15:00+04:00"));
    }

    #[test]
    fn a_mailbox() {
        let one = "From a@b Sat Jan 24 08:15:00 2026\nFrom: Jane Doe <j@a.example>\nSubject: One\nMessage-ID: <1>\n\nFirst.\n\n>From here on.\n\n";
        let two = "From a@b Sat Jan 24 08:15:00 2026\nFrom: x@a.example\nSubject: Two\n\nSecond.\n";
        let records = articles("a.mbox", format!("{one}{two}"));
        assert_eq!(records.len(), 2);
        assert_eq!((records[0].title.as_str(), records[0].text.as_str()), ("One", "First.\n\nFrom here on."));
        assert_eq!(
            (records[0].authors.join(""), records[1].source.as_deref()),
            ("Jane Doe".to_owned(), Some("a.example"))
        );
    }

    #[test]
    fn a_saved_page() {
        let body = "<html><head><title>Rain falls</title></head><body><article><p>Rain fell on the harbour all day.</p></article></body></html>";
        let page = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/rain\r\nSubject: x\r\nDate: Sat, 24 Jan 2026 08:15:00 -0000\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{body}\r\n--b--\r\n"
        );
        let record = article("a.mhtml", page);
        assert_eq!((record.title.as_str(), record.url.as_deref()), ("Rain falls", Some("https://a.example/rain")));
        assert_eq!(record.text, "Rain fell on the harbour all day.");
    }
}
