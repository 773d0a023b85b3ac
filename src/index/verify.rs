//! Checks an index: the checksums of its files, and that every article can be read whole. It does not look at the inputs.

use super::{Index, IndexError, load_article};
use crate::article::Place;
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

/// Checks the generation that is open; `place` gives the places that mentions name by id.
///
/// # Errors
/// When the files cannot be read at all.
pub fn verify(index: &Index, place: &dyn Fn(u32) -> Option<Place>) -> Result<Verification, IndexError> {
    let mut found = Verification {
        damaged_files: index.engine().validate_checksum()?.into_iter().collect(),
        ..Verification::default()
    };
    found.damaged_files.sort();
    if !found.damaged_files.is_empty() {
        return Ok(found);
    }
    let searcher = index.searcher();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let numbers = segment.fast_fields().u64("passage")?;
        for document in segment.doc_ids_alive() {
            // Records of the manifest are no passages.
            let Some(number) = numbers.first(document) else { continue };
            found.passages += 1;
            if number > 0 {
                continue;
            }
            match load_article(&searcher, index.fields(), DocAddress::new(ordinal as u32, document), place) {
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
