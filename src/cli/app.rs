//! The commands as clap knows them.

use super::{commands, common::Common};
use clap::{Parser, Subcommand};

/// Full-text search for news archives: people, places and dates.
#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_required = false,
    max_term_width = 100,
    after_help = "Examples:
  dateline index clippings/                     make articles searchable
  dateline query ceasefire line                 both words, best passages first
  dateline query putin -venezuela               one without the other
  dateline query person:witkoff about:2026-01   who, and about when
  dateline show 1                               the article of the first hit
  dateline people ceasefire                     who is in those stories
  dateline help query                           the query language on one screen

Exit codes: 0 found or done, 1 nothing found, 2 an error, 75 index busy, 130 interrupted"
)]
pub struct App {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    Index(commands::index::Arguments),
    Query(commands::query::Arguments),
    Show(commands::show::Arguments),
    Open(commands::open::Arguments),
    /// Counts the people in matching stories
    #[command(after_help = commands::facets::PEOPLE_EXAMPLES)]
    People(commands::facets::Arguments),
    /// Counts the places in matching stories
    #[command(after_help = commands::facets::PLACES_EXAMPLES)]
    Places(commands::facets::PlacesArguments),
    /// Counts the organizations in matching stories
    #[command(after_help = commands::facets::ORGANIZATIONS_EXAMPLES)]
    Organizations(commands::facets::Arguments),
    /// Counts the sources of matching stories
    #[command(after_help = commands::facets::SOURCES_EXAMPLES)]
    Sources(commands::facets::SourcesArguments),
    Timeline(commands::timeline::Arguments),
    Count(commands::count::Arguments),
    First(commands::first::Arguments),
    Similar(commands::similar::Arguments),
    Export(commands::export::Arguments),
    Extract(commands::extract::Arguments),
    Status(commands::status::Arguments),
    Verify(commands::verify::Arguments),
    Roots(commands::roots::Arguments),
    Alias(commands::alias::Arguments),
    Gazetteer(commands::gazetteer::Arguments),
    Forget(commands::forget::Arguments),
    Evaluate(commands::evaluate::Arguments),
    TrainRanking(commands::train_ranking::Arguments),
    TrainTagger(commands::train_tagger::Arguments),
    LearnClusters(commands::learn_clusters::Arguments),
    Completions(commands::completions::Arguments),
    Man(commands::man::Arguments),
    Help(commands::help::Arguments),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        App::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        let without: Vec<_> = App::command()
            .get_subcommands()
            .filter(|command| {
                command
                    .get_after_help()
                    .is_none_or(|help| !help.to_string().contains(&format!("dateline {}", command.get_name())))
            })
            .map(|command| command.get_name().to_owned())
            .collect();
        assert!(without.is_empty(), "no examples in the help of {without:?}");
    }
}
