//! RIS and EndNote's tagged format: references as libraries and databases export them, with the abstract, or the whole text, of each.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline,
        input::{Head, Input},
        metadata,
        sink::Sink,
        whitespace,
    },
};
use crate::article::Record;

/// The reader of RIS.
pub(super) struct Ris;

impl Format for Ris {
    fn name(&self) -> &'static str {
        "ris"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ris", "enw"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let first = head.text.lines().find(|line| !line.trim().is_empty());
        first.and_then(tag).is_some_and(|(name, _)| name == "TY") || first.is_some_and(|line| line.starts_with("%0 "))
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        let mut lines: Vec<(&str, String)> = Vec::new();
        let mut any = false;
        for line in text.lines() {
            match tag(line).or_else(|| endnote(line)) {
                // EndNote marks no ends.
                Some(("TY", value)) => {
                    let before = std::mem::replace(&mut lines, vec![("TY", value.to_owned())]);
                    if line.starts_with('%') && !before.is_empty() {
                        any = true;
                        if sink.article(article(&before)).is_break() {
                            return Ok(());
                        }
                    }
                }
                Some(("ER", _)) => {
                    any = true;
                    if sink.article(article(&std::mem::take(&mut lines))).is_break() {
                        return Ok(());
                    }
                }
                Some((name, value)) => lines.push((name, value.to_owned())),
                // A value may go on in the next line; no value is that of the type.
                None if lines.last().is_some_and(|(name, _)| *name == "TY") => {}
                None => {
                    if let Some((_, value)) = lines.last_mut() {
                        value.push('\n');
                        value.push_str(line.trim());
                    }
                }
            }
        }
        // The last end is often missing.
        if !lines.is_empty() {
            any = true;
            let _ = sink.article(article(&lines));
        }
        if any { Ok(()) } else { Err(ReadError::new(ReadErrorKind::Empty, "no reference in it")) }
    }
}

/// The tag of a line "TI  - Rain falls", and its value.
fn tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let (name, rest) = line.split_at_checked(2)?;
    let is_tag = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.trim_start().strip_prefix('-').filter(|_| rest.starts_with(' '))?;
    is_tag.then(|| (name, value.trim()))
}

/// The tag of a line of EndNote's format ("%T Rain falls") by its name in RIS, and its value.
fn endnote(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.trim_start_matches('\u{feff}').strip_prefix('%')?.split_once(' ')?;
    let name = match name {
        "0" => "TY",
        "T" => "TI",
        "A" => "AU",
        "8" => "DA",
        "D" => "PY",
        "B" | "J" => "T2",
        "I" => "PB",
        "X" => "AB",
        "U" => "UR",
        "K" => "KW",
        "G" => "LA",
        "M" | "L" => "AN",
        "&" => "SE",
        _ => "XX",
    };
    Some((name, value.trim()))
}

/// The article of the lines of one reference.
fn article(lines: &[(&str, String)]) -> Record {
    let all = |names: &'static [&'static str]| {
        names
            .iter()
            .flat_map(|name| lines.iter().filter(move |(tag, _)| tag == name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let one = |names: &'static [&'static str]| all(names).next().map(whitespace::line);
    let authors = all(&["AU", "A1", "A2"]).flat_map(|name| byline::authors(&in_order(name)));
    let text = all(&["AB", "N2"]).collect::<Vec<_>>();
    let text = if text.is_empty() { all(&["N1"]).collect() } else { text };
    let day = |value: &str| {
        metadata::published(value.trim_end_matches('/'))
            .or_else(|| metadata::published(&value.trim_end_matches('/').replace('/', "-")))
    };
    Record {
        source_id: one(&["AN", "ID", "DO"]),
        title: one(&["TI", "T1", "CT"]).unwrap_or_default(),
        authors: authors.collect(),
        published: all(&["DA", "Y1", "PY"])
            .filter_map(day)
            // EndNote has the year apart.
            .chain(all(&["DA"]).zip(all(&["PY"])).filter_map(|(date, year)| day(&format!("{date}, {year}"))))
            .max_by_key(|day| std::cmp::Reverse(day.precision)),
        source: one(&["T2", "JO", "JF", "JA", "SO", "PB"]),
        url: one(&["UR", "LK", "L2"]).filter(|url| url.starts_with("http")),
        section: one(&["SE"]),
        keywords: all(&["KW"]).flat_map(str::lines).map(str::to_owned).collect(),
        language: one(&["LA"]).and_then(|language| metadata::language(&language)),
        text: text.join("\n\n"),
        ..Record::default()
    }
}

/// "Doe, Jane" as "Jane Doe".
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) => format!("{} {}", given.split(',').next().unwrap_or("").trim(), family.trim()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;
    use proptest::prelude::*;

    #[test]
    fn references_are_articles() {
        let one = "TY  - NEWS\r\nAU  - Doe, Jane\r\nTI  - Rain falls\r\nT2  - The Post\r\nPY  - 2010\r\nDA  - 2010/05/08/\r\nAB  - It fell.\r\nIt stopped.\r\n\
            UR  - https://a.example/1\r\nKW  - rain\r\nKW  - harbour\r\nLA  - eng\r\nAN  - 55\r\nER  - \r\n\r\n";
        let records = articles("a.txt", format!("{one}{}", one.replace("ER  - ", "")));
        assert_eq!(records.len(), 2);
        for record in records {
            assert_eq!((record.title.as_str(), record.authors.join("").as_str()), ("Rain falls", "Jane Doe"));
            assert_eq!((record.source.as_deref(), record.text.as_str()), (Some("The Post"), "It fell.\nIt stopped."));
            assert_eq!(record.published.unwrap().day.to_string(), "2010-05-08");
            assert_eq!(
                (record.source_id.as_deref(), record.language.as_deref(), record.keywords.len()),
                (Some("55"), Some("en"), 2)
            );
        }
    }

    #[test]
    fn references_of_endnote_are_articles() {
        let one = "%0 Newspaper Article\n%T Rain falls\n%A Doe, Jane\n%B The Post\n%D 2010\n%8 May 8\n%X It fell.\nIt stopped.\n%U https://a.example/1\n%@ 1234-5678\n\n";
        let records = articles("a.txt", one.repeat(2));
        assert_eq!(records.len(), 2);
        for record in records {
            assert_eq!((record.title.as_str(), record.authors.join("").as_str()), ("Rain falls", "Jane Doe"));
            assert_eq!((record.source.as_deref(), record.text.as_str()), (Some("The Post"), "It fell.\nIt stopped."));
            assert_eq!(record.published.unwrap().day.to_string(), "2010-05-08");
            assert_eq!(record.url.as_deref(), Some("https://a.example/1"));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "TY  - NEWS\\n(TI  - |ER  - |AU  - é, |DA  - 2010/|KW  -|\\n|é|[a-z]{1,5}){0,40}") {
            let _ = crate::formats::tests::read_all("a.ris", text.as_bytes(), &crate::formats::Options::default());
        }
    }
}
