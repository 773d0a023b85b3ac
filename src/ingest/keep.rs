//! Articles that no input can give again: they go into `kept/` of the index folder, and come back from it.

use super::IngestError;
use super::analyse::{self, Overrides, known_day};
use super::apply::{Place, Update, kept_article};
use super::discover::STREAM;
use super::read::Context;
use crate::article::{Article, ArticleId};
use crate::index::{InputKey, KeptArticle, ManifestEntry, Shared};
use rayon::prelude::*;
use std::{collections::BTreeMap, path::Path};

/// Articles that are analysed together.
const BATCH: usize = 64;

/// What came of taking in the kept articles of an input.
#[derive(Default)]
struct Taken {
    articles: u64,
    shared: Vec<Shared>,
}

/// Takes in the kept articles that the index does not have: all in a rebuild, else those that no commit took in yet.
pub(super) fn replay(update: &mut Update<'_>, context: &Context<'_>) -> Result<(), IngestError> {
    let mut taken: BTreeMap<String, Taken> = BTreeMap::new();
    for ids in update.kept.since(update.replay_from).chunks(BATCH) {
        let mut wanted: Vec<KeptArticle> = Vec::new();
        for id in ids {
            match update.kept.article(*id) {
                Ok(Some(article)) if update.wants(&article, context)? => wanted.push(article),
                Ok(_) => {}
                Err(fault) => update.report.notices.push(fault.to_string()),
            }
        }
        let analysed: Vec<Article> = wanted.par_iter().map(|kept| analysed(kept, context)).collect();
        if context.is_interrupted() {
            return Ok(());
        }
        for (kept, article) in wanted.iter().zip(analysed) {
            take(update, kept, article, taken.entry(kept.input.clone()).or_default())?;
        }
        update.commit_if_due()?;
    }
    for (input, Taken { articles, shared }) in taken {
        let mut row = update
            .row(&input)
            .unwrap_or_else(|| ManifestEntry { kept: input != STREAM, ..ManifestEntry::at(input.clone()) });
        row.articles += articles;
        row.shared.retain(|known| shared.iter().all(|new| new.id != known.id));
        row.shared.extend(shared);
        update.put_row(&row)?;
    }
    update.replayed();
    Ok(())
}

fn analysed(kept: &KeptArticle, context: &Context<'_>) -> Article {
    let place = analyse::Place { display: &kept.path, item: kept.item };
    let overrides = Overrides { seen: known_day(kept.added), ..context.overrides };
    analyse::analyse(kept.record.clone(), place, String::new(), overrides)
}

/// Takes in one article, unless the index has it or a later text of its input.
fn take(update: &mut Update<'_>, kept: &KeptArticle, article: Article, taken: &mut Taken) -> Result<(), IngestError> {
    let (key, identity, own) = (kept.input_key(), kept.identity(), ArticleId(kept.id));
    let holder = update.holder(own)?;
    if holder.is_some_and(|(wording, owner)| owner == key && wording != kept.hash().wording) {
        return Ok(());
    }
    match update.place(identity, kept.hash().wording, key, true)? {
        Place::Own(id) => {
            // Another kept article may be to have the id that is free now.
            update.restore(article, if holder.is_none() { own } else { id }, kept)?;
            taken.articles += 1;
        }
        // The commit that was to take it in has an earlier version of it.
        Place::Repeated(id, owner) if owner == key && !update.has_seen(id) => update.restore(article, id, kept)?,
        Place::Repeated(_, owner) if owner == key => {}
        Place::Repeated(id, _) => taken.shared.push(kept.shared(id)),
    }
    Ok(())
}

impl Update<'_> {
    /// True of a kept article that the index lacks and that belongs there.
    fn wants(&self, kept: &KeptArticle, context: &Context<'_>) -> Result<bool, IngestError> {
        let id = ArticleId(kept.id);
        let under_a_root = || {
            let path = self.row(&kept.input).map_or_else(|| kept.input.clone(), |row| row.path);
            self.roots.iter().any(|root| Path::new(&path).starts_with(&root.path))
        };
        if context.forgotten.holds(id, kept.hash().wording) || kept.input != STREAM && !under_a_root() {
            return Ok(false);
        }
        let state = self.committed.state(id)?;
        Ok(!state.is_some_and(|state| state.hash == kept.hash() && state.input == kept.input_key()))
    }

    /// In a rebuild, keeps the articles that the index before it had of an input that does not give them any more. They come
    /// back at the end, with a row of their own.
    pub(super) fn keep_replaced(&mut self, input: InputKey, path: &str) -> Result<(), IngestError> {
        let Some(replaced) = self.replaced else { return Ok(()) };
        for state in replaced.of_input(input)? {
            if !self.has_seen(state.id) {
                self.keep(state.id, path)?;
                self.is_replayed = false;
            }
        }
        Ok(())
    }

    /// Keeps an article of the index from the next commit on.
    pub(super) fn keep(&mut self, id: ArticleId, input: &str) -> Result<(), IngestError> {
        let before = self.before();
        let Some(state) = before.state(id)? else { return Ok(()) };
        if self.kept.holds(id, state.hash.whole) {
            return Ok(());
        }
        let article = before.article(state.lead, &|_| None)?;
        self.kept.put(&kept_article(&article, &state, input));
        Ok(())
    }
}
