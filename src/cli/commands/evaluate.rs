//! `dateline evaluate`: quality reports on judged collections.

use super::index::open_model;
use crate::cli::choice::choice;
use crate::cli::error::CommandError;
use crate::evaluate::{self, Measure, Settings};
use crate::search::Model;
use clap::Args;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Measures quality on judged collections and prints a report in Markdown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline evaluate entities names/dev.conll
  dateline evaluate places judged-places/
  dateline evaluate questions questions.tsv index/
  dateline evaluate ranking judged-queries/ --against docs/reports/ranking.md
  dateline evaluate reading judged-pages/ > docs/reports/reading.md")]
pub struct Arguments {
    /// What to measure
    #[arg(value_parser = choice::<Measure>(), value_name = "WHAT")]
    what: Measure,
    /// Files and folders of the collection
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Tagger model for entities, places and tags [default: built in]
    #[arg(long, value_name = "MODEL")]
    tagger: Option<PathBuf>,
    /// Table of weights for ranking and questions, as train-ranking prints it [default: built in]
    #[arg(long, value_name = "TABLE")]
    weights: Option<PathBuf>,
    /// An earlier report on ranking, to list the queries that changed
    #[arg(long, value_name = "REPORT")]
    against: Option<PathBuf>,
    /// Language that dates are read in (ISO 639-1) [default: that of the collection]
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When a collection cannot be read.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, CommandError> {
    let model = arguments.tagger.as_deref().map(open_model).transpose()?;
    let against = arguments.against.as_deref().map(read).transpose()?;
    let weights = arguments.weights.as_deref().map(read_weights).transpose()?;
    let settings = Settings {
        model: model.as_ref(),
        weights: weights.as_ref(),
        against: against.as_deref(),
        language: arguments.lang.as_deref(),
    };
    let report = evaluate::report(arguments.what, &arguments.paths, settings)?;
    writeln!(out, "{}", report.trim_end())?;
    Ok(0)
}

fn read_weights(path: &Path) -> Result<Model, CommandError> {
    Model::read(&read(path)?).map_err(|error| CommandError::new("input", format!("{}: {error}", path.display())))
}

fn read(path: &Path) -> Result<String, CommandError> {
    fs::read_to_string(path).map_err(|error| CommandError::new("input", format!("{}: {error}", path.display())))
}
