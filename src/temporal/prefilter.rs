//! Where in which patterns a match at a token can begin, judged by its first tokens.
//!
//! Most words that patterns may begin with ("the", "in", "a") begin no date. Each test that a match of a pattern may begin
//! with is a start of its own ("the? year | early year" has three). For each place of a match and each word there is the
//! set of starts that can take it there; what the tokens of a text leave of them is all that is tried. White space,
//! captures and the words around a match are for [`super::pattern`] and [`super::grammar`].

use super::lexer::{DateToken, Shape};
use super::pattern::{Pattern, Step, Test};
use super::vocabulary::{Classes, Vocabulary, WordId};
use foldhash::HashMap;

/// Tokens of a match that are looked at.
const DEPTH: usize = 4;

/// Words of bits of a set of starts.
const WORDS: usize = 24;

/// Where a match can begin: a test of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// Number of the pattern.
    pub(super) pattern: u16,
    pub(super) step: u16,
}

/// A set of starts, by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct StartSet([u64; WORDS]);

impl StartSet {
    /// Entries that a set can hold.
    pub(super) const MOST: usize = 64 * WORDS;

    fn add(&mut self, start: usize) {
        self.0[start / 64] |= 1 << (start % 64);
    }

    fn has(&self, start: u16) -> bool {
        self.0[usize::from(start) / 64] >> (start % 64) & 1 == 1
    }

    fn or(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
        self
    }

    /// The numbers of the starts that are also in another set, in their order.
    fn shared<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = u16> + 's {
        let words = self.0.iter().zip(&other.0).enumerate();
        words.flat_map(|(at, (word, other))| {
            let mut bits = word & other;
            std::iter::from_fn(move || {
                let lowest = bits.trailing_zeros() as usize;
                bits &= bits.wrapping_sub(1);
                (lowest < 64).then_some((at * 64 + lowest) as u16)
            })
        })
    }
}

/// A symbol at a place: a word of the vocabulary by its number, else one of these after the last word.
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

/// The starts by the symbols that they can take.
#[derive(Debug, Default)]
pub(super) struct Prefilter {
    words: usize,
    starts: Vec<Start>,
    pairs: Pairs,
    /// For the third and the fourth place of a match, for each symbol, the starts that can take it there.
    later: [Vec<StartSet>; DEPTH - 2],
}

/// Which starts can take which two symbols: most tokens of a text are settled by it, since none can. Symbols that can begin
/// the same matches are one kind, which keeps the table small and quickly made.
#[derive(Debug, Default)]
struct Pairs {
    /// For each symbol its kind at the first place and at the second.
    kinds: Vec<[u16; 2]>,
    /// How many kinds the second place has.
    width: usize,
    /// For each first kind and each second one, where the list of its starts begins in `numbers`; the next one's beginning
    /// is its end.
    lists: Vec<u32>,
    numbers: Vec<u16>,
}

impl Pairs {
    fn new(first: &[StartSet], second: &[StartSet]) -> Self {
        let (firsts, first_kinds) = kinds(first);
        let (seconds, second_kinds) = kinds(second);
        let kinds = first_kinds.into_iter().zip(second_kinds).map(|(first, second)| [first, second]).collect();
        let mut pairs = Self { kinds, width: seconds.len(), ..Self::default() };
        for (first, second) in firsts.iter().flat_map(|first| seconds.iter().map(move |second| (first, second))) {
            pairs.lists.push(pairs.numbers.len() as u32);
            pairs.numbers.extend(first.shared(second));
        }
        pairs.lists.push(pairs.numbers.len() as u32);
        pairs
    }

    /// The starts that can take two symbols.
    fn of(&self, first: usize, second: usize) -> &[u16] {
        let pair = usize::from(self.kinds[first][0]) * self.width + usize::from(self.kinds[second][1]);
        &self.numbers[self.lists[pair] as usize..self.lists[pair + 1] as usize]
    }
}

/// The distinct ones of some sets, and for each of the sets which of these it is.
fn kinds(sets: &[StartSet]) -> (Vec<StartSet>, Vec<u16>) {
    let mut numbers = HashMap::default();
    let mut distinct = Vec::new();
    let kinds = sets.iter().map(|set| {
        *numbers.entry(set.0).or_insert_with(|| {
            distinct.push(*set);
            distinct.len() as u16 - 1
        })
    });
    let kinds = kinds.collect();
    (distinct, kinds)
}

impl Prefilter {
    /// # Errors
    /// When the patterns have more starts than a set can hold.
    pub(super) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, String> {
        let symbols = Symbols::new(vocabulary);
        let words = vocabulary.len();
        let mut places: [Vec<StartSet>; DEPTH] = std::array::from_fn(|_| vec![StartSet::default(); words + SYMBOLS]);
        let mut starts = Vec::new();
        let mut over = [StartSet::default(); DEPTH];
        for (number, pattern) in patterns.enumerate() {
            let mut beginnings = States::default();
            beginnings.enter(pattern, 0);
            for step in beginnings.tests {
                let mut states = States { tests: vec![step], ..States::default() };
                let start = starts.len();
                if start == StartSet::MOST {
                    return Err(format!("more than {} starts", StartSet::MOST));
                }
                starts.push(Start { pattern: number as u16, step: step as u16 });
                for (sets, over) in places.iter_mut().zip(&mut over) {
                    if states.is_over {
                        over.add(start);
                    } else {
                        states.taken(pattern, &symbols, |symbol| sets[symbol].add(start));
                    }
                    states = states.next(pattern);
                }
            }
        }
        for (sets, over) in places.iter_mut().zip(&over) {
            for set in sets {
                *set = set.or(over);
            }
        }
        let [first, second, third, fourth] = places;
        Ok(Self { words, starts, pairs: Pairs::new(&first, &second), later: [third, fourth] })
    }

    /// The starts by which a match at a token can begin.
    pub(super) fn starts(&self, tokens: &[DateToken], at: usize) -> impl Iterator<Item = Start> {
        let [first, second, third, fourth] = self.symbols(tokens, at);
        let numbers = self.pairs.of(first, second).iter();
        let [third, fourth] = [&self.later[0][third], &self.later[1][fourth]];
        numbers.filter(|start| third.has(**start) && fourth.has(**start)).map(|start| self.starts[usize::from(*start)])
    }

    /// The symbols of a token and of those after it, up to the end of its paragraph.
    fn symbols(&self, tokens: &[DateToken], at: usize) -> [usize; DEPTH] {
        let mut symbols = [self.words + Symbol::End as usize; DEPTH];
        for (place, symbol) in symbols.iter_mut().enumerate() {
            match tokens.get(at + place).filter(|token| place == 0 || !token.opens_paragraph()) {
                Some(token) => *symbol = self.symbol(token),
                None => break,
            }
        }
        symbols
    }

    fn symbol(&self, token: &DateToken) -> usize {
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

    /// Calls `add` with each symbol that is possible here.
    fn taken(&self, pattern: &Pattern, symbols: &Symbols, mut add: impl FnMut(usize)) {
        for step in &self.tests {
            if let Step::Test { test, .. } = pattern.steps[*step] {
                symbols.beginning(test, &mut add);
            }
        }
        if !self.inside.is_empty() {
            symbols.inside_number.iter().for_each(|symbol| add(*symbol));
        }
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

/// The symbols that tests take.
struct Symbols {
    words: usize,
    /// For each class, its words.
    by_class: Vec<Vec<usize>>,
    /// Words that a number can begin with.
    numerals: Vec<usize>,
    /// What goes on with a number: "1,500", "2 1/2", "twenty-four", "a hundred and six".
    inside_number: Vec<usize>,
}

impl Symbols {
    fn new(vocabulary: &Vocabulary) -> Self {
        let words = vocabulary.len();
        let mut symbols = Self {
            words,
            by_class: vec![Vec::new(); Classes::BITS as usize],
            numerals: Vec::new(),
            inside_number: vec![
                words + Symbol::Short as usize,
                words + Symbol::Four as usize,
                words + Symbol::Figures as usize,
            ],
        };
        for word in 1..words {
            let classes = vocabulary.classes(word as WordId);
            for (class, members) in symbols.by_class.iter_mut().enumerate() {
                if classes >> class & 1 == 1 {
                    members.push(word);
                }
            }
            if vocabulary.begins_number(classes) {
                symbols.numerals.push(word);
                symbols.inside_number.push(word);
            } else if vocabulary.joins_number(word as WordId) {
                symbols.inside_number.push(word);
            }
        }
        symbols
    }

    /// Calls `add` with each symbol that what a test takes can begin with.
    fn beginning(&self, test: Test, add: &mut impl FnMut(usize)) {
        let [short, four, others] =
            [Symbol::Short, Symbol::Four, Symbol::Figures].map(|figures| self.words + figures as usize);
        match test {
            Test::Word(word) => add(usize::from(word)),
            Test::Class(class) => self.by_class[usize::from(class)].iter().for_each(|word| add(*word)),
            Test::DayFigure | Test::MonthFigure | Test::TwoFigures | Test::HourFigure | Test::MinuteFigure => {
                add(short);
            }
            Test::YearFigure | Test::ClockFigure => add(four),
            Test::Digits(_) => [short, four, others].into_iter().for_each(add),
            Test::DateFigure | Test::EarlyYearFigure => add(others),
            Test::Figure => [short, four, others].into_iter().for_each(add),
            Test::YearWords => self.numerals.iter().for_each(|word| add(*word)),
            Test::Number => {
                [short, four, others].into_iter().for_each(&mut *add);
                self.numerals.iter().for_each(|word| add(*word));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal::grammar::grammar;
    use crate::temporal::lexer::lex;
    use crate::temporal::vocabulary::Case;

    const TABLE: &str = "two\tSMALL=2\nyear\tUNIT=10\nold\tAGED\nthe\tARTICLE\nhundred\tSCALE=100\n";

    /// The patterns of a list that can match at the head of a text.
    fn possible(patterns: &[&str], text: &str) -> Vec<usize> {
        let mut vocabulary = Vocabulary::read("", TABLE).unwrap();
        let patterns: Vec<Pattern> =
            patterns.iter().map(|pattern| Pattern::compile(pattern, &mut vocabulary).unwrap()).collect();
        vocabulary.seal();
        let prefilter = Prefilter::new(patterns.iter(), &vocabulary).unwrap();
        let tokens = lex(text, &vocabulary, Case::Matters);
        prefilter.starts(&tokens, 0).map(|start| usize::from(start.pattern)).collect()
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
                    let starts: Vec<Start> = grammar.prefilter.starts(&tokens, at).collect();
                    for pattern in grammar.matching(&tokens, at) {
                        let is_let_through = starts.iter().any(|start| usize::from(start.pattern) == pattern);
                        assert!(is_let_through, "{text}: pattern {pattern} at token {at}");
                    }
                }
            }
        }
    }
}
