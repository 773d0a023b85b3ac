//! Forgetting articles on purpose, letting them in again, and leaving nothing of them in the files.

use super::forgotten::{Content, Entry, FORGOTTEN, File, Forgotten, Id};
use super::session::{Opened, Session};
use super::{ForgottenArticle, IngestError, Options};
use crate::article::ArticleId;
use crate::index::{InputKey, KeptArticle, ManifestEntry, Shared};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// As [`super::forgotten()`].
pub(super) fn list(index: &Path) -> Result<Vec<ForgottenArticle>, IngestError> {
    let of = |entry: Entry| ForgottenArticle { id: entry.id.0.to_string(), title: entry.title };
    Ok(File::read(index)?.article.into_iter().map(of).collect())
}

/// As [`super::forget()`].
pub(super) fn forget(options: &Options, id: &str) -> Result<String, IngestError> {
    let no_article = || IngestError::NoArticle { id: id.to_owned() };
    let article: ArticleId = id.parse().map_err(|_| no_article())?;
    // The lock is dropped last.
    let Session { _lock, opened, committed, manifest, .. } = Session::open_existing(options)?;
    let Opened { generation, mut payload, .. } = opened;
    let mut writer = generation.start(1)?;
    let state = committed.state(article)?.ok_or_else(no_article)?;
    let title = committed.meta(state.lead, None)?.record.title;
    let row = manifest.entries.iter().find(|entry| entry.key() == state.input);
    let others_stay = committed.of_identity(state.identity)?.len() > 1;
    let mut file = File::read(&options.index)?;
    file.article.retain(|entry| entry.id.0 != article);
    file.article.push(Entry {
        id: Id(article),
        title: title.clone(),
        content: Some(Content(state.hash.wording)),
        input: row.map(|entry| entry.path.clone()),
        others_stay,
    });
    file.write(&options.index)?;
    // What is kept out is kept out wherever it is found. Of the other records of the id the next run makes one the current one.
    payload.unsettled |= others_stay;
    let same = committed.with_wording(state.hash.wording)?;
    let mut of_inputs: BTreeMap<InputKey, u64> = BTreeMap::new();
    for state in &same {
        writer.remove(state.id);
        *of_inputs.entry(state.input).or_default() += 1;
    }
    let is_gone = |shared: &Shared| same.iter().any(|state| state.id.0 == shared.id);
    for row in &manifest.entries {
        let count = of_inputs.get(&row.key()).copied();
        if count.is_some() || row.shared.iter().any(is_gone) {
            let articles = row.articles.saturating_sub(count.unwrap_or(0));
            let shared = row.shared.iter().filter(|shared| !is_gone(shared)).cloned().collect();
            writer.put_input(&ManifestEntry { articles, shared, hash: 0, ..row.clone() })?;
        }
    }
    payload.advance();
    writer.commit(&payload)?;
    writer.finish(&options.interrupt)?;
    Ok(title)
}

/// As [`super::undo_forget`].
pub(super) fn undo(options: &Options, prefix: &str) -> Result<String, IngestError> {
    let Session { _lock, opened, manifest, .. } = Session::open_existing(options)?;
    let Opened { generation, mut payload, .. } = opened;
    let mut writer = generation.start(1)?;
    let mut file = File::read(&options.index)?;
    let prefix = prefix.to_ascii_lowercase();
    let found: Vec<usize> = (0..file.article.len())
        .filter(|at| !prefix.is_empty() && file.article[*at].id.0.to_string().starts_with(&prefix))
        .collect();
    let [at] = found[..] else {
        let many = found.len() > 1;
        return Err(IngestError::NotForgotten { id: prefix, many });
    };
    let entry = file.article.remove(at);
    file.write(&options.index)?;
    // The next run reads its input again, and those that it moved to.
    let holds_forgotten = |row: &ManifestEntry| {
        entry.input.as_ref() == Some(&row.path) || row.passed.iter().any(|(_, reason)| reason.starts_with(FORGOTTEN))
    };
    for row in manifest.entries.iter().filter(|row| holds_forgotten(row)) {
        writer.put_input(&ManifestEntry { hash: 0, ..row.clone() })?;
    }
    // And takes in again what is kept.
    payload.kept = 0;
    payload.advance();
    writer.commit(&payload)?;
    writer.finish(&options.interrupt)?;
    Ok(entry.title)
}

/// As [`super::purge`].
pub(super) fn purge(options: &Options) -> Result<(), IngestError> {
    let Session { _lock, opened, .. } = Session::open_existing(options)?;
    let Opened { generation, mut payload, mut kept, .. } = opened;
    let forgotten = Forgotten::load(&options.index)?;
    let mut gone: HashSet<ArticleId> = HashSet::new();
    for id in kept.since(0) {
        // A damaged frame is no reason to leave what can be read.
        let is_forgotten = |kept: KeptArticle| forgotten.holds(id, kept.hash().wording);
        if kept.article(id).ok().flatten().is_some_and(is_forgotten) {
            gone.insert(id);
        }
    }
    kept.rewrite(&gone)?;
    payload.kept = kept.length();
    payload.advance();
    generation.start(1)?.purge(&payload)?;
    Ok(())
}
