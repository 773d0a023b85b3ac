//! `dateline evaluate`: quality reports on judged collections.

use super::super::fault::Fault;
use super::index::open_model;
use crate::evaluate;
use clap::{Args, ValueEnum};
use std::{io::Write, path::PathBuf};

/// Measures quality on judged collections and prints a report in Markdown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline evaluate entities names/dev.conll
  dateline evaluate places judged-places/
  dateline evaluate reading judged-pages/ > docs/reports/reading.md")]
pub struct Arguments {
    /// What is measured
    #[arg(value_enum)]
    what: What,
    /// Files and folders of the collection
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The tagger model that entities are judged with [default: the one that ships]
    #[arg(long, value_name = "MODEL")]
    tagger: Option<PathBuf>,
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
}

/// Runs the command.
///
/// # Errors
/// When a collection cannot be read.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<u8, Fault> {
    let report = match arguments.what {
        What::Copies => evaluate::copies::copies(&arguments.paths)?,
        What::Dates => evaluate::dates::dates(&arguments.paths)?,
        What::Entities => {
            let model = arguments.tagger.as_deref().map(open_model).transpose()?;
            evaluate::entities::entities(&arguments.paths, model.as_ref())?
        }
        What::Places => evaluate::places::places(&arguments.paths)?,
        What::Ranking => evaluate::ranking::ranking(&arguments.paths)?,
        What::Reading => evaluate::reading::reading(&arguments.paths)?,
    };
    writeln!(out, "{}", report.trim_end())?;
    Ok(0)
}
