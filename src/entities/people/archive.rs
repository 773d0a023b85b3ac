//! What the archive as a whole says of people: bare surnames, and the user's own merges and splits.
//!
//! Both are tables over names that are applied when a query counts or filters; no article is read again for them.
//! Nothing here knows where names are counted.

use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Stories in which a full name must occur before a bare surname is taken for it.
const FEWEST: u64 = 5;
/// Share of all bearers of a surname that the full name must have.
const SHARE: f64 = 0.9;

/// The user's own word on names: `aliases.toml` in the index folder.
///
/// ```
/// use dateline::entities::people::archive::Aliases;
/// let aliases = Aliases::parse(r#"
/// split = ["Bush"]
/// never = ["Reuters"]
/// [merge]
/// "Volodymyr Zelenskyy" = ["Volodymyr Zelensky", "Zelenskiy"]
/// "#)?;
/// assert_eq!(aliases.canonical("Zelenskiy"), Some("Volodymyr Zelenskyy"));
/// assert_eq!(aliases.canonical("Reuters"), None);
/// # Ok::<(), dateline::entities::people::archive::AliasError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    /// From another name to the canonical one.
    merged: HashMap<String, String>,
    split: HashSet<String>,
    never: HashSet<String>,
}

/// A fault in `aliases.toml`.
#[derive(Debug, thiserror::Error)]
pub enum AliasError {
    /// Not TOML, or not of the known keys.
    #[error("aliases are not readable: {0}; the keys are merge (a table of lists), split and never (lists)")]
    Toml(#[from] toml::de::Error),
    /// A name is merged into two others.
    #[error("\"{alias}\" is merged into \"{first}\" and into \"{second}\"; keep one of them")]
    Twice {
        /// The name.
        alias: String,
        /// One canonical name.
        first: String,
        /// The other one.
        second: String,
    },
    /// A name is merged into a name that is itself merged, in a circle.
    #[error("\"{0}\" is merged into itself")]
    Circle(String),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    merge: std::collections::BTreeMap<String, Vec<String>>,
    split: Vec<String>,
    never: Vec<String>,
}

impl Aliases {
    /// Reads the text of `aliases.toml`.
    ///
    /// # Errors
    /// When it is not TOML, has unknown keys, or merges a name twice or into itself.
    pub fn parse(text: &str) -> Result<Self, AliasError> {
        let file: File = toml::from_str(text)?;
        let mut direct: HashMap<String, String> = HashMap::new();
        for (name, aliases) in file.merge {
            for alias in aliases {
                if let Some(first) = direct.get(&alias).filter(|first| **first != name) {
                    return Err(AliasError::Twice { alias, first: first.clone(), second: name });
                }
                direct.insert(alias, name.clone());
            }
        }
        let mut merged = HashMap::with_capacity(direct.len());
        for alias in direct.keys() {
            let mut name = alias;
            for _ in 0..=direct.len() {
                match direct.get(name) {
                    Some(next) => name = next,
                    None => break,
                }
            }
            if direct.contains_key(name) {
                return Err(AliasError::Circle(alias.clone()));
            }
            merged.insert(alias.clone(), name.clone());
        }
        Ok(Self { merged, split: file.split.into_iter().collect(), never: file.never.into_iter().collect() })
    }

    /// The name under which a name is counted; `None` where the user says that it is no person.
    #[must_use]
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        if self.never.contains(name) {
            return None;
        }
        Some(self.merged.get(name).map_or(name, String::as_str))
    }

    /// True of a name that the user wants kept apart, whatever the archive says.
    #[must_use]
    pub fn is_split(&self, name: &str) -> bool {
        self.split.contains(name)
    }

    /// True when the user said nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.merged.is_empty() && self.split.is_empty() && self.never.is_empty()
    }
}

/// From each name as articles have it to the one under which the archive counts it.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    canonical: HashMap<String, Option<String>>,
}

impl Resolution {
    /// Decides for a table of names with the number of stories that have them.
    ///
    /// A bare surname ("Trump") is taken for the full name that nine tenths of its bearers' stories have, if there are
    /// at least five such stories and the user did not split it. Merges of the user come first and win.
    #[must_use]
    pub fn of<S: AsRef<str>>(counts: &[(S, u64)], aliases: &Aliases) -> Self {
        let mut canonical = HashMap::new();
        let mut bearers: HashMap<&str, HashMap<&str, u64>> = HashMap::new();
        for (name, count) in counts {
            let name = name.as_ref();
            match aliases.canonical(name) {
                None => {
                    canonical.insert(name.to_owned(), None);
                }
                Some(full) => {
                    if full != name {
                        canonical.insert(name.to_owned(), Some(full.to_owned()));
                    }
                    if let Some((_, surname)) = full.rsplit_once(' ') {
                        *bearers.entry(surname).or_default().entry(full).or_insert(0) += count;
                    }
                }
            }
        }
        for (name, _) in counts {
            let name = name.as_ref();
            if name.contains(' ') || canonical.contains_key(name) || aliases.is_split(name) {
                continue;
            }
            let Some(bearers) = bearers.get(name) else { continue };
            let all: u64 = bearers.values().sum();
            // Ties are broken by name, so that the answer does not depend on the order of the table.
            let Some((full, count)) = bearers.iter().max_by_key(|(full, count)| (**count, std::cmp::Reverse(**full)))
            else {
                continue;
            };
            if *count >= FEWEST && *count as f64 >= SHARE * all as f64 {
                canonical.insert(name.to_owned(), Some((*full).to_owned()));
            }
        }
        Self { canonical }
    }

    /// The name under which a name is counted; `None` where it is no person.
    #[must_use]
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        match self.canonical.get(name) {
            None => Some(name),
            Some(other) => other.as_deref(),
        }
    }

    /// Adds up a table of counts under the canonical names, most first, then by name.
    ///
    /// Stories that have both forms count once for each form in the sum; callers that count sets of stories should map
    /// the names first.
    #[must_use]
    pub fn regroup<S: AsRef<str>>(&self, counts: &[(S, u64)]) -> Vec<(String, u64)> {
        let mut sums: HashMap<&str, u64> = HashMap::new();
        for (name, count) in counts {
            if let Some(name) = self.canonical(name.as_ref()) {
                *sums.entry(name).or_insert(0) += count;
            }
        }
        let mut sums: Vec<(String, u64)> = sums.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        sums.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sums
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
        ("Reuters", 7),
    ];

    #[test]
    fn a_bare_surname_is_the_name_that_dominates() {
        let resolution = Resolution::of(COUNTS, &Aliases::default());
        assert_eq!(resolution.canonical("Trump"), Some("Donald Trump"));
        assert_eq!(resolution.canonical("Bush"), Some("George Bush"));
        assert_eq!(resolution.canonical("Smith"), Some("Smith"));
        assert_eq!(resolution.canonical("Nobody"), Some("Nobody"));
    }

    #[test]
    fn the_user_wins() {
        let aliases = "split = [\"Bush\"]\nnever = [\"Reuters\"]\n[merge]\n\"Volodymyr Zelenskyy\" = [\"Zelensky\"]";
        let resolution = Resolution::of(COUNTS, &Aliases::parse(aliases).unwrap());
        assert_eq!(resolution.canonical("Bush"), Some("Bush"));
        assert_eq!(resolution.canonical("Reuters"), None);
        let sums = resolution.regroup(COUNTS);
        assert_eq!(sums[0], ("Donald Trump".to_owned(), 135));
        assert_eq!(sums[1], ("Volodymyr Zelenskyy".to_owned(), 55));
        assert!(sums.iter().all(|(name, _)| name != "Reuters" && name != "Zelensky"));
    }

    #[test]
    fn faults_are_said() {
        let fault = |text: &str| Aliases::parse(text).unwrap_err().to_string();
        assert!(fault("merges = 1").contains("the keys are merge"));
        assert!(fault("[merge]\nA = [\"X\"]\nB = [\"X\"]").contains("\"X\" is merged into"));
        assert!(fault("[merge]\nA = [\"B\"]\nB = [\"A\"]").contains("merged into itself"));
    }
}
