//! Records of labelled lines ("Title:", "Source:", "Date:"), as press databases of many makers write them one after the other.
//!
//! No maker's layout is known here: what makes a text such an export is that the same labels come back in every record. A title may stand
//! above the labels, and a text between them, without labels of their own.

use super::{NAMES, day_of, meanings, one_line, proquest};
use crate::{
    article::{Published, Record},
    formats::common::{byline, metadata, whitespace},
};
use std::{collections::HashMap, sync::LazyLock};

/// More labels: what they mean, labels.
const MORE: &str = include_str!("more_labels.tsv");

/// What those labels mean, by label.
static MORE_NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| meanings(MORE));

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

/// Where the text of a record stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// Among the labels, or behind them.
    Behind,
    /// Before the labels.
    Before,
}

/// Finds the labels that come back; none where no two labels come equally often, twice at least.
pub(super) fn marks(text: &str) -> Option<Marks<'_>> {
    if text.matches([':', '：']).count() < 6 {
        return None;
    }
    let lines: Vec<Line<'_>> = text.lines().take(MOST_LINES).flat_map(Line::all).collect();
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
        let starts: Vec<usize> = (0..self.lines.len()).filter(|at| self.lines[*at].name == self.first).collect();
        let next = |at: usize| starts.get(at + 1).copied().unwrap_or(self.lines.len());
        let in_all = |line: &Line<'_>| self.labels.iter().any(|name| name == line.name);
        let last = |at: usize| (starts[at]..next(at)).rev().find(|at| in_all(&self.lines[*at])).unwrap_or(starts[at]);
        let lasts: Vec<usize> = (0..starts.len()).map(last).collect();
        let records: Vec<Record> = match self.shape(&starts, &lasts) {
            Shape::Behind => {
                let is_titled = self.has(&["title"]);
                let heads: Vec<usize> = starts.iter().map(|at| if is_titled { *at } else { self.head(*at) }).collect();
                let ends = heads.iter().skip(1).copied().chain(std::iter::once(self.lines.len()));
                let parts = heads.iter().zip(&starts).zip(ends);
                parts.map(|((head, start), end)| article(&self.lines[*head..end], start - head)).collect()
            }
            Shape::Before => {
                let ends: Vec<usize> = lasts.iter().map(|last| self.end(*last)).collect();
                let heads = std::iter::once(0).chain(ends.iter().copied());
                heads.zip(&ends).map(|(head, end)| article_before(&self.lines[head..*end])).collect()
            }
        };
        let is_whole = |record: &Record| {
            !record.title.is_empty()
                && !record.text.trim().is_empty()
                && (record.source.is_some() || record.published.is_some())
        };
        // Labels that a listing may have, too, are enough where all records say where they are from, and when.
        let is_sure = self.has(&["id", "full text", "body", "loaded", "length"])
            || self.labels.len() >= 3
                && records.iter().all(|record| record.source.is_some() && record.published.is_some());
        (is_sure && records.iter().all(is_whole)).then_some(records)
    }

    /// Where the texts stand: before the labels where they are more than what stands among the labels, and one stands before the first.
    fn shape(&self, starts: &[usize], lasts: &[usize]) -> Shape {
        let words = |from: usize, to: usize| {
            let plain = self.lines[from..to]
                .iter()
                .filter(|line| line.meaning.is_empty() && !is_rule(line.whole) && !is_rights(line.whole));
            plain.map(|line| line.whole.split_whitespace().count()).sum::<usize>()
        };
        let among: usize = starts.iter().zip(lasts).map(|(start, last)| words(*start, *last)).sum();
        let ends = starts.iter().skip(1).copied().chain(std::iter::once(self.lines.len()));
        let outside: Vec<usize> = lasts.iter().zip(ends).map(|(last, end)| words(last + 1, end)).collect();
        let behind_last = outside.last().copied().unwrap_or(0);
        let between: usize = outside.iter().take(outside.len().saturating_sub(1)).sum();
        let mean = between / outside.len().saturating_sub(1).max(1);
        let is_before = !self.has(&["full text", "body"])
            && between > 2 * among
            && behind_last * 3 < mean
            && words(0, starts[0]) * 3 >= mean;
        if is_before { Shape::Before } else { Shape::Behind }
    }

    /// The line behind a record whose last label is known: lines about rights belong to it.
    fn end(&self, last: usize) -> usize {
        let mut end = last + 1;
        for (at, line) in self.lines.iter().enumerate().skip(end) {
            if is_rights(line.whole) || is_rule(line.whole) {
                end = at + 1;
            } else if !line.whole.is_empty() {
                break;
            }
        }
        end
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
        let line = self.lines[nearest].whole;
        // An author's name without a label may stand right above the labels, the title above that.
        let is_author = nearest + 1 == start && !self.has(&["byline"]) && byline::is_name(line);
        let title =
            if is_author || source_and_day(line).is_some() { block(nearest).unwrap_or(nearest) } else { nearest };
        block(title).filter(|above| is_paper(self.lines[*above].whole)).unwrap_or(title)
    }
}

impl<'a> Line<'a> {
    /// The labels of a line, which may have several between bars, or the line alone.
    fn all(line: &'a str) -> Vec<Self> {
        let whole = line.trim();
        let parts: Vec<Self> = whole.split(" | ").map(Self::of).collect();
        if parts.len() > 1 && parts.iter().all(|part| !part.meaning.is_empty()) {
            return parts;
        }
        vec![Self::of(whole)]
    }

    fn of(whole: &'a str) -> Self {
        let none = Self { meaning: "", name: "", value: whole, whole };
        let Some((name, value)) = whole.split_once([':', '：']) else { return none };
        let name = name.trim();
        if name.is_empty() || name.len() > 60 || value.starts_with("//") {
            return none;
        }
        let folded = name.to_lowercase();
        let found = NAMES.get(folded.as_str()).or_else(|| MORE_NAMES.get(folded.as_str()));
        found.map_or(none, |meaning| Self { meaning, name, value: value.trim(), whole })
    }
}

/// A line of signs that parts records.
fn is_rule(line: &str) -> bool {
    line.len() >= 5 && line.chars().all(|c| matches!(c, '_' | '=' | '-' | '*' | '–' | '—' | '~' | '#' | ' '))
}

/// True for a line about rights.
pub(super) fn is_rights(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["copyright", "(c) ", "©", "all rights reserved", "alle rechte", "tous droits"]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// True for a line with which a citation of the article begins, as databases put it behind the text.
fn is_citation(line: &str) -> bool {
    let lower = line.trim_start_matches(['•', '*', ' ']).to_lowercase();
    ["source citation", "citation (", "to bookmark this article", "index terms"]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// "Harbour Post, The (Oslo, Norway) - May 8, 2010", "May 8, 2010 | Harbour Post": the source and the day.
fn source_and_day(line: &str) -> Option<(String, Published)> {
    if line.len() > 160 {
        return None;
    }
    let parts = [" - ", " – ", " vom ", " | ", "; "].iter().find_map(|mark| line.split_once(mark));
    let (one, two) = parts?;
    let day = |part: &str| (part.len() < 80).then(|| day_of(part)).flatten();
    match (day(two), day(one)) {
        (Some(day), _) => Some((outlet(one), day)),
        (None, Some(day)) => Some((outlet(two), day)),
        _ => None,
    }
}

/// The name of a source without its issue: "Handelsblatt print: Nr. 051", "The Times(Issue 71234)".
fn outlet(source: &str) -> String {
    let end = [" print:", "(Issue", ", Nr", ": Nr", " Nr.", ", no.", " no.", ", Issue", "; "]
        .iter()
        .filter_map(|mark| source.find(mark))
        .min();
    source[..end.unwrap_or(source.len())].trim().to_owned()
}

/// The article of the lines of a record; `start` is where its first label stands.
fn article(lines: &[Line<'_>], start: usize) -> Record {
    let mut record = Record::default();
    let mut above: Vec<&str> = Vec::new();
    for line in lines[..start].iter().map(|line| line.whole).filter(|line| !line.is_empty()) {
        match source_and_day(line) {
            Some((source, day)) if !above.is_empty() => (record.source, record.published) = (Some(source), Some(day)),
            _ if above.is_empty() && record.source.is_none() && is_paper(line) => record.source = Some(line.to_owned()),
            _ => above.push(line),
        }
    }
    if let [_, .., name] = above[..]
        && lines.get(start.wrapping_sub(1)).is_some_and(|line| line.whole == name)
        && !lines[start..].iter().any(|line| line.meaning == "byline")
        && byline::is_name(name)
    {
        record.authors = byline::authors(name);
        above.pop();
    }
    record.title = one_line(&above);
    let (text, between) = gather(&lines[start..], &mut record);
    let has_text = text.iter().any(|line| !line.is_empty());
    record.text = if has_text { text.join("\n") } else { between.join("\n") };
    record
}

/// The article of the lines of a record whose text stands before its labels: title, byline, source and day open it.
fn article_before(lines: &[Line<'_>]) -> Record {
    let mut record = Record::default();
    let (_, lines) = gather(lines, &mut record);
    let mut rest = lines.as_slice();
    while let [line, after @ ..] = rest {
        if line.is_empty() {
            rest = after;
            continue;
        }
        if let Some((source, day)) = source_and_day(line) {
            record.source.get_or_insert(source);
            record.published.get_or_insert(day);
        } else if let Some(authors) = byline::find(line).filter(|_| record.authors.is_empty()) {
            record.authors = authors;
        } else if record.source.is_none() && record.title.is_empty() && is_paper(line) {
            record.source = Some((*line).to_owned());
        } else if record.title.is_empty() {
            record.title = whitespace::line(line);
        } else if record.authors.is_empty() && line.len() < 60 && byline::is_name(line) {
            record.authors = byline::authors(line);
        } else {
            break;
        }
        rest = after;
    }
    // The author's name again, family name first.
    let named = |line: &&str| record.authors.iter().any(|author| proquest::in_order(line) == *author);
    let end = rest.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + usize::from(!named(&rest[last])));
    record.text = rest[..end].join("\n");
    record
}

/// "Harbour Post (Oslo, Norway)": a paper with its place.
fn is_paper(line: &str) -> bool {
    line.len() < 80 && line.ends_with(')') && line.split_once(" (").is_some_and(|(_, place)| place.contains(", "))
}

/// Takes what the labels of a record say; gives the text behind its label, and what has no label.
fn gather<'a>(lines: &[Line<'a>], record: &mut Record) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut text, mut between, mut open) = (Vec::new(), Vec::new(), "");
    for line in lines {
        let is_text = matches!(open, "full text" | "body");
        let goes_on = is_text && matches!(line.meaning, "title" | "highlight" | "dateline" | "byline" | "other");
        if line.meaning.is_empty() || goes_on {
            match open {
                _ if is_rule(line.whole) || is_rights(line.whole) => {}
                _ if is_citation(line.whole) => open = "other",
                "full text" | "body" => text.push(line.whole),
                "" => between.push(line.whole),
                // An empty label has its value below it; a citation goes on to the next label.
                "other" => {}
                _ if line.whole.is_empty() => open = "",
                _ => tell(open, line.whole, record),
            }
            continue;
        }
        open = line.meaning;
        match line.meaning {
            "full text" | "body" => text.push(line.value),
            _ => {
                tell(line.meaning, line.value, record);
                open = if line.value.is_empty() && line.meaning != "other" { line.meaning } else { "" };
            }
        }
    }
    (text, between)
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
            record.authors = value.split(';').map(proquest::in_order).flat_map(|name| byline::authors(&name)).collect();
        }
        "source" if in_citation(value).is_some() => {
            let (source, day, section) = in_citation(value).unwrap_or_default();
            or_else(&mut record.source, source);
            record.published = record.published.take().or(day);
            record.section = record.section.take().or(section);
        }
        "source" => {
            // "Handelsblatt vom 12.03.2010, Seite 12"
            let named = source_and_day(value).or_else(|| {
                let (source, rest) = value.split_once(',')?;
                Some((outlet(source), day_of(rest)?))
            });
            match named {
                Some((source, day)) => {
                    or_else(&mut record.source, source);
                    record.published.get_or_insert(day);
                }
                None => or_else(&mut record.source, outlet(value)),
            }
        }
        "published" => record.published = day_of(value).or(record.published.take()),
        "section" => or(&mut record.section),
        "language" => record.language = metadata::language(value),
        // A number in the list gives way to that of the database.
        "id" if record.source_id.as_ref().is_none_or(|known| known.len() <= 3 && value.len() > 3) => {
            record.source_id = Some(value.to_owned());
        }
        "url" if value.starts_with("http") => or(&mut record.url),
        "loaded" if record.published.is_none() => record.published = day_of(value),
        _ => {}
    }
}

/// Source, day and section of "Post (Oslo). 01/31/2010, p4. 2p." (EBSCO, with the month first) and of
/// "The Post (Oslo, Norway). (Jan. 31, 2010): News: p4." (Gale).
fn in_citation(value: &str) -> Option<(String, Option<Published>, Option<String>)> {
    let (name, rest) = value.split_once(". ")?;
    let name = name.trim();
    if let Some((day, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let section = behind.trim_start_matches([':', ' ']).split(':').next().map(str::trim).filter(|section| {
            section.len() < 40 && section.chars().next().is_some_and(char::is_uppercase) && !section.ends_with('.')
        });
        return Some((bare(name).to_owned(), Some(day_of(day)?), section.map(str::to_owned)));
    }
    let figures = rest.split([',', ' ']).next()?;
    let [month, day, year] = figures.split('/').map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>()[..] else {
        return None;
    };
    let (month, day, year) = (month?, day?, i32::try_from(year?).ok()?);
    let published = crate::article::Day::from_civil(year, month, day).map(metadata::of_day)?;
    Some((bare(name).to_owned(), Some(published), None))
}

/// A name without the place behind it.
fn bare(name: &str) -> &str {
    name.split_once(" (").filter(|_| name.ends_with(')')).map_or(name, |(name, _)| name)
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
    fn sources_with_day_and_page() {
        let one = |number: u32, source: &str| {
            format!(
                "Record: {number}\nTitle: Rain falls\nAuthors: Doe, Jane\nSource: {source}\nDocument Type: Article\nAccession Number: 7000{number}\n\
                 Full Text Word Count: 12\nDatabase: Papers\n\nRain fell.\n\n"
            )
        };
        for (source, section) in [
            ("The Post (Oslo). 05/08/2010, p4. 2p.", None),
            ("The Post (Oslo, Norway). (May 8, 2010): News: p4.", Some("News")),
        ] {
            let record = &records(&format!("{}{}", one(1, source), one(2, source)))[1];
            assert_eq!((record.source.as_deref(), record.section.as_deref()), (Some("The Post"), section));
            assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2010-05-08");
            assert_eq!((record.source_id.as_deref(), record.text.trim()), (Some("70002"), "Rain fell."));
        }
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

    /// Checks three records: their titles, and text, day, source and authors of the second.
    fn check(text: &str, source: &str, day: &str) {
        let all = records(text);
        let titles: Vec<&str> = all.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["Rain falls", "Wind blows", "Snow comes"]);
        let record = &all[1];
        assert_eq!((record.source.as_deref(), record.authors.join("").as_str()), (Some(source), "Jane Doe"));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), day);
        let lines: Vec<&str> = record.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["Rain fell on the harbour all day.", "It stopped at night."]);
    }

    const TITLES: [(&str, u32); 3] = [("Rain falls", 1), ("Wind blows", 2), ("Snow comes", 3)];

    #[test]
    fn labels_behind_the_text() {
        let one = |(title, day): (&str, u32)| {
            format!(
                "{title}\n\nVon Jane Doe\n\nHafenblatt print: Nr. 05{day} vom 0{day}.03.2020 Seite 012 / Wetter\n\nRain fell on the harbour all day.\n\nIt stopped at night.\n\nDoe, Jane\n\n\
                 Quelle:\tHafenblatt print: Nr. 05{day} vom 0{day}.03.2020 Seite 012\nRessort:\tWetter\nDokumentnummer:\t1A{day}\n\nDauerhafte Adresse des Dokuments: https://a.example/{day}\n\n\
                 Alle Rechte vorbehalten: (c) Hafenblatt GmbH\n© Datenbank GmbH\n\n"
            )
        };
        check(&TITLES.map(one).concat(), "Hafenblatt", "2020-03-02");
        let one = |(title, day): (&str, u32)| {
            format!(
                "Harbour Post (Oslo, Norway)\n\n{title}\n\nJane Doe\n\nRain fell on the harbour all day.\n\nIt stopped at night.\n\n\
                 Section: News\nPublished: March {day}, 2020\nPage: A1\n\nRecord Number: 1000{day}\nCopyright 2020 Harbour Post\n\n"
            )
        };
        check(&TITLES.map(one).concat(), "Harbour Post (Oslo, Norway)", "2020-03-02");
    }

    #[test]
    fn names_above_labels() {
        let one = |(title, day): (&str, u32)| {
            format!(
                "Harbour Post (Oslo, Norway)\n\n{title}\n\nJane Doe\nPublished: March {day}, 2020\n\nRain fell on the harbour all day.\n\nIt stopped at night.\n\n\
                 Section: News\nPage: A1\n\nIndex Terms: Rain\n\nRecord Number: 1000{day}\nCopyright 2020 Harbour Post\n\n"
            )
        };
        check(&TITLES.map(one).concat(), "Harbour Post (Oslo, Norway)", "2020-03-02");
    }

    #[test]
    fn labels_between_bars_and_citations() {
        let one = |(title, day): (&str, u32)| {
            format!(
                "{title}\nMarch {day}, 2020 | Harbour Post, The (Oslo, Norway)\nAuthor: Jane Doe | Section: News | Page: A1\nRain fell on the harbour all day.\nIt stopped at night.\n\
                 • Citation (AGLC Style)\nJane Doe, '{title}', Harbour Post (online), {day} Mar 2020 A1\nCopyright (c) 2020 Harbour Post, All Rights Reserved.\n\n"
            )
        };
        check(&TITLES.map(one).concat(), "Harbour Post, The (Oslo, Norway)", "2020-03-02");
        let one = |(title, day): (&str, u32)| {
            format!(
                "{title}\n\nAuthor: Jane Doe\n\nDate: Mar. {day}, 2020\n\nFrom: The Post(Issue 7314{day})\n\nFull Text: \n\nCOPYRIGHT 2020 Post Ltd\n\nRain fell on the harbour all day.\n\nIt stopped at night.\n\n\
                 Source Citation (MLA 9th Edition)\nDoe, Jane. \"{title}.\" The Post, {day} Mar. 2020, p. 12.\nGale Document Number: GALE|A61{day}\n\n\n"
            )
        };
        check(&TITLES.map(one).concat(), "The Post", "2020-03-02");
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
