//! Links names across the archive: whom a bare surname means, and which spellings are one name.
//!
//! It is a table over the names that articles have, applied when a query counts, filters or shows them; no article is
//! read again for it, and the user's own decisions ([`super::aliases`]) win. Nothing here knows where names are counted.

use super::aliases::Aliases;
use crate::entities::people::{is_family_first, is_particle, is_suffix, key, keys_of};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Stories in which a full name must occur before a bare surname is taken for it.
const FEWEST: u64 = 3;
/// Share of all stories with a bearer of the surname that the full name must have.
const SHARE: f64 = 0.9;
/// How many times more often than the full name the bare one may occur: beyond it, it is a name of its own ("Prince").
const MOST_BARE: u64 = 20;
/// Stories in which the full name is so well known that the bare one may occur as often as it likes ("Reagan").
const MANY: u64 = 20;
/// Bearers who have fewer than this part of the stories of the one who has most do not count: their names are slips as often.
const OF_NOTE: u64 = 20;
/// Share above which the user may want to decide.
const LIKELY: f64 = 0.5;

/// From each name as articles have it to the one under which the archive counts it, where they differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// `None` where it names no person.
    canonical: BTreeMap<String, Option<String>>,
}

/// Two names that may be one person's, for the user to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The name to keep.
    pub name: String,
    /// Stories that have it.
    pub stories: u64,
    /// The name that may be the same person's.
    pub alias: String,
    /// Stories that have that.
    pub alias_stories: u64,
    /// Why it may be.
    pub reason: &'static str,
}

impl Resolution {
    /// Decides for a table of names with the number of stories that have them.
    ///
    /// Spellings of one full name ("Sergey Lavrov", "Sergei Lavrov", "SERGEI LAVROV") count under the most frequent one.
    /// A bare surname ("Trump", "von der Leyen") is taken for the full name that nine tenths of its bearers' stories
    /// have, if at least three stories have it. Bearers of the word as given name count against it. What the user
    /// decided of a name is not changed.
    #[must_use]
    pub fn of<S: AsRef<str>>(counts: &[(S, u64)], aliases: &Aliases) -> Self {
        let mut canonical: BTreeMap<String, Option<String>> = BTreeMap::new();
        for name in counts.iter().map(|(name, _)| name.as_ref()).chain(aliases.merged().map(|(alias, _)| alias)) {
            match aliases.canonical(name) {
                None => canonical.insert(name.to_owned(), None),
                Some(full) if full != name => canonical.insert(name.to_owned(), Some(full.to_owned())),
                Some(_) => None,
            };
        }
        let free = |name: &str| !aliases.decides(name);
        for (name, spelling) in spellings(counts, &free) {
            if free(name) {
                canonical.insert(name.to_owned(), aliases.canonical(spelling).map(str::to_owned));
            }
        }
        let known = Self { canonical };
        let bearers = Bearers::of(counts, &known);
        let mut resolution = known.clone();
        for (name, count) in counts {
            let name = name.as_ref();
            if !free(name) || known.canonical.contains_key(name) {
                continue;
            }
            if let Some((full, full_count, share)) = bearers.likeliest(name)
                && full_count >= FEWEST
                && share >= SHARE
                && (full_count >= MANY || *count <= MOST_BARE * full_count)
            {
                resolution.canonical.insert(name.to_owned(), Some(full.to_owned()));
            }
        }
        resolution
    }

    /// The decisions for a table of names in which only some occur more or less often than in the one that these were made for,
    /// under the same aliases: names that have no word in common with them stay as they are.
    ///
    /// `names` has name, number of stories and [`keys`], in order of name; `changed` also has the names that occur no more.
    #[must_use]
    pub(super) fn update<'n>(
        mut self,
        names: impl Iterator<Item = (&'n str, u64, [u32; 2])>,
        changed: &[String],
        aliases: &Aliases,
    ) -> Self {
        let known_as: HashMap<&str, [u32; 2]> = aliases.merged().map(|(alias, name)| (alias, keys(name))).collect();
        let other_keys = |name: &str| if known_as.is_empty() { None } else { known_as.get(name).copied() };
        let all_keys = |name: &String| [keys(name), other_keys(name).unwrap_or_else(|| keys(name))].concat();
        let mut touched: Vec<u32> = changed.iter().flat_map(all_keys).collect();
        touched.sort_unstable();
        touched.dedup();
        let is_touched = |keys: [u32; 2]| keys.iter().any(|key| touched.binary_search(key).is_ok());
        let related: Vec<(&str, u64)> = names
            .filter(|(name, _, own)| is_touched(*own) || other_keys(name).is_some_and(is_touched))
            .map(|(name, stories, _)| (name, stories))
            .collect();
        for name in changed.iter().map(String::as_str).chain(related.iter().map(|(name, _)| *name)) {
            self.canonical.remove(name);
        }
        self.canonical.append(&mut Self::of(&related, aliases).canonical);
        self
    }

    /// The table of those names whose canonical name is another one.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        Self { canonical: rows.into_iter().collect() }
    }

    /// The name under which a name is counted; `None` where it is no person.
    #[must_use]
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        match self.canonical.get(name) {
            None => Some(name),
            Some(other) => other.as_deref(),
        }
    }

    /// The names whose canonical name is another one, in order.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.canonical.iter().map(|(name, other)| (name.as_str(), other.as_deref()))
    }
}

/// Names that may be one person's but are counted apart, the most frequent first.
///
/// A bare surname whose bearers are mostly one; a full name with and without a middle name; an initial for a given name.
#[must_use]
pub fn suggestions<S: AsRef<str>>(counts: &[(S, u64)], aliases: &Aliases) -> Vec<Suggestion> {
    let resolution = Resolution::of(counts, aliases);
    let bearers = Bearers::of(counts, &resolution);
    let mut found = Vec::new();
    for (alias, alias_stories) in counts {
        let alias = alias.as_ref();
        if aliases.decides(alias) || resolution.canonical(alias) != Some(alias) {
            continue;
        }
        let mut put = |name: &str, stories: u64, reason| {
            let (alias, alias_stories) = (alias.to_owned(), *alias_stories);
            found.push(Suggestion { name: name.to_owned(), stories, alias, alias_stories, reason });
        };
        if let Some((full, stories, _)) = bearers.likeliest(alias).filter(|(_, _, share)| *share >= LIKELY) {
            put(full, stories, "the surname alone");
        } else if let Some((full, stories)) = bearers.shorter(alias) {
            put(full, stories, "a middle name or initial more");
        }
    }
    found.sort_by(|a, b| (b.stories + b.alias_stories).cmp(&(a.stories + a.alias_stories)).then(a.alias.cmp(&b.alias)));
    found
}

/// The words of a name without suffix, and their keys.
fn parts(name: &str) -> (Vec<&str>, Vec<String>) {
    let mut words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words.last().is_some_and(|word| is_suffix(word)) {
        words.pop();
    }
    let keys = words.iter().flat_map(|word| keys_of(word)).collect();
    (words, keys)
}

/// Numbers for the first and the last key of a full name, and twice for the last one of a bare surname: the decisions on two
/// names depend on each other only where they have a number in common.
pub(super) fn keys(name: &str) -> [u32; 2] {
    let (words, keys) = parts(name);
    let number = |key: Option<&String>| {
        // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo).
        let add = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        key.map_or("", String::as_str).bytes().fold(0x811C_9DC5, add)
    };
    let last = number(keys.last());
    if is_bare(&words) { [last; 2] } else { [number(keys.first()), last] }
}

/// True of a surname alone: one word, or a particle in lower case and what follows.
fn is_bare(words: &[&str]) -> bool {
    words.len() == 1 || words.first().is_some_and(|word| is_particle(word))
}

/// Full names that are spelled otherwise elsewhere, each with the most frequent spelling.
fn spellings<'a, S: AsRef<str>>(counts: &'a [(S, u64)], free: &impl Fn(&str) -> bool) -> Vec<(&'a str, &'a str)> {
    let mut forms: HashMap<String, Vec<(&str, u64)>> = HashMap::new();
    for (name, count) in counts {
        let name = name.as_ref();
        let (words, mut keys) = parts(name);
        if is_bare(&words) || !free(name) {
            continue;
        }
        // "Robert Kennedy Jr." is not Robert Kennedy.
        keys.extend(name.split(' ').next_back().filter(|word| is_suffix(word)).map(key));
        forms.entry(keys.join(" ")).or_default().push((name, *count));
    }
    let mut found = Vec::new();
    for forms in forms.into_values().filter(|forms| forms.len() > 1) {
        let shouts = |name: &str| !name.contains(char::is_lowercase);
        let best = forms.iter().max_by_key(|(name, count)| (!shouts(name), *count, Reverse(*name)));
        let Some((best, _)) = best else { continue };
        found.extend(forms.iter().map(|(name, _)| *name).filter(|name| name != best).map(|name| (name, *best)));
    }
    found
}

/// Full names by the words that are used of them alone.
struct Bearers<'a> {
    /// By the key of the surname: names with their stories.
    by_surname: HashMap<String, HashMap<&'a str, u64>>,
    /// By the key of the given name: stories of those who bear it.
    by_given: HashMap<String, u64>,
}

impl<'a> Bearers<'a> {
    fn of<S: AsRef<str>>(counts: &'a [(S, u64)], known: &'a Resolution) -> Self {
        let mut bearers = Self { by_surname: HashMap::new(), by_given: HashMap::new() };
        for (name, count) in counts {
            let Some(full) = known.canonical(name.as_ref()) else { continue };
            let (words, keys) = parts(full);
            let (false, Some(first), Some(last)) = (is_bare(&words), keys.first(), keys.last()) else { continue };
            let mut bear = |surname: &String| {
                *bearers.by_surname.entry(surname.clone()).or_default().entry(full).or_insert(0) += count;
            };
            bear(last);
            if is_family_first(first) {
                bear(first);
            } else {
                *bearers.by_given.entry(first.clone()).or_insert(0) += count;
            }
        }
        bearers
    }

    /// The full name that a bare one most likely means, its stories, and its share of all that could be meant.
    fn likeliest(&self, name: &str) -> Option<(&'a str, u64, f64)> {
        let (words, keys) = parts(name);
        if !is_bare(&words) {
            return None;
        }
        let last = keys.last()?;
        let fits = |full: &str| keys.len() == 1 || parts(full).1.ends_with(&keys);
        let bearers = self.by_surname.get(last)?;
        // Ties are broken by name, so that the answer does not depend on the order of the table.
        let (full, count_of_best) =
            bearers.iter().filter(|(full, _)| fits(full)).max_by_key(|(full, count)| (**count, Reverse(**full)))?;
        let as_given = if keys.len() == 1 { self.by_given.get(last).copied().unwrap_or(0) } else { 0 };
        let of_note = |count: u64| count * OF_NOTE >= *count_of_best;
        let others = bearers.iter().filter(|(full, _)| fits(full)).map(|(_, count)| *count).chain([as_given]);
        let all = others.filter(|count| of_note(*count)).sum::<u64>();
        Some((full, *count_of_best, *count_of_best as f64 / all as f64))
    }

    /// The more frequent name of the same given name and surname that has fewer words, where it is the only one.
    fn shorter(&self, name: &str) -> Option<(&'a str, u64)> {
        let (words, keys) = parts(name);
        let is_younger = name.split(' ').next_back().is_some_and(is_suffix);
        if is_bare(&words) || keys.len() < 2 || is_younger {
            return None;
        }
        let (given, surname) = (keys.first()?, keys.last()?);
        let is_initial = given.chars().count() == 1;
        let of_surname = self.by_surname.get(surname)?;
        let mut others = of_surname.iter().filter(|(other, _)| {
            let (_, other_keys) = parts(other);
            let Some(first) = other_keys.first() else { return false };
            let same_given = if is_initial { first.starts_with(given.as_str()) } else { first == given };
            **other != name && same_given && (is_initial || other_keys.len() < keys.len()) && first.len() > 1
        });
        let (other, stories) = others.next()?;
        others.next().is_none().then_some((*other, *stories))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: &[(&str, u64)] = &[
        ("Donald Trump", 95),
        ("Ivanka Trump", 3),
        ("Trump", 40),
        ("George Bush", 30),
        ("Laura Bush", 1),
        ("Bush", 9),
        ("Anna Smith", 6),
        ("John Smith", 6),
        ("Smith", 4),
        ("Zelensky", 5),
        ("Volodymyr Zelenskyy", 50),
        ("Volodymyr Zelenskiy", 20),
        ("Kremlin", 7),
        ("Xi Jinping", 9),
        ("Xi", 5),
        ("Ursula von der Leyen", 8),
        ("von der Leyen", 2),
        ("Erik Prince", 3),
        ("Prince", 90),
        ("Michael Jordan", 3),
        ("Jordan Peterson", 3),
        ("Jordan", 2),
        ("Robert Kennedy", 4),
        ("Robert Kennedy Jr.", 4),
        ("SERGEI LAVROV", 9),
        ("Sergey Lavrov", 2),
        ("Karen Oduya", 2),
        ("Oduya", 1),
        ("Donald J. Trump", 2),
        ("A. Oduya", 1),
        ("Ronald Reagan", 23),
        ("Nancy Reagan", 1),
        ("Although Reagan", 1),
        ("Michael Reagan", 1),
        ("Reagan", 482),
    ];

    #[test]
    fn a_bare_surname_is_the_name_that_dominates() {
        let resolution = Resolution::of(COUNTS, &Aliases::default());
        for (bare, full) in [
            ("Trump", "Donald Trump"),
            ("Bush", "George Bush"),
            ("Xi", "Xi Jinping"),
            ("Reagan", "Ronald Reagan"),
            ("von der Leyen", "Ursula von der Leyen"),
            ("Zelensky", "Volodymyr Zelenskyy"),
            // Two bearers.
            ("Smith", "Smith"),
            // A name of its own, a given name, too few stories, nobody.
            ("Prince", "Prince"),
            ("Jordan", "Jordan"),
            ("Oduya", "Oduya"),
            ("Nobody", "Nobody"),
        ] {
            assert_eq!(resolution.canonical(bare), Some(full), "{bare}");
        }
    }

    #[test]
    fn spellings_of_a_full_name_are_one() {
        let resolution = Resolution::of(COUNTS, &Aliases::default());
        assert_eq!(resolution.canonical("Volodymyr Zelenskiy"), Some("Volodymyr Zelenskyy"));
        assert_eq!(resolution.canonical("SERGEI LAVROV"), Some("Sergey Lavrov"));
        assert_eq!(resolution.canonical("Robert Kennedy Jr."), Some("Robert Kennedy Jr."));
    }

    #[test]
    fn the_user_wins() {
        let aliases = "split = [\"Bush\", \"Volodymyr Zelenskiy\"]\nnever = [\"Kremlin\"]\n[merge]\n\
                       \"Karen Oduya\" = [\"Oduya\"]\n\"D. Trump\" = [\"Donald Trump\"]";
        let resolution = Resolution::of(COUNTS, &Aliases::parse(aliases).unwrap());
        assert_eq!(resolution.canonical("Bush"), Some("Bush"));
        assert_eq!(resolution.canonical("Kremlin"), None);
        assert_eq!(resolution.canonical("Volodymyr Zelenskiy"), Some("Volodymyr Zelenskiy"));
        assert_eq!(resolution.canonical("Oduya"), Some("Karen Oduya"));
        assert_eq!(resolution.canonical("Trump"), Some("D. Trump"));
    }

    #[test]
    fn the_order_of_the_table_makes_no_difference() {
        let mut turned = COUNTS.to_vec();
        turned.reverse();
        assert_eq!(Resolution::of(&turned, &Aliases::default()), Resolution::of(COUNTS, &Aliases::default()));
    }

    #[test]
    fn what_is_likely_is_suggested() {
        let found = suggestions(COUNTS, &Aliases::default());
        let pairs: Vec<(&str, &str)> = found.iter().map(|found| (found.alias.as_str(), found.name.as_str())).collect();
        assert!(pairs.contains(&("Donald J. Trump", "Donald Trump")), "{pairs:?}");
        assert!(pairs.contains(&("Oduya", "Karen Oduya")), "{pairs:?}");
        assert!(!pairs.iter().any(|(alias, _)| *alias == "Trump" || alias.contains("Jr.")), "{pairs:?}");
        let split = Aliases::parse("split = [\"Donald J. Trump\"]").unwrap();
        assert!(suggestions(COUNTS, &split).iter().all(|found| found.alias != "Donald J. Trump"));
    }
}
