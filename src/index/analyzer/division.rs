//! One division of a value into words, for three fields: the `stem` field divides it and the fields after it in the same
//! document (`exact`, `sentence`) take from here what they need.
//!
//! The engine indexes the fields of a document one after another on one thread, in the order of the table of fields, so
//! the last division of a thread is that of the `stem` value before.

use std::cell::Cell;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

thread_local! {
    static LAST: Cell<Division> = const { Cell::new(Division::new()) };
}

/// What the words of a value gave besides their stems.
#[derive(Default)]
pub(super) struct Division {
    /// The folded words, one after another; not every repetition of a word is in it.
    forms: String,
    /// The end of each in `forms`.
    ends: Vec<usize>,
    /// Positions of the words that begin sentences but the first.
    sentences: Vec<usize>,
}

impl Division {
    const fn new() -> Self {
        Self { forms: String::new(), ends: Vec::new(), sentences: Vec::new() }
    }

    /// Takes the last division of this thread, for its memory, and empties it.
    pub fn begin() -> Self {
        let mut division = LAST.take();
        division.forms.clear();
        division.ends.clear();
        division.sentences.clear();
        division
    }

    /// Makes it the last division of this thread.
    pub fn end(self) {
        LAST.set(self);
    }

    /// Adds the form of an ASCII word.
    pub fn push_ascii(&mut self, word: &str) {
        let start = self.forms.len();
        self.forms.push_str(word);
        self.forms[start..].make_ascii_lowercase();
        self.ends.push(self.forms.len());
    }

    /// Adds a folded word; marks alone fold to nothing.
    pub fn push(&mut self, form: &str) {
        if form.is_empty() {
            return;
        }
        self.forms.push_str(form);
        self.ends.push(self.forms.len());
    }

    /// Adds the position of a word that begins a sentence.
    pub fn push_sentence(&mut self, position: usize) {
        self.sentences.push(position);
    }
}

/// What a field takes from the last division.
#[derive(Clone, Copy)]
enum Part {
    Forms,
    Sentences(&'static str),
}

/// The tokenizer of a field that takes its terms from the `stem` value before it, whatever its own value is.
#[derive(Clone)]
pub(super) struct FromDivision(Part);

impl FromDivision {
    /// The folded words.
    pub fn forms() -> Self {
        Self(Part::Forms)
    }

    /// One term, where sentences begin.
    pub fn sentences(term: &'static str) -> Self {
        Self(Part::Sentences(term))
    }
}

/// Terms taken from a division.
pub(super) struct Taken {
    division: Division,
    part: Part,
    next: usize,
    token: Token,
}

impl Tokenizer for FromDivision {
    type TokenStream<'a> = Taken;

    fn token_stream<'a>(&'a mut self, _: &'a str) -> Taken {
        Taken { division: LAST.take(), part: self.0, next: 0, token: Token::default() }
    }
}

impl TokenStream for Taken {
    fn advance(&mut self) -> bool {
        let at = self.next;
        self.next += 1;
        self.token.text.clear();
        match self.part {
            Part::Forms => {
                let Some(&end) = self.division.ends.get(at) else { return false };
                let start = if at == 0 { 0 } else { self.division.ends[at - 1] };
                self.token.text.push_str(&self.division.forms[start..end]);
                self.token.position = at;
            }
            Part::Sentences(term) => {
                let Some(&position) = self.division.sentences.get(at) else { return false };
                self.token.text.push_str(term);
                self.token.position = position;
            }
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        std::mem::take(&mut self.division).end();
    }
}
