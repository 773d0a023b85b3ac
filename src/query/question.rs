//! Tells questions from queries: what is written as prose is answered by what matches most of it, what is written in the query
//! language matches as a whole.

use super::lexer::{FEWEST_IN_PROSE, Lexeme, Symbol};
use super::tree::Words;

/// Plain words that make a question by themselves; one or two mean all of them.
const FEWEST_WORDS: usize = 3;

/// Words that questions begin with.
const OPENINGS: &[&str] = &[
    "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "is", "are", "was", "were", "do", "does",
    "did", "can", "could", "has", "have", "had", "will", "would", "should",
];

/// True of a line that is a question: three plain words or more and nothing else, or a sentence that also has quotes or
/// parentheses. An operator, a field, a prefix, a fuzzy word or a negation makes a query of any line.
pub(super) fn is_question(line: &str, lexemes: &[Lexeme]) -> bool {
    let (mut words, mut quotes) = (0, 0);
    for lexeme in lexemes {
        match &lexeme.symbol {
            Symbol::Words(Words::Word(_)) => words += 1,
            Symbol::Words(Words::Phrase { slop: 0, .. }) | Symbol::Open | Symbol::Close => quotes += 1,
            Symbol::Words(_) | Symbol::Or | Symbol::And | Symbol::Not | Symbol::Within(_) | Symbol::Field(..) => {
                return false;
            }
        }
    }
    match quotes {
        0 => is_long_enough(words),
        _ => words >= FEWEST_IN_PROSE && asks(line),
    }
}

/// True of so many plain words.
pub(super) fn is_long_enough(words: usize) -> bool {
    words >= FEWEST_WORDS
}

/// True of a line that ends as a sentence or begins as a question does.
fn asks(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    line.trim_end().ends_with(['?', '\u{ff1f}', ':', '.']) || OPENINGS.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use crate::article::Day;
    use crate::query::{parse, words};

    /// A hundred questions and runs of words, a hundred queries: one a line, blank lines and remarks aside.
    const QUESTIONS: &str = include_str!("questions.txt");
    const QUERIES: &str = include_str!("queries.txt");

    fn lines(table: &str) -> impl Iterator<Item = &str> {
        table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
    }

    #[test]
    fn the_line_between_questions_and_queries() {
        assert!(lines(QUESTIONS).count() >= 100 && lines(QUERIES).count() >= 100);
        for (table, expected) in [(QUESTIONS, true), (QUERIES, false)] {
            for line in lines(table) {
                let query = parse(line, Day(20_476)).unwrap_or_else(|error| panic!("{line}: {error}"));
                assert_eq!(query.is_question(), expected, "{line}");
            }
        }
    }

    #[test]
    fn what_is_joined_with_a_flag_is_a_query() {
        let question = words("how many died in the fire");
        assert!(question.is_question());
        assert!(!question.and(words("harbour")).is_question());
        assert!(!words("harbour fire").is_question());
    }
}
