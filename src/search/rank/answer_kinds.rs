//! How well a sentence answers a question of a kind: by a mention, by a number and its unit, by a definition or a reason.

use crate::article::{DayRange, Mention, MentionKind, PlaceForm};
use crate::index::analyzer;
use crate::search::plan::AnswerKind;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Words that mark answers, as data: a kind and its words a line.
const TABLE: &str = include_str!("answers.tsv");
/// Numbers in words.
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "dozen",
    "dozens",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "half",
    "twice",
];
/// Words between a number and its unit, or what is counted, at most.
const REACH: usize = 2;
/// An answer without the mark of its kind.
const UNMARKED: f32 = 0.3;
/// A number that stands by itself, where things are counted.
const UNCOUNTED: f32 = 0.6;
/// An answer that may be one.
const LIKELY: f32 = 0.8;
/// Somebody who is not said to have done what is asked about.
const BYSTANDER: f32 = 0.6;
/// Bytes between a name and the verb of its clause.
const CLAUSE: usize = 60;
/// A definition of what only ends so ("a hard Brexit is a ..."), or a judgement ("Brexit is a problem").
const DOUBTFUL: f32 = 0.5;
/// What follows a phrase in front of a clause: "before Brexit, a farmer could ...".
const ADVERBIAL: f32 = 0.3;
/// Words in which what a thing is called a kind of is looked for: "a slow-burn issue".
const KIND: usize = 3;
/// Age of the oldest people.
const OLDEST: u32 = 115;

/// Words that mark an answer of a kind.
fn marks(kind: &str) -> &'static [&'static str] {
    static MARKS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        lines.map(|(kind, words)| (kind, words.split(' ').collect())).collect()
    });
    MARKS.get(kind).map_or(&[], Vec::as_slice)
}

/// A sentence of a passage, with the words of the question in it.
pub(super) struct Sentence<'t> {
    pub text: &'t str,
    pub mentions: &'t [Mention],
    /// Bytes of the sentence in the text.
    pub range: Range<usize>,
    /// First bytes of the words asked about, in any order; also outside of the sentence.
    pub asked: &'t [usize],
    /// First bytes of the words for what was done, where it is asked who did it.
    pub deeds: &'t [usize],
    /// The passage begins its article.
    pub is_lead: bool,
}

impl Sentence<'_> {
    /// What may answer a question of the kind: its bytes in the text, and how well it does, from 0 to 1.
    pub fn answers(&self, kind: AnswerKind) -> Vec<(Range<usize>, f32)> {
        match kind {
            AnswerKind::Number(unit) => self.number(unit),
            AnswerKind::Definition => self.definition(),
            AnswerKind::Reason => self.reason(),
            AnswerKind::Happening => self.happening(),
            AnswerKind::Day | AnswerKind::Person | AnswerKind::Agent | AnswerKind::Place | AnswerKind::Organization => {
                self.mention(kind)
            }
        }
    }

    fn terms(&self) -> Vec<analyzer::Term> {
        analyzer::exact(&self.text[self.range.clone()], None)
    }

    /// Bytes of a term of the sentence in the text.
    fn span(&self, term: &analyzer::Term) -> Range<usize> {
        self.range.start + term.start..self.range.start + term.end
    }

    /// Mentions of the kind; who or what is asked about is not the answer.
    fn mention(&self, kind: AnswerKind) -> Vec<(Range<usize>, f32)> {
        let value = |mention: &Mention| {
            let span = mention.span.range();
            if !self.range.contains(&span.start) || self.asked.iter().any(|at| span.contains(at)) {
                return None;
            }
            let of_kind = match &mention.kind {
                // A day says more than a month, a month more than a year.
                MentionKind::Date(timex) if kind == AnswerKind::Day => match timex.days.map(DayRange::days) {
                    Some(..=1) => 1.0,
                    Some(..=31) => LIKELY,
                    Some(_) => 0.6,
                    None => 0.0,
                },
                MentionKind::Person { .. } if kind == AnswerKind::Person => 1.0,
                MentionKind::Person { .. } if kind == AnswerKind::Agent => self.agency(&span),
                MentionKind::Place { form: PlaceForm::Name, .. } if kind == AnswerKind::Place => 1.0,
                MentionKind::Organization { .. } if kind == AnswerKind::Organization => 1.0,
                _ => 0.0,
            };
            (of_kind > 0.0).then_some((span, of_kind))
        };
        self.mentions.iter().filter_map(value).collect()
    }

    /// How likely a name did the deed: it stands shortly before the verb ("Grell shot the mayor"), after it and "by", or right after what
    /// one who did it is called ("founder Ada Grell").
    fn agency(&self, name: &Range<usize>) -> f32 {
        let between = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default();
        let by = between(self.range.start, name.start).trim_end().ends_with(" by");
        let did = |deed: usize| {
            if deed >= name.end {
                return deed - name.end < CLAUSE && !between(name.end, deed).contains(';');
            }
            let rest = &self.text[deed..];
            let end = deed + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            by && name.start - deed < CLAUSE || between(end, name.start) == " "
        };
        let does = self.deeds.iter().any(|deed| self.range.contains(deed) && did(*deed));
        if does { 1.0 } else { BYSTANDER }
    }

    /// The words asked about, in the passage that begins an article: it tells what happened.
    fn happening(&self) -> Vec<(Range<usize>, f32)> {
        let here = self.asked.iter().filter(|_| self.is_lead).find(|at| self.range.contains(at));
        here.map(|at| (*at..*at, 1.0)).into_iter().collect()
    }

    /// Numbers of the unit: no part of a day, no number that the question says itself.
    fn number(&self, unit: &str) -> Vec<(Range<usize>, f32)> {
        let terms = self.terms();
        let value = |at: usize| {
            let term = &terms[at];
            let start = self.range.start + term.start;
            let is_number =
                term.text.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&term.text.as_str());
            if !is_number || self.asked.contains(&start) || self.is_day(start) {
                return None;
            }
            let around = at.saturating_sub(REACH)..(at + REACH + 1).min(terms.len());
            let marked = terms[around].iter().any(|beside| marks(unit).contains(&beside.text.as_str()));
            let of_unit = match unit {
                _ if marked && !marks(unit).is_empty() => 1.0,
                "money" if self.is_priced(start) => 1.0,
                "age" if self.is_age(term, start) => 1.0,
                "number" if !self.is_priced(start) => self.counted(&terms, at),
                _ => UNMARKED,
            };
            Some((self.span(term), of_unit))
        };
        (0..terms.len()).filter_map(value).collect()
    }

    /// True of a number that is part of a date.
    fn is_day(&self, at: usize) -> bool {
        let covers = |mention: &Mention| match &mention.kind {
            MentionKind::Date(timex) => timex.days.is_some() && mention.span.range().contains(&at),
            _ => false,
        };
        self.mentions.iter().any(covers)
    }

    /// True after the sign of a currency.
    fn is_priced(&self, at: usize) -> bool {
        self.text[..at].trim_end().ends_with(['$', '€', '£', '¥', '₹'])
    }

    /// True of an age in apposition ("Lowe, 41, said") or after "at".
    fn is_age(&self, term: &analyzer::Term, at: usize) -> bool {
        let before = self.text[..at].trim_end();
        let after = &self.text[self.range.start + term.end..];
        let between = before.ends_with(',') && after.starts_with([',', '.']);
        term.text.parse().is_ok_and(|years: u32| years <= OLDEST) && (between || before.ends_with(" at"))
    }

    /// A number of things: near a word that is asked about.
    fn counted(&self, terms: &[analyzer::Term], at: usize) -> f32 {
        let beside = at.saturating_sub(REACH + 1)..(at + REACH + 2).min(terms.len());
        let is_asked = |term: &analyzer::Term| self.asked.contains(&(self.range.start + term.start));
        if terms[beside].iter().any(is_asked) { 1.0 } else { UNCOUNTED }
    }

    /// Words that give a reason, or what went before.
    fn reason(&self) -> Vec<(Range<usize>, f32)> {
        let value = |term: &analyzer::Term| {
            let is = |kind| marks(kind).contains(&term.text.as_str());
            let value = if is("reason") { 1.0 } else { UNCOUNTED };
            (is("reason") || is("circumstance")).then(|| (self.span(term), value))
        };
        self.terms().iter().filter_map(value).collect()
    }

    /// Where the sentence says what the words asked about are, and how plainly.
    fn definition(&self) -> Vec<(Range<usize>, f32)> {
        let terms = self.terms();
        let is_asked =
            |at: usize| terms.get(at).is_some_and(|term| self.asked.contains(&(self.range.start + term.start)));
        let word = |at: usize| terms.get(at).map_or("", |term| term.text.as_str());
        let is = |at: usize, kind| marks(kind).contains(&word(at));
        let sentence = &self.text[self.range.clone()];
        let ends = (0..terms.len()).filter(|at| is_asked(*at) && !is_asked(at + 1));
        let value = |last: usize| {
            let mut first = last;
            while first > 0 && is_asked(first - 1) {
                first -= 1;
            }
            let after = sentence[terms[last].end..].trim_start();
            let before = |distance: usize| first.checked_sub(distance).map_or("", word);
            let is_whole = first == 0
                || ["article", "clause"].iter().any(|kind| marks(kind).contains(&before(1)))
                || sentence[terms[first - 1].end..terms[first].start]
                    .contains([',', ':', ';', '(', '"', '“', '\'', '‘', '—']);
            let weight = if is_whole { 1.0 } else { DOUBTFUL };
            let is_phrase = after.starts_with(',') && marks("preposition").contains(&before(1));
            let weight = if is_phrase { weight * ADVERBIAL } else { weight };
            if matches!(word(last + 1), "is" | "are" | "was" | "were") {
                let judges = (1..=KIND).any(|ahead| is(last + 2 + ahead, "judgement"));
                let weight = if judges { weight * DOUBTFUL } else { weight };
                return if is(last + 2, "article") { weight } else { 0.0 };
            }
            if is(last + 1, "defined") || after.starts_with(['(', ',', '—', '–']) && is(last + 1, "article") {
                return weight;
            }
            let is_introduced = marks("introduced").contains(&before(1))
                || before(1) == "as" && before(2) == "known"
                || before(1) == "or" && after.starts_with(',');
            let is_heading = first <= 3 && word(0) == "what" && sentence.trim_end().ends_with('?');
            if is_introduced || is_heading { LIKELY } else { 0.0 }
        };
        ends.map(|last| (self.span(&terms[last]), value(last))).filter(|(_, value)| *value > 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, asked: &[&str], kind: AnswerKind) -> f32 {
        let asked: Vec<usize> = asked.iter().filter_map(|word| text.find(word)).collect();
        Sentence { text, mentions: &[], range: 0..text.len(), asked: &asked, deeds: &[], is_lead: false }
            .answers(kind)
            .into_iter()
            .map(|(_, value)| value)
            .fold(0.0, f32::max)
    }

    #[test]
    fn numbers_have_units() {
        let full = |text: &str, asked: &[&str], unit| value(text, asked, AnswerKind::Number(unit)) > 0.99;
        assert!(full("The ferry cost $40 million.", &["ferry", "cost"], "money"));
        assert!(!full("The ferry carried 40 people.", &["ferry"], "money"));
        assert!(full("Ada Lowe, 41, ran the mill.", &["Lowe"], "age"));
        assert!(full("Lowe died at 87.", &["Lowe", "died"], "age"));
        assert!(!full("Lowe ran 20 mills.", &["Lowe"], "age"));
        assert!(full("The quake had a magnitude of 7.8.", &["quake"], "strength"));
        assert!(full("Grell ran it in 9.81 seconds.", &["Grell", "ran"], "speed"));
        // A number of the question is no answer.
        assert!(
            value("Grell ran the 100 meters.", &["Grell", "ran", "100", "meters"], AnswerKind::Number("speed")) < 0.1
        );
        assert!(full("Twelve miners died.", &["miners", "died"], "number"));
        let far = "Miners marched through the old town to the harbour, where 12 ferries lay.";
        assert!(!full(far, &["Miners"], "number"));
    }

    #[test]
    fn definitions_and_reasons() {
        let defined = |text: &str| value(text, &["tarn"], AnswerKind::Definition);
        for text in [
            "A tarn is a mountain lake.",
            "The tarn (a small lake) froze.",
            "a lake, or tarn, froze",
            "What is a tarn?",
        ] {
            assert!(defined(text) > 0.7, "{text}");
        }
        for text in ["The tarn is not far.", "The tarn has been a sight.", "They crossed the tarn."] {
            assert!(defined(text) < 0.1, "{text}");
        }
        assert!(
            value("It sank because of ice.", &[], AnswerKind::Reason)
                > value("It sank after a storm.", &[], AnswerKind::Reason)
        );
        assert!(value("It sank.", &[], AnswerKind::Reason) < 0.1);
    }

    #[test]
    fn a_definition_is_of_the_whole_name_and_no_judgement() {
        let defined = |text: &str| value(text, &["Brexit"], AnswerKind::Definition);
        for text in [
            "Brexit is the departure of Britain from the bloc.",
            "Critics say Brexit is a departure from the bloc.",
            "The departure, \"Brexit,\" a word of bankers, was near.",
        ] {
            assert!(defined(text) > 0.9, "{text}");
        }
        for text in [
            "A hard Brexit is a shock for farmers.",
            "Brexit is a slow-burn issue.",
            "Before Brexit, a farmer shipped eggs to Paris.",
            "Brexit is a serious problem for ports.",
            "A disorderly Brexit, a banker said, was near.",
        ] {
            assert!(defined(text) < 0.6, "{text}");
        }
    }

    /// What the name in brackets is worth to who asks for the deed.
    fn agent(text: &str, deed: &str) -> f32 {
        use crate::article::{Field, Span};
        let (start, end) = (text.find('[').unwrap(), text.find(']').unwrap() - 1);
        let text = text.replace(['[', ']'], "");
        let kind = MentionKind::Person { name: text[start..end].into(), role: None };
        let mentions = [Mention { field: Field::Text, span: Span::new(start, end), kind, origin: None }];
        let deeds: Vec<usize> = text.match_indices(deed).map(|(at, _)| at).collect();
        let range = 0..text.len();
        let sentence =
            Sentence { text: &text, mentions: &mentions, range, asked: &deeds, deeds: &deeds, is_lead: false };
        sentence.answers(AnswerKind::Agent).into_iter().map(|(_, value)| value).fold(0.0, f32::max)
    }

    #[test]
    fn who_did_it_stands_beside_the_deed() {
        for text in [
            "[Ivo Grell] shot the mayor on the quay.",
            "The mayor was shot on the quay by [Ivo Grell].",
            "[Ivo Grell], a baker, has shot the mayor.",
        ] {
            assert!(agent(text, "shot") > 0.9, "{text}");
        }
        assert!(agent("The founder [Ada Grell] spoke.", "founder") > 0.9);
        for text in [
            "The mayor was shot on the quay, said [Ivo Grell].",
            "After the mayor was shot, [Ivo Grell] wept.",
            "[Ivo Grell] wept; the mayor had been shot.",
        ] {
            assert!(agent(text, "shot") < 0.7, "{text}");
        }
    }

    #[test]
    fn marks_are_folded_words() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (_, words) = line.split_once('\t').unwrap();
            assert!(words.split(' ').all(|word| !word.is_empty() && analyzer::fold(word) == word), "{line}");
        }
    }
}
