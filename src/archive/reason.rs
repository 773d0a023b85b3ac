//! Why a name counts under another one, or under none: what `dateline why` says of it.

/// A name, the one under which it is known, and why; none where it names nobody.
pub(super) type Row = (String, Option<String>, Reason);

/// A reason to count a name under another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The user says so.
    User,
    /// The same letters, or the same words in another spelling.
    Spelling,
    /// One of the two has a particle more.
    Particle,
    /// One of the two has a middle name or initial more.
    MiddleName,
    /// Two forms of one given name.
    GivenForm,
    /// An initial for the given name.
    Initial,
    /// The given name transliterated otherwise.
    Transliteration,
    /// A name that is followed by words which belong to something else.
    Glued,
    /// A surname alone, whose bearer has nearly all of the stories.
    Surname,
    /// A given name alone, likewise.
    GivenName,
    /// A surname or given name alone that may be several people's.
    Open,
    /// The same of a given name, or of a surname whose bearers are all little written of: it counts for nobody.
    Several,
    /// It is a title and what stands before it.
    Title,
    /// It ends in an initial: the surname is cut off.
    Cut,
    /// It is oftener an organization or a place in the archive.
    OtherKind,
    /// The word is mostly no person's name.
    Word,
    /// A form of a department's name.
    Department,
    /// A row of the list of organizations.
    Listed,
    /// A body with and without its country.
    Country,
    /// A body with and without the place before it.
    WithoutPlace,
    /// A body by the first words of its name.
    Shorter,
    /// A section of an outlet.
    Section,
    /// It says of what kind a body is, and several places have one.
    Kind,
    /// One and several of the same.
    Plural,
    /// A party and its members.
    Party,
    /// The initials of a name.
    Acronym,
    /// The acronym that articles give in parentheses.
    Defined,
    /// Two bodies in one name.
    Two,
}

impl Reason {
    /// All reasons in order.
    const ALL: &[Self] = &[
        Self::User,
        Self::Spelling,
        Self::Particle,
        Self::MiddleName,
        Self::GivenForm,
        Self::Initial,
        Self::Transliteration,
        Self::Glued,
        Self::Surname,
        Self::GivenName,
        Self::Open,
        Self::Several,
        Self::Title,
        Self::Cut,
        Self::OtherKind,
        Self::Word,
        Self::Department,
        Self::Listed,
        Self::Country,
        Self::WithoutPlace,
        Self::Shorter,
        Self::Section,
        Self::Kind,
        Self::Plural,
        Self::Party,
        Self::Acronym,
        Self::Defined,
        Self::Two,
    ];

    /// The number of the reason in a table.
    pub(super) fn number(self) -> u32 {
        self as u32
    }

    /// The reason of a number; no table has a number that is none.
    pub(super) fn of_number(number: u32) -> Self {
        Self::ALL.get(number as usize).copied().unwrap_or(Self::Spelling)
    }

    /// True of what is shown with a name, but is no entity to be counted: "Tom", "City Council".
    pub(super) const fn counts_for_nobody(self) -> bool {
        matches!(self, Self::Several | Self::Kind)
    }

    /// Says why, as the end of a sentence that begins with the name.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::User => "aliases.toml says so",
            Self::Spelling => "it is the same name in another spelling",
            Self::Particle => "they differ by a particle alone",
            Self::MiddleName => "they differ by a middle name or initial alone",
            Self::GivenForm => "the given names are forms of one",
            Self::Initial => "the given name is written as an initial",
            Self::Transliteration => "the given name is transliterated otherwise",
            Self::Glued => "what follows the name is no part of it",
            Self::Surname => "of all who bear the surname, nine tenths of the stories have this one",
            Self::GivenName => "of all who bear the given name, nine tenths of the stories have this one",
            Self::Open => "several people bear it, and no one has nine tenths of their stories",
            Self::Several => "many people bear it, and none of them stands out",
            Self::Title => "it is a title, and no name",
            Self::Cut => "it ends in an initial, and no surname follows",
            Self::OtherKind => "it is oftener an organization or a place in the archive, and nobody of note bears it",
            Self::Word => "nobody of note bears it, and the word is something else in most articles",
            Self::Department => "both are forms of the department's name",
            Self::Listed => "the list of organizations says so",
            Self::Country => "it is the body with its country, and those of other countries are hardly written of",
            Self::WithoutPlace => "it is the only body of that name that is written of much",
            Self::Shorter => "it is the only body whose name begins so that is written of much",
            Self::Section => "it is a section of that outlet",
            Self::Kind => "it says of what kind a body is, and several places have one",
            Self::Plural => "one is the plural of the other",
            Self::Party => "they are members of the party",
            Self::Acronym => "its letters are the initials of the name",
            Self::Defined => "nearly all stories that say what it stands for say so",
            Self::Two => "it is two bodies in one name",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_the_one_of_its_number() {
        assert!((0..).zip(Reason::ALL).all(|(number, reason)| reason.number() == number));
        assert!(Reason::ALL.iter().all(|reason| Reason::of_number(reason.number()) == *reason));
        assert_eq!(Reason::ALL.last(), Some(&Reason::Two), "none is missing");
        assert_eq!(Reason::of_number(u32::MAX), Reason::Spelling);
    }
}
