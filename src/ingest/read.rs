//! Reads inputs and judges their records: new, changed, as before, or broken.

use super::analyse::{Overrides, Place, analyse, is_dateless, known_day};
use super::discover::{Input, STREAM, Times};
use super::forgotten::Forgotten;
use super::identity::{hash, head, identity, other};
use super::options::InputOptions;
use crate::article::{Article, ArticleId, Day, Record};
use crate::formats::{self, Found, ReadError, ReadErrorKind};
use crate::index::{ArticleState, FirstSeen, IndexedArticles, InputKey, ManifestEntry, RecordHash};
use crate::temporal;
use std::{
    fs::{self, File},
    io::{self, Read},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A change this close before the reading may be followed by another in the same tick of the clock.
const SETTLED: Duration = Duration::from_secs(2);

/// An input to read.
pub(super) struct Job {
    /// The file.
    pub input: Input,
    /// What its key is a hash of ([`ManifestEntry::origin`]).
    pub origin: String,
    /// Its key in the manifest.
    pub key: InputKey,
    /// What the manifest knows of it.
    pub previous: Option<ManifestEntry>,
    /// Read it even if its bytes are the same.
    pub force: bool,
}

impl Job {
    /// The job of reading an input of this origin.
    pub(super) fn new(input: Input, origin: String) -> Self {
        Self { input, key: InputKey::of(&origin), origin, previous: None, force: false }
    }

    /// The job of reading standard input.
    pub(super) fn stream(options: Arc<InputOptions>, previous: Option<ManifestEntry>) -> Self {
        Self { previous, force: true, ..Self::new(Input::stream(options), STREAM.to_owned()) }
    }

    /// The row of the input before anything of it is read.
    pub(super) fn row(&self) -> ManifestEntry {
        ManifestEntry {
            path: self.input.path.to_string_lossy().into_owned(),
            origin: self.origin.clone(),
            container: self.input.container.clone(),
            display: self.input.display.clone(),
            size: self.input.size,
            reading: self.input.options.fingerprint,
            ..ManifestEntry::default()
        }
    }

    /// True of an input that changed while it was read, or so shortly before that its times would not show another change.
    pub(super) fn is_unsettled(&self) -> bool {
        let Ok(metadata) = fs::metadata(&self.input.path) else { return true };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = Duration::from_nanos(u64::try_from(self.input.times.modified).unwrap_or(0));
        let is_as_found = metadata.len() == self.input.size && Times::of(&metadata) == self.input.times;
        !is_as_found || modified + SETTLED > now
    }

    /// True of an input that was read with other names of the user's own: its records are analysed again though they are the same.
    pub(super) fn has_other_names(&self) -> bool {
        self.previous.as_ref().is_some_and(|previous| self.input.options.has_other_names(previous.reading))
    }

    /// Bytes that are new to the index, as far as sizes tell.
    pub(super) fn bytes(&self) -> u64 {
        let before = self.previous.as_ref().filter(|previous| previous.offset > 0 && !self.force);
        let before = before.map_or(0, |previous| previous.size);
        self.input.size.checked_sub(before).filter(|grown| *grown > 0).unwrap_or(self.input.size)
    }

    /// Hash of the bytes.
    pub(super) fn hash(&self) -> io::Result<u64> {
        hash_of(File::open(&self.input.path)?)
    }

    /// True when the bytes of a known input make the same articles here: it is read with the same options, and its name says
    /// the same of its format and its day.
    pub(super) fn would_read_as(&self, entry: &ManifestEntry) -> bool {
        let says = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            (path.extension().map(ToOwned::to_owned), temporal::day_of_file_name(&name))
        };
        entry.reading == self.input.options.fingerprint && says(&self.input.path) == says(Path::new(&entry.path))
    }

    /// True of standard input.
    pub(super) fn is_stream(&self) -> bool {
        self.input.path.as_os_str() == STREAM
    }

    /// Analyses a record of the input.
    pub(super) fn analyse(&self, record: Record, item: u64, id: ArticleId, context: &Context<'_>) -> Article {
        // Most records bring their date, and need no look at the index.
        let seen = if is_dateless(&record) { context.seen(id) } else { None };
        let overrides = Overrides { published: self.input.options.published, seen, ..context.overrides };
        analyse(record, Place { display: &self.input.display, item }, id.to_string(), overrides)
    }
}

/// What judging depends on, besides the input's own options.
pub(super) struct Context<'a> {
    /// What the user sets for all inputs.
    pub overrides: Overrides<'a>,
    /// The index as it is, if there is one.
    pub committed: Option<&'a IndexedArticles>,
    /// When articles were first seen, in a rebuild.
    pub first_seen: Option<&'a FirstSeen>,
    /// Articles kept out on purpose.
    pub forgotten: &'a Forgotten,
    /// Set when the user interrupts; what was read or analysed meanwhile may not be whole.
    pub interrupt: &'a Arc<AtomicBool>,
}

/// A record that was judged.
pub(super) struct Item {
    /// Position in the input.
    pub item: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a record.
pub(super) enum Outcome {
    /// Analysed.
    Article {
        /// The id that the record has by itself.
        base: ArticleId,
        /// Hashes of the record.
        hash: RecordHash,
        /// The article; its id is still to be settled.
        article: Box<Article>,
    },
    /// The index has it as it is.
    Same {
        /// The id that the record has by itself.
        base: ArticleId,
        /// The id in the index.
        id: ArticleId,
        /// Hashes of the record.
        hash: RecordHash,
        /// The record, should it turn out to need analysis.
        record: Box<Record>,
    },
    /// Kept out on purpose.
    Forgotten,
    /// Not read.
    Failed(ReadError),
}

/// How the reading of an input ended.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a reading")]
#[derive(Debug, Default)]
pub(super) struct End {
    /// The bytes are those of before: nothing was read.
    pub touched: bool,
    /// Only what was added to it was read.
    pub resumed: bool,
    /// It is a feed: what rolled off stays.
    pub feed: bool,
    /// It may have changed since; its bytes are compared at the next run.
    pub unsettled: bool,
    /// Hash of the bytes.
    pub hash: u64,
    /// Where reading can be resumed, or 0.
    pub offset: u64,
    /// The record before that place.
    pub item: u64,
    /// Why it could not be read to the end.
    pub error: Option<ReadError>,
}

/// Judges one record.
pub(super) fn judge(found: Found, single: bool, job: &Job, context: &Context<'_>) -> Item {
    let item = found.item;
    let record = match found.record {
        Ok(record) => record,
        Err(error) => return Item { item, outcome: Outcome::Failed(error) },
    };
    let base = identity(&record, &job.input.container, single);
    let hash = hash(&record, job.input.options.published);
    if context.forgotten.holds(base, hash.wording) {
        return Item { item, outcome: Outcome::Forgotten };
    }
    if let Some(committed) = context.committed {
        // A damaged index shows itself when it is written to.
        let known = |id| committed.state(id).ok().flatten();
        let is_it = |state: &ArticleState| state.hash == hash;
        let state = known(base).filter(is_it).or_else(|| known(other(base, hash.wording)).filter(is_it));
        let is_here = |state: &ArticleState| state.input == job.key && state.item == item && !job.has_other_names();
        if let Some(ArticleState { id, .. }) = state.filter(is_here) {
            let outcome = Outcome::Same { base, id, hash, record: Box::new(record) };
            return Item { item, outcome };
        }
    }
    let outcome = match catch_unwind(AssertUnwindSafe(|| job.analyse(record, item, base, context))) {
        Ok(article) => Outcome::Article { base, hash, article: Box::new(article) },
        Err(_) => Outcome::Failed(internal()),
    };
    Item { item, outcome }
}

fn internal() -> ReadError {
    ReadError::new(ReadErrorKind::Malformed, "an internal error stopped its analysis; please report it")
}

impl Context<'_> {
    /// The day on which an article was first seen: before, else today.
    fn seen(&self, id: ArticleId) -> Option<Day> {
        let state = self.committed.and_then(|committed| committed.state(id).ok().flatten());
        let before = || self.first_seen.and_then(|seen| seen.of.get(&id).map(|(added, _)| *added));
        state.map(|state| state.added).or_else(before).and_then(known_day).or(self.overrides.seen)
    }

    /// True once the user interrupted.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    /// How a job's input is read: as its root says, and no longer than the user likes.
    fn options(&self, job: &Job) -> formats::Options {
        let path = (!job.is_stream()).then(|| job.input.path.clone());
        formats::Options { interrupt: Some(Arc::clone(self.interrupt)), path, ..job.input.options.read.clone() }
    }
}

/// Reads a whole small input.
pub(super) fn read_small(job: &Job, context: &Context<'_>) -> (Vec<Item>, End) {
    let bytes = match fs::read(&job.input.path) {
        Ok(bytes) => bytes,
        Err(error) => return (Vec::new(), End { error: Some(unreadable(&error)), ..End::default() }),
    };
    let unsettled = job.is_unsettled();
    let mut end = End { hash: head(blake3::hash(&bytes)), feed: is_feed(&bytes), unsettled, ..End::default() };
    let mut options = context.options(job);
    if let Some(previous) = job.previous.as_ref().filter(|_| !job.force) {
        if previous.hash == end.hash && previous.size == bytes.len() as u64 {
            end.touched = true;
            return (Vec::new(), end);
        }
        let grown = bytes.get(..previous.size as usize).filter(|_| previous.offset > 0);
        if grown.is_some_and(|before| head(blake3::hash(before)) == previous.hash) {
            end.resumed = true;
            options.resume = Some((previous.item, previous.offset));
        }
    }
    let mut found = Vec::new();
    let read = catch_unwind(AssertUnwindSafe(|| {
        formats::read(&job.input.display, &mut bytes.as_slice(), &options, &mut |record| {
            found.push(record);
            ControlFlow::Continue(())
        })
    }));
    end.error = read.unwrap_or_else(|_| Err(internal())).err();
    let whole_lines = bytes.last() == Some(&b'\n');
    note_offset(&mut end, job, &found, whole_lines);
    let single = found.len() == 1 && found[0].offset.is_none();
    let items = found.into_iter().map(|found| judge(found, single, job, context)).collect();
    (items, end)
}

/// Notes where the next reading may begin: after the last good record, unless its line may still grow.
fn note_offset(end: &mut End, job: &Job, found: &[Found], whole_lines: bool) {
    let last = found.iter().rev().find(|found| found.record.is_ok()).map(|found| (found.item, found.offset));
    match (last, &job.previous) {
        (Some((item, Some(offset))), _) if whole_lines => (end.item, end.offset) = (item, offset),
        (None, Some(previous)) if end.resumed => (end.item, end.offset) = (previous.item, previous.offset),
        (None, _) => {}
        _ => (end.item, end.offset) = (0, 0),
    }
}

fn unreadable(error: &io::Error) -> ReadError {
    ReadError::new(ReadErrorKind::Io, format!("cannot be read ({error})"))
}

/// Bytes of a batch of records that is judged together.
const BATCH_BYTES: usize = 256 << 10;
/// Records of such a batch.
const BATCH_RECORDS: usize = 32;

/// Records that are judged together.
pub(super) struct Batch {
    /// In order.
    pub found: Vec<Found>,
    /// Bytes of their texts.
    pub bytes: usize,
    /// There is only this record in the input.
    pub single: bool,
    /// Only what was added to the input is read.
    pub resumed: bool,
}

/// Streams a large input; batches of records go to `send`, until it refuses.
pub(super) fn read_large(job: &Job, context: &Context<'_>, send: &mut dyn FnMut(Batch) -> bool) -> End {
    let mut options = context.options(job);
    let mut end = End::default();
    let mut open = || -> io::Result<Tee<'_, File>> {
        let mut head_bytes = [0; 1024];
        let read = File::open(&job.input.path)?.read(&mut head_bytes)?;
        end.feed = is_feed(&head_bytes[..read]);
        if let Some(previous) = job.previous.as_ref().filter(|_| !job.force) {
            let same = job.input.size == previous.size;
            if same || (job.input.size > previous.size && previous.offset > 0) {
                let mut before = Tee::open(job, context)?;
                pass(&mut before, previous.size)?;
                if head(before.hasher.finalize()) == previous.hash {
                    end.touched = same;
                    end.resumed = !same;
                    end.hash = previous.hash;
                    options.resume = Some((previous.item, previous.offset)).filter(|_| !same);
                    return Ok(Tee { hasher: before.hasher, hashed: previous.size, ..Tee::open(job, context)? });
                }
            }
        }
        Tee::open(job, context)
    };
    let mut tee = match open() {
        Ok(tee) => tee,
        Err(error) => return End { error: Some(unreadable(&error)), ..end },
    };
    if end.touched {
        end.unsettled = job.is_unsettled();
        return end;
    }
    let mut batches = Batches::new(end.resumed, send);
    let read = catch_unwind(AssertUnwindSafe(|| {
        formats::read(&job.input.display, &mut tee, &options, &mut |found| batches.push(found))
    }));
    end.error = read.unwrap_or_else(|_| Err(internal())).err();
    let last = batches.finish();
    if let Err(error) = io::copy(&mut tee, &mut io::sink()) {
        end.error.get_or_insert_with(|| unreadable(&error));
    }
    end.hash = head(tee.hasher.finalize());
    end.unsettled = job.is_unsettled();
    match last {
        Some((item, Some(offset))) if tee.last == b'\n' => (end.item, end.offset) = (item, offset),
        None if end.resumed => {
            (end.item, end.offset) = job.previous.as_ref().map_or((0, 0), |previous| (previous.item, previous.offset));
        }
        _ => {}
    }
    end
}

/// Reads a stream: as [`read_large`], without an end to compare with.
pub(super) fn read_stream(
    job: &Job,
    input: &mut dyn Read,
    context: &Context<'_>,
    send: &mut dyn FnMut(Batch) -> bool,
) -> Result<(), ReadError> {
    let mut batches = Batches::new(false, send);
    let options = context.options(job);
    let read = catch_unwind(AssertUnwindSafe(|| {
        formats::read(&job.input.display, input, &options, &mut |found| batches.push(found))
    }));
    batches.finish();
    read.unwrap_or_else(|_| Err(internal()))
}

/// Gathers records to batches.
struct Batches<'s> {
    batch: Vec<Found>,
    bytes: usize,
    total: u64,
    resumed: bool,
    /// Item and offset of the last good record.
    last: Option<(u64, Option<u64>)>,
    send: &'s mut dyn FnMut(Batch) -> bool,
}

impl<'s> Batches<'s> {
    fn new(resumed: bool, send: &'s mut dyn FnMut(Batch) -> bool) -> Self {
        Self { batch: Vec::new(), bytes: 0, total: 0, resumed, last: None, send }
    }

    fn push(&mut self, found: Found) -> ControlFlow<()> {
        self.total += 1;
        if let Ok(record) = &found.record {
            self.bytes += record.text.len();
            self.last = Some((found.item, found.offset));
        }
        self.batch.push(found);
        // The first record waits for the second: it may be the only one.
        let full = self.bytes >= BATCH_BYTES || self.batch.len() >= BATCH_RECORDS;
        if full && self.total > 1 {
            let (found, bytes) = (std::mem::take(&mut self.batch), std::mem::take(&mut self.bytes));
            if !(self.send)(Batch { found, bytes, single: false, resumed: self.resumed }) {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn finish(self) -> Option<(u64, Option<u64>)> {
        if !self.batch.is_empty() {
            let single = self.total == 1 && self.batch[0].offset.is_none();
            (self.send)(Batch { found: self.batch, bytes: self.bytes, single, resumed: self.resumed });
        }
        self.last
    }
}

/// Hashes what is read through it, until the user interrupts.
struct Tee<'a, R> {
    inner: R,
    hasher: blake3::Hasher,
    /// Bytes to come that the hasher has seen already.
    hashed: u64,
    last: u8,
    interrupt: &'a AtomicBool,
}

impl<'a> Tee<'a, File> {
    fn open(job: &Job, context: &'a Context<'_>) -> io::Result<Self> {
        let inner = File::open(&job.input.path)?;
        Ok(Self { inner, hasher: blake3::Hasher::new(), hashed: 0, last: 0, interrupt: context.interrupt })
    }
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(io::Error::other(ReadError::new(ReadErrorKind::Interrupted, "interrupted")));
        }
        let count = self.inner.read(into)?;
        let hashed = self.hashed.min(count as u64);
        self.hashed -= hashed;
        self.hasher.update(&into[hashed as usize..count]);
        if let Some(&last) = into[..count].last() {
            self.last = last;
        }
        Ok(count)
    }
}

fn hash_of(input: impl Read) -> io::Result<u64> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(input)?;
    Ok(head(hasher.finalize()))
}

/// Bytes of a large input that are read and hashed at a time.
const BLOCK: usize = 1 << 16;

/// Reads so many bytes, or to the end.
fn pass(input: &mut impl Read, bytes: u64) -> io::Result<()> {
    let (mut input, mut block) = (input.take(bytes), vec![0; BLOCK]);
    while input.read(&mut block)? > 0 {}
    Ok(())
}

/// True of RSS, Atom and JSON feeds, from their first bytes.
fn is_feed(bytes: &[u8]) -> bool {
    let first = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    ["<rss", "<feed", "<rdf:RDF", "jsonfeed.org/version"].iter().any(|mark| first.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const LINES: &str = "{\"title\":\"One\",\"text\":\"First text.\"}\n{\"title\":\"Two\",\"text\":\"Second text.\"}\n";

    /// The job of reading a file, which the manifest knows as it was when `previous` was its content.
    fn job(path: PathBuf, text: &str, previous: Option<&ManifestEntry>) -> Job {
        std::fs::write(&path, text).unwrap();
        let display = path.display().to_string();
        let size = text.len() as u64;
        let container = "news/a.jsonl".to_owned();
        let times = Times::default();
        let input = Input { path, display, container, size, times, options: Arc::default() };
        let origin = input.display.clone();
        Job { previous: previous.cloned(), ..Job::new(input, origin) }
    }

    fn entry(text: &str, end: &End) -> ManifestEntry {
        let size = text.len() as u64;
        ManifestEntry { size, hash: end.hash, offset: end.offset, item: end.item, ..ManifestEntry::default() }
    }

    /// Titles of what a job reads, as a small input and as a large one, which must agree.
    fn read(job: &Job) -> (Vec<String>, End) {
        let forgotten = Forgotten::default();
        let interrupt = Arc::default();
        let context = Context {
            overrides: Overrides::default(),
            committed: None,
            first_seen: None,
            forgotten: &forgotten,
            interrupt: &interrupt,
        };
        let (items, end) = read_small(job, &context);
        let title = |item: &Item| match &item.outcome {
            Outcome::Article { article, .. } => article.record.title.clone(),
            _ => "failed".to_owned(),
        };
        let titles: Vec<String> = items.iter().map(title).collect();
        let mut large = Vec::new();
        let large_end = read_large(job, &context, &mut |batch| {
            large.extend(batch.found.into_iter().map(|found| judge(found, batch.single, job, &context)));
            true
        });
        assert_eq!(large.iter().map(title).collect::<Vec<_>>(), titles);
        let key = |end: &End| (end.touched, end.resumed, end.feed, end.hash, end.offset, end.item, end.error.is_some());
        assert_eq!(key(&large_end), key(&end));
        (titles, end)
    }

    #[test]
    fn a_grown_input_is_read_from_where_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = || folder.path().join("a.jsonl");
        let (titles, end) = read(&job(path(), LINES, None));
        assert_eq!((titles, end.resumed), (vec!["One".to_owned(), "Two".to_owned()], false));
        let before = entry(LINES, &end);
        let (titles, end) = read(&job(path(), LINES, Some(&before)));
        assert!(titles.is_empty() && end.touched, "the same bytes");
        let grown = format!("{LINES}{{\"title\":\"Three\",\"text\":\"Third text.\"}}\n");
        let (titles, end) = read(&job(path(), &grown, Some(&before)));
        assert_eq!((titles, end.resumed, end.item), (vec!["Three".to_owned()], true, 2));
        let (titles, end) = read(&Job { force: true, ..job(path(), &grown, Some(&before)) });
        assert_eq!((titles.len(), end.resumed), (3, false), "forced, it is read whole");
        let edited = grown.replace("First", "Other");
        let (titles, end) = read(&job(path(), &edited, Some(&before)));
        assert_eq!((titles.len(), end.resumed), (3, false), "what it was has changed");
    }

    #[test]
    fn a_line_that_may_still_grow_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let (titles, end) = read(&job(folder.path().join("a.jsonl"), LINES.trim_end(), None));
        assert_eq!((titles.len(), end.offset), (2, 0));
    }

    #[test]
    fn a_feed_is_known_by_its_beginning() {
        assert!(is_feed(b"<?xml version=\"1.0\"?><rss version=\"2.0\">"));
        assert!(!is_feed(b"{\"title\":\"rss\"}"));
    }
}
