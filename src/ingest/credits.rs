//! Bylines, agency lines and photo credits inside a body: who made the article is not who it is about.
//!
//! The patterns are data (`credits.tsv`), each with an example and a counter-example; one pass finds the lines worth
//! matching them with.

use crate::article::Span;
use aho_corasick::AhoCorasick;
use regex_automata::meta::Regex;
use std::sync::LazyLock;

const TABLE: &str = include_str!("credits.tsv");

/// Bytes of a line that can be nothing but a byline.
const LONGEST_BYLINE: usize = 120;
/// Words beside the names of the authors that a byline has: a date, a time, a desk.
const MOST_WORDS_BESIDE: usize = 5;

/// A row of the table: the words that its pattern cannot do without, the pattern, an example, a counter-example.
fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().expect("a row has words, a pattern, an example and a counter-example"))
    })
}

struct Patterns {
    /// The pattern of each row.
    patterns: Vec<Regex>,
    /// The words of all rows, and the row of each.
    words: AhoCorasick,
    row_of: Vec<usize>,
    /// Words that must begin the line, and their rows.
    at_start: Vec<(&'static str, usize)>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let words = || rows().enumerate().flat_map(|(row, [words, ..])| words.split(',').map(move |word| (word, row)));
    let inside: Vec<(&str, usize)> = words().filter(|(word, _)| !word.starts_with('^')).collect();
    Patterns {
        patterns: rows().map(|[_, pattern, ..]| Regex::new(pattern).expect("the patterns are valid")).collect(),
        words: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(inside.iter().map(|(word, _)| word))
            .expect("the words are few"),
        row_of: inside.into_iter().map(|(_, row)| row).collect(),
        at_start: words().filter_map(|(word, row)| Some((word.strip_prefix('^')?, row))).collect(),
    }
});

/// Finds the credits of a text by its authors, in order.
pub(super) fn find(text: &str, authors: &[String]) -> Vec<Span> {
    let patterns = &*PATTERNS;
    let mut spans = Vec::new();
    let mut hits = patterns.words.find_overlapping_iter(text).peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let mut rows: Vec<usize> = Vec::new();
        while let Some(hit) = hits.next_if(|hit| hit.start() < end) {
            rows.push(patterns.row_of[hit.pattern().as_usize()]);
        }
        let trimmed = line.trim_end();
        let begins = |word: &str| {
            trimmed.trim_start().get(..word.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
        };
        rows.extend(patterns.at_start.iter().filter(|(word, _)| begins(word)).map(|(_, row)| *row));
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            let found = patterns.patterns[row].find_iter(trimmed);
            spans.extend(found.map(|found| Span::new(start + found.start(), start + found.end())));
        }
        if is_byline(trimmed, authors) {
            spans.push(Span::new(start, start + trimmed.len()));
        }
        start = end;
    }
    merged(spans)
}

/// In order, those that touch made one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// True of a line that says little but who the authors are: "Jane Doe and John Smith, 23 January 2026".
fn is_byline(line: &str, authors: &[String]) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_BYLINE || line.ends_with(['.', '?', '!']) {
        return false;
    }
    let mut rest = line.to_lowercase();
    let length = rest.len();
    for author in authors.iter().filter(|author| author.trim().contains(' ')) {
        rest = rest.replace(&author.trim().to_lowercase(), " ");
    }
    rest.len() < length && rest.split_whitespace().count() <= MOST_WORDS_BESIDE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_finds_its_example_and_not_its_counter_example() {
        for [words, pattern, example, counter] in rows() {
            let one = Regex::new(pattern).unwrap();
            assert!(one.is_match(example), "{pattern} does not find {example}");
            assert!(find(counter, &[]).is_empty(), "{counter} is no credit");
            assert_eq!(find(&format!("A line.\n{example}\n"), &[]).len(), 1, "{example}");
            assert!(words.split(',').all(|word| word.to_lowercase() == word), "{words}");
        }
    }

    #[test]
    fn a_credit_at_the_end_of_a_paragraph_is_found() {
        let text = "Talks went on. (Reporting by Jane Doe in Kyiv; Editing by John Smith) Read more.";
        let [span] = find(text, &[])[..] else { panic!("one credit") };
        assert_eq!(&text[span.range()], "(Reporting by Jane Doe in Kyiv; Editing by John Smith)");
    }

    #[test]
    fn a_line_of_the_authors_is_a_byline() {
        let authors = ["Dana Whitlock".to_owned(), "Li".to_owned()];
        let line = "Dana Whitlock 2025-01-08";
        assert_eq!(find(&format!("{line}\nLOS ANGELES — A fire broke out.\n"), &authors), [Span::new(0, line.len())]);
        assert!(find("Dana Whitlock saw the fire from the hills.", &authors).is_empty());
        assert!(find("Li", &authors).is_empty());
        assert!(find(line, &[]).is_empty());
    }
}
