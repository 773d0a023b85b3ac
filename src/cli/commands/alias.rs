//! `dateline alias`: merges, splits and rejects names of people.

use super::format::FormatArgument;
use crate::archive::aliases::{self, Decision};
use crate::cli::{error::CommandError, session::Session, usage::quoted};
use crate::output::{Listing, Role, Row, SCHEMA_VERSION, number, sanitize};
use clap::{Args, Subcommand};
use std::io::Write;

/// Merges, splits or rejects names of people.
///
/// The decisions are in aliases.toml in the index folder, which you may edit. They apply at once to all articles; no input is
/// read again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline alias suggest
  dateline alias merge \"Volodymyr Zelenskyy\" \"V. Zelensky\" Zelenskiy
  dateline alias split Bush          \"Bush\" alone is not taken for the Bush most often written about
  dateline alias never Kremlin       not a person
  dateline alias list")]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lists the decisions
    List(FormatArgument),
    /// Merges names: counts the others under the first
    Merge(MergeArguments),
    /// Splits names off: never merges them with others
    Split(Names),
    /// Marks names as not people
    Never(Names),
    /// Suggests names to merge
    Suggest(SuggestArguments),
}

#[derive(Debug, Args)]
struct MergeArguments {
    /// The name to count under
    name: String,
    /// Its other names
    #[arg(required = true, value_name = "ALIAS")]
    aliases: Vec<String>,
}

#[derive(Debug, Args)]
struct Names {
    /// Names as dateline people shows them
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

#[derive(Debug, Args)]
struct SuggestArguments {
    /// Number of rows
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When there is no index, or its aliases cannot be read or written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    match &arguments.action {
        None => list(&FormatArgument::default(), session, out),
        Some(Action::List(format)) => list(format, session, out),
        Some(Action::Merge(merge)) => decide(&merge.aliases, Decision::Merge(&merge.name), session),
        Some(Action::Split(split)) => decide(&split.names, Decision::Split, session),
        Some(Action::Never(never)) => decide(&never.names, Decision::Never, session),
        Some(Action::Suggest(suggest)) => suggestions(suggest, session, out),
    }
}

fn list(format: &FormatArgument, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let aliases = session.searcher()?.archive().aliases()?;
    let merged = aliases.merged().map(|(alias, name)| (alias, "merge", Some(name)));
    let split = aliases.split().map(|name| (name, "split", None));
    let never = aliases.never().map(|name| (name, "never", None));
    let rows: Vec<(&str, &str, Option<&str>)> = merged.chain(split).chain(never).collect();
    match format.machine() {
        None => {
            for (alias, decision, name) in &rows {
                let alias = sanitize::line(alias);
                let meaning = match (*decision, name) {
                    (_, Some(name)) => format!("is {}", sanitize::line(name)),
                    ("split", None) => "split".to_owned(),
                    _ => "not a person".to_owned(),
                };
                writeln!(out, "{alias}  {}", session.style().paint(Role::Dim, &meaning))?;
            }
        }
        Some(format) => {
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "aliases");
            for (alias, decision, name) in &rows {
                let row = Row::default().with("schema_version", SCHEMA_VERSION).with("alias", *alias);
                listing.row(&row.with("decision", *decision).with("name", *name))?;
            }
            listing.finish()?;
        }
    }
    Ok(u8::from(rows.is_empty()))
}

fn decide(names: &[String], decision: Decision<'_>, session: &Session) -> Result<u8, CommandError> {
    let searcher = session.searcher()?;
    aliases::record(&session.config.index, names, decision)?;
    let known = searcher.archive().names()?;
    let is_known = |name: &str| known.binary_search_by(|(known, _)| known.as_str().cmp(name)).is_ok();
    for name in names.iter().filter(|name| !is_known(name)) {
        session.notice(&format!("no article mentions \"{name}\"; write names as dateline people shows them"));
    }
    session.searcher()?.prepare()?;
    session.note("applied; dateline alias list shows all decisions");
    Ok(0)
}

fn suggestions(arguments: &SuggestArguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let mut found = session.searcher()?.archive().alias_suggestions()?;
    found.truncate(arguments.limit);
    match arguments.format.machine() {
        None => {
            for suggestion in &found {
                let words = format!(
                    "dateline alias merge {} {}",
                    quoted(&sanitize::line(&suggestion.name)),
                    quoted(&sanitize::line(&suggestion.alias))
                );
                let why = format!(
                    "# {}: {} and {} stories",
                    suggestion.reason,
                    number(suggestion.stories),
                    number(suggestion.alias_stories)
                );
                writeln!(out, "{words}  {}", session.style().paint(Role::Dim, &why))?;
            }
        }
        Some(format) => {
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "suggestions");
            for suggestion in &found {
                let row = Row::default().with("schema_version", SCHEMA_VERSION).with("name", &*suggestion.name);
                let row = row.with("stories", suggestion.stories).with("alias", &*suggestion.alias);
                listing.row(&row.with("alias_stories", suggestion.alias_stories).with("reason", suggestion.reason))?;
            }
            listing.finish()?;
        }
    }
    Ok(u8::from(found.is_empty()))
}
