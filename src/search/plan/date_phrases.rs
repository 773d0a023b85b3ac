//! Finds days in the plain words of a query ("march 1987"), so that an article may express them otherwise.

use crate::article::{Day, DayRange};
use crate::query::{Leaf, Node, Words};
use crate::temporal;

/// Words of a conjunction that are read; a longer one is a text, not a question.
const MOST_WORDS: usize = 64;
/// Names of months and days that are nothing else.
const NAMES: &[&str] = &[
    "january",
    "february",
    "july",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// Names of months that are other words too: months beside a number.
const MONTHS_AND_WORDS: &[&str] = &[
    "march", "april", "may", "june", "august", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec",
];
/// Days named together at most.
const MOST_DAYS: i32 = 366;

/// Runs of plain words of a conjunction that name days, a year at most: "march 1987", "27 january".
pub(crate) fn find(nodes: &[Node], today: Day) -> Vec<(Vec<&Node>, DayRange)> {
    if nodes.len() > MOST_WORDS {
        return Vec::new();
    }
    // Anything but a word parts the words beside it.
    let word = |node: &Node| match node {
        Node::Leaf(Leaf::Text(Words::Word(word))) => word.clone(),
        _ => ";".to_owned(),
    };
    let words: Vec<String> = nodes.iter().map(word).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (line, starts) = line(&words);
    let spans = nodes.iter().zip(starts.iter().zip(&words)).map(|(node, (start, word))| {
        let is_word = matches!(node, Node::Leaf(Leaf::Text(Words::Word(_))));
        (*start, start + word.len(), is_word.then_some(node))
    });
    let spans: Vec<(usize, usize, Option<&Node>)> = spans.collect();
    let mut found = Vec::new();
    for mention in temporal::tag(&line, Some("en"), Some(today)) {
        let Some(days) = mention.timex.days.filter(|days| days.to.0 - days.from.0 < MOST_DAYS) else { continue };
        let (from, to) = (mention.span.start as usize, mention.span.end as usize);
        let inside = spans.iter().filter(|(start, end, _)| *start < to && from < *end);
        let words: Option<Vec<&Node>> = inside.map(|(_, _, word)| *word).collect();
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            found.push((words, days));
        }
    }
    found
}

/// Words of a query as a line of prose, and where each begins: days and months get their capitals back, "January 27, 2014" its
/// comma.
pub(crate) fn line(words: &[&str]) -> (String, Vec<usize>) {
    let digits = |word: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut line = String::new();
    let mut starts = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        if at > 0 {
            line.push_str(if digits(before, 1..=2) && digits(word, 4..=4) { ", " } else { " " });
        }
        starts.push(line.len());
        let beside_a_number = digits(before, 1..=2) || words.get(at + 1).is_some_and(|after| digits(after, 1..=4));
        if NAMES.contains(word) || MONTHS_AND_WORDS.contains(word) && beside_a_number {
            line.push_str(&word[..1].to_ascii_uppercase());
            line.push_str(&word[1..]);
        } else {
            line.push_str(word);
        }
    }
    (line, starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query;

    #[test]
    fn runs_of_words_that_name_days() {
        let today = Day::from_civil(2026, 2, 1).unwrap();
        for (text, expected) in [
            ("strike rotterdam march 1987", &["march 1987: 1987-03-01 to 1987-03-31"][..]),
            ("earthquake on january 27 2014 in chile", &["january 27 2014: 2014-01-27 to 2014-01-27"]),
            ("trade deficit 1987", &["1987: 1987-01-01 to 1987-12-31"]),
            ("march \"1987\" of the guards", &[]),
            ("theresa may speech", &[]),
            ("oil price", &[]),
        ] {
            let query = query::parse(text, today).unwrap();
            let Some(Node::All(nodes)) = query.root() else { panic!("{text} is a conjunction") };
            let found: Vec<String> = find(nodes, today)
                .into_iter()
                .map(|(words, days)| {
                    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
                    format!("{}: {} to {}", words.join(" "), days.from, days.to)
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
