//! The program as clap knows it: common flags and a command.

use super::commands::Command;
use super::common::Common;
use clap::Parser;

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
