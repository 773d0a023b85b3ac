//! From lexemes to the syntax tree, by recursive descent.
//!
//! Bounded in depth and width: what is too deep or too wide is an error, never a crash.

use super::lexer::{Lexeme, Symbol};
use super::tree::{Leaf, Node};
use super::{Fault, values};
use crate::article::{Day, Span};

/// Deepest nesting of parentheses.
const MOST_DEPTH: usize = 100;

/// Most words, phrases and fields of a query.
pub(super) const MOST_LEAVES: usize = 1_000;

/// Parses; `length` is that of the line.
pub(super) fn parse(lexemes: &[Lexeme], length: usize, today: Day) -> Result<Option<Node>, Fault> {
    let mut parser = Parser { lexemes, at: 0, depth: 0, leaves: 0, end: Span::new(length, length), today };
    let root = parser.and()?;
    match parser.peek() {
        None => Ok(root),
        Some(lexeme) => Err(Fault::new("unbalanced_parenthesis", lexeme.span, "this parenthesis was never opened")
            .hint("leave it out, or put it in quotes")),
    }
}

struct Parser<'a> {
    lexemes: &'a [Lexeme],
    at: usize,
    depth: usize,
    leaves: usize,
    end: Span,
    today: Day,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Lexeme> {
        self.lexemes.get(self.at)
    }

    fn next_is(&self, symbol: &Symbol) -> bool {
        self.peek().is_some_and(|lexeme| lexeme.symbol == *symbol)
    }

    fn missing(&self, operator: &Lexeme, name: &str) -> Fault {
        let after = self.peek().map_or(self.end, |lexeme| lexeme.span);
        let span = Span { start: operator.span.start, end: operator.span.end.max(after.start.min(operator.span.end)) };
        let lower = name.to_lowercase();
        let how = if lower == name { "" } else { "in lower case or " };
        Fault::new("missing_operand", span, format!("{name} needs something on both sides"))
            .hint(format!("as a word, write it {how}in quotes: \"{lower}\""))
    }

    fn and(&mut self) -> Result<Option<Node>, Fault> {
        let mut nodes = Vec::new();
        loop {
            match self.peek() {
                None => break,
                Some(Lexeme { symbol: Symbol::Close, .. }) => break,
                Some(operator @ Lexeme { symbol: Symbol::And, .. }) => {
                    self.at += 1;
                    let ends = self.peek().is_none_or(|l| matches!(l.symbol, Symbol::Close | Symbol::And | Symbol::Or));
                    if nodes.is_empty() || ends {
                        return Err(self.missing(operator, "AND"));
                    }
                }
                Some(_) => nodes.extend(self.or()?),
            }
        }
        Ok(Node::all(nodes))
    }

    fn or(&mut self) -> Result<Option<Node>, Fault> {
        let mut nodes = Vec::new();
        if let Some(operator) = self.peek().filter(|lexeme| lexeme.symbol == Symbol::Or) {
            return Err(self.missing(operator, "OR"));
        }
        nodes.extend(self.not()?);
        while let Some(operator) = self.peek().filter(|lexeme| lexeme.symbol == Symbol::Or) {
            self.at += 1;
            let ends = self.peek().is_none_or(|l| matches!(l.symbol, Symbol::Close | Symbol::And | Symbol::Or));
            if ends {
                return Err(self.missing(operator, "OR"));
            }
            nodes.extend(self.not()?);
        }
        Ok(Node::any(nodes))
    }

    fn not(&mut self) -> Result<Option<Node>, Fault> {
        let mut negated = false;
        let mut operator = None;
        while self.next_is(&Symbol::Not) {
            operator = self.peek();
            negated = !negated;
            self.at += 1;
        }
        if let Some(operator) = operator
            && self
                .peek()
                .is_none_or(|l| matches!(l.symbol, Symbol::Close | Symbol::And | Symbol::Or | Symbol::Within(_)))
        {
            let fault = Fault::new("missing_operand", operator.span, "NOT needs something after it");
            return Err(fault.hint("as a word, write it in lower case or in quotes: \"not\""));
        }
        let node = self.proximity()?;
        Ok(if negated { node.map(Node::negate) } else { node })
    }

    fn proximity(&mut self) -> Result<Option<Node>, Fault> {
        let mut node = self.primary()?;
        while let Some(operator @ Lexeme { symbol: Symbol::Within(within), .. }) = self.peek() {
            let mut parts = Vec::new();
            parts.extend(node.take());
            while self.next_is(&Symbol::Within(*within)) {
                self.at += 1;
                if self.next_is(&Symbol::Not) {
                    let span = self.peek().map_or(self.end, |lexeme| lexeme.span);
                    let fault =
                        Fault::new("missing_operand", span, format!("{within} cannot be followed by a negation"));
                    return Err(fault.hint(format!("put it in parentheses with a word: a {within} (b -c)")));
                }
                let part = self.primary()?.ok_or_else(|| self.missing(operator, &within.to_string()))?;
                parts.push(part);
            }
            if parts.len() < 2 {
                return Err(self.missing(operator, &within.to_string()));
            }
            node = Some(Node::Proximity { within: *within, parts });
        }
        Ok(node)
    }

    fn primary(&mut self) -> Result<Option<Node>, Fault> {
        let Some(lexeme) = self.peek() else { return Ok(None) };
        match &lexeme.symbol {
            Symbol::Open => {
                self.at += 1;
                self.depth += 1;
                if self.depth > MOST_DEPTH {
                    let fault =
                        Fault::new("too_deep", lexeme.span, format!("over {MOST_DEPTH} parentheses inside each other"));
                    return Err(fault.hint("write the query flatter"));
                }
                let inner = self.and()?;
                if !self.next_is(&Symbol::Close) {
                    let fault = Fault::new("unbalanced_parenthesis", lexeme.span, "this parenthesis is never closed");
                    return Err(fault.hint("close it with ), or put it in quotes"));
                }
                self.at += 1;
                self.depth -= 1;
                Ok(inner)
            }
            Symbol::Words(term) => self.leaf(lexeme, Leaf::Text(term.clone())),
            Symbol::Field(field, value) => {
                let leaf = values::leaf(field, value, self.today)?;
                self.leaf(lexeme, leaf)
            }
            // An operator in place of a term: the caller reports what is missing.
            Symbol::Close | Symbol::Or | Symbol::And | Symbol::Not | Symbol::Within(_) => Ok(None),
        }
    }

    fn leaf(&mut self, lexeme: &Lexeme, leaf: Leaf) -> Result<Option<Node>, Fault> {
        self.at += 1;
        self.leaves += 1;
        if self.leaves > MOST_LEAVES {
            let fault = Fault::new("too_wide", lexeme.span, format!("over {MOST_LEAVES} words in one query"));
            return Err(fault.hint("search for fewer words"));
        }
        Ok(Some(Node::Leaf(leaf)))
    }
}
