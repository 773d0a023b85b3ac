//! The words of the tagger, joined from the tokens of a text in the way of its training corpora.
//!
//! Hyphens always divide ("U.S.-led"), since corpora disagree on them; abbreviations of single letters keep their full stops
//! ("U.S.", "J."), apostrophes stay inside names ("O'Brien"), possessives and contractions are split off ("'s").

use crate::text::tokens::LONGEST;
use crate::text::{Class, Reading, Token};
use std::ops::Range;

/// One past the last token of the word that begins at `at`; `tokens` are those of a sentence.
pub(crate) fn end_of_word(tokens: &[Token], at: usize, text: &str) -> usize {
    let token = tokens[at];
    let Some(next) = joined(tokens, at + 1) else { return at + 1 };
    if token.class.is_word() {
        if next.class == Class::Punctuation && !text[next.start as usize..].starts_with(['\'', '’', '.', ',']) {
            return at + 1;
        }
        return abbreviation_end(tokens, at, text).unwrap_or_else(|| joined_end(tokens, at, text));
    }
    if is_apostrophe(token.of(text)) { suffix_end(tokens, at, text).unwrap_or(at + 1) } else { at + 1 }
}

/// The words of a text that is one sentence, by their bytes; for training, which reads a text once.
pub(crate) fn divide(text: &str) -> Vec<Range<usize>> {
    let reading = Reading::of("", text, std::slice::from_ref(&(0..text.len())));
    let tokens = reading.text.all();
    let (mut at, mut words) = (0, Vec::with_capacity(tokens.len()));
    while at < tokens.len() {
        let end = end_of_word(tokens, at, text);
        words.push(tokens[at].start as usize..tokens[end - 1].end as usize);
        at = end;
    }
    words
}

/// The token at a position, if nothing stands between it and the one before.
fn joined(tokens: &[Token], at: usize) -> Option<Token> {
    tokens.get(at).copied().filter(|token| token.joined)
}

fn is_apostrophe(word: &str) -> bool {
    matches!(word, "'" | "’")
}

/// The end of a possessive or a contraction ("'s", "’ll") that begins with the apostrophe at `at`.
fn suffix_end(tokens: &[Token], at: usize, text: &str) -> Option<usize> {
    let letters = joined(tokens, at + 1)?.of(text);
    let is_suffix =
        letters.len() <= 2 && ["s", "t", "d", "m", "ll", "re", "ve"].iter().any(|s| letters.eq_ignore_ascii_case(s));
    let goes_on = joined(tokens, at + 2).is_some_and(|next| next.class.is_word());
    (is_suffix && !goes_on).then_some(at + 2)
}

/// The end of letters and digits with what stands between them in one word: "O'Brien", "1,500", "24th".
fn joined_end(tokens: &[Token], at: usize, text: &str) -> usize {
    let begins_with = |token: Token, test: fn(char) -> bool| text[token.start as usize..].starts_with(test);
    let mut end = at + 1;
    while let Some(next) = joined(tokens, end).filter(|next| ((next.start - tokens[at].start) as usize) < LONGEST) {
        if next.class.is_word() {
            end += 1;
            continue;
        }
        let Some(after) = joined(tokens, end + 1) else { break };
        let goes_on = match next.of(text) {
            "'" | "’" => begins_with(after, char::is_alphabetic) && suffix_end(tokens, end, text).is_none(),
            "." | "," => {
                text[..next.start as usize].ends_with(|c: char| c.is_ascii_digit())
                    && begins_with(after, |c| c.is_ascii_digit())
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        end += 2;
    }
    end
}

/// The end of single letters with full stops: "U.S.", "J.", "p.m."
fn abbreviation_end(tokens: &[Token], at: usize, text: &str) -> Option<usize> {
    let mut end = at;
    while let Some(letter) = tokens.get(end).filter(|letter| end == at || letter.joined) {
        let mut chars = letter.of(text).chars();
        let is_letter = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
        let has_stop = is_letter && joined(tokens, end + 1).is_some_and(|stop| stop.of(text) == ".");
        if !has_stop || (letter.start - tokens[at].start) as usize >= LONGEST {
            break;
        }
        end += 2;
    }
    // A lower-case letter with one full stop ends a sentence ("plan b.").
    let is_single_lower = end == at + 2 && tokens[at].of(text).starts_with(char::is_lowercase);
    (end > at && !is_single_lower).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        divide(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_of_the_training_corpora() {
        let cases: &[(&str, &[&str])] = &[
            ("U.S.-led talks.", &["U.S.", "-", "led", "talks", "."]),
            ("J. K. O'Brien's", &["J.", "K.", "O'Brien", "'s"]),
            ("don’t 1,500 3.5%", &["don", "’t", "1,500", "3.5", "%"]),
            ("Zelenskyy’s “plan b.”", &["Zelenskyy", "’s", "“", "plan", "b", ".", "”"]),
            ("the '90s, 24th-floor D'S", &["the", "'", "90s", ",", "24th", "-", "floor", "D", "'S"]),
            ("U.S.A. G7 U.S.Army 5.a", &["U.S.A.", "G7", "U.S.", "Army", "5", ".", "a"]),
            ("l'd'x 'tis Hawai'i", &["l", "'d", "'", "x", "'", "tis", "Hawai'i"]),
            ("東京 met", &["東京", "met"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&words(text), expected);
        }
    }

    #[test]
    fn long_words_are_cut() {
        for text in ["é1".repeat(10_000), "x.".repeat(10_000)] {
            assert!(words(&text).iter().all(|word| word.len() <= 2 * LONGEST));
        }
    }
}
