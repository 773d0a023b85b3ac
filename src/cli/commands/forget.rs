//! `dateline forget`: removes an article on purpose and keeps it out.

use super::{format::FormatArgument, hit_reference};
use crate::cli::{error::CommandError, session::Session};
use crate::ingest::{self, Options};
use crate::output::{Listing, Role, Row, SCHEMA_VERSION, sanitize};
use clap::Args;
use std::{io::Write, time::Duration};

/// Removes an article from the index for good, also across rebuilds and when its file is renamed; the file is not touched.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline forget k3v9
  dateline forget 3              the third hit of the last query
  dateline forget k3v9 --purge   nothing of it is left in the files of the index
  dateline forget --list
  dateline forget --undo k3v9    the next dateline index reads it again")]
pub struct Arguments {
    /// Article or hit, as for dateline show
    #[arg(value_name = "HIT", required_unless_present_any = ["list", "undo", "purge"])]
    hit: Option<String>,
    /// List the forgotten articles
    #[arg(long, conflicts_with_all = ["hit", "undo", "purge"])]
    list: bool,
    /// Let a forgotten article in again, by its id or the beginning of it
    #[arg(long, value_name = "ID", conflicts_with_all = ["hit", "purge"])]
    undo: Option<String>,
    /// Write the files of the index anew, without anything that was removed or forgotten
    #[arg(long)]
    purge: bool,
    #[command(flatten)]
    format: FormatArgument,
    /// Seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
}

/// Runs the command.
///
/// # Errors
/// When there is no such article, or the index cannot be written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    if arguments.list {
        return list(arguments, session, out);
    }
    let options = Options {
        index: session.config.index.clone(),
        wait: Duration::from_secs(arguments.wait),
        today: session.config.today,
        ..Options::default()
    };
    if let Some(id) = &arguments.undo {
        let title = ingest::undo_forget(&options, id)?;
        writeln!(out, "not forgotten any more: {}", sanitize::line(&title))?;
        session.note("the next dateline index reads it again");
    }
    if let Some(hit) = &arguments.hit {
        let article = hit_reference::find(hit, session)?.article;
        let title = ingest::forget(&options, &article.id)?;
        writeln!(out, "forgotten: {} {}", article.id, sanitize::line(&title))?;
    }
    if arguments.purge {
        ingest::purge(&options)?;
        session.note("the files of the index hold nothing more of what was removed");
    }
    if arguments.hit.is_some() || arguments.purge {
        session.searcher()?.prepare()?;
    }
    Ok(0)
}

fn list(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let forgotten = ingest::forgotten(&session.config.index)?;
    match arguments.format.machine() {
        None => {
            for article in &forgotten {
                let id = session.style().paint(Role::Handle, &article.id).to_string();
                writeln!(out, "{id} {}", sanitize::line(&article.title))?;
            }
        }
        Some(format) => {
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "articles");
            for article in &forgotten {
                let row = Row::default().with("schema_version", SCHEMA_VERSION).with("id", &article.id);
                listing.row(&row.with("title", &article.title))?;
            }
            listing.finish()?;
        }
    }
    Ok(u8::from(forgotten.is_empty()))
}
