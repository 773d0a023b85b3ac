//! The hits of the last query, remembered in the user's state folder so that `show 1` works. Never an error: without it
//! only that shortcut is lost.

use crate::index::atomic_file;
use crate::search::Hit;
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Hits remembered; a rank beyond is not typed by hand.
const MOST: usize = 1000;

/// A remembered hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recalled {
    /// Its rank, from 1.
    pub rank: usize,
    /// Id of the article.
    pub article: String,
    /// Number of the passage, from 1.
    pub passage: u32,
}

/// Remembers the hits of a query on an index.
pub fn remember(index: &Path, hits: &[Hit]) {
    let recalled: Vec<Recalled> = hits
        .iter()
        .take(MOST)
        .map(|hit| Recalled { rank: hit.rank, article: hit.article.clone(), passage: hit.passage })
        .collect();
    let Some(path) = path_of(index) else { return };
    if let (Some(folder), Ok(json)) = (path.parent(), serde_json::to_string(&recalled)) {
        let write = || atomic_file::replace(&path, |out| out.write_all(json.as_bytes()));
        let _ = fs::create_dir_all(folder).and_then(|()| write());
    }
}

/// The hits of the last query on an index.
pub fn recall(index: &Path) -> Vec<Recalled> {
    let text = path_of(index).and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// One file an index.
fn path_of(index: &Path) -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let folder = folders.state_dir().unwrap_or_else(|| folders.cache_dir()).join("dateline");
    let whole = fs::canonicalize(index).ok()?;
    let name = blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex();
    Some(folder.join(format!("last-query-{}.json", &name[..16])))
}
