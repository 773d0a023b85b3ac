//! Compressed inputs (gzip, zstd, bzip2, xz): what they hold is read as if it were stored without compression.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        expansion::{self, Bounded},
        input::{Head, Input},
        sink::Sink,
    },
    read_input,
};
use flate2::bufread::GzDecoder;
use std::{
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

/// The reader of compressed inputs.
pub(super) struct Compressed;

impl Format for Compressed {
    fn name(&self) -> &'static str {
        "compressed"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gz", "tgz", "zst", "tzst", "bz2", "xz"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        Method::of(head.bytes).is_some()
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let Some(method) = Method::of(input.head().bytes) else {
            return Err(ReadError::new(ReadErrorKind::Malformed, "no gzip, zstd, bzip2 or xz data"));
        };
        let name = inner_name(input.name());
        let (outermost, depth) = expansion::deeper(input)?;
        let mut decoder: Box<dyn Read + '_> = match method {
            Method::Gzip => Box::new(Members::new(BufReader::new(input))),
            Method::Zstd => Box::new(zstd::stream::read::Decoder::new(input)?),
            Method::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(input)),
            Method::Xz => Box::new(lzma_rust2::XzReader::new(input, true)),
        };
        let mut whole = UpToFault { inner: Bounded::new(&mut decoder, &outermost), any: false, fault: None };
        let result = read_input(&mut Input::inside(name, &mut whole, depth, Rc::clone(&outermost)), options, sink);
        match whole.fault {
            Some(fault) => Err(ReadError::from(fault).at("read up to a fault in the compressed data")),
            None => result,
        }
    }
}

/// The members of a gzip file one after the other; zeros behind them, with which tapes and tools fill up, are nothing.
struct Members<R> {
    decoder: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    fn new(packed: R) -> Self {
        Self { decoder: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut decoder) = self.decoder.take() {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                self.decoder = Some(decoder);
                return Ok(count);
            }
            let mut packed = decoder.into_inner();
            if !skip_zeros(&mut packed)? {
                break;
            }
            self.decoder = Some(GzDecoder::new(packed));
        }
        Ok(0)
    }
}

/// Passes over zeros; false at the end.
fn skip_zeros(packed: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = packed.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let all = bytes.len();
        packed.consume(zeros);
        if zeros < all {
            return Ok(true);
        }
    }
}

/// Unpacked bytes up to a fault in the packed ones, which then is known: a file that is cut off gives what it holds.
struct UpToFault<R> {
    inner: R,
    any: bool,
    fault: Option<io::Error>,
}

impl<R: Read> Read for UpToFault<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fault.is_some() {
            return Ok(0);
        }
        match self.inner.read(buffer) {
            Ok(count) => {
                self.any |= count > 0;
                Ok(count)
            }
            // Limits and interrupts end the reading.
            Err(error) if self.any && error.get_ref().is_none_or(|cause| !cause.is::<ReadError>()) => {
                self.fault = Some(error);
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }
}

/// True for the first bytes of compressed data.
pub(super) fn is_compressed(bytes: &[u8]) -> bool {
    Method::of(bytes).is_some()
}

#[derive(Clone, Copy)]
enum Method {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Method {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            // Skippable frames, which record-compressed archives begin with.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }
}

/// The name without the extension of its compression.
fn inner_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".tgz") || lower.ends_with(".tzst") {
        return name[..name.rfind('.').unwrap_or(name.len())].to_owned() + ".tar";
    }
    let packed = [".gz", ".zst", ".bz2", ".xz"].iter().find(|extension| lower.ends_with(**extension));
    packed.map_or(name, |extension| &name[..name.len() - extension.len()]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, gzip, read_all};
    use std::io::Write;

    const LINES: &[u8] = b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n";

    #[test]
    fn zeros_behind_gzip_are_nothing() {
        let one = gzip(LINES);
        let tests = [[one.clone(), vec![0; 20_000]].concat(), [one.clone(), vec![0; 3], one.clone(), vec![0]].concat()];
        for (packed, count) in tests.iter().zip([2, 4]) {
            assert_eq!(articles("a.jsonl.gz", packed).len(), count);
        }
        let (found, error) = read_all("a.jsonl.gz", &[one, b"more".to_vec()].concat(), &Options::default());
        assert_eq!((found.len(), error.map(|error| error.kind)), (2, Some(ReadErrorKind::Malformed)));
    }

    #[test]
    fn compressed_lines_resume() {
        let bzip2 = {
            let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            writer.write_all(LINES).unwrap();
            writer.finish().unwrap()
        };
        for packed in
            [gzip(LINES), zstd::encode_all(LINES, 3).unwrap(), bzip2, [gzip(&LINES[..16]), gzip(&LINES[16..])].concat()]
        {
            assert_eq!(articles("a.jsonl.x", &packed).len(), 2);
            let options = Options { resume: Some((0, 16)), ..Options::default() };
            let (rest, _) = read_all("a.jsonl.x", &packed, &options);
            assert_eq!((rest.len(), rest[0].item, rest[0].offset), (1, 1, Some(LINES.len() as u64)));
        }
    }

    #[test]
    fn a_named_format_is_that_of_the_contents() {
        let options = Options { format: Some("plain-text".to_owned()), ..Options::default() };
        let (found, _) = read_all("a.gz", &gzip(LINES), &options);
        assert!(found[0].record.as_ref().unwrap().text.starts_with("{\"text\""));
    }

    #[test]
    fn bombs_do_not_go_off() {
        let zeros = vec![b' '; 100 << 20];
        let (_, error) = read_all("a.jsonl.gz", &gzip(&zeros), &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Limit);
        let mut deep = gzip(b"text");
        for _ in 0..6 {
            deep = gzip(&deep);
        }
        assert_eq!(read_all("a.gz", &deep, &Options::default()).1.unwrap().kind, ReadErrorKind::Limit);
    }

    #[test]
    fn a_compressed_file_that_is_cut_off_gives_what_it_holds_and_an_error() {
        let text = (0..2_000).map(|at| format!("{{\"text\":\"{at} {}\"}}\n", at * 7919 % 1009)).collect::<String>();
        let packed = gzip(text.as_bytes());
        let (found, error) = read_all("a.jsonl.gz", &packed[..packed.len() / 2], &Options::default());
        assert!(found.iter().filter(|found| found.record.is_ok()).count() > 100);
        assert!(error.unwrap().reason.contains("fault in the compressed data"));
        let prose = (0..2_000).map(|at| format!("Rain fell on quay {}. ", at * 7919 % 1009)).collect::<String>();
        let packed = gzip(prose.as_bytes());
        let (found, error) = read_all("a.txt.gz", &packed[..packed.len() / 2], &Options::default());
        assert!(found[0].record.as_ref().unwrap().text.starts_with("Rain fell on quay 0. Rain"));
        assert!(error.is_some());
    }
}
