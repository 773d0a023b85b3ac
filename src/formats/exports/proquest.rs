//! ProQuest: articles of labelled lines ("Full text:", "Publication date:"), as text, page or mail.

use super::{day_of, label};
use crate::{
    article::Record,
    formats::common::{byline, metadata, whitespace},
};

/// True for a text or page that may be an export.
pub(super) fn has_marks(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"ProQuest").is_some()
}

/// The articles of a text; none where it is no export.
pub(super) fn articles(text: &str) -> Option<Vec<Record>> {
    if !has_marks(text) {
        return None;
    }
    let is = |line: &str, wanted: &[&str]| label(line).is_some_and(|(meaning, _)| wanted.contains(&meaning));
    let count = |wanted: &[&str]| text.lines().filter(|line| is(line, wanted)).count();
    if count(&["id"]) == 0 || count(&["full text", "published"]) == 0 {
        return None;
    }
    let mut records = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        let rule = line.len() >= 20 && line.bytes().all(|byte| byte == b'_');
        if !rule {
            lines.push(line);
        }
        if rule || is(line, &["end"]) {
            records.extend(article(&lines));
            lines.clear();
        }
    }
    records.extend(article(&lines));
    Some(records)
}

/// The article of the lines between two rules; none where they are no article.
fn article(lines: &[&str]) -> Option<Record> {
    let mut record = Record::default();
    let first = lines.iter().position(|line| label(line).is_some_and(|(meaning, _)| meaning != "end"))?;
    let mut text = Vec::new();
    let mut summary = Vec::new();
    let mut open = "";
    let mut is_article = false;
    for line in &lines[first..] {
        // What follows the text are labels only.
        if open == "full text" && is_subject(line) {
            open = "other";
            continue;
        }
        let Some((meaning, value)) =
            label(line).filter(|(meaning, _)| !(open == "full text" && is_prose_label(meaning)))
        else {
            match open {
                "full text" => text.push(*line),
                "highlight" => summary.push(*line),
                _ => {}
            }
            continue;
        };
        open = meaning;
        let some = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match meaning {
            "title" => value.clone_into(&mut record.title),
            "byline" => {
                record.authors = value.split(';').map(in_order).flat_map(|name| byline::authors(&name)).collect();
            }
            "source" if record.source.is_none() => {
                record.source = value.split(';').next().map(|name| name.trim().to_owned());
            }
            "published" => record.published = day_of(value),
            "section" => record.section = some(),
            "language" => record.language = metadata::language(value),
            "id" => {
                record.source_id = some();
                is_article = true;
            }
            "url" => record.url = some().filter(|url| url.starts_with("http")),
            "full text" => text.push(value),
            "highlight" => summary.push(value),
            _ => {}
        }
    }
    if record.title.is_empty() {
        let above = lines[..first].iter().rev().find(|line| !line.is_empty() && line.chars().any(char::is_alphabetic));
        record.title = above.map_or(String::new(), |line| whitespace::line(line));
    }
    // An abstract alone is all that some databases give.
    record.text = if text.iter().any(|line| !line.is_empty()) { text.join("\n") } else { summary.join("\n") };
    is_article.then_some(record)
}

/// The label of the subjects, which is the first behind a text, in the languages of the interface.
const SUBJECTS: &[&str] = &[
    "subject",
    "sujet",
    "thema",
    "materia",
    "assunto",
    "soggetto",
    "onderwerp",
    "ämne",
    "emne",
    "temat",
    "konu",
    "тема",
];

fn is_subject(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name.trim());
    SUBJECTS.contains(&name.to_lowercase().as_str())
}

/// Labels that a story may have of its own.
fn is_prose_label(meaning: &str) -> bool {
    matches!(meaning, "title" | "highlight" | "body" | "dateline" | "byline")
}

/// "Doe, Jane" as "Jane Doe".
pub(super) fn in_order(name: &str) -> String {
    match name.split_once(',') {
        // "Jane Doe, Staff writer" is in order.
        Some((family, given))
            if !given.contains(',') && family.split_whitespace().count() <= 2 && !byline::is_name(family) =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Author: Doe, Jane\n\nPublication info: The Post; Oslo [Oslo]08 May 2010: AA.2.\n\nProQuest document link\n\nAbstract:\n\nShort.\n\n\
        Full text:\n\nRain fell.\n\nTitle: it said nothing.\n\nSubject: Rain\n\nPublication title: The Post; Oslo\n\nPublication date: May 8, 2010\n\n\
        Section: Weather\n\nLanguage of publication: English\n\nProQuest document ID: 251439970\n\nDocument URL: https://search.example/251\n\nDatabase: Newsstream\n\n";

    #[test]
    fn articles_are_told_by_their_labels() {
        let text = format!("John sent you the following:\n\nEmail 1 of 1\n\nRain falls\n\n{ONE}Wind blows\n\n{ONE}");
        let records = articles(&text).unwrap();
        assert_eq!(records.len(), 2);
        assert_eq!((records[0].title.as_str(), records[1].title.as_str()), ("Rain falls", "Wind blows"));
        let record = &records[0];
        assert!(
            record.text.contains("Rain fell.") && record.text.contains("Title: it said nothing."),
            "{}",
            record.text
        );
        assert_eq!((record.source.as_deref(), record.section.as_deref()), (Some("The Post"), Some("Weather")));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2010-05-08");
        assert_eq!((record.authors.join(""), record.source_id.as_deref()), ("Jane Doe".to_owned(), Some("251439970")));
    }

    #[test]
    fn subjects_end_the_text() {
        for (full, subject, title) in [
            ("Full text", "Subject", "Title"),
            ("Volltext", "Thema", "Titel"),
            ("Texte intégral", "Sujet", "Titre"),
            ("Texto completo", "Materia", "Título"),
        ] {
            let text = format!(
                "{full}: Rain fell.\n\nIt stopped.\n\n{subject}: Storms\n\n{title}: Rain falls\n\nPublication title: The Post\n\nPublikationsdatum: 11. Jan. 2010\n\nProQuest document ID: 12345\n\n"
            );
            let record = &articles(&text).unwrap()[0];
            assert_eq!((record.title.as_str(), record.text.trim()), ("Rain falls", "Rain fell.\n\nIt stopped."));
            assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2010-01-11");
        }
    }

    #[test]
    fn interfaces_in_other_languages() {
        for [text, source, day, id] in [
            ["Volltext:", "Titel der Publikation:", "Erscheinungsdatum: 8. Mai 2010", "ProQuest-Dokument-ID:"],
            [
                "Texte intégral :",
                "Titre de la publication :",
                "Date de publication : 8 mai 2010",
                "ID de document ProQuest :",
            ],
            [
                "Texto completo:",
                "Título de publicación:",
                "Fecha de publicación: 8 mayo 2010",
                "ID del documento de ProQuest:",
            ],
            ["Full text:", "Publication title:", "Publication date: May 8, 2010", "ProQuest document ID:"],
        ] {
            let one = format!(
                "Rain falls\n\nAbstract: Short.\n\n{text} It fell.\n\n{source} The Post\n\n{day}\n\n{id} 5\n\n"
            );
            let rule = "_".repeat(40);
            let records = articles(&format!(
                "ProQuest\n{rule}\nDocument 1 of 2\n\n{one}{rule}\nDocument 2 of 2\n\n{one}{rule}\n"
            ))
            .unwrap();
            assert_eq!(records.len(), 2, "{id}");
            for record in records {
                assert_eq!(
                    (record.title.as_str(), record.text.trim(), record.source.as_deref()),
                    ("Rain falls", "It fell.", Some("The Post")),
                    "{id}"
                );
                assert_eq!(
                    (record.published.unwrap().day.to_string().as_str(), record.source_id.as_deref()),
                    ("2010-05-08", Some("5"))
                );
            }
        }
    }

    #[test]
    fn rules_part_articles() {
        let one = "Title: Rain falls\nPublication title: The Post\nPublication date: May 8, 2010\nFull text: Rain fell.\nProQuest document ID: 5\n";
        let rule = "_".repeat(60);
        let records = articles(&format!("{rule}\n{one}{rule}\n{one}{rule}\nAbout ProQuest\n")).unwrap();
        assert_eq!(records.len(), 2);
        assert_eq!(records[1].text.trim(), "Rain fell.");
    }
}
