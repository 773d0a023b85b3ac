//! Which of the records that have one id is which article.
//!
//! The records of one id are its *claims*. In the order of their inputs' paths and of their places in them, each that says
//! something new is the next occurrence of the id, and each that repeats another one shares its article: it does not matter in
//! what order the inputs became known. So an input never keeps one that comes before it from its place; who loses a place that
//! way, or may move up because one became free, is read again.

use super::Update;
use crate::article::ArticleId;
use crate::index::{InputKey, ManifestEntry};
use crate::ingest::discover::{Input, STREAM};
use crate::ingest::identity::occurrence;
use crate::ingest::read::Job;
use crate::ingest::{IngestError, roots};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// What a run knows of claims, besides who holds which article.
#[derive(Default)]
pub(super) struct Claims {
    /// Articles whose text or holder changed in this run: what they say now, if they are still there.
    moved: Vec<(ArticleId, Option<u64>)>,
    /// Articles of this run that other inputs hold as well.
    shared: HashMap<ArticleId, Vec<InputKey>>,
    /// Articles that were written for an input of this run which is read again now, unless it takes them once more.
    pub released: HashMap<ArticleId, InputKey>,
    /// Articles that were written in this run, and whether they were there before.
    pub written: HashMap<ArticleId, bool>,
    /// Rows of inputs, once they are asked for.
    rows: HashMap<InputKey, ManifestEntry>,
    /// Inputs that were read in part only, so that they cannot give again what they hold.
    broken: HashSet<InputKey>,
    /// The run is past its first reading of inputs, in which all come in order.
    again: bool,
}

impl Claims {
    /// Notes that an input holds an article that stands as another one's.
    pub fn share(&mut self, id: ArticleId, input: InputKey) {
        self.shared.entry(id).or_default().push(input);
    }

    /// Notes that an input was not read to its end.
    pub fn broke(&mut self, input: InputKey) {
        self.broken.insert(input);
    }
}

impl Update<'_> {
    /// True where claims may be out of order: not in the first reading of a new index.
    fn has_order_to_keep(&self) -> bool {
        self.claims.again || !self.committed.is_empty()
    }

    /// What an id stands for now, and for which input.
    fn holder(&self, id: ArticleId) -> Result<Option<(u64, InputKey)>, IngestError> {
        if let Some(holder) = self.seen.get(&id) {
            return Ok(Some(*holder));
        }
        if self.gone.contains(&id) || self.committed.is_empty() {
            return Ok(None);
        }
        Ok(self.committed.state(id)?.map(|state| (state.content, state.input)))
    }

    /// The record hash under which an id is taken, if it is, and by which input; `resumed` says that what the claiming input held
    /// before stays.
    pub(in crate::ingest) fn taken(
        &mut self,
        id: ArticleId,
        claimant: (InputKey, &Path),
        resumed: bool,
    ) -> Result<Option<(u64, InputKey)>, IngestError> {
        let Some((content, owner)) = self.holder(id)? else { return Ok(None) };
        let (key, path) = claimant;
        let stays = if self.seen.contains_key(&id) {
            owner == key || !self.claims.again || !self.gives_way(owner, path, id, content)
        } else if owner == key {
            resumed
        } else {
            self.resting.contains(owner) && !self.gives_way(owner, path, id, content)
        };
        if !stays && owner != key {
            self.ended.remove(&owner);
            self.robbed.insert(owner);
        }
        Ok(stays.then_some((content, owner)))
    }

    /// True of the holder of an article that comes after a claimant's path and can be read again.
    fn gives_way(&mut self, holder: InputKey, claimant: &Path, id: ArticleId, content: u64) -> bool {
        if claimant.as_os_str() == STREAM || self.kept.holds(id, content) {
            return false;
        }
        let is_later = self.known_row(holder).is_some_and(|row| claimant < Path::new(&row.path));
        is_later && self.job_again(holder).is_some()
    }

    /// The row of an input, as it was when the run began or where it lies now; of a new one, what was known before it was read.
    pub(super) fn known_row(&mut self, key: InputKey) -> Option<&ManifestEntry> {
        if self.claims.rows.is_empty() {
            let rows = self.manifest.entries.iter().chain(self.moved.values());
            self.claims.rows = rows.map(|row| (row.key(), row.clone())).collect();
        }
        self.claims.rows.get(&key)
    }

    /// The job of reading again an input that can give again what it holds.
    fn job_again(&mut self, key: InputKey) -> Option<Job> {
        if self.claims.broken.contains(&key) {
            return None;
        }
        let is_whole = |row: &&ManifestEntry| !row.kept && row.errors.iter().all(|(item, _)| item.is_some());
        let row = self.known_row(key).filter(is_whole).filter(|row| row.path != STREAM)?.clone();
        let input = roots::input(&self.roots, Path::new(&row.path))?;
        let input = Input { container: row.container.clone(), ..input };
        let previous = self.manifest.of_key(key).is_some().then(|| row.clone());
        Some(Job { previous, force: true, ..Job::new(input, row.origin) })
    }

    /// Notes that an id is about to stand for something else, or for nothing.
    pub(super) fn note_move(&mut self, id: ArticleId, content: Option<u64>) -> Result<(), IngestError> {
        if self.has_order_to_keep() {
            let before = self.holder(id)?.map(|(content, _)| content);
            if before != content {
                self.claims.moved.push((id, content));
            }
        }
        Ok(())
    }

    /// Notes that inputs lie elsewhere now: where others have claims to what they hold, its order is another one.
    pub(in crate::ingest) fn note_moved(&mut self) -> Result<(), IngestError> {
        let mut own: HashMap<ArticleId, InputKey> = HashMap::new();
        for (key, row) in &self.moved {
            own.extend(self.committed.of_input(*key)?.iter().map(|state| (state.id, *key)));
            if !row.shared.is_empty() {
                self.robbed.insert(*key);
            }
        }
        let mut contested: Vec<ArticleId> = Vec::new();
        for id in own.keys() {
            let is_shared = self.sharers(*id).next().is_some();
            if is_shared || self.committed.find(occurrence(*id, 1))?.is_some() {
                contested.push(*id);
            }
        }
        if !own.is_empty() {
            let ids = self.committed.all_ids()?;
            contested.extend(ids.into_iter().map(|id| occurrence(id, 1)).filter(|next| own.contains_key(next)));
        }
        for id in contested {
            self.robbed.insert(own[&id]);
            self.claims.moved.push((id, None));
        }
        Ok(())
    }

    /// The inputs that have to be read again after a reading of `done`, in the order of their paths.
    pub(in crate::ingest) fn jobs_again(&mut self, done: &[Job]) -> Result<Vec<Job>, IngestError> {
        let mut keys: BTreeSet<InputKey> = self.robbed.difference(&self.ended).copied().collect();
        for (id, content) in std::mem::take(&mut self.claims.moved) {
            self.add_concerned(id, content, &mut keys)?;
        }
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        self.claims.again = true;
        let known: HashMap<InputKey, &Job> = done.iter().map(|job| (job.key, job)).collect();
        for job in done {
            if self.known_row(job.key).is_none() {
                self.claims.rows.insert(job.key, job.row());
            }
        }
        let mut again = Vec::new();
        for key in keys {
            let Some(mut job) = self.job_again(key) else { continue };
            if let Some(read) = known.get(&key) {
                // As it was found: should it have changed since, the next run sees that.
                job.input = read.input.clone();
            }
            self.resting.wake(key);
            if self.ended.remove(&key) || known.contains_key(&key) {
                self.release(key, &job.input.display);
            }
            again.push(job);
        }
        again.sort_by(|a, b| a.input.path.cmp(&b.input.path));
        Ok(again)
    }

    /// Adds the inputs whose claims may have to move because an id stands for something else now.
    fn add_concerned(
        &self,
        id: ArticleId,
        content: Option<u64>,
        keys: &mut BTreeSet<InputKey>,
    ) -> Result<(), IngestError> {
        keys.extend(self.sharers(id));
        let mut next = occurrence(id, 1);
        while let Some((other, owner)) = self.holder(next)? {
            // One becomes free: all after it move up. Another text: the same one may stand further on.
            if content.is_none_or(|content| content == other) {
                keys.insert(owner);
                keys.extend(self.sharers(next));
            }
            next = occurrence(next, 1);
        }
        Ok(())
    }

    fn sharers(&self, id: ArticleId) -> impl Iterator<Item = InputKey> {
        let of_run = self.claims.shared.get(&id).into_iter().flatten();
        self.holders.sharers(id).chain(of_run.copied())
    }

    /// Takes back what a run noted of an input that it reads again.
    fn release(&mut self, key: InputKey, display: &str) {
        let own = self.seen.extract_if(|_, (_, owner)| *owner == key);
        self.claims.released.extend(own.map(|(id, _)| (id, key)));
        self.report.failed.retain(|failure| failure.path != display);
        self.report.passed.retain(|passed| passed.path != display);
        self.robbed.insert(key);
    }

    /// Articles that were written for an input before it was read again, and that it did not take once more.
    pub(super) fn left_over(&mut self, key: InputKey) -> Vec<ArticleId> {
        let seen = &self.seen;
        let own = self.claims.released.extract_if(|_, owner| *owner == key).map(|(id, _)| id);
        own.filter(|id| !seen.contains_key(id)).collect()
    }
}
