//! How text output looks: colours by role, width, and how much of a passage is shown.

use crate::article::{Day, Published};
use owo_colors::{OwoColorize, Style as Ansi};
use std::fmt;

/// The look of one output stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are written.
    pub color: bool,
    /// Whether hits are hyperlinks.
    pub links: bool,
    /// Columns.
    pub width: usize,
    /// Lines of a passage that a list of hits shows at most; 0 is all.
    pub passage_lines: usize,
    /// The day after which a day of publication is marked as one to come; none is where it is absent.
    pub today: Option<Day>,
}

impl Default for Style {
    /// Without colours and links, 80 columns, whole passages: what a pipe gets.
    fn default() -> Self {
        Self { color: false, links: false, width: 80, passage_lines: 0, today: None }
    }
}

/// What a piece of text is, from which its colour follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Ordinary text.
    Plain,
    /// A headline.
    Title,
    /// Dimmed text: labels, metadata, totals.
    Dim,
    /// What matched the query.
    Match,
    /// What can be typed: handles, commands.
    Handle,
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organization.
    Organization,
    /// A date.
    Date,
    /// A bar of a chart.
    Bar,
    /// The word "error", and the caret.
    Error,
    /// The words "notice" and "hint".
    Notice,
}

impl Role {
    fn ansi(self) -> Ansi {
        let ansi = Ansi::new();
        match self {
            Self::Plain => ansi,
            Self::Title => ansi.bold(),
            Self::Dim => ansi.dimmed(),
            Self::Match => ansi.bold().yellow(),
            Self::Handle => ansi.green(),
            Self::Person => ansi.cyan(),
            Self::Place => ansi.blue(),
            Self::Organization => ansi.red(),
            Self::Date => ansi.magenta(),
            Self::Bar => ansi.cyan(),
            Self::Error => ansi.bold().red(),
            Self::Notice => ansi.bold().cyan(),
        }
    }
}

/// A text with its role, ready to be written.
#[derive(Debug, Clone, Copy)]
pub struct Painted<'a> {
    text: &'a str,
    ansi: Option<Ansi>,
}

impl fmt::Display for Painted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ansi {
            Some(ansi) => write!(f, "{}", self.text.style(ansi)),
            None => f.write_str(self.text),
        }
    }
}

impl Style {
    /// What is said of a day of publication that is still to come.
    pub(super) fn future(self, published: &Published) -> &'static str {
        if self.today.is_some_and(|today| published.is_in_future(today)) { " (in the future)" } else { "" }
    }

    /// A text in the colour of its role. The text must be harmless already.
    #[must_use]
    pub fn paint(self, role: Role, text: &str) -> Painted<'_> {
        Painted { text, ansi: (self.color && role != Role::Plain && !text.is_empty()).then(|| role.ansi()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_only_when_wanted() {
        let plain = Style::default();
        assert_eq!(plain.paint(Role::Match, "x").to_string(), "x");
        let color = Style { color: true, ..plain };
        assert_eq!(color.paint(Role::Dim, "x").to_string(), "\u{1b}[2mx\u{1b}[0m");
        assert_eq!(color.paint(Role::Plain, "x").to_string(), "x");
    }
}
