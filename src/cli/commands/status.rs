//! `dateline status`: the state of the index.

use super::format::FormatArgument;
use crate::cli::{error::CommandError, session::Session};
use crate::output::{Listing, Overview, sanitize, status_row, status_text};
use clap::Args;
use std::io::Write;

/// Shows the state of the index: articles, roots, failures, sizes, versions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline status
  dateline status --skipped
  dateline status --format json")]
pub struct Arguments {
    /// List what failed or was skipped, each with the reason
    #[arg(long)]
    skipped: bool,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let status = session.searcher()?.status()?;
    match arguments.format.machine() {
        None if arguments.skipped => {
            for (label, rows) in [("failed", &status.failures), ("skipped", &status.skipped)] {
                for (path, reason) in rows {
                    writeln!(out, "{label}\t{}\t{}", sanitize::line(path), sanitize::line(reason))?;
                }
            }
        }
        None => status_text(out, session.style(), &status, Overview::Full)?,
        Some(format) => {
            Listing::single(out, format, session.config.cells(), &status_row(&status))?;
        }
    }
    Ok(0)
}
