//! `dateline help`: the help of a command, and the query language on one screen.

use crate::cli::error::CommandError;
use clap::{Args, Command};
use std::io::Write;

/// The query language on one screen.
const QUERY_LANGUAGE: &str = include_str!("help-query.txt");

/// Shows help: of a command, or the query language (help query).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline help query   the query language on one screen
  dateline help index   the flags of a command")]
pub struct Arguments {
    /// A command; "query" is the query language
    #[arg(value_name = "TOPIC")]
    topic: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such topic.
pub fn run(arguments: &Arguments, mut app: Command, out: &mut dyn Write) -> Result<u8, CommandError> {
    let help = match arguments.topic.as_deref() {
        None => app.render_help().to_string(),
        Some("query" | "language") => QUERY_LANGUAGE.to_owned(),
        Some(name) => {
            app.build();
            app.find_subcommand_mut(name)
                .ok_or_else(|| {
                    CommandError::new("no_command", format!("no help on \"{name}\""))
                        .hint("dateline --help lists the commands")
                })?
                .render_help()
                .to_string()
        }
    };
    writeln!(out, "{}", help.trim_end())?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Day;
    use crate::query;

    #[test]
    fn the_language_fits_a_screen() {
        assert!(QUERY_LANGUAGE.lines().all(|line| line.chars().count() <= 80), "80 columns");
        assert!(QUERY_LANGUAGE.lines().count() <= 50, "one screen");
    }

    /// Each example is understood, as the shell would hand it over.
    #[test]
    fn the_examples_are_queries() {
        let mut examples = 0;
        for line in QUERY_LANGUAGE.lines().filter(|line| line.starts_with("  ")) {
            for example in line.trim_start().split("   ").next().into_iter().flat_map(|left| left.split("  |  ")) {
                query::parse(example.trim(), Day(20_000)).unwrap_or_else(|fault| panic!("{example}: {fault}"));
                examples += 1;
            }
        }
        assert!(examples > 25, "{examples}");
    }
}
