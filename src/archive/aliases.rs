//! The user's own decisions on names: `aliases.toml` in the index folder, read and edited.
//!
//! They override what is derived from the archive. Nothing here counts names.

use crate::index::atomic_file;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// Name of the file with the user's decisions, in the index folder.
pub const FILE: &str = "aliases.toml";

/// The user's decisions on names: merges, splits, and names that are no people.
///
/// ```
/// use dateline::archive::aliases::Aliases;
/// let aliases = Aliases::parse(r#"
/// split = ["Bush"]
/// never = ["Kremlin"]
/// [merge]
/// "Volodymyr Zelenskyy" = ["Volodymyr Zelensky", "Zelenskiy"]
/// "#)?;
/// assert_eq!(aliases.canonical("Zelenskiy"), Some("Volodymyr Zelenskyy"));
/// assert_eq!(aliases.canonical("Kremlin"), None);
/// # Ok::<(), dateline::archive::aliases::AliasError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    /// From another name to the canonical one.
    merged: BTreeMap<String, String>,
    split: BTreeSet<String>,
    never: BTreeSet<String>,
}

/// A fault in `aliases.toml`.
#[derive(Debug, thiserror::Error)]
pub enum AliasError {
    /// Not TOML, or not of the known keys.
    #[error("aliases are not readable: {0}; the keys are merge (a table of lists), split and never (lists)")]
    Toml(#[from] toml::de::Error),
    /// Not TOML that can be edited.
    #[error("aliases are not readable: {0}")]
    Edit(#[from] toml_edit::TomlError),
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

/// The user's aliases cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", .path.display())]
pub struct AliasFileError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub fault: AliasFileFault,
}

/// What is wrong with a file of aliases.
#[derive(Debug, thiserror::Error)]
pub enum AliasFileFault {
    /// The file system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its text is faulty.
    #[error(transparent)]
    Text(#[from] AliasError),
}

/// Reads the text of `aliases.toml` in an index folder; empty where there is none.
pub(super) fn read_file(folder: &Path) -> Result<String, AliasFileError> {
    let path = folder.join(FILE);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| AliasFileError { path, fault: error.into() }),
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    merge: BTreeMap<String, Vec<String>>,
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
        let mut direct: BTreeMap<String, String> = BTreeMap::new();
        for (name, aliases) in file.merge {
            for alias in aliases {
                if let Some(first) = direct.get(&alias).filter(|first| **first != name) {
                    return Err(AliasError::Twice { alias, first: first.clone(), second: name });
                }
                direct.insert(alias, name.clone());
            }
        }
        let mut merged = BTreeMap::new();
        for alias in direct.keys() {
            let mut name = alias;
            let mut passed = HashSet::new();
            while let Some(next) = direct.get(name) {
                if !passed.insert(name) {
                    return Err(AliasError::Circle(alias.clone()));
                }
                name = next;
            }
            merged.insert(alias.clone(), name.clone());
        }
        Ok(Self { merged, split: file.split.into_iter().collect(), never: file.never.into_iter().collect() })
    }

    /// Reads the text of the `aliases.toml` of an index folder, which the error names.
    pub(super) fn parse_file(folder: &Path, text: &str) -> Result<Self, AliasFileError> {
        Self::parse(text).map_err(|error| AliasFileError { path: folder.join(FILE), fault: error.into() })
    }

    /// The name under which a name is counted; `None` where the user decided that it is no person.
    #[must_use]
    pub fn canonical<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let name = self.merged.get(name).map_or(name, String::as_str);
        (!self.never.contains(name)).then_some(name)
    }

    /// True of a name that the user has split off, merged or rejected.
    #[must_use]
    pub fn decides(&self, name: &str) -> bool {
        self.split.contains(name) || self.merged.contains_key(name) || self.never.contains(name)
    }

    /// Merged names with the names that they are counted under, in order.
    pub fn merged(&self) -> impl Iterator<Item = (&str, &str)> {
        self.merged.iter().map(|(alias, name)| (alias.as_str(), name.as_str()))
    }

    /// Names that are counted apart, in order.
    pub fn split(&self) -> impl Iterator<Item = &str> {
        self.split.iter().map(String::as_str)
    }

    /// Names of no persons, in order.
    pub fn never(&self) -> impl Iterator<Item = &str> {
        self.never.iter().map(String::as_str)
    }
}

/// A decision on names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// They are other names of this one.
    Merge(&'a str),
    /// They are names of their own.
    Split,
    /// They name no person.
    Never,
}

/// Writes a decision into the text of `aliases.toml`; an earlier one on the same names goes, comments stay.
///
/// # Errors
/// When the text is faulty before or would be afterwards.
pub fn decide(text: &str, names: &[String], decision: Decision<'_>) -> Result<String, AliasError> {
    Aliases::parse(text)?;
    let mut document: DocumentMut = text.parse()?;
    for name in names {
        take_back(&mut document, name);
    }
    let own = |item: &mut Item, names: &[String]| {
        if item.is_none() {
            *item = value(Array::new());
        }
        if let Some(list) = item.as_array_mut() {
            for name in names {
                list.push(name);
            }
        }
    };
    match decision {
        Decision::Split => own(document.entry("split").or_insert(Item::None), names),
        Decision::Never => own(document.entry("never").or_insert(Item::None), names),
        Decision::Merge(name) => {
            let merge = document.entry("merge").or_insert(Item::Table(Table::new()));
            if let Some(table) = merge.as_table_like_mut() {
                own(table.entry(name).or_insert(Item::None), names);
            }
        }
    }
    let text = document.to_string();
    Aliases::parse(&text)?;
    Ok(text)
}

/// Writes a decision into the `aliases.toml` of an index folder.
///
/// # Errors
/// When the file cannot be read or written, or is faulty; the error names it.
pub fn record(folder: &Path, names: &[String], decision: Decision<'_>) -> Result<(), AliasFileError> {
    let path = folder.join(FILE);
    let write = |text: &str| -> Result<(), AliasFileFault> {
        let text = decide(text, names, decision)?;
        Ok(atomic_file::replace_in_index(&path, |out| out.write_all(text.as_bytes()))?)
    };
    let text = read_file(folder)?;
    write(&text).map_err(|fault| AliasFileError { path: path.clone(), fault })
}

/// Removes every decision on a name.
fn take_back(document: &mut DocumentMut, name: &str) {
    let drop = |item: &mut Item| {
        if let Some(list) = item.as_array_mut() {
            list.retain(|known| known.as_str() != Some(name));
        }
    };
    for key in ["split", "never"] {
        if let Some(item) = document.get_mut(key) {
            drop(item);
        }
    }
    if let Some(table) = document.get_mut("merge").and_then(Item::as_table_like_mut) {
        table.iter_mut().for_each(|(_, item)| drop(item));
        let empty = |item: &Item| item.as_array().is_some_and(Array::is_empty);
        let done: Vec<String> = table.iter().filter(|(_, item)| empty(item)).map(|(key, _)| key.to_owned()).collect();
        for key in done {
            table.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_errors() {
        let fault = |text: &str| Aliases::parse(text).unwrap_err().to_string();
        assert!(fault("merges = 1").contains("the keys are merge"));
        assert!(fault("[merge]\nA = [\"X\"]\nB = [\"X\"]").contains("\"X\" is merged into"));
        assert!(fault("[merge]\nA = [\"B\"]\nB = [\"A\"]").contains("merged into itself"));
    }

    #[test]
    fn merges_are_followed() {
        let aliases = Aliases::parse("never = [\"C\"]\n[merge]\nB = [\"A\"]\nC = [\"D\"]\nE = [\"B\"]").unwrap();
        assert_eq!(aliases.canonical("A"), Some("E"));
        assert_eq!(aliases.canonical("D"), None);
        assert!(aliases.decides("A") && !aliases.decides("E"));
    }

    #[test]
    fn decisions_are_written_and_comments_stay() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let text = "# mine\nsplit = [\"Bush\"] # two of them\n";
        let text = decide(text, &names(&["Zelenskiy", "V. Zelensky"]), Decision::Merge("Volodymyr Zelenskyy")).unwrap();
        assert!(text.contains("# mine") && text.contains("# two of them"), "{text}");
        let aliases = Aliases::parse(&text).unwrap();
        assert_eq!(aliases.canonical("V. Zelensky"), Some("Volodymyr Zelenskyy"));
        // The last decision on a name counts.
        let text = decide(&text, &names(&["V. Zelensky", "Bush"]), Decision::Never).unwrap();
        let aliases = Aliases::parse(&text).unwrap();
        assert_eq!(aliases.canonical("V. Zelensky"), None);
        assert_eq!(aliases.split().count(), 0);
        assert_eq!(aliases.canonical("Zelenskiy"), Some("Volodymyr Zelenskyy"));
        let text = decide(&text, &names(&["Zelenskiy"]), Decision::Split).unwrap();
        assert!(!text.contains("Volodymyr"), "{text}");
        assert!(decide(&text, &names(&["A"]), Decision::Merge("A")).is_err());
    }
}
