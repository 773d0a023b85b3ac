//! Checks an index: the checksums of its files, and that every article can be read whole. It does not look at the inputs.

use super::{Index, IndexError, PlaceOf};
use std::path::PathBuf;
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
        ..Verification::default()
    };
    found.damaged_files.sort();
    if !found.damaged_files.is_empty() {
        return Ok(found);
    }
    let articles = index.articles();
    for (ordinal, segment) in articles.searcher().segment_readers().iter().enumerate() {
        let numbers = segment.fast_fields().u64("passage").map_err(IndexError::engine(index.folder()))?;
        for document in segment.doc_ids_alive() {
            // Records of the manifest are no passages.
            let Some(number) = numbers.first(document) else { continue };
            found.passages += 1;
            if number > 0 {
                continue;
            }
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
    Ok(found)
}
