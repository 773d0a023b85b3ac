//! Keeps damage from spreading: only segments whose files were checked are merged, so that no wrong byte gets a right checksum.
//!
//! A file counts as checked once it was read against its checksum in this process, or was written by it. A damaged segment
//! stays where it is and searchable, is never merged, and is named in the file `damaged` of its generation until a run finds
//! it whole again or the index is rebuilt.

use super::{IndexError, atomic_file};
use std::{
    collections::{BTreeSet, HashSet},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Names the damaged files of a generation, one a line.
const DAMAGED: &str = "damaged";

/// What a writer knows of the files of its generation.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    /// Set by the user, it ends merges.
    interrupt: OnceLock<Arc<AtomicBool>>,
}

#[derive(Debug, Default)]
struct State {
    /// Files that were written or checked in this process.
    sound: HashSet<PathBuf>,
    damaged: BTreeSet<PathBuf>,
    /// The first thing that the file system refused.
    refused: Option<(PathBuf, io::Error)>,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a file that is being written.
    pub fn wrote(&self, path: &Path) {
        self.state().sound.insert(path.to_owned());
    }

    /// From now on only merges write, and end when this is set: nothing is lost with them.
    pub fn only_merges_until(&self, interrupt: &Arc<AtomicBool>) {
        let _ = self.interrupt.set(Arc::clone(interrupt));
    }

    /// True of merges that are given up: the engine is told so when it writes.
    pub fn gives_up_merges(&self) -> bool {
        self.interrupt.get().is_some_and(|interrupt| interrupt.load(Ordering::Relaxed))
    }

    /// Notes what the file system refused; the first time counts.
    pub fn refused(&self, path: &Path, error: &io::Error) {
        let copy = error.raw_os_error().map_or_else(|| io::Error::from(error.kind()), io::Error::from_raw_os_error);
        self.state().refused.get_or_insert((path.to_owned(), copy));
    }

    /// The error of the first thing that the file system refused, if there is one.
    pub fn refusal(&self) -> Option<IndexError> {
        self.state().refused.take().map(|(path, error)| IndexError::io(path)(error))
    }

    /// The files found damaged.
    pub fn damaged(&self) -> Vec<PathBuf> {
        self.state().damaged.iter().cloned().collect()
    }

    /// Checks the files that an earlier run found damaged.
    pub fn check_again(&self, engine: &tantivy::Index, generation: &Path) -> Result<(), IndexError> {
        let names = remembered(generation)?;
        if names.is_empty() {
            return Ok(());
        }
        let segments = engine.searchable_segment_metas().map_err(IndexError::engine(generation))?;
        let files: HashSet<PathBuf> = segments.iter().flat_map(files).collect();
        for name in names.intersection(&files.into_iter().collect()) {
            self.is_sound(engine, name);
        }
        Ok(())
    }

    /// Writes down what is damaged, for the runs to come.
    pub fn remember(&self, generation: &Path) -> Result<(), IndexError> {
        let (path, damaged) = (generation.join(DAMAGED), self.state().damaged.clone());
        if damaged.is_empty() {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(IndexError::io(path)(error)),
                _ => Ok(()),
            };
        }
        write_names(&path, &damaged)
    }

    /// True of a file whose content fits its checksum; each is read once.
    fn is_sound(&self, engine: &tantivy::Index, name: &Path) -> bool {
        {
            let state = self.state();
            if state.damaged.contains(name) {
                return false;
            }
            if state.sound.contains(name) {
                return true;
            }
        }
        let is_sound = is_sound(engine, name);
        let mut state = self.state();
        if is_sound {
            state.sound.insert(name.to_owned())
        } else {
            state.damaged.insert(name.to_owned())
        };
        is_sound
    }

    /// True of a segment all of whose files are sound.
    pub fn passes(&self, engine: &tantivy::Index, segment: &SegmentMeta) -> bool {
        // All are looked at, so that all that is damaged is named.
        files(segment).filter(|name| !self.is_sound(engine, name)).count() == 0
    }

    /// Checks what a run decides by: which documents of each segment are deleted, and the columns with the manifest and the states
    /// of articles. A run that went on from wrong ones could remove what is to stay, and would write the list of deletions anew.
    pub fn check_state(&self, engine: &tantivy::Index, folder: &Path, generation: &Path) -> Result<(), IndexError> {
        for segment in engine.searchable_segment_metas().map_err(IndexError::engine(folder))? {
            let deletions = segment.has_deletes().then_some(SegmentComponent::Delete);
            for component in [SegmentComponent::FastFields].into_iter().chain(deletions) {
                let name = segment.relative_path(component);
                if !self.is_sound(engine, &name) {
                    return Err(IndexError::damaged_file(folder, &generation.join(name)));
                }
            }
        }
        Ok(())
    }
}

/// The files that earlier runs found damaged.
fn remembered(generation: &Path) -> Result<BTreeSet<PathBuf>, IndexError> {
    let path = generation.join(DAMAGED);
    match fs::read_to_string(&path) {
        Ok(names) => Ok(names.lines().map(PathBuf::from).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(IndexError::io(path)(error)),
    }
}

/// Adds to what is written down as damaged; the write lock must be held.
pub(super) fn remember_also<'n>(generation: &Path, names: impl Iterator<Item = &'n Path>) -> Result<(), IndexError> {
    let before = remembered(generation)?;
    let all: BTreeSet<PathBuf> = before.iter().cloned().chain(names.map(Path::to_owned)).collect();
    if all == before { Ok(()) } else { write_names(&generation.join(DAMAGED), &all) }
}

fn write_names(path: &Path, names: &BTreeSet<PathBuf>) -> Result<(), IndexError> {
    let write =
        |out: &mut io::BufWriter<&fs::File>| names.iter().try_for_each(|name| writeln!(out, "{}", name.display()));
    atomic_file::replace_shared(path, write).map_err(IndexError::io(path))
}

/// Names of the files of a segment.
pub(super) fn files(segment: &SegmentMeta) -> impl Iterator<Item = PathBuf> + '_ {
    let deletions = segment.has_deletes().then_some(SegmentComponent::Delete);
    let always = [
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::Terms,
        SegmentComponent::Store,
        SegmentComponent::FastFields,
        SegmentComponent::FieldNorms,
    ];
    always.into_iter().chain(deletions).map(|component| segment.relative_path(component))
}

/// True of a file whose content fits its checksum; one that cannot be read does not.
pub(super) fn is_sound(engine: &tantivy::Index, name: &Path) -> bool {
    engine.directory().validate_checksum(name).unwrap_or(false)
}

/// Chooses segments to merge, from those that the gate lets pass.
#[derive(Debug)]
pub(super) struct CheckedMerges {
    policy: LogMergePolicy,
    engine: tantivy::Index,
    gate: Arc<Gate>,
}

impl CheckedMerges {
    pub fn new(policy: LogMergePolicy, engine: &tantivy::Index, gate: &Arc<Gate>) -> Self {
        Self { policy, engine: engine.clone(), gate: Arc::clone(gate) }
    }
}

impl MergePolicy for CheckedMerges {
    /// Only what is about to be merged, and so to be read whole in any case, is checked.
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut segments = segments.to_vec();
        loop {
            let candidates = self.policy.compute_merge_candidates(&segments);
            let before = segments.len();
            segments.retain(|segment| {
                let is_chosen = candidates.iter().any(|candidate| candidate.0.contains(&segment.id()));
                !is_chosen || self.gate.passes(&self.engine, segment)
            });
            if segments.len() == before {
                return candidates;
            }
        }
    }
}
