//! The features by which the kind of a name is decided, and their values for one name.
//!
//! A feature is a name in the table of weights. `evidence` gathers them: from the tagger, the name itself, what lists say of it,
//! the words beside it and the rest of the article.

/// Declares the features with their names in the table of weights.
macro_rules! features {
    ($($feature:ident = $name:literal,)*) => {
        /// What speaks for or against a kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature {
            $(#[doc = $name] $feature,)*
        }

        impl Feature {
            /// All of them, in the order of the table of weights.
            pub const ALL: &[Self] = &[$(Self::$feature,)*];

            /// Its name in the table of weights.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$feature => $name,)*
                }
            }

            /// The feature of a name in the table.
            #[must_use]
            pub fn of_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|feature| feature.name() == name)
            }
        }
    };
}

features! {
    Bias = "bias",
    // Log-likelihoods of the tagger, for the name here, and the mean over all mentions.
    HerePerson = "here-person",
    HerePlace = "here-place",
    HereOrganization = "here-organization",
    HereOther = "here-other",
    HereNothing = "here-nothing",
    GroupPerson = "group-person",
    GroupPlace = "group-place",
    GroupOrganization = "group-organization",
    GroupOther = "group-other",
    GroupNothing = "group-nothing",
    // What the stages before made of it.
    TakenPerson = "taken-person",
    TakenPlace = "taken-place",
    TakenOrganization = "taken-organization",
    TakenOther = "taken-other",
    // How the name is written.
    OneWord = "one-word",
    TwoWords = "two-words",
    ManyWords = "many-words",
    Capitals = "capitals",
    Acronym = "acronym",
    Digit = "digit",
    Ampersand = "ampersand",
    InnerCapital = "inner-capital",
    OfInside = "of-inside",
    // Its words.
    FirstGiven = "first-given",
    LoneGiven = "lone-given",
    LastSurname = "last-surname",
    LoneSurname = "lone-surname",
    LastOrganization = "last-organization",
    LastCompany = "last-company",
    LastSite = "last-site",
    LastBuilding = "last-building",
    CommonWord = "common-word",
    UsuallyCapitals = "usually-capitals",
    Demonym = "demonym",
    // The gazetteer.
    PlaceNone = "place-none",
    PlaceCountry = "place-country",
    PlaceState = "place-state",
    PlaceArea = "place-area",
    PlaceGreatCity = "place-great-city",
    PlaceCity = "place-city",
    PlaceTown = "place-town",
    PlaceVillage = "place-village",
    // Known names.
    KnownPerson = "known-person",
    KnownOutlet = "known-outlet",
    KnownCompany = "known-company",
    KnownParty = "known-party",
    KnownTeam = "known-team",
    KnownUniversity = "known-university",
    KnownBody = "known-body",
    KnownMilitant = "known-militant",
    KnownForce = "known-force",
    KnownSeat = "known-seat",
    KnownSeveral = "known-several",
    KnownLong = "known-long",
    KnownAndPlace = "known-and-place",
    // The user's own names.
    OwnPerson = "own-person",
    OwnPlace = "own-place",
    OwnOrganization = "own-organization",
    // The words beside it.
    BeforeIn = "before-in",
    BeforeAt = "before-at",
    BeforeOf = "before-of",
    BeforeBy = "before-by",
    BeforeSport = "before-sport",
    BeforeThe = "before-the",
    BeforeA = "before-a",
    BeforeTitle = "before-title",
    BeforeRole = "before-role",
    BeforeCapital = "before-capital",
    BeforeName = "before-name",
    Opens = "opens",
    AfterSaid = "after-said",
    AfterIs = "after-is",
    AfterPeople = "after-people",
    AfterGroup = "after-group",
    AfterKind = "after-kind",
    AfterSite = "after-site",
    AfterSport = "after-sport",
    AfterScore = "after-score",
    AfterPossessive = "after-possessive",
    AfterBased = "after-based",
    AfterAge = "after-age",
    AfterAcronym = "after-acronym",
    AfterCapital = "after-capital",
    AfterPlace = "after-place",
    GroupIn = "group-in",
    GroupTitle = "group-title",
    GroupSaid = "group-said",
    GroupThe = "group-the",
    // What a noun says of it, here or at another mention of it.
    IsPerson = "is-person",
    IsPlace = "is-place",
    IsOrganization = "is-organization",
    IsOther = "is-other",
    NounPerson = "noun-person",
    NounPlace = "noun-place",
    NounOrganization = "noun-organization",
    NounOther = "noun-other",
    OfBody = "of-body",
    BodyHas = "body-has",
    AfterWhich = "after-which",
    // The rest of the article.
    SurnameOfPerson = "surname-of-person",
    GivenOfPerson = "given-of-person",
    SurnameElsewhere = "surname-elsewhere",
    BeginsOrganization = "begins-organization",
    InPlace = "in-place",
    AcronymOf = "acronym-of",
    Once = "once",
    Often = "often",
    Headline = "headline",
}

/// Features of a name with their values; what is not there is 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features(Vec<(Feature, f32)>);

impl Features {
    /// None yet, with room for some.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Takes all out.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a feature that holds.
    pub fn set(&mut self, feature: Feature) {
        self.0.push((feature, 1.0));
    }

    /// Adds a feature where something is true.
    pub fn set_if(&mut self, is_true: bool, feature: Feature) {
        if is_true {
            self.set(feature);
        }
    }

    /// Adds a feature with a value.
    pub fn put(&mut self, feature: Feature, value: f32) {
        if value != 0.0 {
            self.0.push((feature, value));
        }
    }

    /// Adds the features of another.
    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// The features with their values.
    pub fn iter(&self) -> impl Iterator<Item = (Feature, f32)> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_feature_has_a_name_of_its_own() {
        for feature in Feature::ALL {
            assert_eq!(Feature::of_name(feature.name()), Some(*feature));
        }
        assert_eq!(Feature::of_name("qwxyz"), None);
    }
}
