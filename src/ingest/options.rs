//! What to index, and how.

use super::IngestError;
use crate::article::Day;
use crate::entities::{OwnNames, gazetteer::Gazetteer, places::Homes, tagger::Model};
use crate::formats;
use crate::index::{KeyName, ReadOptions};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

/// What to index, and how.
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The index folder.
    pub index: PathBuf,
    /// Roots as named by the user; empty means those used before, or `seeds`.
    pub roots: Vec<PathBuf>,
    /// Build a new generation from all roots.
    pub rebuild: bool,
    /// Only list what would be done.
    pub dry_run: bool,
    /// Keep the articles of inputs that are gone.
    pub keep_vanished: bool,
    /// Look at these paths under the roots alone (absolute, without symbolic links): nothing else changed.
    pub changed: Option<Vec<PathBuf>>,
    /// Compare the bytes of all inputs, also where size and times say that nothing changed.
    pub check: bool,
    /// Let more than a fifth of a root vanish at once.
    pub prune: bool,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// Threads that read and extract; 0 means all cores.
    pub jobs: usize,
    /// How inputs are read. It is remembered with the roots; what is not set here is as it was remembered.
    pub reading: ReadOptions,
    /// The user's own tagger model, in place of the one that ships.
    pub tagger: Option<Arc<Model>>,
    /// The table that places are looked up in.
    pub gazetteer: Arc<Gazetteer>,
    /// What the user says of where sources are at home (`sources.toml`).
    pub homes: Arc<Homes>,
    /// The user's own names (`known.tsv`).
    pub own: Arc<OwnNames>,
    /// The day that "first seen" is recorded as; day 0 where it is not known.
    pub today: Day,
    /// Set when the user interrupts: commit what is done and return.
    pub interrupt: Arc<AtomicBool>,
}

/// The half of a hash of options that is of the user's own names.
const NAMES: u64 = 0xffff_ffff;

/// How the inputs of one root are read, as the readers want it.
#[derive(Debug, Clone, Default)]
pub(super) struct InputOptions {
    /// What the readers know besides the bytes.
    pub read: formats::Options,
    /// Publication date of records that have none.
    pub published: Option<Day>,
    /// Hash of all that changes articles: the upper half is of how inputs are read, the lower one of the user's own names.
    pub fingerprint: u64,
}

impl InputOptions {
    /// Makes the options of a root, or of standard input, ready.
    ///
    /// # Errors
    /// When there is no such format or no such key.
    pub(super) fn of(reading: &ReadOptions) -> Result<Arc<Self>, IngestError> {
        let pair = |pair: &KeyName| (pair.key.clone(), pair.name.clone());
        let read = formats::Options {
            format: reading.input_format.clone(),
            map: reading.map.iter().map(pair).collect(),
            ocr_command: reading.ocr_command.clone(),
            keep_mojibake: reading.keep_mojibake,
            ..formats::Options::default()
        };
        formats::check_map(&read.map)?;
        if let Some(name) = read.format.as_ref().filter(|name| !formats::names().any(|known| known == *name)) {
            return Err(IngestError::InputFormat { name: name.clone() });
        }
        let fingerprint = reading.fingerprint() & !NAMES;
        Ok(Arc::new(Self { read, published: reading.published, fingerprint }))
    }

    /// The same with the user's own names: an input is read again when they change.
    pub(super) fn with_names(self: Arc<Self>, own: &OwnNames) -> Arc<Self> {
        match own.fingerprint() {
            0 => self,
            names => Arc::new(Self { fingerprint: self.fingerprint | u64::from(names), ..(*self).clone() }),
        }
    }

    /// True of the hash of options with other names of the user's own.
    pub(super) fn has_other_names(&self, fingerprint: u64) -> bool {
        (self.fingerprint ^ fingerprint) & NAMES != 0
    }
}
