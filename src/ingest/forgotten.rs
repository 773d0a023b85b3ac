//! Articles kept out on purpose: `forgotten.toml` in the index folder, plain text, so that it outlives rebuilds.
//!
//! An article is known again by its id, whatever became of its text, and by its content, wherever it is found.

use super::IngestError;
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
/// Why a record that is kept out is passed over.
pub(super) const FORGOTTEN: &str = "forgotten";

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub article: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub id: Id,
    #[serde(default)]
    pub title: String,
    /// Hash of the record without its stamp ([`crate::index::RecordHash::wording`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Absolute path of the input that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// Other records have this id, too, and stay: the article is known by its content alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others_stay: bool,
}

/// The id of an article as text.
#[derive(Debug)]
pub(super) struct Id(pub ArticleId);

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

/// The hash of a record as hexadecimal text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content(pub u64);

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(|_| serde::de::Error::custom("not 16 hexadecimal digits"))
    }
}

impl File {
    pub(super) fn read(index: &Path) -> Result<Self, IndexError> {
        let path = index.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|source| IndexError::Malformed { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(IndexError::io(path)(error)),
        }
    }

    pub(super) fn write(&self, index: &Path) -> Result<(), IndexError> {
        let path = index.join(FILE);
        let text = toml::to_string(self).expect("ids and titles are plain data");
        atomic_file::replace_in_index(&path, |out| out.write_all(text.as_bytes())).map_err(IndexError::io(path))
    }
}

/// What is kept out.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    ids: HashSet<ArticleId>,
    contents: HashSet<u64>,
}

impl Forgotten {
    /// Reads what is kept out of an index.
    pub(super) fn load(index: &Path) -> Result<Self, IngestError> {
        let mut forgotten = Self::default();
        for entry in File::read(index)?.article {
            forgotten.contents.extend(entry.content.map(|content| content.0));
            if !entry.others_stay {
                forgotten.ids.insert(entry.id.0);
            }
        }
        Ok(forgotten)
    }

    /// True of a record that is kept out; `base` is the id that it has by itself.
    pub(super) fn holds(&self, base: ArticleId, wording: u64) -> bool {
        self.ids.contains(&base) || self.contents.contains(&wording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_the_file_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = |text: &str| {
            fs::write(folder.path().join(FILE), text).unwrap();
            Forgotten::load(folder.path()).unwrap_err().to_string()
        };
        let list = error("[[articles]]\nid = \"k3v9m2p0qx7ta\"\n");
        assert!(list.contains("forgotten.toml") && list.contains("unknown field `articles`"), "{list}");
        let key = error("[[article]]\nid = \"k3v9m2p0qx7ta\"\ntitel = \"x\"\n");
        assert!(key.contains("unknown field `titel`"), "{key}");
        assert!(error("[[article]]\nid = \"k3v9m2p0qx7ta\"\ncontent = \"x\"\n").contains("hexadecimal"));
    }

    #[test]
    fn an_entry_of_an_id_alone_holds_for_the_id() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "[[article]]\nid = \"k3v9m2p0qx7ta\"\n").unwrap();
        let forgotten = Forgotten::load(folder.path()).unwrap();
        let id: ArticleId = "k3v9m2p0qx7ta".parse().unwrap();
        assert!(forgotten.holds(id, 1) && !forgotten.holds(ArticleId(5), 1));
    }
}
