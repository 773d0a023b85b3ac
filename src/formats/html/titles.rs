//! Titles without the names of outlets and sections, and the name of an outlet out of a title.

/// Marks between a headline and the names of outlets and sections, with spaces around them.
const BARS: &[char] = &['|', '-', '–', '—', '·', '•', '»', '«', '›', '>', '/'];

/// Marks that need no spaces around them: those of Chinese and Japanese titles.
const TIGHT: &[char] = &['：', '_', '｜', '－', '︱', '|', '»'];

/// Words of a headline that may stand for a title, at least.
const HEADLINE: usize = 4;
/// Words of the names of outlet and section behind a headline, at most.
const NAMES: usize = 9;

/// A title without the outlet's name and that of its section. Only where the page itself calls the story so: some headlines end in the
/// outlet's name. `headings` are the headings of the page, `headlines` all that it calls the story.
pub(super) fn clean(title: &str, page: &Page<'_>, headings: &[String], headlines: &[String]) -> String {
    let source = page.source;
    let is_outlet = |text: &str| source.is_some_and(|source| folded(source) == folded(text));
    if let Some(source) = source {
        let bare = without_source(title, source);
        if bare != title && headlines.contains(&bare) {
            return bare;
        }
    }
    let headlines = headlines.iter().filter(|headline| !is_outlet(headline));
    if let Some(headline) = headlines.map(String::as_str).find(|headline| stands_last(title, headline)) {
        return headline.to_owned();
    }
    let headings = headings.iter().map(String::as_str).filter(|heading| !is_outlet(heading));
    headings.into_iter().find(|heading| is_framed(title, heading, page)).unwrap_or(title).to_owned()
}

/// A title without the outlet's name behind a bar or dash ("Rain falls | The Post").
fn without_source(title: &str, source: &str) -> String {
    let parted = title.strip_suffix(source).and_then(|rest| {
        let rest = rest.trim_end();
        // Chinese and Japanese titles have no spaces around their bars.
        if let Some(bare) = rest.strip_suffix(['：', '_', '｜', '－', '︱']) {
            return Some(bare.trim_end());
        }
        let bare = rest.strip_suffix(['|', '-', '–', '—', '·', '•', '»', ':'])?;
        Some(bare.trim_end()).filter(|bare| rest.len() > bare.len() + 1 && bare.contains(' '))
    });
    parted.unwrap_or(title).to_owned()
}

/// True where a title ends in a headline, behind the names of outlet and section ("POST | South | Rain falls").
fn stands_last(title: &str, headline: &str) -> bool {
    let before = title.strip_suffix(headline).map_or("", str::trim_end);
    before.ends_with(['|', '»', '>', '｜']) && headline.split_whitespace().count() >= HEADLINE
}

/// True where a title is a heading with the outlet's name before or behind it, parted by a bar ("Rain falls on the harbour - News - The Post").
fn is_framed(title: &str, heading: &str, page: &Page<'_>) -> bool {
    let words = heading.split_whitespace().count();
    let is_long = words >= HEADLINE || words == 1 && heading.chars().count() >= 8 && !heading.is_ascii();
    if !is_long {
        return false;
    }
    let is_frame = |rest: &str| {
        let parts = parts(rest);
        // A section may stand beside the outlet; a person is part of what the title says.
        rest.split_whitespace().count() <= NAMES
            && parts.iter().any(|part| page.is_outlet(part))
            && parts.iter().all(|part| page.is_outlet(part) || !part.contains(' '))
    };
    let behind = title.strip_prefix(heading).filter(|rest| !rest.is_empty());
    let before = title.strip_suffix(heading).filter(|rest| !rest.is_empty());
    behind.is_some_and(|rest| begins_with_bar(rest) && is_frame(rest))
        || before.is_some_and(|rest| {
            let trimmed = rest.trim_end();
            let is_bar = trimmed.ends_with(BARS) && rest.len() > trimmed.len()
                || trimmed.ends_with(TIGHT)
                || trimmed.ends_with(':');
            is_bar && is_frame(rest)
        })
}

fn begins_with_bar(rest: &str) -> bool {
    let trimmed = rest.trim_start();
    let spaced = |rest: &str| rest.starts_with(char::is_whitespace);
    trimmed.starts_with(TIGHT)
        || trimmed.starts_with(BARS) && spaced(rest) && trimmed.chars().nth(1).is_some_and(char::is_whitespace)
}

/// What is known of the outlet of a page.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Page<'a> {
    /// Its name, as the page says it elsewhere.
    pub source: Option<&'a str>,
    /// The host of the page's address.
    pub host: Option<&'a str>,
    /// The source of the page.
    pub html: &'a str,
}

impl Page<'_> {
    /// True for a name of the outlet: one that is known, or that its host or its line about rights has, too.
    fn is_outlet(&self, name: &str) -> bool {
        self.source.is_some_and(|source| folded(source) == folded(name))
            || self.host.is_some_and(|host| is_host_of(host, name))
            || has_rights(self.html, name)
    }
}

/// The name of the outlet in the title of a page, beside its headline.
pub(super) fn outlet(title: &str, headline: &str, page: &Page<'_>) -> Option<String> {
    let (before, behind) = if headline.is_empty() { None } else { title.split_once(headline) }?;
    let all = [parts(before), parts(behind)].concat();
    let mut candidates =
        all.iter().rev().filter(|part| (1..=6).contains(&part.split_whitespace().count()) && part.chars().count() >= 3);
    candidates.find(|part| page.is_outlet(part)).cloned()
}

/// The names between the bars of a part of a title.
fn parts(text: &str) -> Vec<String> {
    let text = text.replace(TIGHT, " | ").replace(": ", " | ");
    let mut parts = vec![String::new()];
    for word in text.split_whitespace() {
        if word.chars().all(|c| BARS.contains(&c)) {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(if part.is_empty() { "" } else { " " });
            part.push_str(word);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// True where a host is made of the words of a name ("harwickherald.example", "Harwick Herald").
fn is_host_of(host: &str, name: &str) -> bool {
    let name = folded(name.strip_prefix("The ").unwrap_or(name));
    host.split('.')
        .map(folded)
        .any(|label| label.len() >= 4 && name.len() >= 4 && (label.contains(&name) || name.contains(&label)))
}

/// True where a page names the holder of its rights so.
fn has_rights(page: &str, name: &str) -> bool {
    page.match_indices(name).take(50).any(|(at, _)| {
        let start = page[..at].char_indices().rev().nth(40).map_or(0, |(at, _)| at);
        let before = page[start..at].to_lowercase();
        ["copyright", "©", "&copy;", "(c) ", "版权所有", "版權所有"].iter().any(|mark| before.contains(mark))
    })
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_leave_titles() {
        assert_eq!(without_source("Rain falls | The Post", "The Post"), "Rain falls");
        assert_eq!(without_source("Well-known - Daily", "Daily"), "Well-known - Daily");
        assert_eq!(without_source("Rain falls on The Post", "The Post"), "Rain falls on The Post");
        assert_eq!(without_source("雨が降る：港湾新聞", "港湾新聞"), "雨が降る");
    }

    #[test]
    fn headlines_among_names_of_outlet_and_section() {
        let headings = [
            "Rain".to_owned(),
            "Rain falls on the harbour".to_owned(),
            "新轮渡码头经过辩论后获得批准".to_owned(),
            "The Harwick Daily Post".to_owned(),
        ];
        for (title, cleaned) in [
            ("POST | South | Rain falls on the harbour", "Rain falls on the harbour"),
            ("South | Rain", "South | Rain"),
            ("Why the Rain falls on the harbour", "Why the Rain falls on the harbour"),
            ("Radio Post - Rain falls on the harbour", "Rain falls on the harbour"),
            ("Opinion: Rain falls on the harbour", "Opinion: Rain falls on the harbour"),
            ("Radio Post: Rain falls on the harbour", "Rain falls on the harbour"),
            ("Rain falls on the harbour - News - The Harwick Daily Post", "Rain falls on the harbour"),
            ("Rain falls on the harbour - Ann Poe - Radio Post", "Rain falls on the harbour - Ann Poe - Radio Post"),
            ("Rain falls on the harbour | Ann Poe", "Rain falls on the harbour | Ann Poe"),
            ("Rain falls on the harbour-side", "Rain falls on the harbour-side"),
            ("新轮渡码头经过辩论后获得批准_门户新闻网", "新轮渡码头经过辩论后获得批准"),
            ("Storm | The Harwick Daily Post", "Storm | The Harwick Daily Post"),
        ] {
            let page = Page {
                source: Some("The Harwick Daily Post"),
                host: Some("www.radiopost.example"),
                html: "版权所有 门户新闻网",
            };
            assert_eq!(clean(title, &page, &headings, &headings), cleaned);
        }
    }

    #[test]
    fn outlets_in_titles() {
        let headline = "Rain falls on the harbour";
        let of = |title: &str, host, html| outlet(title, headline, &Page { source: None, host, html });
        assert_eq!(
            of("Rain falls on the harbour | Harwick Herald", Some("www.harwickherald.example"), "").as_deref(),
            Some("Harwick Herald")
        );
        assert_eq!(
            of("Harwick Herald » Rain falls on the harbour » Print", Some("harwickherald.example"), "").as_deref(),
            Some("Harwick Herald")
        );
        assert_eq!(
            of("The Gazette: Rain falls on the harbour", None, "© 2005 The Gazette.").as_deref(),
            Some("The Gazette")
        );
        assert_eq!(of("Rain falls on the harbour | Weather", Some("harwickherald.example"), "Weather"), None);
        assert_eq!(of("Rain falls on the harbour", Some("rain.example"), ""), None);
    }
}
