//! `dateline status`: what the index holds.

use super::super::{fault::Fault, session::Session};
use super::format::FormatArgument;
use crate::output::{Format, Listing, Overview, Row, status_row, status_text};
use clap::Args;
use std::io::Write;

/// Shows what the index holds: articles, roots, failures, sizes, versions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline status
  dateline status --format json")]
pub struct Arguments {
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let status = session.searcher()?.status()?;
    match arguments.format.format.machine() {
        None => status_text(out, session.style(), &status, Overview::Full)?,
        Some(format) => {
            // One status is one object, not a list of one.
            let format = if format == Format::Json { Format::Jsonl } else { format };
            let mut listing = Listing::new(out, format, session.config.out_is_terminal, Row::default(), "status");
            listing.row(&status_row(&status))?;
            listing.finish()?;
        }
    }
    Ok(0)
}
