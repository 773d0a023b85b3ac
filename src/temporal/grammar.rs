//! The rules of a language: read from its folder, compiled once, found by the word that a match begins with.

use super::lexer::{Case, Shape};
use super::numeral::Numerals;
use super::pattern::{Captures, Pattern, Role, Test, Tokens};
use super::prefilter::Prefilter;
use super::vocabulary::{Vocabulary, WordId};
use crate::article::TimexType;
use std::sync::LazyLock;

/// How the captures of a rule become a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    /// So many units from the anchor.
    Ago,
    /// So many units from the date mentioned before.
    Later,
    /// A unit related to the date mentioned before: the following day.
    Reference,
    /// The quarter or period that is spoken of, of another year: "the 1988 quarter".
    Period,
    WeekOf,
    Duration,
    /// "several weeks"
    VagueDuration,
    Set,
    Holiday,
    /// PAST_REF and its like.
    Constant,
}

const KINDS: [(&str, Kind); 20] = [
    ("date", Kind::Date),
    ("figures", Kind::Figures),
    ("fiscal", Kind::FiscalYear),
    ("decade", Kind::Decade),
    ("century", Kind::Century),
    ("years", Kind::Years),
    ("deictic", Kind::Deictic),
    ("unit", Kind::Unit),
    ("weekend", Kind::Weekend),
    ("previous-weekday", Kind::PreviousWeekday),
    ("ago", Kind::Ago),
    ("later", Kind::Later),
    ("reference", Kind::Reference),
    ("period", Kind::Period),
    ("week-of", Kind::WeekOf),
    ("duration", Kind::Duration),
    ("vague", Kind::VagueDuration),
    ("set", Kind::Set),
    ("holiday", Kind::Holiday),
    ("constant", Kind::Constant),
];

/// One rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// What the rule itself says, before the captures.
    presets: Captures,
    /// The value of a constant.
    pub(super) constant: String,
    patterns: Vec<Pattern>,
    after: Vec<Test>,
    not_after: Vec<Test>,
    before: Vec<Test>,
    not_before: Vec<Test>,
    /// Text, span and value.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) examples: Vec<(String, String, String)>,
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) counter_examples: Vec<String>,
}

/// The rules and the vocabulary of a language.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) vocabulary: Vocabulary,
    pub(super) numerals: Numerals,
    pub(super) rules: Vec<Rule>,
    /// For each pattern, its rule and its place there.
    patterns: Vec<(u16, u16)>,
    pub(super) prefilter: Prefilter,
    pub(super) classes: KnownClasses,
}

/// Classes that the tagger itself asks for.
#[derive(Debug, Default)]
pub(super) struct KnownClasses {
    pub(super) tense: Option<u8>,
    pub(super) lead: Option<u8>,
    pub(super) doubtful: Option<u8>,
    pub(super) deictic: Option<u8>,
    pub(super) weekday: Option<u8>,
    pub(super) before_to: Option<u8>,
    pub(super) preposition: Option<u8>,
    pub(super) before_as: Option<u8>,
    pub(super) before_be: Option<u8>,
    pub(super) put_off: Option<u8>,
    pub(super) put_off_to: Option<u8>,
    pub(super) to: WordId,
    pub(super) as_: WordId,
    pub(super) be: WordId,
}

static ENGLISH: LazyLock<Grammar> = LazyLock::new(|| {
    let grammar = Grammar::read(
        include_str!("rules/en/words.tsv"),
        &[
            include_str!("rules/en/dates.txt"),
            include_str!("rules/en/relative.txt"),
            include_str!("rules/en/vague.txt"),
            include_str!("rules/en/sets.txt"),
            include_str!("rules/en/durations.txt"),
            include_str!("rules/en/times.txt"),
            include_str!("rules/en/holidays.txt"),
        ],
    );
    grammar.expect("the tests read these rules")
});

static GERMAN: LazyLock<Grammar> = LazyLock::new(|| {
    let grammar = Grammar::read(include_str!("rules/de/words.tsv"), &[include_str!("rules/de/dates.txt")]);
    grammar.expect("the tests read these rules")
});

/// The grammar of a language (ISO 639-1); English where the language is not told.
pub(super) fn grammar(language: Option<&str>) -> Option<&'static Grammar> {
    match language {
        None | Some("en") => Some(&ENGLISH),
        Some("de") => Some(&GERMAN),
        _ => None,
    }
}

impl Grammar {
    /// Reads the vocabulary and the rule files of a language.
    pub(super) fn read(words: &str, files: &[&str]) -> Result<Self, String> {
        let mut vocabulary = Vocabulary::read(words)?;
        let mut numerals = Numerals {
            small: vocabulary.class("SMALL").ok_or("no class SMALL")?,
            tens: vocabulary.class("TENS").ok_or("no class TENS")?,
            scale: vocabulary.class("SCALE").ok_or("no class SCALE")?,
            article: vocabulary.class("ARTICLE").ok_or("no class ARTICLE")?,
            ..Numerals::default()
        };
        for (word, id) in [
            ("and", &mut numerals.and),
            ("-", &mut numerals.hyphen),
            (",", &mut numerals.comma),
            (".", &mut numerals.point),
            ("/", &mut numerals.slash),
        ] {
            *id = vocabulary.intern(word);
        }
        let mut rules = Vec::new();
        for file in files {
            read_rules(file, &mut vocabulary, &mut rules)?;
        }
        let [to, as_, be] = ["to", "as", "be"].map(|word| vocabulary.intern(word));
        vocabulary.seal();
        let classes = KnownClasses {
            tense: vocabulary.class("TENSE"),
            lead: vocabulary.class("LEAD"),
            doubtful: vocabulary.class("DOUBTFUL"),
            deictic: vocabulary.class("DEICTIC"),
            weekday: vocabulary.class("WEEKDAY"),
            before_to: vocabulary.class("BEFORE_TO"),
            preposition: vocabulary.class("PREPOSITION"),
            before_as: vocabulary.class("BEFORE_AS"),
            before_be: vocabulary.class("BEFORE_BE"),
            put_off: vocabulary.class("PUT_OFF"),
            put_off_to: vocabulary.class("PUT_OFF_TO"),
            to,
            as_,
            be,
        };
        let patterns: Vec<(u16, u16)> = rules
            .iter()
            .enumerate()
            .flat_map(|(rule, own)| (0..own.patterns.len()).map(move |pattern| (rule as u16, pattern as u16)))
            .collect();
        let prefilter = Prefilter::new(rules.iter().flat_map(|rule| &rule.patterns), &vocabulary, &numerals)?;
        Ok(Self { vocabulary, numerals, rules, patterns, prefilter, classes })
    }

    /// The longest match at a token that `accepts` its end, the first of the rules' order among equals.
    pub(super) fn match_at(
        &self,
        tokens: Tokens<'_>,
        at: usize,
        accepts: impl Fn(usize) -> bool,
    ) -> Option<(usize, Captures, &Rule)> {
        let mut best: Option<(usize, Captures, &Rule)> = None;
        for entry in self.prefilter.entries(tokens.tokens, at) {
            let (rule, pattern) = self.patterns[usize::from(entry.pattern)];
            let rule = &self.rules[rule as usize];
            let mut captures = rule.presets;
            let pattern = &rule.patterns[pattern as usize];
            let Some(end) = pattern.match_at(usize::from(entry.step), tokens, at, &mut captures) else { continue };
            let is_longer = best.as_ref().is_none_or(|(longest, ..)| end > *longest);
            if is_longer && accepts(end) && rule.may_stand(tokens, at, end) {
                best = Some((end, captures, rule));
            }
        }
        best
    }

    /// The patterns that match at a token, found by trying them all.
    #[cfg(test)]
    pub(super) fn matching(&self, tokens: &[super::lexer::Token], at: usize) -> Vec<usize> {
        let tokens = Tokens { tokens, vocabulary: &self.vocabulary, numerals: &self.numerals };
        let matches = |(rule, pattern): (u16, u16)| {
            let rule = &self.rules[rule as usize];
            rule.patterns[pattern as usize].match_at(0, tokens, at, &mut rule.presets.clone()).is_some()
        };
        (0..self.patterns.len()).filter(|number| matches(self.patterns[*number])).collect()
    }
}

impl Rule {
    /// True when the words around a match are those that the rule asks for, and none that it excludes.
    fn may_stand(&self, tokens: Tokens<'_>, start: usize, end: usize) -> bool {
        // Marks bar only inside a number or a compound: "1,500" and "2082.1", but "in 1994, 1995 and 1997."
        let glued = |at: usize| tokens.tokens.get(at).is_some_and(|token| !token.spaced());
        let is_inside = |mark: usize| glued(mark) && glued(mark + 1) && tokens.tokens[mark + 1].shape != Shape::Mark;
        let stands = |tests: &[Test], at: usize| {
            tests.iter().any(|test| {
                let joins = tokens.tokens[at].shape != Shape::Mark || matches!(test, Test::Class(_));
                test.read(tokens, at).is_some() && (joins || is_inside(at))
            })
        };
        // A lone number with letters at it is a name ("room 1999B", "A1990"), and so is one after a mark and figures.
        let has_letters = |at: usize| tokens.tokens.get(at).is_some_and(|token| token.shape == Shape::Word);
        let is_lone = end == start + 1 && tokens.tokens[start].shape == Shape::Number;
        let letters_before = start > 0 && glued(start) && has_letters(start - 1);
        let figures_before =
            start > 1 && glued(start) && glued(start - 1) && tokens.tokens[start - 2].shape == Shape::Number;
        if is_lone && (letters_before || figures_before || (glued(end) && has_letters(end))) {
            return false;
        }
        let before = |tests: &[Test]| start > 0 && stands(tests, start - 1);
        let follows = tokens.tokens.get(end).is_some_and(|token| !token.opens_paragraph());
        let after = |tests: &[Test]| follows && stands(tests, end);
        (self.after.is_empty() || before(&self.after))
            && !before(&self.not_after)
            && (self.before.is_empty() || after(&self.before))
            && !after(&self.not_before)
    }

    /// The TIMEX3 type where the value does not tell.
    pub(super) fn timex_type(&self) -> TimexType {
        match self.kind {
            Kind::Duration | Kind::VagueDuration => TimexType::Duration,
            Kind::Set => TimexType::Set,
            _ => TimexType::Date,
        }
    }
}

fn read_rules(file: &str, vocabulary: &mut Vocabulary, rules: &mut Vec<Rule>) -> Result<(), String> {
    let mut macros: Vec<(String, String)> = Vec::new();
    let expand = |macros: &[(String, String)], text: &str| {
        let mut text = text.to_owned();
        for (name, body) in macros.iter().rev() {
            text = text.replace(name.as_str(), body);
        }
        text
    };
    for (number, line) in file.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (keyword, rest) = line.split_once(' ').unwrap_or((line, ""));
        let fault = |what: &str| format!("line {}: {what}: {line}", number + 1);
        if keyword == "let" {
            let (name, body) = rest.split_once(" = ").ok_or_else(|| fault("no ="))?;
            macros.push((format!("@{name}"), expand(&macros, body)));
            continue;
        }
        if keyword == "rule" {
            rules.push(Rule {
                name: rest.to_owned(),
                kind: Kind::Constant,
                presets: Captures::default(),
                constant: String::new(),
                patterns: Vec::new(),
                after: Vec::new(),
                not_after: Vec::new(),
                before: Vec::new(),
                not_before: Vec::new(),
                examples: Vec::new(),
                counter_examples: Vec::new(),
            });
            continue;
        }
        let rule = rules.last_mut().ok_or_else(|| fault("no rule yet"))?;
        match keyword {
            "is" => {
                let mut words = rest.split(' ');
                let kind = words.next().unwrap_or_default();
                rule.kind = KINDS.iter().find(|(name, _)| *name == kind).ok_or_else(|| fault("no such kind"))?.1;
                for word in words {
                    match word.split_once('=') {
                        Some((role, value)) => {
                            let role = Role::from_name(role).ok_or_else(|| fault("no such role"))?;
                            rule.presets.set(role, value.parse().map_err(|_| fault("not a number"))?);
                        }
                        None => word.clone_into(&mut rule.constant),
                    }
                }
            }
            "read" => {
                let pattern = Pattern::compile(&expand(&macros, rest), vocabulary).map_err(|what| fault(&what))?;
                rule.patterns.push(pattern);
            }
            "before" => rule.before.append(&mut tests(rest, vocabulary)?),
            "after" => rule.after.append(&mut tests(rest, vocabulary)?),
            "not" => match rest.split_once(' ') {
                Some(("after", words)) => rule.not_after.append(&mut tests(words, vocabulary)?),
                Some(("before", words)) => rule.not_before.append(&mut tests(words, vocabulary)?),
                // "no TEXT" is a counter-example; "not" needs a side.
                _ => return Err(fault("not after or not before")),
            },
            "yes" => {
                let parts: Vec<&str> = rest.split(" = ").collect();
                let [text, span, value] = parts[..] else { return Err(fault("yes TEXT = SPAN = VALUE")) };
                rule.examples.push((text.to_owned(), span.to_owned(), value.to_owned()));
            }
            "no" => rule.counter_examples.push(rest.to_owned()),
            _ => return Err(fault("unknown keyword")),
        }
    }
    Ok(())
}

fn tests(words: &str, vocabulary: &mut Vocabulary) -> Result<Vec<Test>, String> {
    words.split_whitespace().map(|word| Test::compile(word, vocabulary)).collect()
}

/// The case rule of the lexer for prose.
pub(super) const PROSE: Case = Case::Matters;
