//! Pictures of pages: their text lies in a file beside them, or a program of the user's reads it (`--ocr-command`).
//!
//! The program is started without a shell, with the path of the picture in place of `{}`; what it prints is hOCR, ALTO or plain text.

use super::{
    Options, ReadError, ReadErrorKind,
    common::input::{Input, LARGEST_DOCUMENT},
    read,
};
use std::{
    io::{Read, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// First bytes of pictures.
const MAGIC: &[&[u8]] =
    &[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"];

/// Extensions of files with the text of a picture.
const TEXTS: &[&str] = &["txt", "xml", "hocr", "html"];

/// True for the first bytes of a picture.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    MAGIC.iter().any(|magic| bytes.starts_with(magic))
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// The text of a picture, by the program that the user named for it; none where there is none.
///
/// # Errors
/// When its text lies beside it, and is read as a file of its own; when the program fails.
pub(super) fn text(input: &mut Input<'_>, options: &Options) -> Result<Option<Vec<u8>>, ReadError> {
    if let Some(beside) = options.path.as_deref().and_then(text_beside) {
        let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(ReadError::new(ReadErrorKind::Unsupported, format!("a picture whose text is in {name} beside it")));
    }
    let Some(command) = options.ocr_command.as_deref() else { return Ok(None) };
    match options.path.as_deref() {
        Some(path) => output(command, path).map(Some),
        None => of_bytes(command, &input.all_bytes()?).map(Some),
    }
}

/// The text of a picture that is no file.
///
/// # Errors
/// When it cannot be written for the program, or that fails.
pub(super) fn of_bytes(command: &str, picture: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(picture)?;
    file.flush()?;
    output(command, file.path())
}

/// The text of what the program printed.
pub(super) fn printed_text(printed: &[u8]) -> String {
    let mut text = String::new();
    let _ = read("page.txt", &mut &*printed, &Options::default(), &mut |found| {
        let record = found.record.ok().into_iter();
        for part in record.flat_map(|record| [record.title, record.text]).filter(|part| !part.is_empty()) {
            text.push_str(if text.is_empty() { "" } else { "\n\n" });
            text.push_str(&part);
        }
        ControlFlow::Continue(())
    });
    text
}

/// The file with the text of a picture, beside it: `page.txt` for `page.tif`.
fn text_beside(picture: &Path) -> Option<PathBuf> {
    TEXTS.iter().map(|extension| picture.with_extension(extension)).find(|path| path.is_file())
}

/// What the program prints for a picture.
fn output(command: &str, picture: &Path) -> Result<Vec<u8>, ReadError> {
    let mut words = words(command).into_iter();
    let fault = |reason: String| ReadError::new(ReadErrorKind::Io, reason);
    let program = words.next().ok_or_else(|| fault("--ocr-command names no program".to_owned()))?;
    let path = picture.to_string_lossy();
    let mut is_named = false;
    let arguments: Vec<String> = words
        .map(|word| {
            is_named |= word.contains("{}");
            word.replace("{}", &path)
        })
        .collect();
    let mut child = Command::new(&program);
    child
        .args(arguments)
        .args((!is_named).then_some(&*path))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = child.spawn().map_err(|error| fault(format!("--ocr-command {program}: {error}")))?;
    let mut printed = Vec::new();
    let read = child.stdout.take().map_or(Ok(0), |out| out.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut printed));
    if printed.len() > LARGEST_DOCUMENT {
        let _ = child.kill();
    }
    let status = child.wait()?;
    read?;
    if printed.len() > LARGEST_DOCUMENT {
        return Err(ReadError::new(
            ReadErrorKind::Limit,
            format!("{program} printed more than {} MB", LARGEST_DOCUMENT >> 20),
        ));
    }
    if !status.success() {
        return Err(ReadError::new(
            ReadErrorKind::Malformed,
            format!("{program} could not read the picture ({status})"),
        ));
    }
    if printed.trim_ascii().is_empty() {
        return Err(ReadError::new(ReadErrorKind::Empty, "a picture without text"));
    }
    Ok(printed)
}

/// The words of a command; quotes hold one together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut open) = (String::new(), None, false);
    for c in command.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => word.push(c),
            None if c == '"' || c == '\'' => (quote, open) = (Some(c), true),
            None if c.is_whitespace() => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            None => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Found;
    use std::fs;

    const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nRain fell.";

    fn found(path: &Path, command: Option<&str>) -> (Vec<Found>, Option<ReadError>) {
        let options =
            Options { path: Some(path.to_owned()), ocr_command: command.map(str::to_owned), ..Options::default() };
        let mut all = Vec::new();
        let bytes = fs::read(path).unwrap();
        let result = read(&path.to_string_lossy(), &mut &*bytes, &options, &mut |found| {
            all.push(found);
            ControlFlow::Continue(())
        });
        (all, result.err())
    }

    #[test]
    fn words_of_commands() {
        assert_eq!(words("tesseract {} - hocr"), ["tesseract", "{}", "-", "hocr"]);
        assert_eq!(words(" 'my program' -l \"a b\" ''"), ["my program", "-l", "a b", ""]);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_reads_pictures() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let picture = folder.path().join("page.png");
        fs::write(&picture, PICTURE).unwrap();
        let program = folder.path().join("read page");
        fs::write(
            &program,
            "#!/bin/sh\n[ \"$2\" = hocr ] || exit 3\necho \"<!DOCTYPE html><html><body><div class='ocr_page'><p class='ocr_par'>\"\n\
             echo \"<span class='ocr_line'>$(tail -c 10 \"$1\") It was a har-</span><span class='ocr_line'>bour.</span></p></div></body></html>\"\n",
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let command = |rest: &str| format!("'{}' {rest}", program.display());
        let (all, error) = found(&picture, Some(&command("{} hocr")));
        assert_eq!(error, None);
        assert_eq!(all[0].record.as_ref().unwrap().text, "Rain fell. It was a harbour.");
        assert_eq!(found(&picture, Some(&command("{} text"))).1.unwrap().kind, ReadErrorKind::Malformed);
        let missing = found(&picture, Some("/no/such/program {}")).1.unwrap();
        assert!(missing.reason.contains("/no/such/program"), "{missing}");
        let none = found(&picture, None).1.unwrap();
        assert_eq!(none.kind, ReadErrorKind::Unsupported);
        assert_eq!(none.reason, "a PNG image");
        fs::write(folder.path().join("page.txt"), "Rain fell.").unwrap();
        let beside = found(&picture, Some(&command("{} hocr"))).1.unwrap();
        assert!(beside.reason.contains("page.txt"), "{beside}");
    }
}
