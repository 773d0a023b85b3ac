//! Progress of an index run, as a bar on a terminal.

use super::memory;
use super::session::Session;
use crate::ingest;
use crate::output::{bytes, number, sanitize, shorten};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// A progress bar, or nothing where standard error is no terminal or `--quiet` is given.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins a bar.
    pub fn new(session: &Session) -> Self {
        let bar = ProgressBar::new(0);
        if !session.config.err_is_terminal || session.config.quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
            return Self { bar };
        }
        let template = "{spinner} {bar:24} {pos}/{len} inputs  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▌ "));
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Bytes of input after which a run is a large one.
const MUCH: u64 = 1 << 20;

impl ingest::Progress for Progress {
    fn update(&self, done: u64, known: u64, articles: u64, bytes_read: u64, path: &str) {
        if bytes_read >= MUCH {
            memory::large_pages();
        }
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_length(known);
        self.bar.set_position(done);
        let path = shorten(&sanitize::line(path), 30);
        self.bar.set_message(format!("{} articles, {}  {path}", number(articles), bytes(bytes_read)));
    }
}
