//! Refuses PDFs whose streams unpack to far more than the file holds, before anything unpacks them whole.
//!
//! The interpreter unpacks a stream without a limit, so all streams are unpacked here first, into nothing, and counted.

use crate::formats::{ReadError, ReadErrorKind};
use std::io::Read;

/// Bytes that the streams of any file may unpack to.
const ALWAYS_ALLOWED: u64 = 256 << 20;

/// Bytes that may be unpacked besides for each byte of the file.
const MOST_EXPANSION: u64 = 4;

/// Bytes of a stream that LZW packed: each may stand for a thousand.
const LARGEST_LZW: usize = 128 << 10;

/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 2048;

/// Refuses encrypted files, whose streams cannot be counted, and bombs.
///
/// # Errors
/// Says which it is.
pub(super) fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let has = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    if has("/Encrypt") {
        return Err(ReadError::new(
            ReadErrorKind::Unsupported,
            "an encrypted PDF; save it without its protection first",
        ));
    }
    let allowed = ALWAYS_ALLOWED + bytes.len() as u64 * MOST_EXPANSION;
    let mut total = 0;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let rest = &bytes[at + b"stream".len()..];
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        let data = &data[..end];
        let dictionary = &bytes[at.saturating_sub(DICTIONARY)..at];
        let dictionary = &dictionary[memchr::memmem::rfind(dictionary, b" obj").unwrap_or(0)..];
        let filter = |name: &str| memchr::memmem::find_iter(dictionary, name.as_bytes()).count();
        let lzw = filter("/LZW");
        if filter("/FlateDecode") + lzw + filter("/RunLengthDecode") > 1 || lzw > 0 && data.len() > LARGEST_LZW {
            return Err(
                ReadError::new(ReadErrorKind::Limit, "a stream that may unpack without end").at(&format!("byte {at}"))
            );
        }
        let left = allowed.saturating_sub(total) + 1;
        total += if filter("/ASCII85Decode") > 0 {
            inflated(&ascii85(data), left)
        } else if filter("/ASCIIHexDecode") > 0 {
            inflated(&hex(data), left)
        } else {
            inflated(data, left)
        };
        if total > allowed {
            return Err(ReadError::new(
                ReadErrorKind::Limit,
                format!("streams that unpack to more than {} MB", allowed >> 20),
            ));
        }
    }
    Ok(())
}

/// How many bytes a stream inflates to, up to a limit; 0 where it is not deflated.
fn inflated(data: &[u8], limit: u64) -> u64 {
    let count = |reader: &mut dyn Read| {
        let (mut count, mut buffer) = (0, [0; 16 << 10]);
        while count < limit {
            match reader.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(read) => count += read as u64,
            }
        }
        count
    };
    match count(&mut flate2::read::ZlibDecoder::new(data)) {
        0 => count(&mut flate2::read::DeflateDecoder::new(data)),
        count => count,
    }
}

/// Undoes ASCII85.
fn ascii85(data: &[u8]) -> Vec<u8> {
    let (mut out, mut group, mut count) = (Vec::with_capacity(data.len()), 0_u32, 0);
    for byte in data {
        match byte {
            b'~' => break,
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(group.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    out
}

/// Undoes hexadecimal digits.
fn hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        data.iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(filters: &str, data: &[u8]) -> Vec<u8> {
        [format!("%PDF-1.4\n1 0 obj\n<< /Filter {filters} >>\nstream\n").as_bytes(), data, b"\nendstream\nendobj\n"]
            .concat()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn bombs_are_refused_and_pages_are_not() {
        assert!(check(&file("/FlateDecode", &deflate(&vec![b' '; 1 << 20]))).is_ok());
        let bomb = deflate(&vec![0; 300 << 20]);
        for filters in ["/FlateDecode", "7 0 R"] {
            assert_eq!(check(&file(filters, &bomb)).unwrap_err().kind, ReadErrorKind::Limit, "{filters}");
        }
        let digits: Vec<u8> = bomb.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
        assert_eq!(check(&file("[/ASCIIHexDecode /FlateDecode]", &digits)).unwrap_err().kind, ReadErrorKind::Limit);
        assert_eq!(check(&file("[/FlateDecode /FlateDecode]", b"")).unwrap_err().kind, ReadErrorKind::Limit);
        assert_eq!(check(b"trailer << /Encrypt 3 0 R >>").unwrap_err().kind, ReadErrorKind::Unsupported);
    }

    #[test]
    fn text_encodings_are_undone() {
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(hex(b"48 65 6C>"), b"Hel");
    }
}
