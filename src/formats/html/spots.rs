//! The dates that a page shows: how likely each is the day on which its story was published.
//!
//! What speaks for a date: a label before it, the element that holds it, its nearness to the headline. What speaks against it: to stand
//! among comments, further stories, menus.

use super::elements::{self, LINE, is_code, is_word, line, names};
use crate::{
    article::Day,
    formats::common::days::{self, Reading},
};
use dom_query::{Document, NodeId, NodeRef};
use std::collections::{HashMap, HashSet};

/// The longest text around a date that counts as belonging to it.
const AROUND: usize = 400;
/// The length, in bytes, of what may be a sentence that speaks of a day.
const PROSE: usize = 90;
/// Dates of one page that are weighed, at most.
const MOST: usize = 2_000;
/// Years of pages.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;
/// What a date must score to be believed.
const BELIEVED: i32 = 4;

/// What a page shows of its dates.
#[derive(Debug, Default)]
pub(super) struct Spots {
    /// The day most likely of publication.
    pub published: Option<Reading>,
    /// The day of a line that says when the page was changed.
    pub updated: Option<Reading>,
    /// All days believed to be of this story.
    pub days: Vec<Reading>,
}

/// A date on the page.
struct Spot {
    day: Reading,
    score: i32,
    updated: bool,
    /// True where a label says what it is.
    labelled: bool,
    /// Bytes of text before it.
    at: usize,
    /// The element that holds it and its parent, by name and class.
    signature: String,
}

/// Weighs the dates that a page shows; `titles` are what the page calls its story.
pub(super) fn of(document: &Document, titles: &[String]) -> Spots {
    let headline = elements::headline(document, titles);
    let mut walk = Walk { around: HashSet::new(), seen: HashSet::new(), at: 0, head: None, spots: Vec::new() };
    walk.around.extend(headline.iter().flat_map(|node| node.ancestors_it(None)).map(|node| node.id));
    let Some(body) = document.body() else { return Spots::default() };
    for node in body.descendants_it() {
        if walk.spots.len() >= MOST {
            break;
        }
        if headline.is_some_and(|headline| headline.id == node.id) {
            walk.head = Some((walk.at, walk.at + line(&node, LINE).map_or(LINE, |text| text.len())));
        }
        walk.visit(&node);
    }
    choose(walk.spots, walk.head)
}

/// A walk through a page in the order of its text.
struct Walk {
    /// The elements around the headline.
    around: HashSet<NodeId>,
    /// Elements whose dates were found.
    seen: HashSet<NodeId>,
    at: usize,
    /// Where the headline begins and ends.
    head: Option<(usize, usize)>,
    spots: Vec<Spot>,
}

impl Walk {
    fn visit(&mut self, node: &NodeRef<'_>) {
        if node.has_name("time") && node.has_attr("datetime") && days::find(&node.text()).is_empty() {
            let days = node.attr("datetime").map_or(Vec::new(), |value| days::find(&value));
            if let Some(written) = days.first() {
                self.put(node, written.day, "", true, false);
            }
        }
        if !node.is_text() || node.parent().is_some_and(|parent| is_code(&parent)) {
            return;
        }
        let text = node.text();
        let length = text.trim().len();
        if has_figures(&text) {
            if length <= LINE { self.line(node) } else { self.opening(node, &text) }
        }
        self.at += length;
    }

    /// The dates of a short text, or of the smallest element around it that has one.
    fn line(&mut self, node: &NodeRef<'_>) {
        for scope in node.ancestors_it(Some(4)) {
            let Some(text) = line(&scope, LINE) else { return };
            let days = days::find(&text);
            if days.is_empty() {
                continue;
            }
            if self.seen.insert(scope.id) {
                let mut before = 0;
                for written in &days {
                    let label = &text[before..written.start];
                    let alone = before == 0 && text.len() - (written.end - written.start) <= 30;
                    let label =
                        if label.trim().is_empty() && before == 0 { label_beside(&scope) } else { label.to_owned() };
                    self.put(&scope, written.day, &label, alone, text.len() > PROSE);
                    before = written.end;
                }
            }
            return;
        }
    }

    /// The date with which a paragraph begins.
    fn opening(&mut self, node: &NodeRef<'_>, text: &str) {
        let start = text.trim_start();
        let end = start.char_indices().nth(40).map_or(start.len(), |(at, _)| at);
        let days = days::find(&start[..end]);
        if let Some(written) = days.first().filter(|written| written.start == 0)
            && let Some(scope) = node.parent().filter(|scope| self.seen.insert(scope.id))
        {
            self.put(&scope, written.day, "", true, false);
        }
    }

    fn put(&mut self, scope: &NodeRef<'_>, day: Reading, label: &str, alone: bool, is_prose: bool) {
        let (Reading::Sure(first) | Reading::Either { day_first: first, .. }) = day;
        if !YEARS.contains(&first.civil().0) {
            return;
        }
        let label = label_of(label);
        let mut score = holder(scope).max(if alone { 2 } else { 0 }) + i32::from(alone);
        score += match label {
            // "It was released on 3 May" in a sentence is no label.
            Some(_) if score == 0 && is_prose => 1,
            Some("author") => 3,
            Some(_) => 4,
            None => 0,
        };
        score -= elements::apart(scope, &self.around);
        let signature = [Some(*scope), scope.parent()].iter().flatten().map(signature).collect::<Vec<_>>().join("<");
        let (updated, labelled) = (label == Some("updated"), label.is_some());
        self.spots.push(Spot { day, score, updated, labelled, at: self.at, signature });
    }
}

fn has_figures(text: &str) -> bool {
    days::has_figures(text)
}

/// The short text before an element, or before the one around it.
fn label_beside(scope: &NodeRef<'_>) -> String {
    let mut node = *scope;
    for _ in 0..2 {
        let mut before = node.prev_sibling();
        while let Some(sibling) = before {
            let text = if sibling.is_text() { Some(sibling.text().trim().to_owned()) } else { line(&sibling, 60) };
            match text {
                Some(text) if text.is_empty() => before = sibling.prev_sibling(),
                Some(text) if text.len() <= 60 => return text,
                _ => return String::new(),
            }
        }
        match node.parent() {
            Some(parent) => node = parent,
            None => break,
        }
    }
    String::new()
}

/// What the words before a date say it is: the nearest word decides.
fn label_of(text: &str) -> Option<&'static str> {
    let end = text.char_indices().rev().nth(50).map_or(0, |(at, _)| at);
    let lower = text[end..].to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let nearest = words
        .iter()
        .rev()
        .take(6)
        .find_map(|word| ["updated", "published"].into_iter().find(|kind| is_word(kind, word)));
    nearest.or_else(|| words.first().filter(|word| is_word("author", word)).map(|_| "author"))
}

/// Words of a line with nothing but dates, besides labels.
const SMALL: &[&str] = &[
    "am",
    "um",
    "uhr",
    "vom",
    "le",
    "à",
    "h",
    "on",
    "at",
    "the",
    "el",
    "il",
    "em",
    "op",
    "om",
    "kl",
    "den",
    "a",
    "p",
    "m",
    "pm",
    "et",
    "est",
    "gmt",
    "utc",
    "pkt",
    "sgt",
    "hkt",
    "cat",
    "eat",
    "msk",
    "wib",
    "aest",
    "jst",
    "cdt",
    "cst",
    "edt",
    "pdt",
    "pst",
    "bst",
    "cest",
    "cet",
    "ist",
    "letztes",
    "zuletzt",
    "last",
    "zuerst",
    "first",
    "mis",
    "dernière",
    "última",
    "ultimo",
    "w",
    "в",
    "г",
];

/// The day of a line that holds dates, their labels and nothing else; that of the last change only where there is no other.
pub(super) fn day_of_line(line: &str) -> Option<Reading> {
    let days = days::find(line);
    let mut at = 0;
    let mut published = None;
    for written in &days {
        let label = &line[at..written.start];
        at = written.end;
        if published.is_none() && label_of(label) != Some("updated") {
            published = Some(written.day);
        }
    }
    let mut rest = line.to_lowercase();
    if rest.len() == line.len() {
        days.iter().rev().for_each(|day| rest.replace_range(day.start..day.end, " "));
    }
    let is_known = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 6
            || SMALL.contains(&word)
            || is_label(word)
            || WEEKDAYS.contains(&word.chars().take(3).collect::<String>().as_str())
    };
    let only = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(is_known);
    published.or(days.first().map(|day| day.day)).filter(|_| only)
}

/// The first three letters of weekdays.
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son", "lun", "mar", "mer",
    "jeu", "ven", "dim", "mié", "jue", "vie", "sáb", "dom", "gio", "sab",
];

fn is_label(word: &str) -> bool {
    is_word("published", word) || is_word("updated", word)
}

/// What the element that holds a date, and those close around it, are by their names: 0 to 3.
fn holder(scope: &NodeRef<'_>) -> i32 {
    let mut best = 0;
    for (up, node) in std::iter::once(*scope).chain(scope.ancestors_it(Some(3))).enumerate() {
        if up > 0 && line(&node, AROUND).is_none() {
            break;
        }
        if node.has_name("time") {
            return 3;
        }
        let names = names(&node);
        if names.iter().any(|word| is_word("date", word)) {
            return 3;
        }
        if names.iter().any(|word| is_word("meta", word))
            || matches!(node.node_name().as_deref(), Some("small" | "header"))
        {
            best = 2;
        }
    }
    best
}

fn signature(node: &NodeRef<'_>) -> String {
    format!("{}.{}", node.node_name().unwrap_or_default(), node.attr("class").unwrap_or_default())
}

/// Chooses among the dates of a page, with where they stand to the headline.
fn choose(mut spots: Vec<Spot>, head: Option<(usize, usize)>) -> Spots {
    let mut signatures: HashMap<String, usize> = HashMap::new();
    for spot in &spots {
        *signatures.entry(spot.signature.clone()).or_default() += 1;
    }
    let mut first: HashSet<String> = HashSet::new();
    for spot in &mut spots {
        if let Some((start, end)) = head {
            spot.score += nearness(spot.at, start, end);
        }
        let follows = head.is_none_or(|(start, _)| spot.at + 200 >= start);
        let is_first = follows && first.insert(spot.signature.clone());
        // What stands in many places alike is a list.
        if !is_first && !spot.labelled && signatures[&spot.signature] >= 3 {
            spot.score -= 3;
        }
    }
    let best = |updated: bool| {
        let believed = spots.iter().enumerate().filter(|(_, spot)| spot.score >= BELIEVED && spot.updated == updated);
        believed.max_by_key(|(at, spot)| (spot.score, std::cmp::Reverse(*at))).map(|(_, spot)| spot.day)
    };
    let days = spots.iter().filter(|spot| spot.score >= BELIEVED && !spot.updated).map(|spot| spot.day);
    Spots { published: best(false), updated: best(true), days: days.collect() }
}

/// What the distance of a date from the headline says.
fn nearness(at: usize, start: usize, end: usize) -> i32 {
    if at < start {
        return match start - at {
            0..=80 => 3,
            81..=250 => 1,
            251..=600 => -1,
            _ => -3,
        };
    }
    match at.saturating_sub(end) {
        0..=250 => 3,
        251..=800 => 2,
        801..=2_000 => 1,
        2_001..=6_000 => 0,
        _ => -1,
    }
}

/// The day of a reading; `language` is that of the page, where figures may be either way round.
pub(super) fn settled(reading: Reading, language: Option<&str>) -> Option<Day> {
    match reading {
        Reading::Sure(day) => Some(day),
        Reading::Either { day_first, month_first } => match language?.to_ascii_lowercase().as_str() {
            "en-us" | "en_us" => Some(month_first),
            "en" => None,
            _ => Some(day_first),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "<p>Rain fell on the harbour all day on 3 March 1999, and the boats stayed in port, as the harbour \
        master had asked of everybody on the quay that morning; on 5 May 2001 it had been the same, they say, and worse.</p>";

    fn published(body: &str) -> Option<String> {
        let document = Document::from(format!("<html><body>{body}</body></html>"));
        let spots = of(&document, &["Rain falls on the harbour | The Post".to_owned()]);
        spots.published.and_then(|day| settled(day, Some("de"))).map(|day| day.to_string())
    }

    #[test]
    fn lines_near_the_headline_give_the_day() {
        let head = "<h1>Rain falls on the harbour</h1>";
        for line in [
            "<p class='date-author'>Janic Muster, 01.12.2021</p>",
            "<span class='posted-on'>1. Dezember 2021</span>",
            "<div class=x><span class=label>Datum</span> <span class=value>01.12.2021</span></div>",
            "<p><span>Erschienen am:</span> <b>01.12.2021</b></p>",
            "<time datetime='2021-12-01T08:00:00+01:00'>vor 3 Stunden</time>",
            "<div class=submitted>Gespeichert von <b>rasos</b> am 1. Dezember 2021 - 18:55</div>",
            "<p>1. Dezember 2021 , Jane Doe</p>",
            "<p class=date>Dez<span>01</span>2021</p>",
            "<div>Veröffentlicht am 01.12.2021 (Letztes Update: 06.12.2021)</div>",
            "<div>Updated: 6 December 2021. Posted: 1 December 2021</div>",
        ] {
            assert_eq!(published(&format!("{head}{line}{PROSE}")).as_deref(), Some("2021-12-01"), "{line}");
        }
        assert_eq!(published(&format!("<p class=date>01.12.2021</p>{head}{PROSE}")).as_deref(), Some("2021-12-01"));
        let end = "<p>Dieser Artikel wurde veröffentlicht am 1. Dezember 2021.</p>";
        assert_eq!(published(&format!("{head}{}{end}", PROSE.repeat(9))).as_deref(), Some("2021-12-01"));
    }

    #[test]
    fn dates_of_other_things_are_not_believed() {
        let head = "<h1>Rain falls on the harbour</h1>";
        for rest in [
            "<div class=comments><p class=date>01.12.2021</p></div>",
            "<aside><time datetime='2021-12-01'>1. Dezember 2021</time></aside>",
            "<ul class='related-stories'><li><span class=date>01.12.2021</span> Other</li></ul>",
            "<p>They met on 1 December 2021 in the harbour, and nobody was glad of it, for it was cold and it rained.</p>",
            "<div>Aktualisiert: 01.12.2021</div>",
        ] {
            assert_eq!(published(&format!("{head}{PROSE}{rest}")), None, "{rest}");
        }
        let today = "<div class=date>Sonntag, 1. Dezember 2021</div>";
        let menu = "<ul><li>Politik, Wirtschaft, Kultur und Wissen</li></ul>".repeat(20);
        assert_eq!(published(&format!("{today}{menu}{head}{PROSE}")), None);
    }

    #[test]
    fn lists_of_stories_do_not_outvote_the_own_line() {
        let items = "<li><span class=when>02.12.2021</span> <a>Another story</a></li>".repeat(5);
        let page =
            format!("<h1>Rain falls on the harbour</h1><span class=when>01.12.2021</span>{PROSE}<ul>{items}</ul>");
        assert_eq!(published(&page).as_deref(), Some("2021-12-01"));
    }

    #[test]
    fn figures_either_way_round_follow_the_language() {
        let either = days::only("05/03/2024").unwrap();
        let day = |language| settled(either, language).map(|day| day.to_string());
        assert_eq!(day(Some("en-US")).as_deref(), Some("2024-05-03"));
        assert_eq!(day(Some("en-GB")).as_deref(), Some("2024-03-05"));
        assert_eq!(day(Some("fr")).as_deref(), Some("2024-03-05"));
        assert_eq!((day(Some("en")), day(None)), (None, None));
    }

    #[test]
    fn lines_with_nothing_but_dates() {
        let day = |line: &str| settled(day_of_line(line)?, None).map(|day| day.to_string());
        for line in [
            "Veröffentlicht am 05.03.2024, 08:10 Uhr | Aktualisiert am 24.12.2025",
            "Publié le 5 mars 2024 à 08h10 Mis à jour le 24/12/2025",
            "Updated: 6 June 2025. Posted: Tuesday, 5 March 2024, 9:10 am",
        ] {
            assert_eq!(day(line).as_deref(), Some("2024-03-05"), "{line}");
        }
        assert_eq!(day("The treaty of 5 March 2024 stands."), None);
        assert_eq!(day("Veröffentlicht am Hafen"), None);
    }

    #[test]
    fn every_label_is_understood() {
        for kind in ["published", "updated"] {
            for word in &elements::WORDS[kind] {
                assert!(label_of(&format!("{word}: ")).is_some(), "{word}");
            }
        }
        for row in elements::TABLE.lines().filter(|row| !row.starts_with('#')) {
            let kind = row.split('\t').next().unwrap_or_default();
            assert!(
                ["published", "updated", "author", "date", "meta", "apart", "site", "edge"].contains(&kind),
                "{row}"
            );
        }
    }
}
