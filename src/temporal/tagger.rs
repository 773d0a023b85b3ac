//! The tagger: one pass over the tokens, longest match first, each date resolved in its context.
//!
//! Work is bounded by tokens times rules that may begin there: linear in the text.

use super::DateMention;
use super::grammar::{Grammar, Kind, Rule};
use super::lexer::{Case, Shape, Token, lex};
use super::pattern::{Captures, Role, Tokens};
use super::period::{Period, Unit};
use super::resolve::{Context, Reading, Tense, resolve};
use crate::article::{Day, Span};

/// Tokens looked at on either side for a verb that tells the tense.
const VERB_WINDOW: usize = 14;

/// Finds and resolves the dates of a text.
pub(super) fn tag(text: &str, grammar: &Grammar, anchor: Option<Day>, case: Case) -> Vec<DateMention> {
    let tokens = lex(text, &grammar.vocabulary, case);
    let tokens = Tokens { tokens: &tokens, vocabulary: &grammar.vocabulary, numerals: &grammar.numerals };
    let mut tagger = Tagger {
        text,
        grammar,
        tokens,
        case,
        context: Context { anchor, narrative: is_narrative(grammar, tokens.tokens, anchor), ..Context::default() },
        mentions: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.tokens.len() {
        at = tagger.step(at);
    }
    tagger.mentions
}

/// What the second of two mentions that share words says for itself ("May 3 to 7", "March and April 2024").
const SECOND_ROLES: [(Role, Role); 5] = [
    (Role::Day, Role::Day2),
    (Role::Month, Role::Month2),
    (Role::Year, Role::Year2),
    (Role::Weekday, Role::Weekday2),
    (Role::Quarter, Role::Quarter2),
];

struct Tagger<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    tokens: Tokens<'a>,
    case: Case,
    context: Context,
    mentions: Vec<DateMention>,
}

impl Tagger<'_> {
    /// Reads the mention that begins at a token, if any; the token to go on from.
    fn step(&mut self, at: usize) -> usize {
        let token = &self.tokens.tokens[at];
        if token.word == 0 && token.shape != Shape::Number {
            return at + 1;
        }
        let grammar = self.grammar;
        let Some((end, captures, rule)) = grammar.match_at(self.tokens, at, |end| !self.is_doubtful(at, end)) else {
            return at + 1;
        };
        if matches!(rule.kind, Kind::Date | Kind::Holiday | Kind::Weekend) {
            self.context.tense = self.tense(at, end);
        }
        if captures.has_split() {
            let [first_end, second_start] = captures.split.map(|at| at as usize);
            let (mut first, mut second) = (captures, captures);
            second.clear(Role::Weekday);
            for (role, other) in SECOND_ROLES {
                if let Some(value) = captures.get(other) {
                    second.set(role, value);
                }
                first.clear(other);
                second.clear(other);
            }
            if !self.read(rule, &first, at, first_end) {
                return self.after_unread(&captures, at, second_start);
            }
            self.read(rule, &second, second_start, end);
            return end;
        }
        if self.read(rule, &captures, at, end) { end } else { self.after_unread(&captures, at, end) }
    }

    /// Where to go on after a match that makes no date: a day that the month does not have ("31 June") is passed over
    /// whole, lest its month or year be taken for what the text says.
    fn after_unread(&self, captures: &Captures, at: usize, end: usize) -> usize {
        let is_day = captures.get(Role::Month).is_some() && captures.get(Role::Day).is_some();
        if is_day { end } else { at + 1 }
    }

    /// Resolves a match and keeps it.
    fn read(&mut self, rule: &Rule, captures: &Captures, start: usize, end: usize) -> bool {
        let Some(reading) = resolve(rule, captures, &self.context) else { return false };
        // A comparison ("a year earlier", "the 1988 quarter") is not what the text goes on to speak of.
        let back = captures.get(Role::Offset).is_some_and(|offset| offset < 0);
        let compared = match rule.kind {
            Kind::Later => back,
            Kind::Ago if back && matches!(reading.period, Some(Period::Quarter(..))) => true,
            Kind::Period => true,
            // Nor does a story of other times go on from the day of writing.
            Kind::Deictic | Kind::Unit | Kind::Weekend | Kind::Ago => self.context.narrative,
            _ => false,
        };
        if !compared {
            self.remember(&reading);
        }
        // Results of nine months are compared with a year, those of a quarter with a quarter.
        if rule.kind == Kind::Duration && captures.get(Role::Unit) == Some(Unit::Month as i32) {
            self.context.results_of_months = captures.get(Role::Number).is_some_and(|number| number > 300);
        }
        let (first, last) = (&self.tokens.tokens[start], &self.tokens.tokens[end - 1]);
        let span = Span { start: first.start, end: last.end };
        self.mentions.push(DateMention { span, timex: reading.timex(rule) });
        true
    }

    fn remember(&mut self, reading: &Reading) {
        if let Some(period) = reading.period
            && !matches!(period, Period::Decade(_) | Period::Century(_))
        {
            self.context.reference = Some(period);
            // The quarter of the results is the latest that is over; earlier ones are what it is compared with.
            let is_later = self.context.quarter.is_none_or(|quarter| period.first() >= quarter.first());
            let is_over = self.context.anchor.is_none_or(|anchor| period.days().is_some_and(|days| days.to < anchor));
            if matches!(period, Period::Quarter(..)) {
                self.context.results_of_months = false;
                if is_later && is_over {
                    self.context.quarter = Some(period);
                }
            }
        }
    }

    /// A single word that is also a common one or a name, without a word before it that makes it a date.
    fn is_doubtful(&self, at: usize, end: usize) -> bool {
        let has = |at: usize, class: Option<u8>| {
            class.is_some_and(|class| self.grammar.vocabulary.classes(self.tokens.tokens[at].word) >> class & 1 == 1)
        };
        self.case == Case::Matters
            && end == at + 1
            && has(at, self.grammar.classes.doubtful)
            && !(at > 0 && has(at - 1, self.grammar.classes.lead))
    }

    /// The tense of the nearest verb before the mention in its sentence, else of the nearest after it.
    fn tense(&self, start: usize, end: usize) -> Tense {
        // A query has no verbs, and an archive holds what was.
        if self.case == Case::Ignored {
            return Tense::Past;
        }
        let tokens = self.tokens.tokens;
        let classes = &self.grammar.classes;
        // "postponed until Tuesday" looks ahead, "on Tuesday postponed" does not.
        let is_put_off = start > 0 && self.is_in(&tokens[start - 1], classes.put_off_to);
        let mut at = start;
        while at > 0 && start - at < VERB_WINDOW && !self.ends_sentence(at - 1) {
            at -= 1;
            let ahead = self.is_to_come(at) || (is_put_off && self.is_in(&tokens[at], classes.put_off));
            let tense = if ahead { Tense::Future } else { self.verb(&tokens[at]) };
            if tense != Tense::Unknown {
                return tense;
            }
        }
        for (distance, token) in tokens[end..].iter().enumerate().take(VERB_WINDOW) {
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

    fn is_in(&self, token: &Token, class: Option<u8>) -> bool {
        class.is_some_and(|class| self.grammar.vocabulary.classes(token.word) >> class & 1 == 1)
    }

    /// True at the second word of "set to", "is to", "as early as", at the third of "will be named".
    fn is_to_come(&self, at: usize) -> bool {
        let (tokens, classes) = (self.tokens.tokens, &self.grammar.classes);
        if let [.., modal, be] = &tokens[..at]
            && be.word == classes.be
            && self.is_in(modal, classes.before_be)
        {
            return true;
        }
        let class = match tokens[at].word {
            0 => return false,
            word if word == classes.to => classes.before_to,
            word if word == classes.as_ => classes.before_as,
            _ => return false,
        };
        let (Some(class), Some(before)) = (class, at.checked_sub(1)) else { return false };
        self.grammar.vocabulary.classes(tokens[before].word) >> class & 1 == 1
    }

    fn verb(&self, token: &Token) -> Tense {
        if token.word != 0 {
            let Some(class) = self.grammar.classes.tense else { return Tense::Unknown };
            if self.grammar.vocabulary.classes(token.word) >> class & 1 == 1 {
                return if self.grammar.vocabulary.value(token.word, class) > 0 { Tense::Future } else { Tense::Past };
            }
            return Tense::Unknown;
        }
        let word = &self.text[token.start as usize..token.end as usize];
        // "succeed" and "need" are no past; the few like "agreed" are in the vocabulary.
        let is_past = word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed");
        let regular_past = token.shape == Shape::Word && !token.capital() && is_past;
        if regular_past { Tense::Past } else { Tense::Unknown }
    }

    /// True when a mark ends a sentence, or a paragraph ends after the token.
    fn ends_sentence(&self, at: usize) -> bool {
        let tokens = self.tokens.tokens;
        let Some(next) = tokens.get(at + 1) else { return true };
        if next.opens_paragraph() {
            return true;
        }
        let token = &tokens[at];
        let mark =
            matches!(self.text.as_bytes()[token.start as usize], b'.' | b'!' | b'?') && token.shape == Shape::Mark;
        // After an abbreviation ("Sen. Smith") the word before is short.
        mark && next.spaced() && next.capital() && at > 0 && tokens[at - 1].len() > 4
    }
}

/// True of a text that mostly tells of years away from the anchor's: dates without a year follow the last one named.
fn is_narrative(grammar: &Grammar, tokens: &[Token], anchor: Option<Day>) -> bool {
    let year = anchor.map(|day| day.civil().0);
    let (mut far, mut near) = (0_usize, 0_usize);
    for token in tokens {
        if token.shape == Shape::Number {
            let value = token.value as i32;
            if token.len() == 4 && (1000..=2199).contains(&value) {
                if year.is_none_or(|year| (value - year).abs() > 2) { far += 1 } else { near += 1 }
            }
        } else if token.word != 0 {
            let classes = grammar.vocabulary.classes(token.word);
            let speaks_of_now = [grammar.classes.deictic, grammar.classes.weekday];
            near += usize::from(speaks_of_now.iter().flatten().any(|class| classes >> class & 1 == 1));
        }
    }
    far >= 2 && far > 2 * near
}
