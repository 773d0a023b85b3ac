//! Which article of an id is the current one, and whose each article is: a function of the claims alone.
//!
//! The current one is the text that was made last, by [`Rank`]; of equal ones that of the first path, and of the first place in
//! it. An article is that of the input that comes first in the same order of those that hold it. This is settled after a commit,
//! from what the index has then: what has to move is read from there and written once more, and no input is read again for it.

use super::Update;
use crate::article::{Article, ArticleId, Record, Span, Stamp};
use crate::index::{
    ArticleState, IndexedArticles, InputKey, KeptArticle, Manifest, ManifestEntry, NewArticle, RecordHash, Shared,
};
use crate::ingest::analyse::{Overrides, Place, analyse, is_dateless, known_day, record_of};
use crate::ingest::{IngestError, identity::other, rank::Rank};
use crate::text;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::Ordering;

/// An input that holds an article, where, and what it says there.
#[derive(Debug, Clone)]
struct Holder {
    key: InputKey,
    item: u64,
    content: u64,
    stamp: Stamp,
}

impl Holder {
    fn of(key: InputKey, shared: &Shared) -> Self {
        Self { key, item: shared.item, content: shared.content, stamp: shared.stamp.clone() }
    }
}

/// An article of a contested id.
struct Claim {
    state: ArticleState,
    rank: Rank,
    /// The first is the one whose article it is to be.
    holders: Vec<Holder>,
    /// The id that it is to have.
    target: ArticleId,
}

impl Claim {
    /// True of an article that is not where it belongs.
    fn moves(&self) -> bool {
        self.target != self.state.id || self.holders[0].key != self.state.input
    }
}

/// The rows of the manifest, and who holds what stands as another input's.
struct Inputs {
    rows: HashMap<InputKey, ManifestEntry>,
    sharers: HashMap<u64, Vec<Holder>>,
    changed: BTreeSet<InputKey>,
}

impl Inputs {
    fn of(manifest: Manifest) -> Self {
        let rows: HashMap<InputKey, ManifestEntry> = manifest.entries.into_iter().map(|row| (row.key(), row)).collect();
        let mut sharers: HashMap<u64, Vec<Holder>> = HashMap::new();
        for (key, row) in &rows {
            for shared in &row.shared {
                sharers.entry(shared.id).or_default().push(Holder::of(*key, shared));
            }
        }
        Self { rows, sharers, changed: BTreeSet::new() }
    }

    fn place(&self, holder: &Holder) -> (&Path, u64) {
        (self.rows.get(&holder.key).map_or(Path::new(""), |row| Path::new(&row.path)), holder.item)
    }

    /// True of an article of which an input says how late it made it.
    fn is_stamped(&self, state: &ArticleState) -> bool {
        let mut sharers = self.sharers.get(&state.id.0).into_iter().flatten();
        state.hash.stamped_wording().is_some() || sharers.any(|holder| !holder.stamp.is_empty())
    }

    /// The inputs that hold an article, in order, each once; `record` is what the article says.
    fn holders(&self, state: &ArticleState, record: &Record) -> Vec<Holder> {
        let ArticleState { input, item, hash, .. } = *state;
        let mut holders = vec![Holder { key: input, item, content: hash.whole, stamp: record.stamp() }];
        holders.extend(self.sharers.get(&state.id.0).into_iter().flatten().cloned());
        let rank = |holder: &Holder| Rank::of(record.published.as_ref(), &holder.stamp);
        let order = |holder: &Holder| (Reverse(rank(holder)), self.place(holder));
        holders.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut seen = BTreeSet::new();
        holders.retain(|holder| seen.insert(holder.key));
        holders
    }

    /// Notes where articles are now.
    fn move_all(&mut self, claims: &[Claim]) {
        let moving = || claims.iter().filter(|claim| claim.moves());
        for claim in moving() {
            for holder in &claim.holders {
                if let Some(row) = self.rows.get_mut(&holder.key) {
                    row.shared.retain(|shared| shared.id != claim.state.id.0);
                    row.articles -= u64::from(holder.key == claim.state.input).min(row.articles);
                    self.changed.insert(holder.key);
                }
            }
        }
        for claim in moving() {
            for (at, holder) in claim.holders.iter().enumerate() {
                let Some(row) = self.rows.get_mut(&holder.key) else { continue };
                if at == 0 {
                    row.articles += 1;
                } else {
                    let Holder { item, content, stamp, .. } = holder.clone();
                    row.shared.push(Shared { id: claim.target.0, item, content, stamp });
                }
            }
        }
    }
}

impl Update<'_> {
    /// Settles the contested ids of the last commit, unless the user interrupts: then the next run does.
    pub(super) fn settle_claims(&mut self) -> Result<(), IngestError> {
        if self.claims.contested.is_empty() || self.options.interrupt.load(Ordering::Relaxed) {
            return Ok(());
        }
        let now = self.writer.committed()?;
        let mut inputs = Inputs::of(Manifest::load(&now)?);
        for identity in std::mem::take(&mut self.claims.contested) {
            self.settle_id(identity, &now, &mut inputs)?;
        }
        for key in &inputs.changed {
            self.writer.put_input(&inputs.rows[key])?;
        }
        self.commit_now()
    }

    fn settle_id(
        &mut self,
        identity: ArticleId,
        now: &IndexedArticles,
        inputs: &mut Inputs,
    ) -> Result<(), IngestError> {
        let claims = claims(identity, now, inputs)?;
        let moving: Vec<&Claim> = claims.iter().filter(|claim| claim.moves()).collect();
        if moving.is_empty() {
            return Ok(());
        }
        inputs.move_all(&claims);
        let written: Vec<NewArticle> =
            moving.iter().map(|claim| self.moved_article(claim, identity, now, inputs)).collect::<Result<_, _>>()?;
        for claim in &moving {
            if claims.iter().all(|other| other.target != claim.state.id) {
                self.writer.remove(claim.state.id);
            }
        }
        for article in &written {
            self.writer.add(article)?;
        }
        self.move_kept(identity, &moving)
    }

    /// An article as it is to be written where it belongs.
    fn moved_article(
        &self,
        claim: &Claim,
        identity: ArticleId,
        now: &IndexedArticles,
        inputs: &Inputs,
    ) -> Result<NewArticle, IngestError> {
        let Claim { state, target, .. } = claim;
        let Holder { key, item, content, stamp } = claim.holders[0].clone();
        let path = inputs.rows.get(&key).map_or("", |row| row.display.as_str());
        // In a rebuild each id is as old as before; else an article takes along when it was first seen.
        let before = self.first_seen.of.get(target).copied();
        let (added, revision) = before.unwrap_or((state.added, state.revision));
        let place = Place { display: path, item };
        let article = self.article_at(state, place, key != state.input, now)?;
        let record = article.record.stamped(stamp);
        let article = Article { id: target.to_string(), record, ..article };
        let hash = RecordHash { whole: content, ..state.hash };
        Ok(NewArticle { article, id: *target, identity, input: key, hash, added, revision })
    }

    /// An article of the index as it is in a place of another input or, where that is the same one, in its own. What a text says
    /// of its day may depend on the name of its file.
    pub(super) fn article_at(
        &self,
        state: &ArticleState,
        place: Place<'_>,
        of_another: bool,
        articles: &IndexedArticles,
    ) -> Result<Article, IngestError> {
        let mut article = articles.article(state.lead, &|place| self.options.gazetteer.by_id(place))?;
        let record = record_of(&article);
        if of_another && is_dateless(&record) {
            let overrides = Overrides { seen: known_day(state.added), interrupt: None, ..self.options.into() };
            return Ok(analyse(record, place, state.id.to_string(), overrides));
        }
        place.display.clone_into(&mut article.path);
        article.item = place.item;
        let sentences = text::sentences(&article.record.text, article.record.language.as_deref());
        article.sentences = sentences.into_iter().map(|range| Span::new(range.start, range.end)).collect();
        Ok(article)
    }

    /// Gives kept articles the ids that they have now.
    fn move_kept(&mut self, identity: ArticleId, moving: &[&Claim]) -> Result<(), IngestError> {
        let mut kept: Vec<KeptArticle> = Vec::new();
        for claim in moving.iter().filter(|claim| claim.target != claim.state.id) {
            if let Some(article) = self.kept.article(claim.state.id)?
                && article.hash().wording == claim.state.hash.wording
            {
                self.kept.remove(claim.state.id);
                kept.push(article.under(claim.target, identity));
            }
        }
        for article in &kept {
            self.kept.put(article);
        }
        Ok(())
    }
}

/// The articles of an id, each with the id and the input that it is to have.
fn claims(identity: ArticleId, now: &IndexedArticles, inputs: &Inputs) -> Result<Vec<Claim>, IngestError> {
    let states = now.of_identity(identity)?;
    let is_contest = states.len() > 1;
    let mut claims = Vec::with_capacity(states.len());
    for state in states {
        let is_read = is_contest || inputs.is_stamped(&state);
        let record = if is_read { now.meta(state.lead, Some(state.id))?.record } else { Record::default() };
        let target = other(identity, state.hash.wording);
        let holders = inputs.holders(&state, &record);
        let rank = Rank::of(record.published.as_ref(), &holders[0].stamp);
        claims.push(Claim { state, rank, holders, target });
    }
    let order = |claim: &Claim| (claim.rank, Reverse(inputs.place(&claim.holders[0])));
    let current = (0..claims.len()).max_by(|a, b| order(&claims[*a]).cmp(&order(&claims[*b])));
    if let Some(current) = current {
        claims[current].target = identity;
    }
    Ok(claims)
}
