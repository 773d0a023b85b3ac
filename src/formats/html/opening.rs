//! The lines above a story: its title said again, author and date, how long it takes to read, entries of menus.

use super::{
    blocks::{Block, words},
    spots,
};
use crate::{
    article::Published,
    formats::common::{byline, date_line, days, markup::text, metadata},
};
use dom_query::NodeRef;

/// Blocks above the story among which the line with author and date is sought, at most.
const OPENING: usize = 12;
/// Bytes of the longest line that may hold nothing but dates.
const LONGEST_DATE_LINE: usize = 120;
/// Words of a line with author, date and section, at most.
const LONGEST_DATA: usize = 20;
/// Bytes of a list of data above a story, at most.
const LONGEST_LIST: usize = 400;
/// Words of a byline, at most.
const LONGEST_BYLINE: usize = 12;
/// Words of a line above the title, at most.
const LONGEST_KICKER: usize = 8;
/// Words of an entry of a menu, at most.
const LONGEST_ENTRY: usize = 4;

/// Words that say how long a story takes to read; a line of them has figures and few others.
const READING_TIME: &[&str] = &[
    "read",
    "reading",
    "lecture",
    "lettura",
    "lectura",
    "leitura",
    "lesezeit",
    "leestijd",
    "lästid",
    "lesetid",
    "læsetid",
    "czytania",
    "чтения",
    "čtení",
];
/// Words for minutes.
const MINUTES: &[&str] = &[
    "min",
    "mins",
    "minute",
    "minutes",
    "minuten",
    "minuti",
    "minutos",
    "minuto",
    "minut",
    "minuter",
    "minutter",
    "мин",
    "минуты",
    "минут",
];

/// Authors and date from the lines above a story.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Opening {
    /// Authors of the byline.
    pub authors: Vec<String>,
    /// The date of a line that is nothing but a date.
    pub published: Option<Published>,
}

/// Marks the lines above the story that repeat its title or give its authors and date.
pub(super) fn mark(blocks: &[Block<'_>], title: &str, authors: &[String], out: &mut [bool], opening: &mut Opening) {
    let title = words(title);
    let known: Vec<String> = authors.iter().flat_map(|author| words(author)).collect();
    let menu = blocks.iter().take_while(|block| is_of_menu(block)).count();
    // What stands above the title is the section or a line that leads to it.
    let titled = blocks.iter().take(OPENING).position(|block| !title.is_empty() && block.words == title).unwrap_or(0);
    let prose = blocks.iter().position(Block::is_prose);
    let head = blocks.iter().take(OPENING).take_while(|block| !block.is_prose());
    for (at, block) in head.enumerate() {
        if !title.is_empty() && block.words == title {
            out[at] = true;
        } else if let Some(authors) = authors_of(block) {
            out[at] = true;
            if opening.authors.is_empty() {
                opening.authors = authors;
            }
        } else if let Some(published) = date_line(&block.text) {
            out[at] = true;
            opening.published.get_or_insert(published);
        } else if block.text.len() <= LONGEST_DATE_LINE && spots::day_of_line(&block.text).is_some() {
            // Which day it is may be open.
            out[at] = true;
        } else if prose.is_some()
            && (is_said_again(block, &known)
                || is_line_of_data(block)
                || is_address(block)
                || at < menu
                || at < titled && block.words.len() <= LONGEST_KICKER)
        {
            out[at] = true;
        }
    }
}

/// The authors of a block that is a byline; what follows on further lines is their role.
fn authors_of(block: &Block<'_>) -> Option<Vec<String>> {
    if block.words.len() > LONGEST_BYLINE {
        return None;
    }
    byline::find(&block.text).or_else(|| byline::find(text::of(&block.node).lines().next()?))
}

/// True of a line that says who wrote the story, where that is known.
fn is_said_again(block: &Block<'_>, known: &[String]) -> bool {
    let said = block.words.iter().filter(|word| known.contains(word)).count();
    let others = if byline::starts(&block.text) { 8 } else { 3 };
    !known.is_empty() && said >= known.len().min(2) && block.words.len() <= said + others && !block.text.ends_with('.')
}

/// True of a line with a day and a time, or with a day and a byline, and few other words; of one that says how long reading takes.
fn is_line_of_data(block: &Block<'_>) -> bool {
    let has = |list: &[&str]| block.words.iter().any(|word| list.contains(&word.as_str()));
    if block.words.len() <= 6 && block.text.contains(|c: char| c.is_ascii_digit()) && has(READING_TIME) && has(MINUTES)
    {
        return true;
    }
    if block.words.len() > LONGEST_DATA || !days::has_figures(&block.text) {
        return false;
    }
    let days = days::find(&block.text);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return false };
    if first.start > 0 && block.text.ends_with(['.', '!', '?', ':']) {
        return false;
    }
    let of_days: usize = days.iter().map(|day| words(&block.text[day.start..day.end]).len()).sum();
    let others = block.words.len() - of_days.min(block.words.len());
    let after = block.text[last.end..].trim_start_matches([',', ' ', '|', '-', '–', '@', '(', '·', '•']);
    let has_time = after.split(|c: char| !c.is_ascii_digit()).next().is_some_and(|hour| (1..=2).contains(&hour.len()))
        || after.starts_with("at ")
        || after.starts_with("um ")
        || after.starts_with("à ")
        || after.starts_with("às ");
    let is_byline = byline::starts(&block.text);
    if is_byline {
        return others <= 14;
    }
    // "Ferries stop on 3 January 2026 at 10:30" tells something.
    let is_apart = first.start == 0 || block.text.contains(['|', '·', '•']);
    date_line::says_no_more(&block.text) || has_time && is_apart && others <= 10
}

/// True of a line with little but an address.
fn is_address(block: &Block<'_>) -> bool {
    let (addresses, others): (Vec<&str>, Vec<&str>) =
        block.text.split_whitespace().partition(|word| word.contains("://"));
    !addresses.is_empty() && others.len() <= 6
}

/// Takes out the lists above a story that say who wrote it, when, and where it belongs.
pub(super) fn remove_lists(content: &NodeRef<'_>) {
    let mut lists = Vec::new();
    for node in content.descendants_it() {
        if node.is_text() && node.text().trim().len() > LONGEST_DATE_LINE {
            break;
        }
        if node.has_name("dl") {
            lists.push(node);
        }
    }
    for list in lists {
        let text = text::of(&list);
        let is_data = text.len() <= LONGEST_LIST
            && text.lines().any(|line| byline::find(line).is_some() || spots::day_of_line(line).is_some());
        if is_data {
            list.remove_from_parent();
        }
    }
}

/// True of an entry of a menu.
fn is_of_menu(block: &Block<'_>) -> bool {
    block.is_mostly_link()
        && block.words.len() <= LONGEST_ENTRY
        && block.level.is_none()
        && !block.text.ends_with(['.', ':', '?', '!'])
}

/// The date of a line that is nothing but a date, perhaps with "Published" or "Updated" before it.
fn date_line(line: &str) -> Option<Published> {
    let figures = line.chars().filter(char::is_ascii_digit).count();
    if line.len() > LONGEST_DATE_LINE || figures < 4 {
        return None;
    }
    let label = ["last updated", "last modified", "published", "updated", "posted on", "posted", "date"];
    let lower = line.to_ascii_lowercase();
    let after = label.iter().find_map(|label| lower.strip_prefix(label)).map_or(line.len(), str::len);
    let date = line[line.len() - after..].trim_start_matches([':', ' ', '-', '|', '\u{a0}']);
    let date = date.strip_prefix("on ").unwrap_or(date);
    metadata::published(date).or_else(|| spots::settled(spots::day_of_line(line)?, None).map(metadata::of_day))
}
