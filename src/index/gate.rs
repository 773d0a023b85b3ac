//! Keeps damage from spreading: only segments whose files were checked are merged, so that no wrong byte gets a right checksum.
//!
//! A file counts as checked once it was read against its checksum in this process, or was written by it. A damaged segment
//! stays where it is and searchable, is never merged, and is named in the file `damaged` of its generation until a run finds
//! it whole again or the index is rebuilt.

use super::{IndexError, atomic_file};
use std::{
    collections::{BTreeSet, HashSet},
    fs,
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tantivy::HasLen as _;
use tantivy::directory::{FileSlice, footer::Footer};
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
    pub fn check_again(
        &self,
        engine: &tantivy::Index,
        generation: &Path,
        stops: &dyn Fn() -> bool,
    ) -> Result<(), IndexError> {
        let names = remembered(generation)?;
        if names.is_empty() {
            return Ok(());
        }
        let segments = engine.searchable_segment_metas().map_err(IndexError::engine(generation))?;
        let files: HashSet<PathBuf> = segments.iter().flat_map(files).collect();
        for name in names.intersection(&files.into_iter().collect()) {
            self.is_sound(generation, name, stops).ok_or(IndexError::Interrupted)?;
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

    /// True of a file whose content fits its checksum; each is read once. `None` where reading was stopped before the end.
    fn is_sound(&self, generation: &Path, name: &Path, stops: &dyn Fn() -> bool) -> Option<bool> {
        {
            let state = self.state();
            if state.damaged.contains(name) {
                return Some(false);
            }
            if state.sound.contains(name) {
                return Some(true);
            }
        }
        let is_sound = check(&generation.join(name), stops)?;
        let mut state = self.state();
        if is_sound {
            state.sound.insert(name.to_owned())
        } else {
            state.damaged.insert(name.to_owned())
        };
        Some(is_sound)
    }

    /// True of a segment all of whose files are sound.
    pub fn passes(&self, generation: &Path, segment: &SegmentMeta) -> bool {
        let stops = || self.gives_up_merges();
        // All are looked at, so that all that is damaged is named. What was not read to its end is not merged, and nothing is said of it.
        files(segment).filter(|name| self.is_sound(generation, name, &stops) != Some(true)).count() == 0
    }

    /// Checks what a run decides by: which documents of each segment are deleted, and the columns with the manifest and the states
    /// of articles. A run that went on from wrong ones could remove what is to stay, and would write the list of deletions anew.
    pub fn check_state(
        &self,
        engine: &tantivy::Index,
        (folder, generation): (&Path, &Path),
        stops: &dyn Fn() -> bool,
    ) -> Result<(), IndexError> {
        for segment in engine.searchable_segment_metas().map_err(IndexError::engine(folder))? {
            let deletions = segment.has_deletes().then_some(SegmentComponent::Delete);
            for component in [SegmentComponent::FastFields].into_iter().chain(deletions) {
                let name = segment.relative_path(component);
                if !self.is_sound(generation, &name, stops).ok_or(IndexError::Interrupted)? {
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
pub(super) fn is_sound(file: &Path) -> bool {
    check(file, &|| false).unwrap_or(false)
}

/// Bytes of a file that are read between two looks at whether to go on.
const BLOCK: usize = 4 << 20;
/// The longest footer, as the engine has it, with what says how long it is.
const LONGEST_FOOTER: u64 = 50_008;

/// As [`is_sound`]; `None` where reading was stopped before the end.
fn check(file: &Path, stops: &dyn Fn() -> bool) -> Option<bool> {
    read_and_compare(file, stops).unwrap_or(Some(false))
}

fn read_and_compare(file: &Path, stops: &dyn Fn() -> bool) -> io::Result<Option<bool>> {
    let mut file = fs::File::open(file)?;
    let length = file.metadata()?.len();
    let before_tail = length.saturating_sub(LONGEST_FOOTER);
    file.seek(SeekFrom::Start(before_tail))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let (footer, rest) = Footer::extract_footer(FileSlice::from(bytes))?;
    let mut left = before_tail + rest.len() as u64;
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = crc32fast::Hasher::new();
    let mut block = vec![0; BLOCK.min(left as usize)];
    while left > 0 {
        if stops() {
            return Ok(None);
        }
        let wanted = BLOCK.min(left as usize);
        file.read_exact(&mut block[..wanted])?;
        hasher.update(&block[..wanted]);
        left -= wanted as u64;
    }
    Ok(Some(hasher.finalize() == footer.crc))
}

/// Chooses segments to merge, from those that the gate lets pass.
#[derive(Debug)]
pub(super) struct CheckedMerges {
    policy: LogMergePolicy,
    generation: PathBuf,
    gate: Arc<Gate>,
}

impl CheckedMerges {
    pub fn new(policy: LogMergePolicy, generation: &Path, gate: &Arc<Gate>) -> Self {
        Self { policy, generation: generation.to_owned(), gate: Arc::clone(gate) }
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
                !is_chosen || self.gate.passes(&self.generation, segment)
            });
            if segments.len() == before {
                return candidates;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use tantivy::directory::{Directory as _, ManagedDirectory, MmapDirectory, TerminatingWrite as _};

    /// A folder with a file of so many bytes, as the engine writes it.
    fn folder_with(name: &str, bytes: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let inner = Box::new(MmapDirectory::open(folder.path()).unwrap());
        let mut file = ManagedDirectory::wrap(inner).unwrap().open_write(Path::new(name)).unwrap();
        file.write_all(&vec![7; bytes]).unwrap();
        file.terminate().unwrap();
        folder
    }

    #[test]
    fn a_check_ends_within_a_block() {
        let folder = folder_with("a.store", 3 * BLOCK + 1);
        let file = folder.path().join("a.store");
        let looks = Cell::new(0);
        let stops_at = |last: u32| {
            looks.set(0);
            check(&file, &|| {
                looks.set(looks.get() + 1);
                looks.get() == last
            })
        };
        assert_eq!((stops_at(2), looks.get()), (None, 2));
        assert_eq!((stops_at(9), looks.get()), (Some(true), 4));
    }

    #[test]
    fn any_wrong_byte_is_found() {
        for bytes in [0, 10, 60_000] {
            let folder = folder_with("a.store", bytes);
            let file = folder.path().join("a.store");
            assert!(is_sound(&file));
            let sound = fs::read(&file).unwrap();
            for at in (0..sound.len()).filter(|at| *at < 3 || at % 997 == 0 && *at < bytes) {
                let mut damaged = sound.clone();
                damaged[at] ^= 32;
                fs::write(&file, damaged).unwrap();
                assert!(!is_sound(&file), "byte {at} of {bytes}");
            }
            fs::write(&file, &sound[..sound.len() - 1]).unwrap();
            assert!(!is_sound(&file));
            assert!(!is_sound(&folder.path().join("missing")));
        }
    }

    #[test]
    fn what_was_not_read_to_its_end_is_not_called_damaged() {
        let (folder, name) = (folder_with("a.store", 10), Path::new("a.store"));
        let gate = Gate::default();
        let interrupt = Arc::new(AtomicBool::new(true));
        gate.only_merges_until(&interrupt);
        let is_sound = || gate.is_sound(folder.path(), name, &|| gate.gives_up_merges());
        assert_eq!(is_sound(), None);
        assert!(gate.damaged().is_empty());
        interrupt.store(false, Ordering::Relaxed);
        assert_eq!(is_sound(), Some(true));
    }

    #[test]
    fn the_check_of_what_a_run_decides_by_ends_when_the_user_interrupts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let engine = tantivy::Index::create_in_dir(path, tantivy::schema::SchemaBuilder::default().build()).unwrap();
        let mut writer: tantivy::IndexWriter = engine.writer_with_num_threads(1, 15 << 20).unwrap();
        writer.add_document(tantivy::TantivyDocument::default()).unwrap();
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        let (gate, looks) = (Gate::default(), Cell::new(0));
        let check = |stops: bool| {
            looks.set(0);
            let stops = || {
                looks.set(looks.get() + 1);
                stops
            };
            gate.check_state(&engine, (path, path), &stops)
        };
        assert!(matches!(check(true), Err(IndexError::Interrupted)));
        assert!(looks.get() == 1 && gate.damaged().is_empty(), "nothing is said of what was not read");
        assert!(check(false).is_ok());
        let columns = engine.searchable_segment_metas().unwrap()[0].relative_path(SegmentComponent::FastFields);
        write_names(&path.join(DAMAGED), &BTreeSet::from([columns])).unwrap();
        let again = |stops: bool| Gate::default().check_again(&engine, path, &|| stops);
        assert!(matches!(again(true), Err(IndexError::Interrupted)));
        assert!(again(false).is_ok());
    }
}
