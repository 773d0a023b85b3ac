//! Measures how many of the people that editors tagged in an article are found in it, and why the others are not.
//!
//! Lines of JSON, gzipped or not: `{id, title, text, people: ["james-baker", ...]}`. Tags of places are judged with the
//! places.

use super::{EvaluateError, read_text};
use crate::article::{Field, MentionKind};
use crate::entities::gazetteer::fold;
use crate::entities::{self, Context, tagger::Model};
use crate::text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Tags that a report lists for each reason, the most frequent first.
const MOST_EXAMPLES: usize = 15;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    title: Option<String>,
    text: String,
    dateline: Option<String>,
    people: Vec<String>,
}

/// What became of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Found,
    Unnamed,
    OtherPerson,
    Organization,
    Place,
    Overlooked,
}

impl Fate {
    const MISSED: [Self; 5] = [Self::Unnamed, Self::OtherPerson, Self::Organization, Self::Place, Self::Overlooked];

    fn reason(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unnamed => "not named in the text under that name",
            Self::OtherPerson => "taken for a person of another name",
            Self::Organization => "taken for (part of) an organization",
            Self::Place => "taken for (part of) a place",
            Self::Overlooked => "not taken for a name",
        }
    }
}

/// Judges the files by a tagger model, the one that ships where none is given; gives a Markdown report.
///
/// # Errors
/// When a file cannot be read or holds a line that is not a JSON object.
pub fn tags(paths: &[PathBuf], model: Option<&Model>) -> Result<String, EvaluateError> {
    let mut report = String::from("# Editors' tags\n");
    for path in paths {
        let mut fates: BTreeMap<Fate, BTreeMap<String, usize>> = BTreeMap::new();
        let mut articles = 0;
        for (number, line) in read_text(path)?.lines().enumerate() {
            let line: Line = serde_json::from_str(line).map_err(|error| EvaluateError::Malformed {
                path: path.clone(),
                reason: format!("line {}: {error}", number + 1),
            })?;
            if line.people.is_empty() {
                continue;
            }
            articles += 1;
            for (tag, fate) in judge(&line, model) {
                *fates.entry(fate).or_default().entry(tag).or_default() += 1;
            }
        }
        let count = |fate: Fate| fates.get(&fate).map_or(0, |tags| tags.values().sum::<usize>());
        let (found, all) = (count(Fate::Found), fates.keys().map(|fate| count(*fate)).sum::<usize>());
        let named = all - count(Fate::Unnamed);
        let share = |of: usize| if of == 0 { 0.0 } else { found as f64 / of as f64 };
        let _ = writeln!(
            report,
            "\n## {}\n\n{articles} articles, {all} tagged people: {found} found ({:.3}), of those named in the text {:.3}.\n\n\
             | missed because | tags | which |\n|---|---|---|",
            path.file_name().unwrap_or_default().to_string_lossy(),
            share(all),
            share(named),
        );
        for fate in Fate::MISSED {
            let mut tags: Vec<_> = fates.get(&fate).into_iter().flatten().collect();
            tags.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            let shown: Vec<_> =
                tags.iter().take(MOST_EXAMPLES).map(|(tag, count)| format!("{tag} ({count})")).collect();
            let _ = writeln!(report, "| {} | {} | {} |", fate.reason(), count(fate), shown.join(", "));
        }
    }
    Ok(report)
}

fn words(name: &str) -> Vec<String> {
    fold(name).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What became of each tag of an article.
fn judge(line: &Line, tagger: Option<&Model>) -> Vec<(String, Fate)> {
    let language = text::detect_language(&line.text);
    let sentences = text::sentences(&line.text, language);
    let title = line.title.as_deref().unwrap_or("");
    let dateline = line.dateline.as_deref().and_then(|dateline| dateline.split(',').next());
    let context = Context {
        title,
        text: &line.text,
        sentences: &sentences,
        language,
        credits: &text::credits(&line.text, &[]),
        dateline,
        tagger,
        ..Context::default()
    };
    let mentions = entities::extract(&context);
    let mut people: Vec<Vec<String>> = Vec::new();
    let mut others: Vec<(Fate, Vec<String>)> = Vec::new();
    for mention in &mentions {
        let field = if mention.field == Field::Title { title } else { line.text.as_str() };
        let written = words(&field[mention.span.range()]);
        match &mention.kind {
            MentionKind::Person { name, .. } => people.extend([words(name), written]),
            MentionKind::Organization { .. } => others.push((Fate::Organization, written)),
            MentionKind::Place { .. } => others.push((Fate::Place, written)),
            MentionKind::Date(_) => {}
        }
    }
    let named: std::collections::HashSet<String> = words(title).into_iter().chain(words(&line.text)).collect();
    line.people.iter().map(|tag| (tag.clone(), fate(&words(tag), &people, &others, &named))).collect()
}

fn fate(
    tag: &[String],
    people: &[Vec<String>],
    others: &[(Fate, Vec<String>)],
    named: &std::collections::HashSet<String>,
) -> Fate {
    let Some(last) = tag.last() else { return Fate::Unnamed };
    let is_meant =
        |name: &Vec<String>| name.contains(last) && (name.len() == 1 || tag.iter().all(|word| name.contains(word)));
    if people.iter().any(is_meant) {
        Fate::Found
    } else if !named.contains(last) {
        Fate::Unnamed
    } else if people.iter().any(|name| name.contains(last)) {
        Fate::OtherPerson
    } else {
        others.iter().find(|(_, name)| name.contains(last)).map_or(Fate::Overlooked, |(fate, _)| *fate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(tag: &str, people: &[&str], organizations: &[&str], text: &str) -> Fate {
        let people: Vec<_> = people.iter().map(|name| words(name)).collect();
        let others: Vec<_> = organizations.iter().map(|name| (Fate::Organization, words(name))).collect();
        fate(&words(tag), &people, &others, &words(text).into_iter().collect())
    }

    #[test]
    fn every_tag_has_a_fate() {
        let text = "James Baker and Pöhl met Howard Baker at Lawson Products; Kohl was away.";
        assert_eq!(judged("james-baker", &["James Baker"], &[], text), Fate::Found);
        assert_eq!(judged("james-baker", &["Baker"], &[], text), Fate::Found);
        assert_eq!(judged("james-baker", &["Howard Baker"], &[], text), Fate::OtherPerson);
        assert_eq!(judged("lawson", &[], &["Lawson Products"], text), Fate::Organization);
        assert_eq!(judged("kohl", &["James Baker"], &[], text), Fate::Overlooked);
        assert_eq!(judged("reagan", &[], &[], text), Fate::Unnamed);
    }

    #[test]
    fn a_report_counts_people() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tags.jsonl");
        let line = "{\"title\":\"T\",\"text\":\"Chancellor Angela Merkel met Emmanuel Macron, the president said.\",\"people\":[\"merkel\",\"reagan\"]}\n{\"text\":\"x\"}\n";
        std::fs::write(&path, line).unwrap();
        let report = tags(std::slice::from_ref(&path), None).unwrap();
        assert!(
            report.contains("1 articles, 2 tagged people: 1 found (0.500), of those named in the text 1.000"),
            "{report}"
        );
        std::fs::write(&path, "{\n").unwrap();
        assert!(tags(&[path], None).unwrap_err().to_string().contains("line 1"));
    }
}
