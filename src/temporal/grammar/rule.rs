//! A rule: the patterns it matches, what must surround a match, and how its captures become a value.

use crate::article::TimexType;
use crate::temporal::captures::Captures;
use crate::temporal::lexer::{DateToken, DateTokens, Shape};
use crate::temporal::pattern::{Pattern, Test};

/// How the captures of a rule become a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::temporal) enum Normalisation {
    /// Day, month, year, weekday, quarter, half, season, time of day, as far as given.
    Date,
    /// Day and month in figures, either way round.
    Figures,
    FiscalYear,
    Decade,
    Century,
    /// "2022-23"
    Years,
    /// Days from the anchor: yesterday.
    Deictic,
    /// A unit related to the anchor: last week.
    Unit,
    Weekend,
    /// The weekday before or after the date mentioned before.
    PreviousWeekday,
    /// The month or season before or after the date mentioned before.
    Following,
    /// The night before, or the one to come.
    Overnight,
    /// So many units from the anchor.
    Ago,
    /// So many units from the anchor after a verb of what is to come, else a length of time: "in two weeks".
    In,
    /// So many units from the date mentioned before.
    Later,
    /// A unit related to the date mentioned before: the following day.
    Reference,
    /// The quarter or period that is spoken of, of another year: "the 1988 quarter".
    Period,
    WeekOf,
    /// So many units later or earlier, without a number: "days later".
    Unspecified,
    /// The weekday, day, week or weekend of a month by its number: "the last Sunday of May".
    Nth,
    /// A day of a month that is told from the anchor: "the 23rd of last month".
    MonthDay,
    /// So many units from a date that follows: "three days before the vote on March 1".
    FromDate,
    Duration,
    /// "several weeks"
    VagueDuration,
    Set,
    Holiday,
    /// PAST_REF and its like.
    Constant,
}

const NAMES: [(&str, Normalisation); 27] = [
    ("date", Normalisation::Date),
    ("figures", Normalisation::Figures),
    ("fiscal", Normalisation::FiscalYear),
    ("decade", Normalisation::Decade),
    ("century", Normalisation::Century),
    ("years", Normalisation::Years),
    ("deictic", Normalisation::Deictic),
    ("unit", Normalisation::Unit),
    ("weekend", Normalisation::Weekend),
    ("previous-weekday", Normalisation::PreviousWeekday),
    ("following", Normalisation::Following),
    ("overnight", Normalisation::Overnight),
    ("ago", Normalisation::Ago),
    ("in", Normalisation::In),
    ("later", Normalisation::Later),
    ("reference", Normalisation::Reference),
    ("period", Normalisation::Period),
    ("week-of", Normalisation::WeekOf),
    ("unspecified", Normalisation::Unspecified),
    ("nth", Normalisation::Nth),
    ("month-day", Normalisation::MonthDay),
    ("from-date", Normalisation::FromDate),
    ("duration", Normalisation::Duration),
    ("vague", Normalisation::VagueDuration),
    ("set", Normalisation::Set),
    ("holiday", Normalisation::Holiday),
    ("constant", Normalisation::Constant),
];

impl Normalisation {
    /// True where the tense of the sentence decides between what was and what is to come.
    pub(in crate::temporal) fn goes_by_tense(self) -> bool {
        matches!(self, Self::Date | Self::Holiday | Self::Weekend | Self::Nth | Self::Overnight | Self::In)
    }

    /// The normalisation that a rule names after `is`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, normalisation)| *normalisation)
    }
}

/// Tokens on either side of a match that are near it.
const NEAR: usize = 8;

/// Tokens after a match that are just ahead of it.
const AHEAD: usize = 3;

/// Tokens before a match that are just behind it.
const BEHIND: usize = 5;

/// One rule.
#[derive(Debug)]
pub(in crate::temporal) struct Rule {
    pub(in crate::temporal) name: String,
    pub(in crate::temporal) normalisation: Normalisation,
    /// Values that the rule sets before the captures.
    pub(super) presets: Captures,
    /// The value of a constant.
    pub(in crate::temporal) constant: String,
    pub(super) patterns: Vec<Pattern>,
    /// What must, and what must not, precede and follow a match.
    pub(super) after: Vec<Test>,
    pub(super) not_after: Vec<Test>,
    pub(super) before: Vec<Test>,
    pub(super) not_before: Vec<Test>,
    /// What may not be near a match, on either side.
    pub(super) not_near: Vec<Test>,
    /// What may not precede, and what may not follow, within a few words.
    pub(super) not_behind: Vec<Test>,
    pub(super) not_ahead: Vec<Test>,
    /// True where the end of a paragraph is one of what must follow.
    pub(super) before_end: bool,
    /// Text, span and value.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(in crate::temporal) examples: Vec<(String, String, String)>,
    #[cfg_attr(not(test), allow(dead_code))]
    pub(in crate::temporal) counter_examples: Vec<String>,
}

impl Rule {
    /// A rule without patterns.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            normalisation: Normalisation::Constant,
            presets: Captures::default(),
            constant: String::new(),
            patterns: Vec::new(),
            after: Vec::new(),
            not_after: Vec::new(),
            before: Vec::new(),
            not_before: Vec::new(),
            not_near: Vec::new(),
            not_behind: Vec::new(),
            not_ahead: Vec::new(),
            before_end: false,
            examples: Vec::new(),
            counter_examples: Vec::new(),
        }
    }

    /// True when the words around a match are those that the rule asks for, and none that it excludes.
    pub(super) fn allows(&self, tokens: DateTokens<'_>, start: usize, end: usize) -> bool {
        // Marks bar only inside a number or a compound: "1,500" and "2082.1", but "in 1994, 1995 and 1997."
        let glued = |at: usize| tokens.get(at).is_some_and(|token| !token.spaced());
        let is_inside = |mark: usize| glued(mark) && glued(mark + 1) && tokens.tokens[mark + 1].shape != Shape::Mark;
        let stands = |tests: &[Test], at: usize| {
            tests.iter().any(|test| {
                let joins = tokens.tokens[at].shape != Shape::Mark || matches!(test, Test::Class(_));
                test.read(tokens, at).is_some() && (joins || is_inside(at))
            })
        };
        // A lone number with letters at it is a name ("room 1999B", "A1990"), and so is one after a mark and figures.
        let has_letters = |at: usize| tokens.get(at).is_some_and(|token| token.shape == Shape::Word);
        let is_lone = end == start + 1 && tokens.tokens[start].shape == Shape::Number;
        let letters_before = start > 0 && glued(start) && has_letters(start - 1);
        let figures_before =
            start > 1 && glued(start) && glued(start - 1) && tokens.tokens[start - 2].shape == Shape::Number;
        // "call 020 7946 1958"
        let number_before =
            start > 0 && !tokens.tokens[start].opens_paragraph() && tokens.tokens[start - 1].shape == Shape::Number;
        if is_lone && (letters_before || figures_before || number_before || (glued(end) && has_letters(end))) {
            return false;
        }
        let before = |tests: &[Test]| start > 0 && stands(tests, start - 1);
        let follows = tokens.get(end).is_some_and(|token| !token.opens_paragraph());
        let after = |tests: &[Test]| follows && stands(tests, end);
        (self.after.is_empty() || before(&self.after))
            && !before(&self.not_after)
            && (self.before.is_empty() || after(&self.before) || (self.before_end && !follows))
            && !after(&self.not_before)
            && !self.is_near(tokens, start, end)
    }

    /// True when a word that the rule excludes stands near a match, in its paragraph.
    fn is_near(&self, tokens: DateTokens<'_>, start: usize, end: usize) -> bool {
        if self.not_near.is_empty() && self.not_ahead.is_empty() && self.not_behind.is_empty() {
            return false;
        }
        let is_one = |tests: &[Test], at: usize| tests.iter().any(|test| test.read(tokens, at).is_some());
        let opens = |at: usize| tokens.get(at).is_none_or(DateToken::opens_paragraph);
        let behind = |count: usize| {
            let before = (start.saturating_sub(count)..start).rev();
            before.take_while(|at| !opens(at + 1))
        };
        let ahead = |count: usize| (end..end + count).take_while(|at| !opens(*at));
        behind(NEAR).any(|at| is_one(&self.not_near, at))
            || behind(BEHIND).any(|at| is_one(&self.not_behind, at))
            || ahead(NEAR).any(|at| is_one(&self.not_near, at))
            || ahead(AHEAD).any(|at| is_one(&self.not_ahead, at))
    }

    /// The TIMEX3 type where the value leaves it open.
    pub(in crate::temporal) fn timex_type(&self) -> TimexType {
        match self.normalisation {
            Normalisation::Duration | Normalisation::VagueDuration => TimexType::Duration,
            Normalisation::Set => TimexType::Set,
            _ => TimexType::Date,
        }
    }
}
