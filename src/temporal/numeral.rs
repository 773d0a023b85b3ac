//! Numbers in prose, in figures and in words.
//!
//! Ordinals and units are classes of words and belong to [`super::vocabulary`].

use super::lexer::{Shape, TOO_LONG};
use super::pattern::Tokens;
use super::vocabulary::{Classes, WordId};

/// Groups of three figures after the first.
const MOST_GROUPS: usize = 4;

/// The classes by which numbers in words are read.
#[derive(Debug, Default)]
pub(super) struct Numerals {
    pub(super) small: u8,
    pub(super) tens: u8,
    pub(super) scale: u8,
    pub(super) article: u8,
    pub(super) and: WordId,
    pub(super) hyphen: WordId,
    pub(super) comma: WordId,
    pub(super) point: WordId,
    pub(super) slash: WordId,
}

impl Numerals {
    /// True of the classes of a word that a number can begin with.
    pub(super) fn begins(&self, classes: Classes) -> bool {
        [self.small, self.tens, self.article, self.scale].iter().any(|class| classes >> class & 1 == 1)
    }

    /// True of a word or mark that stands inside a number: "and", a hyphen, a scale.
    pub(super) fn join(&self, word: WordId) -> bool {
        [self.and, self.hyphen, self.comma, self.point, self.slash].contains(&word)
    }
}

pub(super) fn class_value(tokens: Tokens<'_>, at: usize, class: u8) -> Option<i32> {
    let token = tokens.tokens.get(at)?;
    (tokens.vocabulary.classes(token.word) >> class & 1 == 1).then(|| tokens.vocabulary.value(token.word, class))
}

fn is_word(tokens: Tokens<'_>, at: usize, word: WordId) -> bool {
    tokens.tokens.get(at).is_some_and(|token| token.word == word && word != 0)
}

fn glued(tokens: Tokens<'_>, at: usize) -> bool {
    tokens.tokens.get(at).is_some_and(|token| !token.spaced())
}

/// "twenty-four", "twenty four", "seven"; the position after it.
fn below_hundred(tokens: Tokens<'_>, at: usize) -> Option<(i32, usize)> {
    let numerals = tokens.numerals;
    if let Some(tens) = class_value(tokens, at, numerals.tens) {
        let next = if is_word(tokens, at + 1, numerals.hyphen) { at + 2 } else { at + 1 };
        return Some(match class_value(tokens, next, numerals.small) {
            Some(ones @ 1..=9) => (tens + ones, next + 1),
            _ => (tens, at + 1),
        });
    }
    Some((class_value(tokens, at, numerals.small)?, at + 1))
}

/// A number in digits ("1,500", "2 1/2", "1.5") or words ("two hundred"), in hundredths.
pub(super) fn number(tokens: Tokens<'_>, at: usize) -> Option<(i32, usize)> {
    let numerals = tokens.numerals;
    let token = tokens.tokens.get(at)?;
    let figure = |at: usize| tokens.tokens.get(at).filter(|t| t.shape == Shape::Number && t.value != TOO_LONG);
    if token.shape == Shape::Number {
        let mut whole = figure(at)?.value.min(10_000_000) as i32;
        let mut end = at + 1;
        // More groups than these make a number that counts nothing; reading on would take the square of the text.
        for _ in 0..MOST_GROUPS {
            if !(is_word(tokens, end, numerals.comma) && glued(tokens, end) && glued(tokens, end + 1)) {
                break;
            }
            let Some(group) = figure(end + 1).filter(|t| t.len() == 3) else { break };
            whole = (whole.saturating_mul(1000).saturating_add(group.value as i32)).min(10_000_000);
            end += 2;
        }
        let is_fraction = |at: usize| {
            let (over, under) = (figure(at)?, figure(at + 2)?);
            let whole = over.len() == 1 && under.len() == 1 && over.value < under.value;
            (is_word(tokens, at + 1, numerals.slash) && whole).then(|| (over.value * 100 / under.value) as i32)
        };
        if let Some(part) = is_fraction(end) {
            return Some((whole * 100 + part, end + 3));
        }
        if is_word(tokens, end, numerals.point)
            && glued(tokens, end)
            && glued(tokens, end + 1)
            && let Some(part) = figure(end + 1).filter(|t| t.len() <= 2)
        {
            let part = if part.len() == 1 { part.value * 10 } else { part.value };
            return Some((whole * 100 + part as i32, end + 2));
        }
        if let Some(scale) = class_value(tokens, end, numerals.scale).filter(|_| whole < 1000) {
            return Some(((whole * scale).saturating_mul(100), end + 1));
        }
        return Some((whole * 100, end));
    }
    let mut total = 0_i32;
    let mut end = at;
    let mut seen = false;
    // A number in words has at most a few groups: "two thousand three hundred and five".
    for _ in 0..6 {
        let next = if seen && is_word(tokens, end, numerals.and) { end + 1 } else { end };
        let group = below_hundred(tokens, next)
            .or_else(|| class_value(tokens, next, numerals.article).filter(|_| !seen).map(|_| (1, next + 1)));
        let Some((value, after)) = group else { break };
        let mut value = value;
        let mut after = after;
        let mut scaled = false;
        while let Some(scale) = class_value(tokens, after, numerals.scale) {
            value = value.saturating_mul(scale).min(10_000_000);
            after += 1;
            scaled = true;
        }
        // "a" alone is an article, and "five six" are two numbers.
        if class_value(tokens, next, numerals.article).is_some() && !scaled {
            break;
        }
        total = total.saturating_add(value).min(10_000_000);
        end = after;
        seen = true;
        if !scaled {
            break;
        }
    }
    seen.then_some((total * 100, end))
}

/// "nineteen ninety-six", "two thousand", "two thousand and one".
pub(super) fn year_words(tokens: Tokens<'_>, at: usize) -> Option<(i32, usize)> {
    let (first, middle) = below_hundred(tokens, at)?;
    if (11..=20).contains(&first) {
        let (second, end) = below_hundred(tokens, middle)?;
        return (second >= 10).then_some((first * 100 + second, end));
    }
    let (value, end) = number(tokens, at)?;
    (200_000..=209_900).contains(&value).then_some((value / 100, end))
}
