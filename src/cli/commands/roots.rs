//! `dateline roots`: the files and folders that `dateline index` reads when none are named.

use super::{format::FormatArgument, index::ReadingArguments};
use crate::cli::{error::CommandError, session::Session};
use crate::ingest::{self, Options};
use crate::output::{Cell, Listing, Role, Row, SCHEMA_VERSION, number, sanitize};
use clap::{Args, Subcommand};
use std::{io::Write, path::PathBuf, time::Duration};

/// Lists, adds and removes roots: the files and folders that dateline index reads by default.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline roots list
  dateline roots add ~/clippings
  dateline roots add ~/clippings --exclude 'drafts/**'    now read with this option alone
  dateline roots remove ~/clippings     and the articles that came from it")]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lists the roots
    List(FormatArgument),
    /// Adds a root, or sets anew how it is read; the next dateline index reads it
    Add(AddArguments),
    /// Removes a root and its articles from the index; the files are not touched
    Remove(PathArgument),
}

#[derive(Debug, Args)]
struct PathArgument {
    /// File or folder
    path: PathBuf,
    /// Seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
}

#[derive(Debug, Args)]
struct AddArguments {
    #[command(flatten)]
    root: PathArgument,
    #[command(flatten)]
    reading: ReadingArguments,
}

/// Runs the command.
///
/// # Errors
/// When there is no index or it cannot be written, or no such root.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let options = |wait| Options {
        index: session.config.index.clone(),
        wait: Duration::from_secs(wait),
        gazetteer: session.gazetteer.clone(),
        today: session.config.today,
        ..Options::default()
    };
    match &arguments.action {
        None => list(&FormatArgument::default(), session, out),
        Some(Action::List(format)) => list(format, session, out),
        Some(Action::Add(add)) => {
            let reading = add.reading.reading(session.config.today)?;
            ingest::add_root(&Options { reading, ..options(add.root.wait) }, &add.root.path)?;
            session.note("added; dateline index will read it");
            Ok(0)
        }
        Some(Action::Remove(remove)) => {
            let Some(articles) = ingest::remove_root(&options(remove.wait), &remove.path)? else {
                session.notice("removed; the index is damaged: dateline index --rebuild makes it anew without it");
                return Ok(0);
            };
            session.note(&format!("removed, with {} articles", number(articles)));
            if articles > 0 {
                session.searcher()?.prepare()?;
            }
            Ok(0)
        }
    }
}

fn list(format: &FormatArgument, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let roots = ingest::roots(&session.config.index)?;
    match format.machine() {
        None => {
            for root in &roots {
                let path = root.path.to_string_lossy();
                let named = if root.name == path { String::new() } else { format!("  named {}", root.name) };
                let reading = if root.reading.is_default() { String::new() } else { format!("  {}", root.reading) };
                let notes = named + &reading;
                let notes = sanitize::line(&notes).into_owned();
                writeln!(out, "{}{}", sanitize::line(&path), session.style().paint(Role::Dim, &notes))?;
            }
        }
        Some(format) => {
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "roots");
            for root in &roots {
                let row = Row::default().with("schema_version", SCHEMA_VERSION);
                let row = row.with("path", root.path.to_string_lossy().into_owned()).with("name", &root.name);
                let reading = &root.reading;
                let list = |values: Vec<String>| values.iter().collect::<Cell>();
                let row = row.with("exclude", list(reading.exclude.clone()));
                let row = row.with("input_format", reading.input_format.as_deref());
                let row = row.with("map", list(reading.map.iter().map(ToString::to_string).collect()));
                let row = row.with("published", reading.published.map(|day| day.to_string()));
                listing.row(&row.with("follow", reading.follow))?;
            }
            listing.finish()?;
        }
    }
    Ok(u8::from(roots.is_empty()))
}
