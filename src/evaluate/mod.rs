//! Measures of quality on judged collections.

pub mod collection;
pub mod copies;
pub mod dates;
pub mod entities;
pub mod places;
pub mod questions;
pub mod ranking;
pub mod reading;
pub mod tags;
pub mod weights;

use crate::entities::tagger::Model;
use crate::search::{Model as Weights, choice};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Why a collection could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file is not of the collection's form.
    #[error("{}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

choice! { "measure",
    /// What is measured. A new measure is a row here and an arm in [`report`].
    Measure {
        /// Copies of articles.
        Copies = "copies", "Copies of articles, made here or judged pairs of ids";
        /// Time expressions.
        Dates = "dates", "Time expressions in TimeML files or tables of sentences, and their values";
        /// Names.
        Entities = "entities", "People, places and organizations in CoNLL columns";
        /// Toponyms.
        Places = "places", "Toponyms in prose and the places they mean";
        /// Answers to questions.
        Questions = "questions", "Ranks of right passages: tables of questions, then an index";
        /// Ranking.
        Ranking = "ranking", "Ranking on folders in the BEIR layout";
        /// Extraction of text.
        Reading = "reading", "Article text extracted from web pages";
        /// Names against editors' tags.
        Tags = "tags", "People that editors tagged in news";
    }
}

/// Settings of a measure besides the collections.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings<'a> {
    /// The tagger model to evaluate; the built-in one where there is none.
    pub model: Option<&'a Model>,
    /// Weights to rank by instead of the built-in ones.
    pub weights: Option<&'a Weights>,
    /// An earlier report, to list what changed.
    pub against: Option<&'a str>,
    /// ISO 639-1 code of the language that dates are read in; that of the collection where there is none.
    pub language: Option<&'a str>,
}

/// Measures collections and reports in Markdown.
///
/// # Errors
/// When a collection cannot be read.
pub fn report(measure: Measure, paths: &[PathBuf], settings: Settings<'_>) -> Result<String, EvaluateError> {
    match measure {
        Measure::Copies => copies::copies(paths),
        Measure::Dates => dates::dates(paths, settings.language),
        Measure::Entities => entities::entities(paths, settings.model),
        Measure::Places => places::places(paths, settings.model),
        Measure::Questions => questions::questions(paths, settings.weights),
        Measure::Ranking => ranking::ranking(paths, settings),
        Measure::Reading => reading::reading(paths),
        Measure::Tags => tags::tags(paths, settings.model),
    }
}

/// Reads a text file, gzipped or not.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, EvaluateError> {
    let io = |source| EvaluateError::Io { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(io)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(io)?;
    } else {
        bytes.as_slice().read_to_string(&mut text).map_err(io)?;
    }
    Ok(text)
}
