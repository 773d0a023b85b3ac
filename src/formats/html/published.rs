//! The day on which a page's story was published, out of all that the page says of it.
//!
//! What is said in fields made for it comes first: JSON-LD, `meta` elements, microdata, RDFa. Where those differ, what the page shows
//! beside its headline decides; where the address has the day before or after, the address is right, for it is local.

use super::{address, spots};
use crate::{
    article::{Day, Precision, Published},
    formats::common::{
        days::{self, Reading},
        metadata,
    },
};
use dom_query::{Document, NodeRef};

/// Elements of microdata and RDFa that are looked at, at most.
const MOST: usize = 200;

/// Days between two dates of one story that settle which way round figures are.
const NEAR: i32 = 10;

/// What fields of a page say, in order of trust.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    /// Of publication: JSON-LD, then `meta` elements.
    pub published: Vec<String>,
    /// Of a day that may be that of publication or of the last change: `meta` elements named "date" and the like.
    pub dated: Vec<String>,
    /// Of the last change.
    pub updated: Vec<String>,
    /// The page's own address.
    pub url: Option<&'a str>,
    /// What the page calls its story.
    pub titles: &'a [String],
    /// The page's language, with its region.
    pub language: Option<&'a str>,
}

/// The day of publication, if the page gives one.
pub(super) fn of(document: &Document, said: &Said<'_>) -> Option<Published> {
    let shown = spots::of(document, said.titles);
    let address = said.url.and_then(address::day);
    let changed = said.updated.iter().filter_map(|text| metadata::published(text)).map(|field| field.day);
    let shown_days = shown.days.iter().chain(&shown.updated).filter_map(|day| sure(*day));
    let others: Vec<Day> = address.into_iter().chain(shown_days).chain(changed).collect();
    let read = |text: &String| read(text, said.language, &others);
    let mut fields: Vec<Published> = said.published.iter().filter_map(read).collect();
    fields.extend(properties(document).iter().filter_map(read));
    // Of a field that gives only the month, another may give the day.
    fields.sort_by_key(|field| field.precision > Precision::Day);
    let visible = shown.published.and_then(|day| settle(day, said.language, &others));
    if !fields.is_empty() {
        return Some(best(&fields, address, visible));
    }
    if let Some(dated) = said.dated.iter().filter_map(read).min_by_key(|field| field.precision > Precision::Day) {
        // What the page shows and what came before the field's day is the older of two days of one story.
        let older = visible.filter(|day| day.0 + 1 < dated.day.0);
        return Some(older.map_or_else(|| best(&[dated], address, visible), metadata::of_day));
    }
    let day = address.or(visible);
    let titled = || said.titles.iter().find_map(|title| days::only(title).and_then(sure));
    let updated = || {
        let field = said.updated.iter().find_map(read).map(|field| field.day);
        field.or_else(|| settle(shown.updated?, said.language, &others))
    };
    day.or_else(titled).or_else(updated).map(metadata::of_day)
}

/// Of several fields the one that the rest of the page agrees with, else the first; moved to the local day of the address.
fn best(fields: &[Published], address: Option<Day>, visible: Option<Day>) -> Published {
    let agreeing = |day: Day| fields.iter().find(|field| field.day == day);
    let first = &fields[0];
    let supported = visible.and_then(agreeing).or_else(|| address.and_then(agreeing));
    let mut chosen = if address == Some(first.day) { first } else { supported.unwrap_or(first) }.clone();
    let in_universal_time = chosen.at.as_deref().is_some_and(|at| at.ends_with('Z') || at.ends_with("+00:00"));
    let near = |day: &Day| (day.0 - chosen.day.0).abs() == 1;
    let local = address.filter(near).or_else(|| visible.filter(near).filter(|_| in_universal_time));
    if let Some(local) = local {
        chosen.day = local;
    }
    chosen
}

/// The date of a field.
fn read(text: &str, language: Option<&str>, others: &[Day]) -> Option<Published> {
    metadata::published(text).or_else(|| settle(days::only(text)?, language, others).map(metadata::of_day))
}

fn sure(reading: Reading) -> Option<Day> {
    spots::settled(reading, None)
}

/// The day of a reading, by what else the page says where figures may be either way round.
fn settle(reading: Reading, language: Option<&str>, others: &[Day]) -> Option<Day> {
    if let Reading::Either { day_first, month_first } = reading {
        match (others.contains(&day_first), others.contains(&month_first)) {
            (true, false) => return Some(day_first),
            (false, true) => return Some(month_first),
            _ => {}
        }
        // A change follows soon, and the other way round lies months away.
        let is_near = |day: Day| others.iter().any(|other| (other.0 - day.0).abs() <= NEAR);
        match (is_near(day_first), is_near(month_first)) {
            (true, false) => return Some(day_first),
            (false, true) => return Some(month_first),
            _ => {}
        }
    }
    spots::settled(reading, language)
}

/// The values of microdata and RDFa that say when the page's own story was published.
fn properties(document: &Document) -> Vec<String> {
    let selectors = [
        "[itemprop~=datePublished]",
        "[itemprop~=uploadDate]",
        "[property$=datePublished]",
        "[property~='schema:datePublished']",
        "time[pubdate]",
        "time.published",
        "abbr.published",
        "time.entry-date",
        "[property~='dc:date']",
        "[property~='dc:created']",
        "[itemprop~=dateCreated]",
        "[property~='schema:dateCreated']",
    ];
    let mut found = Vec::new();
    for selector in selectors {
        let selection = document.select(selector);
        let own = selection.nodes().iter().take(MOST).find(|node| !is_of_another(node));
        let Some(node) = own else { continue };
        let value = ["content", "datetime", "title"].iter().find_map(|name| node.attr(name));
        found.extend(value.map(|value| value.to_string()));
        found.push(node.text().to_string());
    }
    found
}

/// True for a property of something that the page speaks of: a comment, a cited work, a further story.
pub(super) fn is_of_another(node: &NodeRef<'_>) -> bool {
    let mut scopes = 0;
    node.ancestors_it(None).any(|outer| {
        let is_scope = outer.has_attr("itemscope") || outer.has_attr("typeof");
        scopes += usize::from(is_scope);
        let inner =
            is_scope && scopes == 1 && (outer.has_attr("itemprop") || outer.has_attr("property")) && !is_main(&outer);
        let class = outer.attr("class").map(|class| class.to_lowercase()).unwrap_or_default();
        inner
            || ["comment", "related", "teaser", "sidebar"].iter().any(|word| class.contains(word))
                && !outer.has_name("body")
    })
}

/// True for the object that a page is about.
fn is_main(node: &NodeRef<'_>) -> bool {
    node.attr("itemprop").is_some_and(|name| name.contains("mainEntity") || name.contains("blogPost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(body: &str, said: &Said<'_>) -> Option<String> {
        let document = Document::from(format!("<html><head></head><body>{body}</body></html>"));
        of(&document, said).map(|published| published.day.to_string())
    }

    fn said(published: &[&str]) -> Said<'static> {
        Said { published: published.iter().map(|text| (*text).to_owned()).collect(), ..Said::default() }
    }

    #[test]
    fn the_address_has_the_local_day() {
        let late = said(&["2023-11-09T01:09:55+00:00"]);
        assert_eq!(day("", &late).as_deref(), Some("2023-11-09"));
        assert_eq!(
            day("", &Said { url: Some("https://a.example/2023/11/08/x"), ..late }).as_deref(),
            Some("2023-11-08")
        );
        // Days that lie apart are no matter of zones.
        let far = Said { url: Some("https://a.example/2023/11/02/x"), ..said(&["2023-11-09T01:09:55Z"]) };
        assert_eq!(day("", &far).as_deref(), Some("2023-11-09"));
    }

    #[test]
    fn the_line_shown_decides_between_fields_and_zones() {
        let line = "<h1>Rain falls</h1><p class=date>November 8, 2023</p>";
        assert_eq!(day(line, &said(&["2023-11-09T01:09:55Z"])).as_deref(), Some("2023-11-08"));
        assert_eq!(day(line, &said(&["2023-11-09T01:09:55+01:00"])).as_deref(), Some("2023-11-09"));
        assert_eq!(day(line, &said(&["2023-10-01", "2023-11-08"])).as_deref(), Some("2023-11-08"));
        assert_eq!(day(line, &said(&["2023-10-01"])).as_deref(), Some("2023-10-01"));
        assert_eq!(day(line, &said(&["2023-11", "2023-11-07"])).as_deref(), Some("2023-11-07"));
    }

    #[test]
    fn figures_either_way_round_are_settled_by_the_page() {
        let field = said(&["11/01/2023 12:43:42"]);
        assert_eq!(day("", &field), None);
        assert_eq!(day("<h1>Rain</h1><p>Erstellt am: 01.11.2023</p>", &field).as_deref(), Some("2023-11-01"));
        assert_eq!(day("", &Said { language: Some("de"), ..said(&["11/01/2023"]) }).as_deref(), Some("2023-01-11"));
    }

    #[test]
    fn the_day_of_a_change_settles_figures_near_it() {
        let page = "<h1>Rain falls</h1><p>First published on: 05-03-2024 at 09:10 IST</p>";
        let changed =
            Said { updated: vec!["2024-03-06T08:00:00+05:30".to_owned()], language: Some("en"), ..Said::default() };
        assert_eq!(day(page, &changed).as_deref(), Some("2024-03-05"));
        let far = Said { updated: vec!["2024-12-06".to_owned()], language: Some("en"), ..Said::default() };
        assert_eq!(day(page, &far).as_deref(), Some("2024-12-06"));
    }

    #[test]
    fn properties_of_others_do_not_count() {
        let own = "<div itemscope><meta itemprop=datePublished content=2024-03-05></div>";
        let cited = "<div itemscope><li itemprop=citation itemscope><meta itemprop=datePublished content=1988-01-02></li></div>";
        let comment =
            "<div class=comment-list><span property='schema:dateCreated' content='2024-03-09T10:00:00Z'></span></div>";
        assert_eq!(day(&format!("{cited}{comment}{own}"), &Said::default()).as_deref(), Some("2024-03-05"));
        assert_eq!(day(&format!("{cited}{comment}"), &Said::default()), None);
    }

    #[test]
    fn a_field_that_says_no_more_than_date_may_be_that_of_a_change() {
        let said = Said { dated: vec!["2024-03-09".to_owned()], ..Said::default() };
        assert_eq!(day("", &said).as_deref(), Some("2024-03-09"));
        assert_eq!(day("<h1>Rain</h1><p class=date>5 March 2024</p>", &said).as_deref(), Some("2024-03-05"));
        assert_eq!(day("<h1>Rain</h1><p class=date>15 March 2024</p>", &said).as_deref(), Some("2024-03-09"));
    }

    #[test]
    fn the_last_change_comes_last() {
        let said = Said { updated: vec!["2024-03-09".to_owned()], ..Said::default() };
        assert_eq!(day("", &said).as_deref(), Some("2024-03-09"));
        assert_eq!(day("<h1>Rain</h1><p class=date>5 March 2024</p>", &said).as_deref(), Some("2024-03-05"));
    }
}
