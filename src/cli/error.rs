//! The error of a command: a code, a message, a span with a caret under it, a hint, an exit code.

use super::signals;
use crate::archive::ArchiveError;
use crate::archive::aliases::AliasFileError;
use crate::evaluate::EvaluateError;
use crate::index::IndexError;
use crate::ingest::IngestError;
use crate::output::{Role, Style, columns, sanitize};
use crate::query::QueryError;
use crate::search::SearchError;
use serde::Serialize;
use std::io::{self, Write};

/// Exit code of an error.
pub const ERROR: u8 = 2;
/// Exit code of "nothing found".
pub const NOTHING: u8 = 1;
/// Exit code of "the index is being written by another process" (`EX_TEMPFAIL` of sysexits.h).
pub const BUSY: u8 = 75;

/// Columns of a quoted line at most.
const MOST_COLUMNS: usize = 72;

/// Why a command ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandError {
    /// Stable name.
    pub code: String,
    /// In lower case, without a full stop.
    pub message: String,
    /// Bytes of `line` at fault.
    pub span: Option<[u32; 2]>,
    /// What `span` counts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The exit code.
    #[serde(skip)]
    pub exit: u8,
}

impl CommandError {
    /// An error with a code and a message; the exit code is 2.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), span: None, line: None, hint: None, exit: ERROR }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets another exit code than 2.
    #[must_use]
    pub fn exit(mut self, exit: u8) -> Self {
        self.exit = exit;
        self
    }

    /// True of a reader that closed the pipe: not an error.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.code == "closed_pipe"
    }

    /// Writes the error for a person.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        writeln!(out, "{} {}", style.paint(Role::Error, "error:"), sanitize::lines(&self.message))?;
        if let (Some([start, end]), Some(line)) = (self.span, &self.line) {
            let (shown, before, width) = window(line, start as usize, end as usize);
            writeln!(out, "  {shown}")?;
            writeln!(out, "  {}{}", " ".repeat(before), style.paint(Role::Error, &"^".repeat(width.max(1))))?;
        }
        if let Some(hint) = &self.hint {
            writeln!(out, "{} {}", style.paint(Role::Notice, "hint:"), sanitize::lines(hint))?;
        }
        Ok(())
    }

    /// Writes the error as a line of JSON.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", sanitize::json(&serde_json::to_string(self)?))
    }
}

/// The part of a line that fits a screen around a span, the columns before the span in it, and those of the span.
fn window(line: &str, start: usize, end: usize) -> (String, usize, usize) {
    let boundary = |mut at: usize| {
        at = at.min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (boundary(start), boundary(end.max(start)));
    let mut from = start;
    for (at, _) in line[..start].char_indices().rev() {
        if columns(&line[at..start]) > MOST_COLUMNS / 2 {
            break;
        }
        from = at;
    }
    let mut to = from;
    for (at, c) in line[from..].char_indices() {
        if columns(&line[from..from + at + c.len_utf8()]) > MOST_COLUMNS {
            break;
        }
        to = from + at + c.len_utf8();
    }
    let (left, right) = (if from > 0 { "…" } else { "" }, if to < line.len() { "…" } else { "" });
    let shown = format!("{left}{}{right}", sanitize::line(&line[from..to]));
    let before = columns(left) + columns(&line[from..start]);
    (shown, before, columns(&line[start..end.clamp(start, to.max(start))]))
}

impl From<io::Error> for CommandError {
    fn from(fault: io::Error) -> Self {
        if fault.kind() == io::ErrorKind::BrokenPipe {
            return Self::new("closed_pipe", "the reader of the output is gone").exit(0);
        }
        Self::new("output", format!("the output cannot be written: {fault}"))
    }
}

impl From<anyhow::Error> for CommandError {
    /// A file named on the command line that cannot be read; the context names it.
    fn from(fault: anyhow::Error) -> Self {
        Self::new("file", format!("{fault:#}"))
    }
}

impl From<QueryError> for CommandError {
    fn from(fault: QueryError) -> Self {
        Self {
            span: Some([fault.span.start, fault.span.end]),
            line: Some(fault.line),
            hint: fault.hint,
            ..Self::new(fault.code, fault.message)
        }
    }
}

impl From<SearchError> for CommandError {
    fn from(fault: SearchError) -> Self {
        let message = fault.to_string();
        match fault {
            SearchError::NoArticle { .. } => {
                Self::new("no_article", message).hint("dateline query shows the ids of what it finds").exit(NOTHING)
            }
            SearchError::AmbiguousId { .. } => Self::new("ambiguous_id", message).hint("write more of the id"),
            SearchError::UnknownPlace { suggestions, .. } => {
                let hint = match suggestions.as_slice() {
                    [] => "as words of the text, leave out place: or near:".to_owned(),
                    names => format!("did you mean {}?", names.join(", ")),
                };
                Self::new("unknown_place", message).hint(hint)
            }
            SearchError::NearAnArea { ref name, .. } => {
                let hint = format!("everywhere in it is --place '{name}' or place:\"{name}\"");
                Self::new("near_an_area", message).hint(hint)
            }
            SearchError::Aliases(fault) => fault.into(),
            SearchError::TooManyTerms { .. } | SearchError::TooManyFuzzy { .. } | SearchError::TooManyReads { .. } => {
                Self::new("too_wide", message)
            }
            SearchError::Index(fault) => fault.into(),
            SearchError::Engine(_) => Self::new("damaged", message).hint("check it with: dateline verify"),
        }
    }
}

impl From<ArchiveError> for CommandError {
    fn from(fault: ArchiveError) -> Self {
        SearchError::from(fault).into()
    }
}

impl From<AliasFileError> for CommandError {
    fn from(fault: AliasFileError) -> Self {
        Self::new("aliases", fault.to_string()).hint("correct the file, or remove it")
    }
}

impl From<IndexError> for CommandError {
    fn from(fault: IndexError) -> Self {
        let (code, exit) = match fault {
            IndexError::Missing { .. } => ("no_index", ERROR),
            IndexError::NotAnIndex { .. } => ("not_an_index", ERROR),
            IndexError::OtherVersion { .. } => ("other_version", ERROR),
            IndexError::Damaged { .. } | IndexError::Engine { .. } => ("damaged", ERROR),
            IndexError::Busy { .. } => ("busy", BUSY),
            IndexError::Malformed { .. } => ("malformed", ERROR),
            IndexError::Interrupted => ("interrupted", signals::exit_code()),
            IndexError::Io { .. } => ("file", ERROR),
        };
        Self { hint: fault.hint().map(str::to_owned), ..Self::new(code, fault.to_string()).exit(exit) }
    }
}

impl From<EvaluateError> for CommandError {
    fn from(fault: EvaluateError) -> Self {
        Self::new("evaluate", fault.to_string())
    }
}

impl From<IngestError> for CommandError {
    fn from(fault: IngestError) -> Self {
        let message = fault.to_string();
        match fault {
            IngestError::Root { .. } => Self::new("root", message),
            IngestError::Vanished { .. } | IngestError::OutsideRoots { .. } => Self::new("vanished", message),
            IngestError::Map(error) => match error.hint() {
                Some(hint) => Self::new("usage", message).hint(hint),
                None => Self::new("usage", message),
            },
            IngestError::InputFormat { .. } => Self::new("usage", message),
            IngestError::NoArticle { id } => SearchError::NoArticle { id }.into(),
            IngestError::NotForgotten { .. } => {
                Self::new("not_forgotten", message).hint("dateline forget --list shows them").exit(NOTHING)
            }
            IngestError::NoRoots { .. } => Self::new("no_roots", message),
            IngestError::Index(fault) => fault.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(fault: &CommandError) -> String {
        let mut out = Vec::new();
        fault.write_text(&mut out, Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn at(line: &str, start: u32, end: u32) -> CommandError {
        CommandError {
            span: Some([start, end]),
            line: Some(line.to_owned()),
            ..CommandError::new("bad_date", "this is not a date")
        }
    }

    #[test]
    fn a_caret_under_the_fault() {
        let fault = at("東京 published:yesterdayish", 17, 29).hint("did you mean yesterday?");
        insta::assert_snapshot!(shown(&fault), @r"
        error: this is not a date
          東京 published:yesterdayish
                         ^^^^^^^^^^^^
        hint: did you mean yesterday?
        ");
    }

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let fault = at(&"(".repeat(10_000), 9_000, 9_001);
        let text = shown(&fault);
        assert!(text.lines().all(|line| columns(line) < 80), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1].chars().nth(lines[2].find('^').unwrap()), Some('('));
    }

    #[test]
    fn json_has_the_four_fields() {
        let mut out = Vec::new();
        at("a \u{1b}b", 0, 1).write_json(&mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"{"code":"bad_date","message":"this is not a date","span":[0,1],"line":"a \u001bb","hint":null}"#);
    }

    proptest! {
        #[test]
        fn any_span_can_be_shown(line in any::<String>(), start in 0_u32..300, length in 0_u32..300) {
            shown(&at(&line, start, start + length));
        }
    }
}
