//! The texts of a message, decoded from its own bytes: what a header says of their encoding often is wrong or missing.

use crate::formats::common::{encoding, markup};
use mail_parser::{
    Encoding, Message, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

/// The page of a message that is a saved page.
pub(super) fn page(message: &Message<'_>) -> Option<String> {
    let part = message.parts.iter().find(|part| matches!(part.body, PartType::Html(_)))?;
    Some(decoded(message, part))
}

/// All that a message itself says: its text or HTML, further parts and attachments that are text.
pub(super) fn text(message: &Message<'_>) -> String {
    let own = message.html_body.iter().chain(&message.attachments);
    let mut texts = Vec::new();
    for part in own.filter_map(|id| message.parts.get(*id as usize)) {
        let text = match part.body {
            PartType::Html(_) => markup::fragment_text(&decoded(message, part)),
            PartType::Text(_) if is_prose(part) => decoded(message, part),
            _ => continue,
        };
        if !text.trim().is_empty() {
            texts.push((part.offset_header, text.trim_end().to_owned()));
        }
    }
    texts.sort_by_key(|(at, _)| *at);
    texts.dedup_by_key(|(at, _)| *at);
    texts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n\n")
}

/// The messages directly inside a message.
pub(super) fn messages<'a>(message: &'a Message<'_>) -> Vec<&'a Message<'a>> {
    let inner = message
        .parts
        .iter()
        .filter_map(|part| if let PartType::Message(inner) = &part.body { Some(inner) } else { None });
    inner.collect()
}

/// The encoding that the first text of a message is said to be in.
pub(super) fn charset<'a>(message: &'a Message<'_>) -> Option<&'a str> {
    message.parts.iter().find_map(|part| part.content_type()?.attribute("charset"))
}

fn is_prose(part: &MessagePart<'_>) -> bool {
    part.content_type().is_none_or(|kind| {
        let subtype = kind.subtype().unwrap_or("plain").to_ascii_lowercase();
        kind.c_type.eq_ignore_ascii_case("text")
            && matches!(subtype.as_str(), "plain" | "enriched" | "markdown" | "x-markdown")
    })
}

/// The text of a part, in the encoding that its bytes are in.
fn decoded(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let parsed = || match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.to_string(),
        _ => String::new(),
    };
    let Some(raw) = message.raw_message.get(part.offset_body as usize..part.offset_end as usize) else {
        return parsed();
    };
    let bytes = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    let said = charset.filter(|label| !label.to_ascii_lowercase().contains("ascii"));
    bytes.map_or_else(parsed, |bytes| encoding::decode_part(&bytes, said).into_owned())
}
