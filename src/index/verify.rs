//! Checks an index: the checksums of its files, that every article can be read whole, and that it belongs to an input of the
//! manifest. It does not look at the inputs.

use super::directory::GenerationDirectory;
use super::reader::{current_payload, open_engine};
use super::{Generations, Index, IndexError, IndexedArticles, InputKey, Kept, Manifest, PlaceOf, gate};
use crate::article::ArticleId;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};
use tantivy::DocAddress;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// Articles read whole.
    pub articles: u64,
    /// Their passages.
    pub passages: u64,
    /// Files whose checksums do not fit their content; articles are then not read.
    pub damaged_files: Vec<PathBuf>,
    /// What is wrong with single articles.
    pub faults: Vec<String>,
}

impl Verification {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damaged_files.is_empty() && self.faults.is_empty()
    }
}

/// The files of an index that are missing or do not fit their checksums, in order, whether or not it can be opened.
///
/// # Errors
/// When it cannot be found out which files there are to be.
pub fn damaged_files(folder: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let generations = Generations::new(folder);
    let generation = generations.path(generations.current()?);
    current_payload(folder, &generation)?;
    let opened = GenerationDirectory::reader(&generation);
    let (directory, _lock) = opened.map_err(|error| IndexError::damaged(folder, error))?;
    damaged_of(&open_engine(folder, directory)?, folder, &generation)
}

/// The files of a commit, as its `meta.json` names them.
fn damaged_of(engine: &tantivy::Index, folder: &Path, generation: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let segments = engine.searchable_segment_metas().map_err(IndexError::engine(folder))?;
    let files = segments.iter().flat_map(gate::files);
    let mut damaged: Vec<_> = files.filter(|name| !gate::is_sound(&generation.join(name))).collect();
    damaged.sort();
    Ok(damaged.into_iter().map(|name| generation.join(name)).collect())
}

/// Checks the generation that is open; `places` gives the places that mentions name by id.
///
/// # Errors
/// When the files cannot be read at all.
pub fn verify(index: &Index, places: PlaceOf<'_>) -> Result<Verification, IndexError> {
    let mut found = Verification {
        damaged_files: damaged_of(index.engine(), index.folder(), &index.generation_folder())?,
        faults: Kept::read(index.folder())?.faults()?,
        ..Verification::default()
    };
    if !found.damaged_files.is_empty() {
        return Ok(found);
    }
    let articles = index.articles();
    let mut of_inputs: HashMap<InputKey, u64> = HashMap::new();
    for (ordinal, segment) in articles.searcher().segment_readers().iter().enumerate() {
        let numbers = segment.fast_fields().u64("passage").map_err(IndexError::engine(index.folder()))?;
        let inputs = segment.fast_fields().u64("input").map_err(IndexError::engine(index.folder()))?;
        for document in segment.doc_ids_alive() {
            // Records of the manifest are no passages.
            let Some(number) = numbers.first(document) else { continue };
            found.passages += 1;
            if number > 0 {
                continue;
            }
            *of_inputs.entry(InputKey(inputs.first(document).unwrap_or(0))).or_default() += 1;
            match articles.article(DocAddress::new(ordinal as u32, document), places) {
                Ok(article) => {
                    found.articles += 1;
                    if article.passages.iter().map(|span| span.len()).sum::<usize>() != article.record.text.len() {
                        found.faults.push(format!("article {}: its passages do not make up its text", article.id));
                    }
                }
                Err(fault) => found.faults.push(fault.to_string()),
            }
        }
    }
    let manifest = Manifest::load(&articles)?;
    if !index.payload().unsettled {
        check_claims(&articles, &manifest, &mut found.faults)?;
    }
    check_inputs(&manifest, of_inputs, &mut found.faults);
    Ok(found)
}

/// Checks that of the articles of one id one has it, and that what inputs share is there.
fn check_claims(articles: &IndexedArticles, manifest: &Manifest, faults: &mut Vec<String>) -> Result<(), IndexError> {
    for id in articles.contested()? {
        if articles.find(id)?.is_none() {
            faults.push(format!("article {id}: it has other versions, and is missing itself"));
        }
    }
    for entry in &manifest.entries {
        for shared in &entry.shared {
            let id = ArticleId(shared.id);
            if articles.find(id)?.is_none() {
                faults.push(format!("{}: article {id}, which it shares with another input, is missing", entry.path));
            }
        }
    }
    Ok(())
}

/// Checks that every article has the row of its input, and that the rows count right.
fn check_inputs(manifest: &Manifest, mut of_inputs: HashMap<InputKey, u64>, faults: &mut Vec<String>) {
    for entry in &manifest.entries {
        let there = of_inputs.remove(&entry.key()).unwrap_or(0);
        if there != entry.articles {
            let (path, known) = (&entry.path, entry.articles);
            faults.push(format!("{path}: {there} articles are in the index, {known} in its record"));
        }
    }
    let without: u64 = of_inputs.values().sum();
    if without > 0 {
        faults.push(format!("{without} articles belong to no input that is known"));
    }
}
