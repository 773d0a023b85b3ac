//! The syntax tree of a query, and how it is written back.
//!
//! A parsed tree written by `Display` parses to the same tree; clauses are shown to the user in this form.

use super::fields::{DateField, FieldKind, NameField, VerbatimField};
use crate::temporal::QueryDates;
use std::fmt;

/// A parsed query: a syntax tree, empty where the text was.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The tree.
    pub(super) root: Option<Node>,
    /// What the user should know of how it was read.
    pub(super) notices: Vec<String>,
    /// Whether it is prose rather than query language.
    pub(super) question: bool,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// All must match (at least two).
    All(Vec<Node>),
    /// At least one must match (of at least two).
    Any(Vec<Node>),
    /// Must not match.
    Not(Box<Node>),
    /// All must match close to each other.
    Proximity {
        /// How close.
        within: Within,
        /// At least two.
        parts: Vec<Node>,
    },
    /// One condition.
    Leaf(Leaf),
}

/// How close the parts of a [`Node::Proximity`] lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In one passage.
    Passage,
    /// In one sentence.
    Sentence,
    /// At most this many words apart, in any order.
    Words(u32),
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// In the text or the title.
    Text(Words),
    /// In the title.
    Title(Words),
    /// A name.
    Name {
        /// Of what.
        field: NameField,
        /// As written.
        name: String,
    },
    /// Places in a circle.
    Near {
        /// As written.
        written: String,
        /// Around what.
        center: Center,
        /// Radius.
        kilometres: f32,
    },
    /// Days.
    Dates {
        /// Which days.
        field: DateField,
        /// As written.
        written: String,
        /// What was meant; `None` asks for articles without the date.
        dates: Option<QueryDates>,
    },
    /// Language, as ISO 639-1 code.
    Language(String),
    /// Characters, as they are.
    Verbatim {
        /// Of what.
        field: VerbatimField,
        /// As written.
        text: String,
    },
}

/// Words of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// A word in any form of the same stem.
    Word(String),
    /// Words that begin so.
    Prefix(String),
    /// Words at most this many edits (1 or 2) away.
    Fuzzy {
        /// The word.
        word: String,
        /// Edits.
        distance: u8,
    },
    /// Words in this order; with slop, in any order with at most so many words between.
    Phrase {
        /// The words.
        text: String,
        /// 0 is side by side.
        slop: u32,
    },
}

/// Centre of a circle.
#[derive(Debug, Clone, PartialEq)]
pub enum Center {
    /// A place by name.
    Place(String),
    /// Degrees north and east.
    Point(f32, f32),
}

impl Node {
    /// All of the nodes; nested conjunctions are flattened.
    pub(super) fn all(nodes: Vec<Node>) -> Option<Node> {
        Self::flatten(nodes, Node::All, |node| match node {
            Node::All(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Any of the nodes; nested disjunctions are flattened.
    pub(super) fn any(nodes: Vec<Node>) -> Option<Node> {
        Self::flatten(nodes, Node::Any, |node| match node {
            Node::Any(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn flatten(
        nodes: Vec<Node>,
        make: fn(Vec<Node>) -> Node,
        open: fn(Node) -> Result<Vec<Node>, Node>,
    ) -> Option<Node> {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match open(node) {
                Ok(inner) => flat.extend(inner),
                Err(other) => flat.push(other),
            }
        }
        if flat.len() > 1 { Some(make(flat)) } else { flat.pop() }
    }

    /// The negation; a double one cancels out.
    pub(super) fn negate(self) -> Node {
        match self {
            Node::Not(inner) => *inner,
            other => Node::Not(Box::new(other)),
        }
    }
}

impl Query {
    /// The tree, if it is not empty.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// True when the query is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// What the user should know of how the query was read.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// True of three plain words or more, and of questions with quotes or parentheses: what matches most of them answers.
    #[must_use]
    pub fn is_question(&self) -> bool {
        self.question
    }

    /// Both must match.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.join(other, Node::all)
    }

    /// Either must match.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.join(other, Node::any)
    }

    /// Must not match.
    #[must_use]
    pub fn negate(self) -> Self {
        Self { root: self.root.map(Node::negate), notices: self.notices, question: false }
    }

    fn join(mut self, other: Self, make: fn(Vec<Node>) -> Option<Node>) -> Self {
        self.notices.extend(other.notices);
        let root = make(self.root.into_iter().chain(other.root).collect());
        Self { root, notices: self.notices, question: false }
    }
}

/// White space, and control characters, which separate likewise.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| root.fmt(f))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::All(nodes) => join(f, nodes, " ", true),
            Node::Any(nodes) => join(f, nodes, " OR ", true),
            Node::Not(node) => write!(f, "-{}", Inner(node)),
            Node::Proximity { within, parts } => join(f, parts, &format!(" {within} "), false),
            Node::Leaf(leaf) => leaf.fmt(f),
        }
    }
}

/// A node inside another: in parentheses unless it is a leaf.
struct Inner<'a>(&'a Node);

impl fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Node::Leaf(leaf) => leaf.fmt(f),
            other => write!(f, "({other})"),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, nodes: &[Node], separator: &str, negations_bare: bool) -> fmt::Result {
    for (number, node) in nodes.iter().enumerate() {
        if number > 0 {
            f.write_str(separator)?;
        }
        match node {
            Node::Not(_) if negations_bare => write!(f, "{node}")?,
            node => write!(f, "{}", Inner(node))?,
        }
    }
    Ok(())
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passage => f.write_str("w/p"),
            Self::Sentence => f.write_str("w/s"),
            Self::Words(words) => write!(f, "w/{words}"),
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Prefix(stem) => write!(f, "{stem}*"),
            Self::Fuzzy { word, distance } => write!(f, "{word}~{distance}"),
            Self::Phrase { text, slop: 0 } => write!(f, "\"{text}\""),
            Self::Phrase { text, slop } => write!(f, "\"{text}\"~{slop}"),
        }
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, value) = match self {
            Self::Text(term) => return term.fmt(f),
            Self::Title(term) => return write!(f, "{}:{term}", FieldKind::Title.name()),
            Self::Name { field, name } => (FieldKind::Name(*field), name),
            Self::Near { written, .. } => (FieldKind::Near, written),
            Self::Dates { field, written, .. } => (FieldKind::Dates(*field), written),
            Self::Language(code) => (FieldKind::Language, code),
            Self::Verbatim { field, text } => (FieldKind::Verbatim(*field), text),
        };
        let name = kind.name();
        let quoted = value.is_empty()
            || value.ends_with([',', ';'])
            || value.chars().any(|c| is_space(c) || matches!(c, '(' | ')'));
        if quoted { write!(f, "{name}:\"{value}\"") } else { write!(f, "{name}:{value}") }
    }
}
