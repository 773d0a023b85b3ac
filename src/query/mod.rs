//! The query language: grammar, syntax tree, parser.
//!
//! ```text
//! query    = [ and ]
//! and      = or { [ "AND" ] or }                       both must match; binds looser than OR
//! or       = not { "OR" not }
//! not      = { "NOT" | "-" } together
//! together = primary { ( "w/p" | "w/s" | "w/" digits ) primary }
//! primary  = "(" [ and ] ")" | leaf
//! leaf     = field ":" value | phrase [ "~" digits ] | word [ "*" | "~" [ digits ] ]
//! phrase   = '"' any characters but a quote '"'
//! value    = ( phrase | characters but white space, parentheses and quotes ) { ... }
//! field    = see `fields.rs`
//! ```
//!
//! Capitals make the operators: `or` is a word. `-` negates only at the start of a term. Curly quotes and dashes are read as
//! straight ones. A colon before a space, a digit or `/` is text unless a known field precedes it and a value follows.
//! Strict about fields and dates, forgiving about stray punctuation. Depth, width and length are bounded.
//!
//! Nothing here knows the contents of an index: whether a place exists is decided by the search.

mod arguments;
mod contradiction;
mod fields;
mod lexer;
mod parser;
mod question;
mod tree;
mod values;

pub use arguments::parse_arguments;
pub use fields::{DateField, Field, FieldKind, NameField, VerbatimField, fields};
pub use tree::{Center, Leaf, Node, Query, Within, Words};

use crate::article::{Day, Span};

/// A query that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Stable name of the fault ("unbalanced_quote", "bad_date", "unknown_field" ...).
    pub code: &'static str,
    /// In lower case, without a full stop.
    pub message: String,
    /// Bytes of `line` at fault.
    pub span: Span,
    /// The text that `span` counts in: the query as it was read.
    pub line: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// A fault before its line is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    code: &'static str,
    message: String,
    span: Span,
    hint: Option<String>,
}

impl Fault {
    fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Ties the fault to its line; the span is kept inside it, on character boundaries.
    fn on(self, line: &str) -> QueryError {
        let boundary = |at: u32| line.floor_char_boundary((at as usize).min(line.len()));
        let start = boundary(self.span.start);
        let end = boundary(self.span.end).max(start);
        QueryError {
            code: self.code,
            message: self.message,
            span: Span::new(start, end),
            line: line.to_owned(),
            hint: self.hint,
        }
    }
}

/// Longest query that is read, in bytes.
const MOST_BYTES: usize = 1 << 17;

/// Reads the query language; dates are read against `today`.
///
/// # Errors
/// With the span at fault, always inside the text.
pub fn parse(text: &str, today: Day) -> Result<Query, QueryError> {
    let line = straighten(text);
    parse_straight(&line, today).map_err(|fault| fault.on(&line))
}

fn parse_straight(line: &str, today: Day) -> Result<Query, Fault> {
    if line.len() > MOST_BYTES {
        let start = line.floor_char_boundary(MOST_BYTES);
        return Err(Fault::new("too_long", Span::new(start, line.len()), "the query is over 128 KiB long"));
    }
    let lexed = lexer::lex(line)?;
    let root = parser::parse(&lexed.lexemes, line.len(), today)?;
    if root.is_none() && !line.trim().is_empty() {
        let fault = Fault::new("no_words", Span::new(0, line.len()), "there is no word to search for");
        return Err(fault.hint("write a word, a \"phrase\" or a field like place:Ukraine"));
    }
    let question = question::is_question(line, &lexed.lexemes);
    Ok(Query { root, notices: lexed.notices, question })
}

/// Makes the query of one flag: `field("person", "Steve Witkoff", today)` is `person:"Steve Witkoff"`.
///
/// # Errors
/// When there is no such field or the value does not fit it.
pub fn field(name: &str, value: &str, today: Day) -> Result<Query, QueryError> {
    let value = straighten(value).replace('"', " ");
    let value = value.trim();
    let quoted = value.is_empty() || value.chars().any(|c| c.is_whitespace() || matches!(c, '(' | ')'));
    let line = if quoted { format!("{name}:\"{value}\"") } else { format!("{name}:{value}") };
    let Some(field) = fields::find(name) else {
        return Err(fields::unknown(name, Span::new(0, name.len())).on(&line));
    };
    let start = name.len() + 1;
    let text = fields::Value { text: value.to_owned(), span: Span::new(start, line.len()), quoted, plain: true };
    let leaf = values::leaf(field, &text, today).map_err(|fault| fault.on(&line))?;
    Ok(Query { root: Some(Node::Leaf(leaf)), ..Query::default() })
}

/// All of the text is words (`--literal`, `--batch`); of more than a thousand the rest is left out, with a notice.
#[must_use]
pub fn words(text: &str) -> Query {
    let straight = straighten(text).replace(['"', '(', ')'], " ");
    let mut leaves = straight.split(tree::is_space).filter_map(lexer::literal_word).map(Node::Leaf);
    let leaves_read: Vec<Node> = leaves.by_ref().take(parser::MOST_LEAVES).collect();
    let question = question::is_long_enough(leaves_read.len());
    let root = Node::all(leaves_read);
    let more = leaves.count();
    let notice = format!("only the first {} words are looked for, {more} are left out", parser::MOST_LEAVES);
    Query { root, notices: if more > 0 { vec![notice] } else { Vec::new() }, question }
}

/// All of the text is one phrase (`--phrase`).
#[must_use]
pub fn phrase(text: &str) -> Query {
    let straight = straighten(text).replace('"', " ");
    let term = lexer::phrase_text(&straight).map(|text| Words::Phrase { text, slop: 0 });
    Query { root: term.map(|term| Node::Leaf(Leaf::Text(term))), ..Query::default() }
}

/// Reads curly quotes and dashes as straight ones.
fn straighten(text: &str) -> String {
    let straight = |c| match c {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{00ab}' | '\u{00bb}' | '\u{2033}' | '\u{ff02}' => '"',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{ff08}' => '(',
        '\u{ff09}' => ')',
        '\u{ff1a}' => ':',
        c => c,
    };
    text.chars().map(straight).collect()
}

#[cfg(test)]
mod tests;
