//! How two full names can be one person's, by what they show of themselves.
//!
//! Nothing here counts: whether two people may bear forms of one name is for the archive to decide.

use super::key::{key, keys_of};
use super::linker::is_within;
use super::name::{is_particle, is_suffix};
use super::tables::{Gender, TABLES};
use crate::text::fold;

/// Letters that a transliterated given name has at least, and consonants of them.
const FEWEST_LETTERS: usize = 5;
const FEWEST_CONSONANTS: usize = 3;
/// Letters of a word of capitals that is read as initials: "JD".
const INITIALS: usize = 3;

/// How two full names differ, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kinship {
    /// By spelling alone.
    Spelling,
    /// By a particle: "Bashar al-Assad".
    Particle,
    /// By a middle name: "Hillary Rodham Clinton".
    MiddleName,
    /// By a middle initial: "Donald J. Trump".
    MiddleInitial,
    /// By the form of the given name: "Joe" and "Joseph".
    GivenForm,
    /// By its transliteration: "Muammar" and "Moammar".
    Transliteration,
    /// By an initial in its place: "J. Smith".
    Initial,
}

/// A full name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FullName {
    /// Of the words without suffix.
    pub(crate) keys: Vec<String>,
    /// "jr", "iii": what tells it from the name of a relative.
    pub(crate) suffix: Option<String>,
    gender: Option<Gender>,
}

impl FullName {
    /// Takes a name apart; none of a surname alone.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let mut words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        let mut suffix = None;
        while words.len() > 1
            && let Some(last) = words.last().copied().filter(|word| is_suffix(word))
        {
            words.pop();
            if !is_degree(last) {
                suffix = Some(fold(last.trim_end_matches('.')).into_owned());
            }
        }
        let first = *words.first()?;
        if words.len() == 1 || is_particle(first) {
            return None;
        }
        let is_initials = |word: &str| word.chars().count() <= INITIALS && word.chars().all(char::is_uppercase);
        let mut keys = Vec::new();
        if is_initials(first) && !TABLES.given_names.contains_key(fold(first).as_ref()) {
            keys.extend(first.chars().map(|c| key(c.encode_utf8(&mut [0; 4]))));
        } else {
            keys.extend(keys_of(first));
        }
        keys.extend(words[1..].iter().flat_map(|word| keys_of(word)));
        let gender = TABLES.given_names.get(fold(first).as_ref()).and_then(|name| name.gender);
        (keys.len() > 1).then_some(Self { keys, suffix, gender })
    }

    /// The words between the first and the last; particles are none, but a single letter is an initial.
    fn inner(&self) -> Vec<String> {
        let inner = &self.keys[1..self.keys.len() - 1];
        let is_particle = |key: &str| key.chars().count() > 1 && TABLES.particles.contains(key);
        inner.iter().filter(|key| !is_particle(key)).cloned().collect()
    }

    /// How this name and another can be one person's; none where they cannot.
    pub(crate) fn kinship(&self, other: &Self) -> Option<Kinship> {
        let (given, others_given) = (self.keys.first()?, other.keys.first()?);
        let is_apart = matches!((self.gender, other.gender), (Some(a), Some(b)) if a != b);
        if self.suffix != other.suffix || self.keys.last() != other.keys.last() || is_apart {
            return None;
        }
        if self.keys == other.keys {
            return Some(Kinship::Spelling);
        }
        let of_given = given_kinship(given, others_given)?;
        let (mut short, mut long) = (self.inner(), other.inner());
        if short.len() > long.len() {
            std::mem::swap(&mut short, &mut long);
        }
        if !(is_within(&short, &long) || short.len() == long.len() && is_within(&long, &short)) {
            return None;
        }
        let of_inner = if short == long {
            Kinship::Particle
        } else {
            let has = |words: &[String], word: &str| words.iter().any(|other| given_kinship(other, word).is_some());
            let only_one_has = |words: &[String], others: &[String]| {
                words.iter().any(|word| word.chars().count() > 1 && !has(others, word))
            };
            let is_name = only_one_has(&long, &short) || only_one_has(&short, &long);
            if is_name { Kinship::MiddleName } else { Kinship::MiddleInitial }
        };
        Some(if of_given == Kinship::Spelling { of_inner } else { of_given.max(of_inner) })
    }

    /// What a name is filed under: each name that is kin to it looks one of these up.
    pub(crate) fn filed_under(&self) -> Vec<String> {
        let given = self.keys[0].as_str();
        let first = given.chars().next().unwrap_or_default();
        let mut filed = vec![format!("{first}*"), format!("={given}")];
        if given.chars().count() > 1 {
            filed.extend(TABLES.groups(given).iter().map(|group| format!("#{group}")));
            filed.push(format!("~{first}{}", consonants(given)));
        } else {
            filed.push(format!("{first}."));
        }
        filed
    }

    /// What is looked up to find the names that are kin to it.
    pub(crate) fn looked_up(&self) -> Vec<String> {
        let given = self.keys[0].as_str();
        let first = given.chars().next().unwrap_or_default();
        if given.chars().count() == 1 {
            return vec![format!("{first}*")];
        }
        let mut keys = vec![format!("={given}"), format!("{first}."), format!("~{first}{}", consonants(given))];
        keys.extend(TABLES.groups(given).iter().map(|group| format!("#{group}")));
        keys
    }

    /// True of a name that is written with fewer words than another.
    pub(crate) fn is_shorter(&self, other: &Self) -> bool {
        self.keys.len() < other.keys.len()
    }
}

/// True of what follows a name and tells nobody from a relative.
fn is_degree(suffix: &str) -> bool {
    matches!(suffix.trim_end_matches('.'), "PhD" | "MD" | "MP")
}

fn given_kinship(a: &str, b: &str) -> Option<Kinship> {
    let is_initial = |initial: &str, name: &str| initial.chars().count() == 1 && name.starts_with(initial);
    if a == b {
        Some(Kinship::Spelling)
    } else if TABLES.are_one_name(a, b) {
        Some(Kinship::GivenForm)
    } else if is_initial(a, b) || is_initial(b, a) {
        Some(Kinship::Initial)
    } else if a.len().min(b.len()) >= FEWEST_LETTERS
        && a.chars().next() == b.chars().next()
        && consonants(a).len() >= FEWEST_CONSONANTS
        && consonants(a) == consonants(b)
    {
        Some(Kinship::Transliteration)
    } else {
        None
    }
}

/// The consonants of a key, of each run of equal ones the first.
fn consonants(key: &str) -> String {
    let mut found = String::new();
    for c in key.chars().filter(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | '\'' | '’')) {
        if !found.ends_with(c) {
            found.push(c);
        }
    }
    found
}

/// True of a name that is a title and nothing, or no given name, before it: "Florida Sen".
pub(crate) fn is_title_alone(name: &str) -> bool {
    let words: Vec<String> = name.split(' ').map(|word| fold(word.trim_end_matches('.')).into_owned()).collect();
    let Some((last, before)) = words.split_last() else { return false };
    let is_also_name = |word: &str| TABLES.titles_and_names.contains(word) || TABLES.given_names.contains_key(word);
    let is_given = before.first().is_some_and(|first| TABLES.given_names.contains_key(first.as_str()));
    TABLES.title(last).is_some() && !is_also_name(last) && !is_given && before.len() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_names_differ_by() {
        let kinship = |a: &str, b: &str| {
            let [a, b] = [FullName::of(a)?, FullName::of(b)?];
            let found = a.kinship(&b);
            assert_eq!(found, b.kinship(&a), "{a:?} {b:?}");
            let meet = |a: &FullName, b: &FullName| a.looked_up().iter().any(|key| b.filed_under().contains(key));
            assert!(found.is_none() || meet(&a, &b) && meet(&b, &a), "{a:?} {b:?}");
            found
        };
        for (a, b, expected) in [
            ("Sergei Lavrov", "Sergey Lavrov", Some(Kinship::Spelling)),
            ("Bashar Assad", "Bashar al-Assad", Some(Kinship::Particle)),
            ("Hillary Clinton", "Hillary Rodham Clinton", Some(Kinship::MiddleName)),
            ("Donald Trump", "Donald J. Trump", Some(Kinship::MiddleInitial)),
            ("George W. Bush", "George Walker Bush", Some(Kinship::MiddleInitial)),
            ("Joe Biden", "Joseph R. Biden", Some(Kinship::GivenForm)),
            ("Moqtada Sadr", "Muqtada Sadr", Some(Kinship::Transliteration)),
            ("JD Vance", "J.D. Vance", Some(Kinship::Spelling)),
            ("J. Vance", "James David Vance", Some(Kinship::Initial)),
            ("Anna Smith MP", "Anna Smith", Some(Kinship::Spelling)),
            // Others.
            ("George W. Bush", "George H.W. Bush", None),
            ("Donald Trump", "Donald Trump Jr.", None),
            ("Elizabeth I", "Elizabeth II", None),
            ("John Smith", "Jane Smith", None),
            ("Karen Smith", "Karen Jones", None),
        ] {
            assert_eq!(kinship(a, b), expected, "{a}, {b}");
        }
        assert!(FullName::of("von der Leyen").is_none() && FullName::of("Trump Jr.").is_none());
    }

    #[test]
    fn a_place_and_a_title_are_nobody() {
        for name in ["Florida Sen", "Texas Gov.", "Sen"] {
            assert!(is_title_alone(name), "{name}");
        }
        for name in ["Dean Martin", "John Constable", "Roger Dean", "Judge", "Barack Obama"] {
            assert!(!is_title_alone(name), "{name}");
        }
    }
}
