//! Issues of digitised newspapers in an archive: METS files and their pages (ALTO), which stand in any order and are kept until the end.

use crate::formats::{
    ReadError, ReadErrorKind,
    common::{input::LARGEST_DOCUMENT, sink::Sink},
    xml_documents,
};
use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Read},
    ops::ControlFlow,
    path::Path,
};

/// Bytes of pages that are kept at most; what comes behind them is read page by page.
const MOST: usize = 256 << 20;

/// Bytes in which the kind of a document shows.
const HEAD: u64 = 4_096;

/// The parts of issues in an archive by their names.
#[derive(Debug, Default)]
pub(super) struct Issues {
    mets: BTreeMap<String, Vec<u8>>,
    pages: BTreeMap<String, Vec<u8>>,
    size: usize,
}

impl Issues {
    /// True for the name of an entry that may be part of an issue.
    pub(super) fn may_have(name: &str) -> bool {
        Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
    }

    /// Keeps an entry; gives back its first bytes where it is no part of an issue or too much is kept.
    ///
    /// # Errors
    /// When it cannot be read, or is over the limit of a document.
    pub(super) fn keep(&mut self, name: &str, entry: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        (&mut *entry).take(HEAD).read_to_end(&mut bytes)?;
        let Some(is_mets) = xml_documents::part_of_issue(&bytes).filter(|_| self.size < MOST) else {
            return Ok(Some(bytes));
        };
        entry.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > LARGEST_DOCUMENT {
            let reason = format!("over {} MB", LARGEST_DOCUMENT >> 20);
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Limit, reason)));
        }
        self.size += bytes.len();
        let parts = if is_mets { &mut self.mets } else { &mut self.pages };
        parts.insert(name.to_owned(), bytes);
        Ok(None)
    }

    /// Reads the issues; gives the pages that belong to none.
    pub(super) fn read(self, sink: &mut Sink<'_>) -> ControlFlow<(), BTreeMap<String, Vec<u8>>> {
        let mut used: HashSet<String> = HashSet::new();
        for (name, mets) in &self.mets {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let mut open = |path: &Path| {
                let path = path.to_string_lossy();
                let page = if folder.is_empty() { path.into_owned() } else { format!("{folder}/{path}") };
                let bytes = self.pages.get(&page).ok_or_else(|| "is not in the archive".to_owned())?;
                used.insert(page);
                Ok(bytes.clone())
            };
            sink.enter(name);
            let flow = match xml_documents::read_issue_of_archive(mets, &mut open, sink) {
                Ok(()) => sink.flow(),
                Err(error) => sink.failed(error),
            };
            sink.leave();
            flow?;
        }
        let mut pages = self.pages;
        pages.retain(|name, _| !used.contains(name));
        ControlFlow::Continue(pages)
    }
}
