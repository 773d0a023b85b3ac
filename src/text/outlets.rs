//! Known outlets: the name, city and country of the publisher behind a domain of the web.
//!
//! The table is made by `tools/outlets/build.py`; `docs/SOURCES.md` says from what.

use super::fold;
use std::{collections::HashMap, sync::LazyLock};

/// Rows sorted by domain: domain, name, city, country code.
const TABLE: &str = include_str!("outlets.tsv");

/// The rows of the table, in the order of their domains.
static ROWS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| TABLE.lines().filter(|row| !row.starts_with('#')).collect());

/// Outlets by their folded name without an article before it; none where two outlets share it.
static NAMES: LazyLock<HashMap<String, Option<Outlet>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Option<Outlet>> = HashMap::new();
    for outlet in ROWS.iter().filter_map(|row| Outlet::of(row)) {
        let known = names.entry(key(outlet.name)).or_insert(Some(outlet));
        // The same outlet may have several domains, and a row of it may not say where it is.
        match known {
            Some(other) if other.is_same(&outlet) => *other = if other.city.is_empty() { outlet } else { *other },
            _ => *known = None,
        }
    }
    names
});

/// A publisher of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlet {
    /// The name that it calls itself by.
    pub name: &'static str,
    /// The city where it is based, in English; empty where the table does not say.
    pub city: &'static str,
    /// The code of its country (ISO 3166-1 alpha-2); empty where the table does not say.
    pub country: &'static str,
}

impl Outlet {
    fn of(row: &'static str) -> Option<Self> {
        let mut fields = row.split('\t').skip(1);
        Some(Self { name: fields.next()?, city: fields.next()?, country: fields.next()? })
    }

    fn is_same(&self, other: &Self) -> bool {
        let agree = |one: &str, two: &str| one.is_empty() || two.is_empty() || one == two;
        agree(self.city, other.city) && agree(self.country, other.country)
    }
}

/// The outlet of a host name (`www.nytimes.com`): that of the host itself, else of the domains around it.
#[must_use]
pub fn of_host(host: &str) -> Option<Outlet> {
    let host = host.trim_end_matches('.').to_lowercase();
    let mut domain = host.as_str();
    loop {
        let row = ROWS.binary_search_by(|row| row.split('\t').next().unwrap_or("").cmp(domain));
        if let Ok(at) = row {
            return Outlet::of(ROWS[at]);
        }
        domain = domain.split_once('.')?.1;
        if !domain.contains('.') {
            return None;
        }
    }
}

/// The only outlet of a name, whatever its case, accents and article ("new york times"); none where several are called so.
#[must_use]
pub fn of_name(name: &str) -> Option<Outlet> {
    NAMES.get(&key(name)).copied().flatten()
}

/// A name folded, without "The" before it.
fn key(name: &str) -> String {
    let folded = fold(name.trim());
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(ROWS.len() > 5_000);
        assert!(ROWS.is_sorted_by_key(|row| row.split('\t').next().unwrap_or("")));
        for row in ROWS.iter() {
            let outlet = Outlet::of(row).expect("four columns");
            assert!(!outlet.name.is_empty() && matches!(outlet.country.len(), 0 | 2), "{row}");
            assert_eq!(row.split('\t').count(), 4, "{row}");
        }
    }

    #[test]
    fn outlets_by_host() {
        let name = |host: &str| of_host(host).map(|outlet| outlet.name);
        assert_eq!(name("www.nytimes.com"), Some("The New York Times"));
        assert_eq!(name("rss.NYTimes.com"), Some("The New York Times"));
        assert_eq!(name("news.bbc.co.uk"), Some("BBC"));
        for unknown in ["", "com", "co.uk", "example.org", "gallica.bnf.fr", "notnytimes.com", "..", "a..com"] {
            assert_eq!(name(unknown), None, "{unknown}");
        }
        let outlet = of_host("theage.com.au").unwrap();
        assert_eq!((outlet.city, outlet.country), ("Melbourne", "AU"));
    }

    #[test]
    fn outlets_by_name() {
        let city = |name: &str| of_name(name).map(|outlet| outlet.city);
        assert_eq!(city("THE NEW YORK TIMES"), Some("New York City"));
        assert_eq!(city("frankfurter allgemeine zeitung"), Some("Frankfurt am Main"));
        assert_eq!(city("The Observer"), None, "papers of several countries");
        assert_eq!(city(""), None);
    }
}
