//! The bytes of an input, its first bytes looked at in advance, and the limits on reading it.

use super::encoding;
use crate::formats::{ReadError, ReadErrorKind};
use std::{
    borrow::Cow,
    cell::Cell,
    io::{self, Read},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Bytes that are looked at for finding the format.
const HEAD: usize = 64 << 10;

/// The largest single document (a page, a text, a feed) and the longest line, in bytes.
pub const LARGEST_DOCUMENT: usize = 64 << 20;

/// An input being read: its name, its head, the rest of its bytes.
pub struct Input<'a> {
    name: Cow<'a, str>,
    head: Vec<u8>,
    at: usize,
    rest: &'a mut dyn Read,
    ended: bool,
    depth: u32,
    outermost: Rc<Outermost>,
}

/// What an input and all that lies in it share.
#[derive(Debug, Default)]
pub struct Outermost {
    /// Bytes read from the outermost input so far.
    pub bytes: Cell<u64>,
    /// Set when reading is to end early.
    interrupt: Option<Arc<AtomicBool>>,
}

impl Outermost {
    /// Refuses to read on once the user interrupted.
    fn check(&self) -> io::Result<()> {
        if self.interrupt.as_ref().is_some_and(|interrupt| interrupt.load(Ordering::Relaxed)) {
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Interrupted, "interrupted")));
        }
        Ok(())
    }
}

/// What the format of an input is found by.
pub struct Head<'a> {
    /// The first bytes of the input.
    pub bytes: &'a [u8],
    /// The same as text, without byte order mark and leading white space; only the first few thousand characters.
    pub text: Cow<'a, str>,
    /// The extension of the file name in lower case, without the dot.
    pub extension: String,
}

impl Head<'_> {
    /// True when there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.bytes.len() < HEAD && self.text.is_empty()
    }

    /// The text in lower case, for formats whose keywords have no case.
    pub fn lower(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// True for XML whose root element has this local name (after declaration, comments and document type).
    pub fn has_root(&self, names: &[&str]) -> bool {
        root_element(&self.text).is_some_and(|root| names.iter().any(|name| root.eq_ignore_ascii_case(name)))
    }
}

/// The local name of the first element of an XML text.
pub fn root_element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1;
        } else if let Some(after) = rest.strip_prefix("<?") {
            rest = after.split_once("?>")?.1;
        } else if let Some(after) = rest.strip_prefix("<!") {
            let (inside, beyond) = after.split_once('>')?;
            rest = if inside.contains('[') { after.split_once(']')?.1.split_once('>')?.1 } else { beyond };
        } else {
            let name = rest.strip_prefix('<')?;
            let name = &name[..name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?];
            return Some(name.rsplit(':').next().unwrap_or(name)).filter(|name| !name.is_empty());
        }
        rest = rest.trim_start();
    }
}

impl<'a> Input<'a> {
    /// An input by its file name and bytes.
    pub fn new(name: impl Into<Cow<'a, str>>, rest: &'a mut dyn Read, interrupt: Option<Arc<AtomicBool>>) -> Self {
        let outermost = Rc::new(Outermost { bytes: Cell::new(0), interrupt });
        Self { name: name.into(), head: Vec::new(), at: 0, rest, ended: false, depth: 0, outermost }
    }

    /// An input inside of another.
    pub fn inside(name: String, rest: &'a mut dyn Read, depth: u32, outermost: Rc<Outermost>) -> Self {
        Self { name: Cow::Owned(name), head: Vec::new(), at: 0, rest, ended: false, depth, outermost }
    }

    /// What this input shares with those around it and in it.
    pub fn outermost(&self) -> Rc<Outermost> {
        Rc::clone(&self.outermost)
    }

    fn count(&self, bytes: usize) {
        if self.depth == 0 {
            self.outermost.bytes.set(self.outermost.bytes.get() + bytes as u64);
        }
    }

    /// How many containers this input lies in.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The file's name or path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the first bytes, which stay to be read.
    pub fn fill_head(&mut self) -> Result<(), ReadError> {
        self.outermost.check()?;
        let mut limited = (&mut *self.rest).take(HEAD as u64);
        limited.read_to_end(&mut self.head)?;
        self.ended = self.head.len() < HEAD;
        self.count(self.head.len());
        Ok(())
    }

    /// What the format is found by.
    pub fn head(&self) -> Head<'_> {
        let start = &self.head[..self.head.len().min(16 << 10)];
        let text = match encoding::decode(start, None) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_start()),
            Cow::Owned(text) => Cow::Owned(text.trim_start().to_owned()),
        };
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or("");
        let extension = file.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase());
        Head { bytes: &self.head, text, extension }
    }

    /// All bytes of a single document.
    pub fn all_bytes(&mut self) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        self.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > LARGEST_DOCUMENT {
            return Err(ReadError::new(
                ReadErrorKind::Limit,
                format!("a single document over {} MB: split it", LARGEST_DOCUMENT >> 20),
            ));
        }
        Ok(bytes)
    }

    /// All text of a single document; `declared` is the encoding that a header outside the document names.
    pub fn text(&mut self, declared: Option<&str>) -> Result<String, ReadError> {
        let bytes = self.all_bytes()?;
        Ok(encoding::decode(&bytes, declared).into_owned())
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            let count = buffer.len().min(self.head.len() - self.at);
            buffer[..count].copy_from_slice(&self.head[self.at..self.at + count]);
            self.at += count;
            return Ok(count);
        }
        if self.ended {
            return Ok(0);
        }
        self.outermost.check()?;
        let count = self.rest.read(buffer)?;
        self.count(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_read_again() {
        let bytes = vec![b'a'; HEAD + 10];
        let mut rest = &bytes[..];
        let mut input = Input::new("x/Y.TXT", &mut rest, None);
        input.fill_head().unwrap();
        assert_eq!(input.head().extension, "txt");
        assert_eq!(input.all_bytes().unwrap().len(), HEAD + 10);
    }

    #[test]
    fn root_elements_are_found_behind_prologs() {
        let prolog = "<?xml version='1.0'?><!-- <a> --><!DOCTYPE nitf [<!ENTITY a 'b'>]>\n";
        assert_eq!(root_element(&format!("{prolog}<x:nitf y='1'>")), Some("nitf"));
        assert_eq!(root_element("<rss>"), Some("rss"));
        for broken in ["", "a", "<", "<!--", "<?", "<!a", "<!a [", "<a"] {
            assert_eq!(root_element(broken), None, "{broken}");
        }
    }

    #[test]
    fn reading_ends_when_it_is_interrupted() {
        let interrupt = Arc::new(AtomicBool::new(false));
        let mut endless = io::repeat(b'a');
        let mut input = Input::new("a.txt", &mut endless, Some(Arc::clone(&interrupt)));
        input.fill_head().unwrap();
        interrupt.store(true, Ordering::Relaxed);
        assert_eq!(input.all_bytes().unwrap_err().kind, ReadErrorKind::Interrupted);
        let outermost = input.outermost();
        let mut inner = &b"text"[..];
        let mut inside = Input::inside("b.txt".to_owned(), &mut inner, 1, outermost);
        assert_eq!(inside.fill_head().unwrap_err().kind, ReadErrorKind::Interrupted);
    }

    #[test]
    fn a_document_over_the_limit_is_refused() {
        let mut endless = io::repeat(b'a');
        let mut input = Input::new("a.txt", &mut endless, None);
        assert_eq!(input.all_bytes().unwrap_err().kind, ReadErrorKind::Limit);
    }
}
