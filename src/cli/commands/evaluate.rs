//! `dateline evaluate`: quality reports on judged collections.

use super::super::{fault::Fault, session::Session};
use clap::{Args, ValueEnum};
use std::{io::Write, path::PathBuf};

/// Measures quality on judged collections and prints a report in Markdown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline evaluate dates wikiwars/
  dateline evaluate dates timebank.tml > docs/reports/dates.md")]
pub struct Arguments {
    /// What is measured
    #[arg(value_enum)]
    what: What,
    /// Files and folders of the collection
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Dates in prose: spans, values, days
    Dates,
}

/// Runs the command.
///
/// # Errors
/// When a collection cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let _ = (arguments.what, session, out, &arguments.paths);
    Err(Fault::new("evaluate", "no measure is there yet"))
}
