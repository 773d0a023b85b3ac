//! Factiva as running text (RTF, DOCX, PDF, TXT): fields behind codes ("HD", "PD"), or in their usual order before "Document" and an id.

use super::{day_of, factiva};
use crate::{
    article::Record,
    formats::common::{byline, whitespace},
};

/// Codes of fields at the beginning of a line.
const CODES: &[&str] = &[
    "SE", "CLM", "HD", "BY", "AU", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "CX", "LP", "TD",
    "ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN",
];

/// Beginnings of lines that stand between the fields and the text, in lower case.
const RIGHTS: &[&str] = &[
    "copyright",
    "(copyright",
    "(c)",
    "©",
    "tous droits",
    "alle rechte",
    "todos los derechos",
    "all rights",
    "auteursrecht",
];

/// The longest line of a head, in bytes.
const LONGEST_FIELD: usize = 400;

/// The articles of a text; none where it is no export.
pub(super) fn articles(text: &str) -> Option<Vec<Record>> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !is_page_head(line)).collect();
    by_codes(&lines).or_else(|| in_order(&lines))
}

/// The line of a page's head or foot, where the pages of a PDF became text.
fn is_page_head(line: &str) -> bool {
    line.len() < 90 && line.contains("Factiva, Inc.")
}

/// The code that begins a line, and what follows it.
fn code(line: &str) -> Option<(&'static str, &str)> {
    let end = line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len());
    let code = CODES.iter().find(|code| **code == &line[..end])?;
    let rest = &line[end..];
    (rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}'])).then(|| (*code, rest.trim()))
}

fn by_codes(lines: &[&str]) -> Option<Vec<Record>> {
    let count = |wanted: &str| lines.iter().filter(|line| code(line).is_some_and(|(code, _)| code == wanted)).count();
    if count("HD") == 0 || count("PD") == 0 || count("SN") == 0 || count("LP") + count("TD") == 0 {
        return None;
    }
    let mut records: Vec<Record> = Vec::new();
    // Codes of the article so far, and the field that goes on.
    let (mut seen, mut open): (Vec<&str>, &str) = (Vec::new(), "");
    for line in lines {
        let Some((found, value)) = code(line).filter(|(code, _)| !is_prose(open, code, line)) else {
            if let Some(record) = records.last_mut() {
                take(open, line, record);
            }
            continue;
        };
        if seen.is_empty() || seen.contains(&found) || seen.contains(&"AN") {
            records.push(Record::default());
            seen.clear();
        }
        seen.push(found);
        open = found;
        if let Some(record) = records.last_mut() {
            if matches!(found, "LP" | "TD") && !record.text.is_empty() {
                record.text.push('\n');
            }
            take(found, value, record);
        }
    }
    // A code on the cover begins nothing.
    records.retain(|record| !record.title.is_empty() || !record.text.is_empty());
    Some(records)
}

/// True for what begins like a code inside a text ("IN LONDON ...", "CO 2"): codes behind a text have names of subjects.
fn is_prose(open: &str, code: &str, line: &str) -> bool {
    let is_subject = || {
        matches!(code, "CO" | "IN" | "NS" | "RE")
            && !line[code.len()..].starts_with(['\t', '\u{a0}'])
            && !line.contains(" : ")
    };
    let is_behind =
        || matches!(code, "TD" | "AN" | "CO" | "IN" | "NS" | "RE" | "IPD" | "IPC" | "PUB" | "ART" | "CT" | "RF");
    matches!(open, "LP" | "TD") && (is_subject() || open == "LP" && !is_behind())
}

/// Takes a line of a field.
fn take(code: &str, line: &str, record: &mut Record) {
    match code {
        "LP" | "TD" => {
            record.text.push_str(line);
            record.text.push('\n');
        }
        _ if line.is_empty() => {}
        "HD" => record.title = whitespace::line(&format!("{} {line}", record.title)),
        "BY" | "AU" if record.authors.is_empty() => record.authors = byline::authors(line),
        "PD" if record.published.is_none() => record.published = day_of(line),
        "SN" => record.source = record.source.take().or_else(|| Some(line.to_owned())),
        "SE" | "CLM" => record.section = record.section.take().or_else(|| Some(line.to_owned())),
        "LA" => record.language = record.language.take().or_else(|| factiva::language(line)),
        "AN" => record.source_id = record.source_id.take().or_else(|| factiva::id(line)),
        _ => {}
    }
}

/// The id at the end of an article: "Document POST000020100508e6580000c", with the day in it.
fn end(line: &str) -> Option<String> {
    let id = factiva::id(line)?;
    let digits = id.bytes().fold((0, 0), |(longest, run), byte| {
        let run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        (run.max(longest), run)
    });
    (id.len() >= 16 && digits.0 >= 8).then_some(id)
}

fn in_order(lines: &[&str]) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        if let Some(id) = end(line) {
            let record = article(&lines[start..at])?;
            records.push(Record { source_id: Some(id), ..record });
            start = at + 1;
        }
    }
    (!records.is_empty()).then_some(records)
}

/// The article of the lines before an id: headline, author, length, day, time, source, code, edition, page, language, rights, text.
fn article(lines: &[&str]) -> Option<Record> {
    let length = lines.iter().position(|line| factiva::is_length(line))?;
    let mut record = Record::default();
    let filled: Vec<&str> =
        lines[..length].iter().copied().filter(|line| !line.is_empty() && line.len() < LONGEST_FIELD).collect();
    // What stands further above is the cover.
    head(&filled[filled.len().saturating_sub(4)..], &mut record);
    let mut body = length + 1;
    for (at, line) in lines.iter().enumerate().skip(length + 1).filter(|(_, line)| !line.is_empty()).take(10) {
        let lower = line.to_lowercase();
        let is_last = RIGHTS.iter().any(|start| lower.starts_with(start));
        if record.published.is_none() {
            record.published = day_of(line);
        } else if record.source.is_none() {
            let is_time = line.len() <= 10 && line.contains(':');
            record.source = (!is_time).then(|| (*line).to_owned());
        } else if !is_last && record.language.is_none() {
            record.language = factiva::language(line).filter(|_| line.len() < 30);
        } else if !is_last {
            break;
        }
        body = at + 1;
        if is_last {
            break;
        }
    }
    record.published.as_ref()?;
    record.text = lines[body..].join("\n");
    Some(record)
}

/// Takes section, headline and author from the lines above the length.
fn head(lines: &[&str], record: &mut Record) {
    let names = |line: &str| {
        byline::find(line).or_else(|| {
            let names = byline::authors(line);
            (line.len() < 80
                && !names.is_empty()
                && names.iter().all(|name| byline::is_name(name) && name.contains(' ')))
            .then_some(names)
        })
    };
    let (rest, authors) = match lines {
        [before @ .., last] if !before.is_empty() => names(last).map_or((lines, Vec::new()), |names| (before, names)),
        _ => (lines, Vec::new()),
    };
    record.authors = authors;
    if let [before @ .., title] = rest {
        record.title = whitespace::line(title);
        record.section =
            before.last().filter(|line| line.len() < 40 && before.len() == 1).map(|line| (*line).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::articles as read;
    use proptest::prelude::*;

    #[test]
    fn fields_behind_codes() {
        let one = |title: &str| {
            format!(
                "SE\tWeather\t\nHD\t{title} falls on\nthe harbour\nBY\tBy Jane Doe\nWC\t12 words\nPD\t8 May 2010\nSN\tThe Harbour Post\nSC\tPOST\nLA\tEnglish\n\
                 CY\t(c) 2010 The Post\nLP\t\nRain fell.\n\nTD\t\nIN LONDON it stopped.\n\nIt was dry.\n\nNS\tgweat : Weather\nAN\tDocument POST000020100508e6580000c\n\n"
            )
        };
        let records = articles(&format!(
            "Page 1 of 3 © 2010 Factiva, Inc. All rights reserved.\n{}{}\nSearch Summary\nText rain\n",
            one("Rain"),
            one("Snow")
        ))
        .unwrap();
        assert_eq!(records.len(), 2);
        let record = &records[1];
        assert_eq!(
            (record.title.as_str(), record.source.as_deref()),
            ("Snow falls on the harbour", Some("The Harbour Post"))
        );
        assert_eq!((record.section.as_deref(), record.authors.join("")), (Some("Weather"), "Jane Doe".to_owned()));
        assert!(
            record.text.contains("Rain fell.")
                && record.text.contains("IN LONDON it stopped.")
                && record.text.contains("It was dry."),
            "{}",
            record.text
        );
        assert_eq!(record.source_id.as_deref(), Some("POST000020100508E6580000C"));
        assert_eq!(
            (record.published.as_ref().unwrap().day.to_string().as_str(), record.language.as_deref()),
            ("2010-05-08", Some("en"))
        );
    }

    #[test]
    fn fields_in_their_order_in_other_languages() {
        let one = |title: &str, words: &str, day: &str, language: &str, document: &str| {
            format!(
                "{title}\n\nVon Jane Doe\n\n{words}\n\n{day}\n\nHafenblatt\n\nHAFEN\n\n12\n\n{language}\n\n© 2010 Hafenblatt\n\nEs regnete.\n\nDann nicht mehr.\n\n{document} HAFEN00020100508e6580000c\n\n"
            )
        };
        let text = format!(
            "{}{}{}",
            one("Regen fällt", "1.234 Wörter", "8. Mai 2010", "Deutsch", "Dokument"),
            one("La pluie tombe", "234 mots", "8 mai 2010", "Français", "Document"),
            one("Cae la lluvia", "234 palabras", "8 mayo 2010", "Español", "Documento"),
        );
        let records = articles(&text).unwrap();
        let titles: Vec<&str> = records.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["Regen fällt", "La pluie tombe", "Cae la lluvia"]);
        for record in &records {
            assert_eq!(
                (record.source.as_deref(), record.text.trim()),
                (Some("Hafenblatt"), "Es regnete.\n\nDann nicht mehr.")
            );
            assert_eq!(
                (record.published.as_ref().unwrap().day.to_string().as_str(), record.authors.join("").as_str()),
                ("2010-05-08", "Jane Doe")
            );
        }
        assert_eq!(records[1].language.as_deref(), Some("fr"));
    }

    #[test]
    fn as_rtf() {
        let one = |title: &str| {
            format!(
                r"{{\b {title}}}\par\par By Jane Doe\par 12 words\par 8 May 2010\par The Harbour Post\par POST\par English\par (c) 2010 The Post\par\par Rain fell.\par\par Document POST000020100508e6580000c\par\page "
            )
        };
        let records =
            read("a.rtf", format!(r"{{\rtf1\ansi {}{}Search Summary\par}}", one("Rain falls"), one("Wind blows")));
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("Wind blows", "Rain fell."));
    }

    #[test]
    fn prose_is_no_export() {
        for text in [
            "HD TV sales rose.\nPD is a code.\nSN too.",
            "12 words\n\n5 May 2010\n\nDocument 12345678901234567890 was lost",
            "",
        ] {
            assert_eq!(articles(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(HD |PD 5 May 2012|SN x|LP |TD|AN Document a12345678bcdefghi|12 words|5 May 2012|\\n|\\n\\n|[a-z]{1,8}){0,40}") {
            let _ = articles(&text);
        }
    }
}
