//! Lists of days that share a month: "May 24, 25 and 26".
//!
//! What makes a list is the comma and the last day after "and" or "or"; two days without a comma are a rule of the language.

use super::grammar::Grammar;
use super::lexer::{DateToken, DateTokens, Shape};
use crate::article::Day;

/// Days that a list has after its first.
const MOST_DAYS: usize = 8;

/// The days of a list after its first one, which ends before a token: the token and the day of each. None where the words that
/// follow make no list of days ("on May 24, 25 people").
pub(super) fn days_after(tokens: DateTokens<'_>, grammar: &Grammar, end: usize, first: Day) -> Vec<(usize, Day)> {
    let classes = &grammar.classes;
    let is_in = |at: usize, class: Option<u8>| {
        let token = tokens.get(at).filter(|token| !token.opens_paragraph());
        token.zip(class).is_some_and(|(token, class)| grammar.vocabulary.classes(token.word) >> class & 1 == 1)
    };
    let (year, month, mut last) = first.civil();
    let (mut days, mut at) = (Vec::new(), end);
    while days.len() < MOST_DAYS {
        let has_comma = is_in(at, classes.comma);
        let number = at + usize::from(has_comma);
        let is_last = is_in(number, classes.list_last);
        let number = number + usize::from(is_last);
        let is_day = |token: &&DateToken| token.shape == Shape::Number && token.len() <= 2 && token.value > last;
        let day = tokens.get(number).filter(|token| !token.opens_paragraph()).filter(is_day);
        let Some(day) = day.filter(|_| has_comma || is_last).and_then(|day| Day::from_civil(year, month, day.value))
        else {
            break;
        };
        last = day.civil().2;
        days.push((number, day));
        at = number + 1;
        if is_last {
            // Days in a row are days whatever follows; others must be the end of something.
            let is_row = days.iter().zip(0..).all(|((_, day), passed)| day.0 == first.0 + 1 + passed);
            let ends = tokens.get(at).is_none_or(DateToken::opens_paragraph) || is_in(at, classes.after_date);
            return if days.len() > 1 && (ends || is_row) { days } else { Vec::new() };
        }
    }
    Vec::new()
}
