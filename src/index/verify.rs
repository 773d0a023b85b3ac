//! Checks an index: the checksums of its files, that every article can be read whole, and that it belongs to an input of the
//! manifest. It does not look at the inputs.

use super::{Index, IndexError, InputKey, Kept, Manifest, PlaceOf};
use std::{collections::HashMap, path::PathBuf};
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

/// Checks the generation that is open; `places` gives the places that mentions name by id.
///
/// # Errors
/// When the files cannot be read at all.
pub fn verify(index: &Index, places: PlaceOf<'_>) -> Result<Verification, IndexError> {
    let mut found = Verification {
        damaged_files: index
            .engine()
            .validate_checksum()
            .map_err(IndexError::engine(index.folder()))?
            .into_iter()
            .collect(),
        faults: Kept::read(index.folder())?.faults()?,
        ..Verification::default()
    };
    found.damaged_files.sort();
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
    check_inputs(&Manifest::load(&articles)?, of_inputs, &mut found.faults);
    Ok(found)
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
