//! `dateline completions`: completion scripts for shells.

use crate::cli::error::CommandError;
use clap::{Args, Command};
use clap_complete::Shell;
use std::io::Write;

/// Prints a completion script for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions zsh > ~/.zfunc/_dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish")]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// When the output cannot be written.
pub fn run(arguments: &Arguments, mut app: Command, out: &mut dyn Write) -> Result<u8, CommandError> {
    // The generator takes a closed pipe for a reason to panic; a buffer does not close.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut app, "dateline", &mut script);
    out.write_all(&script)?;
    Ok(0)
}
