//! Which rules can match at a token, judged by the token itself and the next one that carries meaning.
//!
//! Most words that rules may begin with ("the", "in", "a") begin no date. Only words that no rule knows cost less than being
//! looked up here: a set of rules is a few words of bits, and no rule is tried that cannot match.

use super::grammar::Rule;
use super::numeral::Numerals;
use super::pattern::Test;
use super::vocabulary::{Vocabulary, WordId};

/// Words of bits of a set of rules.
const WORDS: usize = 4;

/// A set of rules, by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RuleSet([u64; WORDS]);

impl RuleSet {
    /// Rules that a set can hold.
    pub(super) const MOST: usize = 64 * WORDS;

    /// The set of all rules.
    pub(super) const ALL: Self = Self([u64::MAX; WORDS]);

    fn of<'r>(rules: &'r [Rule], holds: impl Fn(&'r Rule) -> bool) -> Self {
        let mut set = Self::default();
        for (at, _) in rules.iter().enumerate().filter(|(_, rule)| holds(rule)) {
            set.0[at / 64] |= 1 << (at % 64);
        }
        set
    }

    pub(super) fn has(self, rule: u16) -> bool {
        let rule = usize::from(rule);
        self.0[rule / 64] >> (rule % 64) & 1 == 1
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(super) fn is_empty(self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

/// What is known of the rules of a grammar.
#[derive(Debug, Default)]
pub(super) struct Prefilter {
    /// For each word, the rules that can take it somewhere.
    takes: Vec<RuleSet>,
    /// Rules that can take figures somewhere.
    pub(super) takes_figures: RuleSet,
    /// Rules that can match weak words alone.
    pub(super) weak_alone: RuleSet,
    /// Rules that can match one token.
    pub(super) one_token: RuleSet,
}

impl Prefilter {
    pub(super) fn new(rules: &[Rule], vocabulary: &Vocabulary, numerals: &Numerals, weak: Option<u8>) -> Self {
        let is_weak = |word: WordId| weak.is_some_and(|class| vocabulary.classes(word) >> class & 1 == 1);
        let words = || (1..vocabulary.len()).map(|word| word as WordId);
        let takes = |test: Test, word: WordId| {
            let in_number = matches!(test, Test::Number | Test::YearWords) && numerals.join(word);
            in_number || test.takes_word(word, vocabulary, numerals)
        };
        let weak_test = |test: Test| words().any(|word| is_weak(word) && takes(test, word));
        Self {
            takes: (0..vocabulary.len())
                .map(|word| RuleSet::of(rules, |rule| rule.holds(&|test| word > 0 && takes(test, word as WordId))))
                .collect(),
            takes_figures: RuleSet::of(rules, |rule| rule.holds(&Test::takes_figures)),
            weak_alone: RuleSet::of(rules, |rule| rule.matches_only(&weak_test, usize::MAX)),
            one_token: RuleSet::of(rules, |rule| rule.matches_only(&|_| true, 1)),
        }
    }

    /// Rules that can take a word somewhere.
    pub(super) fn takes(&self, word: WordId) -> RuleSet {
        self.takes.get(usize::from(word)).copied().unwrap_or_default()
    }
}
