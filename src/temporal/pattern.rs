//! Patterns over tokens: which words a rule reads, and the matcher that tries them.
//!
//! ```text
//! sequence = item+            alternative = sequence ("|" sequence)*
//! item     = ["+"] [role ":"] (CLASS | word) ["?"] | "(" alternative ")" ["?"] | "/"
//! ```
//!
//! `+` asks that no white space stands before; a role keeps the value of what matched; `/` ends the first mention and
//! begins a second one ("May 3 / - 7 /"); what follows a single `/` is only looked at ("3 / , 4 and 5 May"). There is no repetition, so a match is bounded and the tagger stays linear.

use super::captures::{Role, Trail};
use super::lexer::{DateToken, DateTokens, Shape, lex};
use super::numeral::{number, year_words};
use super::vocabulary::{Case, Vocabulary, WordId};

/// What one token (or a spelled number) must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Word(WordId),
    Class(u8),
    /// These digits.
    Digits(u32),
    /// One or two digits up to 31.
    DayFigure,
    /// One or two digits up to 12.
    MonthFigure,
    /// Four digits, 1000 to 2199.
    YearFigure,
    /// Three digits, 100 to 999.
    EarlyYearFigure,
    /// Four digits that are a time of day: 1530. The value is [`CLOCK_FIGURES`] more.
    ClockFigure,
    /// Two digits.
    TwoFigures,
    /// One or two digits up to 24.
    HourFigure,
    /// Two digits up to 59.
    MinuteFigure,
    /// Any digits.
    Figure,
    /// Eight digits that are a date.
    DateFigure,
    /// A number in digits or words, in hundredths.
    Number,
    /// A year in words: "nineteen ninety-six".
    YearWords,
}

/// What four digits of a time of day are more than their number, so that 0015 is no 15 o'clock.
pub(super) const CLOCK_FIGURES: i32 = 10_000;

const TESTS: [(&str, Test); 12] = [
    ("DAY", Test::DayFigure),
    ("MM", Test::MonthFigure),
    ("YEAR", Test::YearFigure),
    ("YYY", Test::EarlyYearFigure),
    ("HHMM", Test::ClockFigure),
    ("YY", Test::TwoFigures),
    ("HH", Test::HourFigure),
    ("MINUTE", Test::MinuteFigure),
    ("FIGURE", Test::Figure),
    ("YYYYMMDD", Test::DateFigure),
    ("NUMBER", Test::Number),
    ("YEARWORDS", Test::YearWords),
];

/// One step of a compiled pattern.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Test {
        test: Test,
        role: Option<Role>,
        glued: bool,
    },
    /// Try the next step first, then this one.
    Else(u16),
    Jump(u16),
    Split,
    Done,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) steps: Vec<Step>,
}

/// Steps that one attempt may take; far above what any rule needs.
const MOST_STEPS: u32 = 2000;

/// One attempt to match: the token that it began at, and the steps that it may still take.
struct Attempt {
    start: usize,
    budget: u32,
}

impl Pattern {
    /// Compiles a pattern; its words are added to the vocabulary.
    pub(super) fn compile(text: &str, vocabulary: &mut Vocabulary) -> Result<Self, String> {
        let spaced = text
            .replace('(', " ( ")
            .replace(')', " ) ")
            .replace('|', " | ")
            .replace(" ) ?", " )?")
            .replace(") ?", ")?");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut steps = Vec::new();
        let mut at = 0;
        alternatives(&words, &mut at, vocabulary, &mut steps)?;
        if at < words.len() {
            return Err(format!("unexpected {} in {text}", words[at]));
        }
        steps.push(Step::Done);
        Ok(Self { steps })
    }

    /// Tries the pattern at a token, from its beginning (step 0) or from a test that a match may begin with; the
    /// position after the match.
    pub(super) fn match_at(&self, step: usize, tokens: DateTokens<'_>, at: usize, trail: &mut Trail) -> Option<usize> {
        trail.clear();
        self.run(step, tokens, at, trail, &mut Attempt { start: at, budget: MOST_STEPS })
    }

    /// As [`Self::match_at`], with the number read that the test begins with.
    pub(super) fn match_after(
        &self,
        step: usize,
        tokens: DateTokens<'_>,
        at: usize,
        (value, end): (i32, usize),
        trail: &mut Trail,
    ) -> Option<usize> {
        trail.clear();
        if let Step::Test { role: Some(role), .. } = self.steps[step] {
            trail.push(role, value);
        }
        self.run(step + 1, tokens, end, trail, &mut Attempt { start: at, budget: MOST_STEPS })
    }

    fn run(
        &self,
        mut step: usize,
        tokens: DateTokens<'_>,
        mut at: usize,
        trail: &mut Trail,
        attempt: &mut Attempt,
    ) -> Option<usize> {
        let start = attempt.start;
        loop {
            attempt.budget = attempt.budget.checked_sub(1)?;
            match self.steps[step] {
                Step::Done => return (at > start).then_some(at),
                Step::Jump(to) => {
                    step = to as usize;
                    continue;
                }
                Step::Else(other) => {
                    // Most alternatives fail at their first word: that is seen without going into them.
                    if let Step::Test { test, .. } = self.steps[step + 1]
                        && test.read(tokens, at).is_none()
                    {
                        step = other as usize;
                        continue;
                    }
                    let before = trail.mark();
                    if let Some(end) = self.run(step + 1, tokens, at, trail, attempt) {
                        return Some(end);
                    }
                    trail.back_to(before);
                    step = other as usize;
                    continue;
                }
                Step::Split => {
                    trail.split(at);
                }
                Step::Test { test, role, glued } => {
                    let token = tokens.get(at)?;
                    if at > start && (token.opens_paragraph() || (glued && token.spaced())) {
                        return None;
                    }
                    let (value, end) = test.read(tokens, at)?;
                    if let Some(role) = role {
                        trail.push(role, value);
                    }
                    at = end;
                }
            }
            step += 1;
        }
    }
}

fn alternatives(
    words: &[&str],
    at: &mut usize,
    vocabulary: &mut Vocabulary,
    steps: &mut Vec<Step>,
) -> Result<(), String> {
    let mut ends = Vec::new();
    loop {
        let branch = steps.len();
        let mut sequence_steps = Vec::new();
        sequence(words, at, vocabulary, &mut sequence_steps, branch + 1)?;
        if words.get(*at) == Some(&"|") {
            *at += 1;
            steps.push(Step::Else((branch + 1 + sequence_steps.len() + 1) as u16));
            steps.append(&mut sequence_steps);
            ends.push(steps.len());
            steps.push(Step::Jump(0));
        } else {
            // The last branch needs no choice before it: its jumps were made one step too far.
            for step in &mut sequence_steps {
                if let Step::Else(to) | Step::Jump(to) = step {
                    *to -= 1;
                }
            }
            steps.append(&mut sequence_steps);
            break;
        }
    }
    let end = steps.len() as u16;
    for jump in ends {
        steps[jump] = Step::Jump(end);
    }
    Ok(())
}

/// Compiles a sequence whose first step will be at `base`.
fn sequence(
    words: &[&str],
    at: &mut usize,
    vocabulary: &mut Vocabulary,
    out: &mut Vec<Step>,
    base: usize,
) -> Result<(), String> {
    while let Some(word) = words.get(*at).copied() {
        if matches!(word, "|" | ")" | ")?") {
            break;
        }
        *at += 1;
        let mut inner = vec![Step::Else(0)];
        let optional;
        if word == "(" {
            // Steps inside a group are made as if they stood at 0, then moved.
            let mut group = Vec::new();
            alternatives(words, at, vocabulary, &mut group)?;
            let close = words.get(*at).ok_or("a group is not closed")?;
            optional = *close == ")?";
            *at += 1;
            let moved = (base + out.len() + usize::from(optional)) as u16;
            inner.extend(group.into_iter().map(|step| match step {
                Step::Else(to) => Step::Else(to + moved),
                Step::Jump(to) => Step::Jump(to + moved),
                other => other,
            }));
        } else if word == "/" {
            optional = false;
            inner.push(Step::Split);
        } else {
            let bare = word.strip_suffix('?').filter(|rest| !rest.is_empty());
            optional = bare.is_some();
            atom(bare.unwrap_or(word), vocabulary, &mut inner)?;
        }
        if optional {
            inner[0] = Step::Else((base + out.len() + inner.len()) as u16);
        } else {
            inner.remove(0);
        }
        out.append(&mut inner);
    }
    Ok(())
}

fn atom(word: &str, vocabulary: &mut Vocabulary, steps: &mut Vec<Step>) -> Result<(), String> {
    let (glued, word) = match word.strip_prefix('+') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, word),
    };
    let named = word.split_once(':').filter(|(role, test)| !role.is_empty() && !test.is_empty());
    let (role, word) = match named {
        Some((role, rest)) => (Some(Role::from_name(role).ok_or(format!("no role {role}"))?), rest),
        None => (None, word),
    };
    if let Some(test) = Test::of_class(word, vocabulary) {
        steps.push(Step::Test { test, role, glued });
        return Ok(());
    }
    if role.is_some() {
        return Err(format!("no class {word}"));
    }
    if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        steps.push(Step::Test { test: Test::Word(vocabulary.intern(word)), role, glued });
        return Ok(());
    }
    // A literal may be several tokens: "year-end", "p.m.".
    let pieces = lex(word, &Vocabulary::default(), Case::Matters);
    for (number, token) in pieces.iter().enumerate() {
        let test = match token.shape {
            Shape::Number => Test::Digits(token.value),
            _ => Test::Word(vocabulary.intern(&word[token.start as usize..token.end as usize])),
        };
        steps.push(Step::Test { test, role, glued: glued || number > 0 });
    }
    Ok(())
}

impl Test {
    fn of_class(word: &str, vocabulary: &Vocabulary) -> Option<Self> {
        // Classes are written in capitals.
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let fixed = TESTS.iter().find(|(name, _)| *name == word).map(|(_, test)| *test);
        fixed.or_else(|| vocabulary.class(word).map(Self::Class))
    }

    /// A test of one token: a class or a word.
    pub(super) fn compile(word: &str, vocabulary: &mut Vocabulary) -> Self {
        Self::of_class(word, vocabulary).unwrap_or_else(|| Self::Word(vocabulary.intern(word)))
    }

    /// The value of what is read at a token, and the position after it.
    #[inline]
    pub(super) fn read(self, tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
        let token = tokens.get(at)?;
        match self {
            Self::Word(word) => (token.word == word).then_some((0, at + 1)),
            Self::Class(class) => {
                let known = tokens.vocabulary.classes(token.word) >> class & 1 == 1;
                known.then(|| (tokens.vocabulary.value(token.word, class), at + 1))
            }
            _ => self.read_number(token, tokens, at),
        }
    }

    /// As [`Self::read`], of figures and numbers in words.
    fn read_number(self, token: &DateToken, tokens: DateTokens<'_>, at: usize) -> Option<(i32, usize)> {
        let figure = |digits: std::ops::RangeInclusive<usize>, values: std::ops::RangeInclusive<u32>| {
            let fits = token.shape == Shape::Number && digits.contains(&token.len()) && values.contains(&token.value);
            fits.then_some((token.value as i32, at + 1))
        };
        match self {
            Self::Word(_) | Self::Class(_) => None,
            Self::Digits(digits) => figure(1..=9, digits..=digits),
            Self::DayFigure => figure(1..=2, 1..=31),
            Self::MonthFigure => figure(1..=2, 1..=12),
            Self::YearFigure => figure(4..=4, 1000..=2199),
            Self::EarlyYearFigure => figure(3..=3, 100..=999),
            Self::ClockFigure => {
                let (value, end) = figure(4..=4, 0..=2359)?;
                (value % 100 < 60).then_some((CLOCK_FIGURES + value, end))
            }
            Self::TwoFigures => figure(2..=2, 0..=99),
            Self::HourFigure => figure(1..=2, 0..=24),
            Self::MinuteFigure => figure(2..=2, 0..=59),
            Self::Figure => figure(1..=9, 0..=999_999_999),
            Self::DateFigure => figure(8..=8, 19_000_101..=21_991_231),
            Self::Number => number(tokens, at),
            Self::YearWords => year_words(tokens, at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::captures::Captures;
    use super::*;

    fn read(pattern: &str, text: &str) -> Option<(String, Option<i32>)> {
        let table = "one\tSMALL=1\ntwo\tSMALL=2\nfour\tSMALL=4\nsix\tSMALL=6\nnineteen\tSMALL=19\ntwenty\tTENS=20\n\
                     ninety\tTENS=90\nhundred\tSCALE=100\nthousand\tSCALE=1000\na\tARTICLE\nand\tNUMBERAND\nyears\tUNIT=10\n";
        let mut vocabulary = Vocabulary::read("", table).unwrap();
        let pattern = Pattern::compile(pattern, &mut vocabulary).unwrap();
        vocabulary.seal();
        let tokens = lex(text, &vocabulary, Case::Matters);
        let tokens = DateTokens { tokens: &tokens, vocabulary: &vocabulary };
        let mut trail = Trail::default();
        let end = pattern.match_at(0, tokens, 0, &mut trail)?;
        let captures = trail.captures(Captures::default());
        let last = tokens.tokens[end - 1].end as usize;
        Some((text[..last].to_owned(), captures.get(Role::Number).or(captures.get(Role::Year))))
    }

    #[test]
    fn numbers_in_figures_and_words() {
        for (text, value) in [
            ("24 years", 2400),
            ("twenty-four years", 2400),
            ("two hundred and six years", 20_600),
            ("a hundred years", 10_000),
            ("2,500 years", 250_000),
            ("2 1/2 years", 250),
            ("1.5 years", 150),
        ] {
            assert_eq!(read("number:NUMBER UNIT", text), Some((text.to_owned(), Some(value))), "{text}");
        }
        assert_eq!(read("number:NUMBER UNIT", "a years"), None);
        assert_eq!(read("year:YEARWORDS", "nineteen ninety-six").unwrap().1, Some(1996));
        assert_eq!(read("year:YEARWORDS", "two thousand and four").unwrap().1, Some(2004));
    }

    #[test]
    fn groups_options_and_alternatives() {
        let whole = |pattern: &str, text: &str| read(pattern, text).map(|(span, _)| span);
        assert_eq!(
            whole("the? (last | past (two | six)?) years", "the past six years on").unwrap(),
            "the past six years"
        );
        assert_eq!(whole("the? (last | past (two | six)?) years", "last years").unwrap(), "last years");
        assert_eq!(whole("(a | b c?)? d", "b d").unwrap(), "b d");
        assert_eq!(whole("(a | b c?)? d", "d").unwrap(), "d");
        assert_eq!(whole("year:FIGURE +s", "1990 s"), None);
        assert_eq!(whole("year-end", "year-end").unwrap(), "year-end");
        assert_eq!(whole("9/11", "9/11").unwrap(), "9/11");
        assert_eq!(whole("9/11", "9/12"), None);
    }
}
