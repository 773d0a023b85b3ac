//! Decides what each name of an article is, by all that is known of it: a log-linear model over the features of the name and of its
//! group, which are the equal names of the article.
//!
//! `groups` has the names of an article together, `written`, `beside`, `nouns`, `affairs` and `evidence` gather the features of each, `model` weighs them, `repeated` finds
//! names again that the tagger passed over, `teams` tells teams from the places they are called after. The weights are learned by `training::names`.

mod affairs;
mod beside;
mod evidence;
mod features;
mod groups;
mod model;
mod nouns;
mod repeated;
mod teams;
mod written;

pub use features::{Feature, Features};
pub use model::{BadWeights, Model};

use super::named_entity::UNIVERSITY;
use super::{Context, EntityType, NamedEntity, OwnNames, known};
use crate::article::Stage;

/// Gives each name, which are in order, its likeliest kind; of two kinds that are nearly as likely it keeps the one that was made of it
/// before, and what is known whatever else is said stays ("the Kremlin"), as do streets, buildings and events with the names of people;
/// unless the user says what it is.
pub fn decide(context: &Context<'_>, names: &mut [NamedEntity]) {
    /// Hundredths of log-odds.
    const LEAST: i16 = 30;
    /// Rules of corrections that read the last word of a whole name.
    const BY_WORDS: [&str; 8] =
        ["street", "structure", "event", "law", "programme", "model", "members", "abbreviation-of-words"];
    if context.language.is_some_and(|language| language != "en") {
        return;
    }
    let (groups, model) = (groups::Groups::of(context, names), Model::embedded());
    let mut features = Features::default();
    let decide = |at| {
        evidence::gather(names, &groups, at, &mut features);
        model.decide(&features)
    };
    let decided: Vec<_> = (0..names.len()).map(decide).collect();
    for (at, (name, (kind, weighed))) in names.iter_mut().zip(decided).enumerate() {
        if groups.own_kind(at) == Some(kind) {
            name.set(kind, Stage::Known, OwnNames::FILE);
        }
        let is_rejected = |kind| kind == EntityType::Miscellaneous;
        let is_clear = weighed.by >= LEAST || is_rejected(name.kind) || is_rejected(kind);
        // What is called a film may be somebody elsewhere in the article.
        let is_settled = match name.origin.rule {
            "work" => matches!(kind, EntityType::Location | EntityType::Organization),
            // The word before the name says it: "Hurricane Melissa", "the container ship Dali", "Joint Base Elmendorf-Richardson".
            "storm" | "ship" | "base" | "saint" => true,
            UNIVERSITY => kind != EntityType::Person,
            rule => matches!(kind, EntityType::Person | EntityType::Organization) && BY_WORDS.contains(&rule),
        };
        if name.kind != kind && is_clear && !is_settled && name.origin.stage != Stage::Known {
            let known = known::entity_type(&context.field(name.field)[name.span.range()], kind);
            match known {
                Some(known) if known != name.kind => name.set(known, Stage::Known, "well-known name"),
                Some(_) => {}
                None => name.set(kind, Stage::Decision, "evidence"),
            }
        }
        name.origin.weighed = Some(weighed);
    }
}

/// Adds the names that the article has elsewhere, beyond doubt, and that the tagger passed over.
pub fn repeat(context: &Context<'_>, names: &mut Vec<NamedEntity>) {
    repeated::add(context, names);
}

/// Makes organizations of the places that are teams in the article.
pub fn teams(context: &Context<'_>, names: &mut [NamedEntity]) {
    teams::find(context, names);
}

/// The features of each name of an article.
#[must_use]
pub fn features(context: &Context<'_>, names: &[NamedEntity]) -> Vec<Features> {
    let groups = groups::Groups::of(context, names);
    let features = |at| {
        let mut features = Features::default();
        evidence::gather(names, &groups, at, &mut features);
        features
    };
    (0..names.len()).map(features).collect()
}
