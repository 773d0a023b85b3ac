//! A named entity: a span of the title or the text with the type that the tagger gave it and that corrections may change.

use crate::article::{Field, Origin, Span, Stage};

/// The four types of entities of CoNLL-2003.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityType {
    /// PER
    Person,
    /// LOC
    Location,
    /// ORG
    Organization,
    /// MISC: nationalities, events, works
    Miscellaneous,
}

impl EntityType {
    /// The four, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Person, Self::Location, Self::Organization, Self::Miscellaneous];

    /// The tag of corpora: "PER".
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Location => "LOC",
            Self::Organization => "ORG",
            Self::Miscellaneous => "MISC",
        }
    }

    /// The type of a tag.
    pub(super) fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag)
    }
}

/// How likely a span is a name of each type, in the order of [`EntityType::ALL`], and no name: five numbers that sum to 1.
pub type Likelihoods = [f32; 5];

/// The rule by which what was taken for a place is a team.
pub(super) const TEAM: &str = "team";
/// The rule by which it is a university.
pub(super) const UNIVERSITY: &str = "university";

/// A name in an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedEntity {
    /// Where the span lies.
    pub field: Field,
    /// Bytes of that field.
    pub span: Span,
    /// What it is taken for.
    pub kind: EntityType,
    /// What made it that.
    pub origin: Origin,
    /// What the tagger says of the span.
    pub likelihoods: Likelihoods,
}

impl NamedEntity {
    /// A name as a tagger finds it.
    #[must_use]
    pub const fn tagged(field: Field, span: Span, kind: EntityType) -> Self {
        Self::new(field, span, kind, Origin { stage: Stage::Tagger, rule: kind.tag(), weighed: None })
    }

    /// A name that something else than the tagger finds.
    #[must_use]
    pub const fn new(field: Field, span: Span, kind: EntityType, origin: Origin) -> Self {
        let mut likelihoods = [0.0; 5];
        likelihoods[kind as usize] = 1.0;
        Self { field, span, kind, origin, likelihoods }
    }

    /// True of a team or a university that is called like its place.
    pub(super) fn bears_place(&self) -> bool {
        matches!(self.origin.rule, TEAM | UNIVERSITY)
    }

    /// Changes what it is taken for.
    pub(super) fn set(&mut self, kind: EntityType, stage: Stage, rule: &'static str) {
        self.kind = kind;
        self.origin = Origin { stage, rule, weighed: None };
    }
}
