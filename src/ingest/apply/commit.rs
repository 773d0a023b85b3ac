//! Commits of a run: what is written goes in with rows of the manifest that fit it, whenever the run may end.

use super::{KEPT_FAILURES, Update, kept_article};
use crate::article::{ArticleId, Stamp};
use crate::index::{ArticleState, InputKey, NewArticle, RecordHash, Writer};
use crate::ingest::{Failure, IngestError, Report, analyse::Place, discover::STREAM, rank::Rank};
use std::collections::BTreeMap;

impl Update<'_> {
    /// Commits when enough has gathered.
    pub(in crate::ingest) fn commit_if_due(&mut self) -> Result<(), IngestError> {
        if self.writer.is_due() { self.commit() } else { Ok(()) }
    }

    /// Commits, if there is anything to commit.
    fn commit(&mut self) -> Result<(), IngestError> {
        if !self.dirty {
            return Ok(());
        }
        self.hand_over()?;
        self.put_unfinished_row()?;
        for id in &self.gone {
            if !self.seen.contains_key(id) && !self.handed_over.contains_key(id) {
                self.kept.remove(*id);
            }
        }
        self.commit_now()
    }

    /// Commits what is written.
    pub(super) fn commit_now(&mut self) -> Result<(), IngestError> {
        self.kept.sync()?;
        self.payload.unsettled = !self.claims.contested.is_empty();
        if self.is_replayed {
            self.payload.kept = self.kept.length();
        }
        self.payload.advance();
        self.writer.commit(&self.payload)?;
        if self.publish_early {
            self.writer.publish()?;
        }
        self.dirty = false;
        Ok(())
    }

    /// Hands the articles that were removed with one input over to another that holds them as well: it may be out of reach in
    /// this run, or the run may end before it is read again.
    fn hand_over(&mut self) -> Result<(), IngestError> {
        if self.holders.is_empty() {
            return Ok(());
        }
        let is_orphan = |id: &&ArticleId| !self.seen.contains_key(id) && !self.handed_over.contains_key(id);
        let mut orphans: Vec<ArticleId> = self.gone.iter().filter(is_orphan).copied().collect();
        orphans.sort();
        for id in orphans {
            let Some(state) = self.committed.state(id)? else { continue };
            let published = self.committed.meta(state.lead, Some(id))?.record.published;
            let rank = |stamp: &Stamp| Rank::of(published.as_ref(), stamp);
            let Some((row, taken)) = self.holders.take_over(id, &rank) else { continue };
            let (key, is_kept, row) = (row.key(), row.kept || row.path == STREAM, row.clone());
            let place = Place { display: &row.display, item: taken.item };
            let mut article = self.article_at(&state, place, true, self.committed)?;
            article.record = article.record.stamped(taken.stamp);
            let state = ArticleState { hash: RecordHash { whole: taken.content, ..state.hash }, ..state };
            if is_kept {
                self.kept.put(&kept_article(&article, &state, &row.origin));
            }
            let ArticleState { identity, hash, added, revision, .. } = state;
            self.writer.add(&NewArticle { article, id, identity, input: key, hash, added, revision })?;
            self.handed_over.insert(id, key);
            self.claims.contested.insert(identity);
        }
        for row in self.holders.changed() {
            self.writer.put_input(&row)?;
        }
        Ok(())
    }

    /// Puts the row of the input that is being read: it says how many of its articles there are, and that it is to be read again.
    fn put_unfinished_row(&mut self) -> Result<(), IngestError> {
        if let Some(begun) = self.current.begun.clone() {
            let mut row = begun;
            row.articles = self.current.articles + self.unread(row.key())?;
            row.shared.extend(self.current.shared.iter().cloned());
            row.errors.clone_from(&self.current.errors);
            row.errors.truncate(KEPT_FAILURES);
            self.writer.put_input(&row)?;
        }
        Ok(())
    }

    /// Articles that the index has of an input and that this run has not read yet.
    fn unread(&self, key: InputKey) -> Result<u64, IngestError> {
        let handed_over = self.handed_over.iter().filter(|(id, owner)| **owner == key && !self.seen.contains_key(id));
        let mut count = handed_over.count() as u64;
        if !self.committed.is_empty() {
            let states = self.committed.of_input(key)?;
            let is_there = |id: ArticleId| !self.seen.contains_key(&id) && !self.gone.contains(&id);
            count += states.iter().filter(|state| is_there(state.id)).count() as u64;
        }
        Ok(count)
    }

    /// Commits the rest and gives the report.
    pub(in crate::ingest) fn finish(mut self) -> Result<(Writer, Report), IngestError> {
        self.commit()?;
        self.settle_claims()?;
        let is_gone = |id: &&ArticleId| !self.seen.contains_key(id) && !self.handed_over.contains_key(id);
        let written = &self.claims.written;
        let removed = self.gone.iter().filter(is_gone).filter(|id| written.get(id) != Some(&false));
        self.report.removed = removed.count() as u64;
        let stays = |(id, _): &(&ArticleId, &bool)| self.seen.contains_key(id);
        let (updated, added): (Vec<_>, Vec<_>) = written.iter().filter(stays).partition(|(_, before)| **before);
        (self.report.added, self.report.updated) = (added.len() as u64, updated.len() as u64);
        self.report.failed_before = self.failed_before.values().sum();
        self.report.skipped = skipped_by_reason(&self.report.passed);
        let duplicates: u64 = self.repeated.values().map(|(duplicates, _)| duplicates).sum();
        let clashes: u64 = self.repeated.values().map(|(_, clashes)| clashes).sum();
        if clashes > 0 {
            self.report.notices.push(format!(
                "{clashes} records have the id of another record that says something else; both are kept"
            ));
        }
        if duplicates > 0 {
            self.report.notices.push(format!("{duplicates} records repeat another one and are kept once"));
        }
        if self.ahead > 0 {
            let noun = if self.ahead == 1 { "article says that it was" } else { "articles say that they were" };
            self.report.notices.push(format!("{} {noun} published after today; the days are kept", self.ahead));
        }
        Ok((self.writer, self.report))
    }
}

/// How many inputs and records were passed over for each reason.
fn skipped_by_reason(passed: &[Failure]) -> Vec<(String, u64)> {
    let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
    for failure in passed {
        *skipped.entry(&failure.reason).or_default() += 1;
    }
    skipped.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect()
}
