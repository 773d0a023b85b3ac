//! Messages of American wires (ANPA 1312): lines that begin with a caret and end in `<` or `=`, a key line, a trailer.
//!
//! ```text
//! ^BC-Talks, 1st Ld-Writethru,0512<
//! ^Talks resume in Oslo<
//! ^Eds: UPDATES with quotes.<
//! ^By JANE DOE=
//! ^Associated Press Writer=
//!    OSLO, Norway (AP) _ The talks ...
//! AP-NY-01-23-26 0815EST<
//! ```

use super::{
    Format, Options, ReadError,
    common::{
        input::{Head, Input},
        metadata,
        sink::Sink,
    },
    plain_text,
};
use crate::article::{Day, Published, Record};

/// Lines above a story that are looked at for carets.
const OPENING: usize = 12;

/// The reader of messages without the control characters around them.
pub(super) struct Anpa;

impl Format for Anpa {
    fn name(&self) -> &'static str {
        "anpa"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        has_carets(&head.text)
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        let _ = sink.article(article(&text).unwrap_or_else(|| plain_text::parse(&text)));
        Ok(())
    }
}

/// True for a text among whose first lines is one between a caret and an end mark.
fn has_carets(text: &str) -> bool {
    let is_caret = |line: &str| line.trim().starts_with('^') && line.trim().ends_with(['<', '=']);
    text.lines().filter(|line| !line.trim().is_empty()).take(OPENING).any(is_caret)
}

/// The article of a message; none where it has no such lines.
pub(super) fn article(text: &str) -> Option<Record> {
    if !has_carets(text) {
        return None;
    }
    let mut head = Record::default();
    let mut lines = Vec::new();
    let mut in_head = true;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(published) = trailer(trimmed) {
            head.published = Some(published);
            continue;
        }
        if !trimmed.starts_with('^') {
            in_head &= trimmed.is_empty();
            lines.push(dashes(line.trim_end_matches('<')));
            continue;
        }
        let inner = trimmed.trim_start_matches('^').trim_end_matches(['<', '=']).trim();
        let lower = inner.to_lowercase();
        if inner.chars().all(|c| !c.is_alphanumeric()) || lower.starts_with("eds:") || is_post(&lower) {
            continue;
        }
        if !in_head || lower.starts_with("by ") {
            lines.push(inner.to_owned());
            lines.push(String::new());
        } else if head.keywords.is_empty() && is_key_line(inner) {
            head.keywords.push(inner.rsplit_once(',').map_or(inner, |(key, _)| key).trim().to_owned());
        } else if head.title.is_empty() {
            inner.clone_into(&mut head.title);
        }
    }
    let text = lines.join("\n");
    let mut record =
        if head.title.is_empty() { plain_text::parse(&text) } else { plain_text::parse_below_title(head.title, &text) };
    record.keywords = head.keywords;
    record.published = head.published.or(record.published);
    Some(record)
}

/// The key line of a message: a slug, perhaps a version, the number of words ("BC-Talks, 1st Ld-Writethru,0512").
fn is_key_line(line: &str) -> bool {
    let count = line
        .rsplit(',')
        .next()
        .is_some_and(|last| !last.is_empty() && last.trim().bytes().all(|byte| byte.is_ascii_digit()));
    let slug = line.split([',', ' ']).next().unwrap_or("");
    count && slug.contains('-') || ["BC-", "AM-", "PM-", "AP-"].iter().any(|code| slug.starts_with(code))
}

/// What an author is, on a line of its own ("Associated Press Writer").
fn is_post(line: &str) -> bool {
    line.split_whitespace().count() <= 5
        && (line.ends_with(" writer") || line.ends_with(" editor") || line.ends_with(" correspondent"))
}

/// An underscore between spaces is how old wires write a dash.
fn dashes(line: &str) -> String {
    line.replace(" _ ", " - ")
}

/// The day of a trailer ("AP-NY-01-23-26 0815EST").
fn trailer(line: &str) -> Option<Published> {
    let line = line.trim_matches(['^', '<', ' ']);
    let (code, time) = line.split_once(' ')?;
    let parts: Vec<&str> = code.split('-').collect();
    let [agency, .., month, day, year] = parts[..] else { return None };
    let figures = |text: &str| if text.len() == 2 { text.parse::<u32>().ok() } else { None };
    let is_time = time.len() >= 4 && time.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    if parts.len() < 4 || !is_time || !agency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let year = figures(year)?;
    let year = if year < 70 { 2000 + year } else { 1900 + year };
    Some(metadata::of_day(Day::from_civil(year.cast_signed(), figures(month)?, figures(day)?)?))
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    const STORY: &str = "^BC-Talks, 1st Ld-Writethru,0512<\n^Talks resume in Oslo<\n^Eds: UPDATES with quotes.<\n^By JANE DOE=\n^Associated Press Writer=\n   \
        OSLO, Norway (AP) _ The talks went on.\n   They ended late.\n   ^___<\nAP-NY-01-23-26 0815EST<\n";

    #[test]
    fn carets_keys_and_trailers() {
        for text in [STORY.to_owned(), format!("\u{1}a0123 r i bx bc-talks 01-23 0512\n\u{2}{STORY}\u{3}\n\u{4}")] {
            let record = articles("a.txt", text).remove(0);
            assert_eq!(record.title, "Talks resume in Oslo");
            assert_eq!(record.authors, ["JANE DOE"]);
            assert_eq!(record.published.unwrap().day.to_string(), "2026-01-23");
            assert!(record.text.trim_start().starts_with("OSLO, Norway (AP) - The talks went on."), "{}", record.text);
            assert!(record.text.trim_end().ends_with("They ended late."), "{}", record.text);
            assert!(record.keywords.iter().any(|word| word.contains("Ld-Writethru")), "{:?}", record.keywords);
        }
    }

    #[test]
    fn other_texts_have_no_carets() {
        assert!(super::article("Rain fell.\n\n^ is a sign.").is_none());
        assert!(super::trailer("AP-NY-01-23").is_none() && super::trailer("a b").is_none());
    }
}
