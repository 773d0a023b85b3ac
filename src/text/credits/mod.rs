//! Bylines, agency lines and photo credits inside a body: who made the article is not who it is about.
//!
//! The phrases are data (`phrases.tsv`), each row with an example and a counter-example. What a reader took as author is not in the
//! text any more; these are the lines that stay in it.

use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// How much of the text a phrase takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The phrase opens a line, sentence or parenthesis; it takes the rest of that.
    Start,
    /// The phrase stands before a capitalised word; it takes the rest of the sentence or parenthesis.
    Name,
    /// The phrase takes its line.
    Line,
    /// The phrase takes its parenthesis, else its line where that is short, else itself and the names beside it.
    Clause,
}

/// Bytes on either side of a phrase that a credit may take.
const LONGEST: usize = 600;
/// Bytes of a line that can be nothing but a credit.
const SHORT_LINE: usize = 120;
/// Bytes of a first line "By John Smith", and characters behind "By" of another one.
const FIRST_BYLINE: usize = 100;
const BYLINE: std::ops::RangeInclusive<usize> = 3..=81;
/// Words beside the names of the authors that a line of theirs has: a date, a time, a desk.
const MOST_WORDS_BESIDE: usize = 5;
/// Bytes of a phrase before a colon, and words in lower case behind it that make a sentence of it.
const LONGEST_PHRASE: usize = 24;
const WORDS_OF_A_CAPTION: usize = 2;
/// Words of a photographer's name.
const MOST_WORDS_OF_A_NAME: usize = 4;
/// Letters of a word before a full stop that is an abbreviation or an initial: "A. Smith", "Jr."
const LONGEST_ABBREVIATION: usize = 2;

/// Finds the credits of a text by its authors, in order and apart.
#[must_use]
pub fn credits(text: &str, authors: &[String]) -> Vec<Range<usize>> {
    let (matcher, phrases) = &*PHRASES;
    let mut found: Vec<Range<usize>> = first_byline(text).into_iter().collect();
    for phrase in matcher.find_iter(text) {
        let extents = phrases[phrase.pattern().as_usize()].1.iter();
        found.extend(extents.filter_map(|extent| extent.of(text, phrase.range())));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if is_byline(trimmed.trim_start(), authors) {
            found.push(start..start + trimmed.len());
        }
        start += line.len();
    }
    merged(found)
}

/// In order, those that touch made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, range| {
        let touches = next.start <= range.end;
        if touches {
            range.end = range.end.max(next.end);
        }
        touches
    });
    ranges
}

impl Extent {
    /// What a phrase takes, `None` where it is no credit.
    fn of(self, text: &str, phrase: Range<usize>) -> Option<Range<usize>> {
        let near = Near::of(text, &phrase);
        match self {
            Self::Start => {
                let credit = phrase.start..near.end_of_sentence(text);
                (near.opens(text) && !is_caption(&text[phrase.start..credit.end])).then_some(credit)
            }
            Self::Name => {
                let rest = text[phrase.end..near.line.end].trim_start_matches([' ', ':']);
                let rest = rest.strip_prefix("by ").unwrap_or(rest).trim_start();
                let is_word = !text[..phrase.start].ends_with(char::is_alphanumeric);
                let credit = phrase.start..near.end_of_sentence(text);
                let is_credit = is_word && rest.starts_with(char::is_uppercase) && !is_caption(&text[credit.clone()]);
                is_credit.then_some(credit)
            }
            Self::Line => {
                // In a text of one long line, the sentence stands for the line.
                let start = text[near.line.start..phrase.start]
                    .rfind(". ")
                    .map_or(near.line.start, |at| near.line.start + at + 2);
                let end = text[phrase.end..near.line.end].find(". ").map_or(near.line.end, |at| phrase.end + at + 1);
                Some(start..end)
            }
            Self::Clause => Some(near.parenthesis.clone().unwrap_or_else(|| {
                // "John Smith/AFP via Getty Images": the photographer stands before it on a line of its own.
                if near.line.len() <= SHORT_LINE { near.line.clone() } else { near.clause(text) }
            })),
        }
    }
}

/// True of a phrase with a colon before a sentence that says what a picture shows: "Photo: President Obama speaks in Iowa."
fn is_caption(text: &str) -> bool {
    let Some((phrase, rest)) = text.split_once(':').filter(|(phrase, _)| phrase.len() <= LONGEST_PHRASE) else {
        return false;
    };
    let is_by = |word: &str| matches!(word, "by" | "for" | "of" | "via" | "the" | "and" | "courtesy" | "from");
    let words = rest.split_whitespace().filter(|word| word.starts_with(char::is_lowercase) && !is_by(word));
    !phrase.ends_with("by") && words.count() >= WORDS_OF_A_CAPTION
}

/// What stands around a phrase.
struct Near {
    phrase: Range<usize>,
    /// Its line, or as much of it as a credit may take.
    line: Range<usize>,
    /// Its parenthesis with the brackets, where it is in one.
    parenthesis: Option<Range<usize>>,
    /// Where its parenthesis or its line ends.
    close: usize,
}

impl Near {
    fn of(text: &str, phrase: &Range<usize>) -> Self {
        let low = text.ceil_char_boundary(phrase.start.saturating_sub(LONGEST));
        let high = text.floor_char_boundary((phrase.end + LONGEST).min(text.len()));
        let start = text[low..phrase.start].rfind('\n').map_or(low, |at| low + at + 1);
        let end = text[phrase.end..high].find('\n').map_or(high, |at| phrase.end + at);
        let bracket = text[start..phrase.end].rfind(['(', '[', ')', ']']).map(|at| start + at);
        let open = bracket.filter(|at| text[*at..].starts_with(['(', '[']));
        let bracket = text[phrase.end..end].find([')', ']']).map(|at| phrase.end + at);
        let close = if open.is_some() { bracket.unwrap_or(end) } else { end };
        let parenthesis = open.map(|open| open..bracket.map_or(end, |at| at + 1));
        Self { phrase: phrase.clone(), line: start..end, parenthesis, close }
    }

    /// True where the phrase opens a line, sentence or parenthesis.
    fn opens(&self, text: &str) -> bool {
        let head = text[..self.phrase.start].trim_end_matches([' ', '\t', '-', '—', '–', '*', '_']);
        head.is_empty() || head.ends_with(['(', '[', '\n', '.', ';', '!', '?', ')', ']', '"', '”'])
    }

    /// Where the sentence or the parenthesis of the phrase ends.
    fn end_of_sentence(&self, text: &str) -> usize {
        if self.parenthesis.is_some() {
            return self.close;
        }
        let rest = &text[self.phrase.end..self.close];
        let ends = |at: &usize| {
            let letters = rest[..*at].chars().rev().take_while(|c| c.is_alphabetic()).count();
            letters > LONGEST_ABBREVIATION && rest[at + 2..].starts_with(char::is_uppercase)
        };
        rest.match_indices(". ").map(|(at, _)| at).find(ends).map_or(self.close, |at| self.phrase.end + at + 1)
    }

    /// The word that the phrase is part of, and the name behind it: "REUTERS/Jane Doe".
    fn clause(&self, text: &str) -> Range<usize> {
        let head = &text[self.line.start..self.phrase.start];
        let start = head.rfind(char::is_whitespace).map_or(self.line.start, |at| self.line.start + at + 1);
        let rest = &text[self.phrase.end..self.line.end];
        if !text[..self.phrase.end].ends_with('/') {
            return start..self.phrase.end;
        }
        let words = rest.trim_start().split(' ').take(MOST_WORDS_OF_A_NAME);
        let name = words.take_while(|word| word.starts_with(char::is_uppercase)).last();
        let end = name.map_or(0, |last| last.as_ptr() as usize + last.len() - rest.as_ptr() as usize);
        start..self.phrase.end + end
    }
}

/// A byline that stayed at the head of the text: a short first line "By John Smith".
fn first_byline(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next()?;
    let opens = ["By ", "BY ", "by ", "Von ", "Par ", "Por ", "Di "].iter().any(|by| line.starts_with(by));
    let is_name = line.len() <= FIRST_BYLINE && !line.trim_end().ends_with(['.', '!', '?', ':', '”', '"', ',']);
    let is_line = text.len() > start + line.len();
    (opens && is_name && is_line).then_some(start..start + line.len())
}

/// True of a line that says little but who the authors are: "By Jane Doe", "Jane Doe and John Smith, 23 January 2026".
fn is_byline(line: &str, authors: &[String]) -> bool {
    if ["By ", "BY ", "by "].iter().any(|by| line.starts_with(by)) {
        let name = line[2..].trim_start();
        let is_name = name.starts_with(char::is_uppercase) && !name.contains(['.', '!', '?']);
        if is_name && line.len() <= 4 * *BYLINE.end() && BYLINE.contains(&name.chars().count()) {
            return true;
        }
    }
    if line.is_empty() || line.len() > SHORT_LINE || line.ends_with(['.', '?', '!']) {
        return false;
    }
    let mut full = authors.iter().map(|author| author.trim()).filter(|author| author.contains(' ')).peekable();
    if full.peek().is_none() {
        return false;
    }
    let mut rest = line.to_lowercase();
    let length = rest.len();
    for author in full {
        rest = rest.replace(&author.to_lowercase(), " ");
    }
    rest.len() < length && rest.split_whitespace().count() <= MOST_WORDS_BESIDE
}

/// A row of the table: the extent, the phrases, an example, a counter-example.
fn rows() -> impl Iterator<Item = (Extent, &'static str, &'static str, &'static str)> {
    include_str!("phrases.tsv").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().expect("a row has an extent, phrases, an example and a counter-example");
        let extent = match next() {
            "start" => Extent::Start,
            "name" => Extent::Name,
            "line" => Extent::Line,
            "clause" => Extent::Clause,
            other => unreachable!("{other} is no extent of a credit"),
        };
        (extent, next(), next(), next())
    })
}

/// The phrases with the extents of each.
type Phrases = (AhoCorasick, Vec<(&'static str, Vec<Extent>)>);

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases: Vec<(&str, Vec<Extent>)> = Vec::new();
    for (extent, row, ..) in rows() {
        for phrase in row.split('|') {
            match phrases.iter_mut().find(|(known, _)| *known == phrase) {
                Some((_, extents)) => extents.push(extent),
                None => phrases.push((phrase, vec![extent])),
            }
        }
    }
    let matcher = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(phrases.iter().map(|(phrase, _)| phrase))
        .expect("the phrases of credits are a few dozen");
    (matcher, phrases)
});

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        credits(text, &[]).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn every_row_finds_its_example_and_not_its_counter_example() {
        for (_, phrases, example, counter) in rows() {
            let lower = example.to_lowercase();
            assert!(phrases.split('|').any(|phrase| lower.contains(phrase)), "{example} has none of {phrases}");
            assert_eq!(found(&format!("A line.\n{example}\nAnother line.")).len(), 1, "{example}");
            assert!(found(counter).is_empty(), "{counter}");
        }
    }

    #[test]
    fn captions_are_no_credits() {
        for text in ["Photo: President Obama speaks to voters in Iowa.", "Image: A view of the bridge over the Tiber"] {
            assert!(found(text).is_empty(), "{text}");
        }
        for text in ["Photo: Jane Doe for The Times", "Photo: Jane Doe/AP", "Image: courtesy of Jane Doe"] {
            assert_eq!(found(text), [text]);
        }
        assert_eq!(found("Obama speaks in Iowa. (Photo: Jane Doe, AP)").len(), 1);
    }

    #[test]
    fn credits_end_where_the_prose_goes_on() {
        for (text, credit) in [
            ("Talks ended. (Reporting by A. Smith; Editing by B. Jones)", "Reporting by A. Smith; Editing by B. Jones"),
            (
                "Talks ended.\nReporting by A. Smith in Kyiv; Writing by B. Jones",
                "Reporting by A. Smith in Kyiv; Writing by B. Jones",
            ),
            (
                "Talks went on. (Reporting by Jane Doe in Kyiv; Editing by John Smith) Read more.",
                "Reporting by Jane Doe in Kyiv; Editing by John Smith",
            ),
            ("Photo: Ann Roe of the agency. In Paris, Jane Doe spoke.", "Photo: Ann Roe of the agency."),
            ("By John Smith\nKYIV - Talks ended.", "By John Smith"),
            ("KYIV\nBy John Smith and Ann Roe\nTalks ended.", "By John Smith and Ann Roe"),
            (
                "It ended. Associated Press writer Ann Roe contributed to this report.",
                "Associated Press writer Ann Roe contributed to this report.",
            ),
            ("It ended. (Additional reporting by  Ann Roe  in Rome)", "Additional reporting by  Ann Roe  in Rome"),
            ("A soldier. (AP Photo/Ann Roe)", "(AP Photo/Ann Roe)"),
            ("A soldier. (AP/Ann Roe) It ended.", "(AP/Ann Roe)"),
            ("Ann Roe/AFP via Getty Images\nIt ended.", "Ann Roe/AFP via Getty Images"),
        ] {
            assert_eq!(found(text), [credit], "{text}");
        }
        let long = "A man stands in the square of the old town, where the market used to be until last year REUTERS/Jane Doe while others walk on.";
        assert_eq!(found(long), ["REUTERS/Jane Doe"]);
    }

    #[test]
    fn prose_is_no_credit() {
        for prose in [
            "The law bars reporting by the press on trials. By Friday it was over.",
            "By Friday the talks had ended. Nobody knew why.",
            "He saw the photo by chance, in a video by the sea.",
            "Recent reporting by The Courier found it.",
        ] {
            assert!(found(prose).is_empty(), "{prose}");
        }
    }

    #[test]
    fn a_line_of_the_authors_is_a_byline() {
        let authors = ["Dana Whitlock".to_owned(), "Li".to_owned()];
        let line = "Dana Whitlock 2025-01-08";
        assert_eq!(credits(&format!("{line}\nLOS ANGELES — A fire broke out.\n"), &authors), [0..line.len()]);
        assert!(credits("Dana Whitlock saw the fire from the hills.", &authors).is_empty());
        assert!(credits("Li", &authors).is_empty());
        assert!(credits(line, &[]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn credits_of_any_text_lie_on_characters(text in "(\\PC|By |\n|\\. |Reporting by |photo: |/AFP|\\(AP Photo/|É){0,60}") {
            let mut last = 0;
            for credit in credits(&text, &["É É".to_owned()]) {
                proptest::prop_assert!(text.get(credit.clone()).is_some() && credit.start >= last);
                last = credit.end;
            }
        }
    }
}
