//! What every command has at hand: the config, and how to talk to the user beside the results.

use super::config::Config;
use super::fault::Fault;
use crate::output::{Role, Style, sanitize};
use crate::search::Searcher;
use std::io::{self, Write};

/// One run of the program.
#[derive(Debug, Clone)]
pub struct Session {
    /// Flags, environment and config file, resolved.
    pub config: Config,
}

impl Session {
    /// Begins a run.
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// Opens the index for reading.
    ///
    /// # Errors
    /// When there is none, or one that cannot be read; the fault says what to run.
    pub fn searcher(&self) -> Result<Searcher, Fault> {
        self.detail(&format!("index {}", self.config.index.display()));
        Ok(Searcher::open(&self.config.index, self.config.today)?)
    }

    /// Says what the user should know besides the results.
    pub fn notice(&self, text: &str) {
        if !self.config.quiet {
            let label = self.config.err.paint(Role::Notice, "notice:");
            self.say(&format!("{label} {}", sanitize::lines(text)));
        }
    }

    /// Says what stands back: totals and times.
    pub fn aside(&self, text: &str) {
        if !self.config.quiet {
            let text = sanitize::lines(text);
            self.say(&self.config.err.paint(Role::Dim, &text).to_string());
        }
    }

    /// Says what only `-v` wants to know.
    pub fn detail(&self, text: &str) {
        if self.config.verbose {
            self.aside(text);
        }
    }

    /// Says that one input failed, also under `--quiet`.
    pub fn failure(&self, text: &str) {
        let label = self.config.err.paint(Role::Error, "failed:");
        self.say(&format!("{label} {}", sanitize::line(text)));
    }

    /// The look of standard output.
    pub fn style(&self) -> Style {
        self.config.out
    }

    fn say(&self, line: &str) {
        // If standard error is gone there is no one left to tell.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}
