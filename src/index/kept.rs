//! `kept/articles` of an index folder: articles that no input can give again, outside all generations.
//!
//! These are articles from standard input, items that rolled off a feed, articles of vanished files that are kept. The file only
//! grows, by frames: a header of 44 bytes (mark, bytes of the body, number of the article, hash of its record, key of its input, checksums of body
//! and header, all little-endian), then the article as JSON in zstd. A frame without a body says that the article is not kept any more.
//! Of the frames of one article the last counts. Frames are synced before the commit that takes them in, and the payload of the
//! commit says how far it took them; what a crash tore off at the end is cut off when the file is opened for writing.

use super::{IndexError, InputKey, RecordHash, Shared, atomic_file, faults, permissions};
use crate::article::{ArticleId, Day, Record};
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The folder, in that of the index.
pub(super) const FOLDER: &str = "kept";
pub(super) const FILE: &str = "articles";
/// Begins each frame.
const MARK: [u8; 4] = *b"DLK1";
const HEADER: usize = 44;
/// The largest body, above which a header cannot be one.
const LARGEST: u32 = 1 << 30;
const LEVEL: i32 = 9;

/// An article that no input can give again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptArticle {
    /// Its number.
    pub id: u64,
    /// The number that its record has by itself, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<u64>,
    /// The origin of the input that it came from ([`super::ManifestEntry::origin`]), or the name of a stream.
    pub input: String,
    /// Path of the input as the article names it.
    pub path: String,
    /// Position of the record in its input.
    pub item: u64,
    /// Hash of its record ([`RecordHash::whole`]).
    pub content: u64,
    /// Hash of its record without its stamp, where it is another one ([`RecordHash::wording`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<u64>,
    /// The day on which it was first seen.
    pub added: Day,
    /// The revision in which it was first seen.
    pub revision: u64,
    /// What the input said.
    pub record: Record,
}

impl KeptArticle {
    /// The id that its record has by itself.
    #[must_use]
    pub fn identity(&self) -> ArticleId {
        ArticleId(self.identity.unwrap_or(self.id))
    }

    /// The hashes of its record.
    #[must_use]
    pub fn hash(&self) -> RecordHash {
        RecordHash { whole: self.content, wording: self.wording.unwrap_or(self.content) }
    }

    /// The same article as one that its input shares with the one that has it in the index, under this number.
    #[must_use]
    pub fn shared(&self, id: ArticleId) -> Shared {
        Shared { id: id.0, item: self.item, content: self.content, stamp: self.record.stamp() }
    }

    /// The same article under another number.
    #[must_use]
    pub fn under(self, id: ArticleId, identity: ArticleId) -> Self {
        Self { id: id.0, identity: (identity != id).then_some(identity.0), ..self }
    }

    /// The key of its input.
    #[must_use]
    pub fn input_key(&self) -> InputKey {
        InputKey::of(&self.input)
    }
}

/// Where the last frame of an article is.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    content: u64,
    input: InputKey,
}

/// The kept articles of an index.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    /// Frames whose articles are kept.
    places: HashMap<ArticleId, Place>,
    /// Inputs of frames, also of those that count no more.
    inputs: HashSet<InputKey>,
    /// Bytes of whole frames, those that are not written yet included.
    length: u64,
    pending: Vec<u8>,
    /// Places in the file that hold no frame.
    damaged: Vec<u64>,
}

struct Header {
    id: ArticleId,
    content: u64,
    input: InputKey,
    body: u32,
    body_check: u64,
}

fn check(bytes: &[u8]) -> [u8; 8] {
    let mut head = [0; 8];
    head.copy_from_slice(&blake3::hash(bytes).as_bytes()[..8]);
    head
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut number = [0; N];
    number.copy_from_slice(&bytes[at..at + N]);
    number
}

impl Header {
    fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend(MARK);
        out.extend(self.body.to_le_bytes());
        out.extend(self.id.0.to_le_bytes());
        out.extend(self.content.to_le_bytes());
        out.extend(self.input.0.to_le_bytes());
        out.extend(self.body_check.to_le_bytes());
        let check = check(&out[start..]);
        out.extend(&check[..4]);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..HEADER)?;
        let body = u32::from_le_bytes(number(bytes, 4));
        let is_one = bytes.starts_with(&MARK) && check(&bytes[..40])[..4] == bytes[40..] && body <= LARGEST;
        is_one.then(|| Self {
            id: ArticleId(u64::from_le_bytes(number(bytes, 8))),
            content: u64::from_le_bytes(number(bytes, 16)),
            body,
            input: InputKey(u64::from_le_bytes(number(bytes, 24))),
            body_check: u64::from_le_bytes(number(bytes, 32)),
        })
    }
}

impl Kept {
    /// Opens the kept articles of an index folder for writing; the write lock must be held. A torn end is cut off.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn open(index: &Path) -> Result<Self, IndexError> {
        let kept = Self::read(index)?;
        let torn = fs::metadata(&kept.path).is_ok_and(|metadata| metadata.len() > kept.length);
        if torn {
            let cut = || {
                let file = File::options().write(true).open(&kept.path)?;
                file.set_len(kept.length)?;
                file.sync_all()
            };
            cut().map_err(IndexError::io(&kept.path))?;
        }
        Ok(kept)
    }

    /// Reads which articles an index folder keeps, without changing anything.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(index: &Path) -> Result<Self, IndexError> {
        let path = index.join(FOLDER).join(FILE);
        let (places, inputs) = (HashMap::new(), HashSet::new());
        let mut kept = Self { path, places, inputs, length: 0, pending: Vec::new(), damaged: Vec::new() };
        match File::open(&kept.path) {
            Ok(file) => kept.scan(file).map_err(IndexError::io(kept.path.clone()))?,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(IndexError::io(kept.path)(error)),
        }
        Ok(kept)
    }

    /// Goes over the frames. Between damaged and whole ones the next header is looked for; without one, the end is torn.
    fn scan(&mut self, file: File) -> io::Result<()> {
        let end = file.metadata()?.len();
        let mut file = io::BufReader::with_capacity(64 << 10, file);
        let mut at = 0;
        while at < end {
            let mut header = [0; HEADER];
            let whole = file.read_exact(&mut header).is_ok();
            let frame = Header::read(&header).filter(|frame| whole && at + frame_bytes(frame) <= end);
            let Some(frame) = frame else {
                let Some(next) = next_frame(&mut file, at + 1, end)? else { break };
                self.damaged.push(at);
                at = next;
                continue;
            };
            let next = at + frame_bytes(&frame);
            // The last frame may have its length and lack its content.
            if next == end && !is_whole(&mut file, &frame)? {
                break;
            }
            if frame.body == 0 {
                self.places.remove(&frame.id);
            } else {
                self.places.insert(frame.id, Place { at, content: frame.content, input: frame.input });
                self.inputs.insert(frame.input);
            }
            at = next;
            self.length = at;
            file.seek(SeekFrom::Start(at))?;
        }
        Ok(())
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of whole frames.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// True when this article is kept with this content.
    #[must_use]
    pub fn holds(&self, id: ArticleId, content: u64) -> bool {
        self.places.get(&id).is_some_and(|place| place.content == content)
    }

    /// Numbers of the articles whose last frame begins at `from` or later, in the order of their frames.
    #[must_use]
    pub fn since(&self, from: u64) -> Vec<ArticleId> {
        let mut found: Vec<_> = self.places.iter().filter(|(_, place)| place.at >= from).collect();
        found.sort_by_key(|(_, place)| place.at);
        found.into_iter().map(|(id, _)| *id).collect()
    }

    /// True of an input that has, or had, kept articles.
    #[must_use]
    pub fn has_input(&self, input: InputKey) -> bool {
        self.inputs.contains(&input)
    }

    /// Numbers of the kept articles of an input.
    #[must_use]
    pub fn of_input(&self, input: InputKey) -> Vec<ArticleId> {
        if !self.has_input(input) {
            return Vec::new();
        }
        self.places.iter().filter(|(_, place)| place.input == input).map(|(id, _)| *id).collect()
    }

    /// Reads a kept article; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is damaged.
    pub fn article(&self, id: ArticleId) -> Result<Option<KeptArticle>, IndexError> {
        let Some(place) = self.places.get(&id) else { return Ok(None) };
        let frame = self.frame(place.at).map_err(IndexError::io(&self.path))?;
        let read = || {
            let header = Header::read(&frame)?;
            let body = &frame[HEADER..];
            (check(body) == header.body_check.to_le_bytes()).then_some(())?;
            serde_json::from_slice(&zstd::decode_all(body).ok()?).ok()
        };
        read().map(Some).ok_or_else(|| self.damage(place.at))
    }

    fn damage(&self, at: u64) -> IndexError {
        let reason = format!("the frame at byte {at} is damaged; its article is lost unless a copy of the file has it");
        IndexError::io(&self.path)(io::Error::new(io::ErrorKind::InvalidData, reason))
    }

    /// The bytes of a frame, written or not.
    fn frame(&self, at: u64) -> io::Result<Vec<u8>> {
        let written = self.length - self.pending.len() as u64;
        if at >= written {
            let pending = &self.pending[(at - written) as usize..];
            let bytes = Header::read(pending).map_or(0, |header| frame_bytes(&header)) as usize;
            return Ok(pending[..bytes].to_vec());
        }
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; HEADER];
        file.read_exact(&mut bytes)?;
        if let Some(header) = Header::read(&bytes) {
            file.take(u64::from(header.body)).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// Keeps an article from the next [`Kept::sync`] on, in place of an earlier one of its number.
    pub fn put(&mut self, article: &KeptArticle) {
        let id = ArticleId(article.id);
        if self.holds(id, article.content) {
            return;
        }
        let json = serde_json::to_vec(article).expect("an article is plain data");
        let body = zstd::encode_all(json.as_slice(), LEVEL).expect("memory can be written to");
        let place = Place { at: self.length, content: article.content, input: article.input_key() };
        self.places.insert(id, place);
        self.inputs.insert(place.input);
        self.push(id, place, &body);
    }

    /// Does not keep an article any more.
    pub fn remove(&mut self, id: ArticleId) {
        if let Some(place) = self.places.remove(&id) {
            self.push(id, place, &[]);
        }
    }

    fn push(&mut self, id: ArticleId, Place { content, input, .. }: Place, body: &[u8]) {
        let body_check = u64::from_le_bytes(check(body));
        Header { id, content, input, body: body.len() as u32, body_check }.write(&mut self.pending);
        self.pending.extend(body);
        self.length += (HEADER + body.len()) as u64;
    }

    /// Makes what was put and removed durable.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn sync(&mut self) -> Result<(), IndexError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let is_new = !self.path.exists();
        let append = || {
            fs::create_dir_all(folder)?;
            let mut file = File::options().append(true).create(true).open(&self.path)?;
            permissions::share(folder)?;
            permissions::share(&self.path)?;
            faults::step("append", &self.path)?;
            file.write_all(&self.pending)?;
            file.sync_all()?;
            if is_new {
                atomic_file::sync_folder(folder)?;
                atomic_file::sync_folder(folder.parent().unwrap_or(Path::new(".")))?;
            }
            Ok(())
        };
        append().map_err(IndexError::io(&self.path))?;
        self.pending.clear();
        Ok(())
    }

    /// Writes the file anew with the articles that are kept and not in `without`: what was removed is really gone.
    ///
    /// # Errors
    /// When the file system refuses, or a frame is damaged.
    pub fn rewrite(&mut self, without: &HashSet<ArticleId>) -> Result<(), IndexError> {
        self.sync()?;
        if !self.path.exists() {
            return Ok(());
        }
        let ids = self.since(0).into_iter().filter(|id| !without.contains(id));
        let mut places = HashMap::new();
        let mut length = 0;
        let rewritten = atomic_file::replace_shared(&self.path, |out| {
            for id in ids {
                let place = self.places[&id];
                let frame = self.frame(place.at)?;
                out.write_all(&frame)?;
                places.insert(id, Place { at: length, ..place });
                length += frame.len() as u64;
            }
            Ok(())
        });
        rewritten.map_err(IndexError::io(&self.path))?;
        (self.places, self.length) = (places, length);
        Ok(())
    }

    /// What is wrong with the file: each damaged frame, also of articles that are kept no more.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn faults(&self) -> Result<Vec<String>, IndexError> {
        let mut faults: Vec<String> = self.damaged.iter().map(|at| self.damage(*at).to_string()).collect();
        for id in self.since(0) {
            if let Err(fault) = self.article(id) {
                faults.push(fault.to_string());
            }
        }
        Ok(faults)
    }
}

fn frame_bytes(header: &Header) -> u64 {
    HEADER as u64 + u64::from(header.body)
}

/// True when the body that comes next is that of the header.
fn is_whole(file: &mut impl Read, header: &Header) -> io::Result<bool> {
    let mut body = Vec::new();
    file.take(u64::from(header.body)).read_to_end(&mut body)?;
    Ok(check(&body) == header.body_check.to_le_bytes())
}

/// The place of the next header at or after `from` whose frame lies before `end`.
fn next_frame(file: &mut (impl Read + Seek), from: u64, end: u64) -> io::Result<Option<u64>> {
    let mut window = Vec::new();
    let mut start = from;
    while start < end {
        file.seek(SeekFrom::Start(start))?;
        window.clear();
        (&mut *file).take((1 << 20) + HEADER as u64).read_to_end(&mut window)?;
        for at in 0..window.len().saturating_sub(HEADER - 1) {
            let place = start + at as u64;
            let found = Header::read(&window[at..]).is_some_and(|header| place + frame_bytes(&header) <= end);
            if window[at] == MARK[0] && found {
                file.seek(SeekFrom::Start(place))?;
                return Ok(Some(place));
            }
        }
        start += 1 << 20;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: u64, text: &str) -> KeptArticle {
        let record = Record { text: text.to_owned(), ..Record::default() };
        let content = text.len() as u64;
        let (input, path) = ("-".to_owned(), "-".to_owned());
        let (identity, wording) = (None, None);
        KeptArticle { id, identity, input, path, item: 0, content, wording, added: Day(1), revision: 1, record }
    }

    fn kept(index: &Path, articles: &[KeptArticle]) -> Kept {
        let mut kept = Kept::open(index).unwrap();
        articles.iter().for_each(|article| kept.put(article));
        kept.sync().unwrap();
        kept
    }

    #[test]
    fn the_last_frame_of_an_article_counts() {
        let folder = tempfile::tempdir().unwrap();
        let (first, other) = (article(1, "First."), article(2, "Another one."));
        let length = kept(folder.path(), &[first.clone(), other.clone(), first.clone()]).length();
        let mut kept = Kept::open(folder.path()).unwrap();
        assert_eq!(
            (kept.length(), kept.since(0)),
            (length, vec![ArticleId(1), ArticleId(2)]),
            "the same is not put twice"
        );
        let changed = article(1, "First, changed.");
        kept.put(&changed);
        assert_eq!(kept.article(ArticleId(1)).unwrap(), Some(changed.clone()), "before it is written");
        kept.remove(ArticleId(2));
        kept.sync().unwrap();
        let kept = Kept::open(folder.path()).unwrap();
        assert_eq!((kept.since(0), kept.since(length)), (vec![ArticleId(1)], vec![ArticleId(1)]));
        assert_eq!(kept.article(ArticleId(1)).unwrap(), Some(changed));
        assert_eq!(kept.article(ArticleId(2)).unwrap(), None);
    }

    #[test]
    fn a_torn_end_is_cut_off_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let first = kept(folder.path(), &[article(1, "First.")]).length();
        let whole = kept(folder.path(), &[article(2, "Second.")]).length();
        let path = folder.path().join("kept/articles");
        let bytes = fs::read(&path).unwrap();
        for length in first..whole {
            fs::write(&path, &bytes[..length as usize]).unwrap();
            let kept = Kept::open(folder.path()).unwrap();
            assert_eq!((kept.length(), kept.since(0)), (first, vec![ArticleId(1)]), "{length}");
            assert_eq!(fs::metadata(&path).unwrap().len(), first);
        }
        // Its length is there and its content is not.
        let mut zeros = bytes.clone();
        zeros[first as usize + HEADER..].fill(0);
        fs::write(&path, zeros).unwrap();
        assert_eq!(Kept::open(folder.path()).unwrap().length(), first);
    }

    #[test]
    fn every_flipped_byte_is_noticed_and_the_other_articles_stay() {
        let folder = tempfile::tempdir().unwrap();
        let first = kept(folder.path(), &[article(1, "First.")]).length() as usize;
        let kept = kept(folder.path(), &[article(2, "Second."), article(3, "Third.")]);
        assert!(kept.faults().unwrap().is_empty());
        let path = folder.path().join("kept/articles");
        let bytes = fs::read(&path).unwrap();
        for at in 0..first {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            fs::write(&path, flipped).unwrap();
            let kept = Kept::open(folder.path()).unwrap();
            assert!(!kept.faults().unwrap().is_empty(), "byte {at}");
            for id in [2, 3] {
                assert!(kept.article(ArticleId(id)).unwrap().is_some(), "byte {at}");
            }
        }
    }

    #[test]
    fn what_is_rewritten_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = kept(folder.path(), &[article(1, "First."), article(2, "Second."), article(3, "Third.")]);
        kept.remove(ArticleId(3));
        kept.rewrite(&HashSet::from([ArticleId(1)])).unwrap();
        assert_eq!(kept.article(ArticleId(2)).unwrap(), Some(article(2, "Second.")));
        let again = Kept::open(folder.path()).unwrap();
        assert_eq!((again.since(0), again.length()), (vec![ArticleId(2)], kept.length()));
    }
}
