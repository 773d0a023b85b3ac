//! Records of labelled lines ("Title:", "Source:", "Date:"), as press databases of many makers write them one after the other.
//!
//! No maker's layout is known here: what makes a text such an export is that the same labels come back in every record. A title may stand
//! above the labels, and a text between them, without labels of their own.

use super::{LABELS, day_of, one_line, proquest};
use crate::{
    article::Record,
    formats::common::{byline, metadata, whitespace},
};
use std::collections::HashMap;

/// More labels: what they mean, labels.
const MORE: &str = include_str!("more_labels.tsv");

/// Lines of a text that are looked at for labels, at most.
const MOST_LINES: usize = 2_000_000;

/// A line of a text: what its label means, the label, the rest; or the line alone.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    meaning: &'static str,
    name: &'a str,
    value: &'a str,
    whole: &'a str,
}

/// What the labels of a text say of the records in it.
#[derive(Debug)]
pub(super) struct Marks<'a> {
    lines: Vec<Line<'a>>,
    /// The label that comes first in each record.
    first: &'a str,
    /// How many records there are.
    pub count: usize,
    /// The labels that every record has.
    pub labels: Vec<String>,
}

/// Finds the labels that come back; none where no two labels come equally often, twice at least.
pub(super) fn marks(text: &str) -> Option<Marks<'_>> {
    if text.matches(':').count() < 6 {
        return None;
    }
    let lines: Vec<Line<'_>> = text.lines().take(MOST_LINES).map(Line::of).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter().filter(|line| !line.meaning.is_empty()) {
        *counts.entry(line.name).or_default() += 1;
    }
    // How often those labels come that are the same in all records: the number that most labels share.
    let shared = |count: usize| counts.values().filter(|other| **other == count).count();
    let count = counts.values().copied().filter(|count| *count >= 2).max_by_key(|count| (shared(*count), *count))?;
    if shared(count) < 2 {
        return None;
    }
    let in_all = |line: &&Line<'_>| counts.get(line.name) == Some(&count);
    let first = lines.iter().find(in_all)?.name;
    let mut labels: Vec<String> = Vec::new();
    for line in lines.iter().filter(in_all) {
        if !labels.iter().any(|known| known == line.name) {
            labels.push(line.name.to_owned());
        }
    }
    Some(Marks { lines, first, count, labels })
}

impl Marks<'_> {
    /// True where the labels can be no others than those of records, and not those of a listing in a story.
    pub(super) fn are_certain(&self) -> bool {
        self.has(&["id", "full text", "loaded"])
            && (self.has(&["source", "published", "title"]) || self.labels.len() >= 3)
    }

    fn has(&self, meanings: &[&str]) -> bool {
        self.lines
            .iter()
            .any(|line| meanings.contains(&line.meaning) && self.labels.iter().any(|name| name == line.name))
    }

    /// The articles; none where one of them has no title or no text, or nothing says where they are from.
    pub(super) fn articles(&self) -> Option<Vec<Record>> {
        if !self.has(&["id", "full text", "body", "loaded", "length"]) {
            return None;
        }
        let starts: Vec<usize> = (0..self.lines.len()).filter(|at| self.lines[*at].name == self.first).collect();
        let is_titled =
            self.lines.iter().any(|line| line.meaning == "title" && self.labels.iter().any(|name| name == line.name));
        let heads: Vec<usize> = starts.iter().map(|at| if is_titled { *at } else { self.head(*at) }).collect();
        let ends = heads.iter().skip(1).copied().chain(std::iter::once(self.lines.len()));
        let records: Vec<Record> = heads
            .iter()
            .zip(&starts)
            .zip(ends)
            .map(|((head, start), end)| article(&self.lines[*head..end], start - head))
            .collect();
        let is_whole = |record: &Record| {
            !record.title.is_empty()
                && !record.text.trim().is_empty()
                && (record.source.is_some() || record.published.is_some())
        };
        records.iter().all(is_whole).then_some(records)
    }

    /// The line at which the title above a first label begins: the block right above, with the block above that where the nearer one names
    /// the source and the day.
    fn head(&self, start: usize) -> usize {
        let is_blank = |at: usize| self.lines[at].whole.is_empty();
        let block = |end: usize| {
            let last = (0..end).rev().find(|at| !is_blank(*at))?;
            let first =
                (0..=last).rev().take_while(|at| !is_blank(*at) && self.lines[*at].meaning.is_empty()).last()?;
            (!is_rule(self.lines[first].whole)).then_some(first)
        };
        let Some(nearest) = block(start) else { return start };
        match source_and_day(self.lines[nearest].whole) {
            Some(_) => block(nearest).unwrap_or(nearest),
            None => nearest,
        }
    }
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let whole = line.trim();
        let none = Self { meaning: "", name: "", value: whole, whole };
        let Some((name, value)) = whole.split_once([':', '：']) else { return none };
        let name = name.trim();
        if name.is_empty() || name.len() > 60 || value.starts_with("//") {
            return none;
        }
        let folded = name.to_lowercase();
        let rows = LABELS
            .lines()
            .chain(MORE.lines())
            .filter(|row| !row.starts_with('#'))
            .filter_map(|row| row.split_once('\t'));
        let found = rows.into_iter().find(|(_, labels)| labels.split('|').any(|label| label == folded));
        found.map_or(none, |(meaning, _)| Self { meaning, name, value: value.trim(), whole })
    }
}

/// A line of signs that parts records.
fn is_rule(line: &str) -> bool {
    line.len() >= 5 && line.chars().all(|c| matches!(c, '_' | '=' | '-' | '*' | '–' | '—' | '~' | '#' | ' '))
}

/// "Harbour Post, The (Oslo, Norway) - May 8, 2010": the source and the day.
fn source_and_day(line: &str) -> Option<(String, crate::article::Published)> {
    let (source, day) = line
        .split_once(" - ")
        .or_else(|| line.split_once(" – "))
        .or_else(|| line.split_once(" vom "))
        .or_else(|| line.rsplit_once(" | "))?;
    let day = (line.len() < 160 && day.len() < 80).then(|| day_of(day)).flatten()?;
    Some((source.trim().to_owned(), day))
}

/// The article of the lines of a record; `start` is where its first label stands.
fn article(lines: &[Line<'_>], start: usize) -> Record {
    let mut record = Record::default();
    let mut above: Vec<&str> = Vec::new();
    for line in lines[..start].iter().map(|line| line.whole).filter(|line| !line.is_empty()) {
        match source_and_day(line) {
            Some((source, day)) if !above.is_empty() => (record.source, record.published) = (Some(source), Some(day)),
            _ => above.push(line),
        }
    }
    record.title = one_line(&above);
    let (mut text, mut between, mut open) = (Vec::new(), Vec::new(), "");
    for line in &lines[start..] {
        let goes_on = matches!(open, "full text" | "body")
            && matches!(line.meaning, "title" | "highlight" | "dateline" | "byline" | "other");
        if line.meaning.is_empty() || goes_on {
            match open {
                "full text" | "body" if !is_rule(line.whole) => text.push(line.whole),
                // An empty label has its value below it.
                "" if !is_rule(line.whole) => between.push(line.whole),
                _ if line.whole.is_empty() => open = "",
                _ => tell(open, line.whole, &mut record),
            }
            continue;
        }
        open = line.meaning;
        match line.meaning {
            "full text" | "body" => text.push(line.value),
            _ => {
                tell(line.meaning, line.value, &mut record);
                open = if line.value.is_empty() { line.meaning } else { "" };
            }
        }
    }
    let has_text = text.iter().any(|line| !line.is_empty());
    record.text = if has_text { text.join("\n") } else { between.join("\n") };
    record
}

/// Takes what a label says.
fn tell(meaning: &str, value: &str, record: &mut Record) {
    if value.is_empty() {
        return;
    }
    let or = |known: &mut Option<String>| {
        known.get_or_insert_with(|| value.to_owned());
    };
    match meaning {
        "title" if record.title.is_empty() => record.title = whitespace::line(value),
        "byline" if record.authors.is_empty() => {
            record.authors = value.split(';').map(proquest::in_order).flat_map(|name| byline::authors(&name)).collect()
        }
        "source" => {
            // "Handelsblatt vom 12.03.2010, Seite 12"
            let named = source_and_day(value).or_else(|| {
                let (source, rest) = value.split_once(',')?;
                Some((source.to_owned(), day_of(rest)?))
            });
            match named {
                Some((source, day)) => {
                    or_else(&mut record.source, source);
                    record.published.get_or_insert(day);
                }
                None => or(&mut record.source),
            }
        }
        "published" => record.published = day_of(value).or(record.published.take()),
        "section" => or(&mut record.section),
        "language" => record.language = metadata::language(value),
        "id" => or(&mut record.source_id),
        "url" if value.starts_with("http") => or(&mut record.url),
        "loaded" if record.published.is_none() => record.published = day_of(value),
        _ => {}
    }
}

fn or_else(known: &mut Option<String>, value: String) {
    known.get_or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str) -> Vec<Record> {
        marks(text).and_then(|marks| marks.articles()).expect("records")
    }

    #[test]
    fn all_fields_with_labels() {
        let one = |title: &str| {
            format!(
                "Title: {title}\nAuthor: Doe, Jane\nPublication: Harbour Post\nDate: 8 May 2010\nAccession number: 5{title}\nText:\nRain fell.\n\nNote: it stopped.\n\n=====\n\n"
            )
        };
        let all = records(&format!("Search: rain\n\n{}{}", one("Rain"), one("Wind")));
        assert_eq!(all.len(), 2);
        let record = &all[1];
        assert_eq!((record.title.as_str(), record.source.as_deref()), ("Wind", Some("Harbour Post")));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2010-05-08");
        assert_eq!(record.text.trim(), "Rain fell.\n\nNote: it stopped.");
        assert_eq!((record.authors.join(""), record.source_id.as_deref()), ("Jane Doe".to_owned(), Some("5Wind")));
    }

    #[test]
    fn titles_above_and_texts_between_labels() {
        let one = |title: &str, day: u32| {
            format!(
                "{title}\nHarbour Post, The (Oslo, Norway) - May {day}, 2010\n\nAuthor: Jane Doe, Staff writer\nSection: News\nPage: A1\n\n\
                 Rain fell all day.\n\nIt stopped at night.\n\nRecord Number: 100{day}\nCopyright (c) 2010 Harbour Post\n\n"
            )
        };
        let all = records(&format!("{}{}{}", one("Rain falls", 8), one("Wind blows", 9), one("Snow comes", 10)));
        assert_eq!(all.len(), 3);
        let record = &all[1];
        assert_eq!(
            (record.title.as_str(), record.source.as_deref()),
            ("Wind blows", Some("Harbour Post, The (Oslo, Norway)"))
        );
        assert_eq!(
            (record.published.as_ref().unwrap().day.to_string().as_str(), record.source_id.as_deref()),
            ("2010-05-09", Some("1009"))
        );
        assert!(record.text.trim().starts_with("Rain fell all day.\n\nIt stopped at night."), "{}", record.text);
    }

    #[test]
    fn sources_with_their_day() {
        let one = |title: &str| {
            format!(
                "{title}\n\nQuelle: Hafenblatt vom 12.03.2010, Seite 12\nRessort: Wetter\nDokumentnummer: HB 7{title}\n\nEs regnete.\n\nDauerhafte Adresse des Dokuments: https://a.example/{title}\nAlle Rechte vorbehalten: (c) Hafenblatt GmbH\n\n"
            )
        };
        let all = records(&format!("{}{}", one("Regen"), one("Wind")));
        let record = &all[1];
        assert_eq!(
            (record.title.as_str(), record.source.as_deref(), record.text.trim()),
            ("Wind", Some("Hafenblatt"), "Es regnete.")
        );
        assert_eq!(
            (record.published.as_ref().unwrap().day.to_string().as_str(), record.url.as_deref()),
            ("2010-03-12", Some("https://a.example/Wind"))
        );
    }

    #[test]
    fn listings_in_a_story_are_no_records() {
        let listing = "Date: May 5\nCity: Oslo\nLink: https://a.example\n\n".repeat(4);
        assert!(
            marks(&format!("What is on this week\n\n{listing}"))
                .is_none_or(|marks| !marks.are_certain() && marks.articles().is_none())
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(Title: |Date: 5 May 2012|Text:|Source: x, |Record: 1|\\n|\\n\\n|====|[a-z:]{1,8}){0,40}") {
            if let Some(marks) = marks(&text) {
                let _ = marks.articles();
            }
        }
    }
}
