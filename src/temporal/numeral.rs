//! Numbers in prose, in figures and in words.
//!
//! Ordinals and units are classes of words and belong to [`super::vocabulary`].

use super::lexer::{DateToken, DateTokens, Shape, TOO_LONG};
use super::vocabulary::WordId;

/// Groups of three figures after the first.
const MOST_GROUPS: usize = 4;

/// The largest number; greater ones count as this.
const LARGEST: i32 = 10_000_000;

/// Groups of a number in words: "two thousand three hundred and five" has three.
const MOST_GROUPS_IN_WORDS: usize = 6;

pub(super) fn class_value(tokens: DateTokens<'_>, at: usize, class: u8) -> Option<i32> {
    let token = tokens.get(at)?;
    (tokens.vocabulary.classes(token.word) >> class & 1 == 1).then(|| tokens.vocabulary.value(token.word, class))
}

fn is_word(tokens: DateTokens<'_>, at: usize, word: WordId) -> bool {
    tokens.get(at).is_some_and(|token| token.word == word && word != 0)
}

fn glued(tokens: DateTokens<'_>, at: usize) -> bool {
    tokens.get(at).is_some_and(|token| !token.spaced())
}

/// "twenty-four", "twenty four", "seven"; the position after it.
fn below_hundred(tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
    let numerals = &tokens.vocabulary.numerals;
    if let Some(tens) = class_value(tokens, at, numerals.tens) {
        let next = if is_word(tokens, at + 1, numerals.hyphen) { at + 2 } else { at + 1 };
        return Some(match class_value(tokens, next, numerals.small) {
            Some(ones @ 1..=9) => (tens + ones, next + 1),
            _ => (tens, at + 1),
        });
    }
    Some((class_value(tokens, at, numerals.small)?, at + 1))
}

/// A number in digits ("1,500", "2 1/2", "1.5") or words ("two hundred"), in hundredths, and the position after it.
pub(super) fn number(tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
    if tokens.get(at)?.shape == Shape::Number { in_figures(tokens, at) } else { in_words(tokens, at) }
}

/// The number that a token's digits make, where they are not too many.
fn figure(tokens: DateTokens<'_>, at: usize) -> Option<&DateToken> {
    tokens.get(at).filter(|token| token.shape == Shape::Number && token.value != TOO_LONG)
}

/// True of a mark with nothing but digits or letters beside it.
fn is_inside(tokens: DateTokens<'_>, at: usize, mark: WordId) -> bool {
    is_word(tokens, at, mark) && glued(tokens, at) && glued(tokens, at + 1)
}

/// "1,500", "2 1/2", "1.5", "3 million".
fn in_figures(tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
    let numerals = &tokens.vocabulary.numerals;
    let mut whole = figure(tokens, at)?.value.min(LARGEST as u32) as i32;
    let mut end = at + 1;
    // More groups than these make a number that counts nothing; reading on would take the square of the text.
    for _ in 0..MOST_GROUPS {
        let group =
            figure(tokens, end + 1).filter(|group| group.len() == 3 && is_inside(tokens, end, numerals.grouping));
        let Some(group) = group else { break };
        whole = whole.saturating_mul(1000).saturating_add(group.value as i32).min(LARGEST);
        end += 2;
    }
    if let Some(part) = fraction(tokens, end) {
        return Some((whole * 100 + part, end + 3));
    }
    if is_inside(tokens, end, numerals.decimal)
        && let Some(part) = figure(tokens, end + 1).filter(|part| part.len() <= 2)
    {
        let hundredths = if part.len() == 1 { part.value * 10 } else { part.value };
        return Some((whole * 100 + hundredths as i32, end + 2));
    }
    if let Some(scale) = class_value(tokens, end, numerals.scale).filter(|_| whole < 1000) {
        return Some(((whole * scale).saturating_mul(100), end + 1));
    }
    Some((whole * 100, end))
}

/// "1/2", in hundredths.
fn fraction(tokens: DateTokens<'_>, at: usize) -> Option<i32> {
    let (over, under) = (figure(tokens, at)?, figure(tokens, at + 2)?);
    let is_fraction = over.len() == 1 && under.len() == 1 && over.value < under.value;
    (is_word(tokens, at + 1, tokens.vocabulary.numerals.slash) && is_fraction)
        .then(|| (over.value * 100 / under.value) as i32)
}

/// "two hundred", "two thousand three hundred and five", "a dozen".
fn in_words(tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
    let numerals = &tokens.vocabulary.numerals;
    let (mut total, mut end) = (0_i32, at);
    for group in 0..MOST_GROUPS_IN_WORDS {
        let is_first = group == 0;
        let is_and = !is_first && class_value(tokens, end, numerals.and).is_some();
        let next = if is_and { end + 1 } else { end };
        let article = class_value(tokens, next, numerals.article).is_some();
        let read = below_hundred(tokens, next).or_else(|| (article && is_first).then_some((1, next + 1)));
        let Some((mut value, mut after)) = read else { break };
        let unscaled = after;
        while let Some(scale) = class_value(tokens, after, numerals.scale) {
            value = value.saturating_mul(scale).min(LARGEST);
            after += 1;
        }
        let is_scaled = after > unscaled;
        // "a" alone is an article, and "five six" are two numbers.
        if article && !is_scaled {
            break;
        }
        total = total.saturating_add(value).min(LARGEST);
        end = after;
        if !is_scaled {
            break;
        }
    }
    (end > at).then_some((total * 100, end))
}

/// "nineteen ninety-six", "two thousand", "two thousand and one".
pub(super) fn year_words(tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
    let (first, middle) = below_hundred(tokens, at)?;
    if (11..=20).contains(&first) {
        let (second, end) = below_hundred(tokens, middle)?;
        return (second >= 10).then_some((first * 100 + second, end));
    }
    let (value, end) = number(tokens, at)?;
    (200_000..=209_900).contains(&value).then_some((value / 100, end))
}
