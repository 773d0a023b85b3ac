//! Judged texts: TimeML files, and tables of sentences with their mentions in brackets.

use crate::article::{Day, Span};
use quick_xml::Reader;
use quick_xml::events::Event;

/// A judged mention.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) span: Span,
    pub(super) value: String,
}

/// A judged article.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    pub(super) anchor: Option<Day>,
    pub(super) text: String,
    pub(super) mentions: Vec<Judged>,
}

/// The comment by which a table of sentences names its language.
const LANGUAGE_MARK: &str = "# language: ";

/// The language that a table of sentences names (ISO 639-1).
pub(super) fn marked_language(table: &str) -> Option<&str> {
    table.lines().find_map(|line| line.strip_prefix(LANGUAGE_MARK)).map(str::trim)
}

/// Reads a table of sentences: the anchor date, the sentence with its mentions in brackets, their values with `; ` between
/// (`-` for none), with tabs between. `#` opens a comment.
///
/// # Errors
/// Says which line is not of that form.
pub(super) fn read_sentences(table: &str) -> Result<Vec<Judgement>, String> {
    let lines = table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(at, line)| sentence(line).ok_or_else(|| format!("line {}: {line}", at + 1))).collect()
}

/// Reads a line of a table of sentences.
fn sentence(line: &str) -> Option<Judgement> {
    let [anchor, marked, values] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
    let mut values = values.split("; ").filter(|value| *value != "-");
    let mut judgement = Judgement { anchor: Some(anchor.parse().ok()?), ..Judgement::default() };
    for (number, piece) in marked.split('[').enumerate() {
        let Some((mention, rest)) = piece.split_once(']').filter(|_| number > 0) else {
            judgement.text.push_str(piece);
            if number > 0 {
                return None;
            }
            continue;
        };
        let start = judgement.text.len();
        judgement.text.push_str(mention);
        let span = Span::new(start, judgement.text.len());
        judgement.text.push_str(rest);
        judgement.mentions.push(Judged { span, value: values.next()?.to_owned() });
    }
    values.next().is_none().then_some(judgement)
}

/// Reads a TimeML file: the text under TEXT with its TIMEX3 elements, and the creation time.
///
/// # Errors
/// Says what is no TimeML.
pub(super) fn read_timeml(timeml: &str) -> Result<Judgement, String> {
    let mut reader = Reader::from_str(timeml);
    reader.config_mut().check_end_names = false;
    let mut judgement = Judgement::default();
    let mut open: Vec<Judged> = Vec::new();
    let mut in_text = false;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) => match element.name().as_ref() {
                "TEXT" => in_text = true,
                "TIMEX3" => {
                    let attribute = |name: &str| -> String {
                        let found = element.try_get_attribute(name).ok().flatten();
                        found.map_or_else(String::new, |found| found.value.into_owned())
                    };
                    if in_text {
                        let start = judgement.text.len();
                        let span = Span::new(start, start);
                        open.push(Judged { span, value: attribute("value") });
                    } else if attribute("functionInDocument") == "CREATION_TIME" {
                        judgement.anchor = attribute("value").get(..10).and_then(|day| day.parse().ok());
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "TEXT" => in_text = false,
                "TIMEX3" => {
                    if let Some(mut judged) = open.pop() {
                        judged.span = Span::new(judged.span.start as usize, judgement.text.len());
                        if !judged.span.is_empty() {
                            judgement.mentions.push(judged);
                        }
                    }
                }
                _ => {}
            },
            Event::Text(text) if in_text => {
                judgement.text.push_str(&text);
            }
            Event::GeneralRef(reference) if in_text => {
                let name = reference.to_string();
                let known = match name.as_str() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => " ",
                };
                judgement.text.push_str(known);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    judgement.mentions.sort_by_key(|judged| judged.span.start);
    Ok(judgement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_bring_their_mentions() {
        let table =
            "# language: de\n2026-01-23\tAm [3. März] und [heute].\t2026-03-03; 2026-01-23\n2026-01-23\tNie.\t-\n";
        assert_eq!(marked_language(table), Some("de"));
        let read = read_sentences(table).unwrap();
        let found: Vec<_> =
            read[0].mentions.iter().map(|m| (&read[0].text[m.span.range()], m.value.as_str())).collect();
        assert_eq!(read[0].text, "Am 3. März und heute.");
        assert_eq!(found, [("3. März", "2026-03-03"), ("heute", "2026-01-23")]);
        assert!(read[1].mentions.is_empty());
        for wrong in
            ["2026-01-23\tx", "2026-01-23\t[x]\t-", "2026-01-23\tx\t2026", "x\t[x]\t2026", "2026-01-23\t[x\t2026"]
        {
            assert!(read_sentences(wrong).unwrap_err().starts_with("line 1: "), "{wrong}");
        }
    }
}
