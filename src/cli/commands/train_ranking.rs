//! `dateline train-ranking`: learns the weights of the ranking model.

use super::super::{fault::Fault, run_inside, session::Session};
use crate::evaluate::weights;
use clap::Args;
use std::{io::Write, path::PathBuf};

/// Learns the weights that rank passages from collections of judged queries, and prints the table.
///
/// Collections are folders in the BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv. How well the weights carry over,
/// by cross-validation over the queries, is said beside. The program carries its table as src/search/rank/weights.tsv.
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
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let (table, report) = weights::train(&arguments.folders, &run_inside)?;
    session.aside(report.trim_end());
    write!(out, "{table}")?;
    Ok(0)
}
