//! Where in which patterns a match at a token can begin, judged by its first tokens.
//!
//! Most words that patterns may begin with ("the", "in", "a") begin no date. Each test that a match of a pattern may begin
//! with is an entry of its own ("the? year | early year" has three). For each place of a match and each word there is the
//! set of entries that can take it there; what the tokens of a text leave of them is all that is tried. White space,
//! captures and the words around a match are for [`super::pattern`] and [`super::grammar`].

use super::lexer::{Shape, Token};
use super::numeral::Numerals;
use super::pattern::{Pattern, Step, Test};
use super::vocabulary::{Vocabulary, WordId};

/// Tokens of a match that are looked at.
const DEPTH: usize = 4;

/// Words of bits of a set of entries.
const WORDS: usize = 16;

/// Where a match can begin: a test of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Number of the pattern.
    pub(super) pattern: u16,
    pub(super) step: u16,
}

/// A set of entries, by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct EntrySet([u64; WORDS]);

impl EntrySet {
    /// Entries that a set can hold.
    pub(super) const MOST: usize = 64 * WORDS;

    fn add(&mut self, entry: usize) {
        self.0[entry / 64] |= 1 << (entry % 64);
    }

    fn and(self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    fn is_empty(self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The numbers of the entries, in their order.
    fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, mut bits)| {
            std::iter::from_fn(move || {
                let lowest = bits.trailing_zeros() as usize;
                bits &= bits.wrapping_sub(1);
                (lowest < 64).then_some(at * 64 + lowest)
            })
        })
    }
}

/// What stands at a place: a word of the vocabulary by its number, else one of these after the last word.
#[derive(Debug, Clone, Copy)]
enum Symbol {
    /// One or two digits.
    Short,
    /// Four digits.
    Four,
    /// Any other number of digits.
    Figures,
    /// The end of the text or of its paragraph.
    End,
}

const SYMBOLS: usize = 4;

/// For each place of a match, for each symbol, the entries that can take it there.
#[derive(Debug, Default)]
pub(super) struct Prefilter {
    words: usize,
    entries: Vec<Entry>,
    places: [Vec<EntrySet>; DEPTH],
}

impl Prefilter {
    /// # Errors
    /// When the patterns have more entries than a set can hold.
    pub(super) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        vocabulary: &Vocabulary,
        numerals: &Numerals,
    ) -> Result<Self, String> {
        let words = vocabulary.len();
        let places = std::array::from_fn(|_| vec![EntrySet::default(); words + SYMBOLS]);
        let mut prefilter = Self { words, entries: Vec::new(), places };
        for (number, pattern) in patterns.enumerate() {
            let mut beginnings = States::default();
            beginnings.enter(pattern, 0);
            for step in beginnings.tests {
                let mut states = States { tests: vec![step], ..States::default() };
                let entry = prefilter.entries.len();
                if entry == EntrySet::MOST {
                    return Err(format!("more than {} entries", EntrySet::MOST));
                }
                prefilter.entries.push(Entry { pattern: number as u16, step: step as u16 });
                for sets in &mut prefilter.places {
                    for (symbol, set) in sets.iter_mut().enumerate() {
                        if states.is_over || states.take(pattern, symbol, vocabulary, numerals) {
                            set.add(entry);
                        }
                    }
                    states = states.next(pattern);
                }
            }
        }
        Ok(prefilter)
    }

    /// The entries by which a match at a token can begin.
    pub(super) fn entries(&self, tokens: &[Token], at: usize) -> impl Iterator<Item = Entry> {
        self.set(tokens, at).iter().map(|entry| self.entries[entry])
    }

    fn set(&self, tokens: &[Token], at: usize) -> EntrySet {
        let mut set = self.places[0][self.symbol(&tokens[at])];
        for (place, sets) in self.places.iter().enumerate().skip(1) {
            if set.is_empty() {
                break;
            }
            match tokens.get(at + place).filter(|token| !token.opens_paragraph()) {
                Some(token) => set = set.and(&sets[self.symbol(token)]),
                None => return set.and(&sets[self.words + Symbol::End as usize]),
            }
        }
        set
    }

    fn symbol(&self, token: &Token) -> usize {
        let figures = match token.len() {
            1 | 2 => Symbol::Short,
            4 => Symbol::Four,
            _ => Symbol::Figures,
        };
        if token.shape == Shape::Number { self.words + figures as usize } else { token.word as usize }
    }
}

/// Where a match can be after so many tokens.
#[derive(Debug, Default)]
struct States {
    /// Tests that may come next.
    tests: Vec<usize>,
    /// Numbers of several tokens that may go on.
    inside: Vec<usize>,
    /// True when the match may have ended.
    is_over: bool,
}

impl States {
    fn enter(&mut self, pattern: &Pattern, step: usize) {
        match pattern.steps[step] {
            Step::Test { .. } => self.tests.push(step),
            Step::Else(other) => {
                self.enter(pattern, step + 1);
                self.enter(pattern, other as usize);
            }
            Step::Jump(to) => self.enter(pattern, to as usize),
            Step::Split => self.enter(pattern, step + 1),
            Step::Done => self.is_over = true,
        }
    }

    fn take(&self, pattern: &Pattern, symbol: usize, vocabulary: &Vocabulary, numerals: &Numerals) -> bool {
        let begins = self.tests.iter().any(|step| match pattern.steps[*step] {
            Step::Test { test, .. } => begins_with(test, symbol, vocabulary, numerals),
            _ => false,
        });
        begins || (!self.inside.is_empty() && goes_on_with(symbol, vocabulary, numerals))
    }

    /// Where it can be after one token more.
    fn next(self, pattern: &Pattern) -> Self {
        let mut next = Self { is_over: self.is_over, inside: self.inside, tests: Vec::new() };
        for step in self.tests {
            if let Step::Test { test: Test::Number | Test::YearWords, .. } = pattern.steps[step] {
                next.inside.push(step);
            } else {
                next.enter(pattern, step + 1);
            }
        }
        next.inside.sort_unstable();
        next.inside.dedup();
        for step in next.inside.clone() {
            next.enter(pattern, step + 1);
        }
        next.tests.sort_unstable();
        next.tests.dedup();
        next
    }
}

/// True when what a test takes can begin with a symbol.
fn begins_with(test: Test, symbol: usize, vocabulary: &Vocabulary, numerals: &Numerals) -> bool {
    let Some(figures) = symbol.checked_sub(vocabulary.len()) else {
        return symbol > 0 && test.takes_word(symbol as WordId, vocabulary, numerals);
    };
    let [short, four, others] = [Symbol::Short, Symbol::Four, Symbol::Figures].map(|kind| kind as usize == figures);
    match test {
        Test::Word(_) | Test::Class(_) | Test::YearWords => false,
        Test::DayFigure | Test::MonthFigure | Test::TwoFigures | Test::HourFigure | Test::MinuteFigure => short,
        Test::YearFigure => four,
        Test::DateFigure => others,
        Test::Figure | Test::Number => short || four || others,
    }
}

/// True of what goes on with a number: "1,500", "2 1/2", "twenty-four", "a hundred and six".
fn goes_on_with(symbol: usize, vocabulary: &Vocabulary, numerals: &Numerals) -> bool {
    if symbol >= vocabulary.len() {
        return symbol < vocabulary.len() + Symbol::End as usize;
    }
    let word = symbol as WordId;
    let classes = vocabulary.classes(word);
    let is_numeral = [numerals.small, numerals.tens, numerals.scale].iter().any(|class| classes >> class & 1 == 1);
    word != 0 && (is_numeral || numerals.join(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal::grammar::grammar;
    use crate::temporal::lexer::{Case, lex};

    const TABLE: &str = "two\tSMALL=2\nyear\tUNIT=10\nold\tAGED\nthe\tARTICLE\nhundred\tSCALE=100\n";

    /// The patterns of a list that can match at the head of a text.
    fn possible(patterns: &[&str], text: &str) -> Vec<usize> {
        let mut vocabulary = Vocabulary::read(TABLE).unwrap();
        let patterns: Vec<Pattern> =
            patterns.iter().map(|pattern| Pattern::compile(pattern, &mut vocabulary).unwrap()).collect();
        vocabulary.seal();
        let class = |name: &str| vocabulary.class(name).unwrap();
        let numerals = Numerals {
            small: class("SMALL"),
            tens: class("SMALL"),
            scale: class("SCALE"),
            article: class("ARTICLE"),
            ..Numerals::default()
        };
        let prefilter = Prefilter::new(patterns.iter(), &vocabulary, &numerals).unwrap();
        let tokens = lex(text, &vocabulary, Case::Matters);
        prefilter.entries(&tokens, 0).map(|entry| usize::from(entry.pattern)).collect()
    }

    #[test]
    fn a_match_begins_as_its_pattern_says() {
        let patterns = ["the UNIT old", "the year? old", "the number:NUMBER UNIT", "the", "the YEAR", "the DAY"];
        assert_eq!(possible(&patterns, "the year old"), [0, 1, 3]);
        assert_eq!(possible(&patterns, "the old town"), [1, 3]);
        assert_eq!(possible(&patterns, "the two hundred year"), [2, 3]);
        assert_eq!(possible(&patterns, "the 1990"), [3, 4]);
        assert_eq!(possible(&patterns, "the 19 men"), [3, 5]);
        assert_eq!(possible(&patterns, "the\n\nyear old"), [3]);
        assert_eq!(possible(&patterns, "town"), [0; 0]);
    }

    /// Whatever matches is let through: the examples of all rules, with the set against trying every pattern.
    #[test]
    fn nothing_that_matches_is_held_back() {
        for language in ["en", "de"] {
            let grammar = grammar(Some(language)).unwrap();
            for (text, ..) in grammar.rules.iter().flat_map(|rule| &rule.examples) {
                let tokens = lex(text, &grammar.vocabulary, Case::Matters);
                for at in 0..tokens.len() {
                    let entries: Vec<Entry> = grammar.prefilter.entries(&tokens, at).collect();
                    for pattern in grammar.matching(&tokens, at) {
                        let is_let_through = entries.iter().any(|entry| usize::from(entry.pattern) == pattern);
                        assert!(is_let_through, "{text}: pattern {pattern} at token {at}");
                    }
                }
            }
        }
    }
}
