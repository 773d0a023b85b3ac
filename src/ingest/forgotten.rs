//! Articles kept out on purpose: `forgotten.toml` in the index folder, plain text, so that it outlives rebuilds.

use super::{IngestError, Options, session::Session};
use crate::article::ArticleId;
use crate::index::{IndexError, atomic_file};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    collections::HashSet,
    fs,
    io::{self, Write},
    path::Path,
};

const FILE: &str = "forgotten.toml";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Forgotten {
    #[serde(default)]
    article: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    id: Id,
    #[serde(default)]
    title: String,
}

/// The id of an article as text.
#[derive(Debug)]
struct Id(ArticleId);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

fn read(path: &Path) -> Result<Forgotten, IndexError> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|source| IndexError::Malformed { path: path.to_owned(), source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Forgotten::default()),
        Err(error) => Err(IndexError::io(path)(error)),
    }
}

/// The ids that are kept out.
pub(super) fn load(index: &Path) -> Result<HashSet<ArticleId>, IngestError> {
    let forgotten = read(&index.join(FILE))?;
    Ok(forgotten.article.into_iter().map(|entry| entry.id.0).collect())
}

/// Keeps an article out from now on.
fn add(index: &Path, id: ArticleId, title: &str) -> Result<(), IndexError> {
    let path = index.join(FILE);
    let mut forgotten = read(&path)?;
    if forgotten.article.iter().any(|entry| entry.id.0 == id) {
        return Ok(());
    }
    forgotten.article.push(Entry { id: Id(id), title: title.to_owned() });
    let text = toml::to_string(&forgotten).expect("ids and titles are plain data");
    atomic_file::replace(&path, |out| out.write_all(text.as_bytes())).map_err(IndexError::io(path))
}

/// As [`super::forget`].
pub(super) fn forget(options: &Options, id: &str) -> Result<String, IngestError> {
    let no_article = || IngestError::NoArticle { id: id.to_owned() };
    let article: ArticleId = id.parse().map_err(|_| no_article())?;
    // The lock is dropped last.
    let Session { _lock, mut writer, mut payload, committed, .. } = Session::open_existing(options)?;
    let state = committed.state(article)?.ok_or_else(no_article)?;
    let meta = committed.meta(state.lead, None)?;
    add(&options.index, article, &meta.record.title)?;
    writer.remove(article);
    payload.revision += 1;
    payload.updated = jiff::Timestamp::now().to_string();
    writer.commit(&payload)?;
    writer.finish()?;
    Ok(meta.record.title)
}
