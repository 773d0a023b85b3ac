//! Mailboxes (mbox): messages one after another, each after a line "From SENDER DATE".

use super::articles;
use crate::formats::{
    ReadError, ReadErrorKind,
    common::{
        input::{Input, LARGEST_DOCUMENT},
        sink::Sink,
    },
};
use std::io::{BufRead, BufReader, Read};

/// Reads all messages of a mailbox.
///
/// # Errors
/// When the bytes cannot be read; what is wrong with a message goes to the sink.
pub(super) fn read(input: &mut Input<'_>, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut reader = BufReader::with_capacity(256 << 10, input);
    let mut message = Vec::new();
    let (mut after_blank, mut open, mut offset, mut start) = (true, false, 0_u64, 0);
    loop {
        let at = message.len();
        let count = (&mut reader).take(LARGEST_DOCUMENT as u64).read_until(b'\n', &mut message)?;
        let begins = after_blank && message[at..].starts_with(b"From ") && begins(&message[at..], reader.fill_buf()?);
        let ends = begins || count == 0;
        let goes_on = !(open && ends) || hand_on(&message[..at], start, sink);
        if !goes_on || count == 0 {
            return Ok(());
        }
        offset += count as u64;
        let line = &message[at..];
        after_blank = line.trim_ascii().is_empty();
        if begins {
            message.clear();
            (open, start) = (true, offset - count as u64);
        } else if is_quoted(line) {
            message.remove(at);
        } else if message.len() > 2 * LARGEST_DOCUMENT {
            message.truncate(LARGEST_DOCUMENT + 1);
        }
    }
}

/// Hands on the articles of a message; false once the sink breaks off.
fn hand_on(message: &[u8], start: u64, sink: &mut Sink<'_>) -> bool {
    let outcome = if message.len() > LARGEST_DOCUMENT {
        Err(ReadError::new(ReadErrorKind::Limit, format!("a message over {} MB", LARGEST_DOCUMENT >> 20)))
    } else {
        articles(message)
    };
    match outcome {
        Ok(records) => records.into_iter().all(|record| sink.article(record).is_continue()),
        Err(error) => sink.failed(error.at(&format!("message at byte {start}"))).is_continue(),
    }
}

/// True where a line "From ..." begins a message: it ends in a date with a time, and a header follows.
fn begins(line: &[u8], next: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_time = |word: &&[u8]| {
        word.len() >= 4 && word.contains(&b':') && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
    };
    let is_year = |word: &&[u8]| {
        word.len() == 4 && (word.starts_with(b"19") || word.starts_with(b"20")) && word.iter().all(u8::is_ascii_digit)
    };
    let dated = words.iter().skip(1).any(is_time) && words.iter().skip(1).any(is_year);
    let end = memchr::memchr(b'\n', next).unwrap_or(next.len());
    dated && (next.is_empty() || is_header(&next[..end]))
}

/// True for a header line: a name, a colon.
fn is_header(line: &[u8]) -> bool {
    // Some programs quote a second line "From ".
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    line.starts_with(b">From ")
        || name.len() < line.len()
            && !name.is_empty()
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// True for a line that began with "From " and was quoted.
fn is_quoted(line: &[u8]) -> bool {
    let bare = line.iter().position(|byte| *byte != b'>').map_or(&[][..], |at| &line[at..]);
    line.starts_with(b">") && bare.starts_with(b"From ")
}
