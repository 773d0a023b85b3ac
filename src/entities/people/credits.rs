//! Bylines, agency lines and photo credits: stretches of the text whose names are not mentions.
//!
//! What a reader took as author is not in the text any more; these are the lines that stay in it.

use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// How much of the text a phrase takes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The phrase opens a line, sentence or parenthesis; it takes the rest of that.
    Start,
    /// The phrase takes its whole line.
    Line,
    /// The phrase takes its parenthesis, else the word it is part of and the rest of the line.
    Clause,
}

/// Bytes that one credit may take at most, so that a phrase in a text of one line takes no more than its sentence.
const LONGEST: usize = 600;

/// Finds the credits of a text, in order.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let (matcher, extents) = &*PHRASES;
    let mut found: Vec<Range<usize>> = byline(text).into_iter().collect();
    for phrase in matcher.find_iter(text) {
        if let Some(range) = extent(text, extents[phrase.pattern().as_usize()], phrase.start(), phrase.end()) {
            match found.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => found.push(range),
            }
        }
    }
    found
}

fn extent(text: &str, extent: Extent, start: usize, end: usize) -> Option<Range<usize>> {
    let low = text.ceil_char_boundary(start.saturating_sub(LONGEST));
    let high = text.floor_char_boundary((end + LONGEST).min(text.len()));
    let (before, after) = (&text[low..start], &text[end..high]);
    let line_end = end + after.find('\n').unwrap_or(after.len());
    let parenthesis = before.rfind(['(', '[', ')', ']', '\n']).filter(|at| before[*at..].starts_with(['(', '[']));
    // In a parenthesis, the credit ends with it.
    let close = end + after.find([')', ']', '\n']).unwrap_or(after.len());
    match extent {
        Extent::Start => {
            let head = before.trim_end_matches([' ', '\t', '-', '—', '–', '*', '_']);
            let opens = head.is_empty() && low == 0
                || head.ends_with(['(', '['])
                || head.ends_with(['\n', '.', ';', '!', '?', ')', ']', '"', '”']);
            opens.then_some(start..if parenthesis.is_some() { close } else { line_end })
        }
        Extent::Line => {
            let line_start = before.rfind('\n').map_or(low, |at| low + at + 1);
            // In a text of one long line, the sentence stands for the line.
            let sentence = text[line_start..start].rfind(". ").map_or(line_start, |at| line_start + at + 2);
            let sentence_end = text[end..line_end].find(". ").map_or(line_end, |at| end + at + 1);
            Some(sentence..sentence_end)
        }
        Extent::Clause => {
            if let Some(open) = parenthesis {
                return Some(low + open..close);
            }
            let word = before.rfind(char::is_whitespace).map_or(low, |at| low + at);
            let line_start = before.rfind('\n').map_or(low, |at| low + at + 1);
            // "John Smith/AFP via Getty Images": the photographer stands before it on a line of its own.
            Some(if line_end - line_start <= 120 { line_start..line_end } else { word..end })
        }
    }
}

/// A byline that stayed at the head of the text: a short first line "By John Smith".
fn byline(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next()?;
    let opens = ["By ", "BY ", "by ", "Von ", "Par ", "Por ", "Di "].iter().any(|by| line.starts_with(by));
    let is_name = line.len() <= 100 && !line.trim_end().ends_with(['.', '!', '?', ':', '”', '"', ',']);
    let is_line = text.len() > start + line.len();
    (opens && is_name && is_line).then_some(start..start + line.len())
}

static PHRASES: LazyLock<(AhoCorasick, Vec<Extent>)> = LazyLock::new(|| {
    let mut extents = Vec::new();
    let mut phrases = Vec::new();
    for row in include_str!("en/credits.tsv").lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let (extent, phrase) = row.split_once('\t').expect("a row of credits has a tab");
        extents.push(match extent {
            "start" => Extent::Start,
            "line" => Extent::Line,
            "clause" => Extent::Clause,
            other => unreachable!("{other} is no extent of a credit"),
        });
        phrases.push(phrase);
    }
    let matcher = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(phrases)
        .expect("the phrases of credits are a few dozen");
    (matcher, extents)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_found_and_prose_is_not() {
        for (text, credit) in [
            ("Talks ended. (Reporting by A. Smith; Editing by B. Jones)", "Reporting by A. Smith; Editing by B. Jones"),
            (
                "Talks ended.\nReporting by A. Smith in Kyiv; Writing by B. Jones",
                "Reporting by A. Smith in Kyiv; Writing by B. Jones",
            ),
            ("By John Smith\nKYIV - Talks ended.", "By John Smith"),
            ("Talks ended.\nPhoto: John Smith\nMore.", "Photo: John Smith"),
            (
                "It ended. Associated Press writer Ann Roe contributed to this report.",
                "Associated Press writer Ann Roe contributed to this report.",
            ),
            ("A soldier. (AP Photo/Ann Roe)", "(AP Photo/Ann Roe"),
            ("Ann Roe/AFP via Getty Images\nIt ended.", "Ann Roe/AFP via Getty Images"),
        ] {
            let found = find(text);
            assert_eq!(found.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), [credit], "{text}");
        }
        for prose in [
            "The law bars reporting by the press on trials. By Friday it was over.",
            "By Friday the talks had ended. Nobody knew why.",
            "He saw the photo by chance.",
        ] {
            assert!(find(prose).is_empty(), "{prose}");
        }
    }
}
