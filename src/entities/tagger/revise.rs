//! What is known better than the model knows it: seats of power are no people, countries no organizations, and a common
//! word alone is no name.

use super::NameKind;
use super::lexicon::{CITY, COUNTRY, GIVEN, LOWER, Lexicon, STATE, SURNAME};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Revisions by the first word of the name in lower case.
static REVISIONS: LazyLock<HashMap<String, Vec<Revision>>> = LazyLock::new(|| {
    let mut revisions: HashMap<String, Vec<Revision>> = HashMap::new();
    for line in include_str!("lists/revisions.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(name), Some(from), Some(to)) = (columns.next(), columns.next(), columns.next()) else { continue };
        let (Some(from), Some(to)) = (kind(from), kind(to)) else { continue };
        let (name, begins) = name.strip_suffix(" *").map_or((name, false), |begin| (begin, true));
        let revision = Revision { name: name.to_lowercase(), begins, from, to };
        let first = revision.name.split(' ').next().unwrap_or_default().to_owned();
        revisions.entry(first).or_default().push(revision);
    }
    revisions
});

struct Revision {
    name: String,
    /// Whether names that only begin so are meant.
    begins: bool,
    from: NameKind,
    to: NameKind,
}

fn kind(tag: &str) -> Option<NameKind> {
    NameKind::ALL.into_iter().find(|kind| kind.tag() == tag)
}

/// What a name is in the end; nothing when it is none.
pub(super) fn revise(lexicon: &Lexicon, name: &str, words: &[&str], found: NameKind) -> Option<NameKind> {
    let first = words.first()?.to_lowercase();
    if let Some(revisions) = REVISIONS.get(&first) {
        let lower = name.to_lowercase();
        let matches = |revision: &&Revision| {
            revision.from == found
                && if revision.begins {
                    lower.strip_prefix(revision.name.as_str()).is_some_and(|rest| rest.starts_with(' '))
                } else {
                    lower == revision.name
                }
        };
        if let Some(revision) = revisions.iter().find(matches) {
            return Some(revision.to);
        }
    }
    if let [_] = words {
        let flags = lexicon.get(&first).flags;
        let is_place = flags & (COUNTRY | CITY | STATE) != 0;
        return match found {
            NameKind::Person if is_place && flags & (GIVEN | SURNAME) == 0 => Some(NameKind::Location),
            NameKind::Organization if flags & COUNTRY != 0 => Some(NameKind::Location),
            NameKind::Organization if flags & LOWER != 0 && !is_place => None,
            _ => Some(found),
        };
    }
    // "An Air force jet": the article belongs to the sentence.
    (found != NameKind::Organization || !matches!(first.as_str(), "a" | "an")).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::{Entry, build};
    use super::super::words::word_key;
    use super::*;

    fn revised(name: &str, found: NameKind) -> Option<NameKind> {
        let flags = [("kyiv", CITY), ("paris", CITY | GIVEN), ("finland", COUNTRY), ("party", LOWER), ("reuters", 0)];
        let entry = |(word, flags): (&str, u16)| (word_key(word), Entry { flags, ..Entry::default() });
        let lexicon = Lexicon::open(build(flags.map(entry)).into()).unwrap();
        revise(&lexicon, name, &name.split(' ').collect::<Vec<_>>(), found)
    }

    #[test]
    fn seats_of_power_are_no_people() {
        use NameKind::{Location, Organization, Person};
        for (name, found, expected) in [
            ("Kremlin", Person, Some(Organization)),
            ("KREMLIN", Person, Some(Organization)),
            ("Kremlin", Location, Some(Location)),
            ("White House", Person, Some(Organization)),
            ("White", Person, Some(Person)),
            ("Santa Maria Maggiore", Person, Some(Location)),
            ("Santa Claus", Person, Some(Person)),
            ("Kyiv", Person, Some(Location)),
            ("Paris", Person, Some(Person)),
            ("Paris Hilton", Person, Some(Person)),
            ("Finland", Organization, Some(Location)),
            ("Party", Organization, None),
            ("Labour Party", Organization, Some(Organization)),
            ("An Air", Organization, None),
            ("Reuters", Organization, Some(Organization)),
        ] {
            assert_eq!(revised(name, found), expected, "{name}");
        }
    }

    #[test]
    fn every_row_is_read() {
        let rows = include_str!("lists/revisions.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(REVISIONS.values().map(Vec::len).sum::<usize>(), rows);
    }
}
