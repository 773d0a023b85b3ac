//! The tokens that may follow the first one of a match, looked at before a pattern is tried.
//!
//! A pattern whose second token cannot stand there is passed over for the price of one bit. What a match may begin with
//! is for [`super::prefilter`].

use super::lexer::{Shape, Token};
use super::numeral::Numerals;
use super::pattern::{Pattern, Step, Test};
use super::vocabulary::{Vocabulary, WordId};

/// A set of tokens: words of the vocabulary, figures, or all there are.
#[derive(Debug, Clone)]
pub(super) struct TokenSet {
    words: Box<[u64]>,
    figures: bool,
    all: bool,
}

impl TokenSet {
    fn new(words: usize) -> Self {
        Self { words: vec![0; words.div_ceil(64)].into_boxed_slice(), figures: false, all: false }
    }

    fn add(&mut self, word: WordId) {
        self.words[word as usize / 64] |= 1 << (word % 64);
    }

    /// True when the set holds what stands at a place; `None` is the end of the text.
    pub(super) fn has(&self, token: Option<&Token>) -> bool {
        self.all
            || token.is_some_and(|token| match token.shape {
                Shape::Number => self.figures,
                _ => self.words[token.word as usize / 64] >> (token.word % 64) & 1 == 1,
            })
    }
}

/// Works out what may follow, for patterns over one vocabulary.
#[derive(Clone, Copy)]
pub(super) struct Follow<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) numerals: &'a Numerals,
}

impl Follow<'_> {
    /// What may follow the first token of a match, be it part of the match or not.
    pub(super) fn second(self, pattern: &Pattern) -> TokenSet {
        let mut set = TokenSet::new(self.vocabulary.len());
        self.follow(pattern, 0, &mut set);
        set
    }

    fn begin(self, pattern: &Pattern, step: usize, set: &mut TokenSet) {
        match pattern.steps[step] {
            Step::Test { test, .. } => self.test(test, set),
            Step::Else(other) => {
                self.begin(pattern, step + 1, set);
                self.begin(pattern, other as usize, set);
            }
            Step::Jump(to) => self.begin(pattern, to as usize, set),
            Step::Split => self.begin(pattern, step + 1, set),
            Step::Done => set.all = true,
        }
    }

    fn follow(self, pattern: &Pattern, step: usize, set: &mut TokenSet) {
        match pattern.steps[step] {
            Step::Test { test, .. } => {
                if matches!(test, Test::Number | Test::YearWords) {
                    self.inside_number(set);
                }
                self.begin(pattern, step + 1, set);
            }
            Step::Else(other) => {
                self.follow(pattern, step + 1, set);
                self.follow(pattern, other as usize, set);
            }
            Step::Jump(to) => self.follow(pattern, to as usize, set),
            Step::Split => self.follow(pattern, step + 1, set),
            Step::Done => set.all = true,
        }
    }

    fn test(self, test: Test, set: &mut TokenSet) {
        match test {
            Test::Word(word) => set.add(word),
            Test::Class(class) => self.class(class, set),
            Test::Number | Test::YearWords => {
                set.figures |= test == Test::Number;
                for class in [self.numerals.small, self.numerals.tens, self.numerals.article] {
                    self.class(class, set);
                }
            }
            _ => set.figures = true,
        }
    }

    /// What goes on with a number: "1,500", "2 1/2", "twenty-four", "a hundred and six".
    fn inside_number(self, set: &mut TokenSet) {
        set.figures = true;
        let numerals = self.numerals;
        for word in [numerals.comma, numerals.point, numerals.slash, numerals.hyphen, numerals.and] {
            set.add(word);
        }
        for class in [numerals.small, numerals.tens, numerals.scale] {
            self.class(class, set);
        }
    }

    fn class(self, class: u8, set: &mut TokenSet) {
        for word in 1..self.vocabulary.len() as WordId {
            if self.vocabulary.classes(word) >> class & 1 == 1 {
                set.add(word);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal::grammar::grammar;
    use crate::temporal::lexer::{Case, lex};

    const TABLE: &str = "two\tSMALL=2\nyear\tUNIT=10\nold\tAGED\nthe\tARTICLE\n";

    #[test]
    fn a_match_goes_on_as_its_pattern_says() {
        let grammar = grammar(None).unwrap();
        let mut vocabulary = Vocabulary::read(TABLE).unwrap();
        let pattern = Pattern::compile("the UNIT old | year old old", &mut vocabulary).unwrap();
        vocabulary.seal();
        let follow = Follow { vocabulary: &vocabulary, numerals: &grammar.numerals };
        let second = follow.second(&pattern);
        let tokens = lex("the year old 12", &vocabulary, Case::Matters);
        assert_eq!(tokens.iter().map(|token| second.has(Some(token))).collect::<Vec<_>>(), [false, true, true, false]);
        let open = follow.second(&Pattern::compile("UNIT old?", &mut Vocabulary::read(TABLE).unwrap()).unwrap());
        assert!(open.has(None), "a match of one token may stand before anything");
    }
}
