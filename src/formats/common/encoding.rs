//! From bytes in any encoding to text.
//!
//! Order of trust: byte order mark; UTF-16 by its zero bytes; valid UTF-8 (no other encoding looks like it by
//! accident); what a header says (HTTP, mail); what the document declares (XML, HTML); then statistics (chardetng).
//! Broken bytes become U+FFFD and never stop a file.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Bytes in which a document declares its encoding.
const DECLARATION: usize = 4096;

/// Bytes that the statistics look at.
const SAMPLE: usize = 64 << 10;

/// The text of a document, without byte order mark; `declared` is the encoding that a header outside of it names.
///
/// C1 control characters, which no text has, are what Windows-1252 writes with their bytes: quotes and dashes.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    match decode_as_it_is(bytes, declared) {
        Cow::Borrowed(text) => without_c1(text),
        Cow::Owned(text) => Cow::Owned(without_c1(&text).into_owned()),
    }
}

/// The text of a part of a message, which is whole: a character is never cut off at its end.
pub fn decode_part<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match named.filter(|encoding| *encoding != UTF_8 && std::str::from_utf8(bytes).is_err()) {
        Some(encoding) => Cow::Owned(without_c1(&decode_as(bytes, encoding)).into_owned()),
        None => decode(bytes, declared),
    }
}

/// The character that Windows-1252 has where Unicode has a C1 control character.
pub fn of_windows(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9f) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(c)
        }
        _ => c,
    }
}

fn without_c1(text: &str) -> Cow<'_, str> {
    let has_any =
        memchr::memchr_iter(0xc2, text.as_bytes()).any(|at| matches!(text.as_bytes().get(at + 1), Some(0x80..=0x9f)));
    if has_any { Cow::Owned(text.chars().map(of_windows).collect()) } else { Cow::Borrowed(text) }
}

/// The text of a document with all its characters.
pub fn decode_as_it_is<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    let (encoding, mark) = detect(bytes, declared);
    decode_as(&bytes[mark..], encoding)
}

/// The text of bytes in a known encoding.
pub fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Cow<'a, str> {
    encoding.decode_without_bom_handling(bytes).0
}

/// The encoding of a document and the length of its byte order mark.
pub fn detect(bytes: &[u8], declared: Option<&str>) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, mark);
    }
    if let Some(encoding) = utf16(bytes) {
        return (encoding, 0);
    }
    let escapes = memchr::memchr(0x1b, bytes).is_some();
    if !escapes && is_utf8_or_cut(bytes) {
        return (UTF_8, 0);
    }
    let named = declared
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .or_else(|| declaration(bytes))
        // A document whose declaration can be read as ASCII is not UTF-16, and one that is not valid UTF-8 not UTF-8.
        .filter(|encoding| encoding.is_ascii_compatible() && *encoding != UTF_8 || escapes && *encoding != UTF_16LE);
    let encoding = named.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        let sample = &bytes[..bytes.len().min(SAMPLE)];
        detector.feed(sample, true);
        // Mostly UTF-8 with a few broken bytes stays UTF-8.
        if mostly_utf8(sample) { UTF_8 } else { detector.guess(None, Utf8Detection::Allow) }
    });
    (encoding, 0)
}

/// True for UTF-8, also where the last character is cut off.
fn is_utf8_or_cut(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    }
}

/// True when at least nine in ten of the non-ASCII bytes belong to valid UTF-8 characters.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    valid > broken * 9
}

/// UTF-16 without a mark, by zero bytes on one side of most of the first characters.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(512) & !1];
    if start.len() < 4 {
        return None;
    }
    let zeros = |side: usize| start.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    match () {
        () if odd * 10 >= pairs * 7 && even == 0 => Some(UTF_16LE),
        () if even * 10 >= pairs * 7 && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// The encoding that an XML declaration or an HTML `meta` names.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes[..bytes.len().min(DECLARATION)].to_ascii_lowercase();
    let label_after = |key: &[u8]| {
        memchr::memmem::find_iter(&start, key).find_map(|at| {
            let rest = start[at + key.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
            Encoding::for_label(&rest[..end.unwrap_or(rest.len())])
        })
    };
    let xml = if start.starts_with(b"<?xml") { label_after(b"encoding") } else { None };
    xml.or_else(|| label_after(b"charset"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_declarations_and_statistics() {
        for (bytes, declared, text) in [
            (&b"\xef\xbb\xbfcaf\xc3\xa9"[..], None, "café"),
            (b"\xff\xfea\0b\0", None, "ab"),
            (b"<\0p\0>\0a\0", None, "<p>a"),
            (b"\0<\0p\0>\0a", None, "<p>a"),
            (b"<?xml version='1.0' encoding='iso-8859-2'?>\xb3", None, "<?xml version='1.0' encoding='iso-8859-2'?>ł"),
            (b"<meta charset=windows-1251>\xcc\xee", None, "<meta charset=windows-1251>Мо"),
            (b"\xcc\xee", Some("windows-1251"), "Мо"),
            // A declaration that valid UTF-8 contradicts is wrong, and so is UTF-8 that is none.
            (b"<meta charset=iso-8859-1>caf\xc3\xa9", None, "<meta charset=iso-8859-1>café"),
            (b"<meta charset=utf-8>caf\xe9 au lait", None, "<meta charset=utf-8>café au lait"),
            ("日本語のテキストです".as_bytes(), Some("x-unknown"), "日本語のテキストです"),
        ] {
            assert_eq!(decode(bytes, declared), text);
        }
    }

    #[test]
    fn control_characters_of_windows_are_its_quotes() {
        assert_eq!(decode("don\u{92}t \u{96} \u{80} 5\u{85}".as_bytes(), None), "don’t – € 5…");
        assert_eq!(decode("été".as_bytes(), None), "été");
    }

    #[test]
    fn japanese_without_a_declaration() {
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("東京で会談が行われた。関係者が明らかにした。");
        assert_eq!(decode(&bytes, None), "東京で会談が行われた。関係者が明らかにした。");
        let (bytes, _, _) = encoding_rs::ISO_2022_JP.encode("東京で会談が行われた");
        assert_eq!(decode(&bytes, Some("iso-2022-jp")), "東京で会談が行われた");
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = "élève très âgé à l'été, déjà là-bas, près de la forêt".as_bytes().to_vec();
        bytes.push(0xff);
        assert!(decode(&bytes, None).starts_with("élève très âgé"));
    }
}
