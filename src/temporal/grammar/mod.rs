//! The grammar of a language: its words and rules, read once, found by the words that a match begins with.

mod reader;
mod rule;

pub(super) use rule::{Normalisation, Rule};

use super::captures::{Captures, Trail};
use super::error::RuleError;
#[cfg(test)]
use super::lexer::DateToken;
use super::lexer::{DateTokens, Shape};
use super::numeral::number;
use super::pattern::Pattern;
use super::prefilter::{Prefilter, Start};
use super::rules::{LANGUAGES, Language, Prose};
use super::vocabulary::Vocabulary;
use std::sync::OnceLock;

/// The rules and the vocabulary of a language.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) vocabulary: Vocabulary,
    pub(super) rules: Vec<Rule>,
    /// For each pattern, its rule and its place there.
    patterns: Vec<(u16, u16)>,
    pub(super) prefilter: Prefilter,
    pub(super) classes: KnownClasses,
}

/// Classes that the tagger itself asks for, where the language has them.
#[derive(Debug, Default)]
pub(super) struct KnownClasses {
    pub(super) tense: Option<u8>,
    pub(super) past_ending: Option<u8>,
    pub(super) no_past_ending: Option<u8>,
    pub(super) lead: Option<u8>,
    pub(super) doubtful: Option<u8>,
    pub(super) deictic: Option<u8>,
    pub(super) weekday: Option<u8>,
    pub(super) month: Option<u8>,
    pub(super) month_abbreviation: Option<u8>,
    pub(super) unit: Option<u8>,
    pub(super) relation: Option<u8>,
    pub(super) preposition: Option<u8>,
    pub(super) ahead_first: Option<u8>,
    pub(super) ahead_second: Option<u8>,
    pub(super) modal: Option<u8>,
    pub(super) auxiliary: Option<u8>,
    pub(super) put_off: Option<u8>,
    pub(super) put_off_to: Option<u8>,
    pub(super) being: Option<u8>,
    pub(super) participle: Option<u8>,
    pub(super) participle_end: Option<u8>,
    pub(super) on: Option<u8>,
    pub(super) been: Option<u8>,
    pub(super) comma: Option<u8>,
    pub(super) list_last: Option<u8>,
    pub(super) after_date: Option<u8>,
}

impl KnownClasses {
    fn of(vocabulary: &Vocabulary) -> Self {
        let class = |name: &str| vocabulary.class(name);
        Self {
            tense: class("TENSE"),
            past_ending: class("PAST_ENDING"),
            no_past_ending: class("NO_PAST_ENDING"),
            lead: class("LEAD"),
            doubtful: class("DOUBTFUL"),
            deictic: class("DEICTIC"),
            weekday: class("WEEKDAY"),
            month: class("MONTH"),
            month_abbreviation: class("MONTHABBR"),
            unit: class("DATEUNIT"),
            relation: class("RELATION"),
            preposition: class("PREPOSITION"),
            ahead_first: class("AHEAD_FIRST"),
            ahead_second: class("AHEAD_SECOND"),
            modal: class("MODAL"),
            auxiliary: class("AUXILIARY"),
            put_off: class("PUT_OFF"),
            put_off_to: class("PUT_OFF_TO"),
            being: class("BEING"),
            participle: class("PARTICIPLE"),
            participle_end: class("PARTICIPLE_END"),
            on: class("ON"),
            been: class("BEEN"),
            comma: class("COMMA"),
            list_last: class("LISTLAST"),
            after_date: class("AFTERDATE"),
        }
    }
}

/// The language of texts whose language is unknown, and of queries.
const DEFAULT: &str = "en";

/// The grammars of the languages, each read when it is first asked for.
static GRAMMARS: [OnceLock<Grammar>; LANGUAGES.len()] = [const { OnceLock::new() }; LANGUAGES.len()];

/// The place of a language in the table.
fn position(language: Option<&str>) -> Option<usize> {
    let code = language.unwrap_or(DEFAULT);
    LANGUAGES.iter().position(|language| language.code == code)
}

/// The grammar of a language (ISO 639-1), where it has rules; English where the language is unknown.
pub(super) fn grammar(language: Option<&str>) -> Option<&'static Grammar> {
    let at = position(language)?;
    let prose = LANGUAGES[at].prose.as_ref()?;
    Some(GRAMMARS[at].get_or_init(|| {
        let grammar = Grammar::read(LANGUAGES[at].months, prose);
        grammar.expect("the tests read the files of every language")
    }))
}

/// Bytes of a text that is searched for words of dates before the grammar is read.
const SHORT: usize = 1000;

/// As [`grammar`], and none where it is not read yet and a short text (a query) has nothing that a rule could match: reading
/// it takes milliseconds.
pub(super) fn grammar_for(text: &str, language: Option<&str>) -> Option<&'static Grammar> {
    let at = position(language)?;
    let may_match = GRAMMARS[at].get().is_some() || text.len() > SHORT || may_match(&LANGUAGES[at], text);
    if may_match { grammar(language) } else { None }
}

/// True of a text with a digit or with a word that the words or patterns of a language have: without one, no rule matches.
fn may_match(language: &Language, text: &str) -> bool {
    let Some(prose) = &language.prose else { return false };
    if text.contains(char::is_numeric) {
        return true;
    }
    let is_part = |c: char| !c.is_alphanumeric();
    let words: Vec<String> = text.split(is_part).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let lowest = words.iter().map(String::len).min().unwrap_or_default();
    let is_word = |known: &str| {
        let is = |word: &String| word.eq_ignore_ascii_case(known) || !known.is_ascii() && *word == known.to_lowercase();
        known.len() >= lowest && words.iter().any(is)
    };
    let patterns = prose.rules.iter().flat_map(|(_, file)| file.lines());
    let patterns = patterns.filter(|line| line.starts_with("read ") || line.starts_with("let "));
    [language.months, prose.words]
        .into_iter()
        .flat_map(str::lines)
        .chain(patterns)
        .any(|line| line.split(is_part).any(is_word))
}

/// The languages whose dates are found in prose.
#[cfg(test)]
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().filter(|language| language.prose.is_some()).map(|language| language.code)
}

impl Grammar {
    /// Reads the words and the rules of a language.
    fn read(months: &str, prose: &Prose) -> Result<Self, RuleError> {
        let mut vocabulary = Vocabulary::read(months, prose.words)?;
        let mut rules = Vec::new();
        for (name, file) in prose.rules {
            rules.append(&mut reader::read(name, file, &mut vocabulary)?);
        }
        vocabulary.seal();
        let patterns: Vec<(u16, u16)> = rules
            .iter()
            .enumerate()
            .flat_map(|(rule, own): (usize, &Rule)| {
                (0..own.patterns.len()).map(move |pattern| (rule as u16, pattern as u16))
            })
            .collect();
        let prefilter = Prefilter::new(rules.iter().flat_map(|rule| &rule.patterns), &vocabulary)
            .map_err(|what| RuleError::new("words.tsv", 1, &what, ""))?;
        let classes = KnownClasses::of(&vocabulary);
        Ok(Self { vocabulary, rules, patterns, prefilter, classes })
    }

    /// The longest match at a token that `accepts` its end and its rule, the first of the rules' order among equals.
    pub(in crate::temporal) fn match_at(
        &self,
        tokens: DateTokens<'_>,
        at: usize,
        accepts: impl Fn(usize, &Rule) -> bool,
    ) -> Option<(usize, Captures, &Rule)> {
        let mut best: Option<(usize, Start, Trail)> = None;
        let mut trail = Trail::default();
        let mut weigh = |start: Start, end: Option<usize>, trail: &Trail| {
            let Some(end) = end else { return };
            let is_better = |(longest, first, _): &(usize, Start, Trail)| {
                end > *longest || (end == *longest && start.pattern < first.pattern)
            };
            let rule = self.rule(start).0;
            if best.as_ref().is_none_or(is_better) && accepts(end, rule) && rule.allows(tokens, at, end) {
                best = Some((end, start, *trail));
            }
        };
        for start in self.prefilter.starts(tokens.tokens, at) {
            let end = self.rule(start).1.match_at(usize::from(start.step), tokens, at, &mut trail);
            weigh(start, end, &trail);
        }
        let token = &tokens.tokens[at];
        let may_begin_number =
            token.shape == Shape::Number || self.vocabulary.begins_number(self.vocabulary.classes(token.word));
        if let Some(number) = may_begin_number.then(|| number(tokens, at)).flatten() {
            for start in self.prefilter.starts_after_number(tokens.tokens, number.1) {
                let end = self.rule(start).1.match_after(usize::from(start.step), tokens, at, number, &mut trail);
                weigh(start, end, &trail);
            }
        }
        best.map(|(end, start, trail)| {
            let rule = self.rule(start).0;
            (end, trail.captures(rule.presets), rule)
        })
    }

    /// The rule of a start, and its pattern there.
    fn rule(&self, start: Start) -> (&Rule, &Pattern) {
        let (rule, pattern) = self.patterns[usize::from(start.pattern)];
        let rule = &self.rules[usize::from(rule)];
        (rule, &rule.patterns[usize::from(pattern)])
    }

    /// The patterns that match at a token, found by trying them all.
    #[cfg(test)]
    pub(in crate::temporal) fn matching(&self, tokens: &[DateToken], at: usize) -> Vec<usize> {
        let tokens = DateTokens { tokens, vocabulary: &self.vocabulary };
        let matches = |(rule, pattern): (u16, u16)| {
            let rule = &self.rules[rule as usize];
            rule.patterns[pattern as usize].match_at(0, tokens, at, &mut Trail::default()).is_some()
        };
        (0..self.patterns.len()).filter(|number| matches(self.patterns[*number])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal::{tagger, vocabulary::Case};
    use proptest::prelude::*;

    fn english() -> &'static Language {
        LANGUAGES.iter().find(|language| language.code == "en").unwrap()
    }

    #[test]
    fn the_grammar_is_read_where_a_word_may_be_a_date() {
        for text in ["oil output", "person bernanke", ""] {
            assert!(!may_match(english(), text), "{text}");
        }
        for text in ["oil monday", "MARCH", "easter oil", "g7", "two weeks"] {
            assert!(may_match(english(), text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_date_is_lost(words in proptest::collection::vec("[a-z]{1,6}|[A-Z][a-z]{2,8}|(mid|late)-(May|June)|noon|dusk|Christmas|week's|'90s", 0..6)) {
            let text = words.join(" ");
            let found = tagger::tag(&text, grammar(None).unwrap(), None, Case::Matters);
            prop_assert!(may_match(english(), &text) || found.is_empty(), "{:?}", found);
        }
    }
}
