//! The tagger: one pass over the tokens, longest match first, each date resolved in its context.
//!
//! Work is bounded by tokens times rules that may begin there: linear in the text.

use super::DateMention;
use super::captures::{Captures, Role};
use super::discourse::{Discourse, Tense};
use super::grammar::{Grammar, Normalisation, Rule};
use super::lexer::{DateToken, DateTokens, Shape, lex};
use super::list;
use super::period::{Period, Unit};
use super::resolve::resolve;
use super::resolved::Resolved;
use super::tense::{is_one_sentence, tense};
use super::vocabulary::Case;
use crate::article::{Day, Span};

/// Finds and resolves the dates of a text.
pub(super) fn tag(text: &str, grammar: &Grammar, anchor: Option<Day>, case: Case) -> Vec<DateMention> {
    let tokens = lex(text, &grammar.vocabulary, case);
    let tokens = DateTokens { tokens: &tokens, vocabulary: &grammar.vocabulary };
    let mut tagger = Tagger {
        text,
        grammar,
        tokens,
        case,
        discourse: Discourse {
            anchor,
            narrative: is_narrative(grammar, tokens.tokens, anchor),
            ..Discourse::default()
        },
        mentions: Vec::new(),
        told_at: 0,
        read_to: 0,
    };
    let mut at = 0;
    while at < tokens.tokens.len() {
        at = tagger.step(at);
    }
    tagger.mentions
}

/// Roles of the second of two mentions that share words ("May 3 to 7", "March and April 2024").
const SECOND_ROLES: [(Role, Role); 6] = [
    (Role::Day, Role::Day2),
    (Role::Month, Role::Month2),
    (Role::Year, Role::Year2),
    (Role::Weekday, Role::Weekday2),
    (Role::Quarter, Role::Quarter2),
    (Role::Number, Role::Number2),
];

/// Tokens in which a date must begin that "three days before the vote on ..." is told from.
const AHEAD: usize = 7;

/// Tokens in which the day of a time of day may be said after it.
const FAR_AHEAD: usize = 12;

struct Tagger<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    tokens: DateTokens<'a>,
    case: Case,
    discourse: Discourse,
    mentions: Vec<DateMention>,
    /// The token after the mention that [`Discourse::told`] is of.
    told_at: usize,
    /// The token after the last mention.
    read_to: usize,
}

impl Tagger<'_> {
    /// Reads the mention that begins at a token, if any; the token to go on from.
    fn step(&mut self, at: usize) -> usize {
        let token = &self.tokens.tokens[at];
        if token.word == 0 && token.shape != Shape::Number {
            return at + 1;
        }
        let grammar = self.grammar;
        let accepts = |end, _: &Rule| !self.is_doubtful(at, end);
        let Some((end, captures, rule)) = grammar.match_at(self.tokens, at, accepts) else {
            return at + 1;
        };
        if let Some(next) = self.take(rule, &captures, at, end) {
            return next;
        }
        // What makes no date by the one rule may by another.
        let is_other = |other: &Rule| {
            !std::ptr::eq(other, rule) && [other, rule].iter().any(|r| r.normalisation != Normalisation::FromDate)
        };
        let accepts = |end, other: &Rule| is_other(other) && !self.is_doubtful(at, end);
        let next = match grammar.match_at(self.tokens, at, accepts) {
            Some((end, captures, rule)) => self.take(rule, &captures, at, end),
            None => None,
        };
        next.unwrap_or(at + 1)
    }

    /// Reads a match that depends on a date which follows: "three days before the vote on March 1".
    fn take_from_date(&mut self, rule: &Rule, captures: &Captures, at: usize, end: usize) -> Option<usize> {
        let date = self.date_after(end)?;
        let before = self.discourse.reference.replace(date);
        let is_read = self.read(rule, captures, at, end);
        self.discourse.reference = before;
        is_read.then_some(end)
    }

    /// The date that begins within a few words, on which what goes before may depend: "the vote on March 1".
    fn date_after(&self, start: usize) -> Option<Period> {
        for at in start..start + AHEAD {
            let token = self.tokens.get(at).filter(|token| !token.opens_paragraph())?;
            let is_lead = |class| self.grammar.vocabulary.classes(self.tokens.tokens[at - 1].word) >> class & 1 == 1;
            let may_begin = at <= start + 1 || self.grammar.classes.lead.is_some_and(is_lead);
            if may_begin
                && let Some((end, captures, rule)) =
                    self.grammar.match_at(self.tokens, at, |end, _| !self.is_doubtful(at, end))
                && matches!(rule.normalisation, Normalisation::Date | Normalisation::Holiday | Normalisation::Deictic)
                && !captures.has_split()
            {
                let tense = tense(self.text, self.grammar, self.tokens.tokens, at..end);
                return resolve(rule, &captures, &Discourse { tense, ..self.discourse })?.period;
            }
            if token.shape == Shape::Mark {
                return None;
            }
        }
        None
    }

    /// The day that a time of day without one is of, where the rest of its sentence says it: "gegen 18 Uhr trat am Dienstag der Rat
    /// zusammen". A day that stands before it in the sentence goes first.
    fn day_of_time(&self, start: usize, end: usize) -> Option<Period> {
        let on = self.grammar.classes.on?;
        let is_on = |at: usize| self.grammar.vocabulary.classes(self.tokens.tokens[at].word) >> on & 1 == 1;
        let is_same = |tokens| is_one_sentence(self.text, self.grammar, self.tokens.tokens, tokens);
        if self.mentions.last().is_some_and(|_| is_same(self.read_to..start)) {
            return None;
        }
        let ons = (end..self.tokens.tokens.len()).take(FAR_AHEAD).take_while(|at| is_same(end..*at));
        ons.filter(|at| is_on(*at)).find_map(|at| self.date_after(at)).filter(|period| period.unit() == Unit::Day)
    }

    /// Reads a match: one mention, or several that share words; the token to go on from, none where it makes no date.
    fn take(&mut self, rule: &Rule, captures: &Captures, at: usize, end: usize) -> Option<usize> {
        let captures = *captures;
        if rule.normalisation == Normalisation::FromDate {
            return self.take_from_date(rule, &captures, at, end);
        }
        let end = captures.ends_early().unwrap_or(end);
        if rule.normalisation.goes_by_tense() {
            // A query has no verbs, and an archive holds what was.
            self.discourse.tense = match self.case {
                Case::Ignored => Tense::Past,
                Case::Matters => tense(self.text, self.grammar, self.tokens.tokens, at..end),
            };
            let tokens = self.tokens.tokens;
            self.discourse.told =
                self.discourse.told.filter(|_| is_one_sentence(self.text, self.grammar, tokens, self.told_at..at));
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
            let is_short = first.get(Role::Era).is_none();
            if let (true, Some(year), Some(short @ 0..=99)) = (is_short, first.get(Role::Year), second.get(Role::Year))
            {
                second.set(Role::Year, year_after(year, short));
            }
            if !self.read(rule, &first, at, first_end) {
                return Self::after_unread(&captures, second_start);
            }
            self.read(rule, &second, second_start, end);
            return Some(end);
        }
        if is_bare_time(rule, &captures) {
            let before = self.discourse.reference;
            self.discourse.reference = self.day_of_time(at, end).or(before);
            let is_read = self.read(rule, &captures, at, end);
            if !is_read {
                self.discourse.reference = before;
            }
            return is_read.then_some(end);
        }
        if self.read(rule, &captures, at, end) {
            return Some(self.days_of_list(rule, &captures, at, end));
        }
        Self::after_unread(&captures, end)
    }

    /// Where to go on after a match that makes no date: a day that the month does not have ("31 June") is passed over
    /// whole, so that its month or year is not taken for a mention of its own.
    fn after_unread(captures: &Captures, end: usize) -> Option<usize> {
        let is_day = captures.get(Role::Month).is_some() && captures.get(Role::Day).is_some();
        is_day.then_some(end)
    }

    /// Reads the days that follow a day in a list ("May 24, 25 and 26"); the token to go on from.
    fn days_of_list(&mut self, rule: &Rule, captures: &Captures, at: usize, end: usize) -> usize {
        let is_day = captures.get(Role::Month).is_some() && captures.get(Role::Day).is_some();
        // In "3, 4 and 5 May" the month comes last.
        let has_month = (at..end).any(|at| self.is_month(at));
        if rule.normalisation != Normalisation::Date || !is_day || !has_month || captures.get(Role::Hour).is_some() {
            return end;
        }
        let first = self.mentions.last().and_then(|mention| mention.timex.days);
        let days = first.map_or_else(Vec::new, |days| list::days_after(self.tokens, self.grammar, end, days.from));
        let mut end = end;
        for (at, day) in days {
            let (year, ..) = day.civil();
            let mut captures = *captures;
            captures.clear(Role::Weekday);
            captures.set(Role::Year, year);
            captures.set(Role::Day, day.civil().2.cast_signed());
            end = at + 1;
            self.read(rule, &captures, at, end);
        }
        end
    }

    fn is_month(&self, at: usize) -> bool {
        let classes = self.grammar.vocabulary.classes(self.tokens.tokens[at].word);
        let known = &self.grammar.classes;
        [known.month, known.month_abbreviation].iter().flatten().any(|class| classes >> class & 1 == 1)
    }

    /// Resolves a match and keeps it.
    fn read(&mut self, rule: &Rule, captures: &Captures, start: usize, end: usize) -> bool {
        let Some(resolved) = resolve(rule, captures, &self.discourse) else { return false };
        // A comparison ("a year earlier", "the 1988 quarter") is not what the text goes on to speak of.
        let back = captures.get(Role::Offset).is_some_and(|offset| offset < 0);
        let compared = match rule.normalisation {
            Normalisation::Later => back,
            Normalisation::Ago if back && matches!(resolved.period, Some(Period::Quarter(..))) => true,
            Normalisation::Period => true,
            Normalisation::Reference => captures.get(Role::Relation).is_some_and(|relation| relation < 0),
            // A report keeps to the quarter that it named.
            Normalisation::FromDate => captures.get(Role::Offset) == Some(0),
            // Nor does a story of other times go on from the day of writing.
            Normalisation::Deictic | Normalisation::Unit | Normalisation::Weekend | Normalisation::Ago => {
                self.discourse.narrative
            }
            Normalisation::Date => {
                let is_of_now = captures.get(Role::Relation).is_some() || self.discourse.tense == Tense::Coming;
                self.discourse.narrative && is_of_now && captures.get(Role::Year).is_none()
            }
            _ => false,
        };
        // A quarter that a report begins with is what it speaks of.
        let opens = self.discourse.quarter.is_none() && matches!(resolved.period, Some(Period::Quarter(..)));
        if !compared || rule.normalisation == Normalisation::FromDate && opens {
            self.remember(&resolved);
        }
        if rule.normalisation == Normalisation::Date && captures.get(Role::Month).is_some() {
            self.tell(&resolved, captures.get(Role::Year).is_some(), end);
        }
        // Results of nine months are compared with a year, those of a quarter with a quarter.
        if rule.normalisation == Normalisation::Duration && captures.get(Role::Unit) == Some(Unit::Month as i32) {
            self.discourse.results_of_months = captures.get(Role::Number).is_some_and(|number| number > 300);
        }
        let (first, last) = (&self.tokens.tokens[start], &self.tokens.tokens[end - 1]);
        let span = Span { start: first.start, end: last.end };
        self.read_to = end;
        self.mentions.push(DateMention { span, timex: resolved.timex(&rule.name) });
        true
    }

    /// Keeps the month or day of a year long past, from which the sentence may go on; the next one in it takes its place.
    fn tell(&mut self, resolved: &Resolved, has_year: bool, end: usize) {
        let now = self.discourse.anchor.map(|anchor| anchor.civil().0);
        let is_past = resolved.period.and_then(Period::year).zip(now).is_some_and(|(year, now)| year < now - 1);
        if is_past && (has_year || self.discourse.told.is_some()) {
            self.discourse.told = resolved.period;
            self.told_at = end;
        }
    }

    fn remember(&mut self, resolved: &Resolved) {
        if let Some(period) = resolved.period
            && !matches!(period, Period::Decade(_) | Period::Century(_))
        {
            self.discourse.reference = Some(period);
            // The quarter of the results is the latest that is over; earlier ones are what it is compared with.
            let is_later = self.discourse.quarter.is_none_or(|quarter| period.first() >= quarter.first());
            let is_over = self.discourse.anchor.is_none_or(|anchor| period.days().is_some_and(|days| days.to < anchor));
            if matches!(period, Period::Quarter(..)) {
                self.discourse.results_of_months = false;
                if is_later && is_over {
                    self.discourse.quarter = Some(period);
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
}

/// True of a time of day without a day.
fn is_bare_time(rule: &Rule, captures: &Captures) -> bool {
    let days = [Role::Day, Role::Month, Role::Weekday, Role::Offset, Role::Year];
    rule.normalisation == Normalisation::Date
        && captures.get(Role::Hour).is_some()
        && days.into_iter().all(|role| captures.get(role).is_none())
}

/// The first year from a year on that ends in two figures: 1958 of 1957 and 58.
fn year_after(year: i32, short: i32) -> i32 {
    year + (short - year).rem_euclid(100)
}

/// True of a text that is mostly about years away from the anchor's: dates without a year follow the last one named.
fn is_narrative(grammar: &Grammar, tokens: &[DateToken], anchor: Option<Day>) -> bool {
    let year = anchor.map(|day| day.civil().0);
    let (mut far, mut near) = (0_usize, 0_usize);
    let mask = |classes: &[Option<u8>]| classes.iter().flatten().fold(0, |mask, class| mask | 1 << class);
    let known = &grammar.classes;
    let now = mask(&[known.deictic, known.weekday]);
    let (relation, unit) = (mask(&[known.relation]), mask(&[known.month, known.unit]));
    for (at, token) in tokens.iter().enumerate() {
        if token.shape == Shape::Number {
            let value = token.value as i32;
            if token.len() == 4 && (1000..=2199).contains(&value) {
                // Years to come make no story.
                if year.is_none_or(|year| value < year - 2) { far += 1 } else { near += 1 }
            }
        } else if token.word != 0 {
            let classes = grammar.vocabulary.classes(token.word);
            // "last June", "this year"
            let is_unit = |next: &DateToken| grammar.vocabulary.classes(next.word) & unit != 0;
            let is_related = classes & relation != 0 && tokens.get(at + 1).is_some_and(is_unit);
            near += usize::from(classes & now != 0 || is_related);
        }
    }
    far >= 2 && far > 2 * near
}
