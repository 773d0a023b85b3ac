//! What a commit says of itself: versions, revision.

use super::directory::read_meta;
use super::schema::SCHEMA_VERSION;
use super::{Generations, IndexError, analyzer};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The payload of a commit, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// What made it.
    pub versions: Versions,
    /// Grows with every commit, also across rebuilds.
    pub revision: u64,
    /// RFC 3339 time of the commit.
    pub updated: String,
    /// Bytes of [`super::Kept`] that the commit took in.
    #[serde(default)]
    pub kept: u64,
    /// Which of the articles of one id is the current one may be out of order: the next run settles it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsettled: bool,
}

/// Versions of what an index depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Of the table of fields.
    pub schema: u32,
    /// Of the way from text to terms.
    pub analyzer: String,
    /// Of the table of places.
    pub gazetteer: String,
    /// Of the models and rules that extract mentions.
    pub model: String,
}

impl Versions {
    /// The versions of this program; those of extraction are the caller's.
    #[must_use]
    pub fn new(gazetteer: &str, model: &str) -> Self {
        Self {
            schema: SCHEMA_VERSION,
            analyzer: analyzer::version(),
            gazetteer: gazetteer.to_owned(),
            model: model.to_owned(),
        }
    }
}

impl Payload {
    /// Reads the payload of a commit and refuses those of other versions.
    pub(crate) fn read(text: Option<&str>, folder: &Path) -> Result<Self, IndexError> {
        let text = text.ok_or_else(|| IndexError::damaged(folder, "its last commit carries no payload"))?;
        let damaged = |error| IndexError::damaged(folder, error);
        let value: serde_json::Value = serde_json::from_str(text).map_err(damaged)?;
        let expected: [(_, serde_json::Value); 2] =
            [("schema", SCHEMA_VERSION.into()), ("analyzer", analyzer::version().into())];
        for (what, expected) in expected {
            let found = &value["versions"][what];
            if *found != expected {
                return Err(IndexError::OtherVersion {
                    folder: folder.to_owned(),
                    what,
                    found: found.to_string(),
                    expected: expected.to_string(),
                });
            }
        }
        serde_json::from_value(value).map_err(damaged)
    }

    /// A revision that nothing in an index is above: the highest that its generations name, of whatever version they are, or,
    /// where one of them cannot be read, the highest that it may have had.
    #[must_use]
    pub fn highest_revision(generations: &Generations) -> u64 {
        let revision = |number| Self::of_generation(generations, number)?["revision"].as_u64();
        let begun = generations.all().into_iter().filter(|number| !Self::is_none(generations, *number));
        let of_generations: Vec<Option<u64>> = begun.map(revision).collect();
        let are_all_read = !of_generations.is_empty() && of_generations.iter().all(Option::is_some);
        let bound = generations.revision_bound().filter(|_| !are_all_read);
        of_generations.into_iter().flatten().chain(bound).max().unwrap_or_default()
    }

    /// True of a generation that has no commit yet.
    pub(super) fn is_none(generations: &Generations, number: u64) -> bool {
        let Ok(meta) = read_meta(&generations.path(number)) else { return false };
        serde_json::from_slice(&meta).is_ok_and(|meta: serde_json::Value| meta["payload"].is_null())
    }

    /// Roots of a current generation that was built before there was a `roots.toml`.
    pub(super) fn roots_of_any_version(generations: &Generations) -> Option<serde_json::Value> {
        Some(Self::of_generation(generations, generations.latest()?)?["roots"].take())
    }

    fn of_generation(generations: &Generations, number: u64) -> Option<serde_json::Value> {
        let meta = read_meta(&generations.path(number)).ok()?;
        let meta: serde_json::Value = serde_json::from_slice(&meta).ok()?;
        serde_json::from_str(meta["payload"].as_str()?).ok()
    }

    /// Makes it that of the next commit.
    pub fn advance(&mut self) {
        self.revision += 1;
        self.updated = jiff::Timestamp::now().to_string();
    }

    pub(crate) fn write(&self) -> String {
        serde_json::to_string(self).expect("a payload is plain data")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_says_what_to_run() {
        let payload = Payload {
            versions: Versions::new("g", "m"),
            revision: 3,
            updated: String::new(),
            kept: 0,
            unsettled: false,
        };
        let folder = Path::new("index");
        assert_eq!(Payload::read(Some(&payload.write()), folder).unwrap(), payload);
        let older = payload.write().replace("\"schema\":", "\"schema\":99");
        let error = Payload::read(Some(&older), folder).unwrap_err().to_string();
        assert!(!error.contains('\n'), "{error}");
        assert!(matches!(Payload::read(None, folder), Err(IndexError::Damaged { .. })));
        assert!(matches!(Payload::read(Some("{"), folder), Err(IndexError::Damaged { .. })));
    }
}
