//! Texts that hold several records in a layout that no reader knows: refused by name, so that they do not become one wrong article.

use super::labelled;
use crate::formats::{ReadError, ReadErrorKind};
use aho_corasick::AhoCorasick;
use std::{collections::HashMap, sync::LazyLock};

/// Names by which databases call themselves in their exports.
const DATABASES: &[&str] = &[
    "LexisNexis",
    "Nexis Uni",
    "Factiva",
    "ProQuest",
    "NewsBank",
    "newsbank.com",
    "Access World News",
    "GENIOS",
    "WISO",
    "wiso-net",
    "Gale Document",
    "Gale, a Cengage",
    "Europresse",
    "EBSCO",
    "Integrum",
    "聞蔵",
    "ヨミダス",
    "日経テレコン",
    "Nikkei Telecom",
    "BigKinds",
    "빅카인즈",
    "WiseNews",
    "慧科",
    "Retriever Research",
    "retriever-info.com",
    "Mediearkivet",
    "Infomedia",
    "GoPress",
    "Swissdox",
    "APA-OnlineManager",
    "Eureka.cc",
    "PressReader",
];

/// Words for a record in lines that number them ("Article 1 of 5"), in lower case.
const RECORDS: &[&str] = &[
    "document",
    "dokument",
    "documento",
    "article",
    "artikel",
    "artículo",
    "articolo",
    "record",
    "result",
    "story",
    "treffer",
    "résultat",
];

/// Lines of a text that are looked at, at most.
const MOST_LINES: usize = 200_000;

/// The longest line that may come back in every record, in bytes.
const LONGEST_MARK: usize = 100;

/// Refuses a text with the marks of several records.
///
/// # Errors
/// When the same labels, numbers or lines of a database come back.
pub(super) fn check(text: &str) -> Result<(), ReadError> {
    let labels = || {
        let marks = labelled::marks(text).filter(labelled::Marks::are_certain)?;
        Some((marks.count, format!("\"{}\"", marks.labels.iter().take(5).cloned().collect::<Vec<_>>().join("\", \""))))
    };
    let Some((count, marks)) = labels().or_else(|| numbered(text)).or_else(|| of_database(text)) else { return Ok(()) };
    let reason = format!(
        "{count} records of an export whose layout is not known (they are marked by {marks}); export them in another format of docs/formats.md, \
         or read them as one text with --input-format plain-text"
    );
    Err(ReadError::new(ReadErrorKind::Malformed, reason))
}

/// Lines that count records from the first on: how many, and how they are marked.
fn numbered(text: &str) -> Option<(usize, String)> {
    let mut found = 0;
    for line in text.lines().take(MOST_LINES).map(str::trim).filter(|line| line.len() < 60) {
        let lower = line.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ')' | '[' | ']' | ':'))
            .filter(|word| !word.is_empty())
            .collect();
        let is_record = |word: &&str| RECORDS.iter().any(|record| word.starts_with(record));
        let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
        if words.len() <= 4
            && words.iter().any(is_record)
            && matches!(numbers[..], [at, all] if at == found + 1 && all >= 2 && at <= all)
        {
            found += 1;
        }
    }
    (found >= 2).then(|| (found, format!("\"1 of {found}\"")))
}

/// True for a text that names a database.
pub(super) fn names_database(text: &str) -> bool {
    database(text).is_some()
}

/// Finds the names in one pass: most pages name none.
static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new(DATABASES).expect("names are no patterns"));

fn database(text: &str) -> Option<&'static str> {
    FINDER.find(text).map(|found| DATABASES[found.pattern().as_usize()])
}

/// The line of a database that comes back most often, its figures aside, in a text that names one.
fn of_database(text: &str) -> Option<(usize, String)> {
    let name = database(text)?;
    let mut counts: HashMap<String, usize> = HashMap::new();
    let is_mark = |line: &&str| (8..=LONGEST_MARK).contains(&line.len()) && is_of_database(line);
    for line in text.lines().take(MOST_LINES).map(str::trim).filter(is_mark) {
        let masked: String = line.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        *counts.entry(masked).or_default() += 1;
    }
    let count = counts.into_values().max().filter(|count| *count >= 3)?;
    Some((count, format!("lines of {name}")))
}

/// True for a line that a database writes into each record: about rights, with its name, or with a link to the record.
fn is_of_database(line: &str) -> bool {
    labelled::is_rights(line) || line.contains("OpenURL") || database(line).is_some()
}

#[cfg(test)]
mod tests {
    use crate::formats::{
        Options,
        tests::{article, read_all},
    };

    fn reason(name: &str, text: &str) -> String {
        let (found, error) = read_all(name, text.as_bytes(), &Options::default());
        assert!(found.iter().all(|found| found.record.is_err()), "{found:?}");
        error.expect("refused").reason
    }

    #[test]
    fn several_records_are_not_one_article() {
        let labelled = "Record number: 5\nNewspaper: The Post\nRain fell.\n\n".repeat(3);
        assert!(reason("a.txt", &labelled).starts_with("3 records of an export whose layout is not known"));
        let numbered = "Article 1 of 3\nRain.\n\nArticle 2 of 3\nWind.\n\nArticle 3 of 3\nSnow.\n";
        assert!(reason("a.txt", numbered).contains("3 records"));
        let named = "Rain fell.\n© 2010 The Post - all rights reserved\n\n".repeat(4) + "Retriever Research\n";
        assert!(reason("a.txt", &named).contains("lines of Retriever"));
        assert!(reason("a.rtf", &format!(r"{{\rtf1 {}}}", numbered.replace('\n', r"\par "))).contains("3 records"));
        let page =
            format!("<html><body>{}<p>NewsBank</p></body></html>", "<p>Rain fell.</p><p>OpenURL Link 55</p>".repeat(3));
        assert!(reason("a.html", &page).contains("lines of NewsBank"));
    }

    #[test]
    fn a_named_format_is_believed() {
        let text = "Article 1 of 2\nRain.\n\nArticle 2 of 2\nWind.\n";
        let options = Options { format: Some("plain-text".to_owned()), ..Options::default() };
        assert_eq!(read_all("a.txt", text.as_bytes(), &options).0.len(), 1);
    }

    #[test]
    fn stories_are_no_records() {
        for text in [
            "The council met on Monday.\n\nDate: May 5\nVenue: town hall\n\nDate: May 6\nVenue: library\n\nDate: May 7\nVenue: school\n",
            "Researchers used Factiva and LexisNexis to count articles.\n\nThey found 1 of 3 documents.\n\nMore rain is expected.\n",
            "Image 1 of 9\n\nRain fell on the town.\n\nImage 2 of 9\n\nIt stopped.\n",
            "Length: 3 miles\nStart: Oslo\n\nLength: 4 miles\nStart: Bergen\n",
        ] {
            assert!(!article("a.txt", text).text.is_empty());
        }
    }
}
