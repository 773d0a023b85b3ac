//! `dateline man`: manual pages.

use crate::cli::error::CommandError;
use anyhow::Context;
use clap::{Args, Command};
use clap_mangen::Man;
use std::{fs, io::Write, path::PathBuf};

/// Prints the manual page, or writes the pages of all commands into a folder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline man | man -l -
  dateline man query | man -l -
  dateline man --dir ~/.local/share/man/man1")]
pub struct Arguments {
    /// The command whose page is printed
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such command, or a page cannot be written.
pub fn run(arguments: &Arguments, mut app: Command, out: &mut dyn Write) -> Result<u8, CommandError> {
    app.build();
    if let Some(folder) = &arguments.dir {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        for command in std::iter::once(&app).chain(app.get_subcommands()) {
            let name =
                if command.get_name() == "dateline" { String::new() } else { format!("-{}", command.get_name()) };
            let file = folder.join(format!("dateline{name}.1"));
            fs::write(&file, page(command)?).with_context(|| file.display().to_string())?;
        }
        return Ok(0);
    }
    let command = match &arguments.command {
        None => &app,
        Some(name) => app.find_subcommand(name).ok_or_else(|| {
            CommandError::new("no_command", format!("\"{name}\" is not a command")).hint("dateline --help lists them")
        })?,
    };
    out.write_all(&page(command)?)?;
    Ok(0)
}

fn page(command: &Command) -> Result<Vec<u8>, CommandError> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
