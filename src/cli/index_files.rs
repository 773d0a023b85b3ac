//! What the user says in files of the index folder that extraction reads: `sources.toml` and `known.tsv`.

use super::error::CommandError;
use crate::entities::{OwnNames, gazetteer::Gazetteer, places::Homes};
use std::{io, path::Path, sync::Arc};

/// The homes of `sources.toml` in the index folder, if there is one.
///
/// # Errors
/// When it cannot be read or understood.
pub fn homes(index: &Path, gazetteer: &Gazetteer) -> Result<Arc<Homes>, CommandError> {
    let path = index.join(Homes::FILE);
    let fault = |reason: String| CommandError::new("sources", format!("{}: {reason}", path.display()));
    match std::fs::read_to_string(&path) {
        Ok(text) => Homes::parse(&text, gazetteer).map(Arc::new).map_err(|error| fault(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Arc::default()),
        Err(error) => Err(fault(error.to_string())),
    }
}

/// The user's own names in `known.tsv` in the index folder; none where there is no such file.
///
/// # Errors
/// When it cannot be read or understood.
pub fn own_names(index: &Path, gazetteer: &Gazetteer) -> Result<Arc<OwnNames>, CommandError> {
    let path = index.join(OwnNames::FILE);
    match path.try_exists() {
        Ok(false) => Ok(Arc::default()),
        _ => read_own_names(&path, gazetteer),
    }
}

/// The user's own names in a file.
///
/// # Errors
/// When it cannot be read or understood.
pub fn read_own_names(path: &Path, gazetteer: &Gazetteer) -> Result<Arc<OwnNames>, CommandError> {
    let fault = |reason: String| CommandError::new("known", format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    OwnNames::parse(&text, gazetteer).map(Arc::new).map_err(|error| fault(error.to_string()))
}
