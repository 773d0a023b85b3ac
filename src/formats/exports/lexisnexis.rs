//! LexisNexis and Nexis Uni: articles after a mark "1 of 10 DOCUMENTS", or before a mark "End of Document".
//!
//! A text is read record by record, so that it may be of any length.

use super::{blocks, day_of, label, one_line, proquest};
use crate::{
    article::Record,
    formats::{
        Format, Options, ReadError, ReadErrorKind,
        common::{
            byline, encoding,
            input::{Head, Input, LARGEST_DOCUMENT},
            metadata,
            sink::Sink,
        },
    },
};
use std::io::{BufRead, BufReader, Read};

/// First words of lines that end an article of Nexis Uni, in lower case; the word for a document follows.
const ENDS: &[&str] = &[
    "end of",
    "ende des",
    "ende vom",
    "fin du",
    "fin de",
    "fin del",
    "einde van",
    "einde",
    "fine del",
    "fim do",
    "slut på",
];

/// Lines between the head and the text of an article of Nexis Uni, in lower case.
const BODIES: &[&str] = &[
    "body",
    "textkörper",
    "hauptteil",
    "haupttext",
    "volltext",
    "full text",
    "body text",
    "texte intégral",
    "texto completo",
    "testo completo",
    "volledige tekst",
    "textkorpus",
    "corps",
    "corps de texte",
    "corps du texte",
    "corps de l'article",
    "cuerpo",
    "cuerpo del texto",
    "corpo",
    "corpo del testo",
    "tekst",
    "hoofdtekst",
    "lichaam",
    "text",
    "texte",
    "texto",
    "testo",
];

/// Lines that end the text of an article of Nexis Uni, in lower case.
const AFTER: &[&str] = &[
    "classification",
    "klassifizierung",
    "klassifikation",
    "clasificación",
    "classificatie",
    "classificazione",
    "graphic",
    "graphique",
    "grafik",
    "gráfico",
    "afbeelding",
    "notes",
    "load-date",
    "ladedatum",
];

/// Words for a document in the marks before articles, in capitals.
const DOCUMENTS: &[&str] =
    &["DOCUMENT", "DOKUMENT", "STORIES", "STORY", "ARTICLES", "ARTIKEL", "ARTÍCULOS", "ARTICOLI", "ARTIGOS"];

/// Words between the number of a document and that of all.
const LINKS: &[&str] = &["of", "von", "de", "van", "di", "sur", "av", "af", "z", "из"];

/// The reader of exports as text.
pub(in crate::formats) struct LexisNexis;

impl Format for LexisNexis {
    fn name(&self) -> &'static str {
        "lexisnexis"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // Other databases number their documents, too.
        !head.text.starts_with(['<', '{', '[']) && !proquest::has_marks(&head.text) && {
            let mut lines = head.text.lines();
            lines.any(is_start) || is_of_nexis_uni(&encoding::decode(head.bytes, None))
        }
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let (encoding, mark) = encoding::detect(input.head().bytes, None);
        let kind = if input.head().text.lines().any(is_start) { Kind::Start } else { Kind::End };
        let mut reader = BufReader::with_capacity(256 << 10, input);
        std::io::copy(&mut (&mut reader).take(mark as u64), &mut std::io::sink())?;
        let (mut line, mut record, mut seen) = (Vec::new(), String::new(), false);
        loop {
            line.clear();
            let count = (&mut reader).take(LARGEST_DOCUMENT as u64).read_until(b'\n', &mut line)?;
            let text = encoding::decode_as(&line, encoding);
            let is_mark = match kind {
                Kind::Start => is_start(&text),
                Kind::End => is_end(&text),
            };
            if is_mark || count == 0 {
                // What stands before the first mark is the cover.
                let is_article = if kind == Kind::Start { seen } else { is_mark };
                if is_article && hand_on(&record, kind, sink).is_break() || count == 0 {
                    return Ok(());
                }
                seen = true;
                record.clear();
            } else if record.len() <= LARGEST_DOCUMENT {
                record.push_str(&text);
            }
        }
    }
}

fn hand_on(text: &str, kind: Kind, sink: &mut Sink<'_>) -> std::ops::ControlFlow<()> {
    if text.len() > LARGEST_DOCUMENT {
        let reason = format!("a document over {} MB", LARGEST_DOCUMENT >> 20);
        return sink.failed(ReadError::new(ReadErrorKind::Limit, reason));
    }
    // One that holds nothing is reported as such.
    sink.article(article(text, kind))
}

/// Which marks an export has.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// "1 of 10 DOCUMENTS" before each article.
    Start,
    /// "End of Document" after each article.
    End,
}

/// Parts of marks at the end of documents: most texts and pages have none of them.
const PARTS_OF_ENDS: &[&str] = &[
    "nd of Document",
    "ND OF DOCUMENT",
    "nde des Dok",
    "nde vom Dok",
    "in du document",
    "in de Documento",
    "in de documento",
    "in del documento",
    "inde van document",
    "inde document",
    "ine del documento",
    "im do documento",
    "lut på dokument",
];

/// True for a text or page in which a mark may stand: the end of a document, or its word beside a number.
pub(super) fn has_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let find =
        |part: &'static str| memchr::memmem::find_iter(bytes, part.as_bytes()).map(move |at| (at, at + part.len()));
    let is_before = |(start, _): (usize, usize)| bytes[..start].trim_ascii_end().last().is_some_and(u8::is_ascii_digit);
    let is_behind = |(_, end): (usize, usize)| bytes[end..].trim_ascii_start().first().is_some_and(u8::is_ascii_digit);
    PARTS_OF_ENDS.iter().any(|part| find(part).next().is_some())
        || DOCUMENTS.iter().any(|word| find(word).any(is_before))
        || ["Document ", "DOCUMENT ", "Dokument ", "Documento "].iter().any(|word| find(word).any(is_behind))
}

/// True for a line like "1 of 10 DOCUMENTS", "LEVEL 1 - 1 OF 10 STORIES" or "Document 1 of 10", in the languages of the interface.
fn is_start(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 60 {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().take(9).collect();
    let is_number = |word: &str| {
        (1..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'.')
    };
    let is_link = |word: &str| LINKS.contains(&word.to_lowercase().as_str());
    let is_document = |word: &str| DOCUMENTS.iter().any(|name| word.starts_with(name));
    match words[..] {
        [number, link, all, what] => {
            is_number(number) && is_link(link) && is_number(all) && is_document(what)
                || is_document(&number.to_uppercase()) && is_number(link) && is_link(all) && is_number(what)
        }
        ["LEVEL" | "Level", _, "-", number, link, all, what] => {
            is_number(number) && is_link(link) && is_number(all) && is_document(what)
        }
        _ => false,
    }
}

fn is_end(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 40 {
        return false;
    }
    let lower = line.to_lowercase();
    let whats = ENDS.iter().filter_map(|end| lower.strip_prefix(end)).map(str::trim);
    whats.into_iter().any(|what| !what.contains(' ') && (what.starts_with("document") || what.starts_with("dokument")))
}

/// True for a text with articles of Nexis Uni: the mark at the end, and the line before the text, or a length and a copyright.
fn is_of_nexis_uni(text: &str) -> bool {
    let any = |is: &dyn Fn(&str) -> bool| text.lines().any(is);
    let has_head = || {
        any(&|line| is_copyright(line.trim()))
            && any(&|line| label(line).is_some_and(|(meaning, _)| meaning == "length"))
    };
    any(&is_end) && (any(&is_body) || has_head())
}

/// True for a line that stands before the text of an article of Nexis Uni.
fn is_body(line: &str) -> bool {
    let line = line.trim().trim_end_matches(':');
    line.len() < 30 && BODIES.contains(&line.to_lowercase().as_str())
}

/// True for the number of a page, as the oldest exports repeat it.
fn is_page_number(line: &str) -> bool {
    let number = line.trim().strip_prefix("PAGE").map_or("", str::trim);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The articles of a text; none where it has no marks.
pub(super) fn articles(text: &str) -> Option<Vec<Record>> {
    if !has_marks(text) {
        return None;
    }
    let kind = if text.lines().any(is_start) {
        Kind::Start
    } else if is_of_nexis_uni(text) {
        Kind::End
    } else {
        return None;
    };
    let is_mark = if kind == Kind::Start { is_start } else { is_end };
    let mut records: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if is_mark(line) {
            records.push(String::new());
        } else if let Some(record) = records.last_mut() {
            record.push_str(line);
            record.push('\n');
        }
    }
    let of_articles = if kind == Kind::Start { &records[1..] } else { &records[..records.len() - 1] };
    Some(of_articles.iter().map(|record| article(record, kind)).collect())
}

/// The article of what stands between two marks; empty where nothing does.
fn article(text: &str, kind: Kind) -> Record {
    let text: String = text.split_inclusive('\n').filter(|line| !is_page_number(line)).collect();
    let mut blocks = blocks(&text);
    if kind == Kind::End {
        blocks = with_lines_apart(blocks);
    }
    let mut record = Record::default();
    let body = match kind {
        Kind::Start => head_by_labels(&blocks, &mut record),
        Kind::End => head_before_body(&blocks, &mut record),
    };
    let mut paragraphs = Vec::new();
    let mut in_tail = false;
    for block in &blocks[body..] {
        let first = block[0];
        match label(first) {
            Some(("body" | "full text", rest)) if !in_tail => {
                paragraphs.extend(Some(rest).filter(|rest| !rest.is_empty()).map(str::to_owned));
                paragraphs.extend(Some(one_line(&block[1..])).filter(|rest| !rest.is_empty()));
                continue;
            }
            Some((meaning, _)) if is_tail(first, kind) => {
                in_tail = true;
                tell(meaning, first, block, &mut record);
                continue;
            }
            None if is_copyright(first) => {
                in_tail = true;
                continue;
            }
            _ => {}
        }
        in_tail |= kind == Kind::End && AFTER.contains(&first.to_lowercase().as_str());
        if !in_tail {
            paragraphs.push(one_line(block));
        }
    }
    record.text = paragraphs.join("\n\n");
    record
}

/// The blocks of an article of Nexis Uni, those of its head parted at their labels: some exports have no blank lines there.
fn with_lines_apart(blocks: Vec<Vec<&str>>) -> Vec<Vec<&str>> {
    let body = blocks.iter().position(|block| block.iter().any(|line| is_body(line))).unwrap_or(0);
    let mut parted: Vec<Vec<&str>> = Vec::new();
    for (at, block) in blocks.into_iter().enumerate() {
        let is_packed = at <= body && block.len() > 2 && block[1..].iter().any(|line| date_line(&[line]).is_some());
        let begins = |line: &str| is_packed || label(line).is_some() || is_copyright(line) || is_body(line);
        let mut lines = block.into_iter();
        parted.extend(lines.next().map(|line| vec![line]));
        for line in lines {
            let follows_body = parted.last().is_some_and(|block| block.len() == 1 && is_body(block[0]));
            match parted.last_mut() {
                Some(last) if !(at <= body && (begins(line) || follows_body)) => last.push(line),
                _ => parted.push(vec![line]),
            }
        }
    }
    parted
}

/// True for a label that stands after the text: in capitals in the older exports.
fn is_tail(line: &str, kind: Kind) -> bool {
    let name = line.split(':').next().unwrap_or("");
    kind == Kind::End && matches!(label(line), Some(("loaded" | "language" | "other", _))) && name.len() < 25
        || name.chars().all(|c| !c.is_lowercase())
}

fn is_copyright(line: &str) -> bool {
    line.starts_with("Copyright ")
        || line.starts_with("© ")
        || line.starts_with("(c) ")
        || line.starts_with("COPYRIGHT ")
}

/// Takes what a labelled block says.
fn tell(meaning: &str, line: &str, block: &[&str], record: &mut Record) {
    let whole = one_line(block);
    let value = whole.split_once(':').map_or("", |(_, value)| value).trim();
    let or = |known: &mut Option<String>| {
        if known.is_none() && !value.is_empty() {
            *known = Some(value.to_owned());
        }
    };
    match meaning {
        // What stands above it may be a note about the source.
        "title" if !value.is_empty() => value.clone_into(&mut record.title),
        // A wire or a site is no author.
        "byline" => {
            let is_person = |name: &String| !name.starts_with('(') && (name.contains(' ') || !name.contains('.'));
            record.authors = byline::authors(value).into_iter().filter(is_person).collect();
        }
        "section" => or(&mut record.section),
        "language" => record.language = metadata::language(value.split([';', ',']).next().unwrap_or(value)),
        "loaded" if record.published.is_none() => record.published = day_of(line),
        "url" => or(&mut record.url),
        _ => {}
    }
}

/// The day of a line that is a date, with its weekday, hour or edition.
fn date_line(block: &[&str]) -> Option<crate::article::Published> {
    let line = one_line(block);
    let starts = line.split_whitespace().take(3).any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    (line.len() <= 110 && starts).then(|| day_of(&line)).flatten()
}

/// Reads source, date, title and labels; returns the block at which the text begins.
fn head_by_labels(blocks: &[Vec<&str>], record: &mut Record) -> usize {
    let mut at = 0;
    let mut seen_labels = false;
    while let Some(block) = blocks.get(at) {
        let first = block[0];
        if let Some((meaning, _)) = label(first).filter(|_| is_tail(first, Kind::Start)) {
            if matches!(meaning, "body" | "full text" | "loaded") {
                break;
            }
            tell(meaning, first, block, record);
            seen_labels = true;
        } else if is_copyright(first) {
            // Older exports have it at the top, with the source below it.
            if record.source.is_none() && block.len() > 1 && !block[1].contains("Rights") {
                record.source = block.last().map(|line| (*line).to_owned());
            }
        } else if record.published.is_none()
            && record.source.is_some()
            && let Some(day) = date_line(block)
        {
            record.published = Some(day);
        } else if seen_labels {
            break;
        } else if record.source.is_none() {
            record.source = Some(one_line(block));
        } else if record.title.is_empty() {
            record.title = one_line(block);
        } else {
            break;
        }
        at += 1;
    }
    at
}

/// Reads title, source, date and labels before the line "Body"; returns the block after it.
fn head_before_body(blocks: &[Vec<&str>], record: &mut Record) -> usize {
    // A picture or a table alone has no line before its text, which then follows the labels.
    let marked = blocks.iter().position(|block| block.len() == 1 && is_body(block[0]));
    let is_of_head =
        |block: &Vec<&str>| is_copyright(block[0]) || label(block[0]).is_some() && !is_tail(block[0], Kind::End);
    let last_label = || blocks.iter().take(20).rposition(is_of_head).map_or(blocks.len(), |at| at + 1);
    let body = marked.unwrap_or_else(last_label);
    let head = &blocks[..body];
    let is_meta = |block: &Vec<&str>| label(block[0]).is_some() || is_copyright(block[0]);
    let is_date =
        |block: &Vec<&str>| !is_meta(block) && block.join(" ").len() < 120 && day_of(&block.join(" ")).is_some();
    // Without a date the head begins with title and source all the same.
    let date = head.iter().rposition(is_date).or_else(|| head.iter().position(is_meta)).unwrap_or(head.len());
    record.published = head.get(date).filter(|block| is_date(block)).and_then(|block| day_of(&block.join(" ")));
    record.source = date.checked_sub(1).map(|at| one_line(&head[at]).trim_end_matches('.').to_owned());
    record.title = date.checked_sub(2).map_or(String::new(), |at| one_line(&head[at]));
    for block in head.iter().skip(date) {
        if let Some((meaning, _)) = label(block[0]) {
            tell(meaning, block[0], block, record);
        }
    }
    if marked.is_some() { body + 1 } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, read_all, zip};
    use proptest::prelude::*;

    /// Labels of an interface: section, length, author, summary, body, classification, language, load date, end of document.
    const PACKED: &[[&str; 10]] = &[
        [
            "January 11, 2010 Monday",
            "Section: A; Pg. 3",
            "Length: 345 words",
            "Byline",
            "Highlight",
            "Body",
            "Classification",
            "Language: ENGLISH",
            "Load-Date: January 12, 2010",
            "End of Document",
        ],
        [
            "Montag 11. Januar 2010",
            "Rubrik: Politik; S. 3",
            "Länge: 345 Wörter",
            "Autor",
            "Zusammenfassung",
            "Volltext",
            "Klassifizierung",
            "Sprache: GERMAN; DEUTSCH",
            "Update: 12. Januar 2010",
            "Ende des Dokuments",
        ],
        [
            "lundi 11 janvier 2010",
            "Rubrique: MONDE; Pg. 5",
            "Longueur: 345 mots",
            "Auteur",
            "Résumé",
            "Corps",
            "Classification",
            "Langue: FRENCH; FRANÇAIS",
            "Date de chargement: 12 janvier 2010",
            "Fin du document",
        ],
        [
            "lunes 11 de enero de 2010",
            "Sección: ECONOMÍA",
            "Longitud: 345 palabras",
            "Autor",
            "Resumen",
            "Cuerpo",
            "Clasificación",
            "Idioma: SPANISH; ESPAÑOL",
            "Fecha de carga: 12 de enero de 2010",
            "Fin del documento",
        ],
        [
            "maandag 11 januari 2010",
            "Sectie: Binnenland; Blz. 2",
            "Lengte: 310 woorden",
            "Auteur",
            "Samenvatting",
            "Tekst",
            "Classificatie",
            "Taal: DUTCH; NEDERLANDS",
            "Laaddatum: 12 januari 2010",
            "Einde van document",
        ],
    ];

    #[test]
    fn heads_without_blank_lines_in_five_languages() {
        for [day, section, length, by, summary, body, classes, language, loaded, end] in PACKED {
            for gap in ["\n", "\n\n"] {
                let one = format!(
                    "Rain falls{gap}The Post{gap}{day}{gap}Final Edition{gap}Copyright 2010 The Post All Rights Reserved{gap}{section}\n{length}\n{by}: Jane Doe\n\
                     {summary}: Boats stay.\n\n{body}\n\nRain fell.\n\nIt stopped.\n\n{classes}\n\n{language}\n\n{loaded}\n\n{end}\n\n"
                );
                let records = super::articles(&one.repeat(2)).unwrap();
                assert_eq!(records.len(), 2, "{one}");
                let record = &records[1];
                assert_eq!(
                    (record.title.as_str(), record.source.as_deref()),
                    ("Rain falls", Some("The Post")),
                    "{one}"
                );
                assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2010-01-11", "{one}");
                assert_eq!(
                    (record.authors.join(""), record.text.as_str()),
                    ("Jane Doe".to_owned(), "Rain fell.\n\nIt stopped."),
                    "{one}"
                );
                assert_eq!(record.section.as_deref(), section.split_once(": ").map(|(_, value)| value), "{one}");
                assert!(record.language.is_some(), "{one}");
            }
        }
    }

    const OLD: &str = "\u{feff}\n\nDownload Request: Selected Items: 1-2\nTime Of Request: Friday, March 20, 2018\n\nTerms: rain\n\n\
        \x20                    1 of 2 DOCUMENTS\n\n                 The Harbour Post\n\n         January 11, 2010 Monday 9:50 PM GMT\n\n\
        Rain falls on the harbour,\nagain\n\nBYLINE: Jane Doe\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 20 words\n\nRain fell on the harbour\nall day.\n\n\
        NOTE: this is prose.\n\nIt stopped.\n\nLOAD-DATE: January 12, 2010\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\
        \x20     Copyright 2010 The Post\n      All Rights Reserved\n\n                 2 of 2 DOCUMENTS\n\n     Copyright 1993 The Sun Company\n     The Sun\n\n\
        \x20    5 March 1993\n\nSECTION: Sport\n\nLENGTH: 4 words\n\nHEADLINE: Boats win\n\nBODY:\nThe boats won.\n";

    #[test]
    fn articles_follow_their_marks() {
        let records = articles("a.txt", OLD);
        assert_eq!(records.len(), 2);
        let first = &records[0];
        assert_eq!(
            (first.title.as_str(), first.source.as_deref()),
            ("Rain falls on the harbour, again", Some("The Harbour Post"))
        );
        assert_eq!(first.published.as_ref().unwrap().day.to_string(), "2010-01-11");
        assert_eq!((first.authors.join(""), first.section.as_deref()), ("Jane Doe".to_owned(), Some("NEWS; Pg. 3")));
        assert!(first.text.starts_with("Rain fell on the harbour all day."), "{}", first.text);
        assert_eq!(first.language.as_deref(), Some("en"));
        let second = &records[1];
        assert_eq!((second.title.as_str(), second.text.as_str()), ("Boats win", "The boats won."));
        assert_eq!(
            (second.source.as_deref(), second.published.as_ref().unwrap().day.to_string()),
            (Some("The Sun"), "1993-03-05".to_owned())
        );
    }

    #[test]
    fn articles_precede_their_marks() {
        let one = |title: &str, day: &str| {
            format!(
                "{title}\n\nGuardian.com.\n\n{day}\n\nCopyright 2014 Guardian Ltd All Rights Reserved\n\nSection: WORLD\n\nLength: 937 words\n\n\
                Byline: Jane Doe\n\nBody\n\nRain fell.\n\nIt stopped.\n\nLoad-Date: May 31, 2014\n\nEnd of Document\n\n"
            )
        };
        let cover = "User Name: X\n\nDate and Time: Friday, 5. July 2019 09:31:00 CEST\n\nDocuments (2)\n\n1. Rain\n\nClient/Matter: -None-\n\n";
        let records = articles(
            "a.txt",
            format!("{cover}{}{}", one("Rain", "May 30, 2014 Friday"), one("Wind", "30. Mai 2014 Freitag")),
        );
        assert_eq!(records.len(), 2);
        for (record, title) in records.iter().zip(["Rain", "Wind"]) {
            assert_eq!((record.title.as_str(), record.text.as_str()), (title, "Rain fell.\n\nIt stopped."));
            assert_eq!((record.source.as_deref(), record.section.as_deref()), (Some("Guardian.com"), Some("WORLD")));
            assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2014-05-30");
            assert_eq!(record.authors, ["Jane Doe"]);
        }
    }

    #[test]
    fn other_languages_and_encodings() {
        let text = "1 von 1 DOKUMENTEN\n\nSpiegel Online\n\n27. Februar 2012 Montag 9:50 PM GMT+1\n\nWarnschuss für Kurs\n\nAUTOR: Jörg Petersen\n\n\
            RUBRIK: POLITIK\n\nLÄNGE: 12 Wörter\n\nBerlin - Es regnet.\n\nUPDATE: 28. Februar 2012\n\nSPRACHE: GERMAN; DEUTSCH\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let records = articles("a.txt", &*bytes);
        assert_eq!(
            (records[0].title.as_str(), records[0].section.as_deref()),
            ("Warnschuss für Kurs", Some("POLITIK"))
        );
        assert_eq!(records[0].authors, ["Jörg Petersen"]);
        assert_eq!(records[0].language.as_deref(), Some("de"));
        assert_eq!(records[0].text, "Berlin - Es regnet.");
        assert_eq!(records[0].published.as_ref().unwrap().day.to_string(), "2012-02-27");
    }

    #[test]
    fn layouts_of_the_first_years() {
        let one = |number: u32, day: &str, title: &str| {
            format!(
                "                    LEVEL 1 - {number} OF 2 STORIES\n\n        Copyright 1986 The Wire\n          The Wire\n\n\
                 The materials in this file were compiled by The Wire and may not be repeated.\n\n         {day}, Sunday, AM cycle\n\n\
                 SECTION: Domestic News\n\nLENGTH: 12 words\n\nHEADLINE: {title}\n\nBYLINE: By JANE DOE, Wire Writer\n\nDATELINE: HARWICK\n\n\
                 BODY:\n   Rain fell on the harbour\nall day.\n\nPAGE     2\n\n   It stopped at night.\n\n"
            )
        };
        let records = articles(
            "a.txt",
            format!("{}{}", one(1, "January 5, 1986", "Rain falls"), one(2, "January 12, 1986", "Wind blows")),
        );
        assert_eq!(records.len(), 2);
        let record = &records[1];
        assert_eq!((record.title.as_str(), record.source.as_deref()), ("Wind blows", Some("The Wire")));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "1986-01-12");
        assert_eq!(record.text, "Rain fell on the harbour all day.\n\nIt stopped at night.");
    }

    /// Words of an interface: length, section, byline, body, load date, end, day.
    const INTERFACES: &[[&str; 7]] = &[
        [
            "Länge: 90 Wörter",
            "Rubrik: Wetter",
            "Autor: Jane Doe",
            "Hauptteil",
            "Update: 31. Mai 2014",
            "Ende des Dokuments",
            "30. Mai 2014 Freitag",
        ],
        [
            "Longueur: 90 mots",
            "Rubrique: Wetter",
            "Auteur: Jane Doe",
            "Corps",
            "Date de chargement: 31 mai 2014",
            "Fin du document",
            "vendredi 30 mai 2014",
        ],
        [
            "Longitud: 90 palabras",
            "Sección: Wetter",
            "Autor: Jane Doe",
            "Cuerpo",
            "Fecha de carga: 31 mayo 2014",
            "Fin de Documento",
            "30 de mayo de 2014 viernes",
        ],
        [
            "Lengte: 90 woorden",
            "Sectie: Wetter",
            "Auteur: Jane Doe",
            "Tekst",
            "Laaddatum: 31 mei 2014",
            "Einde van document",
            "30 mei 2014 vrijdag",
        ],
        [
            "Lunghezza: 90 parole",
            "Sezione: Wetter",
            "Autore: Jane Doe",
            "Corpo",
            "Data di caricamento: 31 maggio 2014",
            "Fine del documento",
            "30 maggio 2014 venerdì",
        ],
    ];

    fn in_interface([length, section, byline, body, loaded, end, day]: &[&str; 7], title: &str) -> String {
        format!(
            "{title}\n\nDas Hafenblatt\n\n{day}\n\nCopyright 2014 Hafenblatt Alle Rechte vorbehalten\n\n{section}\n\n{length}\n\n{byline}\n\n{body}\n\n\
             Es regnete.\n\nDann nicht mehr.\n\nGraphic\n\nEin Boot.\n\n{loaded}\n\n{end}\n\n"
        )
    }

    fn check_interface(records: &[Record], end: &str) {
        let titles: Vec<&str> = records.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["Regen", "Wind"], "{end}");
        for record in records {
            assert_eq!(
                (record.source.as_deref(), record.section.as_deref()),
                (Some("Das Hafenblatt"), Some("Wetter")),
                "{end}"
            );
            assert_eq!(
                (record.authors.join("").as_str(), record.text.as_str()),
                ("Jane Doe", "Es regnete.\n\nDann nicht mehr."),
                "{end}"
            );
            assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2014-05-30", "{end}");
        }
    }

    #[test]
    fn interfaces_in_other_languages_and_files() {
        for words in INTERFACES {
            let text = format!("{}{}", in_interface(words, "Regen"), in_interface(words, "Wind"));
            check_interface(&articles("a.txt", &text), words[5]);
            let paragraphs: String = text.split("\n\n").map(|line| format!("<p>{line}</p>")).collect();
            check_interface(&articles("a.html", format!("<html><body>{paragraphs}</body></html>")), words[5]);
            let escaped: String = text
                .chars()
                .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{}?", u32::from(c)) })
                .collect();
            check_interface(
                &articles("a.rtf", format!("{{\\rtf1 {}}}", escaped.replace("\n\n", "\\par\\par "))),
                words[5],
            );
            let runs: String =
                text.split("\n\n").map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
            let document = format!("<?xml version='1.0'?><w:document xmlns:w='w'><w:body>{runs}</w:body></w:document>");
            let packed = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())]);
            check_interface(&articles("a.docx", packed), words[5]);
        }
    }

    #[test]
    fn a_text_without_a_line_before_it() {
        let one = "Rain\n\nThe Post\n\n5 May 2012\n\nCopyright 2012 The Post\n\nLength: 4 words\n\nIt fell all day.\n\nLoad-Date: May 6, 2012\n\nEnd of Document\n\n";
        let records = articles("a.txt", one.repeat(2));
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("Rain", "It fell all day."));
    }

    #[test]
    fn marks_of_other_languages() {
        for mark in [
            "1 of 10 DOCUMENTS",
            "1 von 10 DOKUMENTEN",
            "1 de 10 DOCUMENTOS",
            "1 sur 10 DOCUMENTS",
            "1 van 10 DOCUMENTEN",
            "Document 3 of 4",
            "LEVEL 1 - 1,204 OF 2,000 STORIES",
        ] {
            assert!(is_start(mark), "{mark}");
        }
        for other in ["1 of 10 documents were lost", "3 of 4 STARS", "Document 3 of", "of 10 DOCUMENTS", ""] {
            assert!(!is_start(other), "{other}");
        }
        assert!(
            is_end("End of Document")
                && is_end("FIN DU DOCUMENT")
                && !is_end("End of the document")
                && !is_end("Einde")
        );
    }

    #[test]
    fn an_article_without_a_date_is_read() {
        let text =
            "Rain\n\nThe Post\n\nCopyright 2014 The Post\n\nLength: 3 words\n\nBody\n\nIt fell.\n\nEnd of Document\n";
        let record = articles("a.txt", text).remove(0);
        assert_eq!(
            (record.title.as_str(), record.source.as_deref(), record.text.as_str()),
            ("Rain", Some("The Post"), "It fell.")
        );
        assert_eq!(record.published, None);
    }

    #[test]
    fn an_article_without_anything_is_named() {
        let (found, _) =
            read_all("a.txt", b"1 of 2 DOCUMENTS\n\n2 of 2 DOCUMENTS\n\nThe Sun\n\nTitle\n", &Options::default());
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].record.as_ref().unwrap_err().kind, ReadErrorKind::Empty);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(1 of 2 DOCUMENTS|End of Document|Body|BODY:|LENGTH: 3|Copyright 1999 X|5 May 2012|\\n|\\n\\n|[a-z:]{1,8}){0,40}") {
            let _ = super::articles(&text);
        }

        #[test]
        fn as_many_articles_as_marks(bodies in proptest::collection::vec("[a-z ]{1,60}", 1..20)) {
            let all = bodies.len();
            let text: String = bodies.iter().enumerate()
                .map(|(at, body)| format!("{} of {all} DOCUMENTS\n\nThe Post\n\n5 May 2012\n\nTitle\n\nLENGTH: 3\n\nx{body}\n\n", at + 1)).collect();
            prop_assert_eq!(super::articles(&text).unwrap().len(), all);
        }
    }
}
