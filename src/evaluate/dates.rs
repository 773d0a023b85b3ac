//! Quality of the date tagger on TimeML folders, measured as TempEval-3 does.
//!
//! Only TIMEX3 elements of the text count; the creation time is what the tagger is given. A found and a judged
//! mention are a pair when their spans are the same (strict) or share a character (relaxed), one to one; value accuracy
//! is over the relaxed pairs, and value F1 is relaxed F1 times value accuracy.

use super::EvaluateError;
use crate::article::{Day, Span};
use crate::temporal::{self, DateMention};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A judged mention.
#[derive(Debug, Clone)]
struct Judged {
    span: Span,
    timex_type: String,
    value: String,
}

/// A judged article.
#[derive(Debug, Default)]
struct Judgement {
    anchor: Option<Day>,
    text: String,
    mentions: Vec<Judged>,
}

/// Counts over a folder.
#[derive(Debug, Default, Clone)]
struct Scores {
    articles: usize,
    judged: usize,
    found: usize,
    strict: usize,
    relaxed: usize,
    values: usize,
    types: usize,
    rules: BTreeMap<String, RuleScore>,
    missed: BTreeMap<String, usize>,
    wrong: BTreeMap<(String, String, String, String), usize>,
    /// Rule, form of the value found, form of the value judged.
    confusions: BTreeMap<(String, String, String), usize>,
    spurious: BTreeMap<(String, String), usize>,
}

/// What became of the mentions of one rule.
#[derive(Debug, Default, Clone)]
struct RuleScore {
    found: usize,
    strict: usize,
    relaxed: usize,
    values: usize,
}

/// Rows of each table of confusions.
const MOST_ROWS: usize = 40;

/// Evaluates TimeML folders (or files) and reports in Markdown.
///
/// # Errors
/// When a file cannot be read or is not TimeML.
pub fn dates(paths: &[PathBuf]) -> Result<String, EvaluateError> {
    let mut report =
        String::from("# Dates\n\nScores of the date tagger on TimeML collections, as TempEval-3 defines them.\n\n");
    report.push_str(
        "| collection | articles | mentions | strict P | R | F1 | relaxed P | R | F1 | value accuracy | value F1 |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut details = String::new();
    for path in paths {
        let scores = score_path(path)?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let _ = writeln!(report, "{}", scores.row(&name));
        scores.details(&name, &mut details);
    }
    report.push_str(&details);
    Ok(report)
}

fn score_path(path: &Path) -> Result<Scores, EvaluateError> {
    let io = |source| EvaluateError::Io { path: path.to_owned(), source };
    let mut files = Vec::new();
    if path.is_dir() {
        for entry in std::fs::read_dir(path).map_err(io)? {
            files.push(entry.map_err(io)?.path());
        }
        files.retain(|file| file.extension().is_some_and(|extension| extension == "tml"));
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    let mut scores = Scores::default();
    for file in files {
        let bytes = std::fs::read(&file).map_err(|source| EvaluateError::Io { path: file.clone(), source })?;
        let judgement = read_timeml(&String::from_utf8_lossy(&bytes))
            .map_err(|reason| EvaluateError::Malformed { path: file.clone(), reason })?;
        scores.add(&judgement, &temporal::tag(&judgement.text, Some("en"), judgement.anchor));
    }
    Ok(scores)
}

/// Reads a TimeML file: the text under TEXT with its TIMEX3 elements, and the creation time.
fn read_timeml(timeml: &str) -> Result<Judgement, String> {
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
                        open.push(Judged { span, timex_type: attribute("type"), value: attribute("value") });
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

impl Scores {
    fn add(&mut self, judgement: &Judgement, found: &[DateMention]) {
        self.articles += 1;
        self.judged += judgement.mentions.len();
        self.found += found.len();
        let mut partner: Vec<Option<usize>> = vec![None; found.len()];
        let mut paired = vec![false; judgement.mentions.len()];
        // Equal spans first, so that a longer neighbour does not take a mention's place.
        for same in [true, false] {
            let mut from = 0;
            for (at, mention) in found.iter().enumerate().filter(|(at, _)| partner[*at].is_none()).collect::<Vec<_>>() {
                while judgement.mentions.get(from).is_some_and(|judged| judged.span.end <= mention.span.start) {
                    from += 1;
                }
                let near = judgement.mentions.iter().enumerate().skip(from);
                let pair =
                    near.take_while(|(_, judged)| judged.span.start < mention.span.end).find(|(number, judged)| {
                        !paired[*number]
                            && if same { judged.span == mention.span } else { judged.span.overlaps(mention.span) }
                    });
                if let Some((number, _)) = pair {
                    paired[number] = true;
                    partner[at] = Some(number);
                }
            }
        }
        for (mention, partner) in found.iter().zip(partner) {
            self.count(judgement, mention, partner.map(|number| &judgement.mentions[number]));
        }
        for (judged, paired) in judgement.mentions.iter().zip(paired) {
            if !paired {
                *self.missed.entry(words(&judgement.text, judged.span)).or_default() += 1;
            }
        }
    }

    fn count(&mut self, judgement: &Judgement, mention: &DateMention, judged: Option<&Judged>) {
        let rule = self.rules.entry(mention.timex.rule.clone()).or_default();
        rule.found += 1;
        let text = words(&judgement.text, mention.span);
        let Some(judged) = judged else {
            *self.spurious.entry((mention.timex.rule.clone(), text)).or_default() += 1;
            return;
        };
        rule.relaxed += 1;
        self.relaxed += 1;
        let strict = judged.span == mention.span;
        let value = judged.value == mention.timex.value;
        rule.strict += usize::from(strict);
        rule.values += usize::from(value);
        self.strict += usize::from(strict);
        self.values += usize::from(value);
        let own_type = format!("{:?}", mention.timex.timex_type).to_uppercase();
        self.types += usize::from(own_type == judged.timex_type);
        if !value {
            let forms = (mention.timex.rule.clone(), form(&mention.timex.value), form(&judged.value));
            *self.confusions.entry(forms).or_default() += 1;
        }
        if !strict || !value {
            let gold = if strict { String::new() } else { words(&judgement.text, judged.span) };
            let values = if value { String::new() } else { format!("{} for {}", mention.timex.value, judged.value) };
            *self.wrong.entry((mention.timex.rule.clone(), text, gold, values)).or_default() += 1;
        }
    }

    fn row(&self, name: &str) -> String {
        let rate = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let f1 = |hits: usize| rate(2 * hits, self.found + self.judged);
        let accuracy = rate(self.values, self.relaxed);
        format!(
            "| {name} | {} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
            self.articles,
            self.judged,
            rate(self.strict, self.found),
            rate(self.strict, self.judged),
            f1(self.strict),
            rate(self.relaxed, self.found),
            rate(self.relaxed, self.judged),
            f1(self.relaxed),
            accuracy,
            f1(self.relaxed) * accuracy,
        )
    }

    fn details(&self, name: &str, out: &mut String) {
        let _ = writeln!(
            out,
            "\n## {name}: by rule\n\n| rule | found | strict | relaxed | value right |\n|---|---|---|---|---|"
        );
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(name, score)| (std::cmp::Reverse(score.found), name.as_str()));
        for (rule, score) in rules {
            let _ =
                writeln!(out, "| {rule} | {} | {} | {} | {} |", score.found, score.strict, score.relaxed, score.values);
        }
        let _ = writeln!(
            out,
            "\n## {name}: values confused, by rule\n\n| rule | found | judged | times |\n|---|---|---|---|"
        );
        let mut confusions: Vec<_> = self.confusions.iter().collect();
        confusions.sort_by_key(|(forms, times)| (std::cmp::Reverse(**times), *forms));
        for ((rule, found, judged), times) in confusions.into_iter().take(MOST_ROWS) {
            let judged = if found == judged { "another of that form" } else { judged };
            let _ = writeln!(out, "| {rule} | {found} | {judged} | {times} |");
        }
        let table = |out: &mut String, title: &str, rows: Vec<(String, usize)>| {
            let _ = writeln!(out, "\n## {name}: {title}\n");
            let mut rows = rows;
            rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            for (row, count) in rows.iter().take(MOST_ROWS) {
                let _ = writeln!(out, "- {count} x {row}");
            }
        };
        table(out, "missed", self.missed.iter().map(|(text, count)| (text.clone(), *count)).collect());
        let spurious = self.spurious.iter();
        table(out, "not judged", spurious.map(|((rule, text), n)| (format!("{text} ({rule})"), *n)).collect());
        let wrong = self.wrong.iter().map(|((rule, text, gold, values), count)| {
            let span = if gold.is_empty() { String::new() } else { format!(", judged \"{gold}\"") };
            let value = if values.is_empty() { String::new() } else { format!(", {values}") };
            (format!("{text}{span}{value} ({rule})"), *count)
        });
        table(out, "wrong span or value", wrong.collect());
    }
}

/// The form of a value: what kind it is of, without its numbers ("nnnn-Wnn").
fn form(value: &str) -> String {
    value.chars().map(|c| if c.is_ascii_digit() { 'n' } else { c }).collect()
}

/// The words of a span on one line, in lower case.
fn words(text: &str, span: Span) -> String {
    text[span.range()].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEML: &str = "<TimeML><DCT><TIMEX3 functionInDocument=\"CREATION_TIME\" value=\"2026-01-23\">x</TIMEX3></DCT>\
        <TEXT>He <EVENT>came</EVENT> <TIMEX3 type=\"DATE\" value=\"2026-01-22\">yesterday</TIMEX3> &amp; left in \
        <TIMEX3 type=\"DATE\" value=\"2025-12\">the December</TIMEX3> of <TIMEX3 type=\"DATE\" value=\"X\">yore</TIMEX3>.\
        </TEXT></TimeML>";

    #[test]
    fn spans_and_values_are_counted_as_told() {
        let judgement = read_timeml(TIMEML).unwrap();
        assert_eq!(judgement.text, "He came yesterday & left in the December of yore.");
        let mut scores = Scores::default();
        scores.add(&judgement, &temporal::tag(&judgement.text, Some("en"), judgement.anchor));
        assert_eq!((scores.judged, scores.found), (3, 2));
        assert_eq!((scores.strict, scores.relaxed, scores.values), (1, 2, 2));
        assert_eq!(scores.row("x"), "| x | 1 | 3 | 0.500 | 0.333 | 0.400 | 1.000 | 0.667 | 0.800 | 1.000 | 0.800 |");
        assert!(scores.confusions.is_empty(), "{:?}", scores.confusions);
        assert_eq!(scores.missed.keys().collect::<Vec<_>>(), ["yore"]);
    }

    #[test]
    fn wrong_values_are_confusions_of_forms() {
        let judgement = read_timeml(&TIMEML.replace("2026-01-22", "2026-W04")).unwrap();
        let mut scores = Scores::default();
        scores.add(&judgement, &temporal::tag(&judgement.text, Some("en"), judgement.anchor));
        let mut details = String::new();
        scores.details("x", &mut details);
        assert!(details.contains("| deictic-day | nnnn-nn-nn | nnnn-Wnn | 1 |"), "{details}");
    }
}
