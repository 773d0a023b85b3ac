//! Well-known names and what they are, whatever a model takes them for; the table is `names.tsv`.

use crate::entities::EntityType;
use crate::text::with_lower;
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use std::sync::LazyLock;

/// What names are, by what they may be taken for.
struct Names {
    /// By the name in lower case.
    whole: HashMap<String, Vec<(EntityType, EntityType)>>,
    /// Beginnings of names in lower case, with a space behind them.
    beginnings: Vec<(String, EntityType, EntityType)>,
    /// Bytes of the longest name in lower case.
    longest: usize,
    /// For each first letter in ASCII, in lower case, the lengths of names as bits: most names are none of these by that alone.
    lengths: [u64; 128],
    /// The letters and digits that names begin with, in lower case.
    first: HashSet<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names =
        Names { whole: HashMap::new(), beginnings: Vec::new(), longest: 0, lengths: [0; 128], first: HashSet::new() };
    for (name, from, to) in rows() {
        let name = name.to_lowercase();
        names.first.insert(beginning_of(&name).to_owned());
        if let Some(beginning) = name.strip_suffix('*') {
            names.beginnings.push((beginning.to_owned(), from, to));
        } else {
            names.longest = names.longest.max(name.len());
            if let Some(lengths) = names.lengths.get_mut(usize::from(name.as_bytes()[0])) {
                *lengths |= 1 << name.len().min(63);
            }
            names.whole.entry(name).or_default().push((from, to));
        }
    }
    names
});

fn rows() -> impl Iterator<Item = (&'static str, EntityType, EntityType)> {
    let lines = include_str!("names.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let names = columns.next()?;
            let mut next_type = || EntityType::from_tag(columns.next()?);
            let (from, to) = (next_type()?, next_type()?);
            Some(names.split('|').map(move |name| (name, from, to)))
        })
        .flatten()
}

/// What a well-known name is that was taken for `from`; nothing for other names, or where nothing is known against it.
pub(in crate::entities) fn entity_type(name: &str, from: EntityType) -> Option<EntityType> {
    let names = &*NAMES;
    // Lower case may take more bytes than capitals, but no name of the table is affected.
    if name.len() <= names.longest
        && names.may_have(name)
        && let Some(known) = with_lower(name, |name| names.whole.get(name))
    {
        let found = known.iter().find(|(taken_for, _)| *taken_for == from);
        if let Some((_, to)) = found {
            return Some(*to);
        }
    }
    let begins = |beginning: &str| {
        let is_likely = || name.starts_with(|c: char| !c.is_ascii() || beginning.starts_with(c.to_ascii_lowercase()));
        is_likely() && name.get(..beginning.len()).is_some_and(|head| head.to_lowercase() == beginning)
    };
    names
        .beginnings
        .iter()
        .find(|(beginning, taken_for, _)| *taken_for == from && begins(beginning))
        .map(|(.., to)| *to)
}

impl Names {
    /// False of a name that is in no row as a whole, by its first letter and its length.
    fn may_have(&self, name: &str) -> bool {
        let first = name.bytes().next().unwrap_or_default().to_ascii_lowercase();
        !name.is_ascii()
            || self.lengths.get(usize::from(first)).is_some_and(|lengths| lengths >> name.len().min(63) & 1 == 1)
    }
}

/// The letters and digits that a name begins with.
fn beginning_of(name: &str) -> &str {
    name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

/// False of a word, in lower case, with which no well-known name begins.
pub(in crate::entities) fn begins_name(word: &str) -> bool {
    NAMES.first.contains(beginning_of(word))
}

/// True of the name of an organization that is taken for a person's: "Moody's".
pub(in crate::entities) fn is_organization(name: &str) -> bool {
    entity_type(name, EntityType::Person) == Some(EntityType::Organization)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityType::{Location, Organization, Person};

    #[test]
    fn well_known_names_are_what_they_are() {
        for (name, from, to) in [
            ("Kremlin", Person, Some(Organization)),
            ("KREMLIN", Person, Some(Organization)),
            ("Kremlin", Location, Some(Organization)),
            ("Kremlin", Organization, None),
            ("Santa Maria Maggiore", Person, Some(Location)),
            ("Santa Maria", Person, None),
            ("Santa Claus", Person, None),
            ("Élysée", Location, Some(Organization)),
            ("Smith", Person, None),
            ("Soviet Union", Organization, Some(Location)),
            ("Garden State", Organization, Some(Location)),
            ("Big Apple", Person, Some(Location)),
            ("Golden State", Organization, None),
        ] {
            assert_eq!(entity_type(name, from), to, "{name}");
        }
    }

    #[test]
    fn every_row_is_read() {
        let lines = include_str!("names.tsv").lines().filter(|line| !line.starts_with('#'));
        let names: usize = lines.map(|line| line.split('\t').next().unwrap().split('|').count()).sum();
        assert_eq!(rows().count(), names);
        assert!(rows().all(|(_, from, to)| from != to));
        for (name, from, to) in rows().filter(|(name, ..)| !name.ends_with('*')) {
            assert_eq!(entity_type(name, from), Some(to), "{name}");
            assert_eq!(entity_type(&name.to_uppercase(), from), Some(to), "{name}");
        }
    }
}
