//! Which article of an id is the current one, and whose each article is: a function of the claims alone.
//!
//! The current one is the text that was made last, by [`Rank`]; of equal ones that of the first path, and of the first place in
//! it. An article is that of the first input that holds it. This is settled after a commit, from what the index has then: what
//! has to move is read from there and written once more, and no input is read again for it.

use super::Update;
use crate::article::{Article, ArticleId, Published, PublishedFrom, Record, Span, second_of};
use crate::index::{ArticleState, IndexedArticles, InputKey, KeptArticle, Manifest, ManifestEntry, NewArticle, Shared};
use crate::ingest::analyse::{Overrides, Place, analyse, is_dateless, known_day, record_of};
use crate::ingest::{IngestError, identity::other};
use crate::text;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::Ordering;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// How late a text was made: the greater, the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// When it was last changed; where the input does not say, when it was published, since it tells of no change. In seconds
    /// since 1970; a text of which neither is known is before all others.
    made: Option<i64>,
    /// The input says when it was last changed.
    says_when: bool,
    /// The number of its version.
    version: Option<u64>,
    /// When it was published.
    published: Option<i64>,
}

impl Rank {
    fn of(state: &ArticleState, record: &Record) -> Self {
        let published = record.published.as_ref().and_then(said);
        let made = state.updated.or(published);
        Self { made, says_when: state.updated.is_some(), version: state.version, published }
    }
}

/// The second of a publication date that the input or the user gives; what is inferred depends on more than the record.
fn said(published: &Published) -> Option<i64> {
    let is_said = matches!(published.from, PublishedFrom::Metadata | PublishedFrom::Given);
    let second = || published.at.as_deref().and_then(second_of);
    is_said.then(|| second().unwrap_or(i64::from(published.day.0) * SECONDS_OF_A_DAY))
}

/// An input that holds an article, and where.
#[derive(Debug, Clone, Copy)]
struct Holder {
    key: InputKey,
    item: u64,
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
            for Shared { id, item } in &row.shared {
                sharers.entry(*id).or_default().push(Holder { key: *key, item: *item });
            }
        }
        Self { rows, sharers, changed: BTreeSet::new() }
    }

    fn place(&self, holder: Holder) -> (&Path, u64) {
        (self.rows.get(&holder.key).map_or(Path::new(""), |row| Path::new(&row.path)), holder.item)
    }

    /// The inputs that hold an article, in order, each once.
    fn holders(&self, state: &ArticleState) -> Vec<Holder> {
        let mut holders = vec![Holder { key: state.input, item: state.item }];
        holders.extend(self.sharers.get(&state.id.0).into_iter().flatten());
        holders.sort_by(|a, b| self.place(*a).cmp(&self.place(*b)));
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
                    row.shared.push(Shared { id: claim.target.0, item: holder.item });
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
        let Holder { key, item } = claim.holders[0];
        let path = inputs.rows.get(&key).map_or("", |row| row.display.as_str());
        // In a rebuild each id is as old as before; else an article takes along when it was first seen.
        let before = self.first_seen.of.get(target).copied();
        let (added, revision) = before.unwrap_or((state.added, state.revision));
        let place = Place { display: path, item };
        let article = self.article_at(state, place, key != state.input, now)?;
        let article = Article { id: target.to_string(), ..article };
        Ok(NewArticle { article, id: *target, identity, input: key, content: state.content, added, revision })
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
            if self.kept.holds(claim.state.id, claim.state.content)
                && let Some(article) = self.kept.article(claim.state.id)?
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
        let record = if is_contest { now.meta(state.lead, Some(state.id))?.record } else { Record::default() };
        let target = other(identity, state.content);
        let holders = inputs.holders(&state);
        claims.push(Claim { rank: Rank::of(&state, &record), state, holders, target });
    }
    let order = |claim: &Claim| (claim.rank, Reverse(inputs.place(claim.holders[0])));
    let current = (0..claims.len()).max_by(|a, b| order(&claims[*a]).cmp(&order(&claims[*b])));
    if let Some(current) = current {
        claims[current].target = identity;
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Day, Precision};

    fn rank(updated: Option<i64>, version: Option<u64>, published: Option<i64>) -> Rank {
        Rank { made: updated.or(published), says_when: updated.is_some(), version, published }
    }

    #[test]
    fn the_text_that_was_made_last_is_before_all_others() {
        let order = [
            rank(None, None, None),
            rank(None, Some(9), None),
            rank(None, None, Some(100)),
            rank(None, Some(2), Some(100)),
            // A change at the moment of publication says more than nothing.
            rank(Some(100), None, Some(100)),
            rank(None, None, Some(150)),
            rank(Some(200), None, None),
            rank(Some(200), None, Some(100)),
            rank(Some(200), Some(1), Some(100)),
            rank(Some(200), Some(2), Some(50)),
        ];
        assert!(order.is_sorted() && order.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_day_that_was_inferred_is_no_claim() {
        let published = |from, at: Option<&str>| Published {
            day: Day(2),
            at: at.map(str::to_owned),
            precision: Precision::Day,
            from,
        };
        assert_eq!(said(&published(PublishedFrom::Metadata, None)), Some(2 * SECONDS_OF_A_DAY));
        assert_eq!(
            said(&published(PublishedFrom::Given, Some("1970-01-03T00:00:07Z"))),
            Some(2 * SECONDS_OF_A_DAY + 7)
        );
        for from in [PublishedFrom::Dateline, PublishedFrom::Text, PublishedFrom::FileName, PublishedFrom::Created] {
            assert_eq!(said(&published(from, None)), None, "{from:?}");
        }
    }
}
