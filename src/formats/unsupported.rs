//! Files that hold no article: recognised, named, and skipped.

use super::{ReadError, ReadErrorKind, common::input::Head};

/// First bytes of common files that no reader knows.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 image"),
    (b"RIFF", "a RIFF media file"),
    (b"OggS", "an Ogg media file"),
    (b"ID3", "an MP3 file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as text or HTML"),
    (b"%PDF-", "a PDF; this build reads none"),
    (b"%!PS", "a PostScript document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"PAR1", "a Parquet file; export it as JSONL or CSV"),
];

/// Extensions of texts that are no prose: extension, what it is.
const EXTENSIONS: &str = include_str!("unsupported.tsv");

/// True for the first bytes of a file that no reader knows.
pub(super) fn has_magic(bytes: &[u8]) -> bool {
    MAGIC.iter().any(|(magic, _)| bytes.starts_with(magic))
}

/// Refuses binary files.
pub(super) fn by_content(head: &Head<'_>) -> Result<(), ReadError> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.bytes.starts_with(magic)) {
        return Err(unsupported(what));
    }
    if head.bytes.contains(&0) && !has_stray_controls(head.bytes) {
        return Err(unsupported("binary file"));
    }
    Ok(())
}

/// True of text in which a few bytes went wrong: control characters are at most one in 256, and one is let pass in any.
fn has_stray_controls(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c) || **byte == 0x7f;
    bytes.iter().filter(is_control).count() <= 1 + bytes.len() / 256
}

/// Refuses program code, configuration and the like by the extension.
pub(super) fn by_name(head: &Head<'_>) -> Result<(), ReadError> {
    let known = EXTENSIONS.lines().filter_map(|row| row.split_once('\t'));
    match known.into_iter().find(|(extensions, _)| extensions.split(' ').any(|known| known == head.extension)) {
        Some((_, what)) => Err(unsupported(what)),
        None => Ok(()),
    }
}

fn unsupported(what: &str) -> ReadError {
    ReadError::new(ReadErrorKind::Unsupported, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_extensions_and_what_they_are() {
        for row in EXTENSIONS.lines() {
            let (extensions, what) = row.split_once('\t').expect("two columns");
            assert!(!extensions.is_empty() && !what.is_empty(), "{row}");
        }
    }
}
