//! Datelines: place and day at the opening of a story ("ABU DHABI, Jan 23 (Reuters) - ").
//!
//! The dateline stays in the text. A place in ordinary capitals counts only before an agency or a date.

use crate::{article::Dateline, temporal, text};

/// Characters of a text in which a dateline must end.
const LONGEST: usize = 140;

/// Separators between a dateline and the story.
const SEPARATORS: &[&str] = &[" - ", " – ", " — ", " -- ", " --", "— ", "– ", "--", " _ ", " ― "];

/// The dateline that opens a text.
pub fn find(text: &str) -> Option<Dateline> {
    let line = text.trim_start().lines().next()?;
    let end = line.char_indices().nth(LONGEST).map_or(line.len(), |(at, _)| at);
    let opening = &line[..end];
    let at = SEPARATORS.iter().filter_map(|separator| opening.find(separator)).min();
    let at = at.or_else(|| opening.find(") -").map(|at| at + 1));
    parse(&opening[..at.or_else(|| colon(opening))?])
}

/// The colon after "NEW DELHI, Jan 23 (PTI):"; without agency or date too many labels look alike ("WATCH:").
fn colon(opening: &str) -> Option<usize> {
    let at = opening.find(": ")?;
    let head = &opening[..at];
    (head.ends_with(')') || head.contains(',') && head.ends_with(|c: char| c.is_ascii_digit())).then_some(at)
}

/// Place and date of the text before the separator.
fn parse(head: &str) -> Option<Dateline> {
    let mut head = head.trim().trim_end_matches([':', ',']);
    let mut agency = false;
    if head.ends_with(')') {
        let open = head.rfind('(')?;
        agency = head.len() - open <= 40;
        head = head[..open].trim_end();
    }
    let head = head.trim_end_matches(',');
    if head.is_empty() || head.contains(['(', ')', '"', '“', '?', '!']) {
        return None;
    }
    let mut places: Vec<&str> = Vec::new();
    let mut dates: Vec<&str> = Vec::new();
    for part in head.split(',').map(str::trim) {
        if dates.is_empty() && !is_date(part) { places.push(part) } else { dates.push(part) }
    }
    if !dates.iter().all(|part| is_date(part)) {
        return None;
    }
    // "ABU DHABI Jan 23": no comma before the date.
    let undivided = (places.is_empty() && dates.len() <= 2).then(|| split_date(dates[0], agency)).flatten();
    let (place, date) = match undivided {
        Some((place, date)) => (place, [&[date.as_str()], &dates[1..]].concat().join(", ")),
        None => (places.join(", "), dates.join(", ")),
    };
    if !(place.is_empty() || is_place(&place, agency || !date.is_empty())) || date.split_whitespace().count() > 7 {
        return None;
    }
    if place.is_empty() && (!agency || date.is_empty()) {
        return None;
    }
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Some(Dateline { place: some(place), date: some(date) })
}

/// Place and date where no comma divides them: "LONDON Jan 23", "MOSCOW 23 January".
fn split_date(part: &str, agency: bool) -> Option<(String, String)> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_number = |at: usize| words.get(at).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    // A word that is a month elsewhere may open the name of a place: "DES MOINES Jan 23".
    let month = (1..words.len()).find(|at| is_month(words[*at]) && (is_number(at - 1) || is_number(at + 1)))?;
    let start = if is_number(month - 1) { month - 1 } else { month };
    let place = words[..start].join(" ");
    let is_headline = start < month && !agency && place.chars().any(char::is_lowercase);
    let is_prose = text::is_function_word(&place.to_lowercase(), "en");
    (start > 0 && !is_headline && !is_prose).then(|| (place, words[start..].join(" ")))
}

/// True for what holds a day or a year and little else.
fn is_date(part: &str) -> bool {
    let mut words = part.split_whitespace();
    part.contains(|c: char| c.is_ascii_digit()) && (part.chars().all(|c| c.is_ascii_digit()) || words.any(is_month))
        || part.chars().filter(char::is_ascii_digit).count() >= 4
}

/// True for the name of a month, whole or abbreviated ("Jan.").
pub fn is_month(word: &str) -> bool {
    temporal::month(word).is_some()
}

/// True for a place: the city in capitals, or (`supported` by an agency or a date) capitalised words.
fn is_place(place: &str, supported: bool) -> bool {
    let mut parts = place.split([',', '/']).map(str::trim);
    let Some(city) = parts.next() else { return false };
    let letters = || city.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() >= 3 && letters().all(|c| !c.is_lowercase());
    let capitalised = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let small = ["of", "de", "la", "al", "am", "an", "der", "les", "le", "sur", "do", "el", "and", "du"];
        (1..=4).contains(&words.len())
            && words.iter().all(|word| word.starts_with(char::is_uppercase) || small.contains(word))
    };
    let numbers = place.contains(|c: char| c.is_ascii_digit());
    let rest: Vec<&str> = parts.collect();
    !numbers
        && rest.len() <= 3
        && rest.iter().all(|part| capitalised(part))
        && capitalised(city)
        && (capitals || supported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_many_houses() {
        for (text, place, date) in [
            ("ABU DHABI, Jan 23 (Reuters) - Negotiators met.", Some("ABU DHABI"), Some("Jan 23")),
            ("ROCKY MOUNT, N.C. (AP) — A crew", Some("ROCKY MOUNT, N.C."), None),
            ("BASEL, Switzerland, July 27, 2025 - England's women", Some("BASEL, Switzerland"), Some("July 27, 2025")),
            ("MADRID, 28 de abril de 2025 - España", Some("MADRID"), Some("28 de abril de 2025")),
            ("BERLIN — Bundeskanzler Olaf Scholz", Some("BERLIN"), None),
            ("VALENCIA - Un año después", Some("VALENCIA"), None),
            ("WASHINGTON (AFP) -- The president", Some("WASHINGTON"), None),
            ("Moscow, 23 January (TASS) - The Kremlin", Some("Moscow"), Some("23 January")),
            ("NEW DELHI, Jan 23 (PTI): The minister", Some("NEW DELHI"), Some("Jan 23")),
            ("LONDON Jan 23 (Reuters) - Shares fell", Some("LONDON"), Some("Jan 23")),
            ("Jan 23 (Reuters) - Shares fell", None, Some("Jan 23")),
            ("NEW YORK, Feb 3 - Shares", Some("NEW YORK"), Some("Feb 3")),
            // Places whose names begin as months do.
            ("GENEVA Jan 23 (Reuters) - Envoys met.", Some("GENEVA"), Some("Jan 23")),
            ("MARSEILLE Jan 23 (Reuters) - Rain fell.", Some("MARSEILLE"), Some("Jan 23")),
            ("OTTAWA Sept. 3 (Reuters) - Rain fell.", Some("OTTAWA"), Some("Sept. 3")),
            ("DECATUR, Ill., Jan. 23 (AP) - Rain fell.", Some("DECATUR, Ill."), Some("Jan. 23")),
            ("SETUBAL, Jan 23 - Rain fell.", Some("SETUBAL"), Some("Jan 23")),
            ("DES MOINES Jan 23 (AP) - Rain fell.", Some("DES MOINES"), Some("Jan 23")),
            // The day before the month.
            ("MOSCOW 23 January (TASS) - The Kremlin", Some("MOSCOW"), Some("23 January")),
            ("Geneva 23 January (TASS) - The Kremlin", Some("Geneva"), Some("23 January")),
            ("MARSEILLE 23 janvier - Il pleut.", Some("MARSEILLE"), Some("23 janvier")),
        ] {
            let found = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.place.as_deref(), found.date.as_deref()), (place, date), "{text}");
        }
    }

    #[test]
    fn prose_has_no_dateline() {
        for text in [
            "On Friday, January 23, a senior team - from three countries - met.",
            "The rain - heavy at times - fell on London.",
            "He said (and meant it) - no.",
            "WATCH: the video of the day",
            "On January 23 - a Friday - they met.",
            "Election 23 January - what we know",
            "Two - three - four",
            "",
            "-",
            "— ",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
