//! Factiva: pages with an element of class "article" for each article, its fields labelled by codes or in a fixed order.

use super::day_of;
use crate::{
    article::Record,
    formats::common::{byline, markup, metadata, whitespace},
};
use dom_query::{Document, NodeRef};

/// Words for "words" and signs for "signs", in the languages of the interface.
const COUNTS: &[&str] = &[
    "words",
    "wörter",
    "mots",
    "palabras",
    "parole",
    "palavras",
    "woorden",
    "字",
    "слов",
    "слова",
    "語",
    "文字",
    "ord",
    "słów",
    "słowa",
    "kelime",
    "kata",
    "sanaa",
    "단어",
    "كلمة",
    "word",
    "wort",
    "mot",
    "palabra",
];

/// Words for "document".
const DOCUMENTS: &[&str] = &["document ", "dokument ", "documento ", "文件 ", "文档 ", "文書 ", "문서 ", "документ "];

/// True for a page that may be an export.
pub(super) fn has_marks(page: &str) -> bool {
    let any = |mark: &str| memchr::memmem::find(page.as_bytes(), mark.as_bytes()).is_some();
    any("articleParagraph") || any("Article\"") && any("Factiva")
}

/// The articles of a page; none where it is no export.
pub(super) fn articles(document: &Document) -> Option<Vec<Record>> {
    let elements = document.select("div.article");
    let is_own = |node: &&NodeRef<'_>| {
        node.attr("class")
            .is_some_and(|class| class.split_whitespace().any(|name| name.len() > 7 && name.ends_with("Article")))
    };
    let records: Vec<Record> = elements.nodes().iter().filter(is_own).map(article).collect();
    (!records.is_empty()).then_some(records)
}

fn article(element: &NodeRef<'_>) -> Record {
    let document = Document::fragment(element.html());
    let rows = document.select("tr");
    let mut record = Record::default();
    let mut coded = false;
    for row in rows.nodes() {
        let cells: Vec<NodeRef<'_>> = row.element_children().into_iter().filter(|cell| cell.has_name("td")).collect();
        if let [code, value] = cells[..] {
            coded |= tell(&whitespace::line(&code.text()), &value, &mut record);
        }
    }
    if !coded {
        in_order(&document, &mut record);
    }
    record.title = whitespace::line(&record.title);
    record
}

/// Takes the value of a field by its code; false where the code is unknown.
fn tell(code: &str, value: &NodeRef<'_>, record: &mut Record) -> bool {
    let text = markup::text::of(value);
    let line = whitespace::line(&text);
    match code {
        "HD" => record.title = line,
        "BY" | "AU" => record.authors = byline::authors(&line),
        "PD" => record.published = day_of(&line),
        "SN" => record.source = Some(line),
        "SE" | "CLM" => record.section = Some(line),
        "LA" => record.language = language(&line),
        "LP" | "TD" => {
            if !record.text.is_empty() {
                record.text.push_str("\n\n");
            }
            record.text.push_str(&text);
        }
        "AN" => record.source_id = id(&line),
        _ => return false,
    }
    true
}

/// The id of a line like "Document SUDOS00020131120".
pub(super) fn id(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let word = DOCUMENTS.iter().find(|word| lower.starts_with(**word))?;
    let id = lower[word.len()..].trim();
    (id.len() >= 10 && !id.contains(' ') && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .then(|| id.to_uppercase())
}

/// True for the line that says how long an article is: "1,234 words".
pub(super) fn is_length(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let count = COUNTS.iter().find_map(|word| lower.strip_suffix(word)).map_or("", str::trim_end);
    count.starts_with(|c: char| c.is_ascii_digit())
        && count.len() <= 10
        && count.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}'))
}

/// The code of a language by its name in the languages of the interface.
pub(super) fn language(name: &str) -> Option<String> {
    let known = [
        ("deutsch", "de"),
        ("englisch", "en"),
        ("anglais", "en"),
        ("français", "fr"),
        ("französisch", "fr"),
        ("español", "es"),
        ("allemand", "de"),
        ("德文", "de"),
        ("英文", "en"),
        ("中文", "zh"),
        ("italiano", "it"),
        ("nederlands", "nl"),
    ];
    let lower = name.to_lowercase();
    let found = known.iter().find(|(known, _)| lower.starts_with(known)).map(|(_, code)| (*code).to_owned());
    found.or_else(|| metadata::language(name))
}

/// Reads fields by their order: section, headline, author, length, date, time, source, code, edition, page, language, copyright.
fn in_order(document: &Document, record: &mut Record) {
    let headline = document.select_single("#hd, [class$=Headline]");
    record.title = headline.text().to_string();
    // Some pages number their articles.
    if let Some((number, title)) =
        record.title.split_once(')').filter(|(number, _)| number.trim().parse::<u32>().is_ok())
    {
        let _ = number;
        record.title = title.to_owned();
    }
    let author = document.select_single(".author").text();
    record.authors = byline::authors(&author);
    let mut after_length = 0;
    for node in document.select("div").nodes() {
        let is_leaf = node.element_children().iter().all(|child| !child.has_name("div") && !child.has_name("p"));
        if !is_leaf || node.id_attr().is_some_and(|id| &*id == "hd") || node.has_class("author") {
            continue;
        }
        let line = whitespace::line(&node.text());
        if line.is_empty() || line.len() > 200 {
            continue;
        }
        let lower = line.to_lowercase();
        if after_length == 0 {
            let is_length = line.starts_with(|c: char| c.is_ascii_digit())
                && line.chars().count() < 25
                && (COUNTS.iter().any(|word| lower.ends_with(word))
                    || lower.split(' ').count() == 2 && day_of(&line).is_none());
            if is_length {
                after_length = 1;
            } else if record.section.is_none() {
                record.section = Some(line);
            }
        } else if record.published.is_none() {
            record.published = day_of(&line);
        } else if record.source.is_none() {
            let is_time = line.len() <= 8 && line.contains(':');
            if !is_time {
                record.source = Some(line);
            }
        } else if record.language.is_none() {
            record.language = language(&line);
        }
    }
    let mut paragraphs = Vec::new();
    for node in document.select("p").nodes() {
        let text = markup::text::of(node);
        match id(&whitespace::line(&text)) {
            Some(found) => record.source_id = Some(found),
            None if node.attr("class").is_some_and(|class| class.contains("articleParagraph")) && !text.is_empty() => {
                paragraphs.push(text);
            }
            None => {}
        }
    }
    record.text = paragraphs.join("\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_by_code() {
        let row =
            |code: &str, value: &str| format!("<tr><td class=index><b>{code}</b>&nbsp;</td><td>{value}</td></tr>");
        let table: String = [
            ("HD", "<b>Rain falls</b>"),
            ("BY", "By Jane Doe"),
            ("PD", "29 décembre 2011"),
            ("SN", "Le Port"),
            ("LA", "Français"),
            ("LP", "<p>One.</p>"),
            ("TD", "<p>Two.</p><p>Three.</p>"),
            ("AN", "Document TESTFR0020111229e7ct0001r"),
        ]
        .iter()
        .map(|(code, value)| row(code, value))
        .collect();
        let page = format!("<div class='article frArticle'><table>{table}</table></div>").repeat(2);
        let records = articles(&Document::from(page)).unwrap();
        assert_eq!(records.len(), 2);
        let record = &records[1];
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Rain falls", "One.\n\nTwo.\n\nThree."));
        assert_eq!((record.source.as_deref(), record.language.as_deref()), (Some("Le Port"), Some("fr")));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2011-12-29");
        assert_eq!(
            (record.authors.join(""), record.source_id.as_deref()),
            ("Jane Doe".to_owned(), Some("TESTFR0020111229E7CT0001R"))
        );
    }

    #[test]
    fn fields_in_order() {
        for (length, date, document) in [
            ("475 words", "19 November 2013", "Document"),
            ("1285 Wörter", "19 November 2013", "Dokument"),
            ("8165 字", "2013 年 11 月 19 日 17:04", "文件"),
        ] {
            let page = format!(
                "<div id=x class=article><div class='article deArticle'><p> </p><div>Magazin</div><div id=hd><span class=deHeadline>1) Es regnet</span></div>\
                <div class=author>Von Jörg Petersen</div><div>{length}</div><div>{date}</div><div>07:00</div><div>Das Blatt</div><div>BLATT</div><div>14</div><div>German</div>\
                <div>© 2013 Blatt</div><p class='articleParagraph dearticleParagraph'>Eins.</p><p class='articleParagraph dearticleParagraph'>Zwei.</p>\
                <p>{document} BLATT0020131120e9bj00001</p></div></div>"
            );
            let records = articles(&Document::from(page)).unwrap();
            assert_eq!(records.len(), 1);
            let record = &records[0];
            assert_eq!((record.title.trim(), record.text.as_str()), ("Es regnet", "Eins.\n\nZwei."));
            assert_eq!((record.source.as_deref(), record.section.as_deref()), (Some("Das Blatt"), Some("Magazin")));
            assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2013-11-19");
            assert_eq!(record.source_id.as_deref(), Some("BLATT0020131120E9BJ00001"));
        }
    }

    #[test]
    fn other_pages_are_none() {
        assert!(articles(&Document::from("<div class=article><p>Rain.</p></div>")).is_none());
    }
}
