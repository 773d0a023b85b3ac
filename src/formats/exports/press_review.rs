//! Press reviews: articles one after the other, each with a line that names its source and day ("The Post / 05-03-2024 / page 3").
//!
//! Two shapes are read, whoever writes them: articles parted by rules, with such a line near the beginning of each; and such a line, in fields
//! parted by slashes or bars, below every title.

use crate::{
    article::{Day, Record},
    formats::common::{days, metadata, whitespace},
};

/// Articles of a press review, at least.
const LEAST: usize = 3;

/// The longest line that may name source and day, in bytes.
const LONGEST: usize = 140;

/// Lines of an article among which the one with source and day is sought.
const HEAD: usize = 4;

/// Share of the parts of a text that begin as articles do, at least, in per cent.
const SHARE: usize = 80;

/// True for a page that may be a press review: lines of fields with a day in them.
pub(super) fn has_marks(page: &str) -> bool {
    let bytes = page.as_bytes();
    let is_day = |at: usize| {
        // The day may be an element of its own.
        let rest = &bytes[at + 3..];
        let tag = rest.iter().take(LONGEST).position(|byte| *byte == b'>').filter(|_| rest.starts_with(b"<"));
        let part = rest[tag.map_or(0, |end| end + 1)..].iter().take(8);
        part.take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'/')).count() == 8
    };
    memchr::memmem::find_iter(bytes, b" / ").filter(|at| is_day(*at)).take(LEAST).count() == LEAST
}

/// The articles of a text; none where it is no press review.
pub(super) fn articles(text: &str) -> Option<Vec<Record>> {
    by_fields(text).or_else(|| by_rules(text))
}

/// A line that names source and day.
struct Citation {
    source: Option<String>,
    day: Day,
}

fn sure(text: &str) -> Option<Day> {
    match days::only(text)? {
        days::Reading::Sure(day) => Some(day),
        // The papers of a review are of one country, which hardly is America where a slash parts the fields.
        days::Reading::Either { day_first, .. } => Some(day_first),
    }
}

/// "Own story / The Post / 05-03-2024 / page 3": fields, one of which is a day and nothing else.
fn fields(line: &str) -> Option<Citation> {
    if line.len() > LONGEST {
        return None;
    }
    let parts: Vec<&str> = if line.contains(" / ") { line.split(" / ").collect() } else { line.split(" | ").collect() };
    let is_day = |part: &str| (8..=24).contains(&part.trim().len()) && sure(part).is_some();
    let at = parts.iter().position(|part| is_day(part)).filter(|_| (2..=6).contains(&parts.len()))?;
    let before = at.checked_sub(1).or(Some(at + 1))?;
    let source =
        parts.get(before).map(|part| whitespace::line(part)).filter(|part| part.chars().any(char::is_alphabetic));
    Some(Citation { source, day: sure(parts[at])? })
}

fn by_fields(text: &str) -> Option<Vec<Record>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    // A title stands right above, and above it nothing or the text before.
    let is_title = |at: usize| !lines[at].is_empty() && lines[at].len() < 200 && fields(lines[at]).is_none();
    let found: Vec<(usize, Citation)> =
        (1..lines.len()).filter(|at| is_title(at - 1)).filter_map(|at| Some((at, fields(lines[at])?))).collect();
    if found.len() < LEAST {
        return None;
    }
    let ends = found.iter().skip(1).map(|(at, _)| at - 1).chain(std::iter::once(lines.len()));
    let records = found
        .iter()
        .zip(ends)
        .map(|((at, citation), end)| record(lines[at - 1], citation, &lines[at + 1..end.max(at + 1)]));
    Some(records.collect())
}

fn by_rules(text: &str) -> Option<Vec<Record>> {
    let is_rule = |line: &str| line.len() >= 10 && line.chars().all(|c| matches!(c, '_' | '=' | '-' | '*' | '–' | '—'));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let parts: Vec<&[&str]> =
        lines.split(|line| is_rule(line)).filter(|part| part.iter().any(|line| !line.is_empty())).collect();
    if parts.len() < LEAST {
        return None;
    }
    let records: Vec<Record> = parts.iter().filter_map(|part| by_head(part)).collect();
    (records.len() * 100 >= parts.len() * SHARE).then_some(records)
}

/// The article of a part between rules: a line with source and day among its first, then or before it the title.
fn by_head(part: &[&str]) -> Option<Record> {
    let filled = || part.iter().enumerate().filter(|(_, line)| !line.is_empty());
    let (at, citation) = filled().take(HEAD).find_map(|(at, line)| Some((at, heading(line)?)))?;
    let (title_at, title) =
        filled().find(|(place, line)| *place != at && line.len() < 250 && heading(line).is_none())?;
    Some(record(title, &citation, &part[at.max(title_at) + 1..]))
}

/// A short line with one day and the name of a source before it: `"The Post" found on 28.12.2017 10:36`, "The Post, 5 March 2024, page 3".
fn heading(line: &str) -> Option<Citation> {
    if line.len() > LONGEST || line.ends_with(['?', '!']) {
        return None;
    }
    if let Some(citation) = fields(line) {
        return Some(citation);
    }
    let [found] = &days::find(line)[..] else { return None };
    let before = line[..found.start].trim();
    let quoted = before.strip_prefix(['"', '„', '“', '«']).and_then(|rest| rest.split(['"', '“', '”', '»']).next());
    let source = quoted.unwrap_or_else(|| before.split([',', '|', ';', '(', ':']).next().unwrap_or("")).trim();
    let is_name = source.len() <= 60
        && source.split_whitespace().count() <= 6
        && source.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    is_name
        .then(|| Citation {
            source: Some(source.to_owned()).filter(|source| !source.is_empty()),
            day: sure(&line[found.start..found.end]).unwrap_or(Day(0)),
        })
        .filter(|citation| citation.day != Day(0))
}

fn record(title: &str, citation: &Citation, text: &[&str]) -> Record {
    Record {
        title: whitespace::line(title),
        source: citation.source.clone(),
        published: Some(metadata::of_day(citation.day)),
        text: text.join("\n"),
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::articles as read;
    use proptest::prelude::*;

    #[test]
    fn articles_between_rules() {
        let one = |title: &str, day: u32| {
            format!(
                "\"Hafenblatt.at\" gefunden am {day}.12.2017 10:36 Uhr\n\n{title}\n\nEs regnete den ganzen Tag.\n\nDann nicht mehr.\n\n{}\n\n",
                "_".repeat(60)
            )
        };
        let records = read("a.txt", format!("{}{}{}", one("Regen", 27), one("Wind", 28), one("Schnee", 29)));
        assert_eq!(records.len(), 3);
        assert_eq!(
            (records[1].title.as_str(), records[1].source.as_deref(), records[1].text.as_str()),
            ("Wind", Some("Hafenblatt.at"), "Es regnete den ganzen Tag.\n\nDann nicht mehr.")
        );
        assert_eq!(records[1].published.as_ref().unwrap().day.to_string(), "2017-12-28");
    }

    #[test]
    fn a_line_of_fields_below_every_title() {
        let one = |title: &str| {
            format!(
                "<div><b>{title}</b><br>Eigen artikel / <span>Havenblad</span> / <span id='day'>21-06-2013</span> / pagina 3</div><div>Het regende de hele dag.</div>"
            )
        };
        let records = read(
            "a.html",
            format!(
                "<html><head><title>Map</title></head><body>{}{}{}</body></html>",
                one("Regen"),
                one("Wind"),
                one("Sneeuw")
            ),
        );
        let titles: Vec<&str> = records.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["Regen", "Wind", "Sneeuw"]);
        assert_eq!(
            (records[0].source.as_deref(), records[2].text.as_str()),
            (Some("Havenblad"), "Het regende de hele dag.")
        );
        assert_eq!(records[0].published.as_ref().unwrap().day.to_string(), "2013-06-21");
    }

    #[test]
    fn stories_are_no_reviews() {
        let story = format!(
            "Rain falls\n\nOn 5 March 2024 the council met.\n\n{0}\n\nThe vote was close.\n\n{0}\n\nMore is expected.\n\n{0}\n\nBy Jane Doe\n",
            "-".repeat(20)
        );
        assert_eq!(articles(&story), None);
        assert_eq!(articles("Score: 3 / 5\n\nA / B / C\n\n10 / 12 / 14"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(The Post / |05-03-2024| / p 3|____________|\"X\" found 5.3.2024|\\n|\\n\\n|[a-zé]{1,8}){0,40}") {
            let _ = articles(&text);
        }
    }
}
