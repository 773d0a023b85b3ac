//! What mostly bodies have, and are asked for: "shares in Vantelle", "Meridelle's chief executive". The nouns are in `affairs.tsv`.

use super::features::Feature;
use crate::text::with_lower;
use foldhash::fast::FixedState;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words behind a possessive among which the noun is: "Acme's second-quarter profits".
const REACH: usize = 3;
/// What stands behind the name in the table where the noun follows it.
const POSSESSIVE: &str = "'s";

/// The nouns, each with the word that joins it to a name.
static AFFAIRS: LazyLock<HashSet<(&'static str, &'static str), FixedState>> =
    LazyLock::new(|| rows().flat_map(|(joint, nouns, _)| nouns.split('|').map(move |noun| (joint, noun))).collect());

/// The rows of the table: the joining word, the nouns, an example.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = include_str!("affairs.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

fn is_affair(joint: &'static str, noun: &str) -> bool {
    with_lower(noun, |noun| AFFAIRS.contains(&(joint, noun)))
}

/// The feature of a name that the text before it asks for as for a body: "the chief executive of ", "shares in ".
pub(super) fn before(head: &str) -> Option<Feature> {
    const JOINTS: [&str; 4] = ["of", "in", "at", "by"];
    let (head, joint) = head.strip_suffix(' ')?.rsplit_once(' ')?;
    let joint = JOINTS.into_iter().find(|word| *word == joint)?;
    let noun = head.rsplit([' ', '\n']).next().unwrap_or(head);
    is_affair(joint, noun).then_some(Feature::OfBody)
}

/// The feature of a name that has what bodies have, or that a clause follows of what is nobody; `rest` is the text behind it: "'s chief
/// executive", ", which ".
pub(super) fn behind(rest: &str) -> Option<Feature> {
    if rest.starts_with(", which ") {
        return Some(Feature::AfterWhich);
    }
    let rest = rest.strip_prefix("'s ").or_else(|| rest.strip_prefix("’s "))?;
    for word in rest.split([' ', '\n']).take(REACH) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_name = bare.starts_with(char::is_uppercase) && bare.contains(char::is_lowercase);
        if !is_name && is_affair(POSSESSIVE, bare) {
            return Some(Feature::BodyHas);
        }
        if is_name || bare.len() < word.len() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// True of the example with a name in brackets.
    fn holds(example: &str) -> bool {
        let (head, rest) = example.split_once('[').unwrap();
        before(head).or_else(|| behind(rest.split_once(']').unwrap().1)).is_some()
    }

    #[test]
    fn every_row_has_an_example_that_holds() {
        for (_, nouns, example) in rows() {
            assert!(holds(example), "{example}");
            assert_eq!(nouns.to_lowercase(), nouns);
        }
    }

    #[test]
    fn what_bodies_have_is_told_from_what_anybody_has() {
        for example in [
            "The CEO of [Unilera] left.",
            "Analysts at [Banque Morel] expect cuts.",
            "[Nordkraft]’s second-quarter profits rose.",
            "Shareholders of [Elvira Energi] agreed.",
            "[Unilera], which makes soap, left.",
            "A van made and marketed by [Lusita] burned.",
        ] {
            assert!(holds(example), "{example}");
        }
        for example in [
            "The mayor of [Unilera] left.",
            "They live in [Vantelle] now.",
            "[Anna Holt]'s second husband, a customer, left.",
            "[Harlow]'s Board of Trade left.",
            "Shares rose. In [Vantelle] nobody cared.",
            "[Unilera]",
            "A spokesman said for [Vantelle] it was late.",
        ] {
            assert!(!holds(example), "{example}");
        }
    }
}
