//! Sentence boundaries, by rules that are quick and strong on news.
//!
//! A first pass over the bytes stops only at terminators and line breaks; each stop is then judged by the word before
//! it (initial, abbreviation, ordinal, list number) and the character after it. There is no model, and sentences
//! that no mark ends (headlines run into prose, Thai without spaces) are not found.

use super::abbreviations::{Abbreviations, Kind};
use super::layout::{Gap, Layout};
use super::script::Script;
use std::ops::Range;

/// Splits a text into sentences that cover it without gaps: white space belongs to the sentence before it.
///
/// `language` picks the table of abbreviations; without one the English table is used.
#[must_use]
pub fn sentences(text: &str, language: Option<&str>) -> Vec<Range<usize>> {
    let splitter = Splitter { text, layout: Layout::of(text), abbreviations: Abbreviations::of(language) };
    let stops = if is_thai(text, language) { &STOPS_THAI } else { &STOPS };
    let mut found = Vec::with_capacity(text.len() / 96 + 1);
    let (mut start, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(stop) = bytes[at..].iter().position(|byte| stops[usize::from(*byte)]) {
        let stop = at + stop;
        let (next, boundary) = splitter.judge(start, stop);
        at = next;
        if boundary && at < text.len() {
            found.push(start..at);
            start = at;
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Bytes at which a sentence may end: terminators, line breaks, and lead bytes of terminators beyond ASCII.
const STOPS: [bool; 256] = stops(false);

/// The same for Thai, whose sentences and clauses end with a space.
const STOPS_THAI: [bool; 256] = stops(true);

const fn stops(space: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let bytes = b".!?\n\xD6\xD8\xDB\xE0\xE1\xE2\xE3\xEF";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table[b' ' as usize] = space;
    table
}

/// Bytes a Thai sentence has before a space ends it; about 100 characters.
const THAI_SENTENCE: usize = 300;

/// The longest word before a dot that is looked at, in bytes.
const LONGEST_WORD: usize = 32;

/// The mark at which a sentence may end.
enum Mark {
    /// `.`
    Dot,
    /// `!`, `?`
    Strong,
    /// `...`, `…`
    Ellipsis,
    /// Ends a sentence whatever follows: `。` and its like.
    Full,
}

struct Splitter<'a> {
    text: &'a str,
    layout: Layout,
    abbreviations: &'static Abbreviations,
}

impl Splitter<'_> {
    /// Judges the stop at a byte position: where to go on, and whether the sentence that began at `start` ends there.
    fn judge(&self, start: usize, stop: usize) -> (usize, bool) {
        let rest = &self.text[stop..];
        let first = rest.chars().next().unwrap_or(' ');
        let mark = match first {
            '\n' | '\u{2028}' | '\u{2029}' => return self.judge_line_break(stop),
            ' ' => return self.judge_thai_space(start, stop),
            '.' => Mark::Dot,
            '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' => Mark::Strong,
            '…' => Mark::Ellipsis,
            '。' | '！' | '？' | '．' | '｡' | '؟' | '۔' | '।' | '॥' | '။' | '።' | '។' | '։' => {
                Mark::Full
            }
            other => return (stop + other.len_utf8(), false),
        };
        let run_end = stop + end_of(rest, |c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '‼' | '⁉'));
        let run_end = run_end.max(stop + first.len_utf8());
        let run = &self.text[stop..run_end];
        let mark = match mark {
            Mark::Dot if run.contains(['!', '?']) => Mark::Strong,
            Mark::Dot if run.len() > 1 => Mark::Ellipsis,
            other => other,
        };
        let close = self.end_of_quotes(run_end);
        let after = close + end_of(&self.text[close..], char::is_whitespace);
        if after == self.text.len() {
            return (after, false);
        }
        if matches!(mark, Mark::Full) {
            return (after, !(close > run_end && is_quoting(&self.text[close..])));
        }
        let next = self.text[after..].chars().next().unwrap_or(' ');
        if after == close {
            return (close, matches!(mark, Mark::Strong) && is_ideograph(next));
        }
        match self.layout.gap(self.text, close, after) {
            Gap::Inline => {}
            Gap::Line => return (after, true),
            Gap::Paragraph => return (after, !next.is_lowercase() || self.is_blank_line(close, after)),
        }
        (after, self.ends(&mark, start, stop, close, after))
    }

    /// The end of the closing quotes and brackets that follow a mark.
    fn end_of_quotes(&self, run_end: usize) -> usize {
        let close = run_end + end_of(&self.text[run_end..], is_closer);
        if self.abbreviations.spaced_guillemets {
            let space = end_of(&self.text[close..], |c| matches!(c, ' ' | '\u{A0}' | '\u{202F}'));
            if space <= 3 && self.text[close + space..].starts_with('»') {
                return close + space + '»'.len_utf8();
            }
        }
        close
    }

    /// The rules for a mark that white space follows on the same line.
    fn ends(&self, mark: &Mark, start: usize, stop: usize, close: usize, after: usize) -> bool {
        let opened = after + end_of(&self.text[after..], is_opener).min(8);
        let opened = self.text.floor_char_boundary(opened);
        let Some(next) = self.text[opened..].chars().next() else { return true };
        let quoted = opened > after && !self.text[after..opened].contains(['(', '[']);
        // "iPhone" opens a sentence as well as "Apple" does.
        let lower = next.is_lowercase() && !self.text[opened..].chars().nth(1).is_some_and(char::is_uppercase);
        if lower || matches!(next, ',' | ';' | ':' | ')' | ']' | '}' | '%' | '&' | '/' | '.') {
            return false;
        }
        if opened == after && matches!(next, '-' | '–' | '—') {
            return matches!(mark, Mark::Strong) && !self.text[after..].starts_with(next);
        }
        match mark {
            Mark::Strong | Mark::Full => true,
            Mark::Ellipsis => next.is_uppercase() || !next.is_alphanumeric() || is_ideograph(next),
            Mark::Dot => {
                let in_quotes = self.text[stop + 1..close].contains(['"', '”', '“', '»', '’', '\'']);
                in_quotes || self.dot_ends(start, stop, opened, quoted, next)
            }
        }
    }

    /// Whether a single dot ends the sentence, by the word before it and the word after it.
    fn dot_ends(&self, start: usize, stop: usize, next_at: usize, quoted: bool, next: char) -> bool {
        let word = self.word_before(start, stop);
        if word.is_empty() {
            return true;
        }
        let next_word = || self.word_at(next_at);
        let is_starter = || quoted || self.abbreviations.is_starter(&next_word());
        let opens_sentence = || {
            let before = self.text[start..stop - word.len()].trim_end_matches([' ', '\t', '(', '"', '“']);
            before.is_empty() || before.ends_with('\n')
        };
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            let ordinal = self.abbreviations.ordinals && word.len() <= 2 && !is_starter();
            return !(ordinal || (word.len() <= 3 && opens_sentence()));
        }
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            // An initial, or the letter of a list item.
            if letter.is_alphabetic() && !is_ideograph(letter) && !opens_sentence() {
                let lower = letter.to_lowercase().collect::<String>();
                return match self.abbreviations.kind(&lower) {
                    Some(Kind::Title | Kind::Never) => false,
                    // "p. 4", but "Dennis P. Ames".
                    Some(Kind::Number) if letter.is_lowercase() => !next.is_numeric(),
                    _ => is_starter(),
                };
            }
            return !letter.is_alphabetic();
        }
        let lower = word.to_lowercase();
        let lower = lower.trim_start_matches('.');
        match self.abbreviations.kind(lower) {
            Some(Kind::Title | Kind::Never) => false,
            Some(Kind::Number) => !next.is_numeric(),
            Some(Kind::Either) => next != '(' && !self.after_parenthesis(next_at) && is_starter(),
            Some(Kind::Time) => !self.abbreviations.follows_time(&next_word()) && !self.after_parenthesis(next_at),
            // "N.C.", "J.D.", "a.k.a."
            None if is_dotted(lower) => !self.after_parenthesis(next_at) && is_starter(),
            None => true,
        }
    }

    /// True when the word at a position stands behind an opening parenthesis ("N.C. (AP) -").
    fn after_parenthesis(&self, at: usize) -> bool {
        self.text[..at].ends_with(['(', '['])
    }

    fn judge_line_break(&self, stop: usize) -> (usize, bool) {
        // The white space before the break belongs to the gap as well.
        let before = self.text[..stop].trim_end_matches([' ', '\t', '\r']).len();
        let after = stop + end_of(&self.text[stop..], char::is_whitespace);
        let Some(next) = self.text[after..].chars().next() else { return (after, false) };
        let boundary = match self.layout.gap(self.text, before.max(stop.saturating_sub(8)), after) {
            Gap::Inline => false,
            Gap::Line => true,
            // A line that goes on in lower case is the same sentence, unless a blank line divides them.
            Gap::Paragraph => !next.is_lowercase() || self.is_blank_line(stop, after),
        };
        (after, boundary)
    }

    fn is_blank_line(&self, start: usize, end: usize) -> bool {
        self.text[start..end].bytes().filter(|byte| *byte == b'\n').count() > 1
    }

    fn judge_thai_space(&self, start: usize, stop: usize) -> (usize, bool) {
        let after = stop + end_of(&self.text[stop..], |c| c == ' ');
        let is_thai = |c: Option<char>| c.is_some_and(|c| Script::of(c) == Script::Thai);
        let between = is_thai(self.text[..stop].chars().next_back()) && is_thai(self.text[after..].chars().next());
        (after, between && stop - start >= THAI_SENTENCE)
    }

    /// The word that ends at a dot, with inner dots, hyphens and apostrophes.
    fn word_before(&self, start: usize, stop: usize) -> &str {
        let low = self.text.ceil_char_boundary(start.max(stop.saturating_sub(LONGEST_WORD)));
        let head = &self.text[low..stop];
        let word = head
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’' | '№'))
            .last()
            .map_or(head.len(), |(at, _)| at);
        &head[word..]
    }

    /// The word that begins at a position, in lower case, with straight apostrophes.
    fn word_at(&self, at: usize) -> String {
        let rest = &self.text[at..];
        let end = rest
            .char_indices()
            .take(LONGEST_WORD)
            .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
            .map_or(rest.len().min(LONGEST_WORD), |(end, _)| end);
        rest[..rest.floor_char_boundary(end)].to_lowercase().replace('’', "'")
    }
}

/// Bytes at the start of a text whose characters all satisfy a test.
fn end_of(text: &str, test: impl Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, c)| !test(*c)).map_or(text.len(), |(at, _)| at)
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '“' | '’' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '】' | '》' | '〉')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '(' | '[' | '¿' | '¡' | '「' | '『')
}

/// True when Japanese goes on after a closing bracket with a particle of quotation.
fn is_quoting(text: &str) -> bool {
    text.starts_with('と') || text.starts_with("など")
}

fn is_ideograph(c: char) -> bool {
    Script::of(c).is_east_asian()
}

/// True of letters each followed by a dot ("n.c", "j.d", "ph.d").
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| (1..=2).contains(&part.chars().count()))
}

fn is_thai(text: &str, language: Option<&str>) -> bool {
    let sample = &text[..text.floor_char_boundary(text.len().min(512))];
    language.map_or_else(|| sample.contains(|c| Script::of(c) == Script::Thai), |code| code == "th")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every line of `examples/LANGUAGE.txt` is a text with `|` at the boundaries and `\n` for a line break.
    #[test]
    fn the_examples_hold() {
        let mut faults = Vec::new();
        let mut count = 0;
        for (language, examples) in [
            ("en", include_str!("examples/en.txt")),
            ("de", include_str!("examples/de.txt")),
            ("fr", include_str!("examples/fr.txt")),
            ("es", include_str!("examples/es.txt")),
            ("it", include_str!("examples/it.txt")),
            ("ru", include_str!("examples/ru.txt")),
            ("uk", include_str!("examples/uk.txt")),
            ("zh", include_str!("examples/zh.txt")),
            ("ja", include_str!("examples/ja.txt")),
            ("ar", include_str!("examples/ar.txt")),
            ("hi", include_str!("examples/hi.txt")),
        ] {
            for example in examples.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                count += 1;
                let example = example.replace("\\n", "\n");
                let expected: Vec<&str> = example.split('|').collect();
                let text = example.replace('|', "");
                let found: Vec<&str> = sentences(&text, Some(language)).into_iter().map(|s| &text[s]).collect();
                if found != expected {
                    faults.push(format!("{language}: expected {expected:?}\n       found {found:?}"));
                }
            }
        }
        assert!(count > 120, "only {count} examples");
        assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    }

    #[test]
    fn long_thai_prose_breaks_at_spaces() {
        let clause = "เจ้าหน้าที่ระบุว่าการเจรจาจะดำเนินต่อไปในวันพรุ่งนี้ที่กรุงอาบูดาบี ";
        let text = clause.repeat(8);
        let found = sentences(&text, Some("th"));
        assert!(found.len() >= 3, "{found:?}");
        assert!(found.iter().all(|s| text[s.clone()].ends_with(' ')));
    }

    #[test]
    fn strange_text_is_divided_in_linear_time() {
        // Work that grew as the square of this would not end within minutes.
        let long = 400_000;
        for piece in [".", "\"", "(", " ", "\n", "a.", "A. ", "…", "。", "é", "\u{2028}", ". (", "\na", "1. "] {
            let text = piece.repeat(long / piece.len());
            let found = sentences(&text, None);
            assert_eq!(found.iter().map(|s| &text[s.clone()]).collect::<String>(), text);
        }
    }

    proptest! {
        #[test]
        fn sentences_concatenate_to_the_text(
            text in "([A-Za-z]{1,5}|[.!?…。]{1,3}|[ \n\r\t]|[\"'“”’()«»]|U\\.S\\.|Gen\\.|é|は|ก|[0-9]|-|\\PC){0,60}",
            language in prop::sample::select(vec![None, Some("en"), Some("de"), Some("th"), Some("ja")]),
        ) {
            let found = sentences(&text, language);
            let joined: String = found.iter().map(|s| &text[s.clone()]).collect();
            prop_assert_eq!(joined, text);
            prop_assert!(found.iter().all(|s| !s.is_empty()));
        }
    }
}
