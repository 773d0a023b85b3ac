//! Mentions: spans of text that name a person, a place, an organization or a date.

use super::{DayRange, Field, Span};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A span of the title or the text that names something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Where the span lies.
    pub field: Field,
    /// Bytes of that field.
    pub span: Span,
    /// What is named.
    pub kind: MentionKind,
    /// What made it; nothing is stored of it in an index.
    #[serde(skip)]
    pub origin: Option<Origin>,
}

/// The stage of extraction that made a mention, and its rule, for `--explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The stage.
    pub stage: Stage,
    /// The rule, in a word or two.
    pub rule: &'static str,
    /// Where the kind of the name was decided by its evidence, the heaviest of it.
    pub weighed: Option<Weighed>,
}

/// What spoke for the kind of a name, for `--explain`; in hundredths of log-odds over the runner-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The kind that it was chosen over.
    pub over: &'static str,
    /// By how much in all.
    pub by: i16,
    /// The features that said most, for or against, with what each said; empty names fill the rest.
    pub evidence: [(&'static str, i16); 4],
}

impl Weighed {
    /// The evidence in one line: "place before organization by 2.31: after-in 1.20, place-city 0.70".
    #[must_use]
    pub fn explanation(&self) -> String {
        let number = |hundredths: i16| format!("{:.2}", f32::from(hundredths) / 100.0);
        let said = self.evidence.iter().filter(|(name, _)| !name.is_empty());
        let said: Vec<String> = said.map(|(name, worth)| format!("{name} {}", number(*worth))).collect();
        format!("before {} by {}: {}", self.over, number(self.by), said.join(", "))
    }
}

/// A stage of extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The sequence tagger; the rule is the tag of the name.
    Tagger,
    /// The lists of well-known names, against the tagger.
    Known,
    /// The words beside the name, or the rest of the article; the rule is a row of `corrections/rules.tsv`, or an inference.
    Corrections,
    /// Titles and given names, where there is no tagger.
    Titles,
    /// The gazetteer, where the tagger says nothing or something else.
    Gazetteer,
    /// All evidence of a name together.
    Decision,
}

impl Stage {
    /// Name of the stage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tagger => "tagger",
            Self::Known => "known",
            Self::Corrections => "corrections",
            Self::Titles => "titles",
            Self::Gazetteer => "gazetteer",
            Self::Decision => "decision",
        }
    }
}

/// What a mention names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MentionKind {
    /// A person.
    Person {
        /// Canonical name in this article, without title or role ("Vladimir Putin" also for "Putin").
        name: Arc<str>,
        /// The role given in apposition, if any ("head of the Main Intelligence Directorate").
        role: Option<Arc<str>>,
    },
    /// An organization, by its canonical name in this article.
    Organization {
        /// Canonical name.
        name: Arc<str>,
    },
    /// A place.
    Place {
        /// Named itself, or by its people's adjective.
        form: PlaceForm,
        /// The place it was resolved to.
        place: Arc<Place>,
    },
    /// A date, time, duration or set.
    Date(Timex),
}

impl MentionKind {
    /// Name of the kind of places.
    pub const PLACE: &str = "place";
    /// Names of all kinds.
    pub const NAMES: [&str; 4] = ["person", Self::PLACE, "organization", "date"];

    /// Name of the kind.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::Place { .. } => Self::PLACE,
            Self::Organization { .. } => "organization",
            Self::Date(_) => "date",
        }
    }
}

/// How a mention names its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceForm {
    /// "Russia"
    Name,
    /// "Russian"
    Demonym,
}

/// A place of the gazetteer, with what an index needs to know of it; or an unresolved one, of which the name and perhaps the feature
/// are all that is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// GeoNames id; ids made for world regions without one start at 4,000,000,000. 0 is an unresolved place.
    pub geonames: u32,
    /// Usual English name; of an unresolved place the name as written.
    pub name: String,
    /// "continent", "region", "country", "state", "county", "city", "capital", "sea", "river", "island", "mountain" ...
    pub feature: String,
    /// Names from the continent down to the place itself.
    pub path: Vec<String>,
    /// ISO 3166-1 alpha-2 code in capitals.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// Inhabitants, 0 if unknown.
    pub population: u32,
    /// Ids of the place itself and of everything that holds it, also outside `path` (the Middle East).
    pub ancestors: Vec<u32>,
    /// The place that this one was chosen over, if the name has several.
    pub runner_up: Option<RunnerUp>,
}

impl Place {
    /// False of a place that the gazetteer does not have.
    #[must_use]
    pub const fn is_resolved(&self) -> bool {
        self.geonames != 0
    }
}

/// A place that a choice was made over, for `--explain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// GeoNames id.
    pub geonames: u32,
    /// As [`Place::feature`]; empty where the gazetteer was not asked.
    pub feature: String,
    /// As [`Place::path`]; empty where the gazetteer was not asked.
    pub path: Vec<String>,
    /// What it lost by.
    pub reason: ChoiceReason,
}

impl RunnerUp {
    /// The choice in one line: "before Europe / Russia / Moscow (capital): the words around it say so".
    #[must_use]
    pub fn explanation(&self) -> String {
        format!("before {} ({}): {}", self.path.join(" / "), self.feature, self.reason.as_str())
    }
}

/// What decided between two places of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChoiceReason {
    /// A container, a hint or a list beside the name.
    Words,
    /// The regions and neighbourhoods of the article's other names.
    OtherPlaces,
    /// The region of the source.
    SourceHome,
    /// Inhabitants and kind of place.
    Likelihood,
}

impl ChoiceReason {
    /// All reasons, in the order of their codes in an index.
    pub const ALL: [Self; 4] = [Self::Words, Self::OtherPlaces, Self::SourceHome, Self::Likelihood];

    /// The reason in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Words => "the words around it say so",
            Self::OtherPlaces => "the article's other places are nearer",
            Self::SourceHome => "the source is at home there",
            Self::Likelihood => "it is better known",
        }
    }
}

/// A date mention's normalised value, as TimeML's TIMEX3 writes it, and the days it covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timex {
    /// TIMEX3 type.
    pub timex_type: TimexType,
    /// TIMEX3 value: "2026-01-23", "2025-08", "2026-W04", "P2D", "PAST_REF" ...
    pub value: String,
    /// The days covered, where it has any.
    pub days: Option<DayRange>,
    /// Name of the rule that read it, for `--explain`.
    pub rule: String,
}

/// The four types of TIMEX3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexType {
    /// A calendar date of any granularity.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}
