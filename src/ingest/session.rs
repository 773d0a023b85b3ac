//! An index opened for writing: the lock, the writer, what is committed.

use super::{IngestError, Options};
use crate::index::{
    Generations, IndexError, IndexedArticles, Kept, Manifest, OpenGeneration, Payload, Versions, WriteLock,
};
use std::path::Path;

/// The versions of what extraction depends on.
fn versions(options: &Options) -> Versions {
    let shipped = format!("{}-{}", super::EXTRACTION_VERSION, env!("DATELINE_EXTRACTION_DATA"));
    let extraction = match &options.tagger {
        None => shipped,
        Some(model) => format!("{shipped} with the tagger {}", model.version()),
    };
    let homes =
        if options.homes.is_empty() { String::new() } else { format!(" and sources.toml {}", options.homes.version()) };
    Versions::new(options.gazetteer.version(), &(extraction + &homes))
}

/// An index opened for writing.
pub(super) struct Session {
    pub generations: Generations,
    pub opened: Opened,
    pub committed: IndexedArticles,
    pub manifest: Manifest,
    pub _lock: WriteLock,
}

/// What a run writes to.
pub(super) struct Opened {
    pub generation: OpenGeneration,
    pub payload: Payload,
    pub kept: Kept,
    /// True while there is no generation that a reader could see.
    pub first: bool,
}

/// Refuses to mix what different versions extracted.
fn check_versions(built: &Versions, now: &Versions, index: &Path) -> Result<(), IndexError> {
    let other = |what, found: &str, expected: &str| {
        let (folder, found, expected) = (index.to_owned(), found.to_owned(), expected.to_owned());
        Err(IndexError::OtherVersion { folder, what, found, expected })
    };
    if built.model != now.model {
        return other("extraction", &built.model, &now.model);
    }
    if built.gazetteer != now.gazetteer {
        return other("places", &built.gazetteer, &now.gazetteer);
    }
    Ok(())
}

/// What was opened; none where the user interrupted before anything was changed.
pub(super) fn unless_interrupted<T>(opened: Result<T, IngestError>) -> Result<Option<T>, IngestError> {
    match opened {
        Err(IngestError::Index(IndexError::Interrupted)) => Ok(None),
        opened => opened.map(Some),
    }
}

impl Session {
    /// Opens the index to add to it.
    pub(super) fn open(options: &Options) -> Result<Self, IngestError> {
        let session = Self::open_any(options)?;
        check_versions(&session.opened.payload.versions, &versions(options), &options.index)?;
        Ok(session)
    }

    /// Opens an index that must be there, to take away from it.
    pub(super) fn open_existing(options: &Options) -> Result<Self, IngestError> {
        Generations::new(&options.index).current()?;
        Self::open_any(options)
    }

    /// Opens the index to take away from it, whatever extracted its mentions.
    pub(super) fn open_any(options: &Options) -> Result<Self, IngestError> {
        let generations = Generations::new(&options.index);
        let lock = WriteLock::take(&generations, options.wait)?;
        let exists = match generations.current() {
            Ok(_) => true,
            Err(IndexError::Missing { .. }) => false,
            // Which of its generations is the current one is lost; a new one takes the place of all.
            Err(IndexError::Damaged { .. }) if options.rebuild => true,
            Err(error) => return Err(error.into()),
        };
        let kept = Kept::open(generations.folder())?;
        let (generation, payload) = if exists && !options.rebuild {
            OpenGeneration::current(&generations, &options.interrupt)?
        } else {
            let revision = Payload::highest_revision(&generations);
            let payload =
                Payload { versions: versions(options), revision, updated: String::new(), kept: 0, unsettled: false };
            (OpenGeneration::create(&generations)?, payload)
        };
        let committed = generation.committed()?;
        let manifest = Manifest::load(&committed)?;
        let opened = Opened { generation, payload, kept, first: !exists };
        Ok(Self { generations, opened, committed, manifest, _lock: lock })
    }
}
