//! Members of a party in a body, and who leads them: "House Republicans" and "Senate Majority Leader" are no organization, and no party either.

use super::rules::Correction;
use crate::entities::EntityType;
use crate::entities::known::kinds_of;
use crate::entities::people::is_role_noun;
use crate::text::with_lower;

/// What stands before those who sit somewhere.
const BODIES: &[&str] = &[
    "american",
    "assembly",
    "business",
    "chief",
    "commons",
    "congressional",
    "conservative",
    "defence",
    "defense",
    "deputy",
    "education",
    "environment",
    "establishment",
    "federal",
    "finance",
    "first",
    "foreign",
    "freshman",
    "gop",
    "health",
    "home",
    "house",
    "interior",
    "justice",
    "labour",
    "legislative",
    "moderate",
    "national",
    "opposition",
    "parliament",
    "parliamentary",
    "press",
    "prime",
    "progressive",
    "security",
    "senate",
    "senior",
    "shadow",
    "state",
    "statehouse",
    "top",
    "trade",
    "transport",
    "treasury",
    "u.s.",
    "us",
    "veteran",
    "majority",
    "minority",
    "republican",
    "democratic",
];
/// The members of a party.
const MEMBERS: &[&str] = &[
    "backbencher",
    "backbenchers",
    "conservatives",
    "congressmen",
    "democrat",
    "democrats",
    "gop",
    "independents",
    "lawmaker",
    "lawmakers",
    "legislators",
    "liberals",
    "moderates",
    "progressives",
    "republican",
    "republicans",
    "senators",
    "tories",
];

/// What the name of members makes of it.
pub(super) fn of_a_body(written: &str, kind: EntityType) -> Option<Correction> {
    let (head, last) = written.rsplit_once(' ')?;
    let is_one = |last: &str| MEMBERS.contains(&last) || is_role_noun(last);
    let is_member = kind == EntityType::Organization && with_lower(last, is_one);
    let is_body = |word: &str| with_lower(word, |word| BODIES.contains(&word));
    (is_member && head.split(' ').all(is_body) && !kinds_of(written).has('t'))
        .then(|| Correction::by("members", Some(EntityType::Miscellaneous)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_no_bodies() {
        for name in [
            "House Republicans",
            "Senate Democrats",
            "U.S. Senate Republicans",
            "GOP senators",
            "House Democrat",
            "House GOP",
            "National Security Adviser",
            "Shadow Home Secretary",
            "Deputy Prime Minister",
            "Foreign Minister",
            "Health Secretary",
            "Senate GOP",
            "Republican Senate Majority Leader",
        ] {
            assert!(of_a_body(name, EntityType::Organization).is_some(), "{name}");
        }
        for name in [
            "House",
            "Republicans",
            "College Republicans",
            "Liberal Democrats",
            "Sweden Democrats",
            "House Republican Conference",
        ] {
            assert!(of_a_body(name, EntityType::Organization).is_none(), "{name}");
        }
    }
}
