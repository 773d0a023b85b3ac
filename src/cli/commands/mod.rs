//! The commands, one file each: its arguments with their help, and its run.

pub mod alias;
pub mod completions;
pub mod count;
pub mod evaluate;
pub mod export;
pub mod extract;
pub mod facets;
pub mod first;
pub mod forget;
pub mod format;
pub mod gazetteer;
pub mod help;
pub mod hit_reference;
pub mod index;
pub mod learn_clusters;
pub mod man;
pub mod open;
pub mod overview;
pub mod query;
pub mod query_args;
pub mod roots;
pub mod show;
pub mod similar;
pub mod status;
pub mod timeline;
pub mod train_names;
pub mod train_ranking;
pub mod train_tagger;
pub mod verify;
pub mod why;

use super::error::CommandError;
use super::session::Session;
use crate::search::CountKind;
use clap::Subcommand;
use std::io::Write;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    Index(index::Arguments),
    Query(query::Arguments),
    Show(show::Arguments),
    Why(why::Arguments),
    Open(open::Arguments),
    /// Counts the people in matching stories
    #[command(after_help = facets::PEOPLE_EXAMPLES)]
    People(facets::Arguments),
    /// Counts the places in matching stories
    #[command(after_help = facets::PLACES_EXAMPLES)]
    Places(facets::PlacesArguments),
    /// Counts the organizations in matching stories
    #[command(after_help = facets::ORGANIZATIONS_EXAMPLES)]
    Organizations(facets::Arguments),
    /// Counts the sources of matching stories
    #[command(after_help = facets::SOURCES_EXAMPLES)]
    Sources(facets::SourcesArguments),
    Timeline(timeline::Arguments),
    Count(count::Arguments),
    First(first::Arguments),
    Similar(similar::Arguments),
    Export(export::Arguments),
    Extract(extract::Arguments),
    Status(status::Arguments),
    Verify(verify::Arguments),
    Roots(roots::Arguments),
    Alias(alias::Arguments),
    Gazetteer(gazetteer::Arguments),
    Forget(forget::Arguments),
    Evaluate(evaluate::Arguments),
    TrainRanking(train_ranking::Arguments),
    TrainNames(train_names::Arguments),
    TrainTagger(train_tagger::Arguments),
    LearnClusters(learn_clusters::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
    Help(help::Arguments),
}

/// Runs a command, or the overview if there is none, and gives the exit code; `app` makes clap's definition of the program.
///
/// # Errors
/// When the command cannot do what was asked.
pub fn run(
    command: Option<Command>,
    app: fn() -> clap::Command,
    session: &Session,
    out: &mut dyn Write,
) -> Result<u8, CommandError> {
    let Some(command) = command else { return overview::run(session, out) };
    match command {
        Command::Index(arguments) => index::run(&arguments, session, out),
        Command::Query(arguments) => query::run(&arguments, session, out),
        Command::Show(arguments) => show::run(&arguments, session, out),
        Command::Why(arguments) => why::run(&arguments, session, out),
        Command::Open(arguments) => open::run(&arguments, session, out),
        Command::People(arguments) => facets::run(CountKind::People, &arguments, session, out),
        Command::Places(arguments) => facets::run_places(&arguments, session, out),
        Command::Organizations(arguments) => facets::run(CountKind::Organizations, &arguments, session, out),
        Command::Sources(arguments) => facets::run_sources(&arguments, session, out),
        Command::Count(arguments) => count::run(&arguments, session, out),
        Command::First(arguments) => first::run(&arguments, session, out),
        Command::Similar(arguments) => similar::run(&arguments, session, out),
        Command::Export(arguments) => export::run(&arguments, session, out),
        Command::Timeline(arguments) => timeline::run(&arguments, session, out),
        Command::Extract(arguments) => extract::run(&arguments, session, out),
        Command::Status(arguments) => status::run(&arguments, session, out),
        Command::Verify(arguments) => verify::run(&arguments, session, out),
        Command::Roots(arguments) => roots::run(&arguments, session, out),
        Command::Alias(arguments) => alias::run(&arguments, session, out),
        Command::Gazetteer(arguments) => gazetteer::run(&arguments, session, out),
        Command::Forget(arguments) => forget::run(&arguments, session, out),
        Command::Evaluate(arguments) => evaluate::run(&arguments, out),
        Command::TrainRanking(arguments) => train_ranking::run(&arguments, session, out),
        Command::TrainNames(arguments) => train_names::run(&arguments, session, out),
        Command::TrainTagger(arguments) => train_tagger::run(&arguments, session, out),
        Command::LearnClusters(arguments) => learn_clusters::run(&arguments, session, out),
        Command::Completions(arguments) => completions::run(&arguments, app(), out),
        Command::Man(arguments) => man::run(&arguments, app(), out),
        Command::Help(arguments) => help::run(&arguments, app(), out),
    }
}
