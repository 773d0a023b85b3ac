//! Text wrapped to a width, with marked stretches: matches of a query, mentions of an article.
//!
//! Without colour a match is set in guillemets; other marks are then not shown.

use super::{Role, Style, sanitize};
use std::collections::HashSet;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// A marked stretch: bytes of the text, and what it is. Marks are ordered and do not overlap.
pub type Mark = (Range<usize>, Role);

/// Wraps a text to `width` columns. With `most_lines` over 0, shows the lines with the most marks and "…" at a cut.
#[must_use]
pub fn wrap(style: Style, text: &str, marks: &[Mark], width: usize, most_lines: usize) -> Vec<String> {
    let width = width.max(16);
    let mut lines = break_lines(style, text, marks, width);
    let mut cut = (false, false);
    if most_lines > 0 && lines.len() > most_lines {
        lines = break_lines(style, text, marks, width - 4);
        let first = densest(&lines, marks, most_lines);
        let last = (first + most_lines).min(lines.len());
        cut = (first > 0, last < lines.len());
        lines = lines[first..last].to_vec();
    }
    let count = lines.len();
    let render = |(at, range): (usize, &Range<usize>)| {
        let mut line = render(style, text, marks, range.clone());
        if at == 0 && cut.0 {
            line.insert_str(0, "… ");
        }
        if at + 1 == count && cut.1 {
            line.push_str(" …");
        }
        line
    };
    lines.iter().enumerate().map(render).collect()
}

/// Wraps a text as [`wrap`] does; where it is cut, it begins with the best sentence if all that would be shown of the
/// matches still is: the sentence from which on the most different words match. `sentences` are where sentences begin.
#[must_use]
pub fn excerpt(
    style: Style,
    text: &str,
    marks: &[Mark],
    sentences: &[usize],
    width: usize,
    most_lines: usize,
) -> Vec<String> {
    let width = width.max(16);
    let lines = break_lines(style, text, marks, width);
    if most_lines == 0 || lines.len() <= most_lines {
        return wrap(style, text, marks, width, most_lines);
    }
    let different = |range: Range<usize>| {
        let inside = marks.iter().filter(|(mark, _)| range.start <= mark.start && mark.end <= range.end);
        inside.map(|(mark, _)| text[mark.clone()].to_lowercase()).collect::<HashSet<_>>().len()
    };
    let shown_from = |start: usize| {
        let rest: Vec<Mark> = marks
            .iter()
            .filter(|(mark, _)| mark.start >= start)
            .map(|(mark, role)| (mark.start - start..mark.end - start, *role))
            .collect();
        let lines = break_lines(style, &text[start..], &rest, width - 4);
        let last = lines[..most_lines.min(lines.len())].last().map_or(0, |line| line.end);
        (rest, lines, start + last)
    };
    let mut best: Option<(usize, usize, usize)> = None;
    for (&start, end) in sentences.iter().zip(sentences.iter().skip(1).copied().chain([text.len()])) {
        if !text.is_char_boundary(start) || different(start..end) == 0 {
            continue;
        }
        let gain = (different(start..shown_from(start).2), different(start..end));
        if best.is_none_or(|(shown, own, _)| gain > (shown, own)) {
            best = Some((gain.0, gain.1, start));
        }
    }
    let narrow = break_lines(style, text, marks, width - 4);
    let first = densest(&narrow, marks, most_lines.min(narrow.len()));
    let densest = different(narrow[first].start..narrow[(first + most_lines).min(narrow.len()) - 1].end);
    match best {
        Some((shown, _, start)) if shown >= densest => {
            let (marks, lines, end) = shown_from(start);
            let mut excerpt: Vec<String> =
                lines.into_iter().take(most_lines).map(|line| render(style, &text[start..], &marks, line)).collect();
            if let Some(first) = excerpt.first_mut().filter(|_| !text[..start].trim().is_empty()) {
                first.insert_str(0, "… ");
            }
            if let Some(last) = excerpt.last_mut().filter(|_| !text[end..].trim().is_empty()) {
                last.push_str(" …");
            }
            excerpt
        }
        _ => wrap(style, text, marks, width, most_lines),
    }
}

/// A whole text on one line, with its marks.
#[must_use]
pub fn one_line(style: Style, text: &str, marks: &[Mark]) -> String {
    render(style, text, marks, 0..text.len())
}

/// Columns of a text.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| sanitize::harmless(c).width().unwrap_or(0)).sum()
}

/// A text cut to a number of columns, with "…" at the cut.
#[must_use]
pub fn shorten(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

/// Byte ranges of the lines. Breaks at white space and beside wide characters (Chinese and Japanese have no spaces); a word
/// longer than a line stays whole, so that addresses can be copied.
fn break_lines(style: Style, text: &str, marks: &[Mark], width: usize) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    let mut fresh = true;
    let mut spaced = false;
    for unit in units(text) {
        let word = &text[unit.clone()];
        if word == "\n" {
            fresh = true;
        } else if word.chars().all(char::is_whitespace) {
            spaced = true;
        } else {
            let needed = columns(word) + guillemets(style, marks, &unit);
            if fresh || used + usize::from(spaced) + needed > width {
                lines.push(unit);
                used = needed;
            } else if let Some(line) = lines.last_mut() {
                line.end = unit.end;
                used += usize::from(spaced) + needed;
            }
            fresh = false;
            spaced = false;
        }
    }
    lines
}

/// Words, single wide characters, stretches of white space, and line breaks, covering the text.
fn units(text: &str) -> impl Iterator<Item = Range<usize>> {
    let class = |c: char| match c {
        '\n' => 0,
        c if c.is_whitespace() => 1,
        c if c.width() == Some(2) => 2,
        _ => 3,
    };
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.next()?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.peek().copied() {
            if !matches!(class(first), 1 | 3) || class(c) != class(first) {
                break;
            }
            end = at + c.len_utf8();
            rest.next();
        }
        Some(start..end)
    })
}

/// Columns that guillemets add to a word.
fn guillemets(style: Style, marks: &[Mark], unit: &Range<usize>) -> usize {
    if style.color {
        return 0;
    }
    let near = &marks[marks.partition_point(|(mark, _)| mark.end < unit.start)..];
    let matches = near.iter().take_while(|(mark, _)| mark.start < unit.end).filter(|(_, role)| *role == Role::Match);
    matches
        .map(|(mark, _)| {
            usize::from(unit.contains(&mark.start)) + usize::from(unit.start < mark.end && mark.end <= unit.end)
        })
        .sum()
}

/// The first line of the window with the most marks; the earliest of equals.
fn densest(lines: &[Range<usize>], marks: &[Mark], most_lines: usize) -> usize {
    let count = |first: usize| {
        let window = lines[first].start..lines[first + most_lines - 1].end;
        marks.iter().filter(|(mark, _)| window.contains(&mark.start)).count()
    };
    (0..=lines.len() - most_lines).rev().max_by_key(|first| count(*first)).unwrap_or(0)
}

/// One line: white space collapsed, control characters harmless, marks painted.
fn render(style: Style, text: &str, marks: &[Mark], range: Range<usize>) -> String {
    let mut line = String::with_capacity(range.len() + 16);
    let mut at = range.start;
    let mut marks = marks[marks.partition_point(|(mark, _)| mark.end <= range.start)..].iter();
    while at < range.end {
        let Some((mark, role)) = marks.next().filter(|(mark, _)| mark.start < range.end) else {
            push_collapsed(&mut line, &text[at..range.end]);
            break;
        };
        let (start, end) = (mark.start.max(at), mark.end.min(range.end));
        push_collapsed(&mut line, &text[at..start]);
        let mut inside = String::new();
        push_collapsed(&mut inside, &text[start..end]);
        if style.color {
            line.push_str(&style.paint(*role, &inside).to_string());
        } else if *role == Role::Match {
            line.push_str(if mark.start >= range.start { "«" } else { "" });
            line.push_str(&inside);
            line.push_str(if mark.end <= range.end { "»" } else { "" });
        } else {
            line.push_str(&inside);
        }
        at = end;
    }
    line
}

fn push_collapsed(line: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.ends_with(' ') || line.is_empty() {
                line.push(' ');
            }
        } else {
            line.push(sanitize::harmless(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str =
        "The talks that began on Friday will focus on ceasefire lines.\nThe Russian team is led by Admiral Igor.";

    #[test]
    fn wraps_and_marks() {
        let marks = [(10..20, Role::Match), (45..60, Role::Match)];
        let lines = wrap(Style::default(), TEXT, &marks, 30, 0);
        assert_eq!(
            lines,
            [
                "The talks «that began» on",
                "Friday will focus on",
                "«ceasefire lines».",
                "The Russian team is led by",
                "Admiral Igor."
            ]
        );
        let color = Style { color: true, ..Style::default() };
        assert_eq!(wrap(color, "a bc d", &[(2..4, Role::Match)], 30, 0), ["a \u{1b}[33;1mbc\u{1b}[0m d"]);
    }

    #[test]
    fn long_passages_show_where_the_matches_are() {
        let marks = [(66..73, Role::Match), (82..85, Role::Match)];
        assert_eq!(wrap(Style::default(), TEXT, &marks, 30, 2), ["… The «Russian» team is", "«led» by Admiral Igor."]);
    }

    #[test]
    fn a_cut_passage_begins_with_its_best_sentence() {
        let text = "Talks go on. They began on Friday and were long. The Russian team and its Admiral left the talks early. \
                    No more was said of it by anyone at all on that day.";
        let marks: Vec<Mark> = ["Talks", "Russian", "Admiral", "talks early"]
            .iter()
            .map(|words| text.find(words).map(|at| (at..at + words.len(), Role::Match)).unwrap())
            .collect();
        let starts = [0, 13, 49, 104];
        let lines = excerpt(Style::default(), text, &marks, &starts, 40, 2);
        assert_eq!(lines, ["… The «Russian» team and its «Admiral»", "left the «talks early». No more was …"]);
        assert_eq!(
            excerpt(Style::default(), text, &marks, &starts, 40, 0),
            wrap(Style::default(), text, &marks, 40, 0)
        );
        // One sentence longer than what is shown, its matches at the end.
        let lines = excerpt(Style::default(), text, &marks[2..], &[0], 40, 2);
        assert!(lines.concat().contains("«Admiral»"), "{lines:?}");
    }

    #[test]
    fn wide_characters_break_anywhere() {
        let lines = wrap(Style::default(), "米ロ首脳会談がアンカレジで開かれた", &[], 16, 0);
        assert!(lines.len() > 1 && lines.iter().all(|line| columns(line) <= 16), "{lines:?}");
    }

    #[test]
    fn shortened_text_says_so() {
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten("abcd", 4), "abcd");
    }

    proptest! {
        #[test]
        fn any_text_wraps_and_stays(text in "(\\PC|[ \\n\\t\u{1b}]){0,80}", width in 0_usize..60, most in 0_usize..4) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let marks: Vec<Mark> = starts.chunks_exact(4).map(|c| (c[1]..c[3], Role::Match)).collect();
            let lines = wrap(Style::default(), &text, &marks, width, most);
            let excerpt = excerpt(Style::default(), &text, &marks, &starts, width, most);
            prop_assert!(most == 0 || excerpt.len() <= most);
            if most == 0 {
                let letters = |text: &str| {
                    text.chars().filter(|c| !c.is_whitespace() && !"«»".contains(*c)).map(sanitize::harmless).collect::<String>()
                };
                prop_assert_eq!(letters(&lines.concat()), letters(&text));
            }
        }
    }
}
