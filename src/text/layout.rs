//! Line breaks: which of them end a paragraph, which divide a list, and which only wrap a line.

use memchr::{memchr_iter, memrchr};

/// What the white space between two sentences says about the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// No line break, or one that only wraps the line.
    Inline,
    /// The next line is an item of a list or a row of a table.
    Line,
    /// A paragraph ends.
    Paragraph,
}

/// How the lines of one text are laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Characters a line of hard-wrapped text has at most; `None` where a line break ends a paragraph.
    width: Option<usize>,
}

/// Widths at which text is wrapped by hand or by a mailer.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

impl Layout {
    /// Looks at the lines of a text. It is wrapped if most lines could not have held the next line's first word.
    pub(super) fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().take(400).collect();
        let width = lines.iter().map(|line| width_of(line)).max().unwrap_or(0);
        if lines.len() < 2 || !WIDTHS.contains(&width) {
            return Self { width: None };
        }
        let (mut full, mut short) = (0, 0);
        for pair in lines.windows(2) {
            if pair[0].trim().is_empty() || pair[1].trim().is_empty() {
                continue;
            }
            if is_full(pair[0], pair[1], width) {
                full += 1;
            } else {
                short += 1;
            }
        }
        Self { width: (full > short).then_some(width) }
    }

    /// Judges the white space `[start, end)` of `text`.
    pub(super) fn gap(&self, text: &str, start: usize, end: usize) -> Gap {
        let bytes = text.as_bytes();
        let mut breaks = memchr_iter(b'\n', &bytes[start..end]);
        let Some(first) = breaks.next().map(|at| start + at) else {
            return if text[start..end].contains(['\u{2028}', '\u{2029}']) { Gap::Paragraph } else { Gap::Inline };
        };
        if breaks.next().is_some() {
            return Gap::Paragraph;
        }
        let next = &text[end..];
        if starts_item(next) || is_row(next) {
            return Gap::Line;
        }
        let Some(width) = self.width else { return Gap::Paragraph };
        let indent = end - first - 1;
        if indent >= 2 {
            return Gap::Paragraph;
        }
        let line_start = memrchr(b'\n', &bytes[..first]).map_or(0, |at| at + 1);
        // Longer than the layout allows: past the lines that were looked at.
        if first - line_start > 4 * width {
            return Gap::Paragraph;
        }
        if is_full(&text[line_start..first], next, width) { Gap::Inline } else { Gap::Paragraph }
    }
}

/// Characters of a line, without the space at its end.
fn width_of(line: &str) -> usize {
    line.trim_end().bytes().filter(|byte| byte & 0xC0 != 0x80).count()
}

/// True when `line` had no room for the first word of `next`.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.trim_start().chars().take(width + 1).take_while(|c| !c.is_whitespace()).count();
    width_of(line) + 1 + word > width
}

/// True when a line opens with a list marker: a bullet, a dash and a space, or a number with a dot or parenthesis.
pub(super) fn starts_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('•' | '●' | '▪' | '‣' | '◦' | '∙' | '·') => true,
        Some('-' | '*' | '+' | '–' | '—') => chars.next() == Some(' '),
        Some(first) if first.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            line.len() - rest.len() <= 3 && (rest.starts_with(". ") || rest.starts_with(") "))
        }
        Some('(') => {
            let head: Vec<char> = chars.take(3).collect();
            matches!(head[..], [c, ')', ' ', ..] if c.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// True when a line has columns: a tab, a pipe at its start, or twice three spaces in a row.
fn is_row(line: &str) -> bool {
    let line = &line.as_bytes()[..line.len().min(160)];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    line.first() == Some(&b'|')
        || line.contains(&b'\t')
        || line.trim_ascii().windows(4).filter(|run| run.starts_with(b"   ") && run[3] != b' ').count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(text: &str) -> Vec<Gap> {
        let layout = Layout::of(text);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = text[at..].find('\n').map(|n| at + n) {
            let end = start + text[start..].len() - text[start..].trim_start().len();
            found.push(layout.gap(text, start, end));
            at = end;
        }
        found
    }

    #[test]
    fn wrapped_lines_are_told_from_paragraphs() {
        let wrapped = "The talks that began on Friday will focus on\nmilitary de-escalation zones and the lines of\n\
                       the ceasefire.\nA new paragraph begins after a short line and\nruns on to here.";
        assert_eq!(gaps(wrapped), [Gap::Inline, Gap::Inline, Gap::Paragraph, Gap::Inline]);
        let paragraphs = "The talks that began on Friday will focus on military de-escalation zones, and on more.\n\
                          Short one.\nAnother of these paragraphs.\n\nLast.";
        assert_eq!(gaps(paragraphs), [Gap::Paragraph; 3]);
    }

    #[test]
    fn items_and_rows_are_lines() {
        assert_eq!(
            gaps("Points:\n- one\n- two\n3. three\n(a) four\n\nEnd"),
            [Gap::Line, Gap::Line, Gap::Line, Gap::Line, Gap::Paragraph]
        );
        assert_eq!(gaps("Team\tPoints\nA\t3\nB\t1"), [Gap::Line, Gap::Line]);
        assert!(!starts_item("2025 was a year"));
        assert!(!starts_item("-5 degrees"));
    }
}
