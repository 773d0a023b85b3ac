//! Bylines: names of authors, out of a line of prose or a metadata field.
//!
//! Not for credits at the end of a story ("Reporting by ...; Editing by ...").

use super::dateline;
use std::{collections::HashMap, sync::LazyLock};

/// Words of bylines: kind (prefix, particle, role, nobody), word.
const WORDS: &str = include_str!("byline.tsv");

/// The longest line that can be a byline, in bytes.
const LONGEST: usize = 200;

/// Names from one byline, at most.
const MOST: usize = 30;

/// The words of each kind, in the order of the table.
static BY_KIND: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_kind: HashMap<&str, Vec<&str>> = HashMap::new();
    for (kind, word) in WORDS.lines().filter_map(|row| row.split_once('\t')) {
        by_kind.entry(kind).or_default().push(word);
    }
    by_kind
});

fn words(kind: &'static str) -> impl Iterator<Item = &'static str> {
    BY_KIND.get(kind).into_iter().flatten().copied()
}

/// The authors named by a line of a text, where the line is a byline and nothing else ("By Jane Doe and John Roe").
pub fn find(line: &str) -> Option<Vec<String>> {
    let line = line.trim().trim_matches(['*', '_']).trim_end_matches('=');
    if line.len() > LONGEST {
        return None;
    }
    let rest = strip_prefix(line)?;
    let names = authors(rest);
    let plausible =
        |name: &String| is_name(name) || is_name_without_capitals(name) || rest == name && name.contains("Staff");
    (!names.is_empty() && names.iter().all(plausible)).then_some(names)
}

/// The authors that a metadata field names, without "By", roles, addresses and dates.
pub fn authors(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in text.split(['\n', '\r', ';', '|', '•', '·']) {
        let line = without_addresses(line);
        let line = line.trim();
        let line = strip_prefix(line).unwrap_or(line);
        // A date or a count that was glued to the name ends it.
        let line = before_digits(line);
        for part in parts(line) {
            let name = clean(part);
            if names.len() < MOST && !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    people_first(&mut names);
    names
}

/// True for a line that begins as bylines do.
pub fn starts(line: &str) -> bool {
    strip_prefix(line.trim()).is_some()
}

/// The line up to its first digit, without the month that the digit belongs to ("Jane Doe Jan. 24").
fn before_digits(line: &str) -> &str {
    let Some(at) = line.find(|c: char| c.is_ascii_digit()) else { return line };
    let before = line[..at].trim_end();
    let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
    // In "Jane May 24 January" the month follows.
    let after = line[at..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').split_whitespace().next();
    let is_month = dateline::is_month(last) && !after.is_some_and(dateline::is_month);
    let before = if is_month { before[..before.len() - last.len()].trim_end() } else { before };
    before.strip_suffix(" on").or_else(|| before.strip_suffix(" On")).unwrap_or(before)
}

/// The line after its "By", "Von", "Par" ..., where it has one.
fn strip_prefix(line: &str) -> Option<&str> {
    // "Post 記者王小明／台北報導": outlet, name and place.
    let reporter = line.split_once("記者").or_else(|| line.split_once("记者"));
    if let Some((before, rest)) = reporter.filter(|(_, rest)| !rest.is_empty()) {
        let (name, place) = rest.split_once(['／', '/']).map_or((rest, false), |(name, _)| (name, true));
        if before.ends_with([' ', '【', '〔', '（']) || before.is_empty() && place {
            return Some(name.trim());
        }
    }
    let is_mark = |c: char| c.is_whitespace() || [':', '：', '／'].contains(&c);
    let first = line.chars().flat_map(char::to_lowercase).next()?;
    words("prefix").filter(|prefix| prefix.starts_with(first)).find_map(|prefix| {
        let head = line.get(..prefix.len())?;
        let rest = &line[prefix.len()..];
        let parted = prefix.ends_with([':', '/', '／', '：', '=', '＝']) || rest.starts_with(is_mark);
        (head.to_lowercase() == prefix && parted).then(|| rest.trim_start_matches(is_mark))
    })
}

/// Takes out web and mail addresses, with the brackets around them; a mail address with a name in brackets is the name.
fn without_addresses(line: &str) -> String {
    let is_address = |word: &str| word.contains("://") || word.contains('@') || word.starts_with("www.");
    if !is_address(line) && !line.contains("www.") {
        return line.to_owned();
    }
    let kept: Vec<&str> = line.split_whitespace().filter(|word| !is_address(word)).collect();
    let kept = kept.join(" ");
    let inner = kept.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|inner| !inner.contains('('));
    inner.map_or(kept.clone(), str::to_owned)
}

/// The parts of a line that each may be a name: at commas and "and", where that leaves names.
fn parts(line: &str) -> Vec<&str> {
    let by_comma: Vec<&str> = line.split([',', '、', '，']).map(str::trim).filter(|part| !part.is_empty()).collect();
    // "Jong, Michiel de": a family name before the given ones.
    if let [family, given] = by_comma[..]
        && !family.contains(' ')
        && !given.contains(" and ")
        && !is_role(given)
        && given.chars().any(char::is_lowercase)
    {
        return vec![line.trim()];
    }
    let mut parts = Vec::new();
    for part in by_comma {
        let mut rest = part.strip_prefix("and ").unwrap_or(part);
        while let Some((before, after)) = at_and(rest) {
            parts.push(before);
            rest = after;
        }
        parts.push(rest);
    }
    parts
}

/// Words between two names.
const ANDS: &[&str] =
    &[" and ", " & ", " und ", " et ", " AND ", " och ", " og ", " en ", " ve ", " și ", " és ", " και "];

/// Words between two names that also stand in names, or before those who helped.
const DOUBTFUL_ANDS: &[&str] =
    &[" y ", " e ", " i ", " и ", " a ", " ja ", " та ", " dan ", " và ", " with ", " mit ", " avec ", " con "];

/// The line before and after its first "and", where that stands between two names.
fn at_and(line: &str) -> Option<(&str, &str)> {
    let sure = ANDS.iter().map(|and| (and, false));
    let doubtful = DOUBTFUL_ANDS.iter().map(|and| (and, true));
    let parted = sure.chain(doubtful).filter_map(|(and, doubtful)| Some((line.split_once(*and)?, doubtful)));
    let ((before, after), doubtful) = parted.min_by_key(|((before, _), _)| before.len())?;
    let next = || ANDS.iter().chain(DOUBTFUL_ANDS).filter_map(|and| after.find(and)).min().unwrap_or(after.len());
    let follows = after.chars().next().is_some_and(char::is_uppercase) && (!doubtful || is_name(&after[..next()]));
    (is_name(before) && follows).then_some((before, after))
}

/// Titles of people who write that stand behind Chinese, Japanese and Korean names.
const BEHIND: &[&str] = &["기자", "특파원", "논설위원", "記者", "记者", "編集委員", "論説委員", "通讯员", "特派員"];

/// The name before a title of people who write ("김철수 기자").
fn without_title_behind(name: &str) -> &str {
    let bare = BEHIND.iter().find_map(|title| name.strip_suffix(title)).map_or(name, str::trim_end);
    if bare.is_empty() { name } else { bare }
}

/// Takes the agencies and the staff of houses out of names among which there are people ("Jane Doe, dpa").
fn people_first(names: &mut Vec<String>) {
    let is_body =
        |name: &String| is_agency(name) || name.to_lowercase().ends_with(" staff") || name.ends_with(" Newsroom");
    if names.iter().any(|name| is_name(name) && !is_body(name)) {
        names.retain(|name| !is_body(name));
    }
}

/// True for the short name of a news agency.
pub fn is_agency(name: &str) -> bool {
    let lower = name.to_lowercase();
    words("agency").any(|agency| agency == lower)
}

/// One name without role and place; empty where nothing of a name is left.
fn clean(part: &str) -> String {
    let part = part.trim().trim_matches(['"', '*', '_', ':', '-', '–', '—', '/', '<', '>', '[', ']', '…']).trim();
    // "Jane Doe in Moscow", "Jane Doe for The Post", "Jane Doe (Reuters)"
    let before = |marks: &[&str], text: &str| {
        let cut = marks.iter().filter_map(|mark| text.find(mark)).filter(|at| is_name(&text[..*at])).min();
        text[..cut.unwrap_or(text.len())].to_owned()
    };
    let part = without_glued_role(part);
    let name = before(
        &[" in ", " for ", " at ", " at the ", " of ", " (", " - ", " – ", " — ", " / ", " on ", " On ", " from "],
        part,
    );
    let name = without_title_behind(name.trim());
    let lower = name.to_lowercase();
    let nobody = words("nobody").any(|word| word == lower.trim_end_matches(':'));
    if nobody || is_role(name) && !is_outlet(name) || name.len() > LONGEST || !name.chars().any(char::is_alphabetic) {
        return String::new();
    }
    name.to_owned()
}

/// The name before a role that its page set beside it without a space: "Jane DoeReporter".
fn without_glued_role(part: &str) -> &str {
    let mut before = ' ';
    let seam = part.char_indices().find(|(_, c)| {
        let is_seam = before.is_lowercase() && c.is_uppercase();
        before = *c;
        is_seam
    });
    match seam {
        Some((at, _)) if is_role(&part[at..]) && is_name(&part[..at]) => &part[..at],
        _ => part,
    }
}

/// True for what people are rather than how they are called ("Staff Writer", "MD").
fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    words("role").any(|role| {
        lower == role
            || lower.strip_suffix(role).is_some_and(|before| before.ends_with(' '))
            || lower.starts_with(role) && role.contains(' ')
    })
}

/// True for bylines of a house ("BBC News", "Reuters Staff"): kept, since they name the author.
fn is_outlet(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    let lower = text.to_lowercase();
    text.contains(' ')
        && !lower.contains("health news")
        && (lower.ends_with(" news") || lower.ends_with(" staff"))
        && first.chars().any(char::is_uppercase)
        && !matches!(first.to_lowercase().as_str(), "senior" | "chief" | "health" | "science" | "world" | "by")
}

/// True for what has the shape of a person's name: two to six words with capitals, particles aside, without digits.
pub fn is_name(text: &str) -> bool {
    let mut count = 0;
    for word in text.split_whitespace() {
        count += 1;
        let first = word.trim_start_matches(['"', '“', '\'', '(']).chars().next();
        let capital = first.is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase());
        let particle = words("particle")
            .any(|particle| word == particle || particle.ends_with('\'') && word.starts_with(particle));
        if !(capital || particle) || word.contains(|c: char| c.is_ascii_digit() || "!?:/".contains(c)) {
            return false;
        }
        // A full stop ends initials and titles only.
        if word.ends_with('.') && word.chars().count() > 4 {
            return false;
        }
    }
    (2..=6).contains(&count)
}

/// True for what may be a name in a script without capitals (Chinese, Japanese, Korean): a few letters.
pub fn is_name_without_capitals(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase();
    (2..=6).contains(&text.chars().count()) && text.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_become_names() {
        for (field, names) in [
            ("By Jane Doe", &["Jane Doe"][..]),
            ("Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("By JANE DOE, Staff Writer", &["JANE DOE"]),
            ("Jane Doe, John Roe and Ann Poe", &["Jane Doe", "John Roe", "Ann Poe"]),
            ("Jane Doe, MD", &["Jane Doe"]),
            ("jane@example.com (Jane Doe)", &["Jane Doe"]),
            ("Jane Doe <jane@example.com>", &["Jane Doe"]),
            ("https://example.com/jane", &[]),
            ("by Luke Stone22 Dec 201665", &["Luke Stone"]),
            ("By Jane Doe\n   March 25, 2015", &["Jane Doe"]),
            ("By Jane Doe in Moscow", &["Jane Doe"]),
            ("Von Jörg Petersen", &["Jörg Petersen"]),
            ("Jong, Michiel de", &["Jong, Michiel de"]),
            ("Jane Martin 24 January 2026", &["Jane Martin"]),
            ("By Decker 3 Feb 2026 | Jane Juneau", &["Decker", "Jane Juneau"]),
            ("Jane May 24 January 2026", &["Jane May"]),
            ("Jane Doe Jan. 24, 2026", &["Jane Doe"]),
            ("Marta Octavia 24. Januar 2026", &["Marta Octavia"]),
            ("BBC News", &["BBC News"]),
            ("Por Nora Feld e Tomas Reed", &["Nora Feld", "Tomas Reed"]),
            ("José Ortega y Gasset", &["José Ortega y Gasset"]),
            ("Иван Петров и Анна Орлова", &["Иван Петров", "Анна Орлова"]),
            ("Von Nora Feld und Tomas Reed, dpa", &["Nora Feld", "Tomas Reed"]),
            ("dpa", &["dpa"]),
            ("Jane Doe, Herald Staff", &["Jane Doe"]),
            ("Text by: Jane Doe", &["Jane Doe"]),
            ("oprac. Nora Feld", &["Nora Feld"]),
            ("Van onze verslaggever Jan de Vries", &["Jan de Vries"]),
            ("김철수 기자", &["김철수"]),
            ("作者：王小明", &["王小明"]),
            ("記者王小明／台北報導", &["王小明"]),
            ("港都時報 記者王小明", &["王小明"]),
            ("Da Redação", &[]),
            ("Super User", &[]),
            ("admin", &[]),
            ("Last Updated: 7 January", &[]),
            ("Ministry of Food and Fish", &["Ministry of Food and Fish"]),
            ("Ludwig van Beethoven", &["Ludwig van Beethoven"]),
            ("肖春芳", &["肖春芳"]),
            ("", &[]),
        ] {
            assert_eq!(authors(field), names, "{field}");
        }
    }

    #[test]
    fn only_bylines_are_bylines() {
        assert_eq!(find("By Jane Doe").unwrap(), ["Jane Doe"]);
        assert_eq!(find("BY JANE DOE AND JOHN ROE").unwrap(), ["JANE DOE", "JOHN ROE"]);
        assert_eq!(find("Por Inés Barral").unwrap(), ["Inés Barral"]);
        assert_eq!(find("^By Jane Doe"), None);
        for line in [
            "By the time they came it was over.",
            "By Tuesday the water had fallen.",
            "Jane Doe",
            "By",
            "Par exemple",
            "",
        ] {
            assert_eq!(find(line), None, "{line}");
        }
    }
}
