//! Court cases: "Roe v. Wade" is the name of a case, and its parties alone are the case as well ("overturned Roe").

use super::agreement::Corrections;
use super::rules::Correction;
use crate::entities::{EntityType, NamedEntity};
use foldhash::HashSet;

/// Between the parties.
const VERSUS: &str = " v. ";

/// Leaves out the parties of the cases that an article names; a party alone is the case throughout, unless somebody with that surname
/// has a longer name in the article.
pub(super) fn reject<'a>(
    names: &mut Vec<NamedEntity>,
    of: &impl Fn(&NamedEntity) -> &'a str,
    corrections: &mut Corrections,
) {
    let is_party = |name: &NamedEntity| {
        let text = of(name);
        let (head, rest) = (&text[..name.span.start as usize], &text[name.span.end as usize..]);
        let is_before = rest.strip_prefix(VERSUS).is_some_and(|other| other.starts_with(char::is_uppercase));
        is_before || head.ends_with(VERSUS)
    };
    if !names.iter().any(is_party) {
        return;
    }
    let written = |name: &NamedEntity| of(name)[name.span.range()].to_lowercase();
    let surnames: HashSet<String> = names
        .iter()
        .filter(|name| name.kind == EntityType::Person && !is_party(name))
        .filter_map(|name| Some(written(name).rsplit_once(' ')?.1.to_owned()))
        .collect();
    for name in names.iter().filter(|name| name.kind == EntityType::Person && is_party(name)) {
        let party = written(name);
        if !party.contains(' ') && !surnames.contains(&party) {
            corrections.insert((party, EntityType::Person), Correction::by("court-case", None));
        }
    }
    names.retain(|name| !is_party(name));
}
