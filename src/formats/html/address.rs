//! The day in the address of a page.

use crate::{article::Day, temporal};

/// The day in an address like `/2026/01/24/talks`, `/2026/jan/24/`, `/2026/0124/`, `/2026-01-24-talks`, `/24-01-2026`.
pub(super) fn day(url: &str) -> Option<Day> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let three = words.windows(3).find_map(|run| of_three(run[0], run[1], run[2]));
    three.or_else(|| in_one(&words)).or_else(|| words.windows(2).find_map(|run| of_two(run[0], run[1])))
}

/// `2026/01/24`, `2026/jan/24`, `24-01-2026`
fn of_three(first: &str, second: &str, third: &str) -> Option<Day> {
    if let Some(year) = year(first) {
        let month = figures(second, 1..=2).or_else(|| month(second))?;
        return Day::from_civil(year, month, figures(third, 1..=2)?);
    }
    let year = year(third)?;
    let (day, month) = (figures(first, 2..=2)?, figures(second, 2..=2)?);
    let read = Day::from_civil(year, month, day);
    // The other way round leaves it open.
    read.filter(|read| Day::from_civil(year, day, month).is_none_or(|other| other == *read))
}

/// `20260124`
fn in_one(words: &[&str]) -> Option<Day> {
    words.iter().find_map(|word| {
        let date = Some(*word).filter(|word| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
        Day::from_civil(year(&date[..4])?, date[4..6].parse().ok()?, date[6..].parse().ok()?)
    })
}

/// `2026/0124`
fn of_two(first: &str, second: &str) -> Option<Day> {
    let year = year(first)?;
    figures(second, 4..=4)?;
    Day::from_civil(year, second[..2].parse().ok()?, second[2..].parse().ok()?)
}

fn year(word: &str) -> Option<i32> {
    figures(word, 4..=4).and_then(|year| i32::try_from(year).ok()).filter(|year| (1990..=2100).contains(year))
}

fn month(word: &str) -> Option<u32> {
    if word.chars().count() < 3 { None } else { temporal::month(word) }
}

fn figures(word: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_number = digits.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { word.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_addresses() {
        for (url, expected) in [
            ("https://a.example/2026/01/24/talks?x=2020/01/01", Some("2026-01-24")),
            ("https://a.example/news/20260124-talks", Some("2026-01-24")),
            ("https://a.example/2026-1-4-talks", Some("2026-01-04")),
            ("https://a.example/2018/may/06/ferry", Some("2018-05-06")),
            ("https://a.example/2021/0506/c1001-32095.html", Some("2021-05-06")),
            ("https://a.example/meldungen/29-10-2021", Some("2021-10-29")),
            ("https://a.example/2020/Sep/7/talks", Some("2020-09-07")),
            ("https://a.example/meldungen/09-10-2021", None),
            ("https://a.example/2021/04/92713", None),
            ("https://a.example/2021/9271", None),
            ("https://a.example/12345678/1/2", None),
            ("https://a.example/2026/13/24/", None),
            ("https://2026.01.24.example/talks", None),
            ("https://a.example", None),
        ] {
            assert_eq!(day(url).map(|day| day.to_string()).as_deref(), expected, "{url}");
        }
    }
}
