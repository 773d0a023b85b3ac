//! What the whole article says of a name: the same words mean the same thing throughout.

use super::parts::OF_COMPANIES;
use super::{Told, is_organization, words_before};
use crate::article::Field;
use crate::entities::Context;
use crate::entities::gazetteer;
use crate::entities::tagger::{Name, NameKind, is_usually_lower};
use std::collections::{HashMap, HashSet};

/// A lone word, of no person's longer name, that stands after "in" or "near" wherever it stands: a place, where there is one.
pub(super) fn tell_towns<'a>(
    names: &[Name],
    of: &impl Fn(&Name) -> &'a str,
    told: &mut HashMap<(String, NameKind), Option<NameKind>>,
) {
    let mut lone: HashMap<String, bool> = HashMap::new();
    let mut parts: HashSet<String> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == NameKind::Person) {
        let text = of(name);
        let written = text[name.span.range()].to_lowercase();
        if written.contains(' ') {
            parts.extend(written.split(' ').map(str::to_owned));
            continue;
        }
        let word = words_before(&text[..name.span.start as usize]).next().unwrap_or_default();
        let follows = matches!(word.to_lowercase().as_str(), "in" | "near" | "outside");
        lone.entry(written).and_modify(|always| *always &= follows).or_insert(follows);
    }
    let table = gazetteer::table();
    for (word, _) in lone.into_iter().filter(|(word, always)| *always && !parts.contains(word)) {
        if table.candidates(&gazetteer::fold(&word)).next().is_some() {
            told.insert((word, NameKind::Person), Some(NameKind::Location));
        }
    }
}

/// An organization with the name of a person of the article, where it is said more often, is that person; so is one with
/// the surname of a person alone, unless a longer name of an organization begins with it.
pub(super) fn tell_people<'a>(
    names: &[Name],
    of: &impl Fn(&Name) -> &'a str,
    told: &mut HashMap<(String, NameKind), Option<NameKind>>,
) {
    let mut people: HashMap<String, i32> = HashMap::new();
    for name in names.iter().filter(|name| matches!(name.kind, NameKind::Person | NameKind::Organization)) {
        let written = &of(name)[name.span.range()];
        if written.contains(' ') {
            let step = if name.kind == NameKind::Person { 1 } else { -1 };
            *people.entry(written.to_lowercase()).or_default() += step;
        }
    }
    people.retain(|_, surplus| *surplus > 0);
    if !people.is_empty() {
        let longer = |written: &str| {
            names.iter().filter(|name| name.kind == NameKind::Organization).any(|name| {
                let rest = of(name)[name.span.range()].strip_prefix(written);
                rest.is_some_and(|rest| rest.starts_with(' '))
            })
        };
        let surnames: HashSet<&str> = people.keys().filter_map(|person| person.rsplit(' ').next()).collect();
        let lone =
            names.iter().filter(|name| name.kind == NameKind::Organization).map(|name| &of(name)[name.span.range()]);
        let lone: HashSet<&str> = lone
            .filter(|written| !written.contains(' ') && surnames.contains(written.to_lowercase().as_str()))
            .collect();
        for surname in lone.into_iter().filter(|written| !longer(written)) {
            told.entry((surname.to_lowercase(), NameKind::Organization)).or_insert(Some(NameKind::Person));
        }
    }
    for person in people.into_keys() {
        told.entry((person, NameKind::Organization)).or_insert(Some(NameKind::Person));
    }
}

/// A person whose name begins a company's in the article ("Kidder", "Kidder Peabody and Co"), and who has no longer name there,
/// is the company.
pub(super) fn tell_companies<'a>(
    names: &[Name],
    of: &impl Fn(&Name) -> &'a str,
    told: &mut HashMap<(String, NameKind), Option<NameKind>>,
) {
    let mut companies: HashSet<String> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == NameKind::Organization) {
        let written = of(name)[name.span.range()].to_lowercase();
        let last = written.rsplit(' ').next().unwrap_or_default().trim_end_matches('.');
        if OF_COMPANIES.contains(&last) || is_organization(&written) {
            for (at, _) in written.match_indices([' ', '\'', '’']) {
                companies.insert(written[..at].trim_end_matches(',').to_owned());
            }
        }
    }
    if companies.is_empty() {
        return;
    }
    let people = || {
        names.iter().filter(|name| name.kind == NameKind::Person).map(|name| of(name)[name.span.range()].to_lowercase())
    };
    let surnames: HashSet<String> = people().filter_map(|person| Some(person.rsplit_once(' ')?.1.to_owned())).collect();
    for person in people().filter(|person| companies.contains(person) && !surnames.contains(person)) {
        told.entry((person, NameKind::Person)).or_insert(Some(NameKind::Organization));
    }
}

/// A noun in the plural that begins a sentence, and that the article has as a name nowhere else, is nobody: "Rivers rose."
pub(super) fn tell_nouns(
    context: &Context<'_>,
    names: &[Name],
    told: &mut HashMap<(String, NameKind), Option<NameKind>>,
) {
    let text = context.text;
    let begins = |name: &Name| {
        let sentence = context.sentences.partition_point(|sentence| sentence.start < name.span.start as usize);
        context.sentences.get(sentence).is_some_and(|sentence| sentence.start == name.span.start as usize)
    };
    let people = || names.iter().filter(|name| name.kind == NameKind::Person);
    let is_plural =
        |word: &str| word.ends_with("men") && word.len() > 6 || word.ends_with('s') && is_usually_lower(word);
    let nouns: Vec<&str> = people()
        .filter(|name| name.field == Field::Text && begins(name))
        .filter(|name| {
            let next = text[name.span.end as usize..].strip_prefix(' ').unwrap_or_default();
            let says = ["said", "says", "told", "added"].iter().any(|verb| next.starts_with(verb));
            !says && next.starts_with(char::is_lowercase)
        })
        .map(|name| &text[name.span.range()])
        .filter(|word| !word.contains(' ') && is_plural(word))
        .collect();
    if nouns.is_empty() {
        return;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in people() {
        let field = if name.field == Field::Title { context.title } else { text };
        for part in field[name.span.range()].split(' ') {
            *counts.entry(part.to_lowercase()).or_default() += 1;
        }
    }
    for noun in nouns.iter().map(|noun| noun.to_lowercase()).filter(|noun| counts.get(noun) == Some(&1)) {
        told.entry((noun, NameKind::Person)).or_insert(None);
    }
}

/// A place after "the" that has the name of a ship or a storm of the article is that: "the container ship Dali", "the Dali".
pub(super) fn is_thing(name: &Name, text: &str, told: &HashMap<(String, NameKind), Told>) -> Option<NameKind> {
    let after_article = name.kind == NameKind::Location && {
        let head = &text[..name.span.start as usize];
        head.ends_with("the ") || head.ends_with("The ")
    };
    if !after_article {
        return None;
    }
    let written = text[name.span.range()].to_lowercase();
    let verdict = |kind| told.get(&(written.clone(), kind)).copied().flatten();
    [NameKind::Person, NameKind::Organization]
        .into_iter()
        .find_map(verdict)
        .filter(|kind| *kind == NameKind::Miscellaneous)
}
