//! The command line: flags, config, commands, error presentation.
//!
//! The arguments are arranged (`arguments`), parsed by clap (`app`), resolved once (`config`) and handed to one file of
//! `commands`. What a command finds goes to standard output, everything else to standard error.

mod app;
mod arguments;
mod choice;
mod commands;
mod common;
mod config;
mod derived_tables;
mod error;
mod idle_checks;
mod index_files;
mod last_query;
mod memory;
mod panics;
mod progress;
mod session;
mod signals;
mod stdin;
mod usage;
mod watch;

use crate::entities::gazetteer::Gazetteer;
use app::App;
use clap::{CommandFactory, FromArgMatches};
use common::ColorWhen;
use error::CommandError;
use session::Session;
use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    if memory::refuses_to_start() {
        return ExitCode::from(error::ERROR);
    }
    memory::small_pages();
    let raw: Vec<OsString> = std::env::args_os().collect();
    let wants_json = asks_for_json(&raw);
    let outcome = panics::caught(|| run(raw), move |fault| present(fault, wants_json));
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(fault) => {
            if !fault.is_closed_pipe() {
                present(&fault, wants_json);
            }
            ExitCode::from(fault.exit)
        }
    }
}

fn run(raw: Vec<OsString>) -> Result<u8, CommandError> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let outcome = run_into(raw, &mut out);
    // What was found before an error is still printed.
    let flushed = out.flush();
    let code = outcome?;
    flushed?;
    Ok(code)
}

fn run_into(raw: Vec<OsString>, out: &mut dyn Write) -> Result<u8, CommandError> {
    memory::check_limit(memory::LEAST)?;
    let definition = App::command();
    let arranged =
        arguments::arrange(&definition, raw).map_err(|no_command| usage::of_no_command(&definition, &no_command))?;
    let parsed = definition.try_get_matches_from(arranged).and_then(|matches| App::from_arg_matches(&matches));
    let app = match parsed {
        Ok(app) => app,
        Err(error) if !error.use_stderr() => {
            let styled = config::wants_color(ColorWhen::Auto, io::stdout().is_terminal());
            let help = error.render();
            let text = if styled { help.ansi().to_string() } else { help.to_string() };
            writeln!(out, "{}", text.trim_end())?;
            return Ok(0);
        }
        Err(error) => return Err(usage::of_clap(&error)),
    };
    let config = config::Config::resolve(&app.common)?;
    let gazetteer = match commands::gazetteer::load() {
        // Importing another table, or removing it, is the way out.
        Err(_) if matches!(app.command, Some(commands::Command::Gazetteer(_))) => Gazetteer::embedded().clone(),
        gazetteer => gazetteer?,
    };
    panics::watch(&config.index);
    let session = Session::new(config, gazetteer);
    commands::run(app.command, App::command, &session, out)
}

/// Whether errors are to be JSON: known before the flags are read, for these may be wrong.
fn asks_for_json(raw: &[OsString]) -> bool {
    let tokens: Vec<_> = raw.iter().map(|token| token.to_string_lossy()).take_while(|token| token != "--").collect();
    tokens.iter().any(|token| matches!(token.as_ref(), "--format=json" | "--format=jsonl"))
        || tokens.windows(2).any(|pair| pair[0] == "--format" && matches!(pair[1].as_ref(), "json" | "jsonl"))
}

fn present(fault: &CommandError, as_json: bool) {
    let mut err = io::stderr().lock();
    // Nothing can be done if standard error is closed.
    let _ = if as_json {
        fault.write_json(&mut err)
    } else {
        let color = config::wants_color(ColorWhen::Auto, io::stderr().is_terminal());
        fault.write_text(&mut err, crate::output::Style { color, ..crate::output::Style::default() })
    };
}
