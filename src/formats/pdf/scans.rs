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
