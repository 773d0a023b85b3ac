//! ZIP archives, read entry by entry, and the documents that are ZIP archives: books, Office files.

use super::{Entries, check_count, is_housekeeping};
use crate::{
    article::Record,
    formats::{
        Format, Options, ReadError, ReadErrorKind,
        common::{
            encoding,
            expansion::{self, Bounded},
            input::{Head, Input, LARGEST_DOCUMENT, Outermost},
            sink::Sink,
        },
        epub, office,
    },
};
use std::{
    io::{self, Read},
    rc::Rc,
};

/// The largest ZIP archive, which is read into memory since its directory is at the end.
const LARGEST_ZIP: u64 = 256 << 20;

/// The reader of ZIP archives.
pub struct Zip;

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
        let (outermost, depth) = expansion::deeper(input)?;
        let mut bytes = Vec::new();
        input.take(LARGEST_ZIP + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_ZIP {
            let reason = format!("a ZIP archive over {} MB: unpack it first", LARGEST_ZIP >> 20);
            return Err(ReadError::new(ReadErrorKind::Limit, reason));
        }
        let mut archive = match ::zip::ZipArchive::new(io::Cursor::new(&*bytes)) {
            Ok(archive) => archive,
            Err(error) => {
                in_order(&bytes, options, sink, depth, &outermost);
                return Err(ReadError::malformed(error).at("read up to a fault in the archive"));
            }
        };
        let collection = is_collection(&archive);
        if let Some(outcome) = document(&mut archive, &outermost, sink) {
            return outcome;
        }
        let mut entries = Entries::new(options, depth, &outermost);
        for at in 0..archive.len() {
            check_count(at)?;
            let mut entry = match archive.by_index(at) {
                Ok(entry) => entry,
                Err(error) => {
                    if sink.failed(ReadError::malformed(error).at(&format!("entry {at}"))).is_break() {
                        break;
                    }
                    continue;
                }
            };
            let name = entry.name().map_or_else(|_| format!("entry {at}"), std::borrow::Cow::into_owned);
            if entry.is_file()
                && !is_housekeeping(&name)
                && (!collection || name.starts_with(WEB_ARCHIVES))
                && entries.read(&name, &mut entry, sink).is_break()
            {
                return Ok(());
            }
        }
        let _ = entries.finish(sink);
        Ok(())
    }
}

type Archive<'a> = ::zip::ZipArchive<io::Cursor<&'a [u8]>>;

/// The folder of the web archives of a collection (WACZ).
const WEB_ARCHIVES: &str = "archive/";

/// True for a collection of web archives, whose lists and indexes of pages say the same again.
fn is_collection(archive: &Archive<'_>) -> bool {
    archive.index_for_name("datapackage.json").is_some()
        && archive
            .file_names_raw()
            .any(|name| name.starts_with(WEB_ARCHIVES.as_bytes()) && memchr::memmem::find(name, b".warc").is_some())
}

/// Reads the entries of an archive whose directory is missing, one after another, as far as it goes.
fn in_order(bytes: &[u8], options: &Options, sink: &mut Sink<'_>, depth: u32, outermost: &Rc<Outermost>) {
    let mut rest = bytes;
    let mut entries = Entries::new(options, depth, outermost);
    for at in 0.. {
        if check_count(at).is_err() {
            break;
        }
        let Ok(Some(mut entry)) = ::zip::read::read_zipfile_from_stream(&mut rest) else { break };
        let name = entry.name().map_or_else(|_| format!("entry {at}"), std::borrow::Cow::into_owned);
        if entry.is_file() && !is_housekeeping(&name) && entries.read(&name, &mut entry, sink).is_break() {
            return;
        }
    }
    let _ = entries.finish(sink);
}

/// Reads what is one document rather than an archive of files: books, Office documents, OpenDocument texts.
fn document(
    archive: &mut Archive<'_>,
    outermost: &Rc<Outermost>,
    sink: &mut Sink<'_>,
) -> Option<Result<(), ReadError>> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let (book, office, open) = (has(epub::CONTAINER), has(office::OFFICE), has(office::OPEN_DOCUMENT));
    let mut entry = |name: &str| {
        let Ok(file) = archive.by_name(name) else { return Ok(None) };
        let mut bounded = Bounded::new(file, outermost);
        let mut bytes = Vec::new();
        let limit = LARGEST_DOCUMENT as u64 + 1;
        (&mut bounded).take(limit).read_to_end(&mut bytes).map_err(|error| ReadError::from(error).at(name))?;
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
        Some(office::docx(&mut entry).map(|records| {
            records.into_iter().all(|record| put(Ok(record)));
        }))
    } else if open {
        Some(office::odt(&mut entry).map(|record| {
            put(Ok(record));
        }))
    } else {
        None
    }
}
