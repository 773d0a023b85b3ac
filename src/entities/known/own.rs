//! The user's own names: `known.tsv` in the index folder, like the table of known names, but stronger evidence.

use crate::entities::EntityType;
use crate::entities::gazetteer::Gazetteer;
use aho_corasick::{AhoCorasick, MatchKind};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// Rows at most.
const MOST: usize = 50_000;
/// Bytes of a name at most.
const LONGEST: usize = 200;
/// The kinds of names, as a row writes them.
const KINDS: [(&str, EntityType); 3] =
    [("person", EntityType::Person), ("organization", EntityType::Organization), ("place", EntityType::Location)];

/// Names whose kinds the user knows, and what they mean.
///
/// A row weighs much in the decision what a name is, and is no verdict: the text may say otherwise.
///
/// ```
/// use dateline::entities::{OwnNames, gazetteer::Gazetteer};
/// let table = "name\tkind\tmeans\nAVT\torganization\tAcme Valley Trust\nThe Gulch\tplace\tNashville, Tennessee\n";
/// assert!(!OwnNames::parse(table, Gazetteer::embedded())?.is_empty());
/// # Ok::<(), dateline::entities::OwnNamesError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct OwnNames {
    rows: Vec<OwnName>,
    /// Rows by each way in which their names are written.
    forms: BTreeMap<String, usize>,
    /// Finds the forms, in their order.
    matcher: Option<AhoCorasick>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::entities) struct OwnName {
    /// What the name is.
    pub(in crate::entities) kind: EntityType,
    /// The name under which a person or an organization is counted; as it is written in its row where none is said.
    pub(in crate::entities) called: String,
    /// GeoNames id of the place that it means.
    pub(in crate::entities) place: Option<u32>,
}

/// A fault in `known.tsv`: where, what and how to write it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct OwnNamesError {
    /// From 1.
    line: usize,
    fault: String,
}

impl OwnNames {
    /// Name of the file in the index folder.
    pub const FILE: &'static str = "known.tsv";
    /// Its first line.
    const HEADER: [&'static str; 3] = ["name", "kind", "means"];

    /// Reads the text of a `known.tsv`, whose places are looked up in `gazetteer`. Empty lines and those that begin with `#` say nothing.
    ///
    /// # Errors
    /// At the first line that is no row.
    pub fn parse(text: &str, gazetteer: &Gazetteer) -> Result<Self, OwnNamesError> {
        let mut names = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        for (count, (at, line)) in lines.enumerate() {
            let fault = |fault: String| OwnNamesError { line: at + 1, fault };
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if count == 0 {
                if cells.len() < 2 || !Self::HEADER.starts_with(&cells) {
                    let header = Self::HEADER.join("<TAB>");
                    return Err(fault(format!("the first line names the columns; write {header}")));
                }
                continue;
            }
            if count > MOST {
                return Err(fault(format!("too many names; at most {MOST} are read")));
            }
            let row = OwnName::of(&cells, gazetteer).map_err(fault)?;
            names.add(cells[0], row).map_err(fault)?;
        }
        let forms = names.forms.keys();
        let matcher = AhoCorasick::builder().match_kind(MatchKind::Standard).build(forms);
        names.matcher = matcher.ok().filter(|_| !names.is_empty());
        Ok(names)
    }

    fn add(&mut self, name: &str, row: OwnName) -> Result<(), String> {
        for form in forms(name) {
            let taken = self.forms.insert(form, self.rows.len());
            if taken.is_some_and(|other| other != self.rows.len()) {
                return Err(format!("\"{name}\" stands in an earlier line; take one of them out"));
            }
        }
        self.rows.push(row);
        Ok(())
    }

    /// True when there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Hash of what the names say, whatever their order and the comments beside them; 0 when there is none.
    #[must_use]
    pub fn fingerprint(&self) -> u32 {
        if self.is_empty() {
            return 0;
        }
        let mut hasher = blake3::Hasher::new();
        for (form, row) in &self.forms {
            let OwnName { kind, called, place } = &self.rows[*row];
            hasher.update(format!("{form}\t{}\t{called}\t{place:?}\n", kind.tag()).as_bytes());
        }
        let mut head = [0; 4];
        head.copy_from_slice(&hasher.finalize().as_bytes()[..4]);
        u32::from_le_bytes(head).max(1)
    }

    /// The row of a name as a text writes it, with or without article and possessive.
    pub(in crate::entities) fn of(&self, written: &str) -> Option<&OwnName> {
        if self.is_empty() {
            return None;
        }
        let strip = |name| ["'s", "’s", "'S", "’S"].iter().find_map(|end| str::strip_suffix(name, end));
        let bare = without_article(written);
        let names = [Some(written), Some(bare), strip(written), strip(bare)];
        names.into_iter().flatten().find_map(|name| self.forms.get(name)).map(|row| &self.rows[*row])
    }

    /// Where a text writes the names, as whole words, in order and apart: of those that overlap the first, of them the longest.
    pub(in crate::entities) fn spans(&self, text: &str) -> Vec<(Range<usize>, &OwnName)> {
        let Some(matcher) = &self.matcher else { return Vec::new() };
        let is_whole = |range: &Range<usize>| {
            !text[..range.start].ends_with(char::is_alphanumeric)
                && !text[range.end..].starts_with(char::is_alphanumeric)
        };
        let mut found: Vec<Range<usize>> =
            matcher.find_overlapping_iter(text).map(|found| found.range()).filter(is_whole).collect();
        found.sort_by_key(|range| (range.start, Reverse(range.end)));
        let mut end = 0;
        found.retain(|range| range.start >= end && std::mem::replace(&mut end, range.end) <= range.start);
        found.into_iter().filter_map(|range| Some((range.clone(), self.of(&text[range])?))).collect()
    }
}

impl OwnName {
    /// Reads the cells of a row.
    fn of(cells: &[&str], gazetteer: &Gazetteer) -> Result<Self, String> {
        let (name, kind, means) = match cells {
            [name, kind] => (*name, *kind, ""),
            [name, kind, means] => (*name, *kind, *means),
            [name] => return Err(format!("no kind; write a tab and person, organization or place after \"{name}\"")),
            _ => return Err(format!("{} columns; write name, kind and what it means, with tabs between", cells.len())),
        };
        if !name.contains(char::is_alphabetic) || name.len() > LONGEST {
            return Err(format!("\"{name}\" is no name; write one with letters, of at most {LONGEST} bytes"));
        }
        let Some((_, kind)) = KINDS.into_iter().find(|(known, _)| *known == kind) else {
            return Err(format!("\"{kind}\" is no kind of name; write person, organization or place"));
        };
        let place = match kind {
            EntityType::Location if !means.is_empty() => Some(place_of(means, gazetteer)?),
            _ => None,
        };
        let called = if means.is_empty() || place.is_some() { without_article(name) } else { means };
        Ok(Self { kind, called: called.to_owned(), place })
    }
}

fn place_of(written: &str, gazetteer: &Gazetteer) -> Result<u32, String> {
    gazetteer.named(written).first().copied().ok_or_else(|| {
        let near = gazetteer.suggest(written.split(',').next().unwrap_or_default(), 3);
        let near = if near.is_empty() { String::new() } else { format!(" (did you mean {}?)", near.join(", ")) };
        format!("no place is called \"{written}\"{near}; write it as in \"Springfield, Illinois\", or leave it out")
    })
}

/// A name without "the" before it.
fn without_article(name: &str) -> &str {
    ["the ", "The ", "THE "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// How a text may write a name: as it is and in capitals, with either apostrophe, without article.
fn forms(name: &str) -> Vec<String> {
    let bare = without_article(name);
    let mut forms = vec![bare.to_owned(), bare.to_uppercase()];
    for at in 0..forms.len() {
        forms.push(forms[at].replace('\'', "’"));
        forms.push(forms[at].replace('’', "'"));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rows: &str) -> Result<OwnNames, String> {
        let table = format!("# mine\nname\tkind\tmeans\n\n{rows}");
        OwnNames::parse(&table, Gazetteer::embedded()).map_err(|error| error.to_string())
    }

    #[test]
    fn rows_say_what_a_name_is_and_means() {
        let names =
            names("AVT\torganization\tAcme Valley Trust\r\nJo Doe\tperson\nthe Gulch\tplace\tNashville, Tennessee\n");
        let names = names.unwrap();
        let trust = names.of("the AVT").unwrap();
        assert_eq!((trust.kind, trust.called.as_str()), (EntityType::Organization, "Acme Valley Trust"));
        assert_eq!(names.of("JO DOE's").map(|row| row.called.as_str()), Some("Jo Doe"));
        let gulch = names.of("Gulch").and_then(|row| row.place).and_then(|id| Gazetteer::embedded().by_id(id));
        assert_eq!(gulch.map(|place| place.name), Some("Nashville".to_owned()));
        assert!(names.of("jo doe").is_none() && names.of("Doe").is_none());
    }

    #[test]
    fn a_fault_is_one_line_with_place_and_fix() {
        for (rows, says) in [
            ("Acme\tfirm\n", "line 4: \"firm\" is no kind of name; write person, organization or place"),
            ("Acme\tperson\n\nAcme\n", "line 6: no kind; write a tab and person"),
            ("A\tperson\tb\tc\n", "line 4: 4 columns"),
            ("42\tperson\n", "line 4: \"42\" is no name"),
            ("Acme\tperson\nthe Acme\torganization\n", "line 5: \"the Acme\" stands in an earlier line"),
            ("Gulch\tplace\tNashvile, Tennessee\n", "line 4: no place is called \"Nashvile, Tennessee\""),
        ] {
            let fault = names(rows).unwrap_err();
            assert!(fault.starts_with(says) && !fault.contains('\n'), "{fault}");
        }
        let headless = OwnNames::parse("Acme\torganization\n", Gazetteer::embedded()).unwrap_err().to_string();
        assert_eq!(headless, "line 1: the first line names the columns; write name<TAB>kind<TAB>means");
        let suggested = names("Gulch\tplace\tNashvile, Tennessee\n").unwrap_err();
        assert!(suggested.contains("Nashville"), "{suggested}");
        assert!(names("").unwrap().is_empty());
    }

    #[test]
    fn the_hash_is_of_what_the_names_say() {
        let hash = |rows: &str| names(rows).unwrap().fingerprint();
        assert_eq!(hash("A\tperson\nB\tplace\n"), hash("# b\nB\tplace\nA\tperson\t\n"));
        assert_ne!(hash("A\tperson\n"), hash("A\torganization\n"));
        assert_ne!(hash("A\tperson\n"), hash("A\tperson\tAnn\n"));
        assert_eq!(OwnNames::default().fingerprint(), 0);
    }

    #[test]
    fn whole_names_are_found_in_a_text() {
        let names = names("Acme\torganization\nAcme Valley\tplace\nO'Hara\tperson\n").unwrap();
        let text = "ACME VALLEY, Acme Valleys, acme, Acmes and O’Hara of the Acme.";
        let found: Vec<&str> = names.spans(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, ["ACME VALLEY", "Acme", "O’Hara", "Acme"]);
    }
}
