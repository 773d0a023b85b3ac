//! Archives (tar, ZIP): each entry is read as if it were a file of its own.
//!
//! Nothing is written to disk, so names inside archives can point nowhere.

mod issues;
mod tar;
mod zip;

pub use self::{tar::Tar, zip::Zip};

use self::issues::Issues;
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

/// What reads the entries of an archive.
struct Entries<'a> {
    options: Options,
    depth: u32,
    outermost: &'a Rc<Outermost>,
    issues: Issues,
}

impl<'a> Entries<'a> {
    fn new(options: &Options, depth: u32, outermost: &'a Rc<Outermost>) -> Self {
        let options = Options { resume: None, path: None, ..options.clone() };
        Self { options, depth, outermost, issues: Issues::default() }
    }

    /// Reads one entry, or keeps it where it is part of an issue of a newspaper; its faults are its own, not the archive's.
    fn read(&mut self, name: &str, entry: &mut dyn Read, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let mut bounded = Bounded::new(entry, self.outermost);
        if !Issues::may_have(name) {
            return self.read_alone(name, &mut bounded, sink);
        }
        match self.issues.keep(name, &mut bounded) {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(start)) => self.read_alone(name, &mut start.as_slice().chain(bounded), sink),
            Err(error) => {
                sink.enter(name);
                let flow = sink.failed(ReadError::from(error));
                sink.leave();
                flow
            }
        }
    }

    fn read_alone(&self, name: &str, bytes: &mut dyn Read, sink: &mut Sink<'_>) -> ControlFlow<()> {
        sink.enter(name);
        let mut input = Input::inside(name.to_owned(), bytes, self.depth, Rc::clone(self.outermost));
        let flow = match read_input(&mut input, &self.options, sink) {
            Err(error) if error.kind == ReadErrorKind::Interrupted => ControlFlow::Break(()),
            Err(error) => sink.failed(error),
            Ok(()) => sink.flow(),
        };
        sink.leave();
        flow
    }

    /// Reads the issues that were kept, then the pages of none.
    fn finish(mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let issues = std::mem::take(&mut self.issues);
        let pages = issues.read(sink)?;
        pages.into_iter().try_for_each(|(name, bytes)| self.read_alone(&name, &mut bytes.as_slice(), sink))
    }
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
    fn issues_of_newspapers_are_read_with_their_pages() {
        let page = |words: &str| {
            format!(
                "<?xml version='1.0'?><alto><Layout><Page><PrintSpace><TextBlock ID='b'><TextLine><String CONTENT='{words}'/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"
            )
        };
        let mets = "<?xml version='1.0'?><mets:mets xmlns:mets='m' xmlns:xlink='x'><mets:fileSec><mets:file ID='p1'><mets:FLocat xlink:href='pages/0001.xml'/></mets:file>\
            <mets:file ID='p2'><mets:FLocat xlink:href='pages/0002.xml'/></mets:file><mets:file ID='p3'><mets:FLocat xlink:href='../0003.xml'/></mets:file></mets:fileSec>\
            <mets:structMap><mets:div TYPE='ARTICLE' LABEL='RAIN'><mets:fptr><mets:area FILEID='p1' BEGIN='b'/></mets:fptr><mets:fptr><mets:area FILEID='p2' BEGIN='b'/></mets:fptr></mets:div></mets:structMap></mets:mets>";
        let (one, two, other) = (page("Rain"), page("fell."), page("Alone."));
        let files: &[(&str, &[u8])] = &[
            ("i/pages/0001.xml", one.as_bytes()),
            ("i/i_mets.xml", mets.as_bytes()),
            ("i/pages/0002.xml", two.as_bytes()),
            ("j/0009.xml", other.as_bytes()),
            ("k/note.xml", b"<?xml version='1.0'?><story>It stopped.</story>"),
        ];
        for (name, packed) in [("a.tar", tar(files)), ("a.zip", zip(files)), ("a.tgz", gzip(&tar(files)))] {
            let (found, error) = read_all(name, &packed, &Options::default());
            let mut records: Vec<_> = found.into_iter().map(|found| found.record.unwrap()).collect();
            records.sort_by(|one, other| one.text.cmp(&other.text));
            let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
            assert_eq!((texts, error), (vec!["Alone.", "It stopped.", "Rain fell."], None), "{name}");
            assert_eq!(records[2].title, "RAIN");
        }
    }

    #[test]
    fn an_office_file_without_a_text_is_unsupported() {
        let (_, error) = read_all("a.docx", &zip(&[("[Content_Types].xml", b"<x/>")]), &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Unsupported);
    }
}
