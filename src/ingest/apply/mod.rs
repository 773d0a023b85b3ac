//! One run over the index: takes what the pipeline makes and writes it, settling ids on the way.

mod claims;
mod commit;
mod current;
mod rows;
mod settle;

pub(super) use self::claims::Place;

use self::claims::Claims;
use self::current::{Current, limit_passed, put_before, set_times};
use super::analyse::{known_day, record_of};
use super::discover::STREAM;
use super::forgotten::FORGOTTEN;
use super::holders::Holders;
use super::read::{Context, End, Item, Job, Outcome};
use super::session::Opened;
use super::{Failure, IngestError, Options, Report};
use crate::article::{Article, ArticleId, Day, Record, Stamp};
use crate::formats::{ReadError, ReadErrorKind};
use crate::index::{
    ArticleState, FirstSeen, IndexedArticles, InputKey, Kept, KeptArticle, Manifest, ManifestEntry, NewArticle,
    Payload, Root, Shared, Writer,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Failures of one input that the manifest keeps; the report of the run has them all.
const KEPT_FAILURES: usize = 100;

/// The state of a run.
pub(super) struct Update<'a> {
    pub options: &'a Options,
    pub writer: Writer,
    pub committed: &'a IndexedArticles,
    manifest: &'a Manifest,
    pub payload: Payload,
    pub kept: Kept,
    pub report: Report,
    /// The roots of the index.
    pub roots: Vec<Root>,
    /// Kept articles whose frames begin here or later may be missing in the index.
    pub replay_from: u64,
    /// When articles were first seen, in a rebuild. Where that is not known of all, the others count as seen before, so that
    /// nothing is announced anew.
    pub first_seen: Arc<FirstSeen>,
    /// Articles that say that they were published in the future.
    ahead: usize,
    /// When kept articles were first seen that the index did not know.
    kept_seen: HashMap<ArticleId, (Day, u64)>,
    /// The articles of the index that a rebuild replaces, where they can be read.
    pub replaced: Option<&'a IndexedArticles>,
    /// Articles of this run: wording of the record, and the input that holds it.
    seen: HashMap<ArticleId, (u64, InputKey)>,
    /// How late the inputs made them, where they say.
    stamps: HashMap<ArticleId, Stamp>,
    /// Articles that were removed, unless seen afterwards.
    gone: HashSet<ArticleId>,
    current: Current,
    claims: Claims,
    holders: Holders,
    /// Articles that went from one input to another that holds them as well, and is not read yet.
    handed_over: HashMap<ArticleId, InputKey>,
    /// Inputs that were read to their end or removed.
    ended: HashSet<InputKey>,
    /// New rows of inputs that lie elsewhere now.
    moved: HashMap<InputKey, ManifestEntry>,
    /// New rows of inputs that have kept articles.
    rows: HashMap<InputKey, ManifestEntry>,
    /// Inputs that were compared, and are as they were.
    untouched: Vec<ManifestEntry>,
    /// All kept articles that belong into the index are in it.
    pub is_replayed: bool,
    /// Records that repeat another one, and records with the id of another one, by input.
    repeated: HashMap<InputKey, (u64, u64)>,
    /// Of the failures of each path, how many there were before.
    failed_before: HashMap<String, u64>,
    dirty: bool,
    publish_early: bool,
}

impl<'a> Update<'a> {
    /// Starts to write, in so many threads of the engine.
    pub(super) fn start(
        options: &'a Options,
        opened: Opened,
        threads: usize,
        committed: &'a IndexedArticles,
        manifest: &'a Manifest,
    ) -> Result<Self, IngestError> {
        let Opened { generation, payload, kept, first } = opened;
        let anew = first || options.rebuild;
        // A file that was written anew is shorter than what was taken in of the old one.
        let replay_from = if anew || payload.kept > kept.length() { 0 } else { payload.kept };
        let is_replayed = kept.since(replay_from).is_empty();
        let claims = Claims::of(committed, manifest, payload.unsettled)?;
        Ok(Self {
            options,
            writer: generation.start(threads)?,
            committed,
            manifest,
            payload,
            kept,
            report: Report::default(),
            roots: Vec::new(),
            replay_from,
            first_seen: Arc::new(FirstSeen { is_whole: true, ..FirstSeen::default() }),
            ahead: 0,
            kept_seen: HashMap::new(),
            replaced: None,
            seen: HashMap::new(),
            stamps: HashMap::new(),
            gone: HashSet::new(),
            current: Current::default(),
            claims,
            holders: Holders::of(manifest),
            handed_over: HashMap::new(),
            ended: HashSet::new(),
            moved: HashMap::new(),
            rows: HashMap::new(),
            is_replayed,
            untouched: Vec::new(),
            repeated: HashMap::new(),
            failed_before: HashMap::new(),
            dirty: anew,
            publish_early: first,
        })
    }

    /// Marks the payload as changed, so that there is a commit even if no article changed.
    pub(super) fn touch(&mut self) {
        self.dirty = true;
    }

    /// Reports an input, or a record of it, that was passed over.
    fn skip(&mut self, path: &str, item: Option<u64>, reason: &str) {
        self.report.passed.push(Failure { path: path.to_owned(), item, reason: reason.to_owned(), is_skip: true });
    }

    /// Notes that an item of the current input is passed over, and why.
    fn pass(&mut self, job: &Job, item: u64, reason: &str) {
        self.skip(&job.input.display, Some(item), reason);
        self.current.passed.push((item, reason.to_owned()));
    }

    /// Notes that the index has all kept articles that belong there.
    pub(super) fn replayed(&mut self) {
        self.dirty |= !self.is_replayed;
        self.is_replayed = true;
    }

    /// Takes a judged record; `resumed` says that what the input held before stays.
    pub(super) fn take(
        &mut self,
        item: Item,
        job: &Job,
        resumed: bool,
        context: &Context<'_>,
    ) -> Result<(), IngestError> {
        self.current.begin(job);
        let (base, hash, record) = match &item.outcome {
            Outcome::Article { base, hash, article } => (*base, *hash, &article.record),
            Outcome::Same { base, hash, record, .. } => (*base, *hash, &**record),
            Outcome::Forgotten => {
                self.pass(job, item.item, FORGOTTEN);
                return Ok(());
            }
            Outcome::Failed(error) if is_skip(error.kind) => {
                self.pass(job, item.item, &error.reason);
                return Ok(());
            }
            Outcome::Failed(error) => {
                self.current.errors.push((Some(item.item), error.reason.clone()));
                return Ok(());
            }
        };
        let id = match self.place(base, hash.wording, job.key, resumed)? {
            Place::Own(id) => {
                self.current.clashes += u64::from(id != base);
                self.current.articles += 1;
                id
            }
            Place::Repeated(id, owner) => {
                self.current.duplicates += 1;
                if owner != job.key {
                    let (content, stamp) = (hash.whole, record.stamp());
                    self.current.shared.push(Shared { id: id.0, item: item.item, content, stamp });
                    self.keep_of_stream(&item, job, base, id);
                    return Ok(());
                }
                if !self.is_later(id, record, job.input.options.published)? {
                    return Ok(());
                }
                id
            }
        };
        self.see(id, hash.wording, job.key, record);
        self.keep_of_stream(&item, job, base, id);
        let article = match item.outcome {
            Outcome::Article { article, .. } => *article,
            Outcome::Same { id: known, record, .. } => {
                if known == id && !self.gone.contains(&id) && !self.claims.written.contains_key(&id) {
                    self.report.unchanged += 1;
                    return Ok(());
                }
                job.analyse(*record, item.item, id, context)
            }
            Outcome::Forgotten | Outcome::Failed(_) => return Ok(()),
        };
        self.note_change(base, id);
        let (identity, input, added) = (base, job.key, Day::default());
        self.write(NewArticle { article, id, identity, input, hash, added, revision: 0 })
    }

    /// Notes what an article of this run says, and for which input.
    fn see(&mut self, id: ArticleId, wording: u64, input: InputKey, record: &Record) {
        self.seen.insert(id, (wording, input));
        let stamp = record.stamp();
        if !stamp.is_empty() {
            self.stamps.insert(id, stamp);
        }
    }

    /// Keeps what comes through standard input: no input can give it again.
    fn keep_of_stream(&mut self, item: &Item, job: &Job, identity: ArticleId, id: ArticleId) {
        if !job.is_stream() {
            return;
        }
        let (record, hash) = match &item.outcome {
            Outcome::Article { article, hash, .. } => (record_of(article), *hash),
            Outcome::Same { record, hash, .. } => ((**record).clone(), *hash),
            Outcome::Forgotten | Outcome::Failed(_) => return,
        };
        self.kept.put(&KeptArticle {
            id: id.0,
            identity: (identity != id).then_some(identity.0),
            input: STREAM.to_owned(),
            path: STREAM.to_owned(),
            item: item.item,
            content: hash.whole,
            wording: hash.stamped_wording(),
            added: self.options.today,
            revision: self.payload.revision + 1,
            record,
        });
    }

    /// Writes a kept article, and keeps it under the id that it has now.
    pub(super) fn restore(&mut self, article: Article, id: ArticleId, kept: &KeptArticle) -> Result<(), IngestError> {
        let (identity, input, hash) = (kept.identity(), kept.input_key(), kept.hash());
        if id != identity {
            self.claims.contested.insert(identity);
        }
        self.see(id, hash.wording, input, &kept.record);
        self.kept_seen.entry(id).or_insert((kept.added, kept.revision));
        if id.0 != kept.id {
            self.kept.remove(ArticleId(kept.id));
            self.kept.put(&kept.clone().under(id, identity));
        }
        self.note_change(identity, id);
        self.write(NewArticle { article, id, identity, input, hash, added: Day::default(), revision: 0 })
    }

    /// Writes an article; when it was first seen is found out here.
    fn write(&mut self, mut new: NewArticle) -> Result<(), IngestError> {
        let id = new.id;
        let state = if self.committed.is_empty() { None } else { self.committed.state(id)? };
        let before = || self.first_seen.of.get(&id).or_else(|| self.kept_seen.get(&id)).copied();
        let known = state.map(|state| (state.added, state.revision)).or_else(before);
        let next = self.payload.revision + u64::from(self.first_seen.is_whole);
        (new.added, new.revision) = known.unwrap_or((self.options.today, next));
        self.claims.written.insert(id, state.is_some());
        let article = &mut new.article;
        self.report.articles += 1;
        self.report.text_bytes += article.record.text.len() as u64;
        article.id = id.to_string();
        // Where the day begins earlier, it may be tomorrow.
        let latest = known_day(self.options.today).map(|today| today.plus(1));
        let published = article.record.published.as_ref().map(|published| published.day);
        self.ahead += usize::from(latest.is_some_and(|latest| published.is_some_and(|day| day > latest)));
        self.writer.add(&new)?;
        self.dirty = true;
        Ok(())
    }

    /// Ends an input: removes what it no longer holds and records it.
    pub(super) fn end(&mut self, job: &Job, end: End) -> Result<(), IngestError> {
        let mut current = std::mem::take(&mut self.current);
        let contested = std::mem::take(&mut current.contested);
        let previous = job.previous.as_ref();
        if end.touched
            && let Some(previous) = previous
        {
            let mut entry = previous.clone();
            set_times(&mut entry, job, &end);
            if entry != *previous {
                self.put_row(&entry)?;
            }
            self.untouched.push(entry);
            return Ok(());
        }
        self.repeated.insert(job.key, (current.duplicates, current.clashes));
        let is_skipped = end.error.as_ref().is_some_and(|error| is_skip(error.kind)) && current.articles == 0;
        // A feed drops its oldest items; of an input that broke, what was read before stays.
        let keep_unseen = end.resumed || end.feed || end.error.is_some() && !is_skipped;
        let mut entry = current.into_entry(job, &end);
        let is_broken = end.error.is_some();
        let rolls_off = end.feed && !is_broken && !job.is_stream();
        if let Some(error) = end.error {
            self.note_end(job, error, is_skipped, &mut entry);
        }
        let mut unseen = self.take_unseen(job, keep_unseen)?;
        if end.feed && !is_broken {
            self.remove_replaced(&mut unseen, &contested)?;
        }
        if keep_unseen && !job.is_stream() {
            self.keep_replaced(job.key, &entry.origin)?;
        }
        if rolls_off {
            for id in &unseen {
                self.keep(*id, &entry.origin)?;
            }
        }
        match previous {
            Some(previous) if end.resumed => {
                self.report.unchanged += previous.articles;
                put_before(&mut entry, previous);
                entry.articles += self.handed_over.values().filter(|owner| **owner == job.key).count() as u64;
            }
            _ => entry.articles += unseen.len() as u64,
        }
        self.settle(job.key);
        if keep_unseen && let Some(previous) = previous {
            self.add_unread_shared(&mut entry, previous);
        }
        self.fail(&job.input.display, &entry.errors, previous);
        entry.errors.truncate(KEPT_FAILURES);
        limit_passed(&mut entry.passed);
        if !entry.shared.is_empty() {
            self.holders.put(&entry);
        }
        self.put_row(&entry)
    }

    /// Notes why an input was not read to its end.
    fn note_end(&mut self, job: &Job, error: ReadError, is_skipped: bool, entry: &mut ManifestEntry) {
        if is_skipped {
            self.skip(&job.input.display, None, &error.reason);
            entry.skipped = Some(error.reason);
        } else {
            entry.errors.push((None, error.reason));
        }
    }

    /// Notes that an input's row is what it will be after this run.
    fn settle(&mut self, key: InputKey) {
        self.holders.settle(key);
        self.ended.insert(key);
    }

    /// Goes through the articles of an input that this reading did not give: keeps and gives them, or removes them.
    fn take_unseen(&mut self, job: &Job, keep: bool) -> Result<Vec<ArticleId>, IngestError> {
        let mut unseen: Vec<ArticleId> = Vec::new();
        if !self.committed.is_empty() && job.previous.is_some() {
            unseen.extend(self.committed.of_input(job.key)?.into_iter().map(|state| state.id));
            unseen.retain(|id| !self.gone.contains(id));
        }
        let own = |(id, owner): (&ArticleId, &InputKey)| (*owner == job.key).then_some(*id);
        unseen.extend(self.handed_over.iter().filter_map(own));
        unseen.retain(|id| !self.seen.contains_key(id));
        if keep {
            return Ok(unseen);
        }
        for id in unseen {
            self.handed_over.remove(&id);
            self.gone.remove(&id);
            self.remove(id)?;
        }
        // What it no longer holds is not kept either: it was read whole.
        for id in self.kept.of_input(job.key) {
            if !self.seen.contains_key(&id) {
                self.kept.remove(id);
            }
        }
        Ok(Vec::new())
    }

    /// Adds what an input shared before to its row, where this reading did not give it and the input does not own it by now.
    fn add_unread_shared(&self, entry: &mut ManifestEntry, previous: &ManifestEntry) {
        let key = entry.key();
        let is_own = |id: ArticleId| {
            let owner = self.seen.get(&id).map(|(_, owner)| owner).or_else(|| self.handed_over.get(&id));
            owner == Some(&key)
        };
        let is_listed = |id: u64| entry.shared.iter().any(|shared| shared.id == id);
        let unread = previous.shared.iter().filter(|shared| !is_own(ArticleId(shared.id)) && !is_listed(shared.id));
        let unread: Vec<Shared> = unread.cloned().collect();
        entry.shared.extend(unread);
    }

    /// Of articles that a feed or a stream did not give, removes those in whose place it gave another text.
    fn remove_replaced(
        &mut self,
        unseen: &mut Vec<ArticleId>,
        contested: &HashSet<ArticleId>,
    ) -> Result<(), IngestError> {
        for id in std::mem::take(unseen) {
            let state = self.committed.state(id)?;
            if state.is_some_and(|state| contested.contains(&state.identity)) {
                self.remove(id)?;
            } else {
                unseen.push(id);
            }
        }
        Ok(())
    }

    /// Reports failures of an input.
    fn fail(&mut self, path: &str, errors: &[(Option<u64>, String)], previous: Option<&ManifestEntry>) {
        let failed_before = |error: &&(Option<u64>, String)| previous.is_some_and(|entry| entry.errors.contains(error));
        self.failed_before.insert(path.to_owned(), errors.iter().filter(failed_before).count() as u64);
        for error in errors {
            let (item, reason) = error.clone();
            self.report.failed.push(Failure { path: path.to_owned(), item, reason, is_skip: false });
        }
    }

    /// True of an article that this run took from an input.
    pub(super) fn has_seen(&self, id: ArticleId) -> bool {
        self.seen.contains_key(&id)
    }

    /// Removes an article, unless this run saw it elsewhere.
    pub(super) fn remove(&mut self, id: ArticleId) -> Result<(), IngestError> {
        if !self.seen.contains_key(&id) {
            self.note_removal(id)?;
            self.gone.insert(id);
            self.writer.remove(id);
            self.dirty = true;
        }
        Ok(())
    }

    /// The articles as they were before this run.
    pub(super) fn before(&self) -> &'a IndexedArticles {
        self.replaced.unwrap_or(self.committed)
    }

    /// Removes an input and its articles.
    pub(super) fn remove_input(&mut self, key: InputKey) -> Result<(), IngestError> {
        if self.replaced.is_some() {
            self.kept.of_input(key).into_iter().for_each(|id| self.kept.remove(id));
        }
        for state in self.committed.of_input(key)? {
            self.remove(state.id)?;
        }
        self.writer.remove_input(key);
        self.settle(key);
        self.dirty = true;
        Ok(())
    }
}

/// True of reasons to pass an input over that are no failures.
pub(super) fn is_skip(kind: ReadErrorKind) -> bool {
    matches!(kind, ReadErrorKind::Unsupported | ReadErrorKind::Empty)
}

/// An article of the index as it is kept for an input.
pub(in crate::ingest) fn kept_article(article: &Article, state: &ArticleState, input: &str) -> KeptArticle {
    KeptArticle {
        id: state.id.0,
        identity: (state.identity != state.id).then_some(state.identity.0),
        input: input.to_owned(),
        path: article.path.clone(),
        item: article.item,
        content: state.hash.whole,
        wording: state.hash.stamped_wording(),
        added: state.added,
        revision: state.revision,
        record: record_of(article),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_read_is_no_failure() {
        assert!(is_skip(ReadErrorKind::Unsupported) && is_skip(ReadErrorKind::Empty));
        assert!(!is_skip(ReadErrorKind::Malformed) && !is_skip(ReadErrorKind::Io) && !is_skip(ReadErrorKind::Limit));
    }
}
