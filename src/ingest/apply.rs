//! One run over the index: takes what the pipeline makes and writes it, settling ids on the way.

use super::identity::occurrence;
use super::read::{Context, End, Item, Job, Outcome};
use super::{Failure, IngestError, Options, Report};
use crate::article::{Article, ArticleId, Day};
use crate::formats::ReadErrorKind;
use crate::index::{IndexedArticles, InputKey, ManifestEntry, NewArticle, Payload, Writer};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Failures of one input that the manifest keeps; the report of the run has them all.
const KEPT_FAILURES: usize = 100;

/// The state of a run.
pub(super) struct Update<'a> {
    pub options: &'a Options,
    pub writer: Writer,
    pub committed: &'a IndexedArticles,
    pub payload: Payload,
    pub report: Report,
    /// Inputs that are not read in this run: what they hold is taken.
    pub resting: HashSet<InputKey>,
    /// When articles were first seen, in a rebuild.
    pub first_seen: HashMap<ArticleId, (Day, u64)>,
    /// Articles of this run: hash of the record, and the input that holds it.
    seen: HashMap<ArticleId, (u64, InputKey)>,
    /// Articles that were removed, unless seen afterwards.
    gone: HashSet<ArticleId>,
    skipped: BTreeMap<String, u64>,
    current: Current,
    duplicates: u64,
    clashes: u64,
    dirty: bool,
    publish_early: bool,
}

/// The input that is being taken in.
#[derive(Default)]
struct Current {
    articles: u64,
    shared: Vec<u64>,
    errors: Vec<(Option<u64>, String)>,
}

impl Current {
    fn into_entry(self, job: &Job, end: &End) -> ManifestEntry {
        ManifestEntry {
            path: job.input.path.to_string_lossy().into_owned(),
            size: job.input.size,
            mtime: job.input.mtime,
            hash: end.hash,
            reading: job.input.options.fingerprint,
            articles: self.articles,
            offset: end.offset,
            item: end.item,
            errors: self.errors,
            skipped: None,
            shared: self.shared,
        }
    }
}

/// Puts what was known of the beginning of a grown input before what was read of its end.
fn put_before(entry: &mut ManifestEntry, previous: &ManifestEntry) {
    let before = previous.errors.iter().filter(|(at, _)| at.is_some_and(|at| at <= previous.item));
    entry.errors.splice(0..0, before.cloned());
    entry.shared.extend(&previous.shared);
    entry.articles += previous.articles;
}

impl<'a> Update<'a> {
    pub(super) fn new(
        options: &'a Options,
        writer: Writer,
        committed: &'a IndexedArticles,
        payload: Payload,
        publish_early: bool,
    ) -> Self {
        Self {
            options,
            writer,
            committed,
            payload,
            report: Report::default(),
            resting: HashSet::new(),
            first_seen: HashMap::new(),
            seen: HashMap::new(),
            gone: HashSet::new(),
            skipped: BTreeMap::new(),
            current: Current::default(),
            duplicates: 0,
            clashes: 0,
            dirty: false,
            publish_early,
        }
    }

    /// Marks the payload as changed, so that there is a commit even if no article changed.
    pub(super) fn touch(&mut self) {
        self.dirty = true;
    }

    /// Counts a file that was passed over.
    pub(super) fn skip(&mut self, reason: &str) {
        *self.skipped.entry(reason.to_owned()).or_default() += 1;
    }

    /// Numbers of the articles removed so far.
    pub(super) fn removed(&self) -> &HashSet<ArticleId> {
        &self.gone
    }

    /// The record hash under which an id is taken, if it is, and by which input.
    fn taken(&self, id: ArticleId, key: InputKey, resumed: bool) -> Result<Option<(u64, InputKey)>, IngestError> {
        if let Some(taken) = self.seen.get(&id) {
            return Ok(Some(*taken));
        }
        if self.gone.contains(&id) || self.committed.is_empty() {
            return Ok(None);
        }
        let state = self.committed.state(id)?;
        let stays = |input| if input == key { resumed } else { self.resting.contains(&input) };
        Ok(state.filter(|state| stays(state.input)).map(|state| (state.content, state.input)))
    }

    /// Takes a judged record; `resumed` says that what the input held before stays.
    pub(super) fn take(
        &mut self,
        item: Item,
        job: &Job,
        resumed: bool,
        context: &Context<'_>,
    ) -> Result<(), IngestError> {
        let (base, content) = match &item.outcome {
            Outcome::Article { base, content, .. } | Outcome::Same { base, content, .. } => (*base, *content),
            Outcome::Forgotten => return Ok(()),
            Outcome::Failed(error) if is_skip(error.kind) => {
                let reason = error.reason.clone();
                self.skip(&reason);
                return Ok(());
            }
            Outcome::Failed(error) => {
                self.current.errors.push((Some(item.item), error.reason.clone()));
                return Ok(());
            }
        };
        let mut id = base;
        for count in 0.. {
            id = occurrence(base, count);
            match self.taken(id, job.key, resumed)? {
                None => {
                    self.clashes += u64::from(count > 0);
                    break;
                }
                Some((other, owner)) if other == content => {
                    self.duplicates += 1;
                    if owner != job.key {
                        self.current.shared.push(id.0);
                    }
                    return Ok(());
                }
                Some(_) => {}
            }
        }
        self.seen.insert(id, (content, job.key));
        self.current.articles += 1;
        let article = match item.outcome {
            Outcome::Article { article, .. } => *article,
            Outcome::Same { id: known, record, .. } => {
                if known == id && !self.gone.contains(&id) {
                    self.report.unchanged += 1;
                    return Ok(());
                }
                job.analyse(*record, item.item, String::new(), context)
            }
            Outcome::Forgotten | Outcome::Failed(_) => return Ok(()),
        };
        self.write(article, id, job.key, content)
    }

    /// Writes an article.
    pub(super) fn write(
        &mut self,
        mut article: Article,
        id: ArticleId,
        input: InputKey,
        content: u64,
    ) -> Result<(), IngestError> {
        let state = if self.committed.is_empty() { None } else { self.committed.state(id)? };
        let known = state.map(|state| (state.added, state.revision)).or_else(|| self.first_seen.get(&id).copied());
        let (added, revision) = known.unwrap_or((self.options.today, self.payload.revision + 1));
        if state.is_some() {
            self.report.updated += 1;
        } else {
            self.report.added += 1;
        }
        self.report.articles += 1;
        self.report.text_bytes += article.record.text.len() as u64;
        article.id = id.to_string();
        self.writer.add(&NewArticle { article, id, input, content, added, revision })?;
        self.dirty = true;
        Ok(())
    }

    /// Commits when enough has gathered.
    pub(super) fn commit_if_due(&mut self) -> Result<(), IngestError> {
        if self.writer.is_due() { self.commit() } else { Ok(()) }
    }

    /// Commits, if there is anything to commit.
    pub(super) fn commit(&mut self) -> Result<(), IngestError> {
        if !self.dirty {
            return Ok(());
        }
        self.payload.revision += 1;
        self.payload.updated = jiff::Timestamp::now().to_string();
        self.writer.commit(&self.payload)?;
        if self.publish_early {
            self.writer.publish()?;
        }
        self.dirty = false;
        Ok(())
    }

    /// Ends an input: removes what it no longer holds and records it.
    pub(super) fn end(&mut self, job: &Job, end: End) -> Result<(), IngestError> {
        let current = std::mem::take(&mut self.current);
        let previous = job.previous.as_ref();
        if end.touched
            && let Some(previous) = previous
        {
            let entry = ManifestEntry { mtime: job.input.mtime, ..previous.clone() };
            self.writer.put_input(&entry)?;
            self.dirty = true;
            self.rest(&entry);
            return Ok(());
        }
        let is_skipped = end.error.as_ref().is_some_and(|error| is_skip(error.kind)) && current.articles == 0;
        // A feed drops its oldest items; of an input that broke, what was read before stays.
        let keep_unseen = end.resumed || end.feed || end.error.is_some() && !is_skipped;
        let mut entry = current.into_entry(job, &end);
        match end.error {
            Some(error) if is_skipped => {
                self.skip(&error.reason);
                entry.skipped = Some(error.reason);
            }
            Some(error) => entry.errors.push((None, error.reason)),
            None => {}
        }
        let unseen = self.take_unseen(job, keep_unseen)?;
        match previous {
            Some(previous) if end.resumed => {
                self.report.unchanged += previous.articles;
                put_before(&mut entry, previous);
            }
            _ => entry.articles += unseen,
        }
        self.fail(&job.input.display, &entry.errors, previous);
        entry.errors.truncate(KEPT_FAILURES);
        self.writer.put_input(&entry)?;
        self.dirty = true;
        Ok(())
    }

    /// Goes through the articles of an input that this reading did not give: keeps and counts them, or removes them.
    fn take_unseen(&mut self, job: &Job, keep: bool) -> Result<u64, IngestError> {
        if self.committed.is_empty() || job.previous.is_none() {
            return Ok(0);
        }
        let mut unseen = self.committed.of_input(job.key)?;
        unseen.retain(|state| !self.seen.contains_key(&state.id));
        if keep {
            return Ok(unseen.len() as u64);
        }
        for state in unseen {
            self.remove(state.id);
        }
        Ok(0)
    }

    /// Counts an input that is as it was.
    pub(super) fn rest(&mut self, entry: &ManifestEntry) {
        self.report.unchanged += entry.articles;
        if let Some(reason) = &entry.skipped {
            self.skip(reason);
        }
        self.fail(&entry.path, &entry.errors, Some(entry));
    }

    /// Reports failures of an input.
    fn fail(&mut self, path: &str, errors: &[(Option<u64>, String)], previous: Option<&ManifestEntry>) {
        for error in errors {
            self.report.failed_before += u64::from(previous.is_some_and(|entry| entry.errors.contains(error)));
            let (item, reason) = error.clone();
            self.report.failed.push(Failure { path: path.to_owned(), item, reason });
        }
    }

    /// Records a path that could not be looked at; its articles stay.
    pub(super) fn unreachable(
        &mut self,
        path: &std::path::Path,
        reason: &str,
        previous: Option<&ManifestEntry>,
    ) -> Result<(), IngestError> {
        let path = path.to_string_lossy().into_owned();
        let errors = vec![(None, reason.to_owned())];
        self.fail(&path, &errors, previous);
        if previous.is_none_or(|entry| entry.errors != errors) {
            let before = previous.cloned().unwrap_or_default();
            self.writer.put_input(&ManifestEntry { path, errors, hash: 0, ..before })?;
            self.dirty = true;
        }
        Ok(())
    }

    /// Removes an article, unless this run saw it elsewhere.
    pub(super) fn remove(&mut self, id: ArticleId) {
        if !self.seen.contains_key(&id) && self.gone.insert(id) {
            self.writer.remove(id);
            self.dirty = true;
        }
    }

    /// Removes an input and its articles.
    pub(super) fn remove_input(&mut self, key: InputKey) -> Result<(), IngestError> {
        for state in self.committed.of_input(key)? {
            self.remove(state.id);
        }
        self.writer.remove_input(key);
        self.dirty = true;
        Ok(())
    }

    /// Commits the rest and gives the report.
    pub(super) fn finish(mut self) -> Result<(Writer, Report), IngestError> {
        self.commit()?;
        self.report.removed = self.gone.iter().filter(|id| !self.seen.contains_key(id)).count() as u64;
        self.report.skipped = self.skipped.into_iter().collect();
        if self.clashes > 0 {
            self.report.notices.push(format!(
                "{} records have the id of another record that says something else; both are kept",
                self.clashes
            ));
        }
        if self.duplicates > 0 {
            self.report.notices.push(format!("{} records repeat another one and are kept once", self.duplicates));
        }
        Ok((self.writer, self.report))
    }
}

/// True of reasons to pass an input over that are no failures.
pub(super) fn is_skip(kind: ReadErrorKind) -> bool {
    matches!(kind, ReadErrorKind::Unsupported | ReadErrorKind::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_the_beginning_comes_first() {
        let error = |item: Option<u64>| (item, "broken".to_owned());
        let previous = ManifestEntry {
            item: 4,
            articles: 3,
            errors: vec![error(None), error(Some(2)), error(Some(7))],
            shared: vec![1],
            ..ManifestEntry::default()
        };
        let mut entry =
            ManifestEntry { articles: 2, errors: vec![error(Some(9))], shared: vec![5], ..ManifestEntry::default() };
        put_before(&mut entry, &previous);
        // What failed behind the place of resumption was read again.
        assert_eq!(entry.errors, [error(Some(2)), error(Some(9))]);
        assert_eq!((entry.articles, entry.shared), (5, vec![5, 1]));
    }

    #[test]
    fn nothing_to_read_is_no_failure() {
        assert!(is_skip(ReadErrorKind::Unsupported) && is_skip(ReadErrorKind::Empty));
        assert!(!is_skip(ReadErrorKind::Malformed) && !is_skip(ReadErrorKind::Io) && !is_skip(ReadErrorKind::Limit));
    }
}
