//! Integrum: records of fields behind codes ("^ИС:", "^ДТ:", "^ЗГ:"), as text or page, each before its text.

use super::day_of;
use crate::{
    article::Record,
    formats::common::{byline, whitespace},
};

/// True for a text or page that may be an export.
pub(super) fn has_marks(text: &str) -> bool {
    ["^ЗГ:", "^ДТ:"].iter().all(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// The articles of a text; none where it is no export.
pub(super) fn articles(text: &str) -> Option<Vec<Record>> {
    if !has_marks(text) {
        return None;
    }
    let mut records: Vec<Vec<&str>> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some((code, _)) = field(line) {
            if seen.is_empty() || seen.contains(&code) {
                records.push(Vec::new());
                seen.clear();
            }
            seen.push(code);
        }
        if let Some(record) = records.last_mut() {
            record.push(line);
        }
    }
    Some(records.iter().map(|lines| article(lines)).collect())
}

/// The code of a line "^ДТ: 09.02.1994", and its value.
fn field(line: &str) -> Option<(&str, &str)> {
    let (code, value) = line.trim().strip_prefix('^')?.split_once(':')?;
    (code.chars().count() == 2 && code.chars().all(char::is_alphabetic)).then(|| (code, value.trim()))
}

fn article(lines: &[&str]) -> Record {
    let mut record = Record::default();
    let mut open = "";
    let mut text = Vec::new();
    for line in lines {
        let value = match field(line) {
            Some((code, value)) => {
                open = code;
                value
            }
            // A value may stand below its code; after the last field comes the text.
            None if open == "ТК" || open == "ЗГ" && !record.title.is_empty() => {
                open = "ТК";
                text.push(*line);
                continue;
            }
            None => line.trim(),
        };
        match open {
            _ if value.is_empty() => {}
            "ЗГ" => record.title = whitespace::line(value),
            "ИС" => record.source = Some(value.to_owned()),
            "РБ" => record.section = Some(value.to_owned()),
            "ДТ" => record.published = day_of(value),
            "АВ" => record.authors = byline::authors(&value.split(',').map(in_order).collect::<Vec<_>>().join("; ")),
            "ТК" => text.push(value),
            _ => {}
        }
    }
    record.language = Some("ru".to_owned());
    record.text = unwrapped(&text, &record.title);
    record
}

/// "Иванов Пётр Сергеевич" as "Пётр Иванов".
fn in_order(name: &str) -> String {
    let mut words = name.split_whitespace();
    match (words.next(), words.next()) {
        (Some(family), Some(given)) => format!("{given} {family}"),
        (Some(name), None) => name.to_owned(),
        _ => String::new(),
    }
}

/// The text without the title above it: lines of a fixed width, an indented one begins a paragraph.
fn unwrapped(lines: &[&str], title: &str) -> String {
    let mut out = String::new();
    let mut blank = true;
    for line in lines.iter().skip_while(|line| line.trim().is_empty() || line.trim() == title) {
        let words = line.trim();
        if words.is_empty() {
            blank = true;
            continue;
        }
        let indented = line.starts_with("   ") || line.starts_with('\t') || line.starts_with('\u{3000}');
        if !out.is_empty() {
            out.push_str(if blank || indented { "\n\n" } else { " " });
        }
        out.push_str(words);
        blank = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles as read;

    #[test]
    fn records_as_page_and_text() {
        let one = |title: &str, day: &str| {
            format!(
                "<table><tr><td>^ИС:\n   Гавань <br>^РБ:\n  ПОГОДА<br>^НР:\n 6<br>^ДТ:\n  {day}<br>^АВ:\n  Иванов Пётр<br>^ЗГ:\n  {title}<br></td></tr></table>\
                 <h3>{title}</h3><pre>\n     Шёл дождь над\nгаванью весь день.\n     Потом он кончился.</pre>"
            )
        };
        let page = format!(
            "<html><body><h3>Report</h3>1. <a href='#1'>ДОЖДЬ</a>{}{}</body></html>",
            one("ДОЖДЬ", "09.02.1994"),
            one("СНЕГ", "02.02.1994")
        );
        let text = "^ИС: Гавань\n^РБ: ПОГОДА\n^ДТ: 09.02.1994\n^АВ: Иванов Пётр\n^ЗГ: ДОЖДЬ\n\n     Шёл дождь над\nгаванью весь день.\n     Потом он кончился.\n";
        for records in [read("a.html", page), read("a.txt", text.repeat(2))] {
            assert_eq!(records.len(), 2);
            let record = &records[0];
            assert_eq!(
                (record.title.as_str(), record.source.as_deref(), record.section.as_deref()),
                ("ДОЖДЬ", Some("Гавань"), Some("ПОГОДА"))
            );
            assert_eq!(
                (record.published.as_ref().unwrap().day.to_string().as_str(), record.authors.join("").as_str()),
                ("1994-02-09", "Пётр Иванов")
            );
            assert_eq!(record.text, "Шёл дождь над гаванью весь день.\n\nПотом он кончился.");
        }
    }
}
