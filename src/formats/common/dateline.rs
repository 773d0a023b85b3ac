//! Datelines: place and day at the opening of a story ("ABU DHABI, Jan 23 (Reuters) - ").
//!
//! The dateline stays in the text. A place in ordinary capitals counts only before an agency or a date.

use crate::article::Dateline;

/// Characters of a text in which a dateline must end.
const LONGEST: usize = 140;

/// What stands between a dateline and the story.
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

/// Place and date of what stands before the separator.
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
    let mut split_date = None;
    if places.is_empty() && dates.len() <= 2 && dates.first()?.starts_with(|c: char| !c.is_ascii_digit()) {
        let first = dates[0];
        let at = first.split_whitespace().position(is_month)?;
        let words: Vec<&str> = first.split_whitespace().collect();
        if at > 0 && words[at - 1].chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        if at > 0 {
            split_date = Some((words[..at].join(" "), words[at..].join(" ")));
        }
    }
    let (place, date) = match split_date {
        Some((place, date)) => {
            (place, std::iter::once(date.as_str()).chain(dates[1..].iter().copied()).collect::<Vec<_>>().join(", "))
        }
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

/// True for what holds a day or a year and little else.
fn is_date(part: &str) -> bool {
    let mut words = part.split_whitespace();
    part.contains(|c: char| c.is_ascii_digit()) && (part.chars().all(|c| c.is_ascii_digit()) || words.any(is_month))
        || part.chars().filter(char::is_ascii_digit).count() >= 4
}

/// The openings of month names in the languages of the wires.
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez",
    "fév", "fev", "avr", "juin", "juil", "aoû", "déc", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set",
    "ott", "out", "mei", "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
];

/// True for the name of a month, also cut short ("Jan.").
pub fn is_month(word: &str) -> bool {
    let lower = word.to_lowercase();
    MONTHS.iter().any(|month| lower.starts_with(month)) && lower.trim_end_matches('.').chars().all(char::is_alphabetic)
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
            "Two - three - four",
            "",
            "-",
            "— ",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
