//! The tense of the sentence around a date.

use super::discourse::Tense;
use super::grammar::Grammar;
use super::lexer::{DateToken, Shape};
use std::ops::Range;

/// Tokens looked at on either side for a verb that has a tense.
const WINDOW: usize = 14;

/// Tokens between two dates that are still taken for one sentence.
const LONGEST_SENTENCE: usize = 40;

/// Bytes of the shortest word that is judged by its ending.
const SHORTEST_PAST: usize = 5;

/// The tense of the nearest verb before a mention in its sentence, else of the nearest after it.
pub(super) fn tense(text: &str, grammar: &Grammar, tokens: &[DateToken], mention: Range<usize>) -> Tense {
    Reader { text, grammar, tokens }.tense(mention.start, mention.end)
}

/// True where no sentence ends between the first and the last of some tokens.
pub(super) fn is_one_sentence(text: &str, grammar: &Grammar, tokens: &[DateToken], between: Range<usize>) -> bool {
    let reader = Reader { text, grammar, tokens };
    between.len() < LONGEST_SENTENCE && !between.into_iter().any(|at| reader.may_end_sentence(at))
}

struct Reader<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    tokens: &'a [DateToken],
}

impl Reader<'_> {
    /// The tense of the nearest verb before the mention in its sentence, else of the nearest after it.
    fn tense(&self, start: usize, end: usize) -> Tense {
        let tokens = self.tokens;
        let classes = &self.grammar.classes;
        // "postponed until Tuesday" looks ahead, "on Tuesday postponed" does not.
        let is_put_off = start > 0 && self.is_in(&tokens[start - 1], classes.put_off_to);
        let mut at = start;
        while at > 0 && start - at < WINDOW && !self.ends_sentence(at - 1) {
            at -= 1;
            let ahead = self.is_to_come(at)
                || (is_put_off && self.is_in(&tokens[at], classes.put_off))
                || self.is_set_for(at, start, end);
            let tense = if self.is_set_now(at) {
                Tense::Coming
            } else if ahead {
                Tense::Future
            } else if self.is_had_been(at) {
                Tense::Past
            } else if at > 0 && self.is_in(&tokens[at - 1], classes.being) && tokens[at].word == 0 {
                // "is accused of": a state, which tells nothing of the day.
                Tense::Unknown
            } else {
                self.verb(&tokens[at])
            };
            if tense != Tense::Unknown {
                return tense;
            }
        }
        for (distance, token) in tokens[end..].iter().enumerate().take(WINDOW) {
            let tense = self.verb(token);
            if tense != Tense::Unknown {
                return tense;
            }
            if self.ends_sentence(end + distance) {
                break;
            }
        }
        // Without a verb, "by Friday" and "until Friday" look ahead.
        match start.checked_sub(1).map(|before| &tokens[before]) {
            Some(token) if self.is_in(token, self.grammar.classes.preposition) => Tense::Future,
            _ => Tense::Unknown,
        }
    }

    /// True of a verb of the present with the day right after it ("is at noon on Saturday"), and of a state that lasts until
    /// it ("is closed until Wednesday").
    fn is_set_for(&self, at: usize, start: usize, end: usize) -> bool {
        let (tokens, classes) = (self.tokens, &self.grammar.classes);
        let is_state = || at > 0 && self.is_in(&tokens[at - 1], classes.being) && self.verb(&tokens[at]) == Tense::Past;
        let is_end = || self.is_in(&tokens[start - 1], classes.preposition);
        let is_joined = |token: &DateToken| self.is_in(token, classes.lead) || self.is_in(token, classes.after_date);
        let is_owner =
            || tokens.get(end).is_some_and(|next| next.shape == Shape::Mark && !next.spaced() && self.is_quote(next));
        let is_next = self.is_in(&tokens[at], classes.being)
            && start - at <= 2
            && tokens[at + 1..start].iter().all(is_joined)
            && !is_owner()
            && !self.is_done(end);
        is_next || (is_end() && is_state())
    }

    /// True of a clause that a participle ends, where the language puts it there: "ist am Montag gestorben".
    fn is_done(&self, end: usize) -> bool {
        let classes = &self.grammar.classes;
        let (Some(start), Some(ending)) = (classes.participle, classes.participle_end) else { return false };
        let clause = self.tokens[end..].iter().take(LONGEST_SENTENCE);
        let words = clause.take_while(|token| token.shape != Shape::Mark && !token.opens_paragraph());
        let Some(last) = words.last() else { return false };
        if last.word != 0 || last.capital() || last.len() < SHORTEST_PAST {
            return self.verb(last) == Tense::Past;
        }
        let word = &self.text[last.start as usize..last.end as usize];
        self.grammar.vocabulary.has_beginning(word, start) && self.grammar.vocabulary.has_ending(word, ending)
    }

    /// True of a pair that looks ahead from the day of writing: "set for", but not "was set for".
    fn is_set_now(&self, at: usize) -> bool {
        let is_past = |at: usize| self.verb(&self.tokens[at]) == Tense::Past;
        self.is_pair(at) && at > 1 && !is_past(at - 2)
    }

    /// True of an apostrophe, which makes a day an owner: "Monday's".
    fn is_quote(&self, token: &DateToken) -> bool {
        matches!(&self.text[token.start as usize..token.end as usize], "'" | "’")
    }

    /// True of what had been to come: "had been due to expire".
    fn is_had_been(&self, at: usize) -> bool {
        let is_past = |at: usize| self.verb(&self.tokens[at]) == Tense::Past;
        at > 1 && self.is_in(&self.tokens[at - 1], self.grammar.classes.been) && is_past(at - 2)
    }

    fn is_in(&self, token: &DateToken, class: Option<u8>) -> bool {
        class.is_some_and(|class| self.grammar.vocabulary.classes(token.word) >> class & 1 == 1)
    }

    /// True at the second of two words that together look ahead, and at a verb after a modal and an auxiliary.
    fn is_to_come(&self, at: usize) -> bool {
        let classes = &self.grammar.classes;
        let is = |at: usize, class: Option<u8>| self.is_in(&self.tokens[at], class);
        let is_passive = at > 1 && is(at - 1, classes.auxiliary) && is(at - 2, classes.modal);
        is_passive || self.is_pair(at)
    }

    /// True at the second of two words that together look ahead.
    fn is_pair(&self, at: usize) -> bool {
        let classes = &self.grammar.classes;
        let value = |at: usize, class: Option<u8>| {
            let class = class.filter(|_| self.is_in(&self.tokens[at], class))?;
            Some(self.grammar.vocabulary.value(self.tokens[at].word, class))
        };
        let pair = value(at, classes.ahead_second);
        at > 0 && pair.is_some() && pair == value(at - 1, classes.ahead_first)
    }

    fn verb(&self, token: &DateToken) -> Tense {
        let (vocabulary, classes) = (&self.grammar.vocabulary, &self.grammar.classes);
        if token.word != 0 {
            return match classes.tense.filter(|_| self.is_in(token, classes.tense)) {
                Some(class) => match vocabulary.value(token.word, class) {
                    2.. => Tense::Coming,
                    1 => Tense::Future,
                    -1 => Tense::Past,
                    _ => Tense::Reported,
                },
                None => Tense::Unknown,
            };
        }
        if token.shape != Shape::Word || token.capital() || token.len() < SHORTEST_PAST {
            return Tense::Unknown;
        }
        let word = &self.text[token.start as usize..token.end as usize];
        let ends = |class: Option<u8>| class.is_some_and(|class| vocabulary.has_ending(word, class));
        if ends(classes.past_ending) && !ends(classes.no_past_ending) { Tense::Past } else { Tense::Unknown }
    }

    /// True when a mark ends a sentence, or a paragraph ends after the token.
    fn ends_sentence(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let Some(next) = tokens.get(at + 1) else { return true };
        // After an abbreviation ("Sen. Smith") the word before is short.
        next.opens_paragraph() || (self.may_end_sentence(at) && at > 0 && tokens[at - 1].len() > 4)
    }

    /// True when a mark may end a sentence or an abbreviation, or a paragraph ends after the token.
    fn may_end_sentence(&self, at: usize) -> bool {
        let Some(next) = self.tokens.get(at + 1) else { return true };
        let token = &self.tokens[at];
        let is_mark =
            token.shape == Shape::Mark && matches!(self.text.as_bytes()[token.start as usize], b'.' | b'!' | b'?');
        next.opens_paragraph() || (is_mark && next.spaced() && next.capital())
    }
}
