//! What is known of titles, roles and names, read once from the tables beside this file.
//!
//! A language is a folder (`en`, `de`, ...); `names` is common to all. Tables of all languages are read together, since
//! foreign titles stand in English prose as well.

use super::key::key;
use crate::entities::known::OrganizationWords;
use crate::text::fold;
use foldhash::fast::FixedState;
use std::collections;
use std::sync::LazyLock;

/// The tables are the program's own, so their hash needs no protection against chosen words.
type HashMap<K, V> = collections::HashMap<K, V, FixedState>;
type HashSet<T> = collections::HashSet<T, FixedState>;

/// What a title says about the name it stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    /// "Mr.", "Dr.": no role.
    Honorific,
    /// "Queen": part of the canonical name where only a given name follows.
    Regnal,
    /// "President": a role, and proof of a person.
    Office,
    /// "General", "State": part of a longer title, but no proof of a person.
    Weak,
}

/// A person's gender as far as titles and given names tell, by which couples of one surname are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

/// What is known of a given name.
#[derive(Debug, Clone, Copy)]
pub(super) struct GivenName {
    pub(super) gender: Option<Gender>,
    /// True of a common word or a place name, too ("Grace", "Austin").
    pub(super) is_word: bool,
}

/// All tables.
pub(super) struct Tables {
    pub(super) titles: HashMap<&'static str, (Title, Option<Gender>)>,
    /// Titles that are names, too: "Dean Martin".
    pub(super) titles_and_names: HashSet<&'static str>,
    pub(super) roles: HashSet<&'static str>,
    pub(super) modifiers: HashSet<&'static str>,
    pub(super) verbs: HashSet<&'static str>,
    /// Numbers of the groups of forms a given name belongs to, by its [`key`].
    nicknames: HashMap<String, Vec<u16>>,
    /// By their [`key`].
    pub(super) particles: HashSet<String>,
    /// "del": what follows an office and one of these is what it is the office of.
    pub(super) genitives: HashSet<&'static str>,
    /// Family names that come first, by their [`key`].
    pub(super) family_first: HashSet<String>,
    pub(super) not_surnames: HashSet<&'static str>,
    /// "Kremlin"
    pub(super) institutions: HashSet<&'static str>,
    pub(super) time_words: HashSet<&'static str>,
    pub(super) given_names: HashMap<&'static str, GivenName>,
}

pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

/// True of the key of a surname that comes before the given name ("Xi Jinping").
pub(crate) fn is_family_first(key: &str) -> bool {
    TABLES.family_first.contains(key) && !TABLES.given_names.contains_key(key)
}

/// True of a title as written: "President", "Mr.".
pub(in crate::entities) fn is_title(word: &str) -> bool {
    !word.is_empty() && TABLES.title(&fold(word)).is_some()
}

/// True of a noun for a role, in lower case: "spokesman".
pub(in crate::entities) fn is_role_noun(word: &str) -> bool {
    TABLES.roles.contains(word)
}

impl Tables {
    fn read() -> Self {
        let (titles, titles_and_names) = titles();
        Self {
            titles,
            titles_and_names,
            roles: words(include_str!("en/roles.txt")),
            modifiers: words(include_str!("en/modifiers.txt")),
            verbs: words(include_str!("en/verbs.txt")),
            nicknames: nicknames(),
            particles: words(include_str!("names/particles.txt")).into_iter().map(key).collect(),
            genitives: words(include_str!("names/genitives.txt")),
            family_first: words(include_str!("names/family_first.txt")).into_iter().map(key).collect(),
            institutions: words(include_str!("names/institutions.txt")),
            not_surnames: words(include_str!("names/not_surnames.txt"))
                .into_iter()
                .chain(OrganizationWords::Noun.iter())
                .collect(),
            time_words: words(include_str!("names/time_words.txt")),
            given_names: given_names(),
        }
    }

    /// The title that a word is, however it is written.
    pub(super) fn title(&self, folded: &str) -> Option<(Title, Option<Gender>)> {
        self.titles.get(folded).copied()
    }

    /// Numbers of the groups of forms that the key of a given name belongs to.
    pub(super) fn groups(&self, key: &str) -> &[u16] {
        self.nicknames.get(key).map_or(&[], Vec::as_slice)
    }

    /// True when the keys of two given names are forms of one name ("Joe", "Joseph").
    pub(super) fn are_one_name(&self, a: &str, b: &str) -> bool {
        let (Some(a), Some(b)) = (self.nicknames.get(a), self.nicknames.get(b)) else { return false };
        a.iter().any(|group| b.contains(group))
    }
}

/// True of a word, folded, that is too common to be a surname or to name an organization alone.
pub(crate) fn is_too_common(folded: &str) -> bool {
    TABLES.not_surnames.contains(folded)
}

/// True of a word, folded, that says what somebody does or is called by.
pub(crate) fn is_role(folded: &str) -> bool {
    TABLES.roles.contains(folded) || matches!(TABLES.title(folded), Some((Title::Office, _)))
}

/// True of a word, folded, that is known as a given name.
pub(crate) fn is_given_name(folded: &str) -> bool {
    TABLES.given_names.contains_key(folded)
}

/// True of a word, folded, that names nobody alone before a name: "Prince".
pub(crate) fn is_honored(folded: &str) -> bool {
    TABLES.title(folded).is_some()
}

type Titles = HashMap<&'static str, (Title, Option<Gender>)>;

/// Titles of all languages, and those that are names too.
fn titles() -> (Titles, HashSet<&'static str>) {
    let mut titles = HashMap::default();
    let mut titles_and_names = HashSet::default();
    for table in [
        include_str!("en/titles.tsv"),
        include_str!("de/titles.tsv"),
        include_str!("fr/titles.tsv"),
        include_str!("es/titles.tsv"),
        include_str!("it/titles.tsv"),
        include_str!("ru/titles.tsv"),
    ] {
        for row in rows(table) {
            let mut columns = row.split('\t');
            let mut next = || columns.next().expect("a row of titles has three columns");
            let (kind, gender, words) = (next(), gender_of(next()), next());
            let title = match kind {
                "honorific" => Title::Honorific,
                "regnal" => Title::Regnal,
                "office" => Title::Office,
                "weak" => Title::Weak,
                "also_name" => {
                    titles_and_names.extend(words.split(' '));
                    continue;
                }
                other => unreachable!("{other} is no kind of title"),
            };
            for word in words.split(' ') {
                titles.entry(word).or_insert((title, gender));
            }
        }
    }
    (titles, titles_and_names)
}

/// Numbers of the groups of forms that given names belong to.
fn nicknames() -> HashMap<String, Vec<u16>> {
    let mut nicknames: HashMap<String, Vec<u16>> = HashMap::default();
    for (group, row) in (0..).zip(rows(include_str!("en/nicknames.tsv"))) {
        for name in row.split(' ') {
            nicknames.entry(key(name)).or_default().push(group);
        }
    }
    nicknames
}

fn given_names() -> HashMap<&'static str, GivenName> {
    rows(include_str!("names/given_names.tsv"))
        .filter_map(|row| {
            let (name, rest) = row.split_once('\t')?;
            let is_word = rest.ends_with("\tword");
            Some((name, GivenName { gender: gender_of(rest.split('\t').next()?), is_word }))
        })
        .collect()
}

fn gender_of(letter: &str) -> Option<Gender> {
    match letter {
        "m" => Some(Gender::Male),
        "f" => Some(Gender::Female),
        _ => None,
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|row| !row.is_empty() && !row.starts_with('#'))
}

fn words(table: &'static str) -> HashSet<&'static str> {
    rows(table).flat_map(|row| row.split(' ')).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_folded_and_complete() {
        let tables = &*TABLES;
        assert_eq!(tables.title("mrs"), Some((Title::Honorific, Some(Gender::Female))));
        assert_eq!(tables.title("president"), Some((Title::Office, None)));
        assert!(tables.given_names.len() > 10_000);
        assert!(tables.are_one_name(&key("joe"), &key("joseph")) && !tables.are_one_name(&key("joe"), &key("jim")));
        for name in tables.given_names.keys().chain(tables.titles.keys()).chain(&tables.not_surnames) {
            assert_eq!(crate::text::fold(name), *name);
        }
    }
}
