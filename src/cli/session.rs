//! What every command needs: the configuration, the index, and messages on standard error.

use super::config::Config;
use super::error::CommandError;
use crate::entities::gazetteer::Gazetteer;
use crate::output::{Role, Style, sanitize};
use crate::search::Searcher;
use std::io::{self, Write};
use std::sync::Arc;

/// One run of the program.
#[derive(Debug, Clone)]
pub struct Session {
    /// Flags, environment and config file, resolved.
    pub config: Config,
    /// The table that places are looked up in.
    pub gazetteer: Arc<Gazetteer>,
}

impl Session {
    /// Begins a run.
    pub fn new(config: Config, gazetteer: Arc<Gazetteer>) -> Self {
        Self { config, gazetteer }
    }

    /// Opens the index for reading.
    ///
    /// # Errors
    /// When there is none or it cannot be read; the error says what to run.
    pub fn searcher(&self) -> Result<Searcher, CommandError> {
        self.detail(&format!("index {}", self.config.index.display()));
        Ok(Searcher::open(&self.config.index, self.config.today)?.with_gazetteer(self.gazetteer.clone()))
    }

    /// Prints a notice: what the user should know besides the results.
    pub fn notice(&self, text: &str) {
        self.painted_notice(&sanitize::lines(text));
    }

    /// Prints a notice that was made for this terminal: it may have colours, and control characters are harmless in it.
    pub fn painted_notice(&self, text: &str) {
        if !self.config.quiet {
            let label = self.config.err.paint(Role::Notice, "notice:");
            say(&format!("{label} {text}"));
        }
    }

    /// Prints a dimmed note: totals and timings.
    pub fn note(&self, text: &str) {
        if !self.config.quiet {
            let text = sanitize::lines(text);
            say(&self.config.err.paint(Role::Dim, &text).to_string());
        }
    }

    /// Prints a note under `-v` only.
    pub fn detail(&self, text: &str) {
        if self.config.verbose {
            self.note(text);
        }
    }

    /// Reports an input that failed, also under `--quiet`.
    pub fn failure(&self, text: &str) {
        let label = self.config.err.paint(Role::Error, "failed:");
        say(&format!("{label} {}", sanitize::line(text)));
    }

    /// The look of standard output.
    pub fn style(&self) -> Style {
        self.config.out
    }
}

fn say(line: &str) {
    // Nothing can be done if standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
