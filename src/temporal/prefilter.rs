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
const WORDS: usize = 20;

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

    /// The numbers of the starts, in their order.
    fn numbers(&self) -> impl Iterator<Item = u16> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut bits = *word;
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

/// Where matches can begin. Those that begin with a number are found by what follows it, since it is read once for all.
#[derive(Debug, Default)]
pub(super) struct Prefilter {
    /// One more than the largest word.
    words: usize,
    head: Table,
    after_number: Table,
}

/// Starts by the symbols that they can take.
#[derive(Debug, Default)]
struct Table {
    starts: Vec<Start>,
    pairs: Pairs,
    /// For the third and the fourth place, for each symbol, the starts that can take it there.
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
        for first in &firsts {
            let starts: Vec<u16> = first.numbers().collect();
            for second in &seconds {
                pairs.lists.push(pairs.numbers.len() as u32);
                pairs.numbers.extend(starts.iter().filter(|start| second.has(**start)));
            }
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

impl Table {
    /// Makes the table of some starts, each with its pattern and what it can take first.
    ///
    /// # Errors
    /// When there are more starts than a set can hold.
    fn new(entries: Vec<(&Pattern, Start, States)>, symbols: &Symbols) -> Result<Self, String> {
        if entries.len() > StartSet::MOST {
            return Err(format!("more than {} starts", StartSet::MOST));
        }
        let mut places: [Vec<StartSet>; DEPTH] =
            std::array::from_fn(|_| vec![StartSet::default(); symbols.words + SYMBOLS]);
        let mut over = [StartSet::default(); DEPTH];
        let starts = entries.iter().map(|(_, start, _)| *start).collect();
        for (number, (pattern, _, mut states)) in entries.into_iter().enumerate() {
            for (sets, over) in places.iter_mut().zip(&mut over) {
                if states.is_over {
                    over.add(number);
                } else {
                    states.taken(pattern, symbols, |symbol| sets[symbol].add(number));
                }
                states = states.next(pattern);
            }
        }
        for (sets, over) in places.iter_mut().zip(&over) {
            for set in sets {
                *set = set.or(over);
            }
        }
        let [first, second, third, fourth] = places;
        Ok(Self { starts, pairs: Pairs::new(&first, &second), later: [third, fourth] })
    }
}

impl Prefilter {
    /// # Errors
    /// When the patterns have more starts than a set can hold.
    pub(super) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, String> {
        let symbols = Symbols::new(vocabulary);
        let (mut head, mut after_number) = (Vec::new(), Vec::new());
        for (number, pattern) in patterns.enumerate() {
            let mut beginnings = States::default();
            beginnings.enter(pattern, 0);
            for step in beginnings.tests {
                let start = Start { pattern: number as u16, step: step as u16 };
                if matches!(pattern.steps[step], Step::Test { test: Test::Number, .. }) {
                    let mut states = States::default();
                    states.enter(pattern, step + 1);
                    after_number.push((pattern, start, states));
                } else {
                    head.push((pattern, start, States { tests: vec![step], ..States::default() }));
                }
            }
        }
        let words = vocabulary.len();
        Ok(Self { words, head: Table::new(head, &symbols)?, after_number: Table::new(after_number, &symbols)? })
    }

    /// The starts by which a match at a token can begin, those with a number left out.
    pub(super) fn starts(&self, tokens: &[DateToken], at: usize) -> impl Iterator<Item = Start> {
        self.possible(&self.head, self.symbol(&tokens[at]), tokens, at)
    }

    /// The starts with a number by which a match can go on after it.
    pub(super) fn starts_after_number(&self, tokens: &[DateToken], end: usize) -> impl Iterator<Item = Start> {
        self.possible(&self.after_number, self.symbol_after(tokens, end), tokens, end)
    }

    /// The starts of a table that can take the tokens from a place on, of which the first has a symbol.
    fn possible<'s>(
        &'s self,
        table: &'s Table,
        first: usize,
        tokens: &[DateToken],
        at: usize,
    ) -> impl Iterator<Item = Start> + use<'s> {
        let end = self.words + Symbol::End as usize;
        let after = |symbol: usize, at: usize| if symbol == end { end } else { self.symbol_after(tokens, at) };
        let second = after(first, at + 1);
        let numbers = table.pairs.of(first, second);
        // For most tokens nothing is left to be asked.
        let third = if numbers.is_empty() { end } else { after(second, at + 2) };
        let fourth = after(third, at + 3);
        let [third, fourth] = [&table.later[0][third], &table.later[1][fourth]];
        let starts = numbers.iter().filter(|start| third.has(**start) && fourth.has(**start));
        starts.map(|start| table.starts[usize::from(*start)])
    }

    /// The symbol of a token that goes on with a paragraph.
    fn symbol_after(&self, tokens: &[DateToken], at: usize) -> usize {
        match tokens.get(at).filter(|token| !token.opens_paragraph()) {
            Some(token) => self.symbol(token),
            None => self.words + Symbol::End as usize,
        }
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
        let mut next = Self { is_over: self.is_over, inside: self.inside, ..Self::default() };
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
            inside_number: Vec::new(),
        };
        symbols.inside_number.extend(symbols.figures());
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

    /// Digits, however many.
    fn figures(&self) -> [usize; 3] {
        [Symbol::Short, Symbol::Four, Symbol::Figures].map(|figures| self.words + figures as usize)
    }

    /// Calls `add` with each symbol that what a test takes can begin with.
    fn beginning(&self, test: Test, add: &mut impl FnMut(usize)) {
        let [short, four, others] = self.figures();
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
    use crate::temporal::lexer::{DateTokens, lex};
    use crate::temporal::numeral::number;
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
        let mut possible: Vec<usize> = starts(&prefilter, &vocabulary, &tokens, 0);
        possible.sort_unstable();
        possible.dedup();
        possible
    }

    /// The patterns that a match at a token can begin with, with a number or without.
    fn starts(prefilter: &Prefilter, vocabulary: &Vocabulary, tokens: &[DateToken], at: usize) -> Vec<usize> {
        let head = prefilter.starts(tokens, at);
        let number = number(DateTokens { tokens, vocabulary }, at);
        let after = number.into_iter().flat_map(|(_, end)| prefilter.starts_after_number(tokens, end));
        head.chain(after).map(|start| usize::from(start.pattern)).collect()
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
                    let starts = starts(&grammar.prefilter, &grammar.vocabulary, &tokens, at);
                    for pattern in grammar.matching(&tokens, at) {
                        assert!(starts.contains(&pattern), "{text}: pattern {pattern} at token {at}");
                    }
                }
            }
        }
    }
}
