//! What is to be done: inputs found against inputs known.

use super::below::below;
use super::discover::{Discovery, Input, STREAM, Times, Walk};
use super::read::Job;
use super::roots::Scope;
use super::{Change, Failure, IngestError, Options};
use crate::index::{Manifest, ManifestEntry};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

/// The part of a root's inputs that may be gone at once without `--prune`: one in this many.
const MOST_GONE: usize = 5;

/// Bytes of inputs that are written as one segment.
const SMALL: u64 = 4 << 20;

/// What a run has to do.
#[derive(Default)]
pub(super) struct Plan<'m> {
    /// Inputs to read, in the order of their paths.
    pub jobs: Vec<Job>,
    /// Inputs that are as they were.
    pub unchanged: Vec<&'m ManifestEntry>,
    /// Inputs that lie elsewhere now, with what the manifest knows of them.
    pub moved: Vec<(Job, ManifestEntry)>,
    /// Positions of the jobs whose inputs the manifest does not know.
    new: Vec<usize>,
    /// Known inputs that are gone and whose articles go.
    pub vanished: Vec<ManifestEntry>,
    /// Known inputs that are gone and whose articles stay from now on.
    pub kept: Vec<ManifestEntry>,
    /// Roots that could not be looked at; nothing below them is touched.
    pub away: Vec<Failure>,
    /// Paths that could not be looked at, with what the manifest knew.
    pub failures: Vec<(PathBuf, String, Option<ManifestEntry>)>,
    /// Known inputs at or below these paths, in a rebuild.
    pub out_of_reach: Vec<ManifestEntry>,
    /// Paths that were passed over, with what the manifest knew.
    pub skipped: Vec<(PathBuf, String, Option<ManifestEntry>)>,
}

/// Looks at the file system and compares. In a rebuild `manifest` is that of the index which is to be replaced: all inputs are
/// read, and what is gone is known.
pub(super) fn plan<'m>(scope: &Scope, manifest: &'m Manifest, options: &Options) -> Result<Plan<'m>, IngestError> {
    let mut found = Discovery::default();
    let mut plan = Plan::default();
    let mut reached: Vec<&Walk> = Vec::new();
    for walk in &scope.walks {
        match found.walk(walk, &options.index) {
            Ok(()) => reached.push(walk),
            Err(IngestError::Root { path, reason }) if !options.rebuild && scope.walks.len() > 1 => {
                plan.away.push(Failure { path, item: None, reason, is_skip: false });
            }
            Err(error) => return Err(error),
        }
    }
    if reached.is_empty()
        && let Some(Failure { path, reason, .. }) = plan.away.first().cloned()
    {
        return Err(IngestError::Root { path, reason });
    }
    let mut gone = Gone::of(scope, &reached, manifest);
    for input in found.inputs {
        plan.compare(input, &mut gone, scope, options);
    }
    plan.find_moved(&mut gone, options.rebuild);
    let rows_stay = !options.rebuild;
    for (path, reason) in found.skipped {
        let previous = gone.passed_over(&path).filter(|_| rows_stay).cloned();
        plan.skipped.push((path, reason, previous));
    }
    for (path, reason) in found.failures {
        if options.rebuild {
            let below = manifest.entries.iter().filter(|entry| Path::new(&entry.path).starts_with(&path));
            plan.out_of_reach.extend(below.cloned());
        }
        let previous = gone.unreachable(&path).filter(|_| rows_stay);
        plan.failures.push((path, reason, previous.cloned()));
    }
    if !options.prune {
        gone.entries.retain(|_, entry| !entry.kept);
        if options.keep_vanished {
            plan.kept = gone.take_lost();
        } else {
            gone.check(scope, &reached)?;
        }
    }
    plan.vanished = gone.entries.into_values().cloned().collect();
    plan.vanished.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(plan)
}

impl<'m> Plan<'m> {
    /// Compares an input with what the manifest knows of it.
    fn compare(&mut self, input: Input, gone: &mut Gone<'m>, scope: &Scope, options: &Options) {
        let known = gone.found(&input);
        let previous = known.filter(|_| !options.rebuild);
        let absorbed = scope.absorbed.iter().any(|old| input.path.starts_with(old));
        let force = absorbed || previous.is_some_and(|entry| entry.reading != input.options.fingerprint);
        if let Some(entry) = previous.filter(|entry| !force && !options.check && is_as_before(entry, &input)) {
            self.unchanged.push(entry);
            return;
        }
        let container = input.container.clone();
        let mut job = match known {
            Some(entry) => known_job(input, entry),
            None => gone.new_job(input),
        };
        if absorbed {
            job.input.container = container;
        }
        if known.is_none() {
            self.new.push(self.jobs.len());
        }
        self.jobs.push(Job { previous: previous.cloned(), force, ..job });
    }

    /// Recognises inputs that lie elsewhere now by their content. They need not be read, except in a rebuild, where they keep what
    /// their ids are made of.
    fn find_moved(&mut self, gone: &mut Gone<'_>, rebuild: bool) {
        let mut by_size: HashMap<u64, Vec<&ManifestEntry>> = HashMap::new();
        for entry in gone.entries.values().filter(|entry| entry.hash != 0 && !entry.kept && entry.articles > 0) {
            by_size.entry(entry.size).or_default().push(entry);
        }
        for entries in by_size.values_mut() {
            entries.sort_by(|a, b| a.path.cmp(&b.path));
        }
        let mut moved: HashMap<usize, ManifestEntry> = HashMap::new();
        for at in std::mem::take(&mut self.new) {
            let job = &self.jobs[at];
            let Some(entries) = by_size.get_mut(&job.input.size).filter(|entries| !entries.is_empty()) else {
                continue;
            };
            let Ok(hash) = job.hash() else { continue };
            let is_same = |entry: &&ManifestEntry| entry.hash == hash && job.would_read_as(entry);
            if let Some(entry) = entries.iter().position(is_same).map(|found| entries.remove(found)) {
                gone.entries.remove(entry.path.as_str());
                moved.insert(at, entry.clone());
            }
        }
        let jobs = std::mem::take(&mut self.jobs);
        for (at, job) in jobs.into_iter().enumerate() {
            match moved.remove(&at) {
                Some(entry) if rebuild => self.jobs.push(known_job(job.input, &entry)),
                Some(entry) => self.moved.push((job, entry)),
                None => self.jobs.push(job),
            }
        }
    }

    /// True of a plan to read so little that the articles are best written together.
    pub(super) fn is_small(&self) -> bool {
        self.jobs.iter().map(Job::bytes).sum::<u64>() <= SMALL
    }

    /// The lines of a dry run.
    pub(super) fn changes(&self) -> Vec<Change> {
        let change = |action: &str, path: String| Change { action: action.to_owned(), path, title: None };
        let read = self
            .jobs
            .iter()
            .map(|job| change(if job.previous.is_some() { "updated" } else { "added" }, job.input.display.clone()));
        let moved = self.moved.iter().map(|(job, _)| change("moved", job.input.display.clone()));
        let removed = self.vanished.iter().map(|entry| change("removed", entry.path.clone()));
        read.chain(moved).chain(removed).collect()
    }
}

/// The job of reading an input that the manifest knows: it keeps what its key and its ids are made of.
fn known_job(mut input: Input, entry: &ManifestEntry) -> Job {
    input.container.clone_from(&entry.container);
    Job::new(input, entry.origin.clone())
}

/// True when size and time say that nothing changed since the input was read.
fn is_as_before(entry: &ManifestEntry, input: &Input) -> bool {
    let times = Times { modified: entry.mtime, changed: entry.ctime };
    entry.size == input.size && times == input.times && entry.hash != 0
}

/// Known inputs that were not found, so far.
struct Gone<'m> {
    manifest: &'m Manifest,
    /// By path: those that lie where is looked now, and those that lie under no root.
    entries: foldhash::HashMap<&'m str, &'m ManifestEntry>,
    /// Size and modification time of inputs that the manifest does not know: files may have moved.
    new: HashSet<(u64, i64)>,
}

impl<'m> Gone<'m> {
    fn of(scope: &Scope, reached: &[&Walk], manifest: &'m Manifest) -> Self {
        let is_looked_for = |entry: &&ManifestEntry| {
            reached.iter().any(|walk| walk.looks_at(&entry.path)) || scope.is_outside(&entry.path)
        };
        let entries = manifest.entries.iter().filter(|entry| entry.path != STREAM).filter(is_looked_for);
        Self { manifest, entries: entries.map(|entry| (entry.path.as_str(), entry)).collect(), new: HashSet::new() }
    }

    /// The job of reading an input that the manifest does not know.
    fn new_job(&self, input: Input) -> Job {
        let path = input.path.to_string_lossy();
        let origin = self.manifest.origin_for(&path);
        let container = format!("{}{}", input.container, &origin[path.len()..]);
        Job::new(Input { container, ..input }, origin)
    }

    /// Takes note of an input that is there, and gives what the manifest knows of it.
    fn found(&mut self, input: &Input) -> Option<&'m ManifestEntry> {
        let path = input.path.to_string_lossy();
        let known = self.entries.remove(&*path).or_else(|| self.manifest.get(&path));
        if known.is_none() {
            self.new.insert((input.size, input.times.modified));
        }
        known
    }

    /// Takes note of a path that could not be looked at: nothing below it counts as gone.
    fn unreachable(&mut self, path: &Path) -> Option<&'m ManifestEntry> {
        self.entries.retain(|entry, _| !Path::new(entry).starts_with(path) || Path::new(entry) == path);
        self.entries.remove(&*path.to_string_lossy())
    }

    /// Takes note of a path that is no input; what it held as one counts as gone.
    fn passed_over(&mut self, path: &Path) -> Option<&'m ManifestEntry> {
        let path = path.to_string_lossy();
        let held_nothing = |entry: &&&ManifestEntry| entry.articles == 0 && entry.shared.is_empty();
        let known = self.entries.get(&*path).filter(held_nothing).copied();
        if known.is_some() {
            self.entries.remove(&*path);
        }
        known
    }

    /// Takes out the inputs whose articles would go although nobody asked for it, in the order of their paths.
    fn take_lost(&mut self) -> Vec<ManifestEntry> {
        let lost: Vec<&str> =
            self.entries.iter().filter(|(_, entry)| self.is_lost(entry)).map(|(path, _)| *path).collect();
        let mut kept: Vec<_> = lost.into_iter().filter_map(|path| self.entries.remove(path).cloned()).collect();
        kept.sort_by(|a, b| a.path.cmp(&b.path));
        kept
    }

    /// Refuses to remove more than a fifth of a root at once.
    fn check(&self, scope: &Scope, reached: &[&Walk]) -> Result<(), IngestError> {
        let path = |entry: &&'m ManifestEntry| entry.path.as_str();
        let with_articles = || self.entries.values().filter(|entry| entry.articles > 0);
        let lost: Vec<&str> = with_articles().filter(|entry| self.is_lost(entry)).map(path).collect();
        let outside = with_articles().filter(|entry| scope.is_outside(&entry.path)).count();
        if lost.is_empty() && outside == 0 {
            return Ok(());
        }
        let known = || self.manifest.entries.iter().map(|entry| entry.path.as_str()).filter(|path| *path != STREAM);
        for walk in reached {
            let root = walk.root.path.to_string_lossy();
            let vanished = lost.iter().filter(|path| below(path, &root).is_some()).count();
            let known = known().filter(|path| below(path, &root).is_some()).count();
            if vanished * MOST_GONE > known {
                let root = root.into_owned();
                return Err(IngestError::Vanished { root, vanished: vanished as u64, known: known as u64 });
            }
        }
        let known = known().count();
        if outside * MOST_GONE > known {
            return Err(IngestError::OutsideRoots { outside: outside as u64, known: known as u64 });
        }
        Ok(())
    }

    /// True when articles would go although nobody asked for it: their file did not move, and is not there to be left out
    /// (`--exclude`, `.ignore`).
    fn is_lost(&self, entry: &ManifestEntry) -> bool {
        !self.new.contains(&(entry.size, entry.mtime)) && !Path::new(&entry.path).is_file()
    }
}
