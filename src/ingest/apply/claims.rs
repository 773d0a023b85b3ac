//! Which article a record becomes while a run goes on.
//!
//! The records of one id are its *claims*. Each that says something new is an article: the current one has the id itself, every
//! other one an id that its wording makes. As inputs are read, what comes first has the id; which article is to have it is
//! settled at the end ([`super::settle`]), so that it does not matter in what order the inputs became known.

use super::Update;
use crate::article::{ArticleId, Day, Record, Stamp};
use crate::index::{IndexedArticles, InputKey, Manifest};
use crate::ingest::IngestError;
use crate::ingest::analyse::said_or_given;
use crate::ingest::identity::other;
use crate::ingest::rank::Rank;
use std::collections::{BTreeSet, HashMap};

/// What a run knows of claims, besides who holds which article.
#[derive(Default)]
pub(super) struct Claims {
    /// Ids whose current article may have to be another one, or another input's.
    pub contested: BTreeSet<ArticleId>,
    /// Articles that were written in this run, and whether they were there before.
    pub written: HashMap<ArticleId, bool>,
}

impl Claims {
    /// The claims at the start of a run; all that may be out of order are contested where the last run could not settle them.
    pub fn of(committed: &IndexedArticles, manifest: &Manifest, unsettled: bool) -> Result<Self, IngestError> {
        let mut claims = Self::default();
        if unsettled {
            claims.contested = committed.contested()?;
            for shared in manifest.entries.iter().flat_map(|row| &row.shared) {
                claims.contested.extend(committed.state(ArticleId(shared.id))?.map(|state| state.identity));
            }
        }
        Ok(claims)
    }
}

/// Where a record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Place {
    /// It is this article from now on.
    Own(ArticleId),
    /// It says what this article says, which is that of another record, or of this one before.
    Repeated(ArticleId, InputKey),
}

impl Update<'_> {
    /// Which wording an id stands for now, and for which input.
    pub(in crate::ingest) fn holder(&self, id: ArticleId) -> Result<Option<(u64, InputKey)>, IngestError> {
        if let Some(holder) = self.seen.get(&id) {
            return Ok(Some(*holder));
        }
        if self.committed.is_empty() {
            return Ok(None);
        }
        let Some(state) = self.committed.state(id)? else { return Ok(None) };
        let heir = self.handed_over.get(&id).copied();
        let owner = match heir {
            // With its input it goes, unless another one holds it as well.
            None if self.gone.contains(&id) => self.holders.sharers(id).next(),
            heir => heir.or(Some(state.input)),
        };
        Ok(owner.map(|owner| (state.hash.wording, owner)))
    }

    /// Where a record of an input belongs; `resumed` says that what the input held before stays.
    pub(in crate::ingest) fn place(
        &mut self,
        identity: ArticleId,
        wording: u64,
        claimant: InputKey,
        resumed: bool,
    ) -> Result<Place, IngestError> {
        let current = self.holder(identity)?;
        let by_wording = other(identity, wording);
        let known = match current {
            Some((says, owner)) if says == wording => Some((identity, owner)),
            _ => self.holder(by_wording)?.map(|(_, owner)| (by_wording, owner)),
        };
        let place = match known {
            Some((id, owner)) if owner != claimant || resumed || self.seen.contains_key(&id) => {
                Place::Repeated(id, owner)
            }
            Some((id, _)) => Place::Own(id),
            None if self.is_free(identity, current, claimant, resumed) => Place::Own(identity),
            None => Place::Own(by_wording),
        };
        let is_alone = match place {
            Place::Own(id) => id == identity,
            Place::Repeated(_, owner) => owner == claimant,
        };
        if !is_alone || !self.committed.is_empty() && self.committed.has_others(identity)? {
            self.claims.contested.insert(identity);
            self.current.contested.insert(identity);
        }
        Ok(place)
    }

    /// True of a record that was made later than the one of the same input and wording that the article is now; `given` is the
    /// day set where records say none.
    pub(super) fn is_later(&self, id: ArticleId, record: &Record, given: Option<Day>) -> Result<bool, IngestError> {
        let published = said_or_given(record, given);
        let rank = |stamp: &Stamp| Rank::of(published.as_ref(), stamp);
        let before = if self.seen.contains_key(&id) {
            self.stamps.get(&id).cloned().unwrap_or_default()
        } else {
            let Some(state) = self.committed.state(id)? else { return Ok(false) };
            self.committed.meta(state.lead, Some(id))?.record.stamp()
        };
        Ok(rank(&record.stamp()) > rank(&before))
    }

    /// Notes an article that changed while others hold it as well: another input's may be later now.
    pub(super) fn note_change(&mut self, identity: ArticleId, id: ArticleId) {
        if self.holders.sharers(id).next().is_some() {
            self.claims.contested.insert(identity);
        }
    }

    /// True of an id that stands for nothing, or for what its input says no more, and that nobody else says either.
    fn is_free(&self, id: ArticleId, current: Option<(u64, InputKey)>, claimant: InputKey, resumed: bool) -> bool {
        let is_its_own = |(_, owner)| owner == claimant && !resumed && !self.seen.contains_key(&id);
        current.is_none_or(|current| is_its_own(current) && self.holders.sharers(id).next().is_none())
    }

    /// Notes that inputs lie elsewhere now: the order of claims may be another one by their paths.
    pub(in crate::ingest) fn note_moved(&mut self) -> Result<(), IngestError> {
        for (key, row) in &self.moved {
            for state in self.committed.of_input(*key)? {
                let is_contested = state.identity != state.id
                    || self.committed.has_others(state.id)?
                    || self.holders.sharers(state.id).next().is_some();
                if is_contested {
                    self.claims.contested.insert(state.identity);
                }
            }
            for shared in &row.shared {
                let state = self.committed.state(ArticleId(shared.id))?;
                self.claims.contested.extend(state.map(|state| state.identity));
            }
        }
        Ok(())
    }

    /// Notes that an article is about to go: another one of its id may become the current one.
    pub(super) fn note_removal(&mut self, id: ArticleId) -> Result<(), IngestError> {
        if !self.committed.is_empty() && self.committed.has_others(id)? {
            self.claims.contested.insert(id);
        }
        Ok(())
    }
}
