//! Mail: single messages (EML), mailboxes (mbox) and pages saved as mail (MHTML); newsletters, mostly.

mod headers;
mod mailbox;
mod parts;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline,
        input::{Head, Input},
        metadata,
        sink::Sink,
    },
    exports, html,
};
use crate::article::Record;
use mail_parser::{Message, MessageParser};

/// Messages inside one another, at most.
const DEEPEST: usize = 5;

/// Messages inside of one message, at most.
const MOST: usize = 10_000;

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
        if input.head().bytes.trim_ascii_start().starts_with(b"From ") {
            return mailbox::read(input, sink);
        }
        for record in articles(input.all_bytes()?.trim_ascii_start())? {
            if sink.article(record).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The name of a header line in lower case.
fn header(line: &str) -> Option<String> {
    let (name, _) = line.split_once(':')?;
    let fits =
        !name.is_empty() && name.len() < 60 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| name.to_ascii_lowercase())
}

/// The articles of a message: its own, and those of the messages in it (forwarded ones, digests).
fn articles(bytes: &[u8]) -> Result<Vec<Record>, ReadError> {
    let malformed = || ReadError::new(ReadErrorKind::Malformed, "no message with headers");
    let message = MessageParser::default().parse(bytes).ok_or_else(malformed)?;
    let mut records = Vec::new();
    let mut open = vec![(&message, 0)];
    while let Some((message, depth)) = open.pop() {
        if let Some(record) = article(message)? {
            // Databases send what was asked for by mail.
            records.extend(exports::of_text(&record.text).unwrap_or_else(|| vec![record]));
        }
        if depth < DEEPEST && records.len() < MOST {
            open.extend(parts::messages(message).into_iter().rev().map(|inner| (inner, depth + 1)));
        }
    }
    if records.is_empty() {
        return Err(ReadError::new(ReadErrorKind::Empty, "a message without text"));
    }
    Ok(records)
}

/// The article of a message itself; none where it has no text of its own.
fn article(message: &Message<'_>) -> Result<Option<Record>, ReadError> {
    let place = message.header_raw("Snapshot-Content-Location").or_else(|| message.header_raw("Content-Location"));
    let place = place.map(|url| url.trim().to_owned()).filter(|url| url.starts_with("http"));
    let mut record = match (parts::page(message), &place) {
        // A saved page is a page first.
        (Some(page), Some(url)) => html::read_page(&page, Some(url))?,
        _ => Record { text: parts::text(message), ..Record::default() },
    };
    if record.text.trim().is_empty() {
        return Ok(None);
    }
    let charset = parts::charset(message);
    let header = |name: &str| headers::value(message, name, charset);
    if record.title.is_empty() {
        record.title = header("Subject").unwrap_or_default();
    }
    if place.is_none() {
        let (name, address) = header("From").map_or((None, None), |from| headers::sender(&from));
        // A person writes under a name of two words; an outlet's newsletter comes from the outlet.
        let authors = name.as_deref().map_or(Vec::new(), byline::authors);
        record.authors = authors.into_iter().filter(|name| byline::is_name(name)).collect();
        record.source = name.or_else(|| address?.split('@').nth(1).map(str::to_owned));
        record.source_id = message.message_id().map(str::to_owned);
    }
    if record.published.is_none() {
        // Where the sender's date is missing, the first server that took the message knows the day.
        let received =
            || headers::last(message, "Received", charset)?.rsplit_once(';').map(|(_, date)| date.to_owned());
        record.published = header("Date")
            .and_then(|date| metadata::published_at_least_by_day(&date))
            .or_else(|| metadata::published_at_least_by_day(&received()?));
    }
    Ok(Some(record))
}

#[cfg(test)]
mod tests {
    use crate::formats::{
        Options,
        tests::{article, articles, read_all},
    };

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

    const HEAD: &str = "From: Jane Doe <j@a.example>\nTo: me@a.example\nSubject: Rain\nMessage-ID: <1@a.example>\nDate: Tue, 05 Mar 2024 09:10:00 +0100\n";

    fn with(head: &str, body: &[u8]) -> Vec<u8> {
        [HEAD.as_bytes(), head.as_bytes(), b"\n", body].concat()
    }

    #[test]
    fn texts_are_decoded_as_they_are_written() {
        let (gbk, _, _) =
            encoding_rs::GBK.encode("市议会周二批准了新的渡轮码头，市长说工程将于夏天开始，反对者担心鱼市。");
        let (cyrillic, _, _) =
            encoding_rs::WINDOWS_1251.encode("<meta charset=windows-1251><p>Городской совет одобрил.</p>");
        for (head, body, text) in [
            (
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n",
                "Fähre in Köln.".as_bytes(),
                "Fähre in Köln.",
            ),
            ("", b"F\xe4hre in K\xf6ln, sagte der Rat am Dienstag.", "Fähre in Köln, sagte der Rat am Dienstag."),
            ("", &gbk, "市议会周二批准了新的渡轮码头，市长说工程将于夏天开始，反对者担心鱼市。"),
            ("MIME-Version: 1.0\nContent-Type: text/html\n", &cyrillic, "Городской совет одобрил."),
            (
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n",
                b"F=E4hre, no=\n ch.",
                "Fähre, no ch.",
            ),
            (
                "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n",
                b"RuRocmUgaW4gS/ZsbiwgZGFua2U=",
                "Fähre in Köln, danke",
            ),
        ] {
            assert_eq!(article("a.eml", with(head, body)).text, text, "{head}");
        }
    }

    #[test]
    fn subjects_are_decoded_as_they_are_written() {
        for (subject, title) in [
            (&b"=?utf-8?Q?F=C3?=\n =?utf-8?Q?=A4hre_genehmigt?="[..], "Fähre genehmigt"),
            (b"=?utf-8?B?RsM=?=\n =?utf-8?B?pGhyZQ==?= heute", "Fähre heute"),
            (b"F\xe4hre genehmigt", "Fähre genehmigt"),
            ("Fähre".as_bytes(), "Fähre"),
            (b"Plain =?x?= text", "Plain =?x?= text"),
        ] {
            let mail = [
                b"From: a@a.example\nMessage-ID: <1>\nDate: Tue, 05 Mar 2024 09:10:00 +0100\nSubject: ",
                subject,
                b"\nContent-Type: text/plain; charset=windows-1252\n\nText.\n",
            ]
            .concat();
            assert_eq!(article("a.eml", mail).title, title);
        }
    }

    #[test]
    fn a_fault_in_time_or_zone_leaves_the_day() {
        for (date, day) in [
            ("Wed, 31 Aug 2005 16:59:17 -0-200", "2005-08-31"),
            ("Tue, 22 Apr 2008 12.31.30 +0200", "2008-04-22"),
            ("Tue, 05 Mar 2024 25:10:00 +0100", "2024-03-05"),
            ("Tue, 05 Mar 2024 09:10:00 \"GMT+0100\"", "2024-03-05"),
            ("Sun, 30 Sep 2001 22:19:06 0100", "2001-09-30"),
        ] {
            let mail = format!("From: a@a.example\nMessage-ID: <1>\nSubject: x\nDate: {date}\n\nText.\n");
            assert_eq!(article("a.eml", mail).published.unwrap().day.to_string(), day, "{date}");
        }
        let mail = "From: a@a.example\nReceived: from a by b; Wed, 06 Mar 2024 09:10:03 +0100\nReceived: from c\n by a; Tue, 05 Mar 2024 09:10:03 +0100\nSubject: x\n\nText.\n";
        assert_eq!(article("a.eml", mail).published.unwrap().day.to_string(), "2024-03-05");
    }

    #[test]
    fn all_texts_of_a_message_are_read() {
        let head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n";
        let body = b"--B\nContent-Type: text/plain\n\nSee below.\n--B\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\n\
            Attached.\n--B\nContent-Type: text/html\n\n<p>Last.</p>\n--B\nContent-Type: image/png\n\nxx\n--B--\n";
        assert_eq!(article("a.eml", with(head, body)).text, "See below.\n\nAttached.\n\nLast.");
    }

    #[test]
    fn messages_in_a_message_are_articles() {
        let inner =
            "From: Tom Reed <t@a.example>\nSubject: Inner\nDate: Mon, 04 Mar 2024 08:00:00 +0100\n\nInner text.\n";
        let forwarded = with("MIME-Version: 1.0\nContent-Type: message/rfc822\n", inner.as_bytes());
        let record = article("a.eml", forwarded);
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Inner", "Inner text."));
        let head = "MIME-Version: 1.0\nContent-Type: multipart/digest; boundary=B\n";
        let records = articles("a.eml", with(head, format!("--B\n\n{inner}--B\n\n{inner}--B--\n").as_bytes()));
        assert_eq!(records.len(), 2);
        assert_eq!(records[1].published.as_ref().unwrap().day.to_string(), "2024-03-04");
        let head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n";
        let both = format!(
            "--B\nContent-Type: text/plain\n\nSee attached.\n--B\nContent-Type: message/rfc822\n\n{inner}--B--\n"
        );
        let texts: Vec<String> =
            articles("a.eml", with(head, both.as_bytes())).into_iter().map(|record| record.text).collect();
        assert_eq!(texts, ["See attached.", "Inner text."]);
    }

    #[test]
    fn paragraphs_that_begin_with_from_end_no_message() {
        let one = |body: &str| {
            format!(
                "From a@b Sat Jan 24 08:15:00 2026\nFrom: x@a.example\nSubject: One\n\nHello.\n\n{body}\nOn it goes.\n\n"
            )
        };
        for line in [
            "From my (non technical end) some queries;",
            "From Monday Mar 4 the pier is closed in 2024",
            "From the President xyz@abc.example: it is closed",
            "From 10:30 on 4 March 2024 it is closed",
        ] {
            let records = articles("a.mbox", one(line) + &one("Second."));
            assert_eq!(records.len(), 2, "{line}");
            assert_eq!(records[0].text, format!("Hello.\n\n{line}\nOn it goes."));
        }
        let blank = articles("a.mbox", format!("\n{}", one("x")));
        assert_eq!(blank.len(), 1);
        assert_eq!(article("a.eml", [b"\n", with("", b"Text.").as_slice()].concat()).title, "Rain");
    }

    #[test]
    fn a_message_without_text_is_named() {
        let (_, error) =
            read_all("a.eml", &with("MIME-Version: 1.0\nContent-Type: image/png\n", b"xx"), &Options::default());
        assert_eq!(error.unwrap().reason, "a message without text");
    }
}
