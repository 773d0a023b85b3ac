//! The features of one name of an article.

use super::features::{Feature, Features};
use super::groups::{Group, Groups, worth};
use crate::entities::{EntityType, NamedEntity};

/// Gathers the features of the name at a position, in place of those that were gathered before.
pub(super) fn gather(names: &[NamedEntity], groups: &Groups<'_>, at: usize, features: &mut Features) {
    let name = &names[at];
    let group = &groups.all[groups.of[at]];
    features.clear();
    features.extend(&groups.written[groups.writing[at]]);
    features.extend(&group.article);
    of_tagger(name, group, features);
    match groups.own_kind(at) {
        Some(EntityType::Person) => features.set(Feature::OwnPerson),
        Some(EntityType::Location) => features.set(Feature::OwnPlace),
        Some(EntityType::Organization) => features.set(Feature::OwnOrganization),
        Some(EntityType::Miscellaneous) | None => {}
    }
    let beside = &groups.beside[at];
    beside.features().for_each(|feature| features.set(feature));
    features.set_if(beside.after_title, Feature::BeforeTitle);
    features.set_if(beside.opens, Feature::Opens);
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    features.set_if(is_capital(beside.before) && !beside.after_title, Feature::BeforeCapital);
    features.set_if(is_capital(beside.after), Feature::AfterCapital);
    features.set_if(beside.rest.starts_with("'s") || beside.rest.starts_with("’s"), Feature::AfterPossessive);
    features.set_if(beside.rest.starts_with("-based") || beside.rest.starts_with(" - based"), Feature::AfterBased);
    features.set_if(
        beside.rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())),
        Feature::AfterScore,
    );
    features.set_if(is_age(beside.rest), Feature::AfterAge);
    features.set_if(is_acronym_in_brackets(beside.rest), Feature::AfterAcronym);
    features.set_if(touches(names, at, -1, " "), Feature::BeforeName);
    features.set_if(touches(names, at, 1, ", ") && names[at + 1].kind == EntityType::Location, Feature::AfterPlace);
    let share = |count: f32| count / group.mentions;
    features.put(Feature::GroupIn, share(group.after_in));
    features.put(Feature::GroupTitle, share(group.after_title));
    features.put(Feature::GroupSaid, share(group.before_said));
    features.put(Feature::GroupThe, share(group.after_the));
    group.nouns.iter().for_each(|feature| features.set(*feature));
    features.set_if(group.mentions < 1.5, Feature::Once);
    features.set_if(group.mentions > 3.5, Feature::Often);
    features.set_if(!group.in_text, Feature::Headline);
}

fn of_tagger(name: &NamedEntity, group: &Group, features: &mut Features) {
    const HERE: [Feature; 5] =
        [Feature::HerePerson, Feature::HerePlace, Feature::HereOrganization, Feature::HereOther, Feature::HereNothing];
    const ALL: [Feature; 5] = [
        Feature::GroupPerson,
        Feature::GroupPlace,
        Feature::GroupOrganization,
        Feature::GroupOther,
        Feature::GroupNothing,
    ];
    for (kinds, worths) in [(HERE, name.likelihoods.map(worth)), (ALL, group.worths)] {
        for (feature, worth) in kinds.into_iter().zip(worths) {
            features.put(feature, worth);
        }
    }
    features.set(match name.kind {
        EntityType::Person => Feature::TakenPerson,
        EntityType::Location => Feature::TakenPlace,
        EntityType::Organization => Feature::TakenOrganization,
        EntityType::Miscellaneous => Feature::TakenOther,
    });
}

/// True of ", 42," behind a name.
fn is_age(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(", ") else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && rest[digits..].starts_with([',', '.', ' '])
}

/// True of " (NATO)" behind a name.
fn is_acronym_in_brackets(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(" (") else { return false };
    let capitals = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    capitals >= 2 && rest[capitals..].starts_with(')')
}

/// True where the name before (-1) or after (1) lies so far away as `gap` is long.
fn touches(names: &[NamedEntity], at: usize, step: isize, gap: &str) -> bool {
    let Some(other) = at.checked_add_signed(step).and_then(|other| names.get(other)) else { return false };
    let (first, second) = if step < 0 { (other, &names[at]) } else { (&names[at], other) };
    first.field == second.field && first.span.end + gap.len() as u32 == second.span.start
}
