//! From characters on pages to paragraphs in reading order.
//!
//! Columns are found by cutting a page along its widest empty strips (the recursive X-Y cut of Nagy and Seth, 1984).

use super::glyphs::Glyph;
use std::collections::{HashMap, HashSet};

/// Fragments of a page that is cut into columns, at most; on fuller pages the order of drawing counts.
const MOST_FRAGMENTS: usize = 20_000;

/// Cuts inside one another, at most.
const DEEPEST: usize = 24;

/// The text of a document.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The largest line on the first page, where it is set off by its size.
    pub headline: Option<String>,
    /// All paragraphs but the headline, parted by blank lines.
    pub text: String,
}

/// A piece of one line: characters without a wide gap.
#[derive(Debug, Clone)]
struct Fragment {
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    text: String,
}

impl Fragment {
    fn top(&self) -> f64 {
        self.y - 0.8 * self.size
    }

    fn bottom(&self) -> f64 {
        self.y + 0.25 * self.size
    }
}

/// Puts the characters of all pages together.
pub(super) fn text(pages: &[Vec<Glyph>]) -> Body {
    let mut pages: Vec<Vec<Fragment>> = pages.iter().map(|glyphs| fragments(glyphs)).collect();
    drop_running_heads(&mut pages);
    let body_size = usual_size(&pages);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for page in pages {
        let mut columns = Vec::new();
        cut(page, 0, &mut columns);
        for column in columns {
            for paragraph in paragraphs_of(&column) {
                match paragraphs.last_mut() {
                    Some(last) if last.goes_on_in(&paragraph) => last.lines.extend(paragraph.lines),
                    _ => paragraphs.push(paragraph),
                }
            }
        }
    }
    let headline = headline(&mut paragraphs, body_size);
    let compounds = compounds(&paragraphs);
    let join = |paragraph: &Paragraph| join_lines(&paragraph.lines, &compounds);
    let text = paragraphs.iter().map(join).collect::<Vec<_>>().join("\n\n");
    Body { headline: headline.map(|paragraph| join(&paragraph)), text }
}

/// Puts characters together to pieces of lines, in the order of drawing.
fn fragments(glyphs: &[Glyph]) -> Vec<Fragment> {
    let mut out: Vec<Fragment> = Vec::new();
    for glyph in glyphs {
        let blank = glyph.text.chars().all(char::is_whitespace);
        let last = out.last_mut().filter(|last| {
            let gap = glyph.x - last.right;
            (glyph.y - last.y).abs() < 0.3 * last.size && gap > -0.6 * last.size && gap < 1.3 * last.size
        });
        match last {
            Some(last) => {
                let spaced = last.text.ends_with(' ');
                if !spaced && (blank || glyph.x - last.right > 0.18 * glyph.size) {
                    last.text.push(' ');
                }
                if !blank {
                    last.text.push_str(&glyph.text);
                    last.right = last.right.max(glyph.x + glyph.width);
                    last.size = last.size.max(glyph.size);
                }
            }
            None if blank => {}
            None => out.push(Fragment {
                left: glyph.x,
                right: glyph.x + glyph.width,
                y: glyph.y,
                size: glyph.size,
                text: glyph.text.clone(),
            }),
        }
    }
    out
}

/// Removes what is printed at the head or foot of at least three pages, but for its number, and numbers of pages.
fn drop_running_heads(pages: &mut [Vec<Fragment>]) {
    let key = |fragment: &Fragment| {
        let text: String = fragment.text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        (fragment.y.round() as i64, text.split('#').filter(|part| !part.is_empty()).collect::<String>())
    };
    let edges = |page: &[Fragment]| {
        let ends = |outer: fn(f64, f64) -> f64| page.iter().map(|fragment| fragment.y).reduce(outer).unwrap_or(0.0);
        (ends(f64::min), ends(f64::max))
    };
    let is_edge = |fragment: &Fragment, (top, bottom): (f64, f64)| {
        fragment.y < top + 1.5 * fragment.size || fragment.y > bottom - 1.5 * fragment.size
    };
    let mut seen: HashMap<(i64, String), usize> = HashMap::new();
    for page in pages.iter() {
        let edges = edges(page);
        let keys: HashSet<_> = page.iter().filter(|fragment| is_edge(fragment, edges)).map(key).collect();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    for page in pages {
        let edges = edges(page);
        page.retain(|fragment| {
            !(is_edge(fragment, edges) && seen.get(&key(fragment)).is_some_and(|count| *count >= 3))
        });
    }
}

/// The size in which most characters are set.
fn usual_size(pages: &[Vec<Fragment>]) -> f64 {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for fragment in pages.iter().flatten() {
        *counts.entry((fragment.size * 10.0).round() as i64).or_default() += fragment.text.len();
    }
    counts.into_iter().max_by_key(|(size, count)| (*count, *size)).map_or(0.0, |(size, _)| size as f64 / 10.0)
}

/// Cuts fragments into columns in reading order.
fn cut(fragments: Vec<Fragment>, depth: usize, columns: &mut Vec<Vec<Fragment>>) {
    if fragments.is_empty() {
        return;
    }
    if depth < DEEPEST && (2..=MOST_FRAGMENTS).contains(&fragments.len()) {
        if let Some(gutter) = gutter(&fragments) {
            let (left, right) = fragments.into_iter().partition(|fragment| fragment.left < gutter);
            cut(left, depth + 1, columns);
            cut(right, depth + 1, columns);
            return;
        }
        if let Some(height) = strip(&fragments) {
            let (above, below) = fragments.into_iter().partition(|fragment| fragment.y < height);
            cut(above, depth + 1, columns);
            cut(below, depth + 1, columns);
            return;
        }
    }
    columns.push(fragments);
}

/// The place of the widest empty strip from top to bottom that parts text from text.
fn gutter(fragments: &[Fragment]) -> Option<f64> {
    let mut by_left: Vec<&Fragment> = fragments.iter().collect();
    by_left.sort_by(|a, b| a.left.total_cmp(&b.left));
    let size = by_left.iter().map(|fragment| fragment.size).sum::<f64>() / by_left.len() as f64;
    let mut best: Option<(f64, f64)> = None;
    let mut right = by_left[0].right;
    for (at, fragment) in by_left.iter().enumerate().skip(1) {
        let gap = fragment.left - right;
        let enough = at >= 2 && by_left.len() - at >= 2;
        if enough && gap > 0.8 * size && best.is_none_or(|(widest, _)| gap > widest) {
            best = Some((gap, right + gap / 2.0));
        }
        right = right.max(fragment.right);
    }
    best.map(|(_, place)| place)
}

/// The place of the first empty strip from side to side below or above which there are columns.
fn strip(fragments: &[Fragment]) -> Option<f64> {
    let mut by_top: Vec<&Fragment> = fragments.iter().collect();
    by_top.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let mut cuts = Vec::new();
    let mut bottom = by_top[0].bottom();
    for (at, fragment) in by_top.iter().enumerate().skip(1) {
        if fragment.top() > bottom {
            cuts.push((at, f64::midpoint(fragment.top(), bottom)));
        }
        bottom = bottom.max(fragment.bottom());
    }
    let has_columns = |part: &[&Fragment]| {
        let part: Vec<Fragment> = part.iter().map(|fragment| (*fragment).clone()).collect();
        part.len() >= 4 && gutter(&part).is_some()
    };
    // Looking at each of very many cuts would take the square of the time.
    cuts.iter()
        .take(200)
        .find(|(at, _)| has_columns(&by_top[*at..]))
        .or_else(|| cuts.iter().rev().take(200).find(|(at, _)| has_columns(&by_top[..*at])))
        .map(|(_, height)| *height)
}

/// Lines of one paragraph.
#[derive(Debug)]
struct Paragraph {
    lines: Vec<String>,
    size: f64,
}

impl Paragraph {
    /// True when the next paragraph is the rest of this one, in the next column or on the next page.
    fn goes_on_in(&self, next: &Self) -> bool {
        let end = self.lines.last().map_or("", |line| line.trim_end());
        let start = next.lines.first().map_or("", |line| line.trim_start());
        (self.size - next.size).abs() < 0.6
            && !end.ends_with(['.', '!', '?', ':', '"', '”', '»', ')', '。'])
            && start.starts_with(char::is_lowercase)
    }
}

/// The paragraphs of a column: parted by wider gaps, by indents, by another size.
fn paragraphs_of(column: &[Fragment]) -> Vec<Paragraph> {
    let lines = lines(column);
    let mut pitches: Vec<f64> =
        lines.windows(2).map(|pair| pair[1].y - pair[0].y).filter(|pitch| *pitch > 0.0).collect();
    pitches.sort_by(f64::total_cmp);
    let pitch = pitches.get(pitches.len() / 4).copied().unwrap_or(f64::MAX);
    let left = lines.iter().map(|line| line.left).fold(f64::MAX, f64::min);
    let right = lines.iter().map(|line| line.right).fold(f64::MIN, f64::max);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let begins = at == 0 || {
            let before = &lines[at - 1];
            let indented = line.left > left + 0.7 * line.size && before.left < left + 0.5 * line.size;
            let short = before.right < right - 0.25 * (right - left);
            let ended = before.text.trim_end().ends_with(['.', '!', '?', '"', '”', ':', '。']);
            let apart = line.y - before.y > (1.3 * pitch).max(1.1 * line.size);
            let resized = (line.size - before.size).abs() > 0.15 * before.size;
            apart || resized || indented && ended || short && ended
        };
        match paragraphs.last_mut().filter(|_| !begins) {
            Some(last) => last.lines.push(line.text.clone()),
            None => paragraphs.push(Paragraph { lines: vec![line.text.clone()], size: line.size }),
        }
    }
    paragraphs
}

/// The lines of a column from top to bottom, their fragments from left to right.
fn lines(column: &[Fragment]) -> Vec<Fragment> {
    let mut sorted: Vec<&Fragment> = column.iter().collect();
    sorted.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<&Fragment>> = Vec::new();
    for fragment in sorted {
        match rows.last_mut() {
            Some(row) if fragment.y - row[0].y < 0.4 * row[0].size.max(fragment.size) => row.push(fragment),
            _ => rows.push(vec![fragment]),
        }
    }
    let line = |mut row: Vec<&Fragment>| {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        let words: Vec<&str> = row.iter().map(|fragment| fragment.text.trim()).collect();
        Fragment {
            left: row[0].left,
            right: row.iter().map(|fragment| fragment.right).fold(f64::MIN, f64::max),
            y: row[0].y,
            size: row.iter().map(|fragment| fragment.size).fold(0.0, f64::max),
            text: words.join(" "),
        }
    };
    rows.into_iter().map(line).collect()
}

/// Takes the headline out: the paragraph of the largest type among the first ones, if it is larger than the body.
fn headline(paragraphs: &mut Vec<Paragraph>, body_size: f64) -> Option<Paragraph> {
    let first = paragraphs.iter().take(8).enumerate();
    let (at, largest) = first.max_by(|(_, a), (_, b)| a.size.total_cmp(&b.size))?;
    let length: usize = largest.lines.iter().map(|line| line.chars().count()).sum();
    let is_headline = largest.size > 1.2 * body_size && (8..=250).contains(&length) && paragraphs.len() > 1;
    is_headline.then(|| paragraphs.remove(at))
}

/// Compounds that are written with a hyphen inside of a line somewhere: "well-known".
fn compounds(paragraphs: &[Paragraph]) -> HashSet<String> {
    let words = paragraphs.iter().flat_map(|paragraph| &paragraph.lines).flat_map(|line| line.split_whitespace());
    let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| word.contains('-')).map(str::to_lowercase).collect()
}

/// Joins the lines of a paragraph; a word that was divided at the end of a line becomes whole.
fn join_lines(lines: &[String], compounds: &HashSet<String>) -> String {
    let mut out = String::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let divided = out.strip_suffix(['-', '\u{ad}', '‐']).filter(|before| before.ends_with(char::is_alphanumeric));
        if let Some(before) = divided {
            let lower = before.ends_with(char::is_lowercase) && line.starts_with(char::is_lowercase);
            let head = before.rsplit(char::is_whitespace).next().unwrap_or("");
            let tail = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            let head = head.trim_start_matches(|c: char| !c.is_alphanumeric());
            if lower && !compounds.contains(&format!("{head}-{tail}").to_lowercase()) {
                out.truncate(before.len());
            }
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(x: f64, y: f64, size: f64, text: &str) -> Vec<Glyph> {
        let width = size / 2.0;
        let glyph = |(at, c): (usize, char)| Glyph { x: x + at as f64 * width, y, width, size, text: c.to_string() };
        text.chars().enumerate().map(glyph).collect()
    }

    #[test]
    fn gaps_become_spaces() {
        let glyphs = [words(0.0, 10.0, 10.0, "Rain"), words(24.0, 10.0, 10.0, "fell")].concat();
        assert_eq!(text(&[glyphs]).text, "Rain fell");
    }

    #[test]
    fn divided_words_are_joined_unless_they_are_compounds() {
        let join = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            join_lines(&lines, &compounds(&[Paragraph { lines: lines.clone(), size: 1.0 }]))
        };
        assert_eq!(join(&["the har-", "bour"]), "the harbour");
        assert_eq!(join(&["a well-known man, a well-", "known one"]), "a well-known man, a well-known one");
        assert_eq!(join(&["Anglo-", "French"]), "Anglo-French");
        assert_eq!(join(&["2019-", "2020"]), "2019-2020");
    }

    proptest! {
        #[test]
        fn every_character_is_kept_once(
            pieces in proptest::collection::vec((0.0..600.0_f64, 0.0..800.0_f64, 6.0..30.0_f64, "[a-z]{1,8}"), 0..60)
        ) {
            let page: Vec<Glyph> = pieces.iter().flat_map(|(x, y, size, text)| words(*x, *y, *size, text)).collect();
            let body = text(&[page]);
            let letters = |text: &str| {
                let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
                letters.sort_unstable();
                letters
            };
            let wanted: String = pieces.iter().map(|(.., text)| text.as_str()).collect();
            let found = body.headline.unwrap_or_default() + &body.text;
            prop_assert_eq!(letters(&wanted), letters(&found));
        }
    }
}
