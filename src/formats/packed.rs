//! Compressed inputs (gzip, zstd, bzip2, xz) and archives (tar, zip): what they hold is read as if it lay there itself.
//!
//! Nothing is written to disk, so names inside archives can point nowhere. What is unpacked may grow to a bounded
//! multiple of what was read.

use super::{
    Format, Input, Options, ReadError, ReadErrorKind, Sink, encoding, epub,
    input::{Head, LARGEST_DOCUMENT, io_error},
    office, read_input,
};
use crate::article::Record;
use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// Containers inside one another, at most.
const DEEPEST: u32 = 4;

/// Entries of one archive, at most.
const MOST_ENTRIES: usize = 1_000_000;

/// The largest ZIP archive, which is held in memory since its directory stands at the end.
const LARGEST_ZIP: u64 = 256 << 20;

/// Bytes that may be unpacked from anything.
const ALWAYS_ALLOWED: u64 = 64 << 20;

/// Bytes that may be unpacked for each byte read. Text packs to a tenth, pages of tables to a fiftieth.
const MOST_EXPANSION: u64 = 250;

/// The reader of compressed inputs.
pub(super) struct Compressed;

/// The reader of tar archives.
pub(super) struct Tar;

/// The reader of ZIP archives.
pub(super) struct Zip;

/// True for the first bytes of a container.
pub(super) fn is_container(head: &Head<'_>) -> bool {
    Compressed.recognises(head) || Tar.recognises(head) || Zip.recognises(head)
}

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
        let (raw, depth) = deeper(input)?;
        let mut decoder: Box<dyn Read + '_> = match method {
            Method::Gzip => Box::new(flate2::read::MultiGzDecoder::new(input)),
            Method::Zstd => Box::new(zstd::stream::read::Decoder::new(input).map_err(|error| io_error(&error))?),
            Method::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(input)),
            Method::Xz => Box::new(lzma_rust2::XzReader::new(input, true)),
        };
        let mut bounded = Bounded { inner: &mut decoder, raw: Rc::clone(&raw), unpacked: 0 };
        read_input(&mut Input::inside(name, &mut bounded, depth, raw), options, sink)
    }
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

/// The counter of bytes read from the outermost input, and the depth of what lies in this one.
fn deeper(input: &Input<'_>) -> Result<(Rc<Cell<u64>>, u32), ReadError> {
    if input.depth() >= DEEPEST {
        return Err(ReadError::new(ReadErrorKind::Limit, format!("more than {DEEPEST} archives inside one another")));
    }
    Ok((input.raw(), input.depth() + 1))
}

/// Unpacked bytes, with a limit by the bytes that were read for them.
struct Bounded<R> {
    inner: R,
    raw: Rc<Cell<u64>>,
    unpacked: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.unpacked += count as u64;
        if self.unpacked > ALWAYS_ALLOWED && self.unpacked / MOST_EXPANSION > self.raw.get() {
            let reason = format!("unpacks to more than {MOST_EXPANSION} times its size");
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Limit, reason)));
        }
        Ok(count)
    }
}

impl Format for Tar {
    fn name(&self) -> &'static str {
        "tar"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tar"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.get(257..262) == Some(b"ustar")
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let (raw, depth) = deeper(input)?;
        let mut archive = tar::Archive::new(input);
        for (at, entry) in archive.entries().map_err(|error| io_error(&error))?.enumerate() {
            let mut entry = entry.map_err(|error| io_error(&error).at(&format!("entry {at}")))?;
            check_count(at)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if entry.header().entry_type().is_file()
                && !is_housekeeping(&name)
                && read_entry(&name, &mut entry, options, sink, depth, &raw).is_break()
            {
                break;
            }
        }
        Ok(())
    }
}

impl Format for Zip {
    fn name(&self) -> &'static str {
        "zip"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["zip"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.starts_with(b"PK\x03\x04") || head.bytes.starts_with(b"PK\x05\x06")
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let (raw, depth) = deeper(input)?;
        let mut bytes = Vec::new();
        input.take(LARGEST_ZIP + 1).read_to_end(&mut bytes).map_err(|error| io_error(&error))?;
        if bytes.len() as u64 > LARGEST_ZIP {
            let reason = format!("a ZIP archive over {} MB: unpack it first", LARGEST_ZIP >> 20);
            return Err(ReadError::new(ReadErrorKind::Limit, reason));
        }
        let malformed = |error: zip::result::ZipError| {
            ReadError::new(ReadErrorKind::Malformed, super::input::lower_first(&error.to_string()))
        };
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).map_err(malformed)?;
        if let Some(outcome) = document(&mut archive, &raw, sink) {
            return outcome;
        }
        for at in 0..archive.len() {
            check_count(at)?;
            let mut entry = match archive.by_index(at) {
                Ok(entry) => entry,
                Err(error) => {
                    if sink.failed(malformed(error).at(&format!("entry {at}"))).is_break() {
                        break;
                    }
                    continue;
                }
            };
            let name = entry.name().map_or_else(|_| format!("entry {at}"), std::borrow::Cow::into_owned);
            if entry.is_file()
                && !is_housekeeping(&name)
                && read_entry(&name, &mut entry, options, sink, depth, &raw).is_break()
            {
                break;
            }
        }
        Ok(())
    }
}

type Archive = zip::ZipArchive<io::Cursor<Vec<u8>>>;

/// Reads what is one document rather than an archive of files: books, Office documents, OpenDocument texts.
fn document(archive: &mut Archive, raw: &Rc<Cell<u64>>, sink: &mut Sink<'_>) -> Option<Result<(), ReadError>> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let (book, office, open) = (has(epub::CONTAINER), has(office::OFFICE), has(office::OPEN_DOCUMENT));
    let mut entry = |name: &str| {
        let Ok(file) = archive.by_name(name) else { return Ok(None) };
        let mut bounded = Bounded { inner: file, raw: Rc::clone(raw), unpacked: 0 };
        let mut bytes = Vec::new();
        let limit = LARGEST_DOCUMENT as u64 + 1;
        (&mut bounded).take(limit).read_to_end(&mut bytes).map_err(|error| io_error(&error).at(name))?;
        if bytes.len() > LARGEST_DOCUMENT {
            let reason = format!("over {} MB", LARGEST_DOCUMENT >> 20);
            return Err(ReadError::new(ReadErrorKind::Limit, reason).at(name));
        }
        Ok(Some(encoding::decode(&bytes, None).into_owned()))
    };
    let mut put = |record: Result<Record, ReadError>| match record {
        Ok(record) => sink.article(record).is_continue(),
        Err(error) => sink.failed(error).is_continue(),
    };
    if book {
        Some(epub::articles(&mut entry, &mut put))
    } else if office {
        Some(office::docx(&mut entry).map(|record| {
            put(Ok(record));
        }))
    } else if open {
        Some(office::odt(&mut entry).map(|record| {
            put(Ok(record));
        }))
    } else {
        None
    }
}

fn check_count(at: usize) -> Result<(), ReadError> {
    if at < MOST_ENTRIES {
        Ok(())
    } else {
        Err(ReadError::new(ReadErrorKind::Limit, format!("more than {MOST_ENTRIES} entries")))
    }
}

/// Files that systems put into archives on their own.
fn is_housekeeping(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or("");
    name.starts_with("__MACOSX/") || file.starts_with('.') || file == "Thumbs.db"
}

/// Reads one entry; its faults are the entry's, not the archive's.
fn read_entry(
    name: &str,
    entry: &mut dyn Read,
    options: &Options,
    sink: &mut Sink<'_>,
    depth: u32,
    raw: &Rc<Cell<u64>>,
) -> std::ops::ControlFlow<()> {
    let options = Options { resume: None, ..options.clone() };
    let mut bounded = Bounded { inner: entry, raw: Rc::clone(raw), unpacked: 0 };
    sink.enter(name);
    let result = read_input(&mut Input::inside(name.to_owned(), &mut bounded, depth, Rc::clone(raw)), &options, sink);
    let flow = match result {
        Err(error) => sink.failed(error),
        Ok(()) => sink.flow(),
    };
    sink.leave();
    flow
}

#[cfg(test)]
mod tests {
    use super::super::tests::{articles, read_all, zip};
    use super::*;
    use std::io::Write;

    const LINES: &[u8] = b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_cksum();
            writer.append_data(&mut header, name, *bytes).unwrap();
        }
        writer.into_inner().unwrap()
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
    fn archives_are_read_entry_by_entry() {
        let files: &[(&str, &[u8])] =
            &[("a/one.txt", b"Rain fell."), ("b.bin", b"\0\0\0"), ("c.jsonl", LINES), (".hidden", b"x")];
        for (name, packed) in [("a.tar", tar(files)), ("a.zip", zip(files)), ("a.tgz", gzip(&tar(files)))] {
            let (found, error) = read_all(name, &packed, &Options::default());
            assert_eq!((found.len(), error), (4, None), "{name}");
            assert_eq!(found[0].record.as_ref().unwrap().text, "Rain fell.");
            assert_eq!(found[1].record.as_ref().unwrap_err().reason, "b.bin: binary file");
            assert_eq!(found.iter().map(|found| found.item).collect::<Vec<_>>(), [0, 1, 2, 3]);
            assert!(found.iter().all(|found| found.offset.is_none()));
        }
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
    fn broken_and_unsupported_archives_say_so() {
        let packed = gzip(LINES);
        let (_, error) = read_all("a.jsonl.gz", &packed[..packed.len() / 2], &Options::default());
        assert!(error.is_some());
        let (_, error) = read_all("a.docx", &zip(&[("[Content_Types].xml", b"<x/>")]), &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Unsupported);
    }
}
