//! Scans: pages of a PDF that are pictures, whose text a program of the user's reads.

use crate::formats::{ReadError, pictures};
use hayro_interpret::hayro_syntax::{
    Filter, Pdf,
    object::{Dict, Stream},
};

/// Pictures of one document that are read, at most.
const MOST: usize = 2_000;

/// Forms and groups inside one another that are looked into, at most.
const DEEPEST: usize = 5;

/// Bytes of the smallest picture that may be a page.
const SMALLEST: usize = 2_000;

/// The text of all pages that are pictures in JPEG or JPEG 2000; empty where there are none.
///
/// # Errors
/// When the program fails.
pub(super) fn text(document: &Pdf, command: &str) -> Result<String, ReadError> {
    let mut texts = Vec::new();
    let mut left = MOST;
    for page in document.pages().iter() {
        let mut found = Vec::new();
        pictures_of(&page.resources().x_objects, 0, &mut found);
        for picture in found {
            if left == 0 {
                break;
            }
            left -= 1;
            match pictures::of_bytes(command, &picture) {
                Ok(printed) => texts.push(pictures::printed_text(&printed)),
                // A blank page is no fault.
                Err(error) if error.kind == crate::formats::ReadErrorKind::Empty => {}
                Err(error) => return Err(error),
            }
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    Ok(texts.join("\n\n"))
}

/// The pictures of a page, as they are stored.
fn pictures_of(objects: &Dict<'_>, depth: usize, found: &mut Vec<Vec<u8>>) {
    for name in objects.keys() {
        let Some(stream) = objects.get::<Stream<'_>>(name) else { continue };
        if matches!(stream.filters()[..], [Filter::DctDecode | Filter::JpxDecode]) {
            let picture = stream.raw_data();
            if picture.len() >= SMALLEST {
                found.push(picture.into_owned());
            }
        } else if let Some(inner) =
            stream.dict().get::<Dict<'_>>("Resources").and_then(|resources| resources.get::<Dict<'_>>("XObject"))
            && depth < DEEPEST
        {
            pictures_of(&inner, depth + 1, found);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use crate::formats::{Options, ReadErrorKind, tests::read_all};
    use std::{fs, os::unix::fs::PermissionsExt};

    /// A PDF of one page that is a picture.
    fn scan() -> Vec<u8> {
        let picture = [&b"\xff\xd8\xff\xe0"[..], &[b'x'; 3_000]].concat();
        let contents = "q 600 0 0 800 0 0 cm /Im0 Do Q";
        let objects: Vec<Vec<u8>> = vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /XObject << /Im0 4 0 R >> >> /Contents 5 0 R >>".to_vec(),
            [
                format!("<< /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>\nstream\n", picture.len()).into_bytes(),
                picture,
                b"\nendstream".to_vec(),
            ]
            .concat(),
            format!("<< /Length {} >>\nstream\n{contents}\nendstream", contents.len()).into_bytes(),
        ];
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n", at + 1).into_bytes());
            out.extend(object);
            out.extend(b"\nendobj\n");
        }
        let start = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).into_bytes());
        places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").into_bytes()));
        out.extend(
            format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).into_bytes(),
        );
        out
    }

    #[test]
    fn pages_that_are_pictures_are_read_by_a_program() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("ocr");
        fs::write(
            &program,
            "#!/bin/sh\necho \"Rain fell on the harbour all day, on $(wc -c < \"$1\" | tr -d ' ') bytes of it.\"\n",
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let (found, error) = read_all(
            "a.pdf",
            &scan(),
            &Options { ocr_command: Some(format!("{} {{}}", program.display())), ..Options::default() },
        );
        assert_eq!(error, None);
        assert!(found[0].record.as_ref().unwrap().text.contains("3004 bytes"), "{found:?}");
        let error = read_all("a.pdf", &scan(), &Options::default()).1.unwrap();
        assert!(error.kind == ReadErrorKind::Empty && error.reason.contains("a scan"), "{error}");
    }
}
