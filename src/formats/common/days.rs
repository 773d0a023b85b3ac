//! Days in short texts: a line under a headline, a value behind its label, a column of a table.
//!
//! Months may be named in any language that dates are read in. Days in figures whose order the text leaves open are
//! given both ways round.

use crate::{article::Day, temporal};

/// Days found in one text, at most.
const MOST: usize = 8;

/// Years that are read.
const YEARS: std::ops::RangeInclusive<i64> = 1600..=2100;

/// A day as a text has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// There is one way to read it.
    Sure(Day),
    /// Day and month are figures that may be either way round (`05/03/2024`).
    Either {
        /// Read with the day first.
        day_first: Day,
        /// Read with the month first.
        month_first: Day,
    },
}

/// A day and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The first byte of the date.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Its day.
    pub day: Reading,
}

/// Words between a day and its month, or a month and its year.
const LINKS: &[&str] = &["de", "del", "of", "d", "da", "do", "den"];

/// Endings of a day's number.
const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "º", "ª", "e", "ème", "го"];

#[derive(Debug, Clone, Copy)]
enum Kind<'a> {
    /// A number of at most eight digits, and how many there are.
    Number(i64, usize),
    Word(&'a str),
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    kind: Kind<'a>,
    start: usize,
    end: usize,
}

/// The days of a text, in its order.
pub fn find(text: &str) -> Vec<Written> {
    if !has_figures(text) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() < MOST {
        match read_at(&tokens, at) {
            Some((day, length)) => {
                found.push(Written { start: tokens[at].start, end: tokens[at + length - 1].end, day });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The only day of a text.
pub fn only(text: &str) -> Option<Reading> {
    match find(text)[..] {
        [written] => Some(written.day),
        _ => None,
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (kind, length) = if figure(first).is_some() {
            let length = run(|c| figure(c).is_some());
            let figures = rest[..length].chars().filter_map(figure);
            let count = figures.clone().count();
            let value = if count <= 8 { figures.fold(0, |value, figure| value * 10 + i64::from(figure)) } else { -1 };
            (Some(Kind::Number(value, count)), length)
        } else if is_of_words(first) {
            let length = run(is_of_words);
            (Some(Kind::Word(&rest[..length])), length)
        } else {
            let mark = !first.is_whitespace() && first != '\u{200f}' && first != '\u{200e}';
            (mark.then_some(Kind::Mark(first)), first.len_utf8())
        };
        tokens.extend(kind.map(|kind| Token { kind, start, end: start + length }));
        rest = &rest[length..];
    }
    tokens
}

fn is_of_words(c: char) -> bool {
    // Signs inside words of Devanagari, Bengali and Thai.
    c.is_alphabetic() || matches!(c, 'º' | 'ª' | '\u{94d}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}')
}

/// True for a text with figures of any script that is read.
pub fn has_figures(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) || !text.is_ascii() && text.chars().any(|c| figure(c).is_some())
}

/// First figures of Arabic, Persian, Devanagari and Bengali.
const ZEROS: [u32; 4] = [0x660, 0x6f0, 0x966, 0x9e6];

/// The value of a figure.
fn figure(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10)))
}

/// The day whose writing begins at a token, and of how many tokens it is.
fn read_at(tokens: &[Token<'_>], at: usize) -> Option<(Reading, usize)> {
    if is_glued(tokens, at) {
        return None;
    }
    let (day, length) = in_figures(tokens, at).or_else(|| in_signs(tokens, at)).or_else(|| with_month(tokens, at))?;
    // 1.2.2020.7 is no date.
    let after = |ahead: usize| tokens.get(at + length + ahead);
    let last = tokens[at + length - 1];
    let goes_on = matches!((after(0), after(1)), (Some(mark), Some(next))
        if matches!(mark.kind, Kind::Mark('.' | '-' | '/')) && mark.start == last.end
            && matches!(next.kind, Kind::Number(..)) && next.start == mark.end);
    (!goes_on).then_some((day, length))
}

/// True where a number is the end of something longer (`v1.2.2020`, `12-05-03-2024`).
fn is_glued(tokens: &[Token<'_>], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| tokens[at]);
    let Some(previous) = before(1).filter(|previous| previous.end == tokens[at].start) else { return false };
    match previous.kind {
        Kind::Word(word) => matches!(tokens[at].kind, Kind::Number(..)) && word.is_ascii() && !is_month(word),
        Kind::Mark('.' | '-' | '/' | ':') => {
            before(2).is_some_and(|token| token.end == previous.start && matches!(token.kind, Kind::Number(..)))
        }
        Kind::Mark('_' | '#' | '=') => true,
        _ => false,
    }
}

fn is_month(word: &str) -> bool {
    temporal::month(word).is_some()
}

/// `2026-01-24`, `24.01.2026`, `24.1.26`, `1/24/2026`
fn in_figures(tokens: &[Token<'_>], at: usize) -> Option<(Reading, usize)> {
    let part = tokens.get(at..at + 5)?;
    let [
        Kind::Number(a, a_length),
        Kind::Mark(mark),
        Kind::Number(b, b_length),
        Kind::Mark(second),
        Kind::Number(c, c_length),
    ] = [part[0].kind, part[1].kind, part[2].kind, part[3].kind, part[4].kind]
    else {
        return None;
    };
    let tight = |from: usize| part[from].end == part[from + 1].start;
    let spaced = mark == '.' && tight(0) && tight(2);
    if mark != second || !matches!(mark, '.' | '-' | '/') || !(spaced || (0..4).all(tight)) {
        return None;
    }
    let sure = |year, month, day| Some((Reading::Sure(day_of(year, month, day)?), 5));
    match (a_length, b_length, c_length) {
        (4, 1..=2, 1..=2) => sure(a, b, c),
        (1..=2, 1..=2, 2) if mark == '.' => sure(if c < 70 { 2000 + c } else { 1900 + c }, b, a),
        (1..=2, 1..=2, 4) if mark == '.' => sure(c, b, a),
        (1..=2, 1..=2, 4) => match (day_of(c, b, a), day_of(c, a, b)) {
            (Some(day_first), Some(month_first)) if day_first != month_first => {
                Some((Reading::Either { day_first, month_first }, 5))
            }
            (first, second) => Some((Reading::Sure(first.or(second)?), 5)),
        },
        _ => None,
    }
}

/// `2026年1月24日`, `2026년 1월 24일`
fn in_signs(tokens: &[Token<'_>], at: usize) -> Option<(Reading, usize)> {
    let part = tokens.get(at..at + 6)?;
    let number = |at: usize| if let Kind::Number(value, _) = part[at].kind { Some(value) } else { None };
    let sign = |at: usize, signs: [char; 2]| matches!(part[at].kind, Kind::Word(word) if word.starts_with(signs));
    if !(sign(1, ['年', '년']) && sign(3, ['月', '월']) && sign(5, ['日', '일'])) {
        return None;
    }
    Some((Reading::Sure(day_of(number(0)?, number(2)?, number(4)?)?), 6))
}

/// `24 January 2026`, `24. Januar 2026`, `24 de enero de 2026`, `January 24th, 2026`, `2026. január 24.`
fn with_month(tokens: &[Token<'_>], at: usize) -> Option<(Reading, usize)> {
    let mut cursor = Cursor { tokens, at };
    let (year, month, day);
    match tokens.get(at)?.kind {
        Kind::Number(value, 1..=2) => {
            day = value;
            cursor.at += 1;
            cursor.skip(&['.', '-', '/'], ORDINALS);
            cursor.skip(&[], LINKS);
            month = cursor.month()?;
            cursor.skip(&['.', ',', '-', '/', '\''], LINKS);
            cursor.skip(&[',', '’'], LINKS);
            year = cursor.number(4..=4)?;
        }
        Kind::Number(value, 4) => {
            year = value;
            cursor.at += 1;
            cursor.skip(&['.', ',', '-'], LINKS);
            month = cursor.month()?;
            cursor.skip(&['.', '-'], LINKS);
            day = cursor.number(1..=2)?;
        }
        Kind::Word(_) => {
            month = cursor.month()?;
            cursor.skip(&['.', '-'], &[]);
            day = cursor.number(1..=2)?;
            cursor.skip(&[',', '.', '-'], ORDINALS);
            cursor.skip(&[',', '.'], LINKS);
            year = cursor.number(4..=4)?;
        }
        _ => return None,
    }
    // Thai calendars count from 543 before.
    let is_thai = tokens[at..cursor.at].iter().any(
        |token| matches!(token.kind, Kind::Word(word) if word.starts_with(|c| ('\u{e01}'..='\u{e2e}').contains(&c))),
    );
    let year = if is_thai && year > 2400 { year - 543 } else { year };
    Some((Reading::Sure(day_of(year, month, day)?), cursor.at - at))
}

/// Tokens being read one by one.
struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl Cursor<'_> {
    /// Passes over one of some marks or words, if it is there.
    fn skip(&mut self, marks: &[char], words: &[&str]) {
        let is_one = match self.tokens.get(self.at).map(|token| token.kind) {
            Some(Kind::Mark(mark)) => marks.contains(&mark),
            Some(Kind::Word(word)) => words.iter().any(|known| known.eq_ignore_ascii_case(word)),
            _ => false,
        };
        self.at += usize::from(is_one);
    }

    fn month(&mut self) -> Option<i64> {
        let Kind::Word(word) = self.tokens.get(self.at)?.kind else { return None };
        self.at += 1;
        temporal::month(word).map(i64::from)
    }

    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
        let Kind::Number(value, length) = self.tokens.get(self.at)?.kind else { return None };
        self.at += 1;
        digits.contains(&length).then_some(value)
    }
}

fn day_of(year: i64, month: i64, day: i64) -> Option<Day> {
    let year = Some(year).filter(|year| YEARS.contains(year))?;
    Day::from_civil(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_found_in_lines() {
        for (text, expected) in [
            ("Jane Doe, 01.12.2021", "2021-12-01"),
            ("Sport, 30.10.23", "2023-10-30"),
            ("Dienstag, 2. November 2021", "2021-11-02"),
            ("26 Mai, 2008 | Spiele", "2008-05-26"),
            ("March 11, 2020", "2020-03-11"),
            ("Posted on March 11th, 2020 by x", "2020-03-11"),
            ("2020年07月12日", "2020-07-12"),
            ("2020년 7월 12일", "2020-07-12"),
            ("13 Oct 2020 18:29", "2020-10-13"),
            ("Publié le 1er janvier 2019", "2019-01-01"),
            ("5 de marzo de 2024", "2024-03-05"),
            ("24 апреля 2020 г.", "2020-04-24"),
            ("2020/01/02 10:00", "2020-01-02"),
            ("2020. 10. 13.", "2020-10-13"),
            ("25/03/2024", "2024-03-25"),
            ("12/31/2023", "2023-12-31"),
            ("Mai 06 2018", "2018-05-06"),
            ("5-Mar-2024", "2024-03-05"),
            ("am 14. Dezember 2015 um 14:48", "2015-12-14"),
            ("٥ مارس ٢٠٢٤", "2024-03-05"),
            ("٢٠٢٤/٠٣/٠٥", "2024-03-05"),
            ("५ मार्च २०२४", "2024-03-05"),
            ("05 मार्च 2024, 09:10", "2024-03-05"),
            ("৫ মার্চ ২০২৪", "2024-03-05"),
            ("5 มีนาคม 2567", "2024-03-05"),
        ] {
            let Some(Reading::Sure(day)) = only(text) else { panic!("{text}: {:?}", find(text)) };
            assert_eq!(day.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn figures_in_either_order_are_given_both_ways() {
        let Some(Reading::Either { day_first, month_first }) = only("05/03/2024") else { panic!() };
        assert_eq!((day_first.to_string(), month_first.to_string()), ("2024-03-05".into(), "2024-05-03".into()));
        assert!(matches!(only("03-03-2024"), Some(Reading::Sure(_))));
    }

    #[test]
    fn other_figures_are_no_days() {
        for text in [
            "",
            "12",
            "v1.2.2020",
            "1.2.2020.7",
            "10:30",
            "31.02.2020",
            "May 2018",
            "12,500",
            "img_01.02.2020",
            "1/2/20",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "Änderung: 31.10.2023 – Erschienen: 01.11.2023";
        let found: Vec<&str> = find(text).iter().map(|day| &text[day.start..day.end]).collect();
        assert_eq!(found, ["31.10.2023", "01.11.2023"]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "([0-9]{1,5}|[./: -]|May|mars|年|月|日|\\PC){0,20}") {
            for day in find(&text) {
                prop_assert!(text.get(day.start..day.end).is_some());
            }
        }
    }
}
