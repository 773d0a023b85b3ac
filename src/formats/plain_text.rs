//! Plain text: title, byline, date and body are recognised by their shapes; wire headers and end marks are removed.
//!
//! What may be body stays body: a first line that does not look like a headline is no title.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline, date_line, dateline,
        input::{Head, Input},
        keys::Keys,
        metadata,
        sink::Sink,
        whitespace,
    },
    exports,
};
use crate::article::Record;
use serde_json::{Map, Value};

/// The reader of plain text.
pub(super) struct PlainText;

impl Format for PlainText {
    fn name(&self) -> &'static str {
        "plain-text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text", "rst", "asc", "article", "story"]
    }

    fn recognises(&self, _: &Head<'_>) -> bool {
        false
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        if text.trim().is_empty() {
            return Err(ReadError::new(ReadErrorKind::Empty, "no text"));
        }
        let is_named = options.format.as_deref() == Some(self.name());
        let records = if is_named {
            exports::of_text(&text).unwrap_or_else(|| vec![parse(&text)])
        } else {
            exports::read_text(&text, || parse(&text))?
        };
        let _ = records.into_iter().try_for_each(|record| sink.article(record));
        Ok(())
    }
}

/// Characters of the longest headline.
const LONGEST_TITLE: usize = 180;

/// Lines that mark the end of a story.
const END_MARKS: &[&str] = &[
    "-30-", "- 30 -", "###", "# # #", "-ends-", "ends", "end", "(end)", "(ends)", "[end]", "-end-", "- ends -", "-0-",
    "***", "/end", "30",
];

/// The article of a text.
pub(super) fn parse(text: &str) -> Record {
    let text = whitespace::body(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let (record, at) = header(&lines);
    parse_lines(&lines, record, at)
}

/// The article whose title is known and whose text follows.
pub(super) fn parse_below_title(title: String, text: &str) -> Record {
    let text = whitespace::body(text);
    let lines: Vec<&str> = text.split('\n').collect();
    parse_lines(&lines, Record { title, ..Record::default() }, 0)
}

fn parse_lines(lines: &[&str], mut record: Record, mut at: usize) -> Record {
    at += lines[at..].iter().take(4).take_while(|line| is_wire_header(line)).count();
    let skip_blank = |at: usize| at + lines[at..].iter().take_while(|line| line.trim().is_empty()).count();
    at = skip_blank(at);
    if record.title.is_empty()
        && let Some((title, used)) = title(&lines[at..])
    {
        record.title = title;
        at = skip_blank(at + used);
    }
    // Byline and date follow directly under the title, in either order.
    let mut opening = at;
    for _ in 0..4 {
        let Some(line) = lines.get(opening) else { break };
        if let Some(authors) = byline::find(line).filter(|_| record.authors.is_empty()) {
            record.authors = authors;
        } else if !record.title.is_empty() && record.published.is_none() && is_date_line(line) {
            let Some(published) = metadata::published(date_of(line)) else { break };
            record.published = Some(published);
        } else {
            break;
        }
        opening = skip_blank(opening + 1);
        at = opening;
    }
    let end = end_of_story(lines, at);
    record.text = lines[at..end].join("\n");
    record
}

/// A block of "Key: value" lines at the start, with the number of lines it takes, the blank one included.
fn header(lines: &[&str]) -> (Record, usize) {
    if !lines.first().is_some_and(|line| line.contains(':')) {
        return (Record::default(), 0);
    }
    let keys = Keys::new(&[("authors".to_owned(), "by".to_owned())]);
    let mut object = Map::new();
    let block = lines.iter().take_while(|line| !line.trim().is_empty()).count();
    for line in &lines[..block] {
        let Some((name, value)) = line.split_once(':') else { return (Record::default(), 0) };
        // A text under "Text:" would be a line of prose.
        let known = keys.find(name).is_some()
            && name.len() < 30
            && !matches!(fold(name).as_str(), "text" | "story" | "article" | "body" | "content");
        if !known {
            return (Record::default(), 0);
        }
        object.insert(name.to_owned(), Value::String(value.trim().to_owned()));
    }
    let titled = object.keys().any(|name| matches!(fold(name).as_str(), "title" | "headline"));
    if block == lines.len() || !(titled || block >= 2) {
        return (Record::default(), 0);
    }
    (keys.record(&object), (block + 1).min(lines.len()))
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Lines that desks put above a story: "BC-TALKS-1stLd", "r i BC-Talks 01-23 0512", "URGENT", "EMBARGOED UNTIL ...".
fn is_wire_header(line: &str) -> bool {
    let line = line.trim();
    let slug = line.split_whitespace().find(|word| word.len() > 1).unwrap_or("");
    let coded = ["BC-", "AM-", "PM-", "AP-", "RTRS-"]
        .iter()
        .any(|code| slug.strip_prefix(code).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())));
    let words = line.split_whitespace().count();
    coded && words <= 8
        || matches!(line, "URGENT" | "BULLETIN" | "FLASH" | "ALERT")
        || line.starts_with("EMBARGOED ") && words <= 12
}

/// The headline that opens the lines, and how many lines it takes.
fn title(lines: &[&str]) -> Option<(String, usize)> {
    let first = lines.first()?.trim();
    let next = lines.get(1).map_or("", |line| line.trim());
    let underline = next.len() >= 3
        && next.chars().all(|c| matches!(c, '=' | '-' | '~' | '*' | '#'))
        && next.len() + 3 >= first.chars().count();
    let rest = lines[1..].iter().any(|line| line.chars().any(char::is_alphabetic));
    let length = first.chars().count();
    if !rest || length > LONGEST_TITLE || !first.chars().any(char::is_alphabetic) || dateline::find(first).is_some() {
        return None;
    }
    if underline {
        return Some((first.to_owned(), 2));
    }
    let sentence = first.ends_with(['.', ';', ':', '。']) && !first.ends_with("...") && !ends_in_abbreviation(first);
    if sentence
        || byline::find(first).is_some()
        || first.starts_with(['-', '*', '•', '"', '>']) && !first.starts_with('"')
    {
        return None;
    }
    let is_opening = |line: &str| byline::find(line).is_some() || is_date_line(line) || dateline::find(line).is_some();
    let alone = next.is_empty() || is_opening(next);
    // One paragraph a line, without blank lines between: the headline is much shorter than what follows.
    let one_a_line = length <= 110 && next.chars().count() >= 2 * length.max(60) && !first.ends_with(['-', '–']);
    let second_block = lines.iter().skip_while(|line| !line.trim().is_empty()).find(|line| !line.trim().is_empty());
    let block = lines.iter().take_while(|line| !line.trim().is_empty()).count();
    // A headline over two lines, then a blank line and something longer.
    let two_lines = block == 2
        && !is_opening(next)
        && length + next.chars().count() <= LONGEST_TITLE
        && !next.ends_with(['.', ':', ';', ','])
        && second_block.is_some_and(|line| line.chars().count() > 40 || is_opening(line));
    if two_lines {
        return Some((format!("{first} {next}"), 2));
    }
    (!first.ends_with([',', '،']) && (alone || one_a_line)).then(|| (first.to_owned(), 1))
}

/// "Talks in the U.S.", "Acme Inc."
fn ends_in_abbreviation(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or("");
    last.matches('.').count() > 1 || ["Inc.", "Corp.", "Co.", "Jr.", "Sr.", "Ltd.", "St.", "No."].contains(&last)
}

/// The date in a line that gives nothing else ("Published: January 23, 2026").
fn date_of(line: &str) -> &str {
    let line = line.trim();
    let labels = [
        "published on",
        "published",
        "posted on",
        "posted",
        "date",
        "veröffentlicht",
        "publié le",
        "publicado el",
        "stand",
    ];
    let lower = line.to_lowercase();
    let label = labels.iter().find(|label| lower.starts_with(**label) && line.is_char_boundary(label.len()));
    label.map_or(line, |label| line[label.len()..].trim_start_matches(':').trim())
}

/// True for a short line that is a date and nothing else.
fn is_date_line(line: &str) -> bool {
    let date = date_of(line);
    let has_year = date.chars().filter(char::is_ascii_digit).count() >= 4;
    date.len() <= 60 && has_year && date_line::says_no_more(date) && metadata::published(date).is_some()
}

/// The line at which the story ends: before end marks.
fn end_of_story(lines: &[&str], from: usize) -> usize {
    let mut end = lines.len();
    while end > from {
        let line = lines[end - 1].trim().to_lowercase();
        if !line.is_empty() && !END_MARKS.contains(&line.as_str()) {
            break;
        }
        end -= 1;
    }
    // A story is not all marks.
    if end == from { lines.len() } else { end }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn title_byline_dateline_and_body_are_told_apart() {
        let record = article(
            "a.txt",
            "Storm nears the coast\n\nBy Jane Doe and John Roe\n\nHALIFAX, Jan 3 (Northwind) - A storm moved in.\n\nBoats stayed in port.\n\n-30-\n",
        );
        assert_eq!(record.title, "Storm nears the coast");
        assert_eq!(record.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(record.dateline.unwrap().place.as_deref(), Some("HALIFAX"));
        assert_eq!(record.text, "HALIFAX, Jan 3 (Northwind) - A storm moved in.\n\nBoats stayed in port.");
    }

    #[test]
    fn a_short_sentence_with_a_date_stays_in_the_story() {
        for text in [
            "Fire kills 31 on May 5, 2026",
            "Two Killed In Lisbon May 5, 2026",
            "Ferries stop running on 3 January 2026",
            "Lisbon, January 3, 2026 - Salt rose on Monday in the port.",
            "Die Gespräche beginnen am 3. Januar 2026 in Lissabon.",
        ] {
            let record = article("a.txt", format!("Harbour report\n\n{text}\n"));
            assert_eq!((record.title.as_str(), record.text.as_str()), ("Harbour report", text));
        }
        for date in ["January 3, 2026", "Published: January 3, 2026 at 10:30 a.m.", "3. Januar 2026"] {
            let record = article("a.txt", format!("Harbour report\n\n{date}\n\nSalt rose on Monday in the port.\n"));
            assert_eq!(record.text, "Salt rose on Monday in the port.", "{date}");
            assert!(record.published.is_some(), "{date}");
        }
    }

    #[test]
    fn a_long_first_paragraph_is_no_title() {
        let long = "On Friday a senior team from three countries met in the capital for a discussion of two days, which marks the first official meeting of its kind since the outbreak of the war, and so symbolises much.";
        let text = format!("{long}\nThe opening was the result of a long night.\nIt went on.");
        let record = article("a.txt", &text);
        assert_eq!((record.title.as_str(), record.text.as_str()), ("", text.as_str()));
    }

    #[test]
    fn sentences_and_wrapped_paragraphs_are_no_titles() {
        for text in [
            "The rain fell.\n\nIt fell all day.",
            "The rain fell on the town all day and it\nwould not stop before the evening had come\nand the lamps were lit.",
            "One line only",
            "LONDON, Jan 3 (Reuters) - Shares\n\nfell.",
        ] {
            let record = article("a.txt", text);
            assert_eq!((record.title.as_str(), record.text.as_str()), ("", text));
        }
    }

    #[test]
    fn headlines_of_other_shapes() {
        for (text, title, body) in [
            ("Storm nears\n===========\n\nIt came.", "Storm nears", "It came."),
            ("Can it last?\n\nIt can.", "Can it last?", "It can."),
            (
                "Court hears case against Acme Inc.\n\nIt did so on Monday.",
                "Court hears case against Acme Inc.",
                "It did so on Monday.",
            ),
            (
                "Storm nears the coast,\nboats stay in port\n\nA storm moved in from the west on Monday, and no boat sailed.",
                "Storm nears the coast, boats stay in port",
                "A storm moved in from the west on Monday, and no boat sailed.",
            ),
        ] {
            let record = article("a.txt", text);
            assert_eq!((record.title.as_str(), record.text.as_str()), (title, body));
        }
        let body = "A storm moved in from the west on Monday, and no boat sailed that day or the next, as the harbour master had asked of everybody.";
        assert_eq!(article("a.txt", format!("Storm nears the coast\n{body}\n{body}")).title, "Storm nears the coast");
    }

    #[test]
    fn header_lines_and_wire_codes() {
        let record = article("a.txt", "Title: Storm\nAuthor: Jane Doe\nSource: The Post\n\nIt came.\n");
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Storm", "It came."));
        assert_eq!((record.authors, record.source.as_deref()), (vec!["Jane Doe".to_owned()], Some("The Post")));
        let record = article("a.txt", "r i BC-Storm 01-03 0123\nStorm nears the coast\n\nIt came.");
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Storm nears the coast", "It came."));
        let prose = "Note: this is prose.\nIt goes on.\n\nAnd on.";
        assert_eq!(article("a.txt", prose).text, prose);
    }

    #[test]
    fn only_marks_at_the_end_are_end_marks() {
        assert_eq!(article("a.txt", "It ran.\n\nEnds\n\nOf the rope.\n\nENDS").text, "It ran.\n\nEnds\n\nOf the rope.");
        assert_eq!(article("a.txt", "END").text, "END");
    }
}
