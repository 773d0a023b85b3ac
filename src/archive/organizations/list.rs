//! The list of what the words of organizations' names do not show: `list.tsv`.

use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::sync::LazyLock;

/// The list.
pub(super) struct List {
    /// By the folded other name.
    pub other_names: HashMap<String, &'static str>,
    /// Folded.
    pub departments: Vec<String>,
    /// Those that are called by their first word alone.
    pub alone: Vec<&'static str>,
    /// Departments that states have too.
    pub shared: Vec<&'static str>,
    /// Names that say of what kind a body is and not whose, folded.
    pub kinds: HashSet<String>,
    /// Parts of outlets, folded.
    pub sections: HashSet<&'static str>,
    /// Bodies that many nations have.
    pub national: HashSet<&'static str>,
    /// From the short name of such a body to its whole one.
    pub short: HashMap<&'static str, &'static str>,
    /// Words of the names of bodies that states and towns have, too.
    pub local: HashSet<&'static str>,
}

pub(super) static LIST: LazyLock<List> = LazyLock::new(|| {
    let rows = include_str!("list.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut list = List {
        other_names: HashMap::new(),
        departments: Vec::new(),
        alone: Vec::new(),
        shared: Vec::new(),
        kinds: HashSet::default(),
        sections: HashSet::default(),
        national: HashSet::default(),
        short: HashMap::new(),
        local: HashSet::default(),
    };
    for row in rows {
        let mut columns = row.split('\t');
        match (columns.next(), columns.next(), columns.next()) {
            (Some("other name"), Some(other), Some(name)) => {
                list.other_names.insert(fold(other).into_owned(), name);
            }
            (Some("department"), Some(of), None) => list.departments.push(fold(of).into_owned()),
            (Some("alone"), Some(of), None) => list.alone.push(of),
            (Some("shared"), Some(of), None) => list.shared.push(of),
            (Some("kind"), Some(name), None) => {
                list.kinds.insert(fold(name).into_owned());
            }
            (Some("section"), Some(word), None) => {
                list.sections.insert(word);
            }
            (Some("national"), Some(body), short) => {
                list.national.insert(body);
                if let Some(short) = short {
                    list.short.insert(short, body);
                }
            }
            (Some("local"), Some(word), None) => {
                list.local.insert(word);
            }
            _ => {}
        }
    }
    list
});

impl List {
    /// True of a body that many nations have, by its whole or its short name.
    pub fn is_national(&self, body: &str) -> bool {
        self.national.contains(body) || self.short.contains_key(body)
    }

    /// True of a name with a word that bodies of states and towns have.
    pub fn is_local(&self, name: &str) -> bool {
        fold(name).split(' ').any(|word| self.local.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_list_is_read() {
        let rows = include_str!("list.tsv").lines().filter(|line| !line.starts_with('#')).count();
        let words = LIST.alone.len() + LIST.shared.len() + LIST.kinds.len() + LIST.sections.len();
        let read = LIST.other_names.len() + LIST.departments.len() + LIST.national.len() + LIST.local.len() + words;
        assert_eq!(read, rows);
        assert!(LIST.is_national("House") && LIST.is_national("House of Representatives"));
    }
}
