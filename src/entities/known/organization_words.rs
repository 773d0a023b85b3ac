//! Words that names of organizations are made of; the table is `organization_words.tsv`.

use foldhash::HashSet;

/// What a word of the names of organizations is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrganizationWords {
    /// A legal form, which is no part of the canonical name.
    Legal,
    /// Ends the name of a company.
    Company,
    /// Ends, or nearly ends, the name of an organization.
    Head,
    /// Behind a place name: the place is part of an organization's name.
    Cue,
    /// Too common to be a surname, or to name an organization alone.
    Noun,
    /// Behind the name of a body: a part of it, or another body called after it.
    Unit,
}

impl OrganizationWords {
    const fn name(self) -> &'static str {
        match self {
            Self::Legal => "legal",
            Self::Company => "company",
            Self::Head => "head",
            Self::Cue => "cue",
            Self::Noun => "noun",
            Self::Unit => "unit",
        }
    }

    /// The words of this use, in lower case.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> {
        rows().filter(move |(_, uses)| uses.split(' ').any(|used| used == self.name())).map(|(word, _)| word)
    }

    /// The words of this use as a set.
    pub(crate) fn set(self) -> HashSet<&'static str> {
        self.iter().collect()
    }
}

/// Each word with its uses.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("organization_words.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_listed_once_with_known_uses() {
        let all = [
            OrganizationWords::Legal,
            OrganizationWords::Company,
            OrganizationWords::Head,
            OrganizationWords::Cue,
            OrganizationWords::Noun,
            OrganizationWords::Unit,
        ];
        let mut seen = HashSet::default();
        for (word, uses) in rows() {
            assert!(seen.insert(word), "{word} is listed twice");
            assert!(uses.split(' ').all(|used| all.iter().any(|one| one.name() == used)), "{word}: {uses}");
            assert_eq!(word.to_lowercase(), word);
        }
        assert!(OrganizationWords::Legal.set().contains("gmbh"));
        assert!(OrganizationWords::Cue.set().contains("university"));
        assert!(!OrganizationWords::Legal.set().contains("university"));
    }
}
