//! Terms of names, paths and addresses.

use super::language::Language;
use super::words::Words;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// First character of the terms that are whole names; no part begins with it.
pub const NAME_MARK: char = '=';

/// The tokenizer of names: each part, then the whole name behind its mark.
#[derive(Clone, Default)]
pub(super) struct NameTokenizer;

/// The terms of a name.
pub(super) struct Name<'t> {
    /// Gone once the whole name was given.
    parts: Option<Words<'t, 'static>>,
    whole: Token,
    length: usize,
}

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = Name<'a>;

    fn token_stream<'a>(&'a mut self, name: &'a str) -> Name<'a> {
        let whole = Token { text: String::from(NAME_MARK), ..Token::default() };
        Name { parts: Some(Words::new(name, Language::NONE, None)), whole, length: name.len() }
    }
}

impl TokenStream for Name<'_> {
    fn advance(&mut self) -> bool {
        let Some(parts) = &mut self.parts else { return false };
        if parts.advance() {
            if self.whole.text.len() > 1 {
                self.whole.text.push(' ');
            }
            self.whole.text.push_str(&parts.token().text);
            return true;
        }
        self.parts = None;
        self.whole.offset_to = self.length;
        self.whole.position = 0;
        self.whole.text.len() > 1
    }

    fn token(&self) -> &Token {
        self.parts.as_ref().map_or(&self.whole, TokenStream::token)
    }

    fn token_mut(&mut self) -> &mut Token {
        match &mut self.parts {
            Some(parts) => parts.token_mut(),
            None => &mut self.whole,
        }
    }
}

/// The tokenizer of paths and addresses.
#[derive(Clone, Default)]
pub(super) struct ComponentsTokenizer;

/// What parts the components of paths and addresses.
const SEPARATORS: &[char] = &['/', '\\', '.', ':', '?', '&', '=', '#'];

/// The components of a path or an address, folded; the scheme of an address is left out.
pub(super) struct Components<'t> {
    text: &'t str,
    at: usize,
    token: Token,
}

impl<'t> Components<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = text.find("://").map_or(0, |at| at + 3);
        Self { text, at, token: Token::default() }
    }
}

impl Tokenizer for ComponentsTokenizer {
    type TokenStream<'a> = Components<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Components<'a> {
        Components::new(text)
    }
}

impl TokenStream for Components<'_> {
    fn advance(&mut self) -> bool {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest.find(SEPARATORS).unwrap_or(rest.len());
            let start = self.at;
            // The separators are ASCII.
            self.at += length + 1;
            let folded = super::fold(&rest[..length]);
            if !folded.is_empty() {
                self.token.text = folded;
                self.token.offset_from = start;
                self.token.offset_to = start + length;
                self.token.position = self.token.position.wrapping_add(1);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
