//! Checks all files of an index against their checksums, one at each step, in rounds of a day.
//!
//! It has no clock and no thread: who calls it says what time it is, and decides when a file may be read. It keeps no writer
//! waiting: what is to be written down waits until no one else writes.

use super::directory::GenerationDirectory;
use super::reader::open_engine;
use super::{Generations, IndexError, Kept, WriteLock, checked, gate};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
    time::Duration,
};

/// A round begins so long after the last one ended.
const ROUND: SignedDuration = SignedDuration::from_hours(24);

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing: all was checked not long ago.
    Rest,
    /// Read one file, which is sound.
    Sound,
    /// Found a file damaged, for the first time.
    Damaged(PathBuf),
    /// Ended a round.
    Round,
}

/// Rounds over the files of an index.
#[derive(Debug)]
pub struct Scrub {
    generations: Generations,
    /// Files of this round that are sound.
    sound: HashSet<PathBuf>,
    /// Files that were found damaged.
    damaged: BTreeSet<PathBuf>,
    /// Some of them are not written down yet.
    is_untold: bool,
    /// The generation and the end of the last round that found damage: it leaves no time behind.
    ended: Option<(PathBuf, Timestamp)>,
}

impl Scrub {
    /// Rounds over the index in a folder.
    pub fn new(folder: &Path) -> Self {
        let generations = Generations::new(folder);
        Self { generations, sound: HashSet::new(), damaged: BTreeSet::new(), is_untold: false, ended: None }
    }

    /// Reads the next file, if a round is due.
    ///
    /// # Errors
    /// When the index cannot be opened.
    pub fn step(&mut self, now: Timestamp) -> Result<Step, IndexError> {
        let generation = self.generations.path(self.generations.current()?);
        self.tell(&generation);
        if !self.is_due(&generation, now) {
            self.sound.clear();
            return Ok(Step::Rest);
        }
        let names = self.files(&generation)?;
        let next = names.into_iter().find(|name| !self.is_known(&generation.join(name)));
        let Some(name) = next else { return self.end_round(&generation, now) };
        let path = generation.join(&name);
        if gate::is_sound(&path) {
            self.sound.insert(path);
            return Ok(Step::Sound);
        }
        // A writer may have removed it in between.
        if self.files(&generation)?.contains(&name) { Ok(self.found(&generation, path)) } else { Ok(Step::Sound) }
    }

    fn is_known(&self, path: &Path) -> bool {
        self.sound.contains(path) || self.damaged.contains(path)
    }

    fn is_due(&self, generation: &Path, now: Timestamp) -> bool {
        let ended = self.ended.as_ref().filter(|(of, _)| of == generation).map(|(_, at)| *at);
        let last = checked::last_checked(generation).max(ended);
        // A time to come says only that the clock was wrong.
        last.is_none_or(|last| now < last || now >= last.saturating_add(ROUND).unwrap_or(Timestamp::MAX))
    }

    /// The files of a generation that its last commit names.
    fn files(&self, generation: &Path) -> Result<Vec<PathBuf>, IndexError> {
        let folder = self.generations.folder();
        let opened = GenerationDirectory::reader(generation);
        let (directory, _lock) = opened.map_err(|error| IndexError::damaged(folder, error))?;
        let engine = open_engine(folder, directory)?;
        let segments = engine.searchable_segment_metas().map_err(IndexError::engine(folder))?;
        let mut names: Vec<_> = segments.iter().flat_map(gate::files).collect();
        names.sort();
        Ok(names)
    }

    fn found(&mut self, generation: &Path, path: PathBuf) -> Step {
        self.is_untold = true;
        self.damaged.insert(path.clone());
        self.tell(generation);
        Step::Damaged(path)
    }

    /// Checks what is kept beside the generations, and notes the time if nothing is damaged.
    fn end_round(&mut self, generation: &Path, now: Timestamp) -> Result<Step, IndexError> {
        let kept = Kept::read(self.generations.folder())?;
        // A writer may have written it anew while it was read.
        let is_damaged = !kept.faults()?.is_empty() && !Kept::read(self.generations.folder())?.faults()?.is_empty();
        if is_damaged && !self.damaged.contains(kept.path()) {
            return Ok(self.found(generation, kept.path().to_owned()));
        }
        self.sound.clear();
        self.damaged.retain(|path| path.exists());
        if self.damaged.is_empty() {
            checked::note_checked(generation, now)?;
        } else {
            self.ended = Some((generation.to_owned(), now));
        }
        Ok(Step::Round)
    }

    /// Writes down what is damaged for the runs to come, unless someone else is writing: then at a later step.
    fn tell(&mut self, generation: &Path) {
        if !self.is_untold {
            return;
        }
        if let Ok(_lock) = WriteLock::take(&self.generations, Duration::ZERO) {
            let names = self.damaged.iter().filter_map(|path| path.strip_prefix(generation).ok());
            self.is_untold = gate::remember_also(generation, names).is_err();
        }
    }
}
