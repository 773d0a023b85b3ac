//! Headers of a message, their bytes decoded as they were meant: encoded words joined, raw bytes in the encoding they seem to be.

use crate::formats::common::encoding;
use mail_parser::{
    Message,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode_char},
};

/// The value of a header on one line; `charset` is that of the message's text, for raw bytes.
pub(super) fn value(message: &Message<'_>, name: &str, charset: Option<&str>) -> Option<String> {
    raw(message, name).next().map(|bytes| decode(bytes, charset))
}

/// The value of the last header of a name.
pub(super) fn last(message: &Message<'_>, name: &str, charset: Option<&str>) -> Option<String> {
    raw(message, name).last().map(|bytes| decode(bytes, charset))
}

fn raw<'a>(message: &'a Message<'_>, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    let headers = message.headers().iter().filter(move |header| header.name.as_str().eq_ignore_ascii_case(name));
    headers.filter_map(|header| message.raw_message.get(header.offset_start as usize..header.offset_end as usize))
}

/// Name and address of the first sender: `Jane Doe <j@a.example>`, `j@a.example (Jane Doe)`.
pub(super) fn sender(from: &str) -> (Option<String>, Option<String>) {
    let some = |text: &str| {
        let text = text.trim().trim_matches(['"', '\'']).replace("\\\"", "\"").trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    };
    if let Some((name, rest)) = from.split_once('<') {
        return (some(name), some(rest.split('>').next().unwrap_or("")));
    }
    match from.split_once('(') {
        Some((address, rest)) => (some(rest.split(')').next().unwrap_or("")), some(address)),
        None if from.contains('@') => (None, some(from.split(',').next().unwrap_or(""))),
        None => (some(from), None),
    }
}

/// Bytes of one encoding in a row: a character may be divided between encoded words.
#[derive(Default)]
struct Run {
    charset: String,
    bytes: Vec<u8>,
}

impl Run {
    fn end(&mut self, out: &mut String) {
        if !self.bytes.is_empty() {
            out.push_str(&encoding::decode_part(&self.bytes, Some(&self.charset)));
            self.bytes.clear();
        }
    }
}

/// The text of a header's bytes.
fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    let text = encoding::decode_part(bytes, charset);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let mut run = Run::default();
    let mut rest = text.as_str();
    while let Some(start) = rest.find("=?") {
        let (before, after) = rest.split_at(start);
        let Some((charset, bytes, length)) = encoded_word(after) else {
            run.end(&mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = &after[2..];
            continue;
        };
        // White space between encoded words is none of the text.
        if !before.trim().is_empty() || run.bytes.is_empty() {
            run.end(&mut out);
            out.push_str(before);
        }
        if !run.charset.eq_ignore_ascii_case(charset) {
            run.end(&mut out);
            charset.clone_into(&mut run.charset);
        }
        run.bytes.extend(bytes);
        rest = &after[length..];
    }
    run.end(&mut out);
    out.push_str(rest);
    out
}

/// Charset and bytes of the encoded word that a text begins with, and its length.
fn encoded_word(text: &str) -> Option<(&str, Vec<u8>, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_once('?')?;
    let (method, rest) = rest.split_once('?')?;
    let end = rest.find("?=")?;
    // A language may follow the charset.
    let label = charset.split('*').next().filter(|label| !label.is_empty() && label.len() < 40)?;
    let bytes = match method {
        "Q" | "q" => quoted(&rest.as_bytes()[..end]),
        "B" | "b" => base64_decode(&rest.as_bytes()[..end])?,
        _ => return None,
    };
    Some((label, bytes, text.len() - rest.len() + end + 2))
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let escaped = || quoted_printable_decode_char(*text.get(at + 1)?, *text.get(at + 2)?);
        match (byte, (*byte == b'=').then(escaped).flatten()) {
            (_, Some(decoded)) => {
                out.push(decoded);
                at += 2;
            }
            (b'_', None) => out.push(b' '),
            (other, None) => out.push(*other),
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn senders() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(sender("\"Doe, Jane\" <j@a.example>"), (some("Doe, Jane"), some("j@a.example")));
        assert_eq!(sender("j@a.example (Jane Doe)"), (some("Jane Doe"), some("j@a.example")));
        assert_eq!(sender("j@a.example, k@a.example"), (None, some("j@a.example")));
        assert_eq!(sender("<j@a.example>"), (None, some("j@a.example")));
    }

    #[test]
    fn words_of_several_encodings() {
        assert_eq!(
            decode(b"=?iso-8859-1?Q?Caf=E9?= =?utf-8*en?B?IMOpdMOp?=, now", None),
            "Caf\u{e9} \u{e9}t\u{e9}, now"
        );
        assert_eq!(decode(b"a =?utf-8?Q?b_c?= d", None), "a b c d");
        assert_eq!(decode(b"=?utf-8?X?b?=", None), "=?utf-8?X?b?=");
    }

    proptest! {
        #[test]
        fn any_header_is_survived(text in "(=\\?|\\?=|utf-8|\\?Q\\?|\\?B\\?|=C3|\\PC){0,20}") {
            let _ = (decode(text.as_bytes(), None), sender(&text));
        }
    }
}
