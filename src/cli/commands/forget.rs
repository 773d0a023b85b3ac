//! `dateline forget`: removes an article on purpose and keeps it out.

use super::hit_reference;
use crate::cli::{error::CommandError, session::Session};
use crate::ingest::{self, Options};
use crate::output::sanitize;
use clap::Args;
use std::{io::Write, time::Duration};

/// Removes an article from the index for good, also across rebuilds; its file is not touched.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline forget k3v9
  dateline forget 3      the third hit of the last query")]
pub struct Arguments {
    /// Article or hit, as for dateline show
    #[arg(value_name = "HIT")]
    hit: String,
    /// Seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
}

/// Runs the command.
///
/// # Errors
/// When there is no such article, or the index cannot be written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let article = hit_reference::find(&arguments.hit, session)?.article;
    let options = Options {
        index: session.config.index.clone(),
        wait: Duration::from_secs(arguments.wait),
        today: session.config.today,
        ..Options::default()
    };
    let title = ingest::forget(&options, &article.id)?;
    writeln!(out, "forgotten: {} {}", article.id, sanitize::line(&title))?;
    Ok(0)
}
