//! Bylines, agency lines and photo credits inside a body: who made the article is not who it is about.
//!
//! The patterns are data (`credits.tsv`), each with an example and a counter-example.

use crate::article::Span;
use regex_automata::meta::Regex;
use std::sync::LazyLock;

const TABLE: &str = include_str!("credits.tsv");

fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().expect("a row has a pattern, an example and a counter-example"))
    })
}

static PATTERNS: LazyLock<Regex> = LazyLock::new(|| {
    let patterns: Vec<&str> = rows().map(|[pattern, ..]| pattern).collect();
    Regex::new_many(&patterns).expect("the patterns are valid")
});

/// Finds the credits of a text, in order.
pub(super) fn find(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        spans.extend(PATTERNS.find_iter(trimmed).map(|found| Span::new(start + found.start(), start + found.end())));
        start += line.len();
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_finds_its_example_and_not_its_counter_example() {
        for [pattern, example, counter] in rows() {
            let one = Regex::new(pattern).unwrap();
            assert!(one.is_match(example), "{pattern} does not find {example}");
            assert!(find(counter).is_empty(), "{counter} is no credit");
            assert_eq!(find(&format!("A line.\n{example}\n")).len(), 1, "{example}");
        }
    }

    #[test]
    fn a_credit_at_the_end_of_a_paragraph_is_found() {
        let text = "Talks went on. (Reporting by Jane Doe in Kyiv; Editing by John Smith) Read more.";
        let [span] = find(text)[..] else { panic!("one credit") };
        assert_eq!(&text[span.range()], "(Reporting by Jane Doe in Kyiv; Editing by John Smith)");
    }
}
