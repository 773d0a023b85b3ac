//! `dateline evaluate`: quality reports on judged collections.

use super::index::open_model;
use crate::cli::error::CommandError;
use crate::evaluate;
use clap::{Args, ValueEnum};
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
  dateline evaluate ranking judged-queries/ --against docs/reports/ranking.md
  dateline evaluate reading judged-pages/ > docs/reports/reading.md")]
pub struct Arguments {
    /// What to measure
    #[arg(value_enum)]
    what: What,
    /// Files and folders of the collection
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Tagger model for entities, places and tags [default: built in]
    #[arg(long, value_name = "MODEL")]
    tagger: Option<PathBuf>,
    /// An earlier report on ranking, to list the queries that changed
    #[arg(long, value_name = "REPORT")]
    against: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Copies of articles (made here, or judged pairs of ids)
    Copies,
    /// Time expressions in TimeML files and the values they have
    Dates,
    /// People, places and organizations in CoNLL columns
    Entities,
    /// Toponyms in prose and the places they mean
    Places,
    /// Ranking on folders in the BEIR layout
    Ranking,
    /// Article text out of web pages
    Reading,
    /// People that editors tagged in news
    Tags,
}

/// Runs the command.
///
/// # Errors
/// When a collection cannot be read.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, CommandError> {
    let model = arguments.tagger.as_deref().map(open_model).transpose()?;
    let model = model.as_ref();
    let report = match arguments.what {
        What::Copies => evaluate::copies::copies(&arguments.paths)?,
        What::Dates => evaluate::dates::dates(&arguments.paths)?,
        What::Entities => evaluate::entities::entities(&arguments.paths, model)?,
        What::Places => evaluate::places::places(&arguments.paths, model)?,
        What::Ranking => {
            let earlier = arguments.against.as_deref().map(read).transpose()?;
            evaluate::ranking::ranking(&arguments.paths, earlier.as_deref())?
        }
        What::Reading => evaluate::reading::reading(&arguments.paths)?,
        What::Tags => evaluate::tags::tags(&arguments.paths, model)?,
    };
    writeln!(out, "{}", report.trim_end())?;
    Ok(0)
}

fn read(path: &Path) -> Result<String, CommandError> {
    fs::read_to_string(path).map_err(|error| CommandError::new("input", format!("{}: {error}", path.display())))
}
