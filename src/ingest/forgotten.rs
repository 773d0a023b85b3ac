//! Articles kept out on purpose: `forgotten.toml` in the index folder, plain text, so that it outlives rebuilds.

use super::IngestError;
use crate::index::ArticleId;
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, fs, io, path::Path};

const FILE: &str = "forgotten.toml";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Forgotten {
    #[serde(default)]
    article: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    title: String,
}

fn read(index: &Path) -> Result<Forgotten, IngestError> {
    let path = index.join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text)
            .map_err(|error| IngestError::Index(format!("{}: {}", path.display(), error.message()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Forgotten::default()),
        Err(error) => Err(IngestError::Index(format!("{}: {error}", path.display()))),
    }
}

/// The ids that are kept out.
pub(super) fn load(index: &Path) -> Result<HashSet<ArticleId>, IngestError> {
    let forgotten = read(index)?;
    let parse = |entry: Entry| {
        entry.id.parse().map_err(|error| IngestError::Index(format!("{}: {error}", index.join(FILE).display())))
    };
    forgotten.article.into_iter().map(parse).collect()
}

/// Keeps an article out from now on.
pub(super) fn add(index: &Path, id: ArticleId, title: &str) -> Result<(), IngestError> {
    let mut forgotten = read(index)?;
    let id = id.to_string();
    if forgotten.article.iter().any(|entry| entry.id == id) {
        return Ok(());
    }
    forgotten.article.push(Entry { id, title: title.to_owned() });
    let path = index.join(FILE);
    let fault = |error: &dyn std::fmt::Display| IngestError::Index(format!("{}: {error}", path.display()));
    let text = toml::to_string(&forgotten).map_err(|error| fault(&error))?;
    let new = index.join("forgotten.toml.new");
    fs::write(&new, text).and_then(|()| fs::rename(&new, &path)).map_err(|error| fault(&error))
}
