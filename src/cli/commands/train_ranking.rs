//! `dateline train-ranking`: learns the weights of the ranking model.

use crate::cli::{error::CommandError, session::Session};
use crate::evaluate::weights;
use clap::Args;
use std::{io::Write, path::PathBuf};

/// Learns the weights of the second ranking stage from judged queries.
///
/// Collections are folders in the BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv. The table of weights is printed, and
/// measures by cross-validation over the queries go to standard error.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline train-ranking judged-a/ judged-b/ > ranking.tsv")]
pub struct Arguments {
    /// Folders of the collections
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When a collection cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let (table, report) = weights::train(&arguments.folders)?;
    session.note(report.trim_end());
    write!(out, "{table}")?;
    Ok(0)
}
