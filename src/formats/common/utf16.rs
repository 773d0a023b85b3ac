//! UTF-16 as a stream of UTF-8, so that every format reads it, also piece by piece.

use super::encoding;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Bytes that are decoded at a time.
const PIECE: usize = 16 << 10;

/// The UTF-16 that the first bytes of an input are in, if they are.
pub fn of(head: &[u8]) -> Option<&'static Encoding> {
    Some(encoding::detect(head, None).0).filter(|encoding| *encoding == UTF_16LE || *encoding == UTF_16BE)
}

/// Bytes of UTF-16 read as UTF-8, without a byte order mark; what is broken becomes U+FFFD.
pub struct Utf8Reader<R> {
    inner: R,
    decoder: Decoder,
    /// UTF-16 that was read, from `start` to be decoded.
    utf16: Vec<u8>,
    start: usize,
    ended: bool,
    /// True once the last unit was decoded.
    finished: bool,
    /// UTF-8 that was decoded, from `at` to be handed on.
    utf8: Vec<u8>,
    at: usize,
}

impl<R: Read> Utf8Reader<R> {
    /// Decodes `inner`.
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, utf16: Vec::new(), start: 0, ended: false, finished: false, utf8: Vec::new(), at: 0 }
    }

    /// Decodes the next piece; after the last one there is none.
    fn fill(&mut self) -> io::Result<()> {
        while self.at == self.utf8.len() && !self.finished {
            if self.start == self.utf16.len() {
                self.utf16.resize(PIECE, 0);
                let count = self.inner.read(&mut self.utf16)?;
                self.utf16.truncate(count);
                (self.start, self.ended) = (0, count == 0);
            }
            // A unit of UTF-16 takes three bytes of UTF-8 at most.
            self.utf8.resize(PIECE * 2, 0);
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.utf16[self.start..], &mut self.utf8, self.ended);
            self.start += read;
            self.utf8.truncate(written);
            self.at = 0;
            self.finished = self.ended && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let count = buffer.len().min(self.utf8.len() - self.at);
        buffer[..count].copy_from_slice(&self.utf8[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A text in UTF-16, with a byte order mark or without.
    pub(crate) fn encode(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    /// Hands on one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = buffer.len().min(1);
            self.0.read(&mut buffer[..count])
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_was_encoded_comes_back(text in "\\PC{0,60}", little: bool, mark: bool) {
            let bytes = encode(&text, little, mark);
            let encoding = if little { UTF_16LE } else { UTF_16BE };
            let mut read = String::new();
            Utf8Reader::new(Slow(&bytes), encoding).read_to_string(&mut read).unwrap();
            prop_assert_eq!(read, text.strip_prefix('\u{feff}').filter(|_| !mark).unwrap_or(&text));
        }
    }

    #[test]
    fn broken_and_long_texts_are_read_to_the_end() {
        let mut bytes = encode(&"é漢𝄞".repeat(20_000), true, true);
        bytes.extend([0x00, 0xd8, 0x41]);
        let mut read = String::new();
        Utf8Reader::new(&bytes[..], of(&bytes).unwrap()).read_to_string(&mut read).unwrap();
        assert_eq!(read.chars().filter(|c| *c == '𝄞').count(), 20_000);
        assert!(read.ends_with('\u{fffd}'));
    }
}
