//! What is to be done: inputs found against inputs known.

use super::discover::{Discovery, Input, discover};
use super::read::Job;
use super::roots::Scope;
use super::{Change, IngestError, Options};
use crate::index::{InputKey, Manifest, ManifestEntry};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

/// Name of standard input in the manifest and in the paths of its articles.
pub(super) const STREAM: &str = "-";

/// What a run has to do.
#[derive(Default)]
pub(super) struct Plan {
    /// Inputs to read, in the order of their paths.
    pub jobs: Vec<Job>,
    /// Known inputs that are as they were.
    pub unchanged: Vec<ManifestEntry>,
    /// Known inputs that are gone and whose articles go.
    pub vanished: Vec<ManifestEntry>,
    /// Known inputs that are gone and whose articles stay.
    pub kept: usize,
    /// Paths that could not be looked at, with what the manifest knew.
    pub failures: Vec<(PathBuf, String, Option<ManifestEntry>)>,
    /// Files passed over, by reason.
    pub skipped: Vec<String>,
}

/// Looks at the file system and compares.
pub(super) fn plan(scope: &Scope, manifest: &Manifest, options: &Options) -> Result<Plan, IngestError> {
    let mut found = Discovery::default();
    for (walk, root) in &scope.walks {
        discover(walk, root, &options.exclude, &options.index, &mut found)?;
    }
    let mut plan = Plan { skipped: found.skipped, ..Plan::default() };
    let mut gone: HashMap<&str, &ManifestEntry> = manifest
        .entries
        .iter()
        .filter(|entry| scope.walks.iter().any(|(walk, _)| Path::new(&entry.path).starts_with(walk)))
        .map(|entry| (entry.path.as_str(), entry))
        .collect();
    let known = gone.len();
    let mut new: HashSet<(u64, i64)> = HashSet::new();
    for input in found.inputs {
        let path = input.path.to_string_lossy().into_owned();
        let previous = gone.remove(path.as_str()).or_else(|| manifest.get(&path));
        let absorbed = scope.absorbed.iter().any(|old| input.path.starts_with(old));
        match previous {
            Some(entry) if is_as_before(entry, &input) && !absorbed => plan.unchanged.push(entry.clone()),
            _ => {
                if previous.is_none() {
                    new.insert((input.size, input.mtime));
                }
                let key = InputKey::of(&input.path);
                plan.jobs.push(Job { input, key, previous: previous.cloned(), force: absorbed });
            }
        }
    }
    for (path, reason) in found.failures {
        // Nothing below what could not be looked at counts as gone.
        gone.retain(|entry, _| !Path::new(entry).starts_with(&path) || Path::new(entry) == path);
        let previous = gone.remove(&*path.to_string_lossy());
        plan.failures.push((path, reason, previous.cloned()));
    }
    // A file moved within the roots is not lost.
    let lost = gone.values().filter(|entry| entry.articles > 0 && !new.contains(&(entry.size, entry.mtime))).count();
    if lost * 5 > known && !options.prune && !options.keep_vanished {
        let root = scope.walks.first().map_or_else(String::new, |(walk, _)| walk.display().to_string());
        return Err(IngestError::Vanished { root, vanished: lost as u64, known: known as u64 });
    }
    if options.keep_vanished {
        plan.kept = gone.len();
    } else {
        plan.vanished = gone.into_values().cloned().collect();
        plan.vanished.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(plan)
}

/// True when size and time say that nothing changed since the input was read.
fn is_as_before(entry: &ManifestEntry, input: &Input) -> bool {
    entry.size == input.size && entry.mtime == input.mtime && entry.hash != 0
}

impl Plan {
    /// The lines of a dry run.
    pub(super) fn changes(&self) -> Vec<Change> {
        let change = |action: &str, path: String| Change { action: action.to_owned(), path, title: None };
        let read = self
            .jobs
            .iter()
            .map(|job| change(if job.previous.is_some() { "updated" } else { "added" }, job.input.display.clone()));
        let removed = self.vanished.iter().map(|entry| change("removed", entry.path.clone()));
        read.chain(removed).collect()
    }
}
