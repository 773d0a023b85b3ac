//! JSON Lines: one article a line, streamed; resumable after any line.
//!
//! The `text` of an article is the input's own, to the byte.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        encoding,
        input::{Head, Input, LARGEST_DOCUMENT},
        keys::{Fields, Keys},
        loose_json,
        sink::Sink,
    },
    json,
};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::{
    fmt,
    io::{BufRead, BufReader, Read},
    ops::ControlFlow,
};

/// The reader of JSON Lines.
pub(super) struct Jsonl;

impl Format for Jsonl {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "jsonlines", "ldjson"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let bytes = head.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head.bytes).trim_ascii_start();
        let end = memchr::memchr(b'\n', bytes);
        let line = &bytes[..end.unwrap_or(bytes.len())];
        // A second object that begins and goes on over lines is JSON.
        let next = end.and_then(|end| bytes[end..].trim_ascii_start().split(|byte| *byte == b'\n').next());
        let more = next.is_some_and(|next| next.starts_with(b"{") && next.trim_ascii().len() > 1);
        line.starts_with(b"{")
            && (more || head.extension != "json")
            && (serde_json::from_slice::<IgnoredAny>(line).is_ok()
                || loose_json::values(&String::from_utf8_lossy(line)).is_ok_and(|values| values.len() == 1))
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let keys = Keys::new(&options.map);
        let mut reader = BufReader::with_capacity(256 << 10, input);
        let mut offset = 0;
        if let Some((_, resume)) = options.resume {
            offset = std::io::copy(&mut (&mut reader).take(resume), &mut std::io::sink())?;
        }
        let mut line = Vec::new();
        // The first object without a title or a text, until an article is found.
        let mut unknown = options.resume.is_none().then_some(None);
        loop {
            let start = offset;
            line.clear();
            let length = read_line(&mut reader, &mut line)?;
            if length == 0 {
                return match unknown.flatten() {
                    Some(object) => Err(ReadError::new(ReadErrorKind::Empty, json::unknown_keys(&[object]))),
                    None => Ok(()),
                };
            }
            offset += length;
            let flow = if length > LARGEST_DOCUMENT as u64 {
                let reason = format!("line at byte {start} is over {} MB", LARGEST_DOCUMENT >> 20);
                sink.failed_at(ReadError::new(ReadErrorKind::Limit, reason), offset)
            } else {
                let bytes = if start == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
                if bytes.trim_ascii().is_empty() {
                    continue;
                }
                match parse(bytes, &keys) {
                    Ok(fields) => {
                        let record = fields.into_record();
                        let is_known = !record.title.is_empty() || !record.text.trim().is_empty();
                        match &mut unknown {
                            Some(first @ None) if !is_known => *first = serde_json::from_slice(bytes).ok(),
                            _ if is_known => unknown = None,
                            _ => {}
                        }
                        sink.verbatim(record, Some(offset))
                    }
                    Err(error) => {
                        let place = format!("line at byte {start}");
                        sink.failed_at(ReadError::malformed(error).at(&place), offset)
                    }
                }
            };
            if flow == ControlFlow::Break(()) {
                return Ok(());
            }
        }
    }
}

/// Reads one line with its end; returns its length, also where it is too long to be read.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> Result<u64, ReadError> {
    let mut length = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(length);
        }
        let end = memchr::memchr(b'\n', buffer);
        let part = end.map_or(buffer.len(), |end| end + 1);
        if line.len() <= LARGEST_DOCUMENT {
            line.extend_from_slice(&buffer[..part]);
        }
        length += part as u64;
        reader.consume(part);
        if end.is_some() {
            return Ok(length);
        }
    }
}

/// The known values of a line; a line that is not UTF-8 is read in the encoding it seems to be.
fn parse(line: &[u8], keys: &Keys) -> serde_json::Result<Fields> {
    let text = encoding::decode_as_it_is(line, None);
    strict(&text, keys).or_else(|error| match loose_json::values(&text).as_deref() {
        // NaN, raw control characters, halves of pairs: what programs write that know no better.
        Ok([Value::Object(object)]) => {
            let mut fields = Fields::default();
            for (name, value) in object {
                fields.put_named(keys, name, value);
            }
            Ok(fields)
        }
        _ => Err(error),
    })
}

fn strict(text: &str, keys: &Keys) -> serde_json::Result<Fields> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let fields = Object(keys).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(fields)
}

/// Reads an object and passes over what has no known key.
struct Object<'a>(&'a Keys);

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the keys of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match self.0.find(&name) {
                _ if Keys::is_inner(&name) => {
                    let value: Value = map.next_value()?;
                    fields.put_named(self.0, &name, &value);
                }
                Some((key, rank)) => fields.put(key, rank, map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_known_keys_name_those_that_they_have() {
        let (found, error) =
            read_all("a.jsonl", b"{\"foo\":\"x\",\"words\":\"Rain.\"}\n{\"foo\":\"y\"}\n", &Options::default());
        assert!(found.iter().all(|found| found.record.is_err()));
        let error = error.unwrap();
        assert!(
            error.kind == ReadErrorKind::Empty && error.reason.contains("\"words\"") && error.reason.contains("--map"),
            "{error}"
        );
        assert_eq!(read_all("a.jsonl", b"{\"foo\":\"x\"}\n{\"title\":\"y\"}\n", &Options::default()).1, None);
    }
    use crate::formats::tests::{articles, read_all};

    const LINES: &str = "{\"id\":\"a\",\"title\":\"One\",\"text\":\" To the byte,\\r\\n and\\u0007 all. \",\"x\":{\"y\":[1]}}\n\n\
        {broken\n{\"id\":3,\"headline\":\"Three\",\"content\":\"Body\"}";

    #[test]
    fn lines_are_read_to_the_byte_and_faults_are_named() {
        let (found, error) = read_all("a.jsonl", LINES.as_bytes(), &Options::default());
        assert_eq!((found.len(), error), (3, None));
        assert_eq!(found[0].record.as_ref().unwrap().text, " To the byte,\r\n and\u{7} all. ");
        let fault = found[1].record.as_ref().unwrap_err();
        assert_eq!(fault.kind, ReadErrorKind::Malformed);
        let start = LINES.find("{broken").unwrap();
        assert!(fault.reason.starts_with(&format!("line at byte {start}: ")), "{}", fault.reason);
        let last = found[2].record.as_ref().unwrap();
        assert_eq!((last.source_id.as_deref(), last.title.as_str(), last.text.as_str()), (Some("3"), "Three", "Body"));
        assert_eq!(found[2].offset, Some(LINES.len() as u64));
    }

    #[test]
    fn lines_that_are_not_quite_json_are_read() {
        let lines = "{\"text\":\"a\tb\",\"x\":NaN}\n{\"text\":\"cut \\ud83d here\",\"y\":-Infinity,}\n{\"text\":\"c\"\"d\":1}\n";
        let (found, _) = read_all("a.jsonl", lines.as_bytes(), &Options::default());
        let texts: Vec<_> =
            found.iter().map(|found| found.record.as_ref().ok().map(|record| record.text.as_str())).collect();
        assert_eq!(texts, [Some("a\tb"), Some("cut \u{fffd} here"), None]);
    }

    #[test]
    fn an_inner_object_is_read_too() {
        let line = r#"{"_id":"1","_source":{"headline":"T","content":"B","published_on":"2014-01-28"}}"#;
        let record = &articles("a.jsonl", line)[0];
        assert_eq!((record.title.as_str(), record.text.as_str()), ("T", "B"));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2014-01-28");
    }

    #[test]
    fn reading_resumes_after_any_record() {
        let (all, _) = read_all("a.jsonl", LINES.as_bytes(), &Options::default());
        for (at, from) in all.iter().enumerate() {
            let options = Options { resume: Some((from.item, from.offset.unwrap())), ..Options::default() };
            let (rest, error) = read_all("a.jsonl", LINES.as_bytes(), &options);
            assert_eq!(error, None);
            let key = |found: &crate::formats::Found| (found.item, found.offset, found.record.is_ok());
            assert_eq!(rest.iter().map(key).collect::<Vec<_>>(), all[at + 1..].iter().map(key).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_line_in_another_encoding_is_read() {
        let line = b"{\"title\":\"a\",\"text\":\"Le caf\xe9 est ferm\xe9, dit l'\xe9l\xe8ve.\"}\n".to_vec();
        assert_eq!(articles("a.jsonl", line)[0].text, "Le café est fermé, dit l'élève.");
    }

    #[test]
    fn an_endless_line_is_one_fault() {
        let head: &[u8] = b"{\"text\":\"";
        let mut input =
            head.chain(std::io::repeat(b'a').take(LARGEST_DOCUMENT as u64 + 9)).chain(&b"\n{\"text\":\"b\"}"[..]);
        let mut kinds = Vec::new();
        crate::formats::read("a.jsonl", &mut input, &Options::default(), &mut |found| {
            kinds.push(found.record.map(|record| record.text).map_err(|error| error.kind));
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(kinds, [Err(ReadErrorKind::Limit), Ok("b".to_owned())]);
    }
}
