//! Archives (tar, ZIP): each entry is read as if it were a file of its own.
//!
//! Nothing is written to disk, so names inside archives can point nowhere.

mod tar;
mod zip;

pub use self::{tar::Tar, zip::Zip};

use super::{
    Options, ReadError, ReadErrorKind,
    common::{
        expansion::Bounded,
        input::{Input, Outermost},
        sink::Sink,
    },
    read_input,
};
use std::{io::Read, ops::ControlFlow, rc::Rc};

/// Entries of one archive, at most.
const MOST_ENTRIES: usize = 1_000_000;

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
    outermost: &Rc<Outermost>,
) -> ControlFlow<()> {
    let options = Options { resume: None, path: None, ..options.clone() };
    let mut bounded = Bounded::new(entry, outermost);
    sink.enter(name);
    let result =
        read_input(&mut Input::inside(name.to_owned(), &mut bounded, depth, Rc::clone(outermost)), &options, sink);
    let flow = match result {
        Err(error) if error.kind == ReadErrorKind::Interrupted => ControlFlow::Break(()),
        Err(error) => sink.failed(error),
        Ok(()) => sink.flow(),
    };
    sink.leave();
    flow
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{gzip, read_all, zip};

    const LINES: &[u8] = b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n";

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ::tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_cksum();
            writer.append_data(&mut header, name, *bytes).unwrap();
        }
        writer.into_inner().unwrap()
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
    fn archives_that_are_cut_off_give_what_they_hold() {
        let files: &[(&str, &[u8])] =
            &[("a.txt", b"Rain fell."), ("b.txt", b"It stopped."), ("c.txt", b"The sun came out again.")];
        let (tar, zip) = (tar(files), zip(files));
        let half = zip.windows(4).rposition(|part| part == b"PK\x03\x04").unwrap() + 20;
        for (name, cut) in [("a.zip", &zip[..half]), ("a.tar", &tar[..1_100])] {
            let (found, error) = read_all(name, cut, &Options::default());
            let texts: Vec<&str> = found
                .iter()
                .filter_map(|found| found.record.as_ref().ok())
                .map(|record| record.text.as_str())
                .collect();
            assert!(texts.starts_with(&["Rain fell."]), "{name} {texts:?}");
            assert!(error.is_some() || found.iter().any(|found| found.record.is_err()), "{name}");
        }
    }

    #[test]
    fn pages_of_a_collection_of_web_archives_are_read_once() {
        let page = "<html><head><title>Rain</title></head><body><p>Rain fell on the harbour all day, and nobody minded it much.</p></body></html>";
        let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        let warc = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nWARC-Date: 2026-01-24T00:00:00Z\r\n\
            Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{response}\r\n\r\n",
            response.len()
        );
        let collection = zip(&[
            ("datapackage.json", b"{}"),
            ("archive/a.warc", warc.as_bytes()),
            ("pages/pages.jsonl", b"{\"title\":\"Rain\",\"text\":\"Rain fell.\",\"url\":\"https://a.example/\"}\n"),
        ]);
        let (found, error) = read_all("a.wacz", &collection, &Options::default());
        assert_eq!((found.len(), error), (1, None));
    }

    #[test]
    fn an_office_file_without_a_text_is_unsupported() {
        let (_, error) = read_all("a.docx", &zip(&[("[Content_Types].xml", b"<x/>")]), &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Unsupported);
    }
}
